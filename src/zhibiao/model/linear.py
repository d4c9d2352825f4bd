"""A linear classifier as plain arrays: trained by scikit-learn, used with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


class LinearClassifier:
    """Multinomial logistic regression over named features (Bishop 2006, section 4.3.4), with a temperature that makes its
    probabilities honest (Guo et al. 2017, "On Calibration of Modern Neural Networks"). Read-only, hence thread-safe.

    :param weights: shape (features, classes).
    """

    def __init__(
        self,
        classes: Sequence[str],
        features: Sequence[str],
        weights: NDArray[np.float32],
        intercept: NDArray[np.float32],
        temperature: float = 1.0,
    ) -> None:
        self.classes = tuple(classes)
        self.features = tuple(features)
        self._place = {name: number for number, name in enumerate(features)}
        self._weights, self._intercept, self._temperature = weights, intercept, temperature

    def knows(self, feature: str) -> bool:
        """Whether a feature says anything."""
        return feature in self._place

    def probabilities(self, features: Mapping[str, float]) -> list[tuple[str, float]]:
        """Every class with its probability, best first, equal ones in the order of the classes. Unknown features say nothing."""
        known = [(place, value) for name, value in features.items() if (place := self._place.get(name)) is not None]
        total = self._intercept.astype(np.float64)
        if known:
            places, values = zip(*known, strict=True)
            total = total + np.array(values) @ self._weights[list(places)].astype(np.float64)
        total = total / self._temperature
        odds = np.exp(total - total.max())
        shares = odds / odds.sum()
        order = np.argsort(-shares, kind="stable").tolist()
        likely = shares.tolist()
        return [(self.classes[n], likely[n]) for n in order]

    def placed(self, classes: Sequence[str], features: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weights, shape (classes, features), and intercepts for classes and features as asked; 0 for those not known."""
        own = {name: number for number, name in enumerate(self.classes)}
        rows = [(place, own[name]) for place, name in enumerate(classes) if name in own]
        columns = [(place, self._place[name]) for place, name in enumerate(features) if name in self._place]
        weights, intercept = np.zeros((len(classes), len(features))), np.zeros(len(classes))
        if rows and columns:
            (to, of), (there, here) = map(np.array, zip(*rows, strict=True)), map(np.array, zip(*columns, strict=True))
            weights[np.ix_(to, there)] = self._weights[np.ix_(here, of)].T
            intercept[to] = self._intercept[of]
        return weights, intercept

    def to_parts(self, least: float = 0.02) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
        """What a snapshot stores: names as JSON, numbers as arrays in half precision, which moves no probability by a thousandth.

        :param least: features that say less than this (log odds) of every class are left out.
        """
        kept = np.flatnonzero(np.abs(self._weights).max(axis=1, initial=0) >= least)
        names = {"classes": self.classes, "features": [self.features[n] for n in kept.tolist()], "temperature": self._temperature}
        return names, {"weights": self._weights[kept].astype(np.float16), "intercept": self._intercept.astype(np.float16)}

    @classmethod
    def from_parts(cls, names: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The classifier that :meth:`to_parts` took apart."""
        return cls(names["classes"], names["features"], arrays["weights"], arrays["intercept"], names["temperature"])
