"""Which kind a project is (K01 …): what its money does, by the words of its name and purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zhibiao.language.normalise import key
from zhibiao.language.subject import core_of
from zhibiao.model.linear import LinearClassifier

_TOLD = 0.6  # a word of the purpose counts less than one of the name
_TELLING = ("mark ", "word ", "pair ", "says ")
_ENDS = (1, 2, 3, 4)  # characters; what a name ends on says what is done (锅炉|更换)


def kind_features(name: str, purpose: str, marked: Mapping[str, float], cut: Callable[[str], list[str]]) -> dict[str, float]:
    """Words and bigrams of the name without year, place and number, its beginning and its end, the words of the purpose and with which it
    begins, and how plainly the markers of each kind stand in the text.

    :param marked: the score of each kind's markers, by code.
    """
    core = key(core_of(name))
    found = {f"mark {code}": score for code, score in marked.items()}
    found |= {f"word {word}": 1.0 for word in cut(core)}
    found |= {f"pair {core[i : i + 2]}": 0.7 for i in range(len(core) - 1)}
    found |= {f"end {core[-size:]}": 1.0 for size in _ENDS if len(core) >= size}
    found |= {f"start {core[:2]}": 1.0} if core else {}
    plain = key(name)
    found |= {f"tail {plain[-size:]}": 0.7 for size in (2, 3) if plain}  # 费, 补助, 项目, which the core is without
    if purpose:
        words = cut(purpose)
        found |= {f"says {word}": _TOLD for word in words}
        found |= {f"says first {word}": 1.0 for word in words[:2]}
    return found


class KindClassifier:
    """The probability of each kind. Read-only and thread-safe."""

    def __init__(self, classifier: LinearClassifier, cut: Callable[[str], list[str]]) -> None:
        self._classifier = classifier
        self._cut = cut

    def __call__(self, name: str, purpose: str, marked: Mapping[str, float]) -> dict[str, float]:
        """Every kind with its probability; empty where no word, pair or marker of the text has been learned, so that only how common kinds
        are would speak (甲乙丙丁)."""
        features = kind_features(name, purpose, marked, self._cut)
        if not any(feature.startswith(_TELLING) and self._classifier.knows(feature) for feature in features):
            return {}
        return dict(self._classifier.probabilities(features))
