"""A form of the user's own, filled: fields wherever Word cut them, one row for every indicator, nothing ever executed."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.datavalidation import DataValidation
from tests.documents.made_documents import zipped
from tests.documents.sheets import recognised

from zhibiao.documents import read
from zhibiao.documents.template import fill_template
from zhibiao.domain.tables import Indicator, PlanStep, Project, TargetTable
from zhibiao.knowledge.forms import load_profile
from zhibiao.messages import DocumentError, InputError
from zhibiao.paths import shipped_forms

HEADER = ("一级指标", "二级指标", "三级指标", "指标值", "权重")
MARKED = ("{{一级指标}}", "{{ row.level2 }}", "{{三级指标}}", "｛｛指标值｝｝", "{{权重}}")
ROWS = (
    ("产出指标", "数量指标", "清理沟渠长度", "≥12.5公里", 30),
    ("产出指标", "质量指标", "验收合格率", "=100%", 40),
    ("满意度指标", "服务对象满意度指标", "村民满意度", "≥90%", 20),
)


def one(name: str = "沟渠清理经费", **project: Any) -> TargetTable:
    rows = tuple(
        Indicator(level1=level1, level2=level2, name=third, value=value, weight=Decimal(weight), row=n)  # type: ignore[arg-type]
        for n, (level1, level2, third, value, weight) in enumerate(ROWS, start=1)
    )
    fields = {"goals": ("完成沟渠清理", "改善村庄环境"), "budget": "25.5万元", "year": 2031} | project
    return TargetTable(project=Project(name=name, **fields), indicators=rows)


def word(path: Path, *, marked: tuple[str, ...] = MARKED, heading: str = "{{project.name}}项目绩效目标表", extra: str = "") -> Path:
    """A template with a heading, a project part, a header and the marked row between a header and a row of totals."""
    document = docx.Document()
    paragraph = document.add_paragraph()
    for number, piece in enumerate(
        (heading[:4], heading[4:9], heading[9:])
    ):  # Word cuts texts into runs wherever somebody corrected something
        paragraph.add_run(piece).bold = number == 0
    table = document.add_table(rows=0, cols=5)
    for cells in (
        ("项目名称", "{{项目名称}}", "预算数", "{{预算数（万元）}}万元", ""),
        ("年度目标", "{{绩效目标}}", "", "", ""),
        HEADER,
        marked,
    ):
        row = table.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.rows[1].cells[1].merge(table.rows[1].cells[4])
    document.add_paragraph("填表人：某某" + extra)
    document.save(str(path))
    return path


def book(path: Path, **cells: str) -> Path:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "目标表"
    lines = (
        ("项目名称", "{{项目名称}}", "预算数（元）", "{{预算数（元）}}", ""),
        ("年度目标", "{{绩效目标}}"),
        HEADER,
        MARKED,
        ("合计", "", "", "", "=SUM(E4:E4)"),
    )
    for number, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            sheet.cell(number, column, text or None)
    for place, text in ({"A6": "审核意见"} | cells).items():
        sheet[place] = text
    thick = Side(style="thick")
    for column in range(1, 6):
        sheet.cell(4, column).border = Border(left=thick, right=thick, top=thick, bottom=thick)
        sheet.cell(4, column).font = Font(name="楷体", size=12)
    sheet.merge_cells("B2:E2")
    sheet.merge_cells("A5:D5")
    sheet.row_dimensions[5].height = 40
    sheet.print_area = "A1:E5"
    choice = DataValidation(type="list", formula1='"数量指标,质量指标"')
    choice.add("B4")
    sheet.add_data_validation(choice)
    workbook.save(path)
    return path


def cells_of(data: bytes, sheet: int = 0) -> list[list[Any]]:
    return [list(line) for line in openpyxl.load_workbook(io.BytesIO(data)).worksheets[sheet].iter_rows(values_only=True)]


def test_word_is_filled_and_reads_back(tmp_path: Path) -> None:
    table = one()
    data = fill_template(word(tmp_path / "表样.docx"), [table], ".docx")
    (again,) = read(data, filename="a.docx").tables
    assert again.heading is not None
    assert again.heading.text == "沟渠清理经费项目绩效目标表"
    assert (again.project.name, again.project.budget.yuan if again.project.budget else None) == ("沟渠清理经费", 255_000)
    assert [(r.level1, r.level2, r.name, r.value, r.weight) for r in again.indicators] == [
        (r.level1, r.level2, r.name, r.value, r.weight) for r in table.indicators
    ]
    filled = docx.Document(io.BytesIO(data))
    assert filled.paragraphs[0].runs[0].bold
    assert filled.tables[0].rows[1].cells[1].text.rstrip() == "完成沟渠清理\n改善村庄环境"
    assert filled.paragraphs[-1].text == "填表人：某某"
    xml = filled.element.xml
    assert xml.count('<w:vMerge w:val="restart"/>') == 1  # the two rows of 产出指标
    assert "{{" not in xml
    assert "zhibiao-" not in xml
    assert fill_template(tmp_path / "表样.docx", [table], ".docx") == data


def test_several_tables_follow_one_another_in_word(tmp_path: Path) -> None:
    data = fill_template(word(tmp_path / "a.docx"), [one(), one("路灯电费"), one("植树")], ".docx")
    assert [table.project.name for table in read(data, filename="a.docx").tables] == ["沟渠清理经费", "路灯电费", "植树"]
    assert docx.Document(io.BytesIO(data)).element.xml.count("pageBreakBefore") == 2


def test_headers_of_the_page_are_filled_for_one_table_only(tmp_path: Path) -> None:
    document = docx.Document(str(word(tmp_path / "a.docx")))
    document.sections[0].header.paragraphs[0].text = "{{预算单位}}"
    document.save(str(tmp_path / "a.docx"))
    data = fill_template(tmp_path / "a.docx", [one(unit="柳溪镇人民政府")], ".docx")
    assert docx.Document(io.BytesIO(data)).sections[0].header.paragraphs[0].text == "柳溪镇人民政府"
    with pytest.raises(InputError, match="页眉页脚"):
        fill_template(tmp_path / "a.docx", [one(), one("路灯")], ".docx")


def test_a_workbook_is_filled_and_what_is_below_moves_down(tmp_path: Path) -> None:
    data = fill_template(book(tmp_path / "表样.xlsx"), [one()], ".xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert cells_of(data) == [
        ["项目名称", "沟渠清理经费", "预算数（元）", 255_000, None],
        ["年度目标", "完成沟渠清理\n改善村庄环境", None, None, None],
        list(HEADER),
        list(ROWS[0]),
        [None, *ROWS[1][1:]],
        list(ROWS[2]),
        ["合计", None, None, None, "=SUM(E4:E6)"],
        ["审核意见", None, None, None, None],
    ]
    assert sorted(str(merge) for merge in sheet.merged_cells.ranges) == ["A4:A5", "A7:D7", "B2:E2"]
    assert (sheet["D6"].font.name, sheet["D6"].border.bottom.style) == ("楷体", "thick")
    assert sheet.row_dimensions[7].height == 40
    assert sheet.print_area == "'目标表'!$A$1:$E$7"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B4:B6"
    assert sheet["D5"].data_type == "s"  # =100% is text
    assert fill_template(tmp_path / "表样.xlsx", [one()], ".xlsx") == data
    (again,) = recognised(data).tables
    assert [(r.level1, r.level2, r.name, r.value, r.weight) for r in again.indicators] == [
        (r.level1, r.level2, r.name, r.value, r.weight) for r in one().indicators
    ]


def test_several_tables_get_a_sheet_each(tmp_path: Path) -> None:
    data = fill_template(book(tmp_path / "a.xlsx"), [one(), one("路灯电费")], ".xlsx")
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    assert workbook.sheetnames == ["1.沟渠清理经费", "2.路灯电费"]
    assert [sheet["B1"].value for sheet in workbook.worksheets] == ["沟渠清理经费", "路灯电费"]
    assert workbook.worksheets[1]["E7"].value == "=SUM(E4:E6)"
    assert str(workbook.worksheets[1].data_validations.dataValidation[0].sqref) == "B4:B6"
    assert workbook.worksheets[1].print_area.endswith("$A$1:$E$7")


def test_formulas_of_other_sheets_follow(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", F4="=E4*2", F5="=E5")
    workbook = openpyxl.load_workbook(path)
    other = workbook.create_sheet("汇总")
    other["A1"], other["A2"], other["A3"] = "=目标表!E5", "=SUM(目标表!E4:E4)", "=E5"
    workbook.save(path)
    filled = openpyxl.load_workbook(io.BytesIO(fill_template(path, [one()], ".xlsx")))
    assert [filled["汇总"][place].value for place in ("A1", "A2", "A3")] == ["=目标表!E7", "=SUM(目标表!E4:E6)", "=E5"]
    assert [filled["目标表"][place].value for place in ("F4", "F5", "F6", "F7")] == ["=E4*2", "=E5*2", "=E6*2", "=E7"]


@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
def test_a_users_text_is_never_a_template_nor_a_formula(tmp_path: Path, kind: str) -> None:
    template = word(tmp_path / "a.docx") if kind == ".docx" else book(tmp_path / "a.xlsx")
    table = one('=HYPERLINK("http://x")', goals=("{{7*7}}", "{{row.name}} {% for x in y %}"))
    row = table.indicators[0].model_copy(update={"name": "{{project.name}}"})
    data = fill_template(template, [table.model_copy(update={"indicators": (row,)})], kind)
    if kind == ".docx":
        filled = docx.Document(io.BytesIO(data))
        texts = [[cell.text for cell in line.cells] for line in filled.tables[0].rows]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        assert sheet["B1"].data_type == "s"
        texts = [list(line) for line in sheet.iter_rows(values_only=True)]
    assert texts[0][1] == table.project.name
    assert texts[1][1].rstrip() == "{{7*7}}\n{{row.name}} {% for x in y %}"
    assert texts[3][2] == "{{project.name}}"


@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("{{项目名}}", ["项目名”不认识", "是不是“项目名称”", "三级指标"]),
        ("{{project.__class__}}", ["project.__class__”不认识", "可用的字段"]),
        ("{{ 7*7 }}", ["7*7", "不认识"]),
        ("{{}}", ["不认识"]),
        ("{{project.plan.13.label}}", ["project.plan.13.label"]),
        ("{% import os %}", ["不执行语句"]),
    ],
)
def test_unknown_fields_and_statements_are_named(tmp_path: Path, kind: str, field: str, words: list[str]) -> None:
    template = word(tmp_path / "表样.docx", extra=field) if kind == ".docx" else book(tmp_path / "表样.xlsx", A6=field)
    with pytest.raises(InputError) as caught:
        fill_template(template, [one()], kind)
    assert all(word in str(caught.value) for word in [*words, template.name])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", [".docx", ".xlsx"])
def test_exactly_one_row_is_marked(tmp_path: Path, kind: str) -> None:
    plain = {f"{column}4": "" for column in "ABCDE"}
    none = word(tmp_path / "a.docx", marked=("",) * 5) if kind == ".docx" else book(tmp_path / "a.xlsx", **plain)
    with pytest.raises(InputError, match="没有标出指标行"):
        fill_template(none, [one()], kind)
    two = word(tmp_path / "b.docx") if kind == ".docx" else book(tmp_path / "b.xlsx", A6="{{三级指标}}")
    if kind == ".docx":
        document = docx.Document(str(two))
        document.tables[0].add_row().cells[0].text = "{{三级指标}}"
        document.save(str(two))
    with pytest.raises(InputError, match="2行写了指标字段"):
        fill_template(two, [one()], kind)


def test_row_fields_outside_a_table_are_no_marked_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有标出指标行"):
        fill_template(word(tmp_path / "a.docx", extra="{{三级指标}}"), [one()], ".docx")


def test_templates_that_cannot_be_used(tmp_path: Path) -> None:
    good = word(tmp_path / "good.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheets = book(tmp_path / "good.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(sheets)) as archive:
        cells = {name: archive.read(name) for name in archive.namelist()}
    huge = cells["xl/worksheets/sheet1.xml"].replace(b"<mergeCell ", b'<mergeCell ref="A9:XFD99999"/><mergeCell ', 1)
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + cells["xl/workbook.xml"].partition(b"?>")[2]
    for name, data, words in (
        ("空.docx", b"", "不是.docx或.xlsx"),
        ("旧.doc", b"\xd0\xcf\x11\xe0 old", "不是.docx或.xlsx"),
        ("包.docx", zipped({"a.txt": b"x"}), "不是.docx或.xlsx"),
        ("半.docx", good[: len(good) // 2], "损坏"),
        ("宏.docx", zipped(members | {"word/vbaProject.bin": b"macro"}), "带有宏"),
        ("坏.docx", zipped(members | {"word/document.xml": b"<w:document"}), "坏.docx"),
        ("坏.xlsx", zipped(cells | {"xl/workbook.xml": b"<workbook"}), "损坏"),
        ("合并.xlsx", zipped(cells | {"xl/worksheets/sheet1.xml": huge}), "合并的单元格"),
        ("实体.xlsx", zipped(cells | {"xl/workbook.xml": entity}), "实体"),
        ("表.docx", sheets, "让两者一致"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises((InputError, DocumentError)) as caught:
            fill_template(path, [one()], path.suffix if path.suffix in (".docx", ".xlsx") else ".docx")
        assert words in str(caught.value), name
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="读不出来"):
        fill_template(tmp_path / "没有.docx", [one()], ".docx")
    with pytest.raises(InputError, match="没有可以写出的"):
        fill_template(tmp_path / "good.docx", [], ".docx")


def test_fields_of_the_plan_and_the_split_value(tmp_path: Path) -> None:
    marked = ("{{序号}}", "{{row.sign}}", "{{数值}}", "{{度量单位}}", "{{三级指标}}")
    template = word(
        tmp_path / "a.docx",
        marked=marked,
        extra="{{支出计划}}/{{project.plan.1.label}}/{{project.plan.2.percent}}/{{project.plan.9.label}}",
    )
    plan = (PlanStep(label="3月底", percent=Decimal(30)), PlanStep(label="6月底", percent=Decimal(100)))
    filled = docx.Document(io.BytesIO(fill_template(template, [one(spending_plan=plan)], ".docx")))
    assert filled.paragraphs[-1].text == "填表人：某某3月底30%，6月底100%/3月底/100%/"
    assert [cell.text for cell in filled.tables[0].rows[3].cells] == ["1", "≥", "12.5", "公里", "清理沟渠长度"]


def test_a_profile_gives_its_levels_and_order(tmp_path: Path) -> None:
    cost = Indicator(level1="产出指标", level2="成本指标", name="清理成本", value="≤25万元", row=4)  # type: ignore[arg-type]
    table = one()
    table = table.model_copy(update={"indicators": (*table.indicators, cost)})
    data = fill_template(book(tmp_path / "a.xlsx"), [table], ".xlsx", load_profile("national-2021", shipped_forms()))
    assert cells_of(data)[3][:3] == ["成本指标", "经济成本指标", "清理成本"]


def test_a_table_without_indicators_leaves_the_row_empty(tmp_path: Path) -> None:
    table = one().model_copy(update={"indicators": ()})
    assert cells_of(fill_template(book(tmp_path / "a.xlsx"), [table], ".xlsx"))[3] == [None] * 5
