"""What a number stands per: 每人每月, 每亩, 每村每季度."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhibiao.language.reading import Reading

_TIMES = ("学期", "季度", "采暖季", "采暖期", "工作日", "小时", "课时", "月", "年", "天", "日", "周", "晚")
_THINGS = (
    "期",
    "度",
    "平方米",
    "立方米",
    "公里",
    "人次",
    "社区",
    "床位",
    "公顷",
    "班次",
    "批次",
    "点位",
    "生",
    "人",
    "户",
    "家",
    "村",
    "亩",
    "米",
    "吨",
    "台",
    "套",
    "辆",
    "座",
    "处",
    "盏",
    "株",
    "棵",
    "头",
    "只",
    "羽",
    "次",
    "场",
    "件",
    "份",
    "校",
    "班",
    "间",
    "条",
    "栋",
    "所",
    "支",
    "队",
    "组",
    "眼",
    "例",
    "宗",
    "项",
    "篇",
    "本",
    "方",
    "批",
    "乡镇",
    "镇",
    "县",
    "轮",
    "块",
    "趟",
    "公斤",
    "斤",
    "节",
    "部",
    "个",
)
_ALIASES = {"学生": "生", "季": "季度", "名": "人", "位": "人"}
_BASES = {base: base for base in (*_TIMES, *_THINGS)} | _ALIASES
_WORDS = "|".join(sorted(_BASES, key=lambda base: (-len(base), base)))
_ONE_BASE = rf"每(?:个(?=村(?!庄)|社区|工作日|月|季度|学期|乡镇|人|采暖季|小时|学生|班|点位|镇|县|校))?(?:{_WORDS})(?![庄]规)"
_EACH = re.compile(_ONE_BASE)


class Per(NamedTuple):
    """每人每月: the bases in the order of the unit (人·月), and where the words stand."""

    bases: tuple[str, ...]
    start: int
    end: int


def per_in(reading: Reading, start: int, end: int) -> Per | None:
    """The last run of 每… in the place, things before times."""
    found = [m for m in _EACH.finditer(reading.plain, start, end) if not reading.masked(m.start(), m.end())]
    if not found:
        return None
    first = len(found) - 1
    while first and found[first - 1].end() == found[first].start():
        first -= 1
    run = found[first:]
    bases = [_BASES[max((b for b in _BASES if m[0].endswith(b)), key=len)] for m in run]
    ordered = sorted(dict.fromkeys(bases), key=lambda base: base in _TIMES)
    return Per(tuple(ordered), run[0].start(), run[-1].end())


def is_time(base: str) -> bool:
    """Whether a base is a time (月) and no thing (人)."""
    return base in _TIMES
