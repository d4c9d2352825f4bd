"""The header of the indicator rows: which column holds which field, over one or two rows, for one period or two."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from zhibiao.documents import vocabulary
from zhibiao.documents.grid import Cell, Row

Period = Literal["annual", "long"]

MAX_WORD = 40
_MAX_TEXT = 100  # of a header cell as written, with its blanks
_YEARS = re.compile(r"(?:19|20)\d\d年?度?|\d{1,2}-\d{1,2}月份?|(?<=目标)\d{1,2}$")
_LONG = re.compile(r"中长期|长期|中期|周期|实施期|总体")
_ANNUAL = re.compile(r"本年度?|年度|当年|全年|年初|今年")
_GRADES = frozenset(("优", "良", "中", "差", "优秀", "良好", "一般", "较差", "合格", "不合格", "低"))
# Fields that stand once in each half of a table with two periods.
_HALVED = ("level2", "name", "value", "operator", "unit", "description", "basis", "weight")


@dataclass(frozen=True, slots=True)
class Column:
    """A header cell: its field (``None`` where the word is unknown), word as compared and as written, and grid position.

    ``period`` stands where the table has a column of this kind for each of two periods. Fields that name the project begin with
    ``project.``; ``grade`` and ``place`` are value columns, one per grade or per town, whose header is their label.
    """

    field: str | None
    word: str
    text: str
    start: int
    end: int
    period: Period | None = None


@dataclass(slots=True)
class _Word:
    text: str
    bare: str
    start: int
    end: int
    group: str = ""
    fields: tuple[str, ...] = ()
    period: Period | None = None
    taken: str | None = None


def header(row: Row, above: Row | None = None) -> tuple[Column, ...] | None:
    """The columns of a header row, or ``None`` when the row is none.

    A header names the indicator and at least two more fields, one of them a level or the value; 三级指标 and 指标值 alone are enough.
    ``above`` is the row over it, whose words hold for the cells merged with it and for the halves of a table with two periods.
    """
    if above is None:
        if sum(_is_word(cell) for cell in row.own) < 2:
            return None
    elif not is_lower_line(row):
        return None
    words = list(_words(row, above))
    for word in words:
        word.fields = _fields(word.bare)
        word.period = _period(word.bare) or _period(word.group)
    _project(words)
    _halves(words)
    _assign(words)
    found = {word.taken for word in words if word.taken and "." not in word.taken} - {"note"}
    if "name" not in found or not found & {"level1", "level2", "value"}:
        return None
    if len(found) < 3 and not ("value" in found and len(words) <= 5 and _says_indicator(words)):
        return None
    _open_values(words, found)
    both = {word.period for word in words if word.taken == "value"} >= {"long", "annual"}
    return tuple(
        Column(w.taken, w.bare, w.text, w.start, w.end, w.period if both and w.taken in (*_HALVED, "actual", "score") else None)
        for w in words
    )


def goes_on(row: Row) -> bool:
    """Whether a row right below a header can be its second line: nothing but header words, more than one of them."""
    return len(row.filled) > 1 and all(len(cell.text) <= 2 * MAX_WORD and _is_word(cell) for cell in row.filled)


def is_lower_line(row: Row) -> bool:
    """Whether a row can be the second line of a header: it holds nothing but header words."""
    return all(_fields(vocabulary.bare(cell.text[: MAX_WORD * 2])) for cell in row.filled)


def is_upper_line(row: Row) -> bool:
    """Whether a row can be the first line of a header: only header words and names of periods, more than one."""
    if not 1 < len(row.filled) <= 40 or any(len(cell.text) > MAX_WORD for cell in row.filled):
        return False
    others = [cell for cell in row.filled if not _is_word(cell)]
    return len(others) < len(row.filled) and all(_period(vocabulary.bare(cell.text)) for cell in others)


def _is_word(cell: Cell) -> bool:
    return len(cell.text) <= _MAX_TEXT and bool(_fields(vocabulary.bare(cell.text)))


def _words(row: Row, above: Row | None) -> Iterator[_Word]:
    cells = row.cells if above is not None else row.own
    over = _over(row, above) if above is not None else {}
    for cell in cells:
        top = over.get(cell.column)
        text = cell.text
        group = ""
        if top is not None and top.text.strip():
            if not text.strip():
                text = top.text
            else:
                group = vocabulary.bare(top.text) if len(top.text) <= _MAX_TEXT else ""
        yield _Word(text, vocabulary.bare(text) if len(text) <= _MAX_TEXT else "", cell.column, cell.column + cell.column_span, group)


def _over(row: Row, above: Row) -> dict[int, Cell]:
    """The cell above each cell. In a flat export only counts are known: blanks at both ends belong to merges, groups share the rest."""
    if row.exact and above.exact:
        return {cell.column: top for cell in row.cells for top in above.cells if top.column <= cell.column < top.column + top.column_span}
    texts = [bool(cell.text.strip()) for cell in row.cells]
    if True not in texts:
        return {}
    left, right = texts.index(True), texts[::-1].index(True)
    tops = above.cells
    found = {cell.column: top for cell, top in zip(row.cells[:left], tops, strict=False)}
    if right and right <= len(tops) - left:
        found |= {cell.column: top for cell, top in zip(row.cells[-right:], tops[-right:], strict=True)}
    groups = [top for top in tops[left : len(tops) - right] if top.text.strip()]
    middle = row.cells[left : len(row.cells) - right]
    if groups and len(middle) % len(groups) == 0:
        size = len(middle) // len(groups)
        found |= {cell.column: groups[place // size] for place, cell in enumerate(middle)}
    return found


@lru_cache(maxsize=4096)  # the same words stand in every table, and every cell of a table is asked
def _fields(word: str) -> tuple[str, ...]:
    """The fields a header word may name; a year or a period before it, and the period in brackets behind it, change nothing."""
    if not 0 < len(word) <= MAX_WORD:
        return ()
    if known := vocabulary.field("columns", word):
        return known
    plain = _YEARS.sub("", re.sub(r"\([^()]*\)", "", word))
    for spelling in (plain, _LONG.sub("", plain), _ANNUAL.sub("", plain)):
        if known := vocabulary.field("columns", spelling):
            return known
    return ()


def _plain(word: str) -> str:
    return _ANNUAL.sub("", _LONG.sub("", _YEARS.sub("", word)))


def _period(word: str) -> Period | None:
    if _LONG.search(word):
        return "long"
    return "annual" if _ANNUAL.search(word) else None


def _says_indicator(words: list[_Word]) -> bool:
    """三级指标 or 指标内容, not a name that other tables have too."""
    return any(word.taken == "name" and "指标" in word.bare for word in words) and any(
        word.taken == "value" and word.bare != "目标" for word in words
    )


def _project(words: list[_Word]) -> None:
    """Columns of the project, left of the indicators, where one of them is the project's name."""
    clear = [i for i, word in enumerate(words) if word.fields and word.fields[0] in ("level1", "level2", "name") and "指标" in word.bare]
    first = clear[0] if clear else 0
    before = [(word, vocabulary.field("project_columns", word.bare)) for word in words[:first]]
    if any(fields and fields[0] == "name" for _, fields in before):
        seen: set[str] = set()
        for word, fields in before:
            if fields and fields[0] not in seen:
                seen.add(fields[0])
                word.taken = f"project.{fields[0]}"


