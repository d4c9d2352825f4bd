"""A reading of a text put right by what its numbers say of each other: wholes and their parts, prices and what they are paid for, sums that
make up the budget, former years. Shares in the comments are of the numbers so placed in the marked descriptions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from zhibiao.language import numerals
from zhibiao.language.background import elsewhere, within
from zhibiao.language.fact import Part
from zhibiao.language.quantities import in_base
from zhibiao.language.spoken import spelled_out
from zhibiao.model.number_reader import Read, ReadNumber
from zhibiao.recommend.called import called
from zhibiao.recommend.placed import BRIEF, COUNTED, DONE, FAR, FOR_EACH, FORMER, LEAD, LONG_THERE, PAID, PLAIN, VILLAGES, plainly
from zhibiao.recommend.trouble import how_things_stand

NO_ROW: tuple[Part, ...] = ("background", "none")
_ASIDE = 0.5  # share of the words before a number that goals leave out
_PERHAPS = 0.1  # from which a number may be an output where nothing else is
_ROUNDED = Decimal("0.005")  # share by which an amount may differ from number × price
_WORDS_BEFORE = 6  # characters

_MONTHS = re.compile(r"([一二两三四五六七八九十]{1,2}|\d{1,2})个月")
_TIME = re.compile(r"(?P<year>20\d\d)年|上年度?|去年|往年|前年|今年|本年度?|当年|明年|本次|现|拟|计划")
_ONLY_THERE = re.compile(r"辖|人口|编制|面积|总|累计|上年|去年|[村镇乡]$|居委会$|社区$|^$")
# 97 in 100 counts with a price right behind them are to be done, 93 in 100 of those that 计划 or 预计 stand before.
_PRICE_BEHIND = re.compile(r"[^，,。；;、：:\d]{0,14}[，,、]?(?:每|人均|户均|单价|按)?[^，,。；;、\d]{0,8}")
_EACH_BEHIND = re.compile(r"[,，、]?每[户家人名个村所]")
_PLANNED = re.compile(r"(?:^|[，,；;、（(：:\s])(?:今年|本年|全年|年内|20\d\d年)?(?:计划|预计)$")
# 生物质颗粒84吨，一吨|1150元, 每处配绳索一套: for one of them, or one for each.
_PER_ONE = re.compile(
    r"(?:^|[，,。；;、：:（(\n])[一1][\u4e00-\u9fff]{1,2}$|[各每][^，,。；;\d]{0,20}[一1][\u4e00-\u9fff]{1,2}$|一[\u4e00-\u9fff]算$"
)
# 本年申请395万元：…: what sentences before it count is there already, but for one in seven.
_HERE_BEGINS = re.compile(
    r"[。；;\n][^。；;\n]*(?:本年度?|本次|今年)(?:度)?(?:共)?(?:申请|安排|预算)(?:资金|经费)?\d[\d.]*万元(?:：|:|，其中)"
)
_SPENT = ("amount", "price")
_NO_THING = ("项",)  # 三项检验费合计15.8万元
_MARK = re.compile(r"[，,。；;、：:（(\n\d]")


class _Money(NamedTuple):
    """The sums of a text, its prices, and for how many times a price may be paid."""

    amounts: list[Decimal]
    prices: list[ReadNumber]
    times: set[Decimal]


def settled(read: Read, text: str, budget: Decimal | None, year: int | None, kept_up: bool = False) -> Read:
    """The reading of ``text`` with what its numbers say of each other: 85人 at 400元 each for five months make up 17万元, so that they
    are paid for and no background; a count in a passage that only tells, or of a former year, is one more that tells.

    :param budget: in 元.
    :param year: the project's.
    :param kept_up: whether the project keeps up or tests what stands already, so that what there is (现有终端32台) is what it works on.
    """
    read = _without_elsewhere(read, text)
    read = read._replace(numbers=tuple(_make_up_budget(read.numbers, budget)))
    money = _money_of(read, text, budget)
    counted = {one.measured.number for one in read.numbers if one.part in DONE}
    begins = _HERE_BEGINS.search(text)
    read = read._replace(numbers=tuple(_with_its_list(read.numbers, text)))
    numbers = []
    for place, one in enumerate(read.numbers):
        behind = read.numbers[place + 1 :]
        if (plain := plainly(one, text)) is not None:
            numbers.append(plain)
            continue
        if kept_up and _is_at_hand(one, text) and not _is_former(text, one.start, year):
            numbers.append(one._replace(part="output", sure=1.0))
            continue
        paid = _is_priced(one, behind, text) or _has_its_price(one, read.numbers, text) or _is_spent_on(one, behind, text, year)
        planned = _has_price(one, behind, text) or _PLANNED.search(text[max(0, one.start - BRIEF) : one.start]) is not None
        planned = planned and not _is_former(text, one.start, year)
        none = one.part in (*NO_ROW, *_SPENT) and one.measured.dimension in COUNTED  # 自动分拣线一条: no price, whatever it is read as
        if none and one.measured.number not in counted:
            own = [_yuan(price) for price in money.prices if _is_each(one, price, text)]
            if paid or (planned and one.part != "none") or _makes_up(one.measured.number, own, money):
                one = one._replace(part=_part_of(one), sure=1.0)
        elif one.part in (*DONE, "reach", "effect") and one.sure < PLAIN and not paid and not planned:
            told = read.set_aside(max(0, one.start - _WORDS_BEFORE), one.end) > _ASIDE
            before = begins is not None and one.end <= begins.start()
            if told or before or _is_former(text, one.start, year):
                one = one._replace(part="background")
        numbers.append(one)
    numbers = list(_some_counted(tuple(_whole_and_parts(numbers)), text, year))
    return read._replace(numbers=tuple(one._replace(words=spelled_out(called(one, text))) for one in numbers))


def _with_its_list(numbers: Sequence[ReadNumber], text: str) -> Iterator[ReadNumber]:
    """免疫牛3.2万头、羊18万只: what is hardly background and stands in a list with what is done is done too."""
    for place, one in enumerate(numbers):
        beside = [other for other in numbers[place + 1 : place + 2] if _NEXT_OF_LIST.fullmatch(text[one.end : other.start])]
        beside += [other for other in numbers[max(0, place - 1) : place] if _NEXT_OF_LIST.fullmatch(text[other.end : one.start])]
        done = next((other.part for other in beside if other.part in DONE), None)
        hardly = one.part == "background" and one.sure < _HARDLY
        yield one._replace(part=done) if done and hardly else one


_NEXT_OF_LIST, _HARDLY = re.compile(r"、[\u4e00-\u9fff]{1,8}"), 0.75


def _without_elsewhere(read: Read, text: str) -> Read:
    """What is said to be paid from elsewhere is no part of the project, nor is how things stand before it."""
    stands = how_things_stand(text)
    away = [*elsewhere(text), *([(0, stands)] if stands else [])]
    if not away:
        return read
    aside = read.aside.copy()
    aside[[place for place, written in enumerate(read.places) if within(written, away)]] = 1
    gone = tuple(one._replace(part="background", sure=1.0) if within(one.start, away) else one for one in read.numbers)
    return read._replace(numbers=gone, aside=aside)


def _money_of(read: Read, text: str, budget: Decimal | None) -> _Money:
    amounts = [_yuan(one) for one in read.numbers if one.measured.dimension == "money"] + ([budget] if budget else [])
    prices = [one for one in read.numbers if one.measured.dimension == "money" and one.part == "price"]
    months = {Decimal(many) for found in _MONTHS.finditer(text) if (many := numerals.number(found[1]))}
    times = {
        Decimal(1),
        Decimal(12),
        *months,
        *(one.measured.number for one in read.numbers if one.measured.dimension in ("time", "occurrence")),
    }
    return _Money(amounts, prices, times)


def _is_at_hand(one: ReadNumber, text: str) -> bool:
    """现有自助终端|32台, 全县|23座水库已建成监测设施: there already, and not in a bad state."""
    before = text[max(0, one.start - FAR) : one.start]
    return (
        one.part == "background"
        and one.measured.dimension in ("object", "length", "area")
        and (_THERE.search(before) is not None or one.start <= _HEAD_OF_TEXT)
        and not LONG_THERE.match(text, one.end)
        and not text.startswith((*VILLAGES, "行政村", "自然村"), one.end)
    )


_THERE = re.compile(r"(?:现有|已建成?|已安装|共有|管养|管护|管理|建有|设有)[^，,。；;\d]{0,16}$|、[^，,。；;\d]{0,10}$")
_HEAD_OF_TEXT = 4  # characters: 全县|23座


def _part_of(one: ReadNumber) -> Part:
    return "recipient" if one.measured.dimension in PAID else "output"


def _make_up_budget(numbers: Sequence[ReadNumber], budget: Decimal | None) -> list[ReadNumber]:
    """Sums of money that stand one after the other and make up the budget are what its parts cost, where most of them are read so."""
    out = list(numbers)
    money = [place for place, one in enumerate(out) if one.measured.dimension == "money" and one.part != "price"]
    for first in range(len(money)) if budget else ():
        sums = list(accumulate(_yuan(out[place]) for place in money[first:]))
        run = money[first : first + sums.index(budget) + 1] if budget in sums else []
        if len(run) > 1 and sum(out[place].part == "amount" for place in run) * 2 > len(run):
            for place in run:
                out[place] = out[place]._replace(part="amount", sure=1.0)
            break
    return out


def _is_each(one: ReadNumber, price: ReadNumber, text: str) -> bool:
    """Whether a price is for each of what is counted: 85人, 每人400元."""
    near = text[max(0, price.start - LEAD) : price.end]
    each = {
        *re.findall(r"每([\u4e00-\u9fff])", near),
        *re.findall(r"([\u4e00-\u9fff])均", near),
        price.measured.unit.rpartition("/")[2][:1],
    }
    return bool(each & (set("人名") if one.measured.dimension == "people" else {one.measured.unit[-1:]}))


def _is_priced(one: ReadNumber, behind: Sequence[ReadNumber], text: str) -> bool:
    """新入库企业14家|每户奖励20万元: what has its price right behind it is paid for."""
    return bool(behind) and behind[0].part == "price" and _EACH_BEHIND.match(text, one.end) is not None


def _has_price(one: ReadNumber, behind: Sequence[ReadNumber], text: str) -> bool:
    """86名县镇两级代表活动费|每人600元, 满10年不满20年的46人，|每月200元: a price for it is the next number."""
    following = next((other for other in behind if other.part != "none"), None)
    if following is None or following.part != "price" or _is_of_each(one, text):
        return False
    return _PRICE_BEHIND.fullmatch(text, one.end, following.start) is not None


def _is_of_each(one: ReadNumber, text: str) -> bool:
    """每处配救生圈、绳索|一套, 生物质颗粒84吨，|一吨1150元: so many for each, no count of the whole."""
    if one.measured.number == 1:
        return _PER_ONE.search(text[max(0, one.start - LEAD - LEAD) : one.end]) is not None
    return FOR_EACH.search(text[max(0, one.start - LEAD) : one.start]) is not None


def _has_its_price(one: ReadNumber, numbers: Sequence[ReadNumber], text: str) -> bool:
    """自助服务终端32台 … 自助终端每台每年4500元: a price for each of it, by its unit and its name, wherever it stands, and for nothing else
    that is to be done."""
    pairs = {one.words[place : place + 2] for place in range(len(one.words) - 1)}
    prices = [price for price in numbers if price.part == "price" and price.measured.dimension == "money" and one.end < price.start]
    own = [price for price in prices if _is_each(one, price, text) and any(pair in price.words for pair in pairs)]
    done = [other for other in numbers if other is not one and other.part in DONE]
    return any(not any(_is_each(other, price, text) for other in done) for price in own)


def _is_spent_on(one: ReadNumber, behind: Sequence[ReadNumber], text: str, year: int | None) -> bool:
    """隧道1860延米18.6万元, 26户房屋拆迁补偿620万元: money is set aside for it, unless the money was a former year's."""
    if not behind or behind[0].part not in _SPENT or behind[0].measured.dimension != "money" or one.measured.unit in _NO_THING:
        return False
    if _is_former(text, one.start, year) or text[: one.start].endswith(("元", "块")):
        return False
    if _is_of_each(one, text):
        return False
    between = text[one.end : behind[0].start]
    return between in ("，", ",") or _MARK.search(between) is None


