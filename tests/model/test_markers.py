"""Markers found by their first two characters are those that stand in the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhibiao.model.markers import Markers

texts = st.text(alphabet="路灯道水\n", max_size=12)


@given(st.dictionaries(st.integers(0, 9), st.lists(st.text(alphabet="路灯道水", min_size=1, max_size=4), max_size=4), max_size=6), texts)
def test_all_and_only_what_stands_in_the_text(owners: dict[int, list[str]], text: str) -> None:
    expected = {owner: {marker for marker in markers if marker in text} for owner, markers in owners.items()}
    assert Markers(owners).found(text) == {owner: markers for owner, markers in expected.items() if markers}
