"""Rules that need library and model say that they did not run, and the others do not notice."""

from __future__ import annotations

import pytest
from tests.audit.audit_tables import table_of

from zhibiao import load
from zhibiao.audit import audit

NEED = ("S11", "S12", "L05")


@pytest.mark.parametrize("code", NEED)
def test_without_knowledge_a_rule_is_skipped_with_the_reason(code: str) -> None:
    (status,) = [status for status in audit(table_of(), select=[code]).rules if status.code == code]
    assert (status.status, status.why) == ("skipped", "没有载入指标库和语料")


def test_with_it_they_run() -> None:
    statuses = {status.code: status.status for status in load().audit(table_of(), select=NEED).rules}
    assert {statuses[code] for code in NEED} == {"ran"}


def test_a_missing_type_comes_with_candidates_only_where_something_is_known() -> None:
    rows = ["数量指标 | 硬化长度 | 硬化道路长度 | =3.2公里 | 批复"]
    bare = {finding.message[:6]: finding.suggestion for finding in audit(table_of(rows=rows), select=["S05"]).findings}
    assert set(bare.values()) == {()}
    offered = {one.level2 for finding in load().audit(table_of(rows=rows), select=["S05"]).findings for one in finding.suggestion}
    assert {"质量指标", "时效指标", "成本指标", "服务对象满意度指标"} <= offered
