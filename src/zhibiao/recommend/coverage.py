"""Whether a suggestion accounts for every number that the description states.

A drafter who wrote 租用作业车辆6台 and finds it nowhere sends the table back, whatever else is in it. What is counted must stand in a
row or among the alternatives, prices and rates likewise; totals of money, years, dates and document numbers are no counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from zhibiao.domain.values import TargetValue
from zhibiao.language.quantities import dimension, find_quantities, in_base
from zhibiao.language.reading import Measured
from zhibiao.language.reading import Reading as Text
from zhibiao.messages import say
from zhibiao.recommend.candidate import Candidate
from zhibiao.recommend.from_description import stated_row
from zhibiao.recommend.naming import measure_word
from zhibiao.recommend.reading import Reading
from zhibiao.recommend.suggestion import ValueEvidence

_NO_OUTPUT = ("time", "money", "ratio", "concentration", "power")  # terms, prices and rates have rows of their own
# Sizes and sorts of a thing: 宽4.5米, 240升垃圾桶, 60周岁, 3层.
_SIZE = re.compile(r"[宽高厚深径距长]度?(?:为|约|不低于|不少于)?$|每|按|间隔")
_SORT = ("升", "毫升", "层", "周岁", "岁", "型", "度", "匹", "寸", "号", "元", "线", "类")
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,16}$")
_LEAD = re.compile(r"^(?:其中|包括|主要|用于|计划|预计|全年|每年|共|共计|累计|对|为|在|全[县市区镇乡])+")
_WORTH = 0.3


class Number(NamedTuple):
    """A number of the description with its unit and the words before it."""

    number: Decimal
    unit: str
    quote: str
    words: str


def stated_numbers(purpose: str) -> list[Number]:
    """The numbers of a purpose that count something, in order; sizes, sorts, prices, rates, dates and codes left out."""
    text = Text.of(purpose)
    out = []
    for one in text.measured:
        if dimension(one.unit) in _NO_OUTPUT or one.unit.startswith(_SORT) or one.chinese or "/" in one.unit:
            continue
        start = text.clause_start(one.lead)
        before = text.plain[start : one.lead]
        behind = text.plain[one.end : one.end + 2]
        if _SIZE.search(before[-6:]) or behind.startswith(_SORT) or re.match(r"[及以](?:以?[上下]|内)", behind):
            continue
        out.append(Number(one.number, one.unit, purpose[slice(*text.span(one.start, one.end))], _words(text, one, start)))
    return out


def _words(text: Text, one: Measured, start: int) -> str:
    numbers = [m.end for m in text.numbers_between(start, one.start)]
    before = text.plain[max([start, *numbers]) : one.lead].strip("、和及与等共约计")
    found = _WORDS.search(before) or re.match(r"[\u4e00-\u9fff]{2,12}", text.plain[one.tail :])
    return _LEAD.sub("", found[0]) if found else ""


def unaccounted(purpose: str, values: Iterable[TargetValue | None]) -> list[Number]:
    """The numbers of a purpose that none of the values says, in whatever unit of their dimension."""
    said: set[tuple[Decimal, str | None]] = set()
    for value in values:
        if value is None:
            continue
        if value.number is not None:
            said.add(_base(Decimal(value.number), value.unit))
        said |= {_base(one.number, one.unit) for one in find_quantities(value.raw)}
    numbers = {number for number, _ in said}  # in whatever unit: 场 may have become 场次
    return [one for one in stated_numbers(purpose) if _base(one.number, one.unit) not in said and one.number not in numbers]


def _base(number: Decimal, unit: str | None) -> tuple[Decimal, str | None]:
    amount, base = in_base(number, unit)
    return amount.normalize(), base


def overlooked(reading: Reading, candidates: Iterable[Candidate]) -> list[Candidate]:
    """A row for each number of the purpose that no candidate says, in the words before it: an alternative, for whoever wrote the
    number knows what it is."""
    purpose = reading.project.purpose or ""
    out = []
    for one in unaccounted(purpose, [candidate.value for candidate in candidates if candidate.is_stated]):
        words = one.words if len(one.words) > 1 else reading.subject
        if not words:
            continue
        name = words if words.endswith(("数", "量", "数量", "人数")) else f"{words}{measure_word(one.unit)}"
        why = say(f"资金用途写明“{one.quote}”，请确认是否作为指标", f"the purpose says “{one.quote}”; decide whether it is an indicator")
        value = TargetValue.parse(f"≥{one.number.normalize():f}{one.unit}")
        ground = ValueEvidence(from_="description", why=why)
        out.append(stated_row("数量指标", name, _WORTH, one.quote, value, ground, core=False, role="scope", subject=words))
    return out
