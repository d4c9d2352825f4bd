"""A table of a document as it stands, with the cells in question marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhibiao.audit.findings import SEVERITIES, Finding
from zhibiao.documents.form_columns import as_written
from zhibiao.domain.tables import Indicator, TargetTable
from zhibiao.language.numerals import plain
from zhibiao.messages import say
from zhibiao_service.page import words
from zhibiao_service.page.elements import Tag, button, fresh_id, told
from zhibiao_service.page.review import File

if TYPE_CHECKING:
    from zhibiao_service.page.reviewing import Reviewing

_ALWAYS = ("level1", "level2", "name", "description", "value", "basis")
_WHERE_USED = ("weight", "actual", "score", "direction")
_PROJECT_FIELDS = ("name", "code", "budget", "purpose", "plan", "goal", "title", "table", "document")


class ReviewTable:
    """Draws one table at a time, with a list of all of the document."""

    def __init__(self, view: Reviewing) -> None:
        self.view = view
        self._cells: dict[tuple[int | None, str], Tag] = {}

    def draw(self, file: File) -> None:
        """Draw the choice of tables and the table."""
        self._place = Tag("div")
        self.redraw(file)

    def redraw(self, file: File) -> None:
        """Draw another table of the same file."""
        review = self.view.review
        assert file.reviewed is not None
        self._cells.clear()
        self._place.clear()
        audited = file.reviewed.report.files[0].tables
        tables = list(zip((one.table for one in audited), file.reviewed.document.tables, strict=False))
        if not tables:
            return
        listed = [one for one in file.reviewed.report.findings if not review.is_dismissed(file, one)]
        if review.table not in {number for number, _ in tables}:
            review.table = next((one.table for one in review.listed(file) if one.table is not None), tables[0][0])
        number, table = next(pair for pair in tables if pair[0] == review.table)
        with self._place:
            self._draw_choice(file, tables, listed)
            self._draw_table(file, table, [one for one in listed if one.table == number])

    def _draw_choice(self, file: File, tables: Sequence[tuple[int, TargetTable]], findings: Sequence[Finding]) -> None:
        review = self.view.review
        place = [number for number, _ in tables].index(review.table or 0)

        def go(number: int) -> None:
            review.table, review.chosen = number, None
            self.redraw(file)
            self.view.list.show_chosen()

        with Tag("div", class_="table-choice"):
            before = button("‹", lambda: go(tables[place - 1][0]), "small", aria_label=say("上一张表", "Previous table"))
            choice = Tag("select", class_="input", aria_label=say("选择表", "Table"))
            with choice:
                for number, table in tables:
                    mine = [one for one in findings if one.table == number]
                    errors = sum(one.severity == "error" for one in mine)
                    count = (
                        say(f"{len(mine)}处问题，其中错误{errors}", f"{len(mine)} findings, {errors} errors")
                        if mine
                        else say("没有问题", "nothing found")
                    )
                    option = Tag(
                        "option",
                        say(f"表{number} {table.project.name}（{count}）", f"{number} {table.project.name} ({count})"),
                        value=str(number),
                    )
                    if number == review.table:
                        option.set("selected", True)
            pick = told(lambda text: go(int(text)) if text.isdigit() else None)
            choice.on("change", lambda event: pick(str(event.args)), js_handler="(e) => emit(e.target.value)")
            after = button("›", lambda: go(tables[place + 1][0]), "small", aria_label=say("下一张表", "Next table"))
            before.set("disabled", True if place == 0 else None)
            after.set("disabled", True if place == len(tables) - 1 else None)

    def _draw_table(self, file: File, table: TargetTable, findings: Sequence[Finding]) -> None:
        at: dict[tuple[int | None, str], list[Finding]] = defaultdict(list)
        for finding in findings:
            at[finding.row, finding.field].append(finding)
        columns = [*_ALWAYS, *(name for name in _WHERE_USED if any(getattr(row, name) is not None for row in table.indicators))]
        drawn: set[tuple[int | None, str]] = {(None, field) for field, _, _ in _lines(table)}
        drawn |= {(row.row, column) for row in table.indicators for column in columns}
        stray = [one for place, met in at.items() if place not in drawn for one in met]
        with Tag("table", class_="grid project-grid"), Tag("tbody"):
            for field, label, text in _lines(table):
                with Tag("tr"):
                    Tag("th", label, scope="row")
                    self._cell(file, text, at.get((None, field), []), None, field)
        if stray:
            with Tag("div", class_="stray"):
                for finding in stray:
                    mark = Tag("div", class_=f"marked {finding.severity}", tabindex="-1")
                    self._cells[finding.row, finding.field] = mark
                    with mark:
                        Tag("span", f"{finding.code} {finding.message}")
        with Tag("table", class_="grid as-it-stands"):
            with Tag("thead"), Tag("tr"):
                for column in columns:
                    Tag("th", words.column(column), scope="col", class_=f"col-{column}")
            with Tag("tbody"):
                for row in table.indicators:
                    with Tag("tr"):
                        for column in columns:
                            self._cell(file, _text(row, column), at.get((row.row, column), []), row.row, column)

    def _cell(self, file: File, text: str, met: Sequence[Finding], row: int | None, field: str) -> None:
        if not met:
            Tag("td", text)
            return
        worst = next(word for word in SEVERITIES if any(one.severity == word for one in met))
        tip = fresh_id("tip")
        place = Tag("td", class_=f"marked {worst}", tabindex="0", aria_describedby=tip)
        self._cells[row, field] = place
        first = met[0]
        pick = told(lambda: self.view.pick_finding(file, first))
        for key in ("click", "keydown.enter"):
            place.on(key, lambda _: pick(), js_handler="() => emit()")
        with place:
            Tag("span", text or say("（空）", "(empty)"))
            Tag("span", "、".join(one.code for one in met), "cell-codes")
            Tag("div", "\n".join(f"{words.severity(one.severity)} {one.code} {one.message}" for one in met), "tip", id=tip, role="tooltip")

    def show_chosen(self, finding: Finding) -> None:
        """Bring the cell of a finding into view."""
        place = self._cells.get((finding.row, finding.field))
        for one in self._cells.values():
            one.classes(add="chosen" if one is place else "", remove="" if one is place else "chosen")
        if place is not None:
            place.run_method("scrollIntoView", {"block": "center", "behavior": "smooth"})
            place.run_method("focus", {"preventScroll": True})


def _lines(table: TargetTable) -> list[tuple[str, str, str]]:
    """The project part: field, label, text; empty ones only where a form always has them."""
    project = table.project
    named = (
        (say("预算数", "budget"), project.budget),
        (say("财政资金", "fiscal"), project.fiscal),
        (say("其他资金", "other"), project.other),
    )
    money = [f"{word} {amount.raw}" for word, amount in named if amount is not None]
    money += [f"{line.label} {line.raw}" for line in project.funding]
    plan = [f"{step.label} {'' if step.percent is None else plain(step.percent) + '%'}".rstrip() for step in project.spending_plan]
    lines = [
        ("name", say("项目名称", "Project"), project.name),
        ("code", say("项目编码", "Code"), project.code or ""),
        ("budget", say("资金", "Money"), "；".join(money)),
        ("purpose", say("资金用途", "Purpose"), project.purpose or ""),
        ("plan", say("支出计划", "Plan"), "；".join(plan)),
        ("goal", say("绩效目标", "Goals"), "\n".join(project.goals)),
    ]
    return [line for line in lines if line[2] or line[0] in ("name", "purpose", "goal")]


def _text(row: Indicator, field: str) -> str:
    if field == "value":
        return as_written(row.value).strip()
    found = getattr(row, f"{field}_raw", None) or getattr(row, field)
    return "" if found is None else str(found)
