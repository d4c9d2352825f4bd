"""Fitting the linear classifiers of a snapshot, and making their probabilities honest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from zhibiao.model.linear import LinearClassifier

_STRENGTH, _TOLERANCE = 0.5, 1e-3  # scikit-learn's C and tol
_HELD_OUT = 5  # every fifth owner sets the temperature
_OFTEN = 3  # a feature seen less often teaches its examples by heart
_ROUNDS = 200
_BINS = 10


class Example(NamedTuple):
    """Features and their class. ``owner`` is the topic or table it stems from: what shares one is held out together."""

    features: Mapping[str, float]
    label: str
    weight: float = 1.0
    owner: str = ""


class Sheet(NamedTuple):
    """Examples as arrays.

    :param table: one example a row, one feature a column, sparse.
    :param features: the names of the columns, no two alike.
    """

    table: Any
    features: list[str]
    labels: NDArray[Any]
    weights: NDArray[np.float64]
    owners: list[str]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Self:
        """Examples one a row, features by name."""
        from scipy import sparse
        from sklearn.feature_extraction import DictVectorizer

        vectorizer = DictVectorizer(dtype=np.float32)
        table = vectorizer.fit_transform([one.features for one in examples]) if examples else sparse.csr_matrix((0, 0), dtype=np.float32)
        features = vectorizer.get_feature_names_out().tolist() if examples else []
        labels = np.array([one.label for one in examples], dtype=np.str_)
        weights = np.array([one.weight for one in examples], dtype=np.float64)
        return cls(table, features, labels, weights, [one.owner for one in examples])

    def beside(self, other: Self) -> Self:
        """The examples of both; what the library has to say need not be written down again for every corpus."""
        from scipy import sparse

        place = {name: number for number, name in enumerate(self.features)}
        new = [name for name in other.features if name not in place]
        place |= {name: len(place) + number for number, name in enumerate(new)}
        columns = np.array([place[name] for name in other.features], dtype=np.int64)
        theirs = other.table.tocsr()
        shape = (theirs.shape[0], len(place))
        moved = sparse.csr_matrix((theirs.data, columns[theirs.indices], theirs.indptr), shape=shape) if len(columns) else None
        mine = sparse.csr_matrix((self.table.data, self.table.indices, self.table.indptr), shape=(self.table.shape[0], len(place)))
        return type(self)(
            sparse.vstack([mine, moved], format="csr") if moved is not None else mine,
            [*self.features, *new],
            np.concatenate([self.labels, other.labels]),
            np.concatenate([self.weights, other.weights]),
            [*self.owners, *other.owners],
        )

    def often(self, least: int) -> Self:
        """Without the features that stand in fewer than ``least`` examples."""
        kept = np.flatnonzero(np.diff(self.table.tocsc().indptr) >= least)
        return self._replace(table=self.table[:, kept], features=[self.features[n] for n in kept.tolist()])


def fit_classifier(
    examples: Sequence[Example] | Sheet,
    shares: Mapping[str, float] | None = None,
    often: int = _OFTEN,
    calibrated: bool = True,
    strength: float = _STRENGTH,
    start: LinearClassifier | None = None,
) -> LinearClassifier:
    """Multinomial logistic regression, its temperature set on owners held out (Guo et al. 2017). One class alone is always the answer.

    :param shares: how common each class shall count as; by default as common as the examples have it.
    :param often: features in fewer examples are left out.
    :param strength: scikit-learn's ``C``; the more, the closer to the examples.
    :param calibrated: whether to set a temperature, which takes a second fit; ranking needs none.
    :param start: a classifier of most of the examples, from which the search goes on: the same end, sooner.
    """
    from sklearn.linear_model import LogisticRegression

    sheet = (examples if isinstance(examples, Sheet) else Sheet.of(examples)).often(often)
    table, labels, features = sheet.table, sheet.labels, sheet.features
    weights = _weights(sheet.weights, labels, shares)
    classes = sorted(set(labels.tolist()))
    if len(classes) == 1:
        return LinearClassifier(classes, features, np.zeros((len(features), 1), np.float32), np.zeros(1, np.float32))
    held = _held_out(sheet.owners)
    temperature = 1.0
    model = LogisticRegression(C=strength, tol=_TOLERANCE, max_iter=_ROUNDS, warm_start=True)
    if start is not None and len(classes) > 2:
        model.coef_, model.intercept_ = start.placed(classes, features)
    if calibrated and set(labels[~held]) == set(classes) and held.any():
        model.fit(table[~held], labels[~held], sample_weight=weights[~held])
        temperature = best_temperature(model.decision_function(table[held]), np.searchsorted(model.classes_, labels[held]))
    model.fit(table, labels, sample_weight=weights)  # goes on from there
    slopes, intercept = model.coef_, model.intercept_
    if len(classes) == 2:  # scikit-learn keeps one row for two classes
        slopes, intercept = np.vstack([-slopes, slopes]) / 2, np.concatenate([-intercept, intercept]) / 2
    return LinearClassifier(classes, features, slopes.T.astype(np.float32), intercept.astype(np.float32), temperature)


def _weights(weights: NDArray[np.float64], labels: NDArray[Any], shares: Mapping[str, float] | None) -> NDArray[np.float64]:
    weights = weights.copy()
    if shares:
        total, whole = weights.sum(), sum(shares.get(label, 0.0) for label in set(labels.tolist()))
        for label in sorted(set(labels.tolist()) & set(shares)):
            mine = labels == label
            weights[mine] *= shares[label] / whole * total / weights[mine].sum()
    return weights


def _held_out(owners: Sequence[str]) -> NDArray[np.bool_]:
    """Every fifth owner's examples; every fifth example where there are hardly any owners."""
    order = {owner: number for number, owner in enumerate(dict.fromkeys(owners))}
    few = len(order) < _HELD_OUT
    return np.array([(place if few else order[owner]) % _HELD_OUT == 0 for place, owner in enumerate(owners)], dtype=np.bool_)


def best_temperature(scores: NDArray[Any], right: NDArray[Any]) -> float:
    """The temperature under which the held-out labels are likeliest, of a grid from 0.5 to 3.

    :param scores: shape (n, classes), or (n,) for two classes.
    :param right: place of the right class of each.
    """
    if scores.ndim == 1:
        scores = np.stack([-scores / 2, scores / 2], axis=1)

    def loss(temperature: float) -> float:
        scaled = scores / temperature
        peak = scaled.max(axis=1)
        logs = peak + np.log(np.exp(scaled - peak[:, None]).sum(axis=1))
        return float((logs - scaled[np.arange(len(right)), right]).mean())

    return min((round(float(t), 2) for t in np.arange(0.5, 3.01, 0.05)), key=loss)


def calibration_error(said: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over ten bins (Guo et al. 2017): how far the probability of the answer lies from its share of right ones.

    :param said: probability of the answer given, and whether it was right.
    """
    total = 0.0
    for low in range(_BINS):
        here = [(p, right) for p, right in said if low / _BINS <= p < (low + 1) / _BINS or (low == _BINS - 1 and p == 1)]
        total += abs(sum(p for p, _ in here) - sum(right for _, right in here))
    return total / len(said) if said else 0.0
