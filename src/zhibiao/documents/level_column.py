"""The level columns of a table: one word for several rows, printed on the first of them, on all, or in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from zhibiao.domain.tables import CellRef

MAX_LABELS = 400  # spans in one table; beyond that the nearest label is taken


class LevelCell(NamedTuple):
    """The text of a level cell (empty where it is merged), where it stands, and whether the merge is known to come from above."""

    text: str
    reference: CellRef | None
    covered: bool = False


def spread(rows: Sequence[tuple[LevelCell, LevelCell]], *, has_first: bool, flat: bool) -> tuple[list[tuple[LevelCell, LevelCell]], bool]:
    """The levels that hold for every row; ``True`` where they had to be guessed from the middle rows of their merges."""
    top = rows[0] if rows else None
    if flat and top is not None and not (top[0] if has_first else top[1]).text and not any(cell.covered for cell in top):
        first, second = (_around([pair[column] for pair in rows]) for column in (0, 1))
        if first is not None or second is not None:
            blank = [LevelCell("", None)] * len(rows)
            return list(zip(first or blank, second or blank, strict=True)), True
    return _downwards(rows, has_first=has_first), False


def _downwards(rows: Sequence[tuple[LevelCell, LevelCell]], *, has_first: bool) -> list[tuple[LevelCell, LevelCell]]:
    """An empty cell is one that is merged with the cell above."""
    found: list[tuple[LevelCell, LevelCell]] = []
    first = second = LevelCell("", None)
    for one, two in rows:
        if one.text:
            if first.text != one.text:
                second = LevelCell("", None)  # some forms print level 1 on every row of its merge: only another one ends level 2
            first = one
        if two.text:
            second = two
        own_first = first if first.text else one
        own_second = second if second.text else two
        if not has_first and not first.text:
            own_first = LevelCell("", None)
        found.append((own_first, own_second))
    return found


def _around(cells: list[LevelCell]) -> list[LevelCell] | None:
    """Each printed label stands in the middle of its span; ``None`` where nothing is printed."""
    places = [index for index, cell in enumerate(cells) if cell.text]
    if not places:
        return None
    ends = _spans(places, len(cells)) if len(places) <= MAX_LABELS else None
    if ends is None:  # no even split: every row goes to the nearest label
        ends = [(a + b) // 2 + 1 for a, b in pairwise(places)] + [len(cells)]
    found: list[LevelCell] = []
    start = 0
    for place, end in zip(places, ends, strict=True):
        found.extend([cells[place]] * (end - start))
        start = end
    return found


def _spans(places: list[int], count: int) -> list[int] | None:
    """Where each span ends, so that every label is in its middle and the spans fill the table. Of two middle rows a file prints in
    the upper one throughout, or in the lower one throughout."""
    for more in ((1, 2), (0, 1), (1, 2, 0)):
        starts: dict[int, list[int]] = {0: []}  # where the next span begins, and the ends before it
        for index, place in enumerate(places):
            after = places[index + 1] if index + 1 < len(places) else None
            reached: dict[int, list[int]] = {}
            for start, ends in starts.items():
                for end in (start + 2 * (place - start) + extra for extra in more):
                    fits = end == count if after is None else end <= after
                    if end > place and fits and end not in reached:
                        reached[end] = [*ends, end]
            starts = reached
        if count in starts:
            return starts[count]
    return None
