"""The two reports: text for a terminal, JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from rich.cells import cell_len
from tests.audit.audit_tables import SOUND_ROWS, table_of

from zhibiao.audit import audit, render_json, render_text
from zhibiao.audit.findings import AuditedFile, AuditedTable, Finding, Report, Summary
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


def _finding(code: str, table: int, **fields: Any) -> Finding:
    whole: dict[str, Any] = {"name": "x", "severity": "info", "message": "三行空白，可删去。", "field": "table", "fingerprint": "f"}
    return Finding(code=code, table=table, file="a.docx", summarised=True, **(whole | fields))


def _report(tables: int, *findings: Finding) -> Report:
    audited = tuple(AuditedTable(table=n, project=f"项目{n}", indicators=()) for n in range(1, tables + 1))
    counted = Counter(finding.severity for finding in findings)
    summary = Summary(error=counted["error"], warning=counted["warning"], info=counted["info"])
    return Report(files=(AuditedFile(file="a.docx", tables=audited),), findings=findings, rules=(), summary=summary)


def test_a_summary_says_what_is_wrong_and_what_to_do() -> None:
    rows = [
        _finding("D03", 1, severity="warning", row=n, line=10 + n, field="name", message=f"“名{n}”像是模板，请换掉。", quote=f"名{n}")
        for n in range(1, 8)
    ]
    text = "".join(line.strip() for line in render_text(_report(1, *rows), 140).splitlines())
    assert "警告 D03 “名1”像是模板，请换掉。（第1行，文件第11行）同类的另有6行：第2行“名2”、第3行“名3”、" in text
    assert "第5行“名5”等。" in text
    assert "请换掉" not in text.partition("同类的另有")[2]
    with speaking("en"):
        assert "And 6 more of the kind: row 2 “名2”, row 3 “名3”" in render_text(_report(1, *rows), 140)
    alone = render_text(_report(1, rows[0]))
    assert "警告 D03 “名1”像是模板，请换掉。（第1行，文件第11行）\n" in alone


def test_what_is_said_of_many_tables_is_said_once() -> None:
    def blank(*tables: int) -> list[Finding]:
        return [_finding("S06", table) for table in tables]

    text = render_text(_report(9, *blank(1, 3, 4, 5, 9), _finding("V06", 3, row=1, field="value", quote="5个", fix="≥5个")))
    assert text.count("可删去") == 1
    whole, _, rest = text.partition("表3 项目3")
    assert "整份文件\n  提示 S06 三行空白，可删去。（表1、3至5、9，共5张表）\n" in whole
    assert "5个→≥5个" in rest
    assert "表1 项目1" not in text
    assert "其余4张表没有发现问题" in text
    assert "（全部3张表）" in render_text(_report(3, *blank(1, 2, 3)))
    two = render_text(_report(3, *blank(1, 2)))
    assert two.count("可删去") == 2
    assert "整份文件" not in two
    other = _finding("S06", 3, message="另一句。")
    assert render_text(_report(3, *blank(1, 2), other)).count("S06") == 3
    with speaking("en"):
        assert "(tables 1, 3–5, 9: 5 in all)" in render_text(_report(9, *blank(1, 3, 4, 5, 9)))


def test_the_heading_says_how_tables_are_ordered(report: Report) -> None:
    assert render_text(report).splitlines()[0].endswith("（各表由重到轻排列）")
    assert "由重到轻" not in render_text(audit(table_of({"goals": ["目标内容1"]})))
    with speaking("en"):
        assert render_text(report).splitlines()[0].endswith("(worst table first)")


def test_standard_input_is_called_by_its_name() -> None:
    document = Document(file="-", tables=(table_of(file="-"),))
    assert render_text(audit(document)).startswith("标准输入：1张表")
    assert json.loads(render_json(audit(document)))["files"][0]["file"] == "-"


def test_what_did_not_run_is_said() -> None:
    text = render_text(audit([table_of(), table_of({"budget": None, "fiscal": None}, number=2)], ignore=["D"]))
    assert "D03（按要求忽略）" in text
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
    assert list(data) == ["files", "findings", "rules", "summary", "suppressions"]
    assert list(data["files"][0]["tables"][0]) == ["table", "project", "code", "indicators", "form", "score", "grade"]
    assert list(data["files"][0]["tables"][0]["indicators"][0]) == ["name", "level2", "row", "line", "fit"]
    needed = {
        "code", "name", "severity", "message", "file", "table", "project", "row", "line", "field", "quote", "evidence", "suggestion", "fix",
        "confidence", "also", "fingerprint",
    }  # fmt: skip
    assert all(needed <= set(finding) for finding in data["findings"])
    assert {"code", "status", "why", "findings"} <= set(data["rules"][0])
    assert set(data["summary"]) == {"error", "warning", "info", "grade", "score", "known", "suppressed"}
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


def test_severities_below_the_level_asked_for_are_not_counted_as_none() -> None:
    rows = ["成本指标 | 资金成本 | 资金成本 | ≤115万元 | 批复", "数量指标 | 登记接待来访数量 | 来访登记 | ≤100人 | 计划"]
    text = render_text(audit(table_of(rows=rows), select=["A01", "V05"], min_severity="error"))
    assert "1张表，错误1\n" in text
    assert "没有发现错误、提示" not in text


def test_what_was_not_selected_is_a_number_and_no_list() -> None:
    text = render_text(audit(table_of(), select=["A01"]))
    assert "未执行的规则：61条（未选用）" in text
