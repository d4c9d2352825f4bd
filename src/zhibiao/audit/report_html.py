"""An audit as one HTML file: the tables as they stand with marked cells, filters, and a summary. Nothing is loaded from anywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from zhibiao.audit import grading
from zhibiao.audit.catalogue import catalogue
from zhibiao.audit.findings import SEVERITIES, AuditedFile, AuditedTable, Finding, Report
from zhibiao.documents.form_columns import as_written
from zhibiao.domain.tables import Document, Indicator, TargetTable
from zhibiao.files import shown_name
from zhibiao.language.numerals import plain
from zhibiao.messages import say

if TYPE_CHECKING:
    from jinja2 import Template

# Columns of the form; those after the first six stand only where a row has them.
_COLUMNS = (
    ("level1", "一级指标", "Level 1"), ("level2", "二级指标", "Level 2"), ("name", "三级指标", "Indicator"),
    ("description", "绩效指标描述", "Description"), ("value", "指标值", "Value"), ("basis", "指标值确定依据", "Basis"),
    ("weight", "权重", "Weight"), ("actual", "实际完成值", "Actual"), ("score", "得分", "Score"), ("direction", "指标方向性", "Direction"),
)  # fmt: skip
_OPTIONAL = ("weight", "actual", "score", "direction")
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


class Cell(NamedTuple):
    """A cell as drawn: text, the worst severity found in it (empty for none), and the numbers of the findings."""

    text: str
    severity: str = ""
    marks: tuple[int, ...] = ()


class Line(NamedTuple):
    """A line of the project part: label and cell."""

    label: str
    cell: Cell


class Drawn(NamedTuple):
    """A table as drawn, with the findings about it (number in the report, finding)."""

    audited: AuditedTable
    lines: list[Line]
    columns: list[str]
    rows: list[tuple[int | None, list[Cell]]]
    findings: list[tuple[int, Finding]]


class DrawnFile(NamedTuple):
    """A file as drawn: worst table first, as the text report has it."""

    name: str
    audited: AuditedFile
    tables: list[Drawn]
    findings: list[tuple[int, Finding]]


def render_html(report: Report, documents: Sequence[Document]) -> str:
    """The report as one HTML page.

    :param documents: the documents of ``report.files``, in this order; their tables are drawn with the cells in question marked.
    """
    numbered = list(enumerate(report.findings, start=1))
    files = [_file(file, document, numbered) for file, document in zip(report.files, documents, strict=True)]
    met = {finding.code for finding in report.findings}
    counted = {code: sum(one.code == code for one in report.findings) for code in met}
    page: dict[str, Any] = {
        "report": report,
        "files": files,
        "rules": [(info.code, say(info.title, info.name), counted[info.code]) for info in catalogue() if info.code in met],
        "severities": [
            (word, _word(word), sum(one.severity == word for one in report.findings), getattr(report.summary, word)) for word in SEVERITIES
        ],
        "dimensions": " · ".join(f"{grading.dimension_name(name)} {weight}" for name, weight in grading.DIMENSIONS.items()),
        "grade_shown": grading.grade_shown,
        "word": _word,
        "say": say,
        "language": say("zh-CN", "en"),
        "skipped": [status for status in report.rules if status.status == "skipped"],
        "field_word": field_word,
    }
    return _template().render(page)


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    source = resources.files(__package__).joinpath("templates/report.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    return environment.from_string(source)


def _file(file: AuditedFile, document: Document, numbered: Sequence[tuple[int, Finding]]) -> DrawnFile:
    mine = [(number, finding) for number, finding in numbered if finding.file == file.file]
    by_table: dict[int | None, list[tuple[int, Finding]]] = defaultdict(list)
    for number, finding in mine:
        by_table[finding.table].append((number, finding))
    drawn = [_drawn(one, table, by_table[one.table]) for one, table in zip(file.tables, document.tables, strict=True)]
    drawn.sort(key=lambda one: ([-sum(f.severity == word for _, f in one.findings) for word in SEVERITIES], one.audited.table))
    return DrawnFile(
        shown_name(file.file) if file.file else say("（直接给出的表）", "(tables given directly)"), file, drawn, by_table[None]
    )


def _drawn(audited: AuditedTable, table: TargetTable, findings: list[tuple[int, Finding]]) -> Drawn:
    findings = sorted(findings, key=lambda item: (_RANK[item[1].severity], item[1].row or 0, item[1].code))
    at: dict[tuple[int | None, str], list[tuple[int, Finding]]] = defaultdict(list)
    for number, finding in findings:
        at[finding.row, finding.field].append((number, finding))

    def cell(text: str, row: int | None, field: str) -> Cell:
        met = at[row, field]
        worst = min((finding.severity for _, finding in met), key=_RANK.__getitem__, default="")
        return Cell(text, worst, tuple(number for number, _ in met))

    columns = [
        (field, zh, en)
        for field, zh, en in _COLUMNS
        if field not in _OPTIONAL or any(getattr(row, field) is not None for row in table.indicators)
    ]
    rows = [
        (one.row, [cell(_text(row, field), one.row, field) for field, _, _ in columns])
        for one, row in zip(audited.indicators, table.indicators, strict=True)
    ]
    return Drawn(audited, _lines(table, cell), [say(zh, en) for _, zh, en in columns], rows, findings)


def _lines(table: TargetTable, cell: Any) -> list[Line]:
    project = table.project
    money = [
        f"{word} {amount.raw}"
        for word, amount in (
            (say("预算数", "budget"), project.budget),
            (say("财政资金", "fiscal"), project.fiscal),
            (say("其他资金", "other"), project.other),
        )
        if amount is not None
    ]
    money += [f"{line.label} {line.raw}" for line in project.funding]
    plan = [f"{step.label} {'' if step.percent is None else plain(step.percent) + '%'}".rstrip() for step in project.spending_plan]
    lines = [
        Line(say("项目名称", "Project"), cell(project.name, None, "name")),
        Line(say("项目编码", "Code"), cell(project.code or "", None, "code")),
        Line(say("资金", "Money"), cell("；".join(money), None, "budget")),
        Line(say("资金用途", "Purpose"), cell(project.purpose or "", None, "purpose")),
        Line(say("支出计划", "Plan"), cell("；".join(plan), None, "plan")),
        Line(say("绩效目标", "Goal"), cell("\n".join(project.goals), None, "goal")),
    ]
    if table.heading is not None:
        lines.insert(0, Line(say("表题", "Heading"), cell(table.heading.text, None, "title")))
    return [line for line in lines if line.cell.text or line.cell.marks]


def _text(row: Indicator, field: str) -> str:
    if field == "value":
        return as_written(row.value).strip()
    found = getattr(row, f"{field}_raw", None) or getattr(row, field)
    return "" if found is None else str(found)


def _word(severity: str) -> str:
    return say({"error": "错误", "warning": "警告", "info": "提示"}[severity], severity)


def field_word(finding: Finding) -> str:
    """Which cell a finding is about, in words: ``第3行 指标值``."""
    words = {field: (zh, en) for field, zh, en in _COLUMNS}
    words |= {
        "purpose": ("资金用途", "Purpose"), "goal": ("绩效目标", "Goal"), "budget": ("资金", "Money"), "code": ("项目编码", "Code"),
        "plan": ("支出计划", "Plan"), "title": ("表题", "Heading"), "table": ("全表", "Table"), "document": ("全文", "Document"),
    }  # fmt: skip
    if finding.row is None and finding.field == "name":
        words["name"] = ("项目名称", "Project")
    zh, en = words[finding.field]
    row = say(f"第{finding.row}行 ", f"Row {finding.row} ") if finding.row is not None else ""
    return row + say(zh, en)
