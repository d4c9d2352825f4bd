"""Training the level-2 classifier on the library's indicators and the corpus's trusted rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import numpy as np

from zhibiao.domain.levels import LEVEL2
from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Library
from zhibiao.model.levels import level_features
from zhibiao.model.linear import LinearClassifier

# How often description and value are shown: callers often have the name alone.
_DESCRIBED, _VALUED = 0.5, 0.7
_STRENGTH = 1.0  # scikit-learn's C
_HELD_OUT = 5  # every fifth example sets the temperature
_OFTEN = 2  # a feature seen once teaches its one example by heart

Example = tuple[dict[str, float], str]


def level_examples(library: Library, corpus: Corpus, cut: Callable[[str], list[str]], seed: int) -> list[Example]:
    """Features and level 2 of every name in library and corpus, descriptions and values left out at random."""
    chance = random.Random(seed)
    examples = [
        (
            level_features(name, described if chance.random() < _DESCRIBED else None, value if chance.random() < _VALUED else None, cut),
            level,
        )
        for name, described, value, level in (*_of_library(library), *_of_corpus(corpus))
    ]
    chance.shuffle(examples)
    return examples


def _of_library(library: Library) -> Iterator[tuple[str, str | None, TargetValue, str]]:
    for entries in (*(topic.indicators for topic in library.topics), *(kind.indicators for kind in library.kinds.values())):
        for entry in entries:
            for name in (entry.name, *entry.synonyms):
                yield name, entry.measures, entry.slot(), entry.level2


def _of_corpus(corpus: Corpus) -> Iterator[tuple[str, str | None, TargetValue, str]]:
    for row in corpus.clean_rows:
        indicator = row.indicator
        if indicator.level2 in LEVEL2 and indicator.name:
            yield indicator.name, indicator.description, indicator.value, indicator.level2


def train_levels(examples: list[Example]) -> LinearClassifier:
    """Fit, then set the temperature on examples held out."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    counts: dict[str, int] = {}
    for features, _ in examples:
        for name in features:
            counts[name] = counts.get(name, 0) + 1
    kept = [({name: v for name, v in features.items() if counts[name] >= _OFTEN}, level) for features, level in examples]
    vectorizer = DictVectorizer(dtype=np.float32)
    table = vectorizer.fit_transform([features for features, _ in kept])
    levels = np.array([level for _, level in kept])
    held = np.arange(len(kept)) % _HELD_OUT == 0
    temperature = 1.0
    if len(set(levels[~held])) == len(set(levels)) > 1:
        trial = LogisticRegression(C=_STRENGTH, max_iter=200).fit(table[~held], levels[~held])
        temperature = _temperature(trial.decision_function(table[held]), np.searchsorted(trial.classes_, levels[held]))
    model = LogisticRegression(C=_STRENGTH, max_iter=200).fit(table, levels)
    weights, intercept = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
        weights, intercept = np.vstack([-weights, weights]) / 2, np.concatenate([-intercept, intercept]) / 2
    features = vectorizer.get_feature_names_out().tolist()
    return LinearClassifier(model.classes_.tolist(), features, weights.T.astype(np.float32), intercept.astype(np.float32), temperature)


def _temperature(scores: np.ndarray, right: np.ndarray) -> float:
    """The temperature under which the held-out labels are likeliest, of a grid from 0.5 to 3."""
    if scores.ndim == 1:
        scores = np.stack([-scores / 2, scores / 2], axis=1)

    def loss(temperature: float) -> float:
        scaled = scores / temperature
        peak = scaled.max(axis=1)
        logs = peak + np.log(np.exp(scaled - peak[:, None]).sum(axis=1))
        return float((logs - scaled[np.arange(len(right)), right]).mean())

    return min((round(float(t), 2) for t in np.arange(0.5, 3.01, 0.05)), key=loss)
