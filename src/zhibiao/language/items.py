"""The items of a purpose: 1. … 2. …, 一是 … 二是 …, （一） …, or clauses between ；."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhibiao.language.costing import find_money
from zhibiao.language.counting import find_counts
from zhibiao.language.fact import Fact
from zhibiao.language.numerals import number
from zhibiao.language.outcomes import spent
from zhibiao.language.reading import Reading

_CN = "一二三四五六七八九十"
_STARTS = r"(?:(?<=^)|(?<=[;。:,\n、!?])|(?<=用于)|(?<=包括)|(?<=主要是)|(?<=其中))"
# Kinds of numbering, the outermost first; a kind counts when it begins with its first number.
_NUMBERINGS = (
    re.compile(rf"\(([{_CN}]{{1,3}})\)"),
    re.compile(rf"{_STARTS}([{_CN}]{{1,3}})、"),
    re.compile(rf"(?:{_STARTS}|(?<=[\u4e00-\u9fff]))([{_CN}])是(?![否以])"),
    re.compile(rf"{_STARTS}(?:目标)?\(?(\d{{1,2}})(?:[.、):]|(?=[\u4e00-\u9fff]))(?!\d+%)"),
)
_BREAK = re.compile(r"[;。\n]")
_OTHER = re.compile(r"(?:用于|以及|及)?(?:其他|其它|别的|不可预见)[\u4e00-\u9fff]{0,12}")
_OPEN_ENDED = re.compile(
    r"等(?:相关|有关|各项|其他|方面|日常|必要|的)*(?:工作|经费|费用|支出|开支|费|项目|内容|事项|方面|资金|活动|开展)*$"
)


# People a project reaches are no goods it buys: they make no price.
_EFFECT = frozenset(["带动", "吸纳", "辐射", "惠及", "惠泽", "受益", "受惠", "普惠", "带动增收"])


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a purpose. ``text[start:end] == quote`` in the text as written, marker and closing mark left out.

    ``amounts`` are the money facts of what the item costs (unit costs too; loans given out and results in money not), ``counts``
      its counts without the people it merely reaches; ``other`` marks an item that only says 其他支出, ``open_ended`` one that ends in
      等支出, 等费用.
    """

    quote: str
    start: int
    end: int
    marker: str | None = None
    amounts: tuple[Fact, ...] = ()
    counts: tuple[Fact, ...] = ()
    other: bool = False
    open_ended: bool = False


def split_items(text: str) -> list[Item]:
    """The items of a purpose in order; a purpose without numbering or ；is one item, an empty one none. Never raises."""
    reading = Reading.of(text)
    plain = reading.plain
    marks = _numbering(reading)
    places: list[tuple[int, int, str | None]] = []
    if marks:
        for index, (_, end, label) in enumerate(marks):
            stop = marks[index + 1][0] if index + 1 < len(marks) else len(plain)
            places.append((end, stop, label))
        head = plain[: marks[0][0]]
        if not re.fullmatch(r"(?:[^;。]{0,12}?(?:用于|包括|如下|主要是|内容|其中|资金|经费))?[:,]?", head):
            places.insert(0, (0, marks[0][0], None))
    else:
        start = 0
        for match in _BREAK.finditer(plain):
            places.append((start, match.start(), None))
            start = match.end()
        places.append((start, len(plain), None))
    counts = find_counts(reading)
    amounts = find_money(reading, counts)
    return [item for start, end, label in places if (item := _item(reading, start, end, label, counts, amounts)) is not None]


def _numbering(reading: Reading) -> list[tuple[int, int, str]]:
    for pattern in _NUMBERINGS:
        found: list[tuple[int, int, str]] = []
        expected = 1
        for match in pattern.finditer(reading.plain):
            value = number(match[1])
            if match[0].isdigit() and not (found and _numbers(reading, match)):
                continue
            # the first item's number is often forgotten: 主要用于工作经费30万元；2.服务群众经费
            if value == expected or (not found and value == 2 and match.start() and reading.plain[match.start() - 1] in ";。"):
                found.append((match.start(), match.end(), match[0]))
                expected = int(value) + 1
        if len(found) > 1 or (found and (found[0][0] == 0 or expected == 3)):
            return found
    return []


def _numbers(reading: Reading, match: re.Match[str]) -> bool:
    """A digit right before a Chinese character numbers an item (2新建…) unless it is a count (2座…)."""
    return not reading.numbers_between(match.start(), match.end()) and not reading.masked(match.start(), match.end())


def _item(reading: Reading, start: int, end: int, label: str | None, counts: list[Fact], amounts: list[Fact]) -> Item | None:
    plain = reading.plain
    if label is None and (lead := re.compile(r"(?:主要)?(?:统筹|专项)?(?:用于|包括):?").match(plain, start, end)):
        start = lead.end()
    while start < end and plain[start] in " \n;。,、:":
        start += 1
    while end > start and plain[end - 1] in " \n;。,、:":
        end -= 1
    if start >= end:
        return None
    begin, stop = reading.span(start, end)
    words = re.sub(r"[\d.,]{1,20}[万亿千]?元等?$", "", plain[start:end])
    return Item(
        quote=reading.text[begin:stop], start=begin, end=stop, marker=label,
        amounts=tuple(fact for fact in amounts if begin <= fact.start and fact.end <= stop and spent(fact)),
        counts=tuple(fact for fact in counts if begin <= fact.start and fact.end <= stop and fact.verb not in _EFFECT),
        other=_OTHER.fullmatch(words) is not None,
        open_ended=_OPEN_ENDED.search(words) is not None,
    )  # fmt: skip
