"""Documents and tables as Word: in the Hebei form or that of a profile, level-1 cells merged. Hebei's reads back equal."""

from __future__ import annotations

import datetime
import io
import itertools
import os
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zhibiao.documents.form_columns import columns_of
from zhibiao.domain.tables import Document, Indicator, Money, Project, TargetTable
from zhibiao.domain.values import TargetValue
from zhibiao.files import write_atomically
from zhibiao.language.normalise import clean_cell
from zhibiao.language.numerals import plain
from zhibiao.language.quantities import in_base

if TYPE_CHECKING:
    from lxml.etree import _Element

    from zhibiao.knowledge.forms import Profile

BODY_FONT, HEADING_FONT = "仿宋", "宋体"
_WIDTH = 9000  # twips between the margins of A4
_UNITS = 60  # the page is ruled in sixtieths, so that rows of different cells share one grid
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


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
    document = content if isinstance(content, Document) else None
    if isinstance(content, Document):
        tables: Sequence[TargetTable] = content.tables
    else:
        tables = [content] if isinstance(content, TargetTable) else list(content)
    return _package(document, tables, profile)


def _package(document: Document | None, tables: Sequence[TargetTable], profile: Profile | None) -> bytes:
    import docx  # only writing needs python-docx, and it is slow to import
    from docx.shared import Mm

    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    properties = word.core_properties
    when = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or 315532800), tz=datetime.UTC).replace(tzinfo=None)
    properties.created = properties.modified = when
    properties.author = properties.last_modified_by = "zhibiao"
    properties.comments = ""
    properties.title = _clean((document.title or "") if document else "")[:255]
    body = _Body(word.element.body, profile)
    if document is not None:
        body.narrative(document)
    for number, table in enumerate(tables):
        body.table(table, new_page=number > 0 or document is not None)
    raw = io.BytesIO()
    word.save(raw)
    return _fixed_times(raw.getvalue())


