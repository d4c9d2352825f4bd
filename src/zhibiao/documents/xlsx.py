"""Excel workbooks, by walking their XML as Word's is: every sheet a table of the grid, with true merges, cached values and what is hidden.

Not by openpyxl: its reading mode knows no merges, hidden rows or formulas, its other mode builds an object for every merged cell (a merge
over whole columns never ends), and both take several times as long. What numbers look like is :mod:`.cell_values`' business.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from zhibiao.documents.archive import Archive
from zhibiao.documents.cell_values import BUILT_IN, from_serial, is_date, shown
from zhibiao.documents.grid import Grid, Row
from zhibiao.documents.kinds import refuse_entities
from zhibiao.documents.package import parse_xml
from zhibiao.documents.refusals import refuse
from zhibiao.documents.sheet import Sheet
from zhibiao.domain.tables import Repair, Unread, whole_document
from zhibiao.messages import DocumentError, say

WORKBOOK = "xl/workbook.xml"
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OWN_FORMATS = 164  # numbers below are built in


@dataclass(frozen=True, slots=True)
class _Book:
    """What cells refer to: shared strings, the number format of each style, and the calendar."""

    strings: tuple[str, ...]
    formats: tuple[str, ...]
    from_1904: bool


@dataclass(slots=True)
class _Content:
    """A sheet as it stands in its part, 0-based; ``bare`` are formulas saved without a value."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    formulas: int = 0
    bare: list[tuple[str, str]] = field(default_factory=list)
    cells: list[tuple[int, int, str]] = field(default_factory=list)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)


def read_xlsx(archive: Archive) -> Grid:
    """The grid of a workbook; formulas are read as the values saved with them and never computed.

    :raises DocumentError: for entities in its XML, damage, or a sheet over the limits.
    """
    refuse_entities(archive)
    blocks: list[Row] = []
    repairs: list[Repair] = []
    unread: list[Unread] = []
    try:
        root, parts = _workbook(archive)
        sheets = [(sheet, path) for sheet in root.iter("{*}sheet") if (path := parts.get(_identity(sheet))) is not None]
        if len(sheets) > archive.limits.sheets:
            raise refuse(
                archive.file,
                f"有{len(sheets)}张工作表，超过{archive.limits.sheets}张的上限，请拆成几个文件",
                f"has {len(sheets)} sheets, more than the limit of {archive.limits.sheets}; split it",
            )
        book = _book(archive, root, parts)
        for table, (sheet, path) in enumerate(sheets):
            target = Sheet(archive.file, table, archive.limits, name=sheet.get("name") or str(table + 1))
            content = _content(archive.read(path), book, target)
            _lay_out(target, content)
            blocks += target.rows()
            hidden = (sheet.get("state") or "visible") != "visible"
            repairs += hidden_notes(target, hidden, content.hidden_rows, content.hidden_columns)
            repairs += _formulas(target, content.formulas)
            unread += _without_value(target, content.bare)
    except (etree.XMLSyntaxError, KeyError, IndexError, ValueError, OverflowError, AssertionError) as error:
        raise _damaged(archive.file) from error
    return Grid(tuple(blocks), tuple(repairs) + _external(archive), unread=tuple(unread))


def _damaged(file: str) -> DocumentError:
    return refuse(
        file,
        "的Excel内容已损坏，无法读取，请用Excel或WPS打开后重新保存",
        "is a damaged workbook; open it in Excel or WPS and save it again",
    )


def _identity(sheet: etree._Element) -> str:
    return next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")


def _workbook(archive: Archive) -> tuple[etree._Element, dict[str, str]]:
    """The main part, and the parts that it refers to by identity and by the kind of part."""
    name = WORKBOOK if WORKBOOK in archive.names else min(n for n in archive.names if re.fullmatch(r"xl/\w*workbook\w*\.xml", n))
    folder, base = posixpath.split(name)
    parts: dict[str, str] = {}
    for relation in parse_xml(archive.read(f"{folder}/_rels/{base}.rels"), archive.file):
        target = relation.get("Target") or ""
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        kind = posixpath.basename(relation.get("Type") or "")
        if path in archive.names and kind in ("worksheet", "sharedStrings", "styles"):
            parts[(relation.get("Id") or "") if kind == "worksheet" else kind] = path
    return parse_xml(archive.read(name), archive.file), parts


def _book(archive: Archive, root: etree._Element, parts: dict[str, str]) -> _Book:
    strings = tuple(_strings(archive.read(parts["sharedStrings"]))) if "sharedStrings" in parts else ()
    formats: list[str] = []
    if "styles" in parts:
        styles = parse_xml(archive.read(parts["styles"]), archive.file)
        own = {entry.get("numFmtId"): entry.get("formatCode") or "" for entry in styles.iter("{*}numFmt")}
        for styled in next(styles.iter("{*}cellXfs"), ()):
            number = str(styled.get("numFmtId") or "0")
            formats.append(own.get(number) or BUILT_IN.get(int(number), "General"))
    calendar = next((entry.get("date1904") for entry in root.iter("{*}workbookPr")), None)
    return _Book(strings, tuple(formats), calendar in ("1", "true"))


