"""Excel workbooks: every sheet a table of the grid, merges true, cached values only, and what is hidden read and said."""

from __future__ import annotations

import io
import posixpath
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhibiao.documents.archive import Archive
from zhibiao.documents.cell_values import shown
from zhibiao.documents.docx import parse_xml
from zhibiao.documents.grid import Grid, Row
from zhibiao.documents.kinds import refuse_entities
from zhibiao.documents.refusals import needs_extra, refuse
from zhibiao.documents.sheet import Sheet
from zhibiao.domain.tables import Repair, Unread, whole_document
from zhibiao.messages import DocumentError, say

WORKBOOK = "xl/workbook.xml"
_EMPTY_AREA = 25  # times the limit of cells: places without a cell that a stray one far away makes the library walk over

_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s/>])")
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]{0,8192})</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?\bref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\b(?:r|min)="(\d{1,7})"')


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the XML of a sheet says beside its values, 0-based; spans by the place of the cell they begin at."""

    spans: dict[tuple[int, int], tuple[int, int]]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[int, ...]
    formulas: int
    uncomputed: tuple[tuple[str, str], ...]


def read_xlsx(archive: Archive, data: bytes) -> Grid:
    """The grid of a workbook; formulas are read as the values saved with them and never computed.

    :raises DocumentError: without openpyxl, for entities in its XML, damage, or a sheet over the limits.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise needs_extra(archive.file, "Excel表格", "a spreadsheet") from None
    refuse_entities(archive)
    paths = _sheet_paths(archive)
    if len(paths) > archive.limits.sheets:
        raise refuse(
            archive.file,
            f"有{len(paths)}张工作表，超过{archive.limits.sheets}张的上限，请拆成几个文件",
            f"has {len(paths)} sheets, more than the limit of {archive.limits.sheets}; split it",
        )
    blocks: list[Row] = []
    repairs: list[Repair] = []
    unread: list[Unread] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for table, sheet in enumerate(book.worksheets):
                if sheet.title not in paths:
                    continue
                layout = _layout(archive, paths[sheet.title], Sheet(archive.file, table, archive.limits, name=sheet.title))
                target = Sheet(archive.file, table, archive.limits, name=sheet.title)
                sheet.reset_dimensions()  # what systems write there is often wrong
                _fill(target, sheet, layout.spans)
                blocks += target.rows()
                repairs += hidden_notes(target, sheet.sheet_state != "visible", layout.hidden_rows, layout.hidden_columns)
                repairs += _formulas(target, layout.formulas)
                unread += _without_value(target, layout)
            book.close()
    except DocumentError:
        raise
    except RecursionError:
        raise _damaged(archive.file) from None
    except Exception as error:  # the library raises whatever it stumbles over: KeyError, TypeError, ParseError …
        raise _damaged(archive.file) from error
    return Grid(tuple(blocks), tuple(repairs) + _external(archive), unread=tuple(unread))


def _damaged(file: str) -> DocumentError:
    return refuse(file, "的表格内容已损坏，无法读取，请用Excel或WPS打开后重新保存", "is damaged; open it in Excel or WPS and save it again")


def _sheet_paths(archive: Archive) -> dict[str, str]:
    """The part of each sheet by its title."""
    book = WORKBOOK if WORKBOOK in archive.names else next((n for n in archive.names if re.fullmatch(r"xl/workbook\w*\.xml", n)), WORKBOOK)
    folder, name = posixpath.split(book)
    relations: dict[str, str] = {}
    for relation in parse_xml(archive.read(f"{folder}/_rels/{name}.rels"), archive.file):
        target = relation.get("Target") or ""
        relations[relation.get("Id") or ""] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
    paths: dict[str, str] = {}
    for sheet in parse_xml(archive.read(book), archive.file).iter("{*}sheet"):
        identity = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        if (path := relations.get(str(identity))) in archive.names and path is not None:
            paths[sheet.get("name") or ""] = path
    return paths


