"""Time rows from the description: when the project is to be done, when a part of it, and within what time a deed.

A date belongs to the whole project when its sentence stands by itself, or when the purpose is one piece; a date in the middle of an
item (配发工装，6月底前配发到位) is that item's own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.library import Library
from zhibiao.language.fact import Fact
from zhibiao.language.items import Item
from zhibiao.language.numerals import plain
from zhibiao.recommend.candidate import Candidate
from zhibiao.recommend.from_description import said, stated_row
from zhibiao.recommend.reading import Reading

_DONE_NAMES = (
    ("发放", "发放完成时间"),
    ("兑付", "兑付完成时间"),
    ("竣工", "工程竣工时间"),
    ("完工", "工程完工时间"),
    ("开工", "工程开工时间"),
    ("投入使用", "投入使用时间"),
    ("上线", "系统上线时间"),
    ("拨付", "资金拨付时间"),
    ("投用", "投用时间"),
)
_DONE_WORD = re.compile(r"^(?:完成|全部|全面|基本|均|底前|前|须|应|要|确保|力争)+")
_STAGE = re.compile(r"主体|招标|采购|设计|前期|开工|基础|土建|设备安装|征地|清表|方案|图纸|初步|资格|审核|公示|外业|认定|评选")
_STAGE_LAST = re.compile(r"(?:评估|摸底|勘查|勘测|申报|测评|动员|签约)$")
_WHOLE = re.compile(r"全部|全面|均|项目|工程|任务|整体|通过.{0,6}(?:验收|评审|质检)")
_SENTENCE = "。；;\n"
_BETWEEN = re.compile(r"[、和及与]?(?:分别|[春夏秋冬]季|[上下]半年|于|在)*")  # two dates of one clause: 分别于2月底前、8月底前
_RECURS = re.compile(r"每(?:月|季|年)")
_NO_THING = re.compile(r"\d|前$|、|^[到至向于在]|利用|施工$|^[去上往]年|实际|条件|目标|提前|要求")
_DONE = ("完成", "到", "全部完成", "")
_DOES = re.compile(
    r"^(?:另|并|同时)?(?:为[\u4e00-\u9fff]{2,8}(?:统一)?)?(?:组织|开展|举办|购买|采购|购置|统一|进行|实施|完成|用于|配发|配备)*"
)
_MOST_OF_A_THING = 12
_PARTLY = ("到位", "配发", "配发到位", "配备到位", "投保", "承保", "发放")


class Due(NamedTuple):
    """A date by which something is done; ``of`` is the part it is about, ``None`` for the whole project."""

    fact: Fact
    name: str
    value: TargetValue
    of: str | None


def due_dates(reading: Reading) -> list[Due]:
    """The dates that the description sets, those of the whole project first, the last of them leading."""
    facts = [fact for fact in reading.facts if fact.kind == "deadline" and fact.number is None and not _is_past(fact, reading.project.year)]
    out: list[Due] = []
    for group in _together(facts, reading.project.text):
        last = group[-1]
        value = TargetValue.parse("、".join(dict.fromkeys(_words(fact) for fact in group)))
        if value.kind != "deadline":
            continue
        part = _part_of(last, reading)
        if _RECURS.search(last.measure or ""):
            paid = "发" in (last.verb or "") or reading.of_kind("K01", "K02", "K03", "K04")
            out.append(Due(last, f"{reading.paid or '补助'}发放时间" if paid else "按期完成时间", value, "每期"))
        elif part is None:
            name = next((name for word, name in _DONE_NAMES if word in (last.verb or "")), "项目完成时间")
            out.append(Due(last, name, value, None))
        else:
            out.append(Due(last, _part_name(part, last.verb or ""), value, part))
    return sorted(out, key=lambda due: (due.of is not None, -due.fact.start))


def _is_past(fact: Fact, year: int | None) -> bool:
    """Whether a date lies in no year of the project's, as what only tells does (食堂是2012年前后建的, 服务期至2028年6月)."""
    words = fact.measure or fact.quote
    said = _YEAR.search(words)
    if _SO_FAR.search(fact.quote) is not None:
        return True  # 截至上年底累计完成投资5100万元
    return said is not None and (_ABOUT.search(fact.quote) is not None or bool(year and not year <= int(said[1]) <= year + 1))


_SO_FAR = re.compile(r"截[至止]|[上去]年[底末]")
_YEAR, _ABOUT = re.compile(r"(20\d\d|19\d\d)年"), re.compile(r"年前后")


def _together(facts: list[Fact], text: str) -> list[list[Fact]]:
    """Dates that stand in one clause are one target: 春季6月底前、秋季12月底前."""
    groups: list[list[Fact]] = []
    for fact in sorted(facts, key=lambda one: (one.end, one.start)):
        before = groups[-1][-1] if groups else None
        if before and fact.verb == before.verb and _adjoin(before, fact, text):
            groups[-1].append(fact)
        else:
            groups.append([fact])
    return groups


def _adjoin(one: Fact, other: Fact, text: str) -> bool:
    first, second = one.measure or one.quote, other.measure or other.quote
    place = text.find(first)
    following = text.find(second, place + len(first)) if place >= 0 else -1
    return following >= 0 and _BETWEEN.fullmatch(text[place + len(first) : following]) is not None


