"""Tables of our own invention in every layout family come back as they were written, in every format that has a reader."""

from __future__ import annotations

from functools import cache

import pytest
from tests.documents.generated.all_families import FAMILIES
from tests.documents.generated.comparing import MISSING, cells
from tests.documents.generated.formats import SUITE, as_grid, docx_of
from tests.documents.generated.measure import Result, case_of, measure, readable
from tests.documents.generated.suite import converted
from tests.documents.suite_here import needs_office

from zhibiao.documents import read as read_file

FORMATS = tuple(name for name in readable() if name not in SUITE)
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


@needs_office
@pytest.mark.parametrize("name", SUITE)
def test_all_families_from_an_office_suite(name: str) -> None:
    results = measure(range(500, 501), [name])
    assert len(results) == len(FAMILIES)
    wrong = {family: result.examples[:3] for (family, _), result in results.items() if result.exact < result.count}
    assert sum(r.exact for r in results.values()) / sum(r.count for r in results.values()) >= 0.99, wrong


@needs_office
def test_an_old_document_is_read_as_the_measure_reads_it() -> None:
    """Reading starts the suite for each file; the measure converts many at once and must not be easier."""
    case = case_of("10", 500)
    (data,) = converted([docx_of(case, ruled=True)], "docx", "doc")
    assert data is not None
    assert all(expected == read for _, expected, read in cells(case, read_file(data, "a.doc")))


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
