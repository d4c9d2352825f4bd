from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.made_documents import ROWS
from tests.documents.made_files import as_html, target_table

from zhibiao.documents import read
from zhibiao.documents.html import read_html
from zhibiao.documents.limits import Limits
from zhibiao.domain.tables import Document
from zhibiao.messages import DocumentError

NAMES = [row[2] for row in ROWS]
PAGE = as_html(target_table(), head="<title>标题</title><script>document.write('<table>')</script><style>p{}</style>")


def names(document: Document) -> list[str]:
    return [row.name for table in document.tables for row in table.indicators]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
        ('<meta charset="gbk">', "gb18030"),
        ("", "gb18030"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ('<meta charset="gb2312">', "utf-8"),
        ('<meta charset="utf-8">', "gb18030"),
        ('<meta charset="x-unknown">', "utf-8"),
    ],
)
def test_pages_in_the_encoding_they_have_not_the_one_they_say(head: str, encoding: str) -> None:
    document = read(as_html(target_table(), head=head).encode(encoding), "表.xls")
    assert names(document) == NAMES
    assert document.tables[0].project.purpose == "用于清理沟渠12.5公里"


def test_scripts_and_styles_are_no_text() -> None:
    document = read(PAGE.encode(), "a.html")
    assert names(document) == NAMES
    assert (document.repairs, document.unread) == ((), ())


def test_a_table_that_only_places_others_is_walked_through() -> None:
    inner = PAGE[PAGE.rindex("<table>") : PAGE.index("</body>")]
    frame = f"<table><tr><td>首页 &gt; 公开</td></tr><tr><td><table><tr><td>{inner}</td></tr></table></td></tr></table>"
    page = f"<html><body>{frame}</body></html>"
    assert names(read(page.encode(), "a.html")) == NAMES


def test_a_table_in_a_cell_of_a_real_table_is_kept() -> None:
    inner = "<table><tr><td>里层甲</td><td>里层乙</td></tr></table>"
    page = PAGE.replace("<td>年度计划</td></tr>", f"<td>年度计划{inner}</td></tr>", 1)
    document = read(page.encode(), "a.html")
    assert names(document) == NAMES
    assert any("里层甲" in entry.text and "里层乙" in entry.text for entry in document.unread)


def test_hidden_rows_are_read_and_said() -> None:
    page = PAGE.replace("<tr><td>质量指标", '<tr style="display: none"><td>质量指标')
    document = read(page.encode(), "a.html")
    assert names(document) == NAMES
    assert any("隐藏的行" in repair.what for repair in document.repairs)


def test_broken_markup_loses_no_text() -> None:
    page = PAGE.replace("</td>", "").replace("</tr>", "")
    assert names(read(page.encode(), "a.html")) == NAMES
    grid = read_html("<table>前<tr>间<td>甲</td>后</tr><caption>题</caption>尾</table>", "a", Limits())
    text = "".join(block.text for block in grid.blocks)
    assert all(word in text for word in "前间甲后题尾")


def test_line_breaks_and_blocks_in_cells() -> None:
    grid = read_html("<table><tr><td>甲<br>乙<p>丙</p></td><td> 丁\n  戊 </td></tr></table>", "a", Limits())
    assert [cell.text for cell in grid.blocks[0].cells] == ["甲\n乙\n丙", "丁 戊"]  # type: ignore[union-attr]


def test_web_archives_as_browsers_and_offices_save_them() -> None:
    body = base64.encodebytes(as_html(target_table(), head='<meta charset="gbk">').encode("gb18030")).decode()
    mht = (
        "From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\"; boundary=\"b\"\r\n\r\n"
        f"--b\r\nContent-Type: text/html; charset=\"gbk\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n--b--\r\n"
    )  # fmt: skip
    assert names(read(mht.encode(), "a.doc")) == NAMES
    with pytest.raises(DocumentError, match="没有网页正文"):
        read(mht.replace("text/html;", "text/plain;").encode(), "a.mht")


def test_nothing_a_page_names_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    outside = '<img src="http://127.0.0.1/x"><link rel="stylesheet" href="http://127.0.0.1/x"><iframe src="http://127.0.0.1"></iframe>'
    assert names(read(PAGE.replace("<body>", f"<body>{outside}").encode(), "a.html")) == NAMES


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("<html></html>", "没有找到项目绩效目标表"),
        ("<html><body>" + "<table><tr><td>甲</td><td>" * 12, "嵌套"),
        ("<html>" + "<table><tr><td rowspan=20000 colspan=500>甲" + "<tr><td>乙" * 20001, "行数超过20000行的上限"),
        ("<html><table>" + "<tr>" + "<td rowspan=9999>甲" * 400 + "<tr><td>乙" * 9998, "单元格超过400000个的上限"),
    ],
)
def test_pages_that_are_refused(page: str, says: str) -> None:
    with pytest.raises(DocumentError, match=says):
        read(page.encode(), "a.html")


def test_spans_that_are_no_numbers_count_as_one() -> None:
    grid = read_html('<table><tr><td colspan="-3">甲</td><td rowspan="x">乙</td><td colspan="９">丙</td></tr></table>', "a", Limits())
    assert [(c.text, c.column) for c in grid.blocks[0].cells] == [("甲", 0), ("乙", 1), ("丙", 2)]  # type: ignore[union-attr]


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from([*"<>/甲乙丙", "<table>", "<tr>", "<td rowspan=3>", "<td colspan=2>", "</table>", "<p>", "<br>", "</td>"]),
        max_size=60,
    )
)
def test_any_tag_soup_is_walked_without_loss(parts: list[str]) -> None:
    page = "<html><body>" + "".join(parts)
    grid = read_html(page, "a", Limits())
    text = "".join(block.text for block in grid.blocks)
    from lxml import etree

    whole = "".join(etree.fromstring(page, etree.HTMLParser()).itertext())
    assert sorted(c for c in text if c in "甲乙丙") == sorted(c for c in whole if c in "甲乙丙")
