"""The rows below the header: one indicator each, levels handed down through merged cells, everything else kept with its reason."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property
from typing import Any

from zhibiao.documents import alignment, several, vocabulary
from zhibiao.documents.columns import Column, Period
from zhibiao.documents.entries import MAX_LEVEL, Entry, Pending, settle
from zhibiao.documents.grid import Cell, Row
from zhibiao.documents.level_column import LevelCell
from zhibiao.documents.value_cells import read_value
from zhibiao.domain import levels
from zhibiao.domain.tables import Repair, Unread
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.language.numerals import number
from zhibiao.messages import say

_PREFIX = re.compile(r"\s*(?:指标\s*\d{1,2}\s*(?:[：:.．、]\s*|(?=\D)|$)|[(（]?\d{1,2}[)）]\s*|目标\s*\d{1,2}\s*(?:[：:.．、]\s*|$))")
_CORE = re.compile(r"\s*[★☆*＊]+\s*")
_DOTS = re.compile(r"[.．。…⋯·]+")
_TICK = re.compile(r"[□☐☑☒√✓]")
_STANDARD = re.compile(r"(?:计划|行业|历史|预算支出|其他|国家|地方|通用)标准(?:[、,，/]\S*)?")

_REFERENCED = ("level1", "level2", "name", "description", "operator", "value", "unit", "basis", "weight")
_CONTENT = ("description", "value", "basis", "weight", "actual", "score", "grade", "place")


class _Mapped:
    """A row under its columns: cells by field with their text as written and cleaned, and the cells of columns that have no field."""

    def __init__(self, row: Row, cells: dict[str, list[tuple[Column, Cell]]], others: list[tuple[str, Cell]]) -> None:
        self.row = row
        self.cells = cells
        self.others = others
        self.raw = {field: "\n".join([cell.text for _, cell in found if not cell.continues]) for field, found in cells.items()}
        self.text = {field: clean_cell(words) for field, words in self.raw.items()}

    @cached_property
    def has_level(self) -> bool:
        """Whether a level column holds a level that this field knows."""
        first, second = self.text.get("level1", "")[:MAX_LEVEL], self.text.get("level2", "")[:MAX_LEVEL]
        return any(levels.decide(first or None, second or None)) or levels.is_name(first) or levels.is_name(second)

    def is_covered(self, field: str) -> bool:
        """Whether the field's cell is merged with the one above."""
        return any(cell.continues for _, cell in self.cells.get(field, ()))

    def half(self, period: Period) -> _Mapped | None:
        """The columns of one period and those of both; ``None`` where the row says nothing for the period."""
        own = (cell for field in ("value", "name") for column, cell in self.cells.get(field, ()) if column.period == period)
        if not any(cell.text.strip() for cell in own):
            return None
        cells = {field: [pair for pair in found if pair[0].period in (None, period)] for field, found in self.cells.items()}
        return _Mapped(self.row, {field: found for field, found in cells.items() if found}, self.others)


