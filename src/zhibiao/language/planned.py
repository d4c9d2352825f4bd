"""Numbers that stand alone for what the clause before them names: 上门巡诊，预计1500人次; 安装直饮水设备，共81台."""

from __future__ import annotations

import re

from zhibiao.language.phrases import Phrase, left_phrase, strip_lead, strip_tail
from zhibiao.language.reading import Measured, Reading

_PLANNED = re.compile(r"(?:预计|计划|预期|拟)$")
_LONE = re.compile(
    r"[、,]?(?:预计|计划|预期|拟|全年|年度?|每年|总数|数量|规模|共计|总共|一共|共|合计|总计|约为?|近|达到?|为|不少于|不低于|不超过|至少|[≥≤=])+"
)
_NOT_MEASURED = re.compile(r"、|^(?:发放|支付|补助|补贴|落实|对|为)")
_MONEY = re.compile(r"(?:费用?|资金|经费|补助|补贴|工资|免除|减免)$")
_TELLING = frozenset("具头只羽株棵尾匹")  # units that say what they count
_EVENT_FOR = re.compile(r"(?:为|对|给|向|针对|面向|组织)[^,。;:\d\n]{2,40}?(?=(?:组织开展|开展|举办|组织|举行)[\u4e00-\u9fff])")


def joined(reading: Reading, one: Measured, floor: int) -> bool:
    """Whether nothing but 共, 全年 and the like stands between the number before and this one."""
    return _LONE.fullmatch(reading.plain, floor, one.start) is not None


def expected(reading: Reading, start: int, one: Measured, floor: int) -> Phrase | None:
    """预计320人次: a planned number stands alone, for what the clause before it names; ``floor`` is where the number before ends."""
    planned = _PLANNED.search(reading.plain, max(start, one.lead - 6), one.lead) is not None
    if floor and joined(reading, one, floor):
        return None  # 送戏1场，共132场: the number before says of what
    clause = max(reading.clause_start(one.lead), floor)
    if not planned and not _LONE.fullmatch(reading.plain, clause, one.start):
        return None
    people = one.dimension in ("people", "household")
    telling = people or one.dimension in ("occurrence", "area") or one.unit.lstrip("百千万亿") in _TELLING
    found = clause_before(reading, reading.clause_start(one.lead), floor, any_verb=not people)
    if found is not None and not (found.object and _MONEY.search(found.object)):
        return found
    return Phrase("", None, None, one.lead, one.lead) if telling else None


def clause_before(reading: Reading, start: int, floor: int = 0, any_verb: bool = False) -> Phrase | None:
    """道路改造，全长4.6公里: what is measured stands in the clause before, where that has no number of its own behind ``floor``."""
    if start < 2 or reading.plain[start - 1] != ",":
        return None
    clause = max(reading.clause_start(start - 2), floor)
    if reading.numbers_between(clause, start) or reading.date_end_before(start) > clause:
        return None
    headed = left_phrase(reading, clause, start - 1)
    if headed.verb and headed.object and headed.kinds & {"strong"} and reading.plain.startswith(headed.verb, headed.start):
        return headed  # 新建停车场，占地45亩
    first = reading.plain[headed.start - 1] == "对" if headed.start else False
    if any_verb and headed.verb and headed.object and (first or reading.plain.startswith(headed.verb, headed.start)):
        return headed  # 对破损路面进行修补，共1.9万平方米
    found = strip_lead(reading, clause, start - 1), strip_tail(reading, clause, start - 1)
    text = reading.plain[slice(*found)]
    return Phrase(None, text, None, found[0], found[1]) if 1 < len(text) <= 20 and not _NOT_MEASURED.search(text) else None


def deed_of_event(reading: Reading, one: Measured, start: int, end: int) -> int:
    """Where the words of an event begin when it is held for people: 为退役军人等|开展技能培训|24期."""
    match = _EVENT_FOR.match(reading.plain, start, end) if one.dimension == "occurrence" else None
    return match.end() if match else start
