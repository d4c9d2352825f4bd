"""Old Excel workbooks (.xls): every sheet a table of the grid, with merges, number formats and what is hidden.

xlrd and not python-calamine, which reads faster but gives neither number formats (95% becomes 0.95) nor hidden rows.
"""

from __future__ import annotations

import contextlib
import datetime
import io
from typing import Any

from zhibiao.documents.cell_values import shown
from zhibiao.documents.grid import Grid, Row
from zhibiao.documents.limits import Limits
from zhibiao.documents.refusals import needs_extra, refuse
from zhibiao.documents.sheet import Sheet
from zhibiao.documents.xlsx import hidden_notes
from zhibiao.domain.tables import Repair
from zhibiao.messages import DocumentError


def read_xls(data: bytes, file: str, limits: Limits) -> Grid:
    """The grid of a workbook in the format of Excel 97 to 2003 and before.

    :raises DocumentError: without xlrd, for a password, damage, or a sheet over the limits.
    """
    try:
        import xlrd
    except ImportError:
        raise needs_extra(file, "旧版Excel表格（.xls）", "an old Excel workbook (.xls)") from None
    blocks: list[Row] = []
    repairs: list[Repair] = []
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # the library prints what it thinks of a file
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())
            for table in range(book.nsheets):
                source = book.sheet_by_index(table)
                target = Sheet(file, table, limits, name=source.name)
                target.check(source.nrows if source.nrows > limits.rows and _last_filled(source) > limits.rows else 0, 0)
                _fill(target, source, book)
                blocks += target.rows()
                repairs += hidden_notes(
                    target,
                    source.visibility != 0,
                    [row for row, info in sorted(source.rowinfo_map.items()) if info.hidden and row < source.nrows],
                    [column for column, info in sorted(source.colinfo_map.items()) if info.hidden and column < source.ncols],
                )
                book.unload_sheet(table)
    except DocumentError:
        raise
    except RecursionError:
        raise _damaged(file) from None
    except Exception as error:  # the library raises whatever it stumbles over: struct.error, AssertionError, IndexError …
        if "encrypted" in str(error).lower():
            raise refuse(file, "设有密码，请去掉密码后再读取", "is protected by a password; remove it first") from None
        raise _damaged(file) from error
    return Grid(tuple(blocks), tuple(repairs))


def _damaged(file: str) -> DocumentError:
    return refuse(
        file,
        "的表格内容已损坏，无法读取，请用Excel或WPS打开后另存为.xlsx",
        "is damaged; open it in Excel or WPS and save it as .xlsx",
    )


def _last_filled(source: Any) -> int:
    return max((row + 1 for row in range(source.nrows) if any(kind not in (0, 6) for kind in source.row_types(row))), default=0)


def _fill(target: Sheet, source: Any, book: Any) -> None:
    spans = {(top, left): (bottom - top, right - left) for top, bottom, left, right in source.merged_cells}
    for row in range(source.nrows):
        for column, kind in enumerate(source.row_types(row)):
            if kind in (0, 6) and (row, column) not in spans:
                continue
            height, width = spans.get((row, column), (1, 1))
            target.put(row, column, _text(source, book, row, column, kind), height, width)


def _text(source: Any, book: Any, row: int, column: int, kind: int) -> str:
    import xlrd

    value = source.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return str(value)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if kind == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(value))
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    style = book.xf_list[source.cell_xf_index(row, column)]
    number_format = book.format_map[style.format_key].format_str if style.format_key in book.format_map else "General"
    if kind == xlrd.XL_CELL_DATE:
        try:
            moment = xlrd.xldate_as_datetime(value, book.datemode)
        except (ValueError, OverflowError):
            return shown(value)
        return shown(moment.time() if value < 1 and isinstance(moment, datetime.datetime) else moment, number_format)
    return shown(value, number_format)
