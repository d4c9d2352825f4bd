"""How much of a table's own rows a suggestion finds again, beside copying the commonest rows and the nearest projects'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from statistics import mean
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from zhibiao import api
from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Library
from zhibiao.language.normalise import key
from zhibiao.language.similarity import dice
from zhibiao.learn.ranking import ASKED, Hits, RankingCase
from zhibiao.recommend.candidate import group_of

_SAME_NAME = 0.5  # names of one type that share this much say the same


class Recalled(NamedTuple):
    """What a suggestion finds again of one table: hits to be ordered, and the figures that no order changes."""

    case: RankingCase
    figures: dict[str, float]


def recalled(document: str, table: TargetTable, project: Project, clean: frozenset[int], zb: api.Zhibiao, rest: Corpus) -> Recalled | None:
    """What a suggestion finds again of one table; ``None`` where the table has no trusted rows.

    :param clean: places of its rows that no flag speaks against: what a template pasted in is no truth to be found.
    :param rest: the corpus that ``zb`` knows, for the baselines.
    """
    wanted = [row for n, row in enumerate(table.indicators) if n in clean and group_of(row.level2)]
    if not wanted:
        return None
    says = Same(zb.library)
    found = zb.belonging.ranked(project)
    best_first = sorted(found.table, key=lambda row: -row.score)
    table_hits, rest_hits = (_hits(rows, wanted, says) for rows in (best_first, found.rest))
    groups = {group_of(row.level2) for row in wanted}
    figures = {
        "level-2 coverage": len(groups & {group_of(row.level2) for row in found.table}) / len(groups),
        "commonest@20": _recall(_commonest(rest), wanted, says),
        "nearest@20": _recall(nearest_rows(zb, project), wanted, says),
    }
    return Recalled(RankingCase(document, table_hits, found.features, rest_hits), figures)


def ranked_figures(case: RankingCase, order: Sequence[int] | None) -> dict[str, float]:
    """How far up a table's rows stand: among the first ten and twenty, and the mean of one over the place."""
    hits = case.hits(order)[:ASKED]
    places = np.where(hits.any(axis=0), 1 / (1 + hits.argmax(axis=0)), 0.0)
    return {"recall@10": case.recall(order, 10), "recall@20": case.recall(order), "MRR": float(places.mean())}


def _hits(rows: Sequence[Indicator], wanted: Sequence[Indicator], says: Same) -> Hits:
    return np.array([[says(row, target) for target in wanted] for row in rows], dtype=np.bool_).reshape(len(rows), len(wanted))


_common: WeakKeyDictionary[Corpus, list[Indicator]] = WeakKeyDictionary()


def _commonest(corpus: Corpus) -> list[Indicator]:
    if corpus not in _common:
        rows = [row.indicator for row in corpus.clean_rows]
        names = [name for name, _ in Counter((row.level2, key(row.name)) for row in rows).most_common(ASKED)]
        firsts = {(row.level2, key(row.name)): row for row in reversed(rows)}
        _common[corpus] = [firsts[name] for name in names]
    return _common[corpus]


def nearest_rows(zb: api.Zhibiao, project: Project) -> list[Indicator]:
    """What copying the two nearest projects gives, of the tables ``zb`` has seen."""
    stock = zb.corpus
    names = zb.similar_projects(project)
    tables = {table.project.name: n for n, table in reversed(list(enumerate(stock.tables)))}
    numbers = {tables[name] for name in names[:2] if name in tables}
    return [row.indicator for row in stock.clean_rows if row.table in numbers][:ASKED]


def _recall(rows: Sequence[Indicator], wanted: Sequence[Indicator], says: Same) -> float:
    return mean(float(any(says(row, target) for row in rows)) for target in wanted)


class Same:
    """Whether two rows say the same: one type, and one shared idea (资金成本 and 项目总成本) or names that share half their bigrams."""

    def __init__(self, library: Library) -> None:
        self._idea = lru_cache(None)(library.idea)

    def __call__(self, row: Indicator, target: Indicator) -> bool:
        if group_of(row.level2) != group_of(target.level2):
            return False
        idea = self._idea(target.name, target.level2)
        return dice(row.name, target.name) >= _SAME_NAME or (idea is not None and idea == self._idea(row.name, row.level2))
