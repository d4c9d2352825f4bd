"""The form that says what a project is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zhibiao.domain.tables import MAX_NAME, MAX_TEXT
from zhibiao.messages import say
from zhibiao_service.page.elements import Tag, button, focus, show_value, text_field

if TYPE_CHECKING:
    from zhibiao_service.page.drafting import Drafting


_BARE = re.compile(r"\d[\d,.]*")


class ProjectForm:
    """Fields of the project, and what is wrong with them."""

    def __init__(self, view: Drafting) -> None:
        self.view = view
        self._fields: dict[str, Tag] = {}
        self._notes: dict[str, tuple[Tag, str]] = {}

    def draw(self) -> None:
        """Draw the form."""
        Tag("h2", say("项目信息", "Project"), "side-title")
        self._field("name", say("项目名称", "Project name"), lines=2, required=True)
        self._field("unit", say("填报单位", "Unit"))
        with Tag("div", class_="pair"):
            self._field("year", say("年度", "Year"), placeholder="2025", most=4)
            self._field("budget", say("预算金额", "Budget"), placeholder=say("54.7万元", "54.7万元"), most=40)
        self._field(
            "purpose",
            say("资金用途", "Purpose"),
            lines=6,
            most=MAX_TEXT,
            hint=say(
                "做什么、做多少、给谁、何时完成；写得越具体，指标值越完整。",
                "What, how much, for whom, by when: the more is said, the fewer values stay open.",
            ),
        )
        self._field(
            "goals",
            say("绩效目标", "Goals"),
            lines=4,
            most=MAX_TEXT,
            hint=say("可不填，由系统拟写；一行一条。", "May stay empty: a draft is made. One a line."),
        )
        with Tag("div", class_="side-actions"):
            self._go = button(say("推荐指标", "Suggest"), self.view.suggest, "primary wide")
            button(say("清空重来", "Start anew"), self.view.start_anew, "plain")

    def _field(
        self, name: str, label: str, *, lines: int = 1, hint: str = "", placeholder: str = "", most: int = MAX_NAME, required: bool = False
    ) -> None:
        def typed(text: str) -> None:
            self.view.edit_project(name, text)

        value = self.view.draft.fields.get(name, "")
        field, note = text_field(label, value, typed, lines=lines, hint=hint, placeholder=placeholder, most=most, required=required)
        self._fields[name], self._notes[name] = field, (note, hint)

    def show_problems(self) -> None:
        """Say under each field what cannot be used."""
        wrong = self.view.draft.wrong_fields()
        for name, (note, hint) in self._notes.items():
            text = wrong.get(name) or (self._unit_hint() if name == "budget" else "") or hint
            if note.text != text:
                note.text = text
                note.classes(add="wrong" if name in wrong else "", remove="" if name in wrong else "wrong")

    def _unit_hint(self) -> str:
        """A bare number is read in yuan, which a clerk who means 万元 must see where it is typed."""
        typed = self.view.draft.fields.get("budget", "").strip()
        if not _BARE.fullmatch(typed):
            return ""
        return say(f"按{typed}元理解；如果是万元，请写“{typed}万元”。", f"taken as {typed} yuan; write “{typed}万元” if that is meant.")

    def ask_for_name(self) -> None:
        """Say that there is nothing to go by, and go to the name."""
        note, _ = self._notes["name"]
        note.text = say("请至少填写项目名称。", "Give at least the project's name.")
        note.classes(add="wrong")
        focus(self._fields["name"])

    def show_goals(self) -> None:
        """Show the goals that were drafted."""
        self.show_fields()

    def show_fields(self) -> None:
        """Show what the draft holds."""
        for name, field in self._fields.items():
            value = self.view.draft.fields.get(name, "")
            if field._props["value"] != value:
                show_value(field, value)

    def set_busy(self, busy: bool) -> None:
        """While a table is worked out, the button says so and cannot be pressed again."""
        self._go.text = say("正在推荐…", "Working…") if busy else say("推荐指标", "Suggest")
        self._go.set("disabled", True if busy else None)
