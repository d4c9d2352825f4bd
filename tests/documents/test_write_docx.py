"""What is written as Word reads back equal, byte for byte the same each time, and whole or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.made_documents import HEADER, NARRATIVE, ROWS, row, rows, table

from zhibiao.documents import read, write_docx
from zhibiao.domain.tables import Document, FundingLine, Indicator, Money, PlanStep, Project, TargetTable
from zhibiao.domain.values import TargetValue
from zhibiao.messages import InputError


def facts(tables: tuple[TargetTable, ...]) -> list[object]:
    return [(t.project, [r.model_dump(exclude={"line"}) for r in t.indicators]) for t in tables]


def back(content: Document | TargetTable | list[TargetTable], folder: Path) -> Document:
    path = folder / "out.docx"
    write_docx(content, path)
    return read(path)


TBL_HEADER = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblHeader"
SPLIT = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重")
SENTENCE = "预算数36.2万元。其中：政府性基金30万元，财政资金6.2万元。主要用于改造。"


@pytest.mark.parametrize(
    "text",
    [
        table(),
        table(unit="单位：元", budget="250000.00", code=""),
        table(goals=("1.沟渠畅通；", "2.环境整洁。"), indicators=(*ROWS, ("",) * 6, ("效果指标", "可持续性影响", "", "", "", ""))),
        table(header=SPLIT, indicators=(("产出指标(50分)", "数量指标", "★长度", "≥", "5", "公里", "50"),)),
        "某某项目绩效目标表\n" + row("项目资金主要用途", SENTENCE) + rows(HEADER, *ROWS),
    ],
)
def test_reads_back_equal(text: str, tmp_path: Path) -> None:
    document = read(text.encode(), "made.txt")
    again = back(list(document.tables), tmp_path)
    first, second = facts(document.tables), facts(again.tables)
    for _, rows_read in (*first, *second):  # type: ignore[misc]
        for one in rows_read:
            one["value"].pop("raw")  # sign and unit of their own columns are written into the value
    assert first == second
    assert again.unread == ()
    assert [t.heading.text for t in again.tables if t.heading] == [t.heading.text for t in document.tables if t.heading]


def test_document_with_its_narrative(tmp_path: Path) -> None:
    document = read(
        (NARRATIVE + table() + "2、路灯项目绩效目标表 TC 3、旧表 \\f C \\l 1 \n" + table("", name="路灯电费").lstrip("\n")).encode()
    )
    again = back(document, tmp_path)
    assert facts(again.tables) == facts(document.tables)
    assert (again.title, again.year, again.unit) == (document.title, document.year, document.unit)
    assert again.overall_goals == document.overall_goals
    assert [s.model_dump(exclude={"line"}) for s in again.sub_goals] == [s.model_dump(exclude={"line"}) for s in document.sub_goals]
    assert again.tables[1].heading is not None
    assert again.tables[1].heading.field == "3、旧表"


def test_bytes_are_the_same_every_time_and_merges_are_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read(table().encode())
    write_docx(document, tmp_path / "a.docx")
    monkeypatch.setattr("time.time", lambda: 2e9)
    write_docx(document, tmp_path / "b.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        xml = archive.read("word/document.xml").decode()
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert xml.count('<w:vMerge w:val="restart"/>') >= 2
    assert "仿宋" in xml
    assert "宋体" in xml


def test_python_docx_opens_it(tmp_path: Path) -> None:
    import docx

    write_docx(read(table().encode()), tmp_path / "a.docx")
    word = docx.Document(str(tmp_path / "a.docx"))
    project, indicators = word.tables  # two, so that the header of the indicators can repeat on every page
    assert indicators.rows[-1].cells[-1].text == "历史标准"
    assert [row._tr.trPr is not None and len(row._tr.trPr.findall(TBL_HEADER)) for row in indicators.rows] == [1, 0, 0, 0, 0, 0, 0]
    assert project.rows[0].cells[0].text.startswith("预算单位")
    assert abs(word.sections[0].page_height.mm - 297) < 0.1


def test_unwritable_paths_leave_nothing_behind(tmp_path: Path) -> None:
    document = read(table().encode())
    with pytest.raises(InputError, match="不能写入"):
        write_docx(document, tmp_path / "none" / "a.docx")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="不能写入"):
        write_docx(document, tmp_path / "folder")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]
    kept = tmp_path / "kept.docx"
    kept.write_bytes(b"old")
    with pytest.raises(InputError):
        write_docx(document, kept / "a.docx")
    assert kept.read_bytes() == b"old"


LETTERS = "甲乙丙丁路灯电费清理沟渠（）“”、，0123456789.%ABab"
WORDS = st.text(LETTERS, min_size=1, max_size=12).map(str.strip)
VALUES = st.sampled_from(["≥63人", "=100%", "2031年底前", "是", "≤2.5万元/公里", "明显改善", "", "≥__公里", "18-54周岁", "优"])
LEVELS = st.sampled_from(
    [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("成本指标", "经济成本指标"),
        ("效益指标", "社会效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]
)


@st.composite
def made_tables(draw: st.DrawFn) -> TargetTable:
    amounts = st.one_of(st.none(), st.integers(1, 10**9).map(lambda n: Money.parse(f"{n / 100:.2f}万元")))
    project = Project(
        name="项目" + draw(WORDS),
        code=draw(st.one_of(st.none(), st.just("99010131P00A0B1C2D3E"))),
        unit=draw(st.one_of(st.none(), st.just("青禾县柳溪镇人民政府"))),
        year=2031,
        budget=draw(amounts),
        fiscal=draw(amounts),
        other=draw(amounts),
        purpose=draw(st.one_of(st.none(), WORDS.map(lambda s: "用于" + s))),
        goals=tuple("完成" + g for g in draw(st.lists(WORDS, max_size=3))),
        spending_plan=tuple(PlanStep(label=f"{m}月底", percent=draw(st.sampled_from([None, 30, 75, 100]))) for m in (3, 6, 12)),
        funding=tuple(FundingLine(label="某项资金", raw="3万元", yuan=30000) for _ in range(draw(st.integers(0, 1)))),
    )
    lines = [
        Indicator(
            level1=(levels := draw(LEVELS))[0],
            level2=levels[1],
            name="指标名" + draw(WORDS),
            description=draw(st.one_of(st.none(), WORDS.map(lambda s: "描述" + s))),
            value=TargetValue.parse(draw(VALUES)),
            basis=draw(st.sampled_from([None, "年度计划"])),
            weight=draw(st.sampled_from([None, 10, 12.5])),
            row=n,
        )
        for n in range(1, draw(st.integers(1, 6)) + 1)
    ]
    return TargetTable(project=project, indicators=tuple(lines))


@settings(max_examples=40, deadline=None)
@given(made_tables())
def test_any_table_reads_back_equal(tmp_path_factory: pytest.TempPathFactory, made: TargetTable) -> None:
    again = back(made, tmp_path_factory.getbasetemp())
    assert facts(again.tables) == facts((made,))
