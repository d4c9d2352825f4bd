"""Fact finding: what a drafter has already written down about quantities, money, deadlines and people."""

from __future__ import annotations

from zhibiao.language.costing import find_money
from zhibiao.language.counting import find_counts, find_groups
from zhibiao.language.fact import Fact, FactKind, Role
from zhibiao.language.items import Item, split_items
from zhibiao.language.reading import Reading
from zhibiao.language.timing import find_deadlines, find_rates

MAX_TEXT = 100_000  # characters read; a description is a paragraph, not a book

__all__ = ["Fact", "FactKind", "Item", "Role", "find_facts", "split_items"]


def find_facts(text: str) -> list[Fact]:
    """Every fact of one description (a name, a purpose, a goal), in the order of the text. Never raises.

    ``text[fact.start:fact.end] == fact.quote`` holds in the text given, whatever folding reading it took. Characters
    beyond :data:`MAX_TEXT` are not read.
    """
    reading = Reading.of(text[:MAX_TEXT])
    counted = find_counts(reading)
    facts = [*counted, *find_groups(reading, counted), *find_money(reading, counted), *find_deadlines(reading), *find_rates(reading)]
    return sorted(facts, key=lambda fact: (fact.start, fact.end, fact.kind))
