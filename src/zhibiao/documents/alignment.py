"""Rows of flat exports that have more or fewer cells than the header: which column each cell belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zhibiao.documents.columns import Column, shifted
from zhibiao.documents.grid import Cell, Row
from zhibiao.domain import levels
from zhibiao.domain.values import TargetValue
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.messages import say

MAX_TEXT = 200


class Moved(NamedTuple):
    """A row put under its columns, what was done in words, and how sure that is."""

    row: Row
    what: str
    confidence: float


def align(row: Row, columns: Sequence[Column], name: int) -> Moved | None:
    """Put a row with too few cells under its columns; ``None`` where nothing shows how. ``name``: the column of the indicator's name."""
    missing = len(columns) - len(row.cells)
    if missing <= 0:
        return None
    first = clean_cell(row.cells[0].text)[:MAX_TEXT]
    second = next((index for index, column in enumerate(columns) if column.field == "level2"), None)
    named = levels.is_name(first)
    if (missing == name and not named) or (missing == second and named and levels.level2(first)):
        what = say(
            f"本行少{missing}格（左边的合并单元格没有导出），向右对齐",
            f"{missing} cells on the left were lost with their merge; read from the right",
        )
        cells = tuple(Cell(c.text, c.column + missing, c.line, c.column_span, c.row_span, c.continues) for c in row.cells)
        return Moved(_with(row, cells), what, 0.8)
    return _parted(row, columns) if missing == 1 else None


def _parted(row: Row, columns: Sequence[Column]) -> Moved | None:
    """A value and its result that ran together in one cell (``≥266米≥266米``), where the row lacks just that cell."""
    at = next((index for index, column in enumerate(columns) if column.field == "value"), None)
    if at is None or at + 1 >= len(columns) or columns[at + 1].field != "actual" or at >= len(row.cells):
        return None
    text = squeeze(row.cells[at].text[:MAX_TEXT])
    half = text[: len(text) // 2]
    if not half or half * 2 != text or TargetValue.parse(half).kind in ("text", "empty"):
        return None
    what = say(f"指标值与实际完成值连在一起（{text}），已分开", f"value and result had run together ({text}) and were parted")
    cells = [c if i < at else Cell(c.text, i + 1, c.line) for i, c in enumerate(row.cells)]
    cells[at : at + 1] = [Cell(half, at, row.cells[at].line), Cell(half, at + 1, row.cells[at].line)]
    return Moved(_with(row, tuple(cells)), what, 0.6)


def widened(columns: Sequence[Column], cells: int, name: int) -> tuple[Column, ...] | None:
    """The columns for rows with more cells than the header, whose first word (绩效指标) spans the columns of the levels."""
    more = cells - len(columns)
    if not 0 < more <= 3 or columns[0].field not in (None, "note") or not name:
        return None
    return (columns[0], *shifted(columns[1:], more))


def _with(row: Row, cells: tuple[Cell, ...]) -> Row:
    return Row(cells, row.line, row.table, row.number, row.exact, row.depth)
