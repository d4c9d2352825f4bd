"""A drafted goal sentence: the topic's pattern with the counts of the description, or the description's own outputs in order."""

from __future__ import annotations

import re

from zhibiao.knowledge.library import Topic
from zhibiao.language.fact import Fact
from zhibiao.language.normalise import key
from zhibiao.language.numerals import plain
from zhibiao.recommend.candidate import COST, group_of
from zhibiao.recommend.from_library import filled_entries
from zhibiao.recommend.reading import Reading

_SLOT = re.compile(r"\{([^{}]{1,20})\}")
_MOST = 4  # outputs named in a goal sentence


def draft_goals(reading: Reading) -> tuple[str, ...] | None:
    """One goal sentence per leading topic (two at most), or ``None`` where there is no ground for one.

    A topic whose counts the description does not give lends only what the work is for; the outputs are then the description's own.
    """
    used: set[str] = set()
    filled: list[str] = []
    purposes: list[str] = []
    for match in reading.topics[:2]:
        counts, purpose = _from_pattern(match.topic, reading, used)
        if counts:
            filled.append(_sentence([*_deadline(reading), *counts, *purpose]))
        else:
            purposes = purposes or purpose
    if filled:
        return tuple(filled)
    clauses = [*_outputs(reading), *purposes]
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
    words = next((f.measure for f in reading.facts if f.kind == "deadline" and f.number is None and f.measure), None)
    return [words if words.endswith(("前", "内")) else f"{words}前"] if words else []


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


def _outputs(reading: Reading) -> list[str]:
    outputs = [f for f in reading.facts if f.kind in ("count", "people") and f.number and f.object and (f.verb or f.role)]
    clauses = [f.quote for f in outputs[:_MOST]]
    return [*_deadline(reading), *clauses] if clauses else []
