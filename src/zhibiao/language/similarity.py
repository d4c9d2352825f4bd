"""How alike two short texts are, by their character bigrams."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from zhibiao.language.normalise import key


@lru_cache(maxsize=65536)
def _bigrams(text: str) -> tuple[Counter[str], int]:
    plain = key(text)
    grams = Counter(plain[i : i + 2] for i in range(len(plain) - 1)) or Counter([plain] if plain else [])
    return grams, sum(grams.values())


def dice(one: str, other: str) -> float:
    """Dice coefficient over character bigrams of the normalised texts, 0 to 1 (Dice 1945); 0 when either is empty."""
    a, m = _bigrams(one)
    b, n = _bigrams(other)
    if not m or not n:
        return 0.0
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return 2 * sum(min(count, large[gram]) for gram, count in small.items()) / (m + n)


def containment(part: str, whole: str) -> float:
    """Share of the bigrams of ``part`` that stand in ``whole``, 0 to 1."""
    a, m = _bigrams(part)
    b, _ = _bigrams(whole)
    return sum(min(count, b[gram]) for gram, count in a.items()) / m if m else 0.0
