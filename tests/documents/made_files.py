"""One table in every format that is read: rows of (text, rows down, columns across) are written by the formats' own libraries."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Sequence

from tests.documents.made_documents import HEADER, ROWS, zipped

Spanned = tuple[str, int, int]
Laid = list[dict[int, Spanned]]  # per row: the cells that begin there, by column

WIDTH = len(HEADER)
PROJECT = (
    [("沟渠清理经费项目绩效目标表", 1, WIDTH)],
    [("单位：万元", 1, WIDTH)],
    [("项目编码", 1, 1), ("99010131P00A0B1C2D3E", 1, 2), ("项目名称", 1, 1), ("沟渠清理经费", 1, 2)],
    [("预算规模及资金用途", 2, 1), ("预算数", 1, 1), ("25.00", 1, 1), ("其中：财政资金", 1, 1), ("25.00", 1, 1), ("", 1, 1)],
    [("用于清理沟渠12.5公里", 1, WIDTH - 1)],
    [("绩效目标", 1, 1), ("1.完成沟渠清理，改善村庄环境", 1, WIDTH - 1)],
)


def laid(rows: Sequence[Sequence[Spanned]]) -> Laid:
    """Cells put where they begin, those covered from above stepped over as a browser does."""
    found: Laid = []
    below: dict[int, int] = {}  # columns covered from above, and for how many rows from this one on
    for cells in rows:
        line: dict[int, Spanned] = {}
        opened: dict[int, int] = {}
        column = 0
        for cell in cells:
            while column in below:
                column += 1
            line[column] = cell
            opened |= dict.fromkeys(range(column, column + cell[2]), cell[1] - 1)
            column += cell[2]
        found.append(line)
        below = {at: count for at, count in ({at: count - 1 for at, count in below.items()} | opened).items() if count > 0}
    return found


def target_table(indicators: Sequence[tuple[str, ...]] = ROWS) -> Laid:
    """The made table, level 1 merged over its rows."""
    rows: list[list[Spanned]] = [*map(list, PROJECT), [(word, 1, 1) for word in HEADER]]
    for index, (level1, *others) in enumerate(indicators):
        down = 1
        while index + down < len(indicators) and not indicators[index + down][0]:
            down += 1
        rows.append([*([(level1, down, 1)] if level1 else []), *((text, 1, 1) for text in others)])
    return laid(rows)


def as_xlsx(*tables: Laid, title: str = "表") -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for number, table in enumerate(tables, start=1):
        sheet = book.create_sheet(f"{title}{number}")
        fill_sheet(sheet, table)
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["docProps/core.xml"] = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2031-01-01T00:00:00Z", parts["docProps/core.xml"])
    return zipped(parts)


def fill_sheet(sheet: object, table: Laid) -> None:
    for row, line in enumerate(table, start=1):
        for column, (text, down, across) in line.items():
            cell = sheet.cell(row, column + 1)  # type: ignore[attr-defined]
            cell.value = text or None
            if cell.data_type == "f":
                cell.data_type = "s"
            if down > 1 or across > 1:
                sheet.merge_cells(start_row=row, start_column=column + 1, end_row=row + down - 1, end_column=column + across)  # type: ignore[attr-defined]


def shared(data: bytes, more: str = "") -> bytes:
    """A workbook of openpyxl, which writes each text into its cell, with its texts shared as Excel has them, behind the items ``more``."""
    texts: dict[str, int] = {}
    first = more.count("<si>")

    def share(match: re.Match[str]) -> str:
        return f' t="s"><v>{first + texts.setdefault(match[1], len(texts))}</v></c>'

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        parts[name] = re.sub(r' t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>', share, parts[name].decode()).encode()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="s" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    for name, end, text in (("xl/_rels/workbook.xml.rels", "</Relationships>", relation), ("[Content_Types].xml", "</Types>", override)):
        parts[name] = parts[name].decode().replace(end, text).encode()
    items = more + "".join(f"<si><t>{text}</t></si>" for text in texts)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped(parts | {"xl/sharedStrings.xml": f'<sst xmlns="{space}">{items}</sst>'.encode()})


def as_xls(*tables: Laid) -> bytes:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for number, table in enumerate(tables, start=1):
        sheet = book.add_sheet(f"表{number}")
        for row, line in enumerate(table):
            for column, (text, down, across) in line.items():
                if down > 1 or across > 1:
                    sheet.write_merge(row, row + down - 1, column, column + across - 1, text)
                else:
                    sheet.write(row, column, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_html(*tables: Laid, head: str = '<meta charset="utf-8">') -> str:
    parts = []
    for table in tables:
        rows = []
        for line in table:
            cells = [
                f"<td{f' rowspan={down}' if down > 1 else ''}{f' colspan={across}' if across > 1 else ''}>{html.escape(text)}</td>"
                for _, (text, down, across) in sorted(line.items())
            ]
            rows.append(f"<tr>{''.join(cells)}</tr>")
        parts.append(f"<table>{''.join(rows)}</table>")
    return f"<!DOCTYPE html><html><head>{head}</head><body>{'<p></p>'.join(parts)}</body></html>"


def flat(table: Laid) -> list[list[str]]:
    """The table without merges: the text at the place where its cell begins."""
    width = max(column + across for line in table for column, (_, _, across) in line.items())
    return [[line.get(column, ("", 1, 1))[0] for column in range(width)] for line in table]


def as_csv(table: Laid, delimiter: str = ",") -> str:
    import csv

    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(flat(table))
    return out.getvalue()


def as_markdown(table: Laid) -> str:
    """Project lines as text, the indicators as a Markdown table."""
    rows = flat(table)
    start = rows.index(list(HEADER))
    project, body = rows[:start], rows[start:]
    width = len(body[0])
    shown = [f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), '<br>') for cell in row)} |" for row in [*project, *body]]
    return "\n".join(["# 说明", "", shown[0], "|" + "---|" * width, *shown[1:], ""])


def as_pdf(*tables: Laid, ruled: bool = True, per_page: bool = False, before: Sequence[str] = (), footer: bool = False) -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import PageBreak, SimpleDocTemplate, Spacer, Table, TableStyle
    from reportlab.platypus import Paragraph as Text

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=10, leading=14)
    story: list[object] = [Text(line, style) for line in before]
    for number, table in enumerate(tables):
        rows = flat(table)
        look: list[tuple[object, ...]] = [("FONT", (0, 0), (-1, -1), "STSong-Light", 9), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        if ruled:
            look.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
        for row, line in enumerate(table):
            for column, (_, down, across) in line.items():
                if down > 1 or across > 1:
                    look.append(("SPAN", (column, row), (column + across - 1, row + down - 1)))
        if number:
            story.append(PageBreak() if per_page else Spacer(1, 24))
        story.append(Table(rows, colWidths=[125] * len(rows[0]), style=TableStyle(look)))

    def on_page(canvas: object, document: object) -> None:
        if footer:
            canvas.setFont("STSong-Light", 8)  # type: ignore[attr-defined]
            canvas.drawString(60, 560, "青禾县2031年部门预算")  # type: ignore[attr-defined]
            canvas.drawString(400, 25, f"第 {document.page} 页")  # type: ignore[attr-defined]

    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=landscape(A4), invariant=True, topMargin=60, bottomMargin=60).build(
        story, onFirstPage=on_page, onLaterPages=on_page
    )
    return out.getvalue()
