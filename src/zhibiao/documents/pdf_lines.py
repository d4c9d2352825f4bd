"""Lines and columns of a page by where its characters stand: running text, and tables without rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from zhibiao.documents import columns, vocabulary
from zhibiao.documents.grid import Cell, Row

_GAP = 0.95  # times the size of its letters: a space this wide parts two columns
_SPACE = 0.3  # this wide is a space between words
_BESIDE = 0.6  # and this beside a Chinese character, for programs set Latin letters and digits apart from those
_CHINESE = "\u2e80"  # from here on
_ITEM = re.compile(r"[（(]?\d{1,2}\s*[)）.．、](?!\d)|[①-⑳]|(?:目标|指标)\s*\d")
_COUNTED = re.compile(r"(\d{1,2})[.．、)）]")
_WORD = re.compile(r"[（(][^（()）]{0,12}[)）]?|[\x21-\x7e]+|.")  # what is not broken at the end of a line
_NEAR = 2.0  # points within which two pieces begin in one place
_OFF = 0.2  # of the distance of two lines
_MARGINS = 2.0  # times the size: of a cell, with some slack
_PROJECT_LINES = 30  # above a header, within which the project's labels stand
_LEAD = 1.9  # times the size: lines closer than this may be one paragraph


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters with no wide gap in it."""

    x0: float
    x1: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its pieces from left to right; ``close``: it follows the line before at the distance of one paragraph."""

    top: float
    bottom: float
    pieces: tuple[Piece, ...]
    close: bool = False

    @property
    def text(self) -> str:
        return "  ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table without rules: where it begins, its rows of labels and values, then the header and the rows under it."""

    top: float
    rows: tuple[tuple[str, ...], ...]


