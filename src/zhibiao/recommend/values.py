"""Values with a ground, or an open slot: a number is never invented."""

from __future__ import annotations

import re
from decimal import Decimal
from statistics import median

from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.corpus import CorpusRow
from zhibiao.language.normalise import squeeze
from zhibiao.language.numerals import plain
from zhibiao.messages import say
from zhibiao.recommend.suggestion import ValueEvidence

ENOUGH = 5  # rows of other projects below which a median says nothing

# What a name alone says of its value: kind of number, sign and unit, never the number. First match wins.
_SHAPES = (
    (re.compile(r"满意"), "≥", "%"),
    (re.compile(r"(?:事故|案件|事件|投诉|违法|违约|退兵|舆情)(?:发生)?(?:起数|次数|件数|数量?)$"), "≤", "起"),
    (re.compile(r"(?:损失|损耗|差错|受害|投诉|成灾|发案|返贫|流失|死亡)率$"), "≤", "%"),
    (re.compile(r"(?:问题|违规|违纪|不合格)(?!.*(?:整改|解决|办结|处置|查处|化解|处理|纠正))[^率]{0,6}(?:率|比例|占比)$"), "≤", "%"),
    (re.compile(r"(?:率|比例|占比|比重|覆盖面)(?:达标)?(?:\(%\))?$"), "≥", "%"),
    (re.compile(r"(?:足额|及时|准时|按时|按期|如期)(?:发放|拨付|缴纳|完成|兑付|办结|到位)?$"), "=", "%"),
    (re.compile(r"(?:使用|设计|服务|质保|管护)(?:年限|期)|年限$"), "≥", "年"),
    (re.compile(r"(?:响应|办理|处置|办结|受理|到场)(?:时间|时限)$"), "≤", "小时"),
    (re.compile(r"(?:用时|耗时|时长)$"), "≤", "个工作日"),
    (re.compile(r"工期|周期$"), "≤", "天"),
    (re.compile(r"(?:土地|耕地|农田|林地|征地|青苗|退耕).*(?:补助|补贴|补偿|流转).*标准$"), "=", "元/亩"),
    (re.compile(r"(?:补助|补贴|工资|报酬|补偿|供养|救助|保障|奖励|发放)(?:金|费)?(?:标准|水平)$"), "=", "元/人"),
    (re.compile(r"(?:单价|单位成本|单位造价|平均成本|人均成本)$"), "≤", "元"),
    (re.compile(r"成本|造价|预算|投资|费用|金额|支出|控制数|经费|资金"), "≤", "万元"),
    (re.compile(r"人次$|人次数$"), "≥", "人次"),
    (re.compile(r"人数|人员数量?$|人口数?$|队员数$"), "≥", "人"),
    (re.compile(r"户数$|农户数$|家庭数$"), "≥", "户"),
    (re.compile(r"里程|长度$"), "≥", "公里"),
    (re.compile(r"面积$|亩数$"), "≥", "平方米"),
    (re.compile(r"场次|场数$"), "≥", "场次"),
    (re.compile(r"期数$|班次$"), "≥", "期"),
    (re.compile(r"(?:次数|频次|频率)$"), "≥", "次"),
    (re.compile(r"(?:份数|册数)$"), "≥", "份"),
    (re.compile(r"件数$"), "≥", "件"),
    (re.compile(r"(?:产量|产能|处理量|清运量|吨数|储备量)$"), "≥", "吨"),
    (re.compile(r"(?:收入|产值|收益|增收|销售额)"), "≥", "万元"),
    (re.compile(r"(?:数量|个数|数|规模)$"), "≥", "个"),
)  # fmt: skip


def shape_of(name: str, level2: str | None) -> TargetValue | None:
    """An open slot with the sign and unit a name plainly asks for; by its level where the name does not say."""
    plain_name = squeeze(name)
    for pattern, sign, unit in _SHAPES:
        if pattern.search(plain_name):
            return TargetValue.parse(f"{sign}__{unit}")
    by_level = {
        "数量指标": "≥__个",
        "质量指标": "≥__%",
        "服务对象满意度指标": "≥__%",
        "成本指标": "≤__万元",
        "经济成本指标": "≤__万元",
        "时效指标": "__月底前",
    }
    return TargetValue.parse(by_level[level2]) if level2 in by_level else None


def from_rows(rows: list[CorpusRow]) -> tuple[TargetValue, ValueEvidence] | None:
    """The median of what other projects set for the same indicator, in their commonest unit, with n and range.

    Only from :data:`ENOUGH` rows on; fewer decide nothing.
    """
    numbers = [row.indicator.value for row in rows if row.indicator.value.number is not None and row.indicator.value.text is None]
    if not numbers:
        return None
    units = sorted({v.unit or "" for v in numbers}, key=lambda u: (-sum((v.unit or "") == u for v in numbers), u))
    same = [v for v in numbers if (v.unit or "") == units[0]]
    if len(same) < ENOUGH:
        return None
    amounts = [Decimal(v.number or 0) for v in same]
    middle = Decimal(median(amounts))
    signs = sorted({v.operator or "" for v in same if v.operator}, key=lambda s: (-sum(v.operator == s for v in same), s))
    if middle == 100 and units[0] == "%":
        signs = ["="]  # what ought to be reached in full is written =100%
    value = TargetValue.parse(f"{signs[0] if signs else '≥'}{plain(middle)}{units[0]}")
    n, low, high = len(same), min(amounts), max(amounts)
    why = say(
        f"同类项目{n}例，中位数{plain(middle)}{units[0]}，区间{plain(low)}至{plain(high)}",
        f"{n} rows of similar projects: median {plain(middle)}{units[0]}, range {plain(low)} to {plain(high)}",
    )
    return value, ValueEvidence(from_="corpus", n=n, median=middle, range=(low, high), why=why)


_GRADED = "达成(达成/部分达成/未达成)"


def graded(name: str) -> tuple[TargetValue, ValueEvidence]:
    """A qualitative effect gets grades that can be judged, not a slogan."""
    return TargetValue.parse(_GRADED), ValueEvidence(why=say(f"“{name}”不能计数，分档评价", f"“{name}” cannot be counted; it is graded"))
