"""Formats that LibreOffice converts. Without it these tests say that they were left out."""

from __future__ import annotations

import http.server
import io
import os
import threading
import time
import zipfile
from pathlib import Path

import pytest
from tests.documents.made_documents import ROWS, zipped
from tests.documents.made_files import as_xlsx, target_table
from tests.documents.suite_here import needs_office

from zhibiao.documents import office, read
from zhibiao.documents.limits import Limits
from zhibiao.documents.write_docx import docx_bytes
from zhibiao.messages import DocumentError

NAMES = [row[2] for row in ROWS]


@pytest.fixture(scope="module")
def docx() -> bytes:
    return docx_bytes(read(as_xlsx(target_table()), "a.xlsx"))


@needs_office
@pytest.mark.parametrize("kind", ["doc", "odt", "rtf"])
def test_old_documents_read_as_what_they_were_made_of(kind: str, docx: bytes) -> None:
    data = office.convert(docx, "docx", kind, "a", Limits(), ("文档", "a document"))
    document = read(data, "a.docx")
    (table,) = document.tables
    assert [row.name for row in table.indicators] == NAMES
    assert [row.level1 for row in table.indicators] == ["产出指标"] * 4 + ["效益指标", "满意度指标"]
    assert table.project.purpose == "用于清理沟渠12.5公里"
    assert document.unread == ()


@needs_office
def test_spreadsheets_of_the_suite_read_as_what_they_were_made_of() -> None:
    book = as_xlsx(target_table())
    (table,) = read(office.convert(book, "xlsx", "ods", "a", Limits(), ("表格", "a sheet")), "a.ods").tables
    (made,) = read(book, "a.xlsx").tables
    assert [row.model_dump() for row in table.indicators] == [row.model_dump() for row in made.indicators]
    assert table.project == made.project


@needs_office
def test_what_the_suite_cannot_open_is_one_sentence() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1500) + "WordDocument".encode("utf-16-le") + bytes(3000)
    with pytest.raises(DocumentError, match=r"旧版Word文档.*无法打开.*另存为\.docx。$"):
        read(data, "a.doc")


@needs_office
def test_nothing_a_document_names_is_loaded(docx: bytes, tmp_path: Path) -> None:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret.txt"
    secret.write_text("不该出现的文字", encoding="utf-8")
    try:
        odt = office.convert(docx, "docx", "odt", "a", Limits(), ("文档", "a document"))
        with zipfile.ZipFile(io.BytesIO(odt)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        address = f"http://127.0.0.1:{server.server_address[1]}"
        picture = f'<draw:image xlink:href="{address}/picture.png" xlink:type="simple"/>'
        source = f'<text:section-source xlink:href="{secret.as_uri()}" xlink:type="simple"/>'
        linked = (
            f'<text:p><draw:frame svg:width="2cm" svg:height="2cm">{picture}</draw:frame></text:p>'
            f'<text:section text:name="x">{source}<text:p>旧</text:p></text:section>'
        )
        assert b"</office:text>" in parts["content.xml"]
        parts["content.xml"] = parts["content.xml"].replace(b"</office:text>", linked.encode() + b"</office:text>")
        document = read(zipped(parts), "a.odt")
    finally:
        server.shutdown()
        server.server_close()
    assert [row.name for row in document.tables[0].indicators] == NAMES
    assert asked == []
    assert "不该出现的文字" not in document.model_dump_json()


def fake_office(folder: Path, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for the suite is a shell script")
def test_a_suite_that_takes_too_long_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_office(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(DocumentError, match=r"在1秒内没有转换完"):
        read(b"{\\rtf1 a}", "a.rtf", Limits(office_seconds=1))
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not _runs(child):
            break
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rsplit(")", 1)[-1].split()[0] != "Z"


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for the suite is a shell script")
def test_the_suite_gets_a_profile_of_its_own_and_a_fixed_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_office(
        tmp_path, f'echo "$@" > {tmp_path}/seen; env >> {tmp_path}/seen; cat profile/user/registrymodifications.xcu >> {tmp_path}/seen'
    )
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("SECRET_OF_MINE", "x")
    with pytest.raises(DocumentError, match="无法打开"):
        read(b"{\\rtf1 a}", "$(touch x); a.rtf")
    seen = (tmp_path / "seen").read_text()
    assert "input.rtf" in seen
    assert "-env:UserInstallation=file:///" in seen
    assert "touch" not in seen
    assert "SECRET_OF_MINE" not in seen
    assert 'oor:name="DisableMacrosExecution"' in seen


def test_without_the_suite_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_office", lambda: None)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1500) + "WordDocument".encode("utf-16-le") + bytes(100)
    odt = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})
    for data, what in ((ole, "旧版Word文档"), (b"{\\rtf1 a}", "RTF"), (odt, "OpenDocument")):
        with pytest.raises(DocumentError, match=f"{what}.*需要安装LibreOffice，也可以.*另存为"):
            read(data, "a.doc")


def test_the_suite_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_office(tmp_path, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office.find_office() == str(tmp_path / "soffice")
