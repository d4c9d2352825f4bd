"""Word documents, by walking their XML: inserted runs, content controls, hidden fields and real merges are seen, deletions are not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from zhibiao.documents.archive import Archive
from zhibiao.documents.grid import MAX_BLOCKS, Cell, Grid, Paragraph, Row
from zhibiao.documents.package import MAIN_PART, attribute, child_of, local_name, parse_xml
from zhibiao.domain.tables import Repair, whole_document
from zhibiao.messages import DocumentError, say

MAX_DEPTH = 8  # tables within tables
MAX_COLUMNS = 500

# Wrappers whose content reads as if they were not there (accepted insertions, content controls, links …).
_TRANSPARENT = frozenset(
    "sdt sdtContent customXml smartTag ins moveTo hyperlink fldSimple dir bdo ruby rubyBase".split()  # noqa: SIM905
)
_DROPPED = frozenset(("del", "moveFrom", "rt", "pPr", "rPr", "Fallback", "instrText", "delInstrText", "delText"))
# Signs that Word inserts from the Symbol font as w:sym instead of text.
_SYMBOL = {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB9: "≠", 0x3D: "=", 0x3C: "<", 0x3E: ">", 0x25: "%", 0xB7: "·", 0xB0: "°"}
_TC = re.compile(r"\s*TC\s+(?:[\"“”](?P<quoted>[^\"“”]*)[\"“”]|(?P<bare>\S.*?))(?:\s+\\[a-zA-Z].*)?\s*$", re.DOTALL)


def _on(element: etree._Element | None) -> bool:
    return element is not None and (attribute(element, "val") or "true").lower() not in ("0", "false", "off", "none")


def _whole(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdigit() and len(text) < 6 else default


def read_docx(archive: Archive, part: str = MAIN_PART) -> Grid:
    """The grid of a Word document; tracked changes are read as accepted, and a repair says so.

    :raises DocumentError: for broken XML, entities, parts over the limits, or too many rows.
    """
    root = parse_xml(archive.read(part), archive.file)
    body = child_of(root, "body")
    walker = _Walker(archive.file)
    if body is not None:
        walker.blocks_of(body, 0)
    return Grid(tuple(walker.blocks), walker.repairs() + _protection(archive, part))


@dataclass
class Places:
    """The elements of a document by where readers say that they stand: rows by table and row, cells by column as well (0-based)."""

    rows: dict[tuple[int, int], etree._Element] = field(default_factory=dict)
    cells: dict[tuple[int, int, int], etree._Element] = field(default_factory=dict)


def find_places(root: etree._Element, file: str) -> Places:
    """Rows and cells of a parsed main part, counted as :func:`read_docx` counts them."""
    walker = _Walker(file, Places())
    body = child_of(root, "body")
    if body is not None:
        walker.blocks_of(body, 0)
    assert walker.places is not None
    return walker.places


def _protection(archive: Archive, part: str) -> tuple[Repair, ...]:
    """A note where Word is told to let nobody edit: reading is not hindered by it."""
    name = posixpath.join(posixpath.dirname(part), "settings.xml")
    data = archive.read(name) if name in archive.names else b""
    if b"documentProtection" not in data and b"writeProtection" not in data:
        return ()
    root = parse_xml(data, archive.file)
    edit, write = child_of(root, "documentProtection"), child_of(root, "writeProtection")
    if write is None and (edit is None or (attribute(edit, "enforcement") or "0").lower() in ("0", "false", "off")):
        return ()
    what = say(
        "文档设有编辑保护（只读），内容照常读取；写出的副本保留这一设置",
        "the document is protected against editing; it was read all the same, and copies keep the protection",
    )
    return (Repair(where=whole_document(), what=what),)


@dataclass
class _Text:
    """What a paragraph shows, the entry of its TC field, and text boxes anchored in it."""

    parts: list[str] = field(default_factory=list)
    entry: str | None = None
    boxes: list[etree._Element] = field(default_factory=list)
    fields: list[list[str] | None] = field(default_factory=list)  # open complex fields; None once the result begins

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def instruction(self, code: str) -> None:
        match = _TC.match(code)
        if match and self.entry is None:
            self.entry = (match["quoted"] if match["quoted"] is not None else match["bare"]).strip()


class _Walker:
    def __init__(self, file: str, places: Places | None = None) -> None:
        self.file = file
        self.places = places
        self.blocks: list[Paragraph | Row] = []
        self.tables = 0
        self.inserted = self.deleted = self.hidden = 0
        self._gap = True
        self._unfinished: list[list[str] | None] = []  # complex fields may run over several paragraphs (a 目录 does)

    def repairs(self) -> tuple[Repair, ...]:
        where = whole_document()
        found = []
        if self.inserted or self.deleted:
            what = say(
                f"文档含有未接受的修订，按接受后的内容读取（插入{self.inserted}处，删除{self.deleted}处）",
                f"tracked changes were read as accepted ({self.inserted} insertions, {self.deleted} deletions)",
            )
            found.append(Repair(where=where, what=what))
        if self.hidden:
            what = say(f"{self.hidden}处隐藏文字没有读取", f"{self.hidden} runs of hidden text were not read")
            found.append(Repair(where=where, what=what))
        return tuple(found)

    def _add(self, block: Paragraph | Row) -> None:
        self.blocks.append(block)
        if len(self.blocks) > MAX_BLOCKS:
            raise DocumentError(
                say(
                    f"“{self.file}”的段落和表格行超过{MAX_BLOCKS}个，请拆成几个文件。",
                    f"{self.file} has more than {MAX_BLOCKS} paragraphs and rows; split it into several files.",
                )
            )

    def blocks_of(self, parent: etree._Element, depth: int) -> None:
        for child in parent:
            name = local_name(child)
            if name == "p":
                self._paragraph(child, depth)
            elif name == "tbl":
                self._table(child, depth)
            elif name in _TRANSPARENT or name in ("AlternateContent", "Choice"):
                self._count(name)
                self.blocks_of(child, depth)
            elif name in ("del", "moveFrom"):
                self.deleted += 1

    def _count(self, name: str) -> None:
        self.inserted += name in ("ins", "moveTo")

    def _paragraph(self, element: etree._Element, depth: int) -> None:
        text = self._read(element)
        if text.text.strip():
            outline = child_of(element, "pPr", "outlineLvl")
            level = _whole(attribute(outline, "val"), 8) + 1 if outline is not None else None
            self._add(Paragraph(text.text, None, text.entry, level, adjacent=not self._gap))
            self._gap = False
        else:
            self._gap = True
        for box in text.boxes:
            self.blocks_of(box, depth)

    def _read(self, element: etree._Element) -> _Text:
        text = _Text(fields=self._unfinished)
        self._runs(element, text)
        return text

    def _runs(self, parent: etree._Element, text: _Text) -> None:
        for child in parent:
            name = local_name(child)
            if name == "r":
                self._run(child, text)
            elif name == "fldSimple":
                text.instruction(attribute(child, "instr") or "")
                self._runs(child, text)
            elif name in _TRANSPARENT or name in ("AlternateContent", "Choice", "oMath", "oMathPara"):
                self._count(name)
                if name.startswith("oMath"):
                    text.parts.extend(t.text or "" for t in child.iter() if local_name(t) == "t")
                else:
                    self._runs(child, text)
            elif name in ("del", "moveFrom"):
                self.deleted += 1

    def _run(self, run: etree._Element, text: _Text) -> None:
        properties = child_of(run, "rPr")
        hidden = properties is not None and _on(child_of(properties, "vanish"))
        for child in run:
            name = local_name(child)
            if name == "fldChar":
                self._field_mark(attribute(child, "fldCharType"), text)
            elif name == "instrText":
                code = child.text or ""
                if text.fields and text.fields[-1] is not None:
                    text.fields[-1].append(code)
                else:
                    text.instruction(code)
            elif hidden:
                self.hidden += name == "t" and bool((child.text or "").strip())
            elif name == "t":
                text.parts.append(child.text or "")
            elif name == "tab":
                text.parts.append("\t")
            elif name in ("br", "cr"):
                text.parts.append("\n" if (attribute(child, "type") or "textWrapping") == "textWrapping" else "")
            elif name == "noBreakHyphen":
                text.parts.append("-")
            elif name == "sym":
                text.parts.append(_symbol(child))
            elif name in ("AlternateContent", "drawing", "pict", "object"):
                self._boxes(child, text)
            elif name in _TRANSPARENT and name not in ("ins", "moveTo"):
                self._runs(child, text)

    @staticmethod
    def _field_mark(kind: str | None, text: _Text) -> None:
        if kind == "begin":
            text.fields.append([])
        elif kind in ("separate", "end") and text.fields:
            code = text.fields[-1]
            if code is not None:
                text.instruction("".join(code))
            if kind == "separate":
                text.fields[-1] = None
            else:
                text.fields.pop()

    def _boxes(self, element: etree._Element, text: _Text) -> None:
        for child in element:
            name = local_name(child)
            if name == "txbxContent":
                text.boxes.append(child)
            elif name not in _DROPPED:
                self._boxes(child, text)

    def _table(self, element: etree._Element, depth: int) -> None:
        if depth >= MAX_DEPTH:
            raise DocumentError(
                say(
                    f"“{self.file}”的表格嵌套超过{MAX_DEPTH}层，请在Word或WPS中把内层表格移出来。",
                    f"{self.file} nests tables more than {MAX_DEPTH} deep; move the inner tables out in Word or WPS.",
                )
            )
        table = self.tables
        self.tables += 1
        self._gap = True
        for number, tr in enumerate(self._within(element, "tr")):
            properties = child_of(tr, "trPr")
            if properties is not None and child_of(properties, "del") is not None:
                self.deleted += 1
                continue
            if properties is not None and child_of(properties, "ins") is not None:
                self.inserted += 1
            self._row(tr, properties, table, number, depth)

    def _within(self, parent: etree._Element, name: str) -> Iterator[etree._Element]:
        """Rows of a table, or cells of a row, through the wrappers around them."""
        for child in parent:
            tag = local_name(child)
            if tag == name:
                yield child
            elif tag in _TRANSPARENT:
                self._count(tag)
                yield from self._within(child, name)

    def _row(self, tr: etree._Element, properties: etree._Element | None, table: int, number: int, depth: int) -> None:
        cells: list[Cell] = []
        nested: list[etree._Element] = []
        before = child_of(properties, "gridBefore") if properties is not None else None
        column = min(_whole(attribute(before, "val"), 0), MAX_COLUMNS) if before is not None else 0
        if self.places is not None:
            self.places.rows[table, number] = tr
        for tc in self._within(tr, "tc"):
            settings = child_of(tc, "tcPr")
            span, merge = (child_of(settings, name) if settings is not None else None for name in ("gridSpan", "vMerge"))
            width = max(1, min(_whole(attribute(span, "val"), 1), MAX_COLUMNS)) if span is not None else 1
            if self.places is not None:
                self.places.cells[table, number, column] = tc
            continues = merge is not None and (attribute(merge, "val") or "continue") == "continue"
            text = self._cell_text(tc, nested)
            # Word hides what stands in a covered cell, so it is no text of the document
            cells.append(Cell("" if continues else text, column, None, width, 1, continues))
            column += width
        if cells:
            self._add(Row(tuple(cells), None, table, number, exact=True, depth=depth))
        for inner in nested:
            self._table(inner, depth + 1)

    def _cell_text(self, tc: etree._Element, nested: list[etree._Element]) -> str:
        parts: list[str] = []
        self._cell_blocks(tc, parts, nested)
        return "\n".join(parts).strip("\n")

    def _cell_blocks(self, parent: etree._Element, parts: list[str], nested: list[etree._Element]) -> None:
        for child in parent:
            name = local_name(child)
            if name == "p":
                text = self._read(child)
                parts.append(text.text)
                for box in text.boxes:
                    self._cell_blocks(box, parts, nested)
            elif name == "tbl":
                nested.append(child)
            elif name in _TRANSPARENT or name in ("AlternateContent", "Choice"):
                self._count(name)
                self._cell_blocks(child, parts, nested)
            elif name in ("del", "moveFrom"):
                self.deleted += 1


def _symbol(element: etree._Element) -> str:
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    if 0xF000 <= code <= 0xF0FF:  # where symbol fonts keep their characters
        return _SYMBOL.get(code - 0xF000, "□") if (attribute(element, "font") or "").lower() == "symbol" else "□"
    return chr(code) if 0x20 <= code <= 0xFFFD and not 0xD800 <= code <= 0xDFFF else ""
