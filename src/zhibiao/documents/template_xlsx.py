"""A workbook template filled: fields in its cells, the marked row once for every indicator, all that lies below moved down."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from zhibiao.documents.archive import Archive
from zhibiao.documents.sheet_rows import add_rows_like
from zhibiao.documents.template_fields import (
    MERGED,
    Fields,
    Value,
    broken,
    fields_in,
    filled,
    no_marked_row,
    only_field,
    only_for_one_table,
    several_marked_rows,
    shown,
)
from zhibiao.documents.write_xlsx import as_text, saved, sheet_name, spreadsheets
from zhibiao.domain.tables import TargetTable
from zhibiao.messages import InputError, say

MAX_MERGED = 400_000  # cells under merges: openpyxl makes an object of each
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def fill_book(data: bytes, archive: Archive, fields: Sequence[Fields], tables: Sequence[TargetTable]) -> bytes:
    """The workbook with the sheet of the marked row filled, once for every table.

    :raises InputError: a workbook that cannot be opened, an unknown field, or not exactly one marked row.
    """
    file = archive.file
    book = _opened(data, archive)
    marked, elsewhere = _marked(book, file)
    if len(fields) > 1 and elsewhere:
        raise only_for_one_table(file, say(f"工作表“{elsewhere}”", f"sheet {elsewhere}"))
    sheet, at = marked
    sheets = [sheet, *(_copied(book, sheet) for _ in fields[1:])]
    if len(fields) > 1:
        for number, (one, table) in enumerate(zip(sheets, tables, strict=True), start=1):
            one.title = sheet_name(table, number)
    for one, own in zip(sheets, fields, strict=True):
        _fill(one, at, own, file)
    for other in book.worksheets:
        if other not in sheets:
            _replace(other, (list(other._cells.values())), fields[0].project, file)
    return saved(book)


def _opened(data: bytes, archive: Archive) -> Any:
    merged = 0
    for name in sorted(archive.names):
        if not name.endswith((".xml", ".rels")):
            continue
        part = archive.read(name)
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise broken(archive.file, "含有外部实体声明", "it declares entities")
        for left, top, right, bottom in _MERGE.findall(part):
            merged += (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)
        if merged > MAX_MERGED:
            raise broken(archive.file, f"合并的单元格超过{MAX_MERGED}个", f"more than {MAX_MERGED} cells are merged")
    openpyxl = spreadsheets()
    try:
        return openpyxl.load_workbook(io.BytesIO(data), rich_text=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise broken(archive.file, f"文件已损坏（{type(error).__name__}）", f"it is damaged ({type(error).__name__})") from None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _marked(book: Any, file: str) -> tuple[tuple[Any, int], str | None]:
    """The sheet and number of the marked row, and another sheet that has fields, if there is one."""
    rows: list[tuple[Any, int]] = []
    holders: list[Any] = []
    for sheet in book.worksheets:
        for (row, _), cell in sorted(sheet._cells.items()):
            text = _text(cell)
            names = fields_in(text, file, f"{sheet.title}!{cell.coordinate}") if text else []
            if names and sheet not in holders:
                holders.append(sheet)
            if any(name.startswith("row.") for name in names) and (sheet, row) not in rows:
                rows.append((sheet, row))
    if not rows:
        raise no_marked_row(file)
    if len(rows) > 1:
        raise several_marked_rows(file, [say(f"{sheet.title}第{row}行", f"{sheet.title} row {row}") for sheet, row in rows])
    return rows[0], next((sheet.title for sheet in holders if sheet is not rows[0][0]), None)


def _text(cell: Any) -> str:
    """The text of a cell, ``""`` for numbers, dates and formulas."""
    return str(cell.value) if cell.value is not None and cell.data_type == "s" else ""


def _copied(book: Any, sheet: Any) -> Any:
    """Another sheet like it, with what openpyxl does not copy: print set-up by names, drop-down lists, conditional formats."""
    copied = book.copy_worksheet(sheet)
    for validation in sheet.data_validations.dataValidation:
        copied.add_data_validation(_like(validation))
    for formats in sheet.conditional_formatting:
        for rule in formats.rules:
            copied.conditional_formatting.add(str(formats.sqref), rule)
    if sheet.print_area:
        copied.print_area = sheet.print_area.rpartition("!")[2].replace("$", "")
    copied.print_title_rows = sheet.print_title_rows
    copied.print_title_cols = sheet.print_title_cols
    copied.freeze_panes = sheet.freeze_panes
    for side in ("oddHeader", "oddFooter"):
        for part in ("left", "center", "right"):
            getattr(getattr(copied, side), part).text = getattr(getattr(sheet, side), part).text
    return copied


def _like(validation: Any) -> Any:
    import copy

    return copy.copy(validation)


def _fill(sheet: Any, at: int, own: Fields, file: str) -> None:
    pattern = [cell for (row, _), cell in sheet._cells.items() if row == at]
    level = next((cell.column for cell in pattern if only_field(_text(cell)) == MERGED), None)
    count = len(own.rows)
    _room(at + count, file)
    others = [cell for (row, _), cell in sheet._cells.items() if row != at]
    _replace(sheet, others, own.project, file)  # before anything of the rows is there: a user's text is no template
    add_rows_like(sheet, at, count - 1)
    for number, values in enumerate(own.rows):
        _replace(sheet, [cell for (row, _), cell in sheet._cells.items() if row == at + number], own.project | values, file)
    if level is not None:
        _merge_equal(sheet, at, level, [shown(values[MERGED]) for values in own.rows])


def _room(last: int, file: str) -> None:
    if last > 1_000_000:
        raise InputError(say(f"模板“{file}”的指标行太靠下。", f"the marked row of template {file} is too far down."))


def _replace(sheet: Any, cells: Sequence[Any], values: Mapping[str, Value], file: str) -> None:
    for cell in cells:
        text = _text(cell)
        place = f"{sheet.title}!{cell.coordinate}"
        if not text or not fields_in(text, file, place):
            continue
        name = only_field(text)
        value = values.get(name) if name else None
        if isinstance(value, Decimal) and cell.number_format != "@" and len(value.as_tuple().digits) <= 15:
            cell.value = value
        else:
            as_text(cell, filled(text, values, file, place))
            if "\n" in str(cell.value):
                import copy

                alignment = copy.copy(cell.alignment)
                alignment.wrap_text = True
                cell.alignment = alignment


def _merge_equal(sheet: Any, at: int, column: int, texts: Sequence[str]) -> None:
    """Merge equal levels that follow one another, over as many columns as the marked cell spans."""
    start = 0
    for text, group in itertools.groupby(texts):
        size = len(list(group))
        if text and size > 1:
            top, bottom = at + start, at + start + size - 1
            inside = [m for m in sheet.merged_cells.ranges if m.min_col == column and top <= m.min_row and m.max_row <= bottom]
            right = max((m.max_col for m in inside), default=column)
            for merge in inside:
                sheet.unmerge_cells(str(merge))
            sheet.merge_cells(start_row=top, end_row=bottom, start_column=column, end_column=right)
        start += size
