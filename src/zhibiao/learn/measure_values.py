"""How good values are: kind, sign and number against what a table's own writer set, case by case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from zhibiao.domain.tables import Indicator, Project
from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.library import Library
from zhibiao.language.quantities import in_base
from zhibiao.recommend.suggestion import ValueSuggestion
from zhibiao.recommend.values import Known, ValueGrounds

TOLERANCE = 0.1  # of a number


class ValueCases(NamedTuple):
    """One figure a case, 1 right and 0 wrong: of every row (kind, none given), of rows with a sign on both sides (operator), of rows for
    which a number was given (number), and whether one was given at all (filled). ``operator_in_full`` takes =100% and ≥100% as one."""

    kind: list[float]
    operator: list[float]
    operator_in_full: list[float]
    number: list[float]
    filled: list[float]
    none: list[float]


Ask = Callable[[str, Project, str | None], ValueSuggestion]


def value_cases(asked_rows: Iterable[tuple[Indicator, Project, Ask]], tolerance: float = TOLERANCE) -> ValueCases:
    """Every row whose writer set a number, asked of a program that has not seen its document.

    Numbers are compared in the base unit of their dimension (3公里 and 3000米 are one), within ``tolerance`` of what was written.

    :param asked_rows: the row as written, its project without the rows, and ``zb.values`` of a program without its document.
    """
    cases = ValueCases([], [], [], [], [], [])
    for row, project, values in asked_rows:
        if row.value.number is None:
            continue
        value = values(row.name, project, row.level2).value
        cases.none.append(float(value is None))
        cases.kind.append(float(value is not None and value.kind == row.value.kind))
        if value is None:
            continue
        if value.operator and row.value.operator:
            same = value.operator == row.value.operator
            full = row.value.number == 100 and row.value.unit == "%" and {value.operator, row.value.operator} <= {"=", "≥"}
            cases.operator.append(float(same))
            cases.operator_in_full.append(float(same or full))
        cases.filled.append(float(value.number is not None))
        if value.number is not None:
            cases.number.append(float(within(value, row.value, tolerance)))
    return cases


def within(said: TargetValue, written: TargetValue, tolerance: float) -> bool:
    """Whether two numbers of one unit differ by at most ``tolerance`` of the one written."""
    if said.number is None or written.number is None:
        return False
    (one, unit), (other, base) = in_base(said.number, said.unit), in_base(written.number, written.unit)
    return unit == base and abs(float(one) - float(other)) <= tolerance * abs(float(other))


def _of_topic(place: int, one: Known) -> bool:
    return one.topic == place


class NearCases(NamedTuple):
    """Usual values of the library found again from indicators of like names in other topics: how many were asked, how many answered,
    how many of the answers were within tolerance."""

    asked: int
    answered: int
    right: int


def near_cases(library: Library, grounds: ValueGrounds, tolerance: float = TOLERANCE) -> NearCases:
    """Each rate and duration of the library with a usual value, its own topic left out.

    :param grounds: what is known of values, made from ``library``.
    """
    asked = answered = right = 0
    for place, topic in enumerate(library.topics):
        for entry in topic.indicators:
            if entry.shared is not None or isinstance(entry.value, str) or entry.value is None:
                continue
            if entry.value_kind not in ("ratio", "duration"):
                continue
            asked += 1
            found = grounds.near(entry.name, entry.level2, leave_out=partial(_of_topic, place))
            if found is not None:
                answered += 1
                right += within(found[0], entry.slot(), tolerance)
    return NearCases(asked, answered, right)


def rate(cases: Sequence[float]) -> float | None:
    """The mean, ``None`` of no cases."""
    return sum(cases) / len(cases) if cases else None
