"""The one form recogniser: from the blocks of a grid to target tables, whatever format they came from.

A state machine over the blocks in reading order: a heading or a project label opens a table, the header row starts its
indicators, and a heading, another project or running text closes it. Whatever fits nowhere is kept with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhibiao.documents import prose, vocabulary
from zhibiao.documents.above import LinesAbove
from zhibiao.documents.building import Builder, Kind, OpenTable
from zhibiao.documents.columns import Column, goes_on, header, is_lower_line, is_upper_line
from zhibiao.documents.grid import Cell, Grid, Paragraph, Row
from zhibiao.documents.indicator_rows import IndicatorRows
from zhibiao.documents.project_part import ProjectPart
from zhibiao.domain.tables import CellRef, Heading, Repair, TargetTable, Unread
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.messages import say

_STARTERS = frozenset(("code", "name"))
_PAGE = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*|第\d+页.*|\(?续表?\)?")
_GOAL_LINE = re.compile(r"\s*(?:目标\d{1,2}[：:]|\d{1,2}[.、．])")
_SECTION = re.compile(r"\s*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])")


@dataclass
class Recognised:
    """What stands in a grid: tables, repairs, what could not be read, and which paragraphs are table headings."""

    tables: tuple[TargetTable, ...]
    repairs: tuple[Repair, ...]
    unread: tuple[Unread, ...]
    headings: frozenset[int]
    headerless: str | None = None  # the place of the first table that has project fields but no header


def recognise(grid: Grid, file: str) -> Recognised:
    """Find the target tables of a grid; ``unit`` and ``year`` of a project are set only where its own table names them.

    :raises DocumentError: for a field beyond the limits of the models, naming file, table and field.
    """
    machine = _Machine(file)
    for index, block in enumerate(grid.blocks):
        if isinstance(block, Row):
            machine.row(block)
        else:
            machine.paragraph(index, block)
    return machine.finish(grid)


class _Machine:
    def __init__(self, file: str) -> None:
        self.file = file
        self.builder = Builder(file)
        self.repairs = self.builder.repairs
        self.unread = self.builder.unread
        self.headings: set[int] = set()
        self.headerless: str | None = None
        self.current: OpenTable | None = None
        self.pending: tuple[Heading, Kind] | None = None
        self.before: tuple[int, Paragraph] | None = None  # the last paragraph, perhaps the first half of a heading
        self.next_unit: str | None = None
        self.next_year: int | None = None
        self.above_next = LinesAbove()
        self.others: list[Row] = []
        self.above: Row | None = None  # perhaps the first line of a header

    # Paragraphs

    def paragraph(self, index: int, block: Paragraph) -> None:
        self.above = None
        if vocabulary.contents_entry(block.text) is not None:
            self.before = None
            return
        title = vocabulary.title(block.text)
        if title is not None:
            self._heading(index, block, title)
        elif unit := vocabulary.money_unit(block.text):
            self.next_unit = unit
            if self.current and self.current.rows is None:
                self.current.project.unit = unit
        elif year := vocabulary.year_line(block.text):
            self.next_year = year
        elif (self.current is None or self.current.rows is not None) and self.above_next.take(block.text):
            if self.current is not None:
                self.current.interrupted = True
        else:
            self.above_next.clear()
            self._running_text(block)
        self.before = (index, block)

    def _heading(self, index: int, block: Paragraph, title: tuple[str, str]) -> None:
        self._close()
        parts = [block]
        self.headings.add(index)
        if not title[0] and block.adjacent and self.before is not None and self._may_be_half(self.before[1]):
            parts.insert(0, self.before[1])
            self.headings.add(self.before[0])
        text = clean_cell("\n".join(part.text for part in parts))
        entry = next((part.field for part in parts if part.field), None)
        form = title[1]
        self.pending = (Heading(text=text, field=entry, line=parts[0].line), _kind_of(form))
        self.next_unit = self.next_year = None
        self.above_next.clear()

    @staticmethod
    def _may_be_half(block: Paragraph) -> bool:
        plain = squeeze(block.text)
        return (
            len(plain) <= 120
            and not _SECTION.match(plain)
            and not re.search(r"[。；;：:]$", plain)
            and vocabulary.title(block.text) is None
        )

    def _running_text(self, block: Paragraph) -> None:
        plain = squeeze(block.text)
        current = self.current
        if _PAGE.fullmatch(plain):
            return
        if current is None:
            if not self._is_between(block):
                self.pending = None
            return
        if current.rows is not None:
            current.interrupted = True
        elif _SECTION.match(plain) and len(plain) <= 40:
            self._close()
        else:
            place = say(f"第{block.line}行", f"line {block.line}") if block.line else say("表格中间", "inside a table")
            if current.project.section == "goal" and _GOAL_LINE.match(block.text):
                current.project.add_goal(block.text)
                what = say("绩效目标单元格中断开的一段，已接回", "a part of the goal cell that had come apart was put back")
                self.repairs.append(Repair(where=place, what=what, confidence=0.8))
            else:
                why = say("表格中间的文字，不在任何单元格里", "text inside a table, in no cell")
                current.stray.append(Unread(where=place, text=clean_cell(block.text), why=why))

    @staticmethod
    def _is_between(block: Paragraph) -> bool:
        """Text that may stand between a heading and its table without parting them."""
        return len(squeeze(block.text)) <= 60 and not _SECTION.match(block.text)

    # Rows

    def row(self, row: Row) -> None:
        self.before = None
        above, self.above = self.above, row
        if row.is_blank:
            if self.current is not None:
                self.current.raw.append(row)
            return
        current = self.current
        if current is not None and current.rows is not None and current.rows.fresh and above is not None and goes_on(row):
            columns = header(row, above)
            if columns is not None:
                current.raw.append(row)
                self._keep_words(current, row, current.rows.columns, columns)
                current.rows = IndicatorRows(columns, row.depth)
                return
        if self._is_year_row(row):
            return
        if current is not None and current.rows is not None and current.rows.is_elsewhere(row):
            current.interrupted = True  # another sheet, or another table with columns of its own
        columns = header(row)
        if above is not None and above.table == row.table and is_lower_line(row) and is_upper_line(above):
            columns = header(row, above) or columns
        if columns is not None:
            self._header(row, columns, above)
        elif self._opens(row):
            self._close()
            self._open(row)
            self._project_row(row)
        elif self.current is None:
            self.others.append(row)
        elif self.current.rows is None:
            self._project_row(row)
        elif self.current.interrupted and not self.current.rows.looks_like_a_row(row):
            self._close()
            self.others.append(row)
        else:
            if self.current.interrupted:
                self.current.interrupted = False
                self.repairs.append(Repair(where=row.place, what=say("被文字隔开的表格已接上", "a table parted by text was joined")))
            self._indicator_row(row, self.current.rows)

    def _is_year_row(self, row: Row) -> bool:
        """``（2024年度）`` in a row of its own, as spreadsheets have it below the title; kept with the table it opens."""
        filled = row.filled
        year = vocabulary.year_line(filled[0].text) if len(filled) == 1 else None
        current = self.current
        if year is None or (current is not None and current.rows is not None):
            return False
        if current is not None:
            current.raw.append(row)
            current.project.add("year", str(year))
        else:
            self.next_year = year
        return True

    def _indicator_row(self, row: Row, rows: IndicatorRows) -> None:
        project = rows.project_cells(row)
        if project and self._is_next_project(project):
            before = self.current
            assert before is not None
            self._close()
            self._open(row)
            assert self.current is not None
            self.current.heading, self.current.document_kind = None, before.document_kind
            self.current.project.unit = before.project.unit
            self.current.project.inherit(before.project)
            rows = self.current.rows = IndicatorRows(rows.columns, rows.depth)
        assert self.current is not None
        self.current.raw.append(row)
        for column, cell in project:
            self.current.project.from_column(str(column.field).removeprefix("project."), column.text, cell, row)
        rows.feed(row)

    def _is_next_project(self, cells: list[tuple[Column, Cell]]) -> bool:
        """In a table of many projects: whether a row names another project than the one before."""
        assert self.current is not None
        known = self.current.project
        return any(
            known.said(field) is not None and known.said(field) != clean_cell(cell.text)
            for column, cell in cells
            if (field := str(column.field).removeprefix("project.")) in ("name", "code")
        )

    def _opens(self, row: Row) -> bool:
        """Whether a row is the first of a table: behind a heading, a project label, or a unit line where the last table is full."""
        current = self.current
        if current is None and self.pending is not None:
            return True
        filled = row.filled
        first = vocabulary.label(filled[0].text) if filled else None
        is_unit = len(row.own) <= 3 and any(vocabulary.money_unit(cell.text) for cell in row.own)
        is_title = self._is_title_row(row)
        if current is None or current.rows is not None:
            return is_unit or is_title or (first is not None and (first.field in _STARTERS or (first.block and first.field == "budget")))
        seen = current.project.seen
        again = first is not None and first.field in _STARTERS and first.field in seen
        with_unit = is_unit and bool(seen) and (len(filled) > 1 or bool(seen & {"goal", "plan", "purpose"}))
        return again or with_unit or (is_title and bool(seen))

    @staticmethod
    def _is_title_row(row: Row) -> bool:
        return len(row.filled) == 1 and vocabulary.title(row.filled[0].text) is not None

    def _open(self, row: Row) -> None:
        self._flush_others()
        self.current = OpenTable(ProjectPart(self.next_unit, self.next_year))
        self.next_unit = self.next_year = None
        self.above_next.give(self.current.project)
        if self.pending is not None:
            self.current.heading, self.current.document_kind = self.pending
            self.pending = None
            if self.current.heading.line is not None:
                self.current.cells["heading"] = CellRef(line=self.current.heading.line)

    def _project_row(self, row: Row) -> None:
        current = self.current
        assert current is not None
        current.raw.append(row)
        if self._is_title_row(row) and not current.project.seen and "title" not in current.cells:
            cell = row.filled[0]
            current.cells["title"] = row.reference(cell)
            found = vocabulary.title(cell.text)
            if found is not None and current.document_kind == "target":
                current.document_kind = _kind_of(found[1])
            if current.heading is None:
                current.heading = Heading(text=clean_cell(cell.text), line=cell.line)
                current.cells["heading"] = row.reference(cell)
            elif vocabulary.is_titled(cell.text) and clean_cell(cell.text) != current.heading.text:
                why = say("表内的第二个表题", "a second heading inside the table")
                current.stray.append(Unread(where=row.place, text=row.text, why=why))
        elif not current.project.feed(row):
            current.strange.append(row)

    def _header(self, row: Row, columns: tuple[Column, ...], above: Row | None) -> None:
        current = self.current
        if above is not None and is_upper_line(above):  # the first line of this header had been put aside
            for kept in (self.others, current.strange if current is not None else []):
                if kept and kept[-1] is above:
                    kept.pop()
        if current is not None and current.rows is not None:
            same_sheet = current.raw[-1].sheet == row.sheet  # a header on another sheet is that of another table
            if same_sheet and current.rows.depth == row.depth and [c.field for c in columns] == [c.field for c in current.rows.columns]:
                current.raw.append(row)
                current.interrupted = False
                self._keep_words(current, row, columns, current.rows.columns)
                if not self._open_block(current.rows, columns):
                    self.repairs.append(Repair(where=row.place, what=say("重复的表头已略去", "a repeated header was left out")))
                return
            self._close()
        if self.current is None:
            self._open(row)
        assert self.current is not None
        self.current.raw.append(row)
        self.current.rows = IndicatorRows(columns, row.depth)
        self._open_block(self.current.rows, columns)

    @staticmethod
    def _keep_words(current: OpenTable, row: Row, before: tuple[Column, ...], after: tuple[Column, ...]) -> None:
        """Words of one header line that the other does not have and no field knows."""
        kept = {column.text for column in after}
        for column in before:
            if column.field in (None, "place") and column.text.strip() and column.text not in kept:
                why = say("不认识的表头", "unknown header word")
                current.stray.append(Unread(where=row.place, text=clean_cell(column.text), why=why))

    @staticmethod
    def _open_block(rows: IndicatorRows, columns: tuple[Column, ...]) -> bool:
        """Tell the rows of their period where the header names it (长期绩效指标 | 一级指标 | …)."""
        word = next((word for column in columns if (word := vocabulary.row_word(column.text)) in ("long", "annual")), None)
        if word is not None:
            rows.open_block("long" if word == "long" else "annual")
        return word is not None

    # Results

    def _flush_others(self) -> None:
        if self.others:
            text = "\n".join(row.text for row in self.others)
            self.unread.append(
                Unread(where=self.others[0].place, text=text, why=say("不是绩效目标表的表格", "a table that is no target table"))
            )
            self.others = []

    def _close(self, *, cut: bool = False) -> None:
        """Put the open table where it belongs. ``cut``: the file ends here and may have been cut off."""
        self._flush_others()
        current, self.current = self.current, None
        if current is None:
            return
        self.unread.extend(current.stray)
        part = current.project
        if current.rows is None:
            whole = cut and not current.strange and len(part.seen) >= (1 if current.heading else 2)
            if not whole and not self._in_prose(current):
                rows = [row for row in current.raw if not row.is_blank]
                if rows:
                    why = say(
                        "没有可识别的指标表头（一级指标、二级指标、三级指标、指标值）", "no header of indicator columns was recognised"
                    )
                    if part.seen:
                        self.headerless = self.headerless or rows[0].place
                    self.unread.append(Unread(where=rows[0].place, text="\n".join(row.text for row in rows), why=why))
            if not whole:
                return
        for row in current.strange:
            why = say("项目信息部分不认识的行", "a row of the project part that is not known")
            self.unread.append(Unread(where=row.place, text=row.text, why=why))
        self.builder.add(current, cut=cut)

    def _in_prose(self, current: OpenTable) -> bool:
        """A table without a header whose rows are a level and a paragraph of indicators each."""
        lines = [prose.Line("：".join(cell.text for cell in row.filled), row.line, row.place) for row in current.strange]
        found = prose.read(lines, rows=True)
        if found is None:
            return False
        self.unread.extend(found.unread)
        self.repairs.extend(found.repairs)
        self.builder.add(current, entries=found.entries)
        return True

    def _whole_prose(self, grid: Grid) -> None:
        """A document without any table: indicators in running text, under the headings of their levels."""
        lines = [
            prose.Line(block.text, block.line, say(f"第{block.line}行", f"line {block.line}") if block.line else say("正文", "the text"))
            for block in grid.blocks
            if isinstance(block, Paragraph)
        ]
        found = prose.read(lines)
        if found is not None:
            current = OpenTable(found.project, heading=found.heading, document_kind=found.kind)
            self.unread.extend(found.unread)
            self.repairs.extend(found.repairs)
            self.builder.add(current, entries=found.entries)

    def finish(self, grid: Grid) -> Recognised:
        last = next((block for block in reversed(grid.blocks) if not (isinstance(block, Row) and block.is_blank)), None)
        self._close(cut=grid.open_end and isinstance(last, Row))
        if not self.builder.tables:
            self._whole_prose(grid)
        self.builder.name_by_sheets()
        return Recognised(
            tuple(self.builder.tables), grid.repairs + tuple(self.repairs), tuple(self.unread), frozenset(self.headings), self.headerless
        )


def _kind_of(form: str) -> Kind:
    return "self-evaluation" if "自评" in form else "monitoring" if "监控" in form else "target"


def code_year(code: str | None) -> int | None:
    """The year in a project code of the integrated budget system (digits 7 and 8 behind the area code)."""
    if code and re.match(r"\d{6}[1-4]\d", code) and len(code) >= 15:
        return 2000 + int(code[6:8])
    return None
