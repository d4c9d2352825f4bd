"""A workbook as the grid that the recogniser reads: what a reader of spreadsheets does, in its barest form, for what the tests write."""

from __future__ import annotations

import io

import openpyxl

from zhibiao.documents.forms import Recognised, recognise
from zhibiao.documents.grid import Cell, Grid, Row


def grid_of(data: bytes) -> Grid:
    rows: list[Row] = []
    for table, sheet in enumerate(openpyxl.load_workbook(io.BytesIO(data)).worksheets):
        spans = {(r.min_row, r.min_col): r for r in sheet.merged_cells.ranges}
        covered = {
            (y, x): (y > r.min_row, x > r.min_col)
            for r in spans.values()
            for y in range(r.min_row, r.max_row + 1)
            for x in range(r.min_col, r.max_col + 1)
        }
        for number, line in enumerate(sheet.iter_rows()):
            cells = []
            for cell in line:
                down, across = covered.get((cell.row, cell.column), (False, False))
                if across:
                    continue
                span = next((r for r in spans.values() if cell.row in range(r.min_row, r.max_row + 1) and cell.column == r.min_col), None)
                width = span.max_col - span.min_col + 1 if span else 1
                text = "" if cell.value is None else str(cell.value)
                cells.append(Cell(text, cell.column - 1, column_span=width, continues=down))
            rows.append(Row(tuple(cells), table=table, number=number, exact=True))
        rows.append(Row((), table=table, number=sheet.max_row, exact=True))
    return Grid(tuple(rows))


def recognised(data: bytes) -> Recognised:
    return recognise(grid_of(data), "a.xlsx")
