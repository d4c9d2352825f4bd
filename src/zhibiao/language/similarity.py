"""How alike two short texts are, by their character bigrams."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from operator import add
from typing import NamedTuple

from zhibiao.language.normalise import key


class _Bigrams(NamedTuple):
    """How often each pair of characters stands in a text, how many pairs there are, and the pairs alone."""

    times: dict[str, int]
    total: int
    pairs: frozenset[str]

    @property
    def once(self) -> bool:
        """Whether no pair comes back, as in most names."""
        return self.total == len(self.pairs)


@lru_cache(maxsize=65536)
def _bigrams(text: str) -> _Bigrams:
    plain = key(text)
    grams = Counter(map(add, plain, plain[1:])) or Counter([plain] if plain else [])
    return _Bigrams(dict(grams), sum(grams.values()), frozenset(grams))


def _shared(one: _Bigrams, other: _Bigrams) -> int:
    both = one.pairs & other.pairs
    return len(both) if one.once or other.once else sum(min(one.times[pair], other.times[pair]) for pair in both)


def dice(one: str, other: str) -> float:
    """Dice coefficient over character bigrams of the normalised texts, 0 to 1 (Dice 1945); 0 when either is empty."""
    a, b = _bigrams(one), _bigrams(other)
    return 2 * _shared(a, b) / (a.total + b.total) if a.total and b.total else 0.0


def containment(part: str, whole: str) -> float:
    """Share of the bigrams of ``part`` that stand in ``whole``, 0 to 1."""
    a = _bigrams(part)
    if a.once and a.total > 1:  # the pairs of a long text need not be counted to see which are there
        plain = key(whole)
        return sum(pair in plain for pair in a.pairs) / a.total
    return _shared(a, _bigrams(whole)) / a.total if a.total else 0.0
