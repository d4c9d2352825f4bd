"""Numbers that a text states about the thing an indicator counts."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

from zhibiao.audit.words import squeeze
from zhibiao.domain.values import TargetValue
from zhibiao.language import quantities
from zhibiao.language.dates import find_dates
from zhibiao.language.numerals import plain
from zhibiao.language.quantities import Quantity, find_quantities

# Words before a number that make it a rate, a share or a threshold rather than the number of the thing.
_BEFORE = re.compile(
    r"(?:每[\u4e00-\u9fff]{0,4}|各[\u4e00-\u9fff]{0,3}|平均|人均|户均|其中[^,;。]*|按|满|逢|第|至少有?|超过|分|前|近|上年[^,;。]*|去年[^,;。]*|原有?|达到?|低于|高于|扣|得)$"
)
_AFTER = re.compile(r"^(?:以上|以下|以内|及以上|及以下|左右|余)[的]?[\u4e00-\u9fff]|^(?:性|岁|等|为一|一次|/|以上含|得|扣|计|加|减)")
_STATES = re.compile(r"(?:为|共|共计|合计|总计|计|是|[:：=≥≤])$")
_SCORING = re.compile(r"得分|扣分|满分|得\d|扣\d|评分|每低|每少|每增|计算公式|[×÷*]100|/.*100%")
_VERBS = (
    "拟建",
    "新建",
    "修建",
    "建设",
    "改造",
    "硬化",
    "铺设",
    "购置",
    "采购",
    "安装",
    "更换",
    "维修",
    "完成",
    "发放",
    "补贴",
    "补助",
    "培训",
    "开展",
    "清运",
    "种植",
    "救助",
    "慰问",
    "保障",
    "资助",
    "做到",
    "实施",
    "新增",
)
_MEASURE = re.compile(r"(?:的)?(?:总数量|总人数|总数|数量|人数|人次|户数|个数|台数|座数|套数|份数|次数|场次|期数|面积|亩数|长度|里程|数)$")


def contradiction(text: str, value: TargetValue) -> tuple[str, str] | None:
    """The clause of ``text`` (a name or description) that states another number than ``value`` in its own unit, and that number with
    its unit; ``None`` where nothing of the kind is stated beyond doubt."""
    plain_text = squeeze(text)
    if value.number is None or _SCORING.search(plain_text):
        return None
    base, unit = quantities.in_base(value.number, value.unit)
    stated = [quantity for quantity in _without_dates(plain_text) if quantities.in_base(quantity.number, quantity.unit)[1] == unit]
    numbers = {quantities.in_base(quantity.number, quantity.unit)[0] for quantity in stated}
    if len(numbers) != 1 or len(stated) != 1 or base in numbers:
        return None
    only = stated[0]
    before, after = plain_text[: only.start], plain_text[only.end :]
    if _BEFORE.search(before) or _AFTER.search(after) or plain_text[only.start] in "一两":
        return None
    if value.kind in ("money", "duration") and not _STATES.search(before):
        return None
    if value.kind == "ratio" and not (_STATES.search(before) or not after or after in ("以上", "及以上", "以内", "以下")):
        return None
    clause = re.split(r"[,;。]", before)[-1][-20:] + plain_text[only.start : only.end] + re.split(r"[,;。]", after)[0][:10]
    return clause, f"{plain(only.number)}{only.unit or ''}"


def object_stem(name: str) -> str | None:
    """The thing a quantity row counts, without measure and verb: ``拟建泵站数量 -> 泵站``; ``None`` where less than two
    characters remain."""
    stem = squeeze(name)
    if re.search(r"[\d(),、;/]", stem):
        return None
    measured = _MEASURE.sub("", stem)
    if measured == stem:
        return None
    for verb in _VERBS:
        measured = measured.removeprefix(verb)
    return measured if 2 <= len(measured) <= 12 else None


def stated_about(stem: str, text: str, unit: str | None) -> tuple[Decimal, str] | None:
    """The one number in ``unit`` that stands right beside ``stem`` in a squeezed text, in base units, with the words; ``None`` where
    there is none, more than one, or one that holds per village or person."""
    if text.count(stem) != 1:
        return None
    place = text.index(stem)
    near: list[Quantity] = []
    for quantity in find_quantities(text):
        if quantities.in_base(quantity.number, quantity.unit)[1] != unit or quantity.unit is None:
            continue
        if quantity.end == place or (
            0 <= quantity.start - place - len(stem) <= 1 and text[place + len(stem) : quantity.start] in ("", "共", "为", "约")
        ):
            near.append(quantity)
    if len(near) != 1:
        return None
    only = near[0]
    clause = re.split(r"[,;。:]", text[: min(only.start, place)])[-1]
    if (
        re.search(r"每|各|均|约|其中", clause)
        or re.match(r"余|左右|以上|以下", text[only.end :])
        or re.match(r"[和与、]", text[place + len(stem) :])
    ):
        return None
    return quantities.in_base(only.number, only.unit)[0], text[min(only.start, place) : max(only.end, place + len(stem))]


_EACH = re.compile(r"[\u4e00-\u9fff]{0,8}?各(?![类种项级界自方])(?P<deed>[^,;。:]{0,30})")
_COUNTED_IN = ("object", "household", "people")


def one_of_several(stem: str, text: str, value: TargetValue) -> tuple[Decimal, str] | None:
    """What a squeezed text gives in all of ``stem``, with the words, where ``value`` is no more than the share of each:
    三家卫生院各购置摄影系统1台 is three. ``None`` where nothing of the kind is stated."""
    found = find_quantities(text)
    for several, each in itertools.pairwise(found):
        if each.number != value.number or each.unit != value.unit or several.number <= 1 or several.number != int(several.number):
            continue
        if quantities.dimension(several.unit) not in _COUNTED_IN:
            continue
        met = _EACH.fullmatch(text, several.end, each.start)
        if met is not None and (stem in met["deed"] or text.startswith(stem, each.end)):
            return several.number * each.number, text[several.start : each.end]
    return None


def _without_dates(text: str) -> list[Quantity]:
    found = [quantity for quantity in find_quantities(text) if quantity.unit is not None]
    spans = [(phrase.start, phrase.end) for phrase in find_dates(text)] if found else []
    return [q for q in found if not any(start < q.end and q.start < end for start, end in spans)]
