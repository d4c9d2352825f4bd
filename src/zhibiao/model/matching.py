"""Which kinds and topics a project is: marker words first, then closeness of all the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.domain.tables import Project
from zhibiao.knowledge.library import Kind, Library, Marks, Outline, Topic
from zhibiao.language.normalise import key
from zhibiao.language.segment import BIGRAM
from zhibiao.model.index import SparseIndex
from zhibiao.model.kinds import KindClassifier
from zhibiao.model.markers import Markers

# A marker in the project's name says more than one in its purpose, where the parts of a work are listed, and far more than one
# in its goals, which clerks copy.
_NAME, _PURPOSE, _GOAL = 1.0, 0.4, 0.15
# A topic's score is 1 - (1 - marks)(1 - closeness), each with the share below; set on the library's own 3,600 typical project names
# (those names left out of the index): the right topic first for 0.87 of them, among three for 0.97.
_MARKED, _CLOSENESS = 0.8, 0.9
# What the encoder's nearness (cosine, from _FAR on) adds to marks and closeness; set on names that neither index nor encoder had seen.
_NEARNESS, _FAR, _NEAR = 0.5, 0.2, 0.85
_PLAIN = 0.8  # a topic that the words alone say so plainly needs no encoder, which costs a third of a second to load
# A marker that stands in the purpose alone, in a topic far from what the name says, is a word in passing (新能源汽车专业实训设备).
_IN_PASSING, _RELATED = 0.5, 0.35
_BY_NAME = 0.6  # of the nearness; the rest is that of name and purpose together
# Share of the topics: a word that stands in more (补助, 费) does not tell one from another, unless there are but a few.
_TELLING, _FEW = 0.25, 8
_COMMON = 0.85  # a topic common to all classes (培训, 道路类工程) gives way to a class's own
# A topic whose marker was found counts from MIN_TOPIC on; one that is merely close must be close by far, or clearly nearest. On the
# library's own names nine in ten that pass are right.
MIN_TOPIC, _CLOSE, _NEAREST, _CLEARLY = 0.25, 0.5, 0.3, 1.5
# From this score on a topic says which kinds a project may be; its shares count by this power, softened so that none is impossible. A
# higher power finds a little more among the library's own names, which are typical of their topics, as projects need not be. How often
# the right kind comes first: ``python -m tests.benchmarks.topics``.
_TELLS_KIND, _SOFT, _OF_TOPIC = 0.5, 0.05, 0.5
# What a topic is worth to a project that is surely of none of its kinds, and from which probability of one of them on it is worth all.
_DOES_ELSE, _AGREES, _HAD = 0.75, 0.15, 0.03
_A_KIND, _UNSEEN = 0.05, 0.03  # the least that is told of; what a kind is worth whose markers are not found, where markers alone tell


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
    """A topic of the library by its number; it is read when it is asked for, which many callers do not."""

    number: int
    library: Library = field(repr=False, compare=False)

    @property
    def topic(self) -> Topic:
        return self.library.topics[self.number]

    @property
    def outline(self) -> Outline:
        """Name, 款 and kinds, which need no reading."""
        return self.library.outlines[self.number]


class Ranked(NamedTuple):
    """A class with the probability that the project belongs to it (0 to 1). Not calibrated: only the order is meant."""

    code: str
    name: str
    probability: float


class Classification(NamedTuple):
    """What a project may be, best first: kinds (K01 …), functions (款 codes) and topics (library ids)."""

    kind: tuple[Ranked, ...]
    function: tuple[Ranked, ...]
    topic: tuple[Ranked, ...]


class _Ranking(NamedTuple):
    """The numbers and scores of the topics nearest to a project, best first, and the score and hits of those with a marker."""

    best: list[tuple[int, float]]
    marks: dict[int, tuple[float, tuple[str, ...]]]


_RANKED = 32  # topics of a project that are kept in order
_KEPT = 512  # projects whose marks and ranking are kept: fit, rules and recommender all ask for them
_Said = tuple[str, str, tuple[str, ...]]  # of a project: name, purpose, goals, which are all that is looked at
_UNMARKED: tuple[float, tuple[str, ...]] = (0.0, ())
_BRACKETS = re.compile(r"[(（〔\[【]([^()（）〔〕\[\]【】]*)[)）〕\]】]")


def _said(project: Project) -> _Said:
    return project.name, project.purpose or "", project.goals


def _fields(said: _Said) -> list[tuple[str, float]]:
    name, purpose, goals = said
    # what stands in brackets qualifies a name; it does not name the work
    aside = "\n".join(key(part) for part in _BRACKETS.findall(name))
    fields = [(key(_BRACKETS.sub(" ", name)), _NAME), (aside, _PURPOSE), (key(purpose), _PURPOSE)]
    return [*fields, ("\n".join(key(goal) for goal in goals), _GOAL)]


def _marked(fields: Sequence[tuple[str, float]], marks: Marks, present: Set[str]) -> tuple[float, tuple[str, ...]]:
    """Score of marker words: longer ones weigh more, a marker inside a longer one that was found does not count again.

    In the name several markers add up; elsewhere a field counts once, by its best marker, however often it repeats itself.

    :param present: the markers that stand in any field at all.
    """
    markers = [marker for marker in marks.markers if marker in present]  # longest first
    miss = 1.0
    found: dict[str, float] = {}
    for text, weight in fields:
        if not any(marker in text for marker in markers):
            continue
        left = text
        for wrong in marks.against:
            left = left.replace(wrong, "\n")
        hits: list[float] = []
        for marker in markers:
            if marker in left:
                left = left.replace(marker, "\n")
                share = weight * min(0.95, 0.25 + 0.15 * len(marker))
                hits.append(share)
                found[marker] = max(found.get(marker, 0.0), share)
        for share in sorted(hits, reverse=True)[: 3 if weight == _NAME else 1]:
            miss *= 1 - share
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return 1 - miss, tuple(marker for marker, _ in ranked)


class Meaning:
    """How near a project comes to each topic, by an encoder.

    :param vectors: one unit vector per topic, shape (topics, dimension).
    :param entries: one unit vector per indicator of the library's topics, shape (indicators, dimension).
    :param owners: the number of the topic of each indicator.
    """

    def __init__(
        self,
        encode: Callable[[Sequence[str]], NDArray[np.float32]],
        vectors: NDArray[np.floating[Any]],
        entries: NDArray[np.floating[Any]],
        owners: NDArray[np.integer[Any]],
    ) -> None:
        self.encode = encode
        self.vectors = vectors.astype(np.float32)
        self.owners = owners
        self._entries = entries

    def nearness(self, name: str, purpose: str) -> NDArray[np.float64]:
        """Cosine of a project with every topic, its name weighing more than its purpose."""
        by_name, whole = self.encode([name, f"{name}。{purpose}"] if purpose else [name] * 2)
        near: NDArray[np.float64] = (self.vectors @ (_BY_NAME * by_name + (1 - _BY_NAME) * whole)).astype(np.float64)
        return near

    @cached_property
    def entries(self) -> NDArray[np.float32]:
        """One unit vector per indicator of the library's topics, shape (indicators, dimension)."""
        return self._entries.astype(np.float32)

    def closest(self, text: str, others: Sequence[str]) -> float:
        """Cosine of ``text`` with the nearest of ``others``."""
        first, *rest = self.encode([text, *others])
        return max(float(first @ other) for other in rest)


