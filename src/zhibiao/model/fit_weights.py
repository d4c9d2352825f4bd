"""The weights of fit: what :mod:`zhibiao.model.fit` looks at, as numbers, and how much each says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# What LinearFit weighs, one number each per row, in this order.
FEATURES = (
    "text",  # cosine with the nearest part of the project's text (name, parts of the name, purpose, its clauses)
    "name",  # cosine with the project's name
    "own",  # cosine with the nearest indicator of the project's own topics
    "related",  # … of the topics that share a 款 or the leading kind with it
    "foreign_by_own",  # how much nearer the nearest indicator of all is, as far as it is near at all
    "foreign_by_related",
    "elsewhere",  # share of the nearest indicators that are not of the project's topics, as far as they are near at all
    "own_share",  # share of the nearest indicators that are of the project's topics
    "related_share",
    "common",  # 1: any project may have it (a satisfaction row, only if it asks people whom projects like this one serve)
    "said",  # share of its content words that stand in the project's text
    "said_pairs",  # the same of its pairs of characters
    "foreign_words",  # how many of its telling words are at home in none of the related topics
    "foreign_word_share",
    "kin_word_share",  # share of its telling words that stand in the project's text, or in a topic of its home 款
    "general",  # cosine with the nearest indicator of the kinds and of the topics common to all classes
    "homes",  # how near the topics of its nearest indicators come to the project
    "used",  # 1: a similar project of the corpus uses it
    "repeated",  # in how many tables of unrelated work it stands (log), as far as it is foreign
    "uniform",  # 1: every row of its table has one value
    "placeholder",  # 1: the goal of its table says nothing
    "at_home",  # 1: a word that few topics have is at home with the project
)


class LinearFit(NamedTuple):
    """Logistic regression over :data:`FEATURES` as plain numbers. Below ``threshold`` a row is reported: no row of a real table that
    belongs fell below it in training."""

    weights: NDArray[np.float64]
    intercept: float
    threshold: float

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """One probability per row of ``features``."""
        odds: NDArray[np.float64] = 1 / (1 + np.exp(-(features @ self.weights + self.intercept)))
        return odds

    def to_parts(self) -> dict[str, Any]:
        """What a snapshot stores, as JSON."""
        weights = dict(zip(FEATURES, (round(float(w), 6) for w in self.weights), strict=True))
        return {"weights": weights, "intercept": round(self.intercept, 6), "threshold": round(self.threshold, 6)}

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> LinearFit:
        """What :meth:`to_parts` took apart; a weight that is missing is 0.

        :raises ValueError: parts that hold something else.
        """
        try:
            weights = np.array([float(parts["weights"].get(name, 0.0)) for name in FEATURES])
            return cls(weights, float(parts["intercept"]), float(parts["threshold"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"fit: {error}") from None
