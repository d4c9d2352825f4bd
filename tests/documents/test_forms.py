"""What the recogniser makes of the words, rows and damage that forms have, each shown by a small table."""

from __future__ import annotations

import pytest
from tests.documents.made_documents import rows

from zhibiao.documents import read
from zhibiao.documents.columns import header
from zhibiao.documents.grid import Cell, Row
from zhibiao.domain.tables import Document, Indicator

WORDS = {
    "level1": "一级指标 绩效指标分类 指标类型 类别 评价指标 绩效目标(投入/产出)",
    "level2": "二级指标 评价内容 指标名称",
    "name": "三级指标 三级指标内容 指标名称 指标内容 绩效内容 绩效指标 具体指标 评价指标",
    "description": "绩效指标描述 指标解释 指标说明 指标说明及公式 指标值内容 指标描述 绩效标准 评分细则 评价标准",
    "value": "指标值 年度指标值 年初目标值(A) 目标值 预期指标值（包含数字及文字描述） 指标值及单位 指标值（或计划水平） 绩效目标值 "
    "预期达到目标 当年预期实现值 预算设定指标值 年初指标值 全年绩效目标 本年度指标值 预期2031年实现值 标准值",
    "actual": "实际完成值 实际完成值（B） 全年实际值 全年完成值 完成值 项目完成指标值 实际完成指标值 累计完成率",
    "operator": "指标性质 指标值类型 计算符号 指标方向 性质",
    "direction": "指标方向性",
    "unit": "度量单位 计量单位 绩效度量单位 单位",
    "weight": "权重 权重（%） 分值 指标分值 标准分",
    "basis": "指标值确定依据 指标标准或依据 评价标准确定依据 目标值制订说明 指标值说明",
    "score": "得分 自评分",
    "note": "备注 复核分 偏差原因分析及改进措施 得分计算方法 是否核心指标 实施进度 2030年实际实现值",
}
BASE = {"level1": "一级指标", "level2": "二级指标", "name": "三级指标", "value": "指标值"}


@pytest.mark.parametrize(("field", "word"), [(field, word) for field, words in WORDS.items() for word in words.split()])
def test_header_words(field: str, word: str) -> None:
    for printed in (word, f"*{word}", f"{word}*", "\n".join(word)):
        texts = [printed if name == field else text for name, text in BASE.items()] + ([printed] if field not in BASE else [])
        columns = header(Row(tuple(Cell(text, column) for column, text in enumerate(texts)), exact=True))
        assert columns is not None
        assert next(column.field for column in columns if column.text == printed) == field


def parse(*lines: tuple[str, ...], title: str = "项目绩效目标表") -> Document:
    return read(f"{title}\n{rows(*lines)}".encode(), "made.txt")


def indicators(*lines: tuple[str, ...], title: str = "项目绩效目标表") -> tuple[Indicator, ...]:
    return parse(("项目名称", "沟渠清理"), *lines, title=title).tables[0].indicators


def said(document: Document) -> str:
    return "\n".join(f"{left.text} {left.why}" for left in document.unread)


@pytest.mark.parametrize(
    ("header_words", "cells"),
    [
        (("指标性质", "指标方向性"), ("≥", "正向指标")),
        (("指标性质", "指标方向"), ("正向", "≥")),
        (("计算符号", "方向"), ("不低于", "正向")),
    ],
)
def test_sign_and_direction_are_told_by_what_the_cells_hold(header_words: tuple[str, str], cells: tuple[str, str]) -> None:
    first, second = header_words
    (row,) = indicators(
        ("一级指标", "二级指标", "三级指标", first, second, "目标值", "计量单位"), ("产出指标", "数量指标", "清理长度", *cells, "5", "公里")
    )
    assert (str(row.value), row.direction and row.direction[:2]) == ("≥5公里", "正向")


def test_a_value_in_the_sign_column_of_a_yes_or_no() -> None:
    head = ("一级指标", "二级指标", "三级指标", "指标方向", "目标值")
    (row,) = indicators(head, ("产出指标", "质量指标", "是否通过验收", "是", ""))
    assert (row.value.kind, row.value.text, row.direction) == ("boolean", "是", None)


def test_a_grade_menu_under_qualitative_is_a_menu() -> None:
    head = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")
    (row,) = indicators(head, ("效益指标", "社会效益指标", "环境改善", "定性", "优良中低差", "无"))
    assert row.value.is_menu


def test_template_residue_leaves_the_name_and_is_a_repair_with_a_confidence() -> None:
    document = parse(
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "清运人数（≥**人）", "63"),
        ("产出指标", "成本指标", "补助标准（<**元/户·年）", "<=5300元/户"),
    )
    first, second = document.tables[0].indicators
    assert (first.name, str(first.value), first.value.raw) == ("清运人数", "≥63人", "63")
    assert (second.name, str(second.value)) == ("补助标准", "≤5300元/户")
    assert [repair.confidence for repair in document.repairs] == [0.7, None]


