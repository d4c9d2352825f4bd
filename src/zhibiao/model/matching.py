"""Which kinds and topics a project is: marker words first, then closeness of all the words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from zhibiao.domain.tables import Project
from zhibiao.knowledge.library import Kind, Library, Marks, Topic
from zhibiao.language.normalise import key
from zhibiao.model.index import SparseIndex

# A marker in the project's name says more than one in its purpose, and far more than one in its goals, which clerks copy.
_NAME, _PURPOSE, _GOAL = 1.0, 0.5, 0.15
# At most this much of a topic's score comes from closeness of words where no marker is hit.
_CLOSENESS = 0.6


@dataclass(frozen=True, slots=True)
class Match:
    """A kind or topic with its score: 1 is certain, below about 0.2 is noise. ``hits`` are the markers that were found."""

    score: float
    hits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindMatch(Match):
    kind: Kind


@dataclass(frozen=True, slots=True)
class TopicMatch(Match):
    topic: Topic


def _fields(project: Project) -> list[tuple[str, float]]:
    fields = [(key(project.name), _NAME), (key(project.purpose or ""), _PURPOSE)]
    return fields + [(key(goal), _GOAL) for goal in project.goals]


def _marked(fields: Sequence[tuple[str, float]], marks: Marks) -> tuple[float, tuple[str, ...]]:
    """Score of marker words: longer ones weigh more, a marker inside a longer one that was found does not count again."""
    best: dict[str, float] = {}
    for text, weight in fields:
        if not text:
            continue
        for wrong in marks.against:
            text = text.replace(wrong, "\n")
        left = text
        for marker in marks.markers:  # longest first
            if marker in left:
                left = left.replace(marker, "\n")
                best[marker] = max(best.get(marker, 0.0), weight * min(1.0, 0.25 + 0.15 * len(marker)))
    if not best:
        return 0.0, ()
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    miss = 1.0
    for _, weight in ranked[:4]:
        miss *= 1 - min(weight, 0.95)
    return 1 - miss, tuple(marker for marker, _ in ranked)


class Matcher:
    """Ranks kinds and topics for a project. Read-only and thread-safe after construction."""

    def __init__(self, library: Library, terms: Callable[[str], list[str]], index: SparseIndex | None = None) -> None:
        self._library = library
        self._terms = terms
        self._kinds = [(kind, Marks.of(kind.keywords, kind.not_)) for kind in library.kinds.values()]
        self._stored = index

    @cached_property
    def _index(self) -> SparseIndex:
        return self._stored or topic_index(self._library.topics, self._terms)

    def kinds(self, project: Project, limit: int = 4) -> list[KindMatch]:
        """The kinds of a project, best first; none when no marker is found."""
        fields = _fields(project)
        found = []
        for kind, marks in self._kinds:
            score, hits = _marked(fields, marks)
            if score > 0:
                found.append(KindMatch(score, hits, kind))
        return sorted(found, key=lambda m: (-m.score, m.kind.code))[:limit]

    def topics(self, project: Project, limit: int = 5) -> list[TopicMatch]:
        """The topics of a project, best first; none when nothing is shared."""
        if not len(self._library.topics):
            return []
        fields = _fields(project)
        query = self._terms(project.name) * 2 + self._terms(project.purpose or "")
        closeness = self._index.scores(query)
        marks = [_marked(fields, each) for each in self._library.marks]
        scores = np.array([m[0] for m in marks], dtype=np.float64)
        total = 1 - (1 - scores) * (1 - _CLOSENESS * closeness.astype(np.float64))
        order = np.lexsort((np.arange(len(total)), -total))[:limit]
        return [TopicMatch(float(total[i]), marks[i][1], self._library.topics[int(i)]) for i in order if total[i] > 0]


def topic_index(topics: Sequence[Topic], terms: Callable[[str], list[str]]) -> SparseIndex:
    """The index of topics by all their words: names, markers, typical projects and purposes, and their own indicators."""
    return SparseIndex.build([terms("。".join(_topic_text(topic))) for topic in topics])


def _topic_text(topic: Topic) -> list[str]:
    return [
        topic.name,
        *topic.synonyms,
        *topic.keywords,
        *topic.projects,
        *topic.purposes,
        *(e.name for e in topic.indicators if not e.shared),
    ]
