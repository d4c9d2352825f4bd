"""V 指标值与单位: values in words: yes or no, effects without grades, too many of both in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhibiao.audit.amounts import shown
from zhibiao.audit.findings import Severity
from zhibiao.audit.proposed import GRADED, is_output, is_strict_rate, stated, unfilled
from zhibiao.audit.rule import Hit, RowRule, TableRule, TableView, register
from zhibiao.audit.rules.structure import is_internal
from zhibiao.audit.words import finder, key, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.language.measures import measure_words, named_measure
from zhibiao.messages import say

_MANY_ROWS = 4  # rows from which more than half of them are too many
_LARGE = 1_000_000  # 元 from which some benefit must have a number
_SLOGAN = 7  # characters from which a sentence in the value cell is a slogan and no grade
_DIGIT = re.compile(r"\d")
_FINISHED = re.compile(r"完成|完工|竣工|工期")
_FREQUENCY = re.compile(r"^(?:按|每|逐)[年月季周旬日天]度?[\u4e00-\u9fff]{0,4}$|^长期$|^持续$")


def is_yes_no(row: Indicator) -> bool:
    """是, 否, 有, 完成, 开展; 无 where the row's name asks for something."""
    value = row.value
    text = squeeze(value.raw)
    if value.kind == "boolean":
        return True
    if value.kind == "empty":
        return text == "无" and key(row.name) not in ("", "无", "不适用")
    return value.kind == "text" and finder("values", "done")(text) is not None


def in_words(row: Indicator) -> bool:
    """Whether the value is neither number nor date nor a grade with its scale."""
    value = row.value
    if unfilled(value):
        return False
    if value.kind == "text":
        return _DIGIT.search(squeeze(value.raw)) is None
    return is_yes_no(row) or (value.kind == "grade" and finder("values", "weak_grade")(squeeze(value.raw)) is not None)


@register
class YesNoValue(RowRule):
    """查什么：指标值只写“是”“否”“有”“无”“完成”“开展”。
    为什么：做了就是完成，分不出好坏，年底人人满分；目标应当可衡量，定性的也要分档。
    反例：“按时发放工资 是”；“维护社会稳定 是”；“保障党员活动顺利开展 开展”。
    正例：“每月15日前”“=100%”“=0起”；效益写“达成（达成/部分达成/未达成）”。
    依据：财预〔2015〕88号，指标应可衡量；各地办法：定性指标分级分档。名称是比率、人数、个数的为error，其他产出、成本为warning，效益为info。
    陷阱：取得证书、通过评审一类一次性的节点可以写完成的时间；“优良中低差”一类选项是表式允许的取值，不算。
    准确率：五份真实文件中error 2条、warning 26条、info 30条，看过58条全对。

    What: a value of yes, no, none, done.
    Why: whatever is done earns full marks; a target must be measured, a qualitative one graded.
    Bad: "按时发放工资 是". Good: "每月15日前", "=100%", "=0起"; for benefits "达成(达成/部分达成/未达成)".
    Source: 财预〔2015〕88号; county rules ask grades of qualitative targets. Error where a rate or count is named, warning under
    output and cost, info under benefits. Milestones can be dated. Grade menus of a form (优良中低差) are no finding. Precision: 58
    right of 58 read.
    """

    code, title, name, severity = "V01", "是否型指标值", "yes-no-value", "warning"
    primary_over = ("V09", "W04")

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        if not is_yes_no(row) or not key(row.name):
            return
        raw = row.value.raw.strip()
        severity, fix = _gravity(row), _instead(row)
        if fix:
            message = say(
                f"“{row.name}”的指标值“{raw}”只说做没做，分不出程度，请改为可衡量的值，如“{fix}”。",
                f"the value “{raw}” of “{row.name}” only says done or not; give one that can be measured, such as “{fix}”.",
            )
        else:
            message = say(
                f"“{row.name}”的指标值“{raw}”只说做没做，请写明量什么，用符号、数和单位表示（如“≥__次”“=100%”“__月底前”）。",
                f"the value “{raw}” of “{row.name}” only says done or not; say what is measured, with sign, number and unit.",
            )
        yield Hit("value", message, severity=severity, row=row, quote=raw, fix=fix, confidence=0.95)


def _gravity(row: Indicator) -> Severity:
    measure = named_measure(row.name)
    if is_strict_rate(squeeze(row.name)) or (measure is not None and measure.dimension in ("people", "household", "count")):
        return "error"
    return "warning" if is_output(row) else "info"


def _instead(row: Indicator) -> str | None:
    if (said := stated(row)) is not None:
        return said
    text = squeeze(f"{row.name} {row.description or ''}")
    if row.level2 == "时效指标" and named_measure(row.name) is None:
        return "__月底前" if _FINISHED.search(text) else "=100%"
    if row.level2 == "质量指标" and measure_words("rate_like")(text):
        return "=100%"
    return None if is_output(row) else GRADED


