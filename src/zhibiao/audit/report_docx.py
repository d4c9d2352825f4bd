"""An audit as Word: the user's own document with a comment on each cell in question, nothing else changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zhibiao.audit.findings import AuditedTable, Finding, Report
from zhibiao.documents.edit_docx import WordFile
from zhibiao.documents.write_docx import docx_bytes
from zhibiao.domain.tables import CellRef, Document, TargetTable
from zhibiao.messages import say

# Fields of the project that have a cell of their own; what is said of others stands at the project's name.
_AT = {"goal": "goal", "purpose": "purpose", "budget": "budget", "plan": "plan", "code": "code", "title": "title"}
_ENOUGH = 5


def is_word(data: bytes) -> bool:
    """Whether a file's own bytes can carry the comments."""
    return data[:4] == b"PK\x03\x04" and b"word/" in data  # names in a zip's directory are plain; a workbook is a zip too


def render_docx(report: Report, document: Document, source: bytes | None = None) -> bytes:
    """The document with a comment at every finding of the report, which is about this document alone.

    :param source: the user's own Word document, from which ``document`` was read. Without it a fresh one is made of the tables: text and
        JSON have no cells that could carry comments.
    :raises DocumentError: if ``source`` is no Word document.
    """
    data = source
    if data is None:
        from zhibiao.documents import read

        data = docx_bytes(document)
        document = read(data, filename="report.docx")
    word = WordFile(data, document.file)
    audited = report.files[0].tables if report.files else ()
    tables = {one.table: (one, table) for one, table in zip(audited, document.tables, strict=False)}
    for finding in report.findings:
        lines = list(_lines(finding))
        if not any(word.comment(place, lines) for place in _places(finding, tables)):
            word.comment(None, [_place_said(finding), *lines])
    return word.data()


def _places(finding: Finding, tables: Mapping[int, tuple[AuditedTable, TargetTable]]) -> Iterator[CellRef]:
    """Where a comment may stand, best place first: the cell, the row's name; the project's own cell, its name, the first row."""
    found = tables.get(finding.table) if finding.table is not None else None
    if found is None:
        return
    audited, table = found
    if finding.row is not None:
        place = next((n for n, one in enumerate(audited.indicators) if one.row == finding.row), None)
        if place is not None and len(table.indicators) == len(audited.indicators):
            cells = table.indicators[place].cells
            yield from (cells[name] for name in (finding.field, "name", "value") if name in cells)
    for field in (_AT.get(finding.field, "name"), "name", "title", "purpose", "goal"):
        if field in table.cells:
            yield table.cells[field]
    for first in table.indicators[:1]:
        yield from first.cells.values()


def _lines(finding: Finding) -> Iterator[str]:
    word = say({"error": "错误", "warning": "警告", "info": "提示"}[finding.severity], finding.severity)
    also = say(f"（同处另有{'、'.join(finding.also)}）", f" (also {', '.join(finding.also)})") if finding.also else ""
    yield f"{word} {finding.code} {finding.message}{also}"
    if finding.fix:
        yield say(f"建议改为：{finding.fix}", f"Fix: {finding.fix}")
    for proposal in finding.suggestion[:_ENOUGH]:
        value = f" {proposal.value}" if proposal.value else ""
        yield say(f"可改为：{proposal.level2} {proposal.name}{value}", f"Instead: {proposal.level2} {proposal.name}{value}")
    for line in finding.evidence[:_ENOUGH]:
        yield say(f"依据：{line}", f"Evidence: {line}")


def _place_said(finding: Finding) -> str:
    """Table and row in words, for a comment that could not stand at its cell."""
    if finding.table is None:
        return say("整份文件", "The whole document")
    row = say(f"第{finding.row}行", f", row {finding.row}") if finding.row is not None else ""
    return say(f"表{finding.table} {finding.project or ''}{row}", f"Table {finding.table} {finding.project or ''}{row}")
