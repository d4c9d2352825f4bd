"""The table in the making: rows by level, marks where the audit finds fault, evidence on demand."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from zhibiao.audit.findings import SEVERITIES, Finding
from zhibiao.messages import say
from zhibiao_service.page import words
from zhibiao_service.page.backend import FORMS, Form
from zhibiao_service.page.draft import CELLS, LIMITS, Asked, Cell, Row, grouped
from zhibiao_service.page.elements import Tag, button, cell_field, focus, fresh_id, on_enter, show_value
from zhibiao_service.page.evidence import draw_evidence
from zhibiao_service.page.findings import draw_finding
from zhibiao_service.page.local import writers

if TYPE_CHECKING:
    from zhibiao_service.page.drafting import Drafting

_WIDTHS = {"level2": 104, "name": 190, "description": 0, "value": 132, "basis": 140, "actions": 148}


class _Drawn:
    """The elements of a row that change while it stands."""

    def __init__(self) -> None:
        self.line: Tag
        self.fields: dict[Cell, Tag] = {}
        self.cells: dict[Cell, Tag] = {}
        self.tips: dict[Cell, Tag] = {}
        self.state: Tag
        self.accept: Tag
        self.more: Tag
        self.detail: Tag
        self.panel: Tag


class DraftTable:
    """Draws the draft's rows and keeps the drawing in step with them."""

    def __init__(self, view: Drafting) -> None:
        self.view = view
        self._rows: dict[str, _Drawn] = {}
        self._open: set[str] = set()
        self._counts: Tag | None = None
        self._questions: list[tuple[Asked, Tag, Tag]] = []  # with its place and its box

    def draw(self) -> None:
        """Draw everything but the form."""
        draft = self.view.draft
        self._rows.clear()
        self._counts = None
        if not draft.rows:
            self._draw_empty()
            return
        with Tag("div", class_="content-head"):
            with Tag("div"):
                Tag("h1", draft.fields["name"].strip() or say("绩效目标表", "Target table"), "content-title")
                self._counts = Tag("p", "", "counts", role="status")
            self._draw_actions()
        self._draw_questions()
        with Tag("table", class_="grid draft-grid"):
            with Tag("colgroup"):
                for width in _WIDTHS.values():
                    Tag("col", style=f"width:{width}px" if width else "")
            with Tag("thead"), Tag("tr"):
                for name in ("level2", *CELLS):
                    Tag("th", words.column(name), scope="col")
                Tag("th", say("处理", "Decide"), scope="col")
            for level1, rows in grouped(draft.rows):
                with Tag("tbody"):
                    with Tag("tr", class_="group"), Tag("th", class_="group-name", colspan=6, scope="rowgroup"):
                        Tag("span", say(level1, words.level(level1)))
                        Tag("span", say(f"{len(rows)}条", f"{len(rows)}"), "group-count")
                    for row in rows:
                        self._draw_row(row)
        self._audit = Tag("section", class_="findings", aria_label=say("审核结果", "Audit"))
        self._draw_rest()
        self.count()

    def _draw_empty(self) -> None:
        with Tag("div", class_="empty"):
            Tag("h1", say("从项目信息开始", "Begin with the project"))
            Tag(
                "p",
                say(
                    "在左侧填写项目名称和资金用途，点“推荐指标”，得到一张完整的绩效目标表。",
                    "Fill in name and purpose on the left and press Suggest: you get a complete target table.",
                ),
            )
            with Tag("ol", class_="steps"):
                for title, text in (
                    (
                        say("推荐", "Suggest"),
                        say(
                            "8至12条指标，每条都能看到依据；没有依据的值留空，不编数。",
                            "8 to 12 rows, each with its evidence; what nothing speaks for stays open.",
                        ),
                    ),
                    (
                        say("修改", "Edit"),
                        say(
                            "逐格修改、采纳或删去；审核随改随查，问题标在格上。",
                            "Change, accept or remove; the audit follows and marks cells.",
                        ),
                    ),
                    (say("导出", "Export"), say("导出为河北表式或全国通用表式。", "Export in the Hebei or the national form.")),
                ):
                    with Tag("li"):
                        Tag("strong", title)
                        Tag("span", text)
            button(say("自己添加指标", "Add a row yourself"), self.view.dialog.open, "plain")

    def _draw_actions(self) -> None:
        with Tag("div", class_="actions"):
            button(say("添加指标", "Add row"), self.view.dialog.open)
            button(say("全部采纳", "Accept all"), self.view.accept_all)
            with Tag("details", class_="menu"):
                Tag("summary", say("导出", "Export"), "button primary")
                with Tag("div", class_="menu-items"):
                    for form in FORMS:
                        for kind in writers():
                            self._export(form, kind)

    def _export(self, form: Form, kind: str) -> None:
        file = {"docx": "Word", "xlsx": "Excel"}.get(kind, kind)
        button(f"{words.form(form)} · {file}（.{kind}）", lambda: self.view.export(form, kind), "menu-item", data_export=f"{form}.{kind}")

    def _draw_questions(self) -> None:
        self._questions = []
        questions = [asked for asked in self.view.draft.questions if self._is_waiting(asked)]
        if not questions:
            return
        self._asking = Tag("section", class_="questions", aria_label=say("待补充", "Questions"))
        with self._asking:
            self._asking_title = Tag("h2")
            with Tag("div", class_="question-list"):
                for asked in questions:
                    place = Tag("div", class_="question")
                    with place:
                        label = Tag("label", asked.question.question)
                        box = cell_field(asked.answer, partial(setattr, asked, "answer"), lines=1, class_="input", most=60)
                        self._questions.append((asked, place, box))
                        on_enter(box, partial(self.view.answer, asked))
                        label.set("for", box.html_id)
                        button(say("填入", "Fill"), lambda asked=asked: self.view.answer(asked, asked.answer), "small")
        self.settle_questions()

    def _is_waiting(self, asked: Asked) -> bool:
        rows = (self.view.draft.row(identity) for identity in asked.rows)
        return asked in self.view.draft.questions and any(row is not None and row.is_open for row in rows)

    def settle_questions(self) -> Tag | None:
        """Take away the questions that are answered, and nothing else: people may be typing in the next one. The box of the first that
        is left."""
        for one in [one for one in self._questions if not self._is_waiting(one[0])]:
            self._questions.remove(one)
            one[1].delete()
        left = len(self._questions)
        if left:
            self._asking_title.text = say(f"还差{left}项，补上就能填完空缺的指标值", f"{left} answers would fill the open values")
        elif not self._asking.is_deleted:
            self._asking.delete()
        return self._questions[0][2] if left else None

    def _draw_row(self, row: Row) -> None:
        made = self._rows[row.id] = _Drawn()
        made.line = Tag("tr", class_="indicator", data_row=row.id)
        with made.line:
            with Tag("td", class_="level-cell"):
                Tag("span", words.level(row.level2))
                made.state = Tag("span", "", "state")
            for cell in CELLS:
                tip = fresh_id("tip")
                made.cells[cell] = Tag("td", class_=f"cell cell-{cell}")
                with made.cells[cell]:
                    made.fields[cell] = cell_field(
                        getattr(row, cell),
                        partial(self.view.edit, row, cell),
                        most=LIMITS[cell],
                        aria_label=f"{words.column(cell)}：{row.name}",
                        aria_describedby=tip,
                    )
                    made.tips[cell] = Tag("div", "", "tip", id=tip, role="tooltip")
            with Tag("td", class_="row-actions"):
                made.accept = button(say("采纳", "Accept"), lambda: self.view.accept(row), "small accept")
                made.more = button(say("依据", "Why"), lambda: self._toggle(row), "small plain", aria_expanded="false")
                button(
                    "×",
                    lambda: self.view.remove(row),
                    "small plain remove",
                    aria_label=say(f"删去：{row.name}", f"Remove: {row.name}"),
                    title=say("删去", "Remove"),
                )
        made.detail = Tag("tr", class_="detail")
        with made.detail:
            made.panel = Tag("td", colspan=6)
        made.detail.set_visibility(False)
        if row.id in self._open:
            self._show_detail(row)
        self.refresh(row)

    def _toggle(self, row: Row) -> None:
        if row.id in self._open:
            self._open.discard(row.id)
            self._rows[row.id].detail.set_visibility(False)
            self._rows[row.id].more.set("aria_expanded", "false")
        else:
            self._show_detail(row)

    def _show_detail(self, row: Row) -> None:
        made = self._rows[row.id]
        self._open.add(row.id)
        made.panel.clear()
        with made.panel:
            draw_evidence(row, self.view)
        made.detail.set_visibility(True)
        made.more.set("aria_expanded", "true")

    def _draw_rest(self) -> None:
        draft = self.view.draft
        if draft.alternatives:
            with Tag("details", class_="card fold alternatives"):
                Tag("summary", say(f"备选指标（{len(draft.alternatives)}条）", f"Alternatives ({len(draft.alternatives)})"))
                with Tag("table", class_="grid plain-grid"), Tag("tbody"):
                    for suggested in draft.alternatives:
                        with Tag("tr"):
                            Tag("td", words.level(suggested.level2), "level-cell")
                            Tag("td", suggested.name)
                            Tag("td", suggested.value.raw, "number")
                            Tag("td", "、".join(words.source(one) for one in suggested.sources), "quiet")
                            with Tag("td", class_="row-actions"):
                                button(
                                    say("加入", "Add"),
                                    lambda suggested=suggested: self.view.add_alternative(suggested),
                                    "small",
                                    aria_label=say(f"加入：{suggested.name}", f"Add: {suggested.name}"),
                                )
        notes = [*draft.warnings, *(f"{words.level(one.level2)}：{one.why}" for one in draft.abstained)]
        if notes:
            with Tag("section", class_="card notes"):
                Tag("h2", say("没有给出的和需要留意的", "Left out, and to be watched"))
                with Tag("ul"):
                    for note in notes:
                        Tag("li", note)

    # keeping in step

    def refresh(self, row: Row) -> None:
        """Show what became of a row: accepted, edited, its own, open."""
        made = self._rows.get(row.id)
        if made is None:
            return
        flags = {"accepted": row.accepted, "edited": row.is_edited, "own": row.suggested is None, "open": row.is_open}
        made.line.classes(
            add=" ".join(name for name, on in flags.items() if on), remove=" ".join(name for name, on in flags.items() if not on)
        )
        made.accept.text = say("已采纳", "Accepted") if row.accepted else say("采纳", "Accept")
        made.accept.set("aria_pressed", "true" if row.accepted else "false")
        made.accept.set("aria_label", f"{made.accept.text}：{row.name}")
        made.more.set("aria_label", say(f"依据：{row.name}", f"Why: {row.name}"))
        made.state.text = say("自填", "own") if row.suggested is None else say("已改", "edited") if row.is_edited else ""

    def show(self, row: Row) -> None:
        """Put the row's texts into its fields."""
        made = self._rows.get(row.id)
        if made is None:
            return
        for cell, field in made.fields.items():
            if field._props["value"] != getattr(row, cell):
                show_value(field, getattr(row, cell))
        self.refresh(row)

    def focus(self, row: Row, cell: Cell = "name") -> None:
        """Move the keyboard to a cell."""
        if row.id in self._rows:
            focus(self._rows[row.id].fields[cell])

    def count(self) -> None:
        """Say how far the table is."""
        if self._counts is None:
            return
        rows = self.view.draft.rows
        done, waiting = sum(row.accepted for row in rows), sum(row.is_open for row in rows)
        parts = [say(f"{len(rows)}条指标", f"{len(rows)} rows"), say(f"已采纳{done}条", f"{done} accepted")]
        if waiting:
            parts.append(say(f"{waiting}个值待补", f"{waiting} values open"))
        if self.view.report is not None:
            summary = self.view.report.summary
            parts += [f"{words.severity(word)} {getattr(summary, word)}" for word in SEVERITIES]
        self._counts.text = "　".join(parts)

    def show_findings(self, findings: list[Finding]) -> None:
        """Mark the cells in question and list what was found."""
        if self._counts is None:
            return
        rows = self.view.draft.rows
        at: dict[tuple[str, Cell], list[Finding]] = defaultdict(list)
        for finding in findings:
            if finding.row is not None and finding.row <= len(rows):
                cell: Cell = finding.field if finding.field in CELLS else "name"
                at[rows[finding.row - 1].id, cell].append(finding)
        for identity, made in self._rows.items():
            for cell, place in made.cells.items():
                met = at.get((identity, cell), [])
                worst = next((word for word in SEVERITIES if any(one.severity == word for one in met)), "")
                place.classes(
                    add=f"marked {worst}" if worst else "", remove=" ".join({"marked", *SEVERITIES} - {"marked" if worst else "", worst})
                )
                text = "\n".join(f"{words.severity(one.severity)} {one.code} {one.message}" for one in met)
                if made.tips[cell].text != text:
                    made.tips[cell].text = text
        self._audit.clear()
        with self._audit:
            self._draw_findings(findings, rows)
        self.count()

    def _draw_findings(self, findings: list[Finding], rows: list[Row]) -> None:
        if not findings:
            Tag("p", say("审核没有发现问题。", "The audit finds nothing wrong."), "all-well")
            return
        Tag("h2", say(f"审核发现{len(findings)}处", f"{len(findings)} findings"))
        with Tag("ul", class_="finding-list"):
            for finding in findings:
                row = rows[finding.row - 1] if finding.row is not None and finding.row <= len(rows) else None
                with Tag("li", class_=f"finding {finding.severity}"):
                    draw_finding(finding, row.name if row is not None else "")
                    with Tag("div", class_="finding-actions"):
                        if row is not None:
                            cell: Cell = finding.field if finding.field in CELLS else "name"
                            button(say("去修改", "Go to cell"), lambda row=row, cell=cell: self.focus(row, cell), "small plain")
                            if finding.fix and finding.field in CELLS:
                                button(
                                    say(f"改为“{finding.fix[:24]}”", f"Use “{finding.fix[:24]}”"),
                                    lambda row=row, cell=cell, fix=finding.fix: self.view.put(row, **{cell: fix}),
                                    "small",
                                )

    def show_audit_problem(self, text: str) -> None:
        """Say why the table could not be audited."""
        if self._counts is None:
            return
        self._audit.clear()
        with self._audit:
            Tag("p", text, "wrong")
