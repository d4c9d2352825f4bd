"""Training the kind classifier on what the library tells of kinds: typical projects and purposes of its topics, and projects that were
written to tell one deed from another.

Corpus and labels are left out: the labels measure it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from zhibiao.knowledge.library import FURTHER, Library, Topic
from zhibiao.learn.linear import Example, fit_classifier
from zhibiao.model.kinds import kind_features
from zhibiao.model.linear import LinearClassifier

_CONTRASTED = 2.0  # what a project counts that was written to tell deeds apart; topics have ten times as many, typical ones
_STRENGTH, _OFTEN = 1.0, 3  # set on the library's own texts, each left out

Marked = Callable[[str, str], Mapping[str, float]]


def kind_examples(library: Library, marked: Marked, cut: Callable[[str], list[str]], seed: int) -> list[Example]:
    """Features and kind of every text whose kind the library says; a purpose stands under a name of its kind.

    :param marked: the score of each kind's markers in a name and a purpose.
    """
    chance = random.Random(seed)
    examples = []
    for topic in library.topics:
        for name, purpose, kinds in _told(topic, chance):
            features = kind_features(name, purpose, marked(name, purpose), cut)
            examples += [Example(features, kind, FURTHER if place else 1.0, topic.id) for place, kind in enumerate(kinds)]
    for name, purpose, kinds in library.projects:
        features = kind_features(name, purpose, marked(name, purpose), cut)
        examples += [Example(features, kind, _CONTRASTED * (FURTHER if place else 1.0), name) for place, kind in enumerate(kinds)]
    chance.shuffle(examples)
    return examples


def _told(topic: Topic, chance: random.Random) -> list[tuple[str, str, tuple[str, ...]]]:
    """Name, purpose and kinds: the names alone, then each purpose under a name of its kind, or of the topic where it has none."""
    kinds = topic.kinds_of
    out = [(name, "", kinds[name]) for name in topic.projects if name in kinds]
    for purpose in topic.purposes:
        if purpose in kinds:
            alike = [name for name in topic.projects if kinds.get(name, ("",))[0] == kinds[purpose][0]]
            out.append((chance.choice(alike) if alike else topic.name, purpose, kinds[purpose]))
    return out


def train_kinds(examples: list[Example]) -> LinearClassifier:
    """Fit, the temperature set on topics held out."""
    return fit_classifier(examples, often=_OFTEN, strength=_STRENGTH)
