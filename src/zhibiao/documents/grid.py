"""The neutral form that every reader produces: paragraphs and table rows in reading order, each knowing where it stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from zhibiao.domain.tables import CellRef, Repair, Unread
from zhibiao.messages import say

MAX_BLOCKS = 300_000  # paragraphs and rows; the largest county document seen has about 20,000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of running text as in the file; ``field`` is the entry its TC field makes in the 目录.

    ``adjacent``: nothing, not even a blank line, stands between it and the paragraph before, so that the two may be one heading.
    """

    text: str
    line: int | None = None
    field: str | None = None
    level: int | None = None
    adjacent: bool = False


class Cell(NamedTuple):
    """A table cell: text as in the file with its line breaks, 0-based grid column, spans.

    ``continues`` marks a cell covered by a merge from above. A flat export cannot say so: there the covered cell is merely empty.
    """

    text: str
    column: int
    line: int | None = None
    column_span: int = 1
    row_span: int = 1
    continues: bool = False


@dataclass(frozen=True)
class Row:
    """A table row. ``table`` and ``number`` (0-based) place it in formats without lines.

    ``exact``: columns are true grid positions (docx); else they only count the cells of the row (text export), and cells spanning
    several columns make the count smaller. ``depth`` is above 0 in a table inside a cell. ``sheet`` is the name of a workbook's sheet.
    """

    cells: tuple[Cell, ...]
    line: int | None = None
    table: int | None = None
    number: int | None = None
    exact: bool = False
    depth: int = 0
    sheet: str | None = None

    @property
    def is_blank(self) -> bool:
        return not self.filled and not any(cell.text.strip() for cell in self.cells)

    @cached_property
    def own(self) -> tuple[Cell, ...]:
        """The cells that are not covered by a merge from above."""
        return tuple([cell for cell in self.cells if not cell.continues])

    @cached_property
    def filled(self) -> tuple[Cell, ...]:
        """The own cells that say something."""
        return tuple([cell for cell in self.own if cell.text.strip()])

    @property
    def place(self) -> str:
        """Where the row stands, in words."""
        if self.line is not None:
            return say(f"第{self.line}行", f"line {self.line}")
        table, number = (self.table or 0) + 1, (self.number or 0) + 1
        if self.sheet is not None:
            return say(f"工作表“{self.sheet}”第{number}行", f"row {number} of sheet {self.sheet}")
        return say(f"文件中第{table}个表格第{number}行", f"row {number} of table {table} in the file")

    def reference(self, cell: Cell) -> CellRef:
        """The place of one of its cells as findings and fixes need it."""
        if cell.line is not None:
            return CellRef(line=cell.line)
        return CellRef(None, self.table, self.number, cell.column)

    @property
    def text(self) -> str:
        """All cell texts, so that a row that cannot be used is still kept."""
        return " | ".join(" ".join(cell.text.split()) for cell in self.own)


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole file. ``open_end``: the format has no end mark, so the file may be cut off anywhere.

    ``unread``: what the reader itself could not take.
    """

    blocks: tuple[Paragraph | Row, ...]
    repairs: tuple[Repair, ...] = field(default=())
    open_end: bool = False
    unread: tuple[Unread, ...] = ()
