"""L 层级归类: whether an output or cost row measures what its level 2 says. Benefits stand in ``benefits.py``."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zhibiao.audit.amounts import form_unit, shown
from zhibiao.audit.findings import Proposal, Severity
from zhibiao.audit.rule import Hit, RowRule, TableView, register
from zhibiao.audit.words import finder, key, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.language.measures import named_measure, rate_word
from zhibiao.messages import say

QUANTITY, QUALITY, TIMELINESS, COST, SATISFACTION = "数量指标", "质量指标", "时效指标", "成本指标", "服务对象满意度指标"
_COUNTED = ("people", "household", "count", "area", "length", "mass", "volume")
_PLAIN = 6  # characters of a deed


class Misplaced(NamedTuple):
    """What is wrong with a row's place: ``home`` is where it belongs (``None``: nowhere in a target table)."""

    severity: Severity
    home: str | None
    zh: str
    en: str


def _said(row: Indicator) -> str:
    return squeeze(f"{row.name} {row.description or ''} {row.value.text or ''}")


def _has(section: str, text: str) -> bool:
    return finder("levels", section)(text) is not None


def _is_rate(name: str) -> bool:
    return rate_word(name) is not None


def home_of_rate(name: str) -> str:
    """Where a rate belongs among outputs and satisfaction."""
    if _has("satisfied", name):
        return SATISFACTION
    return TIMELINESS if _has("timely_name", name) else QUALITY


def _spends(row: Indicator, name: str) -> bool:
    """Whether a row tells which share of the money was spent or has come."""
    rate = _is_rate(name) or row.value.kind == "ratio"
    return rate and _has("fund", name) and _has("fund_use", name) and not _has("graded", name) and not _has("saving_only", name)


def _unnamed(name: str) -> bool:
    """Whether a rate of payment does not say what is paid (资金发放率, not 奖补兑付率 nor 宣传资料发放率)."""
    return (_has("fund", name) or len(name) <= _PLAIN) and finder("description", "paid")(name) is None and not _has("transfers", name)


def _hit(row: Indicator, found: Misplaced, over: tuple[str, ...], suggestion: Sequence[Proposal] = ()) -> Hit:
    return Hit(
        "level2", say(found.zh, found.en), severity=found.severity, row=row, quote=row.name, fix=found.home,
        suggestion=tuple(suggestion), confidence=0.95 if found.severity == "error" else 0.85,
        primary_over=over,
    )  # fmt: skip


class _LevelRule(RowRule):
    """A rule over the rows of one level 2."""

    level2: str
    instead_of: tuple[str, ...] = ()  # rules that have nothing more to say of a row that belongs nowhere

    def _over(self, found: Misplaced) -> tuple[str, ...]:
        return self.primary_over if found.home is not None else (*self.primary_over, *self.instead_of)

    @abstractmethod
    def judge(self, row: Indicator, name: str, view: TableView) -> Misplaced | None:
        """What is wrong with a row of this level, its name squeezed; ``None`` when nothing is."""

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        name = squeeze(row.name)
        if row.level2 == self.level2 and key(name) and (found := self.judge(row, name, view)) is not None:
            yield _hit(row, found, self._over(found))


