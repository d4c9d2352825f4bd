"""PDF with a text layer: ruled tables cell by cell with their merges, unruled ones by where their words stand, tables over pages joined."""

from __future__ import annotations

import io
import logging
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from zhibiao.documents import columns, vocabulary
from zhibiao.documents.grid import Cell, Grid, Paragraph, Row
from zhibiao.documents.limits import Limits
from zhibiao.documents.pdf_lines import Line, Unruled, ends, flowing, goes_on, lines_of, room, run_on, unruled
from zhibiao.documents.refusals import needs_extra, refuse
from zhibiao.documents.sheet import Sheet
from zhibiao.domain.tables import Repair, whole_document
from zhibiao.language.normalise import squeeze
from zhibiao.messages import DocumentError, say

_NEAR = 3.0  # points within which two edges are one line
_EDGE = 0.12  # of the page's height, where page headers and footers stand
_FEW = 15  # characters a page; a scan has none but a stamp's or a page number's
_MERGED = ("level", "project.")  # fields whose cells are merged over several rows
_GARBLED = re.compile(r"\(cid:\d+\)")


@dataclass
class _Ruled:
    """A ruled table of a page: its box, its vertical edges, its cells and how many rows it has."""

    top: float
    bottom: float
    edges: tuple[float, ...]
    cells: list[_Box]
    rows: int


class _Box(NamedTuple):
    """A cell of a ruled table with its place and spans; ``room`` is what its last line leaves free, where that is at the bottom."""

    row: int
    column: int
    text: str
    height: int
    width: int
    room: float | None


@dataclass
class _Page:
    height: float
    tables: list[_Ruled] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def read_pdf(data: bytes, file: str, limits: Limits) -> Grid:
    """The grid of a PDF.

    :raises DocumentError: without pdfplumber, for a password, damage, scanned pages, or a file over the limits.
    """
    try:
        import pdfplumber
    except ImportError:
        raise needs_extra(file, "PDF", "a PDF") from None
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[_Page] = []
    characters = pictures = garbled = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as book:
            if len(book.pages) > limits.pages:
                raise refuse(
                    file,
                    f"有{len(book.pages)}页，超过{limits.pages}页的上限，请拆成几个文件",
                    f"has {len(book.pages)} pages, more than the limit of {limits.pages}; split it",
                )
            for page in book.pages:
                characters += len(page.chars)
                pictures += bool(page.images)
                garbled += sum(bool(_GARBLED.match(c["text"])) for c in page.chars)
                pages.append(_page(page))
                page.close()
    except DocumentError:
        raise
    except RecursionError:
        raise _damaged(file) from None
    except Exception as error:  # pdfminer raises whatever it stumbles over: PSEOF, KeyError, TypeError …
        if "Password" in type(error).__name__ or any("Password" in type(part).__name__ for part in error.args):
            raise refuse(file, "设有密码，请去掉密码后再读取", "is protected by a password; remove it first") from None
        raise _damaged(file) from error
    if not pages:
        raise _damaged(file)
    if characters < _FEW * len(pages) and (pictures or not characters):
        raise refuse(
            file,
            "是扫描件或只有图片的PDF，没有文字可读，请提供Word、Excel原件或先做文字识别",
            "is a scanned PDF without text; provide the Word or Excel original, or run text recognition first",
        )
    if garbled * 2 > characters:
        raise refuse(
            file,
            "的字体没有文字编码，读不出文字，请提供Word、Excel原件",
            "uses fonts without character codes, so no text can be read; provide the Word or Excel original",
        )
    return _Assembly(file, limits).grid(pages)


def _damaged(file: str) -> DocumentError:
    return refuse(
        file,
        "的PDF结构已损坏，无法读取，请重新导出，或提供Word、Excel原件",
        "is a damaged PDF; export it again, or provide the Word or Excel original",
    )


def _page(page: Any) -> _Page:
    found = _Page(float(page.height))
    chars = page.chars
    used: set[int] = set()
    for table in page.find_tables():
        if len(table.cells) > 1:
            found.tables.append(_ruled(table, chars, used))
    found.lines = lines_of([c for n, c in enumerate(chars) if n not in used])
    return found


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def _at(edges: list[float], value: float) -> int:
    """The edge that a value lies on."""
    after = bisect_left(edges, value - _NEAR)
    return min(after, len(edges) - 1)


