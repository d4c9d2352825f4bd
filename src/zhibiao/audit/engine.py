"""Audit documents: run the selected rules, locate what they find, merge what is one defect, and count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zhibiao.audit.catalogue import chosen
from zhibiao.audit.findings import SEVERITIES, AuditedFile, AuditedIndicator, AuditedTable, Finding, Report, RuleStatus, Severity, Summary
from zhibiao.audit.locate import Located, locate
from zhibiao.audit.rule import HEBEI, DocumentView, FormProfile, Knowledge, Rule, RuleFailure, TableView
from zhibiao.domain.tables import Document, TargetTable
from zhibiao.messages import InputError, ZhibiaoError, say

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
    knowledge: Knowledge | None = None,
) -> Report:
    """Audit documents or bare tables.

    :param documents: one or several; bare tables of one file are audited as one document, and so are those of no file.
    :param profile: what the form requires: one profile for all, or profiles by form name (tables of other forms are then skipped by
        the rules that need one). Without it every table is held to the Hebei form's types.
    :param select: codes (``A01``) or families (``A``) to run; all when ``None``. ``ignore`` leaves some of them out.
    :param min_severity: leave findings below out of ``findings``; ``summary`` and ``rules`` still count them.
    :param knowledge: the model for the rules that need one; without it they report ``skipped``.
    :raises InputError: an unknown code, family or severity.
    :raises AuditError: a rule that broke, named with its table.
    """
    if min_severity not in SEVERITIES:
        raise InputError(
            say(
                f"严重程度“{min_severity}”无法识别，请用error、warning或info。",
                f"unknown severity “{min_severity}”; use error, warning or info.",
            )
        )
    ruleset, left_out = chosen(select, ignore)
    views = [_view(group, profile, knowledge) for group in _grouped(documents)]
    runs = {code: _Run(rule) for code, rule in ruleset.items()}
    findings: list[Finding] = []
    for view in views:
        found = [located for run in runs.values() for located in run.on(view)]
        findings += _merged(found, ruleset)
    summary = Counter(finding.severity for finding in findings)
    least = _RANK[_severity(min_severity)]
    return Report(
        files=tuple(_audited(view) for view in views),
        findings=tuple(finding for finding in findings if _RANK[finding.severity] <= least),
        rules=tuple(
            runs[code].status() if code in runs else RuleStatus(code=code, status="skipped", why=why) for code, why in left_out.items()
        ),
        summary=Summary(error=summary["error"], warning=summary["warning"], info=summary["info"]),
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


def _view(group: _Group, profile: Profiles, knowledge: Knowledge | None) -> DocumentView:
    document = DocumentView(group.file, group.source, knowledge=knowledge)
    printed = [table.source.table if table.source else None for table in group.tables]
    distinct = None not in printed and len(set(printed)) == len(printed)
    views: list[TableView] = []
    for position, (table, number) in enumerate(zip(group.tables, printed, strict=True), start=1):
        views.append(TableView(table, number if distinct and number is not None else position, _profile(table, profile), document))
    document.tables = tuple(views)
    return document


def _profile(table: TargetTable, profile: Profiles) -> FormProfile | None:
    if profile is None:
        return HEBEI
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


@dataclass
class _Standing:
    """A finding and what it has taken under itself."""

    located: Located
    under: list[Located] = field(default_factory=list)


def _merged(found: Sequence[Located], ruleset: Mapping[str, Rule]) -> list[Finding]:
    """One primary finding per defect: on one row a rule takes those it is declared primary over, and on one cell the worst takes
    the rest. Findings of one rule, and findings about a whole table or document, stand side by side."""
    by_row: dict[tuple[int | None, int], list[Located]] = defaultdict(list)
    standing: list[_Standing] = []
    for located in found:
        if located.row_id is None:
            standing.append(_Standing(located))
        else:
            by_row[located.finding.table, located.row_id].append(located)
    for group in by_row.values():
        standing += _primaries(group, ruleset)
    standing.sort(key=lambda item: _order(item.located.finding))
    return [_with_also(item) for item in standing]


def _primaries(group: list[Located], ruleset: Mapping[str, Rule]) -> list[_Standing]:
    def place(located: Located) -> tuple[int, int, str]:
        code = located.finding.code
        above = sum(_covers(ruleset[other.finding.code].primary_over, code) for other in group)
        return above, _RANK[located.finding.severity], code

    kept: list[_Standing] = []
    for located in sorted(group, key=place):
        home = next((item for item in kept if _takes(item.located.finding, located.finding, ruleset)), None)
        if home is None:
            kept.append(_Standing(located))
        else:
            home.under.append(located)
    return kept


def _takes(primary: Finding, other: Finding, ruleset: Mapping[str, Rule]) -> bool:
    if primary.code == other.code:
        return False
    return _covers(ruleset[primary.code].primary_over, other.code) or primary.field == other.field


def _covers(codes: Sequence[str], code: str) -> bool:
    return any(code == entry or code.rstrip("0123456789") == entry for entry in codes)


def _with_also(item: _Standing) -> Finding:
    """The primary finding. It is as grave as the worst it stands for, and keeps the others' words as evidence."""
    finding = item.located.finding
    if not item.under:
        return finding
    others = [located.finding for located in item.under]
    worst: Severity = min((finding, *others), key=lambda one: _RANK[one.severity]).severity
    evidence = (*finding.evidence, *(f"{other.code} {other.message}" for other in others))
    also = tuple(dict.fromkeys(other.code for other in others))
    return finding.model_copy(update={"also": also, "severity": worst, "evidence": evidence})


def _order(finding: Finding) -> tuple[bool, int, int, int, str]:
    """By table, row and gravity, the document last; what is equal in these keeps the order its rule gave."""
    return finding.table is None, finding.table or 0, finding.row or 0, _RANK[finding.severity], finding.code


def _audited(view: DocumentView) -> AuditedFile:
    return AuditedFile(file=view.file, tables=tuple(_audited_table(table, view) for table in view.tables))


def _audited_table(view: TableView, document: DocumentView) -> AuditedTable:
    rows = []
    for position, row in enumerate(view.table.indicators, start=1):
        number = row.row if row.row is not None else position
        fit = document.fits.get((view.number, number))
        rows.append(AuditedIndicator(name=row.name, level2=row.level2, row=number, line=row.line, fit=fit))
    return AuditedTable(table=view.number, project=view.project.name, code=view.project.code, indicators=tuple(rows))
