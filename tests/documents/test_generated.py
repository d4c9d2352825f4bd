"""Tables of our own invention in every layout family come back as they were written, in every format that has a reader."""

from __future__ import annotations

from functools import cache

import pytest
from tests.documents.generated.all_families import FAMILIES
from tests.documents.generated.comparing import MISSING, cells
from tests.documents.generated.formats import as_grid
from tests.documents.generated.measure import Result, case_of, measure, readable

FORMATS = readable()
SEEDS = range(500, 502)


@cache
def results_of(family: str) -> dict[tuple[str, str], Result]:
    return measure(SEEDS, FORMATS, [family])


@pytest.mark.parametrize("family", FAMILIES)
def test_family(family: str) -> None:
    """Every family: all cells of a grid, and nearly all where a flat export printed levels in the middle of their merge."""
    for (_, name), result in results_of(family).items():
        assert result.count >= 20
        assert result.share >= (0.95 if name == "text" else 1.0), (name, result.examples[:5])


def test_all_families_together() -> None:
    results = [result for family in FAMILIES for result in results_of(family).values()]
    assert sum(result.tables for result in results) >= 80 * len(FORMATS)
    assert sum(result.exact for result in results) / sum(result.count for result in results) >= 0.99


def test_every_cell_counts() -> None:
    """The measure itself: a row too many, a row lost and a value changed are each seen."""
    case = case_of("3", 7)
    assert all(expected == read for _, expected, read in cells(case, as_grid(case)))
    row = case.expected[0].rows.pop()
    assert any(field == "row" for field, expected, read in cells(case, as_grid(case)) if expected != read)
    case.expected[0].rows += [row, row]
    assert any(read == MISSING for field, expected, read in cells(case, as_grid(case)) if field == "name")
    case.expected[0].rows[-1:] = []
    case.expected[0].rows[0]["value"] = {"number": -1.0}
    assert [field for field, expected, read in cells(case, as_grid(case)) if expected != read] == ["value"]
