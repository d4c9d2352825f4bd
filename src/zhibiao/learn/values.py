"""Training what kind of value an indicator takes, with which sign and unit, on the library's indicators and the corpus's trusted rows."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from zhibiao.domain.levels import LEVEL2
from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Library
from zhibiao.learn.clerks import EFFECT_VERBS, effects_of
from zhibiao.learn.linear import Example, Sheet, fit_classifier
from zhibiao.model.linear import LinearClassifier
from zhibiao.model.values import PARTS, form_features, forms_to_parts, kind_of_unit, unit_features

_KINDS = frozenset(["count", "money", "ratio", "duration", "deadline", "grade"])
_SIGNS = {"<": "≤", ">": "≥"}
_COMMON = 12  # a unit seen less often is no answer
_OFTEN = 4
_UNKNOWN, _MISPLACED = 0.3, 0.15  # how often the level is left out, for callers may not know it, or is another, as clerks have it
_REAL = 2.0  # a row of the corpus, where most signs are ≥, beside one of the library
_SLOGAN = 0.5  # an effect that a goal speaks of: it is graded, if it can be judged at all
_DONE = TargetValue.parse("达成(达成/部分达成/未达成)")
_STRENGTH = {"kind": 0.5, "operator": 0.5, "unit": 3.0}
_TAKES = re.compile(r"(?:时间|时限)$")
_TAKEN = ("用时", "耗时", "时长")
_MEASURE_GONE = 0.2  # how often a name loses its last character: 清淤长 for 清淤长度 teaches to look at the rest

MAX_ROWS = 20_000  # of the corpus
Row = tuple[str, str, str, str | None, TargetValue, float]


def library_rows(library: Library, seed: int) -> list[Row]:
    """What the library says of values: its entries, and the effects that goals speak of."""
    return [row for row in (*_of_library(library), *_of_goals(library, random.Random(seed))) if row[4].kind in _KINDS]


def corpus_rows(corpus: Corpus, seed: int) -> list[Row]:
    """What the trusted rows of the corpus say of values; of more than :data:`MAX_ROWS` as many are drawn: the forms of values are few, and
    memory grows with every row."""
    rows = [row for row in _of_corpus(corpus) if row[4].kind in _KINDS]
    return rows if len(rows) <= MAX_ROWS else random.Random(seed).sample(rows, MAX_ROWS)


def common_units(rows: Sequence[Row]) -> frozenset[str]:
    """Units seen often enough to be an answer."""
    return frozenset(unit for unit, n in Counter(row[4].unit or "" for row in rows).items() if n >= _COMMON)


def form_examples(
    rows: Sequence[Row], cut: Callable[[str], list[str]], seed: int, units: frozenset[str] = frozenset()
) -> dict[str, list[Example]]:
    """Examples for each part of a value (:data:`~zhibiao.model.values.PARTS`).

    :param units: units that are common whatever ``rows`` say.
    """
    chance = random.Random(seed)
    cut = cache(cut)
    common = units | common_units(rows)
    examples: dict[str, list[Example]] = {part: [] for part in PARTS}
    for owner, name, level2, sign, value, weight in rows:
        features = form_features(_shown(name, value, chance), _shown_level(level2, chance), cut)
        examples["kind"].append(Example(features, value.kind, weight, owner))
        unit = value.unit or ""
        if value.kind in ("deadline", "grade") or unit not in common:
            continue
        if kind_of_unit(unit) == value.kind:
            examples["unit"].append(Example(features, unit, weight, owner))
        if sign == "=" and value.number == 0:
            sign = "≤"  # what should never happen: while the number is open, a limit
        if sign:
            examples["operator"].append(Example(features | unit_features(unit), _SIGNS.get(sign, sign), weight, owner))
    return examples


def _shown(name: str, value: TargetValue, chance: random.Random) -> str:
    if value.kind == "duration" and chance.random() < _MEASURE_GONE and _TAKES.search(name):
        return _TAKES.sub(chance.choice(_TAKEN), name)
    return name[:-1] if value.kind != "ratio" and len(name) > 4 and chance.random() < _MEASURE_GONE else name


def _shown_level(level2: str, chance: random.Random) -> str | None:
    draw = chance.random()
    return None if draw < _UNKNOWN else chance.choice(LEVEL2) if draw < _UNKNOWN + _MISPLACED else level2


def train_forms(
    examples: Mapping[str, Sequence[Example] | Sheet],
    calibrated: bool = True,
    start: Mapping[str, LinearClassifier] = MappingProxyType({}),
) -> dict[str, LinearClassifier]:
    """A classifier for each part of a value, from the examples of library and corpus.

    :param start: classifiers from which to go on, those of the library alone.
    """
    return {
        part: fit_classifier(
            examples[part], often=_OFTEN, calibrated=calibrated and part == "kind", strength=_STRENGTH[part], start=start.get(part)
        )
        for part in PARTS
    }


def values_parts(forms: dict[str, LinearClassifier]) -> dict[str, bytes]:
    """What was learned of values, by the names in a snapshot folder."""
    from safetensors.numpy import save

    names, arrays = forms_to_parts(forms)
    return {
        "values.json": json.dumps(names, ensure_ascii=False, separators=(",", ":")).encode(),
        "values.safetensors": save(arrays),
    }


def _of_library(library: Library) -> Iterator[Row]:
    owners = [(topic.id, topic.indicators) for topic in library.topics]
    for owner, entries in (*owners, *((kind.code, kind.indicators) for kind in library.kinds.values())):
        for entry in entries:
            for name in (entry.name, *entry.synonyms):
                yield owner, name, entry.level2, entry.op, entry.slot(), 1.0


def _of_goals(library: Library, chance: random.Random) -> Iterator[Row]:
    for topic in library.topics:
        for name, level2 in effects_of(topic):
            yield topic.id, name, level2, None, _DONE, _SLOGAN
            yield topic.id, chance.choice(EFFECT_VERBS) + name, level2, None, _DONE, _SLOGAN


def _of_corpus(corpus: Corpus) -> Iterator[Row]:
    for row in corpus.clean_rows:
        indicator = row.indicator
        if indicator.name and indicator.level2 and indicator.value.operator in (None, "≥", "≤", "=", "<", ">"):
            yield f"table {row.table}", indicator.name, indicator.level2, indicator.value.operator, indicator.value, _REAL
