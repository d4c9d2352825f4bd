"""Facts as the learned reader of numbers sees them: what it takes for background goes, what it names is called so, what rules missed
comes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from zhibiao.language import numerals
from zhibiao.language.background import elsewhere, within
from zhibiao.language.clauses import Clause, head_verb
from zhibiao.language.counting import VAGUE
from zhibiao.language.fact import Fact, Part
from zhibiao.language.quantities import dimension, in_base
from zhibiao.model.number_reader import Read, ReadNumber
from zhibiao.recommend.stated import counted_place

_SURE = 0.4  # probability from which a part is believed
_SEEN = 0.5  # from which a number that rules make nothing of is one
_ASIDE, _KEPT = 0.5, 0.3  # share of a clause that goals leave out: above it is background, below it is none
_SURELY = 0.9
_DONE: tuple[Part, ...] = ("output", "recipient")
_NO_ROW = ("background", "none")
_ROWS: tuple[Part, ...] = ("output", "recipient", "reach", "part", "frequency", "effect", "quality")
_PRICES = ("price", "effect")
_MONEY = ("money", "unit_cost")
_EACH = re.compile(r"(?:每[\u4e00-\u9fff]{1,2})+$|^(?:每[人户月年])+(?=[\u4e00-\u9fff]{2})")
_LEAST = 2  # characters of a name
_JOINED = re.compile(r"^[和及与、](?=[\u4e00-\u9fff]{2})(?!及时)")
_NO_NAME = re.compile(r"(?:符合条件|符合要求|符合规定|预计|计划|共计|其中)(?:的|人员|对象)?$")  # says nothing of what is counted
_COUNTED = ("object", "length", "area", "people", "household", "occurrence", "volume", "mass")
_PAID = ("people", "household")
_PLAIN = 0.95  # a count so sure is one, wherever it stands
_ROUNDED = Decimal("0.005")  # share by which an amount may differ from number × price
_WORDS_BEFORE, _LEAD = 6, 12  # characters before a number that are of its clause; before a price, in which it says for each of what
_EACH_BEHIND = re.compile(r"[,，]?每[户家人名个村所]")
_MONTHS = re.compile(r"([一二两三四五六七八九十]{1,2}|\d{1,2})个月")
_FORMER = ("上年", "去年", "往年", "上年度", "前年")
_TIME = re.compile(r"(?P<year>20\d\d)年|上年度?|去年|往年|前年|今年|本年度?|当年|明年|本次|现|拟|计划")
_PERHAPS = 0.1  # from which a number may be an output where nothing else is
_ONLY_THERE = re.compile(r"辖|人口|编制|面积|总|累计|上年|去年|[村镇乡]$|居委会$|社区$|^$")


def settled(read: Read, text: str, budget: Decimal | None, year: int | None) -> Read:
    """The reading of ``text`` with what its numbers say of each other: 85人 at 400元 each for five months make up 17万元, so that they
    are paid for and no background; a count in a passage that only tells, or of a former year, is one more that tells."""
    amounts = [_yuan(one) for one in read.numbers if one.measured.dimension == "money"] + ([budget] if budget else [])
    prices = [one for one in read.numbers if one.measured.dimension == "money" and one.part == "price"]
    months = {Decimal(many) for found in _MONTHS.finditer(text) if (many := numerals.number(found[1]))}
    times = {Decimal(1), Decimal(12), *months, *(one.measured.number for one in read.numbers if one.measured.dimension == "time")}
    away = elsewhere(text)
    if away:
        aside = read.aside.copy()
        aside[[place for place, written in enumerate(read.places) if within(written, away)]] = 1
        gone = tuple(one._replace(part="background", sure=1.0) if within(one.start, away) else one for one in read.numbers)
        read = read._replace(numbers=gone, aside=aside)
    read = read._replace(numbers=tuple(_make_up_budget(read.numbers, budget)))
    counted = {one.measured.number for one in read.numbers if one.part in _DONE}
    numbers = []
    for place, one in enumerate(read.numbers):
        behind = read.numbers[place + 1 :]
        if _SIZE_OF.match(text, one.end) and one.measured.dimension in _SIZES:
            numbers.append(one._replace(part="none", sure=1.0))  # 3.5吨|水罐消防车1辆: which one
            continue
        if (whom := _priced_before(one, text)) is not None:
            part: Part = "recipient" if one.measured.unit in _PAYEE else "output"
            numbers.append(one._replace(part=part, sure=1.0, words=whom))
            continue
        priced = _is_priced(one, behind, text) or _is_spent_on(one, behind, text, year)
        if one.part in _NO_ROW and one.measured.dimension in _COUNTED and one.measured.number not in counted:
            own = [_yuan(price) for price in prices if _is_each(one, price, text)]
            if priced or _makes_up(one.measured.number, own, times, amounts):
                one = one._replace(part="recipient" if one.measured.dimension in _PAID else "output", sure=1.0)
        elif one.part in (*_DONE, "reach", "effect") and one.sure < _PLAIN and not priced:
            told = read.set_aside(max(0, one.start - _WORDS_BEFORE), one.end) > _ASIDE
            if told or _is_former(text, one.start, year):
                one = one._replace(part="background")
        numbers.append(one)
    return read._replace(numbers=_some_counted(tuple(_whole_and_parts(numbers)), text, year))


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
    near = text[max(0, price.start - _LEAD) : price.end]
    each = {
        *re.findall(r"每([\u4e00-\u9fff])", near),
        *re.findall(r"([\u4e00-\u9fff])均", near),
        price.measured.unit.rpartition("/")[2][:1],
    }
    return bool(each & (set("人名") if one.measured.dimension == "people" else {one.measured.unit[-1:]}))


def _is_priced(one: ReadNumber, behind: Sequence[ReadNumber], text: str) -> bool:
    """新入库企业14家|每户奖励20万元: what has its price right behind it is paid for."""
    return bool(behind) and behind[0].part == "price" and _EACH_BEHIND.match(text, one.end) is not None


def _priced_before(one: ReadNumber, text: str) -> str | None:
    """What is counted right behind what each is paid: 首次升规企业|每家奖10万元，预计12家, 简易的|50元一件，约600件; ``None`` for another
    number."""
    if one.measured.dimension not in _COUNTED:
        return None
    found = _WHOM_PRICED.search(text[max(0, one.start - _FAR) : one.start])
    if found is None or (found["each"] or found["one"]) != one.measured.unit[-1:] or found["whom"].startswith(_FORMER):
        return None
    return found["whom"]


_FAR = 60  # characters in which a price before a number is looked for
_WHOM_PRICED = re.compile(
    r"(?:^|[，,。；;：:、\n])(?P<whom>[^，,。；;：:、\n\d]{2,16}?)的?"
    r"(?:每(?P<each>[\u4e00-\u9fff])[^，,。；;\d]{0,6}\d[\d.]*万?元|\d[\d.]*万?元[一每](?P<one>[\u4e00-\u9fff]))"
    r"[，,](?:预计|大约|约|共计|共|合计|计划|拟|今年|全年|安排|需)*$"
)
_PAYEE = ("家", "户", "人", "名")


def _is_spent_on(one: ReadNumber, behind: Sequence[ReadNumber], text: str, year: int | None) -> bool:
    """隧道1860延米18.6万元, 26户房屋拆迁补偿620万元: money is set aside for it, unless the money was a former year's."""
    if not behind or behind[0].part != "amount" or one.measured.unit in _NO_THING or _is_former(text, one.start, year):
        return False
    if _FOR_EACH.search(text[max(0, one.start - _LEAD) : one.start]):
        return False  # 每处配救生圈、绳索一套
    return _MARK.search(text[one.end : behind[0].start]) is None


