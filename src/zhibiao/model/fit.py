"""Whether an indicator belongs to a project: a probability, learned from rows that do and rows drawn from elsewhere.

What is looked at, each with its weight learned (:data:`zhibiao.model.fit_weights.FEATURES`): how near the indicator's words come to the
project's text, by the encoder and by the words themselves; whether the library's indicators nearest to it stand in the project's topics,
in topics that share a 款 or the leading kind with it, or elsewhere (a different 类 alone says nothing: it tells who pays, not what for);
whether any project may have it (验收合格率, 满意度, 控制在预算内); whether similar projects of the corpus use it; and whether the table
around it is a template: the same row in tables of unrelated work, a placeholder for a goal, one and the same value in every row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.domain.tables import Indicator, Project
from zhibiao.knowledge.flags import is_budget_execution
from zhibiao.knowledge.library import Library
from zhibiao.language.normalise import key
from zhibiao.language.segment import everyday
from zhibiao.language.subject import work_of
from zhibiao.model.fit_weights import LinearFit
from zhibiao.model.matching import Matcher, Meaning
from zhibiao.model.neighbours import NOTHING, Neighbours

# A word tells what work is meant when it stands in at most this share of the topics, and is no everyday word that few topics happen to
# use (过程, 实际): at most this often in jieba's general corpus for each topic that has it. Both set on the seeds.
_TELLS, _EVERYDAY = 0.1, 1000
_SPECIFIC = 0.02  # share of the topics; a word of so few of them that is at home with the project rules a misfit out
_NOISE = 0.2  # below this score a topic is noise
_PART_TOPIC = 0.3  # from here on a topic counts that only a part of the name leads to
_KNOWN, _SPAN = 0.5, 0.3  # an indicator is known to the library from this cosine on, fully so this much further
_TOLD = 0.05  # below this a row is reported of which two words are at home elsewhere and none is the project's own; set on the seeds
_TOO_LITTLE = 2  # content words in which no project can be told
_PROJECTS_KEPT = 256
_WORDS_KEPT = 8192
_CLAUSES = 12
_SHOWN = 3
_PARTS = re.compile(r"[、，,；;]|(?<=.{2})[和及与](?=.{2})")
_CLAUSE = re.compile(r"[，。；;,、\n]|\d+[.、)）]")


class Around(NamedTuple):
    """What the tables around a row say of it; all nothing for an indicator asked about by itself."""

    placeholder: bool = False
    uniform: bool = False
    repeated: Sequence[int] = ()  # per row: tables of unrelated work that hold it
    used: Sequence[bool] = ()  # per row: whether a similar project of the corpus uses it


class Judgement(NamedTuple):
    """``fit`` is the probability that the indicator belongs to the project, ``None`` where too little is known of the project.
    ``misfit`` says whether it is low enough to be reported and something shows it: a word that is at home elsewhere, or the same row in
    tables of unrelated work; ``doubtful``, that it is as low by nearness of meaning alone. ``foreign`` are its words that are at home
    elsewhere, ``own`` those that the project's text holds, ``topics`` where its like is at home, ``users`` the similar projects that use
    it."""

    fit: float | None
    misfit: bool = False
    doubtful: bool = False
    foreign: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


class _Known(NamedTuple):
    """A project as fit sees it."""

    text: str
    vectors: NDArray[np.float32]  # its name, the whole, the parts of the name, the clauses of the purpose
    related: NDArray[np.bool_]  # per topic: shares a 款 or the leading kind with it, or resembles it
    own_numbers: NDArray[np.intp]  # the numbers of its own topics
    related_numbers: NDArray[np.intp]  # the numbers of those related
    relatives: frozenset[int]
    kin: frozenset[int]  # the numbers of the topics that have its home 款
    enough: bool  # whether the text says enough to judge by


class _TopicsBy(NamedTuple):
    """The numbers of the topics that have a name, a home 款, any 款, a kind."""

    name: dict[str, list[int]]
    home: dict[str, list[int]]
    function: dict[str, list[int]]
    kind: dict[str, list[int]]


class _Words(NamedTuple):
    own: tuple[str, ...]
    foreign: tuple[str, ...]
    kin: int
    at_home: bool  # a word that few topics have stands in one of the project's home 款, or in its text
    said: float
    telling: int


class Fit:
    """Judges indicators. Read-only and thread-safe after construction.

    :param content_words: words of a text that say what it is about.
    :param learned: the weights; ``None`` where there are none, and :meth:`judge` then abstains.
    """

    def __init__(
        self,
        library: Library,
        matcher: Matcher,
        content_words: Callable[[str], list[str]],
        meaning: Meaning | None = None,
        learned: LinearFit | None = None,
    ) -> None:
        self._meaning = meaning
        self._library = library
        self._matcher = matcher
        self._content_words = content_words
        self._learned = learned
        self._most = max(1, int(_TELLS * len(library.outlines)))
        self._few = max(1, int(_SPECIFIC * len(library.outlines)))
        self._places = {outline.name: number for number, outline in enumerate(library.outlines)}
        self._known = lru_cache(_PROJECTS_KEPT)(self._look_at)
        self._telling = lru_cache(_WORDS_KEPT)(self._find_telling)

    @property
    def can_judge(self) -> bool:
        """Whether there is anything to judge by."""
        return self._learned is not None and self._meaning is not None

    def judge(self, rows: Sequence[Indicator], project: Project, around: Around = Around()) -> list[Judgement]:  # noqa: B008
        """How well each of ``rows`` fits ``project``; abstains where the project's text says too little."""
        if not rows or self._learned is None or self._meaning is None or not self.describes(project):
            return [Judgement(None) for _ in rows]
        features, words, homes = self._features(rows, project, around, None, None)
        repeated = around.repeated or [0] * len(rows)
        found = []
        for row, fit, said, home, times in zip(rows, self._learned.probabilities(features).tolist(), words, homes.tolist(), repeated, strict=True):
            told = len(said.foreign) > 1 and not said.own and fit < _TOLD
            low = (fit < self._learned.threshold or told) and not said.at_home
            shown = bool(said.foreign) or times > 0
            judged = Judgement(fit, low and shown, low and not shown, said.foreign, said.own, self._names(home))
            found.append(judged if row.name else _NAMELESS)
        return found

    def prepare(self, rows: Sequence[Indicator], projects: Iterable[Project] = ()) -> None:
        """Rows of many tables that will be judged, and their projects: looked up together they take a fraction of the time."""
        if self.can_judge and rows:
            assert self._meaning is not None
            self._neighbours.prepare(row.name for row in rows)
            said = [text for project in projects for text in (project.name, f"{project.name}。{project.purpose or ''}", *_said(project))]
            self._meaning.encode([*_described(rows), *said])  # the encoder remembers

    def related(self, project: Project) -> NDArray[np.bool_]:
        """Per topic of the library, whether it shares a 款 or the leading kind with ``project``, or resembles it."""
        return self._known(project).related

    def functions(self, project: Project) -> set[str]:
        """The 款 of the project's own topics."""
        outlines = self._library.outlines
        return {code for number in self._known(project).own_numbers.tolist() for code in outlines[number].functions}

    def describes(self, project: Project) -> bool:
        """Whether the text of ``project`` says enough to judge by."""
        return self._known(project).enough

    def features(
        self,
        rows: Sequence[Indicator],
        project: Project,
        around: Around = Around(),  # noqa: B008
        hidden: Sequence[NDArray[np.intp] | None] | None = None,
        without: int | None = None,
    ) -> NDArray[np.float64]:
        """The numbers of :data:`zhibiao.model.fit_weights.FEATURES`, shape (rows, features).

        :param hidden: for training: per row the numbers of the library's indicators (as in ``Meaning``) that it is taken to lack.
        :param without: for training: the number of a topic that the library is taken to lack.
        """
        return self._features(rows, project, around, hidden, without)[0]

    def closeness(self, rows: Sequence[Indicator], project: Project) -> NDArray[np.float32]:
        """How near each row comes to the nearest part of the project's text: a cosine."""
        assert self._meaning is not None
        near: NDArray[np.float32] = (self._meaning.encode(_described(rows)) @ self._known(project).vectors.T).max(axis=1, initial=NOTHING)
        return near

    def _features(
        self,
        rows: Sequence[Indicator],
        project: Project,
        around: Around,
        hidden: Sequence[NDArray[np.intp] | None] | None,
        without: int | None,
    ) -> tuple[NDArray[np.float64], list[_Words], NDArray[np.int64]]:
        assert self._meaning is not None
        known = self._known(project) if without is None else self._look_at(project, without)
        owners = self._meaning.owners
        names = [row.name for row in rows]
        if hidden is None and without is None:
            found = self._neighbours(names)
        else:
            found = self._neighbours.compare(self._meaning.encode(names), hidden or (), without)
        name_vectors, vectors, best, nearest = found.vectors, self._meaning.encode(_described(rows)), found.best, found.nearest
        own_topics = np.zeros(len(known.related), dtype=np.bool_)
        own_topics[known.own_numbers] = True
        own, related, general = (
            found.topics.take(numbers, axis=1).max(axis=1, initial=NOTHING)
            for numbers in (known.own_numbers, known.related_numbers, self._common_numbers)
        )
        near, homes_of = np.clip(found.near, 0, 1), owners[nearest]
        weight = near**2
        total = np.maximum(weight.sum(axis=1), 1e-6)
        own_share, related_share = ((weight * mask[homes_of]).sum(axis=1) / total for mask in (own_topics, known.related))
        sure = np.clip((best - _KNOWN) / _SPAN, 0, 1)
        to_topics = np.maximum(*(self._meaning.vectors @ known.vectors[:2].T).T)
        homes = (near * to_topics[homes_of]).max(axis=1)
        common = np.array([self.is_common(row.name, row.level2) for row in rows], dtype=np.float64)
        words = [self._words(row, known, without) for row in rows]
        repeated = np.log1p(np.array(around.repeated or [0] * len(rows), dtype=np.float64))
        gap = sure * np.clip(best - own, 0, None)
        columns = (
            np.maximum(name_vectors @ known.vectors.T, vectors @ known.vectors.T).max(axis=1),
            name_vectors @ known.vectors[0],
            own,
            related,
            sure * (best - own),
            sure * (best - related),
            sure * (1 - own_share) * (1 - common),
            own_share,
            related_share,
            common,
            np.array([one.said for one in words]),
            np.array([_share_of_pairs(row.name, known.text) for row in rows]),
            np.array([len(one.foreign) for one in words]),
            np.array([len(one.foreign) / max(1, one.telling) for one in words]),
            np.array([one.kin / max(1, one.telling) for one in words]),
            np.maximum(np.maximum(general, found.kinds), common),
            homes,
            np.array(around.used or [False] * len(rows), dtype=np.float64),
            repeated * (1 - common) * gap,
            np.full(len(rows), around.uniform, dtype=np.float64),
            np.full(len(rows), around.placeholder, dtype=np.float64),
        )
        order = np.take_along_axis(homes_of, np.argsort(-near, axis=1, kind="stable"), axis=1)[:, :_SHOWN]
        return np.stack(columns, axis=1).astype(np.float64), words, order.astype(np.int64)

    def is_common(self, name: str, level2: str | None) -> bool:
        """Whether any project may have an indicator of this name: 验收合格率, 满意度, 预算执行率."""
        return self._library.idea(name, level2) is not None or is_budget_execution(name)

    def _words(self, row: Indicator, known: _Known, without: int | None) -> _Words:
        words = [w for w in dict.fromkeys(self._content_words(f"{row.name}。{row.description or ''}")) if len(w) > 1]
        own = tuple(word for word in words if word in known.text)
        telling, kin, foreign, at_home = 0, 0, [], False
        for word in words:
            topics = self._telling(word)
            if topics is None:
                continue
            if without is not None:
                topics = topics - {without}
            telling += 1
            said = word in known.text
            theirs = said or not topics.isdisjoint(known.kin)
            kin += theirs
            at_home |= theirs and len(topics) <= self._few
            if not said and topics.isdisjoint(known.relatives):
                foreign.append(word)
        return _Words(own, tuple(foreign), kin, at_home, len(own) / max(1, len(words)), telling)

    def _find_telling(self, word: str) -> frozenset[int] | None:
        """The topics that have a word which tells what work is meant; ``None`` for any other word."""
        topics = self._matcher.topics_with(word)
        if topics is None or len(topics) > self._most or everyday(word) > _EVERYDAY * len(topics):
            return None
        return frozenset(topics.tolist())

    def _names(self, homes: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._library.outlines[number].name for number in homes))

    @cached_property
    def _topics_by(self) -> _TopicsBy:
        by = _TopicsBy({}, {}, {}, {})
        for number, outline in enumerate(self._library.outlines):
            by.name.setdefault(outline.name, []).append(number)
            by.home.setdefault(outline.functions[0], []).append(number)
            for function in set(outline.functions):
                by.function.setdefault(function, []).append(number)
            for kind in set(outline.kinds):
                by.kind.setdefault(kind, []).append(number)
        return by

    def _having(self, numbers: Mapping[str, Sequence[int]], wanted: Iterable[str]) -> NDArray[np.bool_]:
        """Per topic, whether it has any of what is ``wanted``."""
        found = np.zeros(len(self._library.outlines), dtype=np.bool_)
        found[[number for one in wanted for number in numbers.get(one, ())]] = True
        return found

    @cached_property
    def _common_numbers(self) -> NDArray[np.intp]:
        return np.flatnonzero([outline.common for outline in self._library.outlines])

    @cached_property
    def _neighbours(self) -> Neighbours:
        assert self._meaning is not None
        kinds = self._meaning.encode([entry.name for kind in self._library.kinds.values() for entry in kind.indicators])
        return Neighbours(self._meaning, kinds, len(self._library.outlines))

    def _look_at(self, project: Project, without: int | None = None) -> _Known:
        """What is known of a project; a topic is related that shares a 款 or the leading kind with it, or resembles it."""
        assert self._meaning is not None
        bare = project.model_copy(update={"name": work_of(project.name)})
        matches = [match for match in self._matcher.topics(bare, limit=8) if self._places[match.outline.name] != without]
        trusted = [match for match in self._matcher.trusted(bare, limit=6) if self._places[match.outline.name] != without]
        # 人民武装、共青团经费: a name that lists several works is each of them, however strong one of them is
        parts = _parts(bare.name)
        of_parts = [match for part in parts for match in self._matcher.topics(Project(name=part), limit=2)] if len(parts) > 1 else []
        of_parts = [match for match in of_parts if match.score >= _NOISE and self._places[match.outline.name] != without]
        listed = {code for match in (*trusted, *of_parts) for code in match.outline.functions}
        kinds = tuple(match.kind.code for match in self._matcher.kinds(bare, trusted)[:1])
        alike = {match.outline.name for match in matches if match.score >= _NOISE}
        related = self._having(self._topics_by.name, alike) | self._having(self._topics_by.function, listed)
        related |= self._having(self._topics_by.kind, kinds)
        kin = self._having(self._topics_by.home, {match.outline.functions[0] for match in (*trusted[:3], *of_parts)})
        if without is not None:
            related[without] = kin[without] = False
        own = [*trusted[:3], *(match for match in of_parts if match.score >= _PART_TOPIC)]
        vectors = self._meaning.encode(_said(project))
        # 防汛经费 is one word that leads to a topic; a word that leads to none says too little
        enough = bool(trusted) or (bool(matches) and len(set(self._content_words(bare.text))) >= _TOO_LITTLE)
        numbers = np.flatnonzero(related)
        relatives, near = frozenset(numbers.tolist()), frozenset(np.flatnonzero(kin).tolist())
        return _Known(
            "".join(key(part) for part in (bare.name, bare.purpose or "", *bare.goals)),
            vectors,
            related,
            np.array([self._places[match.outline.name] for match in own], dtype=np.intp),
            numbers,
            relatives,
            near,
            enough,
        )


_NAMELESS = Judgement(None)


def _parts(name: str) -> list[str]:
    return [part for part in _PARTS.split(name) if len(part) > 2]


def _said(project: Project) -> list[str]:
    """What a project says of itself: its name, the whole, the parts of a name that lists several works, the clauses of the purpose."""
    name, purpose = work_of(project.name), project.purpose or ""
    parts = _parts(name)
    clauses = [part for part in _CLAUSE.split(purpose) if len(part) > 3][:_CLAUSES]
    return [name, f"{name}。{purpose}", *(parts if len(parts) > 1 else ()), *clauses]


def _described(rows: Sequence[Indicator]) -> list[str]:
    return [f"{row.name}。{row.description}" if row.description and key(row.description) != key(row.name) else row.name for row in rows]


def _share_of_pairs(name: str, text: str) -> float:
    plain = key(name)
    pairs = {plain[i : i + 2] for i in range(len(plain) - 1)}
    return sum(pair in text for pair in pairs) / max(1, len(pairs))
