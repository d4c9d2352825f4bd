"""The bodies that only HTTP has; all others are the shapes of :mod:`zhibiao`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from zhibiao.domain import levels
from zhibiao.domain.tables import MAX_NAME, Indicator, Model, Project, Text
from zhibiao.messages import say
from zhibiao.recommend.suggestion import ModelName, SuggestedIndicator

MAX_ROWS = 200
MAX_DISMISSED = 500


def _known_level(text: str | None) -> str | None:
    if text is not None and levels.level2(text) is None:
        shown = text[:40]
        raise ValueError(
            say(f"“{shown}”不是二级指标，请写数量指标、质量指标等", f"“{shown}” is no level 2; write 数量指标, 质量指标 and the like")
        )
    return text


Level2 = Annotated[str | None, Field(max_length=MAX_NAME), AfterValidator(_known_level)]


class SuggestRequest(Model):
    """The project to suggest a table for, and how many rows; ``weights`` gives every row its weight."""

    project: Project
    limit: int | None = Field(default=None, ge=1, le=100)
    weights: bool = False


class ValuesRequest(Model):
    """An indicator of a project that wants a value; ``level2`` in any spelling."""

    indicator: str = Field(min_length=1, max_length=MAX_NAME)
    level2: Level2 = None
    project: Project


class RowFeedback(Model):
    """What became of one row: ``accepted`` as ``suggested``, ``edited`` into ``final``, ``rejected``, or ``added`` by the drafter.

    Rows may be sent as ``/v1/suggest`` gave them; what is no field of an indicator is not kept.
    """

    action: Literal["accepted", "edited", "rejected", "added"]
    suggested: SuggestedIndicator | None = None
    final: SuggestedIndicator | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _has_its_rows(self) -> Self:
        needs = {"accepted": ("suggested",), "edited": ("suggested", "final"), "rejected": ("suggested",), "added": ("final",)}
        for field in needs[self.action]:
            row: SuggestedIndicator | None = getattr(self, field)
            if row is None or not row.name.strip():
                raise ValueError(say(f"action 为 {self.action} 时须给出 {field} 及其名称", f"{self.action} needs {field} with its name"))
            _known_level(row.level2)
        return self

    @property
    def kept(self) -> Indicator | None:
        """The row as it stands in the drafter's table; ``None`` where it does not."""
        row = {"accepted": self.suggested, "rejected": None}.get(self.action, self.final)
        return None if row is None else plain(row)


class DismissedFinding(Model):
    """A finding that a person did not agree with, and why."""

    code: str = Field(pattern=r"^[A-Z][0-9]{2}$")
    fingerprint: str = Field(pattern=r"^[0-9a-f]{8,64}$")
    reason: Text | None = None
    indicator: SuggestedIndicator | None = None


class Feedback(Model):
    """What a drafter made of a suggestion or an audit.

    :ivar id: chosen by the sender, so that sending twice stores once.
    :ivar draft: the table being drafted; feedback on one draft may come in parts, and what came last about a row holds.
    :ivar model: the snapshot that answered, as the suggestion named it.
    """

    id: UUID | None = None
    draft: str | None = Field(default=None, min_length=1, max_length=100)
    model: ModelName
    project: Project
    rows: tuple[RowFeedback, ...] = Field(default=(), max_length=MAX_ROWS)
    dismissed: tuple[DismissedFinding, ...] = Field(default=(), max_length=MAX_DISMISSED)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.rows and not self.dismissed:
            raise ValueError(say("rows 和 dismissed 都是空的，请至少给出一项", "rows and dismissed are both empty; give at least one"))
        return self


class Receipt(Model):
    """Feedback as stored; ``known`` says that it had been stored before."""

    id: UUID
    known: bool
    rows: int
    dismissed: int


class RuleSummary(Model):
    """One line of the catalogue of rules."""

    code: str
    name: str
    title: str
    severity: Literal["error", "warning", "info"]
    scope: Literal["row", "table", "document"]
    summary: str


class RuleExplained(RuleSummary):
    """A rule with its whole documentation."""

    documentation: str


class CorpusCounts(Model):
    """A corpus in numbers; ``flagged`` rows are never suggested."""

    tables: int
    documents: int
    rows: int
    flagged: int


class ModelAnswer(Model):
    """The snapshot that answers: its card, what it was taught with, how good it was found to be, and what retrieval looks at now.

    ``newer_tables`` counts the tables of ``corpus`` that it was not taught with; ``None`` where it does not say.
    """

    name: str
    version: str
    taught: CorpusCounts | None
    corpus: CorpusCounts
    topics: int
    newer_tables: int | None
    metrics: tuple[dict[str, Any], ...]
    card: str | None


class Health(Model):
    """Whether the process is up, or ready to answer."""

    status: Literal["ok", "ready"]


def plain(row: Indicator) -> Indicator:
    """A suggested row as a row of a table: without rank and evidence."""
    return Indicator(**{name: getattr(row, name) for name in Indicator.model_fields if name not in ("score", "row", "line", "cells")})
