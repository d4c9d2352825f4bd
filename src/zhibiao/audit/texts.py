"""Every text of a table or of the narrative, with the field it stands in: what rules on wording read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from zhibiao.audit.findings import Field
from zhibiao.audit.rule import DocumentView, TableView
from zhibiao.domain.tables import Indicator


class Text(NamedTuple):
    """A cell as written; ``row`` only for cells of indicator rows, ``view`` only for cells of a table."""

    field: Field
    text: str
    row: Indicator | None = None
    view: TableView | None = None


def table_texts(view: TableView) -> Iterator[Text]:
    """The cells of one table that hold words of the author."""
    project = view.project
    yield Text("table", project.name, None, view)
    if project.purpose:
        yield Text("purpose", project.purpose, None, view)
    for goal in project.goals:
        yield Text("goal", goal, None, view)
    for row in view.rows:
        yield Text("name", row.name, row, view)
        if row.description and row.description != row.name:
            yield Text("description", row.description, row, view)
        if row.value.text is not None:
            yield Text("value", row.value.raw, row, view)
        if row.basis:
            yield Text("basis", row.basis, row, view)


def narrative(document: DocumentView) -> Iterator[Text]:
    """The running text outside the tables."""
    if document.source is None:
        return
    for goal in document.source.overall_goals:
        yield Text("document", goal)
    for sub in document.source.sub_goals:
        for part in (sub.title, sub.goal, sub.indicators):
            if part:
                yield Text("document", part)
