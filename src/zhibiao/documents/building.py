"""From what was collected of a table to :class:`TargetTable`: levels, towns, limits of the models, the form's profile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from zhibiao.documents import vocabulary
from zhibiao.documents.entries import Entry
from zhibiao.documents.grid import Row
from zhibiao.documents.indicator_rows import IndicatorRows
from zhibiao.documents.project_part import ProjectPart
from zhibiao.documents.refusals import explain
from zhibiao.domain.tables import CellRef, Heading, Indicator, Model, Project, Repair, Source, TargetTable, Unread
from zhibiao.language.dates import FIRST_YEAR, LAST_YEAR
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.messages import DocumentError, say

M = TypeVar("M", bound=Model)
Kind = Literal["target", "self-evaluation", "monitoring"]

_FIELD_NAMES = {
    "name": ("名称", "name"), "code": ("项目编码", "code"), "unit": ("单位", "unit"), "purpose": ("资金用途", "purpose"),
    "goals": ("绩效目标", "goal"), "description": ("绩效指标描述", "description"), "basis": ("指标值确定依据", "basis"),
    "year": ("年度", "year"),
}  # fmt: skip
_SHEET_NUMBER = re.compile(r"\(\d+\)$|^(?:附?[件表])?\d+(?:-\d+)*[、.．_-]?|\d+$")
_PLAIN_SHEET = re.compile(
    r"(?:sheet|工作表|表格?|附[件表]|(?:19|20)\d\d年?度?)*|.*(?:绩效|目标|指标|自评|汇总|明细|申报|批复|封面|目录|说明)[表单]?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\d{1,3}[、.．_-]\s*(?=\D)")
_OFFICES = ("局", "委", "办", "委员会", "办公室", "政府", "中心", "学校", "小学", "中学", "幼儿园", "医院", "卫生院", "本级")
_WHOLE = frozenset(("合计", "总计", "全县", "全市", "全区", "全省", "小计", "全镇", "全州"))


@dataclass
class OpenTable:
    """A table being read."""

    project: ProjectPart
    heading: Heading | None = None
    raw: list[Row] = field(default_factory=list)
    strange: list[Row] = field(default_factory=list)
    rows: IndicatorRows | None = None
    interrupted: bool = False
    cells: dict[str, CellRef] = field(default_factory=dict)
    document_kind: Kind = "target"
    stray: list[Unread] = field(default_factory=list)


class Builder:
    """Builds the tables of one file in their order, with what was repaired and left unread in them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.tables: list[TargetTable] = []
        self.repairs: list[Repair] = []
        self.unread: list[Unread] = []

    def add(self, current: OpenTable, *, cut: bool = False, entries: Sequence[Entry] = ()) -> None:
        """Build a table; ``cut``: the file ends in it. ``entries`` are indicators found otherwise than in rows.

        :raises DocumentError: for a field beyond the limits of the models, naming file, table and field.
        """
        number = len(self.tables) + 1
        first = next((row for row in current.raw if not row.is_blank), None)
        place = first.place if first is not None else (entries[0].where if entries else "")
        where = say(f"表{number}（{place}起）", f"table {number} (from {place})")
        fields = current.project.result()
        self.unread.extend(current.project.unread)
        self.repairs.extend(current.project.repairs)
        rows = current.rows
        found = list(entries)
        if rows is not None:
            found += rows.finish(where)
            self.repairs.extend(rows.repairs)
            self.unread.extend(rows.unread)
        if not FIRST_YEAR <= fields.get("year", FIRST_YEAR) <= LAST_YEAR:
            del fields["year"]
        towns = {entry.town for entry in found}
        if rows is not None and towns - {None}:  # one table per town, in the order of the columns
            order = [clean_cell(column.text) for column in rows.columns if column.field == "place"]
        else:
            order = []
        for town in [name for name in dict.fromkeys((None, *order)) if name in towns] or [None]:
            self._table(current, fields, [entry for entry in found if entry.town == town], town, first, cut=cut)

    def _table(
        self, current: OpenTable, fields: dict[str, Any], entries: list[Entry], town: str | None, first: Row | None, *, cut: bool
    ) -> None:
        number = len(self.tables) + 1
        place = first.place if first is not None else ""
        indicators = [
            self._model(Indicator, entry.fields | {"row": count}, number, entry.where) for count, entry in enumerate(entries, start=1)
        ]
        if town is not None and town not in _WHOLE:
            fields = fields | {"unit": town}
        project = self._model(Project, fields, number, place)
        line = first.line if first is not None else next((row.line for row in indicators), None)
        table = TargetTable(
            source=Source(file=self.file, table=number, line=line, sheet=first.sheet if first is not None else None),
            form=_form(current.rows.fields) if current.rows else None,
            document_kind=_kind(current, indicators),
            heading=current.heading,
            project=project,
            indicators=tuple(indicators),
            truncated=cut and self._is_cut(current.rows, indicators),
            cells=current.cells | current.project.cells,
        )
        if table.truncated:
            name = project.name or (current.heading.text if current.heading else "")
            where = say(f"表{number}（{place}起）", f"table {number} (from {place})")
            why = say("文件在这张表中间结束，后面的行缺失", "the file ends in the middle of this table; the rows after it are missing")
            self.unread.append(Unread(where=where, text=name, why=why))
        self.tables.append(table)

    def name_by_sheets(self) -> None:
        """Where a workbook has a sheet for each project, the sheet's name is that of a project that its table does not name."""
        sheets = [table.source.sheet if table.source else None for table in self.tables]
        for place, (table, sheet) in enumerate(zip(self.tables, sheets, strict=True)):
            if sheet is None or table.project.name or sheets.count(sheet) > 1 or not _names_a_project(sheet):
                continue
            if table.heading is not None and vocabulary.is_titled(table.heading.text):
                continue
            project = table.project.model_copy(update={"name": _NUMBERED.sub("", sheet)})
            self.tables[place] = table.model_copy(update={"project": project})
            where = say(f"工作表“{sheet}”", f"sheet {sheet}")
            what = say("表中没有项目名称，以工作表名称为项目名称", "the table names no project; the sheet's name was taken")
            self.repairs.append(Repair(where=where, what=what, confidence=0.7))

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


def _names_a_project(sheet: str) -> bool:
    """Not Sheet1, 表3, 绩效目标表 (2), 2031年, 教育局本级 …"""
    plain = _SHEET_NUMBER.sub("", squeeze(sheet))
    return len(plain) >= 4 and not (_PLAIN_SHEET.fullmatch(plain) or plain.endswith(_OFFICES)) and vocabulary.title(sheet) is None


def _kind(current: OpenTable, indicators: Sequence[Indicator]) -> Kind:
    """Target, self-evaluation or monitoring: what the heading says, else columns of results that are filled in."""
    if current.document_kind != "target" or current.rows is None:
        return current.document_kind
    words = {column.word for column in current.rows.columns}
    if words & {"完成目标可能性", "全年预计完成情况", "半年度指标执行情况"}:
        return "monitoring"
    return "self-evaluation" if any(row.actual or row.score for row in indicators) else "target"


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
