"""V 指标值与单位: whether a value can be what its name promises."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from zhibiao.audit.findings import Severity
from zhibiao.audit.proposed import NUMERIC, is_strict_rate, open_slot, stated, unfilled
from zhibiao.audit.rule import Hit, RowRule, TableView, register
from zhibiao.audit.words import finder, key, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.domain.values import TargetValue
from zhibiao.language import quantities
from zhibiao.language.measures import COUNTED, Measure, dimension_name, measure_words, named_measure, rate_word, usual_unit
from zhibiao.language.numerals import plain
from zhibiao.messages import say

_SHORTEST = 6  # characters from which likeness is more than the echo of an effect word (是否正常运转 · 正常运转)
_SIMILAR = 0.8  # edit similarity from which two texts without a number are the same text


@register
class ValueRepeatsName(RowRule):
    """查什么：指标值照抄指标名称或描述，没有数，也没有可判断的程度。
    为什么：这样的行没有目标，年底无从评价。
    反例：名称“移交后的管理服务费”，指标值“移交后的管理服务费”。
    正例：指标值“≤3万元”。
    依据：财预〔2021〕101号，取值为符号+数+单位。
    陷阱：“得到增强”“正常运转”一类呼应名称的定性值属于V09，不在此列；名称里本来就带数的（“15万元”）属于W04。
    准确率：五份真实文件中2条全对。

    What: the value repeats the name or the description and holds neither number nor grade.
    Why: such a row has no target to be judged by.
    Bad: name and value both "移交后的管理服务费". Good: "≤3万元".
    Source: 财预〔2021〕101号. Qualitative values that echo the name (得到增强) are V09. Precision: 2 right of 2 read.
    """

    code, title, name, severity = "V02", "指标值照抄名称", "value-repeats-name", "error"
    primary_over = ("V", "S09", "W02")

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        if row.value.kind != "text":
            return
        value = key(row.value.raw)
        for text, what in ((row.name, say("名称", "name")), (row.description or "", say("描述", "description"))):
            other = key(text)
            if len(value) > 1 and other and (value == other or _nearly(value, other)):
                measure = named_measure(row.name)
                unit = say(f"，单位如{usual_unit(measure)}", f", in {usual_unit(measure)}") if measure else ""
                yield Hit(
                    "value",
                    say(
                        f"指标值照抄{what}“{text[:40]}”，没有目标，请改为符号、数和单位{unit}。",
                        f"the value repeats the {what} “{text[:40]}” and sets no target; give sign, number and unit{unit}.",
                    ),
                    row=row, quote=row.value.raw.strip(),
                )  # fmt: skip
                return


def _nearly(one: str, other: str) -> bool:
    if (
        min(len(one), len(other)) < _SHORTEST
        or any(c.isdigit() for c in one + other)
        or abs(len(one) - len(other)) > max(len(one), len(other)) * (1 - _SIMILAR) * 2
    ):
        return False
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SIMILAR


@register
class UnitMismatch(RowRule):
    """查什么：指标值的单位与名称所量的东西不符：人数、个数、金额、时间、面积、长度写成百分数；比率写成个、元；人数用“个”，物数用“人”。
    为什么：单位不对，目标就不是这个指标的目标，多半是套用模板留下的。
    反例：“新增粮食产能 ≥95百分比”“报告完成时间 ≥95%”“社区工作者人数 5个”。
    正例：“新增粮食产能 ≥200吨”“报告完成时间 2024年10月底前”“社区工作者人数 =5人”。
    依据：财预〔2015〕88号，指标科学性。计数、金额、时间配百分数为error；其余为warning。
    陷阱：百分比写成“百分比”只是写法问题；描述里说明是比率的、及时性一类可以是比率的不报；没有量词的名称只作warning。
    准确率：五份真实文件中error 25条全对；warning 12条全对。

    What: the unit of the value is not that of the thing named: people, counts, money, time, area or length given in percent; rates
    given in pieces; people counted in 个, things in 人.
    Why: the value is then no target of this indicator, most often a template left standing.
    Bad: "新增粮食产能 ≥95百分比". Good: "新增粮食产能 ≥200吨".
    Source: 财预〔2015〕88号. Counts, money and time in percent are errors, the rest warnings. 百分比 on a true rate is style only;
    a description that defines a rate, and 及时性 and its like, are no finding; a name without a word of measure is a warning at
    most.
    """

    code, title, name, severity = "V03", "单位与指标不匹配", "unit-mismatch", "error"
    primary_over = ("V06", "V10", "V12")

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        if value.kind not in NUMERIC or value.number is None or value.text is not None or not key(row.name):
            return
        given = "ratio" if value.kind == "ratio" else quantities.dimension(value.unit)
        measure = named_measure(row.name)
        if given == "ratio":
            yield from self._percent(row, measure)
        elif measure is not None and value.unit is not None:
            yield from self._other(row, measure, given)

    def _percent(self, row: Indicator, measure: Measure | None) -> Iterator[Hit]:
        described = squeeze(row.description or "")
        if (measure is not None and measure.dimension == "ratio") or rate_word(described):
            return
        if measure is None:
            like = measure_words("rate_like")
            if like(squeeze(row.name)) or like(described):
                return
            message = say(
                f"“{row.name}”不是比率，指标值却是“{row.value.raw.strip()}”，请写明量的是什么，或改用合适的单位。",
                f"“{row.name}” is no rate, yet its value is “{row.value.raw.strip()}”; say what is measured or use a fitting unit.",
            )
            yield Hit("value", message, severity="warning", row=row, quote=row.value.raw.strip(), confidence=0.85)
            return
        unit = usual_unit(measure)
        message = say(
            f"“{row.name}”量的是{dimension_name(measure.dimension)}，指标值却是“{row.value.raw.strip()}”，请改用{unit}等单位。",
            f"“{row.name}” measures {dimension_name(measure.dimension)}, yet its value is “{row.value.raw.strip()}”; use {unit}.",
        )
        yield Hit(
            "value",
            message,
            row=row,
            quote=row.value.raw.strip(),
            fix=open_slot(measure),
            evidence=(say(f"名称中的“{measure.word}”", f"“{measure.word}” in the name"),),
            confidence=0.97,
        )

    def _other(self, row: Indicator, measure: Measure, given: str | None) -> Iterator[Hit]:
        """Numbers with a unit that is no percentage: always a warning, and only where both sides are plain."""
        if given is None or not _clash(measure, given, row):
            return
        unit = usual_unit(measure) if measure.dimension != "count" else "个、台、份"
        fix = None
        if measure.dimension == "people" and given == "object" and row.value.unit == "个" and row.value.number is not None:
            fix = f"{row.value.operator or '='}{plain(row.value.number)}人"
        message = say(
            f"“{row.name}”量的是{dimension_name(measure.dimension)}，指标值“{row.value.raw.strip()}”的单位“{row.value.unit}”不合适，请改用{unit}。",
            f"“{row.name}” measures {dimension_name(measure.dimension)}; the unit of “{row.value.raw.strip()}” does not fit: use {unit}.",
        )
        yield Hit("value", message, severity="warning", row=row, quote=row.value.raw.strip(), fix=fix, confidence=0.85)


def _clash(measure: Measure, given: str, row: Indicator) -> bool:
    match measure.dimension:
        case "ratio":
            return (
                row.value.unit not in ("分", "度", "倍")
                and given in ("people", "household", "object", "money", "area", "length")
                and "/" not in (row.value.unit or "")
            )
        case "people":
            return given in ("object", "money", "area", "length", "time")
        case "household":
            return given in ("money", "area", "length", "time")
        case "count":
            if given == "people":
                return measure_words("object_nouns")(squeeze(row.name)[: -len(measure.word) or None][-3:]) is not None
            return given not in COUNTED and given != "time"
        case "time":
            return given in ("people", "household", "object", "money", "area", "length", "mass")
        case "money":
            return measure_words("money_plain")(squeeze(row.name)) is not None and given in (
                "people",
                "household",
                "object",
                "area",
                "length",
                "time",
            )
        case "area":
            return given in ("people", "household", "money", "length", "mass")
        case "length":
            return given in ("people", "household", "money", "area", "mass")
    return False


@register
class RatioAbove100(RowRule):
    """查什么：份额类的比率（合格率、覆盖率、占比、满意度）写成超过100%。
    为什么：部分不会大于整体，这样的目标不可能达到，或者口径不是比率。
    反例：“管理服务费的比例 ≥200%”。
    正例：“管理服务费增长率 ≥20%”“覆盖率 =100%”。
    依据：指标值应合理可行（财预〔2015〕88号，适当性）。
    陷阱：增长率、变动率、计划完成率、投入产出比、杠杆率、利用负荷一类可以超过100%。
    准确率：五份真实文件中2条全对。

    What: a share (合格率, 覆盖率, 占比, 满意度) above 100 %.
    Why: a part is never more than the whole: the target cannot be met, or it is not a share.
    Bad: "≥200%" on a share. Good: "=100%", or redefine as growth.
    Source: 财预〔2015〕88号, appropriateness. Growth, change, completion against plan, leverage and returns may exceed 100 %.
    """

    code, title, name, severity = "V04", "比例超过100%", "ratio-above-100", "error"
    primary_over = ("V06", "V11", "V12")

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        highest = value.upper if value.upper is not None else value.number
        if value.kind != "ratio" or highest is None or value.text is not None:
            return
        percent, _ = quantities.in_base(highest, value.unit)
        name, described = squeeze(row.name), squeeze(row.description or "")
        if percent <= 100 or not (measure_words("share")(name) and rate_word(name)):
            return
        may = measure_words("may_exceed")
        if may(name) or may(described):
            return
        message = say(
            f"“{row.name}”是份额，不会超过100%，指标值“{value.raw.strip()}”无法达到，请改为不超过100%，或改为增长率。",
            f"“{row.name}” is a share and never above 100 %; change “{value.raw.strip()}” to at most 100 % or make it a growth rate.",
        )
        yield Hit("value", message, row=row, quote=value.raw.strip(), fix="=100%", confidence=0.97)


_QUESTION = re.compile(r"是否|能否|有无|\?$|吗$")
_SATISFIED = "满意人数占被访人数的比例"
_NUMBERED = ("people", "household", "count", "area", "length", "mass", "money")


@register
class TypeMismatch(RowRule):
    """查什么：名称要的是人数、个数、金额、时间或比率，指标值却是另一类东西（是、文字、日期）；指标值和依据两格填反；比率的描述写成问句。
    为什么：名称和值不是一回事，这一行就没有目标。
    反例：“社会工作受益人数 群众合法权益是否得到保护”“资金成本 免费办理”“工资发放时间 是”“合格率 2024年12月底前”。
    正例：“社会工作受益人数 ≥1200人”“资金成本 =0元”“工资发放时间 每月15日前”。
    依据：财预〔2015〕88号，指标科学性。比率、人数、个数、金额写成是或文字为error，时间写成是或文字、比率写成日期为warning，描述是问句为info。
    陷阱：“增加演出次数”一类效果名称写“有所增加”归V09；“是”而名称没有量词归V01；“优良中低差”是表式的选项；带数的文字归V07。
    准确率：五份真实文件中error 5条、warning 4条、info 13条全对。

    What: a name that asks for people, things, money, time or a rate with a value of another kind (yes, words, a date); value and
    basis swapped; the description of a rate written as a question.
    Why: where name and value are two things the row has no target.
    Bad: "社会工作受益人数 群众合法权益是否得到保护", "工资发放时间 是". Good: "≥1200人", "每月15日前".
    Source: 财预〔2015〕88号. Errors for rates, counts and money with words, warnings for time and dates, info for questions.
    Effects (增加…次数) with words are V09, numbers in words V07. Precision: 5 errors, 4 warnings and 13 notes right of 22 read.
    """

    code, title, name, severity = "V08", "名称与取值类型不一致", "type-mismatch", "error"
    primary_over = ("V01", "V07", "V09", "W04")

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        if not key(row.name) or not key(value.raw) or unfilled(value):
            return
        raw, name, text = value.raw.strip(), squeeze(row.name), squeeze(value.raw)
        if (swapped := _swapped(row)) is not None:
            message = say(
                f"指标值“{raw[:40]}”像是依据，依据“{swapped}”像是指标值，两格可能填反了，请对调。",
                f"value “{raw[:40]}” and basis “{swapped}” seem to be swapped; exchange them.",
            )
            yield Hit("value", message, severity="warning", row=row, quote=raw, fix=swapped, confidence=0.85)
            return
        measure = named_measure(row.name)
        rate = is_strict_rate(name)
        described = row.description or ""
        if rate and value.kind == "ratio" and _QUESTION.search(squeeze(described)):
            fix = _SATISFIED if name.endswith(("满意度", "满意率")) else None
            such = say(f"，如“{fix}”", f", such as “{fix}”") if fix else ""
            message = say(
                f"“{row.name}”是比率，描述“{described[:40]}”却是问句，请写明分子和分母{such}。",
                f"“{row.name}” is a rate while its description “{described[:40]}” is a question; state numerator and denominator{such}.",
            )
            yield Hit("description", message, severity="info", row=row, quote=described, fix=fix, summarised=True, confidence=0.9)
            return
        if measure is None or (measure.dimension == "ratio" and not rate):
            return
        words = value.kind == "boolean" or (value.kind == "text" and not any(c.isdigit() for c in text))
        loose = value.kind == "grade" and not value.is_menu and "/" not in text
        if (
            not words
            and not loose
            and not ((value.kind == "deadline" and measure.dimension not in ("time", "ratio")) or _dated_rate(row, rate))
        ):
            return
        if (words and value.kind == "text" and finder("values", "effect_start")(name)) or finder("values", "whole")(text):
            return
        severity: Severity = "error" if words and (rate or measure.dimension in _NUMBERED) else "warning"
        fix = stated(row) if words else None
        if fix is not None and TargetValue.parse(fix).kind != {"time": "deadline", "ratio": "ratio"}.get(measure.dimension, "count"):
            fix = None
        fix = fix or open_slot(measure)
        such = say(f"，如“{fix}”", f", such as “{fix}”") if fix else say(f"，单位如{usual_unit(measure)}", f", in {usual_unit(measure)}")
        message = say(
            f"“{row.name}”量的是{dimension_name(measure.dimension)}，指标值“{raw[:40]}”却不是，请写成符号、数和单位{such}。",
            f"“{row.name}” measures {dimension_name(measure.dimension)} while its value is “{raw[:40]}”; give sign, number and unit{such}.",
        )
        yield Hit("value", message, severity=severity, row=row, quote=raw, fix=fix, confidence=0.93)


def _dated_rate(row: Indicator, rate: bool) -> bool:
    """A rate whose value is a date without any per cent (10月底完成100% has one)."""
    return rate and row.value.kind == "deadline" and "%" not in squeeze(row.value.raw)


def _swapped(row: Indicator) -> str | None:
    """The basis, where it is a target value and the value is the name of a ground."""
    if row.value.kind != "text" or not row.basis or any(c.isdigit() for c in squeeze(row.value.raw)):
        return None
    basis = TargetValue.parse(row.basis)
    plain_value = basis.kind in NUMERIC and basis.number is not None and basis.text is None and (basis.operator or basis.kind == "ratio")
    return row.basis.strip() if plain_value else None
