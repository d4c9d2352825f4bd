"""A drafted goal sentence: the topic's pattern with the counts of the description, or the description's own outputs in order."""

from __future__ import annotations

import re

from zhibiao.knowledge.library import Topic
from zhibiao.language.fact import Fact
from zhibiao.language.normalise import key
from zhibiao.language.numerals import plain
from zhibiao.recommend.candidate import COST, group_of
from zhibiao.recommend.deadlines import due_dates
from zhibiao.recommend.from_description import each_of
from zhibiao.recommend.from_library import filled_entries
from zhibiao.recommend.naming import HOLLOW_VERBS
from zhibiao.recommend.reading import Reading, is_group, is_people

_SLOT = re.compile(r"\{([^{}]{1,20})\}")
_UNFINISHED = re.compile(r"的\d|^(?:其余|其中|另)")  # a clause that leans on what stands before it
_HIRED = re.compile(r"招录|招聘|聘用|聘请|选聘|新增|培训")  # 招录专职队员12名 says itself what is done
_PAYING_KINDS = ("K01", "K02", "K03", "K04", "K05")
_PAY = ("发放", "补助", "补贴", "资助", "奖励", "支付", "兑付")
_MOST, _CLAUSE = 4, 40  # outputs named in a goal sentence, characters of one


def draft_goals(reading: Reading) -> tuple[str, ...] | None:
    """One goal sentence per leading topic (two at most), or ``None`` where there is no ground for one.

    What the description counts comes first, in its own words; where it counts little, the topic's pattern fills in. The last clause
    says what the work is for.
    """
    outputs = _outputs(reading)
    used: set[str] = set()
    filled: list[str] = []
    purposes: list[str] = []
    for match in reading.topics[:2]:
        counts, purpose = _from_pattern(match.topic, reading, used)
        if len(counts) > len(outputs):
            filled.append(_sentence([*counts, *_deadline(reading), *purpose]))
        elif not purposes:
            purposes = purpose
    if filled:
        return tuple(filled)
    clauses = [*outputs, *(_deadline(reading) if outputs else []), *purposes]
    if not clauses and reading.topics:
        # nothing is counted and the pattern says nothing but counts: what is done, without how much
        clauses = [_SLOT.sub("", clause) for clause in re.split(r"[，,]", reading.topics[0].topic.goal.strip("。"))[:2]]
    return (_sentence(clauses),) if clauses else None


def _from_pattern(topic: Topic, reading: Reading, used: set[str]) -> tuple[list[str], list[str]]:
    """The clauses whose slots the description fills, and the clauses that say what for; a clause with an empty slot is left out."""
    counts: list[str] = []
    purpose: list[str] = []
    heard = topic.heard(reading.text)
    for clause in re.split(r"[，,]", topic.goal.strip("。")):
        if heard and (spoken := topic.heard(key(clause))) and heard.isdisjoint(spoken):
            continue  # another line of the topic's work
        slots = _SLOT.findall(clause)
        text = clause
        for slot in slots:
            fact = _fact_for(slot, topic, reading, used)
            if fact is None:
                text = ""
                break
            used.add(fact.quote)
            text = text.replace(f"{{{slot}}}", _amount(fact), 1)
        if text and slots:
            counts.append(text)
        elif text:
            purpose.append(text)
    return counts, purpose


def _sentence(clauses: list[str]) -> str:
    return "，".join(dict.fromkeys(clause.strip("，。；、 ") for clause in clauses)) + "。"


def _deadline(reading: Reading) -> list[str]:
    """When all is to be done; the date of a part says nothing of the whole."""
    due = next((due for due in due_dates(reading) if due.of is None), None)
    return [f"{due.value}{'发放到位' if '发放' in due.name else '完成'}"] if due else []


def _fact_for(slot: str, topic: Topic, reading: Reading, used: set[str]) -> Fact | None:
    """The count that fills a slot: it must also fill the topic's indicator of that object, unit and all."""
    filled = filled_entries(topic.indicators, reading)
    for entry in topic.indicators:
        fact = filled.get(entry.id)
        if entry.counted == slot and group_of(entry.level2) != COST and fact is not None and fact.quote not in used:
            return fact
    return None


def _amount(fact: Fact) -> str:
    assert fact.number is not None
    span = f"{plain(fact.number)}-{plain(fact.upper)}" if fact.upper is not None else plain(fact.number)
    return f"{span}{fact.unit or ''}"


def _pay(reading: Reading) -> str:
    paid = reading.paid or "补助"
    return "工资" if paid.endswith("工资") else paid


def _outputs(reading: Reading) -> list[str]:
    """The leading outputs as clauses: a verb, a number, a thing; groups as those for whom something is done."""
    clauses: list[str] = []
    purpose = reading.project.purpose or ""
    pays = bool(reading.kinds) and reading.kinds[0].kind.code in _PAYING_KINDS
    verb: str | None = None
    last = 0
    for fact in (each_of(fact, reading) for fact in reading.facts):
        if purpose[fact.start : fact.end] != fact.quote or re.search(r"[。；;]", purpose[last : fact.start]):
            verb = None  # said in the name or in a goal, or in another sentence
        verb, last = fact.verb or verb, fact.end
        if fact.kind not in ("count", "people") or not fact.number or not fact.object or "/" in (fact.unit or ""):
            continue
        if fact.kind == "people" and fact.role == "beneficiary":
            clauses.append(f"为{fact.object}{_amount(fact)}开展{fact.measure}" if fact.measure else f"惠及{fact.object}{_amount(fact)}")
        elif (
            is_people(fact)
            and not _HIRED.match(fact.object)
            and (fact.role == "payee" or (fact.verb in _PAY and is_group(fact.object)) or (pays and not fact.verb))
        ):
            clauses.append(f"为{fact.object}{_amount(fact)}发放{_pay(reading)}")
        elif fact.verb in HOLLOW_VERBS:
            clauses.append(f"{'补贴' if pays else ''}{fact.object}{_amount(fact)}")
        elif (fact.verb and fact.verb in fact.quote) or _HIRED.match(fact.object):
            clauses.append(fact.quote)
        elif fact.verb or (verb and not is_people(fact)):
            clauses.append(f"{fact.verb or verb}{fact.object}{_amount(fact)}")
    return [clause for clause in dict.fromkeys(clauses) if len(clause) <= _CLAUSE and not _UNFINISHED.search(clause)][:_MOST]
