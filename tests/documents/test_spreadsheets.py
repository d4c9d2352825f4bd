from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.made_documents import HEADER, ROWS, zipped
from tests.documents.made_files import Laid, as_xls, as_xlsx, fill_sheet, shared, target_table

from zhibiao.documents import read
from zhibiao.documents.archive import Archive
from zhibiao.documents.cell_values import from_serial, is_date, shown
from zhibiao.documents.limits import Limits
from zhibiao.documents.sheet import Sheet
from zhibiao.documents.xls import read_xls
from zhibiao.documents.xlsx import read_xlsx
from zhibiao.domain.tables import Document
from zhibiao.messages import DocumentError

NAMES = [row[2] for row in ROWS]


def workbook(change: Callable[[Any, Any], None], table: Laid | None = None) -> bytes:
    """The made table with something done to (book, sheet)."""
    from openpyxl import Workbook

    book = Workbook()
    fill_sheet(book.active, table or target_table())
    change(book, book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({n: change(archive.read(n).decode()).encode() if n == part else archive.read(n) for n in archive.namelist()})


def names(document: Document) -> list[str]:
    return [row.name for table in document.tables for row in table.indicators]


@pytest.mark.parametrize("write", [as_xlsx, as_xls])
def test_a_sheet_reads_as_the_table_it_shows(write: Callable[..., bytes]) -> None:
    document = read(write(target_table()), "随便的名字.txt")
    (table,) = document.tables
    assert (table.project.name, table.project.purpose) == ("沟渠清理经费", "用于清理沟渠12.5公里")
    assert table.project.budget is not None
    assert table.project.budget.yuan == 250_000
    assert table.project.goals == ("1.完成沟渠清理，改善村庄环境",)
    levels = {row[0]: row[0] for row in ROWS} | {"": "产出指标"}
    assert [(r.level1, r.level2, r.name, r.description, r.value.raw, r.basis) for r in table.indicators] == [
        (levels[row[0]], *row[1:]) for row in ROWS
    ]
    assert (document.repairs, document.unread) == ((), ())


@pytest.mark.parametrize("write", [as_xlsx, as_xls])
def test_every_sheet_is_a_table(write: Callable[..., bytes]) -> None:
    assert len(read(write(target_table(), target_table()), "a.xlsx").tables) == 2


def test_numbers_are_read_as_they_are_shown() -> None:
    def change(book: Any, sheet: Any) -> None:
        for row, (value, code) in enumerate(
            [(0.955, "0%"), (12.5, '0.0"公里"'), (datetime.datetime(2031, 10, 31), "yyyy-mm-dd"), (0.1 + 0.2, "General")], start=8
        ):
            sheet.cell(row, 5, value).number_format = code

    rows = read(workbook(change), "a.xlsx").tables[0].indicators
    assert [row.value.raw for row in rows[:4]] == ["95.5%", "12.5公里", "2031年10月31日", "0.3"]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (25.0, None, "25"),
        (1e16, "General", "10000000000000000"),
        (0, "0%", "0%"),
        (1234.5, "#,##0.00", "1234.5"),
        (90, '"≥"0"%"', "≥90%"),
        (0.9, '"≥"0%', "≥90%"),
        (5, "[红色]0_ ;-0 ", "5"),
        (True, None, "TRUE"),
        (float("nan"), None, "nan"),
        (datetime.date(2031, 10, 1), "yyyy年m月", "2031年10月"),
        (datetime.datetime(2031, 10, 1, 8, 30), "yyyy-mm-dd hh:mm", "2031年10月1日08:30"),
        (datetime.time(8, 30), None, "08:30"),
        (datetime.timedelta(hours=30), None, "30:00"),
        (None, None, ""),
    ],
)
def test_shown_values(value: Any, code: str | None, text: str) -> None:
    assert shown(value, code) == text


