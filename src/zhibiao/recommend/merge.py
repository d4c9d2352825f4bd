"""Near-duplicates become one row: 足额发放率, 资金发放率 and 补贴兑付率 are one idea; 及时率 is another."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from zhibiao.language.normalise import key
from zhibiao.language.quantities import dimension
from zhibiao.language.similarity import containment, dice
from zhibiao.recommend.candidate import COST, QUANTITY, SATISFACTION, Candidate
from zhibiao.recommend.reading import Reading

_ALIKE = 0.72  # names of one type that share this much are one indicator
_RIVAL = 0.55  # rates of one type that share this much ask for one thing
_PAID_IN_FULL = re.compile(r"(?:标准落实|标准执行|足额|发放|兑付|到位)[\u4e00-\u9fff]{0,3}率$")
_ON_TIME = re.compile(r"按期|按时|准时|如期|准点|正点|限时")
_RATE_WORDS = re.compile(r"(?:达标|合格|完成|优良)?(?:率|比例|比重|度)$")
_STEM = 3  # characters that say what a rate is of
_PAID, _PAYEES = ("people-paid", "households-paid"), ("people", "household")
_SHOWN = 6  # pieces of evidence kept

# Ideas that ask the same thing of a project: a table needs one of each set.
_ONE_OF = (
    ("completion-date", "on-time-completion", "task-timely"),
    ("acceptance-rate", "repair-acceptance"),
    ("service-life", "repair-life", "equipment-life"),
)


def merge(candidates: list[Candidate], reading: Reading) -> list[Candidate]:
    """One candidate per indicator, the strongest first; its name is the one that suits this project best."""
    ordered = sorted(candidates, key=lambda c: (-c.score, not c.is_filled, c.level2, c.name))
    kept: list[Candidate] = []
    of_group: dict[str, list[Candidate]] = defaultdict(list)  # those of another group are never the same
    for candidate in ordered:
        twin = next((other for other in of_group[candidate.group] if _same(other, candidate)), None)
        if twin is None:
            kept.append(candidate)
            of_group[candidate.group].append(candidate)
        else:
            _absorb(twin, candidate, reading)
    stated = [candidate for candidate in kept if candidate.is_stated]
    kept = [candidate for candidate in kept if not any(_answers(other, candidate) for other in stated)]
    return sorted(kept, key=lambda c: (-c.score, c.level2, c.name))


def _answers(stated: Candidate, asked: Candidate) -> bool:
    """Whether a rate that the description sets (班次准点率 ≥95%) answers one that is asked for under another type (公交正点率)."""
    if not stated.is_stated or stated.group == asked.group or "description" in asked.sources or SATISFACTION in (stated.group, asked.group):
        return False
    if stated.role == "output" and asked.value is not None and not asked.is_filled and stated.value is not None:
        same = dimension(stated.value.unit) == dimension(asked.value.unit) and asked.value.kind == stated.value.kind == "count"
        return same and bool(_telling(stated.subject or stated.name) & _telling(asked.name))  # 新增就业500人 answers 带动就业人数
    if stated.value is None or asked.value is None or not stated.value.kind == asked.value.kind == "ratio":
        return False
    return dice(_in_time(stated.name), _in_time(asked.name)) >= _RIVAL


_HOLLOW = frozenset(
    [
        "人员",
        "人数",
        "数量",
        "企业",
        "群众",
        "项目",
        "服务",
        "工作",
        "农村",
        "居民",
        "对象",
        "受益",
        "建设",
        "工程",
        "户数",
        "人次",
        "培训",
        "活动",
    ]
)


def _telling(name: str) -> set[str]:
    plain = key(name)
    return {plain[i : i + 2] for i in range(len(plain) - 1)} - _HOLLOW


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates of one group are one indicator."""
    group = one.group
    if group == SATISFACTION:
        return _asked(one.name) == _asked(other.name) or dice(one.name, other.name) >= _ALIKE
    if (one.idea and one.idea == other.idea) or _called_alike(one, other):
        return group != QUANTITY or not (one.is_filled and other.is_filled) or _same_count(one, other)
    if group == QUANTITY and one.is_filled and other.is_filled:
        return _same_count(one, other)
    if group == COST and one.idea != other.idea and "total-cost" in (one.idea, other.idea):
        return False
    kinds = {c.value.kind for c in (one, other) if c.value is not None}
    if "ratio" in kinds and kinds & {"deadline", "duration", "count", "money"}:
        return False  # 补贴发放及时率 and 补贴发放时间 are alike in all but what they measure
    return dice(one.name, other.name) >= _ALIKE


