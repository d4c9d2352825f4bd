"""How much of a table's own rows a suggestion finds again, beside copying the commonest rows and the nearest projects'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from statistics import mean
from weakref import WeakKeyDictionary

from zhibiao import api
from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Library
from zhibiao.language.normalise import key
from zhibiao.language.similarity import dice
from zhibiao.recommend.candidate import group_of

_SAME_NAME = 0.5  # names of one type that share this much say the same
_ASKED = 20  # rows of a suggestion looked at


def recall_cases(table: TargetTable, project: Project, clean: frozenset[int], zb: api.Zhibiao, rest: Corpus) -> dict[str, float]:
    """One number per figure for one table; nothing where it has no trusted rows.

    :param clean: places of its rows that no flag speaks against: what a template pasted in is no truth to be found.
    :param rest: the corpus that ``zb`` knows, for the baselines.
    """
    wanted = [row for n, row in enumerate(table.indicators) if n in clean and group_of(row.level2)]
    if not wanted:
        return {}
    says = Same(zb.library)
    rows = sorted(zb.suggest(project, limit=_ASKED).indicators, key=lambda row: -row.score)
    ranks = [next((n for n, row in enumerate(rows, start=1) if says(row, target)), None) for target in wanted]
    groups = {group_of(row.level2) for row in wanted}
    return {
        "recall@10": mean(float(rank is not None and rank <= 10) for rank in ranks),
        "recall@20": mean(float(rank is not None) for rank in ranks),
        "MRR": mean(0.0 if rank is None else 1 / rank for rank in ranks),
        "level-2 coverage": len(groups & {group_of(row.level2) for row in rows}) / len(groups),
        "commonest@20": _recall(_commonest(rest), wanted, says),
        "nearest@20": _recall(nearest_rows(zb, project), wanted, says),
    }


_common: WeakKeyDictionary[Corpus, list[Indicator]] = WeakKeyDictionary()


def _commonest(corpus: Corpus) -> list[Indicator]:
    if corpus not in _common:
        rows = [row.indicator for row in corpus.clean_rows]
        names = [name for name, _ in Counter((row.level2, key(row.name)) for row in rows).most_common(_ASKED)]
        firsts = {(row.level2, key(row.name)): row for row in reversed(rows)}
        _common[corpus] = [firsts[name] for name in names]
    return _common[corpus]


def nearest_rows(zb: api.Zhibiao, project: Project) -> list[Indicator]:
    """What copying the two nearest projects gives, of the tables ``zb`` has seen."""
    stock = zb.corpus
    names = zb.similar_projects(project)
    tables = {table.project.name: n for n, table in reversed(list(enumerate(stock.tables)))}
    numbers = {tables[name] for name in names[:2] if name in tables}
    return [row.indicator for row in stock.clean_rows if row.table in numbers][:_ASKED]


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
