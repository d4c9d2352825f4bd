"""How often the right topic and kind are found for the library's own typical project names, these names left out of the index and, a
fourth at a time, of what the kind classifier learns from and of the kinds that their topic is known for.

    python -m tests.benchmarks.topics [-v]

By words alone, without the encoder, which has seen these names. They were written with the topics, so that this is the most that can be
hoped for: real names are less plain. The second line is without the kind classifier, by markers and topic. ``-v`` lists what is taken for
something else.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Sequence

from zhibiao.domain import Project
from zhibiao.knowledge.library import Library
from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import default_segmenter
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
    # what a topic has words for is asked without its typical names as well
    topics.topic_text = lambda topic: topic_text(topic.model_copy(update={"projects": ()}))  # type: ignore[attr-defined]
    parts = [_without(library, part) for part in range(_PARTS)]
    marked = Matcher(library, terms).marked
    learned = [train_kinds(kind_examples(part, marked, segmenter.words, seed=1)) for part in parts]
    pairs = list(zip(parts, learned, strict=True))
    print(_measured(library, [Matcher(part, terms, index, classifier=KindClassifier(one, segmenter.words)) for part, one in pairs]))
    print("without the classifier:", _measured(library, [Matcher(part, terms, index) for part in parts]))


def _measured(library: Library, matchers: Sequence[Matcher]) -> str:
    """The shares found; each name is asked of the matcher that has not seen it."""
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
    return (
        f"topic first {first / count:.3f} · among three {among_three / count:.3f} · above the threshold {trusted / count:.3f}, "
        f"of these wrong {wrong / trusted:.3f} · sure {sure / count:.3f}, of these right {surely_right / sure:.3f} · "
        f"right kind first {right_kind / count:.3f} (n={count})"
    )


def _part(text: str) -> int:
    return zlib.crc32(text.encode()) % _PARTS


def _without(library: Library, part: int) -> Library:
    """The library as if it did not say of what kinds the names of a part are."""
    told = [
        topic.model_copy(update={"kinds_of": {text: kinds for text, kinds in topic.kinds_of.items() if _part(text) != part}})
        for topic in library.topics
    ]
    return Library(list(library.shared.values()), told, list(library.kinds.values()), projects=library.projects)


if __name__ == "__main__":
    main()
