"""A user's own Word document, changed in the places meant and nowhere else.

Only the main part (and the parts that comments need) is written anew; every other member of the package is copied as it is. python-docx
would write the whole package anew, refuses macro and strict documents, and stamps the clock, so the package is opened here directly.
"""

from __future__ import annotations

import copy
import datetime
import io
import os
import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from lxml import etree

from zhibiao.documents.archive import Archive
from zhibiao.documents.docx import find_places
from zhibiao.documents.package import main_part, parse_xml
from zhibiao.domain.tables import CellRef
from zhibiao.messages import DocumentError, say

AUTHOR = "zhibiao"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATED = {
    False: "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
    True: "http://purl.oclc.org/ooxml/officeDocument/relationships/comments",
}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple"))
_NOT_TO_BE_LOST = frozenset(("tbl", "ins", "del", "moveFrom", "moveTo", "fldChar", "drawing", "pict", "object", "oMath"))
_INLINE = frozenset(("t", "br", "cr", "tab", "sym", "noBreakHyphen"))


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


class WordFile:
    """A Word document to be commented on or corrected; :meth:`data` gives the copy.

    :raises DocumentError: no Word document, or one that cannot be read.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self._archive = Archive(data, file)
        self._file = file
        part = main_part(self._archive)
        if part is None:
            raise DocumentError(say(f"“{file}”不是Word文档。", f"{file} is no Word document."))
        self._part = part
        self._root = parse_xml(self._archive.read(part), file, whole=True)
        self._places = find_places(self._root, file)
        self._w = etree.QName(self._root).namespace or ""
        self._comments: list[tuple[int, Sequence[str]]] = []
        self._next_id: int | None = None
        self._existing: tuple[str, etree._Element] | None = None

    # Changing cells

    def replace(self, place: CellRef, text: str) -> bool:
        """Put ``text`` into a cell in the formatting of its first text; ``False`` where there is no such cell, or it holds something else
        than text (a table, a picture, changes still tracked) that must not be lost."""
        cell = self._cell(place)
        if cell is None or any(_local(e) in _NOT_TO_BE_LOST for e in cell.iter()):
            return False
        runs = [run for run in cell.iter(f"{{{self._w}}}r") if any(_local(child) in _INLINE for child in run)]
        texts = [child for run in runs for child in run if _local(child) == "t"]
        target = next((element for element in texts if (element.text or "").strip()), texts[0] if texts else None)
        if target is None:
            return not runs and self._fill(cell, text)
        for run in runs:
            for child in list(run):
                if child is not target and _local(child) in _INLINE:
                    run.remove(child)
        target.text = _NOT_XML.sub("", text)
        target.set(_SPACE, "preserve")
        home = next(element for element in target.iterancestors() if _local(element) == "p")
        for paragraph in [p for p in self._paragraphs(cell) if p is not home and not any(_local(e) == "t" for e in p.iter())]:
            parent = paragraph.getparent()
            if parent is not None and sum(_local(child) == "p" for child in parent) > 1:
                parent.remove(paragraph)
        return True

    def _fill(self, cell: etree._Element, text: str) -> bool:
        """Text in an empty cell, formatted as the first run of its row."""
        paragraph = next(self._paragraphs(cell), None)
        row = cell.getparent()
        if paragraph is None or row is None:
            return False
        run = self._element("r")
        like = next(iter(row.iter(f"{{{self._w}}}rPr")), None)
        if like is not None and (holder := like.getparent()) is not None and _local(holder) == "r":
            run.append(copy.deepcopy(like))
        content = self._element("t")
        content.text = _NOT_XML.sub("", text)
        run.append(content)
        paragraph.append(run)
        return True

    def remove_row(self, table: int, row: int) -> bool:
        """Take a row out; what a cell merged downwards from it says goes to the row below."""
        element = self._places.rows.get((table, row))
        parent = element.getparent() if element is not None else None
        if element is None or parent is None:
            return False
        below = self._below(table, row)
        for column in self._columns[table, row]:
            cell = self._places.cells[table, row, column]
            follower = self._places.cells.get((table, below, column)) if below is not None else None
            if follower is None or below is None or self._merge(cell) != "restart" or self._merge(follower) != "continue":
                continue
            holder = follower.getparent()
            if holder is not None:
                moved = copy.deepcopy(cell)
                holder.replace(follower, moved)
                self._places.cells[table, below, column] = moved
        parent.remove(element)
        del self._places.rows[table, row]
        return True

    @cached_property
    def _columns(self) -> dict[tuple[int, int], list[int]]:
        """The columns in which the cells of each row begin."""
        columns: dict[tuple[int, int], list[int]] = defaultdict(list)
        for table, row, column in self._places.cells:
            columns[table, row].append(column)
        return columns

    @cached_property
    def _last_rows(self) -> dict[int, int]:
        last: dict[int, int] = {}
        for table, row in self._places.rows:
            last[table] = max(row, last.get(table, 0))
        return last

    def _below(self, table: int, row: int) -> int | None:
        """The number of the next row that is still there."""
        following = range(row + 1, self._last_rows.get(table, -1) + 1)
        return next((number for number in following if (table, number) in self._places.rows), None)

    def _merge(self, cell: etree._Element) -> str | None:
        merge = cell.find(f"{{{self._w}}}tcPr/{{{self._w}}}vMerge")
        return None if merge is None else merge.get(f"{{{self._w}}}val") or "continue"

    def _cell(self, place: CellRef) -> etree._Element | None:
        if place.table is None or place.row is None or place.column is None:
            return None
        return self._places.cells.get((place.table, place.row, place.column))

    def _paragraphs(self, parent: etree._Element) -> Iterator[etree._Element]:
        for child in parent:
            if _local(child) == "p":
                yield child
            elif _local(child) in _WRAPPERS:
                yield from self._paragraphs(child)

    # Comments

    def comment(self, place: CellRef | None, lines: Sequence[str]) -> bool:
        """A comment of one paragraph per line on a cell, or on the first paragraph of the document; ``False`` where neither is."""
        cell = self._cell(place) if place is not None else None
        body = next((child for child in self._root if _local(child) == "body"), None)
        home = cell if cell is not None else body
        paragraphs = list(self._paragraphs(home)) if home is not None else []
        if cell is None and body is not None:
            paragraphs = (paragraphs or list(body.iter(f"{{{self._w}}}p")))[:1]
        if not paragraphs:
            return False
        number = self._new_id()
        start = self._element("commentRangeStart", id=str(number))
        first = paragraphs[0]
        first.insert(1 if len(first) and _local(first[0]) == "pPr" else 0, start)
        last = paragraphs[-1]
        last.append(self._element("commentRangeEnd", id=str(number)))
        run = self._element("r")
        run.append(self._element("commentReference", id=str(number)))
        last.append(run)
        self._comments.append((number, tuple(lines)))
        return True

    def _new_id(self) -> int:
        if self._next_id is None:
            self._existing = self._comments_part()
            holders = [self._root] if self._existing is None else [self._root, self._existing[1]]
            marks = ("comment", "commentRangeStart", "commentReference")
            used = [
                int(value)
                for holder in holders
                for mark in marks
                for element in holder.iter(f"{{{self._w}}}{mark}")
                if (value := element.get(f"{{{self._w}}}id") or "").isdigit()
            ]
            self._next_id = max(used, default=-1) + 1
        number, self._next_id = self._next_id, self._next_id + 1
        return number

    def _element(self, name: str, **attributes: str) -> etree._Element:
        return self._root.makeelement(f"{{{self._w}}}{name}", {f"{{{self._w}}}{key}": value for key, value in attributes.items()})

    @property
    def _relations_name(self) -> str:
        folder, name = posixpath.split(self._part)
        return posixpath.join(folder, "_rels", f"{name}.rels")

    def _comments_part(self) -> tuple[str, etree._Element] | None:
        """The name and the root of the comments that the document has already."""
        if self._relations_name not in self._archive.names:
            return None
        for relation in parse_xml(self._archive.read(self._relations_name), self._file):
            if (relation.get("Type") or "").endswith("/relationships/comments"):
                target = relation.get("Target") or ""
                name = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(self._part), target)
                if name in self._archive.names:
                    return name, parse_xml(self._archive.read(name), self._file, whole=True)
        return None

    # The copy

    def data(self) -> bytes:
        """The copy as bytes: the same changes give the same bytes. Members keep their times; new ones have ``SOURCE_DATE_EPOCH`` or the
        time of the main part."""
        changed = {self._part: _written(self._root)}
        if self._comments:
            changed |= self._with_comments()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in self._archive.members:
                payload = changed.pop(info.filename, None)
                if payload is None:
                    payload = b"" if info.is_dir() else self._archive.read(info.filename, self._archive.limits.unpacked_bytes)
                target.writestr(_member(info.filename, info.date_time, info), payload)
            for name, payload in changed.items():
                target.writestr(_member(name, self._time()), payload)
        return out.getvalue()

    def _with_comments(self) -> dict[str, bytes]:
        changed: dict[str, bytes] = {}
        if self._existing is None:
            name = posixpath.join(posixpath.dirname(self._part), "comments.xml")
            root = etree.Element(f"{{{self._w}}}comments", nsmap={"w": self._w})
            changed |= self._registered(name)
        else:
            name, root = self._existing
        when = self._date()
        for number, lines in self._comments:
            comment = etree.SubElement(root, f"{{{self._w}}}comment")
            for key, value in (("id", str(number)), ("author", AUTHOR), ("date", when), ("initials", "zb")):
                comment.set(f"{{{self._w}}}{key}", value)
            for line in lines:
                run = etree.SubElement(etree.SubElement(comment, f"{{{self._w}}}p"), f"{{{self._w}}}r")
                text = etree.SubElement(run, f"{{{self._w}}}t")
                text.text = _NOT_XML.sub("", line)
                text.set(_SPACE, "preserve")
        changed[name] = _written(root)
        return changed

    def _registered(self, name: str) -> dict[str, bytes]:
        """Relationship and content type of a new part."""
        relations = (
            parse_xml(self._archive.read(self._relations_name), self._file, whole=True)
            if self._relations_name in self._archive.names
            else parse_xml(f'<Relationships xmlns="{_RELATIONS}"/>'.encode(), self._file)
        )
        taken = {relation.get("Id") for relation in relations}
        number = next(n for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        relation = etree.SubElement(relations, f"{{{_RELATIONS}}}Relationship")
        for key, value in (("Id", f"rId{number}"), ("Type", _RELATED[self._w == _STRICT]), ("Target", posixpath.basename(name))):
            relation.set(key, value)
        changed = {self._relations_name: _written(relations)}
        if "[Content_Types].xml" in self._archive.names:
            types = parse_xml(self._archive.read("[Content_Types].xml"), self._file, whole=True)
            if not any(entry.get("PartName") == f"/{name}" for entry in types):
                entry = etree.SubElement(types, f"{{{_TYPES}}}Override")
                entry.set("PartName", f"/{name}")
                entry.set("ContentType", _COMMENTS_TYPE)
            changed["[Content_Types].xml"] = _written(types)
        return changed

    def _time(self) -> tuple[int, int, int, int, int, int]:
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        if epoch.isdigit():
            moment = datetime.datetime.fromtimestamp(max(int(epoch), 315532800), tz=datetime.UTC)
            return moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second
        return next(info.date_time for info in self._archive.members if info.filename == self._part)

    def _date(self) -> str:
        """When comments were written: ``SOURCE_DATE_EPOCH``, else when the document was last saved, else its time in the package."""
        if not os.environ.get("SOURCE_DATE_EPOCH", "").isdigit() and "docProps/core.xml" in self._archive.names:
            for element in parse_xml(self._archive.read("docProps/core.xml"), self._file):
                saved = (element.text or "").strip()
                if _local(element) == "modified" and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", saved):
                    return saved
        year, month, day, hour, minute, second = self._time()
        return f"{year:04}-{max(month, 1):02}-{max(day, 1):02}T{hour:02}:{minute:02}:{second:02}Z"


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _member(name: str, time: tuple[int, int, int, int, int, int], like: zipfile.ZipInfo | None = None) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, time)
    member.compress_type = zipfile.ZIP_STORED if like is not None and like.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    member.external_attr = like.external_attr if like is not None else 0o600 << 16
    return member