def _layout(archive: Archive, path: str, sheet: Sheet) -> _Layout:
    """Merges, hidden rows and columns and formulas, found in the bytes: the library's own way builds an object per merged cell,
    and a merge over whole columns would never end."""
    data = archive.read(path)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", errors="replace").encode()
    rows = [match[1] for match in _ROW.finditer(data)]
    filled = sum(b"<v" in part or b":v" in part or b"<is" in part or b":is" in part for part in _ROW.split(data)[2::2])
    sheet.check(filled, sum(1 for _ in _CELL.finditer(data)))
    spans = {}
    for first, top, last, bottom in _MERGE.findall(data):
        row, column = int(top) - 1, _column(first)
        spans[row, column] = (max(1, int(bottom) - row), max(1, _column(last) - column + 1))
    hidden = [int(number[1]) - 1 for row in rows if _HIDDEN.search(row) and (number := _NUMBER.search(row))]
    columns = [int(n[1]) - 1 for entry in _COLUMN.findall(data) if _HIDDEN.search(entry) and (n := _NUMBER.search(entry))]
    formulas = sum(1 for _ in _FORMULA.finditer(data))
    bare = [(place.decode(), code.decode("utf-8", "replace")) for place, code in _UNCOMPUTED.findall(data)] if formulas else []
    return _Layout(spans, tuple(hidden), tuple(columns), formulas, tuple(bare))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _fill(target: Sheet, sheet: Any, spans: dict[tuple[int, int], tuple[int, int]]) -> None:
    area = 0
    most = _EMPTY_AREA * target.limits.cells
    for line in sheet.iter_rows():
        area += len(line)
        if area > most:
            target.check(0, area)
        for cell in line:
            value = cell.value
            if value is None:
                continue
            row, column = cell.row - 1, cell.column - 1
            text = value if type(value) is str else shown(value, cell.number_format)
            height, width = spans.get((row, column), (1, 1)) if spans else (1, 1)
            target.put(row, column, text, height, width)
    last = target.last_row
    for (row, column), (height, width) in spans.items():  # a merge without text still covers
        if height * width > 1 and row < last:
            target.put(row, column, "", height, width)


def hidden_notes(sheet: Sheet, hidden: bool, rows: Sequence[int], columns: Sequence[int]) -> list[Repair]:
    """What of a sheet is hidden from whoever looks at it (0-based rows and columns), and was read all the same."""
    found: list[tuple[str, str]] = []
    if hidden:
        found.append(("隐藏的工作表，内容照常读取", "a hidden sheet, read all the same"))
    if rows:
        numbers = _listed(rows)
        found.append((f"隐藏的行（第{numbers}行）照常读取", f"hidden rows ({numbers}) were read all the same"))
    if columns:
        numbers = _listed(columns)
        found.append((f"隐藏的列（自第{numbers}列）照常读取", f"hidden columns (from {numbers}) were read all the same"))
    return [Repair(where=sheet.place, what=say(zh, en)) for zh, en in found]


def _formulas(sheet: Sheet, count: int) -> list[Repair]:
    what = say(f"{count}处公式按文件中保存的结果读取，没有重新计算", f"{count} formulas were read as saved, nothing was computed")
    return [Repair(where=sheet.place, what=what)] if count else []


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(str(number + 1) for number in numbers[:20]) + ("…" if len(numbers) > 20 else "")


def _without_value(sheet: Sheet, layout: _Layout) -> list[Unread]:
    why = say(
        "公式没有保存计算结果，请在Excel或WPS中打开并保存一次", "a formula saved without its value; open and save it once in Excel or WPS"
    )
    return [Unread(where=f"{sheet.place} {place}", text=f"={code}", why=why) for place, code in layout.uncomputed]


def _external(archive: Archive) -> tuple[Repair, ...]:
    if not any(name.startswith("xl/externalLinks/") for name in archive.names):
        return ()
    what = say("表格引用了其他文件，没有打开它们，按已保存的数值读取", "the workbook refers to other files; they were not opened")
    return (Repair(where=whole_document(), what=what),)
