"""What the engine adds to the rules: places, fingerprints, one finding per defect, what ran."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audit.audit_tables import SOUND_ROWS, rows_of, sound_project, table_of

from zhibiao.audit import AuditError, audit, catalogue, explain, render_text
from zhibiao.audit import rule as rule_module
from zhibiao.audit.findings import Report
from zhibiao.audit.rule import Hit, Requirements, RowRule, TableView, rules
from zhibiao.domain import Document, Indicator, TargetTable
from zhibiao.domain.tables import CellRef, Heading, Source
from zhibiao.messages import InputError, speaking

CODES = ("S03", "S05", "S06", "V02", "V03", "V04", "V06", "A01", "A02", "A03", "A04", "D03")
COST_TOO_HIGH = ["成本指标 | 资金成本 | 资金成本 | 115万元 | 批复"]


def _one(report: Report) -> tuple[str, str]:
    (finding,) = report.findings
    return finding.code, finding.fingerprint


def test_a_sound_table_gives_nothing_and_every_rule_ran() -> None:
    report = audit(table_of())
    assert report.findings == ()
    assert set(CODES) <= {status.code for status in report.rules if status.status == "ran"}
    assert (report.summary.grade, report.summary.score) == ("优", 100)


def test_one_cell_has_one_finding_and_names_the_others() -> None:
    (finding,) = audit(table_of(rows=COST_TOO_HIGH), select=["A", "V"]).findings
    assert (finding.code, finding.also) == ("A01", ("V06",))
    assert any(text.startswith("V06") for text in finding.evidence)
    report = audit(table_of(rows=COST_TOO_HIGH), select=["A", "V"])
    assert {status.code: status.findings for status in report.rules}["V06"] == 1


def test_a_declared_primary_takes_its_row_and_is_as_grave_as_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Misfit(RowRule):
        """Any row."""

        code, title, name, severity = "R01", "无关", "misfit", "warning"
        primary_over = ("V", "L", "S", "W")

        def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
            yield Hit("name", "misfit", row=row, quote=row.name)

    rules()
    monkeypatch.setitem(rule_module._registry, "R01", Misfit())
    rows = ["经济效益指标 | 新增粮食产能 | 产能 | ≥95% | 计划"]
    (finding,) = audit(table_of(rows=rows), select=["R01", "V"]).findings
    assert (finding.code, finding.also, finding.severity) == ("R01", ("V03",), "error")


def test_a_note_yields_to_what_is_graver(monkeypatch: pytest.MonkeyPatch) -> None:
    class Doubt(RowRule):
        """Any row."""

        code, title, name, severity = "R01", "无关", "misfit", "info"
        primary_over = ("V", "L", "S", "W")

        def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
            yield Hit("name", "doubt", row=row, quote=row.name)

    rules()
    monkeypatch.setitem(rule_module._registry, "R01", Doubt())
    rows = ["经济效益指标 | 新增粮食产能 | 产能 | ≥95% | 计划"]
    (finding,) = audit(table_of(rows=rows), select=["R01", "V"]).findings
    assert (finding.code, finding.also, finding.severity) == ("V03", ("R01",), "error")


def test_a_hit_may_stand_over_other_rules_than_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    class Template(RowRule):
        """Any row."""

        code, title, name, severity = "D03", "模板", "template", "error"

        def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
            yield Hit("name", "template", row=row, quote=row.name, primary_over=("V", "L"))

    rules()
    monkeypatch.setitem(rule_module._registry, "D03", Template())
    rows = ["时效指标 | 经贸信息总数 | 总数 | ≥95% | 计划"]
    (finding,) = audit(table_of(rows=rows), select=["D03", "V03", "L02"]).findings
    assert (finding.code, finding.also) == ("D03", ("L02", "V03"))


def test_lines_are_those_of_the_cells() -> None:
    (row,) = rows_of(["数量指标 | 发放人数 | 发放人数为35人 | ≥135人 | 计划"])
    cells = {"name": CellRef(line=115), "value": CellRef(line=117)}
    row = row.model_copy(update={"cells": cells})
    table = table_of({"goals": ["目标内容1"], "fiscal": "9万元"}, rows=[]).model_copy(
        update={
            "indicators": (row,),
            "heading": Heading(text="x", line=100),
            "cells": {"name": CellRef(line=103), "goal": CellRef(line=110), "budget": CellRef(line=105)},
        }
    )
    found = {finding.code: (finding.line, finding.cell_line) for finding in audit(table, select=["A04", "S03", "A02", "S05"]).findings}
    assert found == {"A04": (115, 117), "S03": (110, 110), "A02": (105, 105), "S05": (103, 103)}


def test_without_lines_there_are_none() -> None:
    (finding,) = audit(table_of(rows=COST_TOO_HIGH), select=["A01"]).findings
    assert finding.line is None
    assert finding.cell_line is None


def test_a_fingerprint_survives_rows_moving_and_changes_with_the_cell() -> None:
    alone = _one(audit(table_of(rows=COST_TOO_HIGH), select=["A01"]))
    moved = _one(audit(table_of(rows=["数量指标 | 人数 | 人数 | ≥3人 | 计划", *COST_TOO_HIGH], number=4), select=["A01"]))
    changed = _one(audit(table_of(rows=[COST_TOO_HIGH[0].replace("115", "116")]), select=["A01"]))
    with speaking("en"):
        english = _one(audit(table_of(rows=COST_TOO_HIGH), select=["A01"]))
    assert alone == moved == english
    assert changed != alone
    assert len(alone[1]) == 64


def test_the_same_defect_twice_has_two_fingerprints() -> None:
    findings = audit(table_of(rows=COST_TOO_HIGH * 2), select=["A01"]).findings
    assert len({finding.fingerprint for finding in findings}) == 2


def test_rows_are_counted_with_the_blank_ones() -> None:
    rows = ["数量指标 |  |  |  |", "质量指标 | 覆盖比例 | 比例 | ≥200% | 计划"]
    (finding,) = audit(table_of(rows=rows), select=["V04"]).findings
    assert finding.row == 2
    unnumbered = TargetTable(project=sound_project(), indicators=tuple(row.model_copy(update={"row": None}) for row in rows_of(rows)))
    report = audit(unnumbered, select=["V04"])
    assert report.findings[0].row == 2
    assert [row.row for row in report.files[0].tables[0].indicators] == [1, 2]


def test_select_and_ignore_by_code_and_family() -> None:
    table = table_of({"goals": ["目标内容1"]}, rows=[*SOUND_ROWS, "质量指标 | 覆盖比例 | 比例 | ≥200% | 计划"])
    assert {finding.code for finding in audit(table).findings} == {"S03", "V04"}
    assert {finding.code for finding in audit(table, select=["v"]).findings} == {"V04"}
    report = audit(table, select=["V", "S"], ignore=["V04"])
    assert {finding.code for finding in report.findings} == {"S03"}
    why = {status.code: (status.status, status.why) for status in report.rules}
    assert why["V04"] == ("skipped", "按要求忽略")
    assert why["A01"] == ("skipped", "未选用")
    assert why["S03"] == ("ran", None)


@pytest.mark.parametrize(
    ("option", "codes", "said"),
    [
        ("select", ["A01", "A99"], "A99.*A类有：A01"),
        ("ignore", ["Z"], "“Z”"),
        ("select", [""], "“”"),
        ("select", ["Z99"], "Z99.*zhibiao rules"),
    ],
)
def test_an_unknown_code_is_named_and_those_near_it_listed(option: str, codes: list[str], said: str) -> None:
    with pytest.raises(InputError, match=rf"没有代码为.*{said}") as caught:
        audit(table_of(), **{option: codes})  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_an_unknown_severity_is_refused() -> None:
    with pytest.raises(InputError, match="fatal"):
        audit(table_of(), min_severity="fatal")


def test_min_severity_filters_findings_and_not_the_counts() -> None:
    table = table_of({"goals": ["目标内容1"]}, rows=[*SOUND_ROWS, "数量指标 | 宣传场次 | 养护宣传 | 12场 | 计划"])
    report = audit(table, min_severity="error")
    assert [finding.code for finding in report.findings] == ["S03"]
    assert (report.summary.error, report.summary.info) == (1, 1)


def test_a_rule_that_cannot_run_on_a_table_says_so() -> None:
    tables = [table_of(), table_of({"budget": None, "fiscal": None}, number=2)]
    status = {status.code: status for status in audit(tables).rules}
    assert (status["A01"].status, status["A01"].tables_skipped, status["A01"].why) == ("ran", 1, "没有可读的预算数")
    assert (status["S03"].tables_skipped, status["S03"].why) == (0, None)
    alone = {status.code: status for status in audit(tables[1]).rules}
    assert alone["A01"].status == "skipped"


def test_profiles_by_form() -> None:
    own = Requirements("xian", {"数量指标": "info", "社会效益指标": "error"})
    rows = ["质量指标 | 合格率 | 合格率 | =100% | 标准"]
    report = audit(table_of(rows=rows), select=["S05"], profile=own)
    assert [(finding.severity, finding.message[:6]) for finding in report.findings] == [("error", "缺少社会效益"), ("info", "缺少数量指标")]
    other = table_of(rows=rows).model_copy(update={"form": "split-value"})
    status = audit(other, select=["S05"], profile={"hebei": own}).rules
    assert [(one.status, one.tables_skipped) for one in status if one.code == "S05"] == [("skipped", 1)]


def test_a_form_without_level_columns_has_no_missing_types() -> None:
    rows = tuple(Indicator(name="发放人数", value="=63人", row=1) for _ in range(1))
    report = audit(TargetTable(project=sound_project(), indicators=rows), select=["S05"])
    assert report.findings == ()
    assert next(status for status in report.rules if status.code == "S05").status == "skipped"


def test_a_rule_that_breaks_is_named_with_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: object, row: Indicator, view: TableView) -> Iterator[Hit]:
        raise KeyError("x")

    monkeypatch.setattr(type(rules()["V04"]), "check", broken)
    with pytest.raises(AuditError, match=r"规则V04在云溪镇\.txt表1“云溪镇村内道路硬化工程”上出错.*--ignore V04"):
        audit(table_of())
    assert audit(table_of(), ignore=["V04"]).findings == ()


def test_documents_tables_and_files_of_one_name() -> None:
    table = table_of({"goals": ["目标内容1"]})
    document = Document(file="甲.docx", tables=(table,))
    report = audit([document, document, table])
    assert [file.file for file in report.files] == ["甲.docx", "甲.docx#2", "云溪镇.txt"]
    assert [finding.file for finding in report.findings] == ["甲.docx", "甲.docx#2", "云溪镇.txt"]
    bare = audit(TargetTable(project=sound_project(goals=["目标内容1"]), indicators=rows_of(SOUND_ROWS)))
    assert (bare.files[0].file, bare.findings[0].file, bare.findings[0].table) == (None, None, 1)


def test_a_document_without_tables_and_no_document_at_all() -> None:
    report = audit(Document(file="空.txt"))
    assert report.files[0].tables == ()
    assert report.findings == ()
    assert all(status.status == "skipped" and status.why for status in report.rules if rules()[status.code].scope != "document")
    assert audit([]).files == ()


def test_tables_of_one_number_are_told_apart_by_position() -> None:
    tables = [table_of({"goals": ["目标内容1"]}), table_of({"goals": ["目标内容1"]})]
    assert [finding.table for finding in audit(tables, select=["S03"]).findings] == [1, 2]


def test_the_catalogue_and_its_documentation() -> None:
    infos = {info.code: info for info in catalogue()}
    assert set(CODES) <= set(infos)
    for info in infos.values():
        text = explain(info.code.lower())
        assert text.startswith(f"{info.code} {info.title}")
        for part in ("查什么", "为什么", "反例", "正例", "依据", "What:", "Why:", "Bad:", "Good:", "Source:"):
            assert part in text, (info.code, part)
        assert info.summary
    with speaking("en"):
        assert explain("A01").startswith("A01 cost-differs-from-budget")
        assert catalogue()[0].summary.isascii() or "the goal" in catalogue()[0].summary
    with pytest.raises(InputError, match="Z99"):
        explain("Z99")


def test_five_thousand_tables() -> None:
    tables = tuple(
        table_of(
            {"name": f"项目{chr(0x4E00 + n % 3000)}{chr(0x5E00 + n % 2777)}", "purpose": "工作", "goals": ["目标内容1"]},
            SOUND_ROWS[:3],
            number=n,
        )
        for n in range(1, 5001)
    )
    document = Document(file="大.txt", tables=tables)
    assert audit(document).summary.error >= 5000


_text = st.text(alphabet="发放人数率%≥≤=100.5万元公里1、2；;。，是无预算成本控制每年月底前满意度（）目标 \t\n/_", max_size=25)
_row = st.builds(
    lambda level2, name, description, value: Indicator(level1=None, level2=level2, name=name, description=description, value=value),
    st.sampled_from(["数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "服务对象满意度指标", None]),
    _text,
    _text,
    _text,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_row, max_size=6), _text, _text, st.sampled_from(["96万元", "若干", "0元", None]), st.booleans())
def test_no_table_breaks_the_audit(rows: list[Indicator], purpose: str, goal: str, budget: str | None, truncated: bool) -> None:
    from zhibiao.domain import Money

    money = Money.parse(budget) if budget else None
    project = sound_project(purpose=purpose, goals=[goal], budget=money, fiscal=money)
    table = TargetTable(project=project, indicators=tuple(rows), truncated=truncated)
    report = audit([table, table, table])
    assert report == audit([table, table, table])
    assert sum((report.summary.error, report.summary.warning, report.summary.info)) == len(report.findings)
    assert len({finding.fingerprint for finding in report.findings}) == len(report.findings)


def test_what_a_rule_leaves_out_without_the_library_is_said() -> None:
    (status,) = (one for one in audit(table_of(), select=["R02"]).rules if one.code == "R02")
    assert status.status == "ran"
    assert status.why == "没有载入指标库，找不到来源表的用途没有按类核对"


def test_a_row_repeated_everywhere_is_one_finding_by_what_is_wrong_with_it() -> None:
    rows = ["成本指标 | 预算执行率 | 预算执行率 | 100% | 工作要求", "质量指标 | 资金到位率 | 到位率 | 100% | 工作要求"]
    names = ("防火隔离带", "垃圾清运", "执法服装购置")
    tables = [table_of({"name": name, "purpose": name, "goals": [name]}, rows, number=n) for n, name in enumerate(names, start=1)]
    found = [(f.table, f.row, f.code, "D03" in f.also) for f in audit(tables, select=["A", "R", "D03"]).findings if f.row is not None]
    assert found == [(table, row, code, True) for table in (1, 2, 3) for row, code in ((1, "A05"), (2, "R07"))]


def test_a_table_without_a_project_name_is_said_to_have_none() -> None:
    (file,) = audit([table_of({"name": " "}), table_of(number=2)]).files
    (note,) = file.notes
    assert "表1没有项目名称" in note
    assert [table.project.strip() for table in file.tables] == ["", "云溪镇村内道路硬化工程"]


def test_findings_in_a_workbook_name_the_sheet_and_its_row() -> None:
    table = table_of(rows=COST_TOO_HIGH)
    cells = {"name": CellRef(table=1, row=13, column=2)}
    rows = tuple(row.model_copy(update={"cells": cells}) for row in table.indicators)
    table = table.model_copy(update={"source": Source(file="a.xlsx", table=1, sheet="道路养护"), "indicators": rows})
    report = audit(table, select=["A01"])
    (finding,) = report.findings
    assert (finding.sheet, finding.sheet_row) == ("道路养护", 14)
    assert "工作表“道路养护”第14行）" in render_text(report)
