"""Which number of a description fills which indicator of the library."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from zhibiao.knowledge.library import Entry
from zhibiao.language.fact import Fact
from zhibiao.language.outcomes import spent
from zhibiao.language.quantities import dimension, in_base
from zhibiao.language.similarity import containment, dice
from zhibiao.recommend.candidate import QUANTITY, group_of
from zhibiao.recommend.naming import MEASURED
from zhibiao.recommend.reading import Reading

_GROUPS = ("people", "household")
_ALSO_CALLED = 0.8  # what a synonym's thing is worth beside the entry's own
_FILLS = 0.6  # how surely a fact must be the thing an entry counts


def filled_entries(entries: Sequence[Entry], reading: Reading) -> dict[str, Fact]:
    """Which fact fills which entry, by entry id. A count fills one quantity row, the one it is nearest to; 巡护员30名 is not the
    number of 值班员 as well."""
    pairs = sorted(
        (
            (-alike, place, number)
            for place, entry in enumerate(entries)
            if entry.counted or entry.value_kind == "money"
            for number, fact in enumerate(reading.facts)
            if (alike := _fills(entry, fact)) >= _FILLS
        ),
    )
    filled: dict[str, Fact] = {}
    spent: set[int] = set()
    for _, place, number in pairs:
        entry = entries[place]
        counts = group_of(entry.level2) == QUANTITY
        if entry.id in filled or (counts and number in spent):
            continue
        filled[entry.id] = reading.facts[number]
        if counts:
            spent.add(number)
    return filled


def the_only_group(entries: Sequence[Entry], reading: Reading, filled: Mapping[str, Fact]) -> dict[str, Fact]:
    """为45户困难家庭安装扶手: where one group alone is counted, and one main output alone asks for people, the one is the other."""
    asked = [e for e in entries if e.core and group_of(e.level2) == QUANTITY and dimension(e.unit) in _GROUPS and e.id not in filled]
    given = {(f.number, f.unit): f for f in reading.facts if f.kind in ("people", "count") and f.number and dimension(f.unit) in _GROUPS}
    spent = [fact for fact in given.values() if fact in filled.values()]
    if len(asked) != 1 or len(given) != 1 or spent or any(dimension(unit) in _GROUPS for unit in _units(filled, entries)):
        return {}
    fact = next(iter(given.values()))
    return {asked[0].id: fact} if dimension(asked[0].unit) == dimension(fact.unit) else {}


def land_reached(entries: Sequence[Entry], reading: Reading, filled: Mapping[str, Fact]) -> dict[str, Fact]:
    """保障下游5.2万亩农田灌溉: where one area of land is said to be served, and one effect alone asks for an area (改善灌溉面积), the one
    is the other."""
    asked = [
        e for e in entries if "效益" in e.level2 and dimension(e.unit) == "area" and "亩" in (e.unit or "") and "/" not in (e.unit or "")
    ]
    land = {f.number: f for f in reading.facts if f.kind == "count" and f.part == "reach" and f.number and (f.unit or "").endswith("亩")}
    if len(asked) > 1:
        asked = [entry for entry in asked if any(word in reading.text for word in _WATERED if word in entry.name)]
    if len(asked) != 1 or len(land) != 1 or asked[0].id in filled:
        return {}
    return {asked[0].id: next(iter(land.values()))}


_WATERED = ("排涝", "灌溉", "除涝", "防洪", "节水")


def _units(filled: Mapping[str, Fact], entries: Sequence[Entry]) -> list[str | None]:
    return [entry.unit for entry in entries if entry.id in filled and group_of(entry.level2) == QUANTITY]


def matching_fact(entry: Entry, reading: Reading) -> Fact | None:
    """The fact of the description that fills an entry taken by itself."""
    return filled_entries([entry], reading).get(entry.id)


def _fills(entry: Entry, fact: Fact) -> float:
    """How surely a fact is the number an entry asks for, 0 to 1: same thing counted, a unit of the same dimension."""
    if fact.kind == "money" and fact.part == "effect" and group_of(entry.level2) == QUANTITY:
        return 0.0  # 拉动消费2000万元 is not what is handed out
    if fact.kind == "money" and fact.number is not None and (owed := _DEBT.search(fact.object or "")):
        # 偿还专项债券利息1186万元: what is paid is what is done
        asked = _DEBT.search(entry.counted or "")
        return _ALSO_CALLED if asked and asked[0] == owed[0] and group_of(entry.level2) == QUANTITY else 0.0
    if fact.number is not None and fact.kind == "money" and not fact.total and not spent(fact):
        # 发放消费券500万元: what is handed out is counted in money
        counts = entry.counted and entry.value_kind == "money" and group_of(entry.level2) == QUANTITY and "/" not in (entry.unit or "")
        return same_thing(entry.counted or "", fact.object or "") if counts else 0.0
    if fact.number is None or fact.kind not in ("count", "people", "unit_cost"):
        return 0.0
    if fact.part in _OF_A_SIDE and group_of(entry.level2) == QUANTITY and "/" not in (entry.unit or ""):
        return 0.0  # 每院一套 is not how many in all
    if (fact.kind == "unit_cost") != (entry.value_kind == "money"):
        return 0.0
    if _MONTHLY.search(entry.name) and "月" not in fact.quote:
        return 0.0  # 全年巡查60次 is not how often a month
    if not _same_dimension(dimension(entry.unit), dimension(fact.unit), entry, fact):
        return 0.0
    if not fact.object and dimension(entry.unit) in ("people", "household"):
        return _FILLS if entry.core and fact.kind == "people" else 0.0  # 预计救助1300余人
    same_unit = in_base(Decimal(1), entry.unit)[1] == in_base(Decimal(1), fact.unit)[1]  # 头 and 万头
    if not fact.object and fact.verb and same_unit:
        return 0.7 if fact.verb in entry.name else 0.0  # 当年轮换2600吨
    if not fact.object:
        return _FILLS if same_unit and (entry.unit or "").rpartition("/")[2] in _TELLING else 0.0
    if not entry.counted:
        return 0.0
    also = (MEASURED.sub("", name) for name in entry.synonyms)  # 辅警人数 is another name of 警务辅助人员人数
    as_named = max((_ALSO_CALLED * same_thing(name, fact.object) for name in also if len(name) >= 2), default=0.0)
    counted = (fact.object, f"{fact.verb or ''}{fact.object}", f"{fact.object}{fact.measure or ''}")  # 排涝面积 is counted as such
    return max(as_named, *(same_thing(entry.counted, thing) for thing in counted))


_OF_A_SIDE = ("frequency", "part", "reach", "effect", "quality")
_MONTHLY = re.compile(r"月均|每月|月度")
_DEBT = re.compile(r"(?:本金|利息|本息)$")


def _same_dimension(wanted: str | None, given: str | None, entry: Entry, fact: Fact) -> bool:
    if wanted == "money":
        return in_base(Decimal(1), fact.unit)[1] == in_base(Decimal(1), entry.unit)[1]
    if wanted == given and wanted in ("length", "area", "volume", "mass", "people", "household", "power"):
        return True
    if wanted == given == "object":
        return True
    countable = ("object", "occurrence", None)
    one, other = (in_base(Decimal(1), unit)[1] for unit in (entry.unit, fact.unit))  # 件 and 万件
    return wanted in countable and given in countable and (one == other or {one, other} in _SAME_UNITS)


# Units that say what they count: 预计1100具, each 980元/具, with no noun in sight.
_TELLING = frozenset(["场", "场次", "具", "例", "头", "羽", "株", "棵", "批次", "架次", "剂次", "床位", "车位", "泊位", "穴"])
# Units in which clerks count one and the same thing.
_SAME_UNITS = tuple(
    set(pair.split())
    for pair in (
        "例 具",
        "例 件",
        "例 人次",
        "间 个",
        "部 台",
        "场 场次",
        "次 车次",
        "次 频次",
        "批 批次",
        "班 班次",
        "家 家次",
        "个 家",
        "个 处",
        "座 处",
        "台 套",
        "台 台套",
        "套 台套",
    )
)


def same_thing(one: str, other: str) -> float:
    """How surely a word found (``other``) means the thing counted (``one``), 0 to 1. 太阳能路灯 is a 路灯; a 路灯 need not be a
    太阳能路灯."""
    if one == other:
        return 1.0
    if other.endswith(one):
        return 0.9
    if len(one) >= 2 and one in other:
        return 0.75
    if one.endswith(other):
        return 0.65
    return max(dice(one, other), 0.8 * containment(one, other) if len(one) > 2 else 0.0)
