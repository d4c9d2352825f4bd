"""Target rates in a description: 验收合格率达到100%, 防治效果达85%以上."""

from __future__ import annotations

import re

from zhibiao.language.fact import Fact
from zhibiao.language.phrases import strip_lead
from zhibiao.language.quantities import PREFIX_SIGNS, SUFFIX_SIGNS, find_quantities
from zhibiao.language.reading import Reading

_SHARE = re.compile(
    r"(?P<number>百分之[零一二两三四五六七八九十百]+|(?<![\d.])\d{1,9}(?:\.\d{1,9})?(?:%|‰))(?P<suffix>以上|及以上|以内|以下|左右)?"
)
_SIGN = re.compile(
    r"均?(?:达到|达|为|保持在|控制在|稳定在|不低于|不少于|不超过|不高于|高于|大于|低于|提高到|提升至|提高至|提升到|在|≥|≤|=|>|<|:){0,4}$"
)
# What is a rate by its name, sign or no sign behind it.
_NAMED = ("率", "满意度", "知晓度", "参与度", "覆盖面", "优良天数比例", "占比")
# Of these a share is a target only behind a sign: 防治效果达85%, but not 投资比例30%.
_SIGNED = (
    "效果", "成效", "及面", "普面", "受益面", "入户面", "到位面", "惠及面", "比例", "比重", "准确度", "精度", "精确度", "完整度", "清晰度",
    "透明度", "覆盖度", "盖度", "密度", "认知度", "信任度", "认可度", "匹配度", "完好", "优良", "优质", "及时", "准时", "达标", "合格",
    "满意", "覆盖", "到位", "保障", "回收", "畅通", "清洁", "参保", "成活", "办结", "就业",
)  # fmt: skip
_MAX_NAME = 27
_NAME = re.compile(r"[\u4e00-\u9fff“”、]{1,27}$")
_YEARS_OLD = re.compile(r"周?岁(?:以[上下])?")
_AGE = re.compile(r"(?<!\d)\d{1,3}(?:-\d{1,3})?$")
_SIGN_WORDS = sorted({*PREFIX_SIGNS, *"≥≤=><"}, key=len, reverse=True)


def find_rates(reading: Reading) -> list[Fact]:
    """Target rates written into goals: 验收合格率达到100%."""
    facts = []
    floor = 0
    for match in _SHARE.finditer(reading.plain):
        fact = _rate(reading, match, floor)
        if fact is not None:
            facts.append(fact)
            floor = match.end()
    return facts


def _rate(reading: Reading, match: re.Match[str], floor: int) -> Fact | None:
    plain = reading.plain
    quantity = find_quantities(match["number"])
    sign = _SIGN.search(plain, max(floor, match.start() - 16), match.start())
    if len(quantity) != 1 or quantity[0].unit is None or sign is None:
        return None
    stop = sign.start()
    if not plain.endswith(_NAMED, floor, stop) and not (sign[0] and plain.endswith(_SIGNED, floor, stop)):
        return None
    named = _NAME.search(plain, max(floor, stop - _MAX_NAME), stop)
    if named is None:
        return None
    aged = _YEARS_OLD.match(named[0]) and _AGE.search(plain, max(floor, named.start() - 8), named.start())
    begin = strip_lead(reading, aged.start() if aged else named.start(), stop)
    begin = max([begin, *(plain.rfind(mark, begin, stop) + 1 for mark in "、“”")])
    if stop - begin < 2:
        return None
    word = next((PREFIX_SIGNS.get(w, w) for w in _SIGN_WORDS if w in sign[0]), None) or SUFFIX_SIGNS.get(match["suffix"] or "")
    start, end = reading.span(begin, match.end())
    return Fact(
        "rate",
        reading.text[start:end],
        start,
        end,
        number=quantity[0].number,
        unit=quantity[0].unit,
        operator=word,
        object=plain[begin:stop],
    )
