"""V 指标值与单位: how a value is written: sign, number, unit and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zhibiao.audit.amounts import CostRow, form_unit, kind_of_cost
from zhibiao.audit.proposed import NUMERIC, is_share, is_standard_cost, standing, unfilled, with_sign
from zhibiao.audit.rule import Hit, RowRule, TableView, register
from zhibiao.audit.words import any_of, finder, squeeze, table
from zhibiao.domain.tables import Indicator
from zhibiao.domain.values import TargetValue
from zhibiao.language import quantities
from zhibiao.language.measures import measure_words, named_measure, rate_word
from zhibiao.language.numerals import plain
from zhibiao.messages import say

_VAGUE = re.compile(r"约?[\d.]+\D{0,6}(?:左右)?")
_NOTE = re.compile(r"\([^()]*\)$")
_EVERY = re.compile(r"^(?:每[年月周日天季旬村人户亩台个社区度]{1,4}|人均|户均|亩均|年均|累计|合计|共计?|总计)[≥≤=]?(?=\d)")
_ORDINAL = re.compile(r"^(?:第|前|达到)[\d一二三四五]+[名级位等]|第\d+")
_UNIT_IN_NAME = re.compile(r"[(（]([^()（）]{1,6})[)）]\s*$")


def _is_vague(raw: str) -> bool:
    """95%左右, 约100人: the number stands for more or less."""
    return _VAGUE.fullmatch(squeeze(raw)) is not None and ("约" in raw[:1] or raw.endswith("左右"))


@register
class MissingOperator(RowRule):
    """查什么：有数没有比较符（37亩），或比较符写成文字（95%以上、不低于、以内）和异形符号（＝、＞=）。
    为什么：没有比较符，超了算完成还是算偏离就说不清。
    反例：“12个以上”“91万”“37亩”。
    正例：“≥12个”“≤91万元”“=37亩”。
    依据：财预〔2021〕101号，取值为符号+数+单位。
    陷阱：日期和期限（2024年底前）、区间、定性值不要求比较符。文字改符号可放心自动改；没有符号的只作建议：名册、合同、政策定死的数和100%用=，计划开展的量和受益人数用≥，钱和时限的上限用≤。
    准确率：五份真实文件中info 81条看过30条全对（建议的符号以用户核定为准）。

    What: a number without a sign, or a sign in words (以上, 不低于) or look-alikes (＝, ＞=).
    Why: without a sign nobody can say whether more is better or off target.
    Bad: "12个以上", "37亩". Good: "≥12个", "=37亩".
    Source: 财预〔2021〕101号. Dates, ranges and words need none. Words to signs is a safe fix; a missing sign is only proposed: =
    for rosters, contracts, policies and 100 %, ≥ for planned work and beneficiaries, ≤ for caps.
    """

    code, title, name, severity = "V06", "缺少比较符", "missing-operator", "info"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        if value.kind not in NUMERIC or value.number is None:
            return
        raw = value.raw.strip()
        if value.text is not None:
            if _is_vague(raw):
                message = say(f"指标值“{raw}”没有说死，请写明≥、≤或=。", f"“{raw}” leaves the bound open; write ≥, ≤ or =.")
                yield Hit("value", message, row=row, quote=raw, fix=with_sign(row), summarised=True, confidence=0.9)
            return
        if value.operator is None:
            fix = with_sign(row)
            message = say(f"指标值“{raw}”没有比较符，建议写为“{fix}”。", f"“{raw}” has no sign; “{fix}” is proposed.")
            yield Hit("value", message, row=row, quote=raw, fix=fix, summarised=True, confidence=0.9)
        elif value.operator != "range" and value.operator not in raw and TargetValue.parse(raw).operator is not None:
            fix = str(value)
            message = say(
                f"指标值“{raw}”的比较符写法不规范，应为“{fix}”。", f"the sign of “{raw}” is not in standard notation; write “{fix}”."
            )
            yield Hit("value", message, row=row, quote=raw, fix=fix, safe=True, summarised=True, confidence=0.99)


_CHANGE = re.compile(
    r"较|比(?=上|去|前|原|计划|同期)|同比|环比|(?:增长|提高|提升|增加|新增|上升|下降|降低|减少|节约|降幅|增幅)(?:率|了|至|到|达|约|不?[低少高]于|[≥≤=])?[\d.]+"
)
_ONLY_VERB = re.compile(r"^(?:全部|按期|按时)?(?:完成|达到|达|实现|为|共|做到|控制在|不超|约)?[≥≤=]?[\d.]+\S{0,4}$")
_SIGNED = re.compile(r"^[≥≤=><]\d[\d.]*(?P<after>.)")
_DOTTED = re.compile(r"((?:19|20)\d\d)[.]?(0?[1-9]|1[0-2])")
_BETWEEN = re.compile(r"[,;、。和及]")


@register
class MalformedValue(RowRule):
    """查什么：指标值把数裹在句子里、数后面没有单位、一格写了两个数，或符号和数后面跟着一句话。
    为什么：值应是符号、数、单位三样，裹在句子里的数不能监控取数，也不能跨年比较。
    反例：“需使用资金30720元”“≥90合法访数量占总访数的百分比”“新建3座，维修2座”“合格率 ≥95”。
    正例：“≤30720元”“≥90%”，两个数分作两行，“≥95%”。
    依据：财预〔2021〕101号，取值为符号+数+单位。符号和数后面跟着句子为error，只多一个动词（完成100%）为info，其余为warning。
    陷阱：期限（2024年底前完成支出）、括号里的说明（≥95%（抽样））、频次（每月3次）、增减幅度（较上年增长5%）、名次、得分和指数不算；名称已经写明单位的归V10，
    “95%左右”归V06，空位（≥__公里）归S06。
    准确率：五份真实文件中5条全对（error 1条，warning 4条）。

    What: a number wrapped in a sentence, a number without unit, two numbers in one cell, or sign and number with a clause behind.
    Why: a value is sign, number, unit; a number inside a sentence can be neither monitored nor compared.
    Bad: "需使用资金30720元", "≥90合法访数量占总访数的百分比". Good: "≤30720元", "≥90%".
    Source: 财预〔2021〕101号. Deadlines, notes in brackets, frequencies (每月3次), changes (较上年增长5%), ranks and scores are no
    finding. Precision: 5 right of 5 read.
    """

    code, title, name, severity = "V07", "指标值格式混乱", "malformed-value", "warning"
    primary_over = ("V06",)

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        raw = value.raw.strip()
        if unfilled(value):
            if not value.is_open:  # the others are S06's
                message = say(f"指标值“{raw}”还没有填数，请补上数字。", f"the value “{raw}” still lacks its number; fill it in.")
                yield Hit("value", message, severity="info", row=row, quote=raw)
        elif value.kind == "text":
            yield from _two_values(row, raw)
        elif value.kind in NUMERIC and value.number is not None:
            if value.text is not None:
                yield from _wrapped(row, raw)
            elif value.kind == "count" and value.unit is None and value.number != 0:
                yield from _no_unit(row, raw)


def _two_values(row: Indicator, raw: str) -> Iterator[Hit]:
    text = squeeze(raw)
    found = [q for q in quantities.find_quantities(text) if q.unit is not None and q.unit != "年"]
    if len(found) < 2 or not any(_BETWEEN.search(text[one.end : other.start]) for one, other in pairwise(found)):
        return
    first, second = (f"{plain(q.number)}{q.unit}" for q in found[:2])
    message = say(
        f"指标值“{raw[:40]}”写了{first}、{second}等几个数，一个指标只设一个值，请分作几行，各写符号、数和单位。",
        f"“{raw[:40]}” holds several numbers ({first}, {second}); one indicator has one value: split it into rows.",
    )
    yield Hit("value", message, row=row, quote=raw, confidence=0.9)


def _wrapped(row: Indicator, raw: str) -> Iterator[Hit]:
    value, text = row.value, squeeze(raw)
    bare = _NOTE.sub("", text)
    if _is_vague(raw) or _EVERY.match(text) or _ORDINAL.search(text) or _CHANGE.search(text):
        return
    if bare != text and TargetValue.parse(bare).text is None:
        return
    fix = standing(value) if value.operator else with_sign(row)
    if squeeze(fix) == text:
        return
    signed = _SIGNED.match(text)
    unit = value.unit or ""
    if signed and not text[signed.start("after") :].startswith(unit or "%"):
        message = say(
            f"指标值“{raw[:40]}”在数后面接了一句话，缺单位，请改为“{fix}”，口径写进指标描述。",
            f"“{raw[:40]}” has a clause where its unit should stand; write “{fix}” and put the definition into the description.",
        )
        yield Hit("value", message, severity="error", row=row, quote=raw, fix=fix, confidence=0.95)
        return
    message = say(f"指标值“{raw[:40]}”把数裹在句子里，请改为“{fix}”。", f"“{raw[:40]}” wraps its number in words; write “{fix}”.")
    slight = _ONLY_VERB.match(text) is not None
    yield Hit("value", message, severity="info" if slight else None, row=row, quote=raw, fix=fix, confidence=0.9)


def _no_unit(row: Indicator, raw: str) -> Iterator[Hit]:
    name = squeeze(row.name)
    if _unit_of_name(row.name) or _implied_unit(name) or finder("values", "score")(name) or name.endswith("比"):
        return
    if rate_word(name) and row.value.number is not None and 1 < row.value.number <= 100:
        bare = "=100" if row.value.number == 100 else with_sign(row)  # a whole that is reached in full
        fix = f"{bare if row.value.operator is None else standing(row.value)}%"
        message = say(
            f"“{row.name}”是比率，指标值“{raw}”缺%，请改为“{fix}”。", f"“{row.name}” is a rate; “{raw}” lacks its %: write “{fix}”."
        )
        yield Hit("value", message, row=row, quote=raw, fix=fix, confidence=0.9)
        return
    measure = named_measure(row.name)
    if measure is not None and measure.dimension == "time" and (dotted := _DOTTED.fullmatch(squeeze(raw))):
        fix = f"{dotted[1]}年{int(dotted[2])}月底前"
        message = say(f"“{row.name}”的日期“{raw}”请写为“{fix}”。", f"write the date “{raw}” as “{fix}”.")
        yield Hit("value", message, severity="info", row=row, quote=raw, fix=fix, confidence=0.9)
        return
    message = say(
        f"“{row.name}”的指标值“{raw}”没有单位，请在数后面写明单位（个、人、次、万元等）。",
        f"the value “{raw}” of “{row.name}” has no unit; write one behind the number.",
    )
    yield Hit("value", message, row=row, quote=raw, confidence=0.85)


def _unit_of_name(name: str) -> str | None:
    """The unit in brackets at the end of a name: 总建筑面积（平方米）."""
    met = _UNIT_IN_NAME.search(name)
    unit = squeeze(met[1]) if met else ""
    return unit if unit and (unit in "%‰" or quantities.is_unit(unit)) else None


def _implied_unit(name: str) -> str | None:
    return next((unit for word, unit in table("values", "implied_unit").items() if name.endswith(word)), None)


@register
class IncompleteUnit(RowRule):
    """查什么：单位写得不全或不统一：有“万”没有“元”；用“百分比”代替%；按人、村、亩计的标准没有写“/人”“/村”；单位写在名称的括号里；表的金额用元而值用万元（或相反）。
    为什么：单位不全就算不出总数，换一个人就读成另一个数。
    反例：“91万”“≥95百分比”“一个社区补贴资金 ≤10万元”“社会公众满意度（%）”。
    正例：“≤91万元”“≥95%”“≤10万元/社区”“社会公众满意度 ≥90%”。
    依据：财预〔2021〕101号，取值为符号+数+单位。按什么计没有写明为warning，其余为info；写法上的改动可放心自动改。
    陷阱：真正的比率用“百分比”只是写法，不作单位错误报；总成本的描述里提到每人标准的不算；与预算数相等的是总额，不是单位标准；表用元、值用万元而单位写全的只提示。
    准确率：五份真实文件中warning 2条全对，info 99条看过30条全对。

    What: units cut short or mixed: 万 without 元, 百分比 for %, a standard per head or village without 「/人」, the unit in the
    name's brackets, 万元 in a form that counts in 元.
    Why: with half a unit nobody can work out the total.
    Bad: "91万", "≥95百分比", "一个社区补贴资金 ≤10万元". Good: "≤91万元", "≥95%", "≤10万元/社区".
    Source: 财预〔2021〕101号. A missing base is a warning, the rest is info and notation only. Precision: 2 warnings right of 2,
    info 30 of 30 read.
    """

    code, title, name, severity = "V10", "单位不全或写法不统一", "incomplete-unit", "info"
    primary_over = ("V06",)

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        raw = value.raw.strip()
        yield from _in_name(row, raw)
        if value.kind not in NUMERIC or value.number is None or value.text is not None:
            return
        if value.unit in ("万", "亿"):
            yield from _no_yuan(row, raw)
        elif value.kind == "ratio" and "百分比" in raw:
            fix = standing(value)
            message = say(f"指标值“{raw}”的“百分比”请写为%，即“{fix}”。", f"write % for 百分比 in “{raw}”: “{fix}”.")
            yield Hit("value", message, row=row, quote=raw, fix=fix, safe=True, summarised=True, confidence=0.99)
        elif value.kind == "money":
            yield from _per_what(row, raw, view)
            yield from _form_unit(row, raw, view)
        elif value.kind == "count" and value.unit is None and value.number != 0 and (unit := _implied_unit(squeeze(row.name))):
            fix = standing(value, unit=unit)
            message = say(f"指标值“{raw}”请写上单位，即“{fix}”。", f"write the unit of “{raw}”: “{fix}”.")
            yield Hit("value", message, row=row, quote=raw, fix=fix, summarised=True, confidence=0.95)


def _in_name(row: Indicator, raw: str) -> Iterator[Hit]:
    unit = _unit_of_name(row.name)
    value = row.value
    if unit is None or value.number is None or value.text is not None:
        return
    short = _UNIT_IN_NAME.sub("", row.name).strip()
    if value.unit is None:
        fix = standing(value, unit=unit)
        message = say(
            f"单位“{unit}”写在名称里，请移到指标值，即“{short}”“{fix}”。", f"the unit “{unit}” belongs to the value: “{short}”, “{fix}”."
        )
        yield Hit("value", message, row=row, quote=raw, fix=fix, summarised=True, confidence=0.95)
    elif quantities.dimension(value.unit) == quantities.dimension(unit):
        message = say(f"指标值已有单位，名称里的“（{unit}）”请删去。", f"the value has its unit; drop “({unit})” from the name.")
        yield Hit("name", message, row=row, quote=row.name, fix=short, safe=True, summarised=True, confidence=0.97)


def _no_yuan(row: Indicator, raw: str) -> Iterator[Hit]:
    measure = named_measure(row.name)
    if measure is not None and measure.dimension != "money":
        return
    sign = row.value.operator
    fix = standing(row.value, unit=f"{row.value.unit}元") if sign else with_sign(row)
    message = say(f"指标值“{raw}”的单位不全，请写为“{fix}”。", f"the unit of “{raw}” is cut short; write “{fix}”.")
    yield Hit("value", message, row=row, quote=raw, fix=fix, safe=sign is not None and sign in raw, summarised=True, confidence=0.95)


def _per_what(row: Indicator, raw: str, view: TableView) -> Iterator[Hit]:
    value = row.value
    unit = value.unit or ""
    budget = view.project.budget
    if "/" in unit or not is_standard_cost(row) or (budget is not None and budget.yuan == value.yuan):
        return
    name = squeeze(row.name)
    met = any_of("values", "per_unit").search(name)
    if met is None and kind_of_cost(row) is not CostRow.TOTAL:
        met = any_of("values", "per_unit").match(squeeze(row.description or ""))
    if met is None or finder("cost", "total")(name):
        return
    fix = standing(value, unit=unit + str(table("values", "per_unit")[met[0]]))
    message = say(
        f"“{row.name}”按“{met[0]}”计，指标值“{raw}”没有写明，请改为“{fix}”。",
        f"“{row.name}” is a standard ({met[0]}) and “{raw}” does not say so; write “{fix}”.",
    )
    yield Hit("value", message, severity="warning", row=row, quote=raw, fix=fix, confidence=0.9)


def _form_unit(row: Indicator, raw: str, view: TableView) -> Iterator[Hit]:
    budget = view.project.budget
    if budget is None or budget.yuan is None or row.value.yuan is None or "/" in (row.value.unit or "") or not is_standard_cost(row):
        return
    if not re.fullmatch(r"[\d.,]+", squeeze(budget.raw)):
        return  # the form writes the unit with every amount
    unit = form_unit(budget)
    if unit == 1 and row.value.unit == "万元":
        other, amount = "元", row.value.yuan
    elif unit == 10000 and row.value.unit == "元" and row.value.yuan >= 10000:
        other, amount = "万元", row.value.yuan / Decimal(10000)
    else:
        return
    fix = f"{row.value.operator or '≤'}{plain(amount)}{other}"
    message = say(
        f"本表金额的单位是{other}，指标值写“{raw}”，建议统一为“{fix}”。",
        f"the form counts in {other} while the value is “{raw}”; “{fix}” reads alike.",
    )
    yield Hit("value", message, row=row, quote=raw, fix=fix, summarised=True, confidence=0.9)


@register
class ShareSign(RowRule):
    """查什么：份额写成≥100%或≤100%；不应发生的事写成≤0或≥0。
    为什么：份额最多100%，≥100%与=100%是一回事而读来像可以超过，≤100%则怎么做都算完成；次数不会小于0。
    反例：“工程验收合格率 ≥100%”“安全事故 ≤0起”。
    正例：“=100%”“=0起”。
    依据：全部做到的率和不应发生的事用等号，是取值的通行写法。
    陷阱：增长率、任务完成率、投入产出比可以超过100%；“三公”经费变动率≤0%、成本控制率≤100%是对的。
    准确率：五份真实文件中没有；另在22张其他地区的表上5条全对。

    What: a share of ≥100 % or ≤100 %, incidents of ≤0 or ≥0.
    Why: a share is never more than the whole, so ≥100 % means =100 %, and ≤100 % cannot fail; no count is below 0.
    Bad: "≥100%" on 合格率. Good: "=100%", "=0起".
    Source: the usual notation for what must be done in full or must not happen. Growth, completion against plan and returns may
    exceed 100 %; a change of ≤0 % is right. Precision: none on the five documents; 5 right of 5 on 22 tables of other places.
    """

    code, title, name, severity = "V12", "比例写法", "share-sign", "info"
    primary_over = ("V06", "V10")

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        value = row.value
        if value.number is None or value.text is not None or value.operator not in ("≥", "≤") or value.kind not in ("ratio", "count"):
            return
        raw, name = value.raw.strip(), squeeze(row.name)
        bad = measure_words("bad_if_high")(name) is not None or finder("values", "incident")(name) is not None
        if value.kind == "ratio" and quantities.in_base(value.number, value.unit)[0] == 100 and is_share(row):
            if bad or (value.operator == "≤" and (not finder("values", "good_if_high")(name) or finder("values", "not_good")(name))):
                return
            fix = standing(value, sign="=")
            message = say(f"“{row.name}”最多100%，“{raw}”请写为“{fix}”。", f"“{row.name}” is 100 % at most; write “{fix}” for “{raw}”.")
            yield Hit("value", message, row=row, quote=raw, fix=fix, safe=value.operator == "≥", summarised=True, confidence=0.95)
        elif value.number == 0 and ((value.operator == "≤" and value.kind == "count") or bad):
            fix = standing(value, sign="=")
            message = say(f"“{row.name}”不会小于0，“{raw}”请写为“{fix}”。", f"“{row.name}” is never below 0; write “{fix}” for “{raw}”.")
            yield Hit("value", message, row=row, quote=raw, fix=fix, safe=value.operator == "≤", summarised=True, confidence=0.95)
