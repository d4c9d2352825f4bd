"""Tables already understood: JSON of the contract (a table, a document, or a list), and corpus lines."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from zhibiao.documents.refusals import explain
from zhibiao.domain.tables import Document, Indicator, Source, TargetTable
from zhibiao.messages import DocumentError, say

MAX_TABLES = 100_000
_LOOKS_LIKE_JSON = re.compile(r"\s*(?:\{\s*(?:\"|\})|\[\s*(?:\{|\]))")
_NOT_OF_THE_TABLE = ("id", "flags")  # a corpus line carries these beside the table
_OF_A_SUGGESTION = ("model", "questions", "abstained")  # what suggest prints beside project and indicators


def is_json(text: str) -> bool:
    """Whether a text begins as a JSON object or a list of them (``[bookmark: …]`` does not)."""
    return _LOOKS_LIKE_JSON.match(text) is not None


def read_json(text: str, file: str) -> Document:
    """A document of the tables in a JSON text, or of one table per line.

    :raises DocumentError: naming the line or the table, the field, and what is wrong.
    """
    objects = [(line, start) for line, start in enumerate(text.split("\n"), start=1) if start.startswith("{") and len(start) > 1]
    by_lines = file.lower().endswith(".jsonl") or (len(objects) > 1 and not text.lstrip().startswith("["))
    if by_lines:
        return _assemble(
            [(_line(n), _load(line, file, _line(n))) for n, line in enumerate(text.split("\n"), start=1) if line.strip()], file
        )
    whole = _load(text, file, None)
    if isinstance(whole, list):
        return _assemble([(say(f"第{n}项", f"item {n}"), item) for n, item in enumerate(whole, start=1)], file)
    return _assemble([(say("全文", "the whole"), whole)], file)


def _line(number: int) -> str:
    return say(f"第{number}行", f"line {number}")


def _load(text: str, file: str, place: str | None) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = place or say(f"第{error.lineno}行第{error.colno}个字符", f"line {error.lineno}, character {error.colno}")
        raise DocumentError(
            say(
                f"“{file}”{where}不是正确的JSON，请检查引号、逗号和括号。",
                f"{file}, {where}: not valid JSON; check quotes, commas and brackets.",
            )
        ) from None
    except (RecursionError, ValueError):
        where = place or say("某处", "somewhere")
        raise DocumentError(
            say(
                f"“{file}”{where}的JSON嵌套过深或数字无法使用，请检查该处。",
                f"{file}, {where}: nested too deep, or a number that cannot be used.",
            )
        ) from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _assemble(items: list[tuple[str, Any]], file: str) -> Document:
    documents: list[Document] = []
    tables: list[TargetTable] = []
    for place, item in items:
        if isinstance(item, dict) and "tables" in item:
            document = _model(Document, item, file, place)
            documents.append(document)
            tables.extend(document.tables)
        elif isinstance(item, dict) and "indicators" in item and any(name in item for name in _OF_A_SUGGESTION):
            tables.append(_model(TargetTable, _suggested(item), file, place))
        elif isinstance(item, dict) and ("project" in item or "indicators" in item):
            tables.append(_model(TargetTable, {k: v for k, v in item.items() if k not in _NOT_OF_THE_TABLE}, file, place))
        else:
            raise DocumentError(
                say(
                    f"“{file}”{place}不是项目绩效目标表（缺少project或indicators），请用zhibiao parse --format json的输出。",
                    f"{file}, {place}: no target table (no project, no indicators); use the output of zhibiao parse --format json.",
                )
            )
        if len(tables) > MAX_TABLES:
            raise DocumentError(
                say(f"“{file}”超过{MAX_TABLES}张表，请拆成几个文件。", f"{file} has more than {MAX_TABLES} tables; split it.")
            )
    if not tables:
        raise DocumentError(say(f"“{file}”里没有绩效目标表，请检查内容。", f"{file} holds no target table; check its content."))
    placed = tuple(t if t.source else t.model_copy(update={"source": Source(file=file, table=n)}) for n, t in enumerate(tables, start=1))
    if len(documents) == 1 and len(documents[0].tables) == len(tables):
        return documents[0].model_copy(update={"file": file, "tables": placed})
    repairs = tuple(repair for document in documents for repair in document.repairs)
    unread = tuple(entry for document in documents for entry in document.unread)
    return Document(file=file, tables=placed, repairs=repairs, unread=unread)


def _suggested(item: dict[str, Any]) -> dict[str, Any]:
    """A suggestion of ours as a table: without its evidence, with the drafted goals where the project has none.

    Said by what a table knows, not by what a suggestion adds, for reading documents knows nothing of suggestions.
    """
    table = {k: v for k, v in item.items() if k in TargetTable.model_fields}
    project, goals, rows = table.get("project"), item.get("goals"), table["indicators"]
    if isinstance(project, dict) and goals and not project.get("goals"):
        table["project"] = project | {"goals": goals}
    if isinstance(rows, list):
        known = Indicator.model_fields.keys() - {"score"}  # a form's score is what the evaluation gave, a suggestion's its rank
        table["indicators"] = [
            {k: v for k, v in row.items() if k in known} | {"row": n} if isinstance(row, dict) else row
            for n, row in enumerate(rows, start=1)
        ]
    return {"form": "hebei"} | table


def _model(model: Any, item: dict[str, Any], file: str, place: str) -> Any:
    try:
        return model.model_validate(item)
    except ValidationError as error:
        problem = error.errors()[0]
        path = ".".join(str(part) for part in problem["loc"]) or "?"
        raise DocumentError(
            say(
                f"“{file}”{place}的字段{path}{explain(problem)}，请改正后再读取。",
                f"{file}, {place}: field {path} {explain(problem)}; correct it and read again.",
            )
        ) from None
    except RecursionError:
        raise DocumentError(say(f"“{file}”{place}嵌套过深，请检查。", f"{file}, {place}: nested too deep.")) from None
