"""What a number stands per (每人每月, 每亩, 每村每季度), whom it is for, and what is meant by it."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhibiao.language.phrases import Phrase, left_phrase, measure_before
from zhibiao.language.reading import Measured, Reading, verb_classes

_TIMES = ("学期", "季度", "采暖季", "采暖期", "工作日", "小时", "课时", "月", "年", "天", "日", "周", "晚")
_THINGS = (
    "期",
    "度",
    "平方米",
    "平方公里",
    "平方",
    "平米",
    "立方",
    "亩次",
    "座次",
    "处次",
    "人份",
    "剂次",
    "具",
    "册",
    "页",
    "卷",
    "幅",
    "樘",
    "扇",
    "幢",
    "架",
    "张",
    "把",
    "面",
    "根",
    "艘",
    "瓶",
    "桶",
    "箱",
    "袋",
    "尾",
    "口",
    "孔",
    "床",
    "枚",
    "台次",
    "车",
    "户次",
    "点",
    "站",
    "样",
    "架次",
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
    *"发盒枚艘张具把瓶袋箱桶根副顶幅口孔门扇尾粒",
)
_ALIASES = {"学生": "生", "季": "季度", "名": "人", "位": "人"}
_BASES = {base: base for base in (*_TIMES, *_THINGS)} | _ALIASES
_WORDS = "|".join(sorted(_BASES, key=lambda base: (-len(base), base)))
_ONE_BASE = rf"每(?:个(?=村(?!庄)|社区|工作日|月|季度|学期|乡镇|人|采暖季|小时|学生|班|点位|镇|县|校))?(?:{_WORDS})(?![庄]规)"
_EACH = re.compile(_ONE_BASE)


_THING = re.compile(r"[\u4e00-\u9fff]{1,5}")


class Per(NamedTuple):
    """每人每月: the bases in the order of the unit (人·月), and where the words stand."""

    bases: tuple[str, ...]
    start: int
    end: int
    noun: str | None = None  # 每个|站点|每年


def per_in(reading: Reading, start: int, end: int) -> Per | None:
    """The last run of 每… in the place, things before times."""
    found = [m for m in _EACH.finditer(reading.plain, start, end) if not reading.masked(m.start(), m.end())]
    if not found:
        return None
    first, noun = len(found) - 1, None
    while first and (between := _run_on(reading.plain, found[first - 1], found[first])) is not None:
        noun = between or noun
        first -= 1
    run = found[first:]
    bases = [_BASES[max((b for b in _BASES if m[0].endswith(b)), key=len)] for m in run]
    ordered = sorted(dict.fromkeys(bases), key=lambda base: base in _TIMES)
    return Per(tuple(ordered), run[0].start(), run[-1].end(), noun)


def _run_on(plain: str, one: re.Match[str], following: re.Match[str]) -> str | None:
    """What stands between two bases of one price (每人|每月 nothing, 每个|站点|每年 the thing); ``None`` where they are two."""
    between = plain[one.end() : following.start()]
    if not between:
        return ""
    thing = _THING.fullmatch(between) and not one[0].endswith(_TIMES) and following[0].endswith(_TIMES)
    return between if thing else None


def is_time(base: str) -> bool:
    """Whether a base is a time (月) and no thing (人)."""
    return base in _TIMES


def hands_on(reading: Reading, one: Measured, following: Measured | None, start: int) -> bool:
    """Whether the 为 before a number hands it on (为12个社区提供…) and does not say is (总数为12个)."""
    plain = reading.plain
    if plain[one.lead : one.start] != "为" or measure_before(reading, start, one.lead)[0]:
        return False
    limit = reading.clause_end(one.tail)
    limit = limit if following is None else min(limit, max(following.lead, one.tail))
    return any(verb.start > one.tail for verb in reading.verbs_between(one.tail, limit))


def deed_measured(
    reading: Reading, measure: str | None, left: Phrase, start: int, last: tuple[str | None, str | None] | None
) -> tuple[Phrase, str | None]:
    """修缮祠堂2座,|修缮面积380平方米: the deed and what it is done to; a deed without either keeps its name in the measure."""
    if measure is None or not measure.endswith("面积"):
        return left, measure
    deed = measure.removesuffix("面积")
    if not deed and left.verb and left.object is None and left.kinds & {"weak", "strong"} and not left.kinds & {"light"}:
        deed, left = left.verb, Phrase(None, None, None, left.start, left.end)
    if not deed or not verb_classes().get(deed, frozenset()) & {"weak", "strong"}:
        return left, measure
    own = left.object if left.start >= reading.clause_start(start) else None
    if last is not None and last[0] == deed and own is None and last[1]:
        return Phrase(deed, last[1], None, start, start, verb_classes()[deed]), "面积"
    clause = reading.clause_start(max(start - 2, 0))
    if last is None and own is None and start > 1 and reading.plain[start - 1] == "," and not reading.numbers_between(clause, start):
        before = left_phrase(reading, clause, start - 1)
        if before.object and before.verb and (before.verb == deed or "strong" not in before.kinds):
            return Phrase(deed, before.object, None, start, start, verb_classes()[deed]), "面积"
    return left, deed + "面积"


# What is carried away is counted by weight; where pieces are counted, what stands before it is meant (主次干道|生活垃圾收集).
_CARRIED = re.compile(
    r"(?:生活|餐厨|厨余|建筑|大件|有害|医疗|可回收)?(?:垃圾|污水|污泥|淤泥|粪污|粪便|废弃物|废旧物|秸秆|积雪|落叶)(?:分类)?$"
)
_CARRIES = frozenset(["收集", "转运", "清运", "运输", "处理", "处置", "回收"])
_PIECES = frozenset("条个座栋家所户村")


def carried(plain: str, unit: str, phrase: Phrase) -> Phrase:
    """Without the deed and its matter where a noun that ends in a deed is counted in pieces that the matter has not."""
    if unit not in _PIECES or phrase.verb not in _CARRIES or not phrase.object or plain.startswith(phrase.verb, phrase.start):
        return phrase
    matter = _CARRIED.search(phrase.object)
    if matter is None:
        return phrase
    return phrase._replace(verb=None, object=phrase.object[: matter.start()] or None, kinds=frozenset())
