"""An audit as text for a terminal: by file and table, worst first, in a given width with double-width characters counted as two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from zhibiao.audit.findings import SEVERITIES, Finding, Report, Severity
from zhibiao.messages import say

MIN_WIDTH = 40
_NO_BREAK_BEFORE = "，。；：、！？）】》”’％%,.;:)]"


def render_text(report: Report, width: int = 100) -> str:
    """The report in lines of at most ``width`` columns (40 at least). Kinds marked ``summarised`` take one line per table."""
    width = max(width, MIN_WIDTH)
    lines: list[str] = []
    for file in report.files:
        findings = [finding for finding in report.findings if finding.file == file.file]
        lines += _file(file.file, len(file.tables), findings, {table.table: table.project for table in file.tables}, width, _listed(report))
        lines.append("")
    lines += _rules(report, width)
    lines += _wrap(_totals(report), width, 0)
    return "\n".join(lines) + "\n"


def _file(
    name: str | None, tables: int, findings: Sequence[Finding], projects: dict[int, str], width: int, listed: Sequence[Severity]
) -> Iterator[str]:
    title = name or say("（直接给出的表）", "(tables given directly)")
    head = say(f"{title}：{tables}张表，{_counted(findings, listed)}", f"{title}: tables {tables}, {_counted(findings, listed)}")
    yield from _wrap(head, width, 0)
    yield "─" * width
    if tables == 0:
        yield from _wrap(say("没有找到绩效目标表。", "no target table was found."), width, 2)
    by_table: dict[int | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_table[finding.table].append(finding)
    order = sorted(by_table, key=lambda number: (number is not None, [-n for n in _severities(by_table[number])], number or 0))
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
    if findings and len(by_table.keys() - {None}) < tables:
        clean = tables - len(by_table.keys() - {None})
        yield ""
        level = "" if len(listed) == len(SEVERITIES) else "、".join(map(_word, listed))
        yield from _wrap(say(f"其余{clean}张表没有发现{level}问题。", f"no {level or 'finding'} in the other {clean} tables."), width, 0)


def _listed(report: Report) -> list[Severity]:
    """The severities that the findings hold: those below the level asked for are counted in the summary only."""
    held = {finding.severity for finding in report.findings}
    return [severity for severity in SEVERITIES if severity in held or not getattr(report.summary, severity)]


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
    if len(members) == 1 and members[0].row is None:
        return f"{_word(severity)} {code} {members[0].message}"
    shown = list(dict.fromkeys((f"{one.quote}→{one.fix}" if one.fix else one.quote or "") for one in members))
    more = say("等", " …") if len(shown) > 4 else ""
    also = sorted({code for one in members for code in one.also})
    joint = say(f"（其中另有{'、'.join(also)}）", f" (also {', '.join(also)})") if also else ""
    return f"{_word(severity)} {code} " + say(
        f"{_titles(code)[0]}：{len(members)}行（{'；'.join(shown[:4])}{more}）{joint}",
        f"{_titles(code)[1]}, rows {len(members)}: ({'; '.join(shown[:4])}{more}){joint}",
    )


def _titles(code: str) -> tuple[str, str]:
    from zhibiao.audit.rule import rules

    rule = rules().get(code)
    return (rule.title, rule.name) if rule else (code, code)


def _one(finding: Finding, width: int) -> Iterator[str]:
    places = []
    if finding.row is not None:
        places.append(say(f"第{finding.row}行", f"row {finding.row}"))
    if finding.cell_line is not None or finding.line is not None:
        number = finding.cell_line if finding.cell_line is not None else finding.line
        places.append(say(f"文件第{number}行", f"line {number}"))
    place = say("，", ", ").join(places)
    where = say(f"（{place}）", f" ({place})") if place else ""
    also = say(f"（同处另有{'、'.join(finding.also)}）", f" (also {', '.join(finding.also)})") if finding.also else ""
    yield from _wrap(f"{_word(finding.severity)} {finding.code} {finding.message}{where}{also}", width, 2, hang=8)
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
        yield from _wrap(say(f"未执行的规则：{'、'.join(codes)}（{why}）", f"Rules not run: {', '.join(codes)} ({why})"), width, 0, hang=2)
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
