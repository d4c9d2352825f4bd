"""Tables in plain text: values between commas, tabs or semicolons (.csv, .tsv), and Markdown."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import pairwise

from zhibiao.documents.columns import header
from zhibiao.documents.grid import Cell, Grid, Paragraph, Row
from zhibiao.documents.limits import Limits
from zhibiao.documents.sheet import Sheet
from zhibiao.domain.tables import Repair

_DELIMITERS = (",", "\t", ";", "|")
_SEARCHED = 400  # lines among which the header of a table must stand
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")


def delimiter_of(text: str, file: str) -> str | None:
    """The sign that parts the values of a table in a text, ``None`` where the text is none.

    Told by a header row of indicators; where no line is one, by a name in .csv or .tsv, or by TABs in most of the lines.
    """
    lines = text[:200_000].splitlines()[:_SEARCHED]
    for delimiter in _DELIMITERS:
        candidates = [line for line in lines if line.count(delimiter) >= 2 and "指标" in line]
        for line in candidates:
            values = next(csv.reader([line], delimiter=delimiter), [])
            if len(values) >= 3 and header(Row(tuple(Cell(value, n) for n, value in enumerate(values)), exact=True)) is not None:
                return delimiter
    suffix = file.lower()
    alone = sum(line.startswith("\t") and "\t" not in line[1:] for line in lines)  # a cell a line behind a TAB is another format
    if suffix.endswith((".csv", ".tsv")) and alone * 4 <= len(lines):
        return max(_DELIMITERS, key=lambda sign: sum(line.count(sign) for line in lines))
    return "\t" if sum(line.count("\t") >= 2 for line in lines) * 2 > len(lines) else None


def is_markdown(text: str) -> bool:
    """Whether a line of hyphens between pipes makes the line before it the header of a table."""
    if "|" not in text or "-" not in text:
        return False
    lines = text.split("\n")
    return any(
        "|" in before and _RULE.fullmatch(line[:2000].rstrip("\r")) for before, line in pairwise(lines) if "-" in line and "|" in line
    )


def read_delimited(text: str, file: str, limits: Limits, delimiter: str, repairs: tuple[Repair, ...] = ()) -> Grid:
    """The grid of a .csv: rows with the line that each begins at, and lines without a delimiter as paragraphs.

    A quotation mark never closed ends with its line.

    :raises DocumentError: for a table over the limits.
    """
    sheet = Sheet(file, 0, limits)
    blocks: dict[int, Paragraph | Row] = {}
    starts: dict[int, int] = {}
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    gap = True
    for number, (line, values) in enumerate(_records(text, delimiter)):
        starts[number] = line
        if len(values) > 1:
            for column, value in enumerate(values):
                if value or column == 0:
                    sheet.put(number, column, value)
        elif values and values[0].strip():
            blocks[number] = Paragraph(values[0], line, adjacent=not gap)
        gap = len(values) != 1 or not values[0].strip()
    for row in sheet.rows():
        number = row.number or 0
        blocks[number] = Row(tuple(Cell(c.text, c.column, starts[number]) for c in row.cells), starts[number], exact=True)
    return Grid(tuple(blocks[number] for number in sorted(blocks)), repairs, open_end=True)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records with their first line. Where quotes do not close, a record would swallow the rest, so it is read line by line."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        end = at + 1
        quotes = lines[at].count('"')
        while quotes % 2 and end < len(lines) and end - at < 100:
            quotes += lines[end].count('"')
            end += 1
        if quotes % 2:
            end = at + 1
            yield at + 1, lines[at].split(delimiter)
        else:
            chunk = "\n".join(lines[at:end])
            try:
                records = list(csv.reader([line + "\n" for line in chunk.split("\n")], delimiter=delimiter))
            except csv.Error:  # a field over the library's limit
                records = [chunk.split(delimiter)]
            for record in records:
                yield at + 1, [value.strip("\n") for value in record]
        at = end


def read_markdown(text: str, file: str, limits: Limits, repairs: tuple[Repair, ...] = ()) -> Grid:
    """The grid of a Markdown text: its tables, and every other line as a paragraph.

    :raises DocumentError: for a table over the limits.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[Paragraph | Row] = []
    gap = True
    table = at = 0
    while at < len(lines):
        if at + 1 < len(lines) and "|" in lines[at] and _RULE.fullmatch(lines[at + 1][:2000]):
            end = at + 2
            while end < len(lines) and lines[end].strip() and "|" in lines[end]:
                end += 1
            sheet = Sheet(file, table, limits)
            numbers = [at, *range(at + 2, end)]
            for row, number in enumerate(numbers):
                for column, value in enumerate(_split(lines[number])):
                    sheet.put(row, column, value)
            for found in sheet.rows():
                line = numbers[found.number or 0] + 1
                blocks.append(Row(tuple(Cell(c.text, c.column, line) for c in found.cells), line, exact=True))
            table += 1
            at, gap = end, True
        else:
            plain = lines[at].strip().lstrip("#").strip() if lines[at].lstrip().startswith("#") else lines[at]
            plain = _EMPHASIS.sub(r"\2", plain)
            if plain.strip():
                blocks.append(Paragraph(plain, at + 1, adjacent=not gap))
            gap = not plain.strip()
            at += 1
    return Grid(tuple(blocks), repairs, open_end=True)


def _split(line: str) -> list[str]:
    plain = line.strip()
    plain = plain.removeprefix("|")
    if plain.endswith("|") and not plain.endswith("\\|"):
        plain = plain[:-1]
    return [_EMPHASIS.sub(r"\2", _BREAK.sub("\n", part.strip())).replace("\\|", "|") for part in _PIPE.split(plain)]
