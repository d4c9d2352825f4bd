"""The estimated grade: by the official dimensions, with what an error and a warning mean to a reviewer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.audit_tables import SOUND_ROWS, table_of

from zhibiao.audit import audit, catalogue, grading
from zhibiao.audit.findings import SEVERITIES, Finding
from zhibiao.domain import Document


def _finding(code: str, severity: str, row: int | None = None) -> Finding:
    return Finding(code=code, name="x", severity=severity, message="x", field="value", row=row, fingerprint="f")  # type: ignore[arg-type]


def test_the_dimensions_are_the_official_ones_and_every_rule_has_one() -> None:
    assert list(grading.DIMENSIONS.values()) == [20, 30, 30, 20]
    assert all(grading.dimension(info.code) in grading.DIMENSIONS for info in catalogue())
    assert [grading.dimension(code) for code in ("S03", "R01", "A01", "A08", "S10", "V06", "P01", "P02")] == [
        "completeness", "relevance", "adequacy", "feasibility", "adequacy", "completeness", "completeness", "feasibility",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("findings", "score", "grade"),
    [
        ((), 100, "优"),
        ((("V06", "info"),), 100, "优"),  # 2 % of 20, rounded
        ((("S06", "warning"),), 89, "良"),  # 96 by the sum, but a warning must be mended
        ((("A01", "error"),), 79, "中"),
        ((("A01", "error"), ("S03", "error")), 75, "中"),
        ((("R01", "error"),) * 9, 76, "中"),  # one rule takes 80 % of its dimension at most
        ((("R01", "error"), ("D03", "error"), ("A01", "error"), ("S03", "error")), 45, "差"),
    ],
)
def test_points(findings: tuple[tuple[str, str], ...], score: int, grade: str) -> None:
    found = grading.table_score([_finding(*one) for one in findings])
    assert (found, grading.grade(found)) == (score, grade)


@given(st.lists(st.tuples(st.sampled_from(["S03", "R01", "V06", "A01", "A08", "P02", "W01"]), st.sampled_from(SEVERITIES)), max_size=30))
def test_more_findings_never_give_more_points(found: list[tuple[str, str]]) -> None:
    findings = [_finding(*one) for one in found]
    scores = [grading.table_score(findings[:count]) for count in range(len(findings) + 1)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert grading.table_score(findings) == grading.table_score(findings[::-1])


def test_a_file_is_the_mean_of_its_tables_less_what_the_document_lacks() -> None:
    assert grading.file_score([100, 79], []) == 90
    assert grading.file_score([100, 100], [_finding("A07", "error")]) == 85
    assert grading.file_score([], []) is None
    assert grading.mean([(100, 1), (70, 2)]) == 80


def test_the_report_has_grades_by_table_file_and_all() -> None:
    tables = [table_of(), table_of({"name": "另一个", "goals": ["目标内容1"]}, number=2)]
    report = audit([Document(file="a.txt", tables=tuple(tables)), Document(file="空.txt")])
    assert [(table.score, table.grade) for table in report.files[0].tables] == [(100, "优"), (79, "中")]
    assert (report.files[0].score, report.files[1].score) == (90, None)
    assert (report.summary.score, report.summary.grade) == (90, "优")


def test_without_all_rules_there_is_no_grade() -> None:
    report = audit(table_of(rows=SOUND_ROWS), select=["A"])
    assert (report.summary.grade, report.files[0].tables[0].grade) == (None, None)
    assert audit(table_of(), ignore=["D"]).summary.grade == "优"
    assert audit(Document(file="空.txt")).summary.score is None
