"""What offices send by mistake and others on purpose: a sentence each, nothing run, nothing fetched."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import pytest
from tests.documents.made_documents import ROWS, indicator_table, package, table, zipped
from tests.documents.made_files import as_csv, as_html, as_markdown, as_pdf, as_xls, as_xlsx, target_table
from tests.documents.suite_here import needs_office

from zhibiao.documents import office, read
from zhibiao.documents.kinds import ole_kind
from zhibiao.messages import DocumentError, speaking

NAMES = [row[2] for row in ROWS]
MADE = target_table()
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ole(*streams: str, fib: bytes = b"") -> bytes:
    """The look of a compound file: a header, perhaps the main stream of Word, and directory entries by name."""
    return OLE + bytes(504) + fib.ljust(512, b"\0") + b"".join((name + "\0").encode("utf-16-le").ljust(128, b"\0") for name in streams)


def with_part(data: bytes, part: str, change: bytes) -> bytes:
    """The package with ``change`` before the root of one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    head, mark, rest = parts[part].partition(b"?>") if parts[part].startswith(b"<?xml") else (b"", b"", parts[part])
    return zipped(parts | {part: head + mark + change + rest})


def with_password(data: bytes) -> bytes:
    """An old workbook with the record that says how it is encrypted, in place of the one that names who wrote it."""
    assert data.count(b"\x5c\x00\x70\x00") == 1
    return data.replace(b"\x5c\x00\x70\x00", b"\x2f\x00\x70\x00")


FORMATS = {
    "docx": package(indicator_table()),
    "xlsx": as_xlsx(MADE),
    "xls": as_xls(MADE),
    "pdf": as_pdf(MADE),
    "html": as_html(MADE).encode(),
    "csv": as_csv(MADE).encode(),
    "md": as_markdown(MADE).encode(),
    "txt": table().encode(),
    "zip": zipped({"a.txt": table().encode()}),
}


@pytest.mark.parametrize("named", ["a.docx", "a.xls", "a.pdf", "a.txt", "a", "a.csv"])
@pytest.mark.parametrize("kind", FORMATS)
def test_content_decides_whatever_the_name_says(kind: str, named: str) -> None:
    assert [row.name for t in read(FORMATS[kind], named).tables for row in t.indicators] == NAMES


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空文件"),
        (b"\xef\xbb\xbf", "没有找到项目绩效目标表"),
        (ole("EncryptionInfo", "EncryptedPackage"), "设有密码"),
        (ole("WordDocument", "1Table", fib=b"\xec\xa5" + bytes(9) + b"\x01"), "设有密码"),
        (with_password(as_xls(MADE)), "设有密码"),
        (ole("PowerPoint Document"), "没有Word或Excel内容"),
        (ole("Workbook"), "表格内容已损坏"),
        (with_part(FORMATS["xlsx"], "xl/workbook.xml", ENTITY), "外部实体"),
        (with_part(FORMATS["xlsx"], "xl/worksheets/sheet1.xml", ENTITY), "外部实体"),
        (with_part(FORMATS["docx"], "word/document.xml", ENTITY), "外部实体"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": ENTITY + b"<x>&e;</x>"}), "外部实体"),
        (b'<?xml version="1.0"?>' + ENTITY + b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&e;</Workbook>', "XML文件"),
        (zipped({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": bytes(80_000_000)}), "压缩炸弹"),
        (FORMATS["xlsx"][: len(FORMATS["xlsx"]) // 2], "损坏"),
        (FORMATS["xls"][: len(FORMATS["xls"]) // 3], "损坏"),
        (zipped({"mimetype": b"application/epub+zip"}), "不是文档或表格"),
    ],
)
def test_each_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        read(data, "坏.doc")
    message = str(caught.value)
    assert message.startswith("“坏.doc”")
    assert message.count("。") == 1
    assert "\n" not in message
    with speaking("en"), pytest.raises(DocumentError) as caught:
        read(data, "bad.doc")
    assert str(caught.value).isascii()


def test_a_page_cannot_name_entities() -> None:
    page = as_html(MADE).replace("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]>').replace("年度计划", "&e;")
    document = read(page.encode(), "a.html")
    assert [row.name for row in document.tables[0].indicators] == NAMES
    assert "root:" not in document.model_dump_json()


def test_macros_are_said_and_not_run() -> None:
    document = read(package(indicator_table(), more={"word/vbaProject.bin": OLE}), "a.docm")
    assert [row.name for row in document.tables[0].indicators] == NAMES
    assert any("宏没有运行" in repair.what for repair in document.repairs)


@needs_office
def test_macros_of_an_old_document_are_said() -> None:
    from zhibiao.documents.limits import Limits
    from zhibiao.documents.write_docx import docx_bytes

    data = office.convert(docx_bytes(read(FORMATS["xlsx"], "a")), "docx", "doc", "a", Limits(), ("文档", "a document"))
    document = read(data + ("_VBA_PROJECT\0").encode("utf-16-le"), "a.doc")
    assert any("宏没有运行" in repair.what for repair in document.repairs)


def test_pictures_and_templates_elsewhere_are_said_and_not_fetched() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{kind}/image" Target="http://127.0.0.1/x.png" TargetMode="External"/>'
        f'<Relationship Id="b" Type="{kind}/hyperlink" Target="http://127.0.0.1/" TargetMode="External"/></Relationships>'
    )
    document = read(package(indicator_table(), more={"word/_rels/document.xml.rels": relations.encode()}), "a.docx")
    assert [repair.what for repair in document.repairs] == ["文件引用了1处外部内容，没有打开"]


def test_right_to_left_marks_and_full_width_digits_in_every_format() -> None:
    rows = [(*ROWS[0][:4], "≥１２．５公里", ROWS[0][5]), ("", "\u200f质量指标\u200e", "\u202b验收合格率\u202c", *ROWS[1][3:]), *ROWS[2:]]
    made = target_table(rows)
    for data in (as_xlsx(made), as_xls(made), as_html(made).encode(), as_csv(made).encode("gb18030"), as_markdown(made).encode()):
        first, second = read(data, "a").tables[0].indicators[:2]
        assert str(first.value.number) == "12.5"
        assert second.level2 == "质量指标"
        assert "验收合格率" in second.name


def test_names_of_streams_are_whole_words() -> None:
    assert ole_kind(ole("Book"), "a") == "xls"
    assert ole_kind(ole("WordDocument"), "a") == "doc"
    assert ole_kind(b"PK" + struct.pack("<H", 3), "a") is None


@pytest.mark.parametrize("name", ["坏.docx", "坏.xlsx", "坏.pdf"])
def test_bytes_of_no_program_are_no_text_in_a_wrong_encoding(name: str) -> None:
    with pytest.raises(DocumentError, match="不是文本文件"):
        read(random.Random(7).randbytes(4000), filename=name)
