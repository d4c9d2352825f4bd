"""Several indicators in one cell: names, values and the other columns are parted alike, or each clause holds name and value."""

from __future__ import annotations

import re

from zhibiao.domain.values import TargetValue
from zhibiao.language.dates import find_dates
from zhibiao.language.normalise import aligned, clean_cell, squeeze
from zhibiao.language.quantities import PREFIX_SIGNS, SUFFIX_SIGNS, find_quantities

MAX_CELL = 5_000
MAX_PARTS = 60

_BREAK = re.compile(r"[\s；;。]")  # without one of these a cell is one item
_LINE = re.compile(r"[\n\r]+")
_CLAUSE = re.compile(r"[；;。\n\r]+")
_MARK = re.compile(r"\s*(?:指标\s*\d{1,2}\s*[：:.．、]|[（(]\s*\d{1,2}\s*[)）]|\d{1,2}\s*[)）.．、](?!\d)|[①-⑳])\s*")
_MARKED = re.compile(r"(?:^|(?<=[\s；;。]))(?=指标\s*\d{1,2}\s*[：:.．、]|[（(]\d{1,2}[)）]|\d{1,2}[)）.．、](?!\d)|[①-⑳])")
_SIGN = re.compile(r"[≥≤≧≦═＝＞＜=<>]+")
_TAIL = "|".join(sorted(map(re.escape, SUFFIX_SIGNS), key=len, reverse=True))
_BEFORE = re.compile(rf"(?:{'|'.join(sorted(map(re.escape, PREFIX_SIGNS), key=len, reverse=True))}|百分之|±)+$")
_LINK = re.compile(r"(?:达到|达|为|是|共|约|[：:，,\s])+$")


def parts_of(text: str) -> list[str]:
    """The items of a cell: by their numbers where they have some, else by semicolons or lines."""
    if len(text) > MAX_CELL:
        return [text]
    if not _BREAK.search(text):
        return [clean_cell(text)] if text.strip() else []
    marked = [part for part in _MARKED.split(text) if part.strip()]
    if len(marked) > 1 and all(_MARK.match(part) for part in marked):
        return [clean_cell(_MARK.sub("", part, count=1)).rstrip("；;。") for part in marked]
    by_clause = [clean_cell(part) for part in re.split(r"[；;]+", text) if part.strip()]
    if len(by_clause) > 1:
        return by_clause
    return [clean_cell(part) for part in _LINE.split(text) if part.strip()]


def _numbered(text: str, count: int) -> list[str] | None:
    """The lines of a cell numbered from 1 to ``count``, where ``1.85%`` is 85% because the next line begins with ``2.``."""
    lines = [line.strip() for line in _LINE.split(text) if line.strip()] if len(text) <= MAX_CELL else []
    marks = [re.match(r"(?:指标)?(\d{1,2})\s*[.．、:：)）]\s*", line) for line in lines]
    if len(lines) != count or any(mark is None or int(mark[1]) != place for place, mark in enumerate(marks, start=1)):
        return None
    parts = [clean_cell(line[mark.end() :]) for line, mark in zip(lines, marks, strict=True) if mark]
    return parts if all(parts) else None


def split(raw: dict[str, str]) -> list[dict[str, str]] | None:
    """The indicators in the cells of one row, by field; ``None`` where the row is one indicator.

    A broken line is no item: the values must each say something of their own that they do not say joined.
    """
    names = parts_of(raw.get("name", ""))
    if not 1 < len(names) <= MAX_PARTS or any(len(name) < 2 for name in names):
        return None
    written = raw.get("value", "")
    values = _numbered(written, len(names)) or parts_of(written)
    if len(values) == len(names):
        read = [TargetValue.parse(value) for value in values]
        whole = TargetValue.parse(written)
        if any(value.kind in ("text", "empty", "boolean") for value in read) or whole.kind not in ("text",):
            return None
        rows = [{"name": name} for name in names]
        for field, text in raw.items():
            if field not in ("name", "level1", "level2"):
                parts = values if field == "value" else parts_of(text)
                for row, part in zip(rows, parts if len(parts) == len(rows) else [clean_cell(text)] * len(rows), strict=True):
                    row[field] = part
        return rows
    if not written.strip():
        found = [name_and_value(name) for name in names]
        if all(found):
            return [{"name": pair[0], "value": pair[1]} for pair in found if pair]
    return None


def clauses(text: str) -> list[str]:
    """The clauses of running text without their numbers."""
    found = []
    for part in _CLAUSE.split(text):
        for item in _MARKED.split(part):
            plain = item.strip()
            while match := _MARK.match(plain):
                plain = plain[match.end() :].strip()
            if plain.strip(" ，,：:"):
                found.append(plain)
    return found


def name_and_value(clause: str) -> tuple[str, str] | None:
    """``培训村干部≥120人次`` → name and value as written; ``None`` where the clause does not end in a value."""
    text = clean_cell(clause).rstrip("，,。；;、 ")
    plain, places = aligned(text)
    if not 3 <= len(plain) <= 300:
        return None
    for match in _SIGN.finditer(plain):
        value = plain[match.start() :]
        if not value.endswith(")") and TargetValue.parse(value).kind in ("count", "money", "ratio", "duration", "deadline"):
            return _pair(text, places[match.start()])
    head, colon, tail = plain.rpartition(":")
    if colon and tail and TargetValue.parse(tail).kind not in ("text", "empty"):
        return _pair(text, places[len(head) + 1])
    suffix = re.search(rf"(?:{_TAIL})$", plain)
    body = plain[: suffix.start()] if suffix else plain
    dates = find_dates(plain)
    if dates and dates[-1].end == len(plain) and dates[-1].start:
        return _pair(text, places[dates[-1].start])
    found = [q for q in find_quantities(body) if q.unit]
    if found and found[-1].end == len(body):
        start = found[-1].start
        if (word := _BEFORE.search(plain[:start])) is not None:
            start = word.start()
        return _pair(text, places[start]) if start else None
    return None


def _pair(text: str, cut: int) -> tuple[str, str] | None:
    name = _LINK.sub("", text[:cut]).strip()
    return (name, text[cut:].strip()) if len(squeeze(name)) >= 2 else None
