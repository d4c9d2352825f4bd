"""Cell by cell: what must be read against what was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.documents.generated.sheets import Case, Expected

from zhibiao.domain.tables import Document, Indicator, Project, TargetTable

MISSING = "(missing)"


def cells(case: Case, document: Document | None) -> Iterator[tuple[str, Any, Any]]:
    """Field, expected and read value of every cell of a case; nothing of a missing table or row is right."""
    tables = list(document.tables) if document is not None else []
    for index, expected in enumerate(case.expected):
        table = tables[index] if index < len(tables) else None
        yield from _table(expected, table)
    for table in tables[len(case.expected) :]:
        yield "table", None, table.project.name


def _table(expected: Expected, table: TargetTable | None) -> Iterator[tuple[str, Any, Any]]:
    yield "kind", expected.kind, table.document_kind if table else MISSING
    for field, value in expected.project.items():
        yield f"project.{field}", value, _of_project(table.project, field) if table else MISSING
    rows = list(table.indicators) if table else []
    for index, fields in enumerate(expected.rows):
        row = rows[index] if index < len(rows) else None
        for field, value in fields.items():
            yield field, _plain(value), _plain(_of_row(row, field, value) if row else MISSING)
    for row in rows[len(expected.rows) :]:
        yield "row", None, row.name


def _of_project(project: Project, field: str) -> Any:
    value = getattr(project, field)
    return float(value.yuan) if value is not None and field in ("budget", "fiscal") and value.yuan is not None else value


def _of_row(row: Indicator, field: str, expected: Any) -> Any:
    value = getattr(row, field)
    if field == "weight":
        return None if value is None else float(value)
    if field == "value":
        found: dict[str, Any] = {
            "operator": value.operator, "number": None if value.number is None else float(value.number), "unit": value.unit,
            "text": value.text, "date": value.date.isoformat() if value.date else None,
        }  # fmt: skip
        return {key: found[key] for key in expected}
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return re.sub(r"\s", "", value) if isinstance(value, str) else value
