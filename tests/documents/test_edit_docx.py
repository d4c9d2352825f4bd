"""A user's own Word document is changed in the cells meant and nowhere else."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from tests.documents.made_documents import HEADER, cell, indicator_table, package, para, run, tbl, tr, zipped

from zhibiao.documents import read
from zhibiao.documents.edit_docx import WordFile
from zhibiao.domain.tables import CellRef
from zhibiao.messages import DocumentError


def _row(data: bytes, number: int) -> dict[str, CellRef]:
    return read(data, filename="a.docx").tables[0].indicators[number - 1].cells


def _document(*trs: str) -> bytes:
    first = tr(cell("项目名称"), cell("沟渠清理经费", span=5))
    return package(tbl(first, tr(*HEADER), *trs))


ROW = ("产出指标", "数量指标", "清理次数", "次数", "12次", "计划")


def test_a_cell_keeps_the_formatting_of_its_first_text() -> None:
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>12</w:t></w:r><w:r><w:t>次</w:t></w:r></w:p>"
    data = _document(tr(*ROW[:4], cell(bold), ROW[5]))
    word = WordFile(data, "a.docx")
    assert word.replace(_row(data, 1)["value"], "≥12次")
    changed = word.data()
    assert read(changed, filename="a.docx").tables[0].indicators[0].value.raw == "≥12次"
    xml = zipfile.ZipFile(BytesIO(changed)).read("word/document.xml").decode()
    assert '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">≥12次</w:t>' in xml
    assert xml.count("12次") == 1


def test_signs_breaks_and_further_paragraphs_give_way() -> None:
    parts = (
        '<w:p><w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>12</w:t><w:br/><w:t>次</w:t></w:r></w:p><w:p><w:r><w:t>以上</w:t></w:r></w:p>'
    )
    data = _document(tr(*ROW[:4], cell(parts), ROW[5]))
    word = WordFile(data, "a.docx")
    assert word.replace(_row(data, 1)["value"], "≥12次")
    assert read(word.data(), filename="a.docx").tables[0].indicators[0].value.raw == "≥12次"


def test_an_empty_cell_is_filled_like_its_row() -> None:
    like = "<w:p><w:r><w:rPr><w:i/></w:rPr><w:t>产出指标</w:t></w:r></w:p>"
    data = _document(tr(cell(like), *ROW[1:4], cell("<w:p/>"), ROW[5]))
    word = WordFile(data, "a.docx")
    assert word.replace(_row(data, 1)["value"], "≥12次")
    assert read(word.data(), filename="a.docx").tables[0].indicators[0].value.raw == "≥12次"
    assert b"<w:i/></w:rPr><w:t>" in zipfile.ZipFile(BytesIO(word.data())).read("word/document.xml")


@pytest.mark.parametrize(
    "content",
    [
        f"<w:p><w:del>{run('11次')}</w:del><w:ins>{run('12次')}</w:ins></w:p>",
        f"<w:p>{run('12次')}<w:r><w:drawing/></w:r></w:p>",
        tbl(tr("12次")) + "<w:p/>",
    ],
)
def test_what_must_not_be_lost_is_left_alone(content: str) -> None:
    data = _document(tr(*ROW[:4], cell(content), ROW[5]))
    word = WordFile(data, "a.docx")
    place = _row(data, 1)["value"]
    assert not word.replace(place, "≥12次")
    assert read(word.data(), filename="a.docx") == read(data, filename="a.docx")
    assert not word.replace(CellRef(table=9, row=0, column=0), "x")
    assert not word.replace(CellRef(line=3), "x")


def test_a_row_goes_and_what_is_merged_from_it_moves_down() -> None:
    data = package(indicator_table())
    document = read(data, filename="a.docx")
    rows = document.tables[0].indicators
    assert rows[0].level1 == rows[1].level1 == "产出指标"
    place = rows[0].cells["name"]
    assert place.table is not None
    assert place.row is not None
    word = WordFile(data, "a.docx")
    assert word.remove_row(place.table, place.row)
    assert not word.remove_row(place.table, place.row)
    left = read(word.data(), filename="a.docx").tables[0].indicators
    assert [(row.level1, row.level2, row.name, row.value.raw) for row in left] == [
        (row.level1, row.level2, row.name, row.value.raw) for row in rows[1:]
    ]


def test_two_merged_rows_may_go_one_after_the_other() -> None:
    data = package(indicator_table())
    rows = read(data, filename="a.docx").tables[0].indicators
    word = WordFile(data, "a.docx")
    for row in rows[:2]:
        place = row.cells["name"]
        assert word.remove_row(place.table or 0, place.row or 0)
    left = read(word.data(), filename="a.docx").tables[0].indicators
    assert [(row.level1, row.name) for row in left] == [(row.level1, row.name) for row in rows[2:]]


def test_members_keep_their_order_their_bytes_and_their_times() -> None:
    data = zipped(
        {
            "a/picture.png": b"\x89PNG",
            **{n: zipfile.ZipFile(BytesIO(package(indicator_table()))).read(n) for n in ("[Content_Types].xml", "word/document.xml")},
        }
    )
    word = WordFile(data, "a.docx")
    assert word.comment(None, ["看一下"])
    before, after = zipfile.ZipFile(BytesIO(data)), zipfile.ZipFile(BytesIO(word.data()))
    assert after.namelist()[: len(before.namelist())] == before.namelist()
    assert after.read("a/picture.png") == b"\x89PNG"
    assert [info.date_time for info in before.infolist()] == [after.getinfo(info.filename).date_time for info in before.infolist()]


def test_comments_of_a_strict_document_speak_its_namespace() -> None:
    strict = package(para("云溪镇") + indicator_table())
    xml = zipfile.ZipFile(BytesIO(strict)).read("word/document.xml")
    xml = xml.replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    data = zipped({"[Content_Types].xml": zipfile.ZipFile(BytesIO(strict)).read("[Content_Types].xml"), "word/document.xml": xml})
    word = WordFile(data, "a.docx")
    assert word.comment(None, ["看\x0b一下"])
    archive = zipfile.ZipFile(BytesIO(word.data()))
    assert b"http://purl.oclc.org/ooxml/officeDocument/relationships/comments" in archive.read("word/_rels/document.xml.rels")
    assert b"http://purl.oclc.org/ooxml/wordprocessingml/main" in archive.read("word/comments.xml")
    assert "看一下".encode() in archive.read("word/comments.xml")


def test_what_is_no_word_document_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"a\.zip"):
        WordFile(zipped({"a.txt": b"x"}), "a.zip")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('<w:documentProtection w:edit="readOnly" w:enforcement="1"/>', True),
        ('<w:documentProtection w:edit="readOnly" w:enforcement="0"/>', False),
        ('<w:writeProtection w:recommended="1"/>', True),
        ("<w:zoom/>", False),
    ],
)
def test_a_protected_document_is_read_and_said_so(settings: str, said: bool) -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    data = package(indicator_table(), more={"word/settings.xml": f'<w:settings xmlns:w="{w}">{settings}</w:settings>'.encode()})
    document = read(data, filename="a.docx")
    assert document.tables
    assert any("编辑保护" in repair.what for repair in document.repairs) is said
