"""An audit as SARIF 2.1.0, the exchange format of static analysis: one run, the rules with their documentation, findings with fingerprints.

Source of the shapes: OASIS SARIF 2.1.0. A finding has the file as physical location (with a line where the format has lines) and the table,
project, row and field as logical locations.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from zhibiao.audit import grading
from zhibiao.audit.catalogue import catalogue, explain
from zhibiao.audit.findings import Finding, Report
from zhibiao.messages import say

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "zhibiao/v1"
_LEVEL = {"error": "error", "warning": "warning", "info": "note"}


def render_sarif(report: Report) -> str:
    """UTF-8 JSON text of one SARIF log, the same for the same report, a line break at the end."""
    import zhibiao

    infos = catalogue()
    places = {info.code: place for place, info in enumerate(infos)}
    rules = [
        {
            "id": info.code,
            "name": info.name,
            "shortDescription": {"text": info.title},
            "fullDescription": {"text": info.summary},
            "help": {"text": explain(info.code)},
            "defaultConfiguration": {"level": _LEVEL[info.severity]},
            "properties": {"tags": [grading.dimension(info.code), info.code.rstrip("0123456789")]},
        }
        for info in infos
    ]
    driver = {
        "name": "zhibiao",
        "semanticVersion": zhibiao.__version__,
        "version": zhibiao.__version__,
        "language": say("zh-CN", "en-US"),
        "rules": rules,
    }
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": _uri(file.file)}} for file in report.files if file.file is not None],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(report)}],
        "results": [_result(finding, places) for finding in report.findings],
        "properties": {"summary": report.summary.model_dump(mode="json")},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _result(finding: Finding, places: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {"ruleId": finding.code}
    if finding.code in places:
        result["ruleIndex"] = places[finding.code]
    fix = say(f"建议改为：{finding.fix}", f"Fix: {finding.fix}") if finding.fix else ""
    result |= {
        "level": _LEVEL[finding.severity],
        "message": {"text": f"{finding.message}{' ' if fix else ''}{fix}"},
        "locations": [_location(finding)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "rank": round(100 * finding.confidence, 1),
        "properties": finding.model_dump(
            mode="json",
            include={"severity", "table", "project", "row", "field", "quote", "evidence", "suggestion", "fix", "fix_safety", "also"},
        ),
    }
    return result


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding.file is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.file)}}
        line = finding.cell_line if finding.cell_line is not None else finding.line
        if line is not None:
            physical["region"] = {"startLine": line}
        location["physicalLocation"] = physical
    return location | {"logicalLocations": _logical(finding)}


def _logical(finding: Finding) -> Sequence[dict[str, Any]]:
    """From the document down to the cell: table, row, field."""
    if finding.table is None:
        return [{"name": finding.field, "fullyQualifiedName": "document", "kind": "module"}]
    whole = f"table/{finding.table}"
    found: list[dict[str, Any]] = [{"name": finding.project or whole, "fullyQualifiedName": whole, "kind": "object"}]
    if finding.row is not None:
        whole = f"{whole}/row/{finding.row}"
        found.append({"name": str(finding.row), "fullyQualifiedName": whole, "kind": "array"})
    return [*found, {"name": finding.field, "fullyQualifiedName": f"{whole}/{finding.field}", "kind": "value"}]


def _notifications(report: Report) -> list[dict[str, Any]]:
    """Rules that did not run, and how files were read: nothing found and not looked at are two things."""
    notes: list[dict[str, Any]] = [
        {
            "level": "note",
            "message": {"text": say(f"规则{status.code}未执行：{status.why}", f"rule {status.code} did not run: {status.why}")},
            "associatedRule": {"id": status.code},
        }
        for status in report.rules
        if status.status == "skipped"
    ]
    for file in report.files:
        for note in file.notes:
            entry: dict[str, Any] = {"level": "note", "message": {"text": note}}
            if file.file is not None:
                entry["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": _uri(file.file)}}}]
            notes.append(entry)
    for used in report.suppressions:
        text = say(
            f"按配置不列出：项目“{used.project}”{'、'.join(used.codes)}共{used.findings}条，原因：{used.reason}",
            f"suppressed: {used.findings} of {', '.join(used.codes)} in “{used.project}”: {used.reason}",
        )
        notes.append({"level": "note", "message": {"text": text}})
    return notes


def _uri(name: str | None) -> str:
    return quote(name or "", safe="/-._~") if name != "-" else "stdin"
