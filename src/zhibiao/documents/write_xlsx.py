"""Tables as a workbook: one sheet each, in the form of a profile, every cell text that no spreadsheet reinterprets."""

from __future__ import annotations

import io
import itertools
import os
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhibiao.documents.form_layout import BODY_FONT, HEADING_FONT, UNITS, LaidCell, Page, fixed_zip, moment, page_of, tables_of
from zhibiao.domain.tables import Document, TargetTable
from zhibiao.files import write_atomically
from zhibiao.messages import InputError, say

if TYPE_CHECKING:
    from zhibiao.knowledge.forms import Profile

_WIDTH = {False: 92, True: 138}  # characters of a portrait and of a landscape page
_LINE = 15.0  # points of height for a line of text
_TALLEST = 405.0  # what a row of a spreadsheet can be, less a little: 409 points
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAX_SHEETS = 2_000
_CHINESE = 134  # the character set of GB 2312: a spreadsheet without the font takes another Chinese one


def write_xlsx(
    content: Document | TargetTable | Iterable[TargetTable], path: str | os.PathLike[str], profile: Profile | None = None
) -> None:
    """Write tables as a workbook, one sheet each, ready to be printed on A4. The narrative of a document is not in it.

    The same content gives the same bytes. The file appears whole or not at all.

    :raises InputError: when there is no table or too many, or ``path`` cannot be written.
    """
    write_atomically(Path(path), xlsx_bytes(content, profile), make_folders=False)


def xlsx_bytes(content: Document | TargetTable | Iterable[TargetTable], profile: Profile | None = None) -> bytes:
    """What :func:`write_xlsx` writes, as bytes."""
    tables = tables_of(content)
    checked_number(tables)
    openpyxl = spreadsheets()
    book = openpyxl.Workbook()
    book.remove(book.active)
    styles = _Styles()
    for number, table in enumerate(tables, start=1):
        sheet = book.create_sheet(sheet_name(table, number if len(tables) > 1 else None))
        _fill(sheet, page_of(table, profile, year_in_row=True), styles)
    book.properties.creator = book.properties.lastModifiedBy = "zhibiao"
    return saved(book)


def checked_number(tables: Sequence[TargetTable]) -> None:
    """:raises InputError: no table, or more than a workbook is good for."""
    if not tables:
        raise InputError(say("没有可以写出的绩效目标表。", "there is no target table to write."))
    if len(tables) > _MAX_SHEETS:
        raise InputError(
            say(
                f"有{len(tables)}张表，一个工作簿最多写{_MAX_SHEETS}张，请分成几个文件。",
                f"{len(tables)} tables, more than the {_MAX_SHEETS} of one workbook; split them.",
            )
        )


def spreadsheets() -> Any:
    """openpyxl, imported only where a workbook is written.

    :raises InputError: it is not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise InputError(
            say(
                "处理Excel表格需要openpyxl，请运行 pip install 'zhibiao[documents]'。",
                "workbooks need openpyxl: run pip install 'zhibiao[documents]'.",
            )
        ) from None
    return openpyxl


def saved(book: Any) -> bytes:
    """The bytes of a workbook, with no clock in them."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.created = book.properties.modified = moment()
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        ExcelWriter(book, archive).save()  # Workbook.save would put in the time of day
    with zipfile.ZipFile(io.BytesIO(raw.getvalue())) as source:
        return fixed_zip((info.filename, source.read(info)) for info in source.infolist())


def put_text(cell: Any, text: str) -> None:
    """Text that stays text: ``=1座`` is no formula and ``1-12`` no date, also after somebody edits the cell."""
    as_text(cell, text)
    cell.number_format = "@"


def as_text(cell: Any, text: str) -> None:
    """Text that is no formula, in the number format that the cell has."""
    cell.value = None
    if text:
        cell.value = " "  # gives the cell its kind; assigning the text itself would look for formulas and errors in it
        cell._value = _ILLEGAL.sub("", text)[:32_767]
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@'"