def _halves(words: list[_Word]) -> None:
    """The two halves of a table that prints its columns once for each period: the first is the longer period unless words say so."""
    for field in _HALVED:
        same = [word for word in words if word.taken is None and word.fields == (field,)]
        if len(same) == 2 and _plain(same[0].bare) == _plain(same[1].bare) and (same[0].period is None or same[0].period == same[1].period):
            same[0].period, same[1].period = "long", "annual"


def _assign(words: list[_Word]) -> None:
    """One field per column: words with one meaning first, so that 指标名称 beside 三级指标 is level 2."""
    taken: set[tuple[str, Period | None]] = {(str(word.taken), None) for word in words if word.taken}
    for clear in (True, False):
        for word in words:
            if word.taken is None and word.fields and (len(word.fields) == 1) is clear:
                free = (f for f in word.fields if f == "note" or not _is_taken(f, word.period, taken))
                word.taken = next(free, None)
                if word.taken is not None:
                    taken.add((word.taken, word.period))
    if not any(word.taken == "name" for word in words):  # with no column for a third level, 指标名称 or the second is the indicator
        named = [word for word in words if "name" in word.fields] or [word for word in words if word.taken == "level2"]
        if named and (len(named) == 1 or named[0].taken != "level2" or "name" in named[-1].fields):
            named[-1].taken = "name"


def _is_taken(field: str, period: Period | None, taken: set[tuple[str, Period | None]]) -> bool:
    if field in _HALVED and period is not None:
        return (field, period) in taken or (field, None) in taken
    return any(field == name for name, _ in taken)


def _open_values(words: list[_Word], found: set[str]) -> None:
    """Value columns under other names: one per grade (优 良 中 差), or one per town of a table that hands targets down."""
    grades = [word for word in words if word.bare in _GRADES]
    if len(grades) >= 3:
        for word in grades:
            word.taken = "grade"
    elif "value" not in found and found & {"operator", "direction", "description"}:
        last = max(place for place, word in enumerate(words) if word.taken in ("name", "operator", "direction", "description", "unit"))
        places = [word for word in words[last + 1 :] if word.taken is None and word.bare]
        if len(places) >= 2:
            for word in places:
                word.taken = "place"


def shifted(columns: Sequence[Column], by: int) -> tuple[Column, ...]:
    """The columns moved to the right, where rows have more cells on the left than the header."""
    return tuple(replace(column, start=column.start + by, end=column.end + by) for column in columns)
