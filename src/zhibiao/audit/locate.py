"""From what a rule says to a finding at its place: file, table, row, lines, fingerprint."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from zhibiao.audit.findings import Finding
from zhibiao.audit.rule import DocumentView, Hit, Rule, TableView
from zhibiao.audit.words import squeeze
from zhibiao.domain.tables import CellRef, Indicator

# Fields whose own cell is meant; every other finding about a project stands at its name.
_OWN_CELL = ("purpose", "goal", "budget", "plan")
MAX_QUOTE = 120


class Located(NamedTuple):
    """A finding, the row it hit (position in the table, ``None`` for none), and the hit that it was made of."""

    finding: Finding
    row_id: int | None
    hit: Hit
    project_code: str | None = None


def locate(rule: Rule, document: DocumentView, hits: Iterable[tuple[TableView | None, Hit]]) -> list[Located]:
    """Findings of one rule on one document, in the order the rule gave them."""
    seen: Counter[tuple[str, ...]] = Counter()
    return [_located(rule, document, view, hit, seen) for view, hit in hits]


def _located(rule: Rule, document: DocumentView, view: TableView | None, hit: Hit, seen: Counter[tuple[str, ...]]) -> Located:
    position = _position(view, hit.row)
    row = hit.row
    line, cell_line = _lines(view, hit)
    project = view.project.name if view else ""
    content = (
        rule.code, hit.field, squeeze(project), hit.level2 or (row.level2 or "" if row else ""), _text(hit),
    )  # fmt: skip
    seen[content] += 1
    quote = hit.quote if hit.quote is None or len(hit.quote) <= MAX_QUOTE else hit.quote[:MAX_QUOTE] + "…"
    finding = Finding(
        code=rule.code,
        name=rule.name,
        severity=hit.severity or rule.severity,
        message=hit.message,
        file=document.file,
        table=view.number if view else None,
        project=view.project.name if view else None,
        row=None if row is None or position is None else row.row if row.row is not None else position + 1,
        line=line,
        cell_line=cell_line,
        sheet=view.table.source.sheet if view is not None and view.table.source is not None else None,
        sheet_row=_sheet_row(view, hit),
        field=hit.field,
        quote=quote,
        evidence=hit.evidence,
        suggestion=hit.suggestion,
        fix=hit.fix,
        fix_safety=None if hit.fix is None else "safe" if hit.safe else "unsafe",
        confidence=hit.confidence,
        summarised=hit.summarised,
        fingerprint=hashlib.sha256("\x1f".join((*content, str(seen[content]))).encode()).hexdigest(),
    )
    return Located(finding, position, hit, view.project.code if view else None)


def _text(hit: Hit) -> str:
    """What the finding is about, in the document's own words: it must change when the cell does, and not with position or language."""
    if hit.identity is not None:
        return squeeze(hit.identity)
    name = hit.row.name if hit.row else ""
    return squeeze(name) + "\x1e" + squeeze(hit.quote or "")


def _position(view: TableView | None, row: Indicator | None) -> int | None:
    if view is None or row is None:
        return None
    return view.places.get(id(row))


def _lines(view: TableView | None, hit: Hit) -> tuple[int | None, int | None]:
    if hit.row is not None:
        name = hit.row.cells.get("name")
        line = name.line if name is not None and name.line is not None else hit.row.line
        cell = hit.row.cells.get(hit.field)
        return line, cell.line if cell is not None and cell.line is not None else line
    if view is None:
        return None, None
    cells = view.table.cells
    met = next((place for name in _project_cells(hit) if (place := _ref(cells, name)) is not None), None)
    line = met if met is not None else view.table.source.line if view.table.source else None
    return line, line


def _project_cells(hit: Hit) -> tuple[str, ...]:
    """The cells of a table at which a finding about its project can stand, the best first."""
    return ("heading" if hit.field == "title" else hit.field, "name") if hit.field in ("title", *_OWN_CELL) else ("name",)


def _sheet_row(view: TableView | None, hit: Hit) -> int | None:
    """The row of the cell meant on its sheet, from 1; ``None`` where the table comes from no workbook."""
    if view is None or view.table.source is None or view.table.source.sheet is None:
        return None
    cells, names = (hit.row.cells, (hit.field, "name")) if hit.row is not None else (view.table.cells, _project_cells(hit))
    cell = next((cells[name] for name in names if name in cells), None)
    return None if cell is None or cell.row is None else cell.row + 1


def _ref(cells: dict[str, CellRef], name: str) -> int | None:
    cell = cells.get(name)
    return cell.line if cell is not None else None
