"""编制: from a few lines about a project to a table that can be handed in."""

from __future__ import annotations

import asyncio

from nicegui import ui

from zhibiao.audit.findings import Report
from zhibiao.messages import InputError, ZhibiaoError, say
from zhibiao.recommend.suggestion import ModelName, SuggestedIndicator
from zhibiao_service.page import words
from zhibiao_service.page.answers import filled
from zhibiao_service.page.backend import Feedback, Form, RowDecision
from zhibiao_service.page.draft import LIMITS, MAX_ROWS, Asked, Cell, Draft, Row
from zhibiao_service.page.draft_table import DraftTable
from zhibiao_service.page.elements import Tag, focus, notice
from zhibiao_service.page.project_form import ProjectForm
from zhibiao_service.page.row_dialog import RowDialog
from zhibiao_service.page.session import Session

_PAUSE = 0.3  # seconds of quiet before the table is audited anew


class Drafting:
    """The view, and everything that happens in it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.report: Report | None = None
        self._auditing: asyncio.Task[None] | None = None
        self._again = False

    @property
    def draft(self) -> Draft:
        return self.session.draft

    def draw(self) -> None:
        """Draw form and table side by side."""
        with Tag("div", class_="split draft"):
            with Tag("section", class_="side", aria_label=say("项目信息", "Project")):
                self.form = ProjectForm(self)
                self.form.draw()
            self._table_place = Tag("section", class_="content", aria_label=say("绩效目标表", "Target table"))
        self.table = DraftTable(self)
        self.dialog = RowDialog(self)
        self.draw_table()

    def draw_table(self) -> None:
        """Draw the table anew, after rows have come or gone."""
        self._table_place.clear()
        with self._table_place:
            self.table.draw()
        self.audit_soon()

    # what people do

    async def suggest(self) -> None:
        """Ask for a table for what the form says."""
        draft = self.draft
        self.form.show_problems()
        if not any(draft.fields[name].strip() for name in ("name", "purpose", "goals")):
            self.form.ask_for_name()
            return
        project = draft.to_project()
        self.form.set_busy(True)
        try:
            suggestion = await self.session.backend.suggest(project)
        finally:
            self.form.set_busy(False)
        draft.take(suggestion)
        self.form.show_goals()
        self.changed()
        self.draw_table()
        notice(say(f"已推荐{len(suggestion.indicators)}条指标。", f"{len(suggestion.indicators)} indicators suggested."), "positive")

    def edit_project(self, name: str, text: str) -> None:
        """A field of the project was typed in."""
        self.draft.fields[name] = text
        self.form.show_problems()
        self.changed()
        self.audit_soon()

    def edit(self, row: Row, cell: Cell, text: str) -> None:
        """A cell of the table was typed in."""
        setattr(row, cell, text[: LIMITS[cell]])
        self.table.refresh(row)
        self.changed()
        self.audit_soon()

    async def accept(self, row: Row) -> None:
        """Accept a row as it stands, or take that back."""
        row.accepted = not row.accepted
        self.table.refresh(row)
        self.changed()
        if row.accepted:
            await self._send([row.decision()])

    async def accept_all(self) -> None:
        """Accept every row whose value is complete."""
        fresh = [row for row in self.draft.rows if not row.accepted and not row.is_open]
        for row in fresh:
            row.accepted = True
            self.table.refresh(row)
        self.changed()
        if fresh:
            await self._send([row.decision() for row in fresh])

    async def remove(self, row: Row) -> None:
        """Take a row out; a suggested one is thereby rejected, and can be had back among the alternatives."""
        after = [one for one in self.draft.rows if one.id != row.id]
        place = next((n for n, one in enumerate(self.draft.rows) if one.id == row.id), 0)
        self.draft.remove(row)
        if row.suggested is not None:
            self.draft.alternatives.insert(0, row.suggested)
        self.changed()
        self.draw_table()
        if after:
            self.table.focus(after[min(place, len(after) - 1)])
        if row.suggested is not None:
            await self._send([RowDecision("rejected", suggested=row.suggested)])

    def add(self, row: Row) -> None:
        """Put a row in and go to it."""
        if not self.draft.add(row):
            raise InputError(say(f"一张表最多{MAX_ROWS}行。", f"a table has at most {MAX_ROWS} rows."))
        self.changed()
        self.draw_table()
        self.table.focus(row)

    def add_alternative(self, suggested: SuggestedIndicator) -> None:
        """Take an alternative into the table."""
        self.draft.alternatives = [one for one in self.draft.alternatives if one is not suggested]
        self.add(Row.of(suggested))

    def put(self, row: Row, **cells: str) -> None:
        """Put other texts into cells of a row: an alternative, a corrected value."""
        for cell, text in cells.items():
            setattr(row, cell, text[: LIMITS[cell]])
        self.table.show(row)
        self.changed()
        self.audit_soon()

    async def answer(self, asked: Asked, text: str) -> None:
        """Fill the open slots that a question is about."""
        asked.answer = text
        if not text.strip():
            return
        rows = [row for identity in asked.rows if (row := self.draft.row(identity)) is not None and row.is_open]
        results = [(row, filled(row.value, text)) for row in rows]
        usable = [(row, value) for row, value in results if value is not None]
        if not usable:
            raise InputError(
                say(
                    f"“{text[:20]}”里没有看到数或日期，请直接写数，如“3.2”。",
                    f"there is no number or date in “{text[:20]}”; write 3.2, say.",
                )
            )
        for row, value in usable:
            self.put(row, value=value)
        if asked.question.field == "budget" and not self.draft.fields["budget"].strip():
            bare = text.strip().replace(".", "", 1).isdigit()
            self.draft.fields["budget"] = f"{text.strip()}万元" if bare else text.strip()
            self.form.show_fields()
        self.draft.questions = [one for one in self.draft.questions if one is not asked]
        self.changed()
        following = self.table.settle_questions()
        if following is not None:
            focus(following)
        else:
            self.table.focus(usable[0][0], "value")

    async def suggest_value(self, row: Row) -> None:
        """Ask for a value of a row, and show what it rests on."""
        if not row.name.strip():
            raise InputError(say("请先填写三级指标名称。", "give the indicator its name first."))
        found = await self.session.backend.values(row.name, row.level2, self.draft.usable_project())
        if found.value is None:
            raise InputError(found.value_evidence.why)
        self.put(row, value=found.value.raw)
        notice(found.value_evidence.why or say("已填入。", "filled in."))

    async def export(self, form: Form, kind: str) -> None:
        """Hand the table out as a file, and say what became of its rows."""
        draft = self.draft
        if not draft.rows:
            raise InputError(say("表中还没有指标。", "the table has no rows yet."))
        data = await self.session.backend.export(draft.table(), form, kind)
        name = "".join(c for c in draft.fields["name"].strip() if c not in '\\/:*?"<>|' and c.isprintable())[:60] or say(
            "绩效目标表", "targets"
        )
        ui.download.content(data, f"{name}_{words.form(form)}.{kind}")
        await self._send([row.decision() for row in draft.rows if row.name.strip()])

    def start_anew(self) -> None:
        """Put everything away."""
        self.session.draft = Draft()
        self.changed()
        self.session.show_part()

    def changed(self) -> None:
        """Keep the draft, and count anew."""
        self.session.keep()
        self.table.count()

    async def _send(self, rows: list[RowDecision]) -> None:
        draft = self.draft
        model = draft.model or ModelName(name="none", version="")
        if rows:
            await self.session.backend.feedback(Feedback(draft.id, model, draft.usable_project(), rows))

    # the audit

    def audit_soon(self) -> None:
        """Audit the table once people pause; what is running is followed by one more."""
        if self._auditing is not None and not self._auditing.done():
            self._again = True
            return
        self._auditing = asyncio.create_task(self._audit())

    async def _audit(self) -> None:
        with self.session.speaking():
            while True:
                self._again = False
                await asyncio.sleep(_PAUSE)
                if self._table_place.is_deleted:
                    return  # another part of the page is shown
                if self._again:
                    continue
                if not any(row.name.strip() for row in self.draft.rows):
                    self.report = None
                    self.table.show_findings([])
                    return
                try:
                    self.report = await self.session.backend.audit(self.draft.table())
                except ZhibiaoError as error:
                    self.report = None
                    if not self._table_place.is_deleted:
                        self.table.show_audit_problem(str(error))
                    return
                if not self._again and not self._table_place.is_deleted:
                    self.table.show_findings(list(self.report.findings))
                    return
