"""The corpus: lines that keep what was written, ids by content, and clear refusals."""

import json

import pytest

from zhibiao.domain import Indicator, Project, TargetTable
from zhibiao.domain.tables import CellRef, Heading, Source
from zhibiao.knowledge.corpus import Corpus, content_id, from_line, read_tables, to_line
from zhibiao.messages import CorpusError

TABLE = TargetTable(
    source=Source(file="a.txt", table=1, line=12),
    form="hebei",
    heading=Heading(text="1.苗圃管护经费绩效目标表"),
    project=Project(name="苗圃管护经费", budget="12.5万元", purpose="用于苗圃管护", goals=("管护苗圃30亩",), year=2024),
    indicators=(
        Indicator(
            level1="产出指标",
            level2="数量指标",
            name="管护面积",
            value="≥30亩",
            basis="年度计划",
            row=1,
            cells={"name": CellRef(line=3)},
        ),
        Indicator(level1="效益指标", level2="社会效益指标", level1_raw="效果指标", name="绿化水平", value="得到提升", row=2),
    ),
)


def write(directory, *lines):
    (directory / "tables").mkdir(parents=True, exist_ok=True)
    (directory / "tables" / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return directory


def test_a_line_reads_back_with_every_value_as_written():
    again = from_line(to_line(TABLE))
    assert again.project == TABLE.project
    assert [(i.level1, i.level2, i.level1_raw, i.name, i.value, i.basis) for i in again.indicators] == [
        (i.level1, i.level2, i.level1_raw, i.name, i.value, i.basis) for i in TABLE.indicators
    ]


def test_a_line_holds_table_fields_only():
    data = json.loads(to_line(TABLE))
    assert "heading" not in data
    assert data["indicators"][0]["value"] == "≥30亩"
    assert "cells" not in data["indicators"][0]


def test_the_id_depends_on_content_not_on_the_file():
    moved = TABLE.model_copy(update={"source": Source(file="b.docx", table=9)})
    assert content_id(moved) == content_id(TABLE)
    changed = TABLE.model_copy(update={"indicators": TABLE.indicators[:1]})
    assert content_id(changed) != content_id(TABLE)


def test_width_and_blanks_make_no_new_table():
    spaced = TABLE.model_copy(update={"project": TABLE.project.model_copy(update={"name": "苗圃 管护经费"})})
    assert content_id(spaced) == content_id(TABLE)


def test_the_same_table_counts_once_over_several_folders(tmp_path):
    one, two = write(tmp_path / "one", to_line(TABLE)), write(tmp_path / "two", to_line(TABLE))
    assert len(read_tables([one, two])) == 1


def test_sources_can_be_left_out(tmp_path):
    folder = write(tmp_path, to_line(TABLE))
    assert read_tables([folder], ["a.*"]) == []
    assert len(read_tables([folder], ["b.*"])) == 1


@pytest.mark.parametrize("line", ["{not json", "[1, 2]", '{"project": {"budget": "若干"}}', '{"unknown": 1}'])
def test_a_bad_line_is_named_with_file_and_number(tmp_path, line):
    folder = write(tmp_path, to_line(TABLE), "", line)
    with pytest.raises(CorpusError, match=r"a\.jsonl第3行不是一张绩效目标表"):
        read_tables([folder])


def test_clean_rows_leave_out_flagged_ones():
    corpus = Corpus([TABLE.model_copy(update={"project": TABLE.project.model_copy(update={"goals": ("目标内容1",)})})], str.split)
    assert len(corpus.rows) == 2
    assert corpus.clean_rows == ()
