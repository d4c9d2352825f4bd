"""Putting an answer into an open slot: ``≥__公里`` and ``3.2`` give ``≥3.2公里``."""

from __future__ import annotations

import re

from zhibiao.domain.values import TargetValue
from zhibiao.language.normalise import clean_cell

_SLOT = re.compile("_{2,}")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def filled(slot: str, answer: str) -> str | None:
    """The value with the answer in its slot; ``None`` where the answer says no number, date or grade.

    An answer in another unit than the slot's (``3200米`` for ``≥__公里``) keeps its own; one with a sign of its own replaces the whole.
    """
    text = clean_cell(answer).strip()
    given = TargetValue.parse(text)
    if not text or given.kind == "empty":
        return None
    if not _SLOT.search(slot):
        return text if slot.strip() == "" else None
    asked = TargetValue.parse(slot)
    if given.kind == "deadline":
        return text if text.endswith("前") else f"{text}前"
    number = _NUMBER.search(text)
    if number is None:
        return None
    if given.operator is not None:
        return text if given.unit or not asked.unit else f"{text}{asked.unit}"
    if given.unit and asked.unit and given.unit != asked.unit and given.kind == asked.kind:
        return f"{asked.operator or ''}{text}"
    return _SLOT.sub(number.group(), slot, count=1)
