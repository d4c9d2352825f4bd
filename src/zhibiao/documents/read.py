"""One way in: any file to a :class:`Document`. The kind is told by content, never by name."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from zhibiao.documents import docx, json_tables, kinds, narrative, package, text
from zhibiao.documents.archive import Archive
from zhibiao.documents.forms import Recognised, code_year, recognise
from zhibiao.documents.grid import Grid, Paragraph
from zhibiao.documents.limits import Limits, limits_in_force
from zhibiao.documents.refusals import refuse
from zhibiao.domain.tables import Document, Repair, TargetTable, whole_document
from zhibiao.messages import DocumentError, say

_NAMELESS = "document"
_HEAD = 4096


def read(source: str | os.PathLike[str] | bytes, filename: str | None = None, limits: Limits | None = None) -> Document:
    """Read a document of target tables: Word, Excel, PDF with text, web page, text, CSV, Markdown, JSON of the contract, or a zip of these.

    ``source`` is a path, or the bytes themselves with ``filename`` to name them in messages. ``limits`` default to those of the settings.

    :raises DocumentError: one sentence naming the file, what is wrong and what to do: missing, empty, too large, protected, damaged,
        another kind of file, no target table in it, or a field beyond the limits.
    :raises InputError: when the settings name limits that cannot be used.
    """
    limits = limits or limits_in_force()
    if isinstance(source, bytes):
        file = Path(filename).name if filename else _NAMELESS
        data = source
        if len(data) > limits.file_bytes:
            raise _too_large(file, len(data), limits)
    else:
        path = Path(source)
        file = Path(filename).name if filename else path.name
        data = _bytes_of(path, limits)
    return _read(data, file, limits, archives=True)


def _read(data: bytes, file: str, limits: Limits, *, archives: bool) -> Document:
    if not data.strip():
        raise refuse(file, "是空文件，没有内容，请检查是否保存成功", "is empty; check whether it was saved")
    if kinds.is_zip(data):
        return _from_zip(data, file, limits, archives=archives)
    kinds.refuse_foreign(data, file)
    if (old := kinds.ole_kind(data, file)) is not None:
        return _from_old(data, old, file, limits)
    if kinds.is_pdf(data):
        from zhibiao.documents.pdf import read_pdf

        return _from_grid(read_pdf(data, file, limits), file)
    if data.lstrip()[:5] == b"{\\rtf":
        return _converted(data, "rtf", file, limits)
    if kinds.is_web_archive(data):
        from zhibiao.documents.html import read_mht

        return _from_grid(read_mht(data, file, limits), file)
    return _from_text(data, file, limits)


def _from_text(data: bytes, file: str, limits: Limits) -> Document:
    head = data[:_HEAD].replace(b"\x00", b"").decode("latin-1").lstrip("ÿþï»¿")
    if head.lstrip().startswith("<"):
        if kinds.is_page(head):
            from zhibiao.documents.html import decode_page, read_html

            page, repairs = decode_page(data, file)
            return _from_grid(read_html(page, file, limits, repairs), file)
        if kinds.is_excel_xml(head) and b"<!DOCTYPE" not in data and b"<!ENTITY" not in data:
            return _converted(data, "xml", file, limits)
        if (refusal := kinds.refuse_xml(head, file)) is not None:
            raise refusal
    decoded, repairs = text.decode(data, file)
    if json_tables.is_json(decoded):
        return json_tables.read_json(decoded, file)
    from zhibiao.documents import delimited

    if delimited.is_markdown(decoded):
        return _from_grid(delimited.read_markdown(decoded, file, limits, repairs), file)
    if (delimiter := delimited.delimiter_of(decoded, file)) is not None:
        return _from_grid(delimited.read_delimited(decoded, file, limits, delimiter, repairs), file)
    return _from_grid(text.read_text(decoded, file, repairs), file)


def _from_zip(data: bytes, file: str, limits: Limits, *, archives: bool) -> Document:
    archive = Archive(data, file, limits)
    kind = kinds.zip_kind(archive)
    if kind == "zip":
        from zhibiao.documents.bundle import nested, read_bundle

        if not archives:
            raise nested(file)
        return read_bundle(archive, lambda inner, name: _read(inner, name, limits, archives=False))
    if kind in kinds.CONVERTED:
        kinds.refuse_entities(archive)
        return _converted(data, kind, file, limits)
    if kind == "xlsx":
        from zhibiao.documents.xlsx import read_xlsx

        return _from_grid(_noted(read_xlsx(archive), data, archive), file)
    part = package.main_part(archive)
    assert part is not None
    return _from_grid(_noted(docx.read_docx(archive, part), data, archive), file)


def _from_old(data: bytes, kind: str, file: str, limits: Limits) -> Document:
    if kind == "doc":
        return _converted(data, "doc", file, limits)
    from zhibiao.documents.xls import read_xls

    return _from_grid(_noted(read_xls(data, file, limits), data), file)


def _converted(data: bytes, kind: str, file: str, limits: Limits) -> Document:
    """Read what an office suite makes of a file."""
    from zhibiao.documents.office import convert

    suffix, target, words = kinds.CONVERTED[kind]
    made = Archive(convert(data, suffix, target, file, limits, words), file, limits)
    if target == "docx":
        grid = docx.read_docx(made)
    else:
        from zhibiao.documents.xlsx import read_xlsx

        grid = read_xlsx(made)
    return _from_grid(_noted(grid, data), file)


def _noted(grid: Grid, data: bytes, archive: Archive | None = None) -> Grid:
    """A grid with a word on what the file could have done and was not let do."""
    notes: list[Repair] = []
    if kinds.has_macros(data, archive):
        what = say("文件含有宏，宏没有运行，只读取内容", "the file holds macros; they were not run, only the content was read")
        notes.append(Repair(where=whole_document(), what=what))
    if archive is not None and (links := package.outside_links(archive)):
        what = say(f"文件引用了{links}处外部内容，没有打开", f"the file refers to {links} things outside it; none was opened")
        notes.append(Repair(where=whole_document(), what=what))
    return replace(grid, repairs=grid.repairs + tuple(notes)) if notes else grid


def _too_large(file: str, size: int, limits: Limits) -> DocumentError:
    limit = limits.file_mb
    return refuse(
        file,
        f"有{-(-size // 2**20)}MB，超过{limit}MB的上限，请删去图片或拆成几个文件",
        f"has {-(-size // 2**20)} MB, more than the limit of {limit} MB; remove pictures or split it",
    )


def _bytes_of(path: Path, limits: Limits) -> bytes:
    """The content of a regular file within the limit; the size is checked before anything is read."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise refuse(str(path), "是文件夹，请给出其中的文件", "is a directory; name the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise refuse(str(path), "不是普通文件，请给出文档文件", "is no regular file; name a document")
        if status.st_size > limits.file_bytes:
            raise _too_large(str(path), status.st_size, limits)
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except FileNotFoundError:
        raise refuse(str(path), "不存在，请检查路径和文件名", "does not exist; check the path") from None
    except PermissionError:
        raise refuse(str(path), "没有读取权限，请检查文件权限", "may not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refuse(str(path)[:200], f"无法读取（{reason}），请检查路径", f"cannot be read ({reason}); check the path") from None
    if len(data) > limits.file_bytes:
        raise _too_large(str(path), len(data), limits)
    return data


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
    return Document(file=file, unit=unit, year=year, tables=tables, repairs=found.repairs, unread=grid.unread + found.unread, **fields)


def _complete(table: TargetTable, unit: str | None, in_title: int | None, year: int | None) -> TargetTable:
    """What a table leaves to its document: unit and year. A project code knows its year better than running text does."""
    project = table.project
    year = project.year or in_title or code_year(project.code) or year
    return table.model_copy(update={"project": project.model_copy(update={"unit": project.unit or unit, "year": year})})


def _nothing_found(found: Recognised, file: str) -> DocumentError:
    if found.headerless:
        return refuse(
            file,
            f"{found.headerless}起的表格没有可识别的指标表头，请确认表头一行含有“一级指标、二级指标、三级指标、指标值”",
            f"has a table ({found.headerless}) without a header of indicator columns; its header must name 三级指标, 指标值 and a level",
        )
    return refuse(file, "里没有找到项目绩效目标表，请确认文件内容", "holds no target table that could be recognised; check its content")
