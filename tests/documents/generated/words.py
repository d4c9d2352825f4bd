"""Words and values that the generated tables are made of."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from typing import Any

THINGS = (
    "沟渠",
    "路灯",
    "公厕",
    "苗圃",
    "泵站",
    "广场",
    "围墙",
    "农机",
    "书屋",
    "桥涵",
    "水窖",
    "蓄水池",
    "候车亭",
    "垃圾箱",
    "健身器材",
    "宣传栏",
    "监测点",
    "防火带",
    "护林站",
    "果园",
    "大棚",
    "鱼塘",
    "粮仓",
    "档案柜",
    "会议室",
    "文化站",
    "卫生室",
    "停车场",
    "绿化带",
    "信号灯",
)
DEEDS = ("清理", "维护", "改造", "新建", "购置", "巡查", "修缮", "更新", "检测", "加固", "管护", "调查")
TOWNS = ("青禾镇", "柳溪镇", "石桥乡", "云台街道", "白塔镇", "梨园乡", "大槐镇", "河湾乡")
PEOPLE = ("村民", "职工", "学生", "游客", "商户", "居民", "学员", "司机")

HOMES = {
    "数量指标": "产出指标",
    "质量指标": "产出指标",
    "时效指标": "产出指标",
    "成本指标": "产出指标",
    "经济成本指标": "成本指标",
    "经济效益指标": "效益指标",
    "社会效益指标": "效益指标",
    "生态效益指标": "效益指标",
    "可持续影响指标": "效益指标",
    "服务对象满意度指标": "满意度指标",
}
NATIONAL = (
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
)
INTEGRATED = ("经济成本指标", "数量指标", "质量指标", "时效指标", "社会效益指标", "可持续影响指标", "服务对象满意度指标")
_UNITS = ("公里", "个", "人", "次", "台", "座", "平方米", "万立方米", "户", "人次", "亩", "株", "万条", "场次")
_WORDS = (
    "有效提升",
    "明显改善",
    "显著提升",
    "稳步提高",
    "长期",
    "持续",
    "程度较高",
    "效果明显",
    "优良中低差",
    "好坏",
    "良好",
    "及时",
    "合规",
    "是",
)
_SIGNS = {
    "≥": ("≥", ">=", "≧", "＞＝", "大于等于", "不低于", "不少于"),
    "≤": ("≤", "<=", "≦", "小于等于", "不超过", "不高于"),
    "=": ("=", "＝", "═", "等于"),
    ">": (">", "大于"),
    "<": ("<", "小于"),
}


@dataclass
class Value:
    """A value as three cells and as one, with what must be read."""

    sign: str
    number: str
    unit: str
    single: str
    expected: dict[str, Any]
    split: dict[str, Any]  # what the three cells must give, where that differs (a suffix such as 以上 has no cell)


def quantity(rng: random.Random, sign: str, number: str, unit: str) -> Value:
    expected = {"operator": sign or None, "number": float(number.replace(",", "")), "unit": unit or None, "text": None}
    printed = rng.choice(_SIGNS[sign]) if sign and rng.random() < 0.4 else sign
    single = f"{printed}{number}{unit}"
    if sign == "≥" and unit and rng.random() < 0.15:
        single = f"{number}{unit}{rng.choice(('以上', '及以上'))}"
    if rng.random() < 0.1:
        single = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in single)
    return Value(printed, number, unit, single, expected, expected)


def words(text: str) -> Value:
    expected = {"operator": None, "number": None, "unit": None, "text": text}
    return Value("定性", text, rng_unit(text), text, expected, expected)


def rng_unit(text: str) -> str:
    return "无" if len(text) % 2 else ""


def deadline(rng: random.Random) -> Value:
    year, month = 2031, rng.randint(1, 12)
    day = datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)
    text, date = rng.choice(
        [
            (f"{year}年{month}月底前", day.isoformat()),
            (f"{year}年{month}月{day.day}日前", day.isoformat()),
            (f"{month}月底前", None),
            (f"每年{month}月底前", None),
            (f"{year}年年底前", f"{year}-12-31"),
            (f"{year}.1.1-{year}.12.31", f"{year}-12-31"),
            ("全年", None),
        ]
    )
    expected = {"operator": None, "number": None, "unit": None, "text": text, "date": date}
    return Value("", text, "", text, expected, expected)


def value(rng: random.Random, level2: str) -> Value:
    match level2:
        case "数量指标":
            number = rng.choice(
                [
                    str(rng.randint(1, 9000)),
                    f"{rng.randint(1, 900)}.{rng.randint(1, 9)}",
                    "0",
                    f"{rng.randint(1, 9)},{rng.randint(100, 999)}",
                ]
            )
            return quantity(rng, rng.choice(("≥", "=", "", "≥", "≤")), number, rng.choice(_UNITS))
        case "质量指标":
            return (
                words(rng.choice(_WORDS))
                if rng.random() < 0.2
                else quantity(rng, rng.choice(("≥", "=", "")), str(rng.choice((85, 90, 95, 98, 99.5, 100))), "%")
            )
        case "时效指标":
            roll = rng.random()
            if roll < 0.5:
                return deadline(rng)
            return (
                quantity(rng, "≤", str(rng.randint(2, 30)), rng.choice(("工作日", "小时", "天")))
                if roll < 0.7
                else quantity(rng, "=", "100", "%")
            )
        case "成本指标" | "经济成本指标":
            return quantity(
                rng,
                rng.choice(("≤", "=", "")),
                f"{rng.randint(1, 900)}.{rng.randint(1, 9)}",
                rng.choice(("万元", "元/人·月", "元/亩", "万元/公里", "元/台")),
            )
        case "可持续影响指标":
            return words(rng.choice(_WORDS)) if rng.random() < 0.5 else quantity(rng, "≥", str(rng.randint(3, 20)), "年")
        case "服务对象满意度指标":
            return quantity(rng, rng.choice(("≥", "")), str(rng.randint(80, 99)), "%")
    return words(rng.choice(_WORDS)) if rng.random() < 0.5 else quantity(rng, rng.choice(("≥", "")), str(rng.randint(1, 99)), "%")


_MEASURES = {
    "数量指标": ("数量", "长度", "面积", "个数"),
    "质量指标": ("合格率", "达标率", "完好率"),
    "时效指标": ("完成时间", "及时性", "响应时间"),
    "成本指标": ("成本", "费用", "单价"),
    "经济成本指标": ("成本", "费用", "单价"),
    "经济效益指标": ("增收幅度", "节约程度"),
    "社会效益指标": ("覆盖率", "改善程度", "知晓率"),
    "生态效益指标": ("绿化提升程度", "水质改善程度"),
    "可持续影响指标": ("使用年限", "机制健全性"),
    "服务对象满意度指标": ("满意度",),
}


def name(rng: random.Random, level2: str) -> str:
    measure = rng.choice(_MEASURES[level2])
    if level2 == "服务对象满意度指标":
        return f"{rng.choice(TOWNS)}{rng.choice(PEOPLE)}{rng.choice(('', '服务对象'))}{measure}"
    return f"{rng.choice(THINGS)}{rng.choice(DEEDS)}{measure}"


def project_name(rng: random.Random) -> str:
    return f"{rng.choice(('2031年', '', ''))}{rng.choice(THINGS)}{rng.choice(DEEDS)}{rng.choice(('经费', '项目', '补助资金', '工程'))}"


def sentence(rng: random.Random) -> str:
    return f"用于{rng.choice(TOWNS)}{rng.choice(DEEDS)}{rng.choice(THINGS)}{rng.randint(2, 90)}处，改善{rng.choice(PEOPLE)}生产生活条件"
