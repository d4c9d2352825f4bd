"""A flat sparse index: BM25 over words and character bigrams, numpy only, exact and deterministic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from zhibiao.knowledge.word_counts import Counts, counted

# Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", sections 3.1-3.2: the usual defaults.
K1, B = 1.2, 0.75
_SHORT = 1 << 16  # documents that two bytes can number
ARRAYS = ("offsets", "ids", "weights", "idf")


class Hit(NamedTuple):
    """A document of the index and its score, relative to the score of the query against itself (0 to 1)."""

    id: int
    score: float


class SparseIndex:
    """BM25 over token lists. Scores are divided by the best score the query could reach, so that they compare across queries.

    Postings lie in four flat arrays (``offsets`` and ``idf`` per term, ``ids`` and ``weights`` per posting), so that an index can
    be stored as it is. Read-only, hence thread-safe.
    """

    def __init__(self, size: int, terms: Sequence[str], arrays: Mapping[str, NDArray[Any]]) -> None:
        self._size = size
        self._terms = {term: place for place, term in enumerate(terms)}
        self._offsets, self._idf = arrays["offsets"], arrays["idf"]
        self._ids, self._weights = arrays["ids"].astype(np.int32, copy=False), arrays["weights"].astype(np.float32, copy=False)

    @classmethod
    def build(cls, documents: Sequence[Iterable[str]]) -> Self:
        """Index token lists; document numbers are their places."""
        return cls.of_counts(counted(documents))

    @classmethod
    def of_counts(cls, counts: Counts) -> Self:
        """Index documents whose tokens are counted already."""
        words, columns, times, sizes = counts
        order = sorted(range(len(words)), key=words.__getitem__)
        terms = [words[number] for number in order]
        ranks = np.empty(len(words), dtype=np.int64)
        ranks[order] = np.arange(len(words))
        documents = np.repeat(np.arange(len(sizes)), sizes)
        lengths = np.bincount(documents, weights=times, minlength=len(sizes)).astype(np.float64)
        mean = float(lengths.mean()) if len(lengths) and lengths.sum() else 1.0
        ranked = ranks[columns] if len(columns) else columns
        by_term = np.argsort(ranked, kind="stable")  # within a term the documents stay in order
        table = np.stack([ranked, documents, times], axis=1)[by_term].astype(np.int64).reshape(-1, 3)
        frequency = np.bincount(table[:, 0], minlength=len(terms))
        idf = np.log1p((len(sizes) - frequency + 0.5) / (frequency + 0.5))
        tf = table[:, 2].astype(np.float64)
        norm = K1 * (1 - B + B * lengths[table[:, 1]] / mean) if len(table) else tf
        arrays: dict[str, NDArray[Any]] = {
            "offsets": np.concatenate([[0], np.cumsum(frequency)]).astype(np.int32),
            "ids": table[:, 1].astype(np.int32),
            # as exact as they are stored, so that an index answers the same before and after
            "weights": (idf[table[:, 0]] * tf * (K1 + 1) / (tf + norm)).astype(np.float16).astype(np.float32),
            "idf": idf.astype(np.float32),
        }
        return cls(len(sizes), terms, arrays)

    def __len__(self) -> int:
        return self._size

    @property
    def terms(self) -> list[str]:
        """All terms, in the order of ``offsets``."""
        return list(self._terms)

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The flat arrays by name, as :meth:`__init__` takes them; small enough to be stored, in half precision, which counts slowly."""
        ids = self._ids.astype(np.uint16) if self._size <= _SHORT else self._ids
        return dict(zip(ARRAYS, (self._offsets, ids, self._weights.astype(np.float16), self._idf), strict=True))

    def holders(self, term: str) -> NDArray[np.integer[Any]] | None:
        """The documents that hold a term; ``None`` for a term that no document has."""
        place = self._terms.get(term)
        return None if place is None else self._ids[self._offsets[place] : self._offsets[place + 1]]

    def scores(self, query: Iterable[str]) -> NDArray[np.float32]:
        """One score per document, 0 to 1; all zero when the query shares no token with any document."""
        total = np.zeros(self._size, dtype=np.float32)
        best = 0.0
        unseen = float(np.log1p((self._size + 0.5) / 0.5))
        tokens = sorted(set(query))
        places = [self._terms.get(token) for token in tokens]
        known = [place for place in places if place is not None]
        idf = iter(self._idf[known].tolist())
        for place in places:
            # a token that no document has still belongs to what the query asks for
            best += (K1 + 1) / (1 + K1 * (1 - B)) * (unseen if place is None else next(idf))
        if known:
            low = self._offsets[known]
            sizes = self._offsets[np.add(known, 1)] - low
            ends = np.cumsum(sizes)
            postings = np.arange(ends[-1]) + np.repeat(low - ends + sizes, sizes)  # token by token, in their order
            total = np.bincount(self._ids.take(postings), self._weights.take(postings), self._size).astype(np.float32)
        return np.minimum(total / best, 1.0) if best else total

    def search(self, query: Iterable[str], limit: int = 10) -> list[Hit]:
        """The best documents, best first, equal scores in document order. Nothing with score zero is ever returned."""
        total = self.scores(query)
        if limit < self._size:  # only those that may be among the best are sorted
            best = np.flatnonzero((total > 0) & (total >= np.partition(total, -limit)[-limit]))
        else:
            best = np.flatnonzero(total > 0)
        order = best[np.lexsort((best, -total[best]))][:limit]
        return [Hit(int(i), float(total[i])) for i in order]
