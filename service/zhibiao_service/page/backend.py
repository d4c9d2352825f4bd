"""What the page asks for, whoever answers: this process, or the API over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from zhibiao.audit.findings import Report
from zhibiao.domain.tables import Document, Indicator, Model, Project, TargetTable
from zhibiao.knowledge.library import Topic
from zhibiao.recommend.suggestion import ModelName, Suggestion, ValueSuggestion
from zhibiao.search import IndicatorHit

Form = Literal["hebei", "national-2021"]
FORMS: tuple[Form, ...] = ("hebei", "national-2021")
ReportKind = Literal["docx", "html", "sarif", "json"]

# the key that the person at the page signed in with; calls of the API carry it
api_key: ContextVar[str] = ContextVar("zhibiao_page_key", default="")


@dataclass(frozen=True)
class Reviewed:
    """An uploaded document: its own bytes, what was read, and what the audit says of it."""

    name: str
    data: bytes
    document: Document
    report: Report


class UsedRow(Model):
    """A row of a real target table, with where it stands. ``doubtful`` rows carry a quality flag and never reach a suggestion."""

    name: str
    level2: str | None = None
    value: str = ""
    description: str = ""
    basis: str = ""
    project: str = ""
    unit: str = ""
    year: int | None = None
    file: str = ""
    doubtful: bool = False


class Source(Model):
    """A document of the corpus, with how many tables and rows it brought."""

    file: str
    tables: int
    rows: int


class ModelCard(Model):
    """Which snapshot answers, and what library and corpus hold. ``card`` is Markdown, empty without a snapshot."""

    name: str
    version: str
    topics: int
    indicators: int
    tables: int
    rows: int
    clean_rows: int
    newer_tables: int | None = None
    sources: tuple[Source, ...] = ()
    card: str = ""


@dataclass(frozen=True)
class RowDecision:
    """What became of one row: a suggested one was accepted, edited into ``final`` or rejected, or the drafter added ``final``."""

    action: Literal["accepted", "edited", "rejected", "added"]
    suggested: Indicator | None = None
    final: Indicator | None = None


@dataclass(frozen=True)
class Dismissal:
    """A finding that a person did not agree with, and why."""

    code: str
    fingerprint: str
    reason: str


@dataclass(frozen=True)
class Feedback:
    """What people decided. Feedback on one ``draft`` may come in parts, and what came last about a row holds."""

    draft: str
    model: ModelName
    project: Project
    rows: Sequence[RowDecision] = ()
    dismissed: Sequence[Dismissal] = ()

    def body(self) -> dict[str, Any]:
        """The body of ``POST /v1/feedback``."""
        rows = [
            {"action": row.action}
            | {
                name: one.model_dump(mode="json", exclude_none=True)
                for name, one in (("suggested", row.suggested), ("final", row.final))
                if one is not None
            }
            for row in self.rows
        ]
        return {
            "draft": self.draft,
            "model": self.model.model_dump(mode="json"),
            "project": self.project.model_dump(mode="json"),
            "rows": rows,
            "dismissed": [{"code": one.code, "fingerprint": one.fingerprint, "reason": one.reason} for one in self.dismissed],
        }


class Backend(Protocol):
    """Every call speaks the language in force where it is made, and raises :class:`~zhibiao.messages.ZhibiaoError` with one sentence."""

    async def suggest(self, project: Project) -> Suggestion: ...
    async def values(self, name: str, level2: str | None, project: Project) -> ValueSuggestion: ...
    async def audit(self, table: TargetTable) -> Report: ...
    async def review(self, name: str, data: bytes) -> Reviewed: ...
    async def search(self, text: str, limit: int = 30) -> Sequence[IndicatorHit]: ...
    async def in_use(self, rows: Sequence[tuple[str, str | None]]) -> Sequence[int]: ...
    async def used(self, name: str, level2: str | None) -> Sequence[UsedRow]: ...
    async def topics(self) -> Sequence[Topic]: ...
    async def rules(self) -> dict[str, str]: ...
    async def model(self) -> ModelCard: ...
    async def feedback(self, feedback: Feedback) -> None: ...
    async def export(self, table: TargetTable, form: Form, kind: str) -> bytes: ...
    async def report(self, reviewed: Sequence[Reviewed], kind: ReportKind) -> bytes: ...
    async def warm(self) -> None: ...
    async def admits(self) -> bool: ...
    async def close(self) -> None: ...
