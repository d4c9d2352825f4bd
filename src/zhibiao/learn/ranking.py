"""Learning the order of the alternatives, and whether it is any better than that of fixed weights.

Each table's suggestion is made without its document; which of the alternatives the table has is what is learned. For the trial the
tables of a document are ordered by weights learned from the other documents. The learned order is kept only where the paired bootstrap
interval of its gain in recall@20 lies above nothing, and where ten documents speak for it: what is learned is above all which types of
rows a place writes. Learned from the five shipped documents of one county it finds more in that county (0.61 against 0.57, n=53) and
less in tables from elsewhere, so that the shipped snapshot orders by fixed weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.recommend.ranking import Features, LinearRanker

ASKED = 20  # rows of a suggestion looked at
_STRENGTH = 0.3  # scikit-learn's C; between 0.03 and 1 it makes no difference
_LEAST_TABLES, _LEAST_DOCUMENTS, _KEPT_FROM = 30, 3, 10  # fewer say nothing of another document; fewer are one office's habits
_RESAMPLES = 2000

Hits = NDArray[np.bool_]  # (rows of the suggestion, rows of the table): whether the one says the other


class RankingCase(NamedTuple):
    """A table and the suggestion made without it: hits of the suggested table's rows, best first; features and hits of the
    alternatives in the order of fixed weights."""

    document: str
    table: Hits
    features: Features
    rest: Hits

    def hits(self, order: Sequence[int] | None = None) -> Hits:
        """All rows best first, the alternatives in ``order``."""
        return np.vstack([self.table, self.rest if order is None else self.rest[list(order)]])

    def recall(self, order: Sequence[int] | None = None, rows: int = ASKED) -> float:
        """The share of the table's rows among the first ``rows``."""
        return float(self.hits(order)[:rows].any(axis=0).mean())


class Trial(NamedTuple):
    """``orders``: per case the order of its alternatives by weights learned from other documents, ``None`` where there was nothing to
    learn from. ``ranker`` is learned from all cases, and ``None`` where the learned order is no better."""

    orders: list[list[int] | None]
    ranker: LinearRanker | None


def trial(cases: Sequence[RankingCase]) -> Trial:
    """Learn the order without each document in turn and compare it with that of fixed weights."""
    documents = sorted({case.document for case in cases})
    if len(cases) < _LEAST_TABLES or len(documents) < _LEAST_DOCUMENTS:
        return Trial([None] * len(cases), None)
    learned = {document: train_ranker([case for case in cases if case.document != document]) for document in documents}
    orders = [ranker.order(case.features) if (ranker := learned[case.document]) else None for case in cases]
    gains = np.array([case.recall(order) - case.recall() for case, order in zip(cases, orders, strict=True)])
    chance = np.random.default_rng(0)
    means = np.sort(chance.choice(gains, (_RESAMPLES, len(gains))).mean(axis=1))
    better = means[int(0.025 * _RESAMPLES)] > 0 and len(documents) >= _KEPT_FROM
    return Trial(orders, train_ranker(cases) if better else None)


def train_ranker(cases: Sequence[RankingCase]) -> LinearRanker | None:
    """Logistic regression over the alternatives of all cases; ``None`` where there is nothing to tell apart."""
    from sklearn.linear_model import LogisticRegression

    every = np.vstack([case.features for case in cases])
    found = np.concatenate([case.rest.any(axis=1) for case in cases])
    if len(set(found.tolist())) < 2:
        return None
    middle, spread = every.mean(axis=0), every.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=_STRENGTH, max_iter=2000).fit((every - middle) / spread, found)
    weights = model.coef_[0] / spread
    return LinearRanker(weights, float(model.intercept_[0] - weights @ middle))
