"""What kind of value an indicator takes, with which sign and in which unit, by its name and level 2; never the number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from numpy.typing import NDArray

from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.library import Library
from zhibiao.language.measures import bad_when_high, named_measure, named_slot
from zhibiao.language.normalise import key
from zhibiao.language.quantities import dimension
from zhibiao.model.linear import LinearClassifier

_LIKELY = 0.9  # from which a count whose unit nobody can tell is one
_ONLY_COSTS, _EACH = re.compile(r"(?:费|费用|经费|开支|支出)等?$"), re.compile(r"每|人均|户均|亩均|单[位价项座台次]|平均|标准|/")
PARTS = ("kind", "operator", "unit")  # of a value, each told by a classifier of its own
_LEAST = {"kind": 0.02, "operator": 0.1, "unit": 0.2}  # log odds that a feature must say of some class to be stored
_DEADLINE, _PROXY = "__月底前", "≥__%"
# A unit less likely than this among those of its kind is a guess; then the plainest one stands.
_SURE, _PLAIN = 0.25, {"count": "个", "money": "万元", "ratio": "%", "duration": "天"}


def form_features(name: str, level2: str | None, cut: Callable[[str], list[str]]) -> dict[str, float]:
    """Words of the name, its last characters, its beginning, and the level, alone and with the end of the name."""
    plain = key(name)
    found = {f"word {word}": 1.0 for word in cut(name)}
    found |= {f"pair {plain[i : i + 2]}": 0.5 for i in range(len(plain) - 1)}
    found |= {f"end {plain[-size:]}": 1.0 for size in (1, 2, 3, 4) if plain}
    if plain:
        found[f"start {plain[:2]}"] = 0.5
    if level2:
        level = "成本指标" if "成本" in level2 else level2
        found |= {f"level {level}": 1.0, f"level {level} {plain[-2:]}": 1.0}
    return found


@lru_cache(maxsize=4096)
def kind_of_unit(unit: str) -> str:
    """The kind of value that a unit makes."""
    return {"money": "money", "ratio": "ratio", "time": "duration"}.get(dimension(unit) or "", "count")


class Form(NamedTuple):
    """An open slot (``≥__公里``), and how likely its kind is. What is not ``countable`` is graded; its slot is that of the rate that may
    stand for it."""

    slot: TargetValue
    likely: float
    countable: bool = True


class ValueForms:
    """Tells the form of a value. Read-only and thread-safe.

    :param parts: a classifier for each of :data:`PARTS`.
    """

    def __init__(self, parts: Mapping[str, LinearClassifier], cut: Callable[[str], list[str]]) -> None:
        self._parts = parts
        self._cut = cut
        self._asked = lru_cache(maxsize=4096)(self._form)

    def __call__(self, name: str, level2: str | None = None) -> Form:
        """The likeliest kind with the likeliest unit of that kind and the likeliest sign."""
        return self._asked(name, level2)

    def _form(self, name: str, level2: str | None) -> Form:
        if (slot := named_slot(name)) is not None:
            sign = slot.sign or ("≤" if "成本" in (level2 or "") else "≥")
            return Form(TargetValue.parse(f"{sign}__{slot.unit}"), 1.0)
        features = form_features(name, level2, self._cut)
        kind, likely = self._parts["kind"].probabilities(features)[0]
        if kind == "deadline":
            return Form(TargetValue.parse(_DEADLINE), likely)
        if kind == "grade":
            return Form(TargetValue.parse(_PROXY), likely, countable=False)
        units = [(unit, p) for unit, p in self._parts["unit"].probabilities(features) if kind_of_unit(unit) == kind]
        sure = bool(units) and units[0][1] >= _SURE * sum(p for _, p in units)
        if kind == "money" and _ONLY_COSTS.search(key(name)) and not _EACH.search(name):
            sure = False  # 宣传片制作费、文本编制费: what all of it costs
        if kind == "count" and not sure and likely < _LIKELY and named_measure(name) is None:
            return Form(TargetValue.parse(_PROXY), likely, countable=False)  # 保护生态环境卫生 counts nothing that anybody could name
        unit = units[0][0] if sure else _PLAIN.get(kind, "")
        # the unit is what most decides the sign: a price is capped, a rate is reached
        signs = [sign for sign, _ in self._parts["operator"].probabilities(features | unit_features(unit))]
        if kind == "money" and "成本" in (level2 or ""):
            never: tuple[str, ...] = ("≥",) if "/" in unit else ("≥", "=")  # a cost is capped; what is paid per head a policy may fix
        else:
            never = () if kind == "money" else ("=",)  # a count or rate still unknown is planned, not fixed by list or contract
        if bad_when_high(name):
            never = (*never, "≥")
        sign = next((sign for sign in signs if sign not in never), signs[0])
        return Form(TargetValue.parse(f"{sign}__{unit}"), likely)


def unit_features(unit: str) -> dict[str, float]:
    """What the unit says of the sign."""
    return {f"unit {unit}": 1.0, f"kind {kind_of_unit(unit)}": 1.0}


def forms_to_parts(parts: Mapping[str, LinearClassifier]) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What a snapshot stores of the classifiers: names as JSON, numbers as arrays."""
    names: dict[str, Any] = {}
    arrays: dict[str, NDArray[Any]] = {}
    for part in PARTS:
        names[part], own = parts[part].to_parts(_LEAST[part])
        arrays |= {f"{part}.{name}": array for name, array in own.items()}
    return names, arrays


def forms_from_parts(names: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], cut: Callable[[str], list[str]]) -> ValueForms:
    """The classifiers that :func:`forms_to_parts` took apart."""
    own = {part: {name: arrays[f"{part}.{name}"] for name in ("weights", "intercept")} for part in PARTS}
    return ValueForms({part: LinearClassifier.from_parts(names[part], own[part]) for part in PARTS}, cut)


class KnownNumber(NamedTuple):
    """A usual value of the library: what it is called, its level, sign, number, unit and basis, and the place of its topic."""

    names: tuple[str, ...]
    level2: str
    operator: str
    number: float
    unit: str
    basis: str
    topic: int


def known_numbers(library: Library) -> list[KnownNumber]:
    """The usual values of the library's topics; an indicator that many topics share is one ground, not many."""
    found: list[KnownNumber] = []
    seen: set[tuple[str, float]] = set()
    for place, topic in enumerate(library.topics):
        for entry in topic.indicators:
            if isinstance(entry.value, str) or entry.value is None or not entry.op:
                continue
            if entry.shared is not None:
                if (entry.shared, entry.value) in seen:
                    continue
                seen.add((entry.shared, entry.value))
            names = (entry.name, *entry.synonyms)
            found.append(KnownNumber(names, entry.level2, entry.op, float(entry.value), entry.slot().unit or "", entry.basis, place))
    return found
