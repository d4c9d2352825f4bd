"""The rows below the header: one indicator each, levels handed down through merged cells, everything else kept with its reason."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zhibiao.documents import vocabulary
from zhibiao.documents.grid import Cell, Row
from zhibiao.documents.vocabulary import Column
from zhibiao.domain import levels
from zhibiao.domain.tables import CellRef, Repair, Unread
from zhibiao.domain.values import TargetValue
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.language.numerals import number
from zhibiao.messages import say

_PREFIX = re.compile(r"\s*指标\s*\d{1,2}\s*(?:[：:.．、]\s*|(?=\D)|$)")
_CORE = re.compile(r"\s*[★☆*＊]+\s*")
_DOTS = re.compile(r"[.．。…⋯·]+")
MAX_VALUE = 2_000  # a longer 指标值 is a pasted paragraph, kept as text
MAX_LEVEL = 200

_REFERENCED = ("level1", "level2", "name", "description", "operator", "value", "unit", "basis", "weight")


class IndicatorRows:
    """Collects the indicator rows of one table as fields of :class:`Indicator`."""

    def __init__(self, columns: tuple[Column, ...], depth: int) -> None:
        self.columns = columns
        self.depth = depth
        self.rows: list[dict[str, Any]] = []
        self.places: list[str] = []
        self.repairs: list[Repair] = []
        self.unread: list[Unread] = []
        self.short_row: Row | None = None  # the last row fed, if it had fewer cells than the header
        self._level1: tuple[str, CellRef] | None = None
        self._level2: tuple[str, CellRef] | None = None
        self._notes: dict[str, list[str]] = {}

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns if column.field)

    def looks_like_a_row(self, row: Row) -> bool:
        """Whether a row goes on with this table, read without taking it: a level this field knows, in a level column."""
        if row.depth != self.depth:
            return False
        cells = self._mapped(row)[0]
        texts = [cell.text[:MAX_LEVEL] for field in ("level1", "level2") for cell in cells.get(field, ())]
        return any(levels.level1(text) or levels.level2(text) for text in texts)

    def feed(self, row: Row) -> None:
        """Take a row. Nothing of it is lost: what is no indicator goes to ``repairs`` or ``unread``."""
        self.short_row = None
        if row.is_blank:
            return
        width = len(self.columns)
        if not row.exact and len(row.cells) >= 2 * width and len(row.cells) % width == 0:
            self._repair(row, say("两行连在一起，按表头格数分开", "rows run together, cut by the width of the header"))
            for start in range(0, len(row.cells), width):
                part = tuple(
                    Cell(c.text, i, c.line, c.column_span, c.row_span, c.continues) for i, c in enumerate(row.cells[start : start + width])
                )
                self.feed(Row(part, part[0].line, row.table, row.number, row.exact, row.depth))
            return
        filled = [cell for cell in row.own if cell.text.strip()]
        if row.depth != self.depth:
            self._leave(row, say("表中套表的内容", "a table inside a cell"))
        elif self._is_no_indicator(row, filled):
            pass
        elif len(filled) == 1 and not self._has_level(row) and not self._is_name(row, filled[0]):
            self._leave(row, say("整行只有一格文字，不是指标", "a row with a single text, no indicator"))
        elif not row.exact and len(row.cells) < width and not self._has_level(row):
            self._leave(row, say("格数与表头不符，无法对应到各列", "the cells do not match the columns of the header"))
        else:
            self._indicator(row)

    def _is_no_indicator(self, row: Row, filled: list[Cell]) -> bool:
        if all(_DOTS.fullmatch(squeeze(cell.text)) for cell in filled):
            self._repair(row, say("省略号行不是指标，已略去", "a row of dots is no indicator and was left out"))
            return True
        match vocabulary.row_word(filled[0].text):
            case "total":
                self._repair(row, say(f"合计行不是指标：{row.text}", f"a row of totals is no indicator: {row.text}"))
                return True
            case "footer":
                self._leave(row, say("表尾说明，不是指标", "a note below the table, no indicator"))
                return True
        return False

    def _has_level(self, row: Row) -> bool:
        cells = self._mapped(row)[0]
        first, second = (clean_cell(cells[f][0].text)[:MAX_LEVEL] if f in cells else None for f in ("level1", "level2"))
        return any(levels.decide(first, second))

    def _is_name(self, row: Row, cell: Cell) -> bool:
        width = max(column.end for column in self.columns)
        return cell in self._mapped(row)[0].get("name", ()) and (cell.column_span < width if row.exact else len(row.cells) > 1)

    def _mapped(self, row: Row) -> tuple[dict[str, list[Cell]], list[tuple[str, Cell]]]:
        """Cells by field, and the cells of columns that have no field."""
        cells: dict[str, list[Cell]] = {}
        others: list[tuple[str, Cell]] = []
        for cell in row.cells:
            column = next((c for c in self.columns if c.start <= cell.column < c.end), None) if row.exact else None
            if not row.exact and cell.column < len(self.columns):
                column = self.columns[cell.column]
            if column is not None and column.field not in (None, "note"):
                cells.setdefault(str(column.field), []).append(cell)
            else:
                others.append((column.word if column else "", cell))
        return cells, others

    def _indicator(self, row: Row) -> None:
        cells, others = self._mapped(row)
        text = {field: clean_cell("\n".join(c.text for c in found if not c.continues)) for field, found in cells.items()}
        fields: dict[str, Any] = {}
        references = {f: row.reference(cells[f][0]) for f in _REFERENCED if f in cells}
        own_level = bool(text.get("level1") or text.get("level2"))
        self._levels(row, text, fields, references)
        name = self._name(row, text.get("name", ""), fields)
        rest = any(text.get(field) for field in ("description", "value", "basis", "weight", "actual", "score"))
        if not name and not rest and not own_level:
            if text.get("name"):
                self._repair(row, say(f"空白的占位行“{text['name']}”已略去", f"the empty spare row {text['name']} was left out"))
            self._take_notes(others)
            return
        fields |= {"name": name, "row": len(self.rows) + 1}
        name_cell = cells["name"][0] if "name" in cells else row.cells[0]
        fields["line"] = name_cell.line
        for field in ("description", "basis", "actual", "score", "direction"):
            fields[field] = text.get(field) or None
        fields["value"] = _value(text.get("value", ""), text.get("operator"), text.get("unit"))
        self._split_value(row, text, fields["value"])
        fields["weight"] = self._weight(row, text.get("weight", ""))
        fields["cells"] = references
        self.rows.append(fields)
        self.places.append(row.place)
        self._take_notes(others)
        if not row.exact and len(row.cells) < len(self.columns):
            self.short_row = row
            have, width = len(row.cells), len(self.columns)
            what = say(f"本行{have}格，少于表头的{width}格，自左对应", f"{have} cells under {width} columns, read from the left")
            self.repairs.append(Repair(where=row.place, what=what, confidence=0.5))

    def _levels(self, row: Row, text: dict[str, str], fields: dict[str, Any], references: dict[str, CellRef]) -> None:
        """Levels from both columns; an empty cell is one that is merged with the cell above."""
        if text.get("level1"):
            if self._level1 is None or self._level1[0] != text["level1"]:
                self._level2 = None  # some forms print level 1 on every row of its merge: only another one ends level 2
            self._level1 = (text["level1"], references["level1"])
        elif self._level1 is not None and "level1" in self.fields:
            references["level1"] = self._level1[1]
        if text.get("level2"):
            self._level2 = (text["level2"], references["level2"])
        elif self._level2 is not None:
            references["level2"] = self._level2[1]
        first, second = (self._level1 or ("",))[0], (self._level2 or ("",))[0]
        decided = levels.decide(first[:MAX_LEVEL], second[:MAX_LEVEL])
        fields["level1"], fields["level2"] = decided
        for field, raw, standard in (("level1_raw", first, decided.level1), ("level2_raw", second, decided.level2)):
            if raw and re.sub(r"\s", "", raw) != standard:
                fields[field] = raw
        if decided == (None, None) and (text.get("level1") or text.get("level2")):
            self._leave(row, say("层级名称无法识别，按原文保留", "level names not known, kept as written"))

    def _name(self, row: Row, text: str, fields: dict[str, Any]) -> str:
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

    def _split_value(self, row: Row, text: dict[str, str], value: TargetValue) -> None:
        """Sign and unit in columns of their own stand in the value; words there that did not go into it are kept."""
        sign, unit = text.get("operator", ""), text.get("unit", "")
        if sign and value.operator is None and squeeze(sign) not in ("定性", "无", "/", "-"):
            self._leave_text(row, sign, say("指标性质一栏的文字没有用上", "the sign column could not be used"))
        if unit and squeeze(unit) not in squeeze(f"{value.unit or ''} {value.raw}") and squeeze(unit) not in ("无", "/", "-", "百分比"):
            self._leave_text(row, unit, say("度量单位一栏的文字没有用上", "the unit column could not be used"))

    def _weight(self, row: Row, text: str) -> Decimal | None:
        if not text:
            return None
        weight = number(squeeze(text).rstrip("%分"))
        if weight is None:
            self._leave_text(row, text, say("权重一栏不是数字", "the weight is no number"))
        return weight

    def _take_notes(self, others: list[tuple[str, Cell]]) -> None:
        for word, cell in others:
            text = clean_cell(cell.text)
            if text and not cell.continues and text != word:
                self._notes.setdefault(word, []).append(text)

    def finish(self, where: str) -> None:
        """Report what stood in columns without a field, one entry per column."""
        for column in self.columns:
            if column.field is None and column.text.strip() and not vocabulary.label(column.text):
                why = say("不认识的表头", "unknown header word")
                self.unread.append(Unread(where=where, text=clean_cell(column.text), why=why))
        for word, texts in self._notes.items():
            shown = word or say("表头之外", "beyond the header")
            why = say(f"“{shown}”一栏没有对应的字段", f"no field for the column {shown}")
            self.unread.append(Unread(where=where, text=" | ".join(texts), why=why))

    def _repair(self, row: Row, what: str) -> None:
        self.repairs.append(Repair(where=row.place, what=what))

    def _leave(self, row: Row, why: str) -> None:
        self.unread.append(Unread(where=row.place, text=row.text, why=why))

    def _leave_text(self, row: Row, text: str, why: str) -> None:
        self.unread.append(Unread(where=row.place, text=text, why=why))


def _value(text: str, operator: str | None, unit: str | None) -> TargetValue:
    if len(text) > MAX_VALUE:
        return TargetValue(raw=text, kind="text", text=text)
    return TargetValue.parse(text, operator=operator or None, unit=unit or None)
