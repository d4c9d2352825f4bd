"""A user's own form, a Word document or a workbook, filled with tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zhibiao.documents.archive import Archive
from zhibiao.documents.package import main_part
from zhibiao.documents.template_fields import Fields, broken
from zhibiao.documents.write_xlsx import checked_number
from zhibiao.domain.tables import TargetTable
from zhibiao.messages import InputError, say

if TYPE_CHECKING:
    from zhibiao.knowledge.forms import Profile

MAX_BYTES = 20 * 2**20


def fill_template(template: Path, tables: Sequence[TargetTable], suffix: str, profile: Profile | None = None) -> bytes:
    """The template with its fields filled; several tables follow one another, in a workbook a sheet each.

    What it is, is told by content. Nothing in it is executed: fields are replaced by text, macros are refused.

    :param suffix: what is to be written, ``.docx`` or ``.xlsx``.
    :param profile: the form whose level names and order of rows are used; as they stand without one.
    :raises InputError: a template that is missing, broken, of another kind than ``suffix``, with an unknown field or not exactly one
        marked row.
    :raises DocumentError: a template whose package is damaged or breaks a limit.
    """
    checked_number(tables)
    file = template.name
    try:
        if template.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // 2**20
            raise broken(file, f"超过{limit}MB", f"it is larger than {limit} MB")
        data = template.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            say(f"模板“{template}”读不出来（{reason}），请检查路径。", f"template {template} cannot be read ({reason}); check the path.")
        ) from None
    if data[:2] != b"PK":
        raise broken(file, "不是.docx或.xlsx文件", "it is neither .docx nor .xlsx")
    archive = Archive(data, file)
    kind = ".docx" if main_part(archive) else ".xlsx" if "xl/workbook.xml" in archive.names else None
    if kind is None:
        raise broken(file, "不是.docx或.xlsx文件", "it is neither .docx nor .xlsx")
    if any(name.lower().endswith("vbaproject.bin") for name in archive.names):
        raise broken(file, "带有宏", "it holds macros")
    if kind != suffix:
        raise InputError(
            say(
                f"模板“{file}”是{kind}，而要写出的是{suffix}，请让两者一致。",
                f"template {file} is {kind} and the result {suffix}; let them agree.",
            )
        )
    fields = [Fields(table, profile) for table in tables]
    if kind == ".docx":
        from zhibiao.documents.template_docx import fill

        return fill(archive, fields)
    from zhibiao.documents.template_xlsx import fill_book

    return fill_book(data, archive, fields, tables)
