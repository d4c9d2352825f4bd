"""Which project table each line of work in the narrative speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhibiao.audit.rule import TableView
from zhibiao.audit.words import key, squeeze
from zhibiao.domain.tables import Money, SubGoal
from zhibiao.language.numerals import ARABIC
from zhibiao.language.similarity import containment, dice

_NUMBERING = re.compile(r"^(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|\d{1,2}[、.:]?(?!\d))")
_AMOUNT = re.compile(rf"(?P<amount>{ARABIC}(?:万|亿)?元)")
_BRACKETS = re.compile(r"[(〔\[【][^()〔〕\[\]【】]*[)〕\]】]\d*号?")
_SAME, _HELD = 0.6, 0.75
_BY_PROJECT = 0.6  # share of lines of work that name a project, from which the narrative goes project by project
_LEAST = 3
MAX_COMPARED = 200  # lines and tables: beyond, a narrative is no list of projects


@dataclass(frozen=True, slots=True)
class Line:
    """A line of work with the table it speaks of, and the amount its title gives."""

    goal: SubGoal
    title: str
    view: TableView | None
    yuan: Decimal | None


def lines_of_work(goals: Sequence[SubGoal], tables: Sequence[TableView]) -> list[Line]:
    """The titled lines of the narrative, each with the table nearest to it by name, if one is near."""
    titled = [goal for goal in goals if goal.title]
    if len(titled) > MAX_COMPARED or len(tables) > MAX_COMPARED:
        return []
    taken: set[int] = set()
    lines: list[Line] = []
    for goal in titled:
        title, yuan = _title(goal.title or "")
        near = sorted(((_near(title, view), view) for view in tables if id(view) not in taken), key=lambda pair: -pair[0])
        view = near[0][1] if near and near[0][0] >= _SAME else None
        if view is not None:
            taken.add(id(view))
        lines.append(Line(goal, title, view, yuan))
    return lines


def by_project(lines: Sequence[Line], tables: Sequence[TableView]) -> bool:
    """Whether the narrative goes project by project: most of its lines name a table, and most tables have a line."""
    met = sum(line.view is not None for line in lines)
    return met >= _LEAST and met >= _BY_PROJECT * len(lines) and met >= _BY_PROJECT * len(tables)


def _title(text: str) -> tuple[str, Decimal | None]:
    plain = _NUMBERING.sub("", squeeze(text))
    met = _AMOUNT.search(plain)
    money = Money.parse(met["amount"]) if met else None
    return plain[: met.start()].removesuffix("共") if met else plain, money.yuan if money else None


def _near(title: str, view: TableView) -> float:
    name = key(_BRACKETS.sub("", squeeze(view.project.name)))
    plain = key(title)
    if not name or not plain:
        return 0.0
    held = max(containment(name, plain), containment(plain, name))
    return max(dice(name, plain), held if held >= _HELD else 0.0)
