"""Documents and tables as Word: in the Hebei form or that of a profile, level-1 cells merged. What the form holds reads back equal."""

from __future__ import annotations

import io
import itertools
import os
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zhibiao.documents.form_layout import (
    ALTERNATIVES,
    BODY_FONT,
    HEADING_FONT,
    UNITS,
    LaidCell,
    Page,
    Rows,
    clean,
    fixed_zip,
    moment,
    page_of,
    tables_of,
)
from zhibiao.domain.tables import Document, TargetTable
from zhibiao.files import write_atomically

if TYPE_CHECKING:
    from lxml.etree import _Element

    from zhibiao.knowledge.forms import Profile

_MARGIN = 20  # millimetres, on every side of A4
_TWIPS = 1440 / 25.4  # per millimetre
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def write_docx(
    content: Document | TargetTable | Iterable[TargetTable], path: str | os.PathLike[str], profile: Profile | None = None
) -> None:
    """Write a document with its narrative, or tables alone, as a Word document.

    The same content gives the same bytes. The file appears whole or not at all. ``profile`` is the form it is written in; Hebei's, with the
    levels as they stand, without one.

    :raises InputError: when ``path`` cannot be written.
    """
    write_atomically(Path(path), docx_bytes(content, profile), make_folders=False)


def docx_bytes(content: Document | TargetTable | Iterable[TargetTable], profile: Profile | None = None) -> bytes:
    """What :func:`write_docx` writes, as bytes."""
    return _package(content if isinstance(content, Document) else None, tables_of(content), profile)


def _package(document: Document | None, tables: Sequence[TargetTable], profile: Profile | None) -> bytes:
    import docx  # only writing needs python-docx, and it is slow to import
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    word = docx.Document()
    section = word.sections[0]
    landscape = profile is not None and profile.landscape
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    properties = word.core_properties
    properties.created = properties.modified = moment()
    properties.author = properties.last_modified_by = "zhibiao"
    properties.comments = ""
    properties.title = clean(document.title if document else "")[:255]
    body = _Body(word.element.body, round(((297 if landscape else 210) - 2 * _MARGIN) * _TWIPS))
    if document is not None:
        body.narrative(document)
    for number, table in enumerate(tables):
        body.table(page_of(table, profile), new_page=number > 0 or document is not None)
    raw = io.BytesIO()
    word.save(raw)
    with zipfile.ZipFile(raw) as source:
        return fixed_zip((i.filename, _with_fonts(source.read(i)) if i.filename == _FONTS else source.read(i)) for i in source.infolist())


_FONTS = "word/fontTable.xml"


