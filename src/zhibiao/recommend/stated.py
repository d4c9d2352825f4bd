"""What the description counts, by the part each number plays: an output, a part or a size of one, whom it reaches, where it is.

Only outputs must be rows. 其中12公里 divides an output, 建筑面积 measures one, 惠及1200户 says whom it reaches, and the villages in
18个行政村配备保洁员62名 say where: these stand behind as alternatives, so that no number of the drafter is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from zhibiao.language.clauses import Clause, head_verb
from zhibiao.language.fact import Fact
from zhibiao.language.quantities import dimension, in_base

Role = Literal["output", "size", "part", "reach", "scope"]

# Parts that the learned reader tells, as roles; what it calls background is no fact at all.
_READ: dict[str | None, Role] = {
    "output": "output", "recipient": "output", "part": "part", "frequency": "scope",
    "reach": "reach", "effect": "reach", "quality": "reach",
}  # fmt: skip
_PEOPLE, _SIZES = ("people", "household"), ("area", "length", "volume", "mass", "power")
_HELPED = ("支持",)  # 支持42家中小企业开展数字化改造: they are what is done
_HAS = re.compile(r"[\u4e00-\u9fff]{2,6}(?:现有|共有?|下辖|辖)\d")
_RIGHT_BEHIND = 2  # characters between a count and the size of what was counted
_SPECIFIED = ("升", "毫升", "千伏", "马力")  # 240升垃圾桶: what kind, not how many
# Places and bodies in which something is done: counted beside an output of its own they say where.
_CONTAINER = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}(?:村|村庄|村街|村居|社区|小区|乡镇|镇|乡|街道|办事处|村民小组|县|区|园区|[中小]学|中小学|学校|幼儿园|村小|教学点|医院|卫生院|卫生室|派出所|单位|部门|机关|站所|机构|校区|片区|灌区|网格|企业|公司|商户|合作社))"
)


class Stated(NamedTuple):
    """A counted fact and the part it plays."""

    fact: Fact
    role: Role


def stated(facts: Sequence[Fact], clauses: Sequence[Clause]) -> list[Stated]:
    """Every number with a count's unit, in the order of the text."""
    counted = [fact for fact in facts if fact.kind in ("count", "people") and fact.number and (fact.unit or "") not in _SPECIFIED]
    parts = _parts(clauses)
    out: list[Stated] = []
    for fact in counted:
        if fact.part in _READ:
            out.append(Stated(fact, "scope" if _holds_another(fact, counted) else _READ[fact.part]))
        elif fact in parts:
            out.append(Stated(fact, "part"))
        elif fact.role is None and ((fact.measure and _measures_another(fact, counted)) or _sizes_another(fact, counted)):
            out.append(Stated(fact, "size"))
        elif _is_sum(fact, counted) or _is_scope(fact, counted, clauses):
            out.append(Stated(fact, "scope"))
        elif (fact.kind == "people" and fact.role == "beneficiary" and fact.measure is None and fact.verb not in _HELPED) or _is_for_whom(
            fact, clauses
        ):
            out.append(Stated(fact, "reach"))
        else:
            out.append(Stated(fact, "output"))
    if any(one.role == "output" for one in out):
        return out
    # those whom a project reaches are what it does where nothing else is counted: 保障特困人员846人基本生活
    return [Stated(fact, "output" if role == "reach" and fact.object else role) for fact, role in out]


def _is_sum(fact: Fact, counted: Sequence[Fact]) -> bool:
    """代表238名、列席112名，共350人: a total of what is counted already."""
    before = [one.number or 0 for one in counted if one.end <= fact.start and dimension(one.unit) == dimension(fact.unit)]
    return len(before) > 1 and any(sum(before[n:]) == fact.number for n in range(len(before) - 1))