@given(st.floats(allow_nan=True) | st.integers(), st.text(max_size=40))
def test_any_number_under_any_format_is_shown(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


def test_texts_shared_as_excel_writes_them() -> None:
    rich = "<si><r><t>验收</t></r><r><t>合格率</t></r><rPh><t>YANSHOU</t></rPh></si><si><t>一行_x000D_&#10;二行_x4E00_</t></si>"
    data = shared(as_xlsx(target_table()), rich)
    assert names(read(data, "a.xlsx")) == NAMES

    def point(xml: str) -> str:
        xml = re.sub(r'(<c r="C9"[^>]*><v>)\d+', r"\g<1>0", xml)
        return re.sub(r'(<c r="D9"[^>]*><v>)\d+', r"\g<1>1", xml)

    row = read(rewritten(data, "xl/worksheets/sheet1.xml", point), "a.xlsx").tables[0].indicators[1]
    assert (row.name, row.description) == ("验收合格率", "一行二行一")
    with pytest.raises(DocumentError, match="Excel内容已损坏"):
        read(rewritten(data, "xl/worksheets/sheet1.xml", lambda x: x.replace("<v>3</v>", "<v>99</v>")), "a.xlsx")


@pytest.mark.parametrize(
    ("serial", "since_1904", "code", "text"),
    [
        (48152, False, "yyyy-m-d", "2031年10月31日"),
        (46690, True, "yyyy年m月", "2031年10月"),
        (1, False, "yyyy-m-d", "1900年1月1日"),
        (0.25, False, "h:mm", "06:00"),
        (48152.5, False, "yyyy-m-d h:mm", "2031年10月31日12:00"),
        (10**9, False, "yyyy-m-d", "1000000000"),
        (-1, False, "yyyy-m-d", "-1"),
    ],
)
def test_serial_numbers_of_days(serial: float, since_1904: bool, code: str, text: str) -> None:
    assert is_date(code)
    assert shown(from_serial(serial, since_1904), code) == text


@pytest.mark.parametrize("code", ["General", "0.00", '0"天"', "#,##0_ ", "0%", "[Red]0", '"y"0', "@"])
def test_formats_that_are_no_days(code: str) -> None:
    assert not is_date(code)


def test_hidden_sheets_rows_and_columns_are_read_and_said() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.sheet_state = "hidden"
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["D"].hidden = True
        book.create_sheet("空")

    document = read(workbook(change), "a.xlsx")
    assert names(document) == NAMES
    said = " ".join(repair.what for repair in document.repairs)
    assert "隐藏的工作表" in said
    assert "第9行" in said
    assert "第4列" in said


def test_hidden_rows_of_an_old_workbook_are_said() -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("表", cell_overwrite_ok=True)
    for row, line in enumerate(target_table()):
        for column, (text, _, _) in line.items():
            sheet.write(row, column, text)
    sheet.row(9).hidden = True
    sheet.write(7, 4, 0.955, xlwt.easyxf(num_format_str="0.0%"))
    book.get_sheet(0).visibility = 1
    book.add_sheet("第二张")
    out = io.BytesIO()
    book.save(out)
    document = read(out.getvalue(), "a.xls")
    assert document.tables[0].indicators[0].value.raw == "95.5%"
    assert [re.sub("“.*”", "", r.where + r.what) for r in document.repairs] == [
        "工作表隐藏的工作表，内容照常读取",
        "工作表隐藏的行（第10行）照常读取",
    ]


def test_formulas_are_read_as_saved_and_never_computed() -> None:
    data = workbook(lambda book, sheet: sheet.cell(8, 5, "=1/0"))
    document = read(data, "a.xlsx")
    assert document.tables[0].indicators[0].value.raw == ""
    assert [(u.text, "保存" in u.why) for u in document.unread] == [("=1/0", True)]
    assert "E8" in document.unread[0].where
    assert any("1处公式" in repair.what for repair in document.repairs)
    cached = rewritten(data, "xl/worksheets/sheet1.xml", lambda x: re.sub(r"<f>1/0</f><v\s*/?>(?:</v>)?", "<f>1/0</f><v>7</v>", x))
    document = read(cached, "a.xlsx")
    assert document.tables[0].indicators[0].value.raw == "7"
    assert document.unread == ()


def test_links_to_other_workbooks_and_macros_are_said_and_left_alone() -> None:
    data = as_xlsx(target_table())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts |= {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    document = read(zipped(parts), "a.xlsm")
    assert names(document) == NAMES
    said = " ".join(repair.what for repair in document.repairs)
    assert "宏没有运行" in said
    assert "没有打开它们" in said


def test_names_with_a_prefix_as_other_programs_write_them() -> None:
    def prefixed(xml: str) -> str:
        xml = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml)
        return xml.replace(
            'xmlns="http://schemas.openxmlformats.org/spreadsheetml', 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml'
        )

    document = read(rewritten(as_xlsx(target_table()), "xl/worksheets/sheet1.xml", prefixed), "a.xlsx")
    assert names(document) == NAMES
    assert {row.level1 for row in document.tables[0].indicators} == {"产出指标", "效益指标", "满意度指标"}


def test_a_table_away_from_the_corner_and_a_stray_cell_far_off() -> None:
    moved: Laid = [{}, *({column + 2: cell for column, cell in line.items()} for line in target_table())]

    def change(book: Any, sheet: Any) -> None:
        sheet.cell(3, 400, "远处")

    assert names(read(workbook(change, moved), "a.xlsx")) == NAMES


def test_a_merge_over_whole_columns_takes_no_time() -> None:
    def change(book: Any, sheet: Any) -> None:
        sheet.cell(1, 8, "备注")

    data = rewritten(
        workbook(change), "xl/worksheets/sheet1.xml", lambda x: x.replace("<mergeCells ", "<mergeCells ", 1).replace(
            "</mergeCells>", '<mergeCell ref="H1:XFD1048576"/></mergeCells>'
        )
    )  # fmt: skip
    assert names(read(data, "a.xlsx")) == NAMES


def test_what_systems_write_as_the_size_of_a_sheet_is_not_believed() -> None:
    for wrong in ("A1", "A1:XFD1048576"):
        data = rewritten(
            as_xlsx(target_table()),
            "xl/worksheets/sheet1.xml",
            lambda x, w=wrong: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{w}"', x),
        )
        assert names(read(data, "a.xlsx")) == NAMES


@pytest.mark.parametrize("write", [as_xlsx, as_xls])
def test_limits_of_rows_and_cells(write: Callable[..., bytes]) -> None:
    long: Laid = [{0: (str(n), 1, 1), 1: ("x", 1, 1)} for n in range(300)]
    with pytest.raises(DocumentError, match=r"工作表“表1”的行数超过200行的上限"):
        read(write(long), "a.xlsx", Limits(rows=200))
    with pytest.raises(DocumentError, match=r"单元格超过500个的上限"):
        read(write(long), "a.xlsx", Limits(cells=500))
    with pytest.raises(DocumentError, match="没有找到项目绩效目标表"):
        read(write(long), "a.xlsx")


def test_empty_styled_rows_below_a_table_do_not_count() -> None:
    def change(book: Any, sheet: Any) -> None:
        from openpyxl.styles import Font

        for row in range(20, 400):
            sheet.cell(row, 1).font = Font(bold=True)

    assert names(read(workbook(change), "a.xlsx", Limits(rows=100))) == NAMES


def test_more_sheets_than_the_limit() -> None:
    with pytest.raises(DocumentError, match="有3张工作表，超过2张的上限"):
        read(as_xlsx(*[target_table()] * 3), "a.xlsx", Limits(sheets=2))


def test_right_to_left_sheets_and_full_width_digits() -> None:
    table = target_table([(*ROWS[0][:4], "≥１２．５公里", "年度计划"), *ROWS[1:]])

    def change(book: Any, sheet: Any) -> None:
        sheet.sheet_view.rightToLeft = True
        sheet.cell(9, 3, "\u202b\u200f验收合格率\u202c")

    rows = read(workbook(change, table), "a.xlsx").tables[0].indicators
    assert str(rows[0].value.number) == "12.5"
    assert "验收合格率" in rows[1].name


def test_missing_extra_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    data = as_xls(target_table())
    monkeypatch.setitem(sys.modules, "xlrd", None)
    with pytest.raises(DocumentError, match=re.escape("pip install 'zhibiao[documents]'")):
        read(data, "a.xls")


def test_the_rows_of_a_sheet_keep_merges_and_their_numbers() -> None:
    data = as_xlsx(target_table())
    rows = read_xlsx(Archive(data, "a.xlsx")).blocks
    header = next(n for n, row in enumerate(rows) if row.text.startswith("一级指标"))  # type: ignore[union-attr]
    first, second = rows[header + 1].cells[0], rows[header + 2].cells[0]  # type: ignore[union-attr]
    assert (first.text, first.row_span, second.continues, second.text) == ("产出指标", 4, True, "")
    assert rows[header].number == 6  # type: ignore[union-attr]
    assert [c.text for c in rows[header].cells] == list(HEADER)  # type: ignore[union-attr]
    old = read_xls(as_xls(target_table()), "a.xls", Limits()).blocks
    assert old == rows


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.text("甲乙 ", max_size=3), st.integers(1, 14), st.integers(1, 14)), max_size=25
    )
)
def test_no_text_put_into_a_sheet_is_lost(cells: list[tuple[int, int, str, int, int]]) -> None:
    sheet = Sheet("a", 0, Limits())
    for row, column, text, down, across in cells:
        sheet.put(row, column, text, down, across)
    rows = sheet.rows()
    everything = "".join(cell.text for row in rows for cell in row.cells)
    assert sorted(everything.split()) == sorted("\n".join(t for _, _, t, _, _ in cells).split()) or sorted(
        "".join(everything.split())
    ) == sorted("".join("".join(t for _, _, t, _, _ in cells).split()))


