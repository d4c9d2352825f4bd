"""Rows put into a sheet the way a spreadsheet program does it: merges, heights, lists, formulas and print areas go along.

openpyxl's own ``insert_rows`` moves cells and nothing else.
"""

from __future__ import annotations

import copy
import re
from typing import Any

_REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?::(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))?(?![\w(!])")


def add_rows_like(sheet: Any, at: int, count: int) -> None:
    """Put ``count`` rows below row ``at``, alike in every way; a merge, sum or list that covers the row covers the new ones too."""
    if count <= 0:
        return
    from openpyxl.formula.translate import Translator

    pattern = {column: cell for (row, column), cell in sheet._cells.items() if row == at}
    merges = [(m.min_row, m.max_row, m.min_col, m.max_col) for m in sheet.merged_cells.ranges]
    for merge in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merge))
    _move_down(sheet, at, count)
    for number in range(1, count + 1):
        for column, cell in pattern.items():
            if (at, column) not in sheet._cells:
                continue  # was under a merge, which is made again below
            new = sheet.cell(at + number, column)
            new._style = copy.copy(cell._style)
            if isinstance(cell.value, str) and cell.data_type == "f":
                new.value = Translator(cell.value, cell.coordinate).translate_formula(new.coordinate)
            elif cell.value is not None:
                new._value, new.data_type = cell.value, cell.data_type
        height = sheet.row_dimensions[at].height if at in sheet.row_dimensions else None
        if height is not None:
            sheet.row_dimensions[at + number].height = height
    for top, bottom, left, right in merges:
        copies = count if top == bottom == at else 0
        for offset in range(copies + 1):
            first, last = (top + offset, bottom + offset) if copies else moved_rows(top, bottom, at, count)
            sheet.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)
    _move_ranges(sheet, at, count)
    for other in sheet.parent.worksheets:
        _move_formulas(other, sheet, at, count)


def moved_rows(top: int, bottom: int, at: int, count: int) -> tuple[int, int]:
    """Where the rows ``top`` to ``bottom`` are once ``count`` rows stand below row ``at``."""
    return top + count if top > at else top, bottom + count if bottom >= at else bottom


def _move_down(sheet: Any, at: int, count: int) -> None:
    for row, column in sorted((place for place in sheet._cells if place[0] > at), reverse=True):
        cell = sheet._cells.pop((row, column))
        cell.row = row + count
        sheet._cells[row + count, column] = cell
    for row in sorted((row for row in sheet.row_dimensions if row > at), reverse=True):
        dimension = sheet.row_dimensions.pop(row)
        dimension.index = row + count
        sheet.row_dimensions[row + count] = dimension


def _move_ranges(sheet: Any, at: int, count: int) -> None:
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.cell_range import MultiCellRange

    for validation in sheet.data_validations.dataValidation:
        validation.sqref = MultiCellRange(" ".join(moved(str(one), at, count, grow=True) for one in validation.sqref.ranges))
    old, sheet.conditional_formatting = list(sheet.conditional_formatting), ConditionalFormattingList()
    for formats in old:
        for rule in formats.rules:
            sheet.conditional_formatting.add(" ".join(moved(part, at, count, grow=True) for part in str(formats.sqref).split()), rule)
    if sheet.print_area:
        sheet.print_area = [moved(part.rpartition("!")[2].replace("$", ""), at, count, grow=True) for part in sheet.print_area.split(",")]
    for table in sheet.tables.values():
        table.ref = moved(table.ref, at, count, grow=True)
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = moved(sheet.auto_filter.ref, at, count, grow=True)


def moved(text: str, at: int, count: int, *, grow: bool = False) -> str:
    """References after the rows came in: those below move, a range over row ``at`` grows, and with ``grow`` a single cell there does."""

    def one(match: re.Match[str]) -> str:
        top = int(match[4])
        bottom = int(match[8]) if match[8] else top
        single = match[8] is None
        if single and top == at and not grow:
            return match[0]
        first, last = moved_rows(top, bottom, at, count)
        start = f"{match[1]}{match[2]}{match[3]}{first}"
        if single and first == last:
            return start
        tail = f"{match[1]}{match[2]}{match[3]}" if single else f"{match[5]}{match[6]}{match[7]}"
        return f"{start}:{tail}{last}"

    return _REFERENCE.sub(one, text)


def _move_formulas(sheet: Any, changed: Any, at: int, count: int) -> None:
    """Formulas that refer to the changed sheet; those in the repeated rows speak of their own row and were translated."""
    from openpyxl.formula.tokenizer import Token, Tokenizer

    for (row, _), cell in sheet._cells.items():
        if cell.data_type != "f" or not isinstance(cell.value, str) or (sheet is changed and at <= row <= at + count):
            continue
        tokens = Tokenizer(cell.value)
        for token in tokens.items:
            if token.type != Token.OPERAND or token.subtype != Token.RANGE:
                continue
            owner, mark, reference = token.value.rpartition("!")
            named = owner.strip("'").replace("''", "'") if mark else sheet.title
            if named == changed.title:
                token.value = owner + mark + moved(reference, at, count)
        cell.value = "=" + "".join(token.value for token in tokens.items)