def _whole_and_parts(numbers: list[ReadNumber], nothing_else: bool = False) -> list[ReadNumber]:
    """培训670人：家政320人、焊工200人、电商150人: where one of a whole and its parts is to be done, the whole is, and these are parts.

    :param nothing_else: take them for that whatever each is read as.
    """
    counts = [place for place, one in enumerate(numbers) if one.measured.dimension in COUNTED]
    for begin, place in enumerate(counts):
        whole = numbers[place]
        alike = [other for other in counts[begin + 1 :] if numbers[other].measured.unit == whole.measured.unit]
        size = next((n for n in range(2, len(alike) + 1) if sum(numbers[m].measured.number for m in alike[:n]) == whole.measured.number), 0)
        group = [place, *alike[:size]]
        if size and (nothing_else or any(numbers[one].part in (*DONE, "part") for one in group)):
            numbers[place] = whole._replace(part=_part_of(whole), sure=1.0)
            listed: Part = next((numbers[one].part for one in alike[:size] if numbers[one].part in DONE), "part")
            for one in alike[:size]:  # 食用农产品780批次、预包装食品368批次、餐饮食品100批次: all rows or all parts
                if numbers[one].part in (*NO_ROW, "part"):
                    numbers[one] = numbers[one]._replace(part=listed, sure=1.0)
    return numbers


