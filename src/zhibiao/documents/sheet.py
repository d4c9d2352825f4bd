"""One table being laid out: texts with their spans put at grid positions, and the rows that come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from zhibiao.documents.grid import Cell, Row
from zhibiao.documents.limits import Limits
from zhibiao.documents.refusals import refuse
from zhibiao.messages import say

_EMPTY = ("", 1, 1)
_WIDTH = 500  # columns within which empty cells are made; a stray cell far to the right stands alone


class Sheet:
    """Cells of one table by row and column (0-based). ``first`` is added to row numbers where a table goes on from another page.

    ``whole``: empty columns at the left are columns of the table, else the table begins at the leftmost text.

    :raises DocumentError: (:meth:`put`, :meth:`rows`) when the table has more rows or cells than the limits allow.
    """

    def __init__(
        self, file: str, table: int, limits: Limits, *, name: str | None = None, depth: int = 0, first: int = 0, whole: bool = False
    ) -> None:
        self.file = file
        self.table = table
        self.limits = limits
        self.name = name
        self.depth = depth
        self.first = first
        self.whole = whole
        self._cells: dict[int, dict[int, tuple[str, int, int]]] = defaultdict(dict)
        self._count = 0

    @property
    def place(self) -> str:
        """The table in words."""
        if self.name is not None:
            return say(f"工作表“{self.name}”", f"sheet {self.name}")
        return say(f"文件中第{self.table + 1}个表格", f"table {self.table + 1} in the file")

    @property
    def last_row(self) -> int:
        """The number of the last row with a cell in it, -1 without one."""
        return max(self._cells, default=-1)

    def put(self, row: int, column: int, text: str, row_span: int = 1, column_span: int = 1) -> None:
        """Set a cell. A text that meets another one at the same place is joined to it, never lost."""
        line = self._cells[row]
        if column in line:
            before, rows, columns = line[column]
            text = "\n".join(part for part in (before, text) if part)
            row_span, column_span = max(rows, row_span), max(columns, column_span)
        else:
            self._count += 1
        line[column] = (text, row_span, column_span)
        self.check(len(self._cells), self._count)

    def check(self, rows: int, cells: int) -> None:
        """Refuse a table of so many rows and cells."""
        if rows > self.limits.rows or cells > self.limits.cells:
            raise self._too_large(rows, cells)

    def _too_large(self, rows: int, cells: int) -> Exception:
        if rows > self.limits.rows:
            zh, en = f"行数超过{self.limits.rows}行的上限", f"more than {self.limits.rows} rows, the limit"
        else:
            zh, en = f"单元格超过{self.limits.cells}个的上限", f"more than {self.limits.cells} cells, the limit"
        return refuse(
            self.file,
            f"{self.place}的{zh}，请删去多余的行列或拆成几个文件",
            f"has in {self.place} {en}; delete what is not needed or split the file",
        )

    def rows(self) -> list[Row]:
        """The rows that hold anything; what a merge covers from above is marked so."""
        texts = [
            (row, min(columns)) for row, line in self._cells.items() if (columns := [c for c, cell in line.items() if cell[0].strip()])
        ]
        if not texts:
            return []
        last = max(row for row, _ in texts)
        left = 0 if self.whole else min(column for _, column in texts)
        covered: dict[int, dict[int, int]] = defaultdict(dict)
        made = self._count
        for row, line in self._cells.items():
            for column, (_, height, width) in line.items():
                if height > 1:
                    below = range(row + 1, min(row + height, last + 1))
                    made += len(below)
                    self.check(0, made)
                    for other in below:
                        covered[other].setdefault(column, width)
        found: list[Row] = []
        for row in sorted(self._cells.keys() | covered.keys()):
            if row > last:
                break
            cells = tuple(self._across(self._cells.get(row, {}), covered.get(row, {}), left))
            made += len(cells)
            self.check(0, made - self._count)
            if any(cell.text.strip() or cell.continues for cell in cells):
                found.append(Row(cells, None, self.table, self.first + row, exact=True, depth=self.depth, sheet=self.name))
        self.check(len(found), 0)
        return found

    @staticmethod
    def _across(line: dict[int, tuple[str, int, int]], covered: dict[int, int], left: int) -> Iterable[Cell]:
        position = left
        for column in sorted(line.keys() | covered.keys() if covered else line):
            text, height, width = line.get(column, _EMPTY)
            hidden = column in covered and not text.strip()
            if column < left or (column < position and not text.strip()):
                continue  # a place under a merge that says nothing
            if column < left + _WIDTH:
                for gap in range(position, column):
                    yield Cell("", gap - left)
            if hidden:
                width = covered[column]
            width = max(1, min(width, _WIDTH))
            yield Cell(text, column - left, None, width, 1 if hidden else height, hidden)
            position = max(position, column + width)
