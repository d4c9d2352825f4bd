"""What a price is of: the thing that was counted in the unit under the stroke."""

from __future__ import annotations

import bisect
import re

from zhibiao.language.fact import Fact
from zhibiao.language.parts import says_which, whole_of
from zhibiao.language.reading import Measured, Reading, verb_classes

_LOOK_BACK = 24  # counts before an amount that it may be the price of


def counted(reading: Reading, one: Measured, counts: list[Fact], bases: tuple[str, ...], begin: int | None = None) -> str | None:
    """What the unit cost is of: the object last counted in the same sentence, in the unit that stands under the stroke."""
    here = reading.span(one.start, one.end)[0]
    first = reading.sentence_start(one.start)
    if first and begin == first:
        first = reading.sentence_start(first - 1)  # 聘用保洁员32人。每人每月1850元: the price opens the next sentence
    sentence = reading.span(first, one.end)[0]
    near = _near(reading, one, counts)
    for index in range(len(near) - 1, -1, -1):
        fact = near[index]
        if fact.end <= here and fact.start >= sentence and _same_base(fact, bases):
            whole = whole_of(near, index, reading.text) if reading.text[fact.end : here].lstrip().startswith((",", "，")) else None
            return _work_of((whole or fact).object)
    return None


def _near(reading: Reading, one: Measured, counts: list[Fact]) -> list[Fact]:
    """The last counts up to an amount: a price is of something near, and a long text has many."""
    stop = bisect.bisect_right(counts, reading.span(one.start, one.end)[0], key=lambda fact: fact.start)
    return counts[max(0, stop - _LOOK_BACK) : stop]


def which_of(reading: Reading, one: Measured, words: str | None, counts: list[Fact], bases: tuple[str, ...]) -> str | None:
    """专职|每人每月1500元: of which people is said, of whom before."""
    if words is None or not says_which(words):
        return None
    near = reversed(_near(reading, one, counts))
    return next((fact.object for fact in near if fact.object and fact.object.startswith(words) and _same_base(fact, bases)), None)


def priced(reading: Reading, previous: Measured | None, start: int, counts: list[Fact], bases: tuple[str, ...]) -> str | None:
    """What the number right before a price counts, in the price's own clause: 其中C级|28户|每户1.2万元."""
    if previous is None or previous.lead < start:
        return None
    place = reading.span(previous.start, previous.end)[0]
    return next((_work_of(f.object) for f in _near(reading, previous, counts) if f.start <= place < f.end and _same_base(f, bases)), None)


def object_at(reading: Reading, one: Measured, counts: list[Fact]) -> str | None:
    place = reading.span(one.start, one.end)[0]
    return next((f.object for f in _near(reading, one, counts) if f.start <= place < f.end), None)


# One thing counted in two ways of writing.
_BASE_OF = {
    "名": "人", "位": "人", "生": "人", "个人": "人", "户家庭": "户", "家庭": "户", "方": "立方米", "立方": "立方米",
    "土方": "立方米", "m3": "立方米", "平方": "平方米", "平米": "平方米", "m2": "平方米", "千米": "公里", "km": "公里",
    "延米": "米", "幢": "栋", "场次": "场", "棵": "株", "台套": "台",
}  # fmt: skip


def _same_base(fact: Fact, bases: tuple[str, ...]) -> bool:
    """Whether a count is in the unit under the stroke: 8600方 and 元/立方米, 12个村 and 元/村."""
    unit = re.sub(r"^[万亿千百]+", "", (fact.unit or "").split("/")[0])
    if "人次" in bases and fact.kind == "people" and unit in ("人", "名", "位"):
        return True
    if _BASE_OF.get(unit, unit) in {_BASE_OF.get(base, base) for base in bases}:
        return True
    thing = fact.object or ""
    return unit == "个" and any(len(thing) > len(base) + 2 and thing.endswith(base) for base in bases if base in ("村", "社区", "乡镇"))


def _work_of(thing: str | None) -> str | None:
    """What is paid for where its volume was counted: 年清运量 is priced as 清运."""
    if thing is None or not (match := re.fullmatch(r"(?P<what>.*?)(?:[年月日]均?)?(?P<verb>[\u4e00-\u9fff]{2})量", thing)):
        return thing
    return match["what"] + match["verb"] if match["verb"] in verb_classes() else thing
