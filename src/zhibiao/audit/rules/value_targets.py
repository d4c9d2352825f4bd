"""V 指标值与单位: whether a target points the right way and asks enough."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zhibiao.audit.amounts import CostRow, is_cost, kind_of_cost
from zhibiao.audit.findings import Severity
from zhibiao.audit.proposed import NUMERIC, is_strict_rate, standing
from zhibiao.audit.rule import Hit, RowRule, TableView, register
from zhibiao.audit.words import finder, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.language import quantities
from zhibiao.language.measures import bad_when_high
from zhibiao.messages import say

_FLIPPED = {"≥": "≤", ">": "≤", "≤": "≥", "<": "≥"}


@register
class WrongDirection(RowRule):
    """查什么：比较符的方向与指标的好坏相反。
    越高越坏的（损耗、事故、投诉、发案、空气质量指数）写成≥；成本写成≥；越高越好的率（满意度、合格率、及时率）写成≤；由需要决定的工作量（接待来访、救助、培训）写成≤。
    为什么：方向反了，做得越差完成得越好。
    反例：“发票损耗率 ≥95%”“登记接待群众来访数量 ≤100人”“资金成本 ≥50万元”。
    正例：“≤5%”“≥100人”“≤50万元”。
    依据：指标方向性（四川等省表式单列一栏）。接待等工作量为warning，其余为error。
    陷阱：信访量、警情、投诉、越级访用≤是对的；事故处理率、投诉办结率、隐患整改率越高越好；补助标准、低保、节约额可以用≥；会议、检查、接待费的次数可以用≤。
    准确率：五份真实文件中error 3条、warning 1条全对（error均在套用模板的表中）。

    What: a sign that points the wrong way: ≥ on what is bad when high (loss, accidents, complaints, AQI) or on costs, ≤ on what is
    good when high, ≤ on work that others' need decides.
    Why: with the sign turned round, doing worse counts as doing better.
    Bad: "发票损耗率 ≥95%", "登记接待群众来访数量 ≤100人". Good: "≤5%", "≥100人".
    Source: the direction column of provincial forms. Petitions, police calls, complaints may be capped; 事故处理率 and its like
    are good when high; floors of allowances and savings take ≥. Precision: 3 errors and 1 warning right of 4 read.
    """

    code, title, name, severity = "V05", "指标方向错误", "wrong-direction", "error"
    primary_over = ("V06", "V10", "V11")

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        if value.kind not in NUMERIC or value.number is None or value.number <= 0 or value.text is not None:
            return
        name = squeeze(row.name)
        if value.operator in ("≥", ">"):
            if bad_when_high(name):
                yield _hit(row, say("越高越坏", "bad when high"))
            elif value.kind == "money" and is_cost(row) and _is_cap(row, name):
                yield _hit(row, say("是成本，应有上限", "a cost, which needs a cap"))
        elif value.operator in ("≤", "<"):
            if value.kind == "ratio" and finder("values", "good_if_high")(name) and not finder("values", "not_good")(name):
                if quantities.in_base(value.number, value.unit)[0] < 100:
                    yield _hit(row, say("越高越好", "good when high"))
            elif value.kind == "count" and row.level2 == "数量指标" and _is_demand(name):
                yield _hit(row, say("由群众和工作的需要决定，多做不是坏事", "decided by need; doing more is no fault"), "warning")


def _is_demand(name: str) -> bool:
    return finder("values", "demand")(name) is not None and finder("values", "burden")(name) is None


def _hit(row: Indicator, why: str, severity: Severity | None = None) -> Hit:
    raw = row.value.raw.strip()
    flipped = _FLIPPED[row.value.operator or "≥"]
    # a loss of 95 % at most is no target either: the sign alone is known
    fix = f"{flipped}__%" if row.value.kind == "ratio" and flipped == "≤" else standing(row.value, sign=flipped)
    message = say(
        f"“{row.name}”{why}，指标值“{raw}”的方向反了，请改为“{fix}”并核对数值。",
        f"“{row.name}” is {why}; “{raw}” points the wrong way: write “{fix}” and check the number.",
    )
    return Hit("value", message, severity=severity, row=row, quote=raw, fix=fix, confidence=0.9 if severity else 0.95)


def _is_cap(row: Indicator, name: str) -> bool:
    if kind_of_cost(row) is CostRow.OTHER or finder("values", "floor")(name) or finder("values", "floor")(squeeze(row.description or "")):
        return False
    return finder("values", "cost_end")(name) is not None or kind_of_cost(row) is CostRow.TOTAL


@register
class UnambitiousTarget(RowRule):
    """查什么：工资、补贴、保险等依规必须付清的钱，足额率、及时率低于100%；满意度低于80%。
    为什么：少发、迟发就是违规，目标写≥95%等于预先允许；满意度定得太低说明不了效果。
    反例：村干部工资“足额发放率 ≥95%”；“群众满意度 ≥75%”。
    正例：“足额发放率 =100%”；“群众满意度 ≥90%”。
    依据：财预〔2015〕88号，适当性。满意度80%至84%、=100%只作提示：前者偏低，后者问卷难以做到。
    陷阱：准确率在动态管理的对象上可以低于100%；培训、抽检、使用类的率不在此列；拆迁、执法、信访的满意度85%是常见值。
    准确率：五份真实文件中warning 12条、info 1条全对。

    What: 足额率 and 及时率 of pay, benefits or insurance below 100 %; satisfaction below 80 %.
    Why: paying less or later breaks the rules, and ≥95 % allows it beforehand; a low satisfaction target shows nothing.
    Bad: "足额发放率 ≥95%" on salaries. Good: "=100%".
    Source: 财预〔2015〕88号, appropriateness. Satisfaction of 80 to 84 % or of =100 % is a note. Accuracy in moving populations,
    training and sampling rates are left out. Precision: 12 warnings and 1 info right of 13 read.
    """

    code, title, name, severity = "V11", "指标值偏低", "unambitious-target", "warning"
    primary_over = ("V06", "V10")

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        if value.kind != "ratio" or value.number is None or value.upper is not None or value.text is not None:
            return
        percent, _ = quantities.in_base(value.number, value.unit)
        name, raw = squeeze(row.name), value.raw.strip()
        if value.operator in ("≤", "<") or not is_strict_rate(name) or not 1 < percent <= 100:
            return
        if name.endswith(("满意度", "满意率")) and "不满意" not in name:
            yield from _satisfaction(row, percent, raw)
        elif percent < 100 and finder("values", "in_full")(name) and name.endswith("率") and _is_pay(row, name, view):
            message = say(
                f"“{row.name}”是依规必须做到的，“{raw}”等于允许少发迟发，请改为“=100%”。",
                f"“{row.name}” must be met in full; “{raw}” allows paying less or later: write “=100%”.",
            )
            yield Hit("value", message, row=row, quote=raw, fix="=100%", confidence=0.9)


def _satisfaction(row: Indicator, number: Decimal, raw: str) -> Iterator[Hit]:
    if number < 80:
        message = say(
            f"满意度“{raw}”偏低，一般不低于90%，请改为“≥90%”或说明理由。", f"“{raw}” is low for satisfaction; write “≥90%” or say why."
        )
        yield Hit("value", message, row=row, quote=raw, fix="≥90%", confidence=0.9)
    elif number < 85:
        message = say(f"满意度“{raw}”略低，常见值为85%至95%，请核对。", f"“{raw}” is on the low side; 85 to 95 % is usual.")
        yield Hit("value", message, severity="info", row=row, quote=raw, fix="≥90%", confidence=0.8)
    elif number == 100:
        message = say(
            f"满意度“{raw}”要求人人满意，问卷难以做到，常见值为90%至95%，请核对。",
            f"“{raw}” asks that everybody be satisfied; 90 to 95 % is usual.",
        )
        yield Hit("value", message, severity="info", row=row, quote=raw, fix="≥95%", confidence=0.8)


def _is_pay(row: Indicator, name: str, view: TableView) -> bool:
    pay = finder("values", "pay")
    return bool(pay(name) or pay(squeeze(row.description or "")) or pay(squeeze(view.project.name)))