_SIZES = ("volume", "mass", "power")
_SIZE_OF = re.compile(r"[\u4e00-\u9fff]{1,8}?(?<![并和的至及或、])(?:\d+|[一二两三四五六七八九十]+)[座台辆套个口眼艘栋]")
_NO_THING = ("项",)  # 三项检验费合计15.8万元
_FOR_EACH = re.compile(r"每[\u4e00-\u9fff][^，,。；;]*$")
_MARK = re.compile(r"[，,。；;、：:（(\n\d]")


def _whole_and_parts(numbers: list[ReadNumber], nothing_else: bool = False) -> list[ReadNumber]:
    """培训670人：家政320人、焊工200人、电商150人: where one of a whole and its parts is to be done, the whole is, and these are parts.

    :param nothing_else: take them for that whatever each is read as.
    """
    counts = [place for place, one in enumerate(numbers) if one.measured.dimension in _COUNTED]
    for begin, place in enumerate(counts):
        whole = numbers[place]
        alike = [other for other in counts[begin + 1 :] if numbers[other].measured.unit == whole.measured.unit]
        size = next((n for n in range(2, len(alike) + 1) if sum(numbers[m].measured.number for m in alike[:n]) == whole.measured.number), 0)
        group = [place, *alike[:size]]
        if size and (nothing_else or any(numbers[one].part in (*_DONE, "part") for one in group)):
            numbers[place] = whole._replace(part="recipient" if whole.measured.dimension in _PAID else "output", sure=1.0)
            listed: Part = next((numbers[one].part for one in alike[:size] if numbers[one].part in _DONE), "part")
            for one in alike[:size]:  # 食用农产品780批次、预包装食品368批次、餐饮食品100批次: all rows or all parts
                if numbers[one].part in (*_NO_ROW, "part"):
                    numbers[one] = numbers[one]._replace(part=listed, sure=1.0)
    return numbers


def _yuan(one: ReadNumber) -> Decimal:
    return in_base(one.measured.number, one.measured.unit.partition("/")[0])[0]


