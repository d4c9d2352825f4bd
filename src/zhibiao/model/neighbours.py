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
    """Names beside the library's indicators, a row each: cosines with the nearest indicator of every topic, and of any kind; the numbers
    of the nearest indicators of all, in no order, and their cosines."""

    vectors: Floats
    topics: Floats
    kinds: Floats
    nearest: NDArray[np.intp]
    near: Floats

    @property
    def best(self) -> Floats:
        """Cosines with the nearest indicator of all."""
        best: Floats = self.topics.max(axis=1, initial=NOTHING)
        return best


class _Row(NamedTuple):
    """A row of :class:`Alike`: vector and cosines one behind the other, so that rows are put together again in one go; and its nearest."""

    floats: Floats
    nearest: NDArray[np.intp]


class Neighbours:
    """Compares names with the indicators of the library's topics and kinds. Read-only and thread-safe.

    :param kinds: one unit vector per indicator of the kinds.
    :param topics: how many topics there are.
    """

    def __init__(self, meaning: Meaning, kinds: Floats, topics: int) -> None:
        self._meaning, self._kinds, self._topics = meaning, kinds, topics
        self._owning, self._starts = np.unique(meaning.owners, return_index=True)
        self._kept: dict[str, _Row] = {}

    def __call__(self, names: Sequence[str]) -> Alike:
        """The names, in order."""
        kept = self._kept
        new = self._compared([name for name in dict.fromkeys(names) if name not in kept])
        rows = [new[name] if name in new else kept[name] for name in names]
        self._keep(new)
        return self._together(rows)

    def prepare(self, names: Iterable[str]) -> None:
        """Compare the names of a whole document at once, which reads the library's vectors once and not for every table."""
        fresh = [name for name in dict.fromkeys(names) if name not in self._kept][:_KEPT]
        for start in range(0, len(fresh), _AT_ONCE):
            self._keep(self._compared(fresh[start : start + _AT_ONCE]))

    def _compared(self, names: list[str]) -> dict[str, _Row]:
        if not names:
            return {}
        found = self.compare(self._meaning.encode(names if len(names) >= _TWO else names * _TWO))
        floats = np.hstack([found.vectors, found.topics, found.near, found.kinds[:, np.newaxis]])
        return {name: _Row(floats[row].copy(), found.nearest[row].copy()) for row, name in enumerate(names)}

    def _together(self, rows: Sequence[_Row]) -> Alike:
        floats = np.concatenate([row.floats for row in rows]).reshape(len(rows), -1)
        nearest = np.concatenate([row.nearest for row in rows]).reshape(len(rows), -1)
        first = self._meaning.entries.shape[1]
        last = first + self._topics
        return Alike(floats[:, :first], floats[:, first:last], floats[:, -1], nearest, floats[:, last:-1])

    def _keep(self, new: dict[str, _Row]) -> None:
        if len(self._kept) + len(new) > _KEPT:
            self._kept = new  # a new one, for other threads may be reading the old
        else:
            self._kept.update(new)

    def compare(self, vectors: Floats, hidden: Sequence[NDArray[np.intp] | None] = (), without: int | None = None) -> Alike:
        """Names by their vectors, the library taken to lack some indicators of each, and a topic."""
        far = -vectors @ self._meaning.entries.T  # the nearest have the least, as a partition wants it
        if without is not None:
            far[:, self._meaning.owners == without] = -NOTHING
        for number, places in enumerate(hidden):
            if places is not None:
                far[number, places] = -NOTHING
        topics = np.full((len(vectors), self._topics), NOTHING, dtype=np.float32)
        if len(self._starts):
            topics[:, self._owning] = np.maximum(-np.minimum.reduceat(far, self._starts, axis=1), NOTHING)
        kinds = (vectors @ self._kinds.T).max(axis=1, initial=NOTHING)
        nearest = np.argpartition(far, min(NEAREST, far.shape[1] - 1), axis=1)[:, :NEAREST]
        return Alike(vectors, topics, kinds, nearest, -np.take_along_axis(far, nearest, axis=1))
