"""What a suggestion says: rows with value and evidence, alternatives, questions, and what was left out and why."""

from __future__ import annotations

from typing import Literal

from zhibiao.domain.tables import Indicator, Model, Project, TargetTable
from zhibiao.domain.values import Number, TargetValue

SourceOfRow = Literal["description", "corpus", "library"]


class Evidence(Model):
    """Why a row is there: a quote of the description, a project that uses it, or an entry of the library."""

    type: SourceOfRow
    quote: str | None = None
    project: str | None = None
    unit: str | None = None
    year: int | None = None
    file: str | None = None
    similarity: float | None = None
    value: str | None = None
    id: str | None = None
    why: str | None = None


class ValueEvidence(Model):
    """What a value rests on. ``n``, ``median``, ``range`` and how often each basis was named (``bases``) where it comes from rows of
    other projects or from indicators like it."""

    from_: SourceOfRow | None = None
    n: int | None = None
    median: Number | None = None
    range: tuple[Number, Number] | None = None
    bases: dict[str, int] | None = None
    why: str

    model_config = Model.model_config | {
        "serialize_by_alias": True,
        "populate_by_name": True,
        "alias_generator": lambda name: name.rstrip("_"),
    }


class Alternative(Model):
    """Another name or value for the same row."""

    name: str
    value: str


class SuggestedIndicator(Indicator):
    """An indicator row with its score (0 to 1), sources and evidence."""

    score: float = 0.0  # type: ignore[assignment]
    sources: tuple[SourceOfRow, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    value_evidence: ValueEvidence | None = None
    alternatives: tuple[Alternative, ...] = ()


class Question(Model):
    """What the drafter should say so that open slots can be filled; ``fills`` are row numbers of the table."""

    field: str
    question: str
    fills: tuple[int, ...] = ()


class Abstention(Model):
    """A type of indicator this project calls for that nothing on hand could fill, with the reason."""

    level2: str
    why: str


class ModelName(Model):
    """Which snapshot answered."""

    name: str
    version: str


class Suggestion(Model):
    """A complete suggested target table."""

    project: Project
    model: ModelName
    indicators: tuple[SuggestedIndicator, ...]
    alternatives: tuple[SuggestedIndicator, ...] = ()
    goals: tuple[str, ...] | None = None
    questions: tuple[Question, ...] = ()
    abstained: tuple[Abstention, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_target_table(self, form: str = "hebei") -> TargetTable:
        """The suggestion as a table that can be audited, written and put into a corpus like any other."""
        rows = tuple(
            Indicator(**{k: v for k, v in row if k in Indicator.model_fields and k not in ("score", "row")}, row=n)
            for n, row in enumerate(self.indicators, start=1)
        )
        project = self.project
        if not project.goals and self.goals:
            project = project.model_copy(update={"goals": self.goals})
        return TargetTable(form=form, project=project, indicators=rows)


class ValueSuggestion(Model):
    """A value for one indicator of one project; ``value`` is ``None`` only where not even the kind is known."""

    value: TargetValue | None
    value_evidence: ValueEvidence
    alternatives: tuple[TargetValue, ...] = ()
