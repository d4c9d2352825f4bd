"""Parts of a number: 危房47户，其中C级28户 counts C级危房, 其中新建25户 the same houses built anew."""

from __future__ import annotations

import re
from dataclasses import replace

from zhibiao.language.deciding import Found
from zhibiao.language.fact import Fact
from zhibiao.language.reading import Measured, Reading, verb_classes

_OF_WHICH = re.compile(r"其中|包括|含")
# Words that say which of the things and name no thing themselves.
_WHICH = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{0,8}(?:级|[一二三四五甲乙丙ABCD]类|档|型|[^方形格公样模]式|制|直|性|批|期)"
    r"|(?:[全各本]?[省市县区镇乡村]|城乡|城区|农村|乡镇|县城|镇区|城镇|山区|坝区|川区|丘陵|平原|集镇|市区|郊区|城郊|街道|社区|省外|省内|市外|市内|境内|境外)(?:范围|内|本级|所属)?"
    r"|[单双][\u4e00-\u9fff]|[重大慢轻]病|(?:DN|[φΦ])?\d{1,5}(?:毫米|厘米|米)?(?:及?以[上下])|(?:公办|民办|公立|私立|公有|国有|集体|民营|公益|自有|专职|兼职|全职|在编|编外|在职|在岗|退休|离休|离任|男女?|女|新[建购增招聘]|旧|原有|存量|现有|续[建聘]|零散|整村推进|连片|集中|分散|散居"
    r"|重点|一般|普通|特困|低保|脱贫|困难|贫困|重度|中度|轻度|重症|轻症|本科|专科|大专|硕士|博士|初中|高中|小学|中职|高职|幼儿园|学前|成人|儿童|太阳能|市电|风光互补|LED|国产|进口|高清|纯电动?|新能源|燃油"
    r"|室内|室外|固定|移动|流动|车载|便携|线上|线下|自营|外包|常年|临时|季节性?|永久|有偿|无偿|首次|复检|水田|旱地|春季|秋季|夏季|冬季|上半年|下半年|[一二三四五六七八九]年级)"
)
_MADE = frozenset(
    ["改造", "维修", "修缮", "加固", "修复", "养护", "治理", "整治", "硬化", "绿化", "升级改造", "提升改造", "维修加固", "除险加固"]
)
_BRACKETED = re.compile(r"[大中小]\(\d\)型$")
_SIZE = re.compile(r"^[大中小]型")  # 小型水库7座，其中小(1)型2座
_MAX = 24
_SAME = {"名": "人", "位": "人"}


def part_of(reading: Reading, one: Measured, found: Found, whole: Found) -> Found:
    """``found`` as a part of ``whole`` where 其中 makes it one and it has no name of its own."""
    fact = found.fact
    if whole.fact.object is None:
        return found
    which = fact.object
    if which == "型" and (match := _BRACKETED.search(reading.plain, max(0, one.lead - 8), one.lead)):
        which = match[0]
    if which is not None and which == whole.fact.object:
        return found  # 22个村，其中4个村
    if which is not None and (says_which(which) or which.endswith("型")):
        thing = which + (_SIZE.sub("", whole.fact.object) if which.endswith("型") else whole.fact.object)
        if len(thing) > _MAX:
            return found
        part = replace(fact, object=thing, verb=whole.fact.verb, kind=whole.fact.kind, role=whole.fact.role)
        return replace(found, fact=part, verb=whole.verb, kinds=whole.kinds, headed=whole.headed, people=whole.people)
    if which is not None and fact.verb not in (None, *_MADE) and reading.plain.endswith(f"{which}{fact.verb}", 0, one.lead):
        return replace(found, fact=replace(fact, object=f"{which}{fact.verb}", verb=whole.fact.verb))  # 其中高效节水灌溉|0.6万亩
    deed = fact.verb if which is None else which if fact.verb is None else None
    if deed is None or one.dimension == "occurrence" or not (deed in _MADE or "strong" in verb_classes().get(deed, ())):
        return found
    return replace(found, fact=replace(fact, object=whole.fact.object, verb=deed))


def says_which(words: str) -> bool:
    """Whether the words say which of the things (一档, 专职) and name none."""
    return _WHICH.fullmatch(words) is not None


def is_part(reading: Reading, one: Measured, found: Found, whole: Found) -> bool:
    """Whether 其中 stands between a number and a smaller one of the same unit."""
    mine, theirs = found.fact, whole.fact
    if mine.number is None or theirs.number is None or mine.number > theirs.number or found is whole:
        return False
    if _SAME.get(mine.unit or "", mine.unit) != _SAME.get(theirs.unit or "", theirs.unit):
        return False
    return whole.tail <= one.lead and _OF_WHICH.search(reading.plain, whole.tail, min(one.lead, whole.tail + 200)) is not None


def whole_of(facts: list[Fact], index: int, text: str) -> Fact | None:
    """The whole of a run of parts, which a price behind the run is of: 线路42条，其中县直27条、乡镇15条，每条3600元."""
    part = facts[index]
    if index < 2 or not part.object:
        return None
    for whole in reversed(facts[:index]):
        if whole.object and whole.unit == part.unit and part.object != whole.object and part.object.endswith(whole.object):
            before = facts[index - 1]
            alone = (
                before is whole
                or "元" in text[before.end : part.start]
                or not ((before.object or "").endswith(whole.object) or (before.unit == whole.unit and before.verb == whole.verb))
            )
            return None if alone else whole
    return None