def _measures_another(fact: Fact, counted: Sequence[Fact]) -> bool:
    deed = head_verb(fact.measure or "")
    if deed is not None and deed != fact.verb:
        return False  # 变电站1座，绿化面积1.5万平方米: another work
    return any(one != fact and one.object == fact.object and one.measure is None for one in counted)


def _sizes_another(fact: Fact, counted: Sequence[Fact]) -> bool:
    """宿舍楼1栋4200平方米: how large the one is that was counted right before."""
    return (
        dimension(fact.unit) in _SIZES
        and fact.measure is None
        and any(
            one.object == fact.object and one.end <= fact.start <= one.end + _RIGHT_BEHIND and dimension(one.unit) == "object"
            for one in counted
        )
    )


def _is_scope(fact: Fact, counted: Sequence[Fact], clauses: Sequence[Clause]) -> bool:
    """Whether a fact counts places or bodies that hold another output, or that are only reached."""
    if dimension(fact.unit) in _PEOPLE or not fact.object or not _CONTAINER.fullmatch(fact.object):
        return False
    if fact.role == "beneficiary":
        return len(counted) > 1 and fact.verb not in _HELPED
    if fact.verb is not None:
        return False
    clause = next((c for c in clauses if fact in c.counts), None)
    if clause is not None and _HAS.match(clause.words):
        return True  # 三岔乡共11个行政村
    return clause is not None and any(one != fact and one.start >= fact.start for one in clause.counts)


def _holds_another(fact: Fact, counted: Sequence[Fact]) -> bool:
    """18个行政村|配备保洁员, 62名|配备保洁员: named by what is counted beside it, the places only say where."""
    names = [
        other.name
        for other in counted
        if other is not fact and other.part != "part" and other.name and fact.name and fact.name != other.name
    ]
    return any(_CONTAINER.fullmatch((fact.name or "").removesuffix(name)) for name in names if (fact.name or "").endswith(name))


def counted_place(fact: Fact) -> str | None:
    """The places that a fact counts: 村 of 3个村; ``None`` where it counts none."""
    behind = _PLACE_BEHIND.search(fact.quote)
    return behind[1] if behind is not None and _CONTAINER.fullmatch(behind[1]) else None


_PLACE_BEHIND = re.compile(r"[个家所]([\u4e00-\u9fff]{1,6})$")


def _is_for_whom(fact: Fact, clauses: Sequence[Clause]) -> bool:
    """为386名残疾人适配辅助器具520件: the people of a clause that counts what they get."""
    if dimension(fact.unit) not in _PEOPLE or fact.verb is not None:
        return False
    clause = next((c for c in clauses if fact in c.counts), None)
    return clause is not None and clause.words.startswith(("为", "给", "向", "对")) and fact != clause.counts[-1]


def _parts(clauses: Sequence[Clause]) -> set[Fact]:
    """The facts that divide a whole named before them in their sentence: 公路487公里，其中县道96公里、乡道151公里."""
    found: set[Fact] = set()
    before: list[Fact] = []
    divided: str | None = None
    for clause in clauses:
        if clause.opens:
            before, divided = [], None
        if clause.part:
            divided = None
            for fact in clause.counts:
                if _whole(fact, before) is not None:
                    divided = divided or dimension(fact.unit)
                    found.add(fact)
        elif divided is not None:
            for fact in clause.counts:
                deed = fact.verb is not None and fact.quote.startswith(fact.verb)
                if deed or dimension(fact.unit) != divided or _whole(fact, before) is None:
                    divided = None
                    break
                found.add(fact)
        before += [fact for fact in clause.counts if fact not in found]
    return found


def _whole(part: Fact, before: Sequence[Fact]) -> Fact | None:
    mine, unit = in_base(part.number or 0, part.unit)  # type: ignore[arg-type]
    for fact in before:
        theirs, other = in_base(fact.number or 0, fact.unit)  # type: ignore[arg-type]
        if dimension(other) == dimension(unit) and theirs >= mine:
            return fact
    return None
