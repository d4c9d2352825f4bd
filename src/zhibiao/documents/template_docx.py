"""A Word template filled: fields in the text of its paragraphs, the marked table row once for every indicator."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from zhibiao.documents.archive import Archive
from zhibiao.documents.form_layout import clean, fixed_zip
from zhibiao.documents.package import main_part, parse_xml
from zhibiao.documents.template_fields import (
    MERGED,
    Fields,
    Value,
    fields_in,
    filled,
    no_marked_row,
    only_field,
    only_for_one_table,
    several_marked_rows,
    spans,
)
from zhibiao.messages import say

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BESIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_MARK, _DONE = "zhibiao-marked", "zhibiao-done"  # on rows while we work, gone before anything is written
_OWN_IDS = re.compile(r"\{[^}]*\}(?:paraId|textId)")  # must not stand twice in a document


def fill(archive: Archive, fields: Sequence[Fields]) -> bytes:
    """The package with the body repeated for every table.

    :raises InputError: an unknown field, or not exactly one marked row.
    """
    part = main_part(archive)
    assert part is not None
    written = {part: _Word(archive, part).filled(fields)}
    for name in archive.names:
        if _BESIDE.fullmatch(name) and (data := _beside(archive, name, fields)) is not None:
            written[name] = data
    return fixed_zip((info.filename, written.get(info.filename) or archive.read(info.filename)) for info in archive.members)


def _beside(archive: Archive, name: str, fields: Sequence[Fields]) -> bytes | None:
    """A header or footer with the fields of the project; ``None`` where there are none."""
    root = parse_xml(archive.read(name), archive.file, whole=True)
    word, place = _Paragraphs(root, archive.file), say("页眉页脚或脚注", "a header, footer or note")
    if not any(fields_in(text, archive.file, place) for _, text in word.texts(root)):
        return None
    if len(fields) > 1:
        raise only_for_one_table(archive.file, place)
    word.fill(root, fields[0].project)
    return _bytes(root)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


class _Paragraphs:
    """The text of the paragraphs below an element, and fields in it replaced, whatever runs Word cut them into."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.w, self.file = f"{{{etree.QName(root).namespace}}}", file

    def texts(self, parent: etree._Element) -> Iterator[tuple[list[etree._Element], str]]:
        for paragraph in parent.iter(f"{self.w}p"):
            nodes = [t for t in paragraph.iter(f"{self.w}t") if next(t.iterancestors(f"{self.w}p")) is paragraph]
            if nodes:
                yield nodes, "".join(node.text or "" for node in nodes)

    def fill(self, parent: etree._Element, values: Mapping[str, Value]) -> None:
        """Replace the fields of ``parent``, but for rows filled before: what was put there is a user's text, whatever it looks like."""
        for nodes, text in list(self.texts(parent)):
            if parent.tag != f"{self.w}tr" and any(row.get(_DONE) for row in nodes[0].iterancestors(f"{self.w}tr")):
                continue
            for start, end, name in reversed(spans(text)):
                self._put(nodes, start, end, filled("{{" + name + "}}", values, self.file, ""))

    def _put(self, nodes: Sequence[etree._Element], start: int, end: int, text: str) -> None:
        """Replace the characters from ``start`` to ``end`` of texts that follow one another; the first one's looks are kept."""
        at = 0
        for node in nodes:
            own = node.text or ""
            left, right = max(start - at, 0), min(end - at, len(own))
            at += len(own)
            if left >= right:
                continue
            lines = [clean(line) for line in text.split("\n")]
            node.set(_SPACE, "preserve")
            node.text = own[:left] + lines[0] + (own[right:] if len(lines) == 1 else "")
            below = node
            for number, line in enumerate(lines[1:], start=2):
                for tag, content in (("br", None), ("t", line + (own[right:] if number == len(lines) else ""))):
                    element = node.makeelement(f"{self.w}{tag}", {} if content is None else {_SPACE: "preserve"})
                    element.text = content
                    below.addnext(element)
                    below = element
            text = ""  # what is left of the field in further runs only goes