def _called_alike(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates have one name, or the library lists that of the one as another name of the other."""
    first, second = key(one.name), key(other.name)
    return (
        first == second
        or (other.entry is not None and first in _keys(other.entry.synonyms))
        or (one.entry is not None and second in _keys(one.entry.synonyms))
    )


@lru_cache(maxsize=8192)
def _keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(key, names))


def _same_count(one: Candidate, other: Candidate) -> bool:
    """Two filled counts are one when they say the same number of the same thing."""
    assert one.value is not None
    assert other.value is not None
    if one.place is not None and other.place is not None and one.place != other.place:
        return False  # DR 6台、彩超6台: two outputs that happen to be as many
    same_value = one.value.number == other.value.number and one.value.unit == other.value.unit
    return same_value and (dice(one.name, other.name) >= 0.4 or bool(one.subject and one.subject == other.subject))


_GENERAL = ("服务对象", "受益对象", "受益群众", "群众", "社会公众", "公众", "服务", "受益人口", "居民", "人口")


def _asked(name: str) -> str:
    people = key(name).replace("满意率", "").replace("满意度", "")
    return "" if people in _GENERAL else people


def _absorb(kept: Candidate, other: Candidate, reading: Reading) -> None:
    kept.sources = tuple(s for s in ("description", "corpus", "library") if s in (*kept.sources, *other.sources))
    if other.sources != kept.sources:
        kept.score = 1 - (1 - kept.score) * (1 - 0.3 * other.score)
    for evidence in other.evidence:
        if evidence not in kept.evidence and len(kept.evidence) < _SHOWN:
            kept.evidence.append(evidence)
    if other.is_filled and not kept.is_filled:
        kept.value, kept.value_evidence = other.value, other.value_evidence
    kept.entry = kept.entry or other.entry
    kept.idea = kept.idea or other.idea
    kept.basis = kept.basis or other.basis
    kept.description = kept.description or other.description
    kept.core = kept.core or other.core
    kept.role = kept.role or other.role
    kept.near = kept.near and other.near
    kept.place = other.place if kept.place is None else kept.place
    for name in (other.name, *other.names):
        if name != kept.name and name not in kept.names:
            kept.names.append(name)
    kept.name = _best_name(kept, other, reading)


def _best_name(kept: Candidate, other: Candidate, reading: Reading) -> str:
    """Between two names of one idea, the one whose own words stand in the project's text; the standing name wins a tie."""
    if "description" in kept.sources and kept.is_filled and kept.entry is None:
        return kept.name
    if kept.group == SATISFACTION:
        return kept.name if _asked(kept.name) else other.name if _asked(other.name) else kept.name
    text = reading.project.text
    mine, theirs = containment(kept.name, text), containment(other.name, text)
    return other.name if "library" not in kept.sources and theirs > mine + 0.15 else kept.name


def rivals(one: Candidate, other: Candidate) -> bool:
    """Whether a table that has one of two rows does not need the other as well."""
    if one.group != other.group or one.group == COST:
        return False
    if any(one.idea in ideas and other.idea in ideas for ideas in _ONE_OF):
        return True
    if one.value is None or other.value is None:
        return False
    if one.group == QUANTITY:
        return _counted_already(one, other)
    if one.value.kind == other.value.kind == "deadline" and one.is_filled != other.is_filled:
        return True  # a date the description states answers every other date that is asked for
    if one.value.kind == other.value.kind == "duration" and _promised(one, other):
        return True
    if one.value.kind != other.value.kind:
        return False
    if one.name.endswith("验收合格率") and other.name.endswith("验收合格率") and "library" in (*one.sources, *other.sources):
        return True  # the work is accepted once
    if "full-payment" in (one.idea, other.idea) and _PAID_IN_FULL.search(one.name) and _PAID_IN_FULL.search(other.name):
        return True  # 补助标准落实率 says of the money what 足额发放率 says
    if one.name.endswith("完成率") and other.name.endswith("完成率"):
        return True  # that it is done is said once
    return _answered_by_name(one, other) or dice(_in_time(one.name), _in_time(other.name)) >= _RIVAL


def _answered_by_name(one: Candidate, other: Candidate) -> bool:
    """防治效果 ≥85%, which the description states, answers the library's 病虫害防治效果达标率 ≥90%."""
    stated, usual = (one, other) if one.is_stated else (other, one)
    if not stated.is_stated or "description" in usual.sources:
        return False
    if stated.value and stated.value.kind == "ratio" and usual.name.endswith(stated.name):
        return True  # 合格率 ≥95% answers 培训考核合格率
    stem = _RATE_WORDS.sub("", stated.name)
    return len(stem) >= _STEM and stem in usual.name


def _promised(one: Candidate, other: Candidate) -> bool:
    """接警后5分钟内出动 answers the library's 接警到出动时间 ≤1分钟: one deed has one time limit, the one the description states."""
    stated, usual = (one, other) if "description" in one.sources else (other, one)
    if "description" not in stated.sources or "description" in usual.sources or not stated.subject:
        return False
    return stated.subject in usual.name


def _counted_already(one: Candidate, other: Candidate) -> bool:
    assert one.value is not None
    assert other.value is not None
    if one.role and other.role and one.value.number != other.value.number:
        return False  # 储备粮1.5万吨，轮换0.5万吨: two numbers are two rows
    if one.subject and one.subject == other.subject and one.value.unit == other.value.unit:
        return True
    if one.is_filled == other.is_filled:
        return False
    filled, asked = (one, other) if one.is_filled else (other, one)
    if asked.idea in _PAID and "description" in filled.sources and dimension(filled.value.unit if filled.value else None) in _PAYEES:
        return True  # 310户 are the payees: the number of people paid is not asked for as well
    # 460座卫生厕所 answers what 新（改）建户厕数量 ≥__座 asks; a work that the description names itself still asks for its number
    same_unit = filled.value is not None and asked.value is not None and dimension(filled.value.unit) == dimension(asked.value.unit)
    return same_unit and "description" in filled.sources and "description" not in asked.sources


def _in_time(name: str) -> str:
    return _ON_TIME.sub("及时", name)


def same_value(one: Candidate, other: Candidate) -> bool:
    """Whether two rows say one and the same number: a count stands once, under output or under benefit."""
    if one.value is None or other.value is None or one.value.number is None or one.value.kind != "count":
        return False
    return one.value.number == other.value.number and one.value.unit == other.value.unit