def _walk(data: bytes, *tags: str) -> Iterator[etree._Element]:
    """The elements of a part as they end; what was seen is let go."""
    events = etree.iterparse(
        io.BytesIO(data), tag=[f"{{*}}{tag}" for tag in tags], resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    for _, element in events:
        yield element
        element.clear()
        parent = element.getparent()
        if parent is not None:
            while element.getprevious() is not None:
                del parent[0]


def _strings(data: bytes) -> Iterator[str]:
    for item in _walk(data, "si"):
        yield _rich(item)


def _rich(item: etree._Element) -> str:
    """The text of runs, without the readings that stand above characters."""
    parts = []
    for child in item:
        name = child.tag.rpartition("}")[2]
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [t.text or "" for t in child if t.tag.rpartition("}")[2] == "t"]
    text = "".join(parts)
    return _ESCAPED.sub(_unescape, text) if "_x" in text else text


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "\n" if code == 0x0A else "" if code < 0x20 or 0xD800 <= code <= 0xDFFF else chr(code)


def _content(data: bytes, book: _Book, sheet: Sheet) -> _Content:
    found = _Content()
    number = -1
    filled = stored = 0
    for element in _walk(data, "row", "mergeCell", "col"):
        name = element.tag.rpartition("}")[2]
        if name == "row":
            stated = element.get("r")
            number = int(stated) - 1 if stated else number + 1
            if element.get("hidden") in ("1", "true"):
                found.hidden_rows.append(number)
            before = len(found.cells)
            stored += len(element)
            _row(element, number, book, found)
            filled += len(found.cells) > before
            sheet.check(filled, stored)
        elif name == "mergeCell":
            _merge(element.get("ref") or "", found)
        elif element.get("hidden") in ("1", "true"):
            found.hidden_columns.append(int(element.get("min") or "1") - 1)
    return found


def _row(row: etree._Element, number: int, book: _Book, found: _Content) -> None:
    column = -1
    for cell in row:
        place = _PLACE.match(cell.get("r") or "")
        column = _column(place[1]) if place else column + 1
        value = formula = None
        for child in cell:
            name = child.tag.rpartition("}")[2]
            if name == "v":
                value = child.text
            elif name == "is":
                value = _rich(child)
            elif name == "f":
                formula = child.text or ""
        if formula is not None:
            found.formulas += 1
            if value is None:
                found.bare.append((cell.get("r") or "", formula))
        if value:
            found.cells.append((number, column, _text(value, cell.get("t"), cell.get("s"), book)))


def _text(value: str, kind: str | None, style: str | None, book: _Book) -> str:
    match kind:
        case "s":
            return book.strings[int(value)]
        case "inlineStr" | "str" | "e":
            return _ESCAPED.sub(_unescape, value) if "_x" in value else value
        case "b":
            return shown(value.strip() in ("1", "true"))
        case "d":
            return value
    try:
        number: Any = int(value) if value.isdigit() and len(value) < 16 else float(value)
    except ValueError:
        return value  # text that claims to be a number
    code = book.formats[int(style)] if style and int(style) < len(book.formats) else "General"
    if code == "General":
        return shown(number)
    return shown(from_serial(number, book.from_1904) if is_date(code) else number, code)


def _merge(reference: str, found: _Content) -> None:
    first, _, last = reference.partition(":")
    start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
    if start and end:
        row, column = int(start[2]) - 1, _column(start[1])
        found.spans[row, column] = (max(1, int(end[2]) - row), max(1, _column(end[1]) - column + 1))


@lru_cache(maxsize=1024)  # the same few columns in every row
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _lay_out(target: Sheet, content: _Content) -> None:
    spans = content.spans
    for row, column, text in content.cells:
        target.put(row, column, text, *spans.get((row, column), (1, 1)))
    last = target.last_row
    for (row, column), (down, across) in spans.items():  # a merge without text still covers
        if row < last:
            target.put(row, column, "", down, across)


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


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(str(number + 1) for number in numbers[:20]) + ("…" if len(numbers) > 20 else "")


def _formulas(sheet: Sheet, count: int) -> list[Repair]:
    what = say(f"{count}处公式按文件中保存的结果读取，没有重新计算", f"{count} formulas were read as saved, nothing was computed")
    return [Repair(where=sheet.place, what=what)] if count else []


def _without_value(sheet: Sheet, bare: list[tuple[str, str]]) -> list[Unread]:
    why = say(
        "公式没有保存计算结果，请在Excel或WPS中打开并保存一次", "a formula saved without its value; open and save it once in Excel or WPS"
    )
    return [Unread(where=f"{sheet.place} {place}", text=f"={code}", why=why) for place, code in bare]


def _external(archive: Archive) -> tuple[Repair, ...]:
    if not any(name.startswith("xl/externalLinks/") for name in archive.names):
        return ()
    what = say("表格引用了其他文件，没有打开它们，按已保存的数值读取", "the workbook refers to other files; they were not opened")
    return (Repair(where=whole_document(), what=what),)
