"""Facts as the learned reader of numbers sees them: what it takes for background goes, what it names is called so, what rules missed
comes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from zhibiao.language.clauses import Clause, head_verb
from zhibiao.language.counting import VAGUE
from zhibiao.language.fact import Fact, Part
from zhibiao.language.quantities import dimension
from zhibiao.language.reading import verb_classes
from zhibiao.model.number_reader import Read, ReadNumber
from zhibiao.recommend.deeds import ALONE
from zhibiao.recommend.groups import is_group
from zhibiao.recommend.placed import DONE
from zhibiao.recommend.settled import NO_ROW
from zhibiao.recommend.stated import counted_place

_SURE, _SURE_OF_MONEY = 0.4, 0.5  # probability from which a part is believed
_MOMENTS, _LASTS = ("分钟", "小时", "秒"), re.compile(r"(?:时间|时长|时限)$")  # 急救反应时间缩短到12分钟
_SEEN = 0.5  # from which a number that rules make nothing of is one
_ASIDE, _KEPT = 0.5, 0.3  # share of a clause that goals leave out: above it is background, below it is none
_SURELY = 0.9
_ROWS: tuple[Part, ...] = ("output", "recipient", "reach", "part", "frequency", "effect", "quality")
_PRICES = ("price", "effect")
_MONEY = ("money", "unit_cost")
_SET_UP = re.compile(r"安装|加装|购置|免费|配备(?=[\u4e00-\u9fff]*(?:家庭|户))")
_COSTS = re.compile(r"(?<!收)(?:费用|费|资金|经费|单价)$|^(?:费用|经费|资金)")
_WHEN = re.compile(r"^(?:预计|计划|拟|全年|今年|本年度?|20\d\d年)+")
_FOR_EACH = re.compile(r"(?<=[\u4e00-\u9fff]{2})每[村校库站所园户点镇乡班岗].*$")
_EACH = re.compile(r"(?:每[\u4e00-\u9fff]{1,2})+$|^(?:每[人户月年])+(?=[\u4e00-\u9fff]{2})")
_TIME = re.compile(r"[每一\d人户]([天日月年])(?:补助?|工资|报酬)?$")
_EACH_WAN = re.compile(r"[每/][万亿]")
_NEAR = 8  # characters between a count and the price of each
_LEAST = 2  # characters of a name
_NO_NAME = re.compile(r"(?:符合条件|符合要求|符合规定|预计|计划|共计|其中)(?:的|人员|对象)?$")  # says nothing of what is counted


def marked_facts(facts: Sequence[Fact], read: Read) -> list[Fact]:
    """``facts`` of a text with what the reader says of the numbers in it."""
    out: list[Fact] = []
    met, numbers = set(), read.numbers
    for fact in facts:
        number = next((one for one in numbers if _is_of(one, fact)), None)
        if number is not None:
            met.add(number.start)
        least = _SURE_OF_MONEY if fact.kind in _MONEY else _SURE
        told = fact if number is None or number.sure < least else _marked(fact, number)
        if told is not None and number is not None and told.part == "price":
            told = _of_what(_for_each(told, number, numbers) if told.kind == "money" else told, number, numbers)
        if told is not None:
            out.append(told)
    out += [found for one in numbers if one.start not in met and (found := _found(one)) is not None]
    return sorted(out, key=lambda fact: (fact.start, fact.end, fact.kind))


def marked_clauses(clauses: Sequence[Clause], read: Read) -> list[Clause]:
    """Clauses of the text, those that goals leave out as grounds."""
    out = []
    for clause in clauses:
        aside = read.set_aside(clause.start, clause.end)
        spent = any(one.part == "amount" and clause.start <= one.start < clause.end for one in read.numbers)
        spent = spent or any(one.part in DONE and one.sure > _SURELY and clause.start <= one.start < clause.end for one in read.numbers)
        kind = "ground" if aside > _ASIDE and not spent else "work" if clause.kind == "ground" and aside < _KEPT else clause.kind
        out.append(replace(clause, kind=kind))
    return out


def _is_of(one: ReadNumber, fact: Fact) -> bool:
    return fact.start <= one.start and one.end <= fact.end and fact.number == one.measured.number and fact.kind != "deadline"


def _marked(fact: Fact, one: ReadNumber) -> Fact | None:
    if one.part in NO_ROW:
        return None
    name = _EACH.sub("", one.words)
    if _FOR_EACH.search(name):  # 小型水库|每库配管护员1名
        name = "" if dimension(one.measured.unit) == "people" else _FOR_EACH.sub("", name)
    bare = name in ALONE and fact.kind not in _MONEY  # 更换|1支: of what, the project's name says
    if len(name) < _LEAST or bare or _NO_NAME.match(name):
        name = ""
    if fact.kind in _MONEY:
        return replace(fact, part=one.part, name=name or None) if one.part in _PRICES else fact
    if one.part not in _ROWS:
        return fact
    if fact.kind == "rate":
        return replace(fact, part=one.part, object=one.words or fact.object)
    if fact.kind == "count" and _COSTS.search(name):
        name, fact = "", replace(fact, object=None, verb=None)  # 服务费用|1500具: what is paid for is not what is counted
    deed = _WHEN.sub("", name)
    if deed in verb_classes() and deed not in ALONE and fact.object in (None, deed):
        name, fact = "", replace(fact, verb=deed, object=None)  # 预计2027年处理|6.2万头: of what, the topic says
    if not name:
        return replace(fact, part=one.part)
    place = counted_place(fact)
    if place is not None and not name.endswith(place):
        return replace(fact, part="reach")  # 硬化|3个村|村内道路: the name is of what is done there
    verb = head_verb(name)
    thing = name.removeprefix(verb or "")
    people = is_group((fact.object or "").rpartition("、")[2]) and not is_group(thing)  # 独居、高龄老人家庭, whatever is put up there
    if people and (len(name) <= _LEAST or _SET_UP.search(name)):
        name = ""  # 独居|1350户, 安装报警器独居老人家庭
    elif not people and (not fact.object or fact.object not in name):
        fact = replace(fact, verb=verb if thing else fact.verb, object=thing or name)
    return replace(fact, part=one.part, name=name or None)


def _of_what(fact: Fact, one: ReadNumber, numbers: Sequence[ReadNumber]) -> Fact:
    """A price whose name says nothing (各奖, 其余, 每平方米) is one of what was counted right before it."""
    name = _EACH_ONLY.sub("", _ONCE.sub("", fact.name or ""))
    before = [other for other in numbers if other.end <= one.start and other.part in DONE and other.words]
    if len(name) >= _LEAST and not _SAYS_NOTHING.fullmatch(name):
        return replace(fact, name=name)
    if before and one.start - before[-1].end <= _NEAR:
        return replace(fact, name=before[-1].words)
    return fact if name == fact.name else replace(fact, name=None)


_ONCE = re.compile(r"^[\u4e00-\u9fff]{2,8}后(?=[每各给奖补]|$)")  # 验收合格后|每户奖
_EACH_ONLY = re.compile(r"(?:^每[\u4e00-\u9fff]|各)[奖补助]{1,2}$|各[奖补助给]{1,2}$|每(?:平方米|立方米|公里|亩|米|[\u4e00-\u9fff])$")
_SAYS_NOTHING = re.compile(r"(?:其余|其他|各|每[\u4e00-\u9fff]*|处理|以[上下])*")


def _for_each(fact: Fact, one: ReadNumber, numbers: Sequence[ReadNumber]) -> Fact:
    """疫木清理4300株×120元, 水库5座，每座6000元: an amount that is a price is one for each of what was counted right before it."""
    before = [other for other in numbers if other.end <= one.start and other.part in DONE]
    if not before or one.start - before[-1].end > _NEAR or "/" in (fact.unit or ""):
        return fact
    time = _TIME.search(fact.quote.partition(one.quote)[0])
    unit = before[-1].measured.unit  # 58万人次，按1.5元补差, but 860万平方米，每万平方米120元
    each = (unit if _EACH_WAN.search(fact.quote) else unit.lstrip("万亿")) + (f"·{'天' if time[1] == '日' else time[1]}" if time else "")
    return replace(fact, kind="unit_cost", unit=f"{fact.unit}/{each}", name=fact.name or before[-1].words)


def _found(one: ReadNumber) -> Fact | None:
    """A fact of a number that the rules make nothing of."""
    what = dimension(one.measured.unit)
    alone = not one.words and one.part == "recipient" and what in ("people", "household")  # 156户，每户500元: of whom, the name says
    if one.sure < _SEEN or one.part not in _ROWS or (len(one.words) < _LEAST and not alone):
        return None
    lasts = one.part == "effect" and one.measured.unit in _MOMENTS and _LASTS.search(one.words) is not None
    if (what in ("money", "time", None) and not lasts) or one.measured.unit in VAGUE:
        return None
    ratio = what == "ratio"
    if ratio and one.part not in ("quality", "effect"):
        return None
    number = one.measured
    return Fact(
        "rate" if ratio else "count", one.quote, one.start, one.end, number.number, number.upper, number.unit, number.operator,
        number.approximate, object=one.words.removeprefix(head_verb(one.words) or "") or one.words or None, verb=head_verb(one.words),
        name=one.words or None, part=one.part,
    )  # fmt: skip
