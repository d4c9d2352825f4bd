"""The text export, layout by layout."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.made_documents import HEADER, NARRATIVE, ROWS, row, rows, table

from zhibiao.documents import read
from zhibiao.domain.tables import Document
from zhibiao.messages import DocumentError


def parse(text: str) -> Document:
    return read(text.encode(), "made.txt")


def test_unit_line_and_organisation_cell() -> None:
    document = parse(table())
    (only,) = document.tables
    project = only.project
    assert (project.name, project.code, project.unit, project.year) == (
        "沟渠清理经费",
        "99010131P00A0B1C2D3E",
        "青禾县柳溪镇人民政府",
        2031,
    )
    assert project.budget is not None
    assert (project.budget.raw, project.budget.yuan) == ("25.00", Decimal(250000))
    assert project.fiscal == project.budget
    assert project.other is None
    assert project.purpose == "用于清理沟渠12.5公里"
    assert project.goals == ("1.完成沟渠清理，改善村庄环境",)
    assert [(s.label, s.percent) for s in project.spending_plan] == [("3月底", 25), ("6月底", 50), ("10月底", 75), ("12月底", 100)]
    assert only.form == "hebei"
    assert only.heading is not None
    assert only.heading.text == "1.沟渠清理经费绩效目标表"
    assert [(r.name, r.description, r.value.raw, r.basis) for r in only.indicators] == [r[2:] for r in ROWS]
    assert [r.level1 for r in only.indicators] == ["产出指标"] * 4 + ["效益指标", "满意度指标"]
    assert [r.row for r in only.indicators] == [1, 2, 3, 4, 5, 6]
    assert document.unread == ()
    assert document.repairs == ()


def test_line_is_that_of_the_level_3_cell() -> None:
    text = table(indicators=(*ROWS[:1], ("", "质量指标", "", "", "", "")))
    lines = text.split("\n")
    first, blank = parse(text).tables[0].indicators
    assert first.line is not None
    assert lines[first.line - 1] == "\t清理沟渠长度"
    assert blank.is_blank
    assert blank.row == 2
    assert blank.line is not None
    assert lines[blank.line - 2] == "\t质量指标"
    assert first.cells["value"].line == first.line + 2


def test_cells_of_the_project_know_their_lines() -> None:
    text = table(code="")
    (only,) = parse(text).tables
    lines = text.split("\n")
    at = {field: lines[ref.line - 1].strip() for field, ref in only.cells.items() if ref.line}
    assert at["name"] == "沟渠清理经费"
    assert at["purpose"] == "用于清理沟渠12.5公里"
    assert at["plan"] == "25%"
    assert at["goal"] == "1.完成沟渠清理，改善村庄环境"
    assert at["budget"] == "25.00"
    assert at["code"] == ""
    assert at["heading"] == only.heading.text if only.heading else ""


def test_goals_in_cells_of_their_own_and_amounts_with_unit() -> None:
    text = (
        "沟渠清理经费\n项目绩效目标表\n\n"
        + row("项目\n编码", "", "项目名称", "沟渠清理经费")
        + row("预算规模及资金用途", "预算数    ", "25.5万元", "其中：财政资金", "20万元", "其他资金", "5.5万元")
        + row("", "主要用于1.清理沟渠20万元；2.购置工具5.5万元")
        + row("绩效\n目标", "目标1", "沟渠畅通。")
        + row("", "目标2", "环境整洁。")
        + row("一级\n指标", *HEADER[1:])
        + row("", "", "", "", "", "")
        + row("产出\n指标 ", *ROWS[0][1:])
        + row("效果\n指标", "可持续性影响", "长效管护", "长效管护", "是", "工作要求")
    )
    (only,) = parse(text).tables
    assert only.heading is not None
    assert (only.heading.text, only.heading.line) == ("沟渠清理经费项目绩效目标表", 1)
    assert only.project.goals == ("沟渠畅通。", "环境整洁。")
    assert only.project.code is None
    assert only.project.other is not None
    assert only.project.other.yuan == 55000
    assert only.project.purpose == "主要用于1.清理沟渠20万元；2.购置工具5.5万元"
    assert len(only.indicators) == 2, "the blank row under a merged header is no indicator"
    assert only.indicators[0].level1_raw is None, "a name broken by a line end is still the standard name"
    second = only.indicators[1]
    assert (second.level1, second.level1_raw, second.level2, second.level2_raw) == (
        "效益指标",
        "效果指标",
        "可持续影响指标",
        "可持续性影响",
    )


def test_money_and_purpose_in_one_sentence() -> None:
    text = (
        "2.  管网改造项目绩效目标表\n"
        + row("项目绩效目标指标表")
        + row("项目编码", "", "项目名称", "管网改造")
        + row("项目资金主要用途", "预算数36.2万元。其中：政府性基金30万元，财政资金6.2万元。主要用于改造管网37米。")
        + row("资金支出计划", "第一季度", "第二季度", "第三季度", "第四季度")
        + row("", "30%", "", "75%", "100%")
        + row("绩效目标", "\n目标1：完成改造任务\n目标2：道路不积水")
        + row("", "")
        + rows(HEADER, *ROWS)
    )
    document = parse(text)
    project = document.tables[0].project
    assert project.budget is not None
    assert (project.budget.raw, project.budget.yuan) == ("36.2万元", 362000)
    assert project.fiscal is not None
    assert project.fiscal.yuan == 62000
    assert [(f.label, f.raw, f.yuan) for f in project.funding] == [("政府性基金", "30万元", 300000)]
    assert project.purpose == "主要用于改造管网37米。"
    assert project.goals == ("完成改造任务", "道路不积水")
    assert [s.percent for s in project.spending_plan] == [30, None, 75, 100]
    assert document.unread == ()


def test_tc_field_unit_paragraph_and_other_name_label() -> None:
    text = (
        "3、道路养护费项目绩效目标表 TC 4、另一个项目绩效目标表 \\f C \\l 1 \n\n"
        + " " * 60
        + "单位：万元\n\n"
        + row("项目编码", "", "专项资金名称", "道路养护费")
        + row("预算规模及资金用途", "预算数", "8.00", "其中：财政资金", "8.00", "其他资金", "")
        + row("", "主要用于养护道路")
        + row("绩效目标", "1.道路平整；")
        + row("", "2.出行便利。")
        + "\n"
        + rows(HEADER, *ROWS)
    )
    (only,) = parse(text).tables
    assert only.heading is not None
    assert (only.heading.text, only.heading.field) == ("3、道路养护费项目绩效目标表", "4、另一个项目绩效目标表")
    assert only.project.name == "道路养护费"
    assert only.project.budget is not None
    assert only.project.budget.yuan == 80000
    assert only.project.goals == ("1.道路平整；", "2.出行便利。")


def test_heading_right_behind_a_cell_and_heading_in_two_lines() -> None:
    first = table().rstrip("\n")
    second = table("", name="道路养护费").lstrip("\n")
    document = parse(
        f"{first}\n 2.道路养护费项目绩效目标表\n\n{second}3.路灯电费\t\t\n绩效目标表\n" + table("", name="路灯电费").lstrip("\n")
    )
    assert [t.project.name for t in document.tables] == ["沟渠清理经费", "道路养护费", "路灯电费"]
    assert [t.heading.text for t in document.tables if t.heading] == [
        "1.沟渠清理经费绩效目标表",
        "2.道路养护费项目绩效目标表",
        "3.路灯电费绩效目标表",
    ]


def test_a_table_without_heading_starts_at_its_project_rows() -> None:
    document = parse(table() + table("", name="路灯电费", organisation="").lstrip("\n"))
    assert [t.project.name for t in document.tables] == ["沟渠清理经费", "路灯电费"]
    assert document.tables[1].heading is None


def test_blank_lines_inside_a_table_and_trailing_tabs() -> None:
    text = table(name="沟渠清理经费\t\t", purpose="用于清理沟渠\t\t\t\n\n")
    (only,) = parse(text).tables
    assert only.project.name == "沟渠清理经费"
    assert only.project.purpose == "用于清理沟渠"
    assert len(only.indicators) == 6


def test_contents_are_no_headings() -> None:
    text = "目    录\n一、总体绩效目标\t1\n1.沟渠清理经费绩效目标表\t4\n2.怀村字〔2031〕7号办公经费\t5\n绩效目标表\t5\n\n" + table()
    document = parse(text)
    assert len(document.tables) == 1
    assert document.contents == ("一、总体绩效目标", "1.沟渠清理经费绩效目标表", "2.怀村字〔2031〕7号办公经费绩效目标表")


def test_another_table_is_kept_as_unread() -> None:
    text = table() + "六、政府采购情况\n" + rows(("固定资产占用情况表", ""), ("项目", "数量", "价值"), ("图书", "570", "4959"))
    document = parse(text)
    assert len(document.tables) == 1
    assert not document.tables[0].truncated
    (left,) = document.unread
    assert "图书 | 570 | 4959" in left.text
    assert "不是绩效目标表" in left.why


def test_file_that_ends_inside_a_table() -> None:
    short = table("2.路灯电费绩效目标表", name="路灯电费", indicators=ROWS[:3]).rstrip("\n") + "\n "
    document = parse(table() + short)
    assert [t.truncated for t in document.tables] == [False, True]
    assert "中间结束" in document.unread[-1].why
    inside = (table() + table("2.路灯电费绩效目标表", name="路灯电费")).rpartition("\t明显改善")[0]
    document = parse(inside)
    assert document.tables[1].truncated
    assert document.tables[1].indicators[-1].name == "水质改善程度"


def test_file_that_ends_before_the_header() -> None:
    text = (table() + table("2.路灯电费绩效目标表", name="路灯电费")).rpartition("一级指标")[0].rstrip("\t")
    document = parse(text)
    assert document.tables[1].truncated
    assert document.tables[1].project.name == "路灯电费"
    assert document.tables[1].indicators == ()


def test_prefixes_spare_rows_totals_and_notes() -> None:
    indicators = (
        ("产出指标", "数量指标", "指标1：清理长度", "长度", "≥5公里", "计划"),
        ("", "", "指标2：", "", "", ""),
        ("", "", "……", "", "", ""),
        ("", "质量指标", "★验收合格率", "", "100%", ""),
        ("", "时效指标", "指标1：", "", "", ""),
        ("合计", "", "", "", "100", ""),
        ("注：以上指标由村委会填报", "", "", "", "", ""),
    )
    document = parse(table(indicators=indicators))
    rows_read = document.tables[0].indicators
    assert [(r.level2, r.name) for r in rows_read] == [("数量指标", "清理长度"), ("质量指标", "验收合格率"), ("时效指标", "")]
    assert rows_read[1].core is True
    assert [r.row for r in rows_read] == [1, 2, 3]
    said = " ".join(r.what for r in document.repairs)
    for word in ("指标1：", "指标2：", "省略号", "合计 | ", "核心指标"):
        assert word in said
    assert any("以上指标由村委会填报" in u.text for u in document.unread)


@pytest.mark.parametrize(
    ("header", "form"),
    [
        (HEADER[:5], "hebei"),
        (("一级指标", "二级指标", "三级指标", "年度指标值"), "national-2021"),
        (("一级指标", "二级指标", "三级指标", "指标值"), "national-2021"),
        (("绩效指标", "一级指标", "二级指标", "三级指标", "指标值"), "national-2021"),
    ],
)
def test_other_headers(header: tuple[str, ...], form: str) -> None:
    lead = ("",) if header[0] == "绩效指标" else ()
    lines = tuple(lead + ((*r[:3], r[4]) if "描述" not in header[3] else r[:5]) for r in ROWS)
    (only,) = parse(table(header=header, indicators=lines)).tables
    assert only.form == form
    assert [r.value.raw for r in only.indicators] == [r[4] for r in ROWS]
    assert [r.level1 for r in only.indicators] == ["产出指标"] * 4 + ["效益指标", "满意度指标"]


def test_split_value_columns() -> None:
    header = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "备注")
    lines = (
        ("产出指标(50分)", "数量指标", "清理长度", "≥", "12.5", "公里", "20", "重点"),
        ("", "质量指标", "验收合格率", "＝", "100", "%", "30", ""),
        ("效益指标", "社会效益指标", "环境改善", "定性", "明显", "无", "十五", ""),
    )
    document = parse(table(header=header, indicators=lines))
    (only,) = document.tables
    assert only.form == "split-value"
    assert [(str(r.value), r.weight) for r in only.indicators] == [("≥12.5公里", 20), ("=100%", 30), ("明显", 15)]
    assert only.indicators[0].level1_raw == "产出指标(50分)"
    assert any(u.text == "重点" and "备注" in u.why for u in document.unread)


def test_national_project_rows() -> None:
    text = (
        "项目支出绩效目标申报表\n（2031年度）\n"
        + row("项目名称", "路灯电费", "实施单位", "青禾县城管局")
        + row("项目资金（万元）", "年度资金总额：", "12")
        + row("", "其中：财政拨款", "10")
        + row("", "其他资金", "2")
        + row("年度目标", "目标1：路灯正常亮灯。目标2：电费按时缴纳。")
        + rows(("一级指标", "二级指标", "三级指标", "年度指标值"), ("产出指标", "数量指标", "路灯数量", "≥300盏"))
    )
    document = parse(text)
    project = document.tables[0].project
    assert (project.name, project.unit, project.year) == ("路灯电费", "青禾县城管局", 2031)
    assert [m.yuan if m else None for m in (project.budget, project.fiscal, project.other)] == [120000, 100000, 20000]
    assert project.goals == ("路灯正常亮灯。", "电费按时缴纳。")
    assert document.unread == ()


def test_unknown_level_words_are_kept_and_reported() -> None:
    document = parse(table(indicators=(*ROWS, ("甲类", "乙项", "某事", "某事", "1件", "无"))))
    last = document.tables[0].indicators[-1]
    assert (last.level1, last.level2, last.level1_raw, last.level2_raw) == (None, None, "甲类", "乙项")
    assert any("层级名称" in u.why for u in document.unread)


def test_narrative() -> None:
    document = parse(NARRATIVE + table(code=""))
    assert (document.title, document.year) == ("2031年部门整体绩效目标", 2031)
    assert document.tables[0].project.year == 2031
    assert document.overall_goals == ("围绕镇域发展，做好沟渠清理和道路养护。",)
    assert [(s.title, s.goal, s.indicators) for s in document.sub_goals] == [
        ("（一）沟渠清理", "沟渠畅通。", "清理长度不少于12.5公里。"),
        ("（二）道路养护", "道路平整。", "养护里程达到30公里。"),
    ]
    assert [(t.label, t.raw, t.yuan) for t in document.stated_totals] == [
        ("预算总支出", "300.5万元", 3005000),
        ("项目支出", "125万元", 1250000),
    ]
    assert document.stated_totals[0].line == 12
    assert "总支出为300.5万元" in document.stated_totals[0].quote


def test_sub_goals_in_one_sentence_each_and_bare() -> None:
    one = (
        "一、总体绩效目标\n做好工作。\n二、分项绩效目标\n部门职责分类绩效目标情况说明\n\n"
        "1、社区经费77万元，项目主要目标为服务居民。进度达到100%。项目产出指标为：数量指标≥80%。\n三、工作保障措施\n"
    )
    (goal,) = parse(one + table()).sub_goals
    assert (goal.title, goal.goal, goal.indicators) == ("1、社区经费77万元", "服务居民。进度达到100%。", "项目产出指标为：数量指标≥80%。")
    bare = "一、总体绩效目标\n做好工作。\n二、分项绩效目标\n1.防火宣传，严格管控火源。\n2.资金来源为财政拨款。\n三、工作保障措施\n"
    assert [s.goal for s in parse(bare + table()).sub_goals] == ["1.防火宣传，严格管控火源。", "2.资金来源为财政拨款。"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_read_the_same(encoding: str, end: str) -> None:
    text = NARRATIVE + table()
    assert read(text.replace("\n", end).encode(encoding), "made.txt") == parse(text)


def test_utf8_cut_inside_a_character_is_a_repair() -> None:
    data = (table() + "末尾").encode()[:-1]
    document = read(data, "made.txt")
    assert len(document.tables) == 1
    assert "半个字符" in document.repairs[0].what


def test_damaged_utf8_is_refused_with_its_line() -> None:
    data = table().encode().replace("项目编码".encode(), b"\xff\xfe\xff")
    with pytest.raises(DocumentError, match="第5行"):
        read(data, "made.txt")


def test_money_that_is_no_amount() -> None:
    project = parse(table(budget="若干")).tables[0].project
    assert project.budget is not None
    assert (project.budget.raw, project.budget.yuan) == ("若干", None)


LINES = [
    "", "\t", "\t项目名称", "\t一级指标", "\t二级指标", "\t三级指标", "\t指标值", "\t数量指标", "\t产出指标", "项目绩效目标表", "\t甲",
    "乙", "\t绩效目标", "\t资金支出计划", "\t预算数", "\t5", "\t单位：元",
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> list[str]:
    """Lines of a document whose cells are all different, cut off and with lines dropped anywhere."""
    count = 0

    def token(prefix: str) -> str:
        nonlocal count
        count += 1
        return f"{prefix}Q{count}Z"

    text = NARRATIVE
    for number in range(draw(st.integers(1, 3))):
        made = tuple(
            (first, second, token("名"), token("述"), token("值"), token("据"))
            for first, second in [r[:2] for r in ROWS][: draw(st.integers(1, 6))]
        )
        text += table(
            f"{number + 1}.{token('项')}绩效目标表",
            name=token("称"),
            code=token("码"),
            organisation=token("单"),
            purpose=token("用"),
            goals=(token("标"), token("标")),
            indicators=made,
        )
    lines = text.split("\n")
    dropped = draw(st.sets(st.integers(0, len(lines) - 1), max_size=draw(st.sampled_from([1, 5, 30]))))
    end = draw(st.integers(1, len(lines)))
    return [line for index, line in enumerate(lines[:end]) if index not in dropped]


@settings(max_examples=250, deadline=None)
@given(damaged())
def test_damage_never_crashes_and_never_loses_a_cell(lines: list[str]) -> None:
    try:
        document = parse("\n".join(lines))
    except DocumentError:
        return
    kept = document.model_dump_json()
    for line in lines:
        if line.startswith("\t") and "Q" in line:
            assert line.strip() in kept


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=60))
def test_any_sequence_of_lines_is_read_or_refused(lines: list[str]) -> None:
    try:
        parse("\n".join(lines))
    except DocumentError as error:
        said = str(error)
    else:
        said = "。"
    assert said.count("。") == 1
