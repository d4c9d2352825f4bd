"""Word documents: what Word shows is read, what it hides is not, and hostile packages are refused."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from tests.documents.made_documents import HEADER, ROWS, W, cell, indicator_table, package, para, row, rows, run, table, tbl, tr, zipped

from zhibiao.documents import read
from zhibiao.documents.limits import Limits
from zhibiao.domain.tables import Document
from zhibiao.messages import DocumentError

NAMES = [r[2] for r in ROWS]


def parse(body: str) -> Document:
    return read(package(body), "made.docx")


def test_merged_cells_hand_level_1_down() -> None:
    (only,) = parse(indicator_table()).tables
    assert [r.level1 for r in only.indicators] == ["产出指标"] * 4 + ["效益指标", "满意度指标"]
    assert [r.name for r in only.indicators] == NAMES
    assert only.project.name == "沟渠清理经费"
    assert only.heading is not None
    assert only.heading.text == "沟渠清理经费项目绩效目标表"
    first = only.indicators[0]
    assert first.line is None
    place = first.cells["name"]
    assert (place.table, place.row, place.column) == (0, 2, 2)
    assert only.indicators[1].cells["level1"].row == 2, "the text of a merged cell stands in its first row"


def test_reads_as_the_text_export_does() -> None:
    text = "沟渠清理经费项目绩效目标表\n" + row("项目名称", "沟渠清理经费") + rows(HEADER, *ROWS)
    from_text = read(text.encode())
    from_word = parse(indicator_table())
    assert from_word.tables[0].project == from_text.tables[0].project
    both = [[r.model_dump(exclude={"line"}) for r in d.tables[0].indicators] for d in (from_text, from_word)]
    assert both[0] == both[1]


def test_inserted_runs_content_controls_and_links_are_read_deletions_are_not() -> None:
    inserted = para(f'{run("路灯")}<w:ins w:id="1">{run("电费")}</w:ins><w:del w:id="2"><w:r><w:delText>旧名</w:delText></w:r></w:del>')
    control = para(f"<w:sdt><w:sdtContent>{run('≥300盏')}</w:sdtContent></w:sdt>")
    link = para(f"<w:hyperlink>{run('年度计划')}</w:hyperlink>")
    body = para("路灯项目绩效目标表") + tbl(
        tr("项目名称", cell(inserted)),
        tr("一级指标", "二级指标", "三级指标", "指标值", "指标值确定依据"),
        f"<w:sdt><w:sdtContent>{tr('产出指标', '数量指标', '路灯数量', cell(control), cell(link))}</w:sdtContent></w:sdt>",
        '<w:tr><w:trPr><w:del w:id="3"/></w:trPr>' + cell("产出指标") + cell("质量指标") + cell("删去的指标") + "</w:tr>",
    )
    document = parse(body)
    (only,) = document.tables
    assert only.project.name == "路灯电费"
    (indicator,) = only.indicators
    assert (indicator.name, indicator.value.raw, indicator.basis) == ("路灯数量", "≥300盏", "年度计划")
    assert "修订" in document.repairs[0].what
    assert "删去的指标" not in document.model_dump_json()


def test_heading_with_tc_field_in_instruction_text() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TC "3、旧的</w:instrText></w:r>'
        '<w:r><w:instrText>绩效目标表" \\f C \\l 1 </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    (only,) = parse(indicator_table().replace("</w:t></w:r></w:p>", f"</w:t></w:r>{field}</w:p>", 1)).tables
    assert only.heading is not None
    assert (only.heading.text, only.heading.field) == ("沟渠清理经费项目绩效目标表", "3、旧的绩效目标表")


def test_symbols_breaks_tabs_equations_and_hidden_text() -> None:
    value = (
        '<w:p><w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
        + run("5")
        + "<m:oMath xmlns:m='urn:m'><m:r><m:t>公里</m:t></m:r></m:oMath></w:p>"
    )
    name = "<w:p><w:r><w:t>清理</w:t><w:br/><w:t>长度</w:t><w:tab/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>"
    document = parse(indicator_table(tr("产出指标", "数量指标", cell(name), "", cell(value), "")))
    last = document.tables[0].indicators[-1]
    assert (last.name, last.value.raw) == ("清理长度", "≥5公里")
    assert any("隐藏文字" in r.what for r in document.repairs)


def test_target_table_inside_a_layout_cell_and_list_inside_an_indicator_cell() -> None:
    layout = tbl(tr(cell(indicator_table() + para(""))))
    assert [r.name for r in parse(layout).tables[0].indicators] == NAMES
    inner = tbl(tr("甲", "乙"), tr("丙", "丁"))
    document = parse(indicator_table(tr("产出指标", "数量指标", cell(para("路灯数量") + inner + para("")), "", "≥5盏", "")))
    assert document.tables[0].indicators[-1].name == "路灯数量"
    left = " ".join(u.text for u in document.unread)
    assert "甲 | 乙" in left
    assert "丙 | 丁" in left


def test_text_box_and_second_table_in_the_same_document() -> None:
    box = (
        "<w:p><w:r><mc:AlternateContent xmlns:mc='urn:mc'><mc:Choice><w:drawing><w:txbxContent>" + indicator_table()
        + "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>" + indicator_table()
        + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )  # fmt: skip
    document = parse(box + indicator_table())
    assert [len(t.indicators) for t in document.tables] == [6, 6]


def test_project_and_indicators_in_two_word_tables() -> None:
    header, *body = indicator_table().split("<w:tr>")[2:]
    both = (
        para("沟渠清理经费项目绩效目标表")
        + tbl(tr("项目名称", "沟渠清理经费"))
        + para("")
        + "<w:tbl><w:tr>"
        + "<w:tr>".join([header, *body])
    )
    (only,) = parse(both).tables
    assert (only.project.name, len(only.indicators)) == ("沟渠清理经费", 6)


def test_repeated_header_and_continued_table() -> None:
    again = tr("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
    body = (
        indicator_table(again, tr("产出指标", "数量指标", "路灯数量", "", "≥5盏", ""))
        + para("续表")
        + tbl(tr("效益指标", "社会效益指标", "出行便利", "", "是", ""))
    )
    document = parse(body)
    assert [r.name for r in document.tables[0].indicators] == [*NAMES, "路灯数量", "出行便利"]
    assert any("重复的表头" in r.what for r in document.repairs)


def test_strict_namespace_and_unusual_main_part() -> None:
    with zipfile.ZipFile(io.BytesIO(package(indicator_table()))) as archive:
        xml = archive.read("word/document.xml").replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    rels = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r" Type="http://x/officeDocument" Target="/word/document2.xml"/></Relationships>'
    )
    document = read(zipped({"_rels/.rels": rels, "word/document2.xml": xml}), "online.docx")
    assert len(document.tables[0].indicators) == 6


ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAUGHS = "<!DOCTYPE d [" + '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40)) + "]>"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (package(para("&x;"), prolog=ENTITY), "外部实体"),
        (package(para("&a39;"), prolog=LAUGHS), "外部实体"),
        (zipped({"word/document.xml": f'<?xml version="1.0" encoding="UTF-16"?>{ENTITY}<d/>'.encode("utf-16")}), "外部实体"),
        (package("<w:p>"), "XML有误"),
        (zipped({"word/document.xml": b"\x00" * 200_000_000}), "压缩炸弹"),
        (zipped({"word/document.xml": b"", **{f"m{n}": b"" for n in range(5001)}}), "含有5002个文件，超过5000个的上限，可能是压缩炸弹"),
        (package(indicator_table())[:-200], "损坏"),
        (package(tbl(tr("一", "二")) + para("没有")), "没有找到项目绩效目标表"),
        (package(para("绩效目标表") + tbl(tr("项目名称", "甲"), tr("产出指标", "数量指标", "名", "值"))), "没有可识别的指标表头"),
        (package("<w:tbl><w:tr><w:tc>" * 12 + "</w:tc></w:tr></w:tbl>" * 12), "嵌套"),
        (zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "损坏"),
        (zipped({"ppt/presentation.xml": b"<x/>"}), "演示文稿"),
        (zipped({"a.txt": b"x"}), "压缩包"),
    ],
)  # fmt: skip
def test_hostile_or_broken_packages_are_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        read(data, "坏.docx")
    message = str(caught.value)
    assert message.startswith("“坏.docx”")
    assert message.count("。") == 1


def test_part_larger_than_the_limit_is_refused() -> None:
    text = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(400_000))  # hardly compresses, so it is no bomb
    with pytest.raises(DocumentError, match="过大"):
        read(package(indicator_table() + para(text)), "a.docx", Limits(part_mb=1))


def test_the_directory_is_not_believed_about_sizes() -> None:
    data = bytearray(package(indicator_table()))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 100)
    with pytest.raises(DocumentError, match="损坏"):
        read(bytes(data), "a.docx")


def test_encrypted_member_is_refused() -> None:
    data = bytearray(package(indicator_table()))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            data[start + offset] |= 1
            start += 4
    with pytest.raises(DocumentError, match="密码"):
        read(bytes(data), "a.docx")


def test_text_and_word_share_limits_on_fields() -> None:
    with pytest.raises(DocumentError, match=r"“made.txt”表1（第\d+行）的名称有10000字，超过300字的上限"):
        read(table(name="长" * 10_000).encode(), "made.txt")
    with pytest.raises(DocumentError, match="名称有301字"):
        parse(indicator_table(tr("产出指标", "数量指标", "长" * 301, "", "5盏", "")))
