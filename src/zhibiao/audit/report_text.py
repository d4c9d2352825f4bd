"""An audit as text for a terminal: by file and table, worst first, in a given width with double-width characters counted as two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from rich.cells import cell_len

from zhibiao.audit.findings import SEVERITIES, AuditedFile, Finding, Report, Severity
from zhibiao.files import shown_name
from zhibiao.messages import say

MIN_WIDTH = 40
_MANY_TABLES = 3  # what stands in so many tables of a file in the same words is said once for the file
_SHOWN_ROWS = 4
_MANY_RULES = 20  # codes in one line
_NO_BREAK_BEFORE = "，。；：、！？）】》”’％%,.;:)]"


def render_text(report: Report, width: int = 100) -> str:
    """The report in lines of at most ``width`` columns (40 at least). Kinds marked ``summarised`` take one line per table, or
    one per file where they say the same of many tables."""
    width = max(width, MIN_WIDTH)
    lines: list[str] = []
    for file in report.files:
        findings = [finding for finding in report.findings if finding.file == file.file]
        lines += _file(file, findings, width, _listed(report))
        lines.append("")
    lines += _rules(report, width)
    for said in (*_unlisted(report), _totals(report), *_graded(report)):
        lines += _wrap(said, width, 0, hang=2)
    return "\n".join(lines) + "\n"


def _file(file: AuditedFile, findings: Sequence[Finding], width: int, listed: Sequence[Severity]) -> Iterator[str]:
    title = shown_name(file.file) if file.file else say("（直接给出的表）", "(tables given directly)")
    tables, projects = len(file.tables), {table.table: table.project for table in file.tables}
    repeated = _repeated(findings)
    said_once = {id(one) for members in repeated for one in members}
    by_table: dict[int | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        if id(finding) not in said_once:
            by_table[finding.table].append(finding)
    ordered = len(by_table.keys() - {None}) > 1
    zh, en = ("（各表由重到轻排列）", " (worst table first)") if ordered else ("", "")
    head = say(f"{title}：{tables}张表，{_counted(findings, listed)}{zh}", f"{title}: tables {tables}, {_counted(findings, listed)}{en}")
    yield from _wrap(head, width, 0)
    yield "─" * width
    for note in file.notes:
        yield from _wrap(say(f"说明：{note}。", f"Note: {note}."), width, 2)
    if tables == 0:
        yield from _wrap(say("没有找到绩效目标表。", "no target table was found."), width, 2)
    order = sorted(
        by_table.keys() | ({None} if repeated else set()),
        key=lambda number: (number is not None, [-n for n in _severities(by_table[number])], number or 0),
    )
    for number in order:
        yield ""
        if number is None:
            yield from _wrap(say("整份文件", "the document"), width, 0)
        else:
            yield from _wrap(
                say(
                    f"表{number} {projects.get(number) or '（无项目名称）'}",
                    f"Table {number} {projects.get(number) or '(no project name)'}",
                ),
                width,
                0,
            )
        yield from _table(by_table[number], width)
        if number is None:
            for members in repeated:
                yield from _wrap(_said_once(members, tables), width, 2, hang=8)
    clean = tables - len({finding.table for finding in findings} - {None})
    if findings and clean:
        yield ""
        level = "" if len(listed) == len(SEVERITIES) else "、".join(map(_word, listed))
        yield from _wrap(say(f"其余{clean}张表没有发现{level}问题。", f"no {level or 'finding'} in the other {clean} tables."), width, 0)


def _listed(report: Report) -> list[Severity]:
    """The severities down to the level asked for: what is below is counted in the summary only."""
    held = {finding.severity for finding in report.findings}
    return list(takewhile(lambda severity: severity in held or not getattr(report.summary, severity), SEVERITIES))


def _severities(findings: Sequence[Finding]) -> list[int]:
    counted = Counter(finding.severity for finding in findings)
    return [counted[severity] for severity in SEVERITIES]


def _table(findings: Sequence[Finding], width: int) -> Iterator[str]:
    kinds: dict[str, list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=lambda one: (one.row or 0, one.code)):
        if finding.summarised:
            kinds[finding.severity + finding.code].append(finding)
    for severity in SEVERITIES:
        for finding in sorted(findings, key=lambda one: (one.row or 0, one.code)):
            if finding.severity == severity and not finding.summarised:
                yield from _one(finding, width)
        for members in (kinds[kind] for kind in sorted(kinds) if kinds[kind][0].severity == severity):
            yield from _wrap(_summary_line(severity, members[0].code, members), width, 2, hang=8)


def _summary_line(severity: str, code: str, members: Sequence[Finding]) -> str:
    """Old and new values where that says it all, else the words of the first finding and where the rest is."""
    also = sorted({code for one in members for code in one.also})
    joint = say(f"（其中另有{'、'.join(also)}）", f" (also {', '.join(also)})") if also else ""
    if all(one.row is not None and one.fix for one in members):
        shown = list(dict.fromkeys(f"{one.quote or ''}→{one.fix}" for one in members))
        more = say("等", " …") if len(shown) > _SHOWN_ROWS else ""
        return f"{_word(severity)} {code} " + say(
            f"{_titles(code)[0]}：{len(members)}行（{'；'.join(shown[:_SHOWN_ROWS])}{more}）{joint}",
            f"{_titles(code)[1]}, rows {len(members)}: ({'; '.join(shown[:_SHOWN_ROWS])}{more}){joint}",
        )
    first, *rest = members
    return f"{_word(severity)} {code} {first.message}{_place(first)}{_and_more(rest)}{joint}"


def _and_more(rest: Sequence[Finding]) -> str:
    """How many more findings there are of a kind, and of which rows."""
    if not rest:
        return ""
    rows = [one for one in rest if one.row is not None]
    if len(rows) < len(rest):
        return say(f"同类的另有{len(rest)}处。", f" And {len(rest)} more of the kind.")
    zh = "、".join(f"第{one.row}行“{one.quote}”" if one.quote else f"第{one.row}行" for one in rows[:_SHOWN_ROWS])
    en = ", ".join(f"row {one.row} “{one.quote}”" if one.quote else f"row {one.row}" for one in rows[:_SHOWN_ROWS])
    more = say("等", " …") if len(rows) > _SHOWN_ROWS else ""
    return say(f"同类的另有{len(rows)}行：{zh}{more}。", f" And {len(rows)} more of the kind: {en}{more}.")


def _repeated(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Summarised findings about whole tables that say the same of many tables, worst first."""
    same: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.summarised and finding.row is None and finding.table is not None:
            same[finding.severity, finding.code, finding.message].append(finding)
    many = [members for members in same.values() if len({one.table for one in members}) >= _MANY_TABLES]
    return sorted(many, key=lambda members: (SEVERITIES.index(members[0].severity), members[0].code, members[0].table or 0))