@register
class UngradedWords(RowRule):
    """查什么：指标值是“得到保障”“有所提升”“逐步提高”“达标”“正常运转”一类的话，没有分档；产出、成本用文字代替数；指标值写成一句口号。
    为什么：没有分档，年底怎么评都对。
    反例：“村民幸福感 得到增强”；“保证民营企业正常发展”；工资标准“按照上级文件安排定级发放”。
    正例：“达成（达成/部分达成/未达成）”；“群众安全感 ≥90%”；“=2600元/人·月”。
    依据：各地办法：定性指标应分级分档；财预〔2021〕101号，指标细化量化。效益为info，每表汇总；产出、成本和口号为warning。
    陷阱：已写明分档的、表式给出的选项（优良中低差）和明确的等级（优良、合格）不算；质量行“符合国家标准”一类可以对照的、“按月”一类频次只提示；
    “全覆盖”“应保尽保”“零事故”可直接改成数。
    准确率：五份真实文件中warning 9条、info 37条，看过46条全对。

    What: values such as 得到保障, 有所提升, 达标 without grades; words in place of a number under output and cost; slogans.
    Why: without grades any judgement is right at the end of the year.
    Bad: "村民幸福感 得到增强". Good: "达成(达成/部分达成/未达成)", "≥90%".
    Source: county rules: qualitative targets are graded; 财预〔2021〕101号. Info under benefits, summed up per table; warning
    under output and cost and for slogans. Graded values, menus and plain grades (优良, 合格) are no finding; conformity to a
    standard and frequencies are notes. Precision: 46 right of 46 read.
    """

    code, title, name, severity = "V09", "定性值不可衡量", "ungraded-words", "info"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        if not in_words(row) or is_yes_no(row) or not key(row.value.raw):
            return
        raw, text = row.value.raw.strip(), squeeze(row.value.raw)
        fix = _number_for(row, text)
        if fix is None and not is_output(row):
            fix = GRADED
        such = say(f"，如“{fix}”", f", such as “{fix}”") if fix else ""
        severity: Severity
        if _is_slogan(text):
            severity = "warning"
            message = say(
                f"指标值“{raw[:40]}”是一句口号，不是目标，请改为数或分档{such}。",
                f"“{raw[:40]}” is a slogan and no target; give a number or grades{such}.",
            )
        elif is_output(row):
            slight = (row.level2 == "质量指标" and finder("values", "conform")(text)) or _FREQUENCY.match(text) or row.value.kind == "grade"
            severity = "info" if slight or fix else "warning"
            message = say(
                f"“{row.name}”的指标值“{raw[:40]}”没有数，请用符号、数和单位写明{such}。",
                f"the value “{raw[:40]}” of “{row.name}” has no number; give sign, number and unit{such}.",
            )
        else:
            severity = "info"
            message = say(
                f"“{row.name}”的指标值“{raw[:40]}”没有分档，难以评价，请写明档次，如“{fix}”，或换成可量的比率。",
                f"“{raw[:40]}” has no grades; name them, such as “{fix}”, or give a rate.",
            )
        yield Hit("value", message, severity=severity, row=row, quote=raw, fix=fix, summarised=severity == "info", confidence=0.9)


def _is_slogan(text: str) -> bool:
    return len(key(text)) >= _SLOGAN and finder("values", "slogan_start")(text) is not None


def _number_for(row: Indicator, text: str) -> str | None:
    """What stands for all or nothing in words is a number."""
    if finder("values", "whole")(text):
        return "=100%"
    return "=0起" if finder("values", "none")(text) and finder("values", "incident")(squeeze(f"{row.name}{text}")) else None


@register
class TooManyWords(TableRule):
    """查什么：一张表一半以上的行没有数（四行以上的表）；预算100万元以上而效益行全部没有数。
    为什么：指标以定量为主，定性为辅；花钱多的项目至少有一项效果能量出来。
    反例：社区经费200万元，效益只有一行“提升社区整体效果 是”。
    正例：“受益居民 ≥3200人”“设施完好率 ≥95%”。
    依据：财预〔2021〕101号，指标应量化易评。
    陷阱：已分档的定性值（达成/部分达成/未达成）不计入；人员工资、机关运转的效益本来难量，只看是否过半；规划、政策类项目定性多是常情，过半只作提示。
    准确率：五份真实文件中warning 10条全对；过半一条没有遇到。

    What: more than half the rows of a table (four or more) without a number; budgets of a million yuan and more whose benefit rows
    all lack one.
    Why: targets are quantified first of all; large money shows at least one effect that can be measured.
    Bad: 2 million yuan with one benefit row, "提升社区整体效果 是". Good: "受益居民 ≥3200人".
    Source: 财预〔2021〕101号. Graded values do not count; planning and policy projects have many: more than half is a note only.
    Precision: 10 warnings right of 10 read.
    """

    code, title, name, severity = "V13", "定性过多", "too-many-words", "info"

    def check(self, view: TableView) -> Iterator[Hit]:
        rows = [row for row in view.rows if key(row.value.raw)]
        words = [row for row in rows if in_words(row)]
        benefit = [row for row in rows if row.level1 == "效益指标"]
        budget = view.project.budget.yuan if view.project.budget else None
        quotes = tuple(f"{row.name} {row.value.raw.strip()}"[:40] for row in words[:4])
        if benefit and budget is not None and budget >= _LARGE and not is_internal(view) and all(in_words(row) for row in benefit):
            message = say(
                f"预算{shown(budget)}的项目，{len(benefit)}行效益指标都没有数，请至少设一项能量出来的效益（受益人数、达标率等）。",
                f"a project of {shown(budget)} has {len(benefit)} benefit rows without a number; measure one effect at least.",
            )
            listed = tuple(f"{row.name} {row.value.raw.strip()}"[:40] for row in benefit[:4])
            yield Hit("table", message, severity="warning", evidence=listed, identity="benefit", confidence=0.9)
        if len(rows) >= _MANY_ROWS and len(words) * 2 > len(rows):
            message = say(
                f"{len(rows)}行指标中{len(words)}行没有数，定性过多，请改为以定量为主。",
                f"{len(words)} of {len(rows)} rows have no number; quantify most of them.",
            )
            yield Hit("table", message, evidence=quotes, identity="half", confidence=0.95)
