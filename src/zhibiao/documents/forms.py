"""The one form recogniser: from the blocks of a grid to target tables, whatever format they came from.

A state machine over the blocks in reading order: a heading or a project label opens a table, the header row starts its
indicators, and a heading, another project or running text closes it. Whatever fits nowhere is kept with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from zhibiao.documents import vocabulary
from zhibiao.documents.grid import Grid, Paragraph, Row
from zhibiao.documents.indicator_rows import IndicatorRows
from zhibiao.documents.project_part import ProjectPart
from zhibiao.documents.refusals import explain
from zhibiao.domain.tables import CellRef, Heading, Indicator, Model, Project, Repair, Source, TargetTable, Unread
from zhibiao.language.dates import FIRST_YEAR, LAST_YEAR
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.messages import DocumentError, say

M = TypeVar("M", bound=Model)

_STARTERS = frozenset(("code", "name"))
_PAGE = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*|第\d+页.*|\(?续表?\)?")
_GOAL_LINE = re.compile(r"\s*(?:目标\d{1,2}[：:]|\d{1,2}[.、．])")
_SECTION = re.compile(r"\s*(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])")
_FIELD_NAMES = {
    "name": ("名称", "name"), "code": ("项目编码", "code"), "unit": ("单位", "unit"), "purpose": ("资金用途", "purpose"),
    "goals": ("绩效目标", "goal"), "description": ("绩效指标描述", "description"), "basis": ("指标值确定依据", "basis"),
    "year": ("年度", "year"),
}  # fmt: skip


@dataclass
class Recognised:
    """What stands in a grid: tables, repairs, what could not be read, and which paragraphs are table headings."""

    tables: tuple[TargetTable, ...]
    repairs: tuple[Repair, ...]
    unread: tuple[Unread, ...]
    headings: frozenset[int]
    headerless: str | None = None  # the place of the first table that has project fields but no header


@dataclass
class _Open:
    """A table being read."""

    project: ProjectPart
    heading: Heading | None = None
    raw: list[Row] = field(default_factory=list)
    strange: list[Row] = field(default_factory=list)
    rows: IndicatorRows | None = None
    interrupted: bool = False
    cells: dict[str, CellRef] = field(default_factory=dict)
    document_kind: Literal["target", "self-evaluation", "monitoring"] = "target"
    stray: list[Unread] = field(default_factory=list)


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
        self.tables: list[TargetTable] = []
        self.repairs: list[Repair] = []
        self.unread: list[Unread] = []
        self.headings: set[int] = set()
        self.headerless: str | None = None
        self.current: _Open | None = None
        self.pending: tuple[Heading, Literal["target", "self-evaluation", "monitoring"]] | None = None
        self.before: tuple[int, Paragraph] | None = None  # the last paragraph, perhaps the first half of a heading
        self.next_unit: str | None = None
        self.next_year: int | None = None
        self.others: list[Row] = []

    # Paragraphs

    def paragraph(self, index: int, block: Paragraph) -> None:
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
        else:
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
        kind: Literal["target", "self-evaluation", "monitoring"]
        kind = "self-evaluation" if "自评" in form else "monitoring" if "监控" in form else "target"
        self.pending = (Heading(text=text, field=entry, line=parts[0].line), kind)
        self.next_unit = self.next_year = None

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
        if row.is_blank:
            if self.current is not None:
                self.current.raw.append(row)
            return
        columns = vocabulary.header(row)
        if columns is not None:
            self._header(row, columns)
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
            self.current.raw.append(row)
            self.current.rows.feed(row)

    def _opens(self, row: Row) -> bool:
        """Whether a row is the first of a table: behind a heading, a project label, or a unit line where the last table is full."""
        current = self.current
        if current is None and self.pending is not None:
            return True
        first = next((vocabulary.label(cell.text) for cell in row.own if cell.text.strip()), None)
        is_unit = len(row.own) <= 3 and any(vocabulary.money_unit(cell.text) for cell in row.own)
        is_title = self._is_title_row(row)
        if current is None or current.rows is not None:
            return is_unit or is_title or (first is not None and (first.field in _STARTERS or (first.block and first.field == "budget")))
        seen = current.project.seen
        return (first is not None and first.field in _STARTERS and first.field in seen) or ((is_unit or is_title) and bool(seen))

    @staticmethod
    def _is_title_row(row: Row) -> bool:
        filled = [cell for cell in row.own if cell.text.strip()]
        return len(filled) == 1 and vocabulary.title(filled[0].text) is not None

    def _open(self, row: Row) -> None:
        self._flush_others()
        self.current = _Open(ProjectPart(self.next_unit, self.next_year))
        self.next_unit = self.next_year = None
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
            cell = next(cell for cell in row.own if cell.text.strip())
            current.cells["title"] = row.reference(cell)
            if current.heading is None:
                current.heading = Heading(text=clean_cell(cell.text), line=cell.line)
                current.cells["heading"] = row.reference(cell)
            elif vocabulary.is_titled(cell.text) and clean_cell(cell.text) != current.heading.text:
                why = say("表内的第二个表题", "a second heading inside the table")
                current.stray.append(Unread(where=row.place, text=row.text, why=why))
        elif not current.project.feed(row):
            current.strange.append(row)

    def _header(self, row: Row, columns: tuple[vocabulary.Column, ...]) -> None:
        current = self.current
        if current is not None and current.rows is not None:
            if current.rows.depth == row.depth and [c.field for c in columns] == [c.field for c in current.rows.columns]:
                current.raw.append(row)
                current.interrupted = False
                self.repairs.append(Repair(where=row.place, what=say("重复的表头已略去", "a repeated header was left out")))
                return
            self._close()
        if self.current is None:
            self._open(row)
        assert self.current is not None
        self.current.raw.append(row)
        self.current.rows = IndicatorRows(columns, row.depth)

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
            if not whole:
                rows = [row for row in current.raw if not row.is_blank]
                if rows:
                    why = say(
                        "没有可识别的指标表头（一级指标、二级指标、三级指标、指标值）", "no header of indicator columns was recognised"
                    )
                    if part.seen:
                        self.headerless = self.headerless or rows[0].place
                    self.unread.append(Unread(where=rows[0].place, text="\n".join(row.text for row in rows), why=why))
                return
        for row in current.strange:
            why = say("项目信息部分不认识的行", "a row of the project part that is not known")
            self.unread.append(Unread(where=row.place, text=row.text, why=why))
        self._build(current, cut=cut)

    def _build(self, current: _Open, *, cut: bool) -> None:
        number = len(self.tables) + 1
        first = next(row for row in current.raw if not row.is_blank)
        where = say(f"表{number}（{first.place}起）", f"table {number} (from {first.place})")
        fields = current.project.result()
        self.unread.extend(current.project.unread)
        indicators: list[Indicator] = []
        rows = current.rows
        if rows is not None:
            rows.finish(where)
            self.repairs.extend(rows.repairs)
            self.unread.extend(rows.unread)
            for place, row in zip(rows.places, rows.rows, strict=True):
                indicators.append(self._model(Indicator, row, number, place))
        if not FIRST_YEAR <= fields.get("year", FIRST_YEAR) <= LAST_YEAR:
            del fields["year"]
        project = self._model(Project, fields, number, first.place)
        table = TargetTable(
            source=Source(file=self.file, table=number, line=first.line),
            form=_form(rows.fields) if rows else None,
            document_kind=current.document_kind,
            heading=current.heading,
            project=project,
            indicators=tuple(indicators),
            truncated=cut and self._is_cut(rows, indicators),
            cells=current.cells | current.project.cells,
        )
        if table.truncated:
            name = project.name or (current.heading.text if current.heading else "")
            why = say("文件在这张表中间结束，后面的行缺失", "the file ends in the middle of this table; the rows after it are missing")
            self.unread.append(Unread(where=where, text=name, why=why))
        self.tables.append(table)

    def _is_cut(self, rows: IndicatorRows | None, indicators: list[Indicator]) -> bool:
        """A table is taken as cut off when its last row is short, or it lacks a level 1 that every other table of the file has."""
        if rows is None or not indicators or rows.short_row is not None:
            return True
        others = [{row.level1 for row in table.indicators} for table in self.tables]
        common = set.intersection(*others) if others else set()
        return bool(common - {row.level1 for row in indicators})

    def _model(self, model: type[M], fields: dict[str, Any], table: int, place: str) -> M:
        try:
            return model(**fields)
        except ValidationError as error:
            raise self._refusal(error, table, place) from None

    def _refusal(self, error: ValidationError, table: int, place: str) -> DocumentError:
        problem = error.errors()[0]
        name = str(problem["loc"][0]) if problem["loc"] else ""
        zh, en = _FIELD_NAMES.get(name, (name, name))
        return DocumentError(
            say(
                f"“{self.file}”表{table}（{place}）的{zh}{explain(problem)}，请检查这一格。",
                f"{self.file}, table {table} ({place}): the {en} {explain(problem)}; check the cell.",
            )
        )

    def finish(self, grid: Grid) -> Recognised:
        last = next((block for block in reversed(grid.blocks) if not (isinstance(block, Row) and block.is_blank)), None)
        self._close(cut=grid.open_end and isinstance(last, Row))
        return Recognised(
            tuple(self.tables), grid.repairs + tuple(self.repairs), tuple(self.unread), frozenset(self.headings), self.headerless
        )


def code_year(code: str | None) -> int | None:
    """The year in a project code of the integrated budget system (digits 7 and 8 behind the area code)."""
    if code and re.match(r"\d{6}[1-4]\d", code) and len(code) >= 15:
        return 2000 + int(code[6:8])
    return None


def _form(fields: frozenset[str]) -> str | None:
    """The form profile that a header belongs to, told by its columns (families in their order):

    sign or unit in columns of their own are ``split-value``; description and basis are Hebei's (Tianjin's has no basis), which has no
    weights; the other tables with both levels follow the national template. ``None`` where the levels have no columns.
    """
    if "operator" in fields or "unit" in fields:
        return "split-value"
    if {"level1", "level2", "name", "value"} <= fields:
        own = fields & {"description", "basis"}
        return "hebei" if len(own) == 2 or (own and "weight" not in fields) else "national-2021"
    return None
