"""Whether an indicator belongs to a project, judged by what the library knows of its words.

A word of an indicator (发票, 征缴, 灌溉水) that stands in few topics says what the indicator is about. When the project's own text does
not speak of it, and none of the topics that do shares a 款 (home or also_in) or the leading kind with the project, the word is foreign
to it. Where words do not tell, the encoder does: an indicator whose like is known in topics far from the project's, and which is far
from its text, is foreign too. A different 类 alone says nothing: it tells who pays, not what for. 结余率 and 验收合格率 are made of words
that stand everywhere and are never foreign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.knowledge.library import Library
from zhibiao.language.normalise import key
from zhibiao.language.segment import everyday
from zhibiao.model.matching import Matcher, Meaning

# A word tells what work is meant when it stands in at most this share of the topics, and is no everyday word that few topics happen to
# use (过程, 实际): at most this often in jieba's general corpus for each topic that has it. Both set on the seeds.
_TELLS, _EVERYDAY = 0.1, 1000
_NOISE = 0.2  # below this score a topic is noise
_PARTS = re.compile(r"[、，,；;]|(?<=.{2})[和及与](?=.{2})")
# By the encoder: an indicator is known when the library has one this near; elsewhere when its nearest topic is nearer by so much than
# any that is related to the project; far when its text has no more in common with the project's. Set on the seeds' labelled rows.
_KNOWN, _ELSEWHERE, _FAR = 0.5, 0.2, 0.15
MISFIT = 0.25  # below this an indicator is foreign, and is reported; what is not foreign never falls below
_FOREIGN = 0.12  # the fit of what is foreign
_COMMON = 0.8  # of what any project is measured by
_TOO_LITTLE = 2  # content words in which no project can be told
_PROJECTS_KEPT = 256


class Judgement(NamedTuple):
    """``fit`` is near 1 where the indicator speaks of the project's own work, about 0.5 where nothing in it tells, below MISFIT where it
    is foreign; ``None`` where too little is known of the project. ``foreign`` are those words, ``own`` the words that tie it to
    the project, ``topics`` what the foreign words are at home in."""

    fit: float | None
    foreign: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class Fit:
    """Judges indicators. Read-only and thread-safe after construction.

    :param content_words: words of a text that say what it is about.
    """

    def __init__(
        self, library: Library, matcher: Matcher, content_words: Callable[[str], list[str]], meaning: Meaning | None = None
    ) -> None:
        self._meaning = meaning
        self._library = library
        self._matcher = matcher
        self._content_words = content_words
        self._most = max(1, int(_TELLS * len(library.outlines)))
        self._near = lru_cache(_PROJECTS_KEPT)(self._related)

    def expect(self, tables: Sequence[TargetTable]) -> None:
        """Say which tables will be judged: the encoder then answers for all their rows at once."""
        if self._meaning is None:
            return
        rows = [(row, table.project) for table in tables for row in table.indicators if row.name]
        asked = [(row, project) for row, project in rows if self._library.idea(row.name, row.level2) is None]
        texts = [text for row, project in asked for text in (_said_by(row), _said_of(project))]
        self._meaning.expect([row.name for row, _ in asked], texts)

    def judge(self, indicator: Indicator, project: Project) -> Judgement:
        """How well ``indicator`` fits ``project``; abstains where the project's text leads to no topic."""
        near = self._near(project)
        if near is None:
            return Judgement(None)
        if not indicator.name or self._library.idea(indicator.name, indicator.level2) is not None:
            return Judgement(_COMMON if indicator.name else None)  # 验收合格率, 满意度, 控制在预算内: fit where their kind is met
        text = key(project.text)
        foreign: list[str] = []
        own: list[str] = []
        homes: list[int] = []
        for word in dict.fromkeys(self._content_words(f"{indicator.name} {indicator.description or ''}")):
            if len(word) < 2:
                continue
            topics = self._matcher.topics_with(word)
            if word in text:
                own.append(word)
            elif topics is not None and len(topics) <= self._most and everyday(word) <= _EVERYDAY * len(topics):
                if near[topics].any():
                    own.append(word)
                else:
                    foreign.append(word)
                    homes += topics.tolist()
        if len(foreign) > 1 and not own:
            names = tuple(dict.fromkeys(self._library.outlines[n].name for n in _commonest(homes)))
            return Judgement(_FOREIGN, tuple(foreign), (), names)
        return self._by_meaning(indicator, project, near, tuple(foreign), tuple(own))

    def _by_meaning(
        self, indicator: Indicator, project: Project, near: NDArray[np.bool_], foreign: tuple[str, ...], own: tuple[str, ...]
    ) -> Judgement:
        """By the encoder, where words do not tell: at home in topics far from the project, and far from its text."""
        if self._meaning is None:
            return Judgement(1.0 if own else 0.5, foreign, own)
        close = self._meaning.closeness(_said_by(indicator), _said_of(project))
        homes = self._meaning.homes(indicator.name)
        best = float(homes.max(initial=-1.0))
        gap = best - float(homes[near].max(initial=-1.0))
        if best >= _KNOWN and gap >= _ELSEWHERE and close < _FAR and not any(word in key(project.text) for word in own):
            names = tuple(self._library.outlines[int(n)].name for n in np.argsort(-homes, kind="stable")[:2])
            return Judgement(_FOREIGN, foreign, (), names)
        fit = 0.5 + 0.5 * max(0.0, close) - 0.5 * gap + (0.25 if own else 0.0)
        return Judgement(float(np.clip(fit - 0.1 * len(foreign), MISFIT, 1.0)), foreign, own)

    def _related(self, project: Project) -> NDArray[np.bool_] | None:
        """Which topics share a 款 or the leading kind with the project, or resemble it."""
        trusted = self._matcher.trusted(project)
        if not trusted or len(set(self._content_words(project.text))) < _TOO_LITTLE:
            return None
        # 人民武装、共青团经费: a name that lists several works is each of them, however strong one of them is
        parts = [Project(name=part) for part in _PARTS.split(project.name) if len(part) > 2]
        if len(parts) > 1:
            trusted += [match for part in parts for match in self._matcher.topics(part, limit=2) if match.score >= _NOISE]
        listed = {code for match in trusted for code in (match.topic.function, *match.topic.also_in)}
        kinds = {match.kind.code for match in self._matcher.kinds(project, trusted)[:1]}
        outlines = self._library.outlines
        alike = {match.topic.name for match in self._matcher.topics(project, limit=8) if match.score >= _NOISE}
        return np.array(
            [o.name in alike or not (listed.isdisjoint(o.functions) and kinds.isdisjoint(o.kinds)) for o in outlines], dtype=np.bool_
        )


def _said_by(indicator: Indicator) -> str:
    described = indicator.description if key(indicator.description or "") != key(indicator.name) else None
    return "。".join(filter(None, (indicator.name, described)))


def _said_of(project: Project) -> str:
    return f"{project.name}。{project.purpose or ''}"


def _commonest(homes: list[int], most: int = 3) -> list[int]:
    return sorted(set(homes), key=lambda n: (-homes.count(n), n))[:most]
