"""Documents under review: what was uploaded, what was found, what a person dismissed, and which of it is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Literal
from uuid import uuid4

from zhibiao.audit import grading
from zhibiao.audit.findings import SEVERITIES, Finding, Report
from zhibiao_service.page.backend import Reviewed

MAX_FILES = 20
_numbers = count(1)


@dataclass
class File:
    """An uploaded file on its way: waiting, being worked on, done, or refused with the reason."""

    name: str
    size: int
    state: Literal["waiting", "working", "done", "refused"] = "waiting"
    why: str = ""
    reviewed: Reviewed | None = None
    id: int = field(default_factory=lambda: next(_numbers))


@dataclass
class Review:
    """The files of a tab. ``dismissed`` maps fingerprints to reasons."""

    id: str = field(default_factory=lambda: uuid4().hex[:12])
    files: list[File] = field(default_factory=list)
    dismissed: dict[tuple[int, str], str] = field(default_factory=dict)
    severities: set[str] = field(default_factory=lambda: set(SEVERITIES))
    rule: str = ""
    file: int | None = None  # the file shown
    table: int | None = None  # the table shown
    chosen: str | None = None  # the fingerprint of the finding shown
    show_dismissed: bool = False

    @property
    def done(self) -> list[File]:
        """The files that were audited."""
        return [file for file in self.files if file.reviewed is not None]

    @property
    def current(self) -> File | None:
        """The file shown: the one picked, else the first that was audited."""
        return next((file for file in self.done if file.id == self.file), next(iter(self.done), None))

    def is_dismissed(self, file: File, finding: Finding) -> bool:
        return (file.id, finding.fingerprint) in self.dismissed

    def listed(self, file: File) -> list[Finding]:
        """The findings that the filters let through, worst first, then as they stand in the document."""
        assert file.reviewed is not None
        rank = {word: place for place, word in enumerate(SEVERITIES)}
        shown = [
            finding
            for finding in file.reviewed.report.findings
            if finding.severity in self.severities
            and (not self.rule or finding.code == self.rule)
            and self.is_dismissed(file, finding) == self.show_dismissed
        ]
        return sorted(shown, key=lambda one: (rank[one.severity], one.code, one.table or 0, one.row or 0))

    def standing(self, file: File) -> Reviewed:
        """The file with the findings that nobody dismissed."""
        assert file.reviewed is not None
        gone = frozenset(mark for number, mark in self.dismissed if number == file.id)
        if not gone:
            return file.reviewed
        one = file.reviewed
        return Reviewed(one.name, one.data, one.document, without(one.report, gone))


def without(report: Report, fingerprints: frozenset[str]) -> Report:
    """The report of one file without some findings; counts and estimates follow, and the summary says how many were left out."""
    kept = tuple(finding for finding in report.findings if finding.fingerprint not in fingerprints)
    left_out = len(report.findings) - len(kept)
    counts = Counter(finding.severity for finding in report.findings if finding.fingerprint in fingerprints)
    files = []
    for file in report.files:
        tables = []
        for table in file.tables:
            score = grading.table_score([finding for finding in kept if finding.table == table.table])
            unknown = table.score is None
            tables.append(table if unknown else table.model_copy(update={"score": score, "grade": grading.grade(score)}))
        whole = grading.file_score([one.score for one in tables if one.score is not None], [one for one in kept if one.table is None])
        scored = {} if file.score is None or whole is None else {"score": whole, "grade": grading.grade(whole)}
        files.append(file.model_copy(update={"tables": tuple(tables), **scored}))
    summary = report.summary
    changed: dict[str, object] = {word: getattr(summary, word) - counts[word] for word in SEVERITIES}
    changed["suppressed"] = summary.suppressed + left_out
    if summary.score is not None and files and files[0].score is not None:
        changed |= {"score": files[0].score, "grade": files[0].grade}
    return report.model_copy(update={"findings": kept, "files": tuple(files), "summary": summary.model_copy(update=changed)})
