"""Every form that is written reads back to the same table, in every format; what a form has no place for is named."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.sheets import recognised

from zhibiao.documents import read
from zhibiao.documents.form_columns import left_out, split_value
from zhibiao.documents.write_docx import docx_bytes
from zhibiao.documents.write_xlsx import xlsx_bytes
from zhibiao.domain.levels import HOME
from zhibiao.domain.tables import Document, FundingLine, Heading, Indicator, Money, PlanStep, Project, TargetTable
from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.forms import Profile, load_profile
from zhibiao.messages import InputError
from zhibiao.paths import shipped_forms

FORMS = ("hebei", "national-2021", "split-value")
PROFILES = {name: load_profile(name, shipped_forms()) for name in FORMS}
LETTERS = "甲乙丙丁路灯电费清理沟渠（）“”、，0123456789.%ABab"
WORDS = st.text(LETTERS, min_size=1, max_size=12).map(str.strip)
VALUES = st.sampled_from(
    [
        "≥63人", "=100%", "2031年底前", "是", "≤2.5万元/公里", "明显改善", "", "≥__公里", "18-54周岁", "优", "3次", "≤7工作日",
        "优良中低差", "±3%", "<24小时", "≥95", "100%", "需使用资金30720元", "=1座", "-", "≤2031年6月", "1-12月", "无",
    ]
)  # fmt: skip


@st.composite
def made_tables(draw: st.DrawFn, profile: Profile, owner: str | None) -> TargetTable:
    """Tables that hold what the form has places for, and no more."""
    unit = draw(st.sampled_from(["", "元", "万元"]))  # as written in the cell, or named above
    amount = st.integers(1, 10**9).map(lambda n: f"{n / 100:.2f}")
    amounts = st.one_of(st.none(), amount.map(lambda n: Money.parse(n, unit="万元") if not unit else Money.parse(n + unit)))
    own = st.one_of(st.none(), WORDS)
    project = Project(
        name="项目" + draw(WORDS),
        code=draw(st.one_of(st.none(), st.just("99010131P00A0B1C2D3E"))),
        unit=owner,
        year=draw(st.sampled_from([2031, 2024])),
        budget=draw(amounts),
        fiscal=draw(amounts),
        other=draw(amounts),
        purpose=draw(st.one_of(st.none(), WORDS.map(lambda s: "用于" + s))),
        goals=tuple("完成" + g for g in draw(st.lists(WORDS, max_size=3))),
        spending_plan=tuple(
            PlanStep(label=f"{m}月底", percent=draw(st.sampled_from([None, 30, 75, 100])))
            for m in ((3, 6, 12) if profile.spending_plan else ())
        ),
        funding=tuple(FundingLine(label="某项资金", raw="3万元", yuan=30000) for _ in range(draw(st.integers(0, 1)))),
    )
    names = sorted(draw(st.lists(st.sampled_from(profile.level2), min_size=1, max_size=6)), key=profile.level2.index)
    lines = [
        Indicator(
            level1=profile.cost.level1 if name == profile.cost.level2 else HOME[name],
            level2=name,
            name="指标名" + draw(WORDS),
            description=draw(own) if "绩效指标描述" in profile.columns else None,
            value=TargetValue.parse(draw(VALUES)),
            basis=draw(own) if profile.basis else None,
            weight=draw(st.sampled_from([None, 10, 12.5])),
            row=number,
        )
        for number, name in enumerate(names, start=1)
    ]
    return TargetTable(form=profile.name, project=project, indicators=tuple(lines))


def facts(table: TargetTable, *, split: bool) -> object:
    rows = [row.model_dump(exclude={"line"}) for row in table.indicators]
    for row in rows if split else ():
        row["value"].pop("raw")  # sign, number and unit stand in cells of their own: how they were written together is not in the form
    return table.form, table.project, rows


@pytest.mark.parametrize("format", ["docx", "xlsx"])
@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_table_reads_back_equal(form: str, format: str, data: st.DataObject) -> None:
    profile = PROFILES[form]
    owner = data.draw(st.sampled_from([None, "青禾县柳溪镇人民政府"]))  # of the whole document: a table that is silent takes its unit
    made = data.draw(st.lists(made_tables(profile, owner), min_size=1, max_size=2))
    assert left_out(made, profile) == []
    if format == "docx":
        again: Document | object = read(docx_bytes(made, profile), filename="a.docx")
    else:
        again = recognised(xlsx_bytes(made, profile))
    split = form == "split-value"
    assert [facts(table, split=split) for table in again.tables] == [facts(table, split=split) for table in made]  # type: ignore[attr-defined]
    assert again.unread == ()  # type: ignore[attr-defined]


def one(name: str = "沟渠清理经费", **project: object) -> TargetTable:
    row = Indicator(level1="产出指标", level2="数量指标", name="清理沟渠长度", value="≥12.5公里", weight=Decimal(20), row=1)  # type: ignore[arg-type]
    return TargetTable(form="hebei", project=Project(name=name, year=2031, **project), indicators=(row,))  # type: ignore[arg-type]


def sheet_of(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "=", "1-12", "0012", "#REF!", "1E5", "'x"])
def test_no_cell_is_a_formula_a_date_or_a_number_by_accident(text: str) -> None:
    table = one(purpose=text)
    sheet = sheet_of(xlsx_bytes(table))
    (cell,) = [cell for line in sheet.iter_rows() for cell in line if cell.value == text]
    assert (cell.data_type, cell.number_format) == ("s", "@")
    assert cell.quotePrefix is (text[0] in "=+-@'")
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(table))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert recognised(xlsx_bytes(table)).tables[0].project.purpose == text


def test_weights_are_numbers_that_a_sheet_can_sum() -> None:
    sheet = sheet_of(xlsx_bytes(one(), PROFILES["national-2021"]))
    assert [cell.value for cell in list(sheet.iter_rows())[-1]][-1] == 20


@pytest.mark.parametrize("form", FORMS)
def test_sheets_are_ready_for_the_printer(form: str) -> None:
    sheet = sheet_of(xlsx_bytes(one(goals=("完成清理",)), PROFILES[form]))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape" if form == "split-value" else "portrait")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    header = int(sheet.print_title_rows.strip("$").split(":")[0])
    assert sheet.cell(header, 1).value == "一级指标"
    assert sheet.cell(header, 1).font.name == "仿宋"
    assert sheet.cell(1, 1).font.name == "宋体"
    assert sheet.cell(header, 1).border.left.style == "thin"


def test_one_sheet_a_table_with_names_that_spreadsheets_take() -> None:
    names = ["a/b:c*[d]?" + "长" * 40, "同名", "同名", "'", ""]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([one(name) for name in names])))
    assert len(book.sheetnames) == 5
    assert book.sheetnames[0].startswith("1.abcd长")
    assert all(0 < len(name) <= 31 for name in book.sheetnames)
    assert book.sheetnames[1:3] == ["2.同名", "3.同名"]


def test_the_same_tables_are_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = xlsx_bytes([one(), one("路灯")])
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert xlsx_bytes([one(), one("路灯")]) == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert xlsx_bytes([one(), one("路灯")]) != first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "no number")
    assert xlsx_bytes([one(), one("路灯")]) == first


def test_a_text_too_tall_for_a_row_gets_several() -> None:
    purpose = "清理沟渠并改善村庄环境。" * 400
    data = xlsx_bytes(one(purpose=purpose))
    assert max(d.height or 0 for d in sheet_of(data).row_dimensions.values()) <= 409
    assert recognised(data).tables[0].project.purpose == purpose


def test_what_the_form_has_no_place_for_is_named() -> None:
    table = one(spending_plan=(PlanStep(label="3月底", percent=30),))
    table = table.model_copy(
        update={"indicators": tuple(row.model_copy(update={"basis": "计划", "description": "长度"}) for row in table.indicators)}
    )
    assert left_out([table], PROFILES["national-2021"]) == ["绩效指标描述", "指标值确定依据", "资金支出计划"]
    assert left_out([table], PROFILES["hebei"]) == []


def test_headings_of_their_own_stay() -> None:
    heading = Heading(text="3.沟渠清理经费绩效目标表")
    for form in FORMS:
        table = one().model_copy(update={"heading": heading})
        assert recognised(xlsx_bytes(table, PROFILES[form])).tables[0].heading.text == heading.text  # type: ignore[union-attr]


def test_nothing_to_write_is_said() -> None:
    with pytest.raises(InputError, match="没有可以写出的"):
        xlsx_bytes([])


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ("≥63人", ("≥", "63", "人")),
        ("=100%", ("=", "100", "%")),
        ("明显改善", ("定性", "明显改善", "")),
        ("2031年底前", ("定性", "2031年底前", "")),
        ("≥__公里", ("≥", "__", "公里")),
        ("18-54周岁", ("", "18-54周岁", "")),
        ("", ("", "", "")),
    ],
)
def test_a_value_in_three_cells(value: str, cells: tuple[str, str, str]) -> None:
    assert split_value(TargetValue.parse(value)) == cells
