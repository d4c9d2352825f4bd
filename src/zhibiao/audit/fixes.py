"""Safe fixes on a copy: which cells change, to what, and the copy with these changes and nothing else.

A document is audited, its safe fixes are applied, and it is audited again, for one fix may make room for the next in the same cell
(``100百分比`` becomes ``100%`` and then ``=100%``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from zhibiao.audit.engine import Examination
from zhibiao.audit.locate import Located
from zhibiao.documents.edit_docx import WordFile
from zhibiao.domain.levels import decide
from zhibiao.domain.tables import CellRef, Document, Indicator, TargetTable
from zhibiao.domain.values import TargetValue
from zhibiao.language.numerals import plain
from zhibiao.messages import say

ROUNDS = 6  # fixes that make room for fixes; more would be rules that contradict each other
_TEXTS = ("name", "description", "basis")
_WORDS = {
    "name": ("三级指标", "name"), "description": ("绩效指标描述", "description"), "value": ("指标值", "value"), "basis": ("依据", "basis"),
    "level1": ("一级指标", "level 1"), "level2": ("二级指标", "level 2"), "weight": ("权重", "weight"), "purpose": ("资金用途", "purpose"),
    "goal": ("绩效目标", "goal"), "plan": ("支出计划", "plan"), "budget": ("预算数", "budget"), "code": ("项目编码", "code"),
    "title": ("表题", "heading"), "table": ("全表", "table"), "document": ("全文", "document"),
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One cell changed, or one row taken out (``after`` is then ``None``). ``row`` counts as in the original.

    ``written`` is false where the user's own document holds something in the cell that must not be lost; nothing was changed there.
    """

    table: int
    project: str
    row: int | None
    field: str
    before: str
    after: str | None
    codes: tuple[str, ...]
    cells: tuple[tuple[CellRef, str], ...] = ()
    written: bool = True


@dataclass(frozen=True)
class Fixed:
    """The corrected document, what was changed in it, and the last audit of it with the fixes that are left to people."""

    document: Document
    changes: tuple[Change, ...]
    left: tuple[Change, ...]
    examination: Examination


@dataclass
class _Row:
    """A row with its place in the original."""

    number: int
    now: Indicator


@dataclass
class _Table:
    table: TargetTable
    number: int
    rows: list[_Row]


def fix(document: Document, examine: Callable[[Document], Examination]) -> Fixed:
    """Apply every safe fix that the rules offer.

    :param examine: audits a document with the rules and the profile in force.
    """
    found = examine(document)
    numbers = [view.number for view in found.found[0][0].tables] if found.found else []
    tables = [
        _Table(table, number, [_Row(row.row or place, row) for place, row in enumerate(table.indicators, start=1)])
        for table, number in zip(document.tables, numbers, strict=True)
    ]
    changes: dict[tuple[int, int, str], Change] = {}
    for _ in range(ROUNDS):
        if not _round(found, tables, changes):
            break
        document = document.model_copy(
            update={"tables": tuple(t.table.model_copy(update={"indicators": tuple(row.now for row in t.rows)}) for t in tables)}
        )
        found = examine(document)
    ordered = tuple(changes[key] for key in sorted(changes))
    return Fixed(document, ordered, tuple(_unsafe(found, tables)), found)


