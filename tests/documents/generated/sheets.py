"""What a generated document looks like before a format is chosen, and what must be read from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Box:
    """A cell: its text, how many columns it spans, and whether a merge from above covers it."""

    text: str = ""
    span: int = 1
    covered: bool = False


@dataclass
class Line:
    """A table row."""

    boxes: list[Box]


@dataclass
class Expected:
    """A table as it must be read: fields of the project, and of each indicator."""

    project: dict[str, Any]
    rows: list[dict[str, Any]]
    kind: str = "target"


@dataclass
class Case:
    """Paragraphs (``str``) and rows in reading order, and what must be read. ``middle``: a flat export prints a merged level in the
    middle row of its span."""

    family: str
    blocks: list[str | Line] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    middle: bool = False

    def row(self, *cells: str | Box) -> None:
        self.blocks.append(Line([cell if isinstance(cell, Box) else Box(cell) for cell in cells]))
