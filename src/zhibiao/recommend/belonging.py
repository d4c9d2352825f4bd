"""Whether an indicator belongs to a project, and what would belong instead: what an audit asks of library and corpus."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath

from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.model.fit import Fit, Judgement
from zhibiao.recommend.candidate import group_of
from zhibiao.recommend.recommender import Recommender
from zhibiao.recommend.suggestion import SuggestedIndicator

_SHOWN = 3
_LOOKED_AT = 40  # rows of a suggestion, alternatives included, among which the fitting ones are sought
_KEPT = 64  # projects of one document whose suggestions are kept


class Belonging:
    """Fit by the words of the indicator and by the projects that use it. Read-only and thread-safe after construction."""

    def __init__(self, fit: Fit, recommender: Recommender) -> None:
        self._fit = fit
        self._recommender = recommender
        self._suggested = lru_cache(_KEPT)(self._suggest)

    def judge(self, indicator: Indicator, project: Project, file: str | None = None) -> Judgement:
        """How well ``indicator`` fits ``project``. What similar projects use is never foreign; the tables of ``file``, the document
        under audit, do not count among them."""
        found = self._fit.judge(indicator, project)
        if found.fit is None or found.fit >= 0.5:
            return found
        base = PurePath(file).name if file else None
        return found._replace(fit=0.5) if self._recommender.users(indicator.name, project, base) else found

    def expect(self, tables: Sequence[TargetTable]) -> None:
        """Say which tables will be judged, so that what is asked row by row can be answered at once."""
        self._fit.expect(tables)

    def instead(self, project: Project, level2: str | None) -> Sequence[SuggestedIndicator]:
        """Up to three rows of the suggested table that stand under the same type, best first."""
        group = group_of(level2)
        rows = [row for row in self._suggested(project) if group is None or group_of(row.level2) == group]
        return sorted(rows, key=lambda row: row.level2 != level2)[:_SHOWN]

    def _suggest(self, project: Project) -> tuple[SuggestedIndicator, ...]:
        return self._recommender.suggest(project, limit=_LOOKED_AT).indicators