def _round(found: Examination, tables: Sequence[_Table], changes: dict[tuple[int, int, str], Change]) -> bool:
    """Apply the safe fixes of one audit, one to a cell; whether there were any."""
    touched: set[tuple[int, int, str]] = set()
    audited = {table.number: tuple(table.rows) for table in tables}
    removed = False
    for located, table in _offered(found, tables):
        hit = located.hit
        if not hit.safe:
            continue
        if hit.removes:
            for row in [one for one in table.rows if any(one.now is gone for gone in hit.removes)]:
                removed = True
                table.rows.remove(row)
                level = row.now.level2 or row.now.level1 or ""
                change = Change(table.number, table.table.project.name, row.number, "table", level, None, (located.finding.code,))
                changes[table.number, row.number, ""] = replace(change, cells=_row_cells(row.now))
            continue
        target = audited[table.number][located.row_id] if located.row_id is not None else None
        if target is None or target.now is not hit.row or hit.fix is None:
            continue  # another fix of this round has changed the row: the next audit says what is left
        key = (table.number, target.number, hit.field)
        if key in touched:
            continue
        edited = _edited(target.now, hit.field, hit.fix, table.table.form)
        if edited is None:
            continue
        touched.add(key)
        before = changes.get(key)
        changes[key] = Change(
            table.number,
            table.table.project.name,
            target.number,
            hit.field,
            before.before if before else _text(target.now, hit.field),
            hit.fix,
            tuple(dict.fromkeys((*(before.codes if before else ()), located.finding.code))),
            edited[1] + tuple(cell for cell in (before.cells if before else ()) if cell[0] not in [one[0] for one in edited[1]]),
        )
        _spread(table, target, hit.field, edited[0])
    return removed or bool(touched)


def _offered(found: Examination, tables: Sequence[_Table]) -> Iterator[tuple[Located, _Table]]:
    by_number = {table.number: table for table in tables}
    for _, offered in found.found:
        for located in offered:
            if located.hit.fix is not None and located.finding.table in by_number:
                yield located, by_number[located.finding.table]


def _spread(table: _Table, target: _Row, name: str, edited: Indicator) -> None:
    """A level cell may be merged over several rows: what it says, it says of all of them."""
    place = target.now.cells.get(name)
    old = target.now
    target.now = edited
    if name in ("level1", "level2") and place is not None:
        for row in table.rows:
            if row is not target and row.now.cells.get(name) == place and _text(row.now, name) == _text(old, name):
                fields = {key: getattr(edited, key) for key in (name, f"{name}_raw")}
                row.now = row.now.model_copy(update=fields)


def _edited(row: Indicator, name: str, text: str, form: str | None) -> tuple[Indicator, tuple[tuple[CellRef, str], ...]] | None:
    """The row with one cell changed, and the cells of the file that say so; ``None`` for fields that no safe fix may touch."""
    cell = row.cells.get(name)
    cells = ((cell, text),) if cell is not None else ()
    if name in _TEXTS:
        return row.model_copy(update={name: text}), cells
    if name == "value":
        return _with_value(row, text, form, cells)
    if name == "level2":
        decided = decide(row.level1, text)
        return row.model_copy(update={"level1": decided.level1 or row.level1, "level2": decided.level2, "level2_raw": None}), cells
    if name == "level1":
        decided = decide(text, row.level2)
        return row.model_copy(update={"level1": decided.level1, "level1_raw": None}), cells
    if name == "weight":
        try:
            return row.model_copy(update={"weight": Decimal(text)}), cells
        except InvalidOperation:
            return None
    return None


def _with_value(
    row: Indicator, text: str, form: str | None, cells: tuple[tuple[CellRef, str], ...]
) -> tuple[Indicator, tuple[tuple[CellRef, str], ...]]:
    value = TargetValue.parse(text)
    columns = {name: row.cells[name] for name in ("operator", "unit") if name in row.cells}
    if not columns or value.number is None or value.text is not None:
        return row.model_copy(update={"value": value}), cells
    # sign and unit have columns of their own: each cell gets its part
    parts: list[tuple[CellRef, str]] = []
    number = plain(value.number)
    if "operator" in columns and value.operator not in (None, row.value.operator):
        parts.append((columns["operator"], value.operator or ""))
    if "unit" in columns and value.unit not in (None, row.value.unit):
        parts.append((columns["unit"], value.unit or ""))
    if value.number != row.value.number and "value" in row.cells:
        parts.append((row.cells["value"], number))
    value = TargetValue.parse(number, operator=value.operator, unit=value.unit)
    return row.model_copy(update={"value": value}), tuple(parts)