@register
class NotQuantity(_LevelRule):
    """查什么：数量指标写的是比率、标准、满意度、时间，或者指标值是“是”“否”、日期、百分数，没有可数的单位。
    为什么：数量回答做了多少；比率说的是质量，日期说的是时效，放错了就没有一行说明产出规模。
    反例：“发放标准 是”“工程量 100%”“项目验收合格率 =100%”写在数量指标下。
    正例：“发放人数 =135人”“硬化道路长度 ≥3.2公里”；比率移到质量指标。
    依据：财预〔2021〕101号，产出指标。
    陷阱：覆盖率、保障率有的财政局认可，只作info；名称是计数而值写成百分数的是V03，不在此列；定性文字归V类。
    准确率：五份真实文件中warning 6条、info 3条全对。

    What: under 数量 a rate, a standard, satisfaction, a time; or a value of 是/否, a date, a percentage.
    Why: quantity tells how much is done; without a count no row tells the size of the output.
    Bad: "发放标准 是", "工程量 100%", 验收合格率. Good: "发放人数 =135人".
    Source: 财预〔2021〕101号. Rates of coverage are accepted by some bureaus: info. A count with a value in percent is V03.
    Precision on five real documents: warnings 6 right of 6, info 3 of 3.
    """

    code, title, name, severity = "L01", "数量指标错放", "not-quantity", "warning"
    primary_over = ("V01",)
    level2 = QUANTITY

    def judge(self, row: Indicator, name: str, view: TableView) -> Misplaced | None:
        if _has("covering", name) and _is_rate(name):
            return Misplaced(
                "info", QUALITY, f"“{row.name}”是比率，放在数量指标下没有说明数量，可移到质量指标，另补实际数。",
                f"“{row.name}” is a rate and tells no quantity; it may move to quality, with a count in its place.",
            )  # fmt: skip
        kind = row.value.kind
        measure = named_measure(row.name)
        counted = measure is not None and measure.dimension in _COUNTED
        if not counted and (_has("satisfied", name) or _is_rate(name)) and (kind in ("ratio", "boolean", "grade", "text", "empty")):
            home = home_of_rate(name)
            return Misplaced(
                "warning", home, f"“{row.name}”是比率，不是数量，应放在{home}，数量指标另补实际数（人、户、亩、座、次）。",
                f"“{row.name}” is a rate, not a quantity; move it to {home} and give a count here.",
            )  # fmt: skip
        if name.endswith("标准") and (kind in ("boolean", "ratio", "grade", "money") or _has("pay_standard", name)):
            home = COST if kind == "money" or _has("pay_standard", name) else QUALITY
            return Misplaced(
                "warning", home, f"“{row.name}”是标准，不是数量，应放在{home}，数量指标另补实际数（人、户、亩、座、次）。",
                f"“{row.name}” is a standard, not a quantity; move it to {home} and give a count here.",
            )  # fmt: skip
        if kind == "deadline" and not counted:
            return Misplaced(
                "warning", TIMELINESS, f"“{row.name}”的指标值“{row.value.raw.strip()}”是时间，应放在时效指标，数量指标另补实际数。",
                f"the value “{row.value.raw.strip()}” of “{row.name}” is a time; move it to timeliness and give a count here.",
            )  # fmt: skip
        if not counted and (
            kind == "boolean" or (kind == "ratio" and row.value.text is None and measure is None and row.value.unit == "%")
        ):
            count = _countable(name)
            zh, en = (f"，如“{count} ≥__”", f", such as “{count} ≥__”") if count else ("", "")
            return Misplaced(
                "warning", None, f"“{row.name} {row.value.raw.strip()}”没有数，请写成实际数（人、户、亩、座、次）{zh}。",
                f"“{row.name} {row.value.raw.strip()}” counts nothing; give a number{en}.",
            )  # fmt: skip
        return None


def _countable(name: str) -> str | None:
    """The name as a count, where it is a plain deed: 护路宣传 → 护路宣传次数."""
    if name.endswith(("数", "量", "面积", "长度")):
        return name
    return f"{name}次数" if len(name) <= _PLAIN and not (_ASKS.match(name) or _has("fund", name)) else None


_ASKS = re.compile(r"是否|能否|保证|确保|做到|.*[,、]")


def _in_time(name: str) -> str:
    """A rate of doing as one of doing in time: 问题解决率 → 问题按时解决率."""
    deed = finder("levels", "doing")(name)
    return name.replace(deed, f"按时{deed}", 1) if deed else "按时完成率"


