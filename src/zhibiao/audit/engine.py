"""Audit documents: run the selected rules, locate what they find, merge what is one defect, and count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zhibiao.audit import grading
from zhibiao.audit.catalogue import chosen
from zhibiao.audit.decisions import Decisions, Suppression
from zhibiao.audit.findings import SEVERITIES, AuditedFile, AuditedIndicator, AuditedTable, Finding, Report, RuleStatus, Severity, Summary
from zhibiao.audit.locate import Located, locate
from zhibiao.audit.merging import merged
from zhibiao.audit.rule import HEBEI, DocumentView, FormProfile, Knowledge, Rule, RuleFailure, TableView
from zhibiao.domain.tables import Document, TargetTable, whole_document
from zhibiao.knowledge.forms import profiles_of
from zhibiao.messages import InputError, ZhibiaoError, say
from zhibiao.paths import shipped_forms

_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}

Profiles = FormProfile | Mapping[str, FormProfile] | None


class AuditError(ZhibiaoError):
    """A rule broke: a mistake in the program, told with rule and table so that the rest can be audited without it."""


def audit(
    documents: Document | TargetTable | Sequence[Document | TargetTable],
    *,
    profile: Profiles = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    min_severity: str = "info",
    severity: Mapping[str, str] | None = None,
    suppress: Iterable[Suppression] = (),
    baseline: Iterable[str] = (),
    knowledge: Knowledge | None = None,
) -> Report:
    """Audit documents or bare tables.

    :param documents: one or several; bare tables of one file are audited as one document, and so are those of no file.
    :param profile: what the form requires: one profile for all, or profiles by form name (tables of other forms are then skipped by
        the rules that need one). Without it each table is held to the shipped profile of the form it was recognised as, and one that
        tells no form to Hebei's.
    :param select: codes (``A01``) or families (``A``) to run; all when ``None``. ``ignore`` leaves some of them out.
    :param min_severity: leave findings below out of ``findings``; ``summary`` and ``rules`` still count them.
    :param severity: other severities by code or family.
    :param suppress: findings not to be listed, by project; they are counted.
    :param baseline: fingerprints of findings that are known and not to be listed; see :mod:`zhibiao.audit.baseline`.
    :param knowledge: the model for the rules that need one; without it they report ``skipped``.
    :raises InputError: an unknown code, family or severity.
    :raises AuditError: a rule that broke, named with its table.
    """
    return examine(
        documents,
        profile=profile,
        select=select,
        ignore=ignore,
        min_severity=min_severity,
        decisions=Decisions.of(severity, suppress, baseline),
        knowledge=knowledge,
    ).report


class Examination(NamedTuple):
    """A report, and what it was made of: every finding before merging and before the baseline, by document."""

    report: Report
    found: tuple[tuple[DocumentView, tuple[Located, ...]], ...]


def examine(
    documents: Document | TargetTable | Sequence[Document | TargetTable],
    *,
    profile: Profiles = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    min_severity: str = "info",
    decisions: Decisions | None = None,
    knowledge: Knowledge | None = None,
) -> Examination:
    """As :func:`audit`, for callers that also need the single findings (a baseline, fixes)."""
    if min_severity not in SEVERITIES:
        raise InputError(
            say(
                f"严重程度“{min_severity}”无法识别，请用error、warning或info。",
                f"unknown severity “{min_severity}”; use error, warning or info.",
            )
        )
    decided = decisions or Decisions()
    ruleset, left_out = chosen(select, ignore)
    groups = _grouped(documents)
    if profile is None:
        profile = profiles_of([table.form for group in groups for table in group.tables], shipped_forms())
    runs = {code: _Run(rule) for code, rule in ruleset.items()}
    findings: list[Finding] = []
    files: list[AuditedFile] = []
    everything: list[tuple[DocumentView, tuple[Located, ...]]] = []
    counts, taken = Counter[str](), [0] * len(decided.suppressions)
    for view in (_view(group, profile, knowledge) for group in groups):
        raw = decided.weighed([located for run in runs.values() for located in run.on(view)])
        kept, mine = decided.suppressed(raw)
        taken = [before + now for before, now in zip(taken, mine, strict=True)]
        told = decided.unknown(kept)
        whole = merged(kept, ruleset)
        listed = whole if len(told) == len(kept) else merged(told, ruleset)
        findings += listed
        counts.update(finding.severity for finding in listed)
        counts["known"] += len(kept) - len(told)
        files.append(_audited(view, None if select is not None else whole))
        everything.append((view, tuple(kept)))
    least = _RANK[_severity(min_severity)]
    report = Report(
        files=tuple(files),
        findings=tuple(finding for finding in findings if _RANK[finding.severity] <= least),
        rules=tuple(
            runs[code].status() if code in runs else RuleStatus(code=code, status="skipped", why=why) for code, why in left_out.items()
        ),
        summary=summary_of(files, counts, sum(taken)),
        suppressions=decided.used(taken),
    )
    return Examination(report, tuple(everything))


def summary_of(files: Sequence[AuditedFile], counts: Mapping[str, int], suppressed: int) -> Summary:
    """The summary over files; ``counts`` holds ``error``, ``warning``, ``info`` and ``known``."""
    scores = [(file.score, len(file.tables)) for file in files if file.score is not None]
    score = grading.mean(scores) if scores else None
    return Summary(
        error=counts.get("error", 0),
        warning=counts.get("warning", 0),
        info=counts.get("info", 0),
        grade=None if score is None else grading.grade(score),
        score=score,
        known=counts.get("known", 0),
        suppressed=suppressed,
    )


def _severity(text: str) -> Severity:
    return next(severity for severity in SEVERITIES if severity == text)


@dataclass
class _Group:
    """The tables of one file."""

    file: str | None
    source: Document | None
    tables: list[TargetTable]


def _grouped(documents: Document | TargetTable | Sequence[Document | TargetTable]) -> list[_Group]:
    """Documents as they are, bare tables by their file; a second document of the same name gets a number behind it, or nobody
    could tell their findings apart."""
    groups: list[_Group] = []
    bare: dict[str | None, _Group] = {}
    for item in [documents] if isinstance(documents, (Document, TargetTable)) else documents:
        if isinstance(item, Document):
            groups.append(_Group(item.file, item, list(item.tables)))
            continue
        file = item.source.file if item.source else None
        if file not in bare:
            bare[file] = _Group(file, None, [])
            groups.append(bare[file])
        bare[file].tables.append(item)
    met: Counter[str] = Counter()
    for group in groups:
        if group.file is not None:
            met[group.file] += 1
            if met[group.file] > 1:
                group.file = f"{group.file}#{met[group.file]}"
    return groups


def _view(group: _Group, profile: FormProfile | Mapping[str, FormProfile], knowledge: Knowledge | None) -> DocumentView:
    document = DocumentView(group.file, group.source, knowledge=knowledge)
    printed = [table.source.table if table.source else None for table in group.tables]
    distinct = None not in printed and len(set(printed)) == len(printed)
    views: list[TableView] = []
    for position, (table, number) in enumerate(zip(group.tables, printed, strict=True), start=1):
        views.append(TableView(table, number if distinct and number is not None else position, _profile(table, profile), document))
    document.tables = tuple(views)
    return document


def _profile(table: TargetTable, profile: FormProfile | Mapping[str, FormProfile]) -> FormProfile | None:
    if isinstance(profile, Mapping):
        return profile.get(table.form or HEBEI.name)
    return profile


@dataclass
class _Run:
    """One rule over all documents, with what becomes its status."""

    rule: Rule
    ran: bool = False
    findings: int = 0
    tables_skipped: int = 0
    why: str | None = None

    def on(self, document: DocumentView) -> list[Located]:
        why = self.rule.unavailable(document)
        if why is not None:
            self.tables_skipped += len(document.tables)
            self.why = self.why or why
            return []
        try:
            tables = self._fit_for(document)
            if not tables and (document.tables or self.rule.scope != "document"):
                return []
            self.ran = True
            self.why = self.why or self.rule.partial(document)
            found = locate(self.rule, document, self.rule.run(document, tables))
        except RuleFailure as failure:
            raise _broken(failure, document) from failure
        self.findings += len(found)
        return found

    def _fit_for(self, document: DocumentView) -> list[TableView]:
        tables: list[TableView] = []
        for view in document.tables:
            try:
                why = self.rule.skips(view)
            except Exception as error:
                raise RuleFailure(self.rule, view) from error
            if why is None:
                tables.append(view)
            else:
                self.tables_skipped += 1
                self.why = self.why or why
        return tables

    def status(self) -> RuleStatus:
        why = self.why or (None if self.ran else say("没有可审核的表", "there is no table to audit"))
        return RuleStatus(
            code=self.rule.code,
            status="ran" if self.ran else "skipped",
            why=why,
            findings=self.findings,
            tables_skipped=self.tables_skipped,
        )


def _broken(failure: RuleFailure, document: DocumentView) -> AuditError:
    reason = f"{type(failure.__cause__).__name__}: {failure.__cause__}"[:200]
    file = document.file or "-"
    zh = f"{file}{failure.view.shown}" if failure.view else file
    return AuditError(
        say(
            f"规则{failure.rule.code}在{zh}上出错（{reason}），请用--ignore {failure.rule.code}审核其余规则，并把此表反馈给维护者。",
            f"rule {failure.rule.code} broke on {zh} ({reason}); audit the rest with --ignore {failure.rule.code} and report this table.",
        )
    )


def _audited(view: DocumentView, findings: Sequence[Finding] | None) -> AuditedFile:
    """The file with its rows, and with points where ``findings`` are those of all rules."""
    by_table: dict[int | None, list[Finding]] = defaultdict(list)
    for finding in findings or ():
        by_table[finding.table].append(finding)
    scores = [] if findings is None else [grading.table_score(by_table[table.number]) for table in view.tables]
    score = grading.file_score(scores, by_table[None])
    return AuditedFile(
        file=view.file,
        tables=tuple(_audited_table(table, view, scores[position] if scores else None) for position, table in enumerate(view.tables)),
        score=score,
        grade=None if score is None else grading.grade(score),
        notes=_notes(view),
    )


_NAMED = 12  # tables named in a note


def _notes(view: DocumentView) -> tuple[str, ...]:
    nameless = [str(table.number) for table in view.tables if not table.project.name.strip()]
    listed, more = (
        "、".join(nameless[:_NAMED]),
        say(f"等{len(nameless)}张表", f" … {len(nameless)} in all") if len(nameless) > _NAMED else "",
    )
    told = (
        say(
            f"表{listed}{more}没有项目名称，只按资金用途和目标审核，请补填",
            f"no project name in table {listed}{more}; fill it in, or only purpose and goals are audited",
        ),
    )
    return (*(told if nameless else ()), *_notes_of_reading(view))


def _notes_of_reading(view: DocumentView) -> tuple[str, ...]:
    if view.source is None:
        return ()
    notes = [repair.what for repair in view.source.repairs if repair.where == whole_document()]
    if view.source.unread:
        count = len(view.source.unread)
        notes.append(
            say(f"有{count}处内容未能读入，请用zhibiao parse查看unread", f"{count} places could not be read; see unread in zhibiao parse")
        )
    return tuple(notes)


def _audited_table(view: TableView, document: DocumentView, score: int | None) -> AuditedTable:
    rows = []
    for position, row in enumerate(view.table.indicators, start=1):
        number = row.row if row.row is not None else position
        fit = document.fits.get((view.number, number))
        rows.append(AuditedIndicator(name=row.name, level2=row.level2, row=number, line=row.line, fit=fit))
    return AuditedTable(
        table=view.number,
        project=view.project.name,
        code=view.project.code,
        indicators=tuple(rows),
        form=view.profile.name if view.profile is not None else view.table.form,
        score=score,
        grade=None if score is None else grading.grade(score),
    )
