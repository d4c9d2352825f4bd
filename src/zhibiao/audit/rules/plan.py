"""P 支出计划: whether spending is planned, adds up, and suits the project."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableRule, TableView, register
from zhibiao.audit.rules.structure import is_internal, is_works
from zhibiao.audit.words import finder, squeeze
from zhibiao.domain.tables import PlanStep
from zhibiao.language.numerals import plain
from zhibiao.messages import say

Plan = tuple[PlanStep, ...]
_WHOLE = Decimal(100)
_CLOSE = Decimal("0.5")  # rounding of single quarters that are to make up the whole
_SAME = Decimal("0.7")  # share of tables with one plan from which the file is remarked on
_FEWEST = 5  # tables from which that can be said
# Between these bounds a step of four is what an even flow of money gives (25/50/75/100, 30/50/75/100, 30/60/90/100).
_EVEN = ((Decimal(15), Decimal(35)), (Decimal(40), Decimal(65)), (Decimal(65), Decimal(92)))


def _shown(plan: Plan) -> str:
    return "/".join(say("空", "blank") if step.percent is None else f"{plain(step.percent)}%" for step in plan)


def _no_plan(view: TableView) -> str | None:
    return None if view.project.spending_plan else say("表中没有支出计划", "the table has no spending plan")


@register
class BadPlan(TableRule):
    """查什么：支出计划逐格填写、每格0至100、累计不减、最后一格为100%；标题写“第一季度”而数是累计数的。
    为什么：计划是按月监控支出进度的依据，缺格、倒退、不到100%都无法监控。
    反例：空/空/空/100%；25/25/25/25%；第一季度30%、第二季度50%、第三季度75%、第四季度100%。
    正例：0/0/0/100%；25/50/75/100%；标题写“截至6月底累计”。
    依据：河北等省表式。倒退、最后不是100%、超出0至100为error；前面空着没写0%为warning；季度标题配累计数为info。没有支出计划的表式不查。
    陷阱：年底一次支付可以是0/0/0/100%，但要写0%；按季度填当季数、合计100%的是另一种写法，不报。
    准确率：五份真实文件中warning 2条、info 12条全对。

    What: every cell filled with 0 to 100, cumulative figures that never fall and end at 100; headings that say 季度 over
    cumulative figures.
    Why: spending is monitored against the plan.
    Bad: blank/blank/blank/100%. Good: 0/0/0/100%.
    Source: the forms of Hebei and others. Falling figures, another end than 100 and values beyond 0 to 100 are errors, blanks
    before the first figure a warning, the heading a note. Quarterly shares that sum to 100 under 季度 are another notation and no
    finding. Forms without a plan are skipped. Precision: 2 warnings and 12 notes right of 14 read.
    """

    code, title, name, severity = "P01", "支出计划缺项或不合规", "bad-spending-plan", "error"

    def skips(self, view: TableView) -> str | None:
        return _no_plan(view)

    def check(self, view: TableView) -> Iterator[Hit]:
        plan = view.project.spending_plan
        shown = _shown(plan)
        given = [step.percent for step in plan if step.percent is not None]
        quarterly = all("季" in step.label for step in plan)
        if not given:
            message = say(
                "支出计划各格都空着，请按用款时间填写累计百分比，最后一格为100%。", "the spending plan is blank; fill it in, up to 100 %."
            )
            yield Hit("plan", message, quote=shown, identity="blank")
            return
        if any(not 0 <= percent <= _WHOLE for percent in given):
            message = say(f"支出计划“{shown}”有超出0%至100%的数，请改正。", f"the spending plan “{shown}” leaves 0 to 100 %.")
            yield Hit("plan", message, quote=shown, identity="range")
            return
        shares = len(given) == len(plan) > 1 and abs(sum(given) - _WHOLE) <= _CLOSE and given[-1] != _WHOLE
        if shares and quarterly:
            return
        if shares:
            fix = "/".join(f"{plain(percent)}%" for percent in accumulate(given))
            message = say(
                f"支出计划“{shown}”填的像是当期数，表式要求累计数，请改为“{fix}”。",
                f"“{shown}” looks like shares of each period; the form asks for cumulative figures: “{fix}”.",
            )
            yield Hit("plan", message, quote=shown, fix=fix, identity="shares", confidence=0.95)
            return
        if any(later < earlier for earlier, later in pairwise(given)):
            message = say(f"支出计划“{shown}”是累计数，后面不应小于前面，请改正。", f"“{shown}” falls, though it is cumulative.")
            yield Hit("plan", message, quote=shown, identity="falls", confidence=0.97)
        elif plan[-1].percent != _WHOLE:
            message = say(f"支出计划“{shown}”最后一格应为100%，请改正或说明结转。", f"“{shown}” must end at 100 %.")
            yield Hit("plan", message, quote=shown, identity="end", confidence=0.95)
        elif any(step.percent is None for step in plan):
            fix = "/".join(f"{plain(percent)}%" for percent in _filled(plan))
            message = say(
                f"支出计划“{shown}”有空格，没有支出的时点请写0%，即“{fix}”。",
                f"blank cells in “{shown}”: write 0 % where nothing is spent: “{fix}”.",
            )
            yield Hit("plan", message, severity="warning", quote=shown, fix=fix, identity="gaps", confidence=0.95)
        elif quarterly and len(given) > 1 and not any("累计" in step.label for step in plan):
            fix = say("标题改为“截至3月底、6月底、9月底、12月底累计”", "say “cumulative” in the headings")
            message = say(
                f"支出计划的标题是季度，数“{shown}”却是累计数，请在标题写明“累计”。",
                f"the headings say quarters while “{shown}” is cumulative; say so in the headings.",
            )
            yield Hit("plan", message, severity="info", quote=shown, fix=fix, summarised=True, identity="label", confidence=0.95)


def _filled(plan: Plan) -> list[Decimal]:
    """Blanks before the first figure are 0, later ones what stands before them."""
    last = Decimal(0)
    out = []
    for step in plan:
        last = step.percent if step.percent is not None else last
        out.append(last)
    return out


def _is_even(plan: Plan) -> bool:
    if len(plan) != 4:
        return False
    return all(step.percent is not None and low <= step.percent <= high for step, (low, high) in zip(plan[:3], _EVEN, strict=True))


@register
class UnsuitedPlan(TableRule):
    """查什么：年终奖、考核奖一类一次发放的钱，防汛、取暖、征兵一类有季节的钱，支出计划却按月平均。
    为什么：到时候支出进度必然落后或超前，监控就会预警。
    反例：年终考核奖30/50/75/100%；防汛经费25/50/75/100%。
    正例：年终考核奖0/0/0/100%；防汛经费10/60/100/100%。
    依据：支出进度监控（如四川4、6、8、10月25/40/60/80%）。
    陷阱：可能预付，也可能补发上年的奖金，所以只作提示；名称里还有工资、保险的按月支出，不报；工程按进度付款，不报。
    准确率：五份真实文件中info 6条中5条对（散煤处置在冬春两头用款，按进度也说得通）。

    What: an even plan for money paid at once (year-end bonuses) or in a season (floods, heating, conscription).
    Why: spending will run behind or ahead of such a plan, and monitoring will warn.
    Bad: a bonus with 30/50/75/100%. Good: 0/0/0/100%.
    Source: monitoring of spending. Prepayment and last year's bonus are possible: a note only. Names that also pay salaries, and
    works paid by progress, are left alone. Precision: 5 right of 6 read.
    """

    code, title, name, severity = "P02", "支出计划与项目性质不符", "unsuited-plan", "info"

    def skips(self, view: TableView) -> str | None:
        return _no_plan(view)

    def check(self, view: TableView) -> Iterator[Hit]:
        plan = view.project.spending_plan
        if not _is_even(plan):
            return
        name = squeeze(view.project.name)
        if finder("plan", "monthly")(name):
            return
        once, season = finder("plan", "once")(name), finder("plan", "season")(name)
        shown = _shown(plan)
        if once:
            fix = None if finder("plan", "mixed")(name) else "0%/0%/0%/100%"
            such = say(f"，如“{fix}”", f", such as “{fix}”") if fix else ""
            message = say(
                f"“{once}”一次发放，支出计划却按进度平均（{shown}），请按实际发放的月份填写{such}。",
                f"{once} is paid at once, yet its plan is even ({shown}); fill in the month of payment{such}.",
            )
            yield Hit("plan", message, quote=shown, fix=fix, identity="once", confidence=0.75)
        elif season:
            message = say(
                f"“{season}”的支出有季节，支出计划却按进度平均（{shown}），请按用款的月份填写。",
                f"money for {season} is spent in a season, yet its plan is even ({shown}); fill it in by months of need.",
            )
            yield Hit("plan", message, quote=shown, identity="season", confidence=0.7)


@register
class OnePlanForAll(DocumentRule):
    """查什么：五张以上的表中，七成以上用同一支出计划，而项目性质不同（有工程、有人员、有其他）。
    为什么：工程、工资和一次性支出的用款时间不会一样，统一的计划是照抄的。
    反例：23张表都是25/50/75/100%。
    正例：工资按月，工程按合同，奖金在年底。
    依据：支出计划应可行（财预〔2015〕88号，可行性）。每份文件一条。
    陷阱：只有人员经费的小单位本来就该一样，不报。
    准确率：五份真实文件中info 5条全对。

    What: seven tenths or more of five or more tables share one plan, though works, pay and others are among them.
    Why: works, pay and single payments are not spent alike; one plan for all has been copied.
    Bad: 23 tables with 25/50/75/100%. Good: pay by month, works by contract, bonuses at the end of the year.
    Source: 财预〔2015〕88号, feasibility. One note per file. Units with nothing but pay are left alone. Precision: 5 right of 5
    read.
    """

    code, title, name, severity = "P03", "全部项目同一支出计划", "one-plan-for-all", "info"

    def skips(self, view: TableView) -> str | None:
        return _no_plan(view)

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        shared: dict[str, list[TableView]] = defaultdict(list)
        for view in tables:
            shared[_shown(view.project.spending_plan)].append(view)
        if len(tables) < _FEWEST:
            return
        shown, views = max(shared.items(), key=lambda item: (len(item[1]), item[0]))
        kinds = Counter("works" if is_works(view) else "pay" if is_internal(view) else "other" for view in views)
        if len(views) < _SAME * len(tables) or len(kinds) < 2:
            return
        message = say(
            f"{len(tables)}张表中{len(views)}张的支出计划都是“{shown}”，工程、人员和其他项目用款时间不同，请按各项目实际填写。",
            f"{len(views)} of {len(tables)} tables have the plan “{shown}”, though works and pay are not spent alike; fill in each.",
        )
        yield Hit("document", message, quote=shown, evidence=tuple(view.shown for view in views[:6]), summarised=True, identity="one-plan")