def _ruled(table: Any, chars: list[dict[str, Any]], used: set[int]) -> _Ruled:
    across = _edges([x for x0, _, x1, _ in table.cells for x in (x0, x1)])
    down = _edges([y for _, top, _, bottom in table.cells for y in (top, bottom)])
    boxes = []
    owner: dict[tuple[int, int], int] = {}
    for number, (x0, top, x1, bottom) in enumerate(table.cells):
        left, right, first, last = _at(across, x0), _at(across, x1), _at(down, top), _at(down, bottom)
        boxes.append((first, left, max(1, last - first), max(1, right - left)))
        for row in range(first, max(last, first + 1)):
            for column in range(left, max(right, left + 1)):
                owner.setdefault((row, column), number)
    texts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for index, char in enumerate(chars):
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if index not in used and across[0] <= x <= across[-1] and down[0] <= y <= down[-1]:
            place = (max(0, bisect_left(down, y) - 1), max(0, bisect_left(across, x) - 1))
            if (number := owner.get(place, -1)) >= 0:
                texts[number].append(char)
                used.add(index)
    cells = []
    for number, (row, column, height, width) in enumerate(boxes):
        lines = lines_of(texts.get(number, []))
        box = table.cells[number]
        free = room(lines[-1], box) if lines and ends(lines[-1], box) else None
        cells.append(_Box(row, column, flowing(lines, box), height, width, free))
    return _Ruled(down[0], down[-1], tuple(across), cells, len(down) - 1)


