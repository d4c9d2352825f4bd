from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from tests.documents.made_documents import ROWS, indicator_table, package, table, zipped
from tests.documents.made_files import as_csv, as_xlsx, target_table

from zhibiao.documents import read
from zhibiao.documents.limits import Limits
from zhibiao.messages import DocumentError

FILES = {
    "一/甲.docx": package(indicator_table()),
    "一/乙.xlsx": as_xlsx(target_table()),
    "二/丙.txt": table().encode("gb18030"),
    "丁.csv": as_csv(target_table()).encode(),
}


def test_every_document_in_an_archive_is_read_and_named() -> None:
    document = read(zipped(FILES | {"__MACOSX/._甲.docx": b"x", "一/": b"", "照片.jpg": b"\xff\xd8\xff\xe0" + bytes(90)}), "批次.zip")
    assert [t.source.file for t in document.tables if t.source] == list(FILES)
    assert [len(t.indicators) for t in document.tables] == [len(ROWS)] * 4
    assert [entry.where for entry in document.unread if "图片" in entry.why] == ["照片.jpg"]
    assert document.file == "批次.zip"


def test_an_archive_in_an_archive_is_not_opened() -> None:
    inner = zipped({"甲.docx": FILES["一/甲.docx"]})
    document = read(zipped({"内.zip": inner, "乙.txt": table().encode()}), "a.zip")
    assert len(document.tables) == 1
    assert [(entry.where, "压缩包中的压缩包" in entry.why) for entry in document.unread] == [("内.zip", True)]
    with pytest.raises(DocumentError, match=r"1个文件都不能读取.*压缩包中的压缩包"):
        read(zipped({"内.zip": inner}), "a.zip")


def test_names_are_shown_and_never_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document = read(zipped({"../../etc/甲\x1b.txt": table().encode(), "/abs/乙.txt": table().encode()}), "a.zip")
    assert [t.source.file for t in document.tables if t.source] == ["../../etc/甲.txt", "/abs/乙.txt"]
    assert list(tmp_path.rglob("*")) == []


def test_names_packed_by_windows_in_gbk() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("AAAA.txt")
        archive.writestr(info, table().encode())
    data = out.getvalue().replace(b"AAAA.txt", "甲乙".encode("gb18030") + b".txt")
    (found,) = read(data, "a.zip").tables
    assert found.source is not None
    assert found.source.file == "甲乙.txt"


def test_limits_of_an_archive() -> None:
    with pytest.raises(DocumentError, match="压缩炸弹"):
        read(zipped(FILES), "a.zip", Limits(members=3))
    with pytest.raises(DocumentError, match="压缩炸弹"):
        read(zipped({"甲.txt": b" " * 3_000_000}), "a.zip")
    with pytest.raises(DocumentError, match="压缩炸弹"):
        read(zipped({"甲.txt": bytes(2_000_000)}), "a.zip", Limits(unpacked_mb=1))
    with pytest.raises(DocumentError, match="0个文件都不能读取"):
        read(zipped({"夹/": b""}), "a.zip")


def test_a_member_with_a_password_is_said() -> None:
    data = bytearray(zipped({"甲.txt": table().encode(), "乙.txt": table().encode()}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    document = read(bytes(data), "a.zip")
    assert len(document.tables) == 1
    assert ["密码" in entry.why for entry in document.unread] == [True]
