"""Which level 2 an indicator belongs under, by its name, its description and its value."""

from __future__ import annotations

from collections.abc import Callable

from zhibiao.domain.values import TargetValue
from zhibiao.language.normalise import key
from zhibiao.language.quantities import dimension
from zhibiao.model.linear import LinearClassifier

_DESCRIBED = 0.5  # a word of the description counts half of one in the name


def level_features(name: str, description: str | None, value: TargetValue | None, cut: Callable[[str], list[str]]) -> dict[str, float]:
    """Words and bigrams of the name, its beginning and its end, words of the description, and what kind of value it has."""
    plain = key(name)
    found = {f"word {word}": 1.0 for word in cut(name)}
    found |= {f"pair {plain[i : i + 2]}": 1.0 for i in range(len(plain) - 1)}
    found |= {f"end {plain[-size:]}": 1.0 for size in (1, 2, 3) if plain}
    if plain:
        found[f"start {plain[:2]}"] = 1.0
    for word in cut(description or ""):
        found[f"says {word}"] = _DESCRIBED
    if value is not None and value.kind != "empty":
        found[f"kind {value.kind}"] = 1.0
        if value.operator:
            found[f"sign {value.operator}"] = 1.0
        if value.unit:
            above, per, _ = value.unit.partition("/")
            found |= {f"measure {dimension(value.unit) or above}": 1.0, f"unit {above}": 1.0}
            if per:
                found["per"] = 1.0
    return found


class LevelClassifier:
    """Ranks the level 2 of an indicator. Read-only and thread-safe."""

    def __init__(self, classifier: LinearClassifier, cut: Callable[[str], list[str]]) -> None:
        self._classifier = classifier
        self._cut = cut

    def __call__(self, name: str, description: str | None = None, value: str | TargetValue | None = None) -> list[tuple[str, float]]:
        """Every level 2 with its probability, best first."""
        parsed = TargetValue.parse(value) if isinstance(value, str) else value
        return self._classifier.probabilities(level_features(name, description, parsed, self._cut))
