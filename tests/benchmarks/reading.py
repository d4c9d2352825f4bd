"""Reading: our way from file to target tables against the bare library opening the same file and touching every cell.

    python -m tests.benchmarks.reading [RUNS]

The aim: at most 1.5 times the library's time, with recognition of the forms included. Both run in this process with everything
imported, in turn, and the best of the runs counts. openpyxl is measured in the mode that reads (``read_only``), the faster of its two.
Nothing is asserted.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

from tests.documents.made_documents import ROWS
from tests.documents.made_files import Laid, as_html, as_pdf, as_xls, as_xlsx, target_table

from zhibiao.documents import read
from zhibiao.documents.write_docx import docx_bytes

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


def bare_xlsx(data: bytes) -> int:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return sum(len(str(cell.value or "")) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


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


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    made = tables(TABLES)
    files: dict[str, tuple[bytes, Callable[[bytes], int], str]] = {
        "docx": (docx_bytes(read(as_xlsx(*made), "a.xlsx")), bare_docx, "python-docx"),
        "xlsx": (as_xlsx(*made), bare_xlsx, "openpyxl"),
        "xls": (as_xls(*made), bare_xls, "xlrd"),
        "html": (as_html(*made).encode(), bare_html, "lxml"),
        "pdf": (as_pdf(*made[:PDF_TABLES], per_page=True), bare_pdf, "pdfplumber"),
    }
    for kind, (data, bare, library) in files.items():
        found = read(data, f"a.{kind}")
        bare(data)
        ours, theirs = [], []
        for _ in range(runs):
            ours.append(_seconds(lambda data=data, kind=kind: read(data, f"a.{kind}")))  # type: ignore[misc]
            theirs.append(_seconds(lambda data=data, bare=bare: bare(data)))  # type: ignore[misc]
        ratio = min(ours) / min(theirs)
        rows = sum(len(table.indicators) for table in found.tables)
        print(
            f"{kind}: {len(found.tables)} tables, {rows} rows in {min(ours) * 1000:.0f} ms · {library} alone {min(theirs) * 1000:.0f} ms · "
            f"ratio {ratio:.2f} (aim {AIM}: {'holds' if ratio <= AIM else 'missed'})"
        )


if __name__ == "__main__":
    main()
