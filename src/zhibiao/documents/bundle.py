"""A zip of documents: every file in it is read as if it came alone. Names are only shown, never used as paths."""

from __future__ import annotations

import contextlib
import posixpath
import zipfile
from collections.abc import Callable

from zhibiao.documents.archive import Archive
from zhibiao.documents.refusals import refuse
from zhibiao.domain.tables import Document, Repair, TargetTable, Unread
from zhibiao.messages import DocumentError, say

_UTF8_NAME = 0x800
_SIDE_FILES = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def read_bundle(archive: Archive, read_one: Callable[[bytes, str], Document]) -> Document:
    """One document of all tables; a file that cannot be read goes to ``unread`` with its sentence.

    :param read_one: reads (bytes, name), and refuses an archive in the archive.
    :raises DocumentError: when no file in it could be read, with the reason of the first.
    """
    documents: list[Document] = []
    refused: list[Unread] = []
    for member in archive.members:
        name = shown_member(member)
        if member.is_dir() or member.filename.startswith("__MACOSX/") or posixpath.basename(name).startswith("._"):
            continue
        if posixpath.basename(name) in _SIDE_FILES or posixpath.basename(name).startswith("~$"):
            continue
        try:
            data = archive.read(member.filename, archive.limits.file_bytes)
            documents.append(read_one(data, name))
        except DocumentError as error:
            refused.append(Unread(where=name, text=name, why=str(error)))
    if not documents:
        first = refused[0].why if refused else say("其中没有文件", "there is no file in it")
        raise refuse(
            archive.file,
            f"是压缩包，其中{len(refused)}个文件都不能读取（{first.rstrip('。.')}），请检查后重新打包",
            f"is an archive of {len(refused)} files, none of which can be read ({first.rstrip('。.')}); check them and pack again",
        )
    return _together(archive.file, documents, refused)


def shown_member(member: zipfile.ZipInfo) -> str:
    """A member's name as it was meant: Windows packs Chinese names in GBK without saying so."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("gb18030")
    return "".join(c for c in name.replace("\\", "/") if c.isprintable())[-200:] or "?"


def nested(file: str) -> DocumentError:
    """The refusal of an archive inside an archive."""
    return refuse(
        file, "是压缩包中的压缩包，没有打开，请解压后再读取", "is an archive inside an archive and was not opened; unpack it first"
    )


def _together(file: str, documents: list[Document], refused: list[Unread]) -> Document:
    tables: list[TargetTable] = []
    repairs: list[Repair] = []
    unread: list[Unread] = []
    for document in documents:
        for table in document.tables:
            source = table.source
            tables.append(table.model_copy(update={"source": source.model_copy(update={"file": document.file})} if source else {}))
        repairs += [repair.model_copy(update={"where": f"{document.file} {repair.where}"}) for repair in document.repairs]
        unread += [entry.model_copy(update={"where": f"{document.file} {entry.where}"}) for entry in document.unread]
    units, years = ({getattr(d, name) for d in documents} - {None} for name in ("unit", "year"))
    return Document(
        file=file,
        unit=units.pop() if len(units) == 1 else None,
        year=years.pop() if len(years) == 1 else None,
        tables=tuple(tables),
        repairs=tuple(repairs),
        unread=(*unread, *refused),
    )
