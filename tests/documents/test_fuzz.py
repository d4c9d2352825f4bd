"""500 damaged documents; ``python -m tests.documents.fuzz`` does 20,000 by hand."""

from __future__ import annotations

import pytest
from tests.documents.fuzz import make, trial


@pytest.mark.parametrize("block", range(20))
def test_damaged_documents_are_read_or_refused_and_lose_no_row(block: int) -> None:
    for number in range(25 * block, 25 * (block + 1)):
        made = make(number)
        outcome, words, _ = trial(made)
        assert outcome in ("read", "refused"), (number, made.kind, made.done, words)


def test_every_tenth_of_a_file_is_read_or_refused() -> None:
    kinds: set[str] = set()
    number = 0
    while len(kinds) < 9:
        made = make(number)
        number += 1
        if made.kind in kinds or not made.words:
            continue
        kinds.add(made.kind)
        for tenth in range(11):
            cut = type(made)(made.number, made.kind, made.data[: len(made.data) * tenth // 10], (), (f"cut at {tenth}",))
            outcome, words, _ = trial(cut)
            assert outcome in ("read", "refused"), (made.number, made.kind, tenth, words)


def test_a_document_is_made_from_its_number_alone() -> None:
    one, other = make(7), make(7)
    one, other = make(7), make(7)
    assert one == other
