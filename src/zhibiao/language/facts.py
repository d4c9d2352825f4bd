"""Fact finding: what a drafter has already written down about quantities, money, deadlines and people."""

from __future__ import annotations

import re
from functools import lru_cache

from zhibiao.language.costing import find_money
from zhibiao.language.counting import find_counts
from zhibiao.language.fact import Fact, FactKind, Role
from zhibiao.language.items import Item, split_items
from zhibiao.language.people import GROUP
from zhibiao.language.rates import find_rates
from zhibiao.language.reading import Reading
from zhibiao.language.timing import find_deadlines

_KEPT = 64  # texts: a reader of numbers and the rows that follow from it ask for the same
MAX_TEXT = 100_000  # characters read; a description is a paragraph, not a book

__all__ = ["Fact", "FactKind", "Item", "Role", "find_facts", "split_items"]


def find_facts(text: str) -> list[Fact]:
    """Every fact of one description (a name, a purpose, a goal), in the order of the text. Never raises.

    ``text[fact.start:fact.end] == fact.quote`` holds in the text given, whatever folding reading it took. Characters
    beyond :data:`MAX_TEXT` are not read.
    """
    return list(_facts(text[:MAX_TEXT]))


@lru_cache(_KEPT)
def _facts(text: str) -> tuple[Fact, ...]:
    reading = Reading.of(text)
    counted = find_counts(reading)
    facts = [*counted, *find_groups(reading, counted), *find_money(reading, counted), *find_deadlines(reading), *find_rates(reading)]
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end, fact.kind)))


_GROUPS = rf"{GROUP}(?:(?:、|和|及|与|以及){GROUP})*"
_SERVES = re.compile(
    rf"(?P<verb>惠及|受益|服务于|服务|方便|满足|造福|受益对象(?:为|是|:)|服务对象(?:为|是|:))(?P<who>{_GROUPS})(?P<after>.{{0,2}})"
)
_PAYS = re.compile(
    rf"(?P<verb>发放|支付|补助|兑付|兑现|缴纳|落实)(?:给)?(?P<who>{_GROUPS})(?:的)?(?=(?:基本|绩效|岗位|基础|职务|生活|养老|医疗|考核|年终|高温|值班|误工|务工)*(?:工资|补贴|补助|报酬|奖金|保险|津贴|待遇|薪酬|慰问|薪资|救助|奖励|生活费|社保|过渡费|补偿))"
)
_FOR_WHOM = re.compile(
    rf"(?:对|为|给|向)(?P<who>(?:[^,。;:()、\d\n]{{1,12}}、){{0,4}}[^,。;:()、\d\n]{{0,16}}?(?:{GROUP}|子女|书记|[户者]|群体))(?:免费|集中|统一)?(?P<verb>发放|提供|支付|给予|缴纳|开展|进行|购买|办理)(?P<after>)"
)
_COMPOUND = re.compile(r"专项|经费|中心|站|水平|能力|平台|体系|工作|费|热线|大厅|质量|窗口|机制|设施|活动|综合|队|满|需|诉求|资|项目|服务")


def find_groups(reading: Reading, taken: list[Fact]) -> list[Fact]:
    """People who are named without a number: 惠及沿线居民, 发放村干部工资. Groups that a numbered fact already names are left out."""
    known = {fact.object for fact in taken if fact.kind == "people"}
    facts = []
    matches: list[tuple[re.Match[str], Role]] = [(m, "beneficiary") for m in _SERVES.finditer(reading.plain)]
    matches += [(m, "payee") for m in _PAYS.finditer(reading.plain)]
    matches += [(m, "payee" if m["verb"] in ("发放", "支付", "给予", "缴纳") else "beneficiary") for m in _FOR_WHOM.finditer(reading.plain)]
    for match, role in sorted(matches, key=lambda pair: pair[0].start()):
        after = match.groupdict().get("after") or ""
        end = match.end("who")
        if after[:1].isdigit() or after[:1] in ("约", "近", "共") or _COMPOUND.match(after) or match["who"] in known:
            continue
        start, stop = reading.span(match.start(), end)
        verb = re.sub(r"(?:对象)?(?:为|是|:)$", "", match["verb"])
        facts.append(Fact("people", reading.text[start:stop], start, stop, object=match["who"], verb=verb, role=role))
        known.add(match["who"])
    return facts