@register
class NotTimeliness(_LevelRule):
    """查什么：时效指标的名称、描述、指标值都没有时间的意思。
    为什么：时效回答什么时候做完、及不及时；放了别的，完成时间就没有人管。
    反例：“征兵入伍率 ≥90%”“各类经贸信息资讯总数”写在时效指标下。
    正例：“征兵任务完成时间 9月底前”“按时办结率 ≥95%”。
    依据：财预〔2021〕101号，产出指标。计数、金额和与做事快慢无关的比率为error；完成率、办结率、解决率为warning。
    陷阱：指标值是日期、时长的，名称有“及时”“竣工”“到岗”“年度”等字的，都不算。
    准确率：五份真实文件中error 4条、warning 3条全对。

    What: nothing in name, description or value of a row under 时效 speaks of time.
    Why: timeliness tells by when and whether in time; nothing else does.
    Bad: "征兵入伍率 ≥90%", a total of news items. Good: "完成时间 9月底前", "按时办结率 ≥95%".
    Source: 财预〔2021〕101号. Errors for counts, money and rates that are none of doing; warnings for 完成率, 办结率, 解决率. A date or
    duration as value, or 及时, 竣工, 到岗, 年度 in the words, is time enough.
    Precision on five real documents: errors 4 right of 4, warnings 3 of 3.
    """

    code, title, name, severity = "L02", "时效指标错放", "not-timeliness", "error"
    primary_over = ("V01",)
    level2 = TIMELINESS

    def judge(self, row: Indicator, name: str, view: TableView) -> Misplaced | None:
        if row.value.kind in ("deadline", "duration") or _has("timely", _said(row)):
            return None
        measure = named_measure(row.name)
        dimension = measure.dimension if measure is not None else None
        if dimension in _COUNTED:
            home, what, kind = QUANTITY, "数量", "a count"
        elif dimension == "money" or _has("money_total", name):
            home, what, kind = COST, "金额", "an amount"
        elif _is_rate(name):
            home, what, kind = (SATISFACTION, "满意度", "satisfaction") if _has("satisfied", name) else (QUALITY, "比率", "a rate")
        else:
            return self._unclear(row)
        severity: Severity = "warning" if home == QUALITY and _has("doing", name) else "error"
        example = _in_time(name) if severity == "warning" else "完成时间 __月底前"
        return Misplaced(
            severity, home, f"“{row.name}”是{what}，没有时间的意思，应放在{home}；时效指标请写何时完成、是否及时，如“{example}”。",
            f"“{row.name}” is {kind} and says nothing of time; move it to {home} and say here by when, such as “{example}”.",
        )  # fmt: skip

    @staticmethod
    def _unclear(row: Indicator) -> Misplaced | None:
        """A name that is no measure at all: W04 and V01 have their say; it is no timeliness all the same."""
        if row.value.kind not in ("count", "money") or row.value.number is None:
            return None
        return Misplaced(
            "warning", None, f"“{row.name} {row.value.raw.strip()}”没有时间的意思，时效指标请写何时完成、是否及时，如“完成时间 __月底前”。",
            f"“{row.name} {row.value.raw.strip()}” says nothing of time; say by when, such as “完成时间 __月底前”.",
        )  # fmt: skip


@register
class NotQuality(_LevelRule):
    """查什么：质量指标写的是次数、人数、满意度，或资金执行率、到位率、工资标准、完成时间。
    为什么：质量回答做得好不好；次数是数量，钱花没花完不说明事情办得好。
    反例：“接访次数 ≥50次”“满意率 ≥90%”“保证经费使用完成率 100%”写在质量指标下。
    正例：“信访事项按期答复率 =100%”“工程验收合格率 =100%”。
    依据：财预〔2021〕101号，产出指标。计数和满意度为error，其余为warning。
    陷阱：发放工资、补贴、补偿的项目，发放率是公认的做法；事故、投诉、差错次数和获奖、达标数说的是质量；占比不算计数。
    准确率：五份真实文件中error 2条全对，warning 11条中10条对。

    What: under 质量 a count, satisfaction, a rate of spending or of funds received, a standard of pay, a time.
    Why: quality tells how well; counts are quantity, and money spent does not make work well done.
    Bad: 接访次数, 满意率, 经费使用完成率. Good: 验收合格率.
    Source: 财预〔2021〕101号. Counts and satisfaction are errors, the rest warnings. 发放率 is accepted where money is paid to people;
    counts of accidents, complaints, prizes speak of quality.
    Precision on five real documents: errors 2 right of 2, warnings 10 of 11.
    """

    code, title, name, severity = "L03", "质量指标错放", "not-quality", "error"
    primary_over = ("R07", "D03")
    instead_of = ("W04",)
    level2 = QUALITY

    def judge(self, row: Indicator, name: str, view: TableView) -> Misplaced | None:
        if _has("satisfied", name):
            return self._to("error", SATISFACTION, "满意度", "satisfaction", row)
        measure = named_measure(row.name)
        plain = measure is not None and measure.dimension in _COUNTED and row.value.kind in ("count", "empty", "text")
        if plain and not _has("graded", name) and "每" not in name and row.value.operator not in ("≤", "<") and row.value.number != 0:
            return self._to("error", QUANTITY, "数量", "a count", row)
        if _spends(row, name) and not (_has("arrives", name) and self._pays(view)):
            zh = f"“{row.name}”说的是钱花了多少，不是质量（预算执行率在自评中另行计分），请改为合格率、达标率、准确率一类。"
            return Misplaced("warning", None, zh, f"“{row.name}” tells how much money was spent, not how well; give a rate of what passes.")
        if _has("paid_out", name) and not self._pays(view) and _unnamed(name):
            zh = f"“{row.name}”说的是发钱，本项目不是发放类项目，请改为工作的合格率、达标率、准确率一类。"
            return Misplaced(
                "warning", None, zh, f"“{row.name}” is about paying out, which this project does not do; give a rate of what passes."
            )
        if _has("pay_standard", name) and not _is_rate(name):
            return self._to("warning", COST, "开支标准", "a standard of pay", row)
        if _has("timely_name", name) and not _has("graded", name):
            return self._to("warning", TIMELINESS, "时效", "timeliness", row)
        return None

    @staticmethod
    def _to(severity: Severity, home: str, zh: str, en: str, row: Indicator) -> Misplaced:
        return Misplaced(
            severity, home, f"“{row.name}”是{zh}，不是质量，应放在{home}；质量指标请写合格率、达标率、准确率一类。",
            f"“{row.name}” is {en}, not quality; move it to {home} and give a rate of what passes here.",
        )  # fmt: skip

    @staticmethod
    def _pays(view: TableView) -> bool:
        project = view.project
        text = squeeze(f"{project.name} {project.purpose or ''} {' '.join(project.goals)}")
        return _has("transfers", text) or finder("completeness", "paying")(text) is not None