def _makes_up(number: Decimal, prices: Sequence[Decimal], times: Collection[Decimal], amounts: Sequence[Decimal]) -> bool:
    return number > 1 and any(
        abs(number * price * time - amount) <= amount * _ROUNDED
        for price in prices
        for time in times
        for amount in amounts
        if amount > price
    )


def _is_former(text: str, place: int, year: int | None) -> bool:
    """Whether the last time named before a number in its sentence is a former year."""
    sentence = max(text.rfind(stop, 0, place) for stop in "。；;\n") + 1
    named = list(_TIME.finditer(text, sentence, place))
    if not named:
        return False
    said = named[-1]["year"]
    return bool(year and int(said) < year) if said else named[-1][0] in _FORMER


def marked_facts(facts: Sequence[Fact], read: Read) -> list[Fact]:
    """``facts`` of a text with what the reader says of the numbers in it."""
    out: list[Fact] = []
    met, numbers = set(), read.numbers
    for fact in facts:
        number = next((one for one in numbers if _is_of(one, fact)), None)
        if number is not None:
            met.add(number.start)
        told = fact if number is None or number.sure < _SURE else _marked(fact, number)
        if told is not None:
            out.append(told)
    out += [found for one in numbers if one.start not in met and (found := _found(one)) is not None]
    return sorted(out, key=lambda fact: (fact.start, fact.end, fact.kind))


def _some_counted(numbers: tuple[ReadNumber, ...], text: str, year: int | None) -> tuple[ReadNumber, ...]:
    """The numbers, where none is counted a whole with its parts (列养892公里，其中县道86公里…), else the likeliest as an output:
    现有取水口360处，委托运维 is about them."""
    if any(one.part in ("output", "recipient", "part") for one in numbers):
        return numbers
    wholes = _whole_and_parts(list(numbers), nothing_else=True)
    if any(one.part in _DONE for one in wholes):
        return tuple(wholes)
    some = [one for one in numbers if one.measured.dimension in _COUNTED and (one.counted >= _PERHAPS or not _ONLY_THERE.search(one.words))]
    some = [one for one in some if not _is_former(text, one.start, year)]
    best = max(some, key=lambda one: one.counted, default=None)
    if best is None:
        return numbers
    return tuple(one._replace(part="output", sure=1.0) if one is best else one for one in numbers)


def marked_clauses(clauses: Sequence[Clause], read: Read) -> list[Clause]:
    """Clauses of the text, those that goals leave out as grounds."""
    out = []
    for clause in clauses:
        aside = read.set_aside(clause.start, clause.end)
        spent = any(one.part == "amount" and clause.start <= one.start < clause.end for one in read.numbers)
        spent = spent or any(
            one.part in ("output", "recipient") and one.sure > _SURELY and clause.start <= one.start < clause.end for one in read.numbers
        )
        kind = "ground" if aside > _ASIDE and not spent else "work" if clause.kind == "ground" and aside < _KEPT else clause.kind
        out.append(replace(clause, kind=kind))
    return out


def _is_of(one: ReadNumber, fact: Fact) -> bool:
    return fact.start <= one.start and one.end <= fact.end and fact.number == one.measured.number and fact.kind != "deadline"


def _marked(fact: Fact, one: ReadNumber) -> Fact | None:
    if one.part in _NO_ROW:
        return None
    name = _JOINED.sub("", _EACH.sub("", one.words))
    if len(name) < _LEAST or _NO_NAME.match(name):
        name = ""
    if fact.kind in _MONEY:
        return replace(fact, part=one.part, name=name or None) if one.part in _PRICES else fact
    if one.part not in _ROWS:
        return fact
    if fact.kind == "rate":
        return replace(fact, part=one.part, object=one.words or fact.object)
    if not name:
        return replace(fact, part=one.part)
    place = counted_place(fact)
    if place is not None and place not in name:
        return replace(fact, part="reach")  # 硬化|3个村|村内道路: the name is of what is done there
    if not fact.object or fact.object not in name:
        verb = head_verb(name)
        thing = name.removeprefix(verb or "")
        fact = replace(fact, verb=verb if thing else fact.verb, object=thing or name)
    return replace(fact, part=one.part, name=name)


def _found(one: ReadNumber) -> Fact | None:
    """A fact of a number that the rules make nothing of."""
    if one.sure < _SEEN or one.part not in _ROWS or len(one.words) < _LEAST:
        return None
    what = dimension(one.measured.unit)
    if what in ("money", "time", None) or one.measured.unit in VAGUE:
        return None
    ratio = what == "ratio"
    if ratio and one.part not in ("quality", "effect"):
        return None
    number = one.measured
    return Fact(
        "rate" if ratio else "count", one.quote, one.start, one.end, number.number, number.upper, number.unit, number.operator,
        number.approximate, object=one.words.removeprefix(head_verb(one.words) or "") or one.words, verb=head_verb(one.words),
        name=one.words, part=one.part,
    )  # fmt: skip
