"""An example for every body, of an invented township; a test sends the requests and checks the answers against their schemas."""

from __future__ import annotations

from typing import Any

_PROJECT = {
    "name": "清水镇农村道路硬化工程",
    "unit": "清水镇人民政府",
    "year": 2025,
    "budget": "96万元",
    "purpose": "硬化村内道路3.2公里，2025年10月底前完工。",
    "goals": ["改善群众出行条件"],
}
_ROW = {
    "level1": "产出指标",
    "level2": "数量指标",
    "name": "道路硬化长度",
    "description": "硬化村内道路的长度",
    "value": "=3.2公里",
    "basis": "实施方案",
}
_READ_VALUE = {"raw": "=3.2公里", "kind": "count", "operator": "=", "number": 3.2, "unit": "公里"}
_READ_PROJECT = _PROJECT | {"budget": {"raw": "96万元", "yuan": 960000}}
_READ_ROW = _ROW | {"value": _READ_VALUE, "row": 1}
_TABLE = {"form": "hebei", "project": _PROJECT, "indicators": [_ROW | {"row": 1}]}

REQUESTS: dict[str, Any] = {
    "/v1/suggest": {"project": _PROJECT, "weights": True},
    "/v1/values": {"indicator": "道路硬化长度", "level2": "数量指标", "project": _PROJECT},
    "/v1/audit": _TABLE,
    "/v1/feedback": {
        "id": "5b3c9f0e-6a51-4a53-9a3e-0d5d2b1f7a10",
        "draft": "清水镇-2025-道路硬化",
        "model": {"name": "default", "version": "0123456789ab"},
        "project": _PROJECT,
        "rows": [
            {"action": "accepted", "suggested": _ROW},
            {"action": "edited", "suggested": _ROW | {"name": "验收合格率", "level2": "质量指标", "value": "≥95%"},
             "final": _ROW | {"name": "工程验收合格率", "level2": "质量指标", "value": "=100%"}},
            {"action": "rejected", "suggested": _ROW | {"name": "道路养护次数", "value": "≥2次"}, "reason": "本项目不含养护"},
        ],
        "dismissed": [{"code": "A01", "fingerprint": "0f" * 32, "reason": "预算数已核对"}],
    },
}  # fmt: skip

RESPONSES: dict[str, Any] = {
    "/v1/parse": [{"file": "绩效文本.docx", "unit": "清水镇人民政府", "year": 2025, "tables": [
        {"form": "hebei", "document_kind": "target", "project": _READ_PROJECT, "indicators": [_READ_ROW]}]}],
    "/v1/suggest": {
        "project": _READ_PROJECT,
        "model": {"name": "default", "version": "0123456789ab"},
        "indicators": [_READ_ROW | {
            "score": 0.93, "sources": ["description"], "evidence": [{"type": "description", "quote": "硬化村内道路3.2公里"}],
            "value_evidence": {"from": "description", "why": "项目描述写明"}}],
        "questions": [],
    },
    "/v1/values": {"value": _READ_VALUE, "value_evidence": {"from": "description", "why": "项目描述写明"}, "alternatives": []},
    "/v1/audit": {
        "files": [{"file": None, "tables": [{"table": 1, "project": "清水镇农村道路硬化工程", "indicators": [
            {"name": "道路硬化长度", "level2": "数量指标", "row": 1, "line": None, "fit": 0.97}]}]}],
        "findings": [], "rules": [{"code": "A01", "status": "ran", "findings": 0}], "summary": {"error": 0, "warning": 0, "info": 0},
    },
    "/v1/feedback": {"id": "5b3c9f0e-6a51-4a53-9a3e-0d5d2b1f7a10", "known": False, "rows": 3, "dismissed": 1},
    "/v1/indicators": [
        {"name": "工程验收合格率", "level2": "质量指标", "value": {"raw": "=100%", "kind": "ratio", "operator": "=", "number": 100,
         "unit": "%"}, "source": "library", "where": "农村道路", "score": 0.8}],
    "/v1/rules": [{"code": "A01", "name": "sum", "title": "合计不符", "severity": "error", "scope": "table", "summary": "……"}],
    "/v1/rules/{code}": {"code": "A01", "name": "sum", "title": "合计不符", "severity": "error", "scope": "table", "summary": "……",
                         "documentation": "……"},
    "/v1/model": {"name": "default", "version": "0123456789ab", "taught": None,
                  "corpus": {"tables": 62, "documents": 5, "rows": 600, "flagged": 40}, "topics": 300, "newer_tables": 0, "metrics": [],
                  "card": "# …"},
    "/healthz": {"status": "ok"},
    "/readyz": {"status": "ready"},
}  # fmt: skip
