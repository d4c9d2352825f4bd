"""Whether a new snapshot may take the place of an old one: none of the headline figures may fall on the documents common to both.

A paired bootstrap over documents (Efron & Tibshirani 1993, chapters 8 and 16): documents are drawn with replacement, the same ones for
both, and each figure is the mean over the cases of those drawn. A figure has fallen when the whole 95 % interval of new minus old lies
below zero; one that was measured before and no longer is counts as fallen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from zhibiao.domain.tables import Model
from zhibiao.learn.metrics import HEADLINES, TITLES
from zhibiao.messages import say

_RESAMPLES, _CHUNK = 2000, 100
_LOW, _HIGH = 2.5, 97.5  # percent
_NOTHING = 1e-9  # rounding of the sums is no fall

Cases = Mapping[str, Mapping[str, tuple[float, int]]]  # figure → document → (sum, number) of its cases


class Comparison(Model):
    """A figure old and new on the common documents, the 95 % interval of the difference, and whether it has fallen."""

    name: str
    headline: bool
    old: float | None
    new: float | None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    documents: int = 0
    fallen: bool = False


class Verdict(Model):
    """What the gates say: ``passed``, and in ``why`` a sentence where not."""

    passed: bool
    why: str | None
    comparisons: tuple[Comparison, ...]


def compare(old: Cases, new: Cases, seed: int = 0) -> Verdict:
    """Compare two snapshots by their out-of-fold cases. The same cases and seed give the same verdict."""
    names = [*(name for name in HEADLINES if name in old or name in new), *sorted((set(old) | set(new)) - set(HEADLINES))]
    common = _documents(old) & _documents(new)
    comparisons = tuple(_compared(name, old.get(name, {}), new.get(name, {}), common, seed) for name in names)
    if not any(name in old for name in HEADLINES):
        return _refused(
            say(
                "原有模型没有留下逐份文件的评估结果，无法比较", "the old snapshot keeps no out-of-fold results, so they cannot be compared"
            ),
            comparisons,
        )
    if not any(one.headline and one.documents for one in comparisons):
        return _refused(
            say(
                "新旧模型的评估没有共同的文件，无法比较", "old and new snapshot were measured on no common document and cannot be compared"
            ),
            comparisons,
        )
    fallen = [say(TITLES.get(one.name, one.name), one.name) for one in comparisons if one.fallen]
    if fallen:
        shown = say("、", ", ").join(fallen)
        return _refused(say(f"新模型的主要指标下降（{shown}）", f"headline figures of the new snapshot fall ({shown})"), comparisons)
    return Verdict(passed=True, why=None, comparisons=comparisons)


def _refused(reason: str, comparisons: tuple[Comparison, ...]) -> Verdict:
    why = say(f"{reason}，保留原有模型；确要替换请加 --force。", f"{reason}; the old one stays. Add --force to replace it nonetheless.")
    return Verdict(passed=False, why=why, comparisons=comparisons)


def _documents(cases: Cases) -> set[str]:
    return {document for name in HEADLINES for document in cases.get(name, ())}


def _compared(
    name: str, old: Mapping[str, tuple[float, int]], new: Mapping[str, tuple[float, int]], common: Iterable[str], seed: int
) -> Comparison:
    headline = name in HEADLINES
    documents = sorted(document for document in common if document in old and document in new)
    if not documents:
        measured_before = any(document in old for document in common)
        return Comparison(name=name, headline=headline, old=_mean(old), new=_mean(new), fallen=headline and measured_before)
    before, after = _table(old, documents), _table(new, documents)
    differences = _resampled(before, after, seed)
    low, high = (float(np.percentile(differences, share)) for share in (_LOW, _HIGH))
    was, now = _mean({d: old[d] for d in documents}), _mean({d: new[d] for d in documents})
    return Comparison(
        name=name,
        headline=headline,
        old=was,
        new=now,
        difference=round((now or 0.0) - (was or 0.0), 4),
        low=round(low, 4),
        high=round(high, 4),
        documents=len(documents),
        fallen=headline and high < -_NOTHING,
    )


def _mean(cases: Mapping[str, tuple[float, int]]) -> float | None:
    number = sum(n for _, n in cases.values())
    return round(sum(total for total, _ in cases.values()) / number, 4) if number else None


def _table(cases: Mapping[str, tuple[float, int]], documents: Sequence[str]) -> NDArray[np.float64]:
    return np.array([cases[document] for document in documents], dtype=np.float64)


def _resampled(before: NDArray[np.float64], after: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """Differences of the means over documents drawn with replacement. Drawn in chunks: memory stays in bounds for many documents."""
    chance = np.random.default_rng(seed)
    out = []
    for _ in range(_RESAMPLES // _CHUNK):
        drawn = chance.integers(len(before), size=(_CHUNK, len(before)))
        (old, old_n), (new, new_n) = before[drawn].sum(axis=1).T, after[drawn].sum(axis=1).T
        out.append(new / new_n - old / old_n)
    return np.concatenate(out)
