"""Web pages: saved ones, those inside a .mht, and the ``.xls`` that systems export as HTML. Nothing a page refers to is fetched."""

from __future__ import annotations

import email
import email.policy
import re
from typing import Any

from lxml import etree

from zhibiao.documents import text as text_export
from zhibiao.documents.grid import MAX_BLOCKS, Grid, Paragraph, Row
from zhibiao.documents.limits import Limits
from zhibiao.documents.refusals import refuse
from zhibiao.documents.sheet import Sheet
from zhibiao.domain.tables import Repair
from zhibiao.messages import say

MAX_DEPTH = 8  # tables within tables
_MAX_NESTING = 200  # elements within elements; the parser itself stops at 256

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_CHINESE = frozenset(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312"))
_SKIPPED = frozenset("script style head title noscript template iframe object svg math select".split())  # noqa: SIM905
_BLOCKS = frozenset(
    "address article aside blockquote body br center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li "  # noqa: SIM905
    "main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_PARTS = {"table": ("tr", "tbody", "thead", "tfoot", "colgroup", "col"), "tr": ("td", "th")} | dict.fromkeys(
    ("tbody", "thead", "tfoot"), ("tr",)
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def decode_page(data: bytes, file: str, charset: str | None = None) -> tuple[str, tuple[Repair, ...]]:
    """The text of a page by its mark, its transport, its ``meta``, or else as any text file.

    :raises DocumentError: when it is no text in any of these encodings.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:3] == b"\xef\xbb\xbf":
        return text_export.decode(data, file)
    found = _CHARSET.search(data[:4096])
    named = (charset or (found[1].decode("ascii") if found else "")).lower()
    if named in _CHINESE:
        named = "gb18030"  # what is called gb2312 holds characters of its successors
    if named and named not in ("utf-8", "utf8"):
        try:
            return data.decode(named), ()
        except (LookupError, UnicodeDecodeError):
            pass  # pages often say one encoding and use another
    return text_export.decode(data, file)


def read_html(page: str, file: str, limits: Limits, repairs: tuple[Repair, ...] = ()) -> Grid:
    """The grid of a page.

    :raises DocumentError: for a page without content, tables nested too deep, or a table over the limits.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise refuse(file, "是空网页或已损坏，请重新保存网页后再试", "is an empty or damaged web page; save it again")
    walker = _Walker(file, limits)
    walker.flow(root, 0, 0)
    walker.end_paragraph()
    return Grid(tuple(walker.blocks), repairs + tuple(walker.repairs), open_end="</html" not in page[-2000:].lower())


def read_mht(data: bytes, file: str, limits: Limits) -> Grid:
    """The grid of the page in a web archive (.mht): its first part that is HTML; pictures and frames are left.

    :raises DocumentError: when no part is a page.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        payload: Any = parts[0].get_payload(decode=True) if parts else None
        charset = parts[0].get_content_charset() if parts else None
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        payload, charset = None, None
    if not isinstance(payload, bytes) or not payload.strip():
        raise refuse(file, "是网页归档，但其中没有网页正文，请重新保存网页", "is a web archive without a page in it; save the page again")
    page, repairs = decode_page(payload, file, charset)
    return read_html(page, file, limits, repairs)


class _Walker:
    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.blocks: list[Paragraph | Row] = []
        self.repairs: list[Repair] = []
        self.tables = 0
        self._text: list[str] = []
        self._gap = True

    def end_paragraph(self) -> None:
        text = _SPACES.sub(" ", "".join(self._text)).replace("\xa0", " ").strip()
        self._text.clear()
        if text:
            self._add(Paragraph(text, adjacent=not self._gap))
            self._gap = False

    def _add(self, block: Paragraph | Row) -> None:
        self.blocks.append(block)
        if len(self.blocks) > MAX_BLOCKS:
            raise refuse(
                self.file,
                f"的段落和表格行超过{MAX_BLOCKS}个，请拆成几个文件",
                f"has more than {MAX_BLOCKS} paragraphs and rows; split it into several files",
            )

    def flow(self, element: Any, depth: int, nesting: int) -> None:
        """Running text and tables of an element, in order."""
        tag = _tag(element)
        if tag in _SKIPPED or nesting > _MAX_NESTING:
            return
        if tag == "table":
            self.end_paragraph()
            self._table(element, depth, nesting)
            self._gap = True
            return
        block = tag in _BLOCKS
        if block:
            self.end_paragraph()
        self._text.append(element.text or "")
        for child in element:
            self.flow(child, depth, nesting + 1)
            self._text.append(child.tail or "")
        if block:
            self.end_paragraph()

    def _table(self, element: Any, depth: int, nesting: int) -> None:
        if depth >= MAX_DEPTH:
            raise refuse(
                self.file,
                f"的表格嵌套超过{MAX_DEPTH}层，请在浏览器中另存为文本后再试",
                f"nests tables more than {MAX_DEPTH} deep; save it as text",
            )
        rows = list(_rows(element))
        self._loose(element, depth, nesting)
        if element.find(".//table") is not None and all(_is_frame(row) for row in rows):
            for row in rows:  # a table that only places others on the page
                for cell in _cells(row):
                    self.flow(cell, depth, nesting + 1)
            return
        table = self.tables
        self.tables += 1
        sheet = Sheet(self.file, table, self.limits, depth=depth)
        nested: list[Any] = []
        hidden: list[int] = []
        taken: dict[int, int] = {}  # columns covered from above, and for how many more rows
        for number, row in enumerate(rows):
            sheet.check(number + 1, 0)
            if _HIDDEN.search(row.get("style") or "") or row.get("hidden") is not None:
                hidden.append(number)
            column = 0
            now = dict(taken)
            for cell in _cells(row):
                while column in now:
                    column += 1
                width, height = _span(cell.get("colspan"), 500), _span(cell.get("rowspan"), len(rows) - number)
                sheet.put(number, column, _cell_text(cell, nested), height, width)
                if height > 1:
                    for covered in range(column, column + width):
                        taken[covered] = height
                column += width
            taken = {at: left - 1 for at, left in taken.items() if left > 1}
        for line in sheet.rows():
            self._add(line)
        if hidden:
            numbers = "、".join(str(number + 1) for number in hidden[:20])
            what = say(f"隐藏的行（第{numbers}行）照常读取", f"hidden rows ({numbers}) were read all the same")
            self.repairs.append(Repair(where=sheet.place, what=what))
        for inner in nested:
            self._table(inner, depth + 1, nesting + 1)

    def _loose(self, element: Any, depth: int, nesting: int) -> None:
        """A caption, and what damaged markup leaves between rows and cells, stand before the table."""
        if nesting > _MAX_NESTING:
            return
        inside = _PARTS[_tag(element)]
        self._text.append(element.text or "")
        for child in element:
            tag = _tag(child)
            self.end_paragraph()
            if tag not in inside:
                self.flow(child, depth + 1, nesting + 1)
            elif tag in _PARTS:
                self._loose(child, depth, nesting + 1)
            self._text.append(child.tail or "")
        self.end_paragraph()


def _tag(element: Any) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _rows(table: Any) -> Any:
    for child in table:
        if _tag(child) == "tr":
            yield child
        elif _tag(child) in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if _tag(row) == "tr")


def _cells(row: Any) -> list[Any]:
    return [child for child in row if _tag(child) in ("td", "th")]


def _is_frame(row: Any) -> bool:
    """Whether a row holds nothing but one filled cell."""
    filled = [cell for cell in _cells(row) if cell.find(".//table") is not None or _cell_text(cell, []).strip()]
    return len(filled) <= 1


def _span(text: str | None, most: int) -> int:
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdigit()):
        return 1
    number = int(digits[:6])
    return max(1, most if number == 0 else min(number, most))


def _cell_text(cell: Any, nested: list[Any]) -> str:
    """Text of a cell with a line per block, its tables put aside to ``nested``."""
    parts: list[str] = []
    _collect(cell, parts, nested, 0)
    lines = [_SPACES.sub(" ", line).strip() for line in "".join(parts).replace("\xa0", " ").split("\x00")]
    return "\n".join(line for line in lines if line)


def _collect(element: Any, parts: list[str], nested: list[Any], nesting: int) -> None:
    if nesting > _MAX_NESTING:
        return
    parts.append((element.text or "").replace("\x00", ""))
    for child in element:
        tag = _tag(child)
        if tag == "table":
            nested.append(child)
        elif tag not in _SKIPPED:
            if tag in _BLOCKS:
                parts.append("\x00")
            _collect(child, parts, nested, nesting + 1)
            if tag in _BLOCKS:
                parts.append("\x00")
        parts.append((child.tail or "").replace("\x00", ""))