class _Word(_Paragraphs):
    def __init__(self, archive: Archive, part: str) -> None:
        self.root = parse_xml(archive.read(part), archive.file, whole=True)
        super().__init__(self.root, archive.file)
        body = self.root.find(f"{self.w}body")
        self.body = body if body is not None else self.root
        marked: dict[int, etree._Element] = {}
        places = []
        for nodes, text in self.texts(self.body):
            place = say(f"“{text.strip()[:20]}”处", f"at “{text.strip()[:20]}”")
            if any(name.startswith("row.") for name in fields_in(text, self.file, place)):
                row = next(nodes[0].iterancestors(f"{self.w}tr"), None)
                if row is None:
                    raise no_marked_row(self.file)
                if id(row) not in marked:
                    marked[id(row)] = row
                    places.append(text.strip()[:20])
        if not marked:
            raise no_marked_row(self.file)
        if len(marked) > 1:
            raise several_marked_rows(self.file, places)
        (self._marked,) = marked.values()

    def filled(self, fields: Sequence[Fields]) -> bytes:
        last = self.body[-1] if len(self.body) and self.body[-1].tag == f"{self.w}sectPr" else None
        originals = [element for element in self.body if element is not last]
        self._marked.set(_MARK, "1")
        copies = [originals, *([copy.deepcopy(element) for element in originals] for _ in fields[1:])]
        for number, (elements, own) in enumerate(zip(copies, fields, strict=True)):
            if number:
                self._on_a_new_page(elements)
                for element in elements:
                    self._without_ids(element)
                    if last is not None:
                        last.addprevious(element)
                    else:
                        self.body.append(element)
            (marked,) = (row for element in elements for row in element.iter(f"{self.w}tr") if row.get(_MARK))
            self._repeat(marked, [own.project | row for row in own.rows])
            for element in elements:
                self.fill(element, own.project)
        for row in self.root.iter(f"{self.w}tr"):
            if _DONE in row.attrib:
                del row.attrib[_DONE]
        return _bytes(self.root)

    def _on_a_new_page(self, elements: list[etree._Element]) -> None:
        if elements[0].tag != f"{self.w}p":
            elements.insert(0, self.body.makeelement(f"{self.w}p", {}))
        first = elements[0]
        properties = first.find(f"{self.w}pPr")
        if properties is None:
            properties = first.makeelement(f"{self.w}pPr", {})
            first.insert(0, properties)
        if properties.find(f"{self.w}pageBreakBefore") is None:
            # behind the three that the schema wants before it
            before = sum(child.tag in {f"{self.w}{tag}" for tag in ("pStyle", "keepNext", "keepLines")} for child in properties)
            properties.insert(before, properties.makeelement(f"{self.w}pageBreakBefore", {}))

    def _without_ids(self, element: etree._Element) -> None:
        for one in list(element.iter()):
            if not isinstance(one.tag, str):
                continue
            for name in [name for name in one.attrib if _OWN_IDS.fullmatch(str(name))]:
                del one.attrib[name]
            parent = one.getparent()
            if one.tag in (f"{self.w}bookmarkStart", f"{self.w}bookmarkEnd") and parent is not None and one is not element:
                parent.remove(one)

    def _repeat(self, marked: etree._Element, rows: Sequence[dict[str, Value]]) -> None:
        del marked.attrib[_MARK]
        pattern = copy.deepcopy(marked)
        merged = [only_field("".join(t.text or "" for t in cell.iter(f"{self.w}t"))) == MERGED for cell in self._cells(pattern)]
        row = marked
        for number, values in enumerate(rows):
            if number:
                following = copy.deepcopy(pattern)
                self._without_ids(following)
                row.addnext(following)
                row = following
            same_above = number > 0 and rows[number - 1][MERGED] == values[MERGED]
            same_below = number + 1 < len(rows) and rows[number + 1][MERGED] == values[MERGED]
            for cell, levels in zip(self._cells(row), merged, strict=True):
                if levels and values[MERGED] and (same_above or same_below):
                    self._merge(cell, "continue" if same_above else "restart")
                elif number and (merge := self._merge_of(cell)) is not None and merge.get(f"{self.w}val") == "restart":
                    self._merge(cell, "continue")  # a cell of the user's own that spans the marked row and others
                if (merge := self._merge_of(cell)) is not None and merge.get(f"{self.w}val") != "restart":
                    for node in cell.iter(f"{self.w}t"):
                        node.text = ""
            self.fill(row, values)
            row.set(_DONE, "1")

    def _cells(self, row: etree._Element) -> list[etree._Element]:
        return [cell for cell in row.iter(f"{self.w}tc") if next(cell.iterancestors(f"{self.w}tr")) is row]

    def _merge_of(self, cell: etree._Element) -> etree._Element | None:
        return cell.find(f"{self.w}tcPr/{self.w}vMerge")

    def _merge(self, cell: etree._Element, value: str) -> None:
        merge = self._merge_of(cell)
        if merge is None:
            properties = cell.find(f"{self.w}tcPr")
            if properties is None:
                properties = cell.makeelement(f"{self.w}tcPr", {})
                cell.insert(0, properties)
            merge = properties.makeelement(f"{self.w}vMerge", {})
            earlier = {f"{self.w}{tag}" for tag in ("cnfStyle", "tcW", "gridSpan", "hMerge")}
            properties.insert(sum(child.tag in earlier for child in properties), merge)
        merge.set(f"{self.w}val", value)
