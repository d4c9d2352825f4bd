"""The items of a purpose text with their amounts: ``1.活动经费18.84万元；2.服务群众经费55万元``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from zhibiao.audit.words import finder, purpose_items, squeeze
from zhibiao.language import quantities
from zhibiao.language.quantities import Quantity, find_quantities

_ADDED = re.compile(r"(?:预计|预估|计划)?(?:新增|增加)[^,;。、]{0,8}$|预计[^,;。、]{0,8}$")
_CLAUSE = re.compile(r"[;,。]")
MAX_ITEMS = 60


@dataclass(frozen=True, slots=True)
class Items:
    """Amounts in 元, one or more per item; ``readings`` are the sums that the words allow; ``unit`` the coarsest unit used, in 元."""

    amounts: tuple[Decimal, ...]
    quotes: tuple[str, ...]
    readings: tuple[Decimal, ...]
    unit: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of all items as written."""
        return sum(self.amounts, Decimal(0))


@lru_cache(maxsize=256)
def itemised(purpose: str) -> Items | None:
    """The items of a purpose, or ``None`` unless there are two or more and every one carries an amount. Never raises."""
    text = squeeze(purpose)
    if finder("cost", "purpose_aside")(text):
        return None
    parts = [squeeze(item.quote) for item in purpose_items(purpose)]
    if not 2 <= len(parts) <= MAX_ITEMS:
        return None
    amounts: list[Decimal] = []
    added = Decimal(0)
    units: list[Decimal] = []
    for part in parts:
        own = _amounts(part)
        if not own:
            return None
        for quantity, is_addition in own:
            yuan, _ = quantities.in_base(quantity.number, quantity.unit)
            amounts.append(yuan)
            units.append(quantities.in_base(Decimal(1), quantity.unit)[0])
            if is_addition:
                added += yuan
    total = sum(amounts, Decimal(0))
    readings = (total, total - added) if added else (total,)
    return Items(tuple(amounts), tuple(part[:60] for part in parts), readings, max(units))


def _amounts(part: str) -> list[tuple[Quantity, bool]]:
    """The amounts of one item that count towards the total: its subtotal where it names one, else all but unit prices and 其中."""
    found: list[tuple[Quantity, bool]] = []
    for quantity in find_quantities(part):
        if quantities.dimension(quantity.unit) != "money" or "/" in (quantity.unit or "") or quantity.unit in ("万", "亿"):
            continue
        clause = _CLAUSE.split(part[: quantity.start])[-1]
        if part[quantity.end : quantity.end + 2].startswith(("/", "每", "一人")):
            continue
        if (word := finder("cost", "subtotal")(clause)) and clause.endswith((word, word + "需", word + "为", word + "资金", word + "经费")):
            return [(quantity, False)]
        if finder("cost", "per_unit")(clause) and not found:
            return []
        if finder("cost", "per_unit")(clause):
            continue
        found.append((quantity, _ADDED.search(clause) is not None))
    return found
