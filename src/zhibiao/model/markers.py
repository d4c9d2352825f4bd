"""Which of thousands of marker words stand in a text: only those are looked for of which the first two characters stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import add

_FIRST = 2  # characters


class Markers:
    """Marker words and whose they are. Read-only, hence thread-safe.

    :param owners: the markers of each owner.
    """

    def __init__(self, owners: Mapping[int, Iterable[str]]) -> None:
        self._owners: dict[str, list[int]] = {}
        for owner, markers in owners.items():
            for marker in markers:
                self._owners.setdefault(marker, []).append(owner)
        self._by_start: dict[str, list[str]] = {}
        for marker in self._owners:
            self._by_start.setdefault(marker[:_FIRST], []).append(marker)
        self._starts = frozenset(self._by_start)
        self._single = frozenset(marker for marker in self._owners if len(marker) == 1)

    def found(self, text: str) -> dict[int, set[str]]:
        """The owners of which a marker stands in ``text``, with these markers."""
        met = set(self._single.intersection(text))
        for start in self._starts.intersection(map(add, text, text[1:])):
            met.update([marker for marker in self._by_start[start] if marker in text])
        owners: dict[int, set[str]] = {}
        for marker in met:
            for owner in self._owners[marker]:
                owners.setdefault(owner, set()).add(marker)
        return owners
