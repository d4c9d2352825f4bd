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


GROUP = (
    r"(?:离任|在职|在岗|退休|困难|低保|特困|脱贫|监测|留守|贫困|受灾|城乡|城镇|农村|辖区|社区|全县|全市|全区|全镇|各村|村|广大|周边|村级|优抚|失能|孤寡|高龄|失独)*"
    r"(?:群众|居民|村民|农民|农户|市民|老年人|老人|残疾人|退役军人|儿童|学生|师生|妇女|党员|村干部|两委干部|村组干部|社区干部|社区工作者|网格员|护林员|保洁员|护路员|巡河员|辅警|教师|医生|职工|人员|移民|拆迁户|低保户|五保户|脱贫户|"
    r"监测户|优抚对象|特困人员|企业|商户|游客|患者|产妇|考生|驻村干部|工作队员|村官|村会计|消防员|退休人员)"
)
GROUP_START = re.compile(rf"{GROUP}|[^,。;:()、\d]{{0,6}}(?:老人|人员|学生|员工|患者|职工|代表|队员|对象|主任|书记|干部|委员|[教医]师)")
_GROUP_NAMED = (
    re.compile(rf"(?:为|给|向|对)(?P<who>[^,。;:()、\n]{{0,24}}?(?:{GROUP}|子女|书记|[户者]))(?P<verb>发放|支付|给予|缴纳|提供|购买|办理)"),
    re.compile(rf"(?P<verb>补助|补贴|资助|救助|慰问|奖励|惠及|受益|帮扶|服务)(?P<who>[^,。;:()、\n]{{0,20}}?{GROUP})$"),
)
_PAID = frozenset(["发放", "支付", "给予", "缴纳", "补助", "补贴", "资助", "救助", "慰问", "奖励"])
_SHARED = re.compile(
    r"(?:[、和及与][^,。;:()、和及与的\d\n]{1,10})*?[、和及与][^,。;:()、和及与的\d\n]{0,10}?"
    r"(?:用户|农户|住户|[保贫困租]户|居民|村民|人员|群众|对象|家庭|学生|教师|老人|患者)(?=[的,。;:()\n]|$)"
)
_OWN_PEOPLE = re.compile(r"[户民员众象庭生师人者]$")


def group_before(reading: Reading, start: int) -> tuple[str, str, bool] | None:
    """为老年人发放津贴,|约300人: the verb, the group that the clause before names, and whether it is paid."""
    if start < 2 or reading.plain[start - 1] != ",":
        return None
    clause = reading.plain[reading.clause_start(start - 2) : start - 1]
    named = next((match for pattern in _GROUP_NAMED if (match := pattern.search(clause))), None)
    return (named["verb"], named["who"], named["verb"] in _PAID) if named else None


def shared_end(reading: Reading, noun: str, end: int) -> int:
    """Where a list ends whose last word names the people of all its parts (气代煤、电代煤用户); ``end`` where there is none."""
    match = None if _OWN_PEOPLE.search(noun) else _SHARED.match(reading.plain, end)
    return match.end() if match else end


_HANDS = re.compile(r"(?:主要)?(?:用于)?(为|给|对|向|在)")
_HANDS_LATE = re.compile(r"(对|为|给|向|使|让|于|在|针对|面向)$")


def handed_by(reading: Reading, start: int, end: int) -> str:
    """The preposition that hands the number on (为|112名…, 对全镇|3座…), ``""`` where there is none."""
    match = _HANDS.match(reading.plain, start, end) or _HANDS_LATE.search(reading.plain, max(start, end - 2), end)
    return match[1] if match else ""


def given(reading: Reading, position: int) -> str | None:
    """The payment that ends the clause behind a group (提供营养膳食|补助)."""
    end = reading.clause_end(position)
    return next((verb.text for verb in reading.verbs_between(max(position, end - 4), end) if verb.end == end and "pay" in verb.kinds), None)


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
