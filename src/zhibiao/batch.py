"""Audits of files: one after another, or many at once on every core, with one report over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from zhibiao.audit.decisions import Decisions
from zhibiao.audit.engine import examine, summary_of
from zhibiao.audit.findings import Finding, Report, RuleStatus
from zhibiao.domain.tables import Document
from zhibiao.messages import ZhibiaoError, say, speaking

if TYPE_CHECKING:
    from zhibiao.api import Zhibiao
    from zhibiao.knowledge.forms import Profile

# From here on: starting workers, each of which loads what is known, costs more than the audit of a few documents.
MANY_FILES = 40
MANY_BYTES = 3_000_000


@dataclass(frozen=True)
class Task:
    """What is done with every file: where knowledge lives, and how to audit. Plain data, so that workers can be told."""

    model: str | None = None
    corpus: str | None = None
    library: str | None = None
    profile: Profile | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    min_severity: str = "info"
    decisions: Decisions = field(default_factory=Decisions)
    keep_documents: bool = False
    keep_found: bool = False


class Audited(NamedTuple):
    """What came of one file: a report and, where the task keeps them, its findings before merging and the document; or why not."""

    name: str
    report: Report | None = None
    found: tuple[Finding, ...] = ()
    document: Document | None = None
    refused: str | None = None


def files_under(names: Iterable[str]) -> list[str]:
    """Files as named and ``-``; folders walked in a fixed order for the formats that can be read."""
    from zhibiao.knowledge.importing import documents_under

    found: list[str] = []
    for name in names:
        path = Path(name)
        found += [str(one) for one in documents_under([path])] if name != "-" and path.is_dir() else [name]
    return found


def audit_files(
    names: Sequence[str], task: Task, read: Callable[[str], Document], tell: Callable[[int, int, str], None] | None = None
) -> Iterator[Audited]:
    """Audit files in their order; one that cannot be read or breaks a rule is told of and the rest are still done.

    Many files, or large ones, are shared out to processes through joblib; inside ``joblib.parallel_config`` to whatever it names.

    :param read: reads one file; the workers read through it too.
    :param tell: called with (done, total, name).
    """
    if len(names) > 1 and "-" not in names and _many(names):
        yield from _in_parallel(names, task, read, tell)
        return
    for done, name in enumerate(names):
        if tell:
            tell(done, len(names), Path(name).name)
        yield _one(name, task, read)


def combined(results: Iterable[Audited]) -> tuple[Report, list[Document]]:
    """One report over the files that could be audited, and their documents; a second file of one name gets a number behind it."""
    reports: list[Report] = []
    documents: list[Document] = []
    met: Counter[str] = Counter()
    for result in results:
        if result.report is None:
            continue
        (file,) = result.report.files
        met[file.file or ""] += 1
        name = f"{file.file}#{met[file.file or '']}" if met[file.file or ""] > 1 else file.file
        reports.append(result.report if name == file.file else _renamed(result.report, name))
        if result.document is not None:
            documents.append(result.document)
    return _joined(reports), documents


def _many(names: Sequence[str]) -> bool:
    if len(names) >= MANY_FILES:
        return True
    return sum(Path(name).stat().st_size for name in names if Path(name).is_file()) >= MANY_BYTES


def _in_parallel(
    names: Sequence[str], task: Task, read: Callable[[str], Document], tell: Callable[[int, int, str], None] | None
) -> Iterator[Audited]:
    from joblib import Parallel, delayed, parallel_config
    from joblib.parallel import get_active_backend

    language = say("zh", "en")
    _, workers = get_active_backend()
    work = (delayed(_in_worker)(name, task, read, language) for name in names)
    # a caller's own parallel_config (Dask, a number of workers) goes before ours
    with parallel_config(n_jobs=-1 if workers in (None, 1) else workers):
        for done, result in enumerate(Parallel(return_as="generator")(work), start=1):
            if tell:
                tell(done, len(names), Path(result.name).name)
            yield result


def _in_worker(name: str, task: Task, read: Callable[[str], Document], language: str) -> Audited:
    with speaking(language):
        return _one(name, task, read)


def _one(name: str, task: Task, read: Callable[[str], Document]) -> Audited:
    try:
        document = read(name)
        found = examine(
            document,
            profile=task.profile,
            select=task.select,
            ignore=task.ignore,
            min_severity=task.min_severity,
            decisions=task.decisions,
            knowledge=_loaded(task.model, task.corpus, task.library).belonging,
        )
    except ZhibiaoError as error:
        return Audited(name, refused=str(error))
    single = tuple(located.finding for _, group in found.found for located in group) if task.keep_found else ()
    return Audited(name, found.report, single, document if task.keep_documents else None)


@lru_cache(maxsize=1)
def _loaded(model: str | None, corpus: str | None, library: str | None) -> Zhibiao:
    from zhibiao.api import load

    return load(model=model, corpus=corpus, library=library)


def _renamed(report: Report, name: str | None) -> Report:
    return report.model_copy(
        update={
            "files": tuple(file.model_copy(update={"file": name}) for file in report.files),
            "findings": tuple(finding.model_copy(update={"file": name}) for finding in report.findings),
        }
    )


def _joined(reports: Sequence[Report]) -> Report:
    if len(reports) == 1:
        return reports[0]
    files = [file for report in reports for file in report.files]
    counts: Counter[str] = Counter()
    for report in reports:
        counts.update({name: getattr(report.summary, name) for name in ("error", "warning", "info", "known", "suppressed")})
    taken = [one.model_copy(update={"findings": 0}) for one in reports[0].suppressions] if reports else []
    for report in reports:
        taken = [
            one.model_copy(update={"findings": one.findings + more.findings}) for one, more in zip(taken, report.suppressions, strict=True)
        ]
    return Report(
        files=tuple(files),
        findings=tuple(finding for report in reports for finding in report.findings),
        rules=tuple(map(_status, zip(*(report.rules for report in reports), strict=True))),
        summary=summary_of(files, counts, counts["suppressed"]),
        suppressions=tuple(taken),
    )


def _status(statuses: tuple[RuleStatus, ...]) -> RuleStatus:
    """A rule ran if it ran in any file."""
    return RuleStatus(
        code=statuses[0].code,
        status="ran" if any(one.status == "ran" for one in statuses) else "skipped",
        why=next((one.why for one in statuses if one.why is not None), None),
        findings=sum(one.findings for one in statuses),
        tables_skipped=sum(one.tables_skipped for one in statuses),
    )
