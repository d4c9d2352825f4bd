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
from collections.abc import Callable, Sequence, Set
from functools import cache

from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.language.measures import COUNTED, named_measure
from zhibiao.language.normalise import key, squeeze
from zhibiao.language.quantities import dimension
from zhibiao.language.subject import work_of

RowFlags = tuple[frozenset[str], ...]

_PLACEHOLDER = re.compile(
    r"(?:目标\d*[:：])?(?:\d+[.、)]|\(\d+\))?(?:(?:绩效|年度|总体|长期)?目标(?:内容)?|[xX×]{2,}|\*+|无|待定|待填|待补充|测试|暂无|略|请填写.{0,10}|/+|-+|…+|\.{2,}|_+)?\d*[。.]?"
)
_BUDGET_EXECUTION = re.compile(r"预算执行|执行率$|资金(?:使用|支出)(?:完成)?率|经费使用(?:完成)?率|支出进度")
_MIN_UNIFORM = 5
_REPEATED_IN = 2  # tables
_COMPARED = 40


def is_placeholder_goal(goal: str) -> bool:
    """Whether a goal says nothing: empty, 目标内容1, 无, xx."""
    return _PLACEHOLDER.fullmatch(squeeze(goal)) is not None


def is_budget_execution(name: str) -> bool:
    """Whether a name asks how much of the budget was spent, which belongs in no target table."""
    return _BUDGET_EXECUTION.search(squeeze(name)) is not None


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
    filled = table.filled
    if len(filled) >= _MIN_UNIFORM:
        first = key(str(filled[0].value))
        if all(key(str(row.value)) == first for row in filled[1:]):
            flags.add("uniform")
    return frozenset(flags)


def row_flags(
    tables: Sequence[TargetTable],
    content_words: Callable[[str], list[str]],
    is_common: Callable[[str, str | None], bool],
    words_of: Callable[[int], Set[object]] | None = None,
) -> list[RowFlags]:
    """Flags for every row of every table, in order.

    :param content_words: words of a text that say what it is about; tables that share none in name and purpose are unrelated.
    :param is_common: whether a name (with its level 2) is common by nature (验收合格率, 满意度), so that repeating it proves nothing.
    :param words_of: the content words of a table by its number, where they are known already.
    """
    repeated = repetitions(tables, content_words, is_common, words_of)
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
                if is_budget_execution(row.name):
                    flags.add("budget-execution")
            rows.append(frozenset(flags))
        out.append(tuple(rows))
    return out


def repetitions(
    tables: Sequence[TargetTable],
    content_words: Callable[[str], list[str]],
    is_common: Callable[[str, str | None], bool],
    words_of: Callable[[int], Set[object]] | None = None,
) -> dict[tuple[int, int], int]:
    """How many of ``tables`` that have nothing to do with a row's own table hold the same row: (table, place of the row) to that number,
    where it is not zero. Tables are unrelated when their names and purposes share no content word; of a row that stands in very many
    tables :data:`_COMPARED` are looked at.
    """
    places: dict[tuple[str | None, str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, table in enumerate(tables):
        for place, row in enumerate(table.indicators):
            if row.name and not is_common(row.name, row.level2):
                places[row.level2, key(row.name), key(str(row.value))].append((number, place))

    @cache
    def words(number: int) -> Set[object]:
        return words_of(number) if words_of is not None else frozenset(content_words(about(tables[number].project)))

    found: dict[tuple[int, int], int] = {}
    for same in places.values():
        others = sorted({number for number, _ in same})[:_COMPARED]
        if len(others) < _REPEATED_IN:
            continue
        for number, place in same:
            unrelated = sum(other != number and words(other).isdisjoint(words(number)) for other in others)
            if unrelated:
                found[number, place] = unrelated
    return found


def about(project: Project) -> str:
    """What decides whether two tables have anything to do with each other; a document number and a place are common to everything that a
    unit does."""
    return f"{work_of(project.name)} {project.purpose or ''}"
