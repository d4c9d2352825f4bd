"""Real rows of an indicator, opened under the line that names it."""

from __future__ import annotations

from collections.abc import Callable

from zhibiao.messages import say
from zhibiao_service.page import words
from zhibiao_service.page.backend import Backend
from zhibiao_service.page.elements import Tag, button


def used_rows(backend: Backend, name: str, level2: str | None, count: int, columns: int) -> Callable[[], None]:
    """Draw the button that opens the rows of an indicator (nothing where it has none); call what is given back after the line's end.

    :param count: how many rows there are.
    :param columns: how many columns the table has.
    """
    if not count:
        Tag("span", "—", "quiet", aria_label=say("语料中没有", "none in the corpus"))
        return lambda: None
    line: list[Tag] = []

    async def toggle() -> None:
        below = line[0]
        if below.visible:
            below.set_visibility(False)
            opener.set("aria_expanded", "false")
            return
        rows = await backend.used(name, level2)
        below.clear()
        with below, Tag("td", colspan=columns), Tag("table", class_="grid plain-grid"):
            with Tag("thead"), Tag("tr"):
                for word in (
                    words.column("value"),
                    words.column("basis"),
                    say("项目", "Project"),
                    say("单位、年度", "Unit, year"),
                    say("文件", "File"),
                ):
                    Tag("th", word, scope="col")
            with Tag("tbody"):
                for row in rows:
                    with Tag("tr", class_="doubtful" if row.doubtful else ""):
                        Tag("td", row.value, "number")
                        Tag("td", row.basis)
                        Tag("td", row.project + (say("（存疑，不用于推荐）", " (doubtful, never suggested)") if row.doubtful else ""))
                        Tag("td", " ".join(part for part in (row.unit, str(row.year or "")) if part))
                        Tag("td", row.file, "quiet")
        below.set_visibility(True)
        opener.set("aria_expanded", "true")

    opener = button(say(f"实例 {count}", f"Rows {count}"), toggle, "small plain", aria_expanded="false")
    opener.set("aria_label", say(f"实例{count}条：{name}", f"{count} rows: {name}"))

    def draw_line() -> None:
        below = Tag("tr", class_="detail")
        below.set_visibility(False)
        line.append(below)

    return draw_line
