"""Every rule against its named cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.audit.audit_tables import SOUND_ROWS, table_of

from zhibiao import Zhibiao, load
from zhibiao.audit import catalogue
from zhibiao.audit.findings import Finding
from zhibiao.domain import Document, TargetTable

_FILES = sorted(Path(__file__).with_name("cases").glob("*.yaml"))
_CASES = [(path.stem, case) for path in _FILES for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def zb() -> Zhibiao:
    return load()


def _fits(expected: dict[str, Any], finding: Finding) -> bool:
    return (
        finding.severity == expected.get("severity", finding.severity)
        and finding.row == expected.get("row")
        and (expected.get("table") is None or finding.table == expected["table"])
        and expected.get("has", "") in finding.message
        and finding.fix == expected.get("fix", finding.fix)
        and finding.fix_safety == expected.get("safety", finding.fix_safety)
    )


def _table(entry: dict[str, Any], case: dict[str, Any], number: int) -> TargetTable:
    around = {name: entry.get(name, case.get(name)) for name in ("heading", "field")}
    printed = entry.get("printed", case.get("printed", ()))
    cut = case.get("truncated", False)
    return table_of(entry.get("project"), entry.get("rows", SOUND_ROWS), number=number, truncated=cut, printed=printed, **around)


@pytest.mark.parametrize(("code", "case"), _CASES, ids=[f"{code}-{case['name']}" for code, case in _CASES])
def test_case(zb: Zhibiao, code: str, case: dict[str, Any]) -> None:
    given = case.get("tables") or [{"project": case.get("project"), "rows": case.get("rows", SOUND_ROWS)}]
    tables = [_table(entry, case, number) for number, entry in enumerate(given, start=1)]
    source = Document(file="云溪镇.txt", tables=tables, **case["document"]) if "document" in case else tables
    left = list(zb.audit(source, select=[code]).findings)
    for expected in case["finds"]:
        met = next((finding for finding in left if _fits(expected, finding)), None)
        assert met is not None, f"not found: {expected} among {[(f.severity, f.table, f.row, f.message, f.fix) for f in left]}"
        left.remove(met)
    assert not left, [(finding.severity, finding.row, finding.message) for finding in left]


@pytest.mark.parametrize("code", [rule.code for rule in catalogue()])
def test_every_rule_has_cases_both_ways(code: str) -> None:
    found = [case for other, case in _CASES if other == code and case["finds"]]
    clean = [case for other, case in _CASES if other == code and not case["finds"]]
    assert len(found) >= 3
    assert len(clean) >= 3