class IndicatorRows:
    """Collects the indicator rows of one table; :meth:`finish` gives them."""

    def __init__(self, columns: tuple[Column, ...], depth: int) -> None:
        self.columns = columns
        self.depth = depth
        self.repairs: list[Repair] = []
        self.unread: list[Unread] = []
        self.short_row: Row | None = None  # the last row fed, if it had fewer cells than the header
        self.fresh = True  # nothing but the header so far
        self._pending: list[Pending] = []
        self._notes: dict[str, list[str]] = {}
        self._block: Period | None = None
        self._management = False
        self._level_seen = False
        self._table: int | None = None
        self._read: _Mapped | None = None  # the row mapped last
        self._settle(columns)

    def is_elsewhere(self, row: Row) -> bool:
        """Whether a row stands in another table of the file than the rows before and has other columns."""
        if not row.exact or row.depth != self.depth or self._table is None or row.table == self._table:
            return False
        last = row.cells[-1]
        return last.column + last.column_span != self._width

    def _settle(self, columns: tuple[Column, ...]) -> None:
        self.columns = columns
        self._read = None
        self._at = {place: column for column in columns for place in range(column.start, min(column.end, column.start + 600))}
        self.fields = frozenset(column.field for column in columns if column.field)
        self._width = max((column.end for column in columns), default=0)
        self._of_project = any((column.field or "").startswith("project.") for column in columns)
        self._name = next((index for index, column in enumerate(columns) if column.field == "name"), 0)
        self._periods: tuple[Period | None, ...] = ("long", "annual") if any(c.period for c in columns) else (None,)

    def looks_like_a_row(self, row: Row) -> bool:
        """Whether a row goes on with this table, read without taking it: a level this field knows, in a level column."""
        if row.depth != self.depth:
            return False
        cells = self._mapped(row).cells
        texts = [cell.text[:MAX_LEVEL] for field in ("level1", "level2") for _, cell in cells.get(field, ())]
        return any(levels.level1(text) or levels.level2(text) for text in texts)

    def project_cells(self, row: Row) -> list[tuple[Column, Cell]]:
        """The filled cells of a row that name its project, in a table of many projects."""
        if not self._of_project:
            return []
        pairs = ((self._at.get(cell.column), cell) for cell in row.filled)
        return [(c, cell) for c, cell in pairs if c is not None and (c.field or "").startswith("project.")]

    def open_block(self, period: Period) -> None:
        """The rows from here on are those of one period (长期绩效指标, 年度绩效指标)."""
        self._block = period

    def feed(self, row: Row) -> None:
        """Take a row. Nothing of it is lost: what is no indicator goes to ``repairs`` or ``unread``."""
        self.short_row = None
        if row.is_blank:
            return
        self.fresh = False
        width = len(self.columns)
        if not row.exact and len(row.cells) >= 2 * width and len(row.cells) % width == 0:
            self._repair(row, say("两行连在一起，按表头格数分开", "rows run together, cut by the width of the header"))
            for start in range(0, len(row.cells), width):
                part = tuple(
                    Cell(c.text, i, c.line, c.column_span, c.row_span, c.continues) for i, c in enumerate(row.cells[start : start + width])
                )
                self.feed(Row(part, part[0].line, row.table, row.number, row.exact, row.depth))
            return
        if not row.filled:
            return
        if row.depth != self.depth:
            self._leave(row, say("表中套表的内容", "a table inside a cell"))
            return
        self._table = row.table
        row = self._aligned(row)
        mapped = self._mapped(row)
        if self._is_no_indicator(row, mapped):
            return
        if len(row.filled) == 1 and not mapped.has_level and not self._is_name(mapped, row.filled[0]):
            self._leave(row, say("整行只有一格文字，不是指标", "a row with a single text, no indicator"))
        elif not row.exact and len(row.cells) < width and not mapped.has_level and self._at.get(row.cells[0].column) is self.columns[0]:
            self._leave(row, say("格数与表头不符，无法对应到各列", "the cells do not match the columns of the header"))
        else:
            self._indicators(row, mapped)

    def _aligned(self, row: Row) -> Row:
        """A row of a flat export put under its columns."""
        if row.exact or len(row.cells) == len(self.columns):
            return row
        if not self._pending and (wider := alignment.widened(self.columns, len(row.cells), self._name)) is not None:
            self._settle(wider)
            return row
        moved = alignment.align(row, self.columns, self._name)
        if moved is None:
            return row
        self.repairs.append(Repair(where=row.place, what=moved.what, confidence=moved.confidence))
        return moved.row

    # What is no indicator

    def _is_no_indicator(self, row: Row, mapped: _Mapped) -> bool:
        filled = row.filled
        if all(_DOTS.fullmatch(squeeze(cell.text[:100])) for cell in filled):
            self._repair(row, say("省略号行不是指标，已略去", "a row of dots is no indicator and was left out"))
            return True
        text = filled[0].text
        column = self._at.get(filled[0].column)
        field = column.field if column else None
        word = vocabulary.row_word(text)
        if word in ("long", "annual") and len(filled) == 1:
            self._block = "long" if word == "long" else "annual"
            return True
        if word == "total":
            self._repair(row, say(f"合计行不是指标：{row.text}", f"a row of totals is no indicator: {row.text}"))
            return True
        if word == "footer" and (field != "name" or len(filled) == 1):
            self._leave(row, say("表尾说明，不是指标", "a note below the table, no indicator"))
            return True
        if word == "execution" and (field != "name" or not {"level1", "level2"} & self.fields):
            self._repair(row, say(f"预算执行率行不是指标：{row.text}", f"the row of budget execution is no indicator: {row.text}"))
            return True
        own = mapped.has_level
        if word == "management" and (field in ("level1", "level2") or not (own or self._level_seen)):
            self._management = True
        elif own:
            self._management = False
        if self._management:
            self._leave(row, say("资金管理情况，不是指标", "how the money was handled, no indicator"))
            return True
        if not own and any(_TICK.search(cell.text[:200]) for cell in filled):
            self._leave(row, say("勾选栏，不是指标", "boxes to tick, no indicator"))
            return True
        if field == "name" and squeeze(text[:10]).startswith("其中:") and not mapped.text.get("weight"):
            self._leave(row, say("“其中”行是上一项的组成部分，没有自己的权重", "a part of the row above without a weight of its own"))
            return True
        self._level_seen |= own
        return False

    def _is_name(self, mapped: _Mapped, cell: Cell) -> bool:
        names = [found for _, found in mapped.cells.get("name", ())]
        return cell in names and (cell.column_span < self._width if mapped.row.exact else len(mapped.row.cells) > 1)

    # Cells to fields

    def _mapped(self, row: Row) -> _Mapped:
        """The row under its columns."""
        if self._read is not None and self._read.row is row:
            return self._read
        cells: dict[str, list[tuple[Column, Cell]]] = {}
        others: list[tuple[str, Cell]] = []
        for cell in row.cells:
            column = self._at.get(cell.column)
            field = column.field if column is not None else None
            if column is not None and field is not None and field != "note":
                if not field.startswith("project."):
                    cells.setdefault(field, []).append((column, cell))
            elif not self._level_of(cell, cells):
                others.append((column.word if column else "", cell))
        self._read = _Mapped(row, cells, others)
        return self._read

    def _level_of(self, cell: Cell, cells: dict[str, list[tuple[Column, Cell]]]) -> bool:
        """A level in a column that the header gives no field (绩效指标 over three columns), left of the indicator's name."""
        if cell.continues or not cell.text.strip() or cell.column >= self.columns[self._name].start:
            return False
        text = clean_cell(cell.text)[:MAX_LEVEL]
        if not levels.is_name(text):
            return False
        field = "level2" if levels.level2(text) and "level2" not in self.fields else "level1"
        if field in self.fields or field in cells:
            return False
        cells[field] = [(Column(field, "", "", cell.column, cell.column + 1), cell)]
        return True

    def _indicators(self, row: Row, mapped: _Mapped) -> None:
        taken = False
        for period in self._periods:
            half = mapped if period is None else mapped.half(period)
            if half is not None:
                taken |= self._indicator(row, half, period or self._block)
        if not taken and len(self._periods) > 1:
            self._leave(row, say("两个期间都没有指标", "no indicator for either period"))
        self._take_notes(mapped.others)
        if taken and not row.exact and len(row.cells) < len(self.columns) and row.cells[0].column == 0:
            self.short_row = row
            have, width = len(row.cells), len(self.columns)
            what = say(f"本行{have}格，少于表头的{width}格，自左对应", f"{have} cells under {width} columns, read from the left")
            self.repairs.append(Repair(where=row.place, what=what, confidence=0.5))

    def _indicator(self, row: Row, mapped: _Mapped, period: Period | None) -> bool:
        text = dict(mapped.text)
        own_level = bool(text.get("level1") or text.get("level2"))
        fields: dict[str, Any] = {}
        name = self._bare_name(row, text.get("name", ""), fields)
        name = self._named_by_description(row, text, name)
        rest = any(text.get(field) for field in _CONTENT)
        if not name and not rest and not own_level:
            if any(text.get(field) for field in ("operator", "direction", "unit")):
                self._leave(row, say("只有符号或单位，没有指标", "a sign or a unit without an indicator"))
            elif text.get("name"):
                self._repair(row, say(f"空白的占位行“{text['name']}”已略去", f"the empty spare row {text['name']} was left out"))
            return True
        items = several.split(mapped.raw) if name else None
        if items is not None:
            what = say(f"一格中有{len(items)}个指标，已分开", f"{len(items)} indicators in one cell were parted")
            self.repairs.append(Repair(where=row.place, what=what, confidence=0.8))
        for item in items or [text | {"name": name}]:
            self._add(row, fields, item, mapped, period, text)
        return True

    def _add(
        self,
        row: Row,
        fields: dict[str, Any],
        text: dict[str, str],
        mapped: _Mapped,
        period: Period | None,
        levels_text: dict[str, str],
    ) -> None:
        cells = mapped.cells
        references = {field: row.reference(cells[field][0][1]) for field in _REFERENCED if field in cells}
        name_cell = cells["name"][0][1] if "name" in cells else row.cells[0]
        common = fields | {"line": name_cell.line}
        if period is not None:
            common["period"] = period
        for field in ("description", "basis", "actual", "score"):
            common[field] = text.get(field) or None
        self._standard(common)
        common["weight"] = self._weight(row, text.get("weight", ""))
        grades = {column.text.strip(): cell.text for column, cell in cells.get("grade", ()) if cell.text.strip()}
        if grades and not text.get("value"):
            text = text | {"value": clean_cell(next(iter(grades.values())))}
            kept = "；".join(f"{grade}：{clean_cell(cut)}" for grade, cut in grades.items())
            self._leave_text(row, kept, say("各等级的界限，第一级作指标值", "the bounds of all grades; the first is the value"))
        towns = [(column.text, cell) for column, cell in cells.get("place", ()) if cell.text.strip()]
        timely = "时效" in levels_text.get("level2", "")
        first, second = (
            LevelCell(levels_text.get(field, ""), references.get(field), mapped.is_covered(field)) for field in ("level1", "level2")
        )
        values: list[tuple[str | None, dict[str, str]]]
        values = [(clean_cell(town), text | {"value": clean_cell(cell.text)}) for town, cell in towns] or [(None, text)]
        for town, words in values:
            read = read_value(text["name"], words, timely=timely)
            own = common | {"name": read.name, "value": read.value, "direction": read.direction, "cells": dict(references)}
            for what, confidence in read.repairs:
                self.repairs.append(Repair(where=row.place, what=what, confidence=confidence))
            for left, why in read.unread:
                self._leave_text(row, left, why)
            self._pending.append(Pending(Entry(own, row.place, town), row, first, second, period))

    @staticmethod
    def _standard(fields: dict[str, Any]) -> None:
        """绩效标准 explains the indicator in one province and names the kind of standard (计划标准) in another."""
        said = fields["description"]
        if said and fields["basis"] is None and _STANDARD.fullmatch(squeeze(said)):
            fields["description"], fields["basis"] = None, said

    def _bare_name(self, row: Row, text: str, fields: dict[str, Any]) -> str:
        name = text
        if star := _CORE.match(name):
            fields["core"] = True
            name = name[star.end() :]
            self._repair(row, say("指标名称前的核心指标标记已取下", "the mark of a core indicator was taken off its name"))
        prefix = _PREFIX.match(name)
        if prefix and prefix.end() < len(name):
            name = name[prefix.end() :]
            self._repair(row, say(f"指标名称前的“{prefix[0].strip()}”已取下", f"{prefix[0].strip()} was taken off the name"))
        elif prefix:
            name = ""
        if _DOTS.fullmatch(squeeze(name) or "x"):
            name = ""
        return name

    def _named_by_description(self, row: Row, text: dict[str, str], name: str) -> str:
        """A form without level 3: its 指标名称 holds level 2 (数量指标), and the description says what is measured."""
        said = text.get("description", "")
        if "level2" in self.fields or not said or len(said) > 100 or not (levels.is_name(name) and levels.level2(name)):
            return name
        text["level2"], text["description"] = name, ""
        what = say("本表没有三级指标，以指标描述为名称", "this form has no level 3; the description was taken as the name")
        self.repairs.append(Repair(where=row.place, what=what, confidence=0.8))
        return said

    def _weight(self, row: Row, text: str) -> Decimal | None:
        if not text:
            return None
        weight = number(squeeze(text).rstrip("%分"))
        if weight is None:
            self._leave_text(row, text, say("权重一栏不是数字", "the weight is no number"))
        return weight

    # Results

    def _take_notes(self, others: list[tuple[str, Cell]]) -> None:
        for word, cell in others:
            text = clean_cell(cell.text)
            if text and not cell.continues and text != word:
                if (period := vocabulary.row_word(text)) in ("long", "annual"):
                    self._block = "long" if period == "long" else "annual"
                else:
                    self._notes.setdefault(word, []).append(text)

    def finish(self, where: str) -> list[Entry]:
        """The indicators in their order; what stood in columns without a field is reported, one entry per column."""
        for period in dict.fromkeys(pending.period for pending in self._pending):
            repairs, unread = settle([p for p in self._pending if p.period == period], has_first="level1" in self.fields)
            self.repairs.extend(repairs)
            self.unread.extend(unread)
        towns = {pending.entry.town for pending in self._pending}
        for column in self.columns:
            unused = column.field is None or (column.field == "place" and clean_cell(column.text) not in towns)
            if unused and column.text.strip() and not vocabulary.label(column.text):
                why = say("不认识的表头", "unknown header word")
                self.unread.append(Unread(where=where, text=clean_cell(column.text), why=why))
        for word, texts in self._notes.items():
            shown = word or say("表头之外", "beyond the header")
            why = say(f"“{shown}”一栏没有对应的字段", f"no field for the column {shown}")
            self.unread.append(Unread(where=where, text=" | ".join(texts), why=why))
        return [pending.entry for pending in self._pending]

    def _repair(self, row: Row, what: str) -> None:
        self.repairs.append(Repair(where=row.place, what=what))

    def _leave(self, row: Row, why: str) -> None:
        self.unread.append(Unread(where=row.place, text=row.text, why=why))

    def _leave_text(self, row: Row, text: str, why: str) -> None:
        self.unread.append(Unread(where=row.place, text=text, why=why))
