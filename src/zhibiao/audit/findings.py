"""What an audit says: findings at their cells, which rules ran, and a summary."""

from __future__ import annotations

from typing import Literal

from zhibiao.domain.tables import Model

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
Field = Literal[
    "name", "level1", "level2", "description", "value", "basis", "weight",
    "purpose", "goal", "budget", "code", "plan", "title", "table", "document",
]  # fmt: skip


class Proposal(Model):
    """An indicator that could stand instead."""

    level2: str
    name: str
    value: str | None = None


class Finding(Model):
    """One defect at one cell.

    ``row`` counts all rows of the table from 1, ``None`` for a finding about the table or document. ``line`` is the line of the
    row's 三级指标 cell, or of the project cell meant; ``cell_line`` that of the field's own cell; ``sheet`` and
    ``sheet_row`` (from 1) are the sheet and the cell's row there, in a workbook. ``also`` names the rules that hit
    the same place and are listed here instead of by themselves. ``summarised`` kinds stand in one line per table in the text
    report. ``fix`` is the corrected cell, ``fix_safety`` whether it may be applied without asking. ``fingerprint`` never depends
    on positions or on the language spoken.
    """

    code: str
    name: str
    severity: Severity
    message: str
    file: str | None = None
    table: int | None = None
    project: str | None = None
    row: int | None = None
    line: int | None = None
    cell_line: int | None = None
    sheet: str | None = None
    sheet_row: int | None = None
    field: Field
    quote: str | None = None
    evidence: tuple[str, ...] = ()
    suggestion: tuple[Proposal, ...] = ()
    fix: str | None = None
    fix_safety: Literal["safe", "unsafe"] | None = None
    confidence: float = 1.0
    also: tuple[str, ...] = ()
    summarised: bool = False
    fingerprint: str


class AuditedIndicator(Model):
    """A row as audited; ``fit`` 1 fits, 0 does not, ``None`` abstained."""

    name: str
    level2: str | None
    row: int | None
    line: int | None
    fit: float | None = None


class AuditedTable(Model):
    """A table as audited, with its rows; ``score`` (0 to 100) and ``grade`` are estimates, see :mod:`zhibiao.audit.grading`."""

    table: int
    project: str
    code: str | None = None
    indicators: tuple[AuditedIndicator, ...]
    form: str | None = None
    score: int | None = None
    grade: str | None = None


class AuditedFile(Model):
    """A file as audited; ``file`` is ``None`` for tables that came from no file. ``notes`` say what whoever reads the report must know
    of how the file was read (tracked changes, parts that could not be read)."""

    file: str | None
    tables: tuple[AuditedTable, ...]
    score: int | None = None
    grade: str | None = None
    notes: tuple[str, ...] = ()


class RuleStatus(Model):
    """Whether a rule ran: found nothing and did not run are two things.

    ``findings`` counts all it found, those listed under another rule's ``also`` included; ``tables_skipped`` the tables on which it
    could not run, and ``why`` then says why for the first of them.
    """

    code: str
    status: Literal["ran", "skipped"]
    why: str | None = None
    findings: int = 0
    tables_skipped: int = 0


class Summary(Model):
    """Findings by severity, whatever ``min_severity`` lets through; without those that a baseline knows (``known``) or that are
    suppressed (``suppressed``), both counted before findings are merged at one cell.

    ``score`` and ``grade`` are an estimate over all tables (:mod:`zhibiao.audit.grading`), ``None`` where only some rules were
    selected or there is no table. What a baseline knows counts in them, what is suppressed does not.
    """

    error: int = 0
    warning: int = 0
    info: int = 0
    grade: str | None = None
    score: int | None = None
    known: int = 0
    suppressed: int = 0


class UsedSuppression(Model):
    """A suppression of the settings, with how many findings it took."""

    project: str
    codes: tuple[str, ...]
    reason: str
    findings: int


class Report(Model):
    """The result of an audit over one or more documents."""

    files: tuple[AuditedFile, ...]
    findings: tuple[Finding, ...]
    rules: tuple[RuleStatus, ...]
    summary: Summary
    suppressions: tuple[UsedSuppression, ...] = ()
