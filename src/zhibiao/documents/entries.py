"""Indicators read from their rows, and the levels they get once all rows are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhibiao.documents.columns import Period
from zhibiao.documents.grid import Row
from zhibiao.documents.level_column import LevelCell, spread
from zhibiao.domain import levels
from zhibiao.domain.tables import Repair, Unread
from zhibiao.messages import say

MAX_LEVEL = 200
_ONLY_WEIGHT = re.compile(r"[(（]\s*[\d.]+\s*分?\s*[)）]")


@dataclass
class Entry:
    """One indicator as fields of :class:`Indicator`, with its place in words and, in a table of towns, the town."""

    fields: dict[str, Any]
    where: str
    town: str | None = None


@dataclass
class Pending:
    """An entry whose levels are still to be settled."""

    entry: Entry
    row: Row
    first: LevelCell
    second: LevelCell
    period: Period | None


def settle(rows: Sequence[Pending], *, has_first: bool) -> tuple[list[Repair], list[Unread]]:
    """Give the rows of one period their levels from both columns; what was guessed and what is no level goes into the report."""
    repairs: list[Repair] = []
    unread: list[Unread] = []
    flat = bool(rows) and not rows[0].row.exact
    filled, guessed = spread([(p.first, p.second) for p in rows], has_first=has_first, flat=flat)
    if guessed:
        what = say("层级印在合并单元格的中间一行，按上下对称还原", "levels printed in the middle of their merge were spread evenly around")
        repairs.append(Repair(where=rows[0].row.place, what=what, confidence=0.6))
    for pending, (first, second) in zip(rows, filled, strict=True):
        fields = pending.entry.fields
        decided = levels.decide(first.text[:MAX_LEVEL], second.text[:MAX_LEVEL])
        fields["level1"], fields["level2"] = decided
        for field, cell, standard in (("level1", first, decided.level1), ("level2", second, decided.level2)):
            if cell.text and cell.text != standard and "".join(cell.text.split()) != standard:
                fields[f"{field}_raw"] = cell.text
            if cell.reference is not None:
                fields["cells"][field] = cell.reference
        own = [cell.text for cell in (pending.first, pending.second) if cell.text]
        if decided == (None, None) and own and not any(levels.is_name(text) or _ONLY_WEIGHT.fullmatch(text) for text in own):
            why = say("层级名称无法识别，按原文保留", "level names not known, kept as written")
            unread.append(Unread(where=pending.row.place, text=pending.row.text, why=why))
    return repairs, unread