@register
class NotCost(_LevelRule):
    """查什么：成本指标写的是执行率、使用率、发放率、交办率，或者是一项活动，指标值也不是钱。
    为什么：成本回答花多少钱、单价多少；执行率在自评中另行计分，不能充当成本。
    反例：“预算执行率 100%”“信访补助资金发放率 ≥98%”“案件交办率”。
    正例：“项目总成本 ≤55万元”“道路硬化单价 ≤30万元/公里”。
    依据：财预〔2021〕101号，成本指标；财预〔2020〕10号，预算执行率单列。比率为error，其余为warning。
    陷阱：节支率、成本降低率、成本控制率是成本；社会成本、生态环境成本可以是别的量；名称是成本而值不是钱的归A05、V08。
    准确率：五份真实文件中error 14条、warning 1条全对。

    What: under 成本 a rate of execution, use, payment, or an activity, and no money in the value.
    Why: cost tells how much is spent; execution is scored by itself and is no cost.
    Bad: "预算执行率 100%", 案件交办率. Good: "项目总成本 ≤55万元", a price per unit.
    Source: 财预〔2021〕101号, 财预〔2020〕10号. Rates are errors, the rest warnings. Rates of saving are costs; social and ecological
    costs may be other measures. A cost's name with a value that is no money is A05 or V08.
    Precision on five real documents: errors 14 right of 14, warnings 1 of 1.
    """

    code, title, name, severity = "L04", "成本指标错放", "not-cost", "error"
    primary_over = ("A05", "V", "D03")
    instead_of = ("W04",)
    level2 = COST

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        name = squeeze(row.name)
        if row.level2 not in (COST, "经济成本指标") or not key(name) or row.value.kind == "money":
            return
        found = self.judge(row, name, view)
        if found is not None:
            yield _hit(row, found, self._over(found), [Proposal(level2=row.level2 or COST, name="项目总成本", value=self._total(view))])

    def judge(self, row: Indicator, name: str, view: TableView) -> Misplaced | None:
        total = self._total(view)
        like = f"“项目总成本 {total}”或单位成本"
        if _spends(row, name) or (_is_rate(name) and _has("paid_out", name)):
            zh = f"“{row.name}”不是成本（预算执行率在自评中另行计分），请改为{like}。"
            return Misplaced(
                "error",
                None,
                zh,
                f"“{row.name}” is no cost (execution is scored by itself); give “项目总成本 {total}” or a price per unit.",
            )
        if _is_rate(name) and not _has("saving", name):
            home = home_of_rate(name)
            zh = f"“{row.name}”是比率，不是成本，应放在{home}；成本指标请写{like}。"
            return Misplaced("error", home, zh, f"“{row.name}” is a rate, no cost; move it to {home} and give “项目总成本 {total}” here.")
        if _has("cost", name) or _has("cost", squeeze(row.description or "")) or _has("saving", name):
            return None
        zh = f"“{row.name} {row.value.raw.strip()[:20]}”没有说到钱，成本指标请写{like}。"
        return Misplaced("warning", None, zh, f"“{row.name}” says nothing of money; give “项目总成本 {total}” or a price per unit.")

    @staticmethod
    def _total(view: TableView) -> str:
        budget = view.project.budget
        if budget is None or budget.yuan is None:
            return "≤__万元"
        return f"≤{shown(budget.yuan, form_unit(budget))}"


__all__ = ["NotCost", "NotQuality", "NotQuantity", "NotTimeliness", "home_of_rate"]