def _text(row: Indicator, name: str) -> str:
    found: Any = row.value.raw if name == "value" else getattr(row, f"{name}_raw", None) or getattr(row, name, None)
    return "" if found is None else str(found).strip()


def _row_cells(row: Indicator) -> tuple[tuple[CellRef, str], ...]:
    place = row.cells.get("name") or next(iter(row.cells.values()), None)
    return ((place, ""),) if place is not None else ()


def _unsafe(found: Examination, tables: Sequence[_Table]) -> Iterator[Change]:
    """The fixes that are left to people, once per cell and text."""
    seen: set[tuple[int, int | None, str, str]] = set()
    for located, table in _offered(found, tables):
        hit, finding = located.hit, located.finding
        row = table.rows[located.row_id] if located.row_id is not None else None
        number = row.number if row else None
        key = (table.number, number, hit.field, hit.fix or "")
        if hit.safe or key in seen:
            continue
        seen.add(key)
        before = _text(row.now, hit.field) if row else (finding.quote or "")
        yield Change(table.number, table.table.project.name, number, hit.field, before, hit.fix, (finding.code,))


def written(data: bytes, file: str, changes: Sequence[Change]) -> tuple[bytes, tuple[Change, ...]]:
    """The user's own Word document with these cells changed and nothing else, and the changes with whether each was written.

    :raises DocumentError: if ``data`` is no Word document.
    """
    word = WordFile(data, file)
    done: list[Change] = []
    for change in sorted(changes, key=lambda one: one.after is None):  # rows go last: places are those of the original
        if change.after is None:
            place = change.cells[0][0] if change.cells else None
            fine = place is not None and place.table is not None and place.row is not None and word.remove_row(place.table, place.row)
        else:
            fine = bool(change.cells) and all(word.replace(place, text) for place, text in change.cells)
        done.append(replace(change, written=fine))
    return word.data(), tuple(sorted(done, key=lambda one: (one.table, one.row or 0, one.field)))


def fix_text(fixed: Sequence[Change], left: Sequence[Change], *, unsafe: bool) -> str:
    """What was done, one cell a line; with ``unsafe`` the other fixes as a diff."""
    lines = [_done(change) for change in fixed]
    count = sum(change.written for change in fixed)
    lines.append(
        say(
            f"已修改{count}处，另有{len(left)}处修改建议须由人确定{'' if unsafe or not left else '，加 --unsafe 查看'}。",
            f"{count} changes made; {len(left)} more fixes are for people to decide{'' if unsafe or not left else ' (see --unsafe)'}.",
        )
    )
    if unsafe:
        for change in left:
            lines += ["", f"@@ {_where(change)} {'、'.join(change.codes)} @@"]
            lines += [f"- {line}" for line in (change.before or say("（空）", "(empty)")).splitlines()]
            lines += [f"+ {line}" for line in (change.after or "").splitlines()]
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines) + "\n"


def _done(change: Change) -> str:
    codes = say("、", ", ").join(change.codes)
    if change.after is None:
        what = say(f"删去空行（{change.before}）", f"blank row taken out ({change.before})")
    else:
        what = f"{change.before or say('（空）', '(empty)')} → {change.after}"
    if not change.written:
        what += say(
            "，单元格内有修订、图片或嵌套内容，未改动", ", not changed: the cell holds tracked changes, a picture or nested content"
        )
    return f"{_where(change)}{say('：', ': ')}{what}{say(f'（{codes}）', f' ({codes})')}"


def _where(change: Change) -> str:
    zh, en = _WORDS.get(change.field, (change.field, change.field))
    row = say(f" 第{change.row}行", f" row {change.row}") if change.row is not None else ""
    name = change.project[:30] or say("（无项目名称）", "(no project name)")
    return say(f"表{change.table} {name}{row} {zh}", f"Table {change.table} {name}{row} {en}")
