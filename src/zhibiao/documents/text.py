"""The text export of Word: one cell per line behind a TAB, a blank line after each row, fields and bookmarks spelled out."""

from __future__ import annotations

import re

from zhibiao.documents.grid import MAX_BLOCKS, Cell, Grid, Paragraph, Row
from zhibiao.documents.vocabulary import contents_entry, is_titled
from zhibiao.domain.tables import Repair
from zhibiao.messages import DocumentError, say

MAX_LINES = 2_000_000
MAX_LINE = 1_000_000  # characters; the longest paragraph seen has 3,000
MAX_HEADING = 2_000

_LINE_END = re.compile(r"\r\n|\r|\n")
_BOOKMARK = re.compile(r"\[bookmark: [^\]\n]{0,200}\]")
_TC_FIELD = re.compile(r"\s+TC\s+(?P<entry>\S.*?)(?P<switches>(?:\s+\\[a-zA-Z](?:\s+[^\s\\]+)?)+)\s*$")
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")  # Word leaves a few in an export: field, cell and note marks


def decode(data: bytes, file: str) -> tuple[str, tuple[Repair, ...]]:
    """Text of a file in UTF-8 (with or without BOM), GB18030 or UTF-16 with BOM, and what was repaired to get it.

    :raises DocumentError: when it is none of these, or a UTF-8 text with damaged bytes.
    """
    repairs: tuple[Repair, ...] = ()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _no_text(file) from error
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text, repairs = _not_utf8(data, error, file)
    if "\x00" in text or len(_CONTROL.findall(text)) * 50 > len(text):
        raise _no_text(file)
    return text, repairs


def _no_text(file: str) -> DocumentError:
    return DocumentError(
        say(
            f"“{file}”不是文本文件，也不是能识别的文档格式，请在Word或WPS中另存为.docx。",
            f"{file} is neither a text file nor a known document format; save it as .docx in Word or WPS.",
        )
    )


def _not_utf8(data: bytes, error: UnicodeDecodeError, file: str) -> tuple[str, tuple[Repair, ...]]:
    if error.start >= len(data) - 3 and error.start > 0:  # cut off inside a character
        line = data.count(b"\n", 0, error.start) + 1
        what = say("文件末尾的半个字符已略去，文件可能不完整", "half a character at the end was dropped; the file may be incomplete")
        return data[: error.start].decode("utf-8-sig"), (Repair(where=say(f"第{line}行", f"line {line}"), what=what),)
    lossy = data.decode("utf-8", errors="replace")
    # GB18030 decodes almost anything, so a UTF-8 file with a few bad bytes would silently turn into other characters.
    if lossy.count("\ufffd") * 20 >= sum(c > "\x7f" for c in lossy):
        try:
            return data.decode("gb18030"), ()
        except UnicodeDecodeError:
            pass
    if len(_CONTROL_BYTE.findall(data)) * 50 > len(data):
        raise _no_text(file)  # a damaged or encrypted file of some program
    line = data.count(b"\n", 0, error.start) + 1
    raise DocumentError(
        say(
            f"“{file}”第{line}行有无法解码的字节，编码不是UTF-8也不是GB18030，请在记事本或WPS中打开后另存为UTF-8。",
            f"{file} has bytes on line {line} that are neither UTF-8 nor GB18030; open it in an editor and save it as UTF-8.",
        )
    )


def read_text(text: str, file: str, repairs: tuple[Repair, ...] = ()) -> Grid:
    """The grid of a text export.

    :raises DocumentError: when it has more lines or rows than a document of target tables can have.
    """
    lines = _LINE_END.split(text)
    if len(lines) > MAX_LINES:
        raise _too_long(file, len(lines))
    reader = _Lines()
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            raise DocumentError(
                say(
                    f"“{file}”第{number}行有{len(line)}字，不是绩效目标文本，请检查文件是否损坏。",
                    f"{file}, line {number} has {len(line)} characters; this is no text of target tables, check the file.",
                )
            )
        reader.feed(number, line)
        if len(reader.blocks) > MAX_BLOCKS:
            raise _too_long(file, number)
    reader.end_row()
    return Grid(tuple(reader.blocks), repairs, open_end=True)


def _too_long(file: str, lines: int) -> DocumentError:
    return DocumentError(
        say(
            f"“{file}”有{lines}行以上，超过一份绩效目标文本的上限，请拆成几个文件。",
            f"{file} has {lines} lines or more, beyond what one document may have; split it into several files.",
        )
    )


def _without_bookmarks(line: str) -> str:
    return _BOOKMARK.sub("", line) if "[bookmark: " in line else line


class _Lines:
    def __init__(self) -> None:
        self.blocks: list[Paragraph | Row] = []
        self._cells: list[tuple[int, list[str]]] = []
        self._gap = True

    def feed(self, number: int, line: str) -> None:
        if line.startswith("\t"):
            self._cells.append((number, [_without_bookmarks(line[1:])]))
        elif not line.strip():
            self.end_row()
            self._gap = True
        elif self._cells and not self._is_heading(line):
            self._cells[-1][1].append(_without_bookmarks(line))
        else:
            self.end_row()
            self._paragraph(number, line)

    def _is_heading(self, line: str) -> bool:
        """A line without TAB right behind a cell goes on with that cell, unless it is the heading of the next table."""
        if line.startswith("[bookmark: "):
            return True
        return is_titled(line) and (line[0].isspace() or len(self._cells) > 1) and contents_entry(line) is None

    def end_row(self) -> None:
        if self._cells:
            cells = tuple(Cell("\n".join(parts), column, line) for column, (line, parts) in enumerate(self._cells))
            self.blocks.append(Row(cells, line=cells[0].line))
            self._cells = []
            self._gap = True

    def _paragraph(self, number: int, line: str) -> None:
        plain = _without_bookmarks(line)
        entry = None
        if len(plain) <= MAX_HEADING and " TC " in plain and (found := _TC_FIELD.search(plain)):
            entry = found["entry"].strip().strip('"“”')
            plain = plain[: found.start()]
        if plain.strip():
            self.blocks.append(Paragraph(plain, number, entry, adjacent=not self._gap))
            self._gap = False
        else:
            self._gap = True  # a bookmark on a line of its own
