"""The formats a generated document is written in. A format whose reader is missing is left out, not counted as right."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

import openpyxl
from tests.documents import made_documents
from tests.documents.generated.sheets import Box, Case, Line
from tests.documents.generated.suite import converted

from zhibiao.documents import read
from zhibiao.documents.forms import recognise
from zhibiao.documents.grid import Cell, Grid, Paragraph, Row
from zhibiao.domain.tables import Document
from zhibiao.messages import DocumentError

Reader = Callable[[Case], Document]


def _tables(case: Case) -> list[str | list[Line]]:
    """Paragraphs, and runs of rows as one table each."""
    found: list[str | list[Line]] = []
    for block in case.blocks:
        if isinstance(block, str):
            found.append(block)
        elif found and isinstance(found[-1], list):
            found[-1].append(block)
        else:
            found.append([block])
    return found


def _height(lines: list[Line], number: int, column: int) -> int:
    """How many rows a cell covers: the merged cells right below it."""
    height = 1
    for line in lines[number + 1 :]:
        at = 0
        below = None
        for box in line.boxes:
            if at == column:
                below = box
            at += box.span
        if below is None or not below.covered:
            break
        height += 1
    return height


def as_grid(case: Case) -> Document:
    """The grid itself, with exact columns, as readers of merged tables give it."""
    blocks: list[Paragraph | Row] = []
    for table, part in enumerate(_tables(case)):
        if isinstance(part, str):
            blocks.append(Paragraph(part))
            continue
        for number, line in enumerate(part):
            cells, column = [], 0
            for box in line.boxes:
                cells.append(Cell(box.text, column, None, box.span, 1, box.covered))
                column += box.span
            blocks.append(Row(tuple(cells), None, table, number, exact=True))
    found = recognise(Grid(tuple(blocks)), "made")
    return Document(file="made", tables=found.tables, repairs=found.repairs, unread=found.unread)


def as_text(case: Case) -> Document:
    """The text export of a word processor: covered cells are empty, spans leave no trace."""
    lines = []
    for part in _tables(case):
        if isinstance(part, str):
            lines.append(part + "\n")
            continue
        shown = [[box.text for box in line.boxes] for line in part]
        if case.middle:
            _move_to_middle(part, shown)
        lines.extend(made_documents.row(*cells) for cells in shown)
        lines.append("\n")
    return read("".join(lines).encode(), "made.txt")


def _move_to_middle(lines: list[Line], shown: list[list[str]]) -> None:
    """Labels of merged level cells stand in the middle row of their span."""
    header = next((n for n, line in enumerate(lines) if any("级指标" in box.text for box in line.boxes)), len(lines))
    for column in range(2):
        number = header + 1
        while number < len(lines):
            size = 1
            while number + size < len(lines) and lines[number + size].boxes[column].covered:
                size += 1
            if size > 1:
                text, shown[number][column] = shown[number][column], ""
                shown[number + (size - 1) // 2][column] = text
            number += size


def docx_of(case: Case, *, ruled: bool = False) -> bytes:
    """The case as a Word document; ``ruled`` gives its tables lines and columns of equal width on a sideways page, as for printing."""
    parts = []
    for part in _tables(case):
        if isinstance(part, str):
            parts.append(made_documents.para(escape(part)))
            continue
        rows = []
        for number, line in enumerate(part):
            cells, column = [], 0
            for box in line.boxes:
                merge = "continue" if box.covered else "restart" if _height(part, number, column) > 1 else None
                text = "".join(made_documents.para(escape(piece)) for piece in box.text.split("\n"))
                cells.append(made_documents.cell(text, span=box.span, merge=merge))
                column += box.span
            rows.append(made_documents.tr(*cells))
        if any("级指标" in box.text for box in part[0].boxes):
            rows[0] = rows[0].replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>", 1)  # printed again on every page
        width = max(sum(box.span for box in line.boxes) for line in part)
        parts.append(made_documents.tbl(_rules(width) if ruled else "", *rows))
    parts.append(made_documents.para(""))  # Word ends with a paragraph, and a suite loses the table that does
    return made_documents.package("".join(parts) + (_PAGE if ruled else ""), more={"_rels/.rels": _RELATIONS.encode()})


_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
_MARGINS = " ".join(f'w:{side}="900"' for side in ("top", "right", "bottom", "left"))
_PAGE = f'<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar {_MARGINS}/></w:sectPr>'


def _rules(columns: int) -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f'<w:gridCol w:w="{15_000 // columns}"/>' * columns
    return (
        f'<w:tblPr><w:tblW w:w="15000" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def as_docx(case: Case) -> Document:
    return read(docx_of(case), "made.docx")


def as_xlsx(case: Case) -> Document:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    at = 1
    for part in _tables(case):
        if isinstance(part, str):
            sheet.cell(at, 1, part)
            at += 1
            continue
        for number, line in enumerate(part):
            column = 0
            for box in line.boxes:
                if not box.covered:
                    cell = sheet.cell(at, column + 1, box.text or None)
                    cell.data_type = "s" if box.text else "n"
                    height = _height(part, number, column)
                    if height > 1 or box.span > 1:
                        sheet.merge_cells(start_row=at, start_column=column + 1, end_row=at + height - 1, end_column=column + box.span)
                column += box.span
            at += 1
    out = io.BytesIO()
    book.save(out)
    return read(out.getvalue(), "made.xlsx")


def as_html(case: Case) -> Document:
    parts = ['<!DOCTYPE html><html><head><meta charset="utf-8"><title>公开</title></head><body>']
    for part in _tables(case):
        if isinstance(part, str):
            parts.append(f"<p>{html.escape(part)}</p>")
            continue
        parts.append("<table>")
        for number, line in enumerate(part):
            column = 0
            cells = []
            for box in line.boxes:
                if not box.covered:
                    cells.append(_td(box, _height(part, number, column)))
                column += box.span
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    return read("".join([*parts, "</body></html>"]).encode(), "made.html")


def _td(box: Box, height: int) -> str:
    spans = (f' colspan="{box.span}"' if box.span > 1 else "") + (f' rowspan="{height}"' if height > 1 else "")
    return f"<td{spans}>{html.escape(box.text).replace(chr(10), '<br>')}</td>"


FORMATS: dict[str, Reader] = {"grid": as_grid, "docx": as_docx, "text": as_text, "xlsx": as_xlsx, "html": as_html}
SUITE = ("pdf", "doc", "odt")  # made by an office suite from the Word document


def read_all(name: str, cases: Sequence[Case]) -> list[Document | None]:
    """The cases written in a format and read back; ``None`` where reading refused."""
    if name not in SUITE:
        return [_or_none(lambda case=case: FORMATS[name](case)) for case in cases]  # type: ignore[misc]
    made = converted([docx_of(case, ruled=True) for case in cases], "docx", name)
    if name != "pdf":  # what reading does file by file, with a start of the suite for each
        made = converted([data or b"" for data in made], name, "docx")
    return [_or_none(lambda data=data: read(data or b"", f"made.{name}")) for data in made]  # type: ignore[misc]


def _or_none(call: Callable[[], Document]) -> Document | None:
    try:
        return call()
    except DocumentError:
        return None
