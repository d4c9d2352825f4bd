"""A 数字勾稽: whether the numbers of a table agree with each other. All money is Decimal, in 元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from zhibiao.audit.amounts import CostRow, budget_of, cost_amount, form_unit, is_cost, kind_of_cost, no_budget, part_of, shown
from zhibiao.audit.itemised import itemised
from zhibiao.audit.rule import Hit, RowRule, TableRule, TableView, register
from zhibiao.audit.statements import contradiction, object_stem, one_of_several, stated_about
from zhibiao.audit.words import squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.language import quantities
from zhibiao.language.numerals import plain
from zhibiao.messages import say

_SHORT = Decimal("0.99")  # a total of less than 99 % of the budget leaves money unexplained
_CENT = Decimal("0.01")
_HALF_CENT = Decimal("0.005")


@register
class CostAgainstBudget(TableRule):
    """查什么：总成本行（资金成本、总成本、控制在预算内）的金额，或各分项成本行的合计，换算成元后与预算数比较。
    为什么：成本控制数高于预算等于没有控制；低于预算1%以上，剩下的钱没有去处，也常是从别的表复制来的。
    反例：预算51.1万元，资金成本“≤51.3万元”；预算393.97万元，成本“5万”（是另一个项目的预算数）。
    正例：预算51.1万元，资金成本“≤51.1万元”；或分项“≤30.25万元”“≤20.85万元”。
    依据：财预〔2015〕88号，资金匹配性。高于预算为error；低于预算1%以上为warning，恰为同一文件另一项目预算数的为error。
    陷阱：单位成本（一个社区、每人、各村、元/亩、补偿标准）不与预算总数比；按预算四舍五入的、总投资和合同价等跨年数不报。
    准确率：五份真实文件中error 3条全对，无warning。

    What: the total-cost row, or the sum of itemised cost rows, against the budget, in 元.
    Why: a cap above the budget caps nothing; one more than 1 % below leaves money unexplained, often copied from another table.
    Bad: budget 51.1万元, cost "≤51.3万元". Good: "≤51.1万元", or items that add up to it.
    Source: 财预〔2015〕88号. Above is an error; below by more than 1 % a warning, an error when it is exactly the budget of another
    project of the file. Unit costs (每人, 一个社区, 元/亩), rounded budgets, and sums over several years are not compared.
    """

    code, title, name, severity = "A01", "成本指标与预算不符", "cost-differs-from-budget", "error"
    primary_over = ("V06", "V10", "A05", "A06")

    def skips(self, view: TableView) -> str | None:
        return no_budget(view.project)

    def check(self, view: TableView) -> Iterator[Hit]:
        budget = budget_of(view.project)
        if budget is None:
            return
        rows = [(row, amount, kind_of_cost(row)) for row in view.rows if is_cost(row) and (amount := cost_amount(row)) is not None]
        totals = [(row, amount) for row, amount, kind in rows if kind is CostRow.TOTAL]
        items = [(row, amount) for row, amount, kind in rows if kind is CostRow.ITEM]
        other = any(kind not in (CostRow.TOTAL, CostRow.ITEM) for _, _, kind in rows)
        for row, amount in totals:
            yield from self._one(row, amount, budget, view, total=True)
        if len(items) == 1:
            row, amount = items[0]
            # A lone item below the budget next to a total or a unit cost is a part, and so is one that times the quantity explains it.
            if amount > budget or not (totals or other or part_of(amount, budget, view.rows) is not None):
                yield from self._one(row, amount, budget, view, total=False)
        elif items:
            yield from self._sum(items, budget, view, partial=bool(totals) or other)

    def _one(self, row: Indicator, amount: Decimal, budget: Decimal, view: TableView, *, total: bool) -> Iterator[Hit]:
        if _agrees(amount, budget, row):
            return
        unit = form_unit(view.project.budget) if view.project.budget else Decimal(1)
        written, whole = shown(amount, unit), shown(budget, unit)
        gap = shown(abs(amount - budget), unit)
        fix = f"≤{whole}"
        quote = row.value.raw.strip()
        if amount > budget:
            message = say(
                f"“{row.name}”为{written}，高于预算数{whole}，多{gap}（{written}－{whole}＝{gap}），请改为“{fix}”或核对预算。",
                f"“{row.name}” is {written}, {gap} above the budget of {whole}; change it to “{fix}” or check the budget.",
            )
            yield Hit("value", message, row=row, quote=quote, fix=fix, confidence=0.97)
            return
        donor = (
            next((other for other in view.document.tables if other is not view and budget_of(other.project) == amount), None)
            if total
            else None
        )
        copied = say(f"，正是{donor.shown}的预算数，疑为复制", f", exactly the budget of {donor.shown}: probably copied") if donor else ""
        percent = plain((amount / budget * 100).quantize(Decimal("0.1"), ROUND_HALF_UP))
        message = say(
            f"“{row.name}”为{written}，只占预算数{whole}的{percent}%（差{gap}）{copied}，请改为“{fix}”或补齐其余成本。",
            f"“{row.name}” is {written}, {percent} % of the budget of {whole} ({gap} short){copied}; "
            f"change it to “{fix}” or add the other costs.",
        )
        yield Hit(
            "value", message, severity="error" if donor else "warning", row=row, quote=quote, fix=fix, confidence=0.95 if donor else 0.85
        )

    def _sum(self, items: list[tuple[Indicator, Decimal]], budget: Decimal, view: TableView, *, partial: bool) -> Iterator[Hit]:
        unit = form_unit(view.project.budget) if view.project.budget else Decimal(1)
        total = sum((amount for _, amount in items), Decimal(0))
        row = items[0][0]
        if _agrees(total, budget, row) or (total < budget and partial):
            return
        sums = "＋".join(shown(amount, unit) for _, amount in items)
        gap, whole = shown(abs(total - budget), unit), shown(budget, unit)
        message = say(
            f"分项成本合计{sums}＝{shown(total, unit)}，与预算数{whole}相差{gap}，请核对各分项。",
            f"the itemised costs {sums} = {shown(total, unit)} differ from the budget of {whole} by {gap}; check the items.",
        )
        names = tuple(f"{item.name} {item.value.raw.strip()}" for item, _ in items)
        yield Hit(
            "value",
            message,
            severity="error" if total > budget else "warning",
            row=row,
            quote=row.value.raw.strip(),
            evidence=names,
            confidence=0.9,
        )


def _agrees(amount: Decimal, budget: Decimal, row: Indicator) -> bool:
    """Equal, just below, or the budget rounded to the digits that the row writes (131万元 for 130.93万元)."""
    if budget * _SHORT <= amount <= budget + _HALF_CENT:
        return True
    number = row.value.number
    if not number or row.value.yuan is None:
        return False
    scale = row.value.yuan / number
    exponent = number.as_tuple().exponent
    digits = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return (budget / scale).quantize(digits, ROUND_HALF_UP) == number and abs(amount - budget) <= budget * _CENT


@register
class FundingParts(TableRule):
    """查什么：财政资金、其他资金及另列的资金（政府性基金、专户）相加，是否等于预算数。
    为什么：资金构成是表内最基本的勾稽，不平就一定有一个数错。
    反例：预算数393.97万元，财政资金39.97万元，其他资金空白。
    正例：预算数393.97万元，财政资金393.97万元。
    依据：表式勾稽关系；允许误差为表中计量单位的0.005。
    陷阱：其他资金空白为0；另列的资金可能是财政资金的“其中”数，任一种合理相加等于预算即不报。
    准确率：五份真实文件中1条全对。

    What: fiscal, other and further funds add up to the budget.
    Why: the most basic arithmetic of the form: if it fails, one number is wrong.
    Bad: budget 393.97, fiscal 39.97, other blank. Good: the parts equal the budget.
    Source: the form; tolerance 0.005 of its unit. Blank other funds are 0; further lines may be part of the fiscal money: any
    reading that adds up is accepted.
    """

    code, title, name, severity = "A02", "资金构成不平", "funding-parts", "error"

    def skips(self, view: TableView) -> str | None:
        project = view.project
        if (why := no_budget(project)) is not None:
            return why
        if (project.fiscal is None or project.fiscal.yuan is None) and not project.funding:
            return say("没有资金构成", "no funding parts")
        if any(line.yuan is None for line in project.funding) or (
            project.other is not None and project.other.yuan is None and project.other.raw.strip()
        ):
            return say("资金构成中有读不出的金额", "a funding part cannot be read")
        return None

    def check(self, view: TableView) -> Iterator[Hit]:
        project, budget = view.project, budget_of(view.project)
        if budget is None or project.budget is None:
            return
        fiscal = (project.fiscal.yuan if project.fiscal else None) or Decimal(0)
        other = (project.other.yuan if project.other else None) or Decimal(0)
        lines = [(line.label, line.yuan or Decimal(0)) for line in project.funding]
        beyond = sum((yuan for _, yuan in lines), Decimal(0))
        unit = form_unit(project.budget)
        if any(abs(parts - budget) <= _HALF_CENT * unit for parts in (fiscal + other + beyond, fiscal + other, beyond + other)):
            return
        parts = [(say("财政资金", "fiscal"), fiscal), *lines, (say("其他资金", "other"), other)]
        total = fiscal + other + beyond
        sums = "＋".join(
            f"{label}{shown(yuan, unit)}" for label, yuan in parts if yuan or label in (say("财政资金", "fiscal"), say("其他资金", "other"))
        )
        whole, gap = shown(budget, unit), shown(abs(total - budget), unit)
        expected = budget - other - beyond
        guess = ""
        fix = None
        if _one_digit_dropped(fiscal, expected):
            fix = shown(expected, unit)
            guess = say(f"，疑似少录一位数字（应为{fix}）", f", probably a dropped digit ({fix} is meant)")
        message = say(
            f"资金构成不平：{sums}＝{shown(total, unit)}，预算数{whole}，相差{gap}{guess}，请核对。",
            f"the funding parts {sums} = {shown(total, unit)} differ from the budget of {whole} by {gap}{guess}; check them.",
        )
        yield Hit("budget", message, quote=project.fiscal.raw if project.fiscal else project.budget.raw, fix=fix, confidence=0.98)


def _one_digit_dropped(written: Decimal, expected: Decimal) -> bool:
    one, other = (plain(x).replace(".", "").rstrip("0") for x in sorted((written, expected)))
    return len(other) - len(one) == 1 and any(other[:i] + other[i + 1 :] == one for i in range(len(other)))


@register
class PurposeItems(TableRule):
    """查什么：资金用途分项列出且每项都有金额时，各项金额之和是否等于预算数。
    为什么：用途是预算的明细，合计不等于预算，不是分项漏列就是金额写错。
    反例：预算73.90万元，用途“1.活动经费18.84万元；2.服务群众经费55万元”（合计73.84万元）。
    正例：两项合计正好73.90万元。
    依据：财预〔2015〕88号，资金匹配性；允许误差为表中计量单位的0.01。
    陷阱：共计、合计是小计，不重复加；单价（每村、元/人）和“其中”数不加；有一项没有金额，或出现总投资、结余、自筹、约数时不判断；“预计增加”的钱加与不加有一种等于预算即不报。
    准确率：五份真实文件中1条全对。

    What: when the purpose lists items and each has an amount, the amounts add up to the budget.
    Why: the purpose is the breakdown of the budget: an item is missing or an amount is wrong.
    Bad: budget 73.90, items 18.84 + 55. Good: items that add up.
    Source: 财预〔2015〕88号; tolerance 0.01 of the form's unit. Running subtotals (共计), unit prices and 其中 are not added; nothing is
    judged when an item has no amount or when total investment, carry-over, own funds or rounded figures are named.
    """

    code, title, name, severity = "A03", "用途分项合计不等于预算", "purpose-items", "error"

    def skips(self, view: TableView) -> str | None:
        return no_budget(view.project)

    def check(self, view: TableView) -> Iterator[Hit]:
        budget, money = budget_of(view.project), view.project.budget
        read = itemised(view.project.purpose or "")
        if budget is None or money is None or read is None:
            return
        unit = form_unit(money)
        tolerance = _CENT * max(unit, read.unit)
        if any(abs(total - budget) <= tolerance for total in read.readings):
            return
        total = read.total
        sums = "＋".join(shown(amount, unit) for amount in read.amounts)
        whole, gap = shown(budget, unit), shown(abs(total - budget), unit)
        message = say(
            f"资金用途各项合计{sums}＝{shown(total, unit)}，预算数{whole}，相差{gap}，请核对分项金额。",
            f"the items of the purpose add up to {sums} = {shown(total, unit)}; the budget is {whole}, {gap} apart: check the items.",
        )
        yield Hit("purpose", message, quote=(view.project.purpose or "")[:80], evidence=read.quotes, confidence=0.95)


@register
class DescriptionAgainstValue(RowRule):
    """查什么：名称或描述里写的数与指标值同单位而不同数；用途、目标里明确说到同一对象的数与指标值冲突。
    为什么：同一件事写了两个数，必有一错，审核无从采信。
    反例：描述“发放人数为35人”，指标值“≥135人”。
    正例：描述“发放人数为35人”，指标值“=35人”。
    依据：表内一致性。
    用途写“三家卫生院各购置1台”而指标值只写“=1台”的为warning：那是一家的数。
    陷阱：描述里用来下定义的数（15日前、每月三次、80岁以上、10人以上的企业）不比；名称说到每、各、单的不算；只比同一单位；写了几个数的不判断；用途里的数满足指标值（63人对≥60人）的不报。
    准确率：五份真实文件中1条全对。

    What: a number in name or description with the unit of the value but another number; a number that purpose or goal gives for the
    very same thing and that the value contradicts.
    Why: one thing with two numbers: one is wrong.
    Bad: "发放人数为35人" with "≥135人". Good: both 35.
    A warning where the project gives each of several its share (三家各购置1台) and the value is that share alone (=1台).
    Source: consistency of the table. Numbers that define (15日前, 每月三次, 80岁以上, 10人以上的企业) are not compared, only the same
    unit is, and where several are given nothing is judged.
    """

    code, title, name, severity = "A04", "描述与指标值数字矛盾", "description-contradicts-value", "error"
    primary_over = ("V06",)

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        if (
            value.number is None
            or value.upper is not None
            or value.text is not None
            or value.unit is None
            or value.kind not in ("count", "ratio", "money", "duration")
        ):
            return
        for text in (row.name, row.description or ""):
            stated = contradiction(text, value)
            if stated is not None:
                words, found = stated
                own = f"{plain(value.number)}{value.unit}"
                message = say(
                    f"“{words}”与指标值“{value.raw.strip()}”不一致，请核实是{found}还是{own}，改为同一个数。",
                    f"“{words}” contradicts the value “{value.raw.strip()}”; check which is right, {found} or {own}.",
                )
                yield Hit("value", message, row=row, quote=value.raw.strip(), evidence=(words,), confidence=0.95)
                return
        yield from self._project(row, view)

    def _project(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        if row.level2 != "数量指标" or value.kind != "count" or value.number is None:
            return
        stem = object_stem(row.name)
        if stem is None:
            return
        base, unit = quantities.in_base(value.number, value.unit)
        said = squeeze(view.project.text)
        several = one_of_several(stem, said, value)
        if several is not None and not _OF_EACH.search(f"{row.name}{row.description or ''}"):
            whole, words = f"{plain(several[0])}{value.unit}", several[1]
            fix = f"{value.operator or '='}{whole}"
            message = say(
                f"项目写“{words}”，合计{whole}，“{row.name}”的值“{value.raw.strip()}”只是其中一家的，请改为“{fix}”。",
                f"the project says “{words}”, {whole} in all; “{value.raw.strip()}” is the share of one: write “{fix}”.",
            )
            yield Hit("value", message, severity="warning", row=row, quote=value.raw.strip(), fix=fix, evidence=(words,), confidence=0.9)
            return
        if any(quantities.in_base(q.number, q.unit) == (base, unit) for q in quantities.find_quantities(said)):
            return  # the row's own number is stated as well: 党组织60个、其中受表彰党组织36个 contradicts nothing
        for field_name, text in (("purpose", view.project.purpose or ""), *(("goal", goal) for goal in view.project.goals)):
            stated = stated_about(stem, squeeze(text), unit)
            if stated is None or _satisfies(stated[0], value.operator, base):
                continue
            where = say("资金用途" if field_name == "purpose" else "绩效目标", field_name)
            message = say(
                f"{where}写“{stated[1]}”，指标“{row.name}”的值却是“{value.raw.strip()}”，请核实后改为同一个数。",
                f"the {where} says “{stated[1]}”, yet the value of “{row.name}” is “{value.raw.strip()}”; make both the same.",
            )
            yield Hit("value", message, row=row, quote=value.raw.strip(), evidence=(stated[1],), confidence=0.9)
            return


_OF_EACH = re.compile(r"[每各单]")


def _satisfies(number: Decimal, operator: str | None, bound: Decimal) -> bool:
    match operator:
        case "≥":
            return number >= bound
        case ">":
            return number > bound
        case "≤":
            return number <= bound
        case "<":
            return number < bound
    return number == bound
