"""The package of a Word or Excel document: its parts, how they refer to each other and beyond, and their XML, read safely."""

from __future__ import annotations

import posixpath

from lxml import etree

from zhibiao.documents.archive import Archive
from zhibiao.messages import DocumentError, say

MAIN_PART = "word/document.xml"


def local_name(element: etree._Element) -> str:
    """Name without namespace, so that transitional and strict documents read alike."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child_of(element: etree._Element, *path: str) -> etree._Element | None:
    """The first descendant along a path of names without namespace."""
    current: etree._Element | None = element
    for name in path:
        current = next((c for c in current if local_name(c) == name), None) if current is not None else None
    return current


def main_part(archive: Archive) -> str | None:
    """The part that holds the text of a Word document: the usual name, else what the package says; ``None`` for other zips."""
    if MAIN_PART in archive.names:
        return MAIN_PART
    if "_rels/.rels" not in archive.names:
        return None
    for relation in parse_xml(archive.read("_rels/.rels", 2**20), archive.file):
        target = (attribute(relation, "Target") or "").lstrip("/")
        if (attribute(relation, "Type") or "").endswith("/officeDocument") and target.startswith("word/"):
            path = posixpath.normpath(target)
            return path if path in archive.names else None
    return None


def outside_links(archive: Archive) -> int:
    """How many things outside it a Word document would load when opened: templates, pictures, objects; links to click on are none."""
    count = 0
    for name in archive.names:
        if name.startswith("word/") and name.endswith(".rels"):
            data = archive.read(name)
            if b"External" in data:
                relations = parse_xml(data, archive.file)
                count += sum(
                    attribute(r, "TargetMode") == "External" and not (attribute(r, "Type") or "").endswith("/hyperlink") for r in relations
                )
    return count


def parse_xml(data: bytes, file: str, *, whole: bool = False) -> etree._Element:
    """The root of a part. ``whole`` keeps comments and processing instructions, for parts that are written again.

    :raises DocumentError: broken XML, or a document type or entities, which no document needs.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=not whole, remove_pis=not whole
    )
    forbidden = DocumentError(
        say(
            f"“{file}”含有外部实体或文档类型声明，出于安全不予读取，请用Word、Excel或WPS重新另存后再试。",
            f"{file} declares a document type or entities and was not read for safety; save it again in Word, Excel or WPS.",
        )
    )
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise forbidden
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(
            say(
                f"“{file}”的内容已损坏（XML有误），请用Word、Excel或WPS打开并重新保存。",
                f"{file} holds broken XML; open it in Word, Excel or WPS and save it again.",
            )
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding where the words above are other bytes
        raise forbidden
    return root
