from __future__ import annotations

import io
import re
import sys
from decimal import Decimal
from typing import Any

import pytest
from tests.documents.made_documents import HEADER, ROWS
from tests.documents.made_files import as_pdf, laid, target_table

from zhibiao.documents import read
from zhibiao.documents.limits import Limits
from zhibiao.domain.tables import Document
from zhibiao.messages import DocumentError

NAMES = [row[2] for row in ROWS]


def cells(document: Document) -> list[tuple[Any, ...]]:
    rows = [row for table in document.tables for row in table.indicators]
    return [(r.level1, r.level2, r.name, r.description, r.value.raw, r.basis) for r in rows]


def wanted(rows: tuple[tuple[str, ...], ...] = ROWS) -> list[tuple[Any, ...]]:
    level = ""
    found = []
    for first, *others in rows:
        level = first or level
        found.append((level, *others))
    return found


def many(count: int) -> tuple[tuple[str, ...], ...]:
    return tuple((ROWS[0][0], "数量指标", f"清理沟渠长度{n}", f"第{n}段沟渠", f"≥{n + 1}公里", "年度计划") for n in range(count))


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_reads_as_printed(ruled: bool) -> None:
    document = read(as_pdf(target_table(), ruled=ruled), "随便.doc")
    assert cells(document) == wanted()
    project = document.tables[0].project
    assert (project.name, project.purpose) == ("沟渠清理经费", "用于清理沟渠12.5公里")
    assert project.budget is not None
    assert project.budget.yuan == 250_000
    assert document.unread == ()
    assert [bool(repair.confidence) for repair in document.repairs] == ([] if ruled else [True])


def test_a_table_over_pages_is_one_and_running_heads_are_left_out() -> None:
    rows = many(70)
    document = read(as_pdf(target_table(rows), footer=True), "a.pdf")
    assert [row[2] for row in cells(document)] == [row[2] for row in rows]
    assert {row[0] for row in cells(document)} == {"产出指标"}
    assert len(document.tables) == 1
    assert document.unread == ()
    assert any("页眉页脚" in repair.what for repair in document.repairs)


def test_headings_repeated_on_every_page_are_no_running_heads() -> None:
    table = target_table()[1:]
    document = read(as_pdf(table, table, table, per_page=True, before=["2031年部门预算项目绩效"]), "a.pdf")
    assert len(document.tables) == 3
    assert [row[2] for row in cells(document)] == NAMES * 3


def test_a_cell_of_several_lines_and_a_level_printed_downwards() -> None:
    rows = (("产\n出\n指\n标", *ROWS[0][1:3], "全年清理沟渠\n的总长度", *ROWS[0][4:]), *ROWS[1:])
    document = read(as_pdf(target_table(rows)), "a.pdf")
    first = document.tables[0].indicators[0]
    assert first.level1 == "产出指标"
    assert "".join((first.description or "").split()) == "全年清理沟渠的总长度"


def test_a_cell_parted_by_the_end_of_a_page_is_joined() -> None:
    """A program that splits a row leaves the rest of its longest cell in a row of its own on the next page."""
    long = "每季度对全镇范围内的排\n水沟渠开展一次全面清理"
    one = laid(
        [
            [(word, 1, 1) for word in HEADER],
            [("产出指标", 1, 1), ("数量指标", 1, 1), ("清理次数", 1, 1), (long, 1, 1), ("≥4次", 1, 1), ("计划", 1, 1)],
        ]
    )
    two = laid([
        [("", 1, 1), ("", 1, 1), ("", 1, 1), ("并做好记录", 1, 1), ("", 1, 1), ("", 1, 1)],
        [("", 1, 1), ("质量指标", 1, 1), ("合格率", 1, 1), ("合格占比", 1, 1), ("=100%", 1, 1), ("标准", 1, 1)],
    ])  # fmt: skip
    document = read(as_pdf(one, two, per_page=True), "a.pdf")
    rows = document.tables[0].indicators
    assert [row.name for row in rows] == ["清理次数", "合格率"]
    assert "".join((rows[0].description or "").split()) == "".join(long.split()) + "并做好记录"
    assert any(repair.confidence == 0.7 for repair in document.repairs)


def pages(*tables: list[list[str]], header: bool = False) -> Document:
    """A table over several pages; ``header``: it is printed again on each."""
    made = []
    for number, rows in enumerate(tables):
        shown = [list(HEADER), *rows] if header or not number else rows
        made.append(laid([[(text, 1, 1) for text in row] for row in shown]))
    return read(as_pdf(*made, per_page=True), "a.pdf")


FULL = "开展一次全镇范围排水沟渠清"  # as wide as a cell of the made PDF


@pytest.mark.parametrize("header", [False, True])
def test_a_row_cut_by_the_end_of_a_page_is_one_in_all_its_cells(header: bool) -> None:
    document = pages(
        [["产出指标", "数量指标", f"{FULL}", f"全年{FULL[:11]}", "≥4次", "计划"]],
        [["", "", "理次数", "理的次数", "", ""], ["", "质量指标", "合格率", "合格占比", "=100%", "标准"]],
        header=header,
    )
    assert [(row.name, row.description, row.value.raw) for row in document.tables[0].indicators] == [
        (f"{FULL}理次数", f"全年{FULL[:11]}理的次数", "≥4次"),
        ("合格率", "合格占比", "=100%"),
    ]