def test_dates_that_a_spreadsheet_numbered() -> None:
    head = ("一级指标", "二级指标", "三级指标", "指标值", "度量单位")
    document = parse(head, ("产出指标", "时效指标", "完工", "44,561", "44,561"), ("产出指标", "数量指标", "种植", "44,561", "株"))
    first, second = document.tables[0].indicators
    assert (first.value.kind, str(first.value.date), first.value.raw) == ("deadline", "2021-12-31", "44,561")
    assert (second.value.number, second.value.unit) == (44561, "株")
    assert document.repairs[0].confidence == 0.95


def test_rows_that_are_no_indicators_are_kept_apart() -> None:
    document = parse(
        ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"),
        ("预算执行率（10分）", "", "", "100%", "95%", "10", "9.5"),
        ("产出指标", "数量指标", "★清理长度", "5公里", "5公里", "20", "20"),
        ("", "", "其中：主渠", "3公里", "3公里", "", ""),
        ("", "", "……", "", "", "", ""),
        ("", "", "指标2：", "", "", "", ""),
        ("债券资金管理指标", "", "使用规范性", "规范", "规范", "10", "10"),
        ("满意度指标", "服务对象满意度指标", "村民满意度", "90%", "91%", "10", "10"),
        ("小计", "", "", "", "", "40", "40"),
        ("项目责任人（签字）：", "", "", "", "", "", ""),
    )
    table = document.tables[0]
    assert [row.name for row in table.indicators] == ["清理长度", "村民满意度"]
    assert table.indicators[0].core
    assert table.document_kind == "self-evaluation"
    assert [(row.actual, row.score) for row in table.indicators] == [("5公里", "20"), ("91%", "10")]
    kept = said(document) + "\n".join(repair.what for repair in document.repairs)
    for text in ("预算执行率", "其中：主渠", "使用规范性", "小计", "签字", "指标2"):
        assert text in kept


def test_budget_execution_among_the_indicators_stays_an_indicator() -> None:
    head = ("一级指标", "二级指标", "三级指标", "指标值")
    (row,) = indicators(head, ("产出指标", "质量指标", "预算执行率", "≥95%"))
    assert (row.level2, row.name) == ("质量指标", "预算执行率")


def test_money_units_that_disagree_are_decided_and_recorded() -> None:
    document = parse(
        ("单位：元",),
        ("项目名称", "沟渠清理"),
        ("预算金额（万元）", "25"),
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "长度", "5公里"),
    )
    budget = document.tables[0].project.budget
    assert budget is not None
    assert budget.yuan == 250_000
    assert any("不一致" in repair.what and repair.confidence for repair in document.repairs)


def test_money_of_the_year_goes_before_that_of_all_years() -> None:
    document = parse(
        ("项目名称", "沟渠清理"),
        ("项目资金（万元）", "实施期资金总额：", "300", "年度资金总额：", "100"),
        ("", "其中：财政拨款", "270", "其中：财政拨款", "90"),
        ("总体目标", "实施期目标", "年度目标"),
        ("", "三年清理一百公里。", "今年清理三十公里。"),
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("产出指标", "数量指标", "清理长度", "≥30公里"),
    )
    project = document.tables[0].project
    assert [money.yuan if money else None for money in (project.budget, project.fiscal)] == [1_000_000, 900_000]
    assert project.goals == ("三年清理一百公里。", "今年清理三十公里。")
    assert "300" in said(document)


def test_header_over_two_lines() -> None:
    rows_read = indicators(
        ("一级指标", "二级指标", "三级指标", "绩效指标值", "权重"),
        ("", "", "", "指标性质", "指标值", "度量单位", ""),
        ("产出指标", "数量指标", "清理长度", "≥", "5", "公里", "20"),
    )
    assert [(row.name, str(row.value), row.weight) for row in rows_read] == [("清理长度", "≥5公里", 20)]


def test_levels_that_lost_their_cells_or_stand_in_the_middle() -> None:
    head = ("一级指标", "二级指标", "三级指标", "指标值")
    lost = parse(head, ("产出指标", "数量指标", "清理长度", "5公里"), ("清理条数", "3条"), ("质量指标", "验收合格率", "100%"))
    assert [(row.level2, row.name) for row in lost.tables[0].indicators] == [
        ("数量指标", "清理长度"),
        ("数量指标", "清理条数"),
        ("质量指标", "验收合格率"),
    ]
    assert all(repair.confidence == 0.8 for repair in lost.repairs)
    middle = parse(head, ("", "", "甲长度", "5公里"), ("产出指标", "数量指标", "乙长度", "6公里"), ("", "", "丙长度", "7公里"))
    assert [row.level2 for row in middle.tables[0].indicators] == ["数量指标"] * 3
    assert middle.repairs[0].confidence == 0.6


def test_value_and_result_run_together() -> None:
    document = parse(
        ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值"), ("产出指标", "数量指标", "清理面积", "≥266米≥266米", "10")
    )
    (row,) = document.tables[0].indicators
    assert (str(row.value), row.actual, row.weight) == ("≥266米", "≥266米", 10)
    assert document.repairs[0].confidence == 0.6


