"""Which level 2 an indicator belongs under, by its name, its description and its value."""

from __future__ import annotations

import re
from collections.abc import Callable

from zhibiao.domain.values import TargetValue
from zhibiao.language.dates import find_dates
from zhibiao.language.normalise import key, squeeze
from zhibiao.language.quantities import dimension
from zhibiao.model.linear import LinearClassifier

_DESCRIBED, _DESCRIBED_AS = 0.5, 0.7  # a word of the description, and its end, count less than the name's
_NUMBERING = re.compile(r"^(?:指标|目标|绩效)?\d{1,2}[:：.、]\s*|^(?:指标|目标)\d{1,2}")  # 指标1：路灯数量


def level_features(name: str, description: str | None, value: TargetValue | None, cut: Callable[[str], list[str]]) -> dict[str, float]:
    """Words and bigrams of the name, its beginning and its end, words and the end of the description, and what kind of value it has."""
    name = _NUMBERING.sub("", squeeze(name)) or name
    plain = key(name)
    found = {f"word {word}": 1.0 for word in cut(name)}
    found |= {f"pair {plain[i : i + 2]}": 1.0 for i in range(len(plain) - 1)}
    found |= {f"end {plain[-size:]}": 1.0 for size in (1, 2, 3, 4) if plain}
    found |= {f"start {plain[:size]}": 1.0 for size in (2, 3) if plain}
    if find_dates(name):
        found["names a date"] = 1.0
    if description:
        told = key(description)
        found |= {f"says {word}": _DESCRIBED for word in cut(description)}
        found |= {f"says at last {told[-size:]}": _DESCRIBED_AS for size in (1, 2, 3) if told}
        found["says the name" if told == plain else "says more"] = 1.0
    if value is not None and value.kind != "empty":
        found |= _value_features(value, plain, cut)
    return found


def _value_features(value: TargetValue, name: str, cut: Callable[[str], list[str]]) -> dict[str, float]:
    bare = value.number is not None and not value.unit and value.text is None  # 100 where the form has a column for the unit
    kind = "bare" if bare else value.kind
    found = {f"kind {kind}": 1.0, f"ends {name[-1:]} {kind} {value.unit or ''}": 1.0}
    if value.operator:
        found[f"sign {value.operator}"] = 1.0
    if value.unit:
        above, per, _ = value.unit.partition("/")
        found |= {f"measure {dimension(value.unit) or above}": 1.0, f"unit {above}": 1.0}
        if per:
            found["per"] = 1.0
    if value.number is not None:
        found[f"size {kind} {_size(float(value.number))}"] = 1.0
    if value.text:
        found |= {f"set {word}": 1.0 for word in cut(value.text)}
        if find_dates(squeeze(value.text)):
            found["sets a date"] = 1.0
        if key(value.text) == name:
            found["sets the name"] = 1.0
    return found


def _size(number: float) -> str:
    if number in (0, 1, 100):
        return f"{number:.0f}"
    return next((f"below {most}" for most in (50, 100) if number < most), "more")


class LevelClassifier:
    """Ranks the level 2 of an indicator. Read-only and thread-safe."""

    def __init__(self, classifier: LinearClassifier, cut: Callable[[str], list[str]]) -> None:
        self._classifier = classifier
        self._cut = cut

    def __call__(self, name: str, description: str | None = None, value: str | TargetValue | None = None) -> list[tuple[str, float]]:
        """Every level 2 with its probability, best first."""
        parsed = TargetValue.parse(value) if isinstance(value, str) else value
        return self._classifier.probabilities(level_features(name, description, parsed, self._cut))
