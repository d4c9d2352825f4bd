"""Which kind of file it is, told by its content. The name only breaks ties that the content leaves (see :mod:`.delimited`)."""

from __future__ import annotations

import re

from zhibiao.documents import package
from zhibiao.documents.archive import Archive
from zhibiao.documents.refusals import refuse
from zhibiao.messages import DocumentError

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FIB = b"\xec\xa5"  # how the main stream of a Word 97 document begins
_SECTOR = 512
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|title|div|style|center)\b", re.I | re.S
)
_WEB_ARCHIVE = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?content-type:\s*multipart/related", re.IGNORECASE)

#: Kinds that an office suite converts: suffix, what it becomes, its name in both languages.
CONVERTED = {
    "doc": ("doc", "docx", ("旧版Word文档（.doc或.wps）", "an old Word document (.doc or .wps)")),
    "rtf": ("rtf", "docx", ("RTF文档", "an RTF document")),
    "odt": ("odt", "docx", ("OpenDocument文档（.odt）", "an OpenDocument text (.odt)")),
    "ods": ("ods", "xlsx", ("OpenDocument表格（.ods）", "an OpenDocument spreadsheet (.ods)")),
    "xlsb": ("xlsb", "xlsx", ("二进制Excel表格（.xlsb）", "a binary workbook (.xlsb)")),
    "xml": ("xml", "xlsx", ("XML表格（Excel 2003）", "an XML spreadsheet (Excel 2003)")),
}


def is_zip(data: bytes) -> bool:
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def zip_kind(archive: Archive) -> str:
    """``docx``, ``xlsx``, ``xlsb``, ``odt``, ``ods``, or ``zip`` for a folder of files.

    :raises DocumentError: for packages of other programs.
    """
    if package.main_part(archive) is not None:
        return "docx"
    names = archive.names
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "mimetype" in names:
        mime = archive.read("mimetype", 2**20)
        if mime.startswith(b"application/vnd.oasis.opendocument.text"):
            return "odt"
        if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return "ods"
        if mime.startswith(b"application/"):
            raise refuse(
                archive.file, "不是文档或表格，请提供Word、Excel或PDF文件", "is no document or spreadsheet; provide Word, Excel or PDF"
            )
    if "ppt/presentation.xml" in names:
        raise refuse(
            archive.file, "是演示文稿，请提供其中绩效目标表的Word或Excel文件", "is a presentation; provide the table in Word or Excel"
        )
    return "zip"


def refuse_entities(archive: Archive) -> None:
    """No part that another program's parser will see may declare a document type: it might expand or fetch its entities.

    :raises DocumentError: when one does.
    """
    for name in archive.names:
        if name.endswith((".xml", ".rels", ".rdf")):
            part = archive.read(name)
            if any(
                word in part
                for mark in ("<!DOCTYPE", "<!ENTITY")
                for word in (mark.encode(), mark.encode("utf-16-le"), mark.encode("utf-16-be"))
            ):
                raise refuse(
                    archive.file,
                    "含有外部实体或文档类型声明，出于安全不予读取，请用Office或WPS重新保存后再试",
                    "declares a document type or entities and was not read for safety; save it again in Office or WPS",
                )


def ole_kind(data: bytes, file: str) -> str | None:
    """``doc`` or ``xls`` for an old Office file, ``None`` where it is none.

    :raises DocumentError: when it is protected by a password, or of another program.
    """
    if data[:4] != _OLE[:4]:
        return None
    if _stream(data, "EncryptedPackage"):
        raise refuse(file, "设有密码，请去掉密码后再读取", "is protected by a password; remove it first")
    if _stream(data, "WordDocument"):
        start = data.find(_FIB, _SECTOR) if data[_SECTOR : _SECTOR + 2] != _FIB else _SECTOR
        if start % _SECTOR == 0 and len(data) > start + 12 and data[start + 11] & 0x01:
            raise refuse(file, "设有密码，请去掉密码后再读取", "is protected by a password; remove it first")
        return "doc"
    if _stream(data, "Workbook") or _stream(data, "Book"):
        return "xls"
    raise refuse(
        file,
        "是旧版Office文件，但其中没有Word或Excel内容（可能已损坏），请在Word或WPS中另存为.docx",
        "is an old Office file without a Word or Excel stream (perhaps damaged); save it as .docx in Word or WPS",
    )


def has_macros(data: bytes, archive: Archive | None) -> bool:
    """Whether a file carries macros. They are never run, only spoken of."""
    if archive is not None:
        return any(name.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for name in archive.names)
    return data[:4] == _OLE[:4] and _stream(data, "_VBA_PROJECT")


def _stream(data: bytes, name: str) -> bool:
    """Whether a directory entry of a compound file has this name: the name ends with a null, so ``Book`` is not ``Workbook``."""
    return re.search(re.escape(name.encode("utf-16-le")) + rb"\x00\x00", data) is not None


def refuse_foreign(data: bytes, file: str) -> None:
    """:raises DocumentError: for pictures, archives other than zip, and programs."""
    if data.startswith(_PICTURES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        raise refuse(file, "的内容是图片，不是文档，请提供可编辑的Word文档", "holds a picture, no document; provide the Word document")
    if data.startswith(_ARCHIVES):
        raise refuse(file, "是压缩包，请解压后给出其中的文档，或改用zip格式", "is an archive; unpack it, or use zip")
    if data.startswith((b"MZ", b"\x7fELF")):
        raise refuse(file, "是程序，不是文档，请提供Word、Excel或PDF文件", "is a program, no document; provide Word, Excel or PDF")


def is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def is_page(head: str) -> bool:
    """Whether a text begins as a web page."""
    return _PAGE.match(head) is not None


def is_web_archive(data: bytes) -> bool:
    return (
        data[:200].lstrip()[:5].lower() in (b"mime-", b"from:", b"date:", b"subje") and _WEB_ARCHIVE.match(data[:4096].lstrip()) is not None
    )


def refuse_xml(head: str, file: str) -> DocumentError | None:
    """The refusal of an XML file that is no web page, ``None`` for other text."""
    start = head.lstrip("\ufeff \t\r\n")[:2000].lower()
    if not start.startswith(("<?xml", "<!doctype", "<!entity")):
        return None
    return refuse(
        file, "是XML文件，不是文档，请在Word、Excel或WPS中另存为.docx或.xlsx", "is an XML file, no document; save it as .docx or .xlsx"
    )


def is_excel_xml(head: str) -> bool:
    return head.lstrip("\ufeff \t\r\n").startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in head
