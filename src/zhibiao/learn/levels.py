"""Training the level-2 classifier on the library's indicators and on how clerks would write them.

The corpus is left out: clerks misplace rows, the classifier would learn just that, and a document under audit would vouch for its own
mistakes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache

from zhibiao.knowledge.library import Entry, Library
from zhibiao.learn.clerks import Written, written_by_clerks
from zhibiao.learn.linear import Example, fit_classifier
from zhibiao.model.levels import level_features
from zhibiao.model.linear import LinearClassifier

# How often description and value are shown: callers often have the name alone.
_DESCRIBED, _VALUED = 0.5, 0.7

# How many rows a good table has of each level; the library lists far more outputs than a table takes.
SHARES = {
    "数量指标": 2.0, "质量指标": 1.5, "时效指标": 1.5, "经济成本指标": 1.5, "社会成本指标": 0.1, "生态环境成本指标": 0.1, "成本指标": 1.5,
    "经济效益指标": 0.5, "社会效益指标": 1.2, "可持续影响指标": 0.5, "生态效益指标": 0.4, "服务对象满意度指标": 1.0,
}  # fmt: skip


def level_examples(library: Library, cut: Callable[[str], list[str]], seed: int) -> list[Example]:
    """Features and level 2 of every name in the library, as it has them and as clerks would write them; descriptions and values left out
    at random."""
    chance = random.Random(seed)
    cut = cache(cut)  # descriptions come back with every synonym
    examples = []
    for owner, row in _named(library):
        described = row.description if chance.random() < _DESCRIBED else None
        value = row.value if chance.random() < _VALUED else None
        examples.append(Example(level_features(row.name, described, value, cut), row.level2, row.weight, owner))
    examples += [_example(owner, row, cut) for owner, row in written_by_clerks(library, chance)]
    chance.shuffle(examples)
    return examples


def _example(owner: str, row: Written, cut: Callable[[str], list[str]]) -> Example:
    return Example(level_features(row.name, row.description, row.value, cut), row.level2, row.weight, owner)


def train_levels(examples: list[Example]) -> LinearClassifier:
    """Fit, each level counting as common as a good table has it, the temperature set on topics held out."""
    return fit_classifier(examples, SHARES)


def _named(library: Library) -> Iterator[tuple[str, Written]]:
    owners: list[tuple[str, tuple[Entry, ...]]] = [(topic.id, topic.indicators) for topic in library.topics]
    for owner, entries in (*owners, *((kind.code, kind.indicators) for kind in library.kinds.values())):
        for entry in entries:
            for name in (entry.name, *entry.synonyms):
                yield owner, Written(name, entry.measures, entry.slot(), entry.level2)
