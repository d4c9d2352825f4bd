"""One way in: any file to a :class:`Document`. The kind is told by content, never by name."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from zhibiao.documents import docx, json_tables, narrative, text
from zhibiao.documents.archive import Archive
from zhibiao.documents.forms import Recognised, code_year, recognise
from zhibiao.documents.grid import Grid, Paragraph
from zhibiao.domain.tables import Document, TargetTable
from zhibiao.messages import DocumentError, say

MAX_BYTES = 50 * 2**20
_NAMELESS = "document"

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0"


def read(source: str | os.PathLike[str] | bytes, filename: str | None = None) -> Document:
    """Read a document of target tables: Word (.docx), text export, or JSON of the contract.

    ``source`` is a path, or the bytes themselves with ``filename`` to name them in messages.

    :raises DocumentError: one sentence naming the file, what is wrong and what to do: missing, empty, too large, another kind
        of file, damaged, no target table in it, or a field beyond the limits.
    """
    if isinstance(source, bytes):
        file = Path(filename).name if filename else _NAMELESS
        data = source
        if len(data) > MAX_BYTES:
            raise _too_large(file, len(data))
    else:
        path = Path(source)
        file = Path(filename).name if filename else path.name
        data = _bytes_of(path)
    if not data.strip():
        raise _refuse(file, "是空文件，没有内容，请检查是否保存成功", "is empty; check whether it was saved")
    if data[:4] == b"PK\x03\x04" or data[:4] == b"PK\x05\x06":
        return _from_zip(data, file)
    _refuse_other_kinds(data, file)
    decoded, repairs = text.decode(data, file)
    if json_tables.is_json(decoded):
        return json_tables.read_json(decoded, file)
    return _from_grid(text.read_text(decoded, file, repairs), file)


def _refuse(file: str, zh: str, en: str) -> DocumentError:
    return DocumentError(say(f"“{file}”{zh}。", f"{file} {en}."))


def _too_large(file: str, size: int) -> DocumentError:
    limit = MAX_BYTES // 2**20
    return _refuse(
        file,
        f"有{-(-size // 2**20)}MB，超过{limit}MB的上限，请删去图片或拆成几个文件",
        f"has {-(-size // 2**20)} MB, more than the limit of {limit} MB; remove pictures or split it",
    )


def _bytes_of(path: Path) -> bytes:
    """The content of a regular file within the limit; the size is checked before anything is read."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise _refuse(str(path), "是文件夹，请给出其中的文件", "is a directory; name the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise _refuse(str(path), "不是普通文件，请给出文档文件", "is no regular file; name a document")
        if status.st_size > MAX_BYTES:
            raise _too_large(str(path), status.st_size)
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refuse(str(path), "不存在，请检查路径和文件名", "does not exist; check the path") from None
    except PermissionError:
        raise _refuse(str(path), "没有读取权限，请检查文件权限", "may not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refuse(str(path)[:200], f"无法读取（{reason}），请检查路径", f"cannot be read ({reason}); check the path") from None
    if len(data) > MAX_BYTES:
        raise _too_large(str(path), len(data))
    return data


def _from_zip(data: bytes, file: str) -> Document:
    archive = Archive(data, file)
    part = docx.main_part(archive)
    if part is not None:
        return _from_grid(docx.read_docx(archive, part), file)
    if any(name.startswith("xl/") for name in archive.names):
        raise _refuse(
            file,
            "是Excel表格，目前还不能读取，请把表格复制到Word中另存为.docx",
            "is a spreadsheet, which cannot be read yet; copy the table into Word and save it as .docx",
        )
    raise _refuse(
        file,
        "是压缩包或其他文件，不是Word文档，请解压后给出其中的.docx",
        "is an archive but no Word document; unpack it and name the .docx inside",
    )


def _refuse_other_kinds(data: bytes, file: str) -> None:
    head = data[:2048]
    start = head.lstrip().lower()
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _refuse(file, "设有密码，请去掉密码后另存为.docx", "is protected by a password; remove it and save as .docx")
        raise _refuse(
            file,
            "是旧版Office文件（.doc或.xls），目前还不能读取，请在Word或WPS中另存为.docx",
            "is an old Office file (.doc or .xls), which cannot be read yet; save it as .docx in Word or WPS",
        )
    if head.startswith(b"%PDF"):
        raise _refuse(
            file,
            "是PDF，目前还不能读取，请用Word或WPS转换并另存为.docx",
            "is a PDF, which cannot be read yet; convert it to .docx in Word or WPS",
        )
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        raise _refuse(file, "的内容是图片，不是文档，请提供可编辑的Word文档", "holds a picture, no document; provide the Word document")
    if head.startswith(_ARCHIVES):
        raise _refuse(file, "是压缩包，请解压后给出其中的文档", "is an archive; unpack it and name the document inside")
    if head.startswith(b"{\\rtf"):
        raise _refuse(file, "是RTF文件，请在Word或WPS中另存为.docx", "is an RTF file; save it as .docx in Word or WPS")
    if start.startswith((b"<!doctype html", b"<html", b"<?xml", b"<!doctype")):
        raise _refuse(
            file,
            "是网页或XML，目前还不能读取，请在浏览器或WPS中打开后另存为.docx",
            "is a web page or XML, which cannot be read yet; open it and save it as .docx",
        )


def _from_grid(grid: Grid, file: str) -> Document:
    found = recognise(grid, file)
    if not found.tables:
        raise _nothing_found(found, file)
    fields = narrative.describe(grid, found.headings)
    title = fields.get("title")
    in_title = narrative.named_year(title) if title else None
    year = narrative.document_year(title, found.tables, (b for b in grid.blocks if isinstance(b, Paragraph)))
    named = fields.pop("unit", None)
    units = {table.project.unit for table in found.tables} - {None}
    unit = units.pop() if len(units) == 1 else named
    tables = tuple(_complete(table, unit, in_title, year) for table in found.tables)
    return Document(file=file, unit=unit, year=year, tables=tables, repairs=found.repairs, unread=found.unread, **fields)


def _complete(table: TargetTable, unit: str | None, in_title: int | None, year: int | None) -> TargetTable:
    """What a table leaves to its document: unit and year. A project code knows its year better than running text does."""
    project = table.project
    year = project.year or in_title or code_year(project.code) or year
    return table.model_copy(update={"project": project.model_copy(update={"unit": project.unit or unit, "year": year})})


def _nothing_found(found: Recognised, file: str) -> DocumentError:
    if found.headerless:
        return _refuse(
            file,
            f"{found.headerless}起的表格没有可识别的指标表头，请确认表头一行含有“一级指标、二级指标、三级指标、指标值”",
            f"has a table ({found.headerless}) without a header of indicator columns; its header must name 三级指标, 指标值 and a level",
        )
    return _refuse(file, "里没有找到项目绩效目标表，请确认文件内容", "holds no target table that could be recognised; check its content")
