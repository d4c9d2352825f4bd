"""Whether the indicators of a table belong to its project, and what would belong instead: what an audit asks of library and corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import PurePath

from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.knowledge.flags import repetitions, table_flags
from zhibiao.model.fit import Around, Asked, Fit
from zhibiao.model.judgement import Judgement
from zhibiao.model.levels import LevelClassifier
from zhibiao.model.matching import Classification, Meaning
from zhibiao.recommend.candidate import BENEFIT, Candidate, group_of
from zhibiao.recommend.recommender import Ranked, Recommender
from zhibiao.recommend.suggestion import SuggestedIndicator

_PLACEHOLDER, _UNIFORM = "placeholder-goal", "uniform"
_SHOWN = 3
_LOOKED_AT = 40  # rows of a suggestion, alternatives included, among which the fitting ones are sought
_KEPT = 64  # projects of one document whose suggestions are kept


class Belonging:
    """Fit by the words of the indicator, by the tables around it and by the projects that use it. Read-only and thread-safe after
    construction."""

    def __init__(
        self,
        fit: Fit,
        recommender: Recommender,
        content_words: Callable[[str], list[str]],
        meaning: Meaning | None = None,
        levels: Callable[[], LevelClassifier | None] = lambda: None,
    ) -> None:
        self.fit = fit
        self.content_words = content_words
        self._recommender = recommender
        self._meaning = meaning
        self._load_levels = levels
        self._suggested = lru_cache(_KEPT)(self._suggest)

    @property
    def can_judge(self) -> bool:
        """Whether fit can be judged at all."""
        return self.fit.can_judge

    def repeated(self, tables: Sequence[TargetTable]) -> list[tuple[int, ...]]:
        """Per table and row: how many other tables of unrelated work among ``tables`` hold the same row."""
        self.fit.prepare([row for table in tables for row in table.indicators], [table.project for table in tables])
        found = repetitions(tables, self.content_words, self.fit.is_common)
        return [tuple(found.get((n, place), 0) for place in range(len(table.indicators))) for n, table in enumerate(tables)]

    def around(self, table: TargetTable, repeated: Sequence[int] = (), file: str | None = None) -> Around:
        """What stands around the rows of ``table``. What similar projects use counts, but for the tables of ``file``, the document that
        they stand in."""
        flags = table_flags(table)
        used = [bool(users) for users in self._users(table, file)]
        return Around(_PLACEHOLDER in flags, _UNIFORM in flags, tuple(repeated), used)

    def judge(self, table: TargetTable, repeated: Sequence[int] = (), file: str | None = None) -> list[Judgement]:
        """How well each row of ``table`` fits its project.

        :param repeated: what :meth:`repeated` says of the rows.
        :param file: the document under audit, whose own tables do not vouch for it.
        """
        return self.judge_tables([table], [repeated], file)[0]

    def judge_tables(
        self, tables: Sequence[TargetTable], repeated: Sequence[Sequence[int]], file: str | None = None
    ) -> list[list[Judgement]]:
        """:meth:`judge` for the tables of a document."""
        asked, users = [], []
        for table, times in zip(tables, repeated, strict=True):
            flags = table_flags(table)
            project = table.project.model_copy(update={"goals": ()}) if _PLACEHOLDER in flags else table.project  # it says nothing
            told = self.fit.can_judge and bool(table.indicators) and self.fit.describes(project)
            users.append(self._users(table, file) if told else [[] for _ in table.indicators])
            used = [bool(names) for names in users[-1]]
            asked.append(Asked(table.indicators, project, Around(_PLACEHOLDER in flags, _UNIFORM in flags, tuple(times), used)))
        return [
            [one._replace(users=tuple(names[:_SHOWN])) if names else one for one, names in zip(found, who, strict=True)]
            for found, who in zip(self.fit.judge_tables(asked), users, strict=True)
        ]

    def instead(self, project: Project, level2: str | None) -> Sequence[SuggestedIndicator]:
        """Up to three rows of the suggested table that stand under the same type, best first."""
        group = group_of(level2)
        known = self._recommender
        found = [candidate for candidate in self._suggested(project) if group is None or candidate.group == group]
        return [known.row(candidate) for candidate in sorted(found, key=lambda one: known.level2(one) != level2)[:_SHOWN]]

    def ranked(self, project: Project) -> Ranked:
        """A suggestion before anything is cut off."""
        return self._recommender.ranked(project)

    def _users(self, table: TargetTable, file: str | None) -> list[list[str]]:
        return self._recommender.users([row.name for row in table.indicators], table.project, PurePath(file).name if file else None)

    def classify(self, project: Project) -> Classification:
        """The kinds, functions and topics that a project may be, best first."""
        return self._recommender.classify(project)

    def levels(self, indicator: Indicator) -> Sequence[tuple[str, float]]:
        """Every level 2 with its probability, best first; empty where no classifier was learned."""
        classifier = self.level_classifier
        return classifier(indicator.name, indicator.description, indicator.value) if classifier is not None else ()

    @cached_property
    def level_classifier(self) -> LevelClassifier | None:
        """The learned classifier, loaded when first asked for; ``None`` where there is none."""
        return self._load_levels()

    def is_common(self, name: str, level2: str | None) -> bool:
        """Whether any project may have an indicator of this name: 验收合格率, 满意度."""
        return self.fit.is_common(name, level2)

    def closest(self, text: str, others: Sequence[str]) -> float | None:
        """Cosine of ``text`` with the nearest of ``others``; ``None`` where no encoder was learned."""
        return self._meaning.closest(text, others) if self._meaning is not None else None

    def benefits(self, project: Project) -> Sequence[str]:
        """The benefit types that the library gives the leading topic of ``project``, those with most indicators first; empty where no
        topic leads."""
        leading = self._recommender.leading_topic(project)
        found = Counter(entry.level2 for entry in leading.indicators if group_of(entry.level2) == BENEFIT) if leading else Counter()
        return tuple(level for level, _ in found.most_common())

    def _suggest(self, project: Project) -> list[Candidate]:
        return self._recommender.proposed(project, _LOOKED_AT)
