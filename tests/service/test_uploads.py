"""A hundred uploads that mean harm: each is a problem of the 4xx kind, in time, and nothing of it stays on the disk."""

from __future__ import annotations

import io
import os
import random
import struct
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.service.conftest import serving

from zhibiao.domain.tables import TargetTable
from zhibiao_service.incoming import file_name
from zhibiao_service.settings import Settings

SECONDS = 8.0
_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    b"</Relationships>"
)
_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(document: bytes, *more: tuple[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A Word package with this main part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compress) as archive:
        for name, content in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELS), ("word/document.xml", document), *more):
            archive.writestr(name, content)
    return stream.getvalue()


def word(body: bytes, before: bytes = b"") -> bytes:
    return package(b'<?xml version="1.0"?>' + before + b"<w:document " + _W + b"><w:body>" + body + b"</w:body></w:document>")


def encrypted(data: bytes) -> bytes:
    """The flag of encryption set in every header of a zip."""
    changed = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def lying(data: bytes) -> bytes:
    """A zip whose directory says that its members are small."""
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 24 : at + 28] = struct.pack("<I", 100)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def hostile() -> Iterator[tuple[str, str, bytes]]:
    """What it is, the name it is sent under, and its bytes."""
    entity = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    remote = b'<!DOCTYPE d [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>'
    laughs = b"<!DOCTYPE d [" + b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
    ) + b"]>"  # fmt: skip
    text = b"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"
    plain = word(b"<w:p><w:r><w:t>nothing here</w:t></w:r></w:p>")
    cell = b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    yield "bomb", "a.docx", package(b" " * 80_000_000)
    yield "bomb of many parts", "a.docx", package(b"<a/>", *((f"word/{n}.xml", b" " * 5_000_000) for n in range(60)))
    yield "too many parts", "a.docx", package(b"<a/>", *((f"p/{n}", b"") for n in range(6_000)), compress=zipfile.ZIP_STORED)
    yield "bomb that lies", "a.docx", lying(package(b" " * 80_000_000))
    yield "bomb in a bomb", "a.docx", package(package(b" " * 30_000_000))
    yield "entity", "a.docx", word(text, entity)
    yield "entity of elsewhere", "a.docx", word(text, remote)
    yield "a billion laughs", "a.docx", word(b"<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", laughs)
    for depth in (300, 5_000, 100_000):
        yield f"deep {depth}", "a.docx", word(b"<w:tbl><w:tr><w:tc>" * depth + b"</w:tc></w:tr></w:tbl>" * depth)
        yield f"deep runs {depth}", "a.docx", word(b"<w:sdt>" * depth + b"</w:sdt>" * depth)
        yield f"deep JSON {depth}", "a.json", b"[" * depth
        yield f"deep objects {depth}", "a.json", b'{"tables":[' * depth
    for size in (3_000_000, 9_000_000):
        yield f"huge cell {size}", "a.docx", word(cell % (b"x" * size))
        yield f"huge line {size}", "a.txt", b"\t" + b"1" * size
        yield f"huge number {size}", "a.json", b'{"project":{"year":' + b"9" * size + b"}}"
    yield "huge name", "a.json", ('{"project":{"name":"' + "长" * 400 + '"},"indicators":[]}').encode()
    yield "cells without end", "a.docx", word(b"<w:tbl>" + b"<w:tr>" + b"<w:tc><w:p/></w:tc>" * 50_000 + b"</w:tr></w:tbl>")
    yield (
        "spans without end",
        "a.docx",
        word(b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'),
    )
    wrong = {
        "png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff\xe0", "gif": b"GIF89a", "bmp": b"BM6", "tiff": b"II*\x00", "elf": b"\x7fELF",
        "exe": b"MZ\x90", "rar": b"Rar!\x1a\x07", "7z": b"7z\xbc\xaf", "gzip": b"\x1f\x8b\x08", "bzip2": b"BZh9", "xz": b"\xfd7zXZ",
        "pdf": b"%PDF-1.7\n", "rtf": b"{\\rtf1", "html": b"<!doctype html><p>", "xml": b"<?xml version='1.0'?><a/>", "zip": b"PK\x05\x06",
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "pickle": b"\x80\x04cos\nsystem\n(S'true'\ntR.", "script": b"#!/bin/sh\ntouch /tmp/x\n",
    }  # fmt: skip
    for name, head in wrong.items():
        yield f"{name} as Word", "a.docx", head + bytes(200)
        yield f"{name} as text", "a.txt", head + random.Random(name).randbytes(400)
    yield (
        "encrypted package",
        "a.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    )
    yield "encrypted zip", "a.docx", encrypted(plain)
    for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        yield f"truncated to {share}", "a.docx", plain[: int(len(plain) * share)]
    for seed in range(10):
        chance, broken = random.Random(seed), bytearray(plain)
        for _ in range(30):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        yield f"damaged {seed}", "a.docx", bytes(broken)
    yield "bad checksum", "a.docx", plain.replace(struct.pack("<I", zlib.crc32(_TYPES)), b"\0\0\0\0")
    for name in (
        "../../etc/cron.d/x",
        "..\\..\\x.docx",
        "/etc/passwd",
        "C:\\Windows\\x.docx",
        "x\0.docx",
        "\r\nX-Evil: 1",
        "a" * 5_000,
        ".",
    ):
        yield f"name {name[:12]!r}", name, plain
    yield "empty", "a.docx", b""
    yield "blank", "a.txt", b" \n" * 50_000
    yield "nothing but NUL", "a.txt", bytes(100_000)
    for seed in range(5):
        yield f"noise {seed}", "a.txt", random.Random(seed).randbytes(100_000)


@pytest.fixture(scope="module")
def strict(snapshot: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An application with a short time limit, which keeps its temporary files in a folder of its own."""
    folder = tmp_path_factory.mktemp("strict")
    (folder / "tmp").mkdir()
    old, tempfile.tempdir = tempfile.tempdir, str(folder / "tmp")
    os.environ["TMPDIR"] = str(folder / "tmp")
    settings = Settings(
        model=str(snapshot), corpus=str(corpus), database=f"sqlite:///{folder / 'f.sqlite3'}", page=False, upload_seconds=SECONDS
    )
    try:
        with serving(settings) as client:
            yield client
    finally:
        tempfile.tempdir = old
        del os.environ["TMPDIR"]


ALL = list(hostile())


def test_there_are_a_hundred_of_them() -> None:
    assert len(ALL) >= 100
    assert len({what for what, _, _ in ALL}) == len(ALL)


@pytest.mark.parametrize(("what", "name", "data"), ALL, ids=[what for what, _, _ in ALL])
def test_a_hostile_upload_is_a_problem_in_time_and_leaves_nothing(strict: TestClient, what: str, name: str, data: bytes) -> None:
    folder = Path(tempfile.gettempdir())
    before = {path for path in folder.rglob("*") if path.is_file()}
    started = time.monotonic()
    response = strict.post("/v1/parse", files={"file": (name, data)})
    taken = time.monotonic() - started
    assert 400 <= response.status_code < 500, (what, response.text)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"]
    assert "root:" not in response.text
    assert taken < SECONDS + 20  # what is killed, and the process that takes its place
    assert {path for path in folder.rglob("*") if path.is_file()} <= before


def test_the_service_reads_on_after_all_of_them(strict: TestClient, document: Path) -> None:
    assert len(strict.post("/v1/parse", files={"file": (document.name, document.read_bytes())}).json()[0]["tables"]) == 3


def test_a_document_that_takes_too_long_is_stopped_with_its_process(
    snapshot: Path, corpus: Path, tables: tuple[TargetTable, ...], tmp_path: Path
) -> None:
    from zhibiao.documents.write_docx import docx_bytes
    from zhibiao.domain.tables import Document

    long = docx_bytes(Document(file="长.docx", tables=tables * 40))
    settings = Settings(
        model=str(snapshot), corpus=str(corpus), database=f"sqlite:///{tmp_path / 'f.sqlite3'}", page=False, upload_seconds=0.05
    )
    with serving(settings) as client:
        response = client.post("/v1/parse", files={"file": ("长.docx", long)})
        assert (response.status_code, response.json()["type"]) == (422, "urn:zhibiao:problem:unreadable-document")
        assert "没有读完" in response.json()["detail"]
        assert "zhibiao_uploads_killed_total 1.0" in client.get("/metrics").text


def test_uploads_over_the_limit_and_forms_without_a_file_are_refused(strict: TestClient) -> None:
    assert strict.post("/v1/parse", files={"file": ("a.docx", bytes(21 * 2**20))}).status_code == 413
    for content in ({"data": {"file": "text"}, "files": {"other": b"x"}}, {"files": {"other": b"x"}}):
        response = strict.post("/v1/parse", **content)  # type: ignore[arg-type]
        assert (response.status_code, response.json()["type"]) == (422, "urn:zhibiao:problem:invalid-field")
    many = [("file", (f"{n}.txt", b"x")) for n in range(30)]
    assert strict.post("/v1/parse", files=many).status_code == 400
    for body in (b"", b"nonsense", b"--b\r\n\r\n", b"--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nx"):
        response = strict.post("/v1/parse", content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
        assert 400 <= response.status_code < 500, body
    assert strict.post("/v1/parse", content=b"x", headers={"Content-Type": "multipart/form-data"}).status_code == 400


def test_only_the_last_part_of_a_file_name_is_ever_used() -> None:
    assert file_name("../../a/b.docx") == file_name("C:\\x\\b.docx") == "b.docx"
    assert file_name("\r\n\0") == file_name(None) == file_name("/") == "未命名文件"
    assert len(file_name("长" * 9_000)) == 200
