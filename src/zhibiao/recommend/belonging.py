"""Whether an indicator belongs to a project, and what would belong instead: what an audit asks of library and corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import PurePath

from zhibiao.domain.tables import Indicator, Project
from zhibiao.model.fit import Fit, Judgement
from zhibiao.model.levels import LevelClassifier
from zhibiao.model.matching import Meaning
from zhibiao.recommend.candidate import BENEFIT, group_of
from zhibiao.recommend.recommender import Recommender
from zhibiao.recommend.suggestion import SuggestedIndicator

_SHOWN = 3
_LOOKED_AT = 40  # rows of a suggestion, alternatives included, among which the fitting ones are sought
_KEPT = 64  # projects of one document whose suggestions are kept


class Belonging:
    """Fit by the words of the indicator and by the projects that use it. Read-only and thread-safe after construction."""

    def __init__(
        self,
        fit: Fit,
        recommender: Recommender,
        meaning: Meaning | None = None,
        levels: Callable[[], LevelClassifier | None] = lambda: None,
    ) -> None:
        self._fit = fit
        self._recommender = recommender
        self._meaning = meaning
        self._load_levels = levels
        self._suggested = lru_cache(_KEPT)(self._suggest)

    def judge(self, indicator: Indicator, project: Project, file: str | None = None) -> Judgement:
        """How well ``indicator`` fits ``project``. What similar projects use is never foreign; the tables of ``file``, the document
        under audit, do not count among them."""
        found = self._fit.judge(indicator, project)
        if found.fit is None or found.fit >= 0.5:
            return found
        base = PurePath(file).name if file else None
        return found._replace(fit=0.5) if self._recommender.users(indicator.name, project, base) else found

    def instead(self, project: Project, level2: str | None) -> Sequence[SuggestedIndicator]:
        """Up to three rows of the suggested table that stand under the same type, best first."""
        group = group_of(level2)
        rows = [row for row in self._suggested(project) if group is None or group_of(row.level2) == group]
        return sorted(rows, key=lambda row: row.level2 != level2)[:_SHOWN]

    def levels(self, indicator: Indicator) -> Sequence[tuple[str, float]]:
        """Every level 2 with its probability, best first; empty where no classifier was learned."""
        classifier = self._levels
        return classifier(indicator.name, indicator.description, indicator.value) if classifier is not None else ()

    @cached_property
    def _levels(self) -> LevelClassifier | None:
        return self._load_levels()

    def closest(self, text: str, others: Sequence[str]) -> float | None:
        """Cosine of ``text`` with the nearest of ``others``; ``None`` where no encoder was learned."""
        return self._meaning.closest(text, others) if self._meaning is not None else None

    def benefits(self, project: Project) -> Sequence[str]:
        """The benefit types that the library gives the leading topic of ``project``, those with most indicators first; empty where no
        topic leads."""
        leading = self._recommender.leading_topic(project)
        found = Counter(entry.level2 for entry in leading.indicators if group_of(entry.level2) == BENEFIT) if leading else Counter()
        return tuple(level for level, _ in found.most_common())

    def _suggest(self, project: Project) -> tuple[SuggestedIndicator, ...]:
        return self._recommender.suggest(project, limit=_LOOKED_AT).indicators
