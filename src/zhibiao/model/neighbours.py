"""What the library's indicators are like the name of one: compared once for every name, however many tables and rules ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.model.matching import Meaning

NEAREST = 12  # indicators of the library looked at
NOTHING = -0.2  # cosine with nothing at all
_KEPT = 4096  # names whose likeness is kept
_AT_ONCE = 256
_TWO = 2  # rows from which on a product of matrices gives each row the same numbers, whichever rows stand beside it

Floats = NDArray[np.float32]


class Alike(NamedTuple):
    """Names beside the library's indicators, a row each: cosines with the nearest indicator of every topic, of any kind, of all; the
    numbers of the nearest indicators, and their cosines."""

    vectors: Floats
    topics: Floats
    kinds: Floats
    best: Floats
    nearest: NDArray[np.intp]
    near: Floats


class Neighbours:
    """Compares names with the indicators of the library's topics and kinds. Read-only and thread-safe.

    :param kinds: one unit vector per indicator of the kinds.
    :param topics: how many topics there are.
    """

    def __init__(self, meaning: Meaning, kinds: Floats, topics: int) -> None:
        self._meaning, self._kinds, self._topics = meaning, kinds, topics
        self._owning, self._starts = np.unique(meaning.owners, return_index=True)
        self._kept: dict[str, tuple[Floats, ...]] = {}

    def __call__(self, names: Sequence[str]) -> Alike:
        """The names, in order."""
        kept = self._kept
        new = self._compared([name for name in dict.fromkeys(names) if name not in kept])
        rows = [new[name] if name in new else kept[name] for name in names]
        self._keep(new)
        return Alike(*(np.stack(part) for part in zip(*rows, strict=True)))

    def prepare(self, names: Iterable[str]) -> None:
        """Compare the names of a whole document at once, which reads the library's vectors once and not for every table."""
        fresh = [name for name in dict.fromkeys(names) if name not in self._kept][:_KEPT]
        for start in range(0, len(fresh), _AT_ONCE):
            self._keep(self._compared(fresh[start : start + _AT_ONCE]))

    def _compared(self, names: list[str]) -> dict[str, tuple[Floats, ...]]:
        if not names:
            return {}
        found = self.compare(self._meaning.encode(names if len(names) >= _TWO else names * _TWO))
        return {name: tuple(part[row].copy() for part in found) for row, name in enumerate(names)}

    def _keep(self, new: dict[str, tuple[Floats, ...]]) -> None:
        if len(self._kept) + len(new) > _KEPT:
            self._kept = new  # a new one, for other threads may be reading the old
        else:
            self._kept.update(new)

    def compare(self, vectors: Floats, hidden: Sequence[NDArray[np.intp] | None] = (), without: int | None = None) -> Alike:
        """Names by their vectors, the library taken to lack some indicators of each, and a topic."""
        alike = vectors @ self._meaning.entries.T
        if without is not None:
            alike[:, self._meaning.owners == without] = NOTHING
        for number, places in enumerate(hidden):
            if places is not None:
                alike[number, places] = NOTHING
        topics = np.full((len(vectors), self._topics), NOTHING, dtype=np.float32)
        if len(self._starts):
            topics[:, self._owning] = np.maximum(np.maximum.reduceat(alike, self._starts, axis=1), NOTHING)
        kinds = (vectors @ self._kinds.T).max(axis=1, initial=NOTHING)
        nearest = np.argpartition(-alike, min(NEAREST, alike.shape[1] - 1), axis=1)[:, :NEAREST]
        near = np.take_along_axis(alike, nearest, axis=1)
        return Alike(vectors, topics, kinds, alike.max(axis=1, initial=NOTHING), nearest, near)
