"""The totals that a department's narrative states, and which of them must add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhibiao.audit.words import squeeze, words_of
from zhibiao.domain.tables import StatedTotal
from zhibiao.language.numerals import ARABIC, number

_PARAGRAPHS = 12  # from a total within which its parts stand
_N = ARABIC
_UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_GROWTH = re.compile(
    rf"(?:比|较|与|同)(?:上年|去年|(?:19|20)\d\d年)度?(?:预算数?|决算数?|总?支出|总?收入|执行数)*(?:的|为)?(?P<base>{_N})(?P<unit>亿元|万元|元)(?:相比|比)?,?"
    rf"(?:总?共|总体)?(?P<way>增加|增长|减少|下降|降低)了?(?:(?P<delta>{_N})(?P<delta_unit>亿元|万元|元))?,?"
    rf"(?:(?:增长|增幅|下降|降幅|降低|增加|减少)(?:率|为|了)*)?(?:(?P<percent>{_N})%)?"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A total that its parts do not make; ``open`` where further parts may exist, so that only more than the total is wrong."""

    total: StatedTotal
    parts: tuple[StatedTotal, ...]
    hint: StatedTotal | None = None

    @property
    def yuan(self) -> Decimal:
        return sum((part.yuan for part in self.parts), Decimal(0))

    @property
    def gap(self) -> Decimal:
        return self.yuan - self.total.yuan


@dataclass(frozen=True, slots=True)
class Growth:
    """A growth that does not follow from its numbers: the words, and what they should say."""

    total: StatedTotal
    quote: str
    right: str


def wrong_sums(stated: Sequence[StatedTotal]) -> Iterator[Sum]:
    """Sums that do not add up: 人员＋公用＋项目 = 总支出, 人员＋公用 = 基本支出, the parts of income, the three of “三公”经费. Only where
    every part is stated with the total, and nothing else that belongs to it is named."""
    for place, total in enumerate(stated):
        near = _parts(stated, place)
        if _is("expenditure", total):
            staff, office, project, basic = (_first(section, near) for section in ("staff", "office", "project", "basic"))
            if any(word in one.quote for one in (total, *near) for word in words_of("totals", "further")):
                continue
            if basic and project:
                yield from _checked(total, basic, project)
            elif staff and office and project:
                yield from _checked(total, staff, office, project)
            if basic and staff and office:
                yield from _checked(basic, staff, office)
        elif _is("income", total):
            parts = [one for one in near if _is("income_parts", one) and one.quote == total.quote]
            if len(parts) > 1 and sum((one.yuan for one in parts), Decimal(0)) > total.yuan:
                yield from _checked(total, *parts)
        elif _is("three", total):
            yield from _three(total, near)


def _three(total: StatedTotal, near: Sequence[StatedTotal]) -> Iterator[Sum]:
    vehicles, bought, run = (_first(section, near) for section in ("vehicles", "vehicles_bought", "vehicles_run"))
    reception, abroad = _first("reception", near), _first("abroad", near)
    both = (vehicles,) if vehicles else (bought, run) if bought and run else ()
    if both and reception and abroad:
        aside = [one for one in near if _is("aside", one)]
        for found in _checked(total, *(one for one in both if one), reception, abroad):
            hint = next((one for one in aside if one.yuan and one.yuan == -found.gap), None)
            yield Sum(found.total, found.parts, hint)
    if vehicles and bought and run:
        yield from _checked(vehicles, bought, run)


def _checked(total: StatedTotal, *parts: StatedTotal) -> Iterator[Sum]:
    found = Sum(total, parts)
    if abs(found.gap) > sum((_half_digit(one) for one in (total, *parts)), Decimal(0)):
        yield found


def _half_digit(stated: StatedTotal) -> Decimal:
    """Half of the last digit written: two decimals at least are taken as exact (1414.1万元 is 1414.10)."""
    met = re.search(ARABIC, squeeze(stated.raw))
    written = number(met[0]) if met else None
    if not written:
        return Decimal(0)
    return stated.yuan / written * Decimal("0.005")


def _parts(stated: Sequence[StatedTotal], place: int) -> list[StatedTotal]:
    """What is stated behind a total, up to the next total of its kind, in the paragraphs nearby."""
    total, near = stated[place], []
    for one in stated[place + 1 :]:
        if any(_is(section, one) for section in ("expenditure", "income", "three")):
            break
        if total.line is not None and one.line is not None and one.line - total.line > _PARAGRAPHS:
            break
        near.append(one)
    return near


def _is(section: str, stated: StatedTotal) -> bool:
    label = squeeze(stated.label)
    return any(label == squeeze(word) for word in words_of("totals", section))


def _first(section: str, near: Sequence[StatedTotal]) -> StatedTotal | None:
    return next((one for one in near if _is(section, one)), None)


def project_expenditure(stated: Sequence[StatedTotal]) -> StatedTotal | None:
    """The stated 项目支出; ``None`` where there is none, or two that differ."""
    found = [one for one in stated if _is("project", one) and one.yuan > 0]
    return found[0] if len({one.yuan for one in found}) == 1 else None


def wrong_growth(stated: Sequence[StatedTotal]) -> Iterator[Growth]:
    """Growth that the sentence's own numbers do not give. Only where total, last year's amount and growth stand in one sentence."""
    by_quote: dict[str, list[StatedTotal]] = {}
    for one in stated:
        by_quote.setdefault(one.quote, []).append(one)
    for quote, totals in by_quote.items():
        text = squeeze(quote)
        met = _GROWTH.search(text)
        if met is None or not (met["delta"] or met["percent"]):
            continue
        before = [one for one in totals if 0 <= text.find(squeeze(one.raw)) < met.start()]
        base = (number(met["base"]) or Decimal(0)) * _UNITS[met["unit"]]
        if len(before) != 1 or not base:
            continue
        change = before[0].yuan - base
        said_up = met["way"] in ("增加", "增长")
        unit = _UNITS[met["unit"]]
        amount = (number(met["delta"]) or Decimal(0)) * _UNITS[met["delta_unit"]] if met["delta"] else None
        percent = number(met["percent"]) if met["percent"] else None
        true = abs(change) / base * 100
        wrong = (change > 0) != said_up and change != 0
        wrong |= amount is not None and abs(amount - abs(change)) > unit * Decimal("0.05")
        wrong |= percent is not None and abs(percent - true) > Decimal("0.1")
        if wrong:
            way = "增加" if change > 0 else "减少"
            yield Growth(before[0], met[0], f"{way}{_plain(abs(change) / unit)}{met['unit']}、{_plain(true)}%")


def _plain(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01')).normalize():f}"