def sheets(*names: str, table: Laid | None = None) -> bytes:
    """A workbook with the same table on each sheet; without its name, unless one is given."""
    from openpyxl import Workbook

    rows = [line for line in target_table() if not any(text in ("项目名称", "沟渠清理经费项目绩效目标表") for text, _, _ in line.values())]
    book = Workbook()
    book.remove(book.active)
    for name in names:
        fill_sheet(book.create_sheet(name), table or rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_for_each_project_names_the_project() -> None:
    document = read(sheets("沟渠清理经费", "2.道路养护项目"), "a.xlsx")
    assert [(t.project.name, len(t.indicators)) for t in document.tables] == [("沟渠清理经费", 6), ("道路养护项目", 6)]
    assert [t.source.sheet for t in document.tables if t.source] == ["沟渠清理经费", "2.道路养护项目"]
    assert [(r.where, r.confidence) for r in document.repairs] == [("工作表“沟渠清理经费”", 0.7), ("工作表“2.道路养护项目”", 0.7)]


@pytest.mark.parametrize("name", ["Sheet1", "表3", "工作表2", "绩效目标表 (2)", "2031年", "附件1-2", "项目绩效目标申报表", "教育局本级"])
def test_a_sheet_with_an_everyday_name_names_no_project(name: str) -> None:
    (table,) = read(sheets(name), "a.xlsx").tables
    assert table.project.name == ""


def test_a_name_in_the_table_goes_before_that_of_the_sheet() -> None:
    assert [t.project.name for t in read(sheets("道路养护项目", table=target_table()), "a.xlsx").tables] == ["沟渠清理经费"]


def test_tables_on_two_sheets_are_two_tables() -> None:
    """Nothing but the header and the rows on each sheet, so that only the sheet parts them."""
    bare = target_table()[6:]
    document = read(sheets("沟渠清理经费", "道路养护项目", table=bare), "a.xlsx")
    assert [(t.project.name, len(t.indicators)) for t in document.tables] == [("沟渠清理经费", 6), ("道路养护项目", 6)]
    assert not any("重复的表头" in repair.what for repair in document.repairs)


@pytest.mark.parametrize("write", [as_xlsx, as_xls])
def test_places_name_the_sheet_and_its_row(write: Callable[..., bytes]) -> None:
    made = target_table()
    made.append({0: ("附：", 1, 1), 3: ("另行说明的一句话", 1, 1)})
    document = read(write(made), "a")
    assert [entry.where for entry in document.unread] == [f"工作表“表1”第{len(made)}行"]


@pytest.mark.parametrize(
    ("number", "unit", "sign", "kind", "shown"),
    [
        ("12", "月", "≤", "duration", "≤12月"),
        ("12", "月", "", "deadline", "12月"),
        ("12", "月底", "≤", "deadline", "12月底"),
        ("2031", "年", "≤", "deadline", "2031年"),
        ("12", "个月", "≤", "duration", "≤12个月"),
        ("12", "株", "≥", "count", "≥12株"),
    ],
)
def test_a_time_limit_in_three_columns_is_one(number: str, unit: str, sign: str, kind: str, shown: str) -> None:
    header = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")
    rows = [header, ("产出指标", "时效指标", "完成期限", sign, number, unit)]
    document = read(as_xlsx([{n: (text, 1, 1) for n, text in enumerate(row)} for row in rows]), "a.xlsx")
    value = document.tables[0].indicators[0].value
    assert (value.kind, str(value)) == (kind, shown)
    assert document.unread == ()
