"""Indicator rows as the columns of a form profile: levels where the form prints them, a value in one cell or split into three."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from zhibiao.domain.levels import HOME
from zhibiao.domain.tables import Indicator, TargetTable
from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.forms import Profile
from zhibiao.language.numerals import plain
from zhibiao.messages import say

HEBEI = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
# Columns beyond those of the form stand only where some row has them.
_MORE = (("weight", "权重"), ("actual", "实际完成值"), ("score", "得分"), ("direction", "指标方向性"))
_WIDTHS = {"一级指标": 8, "二级指标": 9, "三级指标": 13, "绩效指标描述": 13, "指标值": 8, "指标值确定依据": 9}
_NARROW = 6


class Columns(NamedTuple):
    """Header words with their shares of the width, and the cells of every row."""

    words: tuple[str, ...]
    shares: tuple[int, ...]
    rows: list[tuple[str, ...]]


def columns_of(indicators: Sequence[Indicator], profile: Profile | None) -> Columns:
    """The rows as a form prints them: in Hebei's columns as they stand, or as ``profile`` wants them, in its order of levels."""
    given = tuple(indicators)
    words = HEBEI if profile is None else profile.columns
    words += tuple(word for field, word in _MORE if word not in words and any(getattr(row, field) is not None for row in given))
    given = _ordered(given, profile)
    split = "指标性质" in words or "度量单位" in words
    rows = [tuple(_cell(word, row, profile, split=split) for word in words) for row in given]
    return Columns(words, tuple(_WIDTHS.get(word, _NARROW) for word in words), rows)


def _ordered(rows: tuple[Indicator, ...], profile: Profile | None) -> tuple[Indicator, ...]:
    if profile is None:
        return rows
    order = {level: place for place, level in enumerate(profile.level2)}
    return tuple(sorted(rows, key=lambda row: order.get(_printed(row, profile)[1], len(order))))


def printed_rows(rows: Sequence[Indicator], profile: Profile | None) -> list[Indicator]:
    """The rows in the order of a form, under the level names that it prints."""
    named = []
    for row in _ordered(tuple(rows), profile):
        level1, level2 = _levels(row, profile)
        named.append(row.model_copy(update={"level1": level1, "level2": level2}))
    return named


def left_out(tables: Iterable[TargetTable], profile: Profile | None) -> list[str]:
    """What the tables say and the form has no place for, in words."""
    if profile is None:
        return []
    listed = list(tables)
    rows = [row for table in listed for row in table.indicators]
    missing = []
    if "绩效指标描述" not in profile.columns and any(row.description for row in rows):
        missing.append(say("绩效指标描述", "descriptions"))
    if "指标值确定依据" not in profile.columns and any(row.basis for row in rows):
        missing.append(say("指标值确定依据", "bases of values"))
    if profile.spending_plan is None and any(table.project.spending_plan for table in listed):
        missing.append(say("资金支出计划", "spending plans"))
    return missing


def _levels(row: Indicator, profile: Profile | None) -> tuple[str, str]:
    return (row.level1_raw or row.level1 or "", row.level2_raw or row.level2 or "") if profile is None else _printed(row, profile)


def _printed(row: Indicator, profile: Profile) -> tuple[str, str]:
    """Level 1 and level 2 as the form prints them; what it cannot place stands as it is."""
    level2 = row.level2
    if level2 is None or level2 not in HOME:
        return row.level1_raw or row.level1 or "", row.level2_raw or level2 or ""
    if level2 in profile.level2 and level2 != profile.cost.level2:
        return HOME[level2], level2
    place = profile.place(level2)
    return place.level1, place.level2


def _cell(word: str, row: Indicator, profile: Profile | None, *, split: bool) -> str:
    if word in ("一级指标", "二级指标"):
        return _levels(row, profile)[word == "二级指标"]
    match word:
        case "三级指标":
            return ("★" if row.core else "") + row.name
        case "指标性质" | "指标值" | "度量单位":
            parts = split_value(row.value) if split else SplitValue("", as_written(row.value), "")
            return parts[("指标性质", "指标值", "度量单位").index(word)]
    field = {"绩效指标描述": "description", "指标值确定依据": "basis"} | {word: field for field, word in _MORE}
    return _shown(getattr(row, field[word]))


class SplitValue(NamedTuple):
    """A value in three cells: 指标性质, 指标值, 度量单位."""

    sign: str
    number: str
    unit: str


def split_value(value: TargetValue) -> SplitValue:
    """A value as forms with three columns print it. Only what reads back as the same value is taken apart.

    What is no number with a sign (a grade, a date, words) is 定性, the word that these forms' systems have for it.
    """
    if value.kind == "empty":
        return SplitValue("", value.raw, "")
    if value.text is None and value.operator != "range":
        number = "__" if value.number is None else plain(value.number)
        again = TargetValue.parse(number, operator=value.operator, unit=value.unit)
        if again.model_copy(update={"raw": value.raw}) == value:
            return SplitValue(value.operator or "", number, value.unit or "")
    return SplitValue("定性" if value.number is None else "", str(value), "")


def as_written(value: TargetValue) -> str:
    """As written, unless sign or unit stood in columns of their own: this form has none."""
    again = TargetValue.parse(value.raw)
    return value.raw if (again.operator, again.unit) == (value.operator, value.unit) else str(value)


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else str(value)
