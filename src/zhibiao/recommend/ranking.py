"""The order of the alternatives, learned: which of a suggestion's further rows real tables of like projects have.

The table itself is put together by rules (:mod:`zhibiao.recommend.assemble`); what stands behind it, best first, is where a drafter looks
for what is missing. The weights are learned from tables whose suggestions were made without them (:mod:`zhibiao.learn.ranking`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.recommend.candidate import GROUPS, Candidate

FEATURES = (
    "score",  # what the source gives it, 0 to 1
    "description",
    "corpus",
    "library",  # 1: the source has it
    "core",
    "filled",  # 1: its value is there
    "near",  # 1: of a topic that the project is only near
    "output",  # 1: the description counts it as an output
    "evidence",  # projects, quotes and entries that speak for it
    "place",  # 1 / its place in the order of fixed weights, the table's rows counted
    "similarity",  # of the nearest project that has it
    "idea",  # 1: an indicator that many topics share
    *GROUPS,  # 1: of that type
)
Features = NDArray[np.float64]


class LinearRanker(NamedTuple):
    """Logistic regression over :data:`FEATURES` as plain numbers."""

    weights: Features
    intercept: float

    def order(self, features: Features) -> list[int]:
        """The places of the rows, best first; rows of one score keep their order."""
        return np.argsort(-(features @ self.weights + self.intercept), kind="stable").tolist()  # type: ignore[no-any-return]

    def to_parts(self) -> dict[str, Any]:
        """What a snapshot stores, as JSON."""
        weights = dict(zip(FEATURES, (round(float(w), 6) for w in self.weights), strict=True))
        return {"weights": weights, "intercept": round(self.intercept, 6)}

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> LinearRanker:
        """What :meth:`to_parts` took apart; a weight that is missing is 0.

        :raises ValueError: parts that hold something else.
        """
        try:
            return cls(np.array([float(parts["weights"].get(name, 0.0)) for name in FEATURES]), float(parts["intercept"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"ranker: {error}") from None


def features(rest: Sequence[Candidate], before: int) -> Features:
    """The numbers of :data:`FEATURES` of alternatives in the order of fixed weights, shape (rows, features).

    :param before: rows of the table before them.
    """
    rows = [
        (
            candidate.score,
            *(source in candidate.sources for source in ("description", "corpus", "library")),
            candidate.core,
            candidate.is_filled,
            candidate.near,
            candidate.role == "output",
            len(candidate.evidence),
            1 / (1 + before + place),
            max((one.similarity or 0.0 for one in candidate.evidence), default=0.0),
            candidate.idea is not None,
            *(candidate.group == group for group in GROUPS),
        )
        for place, candidate in enumerate(rest)
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rest), len(FEATURES))