def entry_vectors(
    topics: Sequence[Topic], encode: Callable[[Sequence[str]], NDArray[np.float32]]
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """One unit vector per indicator of the topics' own, and the number of its topic."""
    named = [(number, entry.name) for number, topic in enumerate(topics) for entry in topic.indicators if entry.shared is None]
    return encode([name for _, name in named]), np.array([number for number, _ in named], dtype=np.int32)


def topic_vectors(topics: Sequence[Topic], encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> NDArray[np.float32]:
    """One unit vector per topic: the mean of its names, typical projects and purposes."""
    texts = [[topic.name, *topic.synonyms, *topic.projects, *topic.purposes] for topic in topics]
    encoded = encode([text for own in texts for text in own])
    ends = np.cumsum([len(own) for own in texts])
    means = [part.mean(axis=0) for part in np.split(encoded, ends[:-1])]
    vectors = np.array(means, dtype=np.float32).reshape(len(topics), -1)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


class Matcher:
    """Ranks kinds and topics for a project. Read-only and thread-safe after construction."""

    def __init__(
        self,
        library: Library,
        terms: Callable[[str], list[str]],
        index: SparseIndex | None = None,
        meaning: Meaning | None = None,
        classifier: KindClassifier | None = None,
    ) -> None:
        self._classifier = classifier
        self._library = library
        self._terms = terms
        self._meaning = meaning
        self._kinds = [(kind, Marks.of(kind.keywords, kind.not_)) for kind in library.kinds.values()]
        self._stored = index
        self._ranked = lru_cache(_KEPT)(self._rank)
        self._kinds_marked = lru_cache(_KEPT)(self._mark_kinds)
        self._kinds_likely = lru_cache(_KEPT)(self._classify_kinds)
        self._kinds_ranked = lru_cache(_KEPT)(self._rank_kinds)

    @cached_property
    def _holders(self) -> Markers:
        """Which topics each marker belongs to."""
        return Markers({number: outline.marks.markers for number, outline in enumerate(self._library.outlines)})

    @cached_property
    def _kind_holders(self) -> Markers:
        return Markers({number: marks.markers for number, (_, marks) in enumerate(self._kinds)})

    @cached_property
    def _weights(self) -> NDArray[np.float64]:
        return np.array([_COMMON if outline.common else 1.0 for outline in self._library.outlines], dtype=np.float64)

    @cached_property
    def _index(self) -> SparseIndex:
        return self._stored or topic_index(self._library.topics, self._terms)

    def kinds(self, project: Project, topics: Sequence[TopicMatch] = (), limit: int = 4) -> list[KindMatch]:
        """The kinds of a project, best first: by what its words say, where a classifier was learned, and by what the projects of the
        leading topic are; none when nothing tells.

        A score is the classifier's probability times a power of the topic's share of the kind, over the sum of all.
        """
        leading = topics[0].number if topics and topics[0].score >= _TELLS_KIND else None
        return list(self._kinds_ranked(_said(project), leading)[:limit])

    def _rank_kinds(self, said: _Said, leading: int | None) -> tuple[KindMatch, ...]:
        """Every kind worth telling of, best first; ``leading`` is the number of the topic that says which kinds its projects are."""
        _, marked = self._kinds_marked(said)
        likely = self._kinds_likely(said)
        shares = {} if leading is None else self._library.outlines[leading].shares
        worth = {code: share * ((shares.get(code, 0.0) + _SOFT) ** _OF_TOPIC if shares else 1.0) for code, share in likely.items()}
        total = sum(worth.values())
        found = []
        for number, (kind, _) in enumerate(self._kinds):
            score = worth.get(kind.code, 0.0) / total if total else 0.0
            if score >= _A_KIND:
                found.append(KindMatch(score, marked.get(number, _UNMARKED)[1], kind))
        return tuple(sorted(found, key=lambda m: (-m.score, m.kind.code)))

    def marked(self, name: str, purpose: str, goals: tuple[str, ...] = ()) -> dict[str, float]:
        """How plainly the markers of each kind stand in a project's text, 0 to 1, by code; those without a marker are left out."""
        _, marked = self._kinds_marked((name, purpose, goals))
        return {self._kinds[number][0].code: score for number, (score, _) in marked.items()}

    def _classify_kinds(self, said: _Said) -> dict[str, float]:
        """The probability of each kind by the text alone; where no classifier was learned, by its markers alone."""
        name, purpose, goals = said
        marks = self.marked(name, purpose, goals)
        if self._classifier is None:
            return {kind.code: marks.get(kind.code, 0.0) + _UNSEEN for kind, _ in self._kinds}
        return self._classifier(name, purpose or "。".join(goals), marks)

    def _mark_kinds(self, said: _Said) -> tuple[str, dict[int, tuple[float, tuple[str, ...]]]]:
        """The name as markers are looked for in it, and score and hits of the kinds of which a marker stands in the project's text."""
        fields = _fields(said)
        met = self._kind_holders.found("\n".join(text for text, _ in fields))
        return fields[0][0], {number: _marked(fields, self._kinds[number][1], present) for number, present in met.items()}

    def topics(self, project: Project, limit: int = 5) -> list[TopicMatch]:
        """The topics of a project, best first, at most 32; none when nothing is shared."""
        if not len(self._library.topics):
            return []
        best, marks = self._ranked(_said(project))
        return [TopicMatch(score, marks.get(number, _UNMARKED)[1], number, self._library) for number, score in best[:limit]]

    def _rank(self, said: _Said) -> _Ranking:
        name, purpose, _ = said
        fields = _fields(said)
        query = self._terms(name) * 2 + self._terms(purpose)
        if not self._tells(query):
            query = []
        closeness = self._index.scores(query)
        met = self._holders.found("\n".join(text for text, _ in fields))
        marks = {number: _marked(fields, self._library.outlines[number].marks, met[number]) for number in sorted(met)}
        scores = np.zeros(len(self._library.topics), dtype=np.float64)
        for number, (score, _) in marks.items():
            scores[number] = score
        total = 1 - (1 - _MARKED * scores) * (1 - _CLOSENESS * closeness.astype(np.float64))
        if query and self._meaning is not None and total.max(initial=0.0) < _PLAIN:
            near = self._meaning.nearness(name, purpose)
            total = 1 - (1 - total) * (1 - _NEARNESS * np.clip((near - _FAR) / (_NEAR - _FAR), 0, 1))
            named = fields[0][0]
            for number, (_, hits) in marks.items():
                if near[number] < _RELATED and not any(hit in named for hit in hits):
                    total[number] *= _IN_PASSING
        total *= self._weights
        if self._classifier is not None and self._kinds_likely(said):
            # a topic that counts still counts, behind those that agree
            total = np.maximum(total * self._agreement(said), np.minimum(total, _NEAREST))
        return _Ranking(_best(total), marks)

    def _agreement(self, said: _Said) -> NDArray[np.float64]:
        """What each topic is worth by the kinds of its projects: 看守所监控存储扩容 feeds nobody, whatever is usual in a 看守所."""
        likely = self._kinds_likely(said)
        known = self._kinds_had @ np.array([likely.get(kind.code, 0.0) for kind, _ in self._kinds])
        worth: NDArray[np.float64] = _DOES_ELSE + (1 - _DOES_ELSE) * np.minimum(1.0, known / _AGREES)
        return worth

    @cached_property
    def _kinds_had(self) -> NDArray[np.float64]:
        """Which kinds the projects of each topic are, shape (topics, kinds): 1 or 0."""
        rows = [[float(outline.shares.get(kind.code, 0.0) >= _HAD) for kind, _ in self._kinds] for outline in self._library.outlines]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self._kinds))

    def _tells(self, terms: Iterable[str]) -> bool:
        """Whether a word of it stands in some topics and not in very many: 专项资金, 补助 and 甲乙丙丁 are near to whatever comes first."""
        most = max(_FEW, _TELLING * len(self._library.topics))
        return any(
            (found := self.topics_with(term)) is not None and len(found) <= most for term in set(terms) if not term.startswith(BIGRAM)
        )

    def topics_with(self, word: str) -> NDArray[np.integer[Any]] | None:
        """The numbers of the topics in whose words (names, purposes, indicators) ``word`` stands; ``None`` where no topic has it."""
        return self._index.holders(word)

    def trusted(self, project: Project, limit: int = 5) -> list[TopicMatch]:
        """The topics that a suggestion may rest on, best first; often one, sometimes none."""
        ranked = self.topics(project, limit=limit)
        out = []
        for place, match in enumerate(ranked):
            runner_up = ranked[place + 1].score if place + 1 < len(ranked) else 0.0
            nearest = place == 0 and match.score >= _NEAREST and match.score >= _CLEARLY * runner_up
            if (match.hits and match.score >= MIN_TOPIC) or match.score >= _CLOSE or nearest:
                out.append(match)
        return out

    def classify(self, project: Project) -> Classification:
        """Kinds, functions and topics of a project. A function is as probable as the best topic listed under it."""
        topics = self.trusted(project, limit=10)
        functions: dict[str, Ranked] = {}
        for match in topics:
            code = match.topic.function
            if code.isdigit():
                functions.setdefault(code, Ranked(code, match.topic.function_name, _shown(match.score)))
        return Classification(
            kind=tuple(Ranked(m.kind.code, m.kind.name, _shown(m.score)) for m in self.kinds(project, topics)),
            function=tuple(functions.values()),
            topic=tuple(Ranked(m.topic.id, m.topic.name, _shown(m.score)) for m in topics),
        )


def _best(scores: NDArray[np.float64]) -> list[tuple[int, float]]:
    """The highest scores above zero with their places, equal ones in order."""
    least = np.partition(scores, -_RANKED)[-_RANKED] if len(scores) > _RANKED else 0.0
    places = np.flatnonzero((scores >= least) & (scores > 0))
    places = places[np.argsort(-scores[places], kind="stable")][:_RANKED]
    return list(zip(places.tolist(), scores[places].tolist(), strict=True))


def _shown(score: float) -> float:
    return round(min(score, 0.99), 3)


def topic_index(topics: Sequence[Topic], terms: Callable[[str], list[str]]) -> SparseIndex:
    """The index of topics by all their words: names, markers, typical projects and purposes, and their own indicators."""
    return SparseIndex.build([terms("。".join(topic_text(topic))) for topic in topics])


def topic_text(topic: Topic) -> list[str]:
    return [
        topic.name,
        *topic.synonyms,
        *topic.keywords,
        *topic.projects,
        *topic.purposes,
        *(e.name for e in topic.indicators if not e.shared),
    ]
