"""Reading: our way from file to target tables against the bare library opening the same file and touching every cell.

    python -m tests.benchmarks.reading [RUNS]

The aim, for Word, Excel and PDF: at most 1.5 times the library's time, with recognition of the forms included; beside it stands the
time to the grid alone. Both run in this process with everything imported, in turn; the best of the runs counts, in seconds of
processor time. openpyxl is measured in its usual mode, the one that knows merges, and in its quicker one that does not. Workbooks hold
their texts as Excel writes them, shared. Nothing is asserted.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

from tests.documents.made_documents import ROWS
from tests.documents.made_files import Laid, as_html, as_pdf, as_xls, as_xlsx, shared, target_table

from zhibiao.documents import read
from zhibiao.documents.archive import Archive
from zhibiao.documents.docx import read_docx
from zhibiao.documents.grid import Grid
from zhibiao.documents.html import read_html
from zhibiao.documents.limits import Limits
from zhibiao.documents.pdf import read_pdf
from zhibiao.documents.write_docx import docx_bytes
from zhibiao.documents.xls import read_xls
from zhibiao.documents.xlsx import read_xlsx

AIM = 1.5
TABLES = 40
PDF_TABLES = 6


def tables(count: int) -> list[Laid]:
    return [target_table([(*row[:2], f"{row[2]}{number}", *row[3:]) for row in ROWS * 5]) for number in range(count)]


def bare_docx(data: bytes) -> int:
    import docx

    document = docx.Document(io.BytesIO(data))
    count = sum(len(paragraph.text) for paragraph in document.paragraphs)
    return count + sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)


def bare_xlsx(data: bytes, *, quick: bool = False) -> int:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=quick, data_only=True)
    return sum(len(str(cell.value or "")) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def bare_quick_xlsx(data: bytes) -> int:
    return bare_xlsx(data, quick=True)


def bare_xls(data: bytes) -> int:
    import xlrd

    book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    return sum(len(str(cell.value)) for sheet in book.sheets() for row in sheet.get_rows() for cell in row)


def bare_html(data: bytes) -> int:
    from lxml import etree

    root = etree.fromstring(data, etree.HTMLParser())
    return sum(len("".join(cell.itertext())) for cell in root.iter("td", "th"))


def bare_pdf(data: bytes) -> int:
    import pdfplumber

    count = 0
    with pdfplumber.open(io.BytesIO(data)) as book:
        for page in book.pages:
            count += sum(len(cell or "") for table in page.extract_tables() for row in table for cell in row)
            page.close()
    return count


def to_grid(kind: str, data: bytes) -> Grid:
    match kind:
        case "docx":
            return read_docx(Archive(data, "a"))
        case "xlsx":
            return read_xlsx(Archive(data, "a"))
        case "xls":
            return read_xls(data, "a", Limits())
        case "html":
            return read_html(data.decode(), "a", Limits())
    return read_pdf(data, "a", Limits())


def best(runs: int, *calls: Callable[[], object]) -> list[float]:
    """Seconds of processor time of the quickest run of each; they take turns, so that whatever slows the machine slows all."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(runs):
        for taken, call in zip(times, calls, strict=True):
            start = time.process_time()
            call()
            taken.append(time.process_time() - start)
    return [min(taken) for taken in times]


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    made = tables(TABLES)
    workbook = shared(as_xlsx(*made))
    word, page, paper = docx_bytes(read(workbook, "a.xlsx")), as_html(*made).encode(), as_pdf(*made[:PDF_TABLES], per_page=True)
    cases: list[tuple[str, bytes, Callable[[bytes], int], str, bool]] = [
        ("docx", word, bare_docx, "python-docx", True),
        ("xlsx", workbook, bare_xlsx, "openpyxl", True),
        ("xlsx", workbook, bare_quick_xlsx, "openpyxl read_only", False),
        ("xls", as_xls(*made), bare_xls, "xlrd", False),
        ("html", page, bare_html, "lxml", False),
        ("pdf", paper, bare_pdf, "pdfplumber", True),
    ]
    for kind, data, bare, library, has_aim in cases:
        found = read(data, f"a.{kind}")
        bare(data)
        ours, grid, theirs = best(
            runs,
            lambda data=data, kind=kind: read(data, f"a.{kind}"),  # type: ignore[misc]
            lambda data=data, kind=kind: to_grid(kind, data),  # type: ignore[misc]
            lambda data=data, bare=bare: bare(data),  # type: ignore[misc]
        )
        ratio, rows = ours / theirs, sum(len(table.indicators) for table in found.tables)
        verdict = f" (aim {AIM}: {'holds' if ratio <= AIM else 'missed'})" if has_aim else ""
        print(
            f"{kind}: {len(found.tables)} tables, {rows} rows in {ours * 1000:.0f} ms · {library} alone {theirs * 1000:.0f} ms · "
            f"ratio {ratio:.2f}{verdict} · to the grid {grid / theirs:.2f}"
        )


if __name__ == "__main__":
    main()