def test_a_broken_line_is_not_two_indicators() -> None:
    head = ("一级指标", "二级指标", "三级指标", "指标值")
    (row,) = indicators(head, ("产出指标", "时效指标", "清理沟渠\n完成时间", "2031年10月\n底前"))
    assert (row.name, str(row.value)) == ("清理沟渠完成时间", "2031年10月底前")


def test_towns_make_a_table_each() -> None:
    document = read(
        (
            "2031年补助资金绩效目标表\n"
            + rows(
                ("一级指标", "二级指标", "三级指标", "指标解释", "指标方向", "合计", "东镇", "西乡"),
                ("产出指标", "数量指标", "清理数量", "条数", "≥", "11条", "5条", "6条"),
                ("", "质量指标", "合格率", "", "≥", "95%", "", "95%"),
            )
        ).encode(),
        "made.txt",
    )
    shown = [(table.project.unit, [str(row.value) for row in table.indicators]) for table in document.tables]
    assert shown == [(None, ["≥11条", "≥95%"]), ("东镇", ["≥5条"]), ("西乡", ["≥6条", "≥95%"])]


def test_results_of_a_year_that_is_over_are_no_target() -> None:
    document = parse(
        ("一级指标", "二级指标", "三级指标", "2030年实际实现值", "预期2031年实现值"), ("产出指标", "数量指标", "清理长度", "4公里", "5公里")
    )
    assert [str(row.value) for row in document.tables[0].indicators] == ["5公里"]
    assert "4公里" in said(document)


def test_four_grades_keep_their_bounds() -> None:
    document = parse(
        ("绩效指标分类", "绩效指标", "描述", "优", "良", "中", "差"), ("质量指标", "合格率", "占比", "≥95%", "≥85%", "≥60%", "<60%")
    )
    (row,) = document.tables[0].indicators
    assert (row.level2, str(row.value)) == ("质量指标", "≥95%")
    assert "良：≥85%；中：≥60%；差：<60%" in said(document)


def test_monitoring_is_told_by_its_columns() -> None:
    head = ("一级指标", "二级指标", "三级指标", "年度指标值", "1-6月执行情况", "全年预计完成情况", "完成目标可能性")
    document = parse(head, ("产出指标", "数量指标", "巡查次数", "≥10次", "5次", "10次", "确定能"))
    table = document.tables[0]
    assert (table.document_kind, table.indicators[0].actual) == ("monitoring", "5次")
    assert "确定能" in said(document)


def test_prose_keeps_what_has_no_value() -> None:
    text = (
        "沟渠清理绩效目标设定的公示\n项目名称：沟渠清理\n（一）数量指标\n清理沟渠≥5公里；培训村民不少于120人次；环境得到改善。\n"
        "（二）质量指标\n验收合格率100%，已完成。\n"
    )
    document = read(text.encode(), "made.txt")
    (table,) = document.tables
    shown = [(row.level2, row.name, str(row.value), row.actual) for row in table.indicators]
    assert shown == [
        ("数量指标", "清理沟渠", "≥5公里", None),
        ("数量指标", "培训村民", "≥120人次", None),
        ("质量指标", "验收合格率", "100%", "已完成"),
    ]
    assert table.project.name == "沟渠清理"
    assert "环境得到改善" in said(document)
    assert document.repairs[0].confidence == 0.7


_LINES = (
    "项目名称：河口镇卫生厕所改造",
    "填报单位：河口镇人民政府",
    "预算数：60万元",
    "资金用途：改造户厕300座，10月底前完工。",
    "绩效目标：完成改造300座。",
)
_TABLE = (
    "| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n|---|---|---|---|\n| 产出指标 | 数量指标 | 改造户厕数量 | ≥300座 |\n"
    "| 产出指标 | 成本指标 | 项目总成本 | ≤60万元 |\n| 满意度指标 | 服务对象满意度指标 | 农户满意度 | ≥90% |\n"
)


def test_fields_in_lines_above_a_table_are_its_projects() -> None:
    text = "# 绩效目标表\n\n" + "\n\n".join(_LINES) + "\n\n" + _TABLE
    second = text.replace("河口镇", "石门镇").replace("300", "450")
    one, two = read(f"{text}\n\n{second}".encode(), filename="表.md").tables
    assert (one.project.name, one.project.unit, one.project.goals) == ("河口镇卫生厕所改造", "河口镇人民政府", ("完成改造300座。",))
    assert (str(one.project.budget.yuan), one.project.purpose) == ("600000", "改造户厕300座，10月底前完工。")
    assert (two.project.name, two.project.goals) == ("石门镇卫生厕所改造", ("完成改造450座。",))


def test_running_text_parts_lines_from_a_table_that_is_not_theirs() -> None:
    text = "\n\n".join((*_LINES, "以下为全镇汇总情况，与上述项目无关。", _TABLE))
    (table,) = read(text.encode(), filename="表.md").tables
    assert table.project.name == ""
