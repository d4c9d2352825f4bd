"""The two reports: text for a terminal, JSON for programs."""

from __future__ import annotations

import json

import pytest
from rich.cells import cell_len
from tests.audit.audit_tables import SOUND_ROWS, table_of

from zhibiao.audit import audit, render_json, render_text
from zhibiao.audit.findings import Report
from zhibiao.domain import Document, Indicator, Project, TargetTable
from zhibiao.messages import speaking


@pytest.fixture
def report() -> Report:
    tables = (
        table_of(
            {"name": "云溪镇服装购置"},
            [*SOUND_ROWS, "数量指标 | 宣传场次 | 场次 | 12场 | 计划", "数量指标 | 发放份数 | 份数 | 50份 | 计划"],
        ),
        table_of({"name": "云溪镇排水沟改造", "fiscal": "9.6万元", "purpose": "改造" + "排水沟" * 60, "goals": ["目标内容1"]}, number=2),
        table_of({"name": "云溪镇临时救助"}, number=3),
    )
    return audit([Document(file="云溪镇.docx", tables=tables), Document(file="空.txt")])


@pytest.mark.parametrize("width", [40, 60, 100, 140])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_asked(report: Report, width: int, language: str) -> None:
    with speaking(language):
        text = render_text(report, width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert text.endswith("\n")
    assert not any(line != line.rstrip() for line in text.splitlines())


def test_the_worst_table_stands_first_and_kinds_are_summarised(report: Report) -> None:
    text = render_text(report)
    assert text.index("表2 云溪镇排水沟改造") < text.index("表1 云溪镇服装购置")
    assert text.index("错误 A02") < text.index("提示 V06")
    assert text.count("V06") == 1
    assert "2行（12场→≥12场；50份→≥50份）" in text
    assert "其余1张表没有发现问题" in text
    assert "没有找到绩效目标表" in text
    assert "共2份文件、3张表" in text


def test_what_did_not_run_is_said() -> None:
    text = render_text(audit([table_of(), table_of({"budget": None, "fiscal": None}, number=2)], ignore=["D"]))
    assert "未执行的规则：D03（按要求忽略）" in text
    assert "A01（1张表）" in text


def test_what_is_not_listed_is_counted() -> None:
    text = render_text(audit(table_of(rows=["数量指标 | 场次 | 场次 | 12场 | 计划"]), select=["V06"], min_severity="error"))
    assert "提示1（其中1条低于所选级别，未列出）" in text


def test_control_characters_of_a_document_do_not_reach_the_terminal() -> None:
    text = render_text(audit(table_of({"name": "道路\x1b[31m工程", "goals": ["目标内容1"]})))
    assert "\x1b" not in text


def test_english(report: Report) -> None:
    tables = Document(file="a.docx", tables=(table_of({"goals": ["目标内容1"]}),))
    with speaking("en"):
        text = render_text(audit(tables))
    assert "error   S03" in text
    assert "placeholder" in text
    assert "files 1, tables 1" in text


def test_json_has_the_shape_of_the_contract(report: Report) -> None:
    data = json.loads(render_json(report))
    assert list(data) == ["files", "findings", "rules", "summary"]
    assert list(data["files"][0]["tables"][0]) == ["table", "project", "code", "indicators"]
    assert list(data["files"][0]["tables"][0]["indicators"][0]) == ["name", "level2", "row", "line", "fit"]
    needed = {
        "code", "name", "severity", "message", "file", "table", "project", "row", "line", "field", "quote", "evidence", "suggestion", "fix",
        "confidence", "also", "fingerprint",
    }  # fmt: skip
    assert all(needed <= set(finding) for finding in data["findings"])
    assert {"code", "status", "why", "findings"} <= set(data["rules"][0])
    assert set(data["summary"]) == {"error", "warning", "info", "grade", "score"}
    assert [finding["summarised"] for finding in data["findings"] if finding["code"] == "V06"] == [True, True]
    assert "云溪镇" in render_json(report)
    assert Report.model_validate(data) == report


def test_the_same_document_gives_the_same_bytes() -> None:
    def once() -> tuple[str, str]:
        report = audit([table_of({"goals": ["目标内容1"], "fiscal": "1万元"}, number=n) for n in (1, 2, 3)])
        return render_json(report), render_text(report)

    assert once() == once()


def test_what_is_below_the_level_asked_for_is_not_called_nothing() -> None:
    rows = [Indicator(level1="产出指标", level2="数量指标", name="培训人数", value="50人")]
    table = TargetTable(project=Project(name="村干部培训", budget="3万元", goals=("培训村干部50人",)), indicators=tuple(rows))
    report = audit([table, table.model_copy(update={"project": Project(name="会计培训", budget="3万元")})], min_severity="error")
    text = render_text(report)
    assert report.summary.info
    assert "提示0" not in text
    assert "没有发现问题" not in text
