"""Adding a row: found in library and corpus, or written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nicegui import ui

from zhibiao.messages import InputError, say
from zhibiao.search import IndicatorHit
from zhibiao_service.page import words
from zhibiao_service.page.draft import LEVELS, Row
from zhibiao_service.page.elements import Tag, button, cell_field, fresh_id, told

if TYPE_CHECKING:
    from zhibiao_service.page.drafting import Drafting


class RowDialog:
    """A dialog that stays closed until it is asked for; Escape closes it."""

    def __init__(self, view: Drafting) -> None:
        self.view = view
        self._asked = ""
        self._level = LEVELS[0]
        self._name = ""
        self._dialog = ui.dialog()
        self._dialog.props("no-refocus=false")

    def open(self) -> None:
        """Show it, with the keyboard in the search field."""
        self._dialog.clear()
        title = fresh_id("title")
        with self._dialog, Tag("div", class_="dialog", role="dialog", aria_modal="true", aria_labelledby=title):
            with Tag("div", class_="dialog-head"):
                Tag("h2", say("添加指标", "Add a row"), id=title)
                button("×", self._dialog.close, "plain small", aria_label=say("关闭", "Close"))
            label = Tag("label", say("在指标库和语料中查找", "Search library and corpus"), "field-label")
            box = cell_field("", self._search, lines=1, class_="input", placeholder=say("如：验收合格率、受益人口", "e.g. 验收合格率"))
            label.set("for", box.html_id)
            self._results = Tag("div", class_="dialog-results", aria_live="polite")
            with Tag("div", class_="own-row"):
                Tag("h3", say("或者自己写一条", "Or write one"))
                self._own()
        self._dialog.open()
        ui.run_javascript(f"setTimeout(() => getHtmlElement({box.id})?.focus(), 250)")

    async def _search(self, text: str) -> None:
        self._asked = text
        if text.strip():
            self._say(say("正在查找…", "Searching…"))
        hits = await self.view.session.backend.search(text, 20) if text.strip() else []
        if text != self._asked:
            return  # something else was typed meanwhile
        self._results.clear()
        with self._results:
            if not hits:
                Tag("p", say("没有找到，请换个词。", "Nothing found; try another word.") if text.strip() else "", "quiet")
                return
            with Tag("table", class_="grid plain-grid"), Tag("tbody"):
                for hit in hits:
                    with Tag("tr"):
                        Tag("td", words.level(hit.level2), "level-cell")
                        Tag("td", hit.name)
                        Tag("td", hit.value.raw, "number")
                        Tag("td", f"{words.source(hit.source)} · {hit.where}", "quiet")
                        with Tag("td", class_="row-actions"):
                            button(
                                say("加入", "Add"),
                                lambda hit=hit: self._take(hit),
                                "small",
                                aria_label=say(f"加入：{hit.name}", f"Add: {hit.name}"),
                            )

    def _say(self, text: str) -> None:
        self._results.clear()
        with self._results:
            Tag("p", text, "quiet")

    def _take(self, hit: IndicatorHit) -> None:
        self._dialog.close()
        self.view.add(Row(level2=hit.level2 or LEVELS[0], name=hit.name, value=hit.value.raw))

    def _own(self) -> None:
        with Tag("div", class_="own-fields"):
            choice = Tag("select", class_="input", aria_label=words.column("level2"))
            with choice:
                for level in LEVELS:
                    Tag("option", say(level, words.level(level)), value=level)
            self._level = LEVELS[0]
            pick = told(self._pick)
            choice.on("change", lambda event: pick(str(event.args)), js_handler="(e) => emit(e.target.value)")
            cell_field(
                "",
                lambda text: setattr(self, "_name", text),
                lines=1,
                class_="input",
                aria_label=words.column("name"),
                placeholder=words.column("name"),
            )
            button(say("加入", "Add"), self._write, "small")

    def _pick(self, level: str) -> None:
        self._level = level if level in LEVELS else LEVELS[0]

    def _write(self) -> None:
        if not self._name.strip():
            raise InputError(say("请填写三级指标名称。", "give the indicator a name."))
        self._dialog.close()
        self.view.add(Row(level2=self._level, name=self._name.strip()))
        self._name = ""
