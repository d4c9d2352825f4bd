"""The rows above the indicators: project, money, purpose, spending plan, goals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from zhibiao.documents import money_matrix, vocabulary
from zhibiao.documents.grid import Cell, Row
from zhibiao.domain.tables import CellRef, FundingLine, Money, PlanStep, Repair, Unread
from zhibiao.domain.values import TargetValue
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.messages import say

_GOAL_LABEL = re.compile(r"(?:目标\d*|预期目标|总体目标|具体目标):?")
_ACTUAL_LABEL = re.compile(r"(?:全年|年度)?(?:总体)?(?:目标)?(?:实际)?完成情况|目标实际完成情况|(?:全年|年度)预计完成情况")
_GOAL_MARK = re.compile(r"(?:^|(?<=[\s。；;]))\s*目标\s*\d{1,2}\s*[：:]")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[)）])")
_CODE = re.compile(r"^\d{3,}(?=\D)")
_AMOUNT = r"\d[\d,，]*(?:\.\d+)?\s*(?:亿|百万|千|万)?元?"
# 预算数561.2万元。其中：政府性基金561.2万元，其他资金0万元。主要用于…
_SENTENCE = re.compile(
    rf"\s*(?:预算数|预算规模|预算金额|项目预算|预算)[为：:\s]*(?P<budget>{_AMOUNT})\s*[。；;，,]\s*"
    rf"(?:其中[：:，,]?\s*(?P<parts>(?:[^\d。；;，,、]{{2,20}}?{_AMOUNT}\s*[，,、；;]?\s*)+)[。；;]?)?\s*(?P<rest>.*)",
    re.DOTALL,
)
_LONG_MONEY = re.compile(r"实施期|中期|项目总投资|项目资金总额")
_PART = re.compile(rf"(?P<label>[^\d。；;，,、\s][^\d。；;，,、]{{1,19}}?)(?:为|[：:])?\s*(?P<amount>{_AMOUNT})")
MAX_YUAN = Decimal(10) ** 15


def split_goals(text: str) -> list[str]:
    """The goals in a cell: ``目标1：…目标2：…`` and numbered lines apart, their labels (not their numbers) taken off."""
    goals: list[str] = []
    text = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    for part in _GOAL_MARK.split(text):
        lines: list[str] = []
        for line in part.split("\n"):
            if _NUMBERED.match(line) and lines:
                goals.append("\n".join(lines))
                lines = []
            lines.append(line)
        goals.append("\n".join(lines))
    return [cleaned for goal in goals if (cleaned := clean_cell(goal))]


class ProjectPart:
    """Collects the project rows of one table. ``fields`` are those of :class:`Project`, money still to be resolved by :meth:`result`."""

    def __init__(self, unit: str | None = None, year: int | None = None) -> None:
        self.unit = unit
        self.seen: set[str] = set()
        self.cells: dict[str, CellRef] = {}
        self.unread: list[Unread] = []
        self.repairs: list[Repair] = []
        self.goals: list[str] = []
        self._fields: dict[str, Any] = {"year": year} if year else {}
        self._money: dict[str, tuple[str, str | None, Row]] = {}
        self._funding: list[tuple[str, str, str | None, Row]] = []
        self._steps: list[tuple[Cell, Decimal | None]] = []
        self._steps_open = False
        self._actual: int | None = None
        self.section: str | None = None
        self._columns: dict[str, str] = {}
        self._inherited: dict[str, Any] = {}
        self._parent: str | None = None
        self._whole_period = False
        self._background: list[tuple[str, str, Cell, Row]] = []
        self._matrix: money_matrix.Matrix | None = None
        self._page = unit  # the money unit of the page or table, as against that of a label

    def feed(self, row: Row) -> bool:
        """Take a row; ``False`` when nothing in it was understood (the caller keeps it). Cells that were left over go to ``unread``."""
        own = row.own
        filled = row.filled
        if not filled:
            return True
        if self._organisation(row, filled):
            return True
        first = vocabulary.label(filled[0].text)
        leading = filled[0] is own[0] and filled[0].column == 0
        if leading:  # else the row belongs to the label merged over it
            self.section = None
        if first is not None and first.block:
            self.section = first.field
            self.seen.add(first.field)
            self._unit_of(first)
        if self.section in ("budget", None) and self._matrix_line(row, own):
            return True
        if self.section == "plan":
            return self._plan(row, own, filled, opened=first is not None)
        if self.section == "goal":
            return self._goal(row, filled[1:] if first is not None else filled, own)
        return self._pairs(row, own)

    def said(self, field: str) -> str | None:
        """A field read so far: name, code or unit."""
        value = self._fields.get(field)
        return value if isinstance(value, str) else None

    def inherit(self, other: ProjectPart) -> None:
        """What several projects of one table share: the organisation, where a merged cell names it once, and the year."""
        for field in ("unit", "year"):
            if field in other._fields:
                self._inherited[field] = other._fields[field]
            elif field in other._inherited:
                self._inherited[field] = other._inherited[field]

    def from_column(self, field: str, word: str, cell: Cell, row: Row) -> None:
        """Take a cell of a column that names the project, in a table of many projects; the same text on every row is one."""
        text = clean_cell(cell.text)
        if self._columns.get(field) == text:
            return
        self._columns[field] = text
        if field == "goal":
            self.seen.add("goal")
            self.cells.setdefault("goal", row.reference(cell))
            self.add_goal(cell.text)
        elif field == "purpose":
            self._fields["purpose"] = text
            self.cells.setdefault("purpose", row.reference(cell))
        elif field == "parent":
            self._leave(row, cell.text, say(f"“{clean_cell(word)}”没有对应的字段", f"no field for {clean_cell(word)}"))
        else:
            found = vocabulary.label(f"{word}")
            self._take(
                vocabulary.Label(field, clean_cell(word), unit=found.unit if found else vocabulary.unit_in(word)), cell.text, cell, row
            )

    def add(self, field: str, text: str, *, unit: str | None = None) -> None:
        """A field that running text names (项目名称：…)."""
        line = Row((Cell(text, 0),))
        if field == "goal":
            self.add_goal(text)
        else:
            self._take(vocabulary.Label(field, field, unit=unit), text, line.cells[0], line)

    def add_goal(self, text: str) -> None:
        self.goals.extend(split_goals(text))

    def _leave(self, row: Row, text: str, why: str) -> None:
        self.unread.append(Unread(where=row.place, text=" ".join(text.split()), why=why))

    def _organisation(self, row: Row, filled: Sequence[Cell]) -> bool:
        """``439001玉田县某某街道办事处本级 | 单位：元``."""
        units = [cell for cell in filled if vocabulary.money_unit(cell.text)]
        if not units or len(filled) > 3:
            return False
        self.unit = self._page = vocabulary.money_unit(units[0].text)
        for cell in filled:
            if cell is units[0]:
                continue
            found = vocabulary.label(cell.text)
            text = clean_cell(found.inline if found and found.inline else cell.text)
            if year := vocabulary.year_line(text):
                self._fields.setdefault("year", year)
            elif "unit" not in self._fields and len(text) <= 100:
                self._fields["unit"] = _CODE.sub("", text)
                self.cells["unit"] = row.reference(cell)
            else:
                self._leave(row, cell.text, say("单位行中的其他文字", "other text in the unit line"))
        self.seen.add("organisation")
        return True

    def _pairs(self, row: Row, own: tuple[Cell, ...]) -> bool:
        expecting: vocabulary.Label | None = None
        self._matrix = None
        left: list[Cell] = []
        understood = False
        for cell in own:
            found = vocabulary.label(cell.text)
            if found is None and self.section == "budget" and expecting is None and (word := vocabulary.subordinate(cell.text)):
                found = vocabulary.Label("funding", word)
            if expecting is not None and (found is None or found.inline):
                understood |= self._take(expecting, cell.text, cell, row)
                expecting = None
            elif found is not None:
                understood = True
                self._unit_of(found)
                if found.inline is not None:
                    self._take(found, found.inline, cell, row)
                elif not found.block:
                    expecting = found
                    self.seen.add(found.field)
            elif cell.text.strip():
                left.append(cell)
        if self.section == "budget" and left:
            return self._sentence(row, left)
        for cell in left if understood else ():
            self._leave(row, cell.text, say("项目信息行中没有标签的文字", "text without a label in a project row"))
        return understood

    def _take(self, found: vocabulary.Label, text: str, cell: Cell, row: Row) -> bool:
        field, value = found.field, clean_cell(text)
        self.seen.add(field)
        if field in ("aside", "parent"):
            if field == "parent":
                self._parent = self._parent or value
            if value:
                self._leave(row, f"{found.word}：{value}", say("没有对应字段的项目信息", "project information without a field"))
            return True
        if field == "background":
            if value:
                self._background.append((found.word, value, cell, row))
            return True
        if field == "purpose":
            return self._sentence(row, [cell] if text is cell.text else [Cell(text, cell.column, cell.line)])
        key = {"fiscal": "budget", "other": "budget", "funding": "budget"}.get(field, field)
        if key != "budget" or field == "budget":
            self.cells.setdefault(key, row.reference(cell))
        if not value:
            return True
        if field == "funding":
            self._funding.append((found.word, value, found.unit or self.unit, row))
        elif field in ("budget", "fiscal", "other") and (field not in self._money or self._whole_period):
            if field in self._money:  # 实施期资金总额 stood before 年度资金总额
                self._leave(
                    row, self._money[field][0], say("整个实施期的资金，年度数在后", "the money of all years; that of the year follows")
                )
            self._whole_period |= field == "budget" and _LONG_MONEY.match(found.word) is not None
            self._money[field] = (value, found.unit, row)
        elif field == "year" and (year := re.search(r"(?:19|20)\d\d", value)):
            self._fields.setdefault("year", int(year[0]))
        elif field in ("code", "name", "unit") and field not in self._fields:
            self._fields[field] = _CODE.sub("", value) if field == "unit" else value
        else:
            self._leave(row, text, say(f"“{found.word}”重复或无法使用", f"{found.word} is repeated or cannot be used"))
        return True

    def _sentence(self, row: Row, cells: list[Cell]) -> bool:
        """The purpose, with the money before it where a form has both in one sentence."""
        self.cells.setdefault("purpose", row.reference(cells[0]))
        text = clean_cell("\n".join(cell.text for cell in cells))
        match = _SENTENCE.fullmatch(text) if "budget" not in self._money else None
        if match is not None:
            self.cells.setdefault("budget", row.reference(cells[0]))
            self._money["budget"] = (match["budget"].strip(), None, row)
            for part in _PART.finditer(match["parts"] or ""):
                found = vocabulary.label(part["label"])
                field = found.field if found and not found.block else "funding"
                if field in ("fiscal", "other") and field not in self._money:
                    self._money[field] = (part["amount"].strip(), None, row)
                else:
                    self._funding.append((part["label"].strip(), part["amount"].strip(), self.unit, row))
            text = match["rest"].strip()
        if text:
            before = self._fields.get("purpose")
            self._fields["purpose"] = f"{before} {text}" if before else text
        self.seen.add("purpose")
        return True

    def _plan(self, row: Row, own: tuple[Cell, ...], filled: Sequence[Cell], *, opened: bool) -> bool:
        if opened:
            if self._steps:
                self._leave(row, row.text, say("支出计划重复", "a second spending plan"))
                return True
            self._steps = [(cell, None) for cell in own[own.index(filled[0]) + 1 :] if cell.text.strip()]
            self._steps_open = bool(self._steps)
            if self._steps:
                self.cells["plan"] = row.reference(self._steps[0][0])
            return True
        if not self._steps_open:
            return False
        values = own[1:] if own[0].column == 0 and not own[0].text.strip() else own
        in_order = len(values) == len(self._steps)
        for index, cell in enumerate(values):
            step = index if in_order else next((i for i, (label, _) in enumerate(self._steps) if label.column == cell.column), None)
            percent = _percent(cell.text)
            if step is not None and (percent is not None or not cell.text.strip()):
                self._steps[step] = (self._steps[step][0], percent)
            elif cell.text.strip():
                self._leave(row, cell.text, say("支出计划中不是百分比的文字", "no percentage, in the spending plan"))
        if values:
            self.cells["plan"] = row.reference(values[0])
        self._steps_open = False
        return True

    def _goal(self, row: Row, filled: Sequence[Cell], own: tuple[Cell, ...]) -> bool:
        self.seen.add("goal")
        texts = []
        for cell in filled:
            plain = squeeze(cell.text) if len(cell.text) < 40 else ""
            if _ACTUAL_LABEL.fullmatch(plain):
                self._actual = cell.column
            elif self._actual is not None and cell.column >= self._actual:
                self._leave(row, cell.text, say("目标实际完成情况，不属于目标", "what was achieved, not a goal"))
            elif not _GOAL_LABEL.fullmatch(plain) and not _is_goal_label(plain):
                texts.append(cell)
        if texts or "goal" not in self.cells:
            self.cells.setdefault("goal", row.reference(texts[0] if texts else own[-1]))
        for cell in texts:
            self.add_goal(cell.text)
        return True

    def result(self) -> dict[str, Any]:
        """The fields of :class:`Project`; bare amounts are read in the unit that the table names."""
        fields: dict[str, Any] = self._inherited | self._fields
        if self._background and not fields.get("purpose"):
            fields["purpose"] = " ".join(value for _, value, _, _ in self._background)
            self.cells.setdefault("purpose", self._background[0][3].reference(self._background[0][2]))
        else:
            for word, value, _, row in self._background:
                self._leave(row, f"{word}：{value}", say("没有对应字段的项目信息", "project information without a field"))
        if self._parent and not fields.get("name"):
            fields["name"] = self._parent
        for field, (text, unit, row) in self._money.items():
            fields[field] = self._amount(text, unit or self.unit, row)
        fields["funding"] = tuple(
            FundingLine(label=word, raw=money.raw, yuan=money.yuan)
            for word, text, unit, row in self._funding
            if (money := self._amount(text, unit, row))
        )
        fields["spending_plan"] = tuple(PlanStep(label=clean_cell(label.text), percent=percent) for label, percent in self._steps)
        fields["goals"] = tuple(self.goals)
        return fields

    def _unit_of(self, found: vocabulary.Label) -> None:
        """The money unit that a label names holds for the amounts behind it, whatever the page says."""
        if found.unit is None or found.unit == self.unit:
            return
        if self.unit is not None and self._page is not None:
            self._disagree(self._page, found.unit, None)
        self.unit = found.unit

    def _disagree(self, before: str, taken: str, row: Row | None) -> None:
        where = row.place if row is not None else say("项目信息部分", "the project part")
        what = say(f"金额单位不一致（{before}、{taken}），按{taken}读取", f"money units disagree ({before}, {taken}); {taken} was taken")
        if not any(repair.what == what for repair in self.repairs):
            self.repairs.append(Repair(where=where, what=what, confidence=0.8))

    def _matrix_line(self, row: Row, own: tuple[Cell, ...]) -> bool:
        """The money of a self-evaluation, a head and its lines: the whole year's budget is the project's, what was spent has no field."""
        head = money_matrix.find(own)
        if head is not None:
            for label in head.labels:
                self._unit_of(label)
            for cell in head.others:
                self._leave(row, cell.text, say("项目信息行中没有标签的文字", "text without a label in a project row"))
            self.section = "budget"
            self.seen.add("budget")
            self._matrix = head
            return True
        line = self._matrix.read(row, own) if self._matrix is not None else None
        if line is None:
            self._matrix = None
            return False
        self._unit_of(line.label)
        if line.amount is not None:
            self._take(line.label, line.amount.text, line.amount, row)
        self.seen.add(line.label.field)
        if line.rest:
            kept = f"{line.label.word}：{'、'.join(clean_cell(cell.text) for cell in line.rest)}"
            self._leave(row, kept, say("预算执行情况，没有对应的字段", "how the budget was spent, no field"))
        return True

    def _amount(self, text: str, unit: str | None, row: Row) -> Money:
        money = Money.parse(text, unit=unit)
        own = TargetValue.parse(text).unit
        if unit and own and own.startswith(("亿", "万", "千", "元", "百万")) and own.rstrip("元") != unit.rstrip("元"):
            self._disagree(unit, own, row)
        if money.yuan is not None and not 0 <= money.yuan < MAX_YUAN:
            self._leave(row, text, say("金额超出范围", "amount out of range"))
            return Money(raw=money.raw)
        return money


def _is_goal_label(plain: str) -> bool:
    found = vocabulary.label(plain) if plain else None
    return found is not None and found.field == "goal" and found.inline is None


def _percent(text: str) -> Decimal | None:
    value = TargetValue.parse(clean_cell(text), unit="%")
    return value.number if value.kind == "ratio" and value.upper is None and value.text is None else None
