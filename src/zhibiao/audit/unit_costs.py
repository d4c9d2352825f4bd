"""What a unit cost is paid for, and how many of it the table counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from zhibiao.audit.words import squeeze, words_of
from zhibiao.domain.tables import Indicator
from zhibiao.language import quantities

_YEAR = Decimal(1)
_TIMES = {"年": _YEAR, "月": Decimal(12), "季度": Decimal(4), "季": Decimal(4)}
_SPLIT = re.compile(r"[/·*、]")
_LOOSE = ("个", "家", "处", "所")  # units that may count anything, if the row's name says what
_PEOPLE = ("人", "名", "位")


@dataclass(frozen=True, slots=True)
class Product:
    """A unit cost times the quantity it is paid for: ``yuan`` in all, ``count`` as the quantity row writes it."""

    yuan: Decimal
    count: Indicator
    base: str


def base_of(row: Indicator) -> tuple[str, Decimal] | None:
    """What the cost is paid for (``人``, ``社区``, ``公里``) and how often in a year; ``None`` where the row does not say, or says a
    period (天, 次) whose number nobody knows."""
    _, slash, below = squeeze(row.value.unit or "").partition("/")
    if slash:
        times, things = Decimal(1), []
        for part in _SPLIT.split(below):
            if part in _TIMES:
                times *= _TIMES[part]
            else:
                things.append(part)
        return (things[0], times) if len(things) == 1 and things[0] not in ("天", "日", "次", "小时", "期") else None
    for text in (squeeze(row.name), squeeze(row.description or "")):
        if re.search(r"每(?:个|人|名)?(?:天|日|次|期|小时|人次)|/(?:天|日|次|期)", text):
            return None
        if met := _bases().search(text):
            month = re.search(r"每月|/月|月均", text)
            return met["before"] or met["mean"] or met["below"], Decimal(12) if month else Decimal(1)
    return None


def _bases() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, words_of("cost", "bases")), key=len, reverse=True))
    return re.compile(rf"(?:每|各|一|单)(?:个|名|座|台|条|处)?(?P<before>{names})(?!次)|(?P<mean>{names})均|/(?P<below>{names})")


def product(row: Indicator, yuan: Decimal, rows: Sequence[Indicator]) -> Product | None:
    """The unit cost of ``row`` times the one quantity of the table that counts its base; ``None`` where none or several do."""
    found = base_of(row)
    if found is None:
        return None
    base, times = found
    counted = [(count, other) for other in rows if other.level2 == "数量指标" and (count := _count(other, base)) is not None]
    if len({count for count, _ in counted}) != 1:
        return None
    count, other = counted[0]
    return Product(yuan * times * count, other, base)


def _count(row: Indicator, base: str) -> Decimal | None:
    value = row.value
    if value.kind != "count" or value.number is None or value.upper is not None or value.text is not None or not value.unit:
        return None
    if value.unit == base or (base in _PEOPLE and value.unit in _PEOPLE):
        return value.number
    if value.unit in _LOOSE and base in squeeze(row.name):
        return value.number
    dimension = quantities.dimension(base)
    if dimension in ("length", "area", "mass", "volume") and quantities.dimension(value.unit) == dimension:
        number, unit = quantities.in_base(value.number, value.unit)
        one, same = quantities.in_base(Decimal(1), base)
        return number / one if unit == same and one else None
    return None
