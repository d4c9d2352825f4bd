"""Word documents for the tests of comments and fixes."""

from __future__ import annotations

import zipfile
from io import BytesIO

from tests.audit.audit_tables import SOUND_ROWS, table_of
from tests.documents.made_documents import zipped

from zhibiao.documents.write_docx import docx_bytes
from zhibiao.domain import Document

MARKED = "12场"  # the value that lacks its sign


def word_file(*more: str) -> bytes:
    """Two tables as Word: one with a placeholder for a goal and a value without a sign (and ``more`` rows), one whose money is wrong."""
    rows = [*SOUND_ROWS, f"数量指标 | 宣传场次 | 场次 | {MARKED} | 计划", *more]
    tables = (
        table_of({"name": "云溪镇服装购置", "goals": ["目标内容1"]}, rows),
        table_of({"name": "云溪镇排水沟改造", "fiscal": "9.6万元"}, number=2),
    )
    return docx_bytes(Document(file="云溪镇.docx", title="云溪镇2024年部门绩效文本", tables=tables))


def document_xml(data: bytes) -> bytes:
    """The main part, as lxml writes it."""
    from lxml import etree

    root = etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
    written: bytes = etree.tostring(root, encoding="UTF-8")
    return written


def shown_text(data: bytes) -> list[str]:
    """Every text of the body in order."""
    from lxml import etree

    root = etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
    return [element.text or "" for element in root.iter("{*}t")]


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one member more, or another in its place."""
    source = zipfile.ZipFile(BytesIO(data))
    return zipped({one: source.read(one) for one in source.namelist()} | {name: content})


def with_document(data: bytes, old: str, new: str) -> bytes:
    """The package with words of its main part replaced once."""
    xml = zipfile.ZipFile(BytesIO(data)).read("word/document.xml").decode("utf-8")
    assert xml.count(old) >= 1, old
    return with_member(data, "word/document.xml", xml.replace(old, new, 1).encode("utf-8"))