def sheet_name(table: TargetTable, number: int | None) -> str:
    """A name that a sheet may have, told apart by ``number``."""
    name = _NOT_IN_A_NAME.sub("", table.project.name).strip("' ") or "绩效目标表"
    return (f"{number}.{name}" if number else name)[:31].strip("' ")


class _Styles:
    """The few looks that cells have; built once, for a style of its own in each of 100,000 cells costs seconds."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, Side

        line = Side(style="thin", color="FF000000")
        self.border = Border(left=line, right=line, top=line, bottom=line)
        self.fonts = {bold: Font(name=BODY_FONT, size=10.5, bold=bold, charset=_CHINESE, family=3) for bold in (False, True)}
        self.title = Font(name=HEADING_FONT, size=16, bold=True, charset=_CHINESE, family=3)
        self.places = {
            centred: Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True, indent=0 if centred else 1)
            for centred in (False, True)
        }


def _fill(sheet: Any, page: Page, styles: _Styles) -> None:
    rows = [*page.project, *page.indicators]
    ruler = sorted({edge for row in rows for cell in row for edge in (cell.start, cell.end)})
    total = _WIDTH[page.landscape]
    from openpyxl.utils import get_column_letter

    for number, (left, right) in enumerate(itertools.pairwise(ruler), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = (right - left) * total / UNITS
    columns = len(ruler) - 1
    title = sheet.cell(1, 1)
    put_text(title, page.heading)
    title.font, title.alignment = styles.title, styles.places[True]
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=columns)
    sheet.row_dimensions[1].height = max(30.0, 22.0 * _lines(page.heading, total / 1.6))
    at = 2
    open_merges: dict[int, tuple[int, int]] = {}  # first row and last column of the merges downwards, by first column
    header = 0
    for row in rows:
        if page.indicators and row is page.indicators[0]:
            header = at
        height = max(_LINE * _lines(cell.text, (cell.end - cell.start) * total / UNITS - 2) for cell in row) + 4
        deep = int(height // _TALLEST) + 1  # a text that no row is tall enough for gets several, merged
        for offset in range(deep):
            sheet.row_dimensions[at + offset].height = max(20.0, height / deep)
        for cell in row:
            _write(sheet, at, deep, cell, ruler, styles, open_merges)
        at += deep
    _close(sheet, open_merges, at)
    _print_setup(sheet, page, header, columns, at - 1)


def _write(
    sheet: Any, at: int, deep: int, cell: LaidCell, ruler: list[int], styles: _Styles, open_merges: dict[int, tuple[int, int]]
) -> None:
    first, last = ruler.index(cell.start) + 1, ruler.index(cell.end)
    for down in range(deep):
        for across in range(first, last + 1):
            target = sheet.cell(at + down, across)
            target.font, target.border, target.alignment = styles.fonts[cell.bold], styles.border, styles.places[cell.centred]
            target.number_format = "@"
    if cell.merge == "continue" and first in open_merges:
        return
    _close(sheet, {first: open_merges.pop(first)} if first in open_merges else {}, at)
    if cell.merge == "restart":
        open_merges[first] = (at, last)
    elif deep > 1 or last > first:
        sheet.merge_cells(start_row=at, end_row=at + deep - 1, start_column=first, end_column=last)
    target = sheet.cell(at, first)
    if cell.number is not None:
        target.value, target.number_format = cell.number, "General"
    else:
        put_text(target, cell.text)


def _close(sheet: Any, merges: dict[int, tuple[int, int]], end: int) -> None:
    """Merge what was open downwards, up to the row before ``end``."""
    for first, (top, last) in merges.items():
        if end - 1 > top or last > first:
            sheet.merge_cells(start_row=top, end_row=end - 1, start_column=first, end_column=last)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell ``width`` characters wide, a Chinese one counting two."""
    size = sum(2 if ord(char) > 0x2E7F else 1 for char in text)
    return max(1, -int(-size // max(2.0, width)))


def _print_setup(sheet: Any, page: Page, header: int, columns: int, rows: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if page.landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 20 / 25.4
    margins.header = margins.footer = 10 / 25.4
    sheet.oddFooter.center.text = "&P/&N"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.print_area = f"A1:{get_column_letter(columns)}{rows}"
