"""Results in the forms other programs read: JSON, CSV, Word and workbooks; and the report of ``import``."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from zhibiao.files import write_atomically

if TYPE_CHECKING:
    from zhibiao.domain.tables import Document, TargetTable
    from zhibiao.knowledge.forms import Profile
    from zhibiao.knowledge.importing import ImportReport
    from zhibiao.recommend.suggestion import Suggestion

CSV_HEADER = (
    "一级指标",
    "二级指标",
    "三级指标",
    "绩效指标描述",
    "指标值",
    "指标值确定依据",
    "指标性质",
    "数值",
    "度量单位",
    "来源",
    "说明",
)


def json_text(shape: BaseModel | Sequence[BaseModel]) -> str:
    """JSON of one object or a list, Chinese unescaped, keys in the order of the contract."""
    data: Any = shape.model_dump(mode="json") if isinstance(shape, BaseModel) else [item.model_dump(mode="json") for item in shape]
    return json.dumps(data, ensure_ascii=False, indent=2)


def documents_text(documents: Sequence[Document], format: str) -> str:
    """Documents as ``json`` (a list) or ``table``."""
    if format == "json":
        return json_text(documents)
    from zhibiao import render  # only here: what is drawn on a terminal is not loaded for other programs

    return "\n".join(render.document_text(document, render.terminal_width()) for document in documents)


def suggestion_text(suggestion: Suggestion, format: str) -> str:
    """A suggestion as ``table``, ``json`` or ``csv``."""
    match format:
        case "json":
            return json_text(suggestion)
        case "csv":
            return suggestion_csv(suggestion)
    from zhibiao import render

    return render.suggestion_text(suggestion, render.terminal_width())


def suggestion_csv(suggestion: Suggestion) -> str:
    """The rows of a suggestion, the value whole and split into sign, number and unit as other provinces' forms want it.

    Weights stand in a last column where they were asked for. No cell can be taken for a formula by a spreadsheet; ``TargetValue.parse``
    reads every value back.
    """
    from zhibiao.render import ground

    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    weighed = any(row.weight is not None for row in suggestion.indicators)
    writer.writerow((*CSV_HEADER, *(["权重"] if weighed else ())))
    for row in suggestion.indicators:
        value = row.value
        number = "" if value.number is None else str(value).removeprefix(value.operator or "").removesuffix(value.unit or "")
        cells = (row.level1, row.level2, row.name, row.description, str(value), row.basis)
        split = (value.operator, number, value.unit, "+".join(row.sources), ground(row))
        weight = [f"{row.weight or ''}"] if weighed else []
        writer.writerow([_inert(cell or "") for cell in (*cells, *split, *weight)])
    return page.getvalue()


def _inert(cell: str) -> str:
    """A cell that a spreadsheet takes for text: ``=1座`` opens with a full-width sign, which reads and parses the same."""
    if cell == "=" or not cell:
        return cell
    if cell[0] == "=":
        return "＝" + cell[1:]
    return "'" + cell if cell[0] in "+-@\t\r" else cell


def json_lines(document: Document) -> str:
    """The tables of a document as corpus lines, one a line."""
    from zhibiao.knowledge.corpus import to_line

    return "".join(to_line(table) + "\n" for table in document.tables)


def docx(content: Document | TargetTable, profile: Profile | None = None) -> bytes:
    """A document or a table as a Word document in the form of ``profile`` (Hebei's by default).

    Bytes, so that Word goes to a user's file by the same way as every other result.
    """
    from zhibiao.documents.write_docx import docx_bytes

    return docx_bytes(content, profile)


FORMS = (".docx", ".xlsx")  # what is laid out as a form; the others are data
CONVERTED = (*FORMS, ".json", ".jsonl", ".csv")


def converted(document: Document, suffix: str, profile: Profile | None = None, template: Path | None = None) -> bytes:
    """A document in the format that ``suffix``, one of :data:`CONVERTED`, names.

    :param profile: the form that Word and workbooks are laid out in.
    :param template: a form of the user's own that they are filled into.
    :raises InputError: a template that cannot be used, or no table for a form.
    """
    if template is not None:
        from zhibiao.documents.template import fill_template

        return fill_template(template, document.tables, suffix, profile)
    match suffix:
        case ".docx":
            return docx(document, profile)
        case ".xlsx":
            from zhibiao.documents.write_xlsx import xlsx_bytes

            return xlsx_bytes(document, profile)
        case ".jsonl":
            return json_lines(document).encode()
        case ".csv":
            return tables_csv(document.tables).encode("utf-8-sig")  # the mark tells spreadsheets that it is UTF-8
    return (json_text(document) + "\n").encode()


def tables_csv(tables: Sequence[TargetTable]) -> str:
    """The indicators of tables one a line, what is said of their project repeated on each. No cell is a formula to a spreadsheet."""
    from zhibiao.documents.template_fields import Fields, shown

    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    of_project = ("project.name", "project.code", "project.unit", "project.year", "project.budget", "project.purpose", "project.goals")
    of_row = (
        "level1",
        "level2",
        "name",
        "description",
        "value",
        "basis",
        "sign",
        "number",
        "unit",
        "weight",
        "direction",
        "actual",
        "score",
    )
    writer.writerow(_TABLE_HEADER)
    for table in tables:
        fields = Fields(table, None)
        for row in fields.rows:
            values = [*(fields.project[name] for name in of_project), *(row[f"row.{name}"] for name in of_row)]
            writer.writerow([_inert(shown(value)) for value in values])
    return page.getvalue()


_TABLE_HEADER = (
    "项目名称", "项目编码", "预算单位", "年度", "预算数", "资金用途", "绩效目标", "一级指标", "二级指标", "三级指标", "绩效指标描述",
    "指标值", "指标值确定依据", "指标性质", "数值", "度量单位", "权重", "指标方向性", "实际完成值", "得分",
)  # fmt: skip


def save(path: Path, data: bytes) -> None:
    """Put a result where the user asked for it.

    :raises InputError: if ``path`` cannot be written.
    """
    write_atomically(path, data, make_folders=False)


def import_text(report: ImportReport, format: str = "table") -> str:
    """What an import added, repaired and refused, per file and in all, as ``table`` or ``json``."""
    if format == "json":
        return json_text(report)
    from zhibiao import render, render_import

    return render_import.report_text(report, render.terminal_width())
