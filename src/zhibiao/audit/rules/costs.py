"""A 数字勾稽: what the cost rows say of the money, and whether unit costs explain it. All money is Decimal, in 元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhibiao.audit.amounts import CostRow, budget_of, cost_amount, form_unit, is_cost, kind_of_cost, no_budget, part_of, shown
from zhibiao.audit.findings import Proposal, Severity
from zhibiao.audit.itemised import itemised
from zhibiao.audit.rule import Hit, TableRule, TableView, register
from zhibiao.audit.unit_costs import Product, product
from zhibiao.audit.words import finder, key, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.language import quantities
from zhibiao.language.numerals import plain
from zhibiao.messages import say

_TOLERANCE = Decimal("0.01")
_LEAST, _MOST = Decimal("0.05"), Decimal(10)  # of the budget: products outside are of something else, or misread
_PROPOSED = 3
_AMOUNT = re.compile(r"(?:所需|需要|需|安排|计|共计)?(?:资金|经费|费用|预算)?(?:安排|为|约)?[\d,.]+(?:万|亿)?元.*$")


@register
class NoAmountInCost(TableRule):
    """查什么：有成本指标，却没有一行写出金额、单位成本或节约率。
    为什么：没有金额，成本就无从控制；预算执行率、发放率由自评另计分，不是成本目标。
    反例：成本指标“预算执行率 100%”“控制在预算内 ≥95百分比”“案件交办率 超期案件数量”。
    正例：“项目总成本 ≤55万元”“硬化道路单位成本 ≤30万元/公里”。
    依据：财预〔2021〕101号，应设置成本指标。名称、描述都与钱无关的为error，其余为warning。
    陷阱：成本节约率、成本控制率算成本；指标值“需使用资金30720元”写法不规范但有金额；留着空格待填的（≤__元）属于S06；社会成本、生态环境成本不要求金额。
    准确率：五份真实文件中error 2条全对，warning 22条全对。

    What: there are cost rows, and none gives an amount, a unit cost or a saving rate.
    Why: without an amount nothing is controlled; 预算执行率 is scored by self-evaluation and is no target of cost.
    Bad: "预算执行率 100%". Good: "项目总成本 ≤55万元", "≤30万元/公里".
    Source: 财预〔2021〕101号. An error where name and description have nothing to do with money, else a warning. Saving rates are costs, an
    amount wrapped in words is an amount, an open slot is S06; social and ecological cost need no amount.
    Precision: errors 2 right of 2, warnings 22 right of 22.
    """

    code, title, name, severity = "A05", "成本指标无金额", "no-amount-in-cost", "warning"
    primary_over = ("L04", "R01", "V", "S09", "W02", "W04", "D03")

    def skips(self, view: TableView) -> str | None:
        return no_budget(view.project)

    def check(self, view: TableView) -> Iterator[Hit]:
        rows = [row for row in view.rows if is_cost(row)]
        budget = budget_of(view.project)
        if not rows or budget is None or view.project.budget is None or any(_states_money(row) for row in rows):
            return
        row = rows[0]
        foreign = not any(_about_money(row) or not key(row.name) for row in rows)  # a row without a name is S06's
        whole = shown(budget, form_unit(view.project.budget))
        is_total = kind_of_cost(row) is CostRow.TOTAL and not squeeze(row.name).endswith(("率", "比例", "%"))
        fix = f"≤{whole}" if is_total else None
        raw = row.value.raw.strip()
        others = say(f"等{len(rows)}行", f" and {len(rows) - 1} more") if len(rows) > 1 else ""
        why = say("，说的不是成本", ", is about something else than cost") if foreign else ""
        message = say(
            f"成本指标“{row.name} {raw}”{others}没有金额{why}，请写明单位成本、分项成本或“项目总成本 ≤{whole}”。",
            f"the cost row “{row.name} {raw}”{others} gives no amount{why}; give a unit cost, itemised costs or “项目总成本 ≤{whole}”.",
        )
        severity: Severity = "error" if foreign else "warning"
        yield Hit(
            "value", message, severity=severity, row=row, quote=raw or row.name, fix=fix, suggestion=_proposals(view, row, whole),
            evidence=tuple(f"{other.name} {other.value.raw.strip()}" for other in rows[1:]), confidence=0.95,
        )  # fmt: skip


def _states_money(row: Indicator) -> bool:
    value = row.value
    if value.kind == "money" or value.yuan is not None or value.is_open:
        return True
    text = squeeze(f"{value.raw};{row.name};{row.description or ''}")
    if any(quantities.dimension(quantity.unit) == "money" for quantity in quantities.find_quantities(text)):
        return True
    if value.kind == "count" and value.unit is None and value.number is not None:
        return _about_money(row)  # ≤51.1 under 单位：万元
    if value.kind == "empty" and not finder("cost", "harmless")(squeeze(value.raw)):
        return True  # a blank value is S06's
    return finder("cost", "saving")(squeeze(row.name)) is not None or finder("cost", "saving")(squeeze(row.description or "")) is not None


def _about_money(row: Indicator) -> bool:
    return any(finder("cost", "about_money")(squeeze(text)) for text in (row.name, row.description or ""))


def _proposals(view: TableView, row: Indicator, whole: str) -> tuple[Proposal, ...]:
    """Caps by item where the purpose gives every item its amount and they add up, else the total."""
    level2 = row.level2 or "成本指标"
    budget, money = budget_of(view.project), view.project.budget
    read = itemised(view.project.purpose or "")
    if read is not None and budget in read.readings and money is not None and len(read.amounts) == len(read.quotes) <= _PROPOSED:
        named = [(_AMOUNT.sub("", quote).strip(",:"), amount) for quote, amount in zip(read.quotes, read.amounts, strict=True)]
        if all(2 <= len(name) <= 20 for name, _ in named):
            unit = form_unit(money)
            return tuple(Proposal(level2=level2, name=f"{name}成本", value=f"≤{shown(amount, unit)}") for name, amount in named)
    return (Proposal(level2=level2, name="项目总成本", value=f"≤{whole}"),)


@register
class UnitCostTimesQuantity(TableRule):
    """查什么：单位成本（元/亩、一个社区、各村）乘以同表对应的数量（亩、社区、村），是否说明得了预算数。
    为什么：单价乘数量就是钱的去处；乘出来超过预算，不是单价高了就是数量多了；只够一部分，其余的钱没有成本指标。
    反例：预算60万元，“一个社区补贴 ≤10万元”，社区3个，只有30万元；预算561.2万元，“补偿标准 17.3万元”，37亩，合640.1万元。
    正例：预算60万元，另列“服务群众经费 ≤30万元”；补偿标准“=15.17万元/亩”。
    依据：财预〔2015〕88号，资金匹配性。相差1%以内不报。
    陷阱：按天、按次计的单价不知道次数，不判断；单价在用途里写明的，预算可能只是其中一部分（配套、分年），超过预算也只作info；有几行数量或没有数量对得上的不判断；另有总成本、分项成本行时只报超过预算的；乘积与预算相差十倍以上的不判断。
    准确率：五份真实文件中3条全对。

    What: a unit cost (per mu, per village) times the matching quantity of the table, against the budget.
    Why: price times quantity is where the money goes. Above the budget one of them is too high; far below, the rest has no cost row.
    Bad: budget 60万元, ≤10万元 per community, 3 communities. Good: the rest in a row of its own.
    Source: 财预〔2015〕88号; within 1 % nothing is said. Prices per day or time, and bases that no quantity or several match, are not
    judged; beside a total or itemised costs only what exceeds the budget is reported, as a note where the
    purpose itself states the price (the budget may be a share of it). Precision: 3 right of 3 read.
    """

    code, title, name, severity = "A06", "单位成本×数量与预算不符", "unit-cost-times-quantity", "warning"

    def skips(self, view: TableView) -> str | None:
        return no_budget(view.project)

    def check(self, view: TableView) -> Iterator[Hit]:
        budget = budget_of(view.project)
        rows = [row for row in view.rows if is_cost(row)]
        if budget is None or view.project.budget is None:
            return
        costs = [(row, amount, kind_of_cost(row)) for row in rows if (amount := _price(row)) is not None]
        made = [(row, found) for row, amount, _ in costs if (found := _explained(row, amount, budget, view, len(costs))) is not None]
        if not made:
            return
        total = sum((found.yuan for _, found in made), Decimal(0))
        row, found = made[0]
        unit = form_unit(view.project.budget)
        sums = "＋".join(f"{_written(one)}×{plain(p.count.value.number or Decimal(0))}{p.count.value.unit}" for one, p in made)
        whole, gap = shown(budget, unit), shown(abs(total - budget), unit)
        severity: Severity = "warning"
        if total > budget * (1 + _TOLERANCE):
            if any(_is_stated(one, view) for one, _ in made):
                severity = "info"  # the drafter knows the price; the budget may be a share of it or a part of the year
            message = say(
                f"{sums}＝{shown(total, unit)}，超过预算数{whole}，多{gap}，请核对单价或“{found.count.name}”。",
                f"{sums} = {shown(total, unit)}, {gap} above the budget of {whole}; check the price or “{found.count.name}”.",
            )
        elif len(made) == len(rows) and budget * _LEAST <= total < budget * (1 - _TOLERANCE):
            message = say(
                f"{sums}＝{shown(total, unit)}，只说明了预算数{whole}的一部分，其余{gap}没有成本指标，请补一行或核对。",
                f"{sums} = {shown(total, unit)} explain only a part of the budget of {whole}; the other {gap} have no cost row: add one.",
            )
        else:
            return
        evidence = tuple(f"{p.count.name} {p.count.value.raw.strip()}" for _, p in made)
        yield Hit(
            "value", message, severity=severity, row=row, quote=row.value.raw.strip(), evidence=evidence,
            confidence=0.85 if severity == "warning" else 0.6,
        )  # fmt: skip


def _is_stated(row: Indicator, view: TableView) -> bool:
    """Whether the purpose names the same price."""
    stated = quantities.find_quantities(squeeze(view.project.purpose or ""))
    return any(
        quantities.dimension((one.unit or "").partition("/")[0]) == "money"
        and quantities.in_base(one.number, (one.unit or "").partition("/")[0])[0] == row.value.yuan
        for one in stated
    )


def _written(row: Indicator) -> str:
    value = row.value
    return f"{plain(value.number or Decimal(0))}{value.unit or ''}"


def _price(row: Indicator) -> Decimal | None:
    value = row.value
    if value.kind != "money" or value.yuan is None or value.upper is not None or value.operator in ("≥", ">"):
        return None
    return value.yuan


def _explained(row: Indicator, amount: Decimal, budget: Decimal, view: TableView, costs: int) -> Product | None:
    """The cost times its quantity. A price that says no base takes the table's only quantity, if that comes near the budget."""
    kind = kind_of_cost(row)
    if kind in (CostRow.TOTAL, CostRow.OTHER):
        return None
    found = product(row, amount, view.rows)
    if found is not None:
        return found if found.yuan <= budget * _MOST else None
    if cost_amount(row) is None or costs > 1:
        return None
    counts = [one for one in view.rows if one.level2 == "数量指标" and one.value.kind == "count" and one.value.number is not None]
    if kind is CostRow.UNIT:
        only = counts[0] if len(counts) == 1 and len([one for one in view.rows if one.level2 == "数量指标"]) == 1 else None
        if only is None or only.value.number is None or not budget / 2 <= amount * only.value.number <= budget * 2:
            return None
        return Product(amount * only.value.number, only, only.value.unit or "")
    part = part_of(amount, budget, view.rows)
    if part is None or part.value.number is None or not _same_thing(row, part):
        return None
    return Product(amount * part.value.number, part, part.value.unit or "")


def _same_thing(cost: Indicator, count: Indicator) -> bool:
    """Whether an itemised cost names what the quantity row counts (村级服务群众经费, 村庄数量)."""
    named = key(cost.name)
    return any(base in named and base in key(count.name) for base in ("村", "社区", "户", "学校", "企业"))


__all__ = ["NoAmountInCost", "UnitCostTimesQuantity"]
