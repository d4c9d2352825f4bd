"""How often the right topic and kind are found for the library's own typical project names, these names left out of the index and, a
fourth at a time, of what the kind classifier learns from.

    python -m tests.benchmarks.topics [-v]

By words alone, without the encoder, which has seen these names. They were written with the topics, so that this is the most that can be
hoped for: real names are less plain. ``-v`` lists what is taken for something else.
"""

from __future__ import annotations

import sys
import zlib

from zhibiao.domain import Project
from zhibiao.knowledge.library import Library
from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import Segmenter, default_segmenter
from zhibiao.learn.kinds import kind_examples, train_kinds
from zhibiao.model.index import SparseIndex
from zhibiao.model.kinds import KindClassifier
from zhibiao.model.matching import MIN_TOPIC, Matcher, topic_text
from zhibiao.paths import find_places
from zhibiao.recommend import topics

_PARTS = 4


def main() -> None:
    places = find_places()
    library = load_library(places.library)
    segmenter = default_segmenter(places.shipped / "lexicon")
    terms = segmenter.terms
    without_names = [topic.model_copy(update={"projects": ()}) for topic in library.topics]
    index = SparseIndex.build([terms("。".join(topic_text(topic))) for topic in without_names])
    matchers = [Matcher(library, terms, index, classifier=one) for one in _left_out(library, segmenter)]
    # what a topic has words for is asked without its typical names as well
    topics.topic_text = lambda topic: topic_text(topic.model_copy(update={"projects": ()}))  # type: ignore[attr-defined]
    count = first = among_three = trusted = wrong = right_kind = sure = surely_right = 0
    for topic in library.topics:
        for name in topic.projects:
            project, matcher = Project(name=name), matchers[_part(name)]
            found = matcher.topics(project, limit=3)
            identities = [match.topic.id for match in found]
            count += 1
            first += identities[:1] == [topic.id]
            among_three += topic.id in identities
            kinds = matcher.kinds(project, matcher.trusted(project))
            right_kind += bool(kinds) and kinds[0].kind.code in topic.kinds_of.get(name, topic.kinds)
            leading, is_sure = topics.topics_of(project, matcher)
            sure += is_sure
            surely_right += is_sure and leading[0].topic.id == topic.id
            if found and found[0].score >= MIN_TOPIC:
                trusted += 1
                if identities[0] != topic.id:
                    wrong += 1
                    if "-v" in sys.argv:
                        print(f"{name}\t{topic.name}\t{found[0].topic.name} {found[0].score:.2f} {'、'.join(found[0].hits)}")
    print(
        f"topic first {first / count:.3f} · among three {among_three / count:.3f} · above the threshold {trusted / count:.3f}, "
        f"of these wrong {wrong / trusted:.3f} · sure {sure / count:.3f}, of these right {surely_right / sure:.3f} · "
        f"right kind first {right_kind / count:.3f} (n={count})"
    )


def _part(text: str) -> int:
    return zlib.crc32(text.encode()) % _PARTS


def _left_out(library: Library, segmenter: Segmenter) -> list[KindClassifier]:
    """For each part of the names a classifier that was not taught with it."""
    marked = Matcher(library, segmenter.terms).marked
    out = []
    for part in range(_PARTS):
        topics = [
            topic.model_copy(update={"kinds_of": {text: kinds for text, kinds in topic.kinds_of.items() if _part(text) != part}})
            for topic in library.topics
        ]
        examples = kind_examples(Library(topics=topics), marked, segmenter.words, seed=1)
        out.append(KindClassifier(train_kinds(examples), segmenter.words))
    return out


if __name__ == "__main__":
    main()
