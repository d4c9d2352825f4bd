"""Whether an indicator belongs to a project: a probability, learned from rows that do and rows drawn from elsewhere.

What is looked at, each with its weight learned (:data:`zhibiao.model.fit_weights.FEATURES`): how near the indicator's words come to the
project's text, by the encoder and by the words themselves; whether the library's indicators nearest to it stand in the project's topics,
in topics that share a 款 or the leading kind with it, or elsewhere (a different 类 alone says nothing: it tells who pays, not what for);
whether any project may have it (验收合格率, 控制在预算内, 满意度 of people whom such projects serve); whether similar projects of the
corpus use it; and whether the table around it is a template: the same row in tables of unrelated work, a placeholder for a goal, one and
the same value in every row. Whether a low row is reported depends also on what shows it foreign, and on its company
(:mod:`zhibiao.model.judgement`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.domain.tables import Indicator, Project
from zhibiao.knowledge.flags import is_budget_execution
from zhibiao.knowledge.library import Library
from zhibiao.language.normalise import key
from zhibiao.language.segment import everyday
from zhibiao.language.subject import work_of
from zhibiao.model.fit_weights import LinearFit
from zhibiao.model.judgement import Judgement, in_company
from zhibiao.model.matching import Matcher, Meaning
from zhibiao.model.neighbours import NOTHING, Neighbours
from zhibiao.model.served import Served

# A word tells what work is meant when it stands in at most this share of the topics, and is no everyday word that few topics happen to
# use (过程, 实际): at most this often in jieba's general corpus for each topic that has it. Both set on the seeds.
_TELLS, _EVERYDAY = 0.1, 1000
_SPECIFIC = 0.02  # share of the topics; a word of so few of them that is at home with the project rules a misfit out
_AT_HOME = 0.5  # … where at least this share of its topics are of the project's home 款; 粮食 stands in a topic or two of many a 款
_NOISE = 0.2  # below this score a topic is noise
_PART_TOPIC = 0.3  # from here on a topic counts that only a part of the name leads to
_KNOWN, _SPAN = 0.5, 0.3  # an indicator is known to the library from this cosine on, fully so this much further
_TOLD = 0.1  # below this a row is reported whose name has two words at home elsewhere and none of the project's; set on library and seeds
_TOO_LITTLE = 2  # content words in which no project can be told
_PROJECTS_KEPT = 256
_WORDS_KEPT = 8192
_CLAUSES = 12
_TABLES_AT_ONCE = 32
_SHOWN = 3
_PARTS = re.compile(r"[、，,；;]|(?<=.{2})[和及与](?=.{2})")
_CLAUSE = re.compile(r"[，。；;,、\n]|\d+[.、)）]")


class Around(NamedTuple):
    """What the tables around a row say of it; all nothing for an indicator asked about by itself."""

    placeholder: bool = False
    uniform: bool = False
    repeated: Sequence[int] = ()  # per row: tables of unrelated work that hold it
    used: Sequence[bool] = ()  # per row: whether a similar project of the corpus uses it


class Asked(NamedTuple):
    """The rows of a table whose fit is asked for."""

    rows: Sequence[Indicator]
    project: Project
    around: Around = Around()


class _Known(NamedTuple):
    """A project as fit sees it."""

    text: str
    vectors: NDArray[np.float32]  # its name, the whole, the parts of the name, the clauses of the purpose
    related: NDArray[np.bool_]  # per topic: shares a 款 or the leading kind with it, or resembles it
    own: NDArray[np.bool_]  # per topic: it is the project's
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
    at_home: bool  # a word that few topics have stands in the project's text, or at least half of them in its home 款
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
        self._served = Served(library, content_words)
        self._learned = learned
        self._most = max(1, int(_TELLS * len(library.outlines)))
        self._few = max(1, int(_SPECIFIC * len(library.outlines)))
        self._known = lru_cache(_PROJECTS_KEPT)(self._look_at)
        self._telling = lru_cache(_WORDS_KEPT)(self._find_telling)

    @property
    def can_judge(self) -> bool:
        """Whether there is anything to judge by."""
        return self._learned is not None and self._meaning is not None

    def judge(self, rows: Sequence[Indicator], project: Project, around: Around = Around()) -> list[Judgement]:  # noqa: B008
        """How well each of ``rows``, the rows of one table, fits ``project``; abstains where the project's text says too little."""
        return self.judge_tables([Asked(rows, project, around)])[0]

    def judge_tables(self, asked: Sequence[Asked]) -> list[list[Judgement]]:
        """:meth:`judge` for many tables: looked at together they take a fraction of the time."""
        found = [[Judgement(None)] * len(one.rows) for one in asked]
        known = {place: self._known(one.project) for place, one in enumerate(asked) if one.rows and self.can_judge}
        places = [place for place, project in known.items() if project.enough]
        for start in range(0, len(places), _TABLES_AT_ONCE):
            some = places[start : start + _TABLES_AT_ONCE]
            judged = self._judged([asked[place] for place in some], [known[place] for place in some])
            for place in some:
                found[place] = list(in_company(list(islice(judged, len(asked[place].rows)))))
        return found

    def _judged(self, asked: Sequence[Asked], projects: Sequence[_Known]) -> Iterator[Judgement]:
        """The rows of all tables, one after the other."""
        assert self._learned is not None
        features, words, homes = self._features(asked, projects, (), None)
        rows = [(row, times) for one in asked for row, times in zip(one.rows, one.around.repeated or [0] * len(one.rows), strict=True)]
        fits = self._learned.probabilities(features).tolist()
        for (row, times), fit, said, home in zip(rows, fits, words, homes.tolist(), strict=True):
            # a description also tells how a thing is counted (户籍, 名册)
            named = sum(word in row.name for word in said.foreign)
            low = (fit < self._learned.threshold or (named > 1 and not said.own and fit < _TOLD)) and not said.at_home
            shown = named > 0 or times > 0
            judged = Judgement(fit, low and shown, low and not shown, said.foreign, said.own, self._names(home))
            yield judged if row.name else _NAMELESS

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
        return {code for number in np.flatnonzero(self._known(project).own).tolist() for code in outlines[number].functions}

    def describes(self, project: Project) -> bool:
        """Whether the text of ``project`` says enough to judge by."""
        return self._known(project).enough

    def features(
        self,
        rows: Sequence[Indicator],
        project: Project,
        around: Around = Around(),  # noqa: B008
        hidden: Sequence[NDArray[np.intp] | None] = (),
        without: int | None = None,
    ) -> NDArray[np.float64]:
        """The numbers of :data:`zhibiao.model.fit_weights.FEATURES`, shape (rows, features).

        :param hidden: for training: per row the numbers of the library's indicators (as in ``Meaning``) that it is taken to lack.
        :param without: for training: the number of a topic that the library is taken to lack.
        """
        known = self._known(project) if without is None else self._look_at(project, without)
        return self._features([Asked(rows, project, around)], [known], hidden, without)[0]

    def closeness(self, rows: Sequence[Indicator], project: Project) -> NDArray[np.float32]:
        """How near each row comes to the nearest part of the project's text: a cosine."""
        assert self._meaning is not None
        near: NDArray[np.float32] = (self._meaning.encode(_described(rows)) @ self._known(project).vectors.T).max(axis=1, initial=NOTHING)
        return near

    def _features(
        self, asked: Sequence[Asked], projects: Sequence[_Known], hidden: Sequence[NDArray[np.intp] | None], without: int | None
    ) -> tuple[NDArray[np.float64], list[_Words], NDArray[np.integer[Any]]]:
        assert self._meaning is not None
        rows = [row for one in asked for row in one.rows]
        of = np.repeat(np.arange(len(asked)), [len(one.rows) for one in asked])  # the number of each row's project
        each, at = np.arange(len(rows)), of[:, np.newaxis]
        names = [row.name for row in rows]
        if not hidden and without is None:
            found = self._neighbours(names)
        else:
            found = self._neighbours.compare(self._meaning.encode(names), hidden, without)
        vectors, best = self._meaning.encode(_described(rows)), found.best
        said = np.concatenate([known.vectors for known in projects])
        begins = np.cumsum([0, *(len(known.vectors) for known in projects[:-1])])  # where the vectors of each project begin
        to_said = found.vectors @ said.T
        text = np.maximum.reduceat(np.maximum(to_said, vectors @ said.T), begins, axis=1)[each, of]
        owned, kindred = (np.stack(masks) for masks in zip(*((known.own, known.related) for known in projects), strict=True))
        own, related = (np.where(mask[of], found.topics, NOTHING).max(axis=1, initial=NOTHING) for mask in (owned, kindred))
        general = found.topics.take(self._common_numbers, axis=1).max(axis=1, initial=NOTHING)
        near, homes_of = np.clip(found.near, 0, 1), self._meaning.owners[found.nearest]
        weight = near**2
        total = np.maximum(weight.sum(axis=1), 1e-6)
        own_share, related_share = ((weight * mask[at, homes_of]).sum(axis=1) / total for mask in (owned, kindred))
        sure = np.clip((best - _KNOWN) / _SPAN, 0, 1)
        to_topics = np.maximum(*(said[begins + place] @ self._meaning.vectors.T for place in (0, 1)))
        homes = (near * to_topics[at, homes_of]).max(axis=1)
        common = np.array(
            [self._is_common_to(row, projects[number]) for row, number in zip(rows, of.tolist(), strict=True)], dtype=np.float64
        )
        words = [self._words(row, projects[number], without) for row, number in zip(rows, of.tolist(), strict=True)]
        repeated = np.log1p(_of_rows(asked, lambda around, count: around.repeated or [0] * count))
        gap = sure * np.clip(best - own, 0, None)
        columns = (
            text,
            to_said[each, begins[of]],
            own,
            related,
            sure * (best - own),
            sure * (best - related),
            sure * (1 - own_share) * (1 - common),
            own_share,
            related_share,
            common,
            [one.said for one in words],
            [_share_of_pairs(name, projects[number].text) for name, number in zip(names, of.tolist(), strict=True)],
            [len(one.foreign) for one in words],
            [len(one.foreign) / max(1, one.telling) for one in words],
            [one.kin / max(1, one.telling) for one in words],
            np.maximum(np.maximum(general, found.kinds), common),
            homes,
            _of_rows(asked, lambda around, count: around.used or [False] * count),
            repeated * (1 - common) * gap,
            _of_rows(asked, lambda around, count: [around.uniform] * count),
            _of_rows(asked, lambda around, count: [around.placeholder] * count),
            [one.at_home for one in words],
        )
        order = np.take_along_axis(homes_of, np.argsort(-near, axis=1, kind="stable"), axis=1)[:, :_SHOWN]
        return np.array(columns, dtype=np.float64).T, words, order

    def is_common(self, name: str, level2: str | None) -> bool:
        """Whether any project may have an indicator of this name: 验收合格率, 满意度, 预算执行率."""
        return self._library.idea(name, level2) is not None or is_budget_execution(name)

    def asks_strangers(self, row: Indicator, project: Project) -> bool:
        """Whether a satisfaction row asks people whom nothing relates to ``project``."""
        known = self._known(project)
        return self._served.asks_strangers(row, known.text, known.relatives)

    def _is_common_to(self, row: Indicator, known: _Known) -> bool:
        return self.is_common(row.name, row.level2) and not self._served.asks_strangers(row, known.text, known.relatives)

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
            at_home |= 0 < len(topics) <= self._few and (said or len(topics & known.kin) >= _AT_HOME * len(topics))
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
        matches = [match for match in self._matcher.topics(bare, limit=8) if match.number != without]
        trusted = [match for match in self._matcher.trusted(bare, limit=6) if match.number != without]
        # 人民武装、共青团经费: a name that lists several works is each of them, however strong one of them is
        parts = _parts(bare.name)
        of_parts = [match for part in parts for match in self._matcher.topics(Project(name=part), limit=2)] if len(parts) > 1 else []
        of_parts = [match for match in of_parts if match.score >= _NOISE and match.number != without]
        listed = {code for match in (*trusted, *of_parts) for code in match.outline.functions}
        kinds = tuple(match.kind.code for match in self._matcher.kinds(bare, trusted)[:1])
        alike = {match.outline.name for match in matches if match.score >= _NOISE}
        related = self._having(self._topics_by.name, alike) | self._having(self._topics_by.function, listed)
        related |= self._having(self._topics_by.kind, kinds)
        kin = self._having(self._topics_by.home, {match.outline.functions[0] for match in (*trusted[:3], *of_parts)})
        if without is not None:
            related[without] = kin[without] = False
        own_topics = np.zeros(len(related), dtype=np.bool_)
        own_topics[[match.number for match in trusted[:3]] + [match.number for match in of_parts if match.score >= _PART_TOPIC]] = True
        vectors = self._meaning.encode(_said(project))
        # 防汛经费 is one word that leads to a topic; a word that leads to none says too little
        enough = bool(trusted) or (bool(matches) and len(set(self._content_words(bare.text))) >= _TOO_LITTLE)
        relatives, near = frozenset(np.flatnonzero(related).tolist()), frozenset(np.flatnonzero(kin).tolist())
        return _Known(
            "".join(key(part) for part in (bare.name, bare.purpose or "", *bare.goals)),
            vectors,
            related,
            own_topics,
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


def _of_rows(asked: Sequence[Asked], of_table: Callable[[Around, int], Sequence[float]]) -> NDArray[np.float64]:
    """What the tables around say of their rows, row by row."""
    return np.array([number for one in asked for number in of_table(one.around, len(one.rows))], dtype=np.float64)


def _share_of_pairs(name: str, text: str) -> float:
    plain = key(name)
    pairs = {plain[i : i + 2] for i in range(len(plain) - 1)}
    return sum(pair in text for pair in pairs) / max(1, len(pairs))
