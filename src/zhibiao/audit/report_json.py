"""An audit as JSON: the contract's object, byte for byte the same for the same report."""

from __future__ import annotations

import json

from zhibiao.audit.findings import Report


def render_json(report: Report) -> str:
    """UTF-8 JSON text with Chinese unescaped, keys in the order of the contract, a line break at the end."""
    return json.dumps(report.model_dump(mode="json"), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