def _fixed_times(data: bytes) -> bytes:
    """The same zip with one time on every member: python-docx stamps the clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            member = zipfile.ZipInfo(info.filename, _ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            target.writestr(member, source.read(info))
    return out.getvalue()


def _clean(text: str | None) -> str:
    return _NOT_XML.sub("", clean_cell(text or ""))


class _Cell:
    """A cell to be written: text, where it begins and ends on the ruler, and how it takes part in a vertical merge."""

    def __init__(self, text: str | None, start: int, end: int, merge: str | None = None, *, bold: bool = False) -> None:
        self.text, self.start, self.end, self.merge, self.bold = _clean(text), start, end, merge, bold


class _Body:
    """Builds the XML of the body directly: python-docx walks the whole table for every cell it touches."""

    def __init__(self, body: _Element, profile: Profile | None) -> None:
        from docx.oxml.ns import qn

        self.body, self.qn, self.profile = body, qn, profile

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
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

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
        if cleaned := _clean(text):
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

    def table(self, table: TargetTable, *, new_page: bool) -> None:
        heading = table.heading.text if table.heading else f"{table.project.name}项目绩效目标表"
        paragraph = self.paragraph(heading, heading=2, centred=True, new_page=new_page)
        if table.heading and table.heading.field:
            self._tc_field(paragraph, _clean(table.heading.field))
        if table.project.year:
            self.paragraph(f"（{table.project.year}年度）", centred=True)
        self._grid(_project_rows(table.project, self.profile) + _indicator_rows(table.indicators, self.profile))
        self.paragraph("")

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
                code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def _grid(self, rows: list[list[_Cell]]) -> None:
        ruler = sorted({edge for row in rows for cell in row for edge in (cell.start, cell.end)})
        table = self._append("tbl")
        properties = self._add(table, "tblPr")
        self._add(properties, "tblW", w=str(_WIDTH), type="dxa")
        self._add(properties, "jc", val="center")
        borders = self._add(properties, "tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            self._add(borders, side, val="single", sz="4", space="0", color="000000")
        self._add(properties, "tblLayout", type="fixed")
        columns = self._add(table, "tblGrid")
        for left, right in itertools.pairwise(ruler):
            self._add(columns, "gridCol", w=str((right - left) * _WIDTH // _UNITS))
        for row in rows:
            element = self._add(table, "tr")
            for cell in row:
                self._cell(element, cell, ruler.index(cell.end) - ruler.index(cell.start))

    def _cell(self, row: _Element, cell: _Cell, span: int) -> None:
        element = self._add(row, "tc")
        properties = self._add(element, "tcPr")
        self._add(properties, "tcW", w=str((cell.end - cell.start) * _WIDTH // _UNITS), type="dxa")
        if span > 1:
            self._add(properties, "gridSpan", val=str(span))
        if cell.merge:
            self._add(properties, "vMerge", **({"val": "restart"} if cell.merge == "restart" else {}))
        self._add(properties, "vAlign", val="center")
        paragraph = self._add(element, "p")
        if cell.text and cell.merge != "continue":
            self._run(paragraph, cell.text, 21, bold=cell.bold)


def _project_rows(project: Project, profile: Profile | None) -> list[list[_Cell]]:
    unit = _bare_unit(project)
    rows: list[list[_Cell]] = []
    if project.unit or unit:
        owner = f"预算单位：{project.unit}" if project.unit else ""
        rows.append([_Cell(owner, 0, 40), _Cell(f"单位：{unit or '元'}", 40, _UNITS)])
    rows.append([_Cell("项目编码", 0, 8), _Cell(project.code, 8, 24), _Cell("项目名称", 24, 32), _Cell(project.name, 32, _UNITS)])
    money: list[_Cell] = [_Cell("预算规模及资金用途", 0, 8, "restart")]
    for word, amount, start, middle, end in (
        ("预算数", project.budget, 8, 15, 25),
        ("其中：财政资金", project.fiscal, 25, 35, 44),
        ("其他资金", project.other, 44, 52, _UNITS),
    ):
        money += [_Cell(word, start, middle), _Cell(amount.raw if amount else None, middle, end)]
    rows.append(money)
    for line in project.funding:
        rows.append([_Cell(None, 0, 8, "continue"), _Cell(f"其中：{line.label}", 8, 25), _Cell(line.raw, 25, _UNITS)])
    rows.append([_Cell(None, 0, 8, "continue"), _Cell(project.purpose, 8, _UNITS)])
    steps = project.spending_plan if profile is None or profile.spending_plan is not None else ()
    if steps:
        edges = [8 + (_UNITS - 8) * i // len(steps) for i in range(len(steps) + 1)]
        places = list(itertools.pairwise(edges))
        labels = [_Cell(step.label, *place) for step, place in zip(steps, places, strict=True)]
        percents = [
            _Cell(None if step.percent is None else f"{plain(step.percent)}%", *place) for step, place in zip(steps, places, strict=True)
        ]
        rows.append([_Cell("资金支出计划（%）", 0, 8, "restart"), *labels])
        rows.append([_Cell(None, 0, 8, "continue"), *percents])
    for number, goal in enumerate(project.goals or ("",)):
        rows.append([_Cell("绩效目标", 0, 8, "continue" if number else "restart"), _Cell(goal, 8, _UNITS)])
    return rows


def _bare_unit(project: Project) -> str | None:
    """The unit that bare amounts (``770000.00``) were read in; ``None`` when every amount carries its own."""
    amounts: list[Money | None] = [project.budget, project.fiscal, project.other]
    amounts += [Money(raw=line.raw, yuan=line.yuan) for line in project.funding]
    for amount in amounts:
        if amount is None or not amount.yuan:
            continue
        bare = TargetValue.parse(amount.raw)
        if bare.kind == "count" and bare.unit is None and bare.number:
            return next((u for u in ("元", "千元", "万元", "百万元", "亿元") if in_base(bare.number, u)[0] == amount.yuan), None)
    return None


def _indicator_rows(indicators: Sequence[Indicator], profile: Profile | None) -> list[list[_Cell]]:
    words, shares, texts = columns_of(indicators, profile)
    edges = [_UNITS * sum(shares[:i]) // sum(shares) for i in range(len(shares) + 1)]
    places = list(itertools.pairwise(edges))
    rows = [[_Cell(word, *place, bold=True) for word, place in zip(words, places, strict=True)]]
    levels = [cells[words.index("一级指标")] if "一级指标" in words else "" for cells in texts]
    above: str | None = None
    for index, (cells, first) in enumerate(zip(texts, levels, strict=True)):
        follows = index + 1 < len(texts) and levels[index + 1] == first
        merge = "continue" if first and first == above else "restart" if first and follows else None
        above = first
        merged = [merge if word == "一级指标" else None for word in words]
        rows.append([_Cell(text, *place, mark) for text, place, mark in zip(cells, places, merged, strict=True)])
    return rows
