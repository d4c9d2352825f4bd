"""Quality flags: why a corpus row may not be trusted. A flagged row never reaches a suggestion.

=====================  =====================================================================================================
``blank``              a level and nothing else
``placeholder-goal``   the table's goal is a placeholder (目标内容1): nobody thought about this table
``uniform``            every row of the table has one and the same value (five rows or more)
``repeated``           the same row stands in tables that have nothing to do with each other (a template was pasted)
``unit``               the value's unit cannot measure what the name asks for (发票张数 ≥95%)
``budget-execution``   预算执行率 and the like, which never belong in a target table
=====================  =====================================================================================================
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.language.measures import COUNTED, named_measure
from zhibiao.language.normalise import key, squeeze
from zhibiao.language.quantities import dimension

RowFlags = tuple[frozenset[str], ...]

_PLACEHOLDER = re.compile(
    r"(?:目标\d*[:：])?(?:\d+[.、)]|\(\d+\))?(?:(?:绩效|年度|总体|长期)?目标(?:内容)?|[xX×]{2,}|\*+|无|待定|待填|待补充|测试|暂无|略|请填写.{0,10}|/+|-+|…+|\.{2,}|_+)?\d*[。.]?"
)
_BUDGET_EXECUTION = re.compile(r"预算执行|执行率$|资金(?:使用|支出)(?:完成)?率|经费使用(?:完成)?率|支出进度")
_MIN_UNIFORM = 5
_REPEATED_IN = 2  # unrelated tables


def is_placeholder_goal(goal: str) -> bool:
    """Whether a goal says nothing: empty, 目标内容1, 无, xx."""
    return _PLACEHOLDER.fullmatch(squeeze(goal)) is not None


def unit_cannot_fit(indicator: Indicator) -> bool:
    """Whether the unit of the value cannot measure what the name plainly asks for. Names that do not say are never judged."""
    measure = named_measure(indicator.name)
    given = dimension(indicator.value.unit)
    if measure is None or given is None or indicator.value.number is None:
        return False
    if measure.dimension == "count":
        return given not in COUNTED
    return given != measure.dimension


def table_flags(table: TargetTable) -> frozenset[str]:
    """Flags of a whole table."""
    flags = set()
    goals = table.project.goals
    if goals and all(is_placeholder_goal(goal) for goal in goals):
        flags.add("placeholder-goal")
    values = [key(str(row.value)) for row in table.filled]
    if len(values) >= _MIN_UNIFORM and len(set(values)) == 1:
        flags.add("uniform")
    return frozenset(flags)


def row_flags(
    tables: Sequence[TargetTable],
    content_words: Callable[[str], list[str]],
    is_common: Callable[[str, str | None], bool],
) -> list[RowFlags]:
    """Flags for every row of every table, in order.

    :param content_words: words of a text that say what it is about; tables that share none in name and purpose are unrelated.
    :param is_common: whether a name (with its level 2) is common by nature (验收合格率, 满意度), so that repeating it proves nothing.
    """
    repeated = _repeated(tables, content_words, is_common)
    out: list[RowFlags] = []
    for number, table in enumerate(tables):
        whole = table_flags(table)
        rows = []
        for place, row in enumerate(table.indicators):
            flags = set(whole)
            if row.is_blank:
                flags.add("blank")
            else:
                if (number, place) in repeated:
                    flags.add("repeated")
                if unit_cannot_fit(row):
                    flags.add("unit")
                if _BUDGET_EXECUTION.search(squeeze(row.name)):
                    flags.add("budget-execution")
            rows.append(frozenset(flags))
        out.append(tuple(rows))
    return out


def _repeated(
    tables: Sequence[TargetTable], content_words: Callable[[str], list[str]], is_common: Callable[[str, str | None], bool]
) -> set[tuple[int, int]]:
    places: dict[tuple[str | None, str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, table in enumerate(tables):
        for place, row in enumerate(table.indicators):
            if row.name and not is_common(row.name, row.level2):
                places[row.level2, key(row.name), key(str(row.value))].append((number, place))
    words: dict[int, frozenset[str]] = {}

    def about(number: int) -> frozenset[str]:
        if number not in words:
            words[number] = frozenset(content_words(_about(tables[number].project)))
        return words[number]

    found: set[tuple[int, int]] = set()
    for same in places.values():
        if len({number for number, _ in same}) < _REPEATED_IN:
            continue
        kept: list[frozenset[str]] = []
        for number, _ in same:
            mine = about(number)
            if all(not (mine & other) for other in kept):
                kept.append(mine)
                if len(kept) >= _REPEATED_IN:
                    found.update(same)
                    break
    return found


def _about(project: Project) -> str:
    return f"{project.name} {project.purpose or ''}"