def _in_lines(chars: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    lines: list[list[dict[str, Any]]] = []
    middle = 0.0
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        centre = (char["top"] + char["bottom"]) / 2
        if lines and abs(centre - middle) <= 0.5 * max(char["size"], 1.0):
            lines[-1].append(char)
        else:
            lines.append([char])
            middle = centre
    for line in lines:
        line.sort(key=lambda c: c["x0"])
    return [line for line in lines if any(c["text"].strip() for c in line)]


Box = tuple[float, float, float, float]  # left, top, right, bottom


def room(line: Line, box: Box) -> float:
    """What a line of a cell leaves free of its width, margins included, in sizes of its letters."""
    return (box[2] - box[0] - (line.pieces[-1].x1 - line.pieces[0].x0)) / max(line.bottom - line.top, 1.0)


def goes_on(room: float, text: str) -> bool:
    """Whether a text can be the rest of a line that leaves so much free: its first word did not fit there beside the margins."""
    word = _WORD.match(text)
    size = sum(1.0 if sign >= _CHINESE else 0.6 for sign in word[0]) if word else 1.0
    return room < _MARGINS + size and not _ITEM.match(text)


def ends(line: Line, box: Box) -> bool:
    """Whether a line stands at the bottom of its cell."""
    return box[3] - line.bottom < line.bottom - line.top


def flowing(lines: Sequence[Line], box: Box) -> str:
    """The text of a cell: a line that fills the cell runs on in the next, unless that begins with a number of its own."""
    text = ""
    item = 0  # 1.85% is the first item of a cell where the next line begins with 2.
    for number, line in enumerate(lines):
        mark = _COUNTED.match(line.text)
        begins = mark is not None and int(mark[1]) == item + 1 and (item > 0 or not number)
        item += begins
        if not number:
            text = line.text
        elif not begins and goes_on(room(lines[number - 1], box), line.text):
            text = run_on(text, line.text)
        else:
            text = f"{text}\n{line.text}"
    return text


def run_on(text: str, rest: str) -> str:
    """Two parts of a text that was broken to fit its cell."""
    return f"{text}{rest}" if text[-1] >= _CHINESE or rest[0] >= _CHINESE else f"{text}\n{rest}"


def _pieces(line: Sequence[dict[str, Any]]) -> list[Piece]:
    pieces: list[Piece] = []
    text, start, end = "", 0.0, 0.0
    spaced = False
    for char in line:
        if not char["text"].strip():
            spaced = True
            continue
        size = max(char["size"], 1.0)
        gap = char["x0"] - end
        if text and gap > _GAP * size:
            pieces.append(Piece(start, end, text))
            text = ""
        if not text:
            start = char["x0"]
        elif spaced or gap > (_BESIDE if text[-1] >= _CHINESE or char["text"] >= _CHINESE else _SPACE) * size:
            text += " "
        spaced = False
        text += char["text"]
        end = max(end, char["x1"]) if text else char["x1"]
    if text:
        pieces.append(Piece(start, end, text))
    return pieces


def lines_of(chars: Sequence[dict[str, Any]]) -> list[Line]:
    """The lines of characters that are in no ruled table."""
    found: list[Line] = []
    for line in _in_lines(chars):
        top, bottom = min(c["top"] for c in line), max(c["bottom"] for c in line)
        close = bool(found) and top - found[-1].top <= _LEAD * max(c["size"] for c in line)
        found.append(Line(top, bottom, tuple(_pieces(line)), close))
    return found


def unruled(lines: Sequence[Line]) -> list[Line | Unruled]:
    """The lines with every table among them put together: a header line of indicator columns, the lines of label and value above it,
    and everything below to the next heading or to a line of running text across the columns."""
    headers = [n for n, line in enumerate(lines) if len(line.pieces) >= 3 and _is_header(line)]
    found: list[Line | Unruled] = []
    at = 0
    for number, header in enumerate(headers):
        if header < at:
            continue
        start = _project_start(lines, at, header)
        end = header + 1
        limit = headers[number + 1] if number + 1 < len(headers) else len(lines)
        while end < limit and not _ends(lines[end], lines[header]):
            end += 1
        found += lines[at:start]
        left = min(line.pieces[0].x0 for line in lines[start : header + 1])
        above: list[tuple[str, ...]] = []
        for line in lines[start:header]:  # label and value, each piece a cell; a line that begins further in belongs to the label above
            inner = ("",) if line.pieces[0].x0 > left + 2 * (line.bottom - line.top) else ()
            above.append((*inner, *(piece.text for piece in line.pieces)))
        found.append(Unruled(lines[start].top, (*above, *_laid_out(lines[header:end]))))
        at = end
    found += lines[at:]
    return found


def _project_start(lines: Sequence[Line], at: int, header: int) -> int:
    """The first line of labels above a header, no further up than the heading."""
    start = header
    for number in range(header - 1, max(at, header - _PROJECT_LINES) - 1, -1):
        if vocabulary.title(lines[number].text) is not None:
            break
        if len(lines[number].pieces) >= 2 and vocabulary.label(lines[number].pieces[0].text) is not None:
            start = number
    return start


def _is_header(line: Line) -> bool:
    return columns.header(Row(tuple(Cell(piece.text, n) for n, piece in enumerate(line.pieces)), exact=True)) is not None


def _ends(line: Line, header: Line) -> bool:
    if vocabulary.title(line.text) is not None:
        return True
    across = line.pieces[0].x1 - line.pieces[0].x0
    return len(line.pieces) == 1 and across > 0.6 * (header.pieces[-1].x1 - header.pieces[0].x0)


def _laid_out(lines: Sequence[Line]) -> list[tuple[str, ...]]:
    header = lines[0]
    bounds = [(a.x1 + b.x0) / 2 for a, b in pairwise(header.pieces)]
    width = len(header.pieces)
    placed = [_columns(line, header, bounds) for line in lines[1:]]
    value = _value_column(header)
    ends = [*(piece.x0 for piece in header.pieces[1:]), max(line.pieces[-1].x1 for line in lines)]
    anchors = [
        n
        for n, cells in enumerate(placed)
        if (cells[value].strip() or sum(bool(c) for c in cells) * 2 > width) and not (n and _is_rest(lines[n + 1], lines[n], ends))
    ]
    if not anchors:
        anchors = list(range(len(placed)))
    usual = median([lines[b + 1].bottom - lines[a + 1].bottom for a, b in pairwise(anchors)] or [0.0])
    rows: dict[int, list[list[str]]] = {anchor: [[] for _ in range(width)] for anchor in anchors}
    hang = _hang(lines[1:], anchors)
    for n, cells in enumerate(placed):
        foot = lines[n + 1].bottom
        if hang or n in rows:
            nearest = max(a for a in anchors if a <= n)
        else:
            nearest = min(anchors, key=lambda a: (abs(lines[a + 1].bottom - foot), a))
        if n not in rows and abs(lines[nearest + 1].bottom - foot) > max(usual, 40.0):
            rows[n] = [[] for _ in range(width)]
            nearest = n
        for column, text in enumerate(cells):
            if text:
                rows[nearest][column].append(text)
    table = [tuple(piece.text for piece in header.pieces)]
    table += [tuple("\n".join(parts) for parts in rows[n]) for n in sorted(rows)]
    return table


def _is_rest(line: Line, before: Line, ends: Sequence[float]) -> bool:
    """Whether every piece of a line goes on with the piece above it, which comes to the end of its column, and some have no more."""
    above = {piece.x0: piece for piece in before.pieces}
    for piece in line.pieces:
        start = next((other for x0, other in above.items() if abs(x0 - piece.x0) < _NEAR), None)
        end = next((end for end in ends if end > piece.x0 + _NEAR), None)
        if start is None or end is None or not goes_on((end - start.x1) / max(before.bottom - before.top, 1.0), piece.text):
            return False
    return len(line.pieces) < len(before.pieces)


def _hang(lines: Sequence[Line], anchors: Sequence[int]) -> bool:
    """Whether the lines of a cell hang below that of its value, all texts standing at the top of their rows: none stands above the
    first value, and each is a whole number of lines below one. In rows with texts in the middle, lines stand half a line off.

    Lines are compared at their feet, which are nearer to the base that different letters share than their heads are.
    """
    pitch = min((b.bottom - a.bottom for a, b in pairwise(lines) if b.bottom - a.bottom > 0.5 * (a.bottom - a.top)), default=0.0)
    if anchors[0] > 0 or not pitch:
        return False
    below = (min(lines[n].bottom - lines[a].bottom for a in anchors if a < n) / pitch for n in range(len(lines)) if n not in anchors)
    return all(abs(offset - round(offset)) < _OFF for offset in below)


def _value_column(header: Line) -> int:
    found = columns.header(Row(tuple(Cell(piece.text, n) for n, piece in enumerate(header.pieces)), exact=True))
    fields = [column.field for column in found or ()]
    return next((fields.index(name) for name in ("value", "name") if name in fields), len(header.pieces) - 1)


def _columns(line: Line, header: Line, bounds: Sequence[float]) -> list[str]:
    cells = [""] * len(header.pieces)
    for piece in line.pieces:
        reach = [
            min(piece.x1, bounds[n] if n < len(bounds) else 1e9) - max(piece.x0, bounds[n - 1] if n else -1e9) for n in range(len(cells))
        ]
        column = max(range(len(cells)), key=lambda n: (reach[n], -n))
        cells[column] = f"{cells[column]} {piece.text}".strip()
    return cells
