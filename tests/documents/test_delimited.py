from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.made_documents import HEADER, ROWS
from tests.documents.made_files import as_csv, as_markdown, target_table

from zhibiao.documents import read
from zhibiao.documents.delimited import delimiter_of, read_delimited, read_markdown
from zhibiao.documents.limits import Limits
from zhibiao.domain.tables import Document
from zhibiao.messages import DocumentError

NAMES = [row[2] for row in ROWS]
CSV = as_csv(target_table())


def names(document: Document) -> list[str]:
    return [row.name for table in document.tables for row in table.indicators]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_values_between_delimiters(delimiter: str, encoding: str) -> None:
    document = read(as_csv(target_table(), delimiter).encode(encoding), "无后缀")
    assert names(document) == NAMES
    assert document.tables[0].project.purpose == "用于清理沟渠12.5公里"
    assert {row.level1 for row in document.tables[0].indicators} == {"产出指标", "效益指标", "满意度指标"}


def test_rows_know_their_line_and_quoted_cells_keep_their_breaks() -> None:
    text = ",".join(HEADER) + '\n产出指标,数量指标,长度,"第一行\n第二行,带逗号",≥5公里,计划\n,质量指标,合格率,占比,=100%,标准\n'
    rows = read(text.encode(), "a.csv").tables[0].indicators
    assert [row.line for row in rows] == [2, 4]
    assert rows[0].description == "第一行第二行,带逗号"


def test_a_quotation_mark_never_closed_costs_one_line_only() -> None:
    text = CSV.replace("验收合格的沟渠占比", '"验收合格的沟渠占比')
    assert names(read(text.encode(), "a.csv")) == NAMES


def test_the_name_breaks_a_tie_only() -> None:
    assert delimiter_of("甲,乙\n丙,丁\n", "a.csv") == ","
    assert delimiter_of("甲,乙\n丙,丁\n", "a.txt") is None
    assert delimiter_of("一级指标、二级指标,三级指标,指标值等要填写完整", "a.txt") is None
    with pytest.raises(DocumentError, match="没有找到项目绩效目标表"):
        read("甲,乙\n丙,丁\n".encode(), "a.csv")


def test_running_text_around_a_table_of_values_stays_text() -> None:
    text = "2031年部门绩效文本\n一、总体绩效目标\n沟渠畅通。\n1.沟渠清理经费绩效目标表\n" + CSV.replace(",", "|")
    document = read(text.encode(), "a.txt")
    assert names(document) == NAMES
    assert document.overall_goals == ("沟渠畅通。",)
    assert document.tables[0].heading is not None


def test_markdown_tables_between_text() -> None:
    document = read(as_markdown(target_table()).encode(), "a.md")
    assert names(document) == NAMES
    assert document.tables[0].project.name == "沟渠清理经费"
    text = "## 沟渠清理经费项目绩效目标表\n\n| " + " | ".join(HEADER) + " |\n|" + ":-:|" * 6
    text += "\n| 产出指标 | 数量指标 | **长度**\\|米 | 甲<br/>乙 | `≥5公里` | |\n说明文字\n"
    (row,) = read(text.encode(), "a.txt").tables[0].indicators
    assert (row.name, row.description, row.value.raw, row.line) == ("长度|米", "甲乙", "≥5公里", 5)
    document = read(text.encode(), "a.txt")
    assert document.tables[0].heading is not None
    assert document.tables[0].heading.text == "沟渠清理经费项目绩效目标表"


def test_limits() -> None:
    with pytest.raises(DocumentError, match="行数超过5行的上限"):
        read(CSV.encode(), "a.csv", Limits(rows=5))
    with pytest.raises(DocumentError, match="单元格超过20个的上限"):
        read(as_markdown(target_table()).encode(), "a.md", Limits(cells=20))


@settings(max_examples=200)
@given(st.text('甲乙,"\n\t| -', max_size=60), st.sampled_from(",\t;|"))
def test_no_character_of_a_value_is_lost(text: str, delimiter: str) -> None:
    blocks = read_delimited(text, "a.csv", Limits(), delimiter).blocks
    found = "".join(block.text for block in blocks)
    assert sorted(c for c in found if c in "甲乙") == sorted(c for c in text if c in "甲乙")
    blocks = read_markdown(text, "a.md", Limits()).blocks
    found = "".join(block.text for block in blocks)
    assert sorted(c for c in found if c in "甲乙") == sorted(c for c in text if c in "甲乙")


def test_tabs_without_a_header_are_still_rows() -> None:
    """Rows whose first cell is empty begin with a TAB, as the cells of a text export do, but have more of them."""
    lines = ["项目编码\t990101\t\t项目名称\t沟渠清理经费\t", *(f"\t质量指标\t验收合格率{n}\t合格占比\t=100%\t行业标准" for n in range(6))]
    lines += ["产出指标\t数量指标\t清理长度\t全年长度\t≥12公里\t计划", "效益指标\t社会效益指标\t覆盖率\t占比\t≥90%\t计划"]
    assert [delimiter_of("\n".join(lines), name) for name in ("a.tsv", "a.bin")] == ["\t", "\t"]
    export = "沟渠清理经费项目绩效目标表\n" + "".join(f"\t{cell}\n" for line in lines for cell in line.split("\t"))
    assert [delimiter_of(export, name) for name in ("a.tsv", "a.bin")] == [None, None]