def _part_of(fact: Fact, reading: Reading) -> str | None:
    """What a date is about where it is not about everything: the output whose clause it stands in (4月底前购置垃圾桶300个), or what is
    to be done by then (6月底前完成主体工程). A date that opens the text, or that only says 完成, is that of the whole."""
    purpose = reading.project.purpose or ""
    if purpose[fact.start : fact.end] != fact.quote:
        return None
    if fact.object and (_STAGE.match(fact.object) or _STAGE_LAST.search(fact.object)):
        return fact.object
    if _WHOLE.search(fact.quote.replace(fact.object or "\0", "") if fact.object and fact.verb == "投用" else fact.quote):
        return None
    number, clause = next(((n, c) for n, c in enumerate(reading.clauses) if c.start <= fact.start < c.end), (0, None))
    if clause is None:
        return None
    outputs = [one.fact for one in reading.stated if one.role in ("output", "reach")]
    here = [one for one in outputs if one in clause.counts]
    if here:
        apart = [one for one in outputs if one not in clause.counts and one.role is None]
        first = all(not earlier.counts for earlier in reading.clauses[:number]) and here[0].start >= fact.start
        return _output_name(here[0]) if apart and not first else None
    named = fact.object if fact.object and _is_thing(fact.object) else None
    if named is None and fact.verb not in _PARTLY:
        named = _DONE_WORD.sub("", clause.words[max(0, clause.words.find(fact.measure or "\0")) :].removeprefix(fact.measure or ""))
    if named and _is_thing(named) and _is_some_of_it(named, fact, outputs, reading):
        return named
    working = [item for item in reading.items if item.counts or item.amounts]
    item = next((one for one in working if one.start <= fact.start < one.end), None)
    if (
        len(working) < 2
        or item is None
        or "。" in purpose[item.start : fact.start]
        or purpose[: fact.start].rstrip()[-1:] in ("", *_SENTENCE)
    ):
        return None
    return next((thing for thing in (fact.object, *_things(item, fact)) if thing and _is_thing(thing)), None)


def _output_name(fact: Fact) -> str:
    return f"{fact.object or ''}{fact.verb or ''}" if fact.verb and len(fact.object or "") > 1 else fact.object or ""


def _is_some_of_it(named: str, fact: Fact, outputs: list[Fact], reading: Reading) -> bool:
    """Whether what is due by a date is a part: what is handed out or insured by then (服装5月底前配发), one of several works (轮换11月底前
    完成), or a stage of one (完成主体工程)."""
    if (fact.verb or "") in _PARTLY:
        return True
    if sum(one.kind == "deadline" and one.number is None for one in reading.facts) > 1 and (fact.verb or "") in ("完成", ""):
        return True  # 3月底前完成枯死木除治，8月底前完成飞防
    works = {f"{one.verb or ''}{one.object or ''}" for one in outputs if one.role is None}
    meant = sum(named in work or work in named for work in works if work)
    return len(works) > 1 and 0 < meant < len(works)


def _is_thing(text: str) -> bool:
    return 2 <= len(text) <= _MOST_OF_A_THING and _NO_THING.search(text) is None


def _things(item: Item, fact: Fact) -> list[str | None]:
    """What an item is about: what it counted last before the date, what it pays for, its first words."""
    counted = [count.object for count in item.counts if count.start < fact.start]
    priced = [amount.object for amount in item.amounts if amount.start < fact.start]
    return [*counted[::-1], *priced[::-1], _DOES.sub("", re.split(r"[，,]", item.quote)[0])]


def _part_name(part: str, verb: str) -> str:
    deed = verb.removesuffix("到位")
    if verb.endswith("到位") and not deed:
        return f"{part}到位时间"
    return f"{part}完成时间" if deed in _DONE or deed in part else f"{part}{deed}时间"


def _words(fact: Fact) -> str:
    words = fact.measure or fact.quote
    if words.endswith(("前", "底", "旬", "内", "全年", "日")):
        return words if words.endswith(("前", "内", "全年")) else f"{words}前"
    return f"{words}底前" if words.endswith("月") else words


def deadline_candidates(reading: Reading, library: Library) -> list[Candidate]:
    """Deadlines, terms and response times the description names: 10月底前, 工期90天, 故障4小时内修复."""
    out: list[Candidate] = []
    for due in due_dates(reading):
        idea = "completion-date" if due.of is None and all(c.idea is None for c in out) else None
        score = 0.95 if due.of is None else 0.9
        out.append(stated_row("时效指标", due.name, score, due.fact.quote, due.value, said(due.fact), idea=idea, subject=due.of))
    for fact in reading.facts:
        if fact.kind != "deadline" or fact.number is None:
            continue
        value = TargetValue.parse(f"≤{plain(fact.number)}{fact.unit or ''}")
        if value.kind != "duration":
            continue
        verb = fact.verb or ""
        if verb:  # a deed with a time limit is a service's promise, not the length of the project
            name = f"{fact.object or ''}{verb}时限"
            term = library.idea(name, "时效指标")
        else:
            name, term = ("工程工期" if reading.of_kind("K09", "K10") else "项目实施周期"), "completion-date"
        out.append(stated_row("时效指标", name, 0.95, fact.quote, value, said(fact), idea=term, subject=verb or None))
    return out
