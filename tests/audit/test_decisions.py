"""What users decide beside the rules: severities, suppressions, a baseline, and the settings file that says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.audit.audit_tables import SOUND_ROWS, table_of
from tests.conftest import Run

from zhibiao import exports
from zhibiao.audit import audit
from zhibiao.audit.baseline import baseline_text, read_baseline
from zhibiao.audit.decisions import Suppression
from zhibiao.audit.engine import examine
from zhibiao.audit.findings import Finding
from zhibiao.audit.settings import read_audit_settings
from zhibiao.domain import Document, TargetTable
from zhibiao.messages import InputError
from zhibiao.paths import profile_setting

WRONG = "质量指标 | 覆盖比例 | 比例 | ≥200% | 计划"
UNSIGNED = "数量指标 | 宣传场次 | 场次 | 12场 | 计划"
COST_TOO_HIGH = "成本指标 | 资金成本 | 资金成本 | 115万元 | 批复"


def _codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in found]


def _known(table: TargetTable) -> frozenset[str]:
    (group,) = examine(table).found
    return frozenset(located.finding.fingerprint for located in group[1])


# --- severity --------------------------------------------------------------------------------------------------------------------


def test_a_rule_has_the_severity_decided_for_it_and_a_code_goes_before_its_family() -> None:
    table = table_of(rows=[*SOUND_ROWS, WRONG, UNSIGNED])
    found = {one.code: one.severity for one in audit(table, select=["V"], severity={"V": "warning", "V06": "error"}).findings}
    assert found == {"V04": "warning", "V06": "error"}
    assert audit(table, select=["V04"], severity={"v04": "info"}).summary.error == 0


@pytest.mark.parametrize("severity", [{"Z99": "error"}, {"V04": "fatal"}])
def test_a_severity_that_cannot_be_is_refused(severity: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"Z99|fatal"):
        audit(table_of(), severity=severity)


# --- suppression -----------------------------------------------------------------------------------------------------------------


def test_suppressed_findings_are_not_listed_but_counted() -> None:
    tables = [table_of(rows=[*SOUND_ROWS, WRONG], number=1), table_of({"name": "另一个项目"}, [*SOUND_ROWS, WRONG], number=2)]
    suppress = [
        Suppression(project="云溪镇 村内道路硬化工程", codes=("V",), reason="按合同"),
        Suppression(project="没有", codes=("A01",), reason="x"),
    ]
    report = audit(tables, select=["V"], suppress=suppress)
    assert [(one.code, one.table) for one in report.findings] == [("V04", 2)]
    assert report.summary.suppressed == 1
    assert [(one.reason, one.findings) for one in report.suppressions] == [("按合同", 1), ("x", 0)]


def test_a_project_may_be_named_by_its_code() -> None:
    table = table_of({"code": "13073024P00889410018Q"}, [*SOUND_ROWS, WRONG])
    suppress = [Suppression(project="13073024p00889410018q", codes=("V04",), reason="x")]
    assert audit(table, select=["V"], suppress=suppress).findings == ()


def test_what_is_suppressed_does_not_hide_what_stands_beside_it() -> None:
    table = table_of(rows=[COST_TOO_HIGH])
    assert _codes(audit(table, select=["A01", "V06"]).findings) == ["A01"]
    suppress = [Suppression(project="云溪镇村内道路硬化工程", codes=("A01",), reason="x")]
    assert _codes(audit(table, select=["A01", "V06"], suppress=suppress).findings) == ["V06"]


# --- baseline --------------------------------------------------------------------------------------------------------------------


def test_a_moved_row_stays_known_and_a_changed_one_returns() -> None:
    known = _known(table_of(rows=[*SOUND_ROWS, WRONG, UNSIGNED]))
    moved = audit(table_of(rows=[UNSIGNED, *SOUND_ROWS, WRONG], number=7), baseline=known)
    assert moved.findings == ()
    assert moved.summary.known == len(known)
    changed = audit(table_of(rows=[*SOUND_ROWS, WRONG.replace("200", "300"), UNSIGNED]), baseline=known)
    assert _codes(changed.findings) == ["V04"]
    assert changed.summary.error == 1


def test_a_new_defect_beside_a_known_one_is_told() -> None:
    table = table_of(rows=[COST_TOO_HIGH])
    assert [(one.code, one.also) for one in audit(table, select=["A01", "V06"]).findings] == [("A01", ("V06",))]
    known = [finding.fingerprint for finding in audit(table, select=["A01"]).findings]
    assert _codes(audit(table, select=["A01", "V06"], baseline=known).findings) == ["V06"]


def test_a_known_finding_still_counts_in_the_grade() -> None:
    table = table_of(rows=[*SOUND_ROWS, WRONG])
    assert audit(table, baseline=_known(table)).summary.score == audit(table).summary.score


def test_a_baseline_is_written_read_and_the_same_twice(tmp_path: Path) -> None:
    findings = list(audit(table_of({"goals": ["目标内容1"]}, [*SOUND_ROWS, WRONG])).findings)
    text = baseline_text(findings)
    assert text == baseline_text(reversed(findings))
    path = tmp_path / "基线.json"
    path.write_text(text, encoding="utf-8")
    assert read_baseline(path) == {finding.fingerprint for finding in findings}
    assert json.loads(text)["findings"][0]["code"]
    path.write_text(baseline_text([]), encoding="utf-8")
    assert read_baseline(path) == frozenset()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"zhibiao_baseline": 99, "version": "9.0", "findings": []}', ["9.0", "99", "--write-baseline"]),
        ('{"findings": []}', ["不是本程序的基线文件"]),
        ('{"zhibiao_baseline": 1, "findings": [{"code": "A01"}]}', ["fingerprint"]),
        ("[1", ["JSON"]),
        (None, ["没有基线文件"]),
    ],
)
def test_a_baseline_that_cannot_be_used_is_refused_in_a_sentence(
    run: Run, document: Path, tmp_path: Path, content: str | None, words: list[str]
) -> None:
    path = tmp_path / "基线.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    code, out, err = run("audit", document, "--baseline", path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    for word in (path.name, *words):
        assert word in err


def test_the_commands_of_a_baseline(run: Run, tmp_path: Path) -> None:
    path, known = tmp_path / "a.json", tmp_path / "基线.json"
    path.write_text(
        exports.json_text(Document(file="a.json", tables=(table_of(rows=[*SOUND_ROWS, WRONG], file="a.json"),))), encoding="utf-8"
    )
    assert run("audit", path)[0] == 1
    code, out, err = run("audit", path, "--write-baseline", known)
    assert code == 0
    assert "V04" in out
    assert "记入基线" in err
    code, out, err = run("audit", path, "--baseline", known)
    assert (code, err) == (0, "")
    assert "V04" not in out
    assert "基线中已有的" in out


# --- settings --------------------------------------------------------------------------------------------------------------------

SETTINGS = """
select = ["A", "V"]
ignore = "V06"
min-severity = "warning"
baseline = "基线.json"
[severity]
V04 = "warning"
[[suppress]]
project = "云溪镇服装购置"
codes = ["A01"]
reason = "合同价已调整"
"""


def test_settings_are_read_from_either_file(tmp_path: Path) -> None:
    (tmp_path / "zhibiao.toml").write_text(SETTINGS, encoding="utf-8")
    found = read_audit_settings(tmp_path)
    assert (found.select, found.ignore, found.min_severity) == (("A", "V"), ("V06",), "warning")
    assert found.baseline == str(tmp_path / "基线.json")
    assert found.severity == {"V04": "warning"}
    assert [(one.project, one.codes) for one in found.suppress] == [("云溪镇服装购置", ("A01",))]
    other = tmp_path / "other"
    other.mkdir()
    (other / "pyproject.toml").write_text('[tool.zhibiao]\nprofile = "own.yaml"\nlang = "zh"\n', encoding="utf-8")
    assert profile_setting(other) == str(other / "own.yaml")
    assert read_audit_settings(tmp_path / "nowhere").select is None


def test_options_go_before_settings(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_text(
        exports.json_text(Document(file="a.json", tables=(table_of(rows=[*SOUND_ROWS, WRONG], file="a.json"),))), encoding="utf-8"
    )
    (tmp_path / "zhibiao.toml").write_text('select = ["V"]\n[severity]\nV04 = "info"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("audit", path, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert [(one["code"], one["severity"]) for one in found["findings"]] == [("V04", "info")]
    assert json.loads(run("audit", path, "--format", "json", "--select", "A")[1])["findings"] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[suppress]]\nproject = "a"\ncodes = ["A01"]\n', ["suppress", "1", "reason"]),
        ('[[suppress]]\nproject = "a"\ncodes = []\nreason = "x"\n', ["suppress", "codes"]),
        ('[[suppress]]\nproject = "a"\ncodes = ["Z99"]\nreason = "x"\n', ["Z99"]),
        ('[severity]\nV04 = "fatal"\n', ["V04", "fatal"]),
        ("select = 3\n", ["select"]),
        ('selct = ["A"]\n', ["selct"]),
        ('profile = "没有"\n', ["没有", "hebei"]),
        ("profile = 3\n", ["profile"]),
        ('min-severity = "all"\n', ["min-severity", "warning"]),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    run: Run, document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, words: list[str]
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "zhibiao.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    code, out, err = run("audit", document)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    for word in words:
        assert word in err
