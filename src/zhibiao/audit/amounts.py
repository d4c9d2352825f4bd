"""Amounts in 元 as rules compare and show them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum

from zhibiao.audit.words import finder, squeeze
from zhibiao.domain.tables import Indicator, Money, Project
from zhibiao.language.numerals import ARABIC, number, plain
from zhibiao.messages import say

_CENT = Decimal("0.01")
_FIRST = re.compile(ARABIC)


class CostRow(Enum):
    """What a cost row's amount is compared with."""

    TOTAL = "total"
    UNIT = "unit"
    ITEM = "item"
    OTHER = "other"


def budget_of(project: Project) -> Decimal | None:
    """The budget in 元, ``None`` where there is none that can be read."""
    money = project.budget
    return money.yuan if money is not None and money.yuan is not None and money.yuan > 0 else None


def no_budget(project: Project) -> str | None:
    """Why a rule that compares with the budget cannot run, or ``None``."""
    return None if budget_of(project) is not None else say("没有可读的预算数", "no readable budget")


def form_unit(money: Money) -> Decimal:
    """元 per unit in which an amount was written: 10000 for ``67.54`` under 单位：万元."""
    met = _FIRST.search(squeeze(money.raw))
    written = number(met[0]) if met else None
    if not written or money.yuan is None:
        return Decimal(1)
    return money.yuan / written


def shown(yuan: Decimal, like: Decimal = Decimal(10000)) -> str:
    """``Decimal(513000) -> "51.3万元"``; in 元 where the form counts in 元."""
    return f"{plain(yuan)}元" if like < 10000 else f"{plain(yuan / 10000)}万元"


def is_cost(row: Indicator) -> bool:
    """Whether a row stands under economic cost (social and ecological costs are no part of the budget)."""
    if row.level2 in ("社会成本指标", "生态环境成本指标"):
        return False
    return row.level1 == "成本指标" or row.level2 in ("成本指标", "经济成本指标")


def cost_amount(row: Indicator) -> Decimal | None:
    """The amount of a cost row in 元, ``None`` where its value is no single whole amount."""
    value = row.value
    if value.kind != "money" or value.yuan is None or value.upper is not None or "/" in (value.unit or "") or value.operator in ("≥", ">"):
        return None
    return value.yuan


def kind_of_cost(row: Indicator) -> CostRow:
    """Total, unit, itemised, or something not to be held against the year's budget (savings, contract sums of several years)."""
    name, described = squeeze(row.name), squeeze(row.description or "")
    if row.period == "long" or finder("cost", "not_cost")(name):
        return CostRow.OTHER
    if "/" in (row.value.unit or "") or finder("cost", "unit_cost")(name):
        return CostRow.UNIT
    if finder("cost", "total")(name):
        return CostRow.TOTAL
    if finder("cost", "unit_cost")(described) or finder("cost", "unit_cost")(squeeze(row.value.text or "")):
        return CostRow.UNIT
    if finder("cost", "not_cost")(described):
        return CostRow.OTHER
    return CostRow.TOTAL if finder("cost", "total")(described) else CostRow.ITEM


def part_of(amount: Decimal, budget: Decimal, rows: Iterable[Indicator]) -> Indicator | None:
    """The quantity row which, times an item's amount, explains the greater part of the budget: the item is then a unit cost unsaid."""
    for row in rows:
        count = row.value.number
        if (
            row.level2 == "数量指标"
            and row.value.kind == "count"
            and count is not None
            and count >= 2
            and budget / 2 <= amount * count <= budget * (1 + _CENT)
        ):
            return row
    return None