def _said_once(members: Sequence[Finding], tables: int) -> str:
    numbers = sorted({one.table for one in members if one.table is not None})
    first = members[0]
    where = say(f"（表{_spans(numbers)}，共{len(numbers)}张表）", f" (tables {_spans(numbers)}: {len(numbers)} in all)")
    if len(numbers) == tables:
        where = say(f"（全部{tables}张表）", f" (all {tables} tables)")
    return f"{_word(first.severity)} {first.code} {first.message}{where}"


def _spans(numbers: Sequence[int]) -> str:
    """``1、3至6、9``."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    to, comma = say("至", "–"), say("、", ", ")
    return comma.join(f"{span[0]}{to}{span[-1]}" if len(span) > 2 else comma.join(map(str, span)) for span in spans)


def _titles(code: str) -> tuple[str, str]:
    from zhibiao.audit.rule import rules

    rule = rules().get(code)
    return (rule.title, rule.name) if rule else (code, code)


def _place(finding: Finding) -> str:
    """Row, line and sheet in brackets; nothing for a finding that has none."""
    places = []
    if finding.row is not None:
        places.append(say(f"第{finding.row}行", f"row {finding.row}"))
    if finding.cell_line is not None or finding.line is not None:
        number = finding.cell_line if finding.cell_line is not None else finding.line
        places.append(say(f"文件第{number}行", f"line {number}"))
    if finding.sheet is not None:
        row = "" if finding.sheet_row is None else say(f"第{finding.sheet_row}行", f" row {finding.sheet_row}")
        places.append(say(f"工作表“{finding.sheet}”{row}", f"sheet {finding.sheet}{row}"))
    place = say("，", ", ").join(places)
    return say(f"（{place}）", f" ({place})") if place else ""


def _one(finding: Finding, width: int) -> Iterator[str]:
    also = say(f"（同处另有{'、'.join(finding.also)}）", f" (also {', '.join(finding.also)})") if finding.also else ""
    yield from _wrap(f"{_word(finding.severity)} {finding.code} {finding.message}{_place(finding)}{also}", width, 2, hang=8)
    if finding.field == "document":
        for line in finding.evidence:
            yield from _wrap(f"· {line}", width, 8, hang=2)
    for proposal in finding.suggestion:
        value = f" {proposal.value}" if proposal.value else ""
        yield from _wrap(
            say(f"可改为：{proposal.level2} {proposal.name}{value}", f"instead: {proposal.level2} {proposal.name}{value}"), width, 8, hang=2
        )


def _word(severity: str) -> str:
    return say({"error": "错误", "warning": "警告", "info": "提示"}[severity], severity.ljust(7))


def _counted(findings: Iterable[Finding], severities: Sequence[Severity] = SEVERITIES) -> str:
    counted = Counter(finding.severity for finding in findings)
    return say(
        "、".join(f"{_word(severity)}{counted[severity]}" for severity in severities),
        ", ".join(f"{severity} {counted[severity]}" for severity in severities),
    )


def _rules(report: Report, width: int) -> Iterator[str]:
    reasons: dict[str, list[str]] = defaultdict(list)
    partly: dict[str, list[str]] = defaultdict(list)
    for status in report.rules:
        if status.status == "skipped":
            reasons[status.why or ""].append(status.code)
        elif status.tables_skipped:
            partly[status.why or ""].append(
                say(f"{status.code}（{status.tables_skipped}张表）", f"{status.code} ({status.tables_skipped} tables)")
            )
    for why, codes in reasons.items():
        many = len(codes) > _MANY_RULES  # what was not selected is no news
        zh, en = (f"{len(codes)}条", str(len(codes))) if many else ("、".join(codes), ", ".join(codes))
        yield from _wrap(say(f"未执行的规则：{zh}（{why}）", f"Rules not run: {en} ({why})"), width, 0, hang=2)
    for why, codes in partly.items():
        yield from _wrap(
            say(f"部分表未执行：{'、'.join(codes)}，原因：{why}", f"Not run on some tables: {', '.join(codes)}: {why}"), width, 0, hang=2
        )


def _totals(report: Report) -> str:
    summary = report.summary
    tables = sum(len(file.tables) for file in report.files)
    ran = sum(status.status == "ran" for status in report.rules)
    hidden = summary.error + summary.warning + summary.info - len(report.findings)
    unlisted = say(f"（其中{hidden}条低于所选级别，未列出）", f" ({hidden} below the chosen severity are not listed)") if hidden else ""
    return say(
        f"共{len(report.files)}份文件、{tables}张表，执行{ran}条规则：错误{summary.error}、警告{summary.warning}、提示{summary.info}{unlisted}。",
        f"files {len(report.files)}, tables {tables}, rules run {ran}: "
        f"error {summary.error}, warning {summary.warning}, info {summary.info}{unlisted}.",
    )


def _unlisted(report: Report) -> Iterator[str]:
    """What settings and baseline keep from being listed, counted before findings are merged at one cell."""
    if report.summary.known:
        yield say(f"基线中已有的{report.summary.known}条未列出。", f"Known to the baseline and not listed: {report.summary.known}.")
    for used in report.suppressions:
        codes = say("、", ", ").join(used.codes)
        if used.findings:
            yield say(
                f"按配置不列出：项目“{used.project}”的{codes}共{used.findings}条（{used.reason}）。",
                f"Suppressed by the settings: {used.findings} of {codes} in “{used.project}” ({used.reason}).",
            )
        else:
            yield say(
                f"配置中不列出项目“{used.project}”的{codes}（{used.reason}），这次没有用到。",
                f"A suppression was not used: {codes} in “{used.project}” ({used.reason}).",
            )


def _graded(report: Report) -> Iterator[str]:
    from zhibiao.audit.grading import grade_shown

    summary = report.summary
    if summary.grade is not None:
        yield say(
            f"估计等次：{summary.grade}（{summary.score}分）。按完整性20、相关性30、适当性30、可行性20估计，不代表财政部门的审核结论。",
            f"Estimated grade: {grade_shown(summary.grade)} ({summary.score} points), by completeness 20, relevance 30, adequacy 30, "
            "feasibility 20; never the bureau's decision.",
        )


def _wrap(text: str, width: int, indent: int, hang: int = 0) -> Iterator[str]:
    """Lines of at most ``width`` columns: Chinese breaks anywhere but before a closing mark, Latin words and numbers whole."""
    text = "".join(c if c.isprintable() else " " for c in text)
    start, line, used = 0, " " * indent, indent
    empty = True
    while start < len(text):
        end = start + 1
        if text[start].isascii() and not text[start].isspace():
            while end < len(text) and text[end].isascii() and not text[end].isspace() and end - start < width - indent - hang:
                end += 1
        while end < len(text) and text[end] in _NO_BREAK_BEFORE and end - start < 12:
            end += 1
        piece = text[start:end]
        size = cell_len(piece)
        if used + size > width and not empty:
            yield line.rstrip()
            line, used, empty = " " * (indent + hang), indent + hang, True
        if not (empty and piece.isspace() and used > indent):
            line, used, empty = line + piece, used + size, False
        start = end
    yield line.rstrip()
