"""What the name of an indicator says it measures, by the words of the lexicon."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from zhibiao.language import quantities
from zhibiao.language.normalise import squeeze
from zhibiao.language.wordlists import Finder, finder
from zhibiao.messages import say

# Dimensions of language.quantities that a thing counted may have: 数量 says that it is counted, not in what.
COUNTED = frozenset(("people", "household", "occurrence", "object", "length", "area", "volume", "mass", "power", "concentration"))
_LISTS = ("people", "household", "count", "area", "length", "mass", "time", "money")
_BRACKET = re.compile(r"\(([^()]{1,8})\)$")
# A name that keeps the slot of its template: 带动增加贫困村收入(≥**万元), 受益人数(≥XX人).
_SLOT = re.compile(r"\((?P<sign>不低于|不少于|不超过|[≥≤=<>])?(?P<open>[*＊_＿×xX…\d.]*)(?P<unit>[^()\d*_]{1,8})\)$")
_SIGNS = {"不低于": "≥", "不少于": "≥", "不超过": "≤", "<": "≤", ">": "≥"}
# What may stand behind a word for something bad while the name still counts the bad thing itself.
_COUNTED_ITSELF = re.compile(
    r"(?:事件|事故|案件|情况|问题|项目)?的?(?:发生|出现|产生)?的?总?(?:率|数|数量|次数|起数|件数|人数|人次|量|面积|指数|个数|天数|占比|比例|比率|成本|程度|(?:发放|支付|还款)率)?(?:\([^()]*\))?"
)
_NUMBER_OF = re.compile(r"(?<!成本|费用|资金|经费|金额|投资|预算|控制)(?<=[\u4e00-\u9fff])数$")


def measure_words(section: str) -> Finder:
    """A search for the words of a section of ``lexicons/measures.toml``."""
    return finder("zhibiao.language", "measures", section)


class Measure(NamedTuple):
    """``dimension``: ``ratio people household count area length mass volume time money`` …; ``word``: what in the name says so."""

    dimension: str
    word: str


class Slot(NamedTuple):
    """The sign (``≥ ≤ =``, empty where none is written) and unit that the end of a name gives in brackets."""

    sign: str
    unit: str


@lru_cache(maxsize=8192)
def named_slot(name: str) -> Slot | None:
    """The slot in brackets at the end of a name (``带动增收(≥**万元)``); ``None`` where there is none."""
    found = _SLOT.search(squeeze(name))
    if found is None or not quantities.is_unit(found["unit"]) or not (found["sign"] or found["open"] or len(found["unit"]) > 1):
        return None
    sign = found["sign"] or ""
    return Slot(_SIGNS.get(sign, sign), quantities.canonical_unit(found["unit"]))


@lru_cache(maxsize=8192)
def named_measure(name: str) -> Measure | None:
    """The dimension a name promises, or ``None`` where no word of it decides. A unit in brackets at the end goes first
    (``成交额(亿元)``), then rates, then counts and amounts."""
    text = squeeze(name)
    bracket = _BRACKET.search(text)
    if bracket:
        dimension = quantities.dimension(bracket[1])
        if dimension:
            return Measure(dimension, bracket[1])
        text = text[: bracket.start()]
    # the end of a name says what it is: 被侵占面积 is an area whatever 占 may mean, 补助标准 no area whatever stands before it
    if text.endswith("标准"):
        return None
    for section in _LISTS:
        if (word := measure_words(section)(text)) and text.endswith(word):
            return Measure(section, word)
    if word := rate_word(text):
        return Measure("ratio", word)
    if measure_words("not_count")(text) or measure_words("may_exceed")(text):
        return None
    for section in _LISTS:
        if word := measure_words(section)(text):
            return Measure(section, word)
    if _NUMBER_OF.search(text):
        return Measure("count", text[-2:])
    return None


def rate_word(text: str) -> str | None:
    """The word of a squeezed text by which it is a true rate (合格率, 占比, 满意度), or ``None``: 频率 and 效率 are none."""
    word = measure_words("rate")(text)
    if word and word[0] == "率":
        odd = measure_words("not_rate")(text)
        if odd and not measure_words("rate")(text.replace(odd, "")):
            return None
    return word


_NAMES = {
    "ratio": ("比率", "a rate"),
    "people": ("人数", "people"),
    "household": ("户数", "households"),
    "count": ("数量", "a count"),
    "object": ("件数", "objects"),
    "occurrence": ("次数", "occurrences"),
    "area": ("面积", "area"),
    "length": ("长度", "length"),
    "mass": ("重量", "mass"),
    "volume": ("体积", "volume"),
    "time": ("时间", "time"),
    "money": ("金额", "money"),
    "power": ("能量", "energy"),
    "concentration": ("浓度", "concentration"),
}
_UNITS = {
    "ratio": "%",
    "people": "人",
    "household": "户",
    "count": "个、项、次、份",
    "area": "亩、平方米",
    "length": "公里、米",
    "mass": "吨、公斤",
    "volume": "立方米",
    "money": "元、万元",
}


def dimension_name(dimension: str) -> str:
    """How messages call a dimension."""
    return say(*_NAMES.get(dimension, (dimension, dimension)))


def usual_unit(measure: Measure) -> str:
    """Units to offer for a measure."""
    if quantities.is_unit(measure.word):
        bare = measure.word.removesuffix("数")
        return bare if quantities.is_unit(bare) else measure.word
    if measure.dimension == "time":
        return say("X月底前、天", "X月底前 (a date), 天")
    return _UNITS.get(measure.dimension, "")


@lru_cache(maxsize=8192)
def bad_when_high(name: str) -> bool:
    """Whether a name counts something bad itself (损耗率, 事故起数, 受害面积), and not how it is dealt with (事故处理率)."""
    text = squeeze(name)
    word = measure_words("bad_if_high")(text)
    if word is None or measure_words("dealt_with")(text):
        return False
    return _COUNTED_ITSELF.fullmatch(text[text.rindex(word) + len(word) :]) is not None
