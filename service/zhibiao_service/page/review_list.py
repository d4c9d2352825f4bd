"""The findings of a document: filters, the list, and what a person makes of each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zhibiao.audit.catalogue import catalogue
from zhibiao.audit.findings import SEVERITIES, Finding
from zhibiao.messages import say
from zhibiao_service.page import words
from zhibiao_service.page.elements import Tag, button, told
from zhibiao_service.page.findings import draw_finding
from zhibiao_service.page.review import File

if TYPE_CHECKING:
    from zhibiao_service.page.reviewing import Reviewing

_AT_ONCE = 150  # what is drawn; more is a matter for the filters


class ReviewList:
    """Draws filters and findings of the file shown."""

    def __init__(self, view: Reviewing) -> None:
        self.view = view
        self._items: dict[str, Tag] = {}

    def draw(self, file: File) -> None:
        """Draw everything on the left."""
        review = self.view.review
        assert file.reviewed is not None
        findings = [one for one in file.reviewed.report.findings if review.is_dismissed(file, one) == review.show_dismissed]
        counts = Counter(one.severity for one in findings)
        titles = {info.code: say(info.title, info.name.replace("-", " ")) for info in catalogue()}
        with Tag("div", class_="filters", role="group", aria_label=say("筛选", "Filters")):
            for word in SEVERITIES:
                on = word in review.severities
                button(
                    f"{words.severity(word)} {counts[word]}",
                    lambda word=word: self._toggle(word),
                    f"filter {word}",
                    aria_pressed="true" if on else "false",
                    data_severity=word,
                )
            gone = sum(number == file.id for number, _ in review.dismissed)
            if gone or review.show_dismissed:
                button(
                    say(f"已忽略 {gone}", f"Dismissed {gone}"),
                    self._dismissed,
                    "filter",
                    aria_pressed="true" if review.show_dismissed else "false",
                )
            by_rule = Counter(one.code for one in findings)
            choice = Tag("select", class_="input rule-filter", aria_label=say("按规则筛选", "By rule"))
            with choice:
                Tag("option", say("全部规则", "All rules"), value="")
                for code in sorted(by_rule):
                    option = Tag("option", f"{code} {titles.get(code, '')}（{by_rule[code]}）", value=code)
                    if code == review.rule:
                        option.set("selected", True)
            pick = told(self._pick)
            choice.on("change", lambda event: pick(str(event.args)), js_handler="(e) => emit(e.target.value)")
        self._list = Tag("div", class_="finding-scroll")
        self._draw_list(file, titles)

    def _draw_list(self, file: File, titles: dict[str, str]) -> None:
        review = self.view.review
        shown = review.listed(file)
        self._items.clear()
        with self._list:
            if not shown:
                Tag("p", say("没有符合条件的问题。", "Nothing to show."), "all-well")
                return
            with Tag("ul", class_="finding-list"):
                for finding in shown[:_AT_ONCE]:
                    item = self._items[finding.fingerprint] = Tag("li", class_=f"finding {finding.severity}", data_rule=finding.code)
                    with item:
                        self._draw_item(file, finding, titles)
            if len(shown) > _AT_ONCE:
                Tag(
                    "p",
                    say(
                        f"先列出{_AT_ONCE}条，共{len(shown)}条，请用上面的筛选缩小范围。",
                        f"The first {_AT_ONCE} of {len(shown)}; narrow them with the filters.",
                    ),
                    "quiet",
                )
        self.show_chosen()

    def _draw_item(self, file: File, finding: Finding, titles: dict[str, str]) -> None:
        draw_finding(finding, finding.project or "", titles.get(finding.code, ""))
        with Tag("div", class_="finding-actions"):
            button(
                say("看表格", "Show"),
                lambda: self.view.pick_finding(file, finding),
                "small plain show",
                aria_label=say(f"在表格中查看：{finding.message}", f"Show: {finding.message}"),
            )
            if self.view.review.is_dismissed(file, finding):
                reason = self.view.review.dismissed[file.id, finding.fingerprint]
                Tag("span", say(f"已忽略：{reason}", f"dismissed: {reason}"), "quiet")
                button(say("恢复", "Restore"), lambda: self.view.restore(file, finding), "small plain")
            else:
                button(
                    say("忽略", "Dismiss"),
                    lambda: self.view.ask_why(file, finding),
                    "small plain dismiss",
                    aria_label=say(f"忽略：{finding.message}", f"Dismiss: {finding.message}"),
                )

    def show_chosen(self) -> None:
        """Mark the finding that the table shows."""
        for mark, item in self._items.items():
            chosen = mark == self.view.review.chosen
            item.classes(add="chosen" if chosen else "", remove="" if chosen else "chosen")

    def _toggle(self, word: str) -> None:
        self.view.review.severities ^= {word}
        self.view.draw_results()

    def _pick(self, code: str) -> None:
        self.view.review.rule = code
        self.view.draw_results()

    def _dismissed(self) -> None:
        self.view.review.show_dismissed = not self.view.review.show_dismissed
        self.view.draw_results()
