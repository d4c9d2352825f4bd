"""Real documents, which the project does not ship: set ``ZHIBIAO_DOCUMENTS`` to the folder that holds the five text exports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zhibiao.documents import read, write_docx
from zhibiao.domain.tables import Document, TargetTable

FOLDER = os.environ.get("ZHIBIAO_DOCUMENTS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="ZHIBIAO_DOCUMENTS is not set: no real documents to read")


def paths() -> list[Path]:
    return sorted(Path(FOLDER or ".").glob("*.txt"))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [read(path) for path in paths()]


def facts(table: TargetTable) -> object:
    heading = (table.heading.text, table.heading.field) if table.heading else None
    return heading, table.project, [row.model_dump(exclude={"line"}) for row in table.indicators]


def test_every_table_and_row_is_found(documents: list[Document]) -> None:
    tables = [table for document in documents for table in document.tables]
    assert [len(document.tables) for document in documents] == [9, 7, 23, 11, 12]
    assert sum(len(table.filled) for table in tables) == 420
    assert sum(len(table.indicators) - len(table.filled) for table in tables) == 36
    assert all(table.project.name and table.project.budget and table.project.budget.yuan for table in tables)
    assert all(table.project.purpose and table.project.goals and len(table.project.spending_plan) == 4 for table in tables)
    assert [document.year for document in documents] == [2024, 2023, 2024, 2021, 2021]


def test_only_the_table_cut_off_and_the_table_of_assets_are_unread(documents: list[Document]) -> None:
    assert [(d.file[:3], t.source.table if t.source else 0) for d in documents for t in d.tables if t.truncated] == [("001", 7)]
    assert [len(document.unread) for document in documents] == [0, 1, 0, 1, 0]
    assert all(not document.repairs for document in documents)


def test_narrative_of_each(documents: list[Document]) -> None:
    assert [len(document.sub_goals) for document in documents] == [5, 5, 3, 7, 12]
    assert all(document.overall_goals for document in documents)
    assert [len(document.contents) for document in documents] == [0, 0, 26, 0, 0]
    totals = {total.label: total.yuan for total in documents[3].stated_totals}
    assert totals["项目支出"] == 14_141_000
    assert totals["预算总支出"] == 22_772_300


def test_lines_name_the_level_3_cell(documents: list[Document]) -> None:
    for path, document in zip(paths(), documents, strict=True):
        lines = path.read_text(encoding="utf-8").split("\n")
        for table in document.tables:
            for row in table.indicators:
                assert row.line is not None
                assert "".join(lines[row.line - 1].split()) == "".join(row.name.split())


def test_gb18030_copy_reads_the_same(documents: list[Document]) -> None:
    for path, document in zip(paths(), documents, strict=True):
        assert read(path.read_text(encoding="utf-8").encode("gb18030"), path.name) == document


def test_every_table_written_as_word_reads_back_equal(documents: list[Document], tmp_path: Path) -> None:
    for document in documents:
        for table in document.tables:
            write_docx(table, tmp_path / "one.docx")
            again = read(tmp_path / "one.docx")
            assert [facts(t) for t in again.tables] == [facts(table)]
            assert again.unread == ()
        write_docx(document, tmp_path / "all.docx")
        assert [facts(t) for t in read(tmp_path / "all.docx").tables] == [facts(t) for t in document.tables]