def _yuan(one: ReadNumber) -> Decimal:
    return in_base(one.measured.number, one.measured.unit.partition("/")[0])[0]


def _makes_up(number: Decimal, prices: Collection[Decimal], money: _Money) -> bool:
    return number > 1 and any(
        abs(number * price * time - amount) <= amount * _ROUNDED
        for price in prices
        for time in money.times
        for amount in money.amounts
        if amount > price
    )


def _is_former(text: str, place: int, year: int | None) -> bool:
    """Whether the last time named before a number in its sentence is a former year."""
    sentence = max(text.rfind(stop, 0, place) for stop in "。；;\n") + 1
    named = list(_TIME.finditer(text, sentence, place))
    if not named:
        return False
    said = named[-1]["year"]
    return bool(year and int(said) < year) if said else named[-1][0] in FORMER


def _some_counted(numbers: tuple[ReadNumber, ...], text: str, year: int | None) -> tuple[ReadNumber, ...]:
    """The numbers, where none is counted a whole with its parts (列养892公里，其中县道86公里…), else the likeliest as an output:
    现有取水口360处，委托运维 is about them."""
    if any(one.part in ("output", "recipient", "part") for one in numbers):
        return numbers
    wholes = _whole_and_parts(list(numbers), nothing_else=True)
    if any(one.part in DONE for one in wholes):
        return tuple(wholes)
    some = [one for one in numbers if one.measured.dimension in COUNTED and (one.counted >= _PERHAPS or not _ONLY_THERE.search(one.words))]
    some = [one for one in some if one.sure < 1 and not _is_former(text, one.start, year)]
    best = max(some, key=lambda one: one.counted, default=None)
    if best is None:
        return numbers
    return tuple(one._replace(part="output", sure=1.0) if one is best else one for one in numbers)