def test_a_row_that_says_as_much_as_the_one_before_is_its_own() -> None:
    """Though every cell of the row before is full, so that each could go on."""
    document = pages(
        [["产出指标", "数量指标", FULL, FULL, f"≥{'9' * 20}次", FULL]],
        [["", "", "清理长度", "全年清理长度", "≥4公里", "计划"]],
    )
    assert [row.name for row in document.tables[0].indicators] == [FULL, "清理长度"]


def test_a_short_cell_does_not_go_on_overleaf() -> None:
    document = pages(
        [["产出指标", "数量指标", "清理次数", "全年次数", "≥4次", "计划"]],
        [["", "", "指标2：", "", "", ""], ["", "质量指标", "合格率", "合格占比", "=100%", "标准"]],
    )
    assert [row.name for row in document.tables[0].indicators] == ["清理次数", "合格率"]


def test_a_merged_cell_goes_on_beside_a_row_of_its_own() -> None:
    """The name of a project, merged over its rows, begins on one page and ends on the next."""
    columns = ("项目名称", "一级指标", "二级指标", "三级指标", "指标值")
    one = laid([
        [(word, 1, 1) for word in columns],
        [("全镇农村生活污水处理设施运", 2, 1), ("产出指标", 1, 1), ("数量指标", 1, 1), ("清理长度", 1, 1), ("≥4公里", 1, 1)],
        [("产出指标", 1, 1), ("质量指标", 1, 1), ("合格率", 1, 1), ("=100%", 1, 1)],
    ])  # fmt: skip
    one[1][0] = ("\n全镇农村生活污水处理设施运", 2, 1)
    two = laid([
        [("行维护", 2, 1), ("效益指标", 1, 1), ("社会效益指标", 1, 1), ("覆盖率", 1, 1), ("≥90%", 1, 1)],
        [("满意度指标", 1, 1), ("服务对象满意度指标", 1, 1), ("村民满意度", 1, 1), ("≥95%", 1, 1)],
    ])  # fmt: skip
    (table,) = read(as_pdf(one, two, per_page=True), "a.pdf").tables
    assert table.project.name == "全镇农村生活污水处理设施运行维护"
    assert [row.name for row in table.indicators] == ["清理长度", "合格率", "覆盖率", "村民满意度"]


def test_a_line_that_fills_its_cell_runs_on_and_a_numbered_one_begins_anew() -> None:
    document = pages([["产出指标", "数量指标", "全镇范围排水沟渠一共清理29\n处", FULL + "\n2.再清理一次", "≥4处", "计划"]])
    (row,) = document.tables[0].indicators
    assert row.name == "全镇范围排水沟渠一共清理29处"
    assert row.description == f"{FULL} 2.再清理一次"


def test_items_of_a_cell_are_told_by_their_count() -> None:
    """A line that begins with 2.452.2 is the second item where the first begins with 1."""
    value = "1.大于等于2,411万立方米以上\n2.452.2座\n3.等于9,660次"
    document = pages([["产出指标", "数量指标", "1.监测点购置数量\n2.大棚巡查个数\n3.围墙加固长度", "", value, ""]])
    rows = document.tables[0].indicators
    assert [row.name for row in rows] == ["监测点购置数量", "大棚巡查个数", "围墙加固长度"]
    assert [row.value.number for row in rows] == [2411, Decimal("452.2"), 9660]


def test_wrapped_values_without_rules_make_no_rows() -> None:
    rows = [
        list(HEADER),
        ["产出指标", "时效指标", f"{FULL[:12]}\n完成时限", "完成时间", "全镇范围沟渠清理工作应于\n2031年9月底前完成", "计划"],
        ["效益指标", "社会效益指标", "沟渠覆盖率", "覆盖占比", "≥90%", "计划"],
    ]
    document = read(as_pdf(laid([[(text, 1, 1) for text in row] for row in rows]), ruled=False), "a.pdf")
    assert [(row.name, row.value.raw) for row in document.tables[0].indicators] == [
        (f"{FULL[:12]}完成时限", "全镇范围沟渠清理工作应于 2031年9月底前完成"),
        ("沟渠覆盖率", "≥90%"),
    ]


def picture_pdf(text: str = "") -> bytes:
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(3):
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
        canvas.drawString(300, 20, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("text", ["", "- 1 -"])
def test_scans_are_refused_as_such(text: str) -> None:
    with pytest.raises(DocumentError, match=r"扫描件.*文字识别。$"):
        read(picture_pdf(text), "a.pdf")


def test_protected_and_damaged_pdfs() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("geheim", ownerPassword="x"))
    canvas.drawString(10, 10, "x")
    canvas.save()
    with pytest.raises(DocumentError, match="密码"):
        read(out.getvalue(), "a.pdf")
    for damaged in (b"%PDF-1.7\n", b"%PDF-1.4\n" + b"x" * 3000, as_pdf(target_table())[:700]):
        with pytest.raises(DocumentError, match="PDF结构已损坏"):
            read(damaged, "a.pdf")


def test_pages_over_the_limit_and_the_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    data = as_pdf(target_table(), target_table(), per_page=True)
    with pytest.raises(DocumentError, match="有2页，超过1页的上限"):
        read(data, "a.pdf", Limits(pages=1))
    with pytest.raises(DocumentError, match="行数超过10行的上限"):
        read(data, "a.pdf", Limits(rows=10))
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    with pytest.raises(DocumentError, match=re.escape("pip install 'zhibiao[documents]'")):
        read(data, "a.pdf")
