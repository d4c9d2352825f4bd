"""The people a number counts or a clause names: groups, lists of groups, whom something is handed to."""

from __future__ import annotations

import re

from zhibiao.language.phrases import Phrase, right_phrase, strip_lead, strip_tail
from zhibiao.language.reading import Measured, Reading
from zhibiao.language.words import PEOPLE_END, noun_of_list

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


# Where a group that stands behind its number may end: at what is done for it, or at what it is paid.
_GROUP_ENDS = re.compile(
    r"免费|集中|统一|定期|逐户|上门|实施|进行|开展|举办|组织|发放|提供|安装|购买|缴纳|代缴|办理|配备|给予|支付|补助|补贴|救助|参加|落实|每|按|的|工资|薪酬|报酬|津贴"
    r"|社会保险|社保|保险|劳务|生活费|经费|养老(?!院|机构|服务)|待遇|绩效|奖金|慰问|体检|培训|服务|和(?=社)|及(?=社|其)|[,。;:()\n\d]|$"
)
_HOW = re.compile(r"(?:免费|集中|统一|定期|逐户|上门)+")
_DEED = re.compile(
    r"(?:免费|集中|统一|定期|逐户|上门|全部|均)*(?:组织开展|开展|实施|进行|提供|给予|购买)(?P<deed>[^,。;:()\n\d]{2,24}?)(?:等(?:服务|工作|活动)?)?(?=[,。;:()\n\d]|$)"
)
_SERVED = re.compile(
    r"(?:免费|集中|统一|定期|逐户|上门|全部|均)*(?:组织开展|开展|实施|进行|提供|办理|建立|安排|服务)(?=[\u4e00-\u9fff,。;]|$)"
)
_REACH = 44  # characters behind a number in which its group is looked for
_HAND = frozenset("为给对向")


def people_behind(reading: Reading, one: Measured, limit: int, left: Phrase) -> Phrase | None:
    """150户|分散供养特困、低保失能老年人家庭|实施…: the group behind its number, where it is more than the next noun."""
    if one.dimension not in ("people", "household"):
        return None
    plain, stop = reading.plain, min(limit, reading.clause_end(one.tail), one.tail + _REACH)
    plainly = right_phrase(reading, one.tail, limit)
    for edge in _GROUP_ENDS.finditer(plain, one.tail, stop):
        group = plain[one.tail : edge.start()]
        if len(group) < 2 or not PEOPLE_END.search(group):
            continue
        if "、" not in group and plainly.object and PEOPLE_END.search(plainly.object):
            return None
        then = edge.end() if (how := _HOW.match(plain, edge.start())) is None else how.end()
        behind = right_phrase(reading, then if how else edge.start(), limit)
        return Phrase(behind.verb, group, None, one.tail, edge.start(), behind.kinds)
    return None


def people_listed(reading: Reading, one: Measured, start: int, end: int) -> Phrase | None:
    """为听力、言语、肢体残疾儿童|86名: a list of people before their number is one group."""
    if one.dimension not in ("people", "household"):
        return None
    plain = reading.plain
    begin, stop = strip_lead(reading, start, end), strip_tail(reading, start, end)
    handed = begin > start and plain[begin - 1] in _HAND
    if plain.startswith("给", begin) and not plain.startswith("给予", begin):
        begin, handed = begin + 1, True
    text = plain[begin:stop]
    if not 2 <= len(text) <= _REACH or re.search(r"[,;:()的\n\d]", text) or not PEOPLE_END.search(text):
        return None
    if any(verb.start == begin for verb in reading.verbs_between(begin, stop)) or re.search(r"实施|进行|开展|提供|发放", text):
        return None
    parts = text.split("、")
    if not handed and not (len(parts) > 1 and all(PEOPLE_END.search(part) for part in parts)):
        return None
    return Phrase(None, noun_of_list(text), None, begin, end)


def served(reading: Reading, position: int) -> bool:
    """Whether something is done for the people who stand before, whatever it is."""
    return _SERVED.match(reading.plain, position) is not None


def deed_for(reading: Reading, position: int) -> str | None:
    """What is done for the people who stand before: 免费开展|宫颈癌和乳腺癌检查."""
    match = _DEED.match(reading.plain, position)
    return match["deed"] if match else None