def _with_fonts(part: bytes) -> bytes:
    """The font table with our fonts in it, each with the names it goes by elsewhere."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from lxml import etree

    root: _Element = parse_xml(part)
    for name, others in ALTERNATIVES.items():
        font = etree.SubElement(root, qn("w:font"), {qn("w:name"): name})
        for tag, value in (("altName", others), ("charset", "86"), ("family", "modern"), ("pitch", "default")):
            etree.SubElement(font, qn(f"w:{tag}"), {qn("w:val"): value})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class _Body:
    """Builds the XML of the body directly: python-docx walks the whole table for every cell it touches.

    ``width`` is that between the margins, in twips.
    """

    def __init__(self, body: _Element, width: int) -> None:
        from docx.oxml.ns import qn

        self.body, self.qn, self.width = body, qn, width

    def _add(self, parent: _Element, tag: str, **attributes: str) -> _Element:
        element: _Element = parent.makeelement(self.qn(f"w:{tag}"), {self.qn(f"w:{k}"): v for k, v in attributes.items()})
        parent.append(element)
        return element

    def _append(self, tag: str) -> _Element:
        """A new element of the body, before the section properties that must stand last."""
        element: _Element = self.body.makeelement(self.qn(f"w:{tag}"), {})
        self.body[-1].addprevious(element)
        return element

    def _run(self, paragraph: _Element, text: str, size: int, *, bold: bool = False, font: str = BODY_FONT) -> None:
        run = self._add(paragraph, "r")
        properties = self._add(run, "rPr")
        self._add(properties, "rFonts", ascii=font, hAnsi=font, eastAsia=font)
        if bold:
            self._add(properties, "b")
        self._add(properties, "sz", val=str(size))
        element = self._add(run, "t")
        element.text = text
        element.set(_SPACE, "preserve")

    def paragraph(self, text: str, *, heading: int | None = None, centred: bool = False, new_page: bool = False) -> _Element:
        paragraph = self._append("p")
        properties = self._add(paragraph, "pPr")
        if heading:
            self._add(properties, "keepNext")
        if new_page:
            self._add(properties, "pageBreakBefore")
        if centred:
            self._add(properties, "jc", val="center")
        if heading:
            self._add(properties, "outlineLvl", val=str(heading - 1))
        if cleaned := clean(text):
            self._run(paragraph, cleaned, 32 if heading else 24, bold=bool(heading), font=HEADING_FONT if heading else BODY_FONT)
        return paragraph

    def narrative(self, document: Document) -> None:
        """Title, overall goals and lines of work, under the headings that readers know."""
        if document.title:
            self.paragraph(document.title, heading=1, centred=True)
        if document.overall_goals:
            self.paragraph("一、总体绩效目标", heading=2)
            for goal in document.overall_goals:
                self.paragraph(goal)
        if document.sub_goals:
            self.paragraph("二、分项绩效目标", heading=2)
            for line in document.sub_goals:
                if line.title:
                    self.paragraph(line.title)
                if line.goal:
                    self.paragraph(f"绩效目标：{line.goal}" if line.title or line.indicators else line.goal)
                if line.indicators:
                    self.paragraph(f"绩效指标：{line.indicators}")
        if document.tables and (document.overall_goals or document.sub_goals):
            self.paragraph("第二部分 预算项目绩效目标", heading=1, centred=True)

    def table(self, page: Page, *, new_page: bool) -> None:
        paragraph = self.paragraph(page.heading, heading=2, centred=True, new_page=new_page)
        if page.entry:
            self._tc_field(paragraph, page.entry)
        if page.year:
            self.paragraph(f"（{page.year}年度）", centred=True)
        self._grid(page.project, repeated=0)
        self._hairline()  # a row repeats on every page only at the head of a table of its own
        self._grid(page.indicators, repeated=1)
        self.paragraph("")

    def _hairline(self) -> None:
        properties = self._add(self._append("p"), "pPr")
        self._add(properties, "spacing", before="0", after="0", line="20", lineRule="exact")
        self._add(self._add(properties, "rPr"), "sz", val="2")

    def _tc_field(self, paragraph: _Element, entry: str) -> None:
        entry = entry.replace('"', "＂").replace("\\", "＼")
        for kind in ("begin", None, "end"):
            run = self._add(paragraph, "r")
            self._add(self._add(run, "rPr"), "vanish")
            if kind:
                self._add(run, "fldChar", fldCharType=kind)
            else:
                code = self._add(run, "instrText")
                code.text = f' TC "{entry}" \\f C \\l 1 '
                code.set(_SPACE, "preserve")

    def _grid(self, rows: Rows, *, repeated: int) -> None:
        ruler = sorted({edge for row in rows for cell in row for edge in (cell.start, cell.end)})
        table = self._append("tbl")
        properties = self._add(table, "tblPr")
        self._add(properties, "tblW", w=str(self.width), type="dxa")
        self._add(properties, "jc", val="center")
        borders = self._add(properties, "tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            self._add(borders, side, val="single", sz="4", space="0", color="000000")
        self._add(properties, "tblLayout", type="fixed")
        columns = self._add(table, "tblGrid")
        for left, right in itertools.pairwise(ruler):
            self._add(columns, "gridCol", w=str((right - left) * self.width // UNITS))
        for number, row in enumerate(rows):
            element = self._add(table, "tr")
            settings = self._add(element, "trPr")
            if max(len(cell.text) for cell in row) < _MAY_BREAK:
                self._add(settings, "cantSplit")
            self._add(settings, "trHeight", val="400", hRule="atLeast")
            if number < repeated:
                self._add(settings, "tblHeader")
            for cell in row:
                self._cell(element, cell, ruler.index(cell.end) - ruler.index(cell.start))

    def _cell(self, row: _Element, cell: LaidCell, span: int) -> None:
        element = self._add(row, "tc")
        properties = self._add(element, "tcPr")
        self._add(properties, "tcW", w=str((cell.end - cell.start) * self.width // UNITS), type="dxa")
        if span > 1:
            self._add(properties, "gridSpan", val=str(span))
        if cell.merge:
            self._add(properties, "vMerge", **({"val": "restart"} if cell.merge == "restart" else {}))
        self._add(properties, "vAlign", val="center")
        paragraph = self._add(element, "p")
        style = self._add(paragraph, "pPr")
        self._add(style, "spacing", before="20", after="20")
        if cell.centred:
            self._add(style, "jc", val="center")
        if cell.text and cell.merge != "continue":
            self._run(paragraph, cell.text, 21, bold=cell.bold)


_MAY_BREAK = 600  # characters: a row with a longer text may have to run over the end of the page