class _Assembly:
    """Pages to one grid."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.blocks: list[Paragraph | Row] = []
        self.repairs: list[Repair] = []
        self.tables = 0
        self._open: tuple[tuple[float, ...], int, int] | None = None  # edges, table and rows of the table a page ends with
        # columns in which a text comes to the end of the page: the row that it began in, and what its last line leaves free
        self._ended: dict[int, tuple[int, float]] = {}
        self._own: tuple[int, ...] = ()  # columns of the open table in which every row has a cell of its own, where its header is known

    def grid(self, pages: list[_Page]) -> Grid:
        self._drop_running_heads(pages)
        for page in pages:
            self._page(page)
        return Grid(tuple(self.blocks), tuple(self.repairs))

    def _drop_running_heads(self, pages: list[_Page]) -> None:
        """Lines at the edge of most pages are the page's, unless they could be a table's heading."""
        seen: Counter[str] = Counter()
        for page in pages:
            seen.update({key for line in page.lines if (key := self._running(line, page))})
        common = {key for key, count in seen.items() if count >= 2 and count * 2 > len(pages)}
        dropped = set()
        for page in pages:
            gone = [line for line in page.lines if self._running(line, page) in common]
            dropped |= {line.text for line in gone}
            page.lines = [line for line in page.lines if line not in gone]
        if dropped:
            shown = "；".join(sorted(dropped)[:3])[:80]
            what = say(f"每页重复的页眉页脚已略去：{shown}", f"running heads of pages were left out: {shown}")
            self.repairs.append(Repair(where=whole_document(), what=what))

    @staticmethod
    def _running(line: Line, page: _Page) -> str:
        if _EDGE * page.height < line.top < (1 - _EDGE) * page.height:
            return ""
        plain = squeeze(line.text)
        if vocabulary.title(line.text) or vocabulary.money_unit(line.text) or vocabulary.year_line(line.text):
            return ""
        if any(table.top < line.top < table.bottom for table in page.tables):
            return ""
        return re.sub(r"\d+", "#", plain)

    def _page(self, page: _Page) -> None:
        parts: list[tuple[float, Any]] = [(table.top, table) for table in page.tables]
        rest: list[Line] = []
        for line in page.lines:
            if any(table.top < line.top < table.bottom for table in page.tables):
                parts.append((line.top, line))
            else:
                rest.append(line)
        parts += [(item.top, item) for item in unruled(rest)]
        for number, (_, part) in enumerate(sorted(parts, key=lambda pair: pair[0])):
            if isinstance(part, _Ruled):
                self._table(part, first=number == 0)
            elif isinstance(part, Line):
                self.blocks.append(
                    Paragraph(part.text, adjacent=bool(self.blocks) and isinstance(self.blocks[-1], Paragraph) and part.close)
                )
                self._open = None
            else:
                self._unruled(part)

    def _table(self, table: _Ruled, *, first: bool) -> None:
        opened = self._open
        continued = first and opened is not None and _same(opened[0], table.edges)
        if continued:
            assert opened is not None
            number, start = opened[1], opened[2]
        else:
            number, start = self.tables, 0
            self.tables += 1
            self._own = ()
        sheet = Sheet(self.file, number, self.limits, first=start, whole=True)
        sheet.check(start + table.rows, 0)
        for box in table.cells:
            sheet.put(box.row, box.column, box.text, box.height, box.width)
        rows = sheet.rows()
        whole = True
        if continued:
            first_row = 1 if rows and columns.header(rows[0]) is not None else 0  # the header may be printed again
            rest = rows[first_row] if first_row < len(rows) else None
            if rest is not None and (kept := self._joined(rest)) is not rest:
                rows[first_row : first_row + 1] = [kept] if kept is not None else []
                whole = kept is not None
        self.blocks += rows
        for row in rows:
            if (found := columns.header(row)) is not None:
                self._own = tuple(column.start for column in found if column.field and not column.field.startswith(_MERGED))
        last = max((box.row + box.height for box in table.cells), default=0)
        ended = {}
        for box in table.cells:
            if box.room is not None and box.row + box.height == last:
                began = self._ended.get(box.column) if box.row == 0 and not whole else None  # a row longer than a page
                ended[box.column] = (began[0] if began else start + box.row, box.room)
        self._ended = ended
        self._open = (table.edges, number, start + table.rows)

    def _joined(self, row: Row) -> Row | None:
        """The first row of a page without what belongs to cells that began on the page before, ``None`` where it is nothing else.

        A row that the page's end cut in two holds the rest of some of its cells, each of which ran to the end of the page; a cell that
        is merged over several rows may go on beside a row of its own.
        """
        last = self.blocks[-1] if self.blocks else None
        if not isinstance(last, Row) or last.number is None:
            return row
        rests = {cell: place for cell in row.filled if (place := self._beginning(cell)) is not None}
        if len(rests) == len(row.filled) and not self._is_complete(row, last):
            kept = None
        else:
            rests = {cell: place for cell, place in rests.items() if cell.row_span > 1 or place < len(self.blocks) - 1}
            cells = (cell._replace(text="", continues=True) if cell in rests else cell for cell in row.cells)
            kept = replace(row, cells=tuple(cells)) if rests else row
        for rest, place in rests.items():
            self._complete(rest, place)
        return kept

    def _beginning(self, rest: Cell) -> int | None:
        """The block in which a text began that can go on with ``rest``."""
        number, room = self._ended.get(rest.column, (-1, 0.0))
        if number < 0 or not goes_on(room, rest.text):
            return None
        for place in range(len(self.blocks) - 1, -1, -1):
            block = self.blocks[place]
            if not isinstance(block, Row) or block.number is None or block.number < number:
                return None
            if block.number == number:
                return place if any(cell.column == rest.column and cell.text for cell in block.cells) else None
        return None

    def _is_complete(self, row: Row, last: Row) -> bool:
        """Whether a row says as much as the one before, so that it is a row of its own."""
        if self._own:
            own, before = ({cell.column for cell in one.filled} for one in (row, last))
            return all(column in own for column in self._own if column in before)
        return 2 * len(row.filled) > len(last.filled)

    def _complete(self, rest: Cell, place: int) -> None:
        """Put the rest of a cell where it began."""
        block = self.blocks[place]
        assert isinstance(block, Row)
        cells = (cell._replace(text=run_on(cell.text, rest.text)) if cell.column == rest.column else cell for cell in block.cells)
        self.blocks[place] = replace(block, cells=tuple(cells))
        what = say("被分页断开的一格已接回", "a cell parted by the end of a page was joined")
        self.repairs.append(Repair(where=block.place, what=what, confidence=0.7))

    def _unruled(self, part: Unruled) -> None:
        number = self._open[1] if self._open is not None and not self._open[0] else self.tables
        start = self._open[2] if number < self.tables and self._open is not None else 0
        self.tables = max(self.tables, number + 1)
        sheet = Sheet(self.file, number, self.limits, first=start, whole=True)
        for row, texts in enumerate(part.rows):
            for column, text in enumerate(texts):
                sheet.put(row, column, text)
        self.blocks += sheet.rows()
        if len(part.rows) > 1:
            what = say("没有框线的表格，按文字的位置分列", "a table without rules, its columns told by where the words stand")
            self.repairs.append(Repair(where=sheet.place, what=what, confidence=0.6))
        self._open = ((), number, start + len(part.rows))


def _same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= 2 * _NEAR for a, b in zip(one, other, strict=True))
