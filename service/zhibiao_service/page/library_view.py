"""指标库: browse by functional class, search topics and indicators, and see real rows with where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from nicegui import ui

from zhibiao.domain.levels import HOME
from zhibiao.knowledge.library import Topic
from zhibiao.language.normalise import key
from zhibiao.messages import say
from zhibiao.search import IndicatorHit
from zhibiao_service.page import words
from zhibiao_service.page.draft import LEVELS
from zhibiao_service.page.elements import Tag, button, cell_field, told
from zhibiao_service.page.session import Session
from zhibiao_service.page.used_rows import used_rows

_HITS = 40
_TOPICS = 20


class LibraryView:
    """The view: classes and topics on the left, what was picked or found on the right."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._topics: Sequence[Topic] = ()
        self._asked = ""
        self._links: dict[str, Tag] = {}

    def draw(self) -> None:
        """Draw the frame; the topics come when they are read."""
        with Tag("div", class_="split library"):
            with Tag("section", class_="side", aria_label=say("功能分类", "Functions")):
                label = Tag("label", say("查找指标、主题", "Search indicators and topics"), "field-label")
                box = cell_field("", self._search, lines=1, class_="input search", placeholder=say("如：道路、满意度", "e.g. 道路"))
                label.set("for", box.html_id)
                self._tree = Tag("nav", class_="tree", aria_label=say("按支出功能分类浏览", "By function"))
            self._place = Tag("section", class_="content", aria_live="polite")
        ui.timer(0, told(self._fill), once=True)

    async def _fill(self) -> None:
        self._topics = await self.session.backend.topics()
        if self._place.is_deleted:
            return  # another part of the page is shown
        by_class = groupby(self._topics, key=lambda topic: topic.function[:3] if topic.function[:3] in words.FUNCTIONS else "")
        with self._tree:
            for code, found in by_class:
                topics = list(found)
                with Tag("details", class_="class"):
                    with Tag("summary", class_="class-name"):
                        Tag("span", f"{code} {words.function_name(code)}".strip())
                        Tag("span", str(len(topics)), "quiet")
                    for topic in topics:
                        self._links[topic.id] = button(topic.name, lambda topic=topic: self.show_topic(topic), "plain topic-link")
        indicators = sum(len(topic.indicators) for topic in self._topics)
        with self._place, Tag("div", class_="empty"):
            Tag("h1", say("指标库", "The library"))
            Tag(
                "p",
                say(
                    f"{len(self._topics)}个主题，{indicators}条指标。在左侧按支出功能分类浏览，或查找。",
                    f"{len(self._topics)} topics, {indicators} indicators. Browse on the left, or search.",
                ),
            )

    async def show_topic(self, topic: Topic) -> None:
        """Show a topic with its indicators, and which of them real tables have."""
        entries = sorted(topic.indicators, key=lambda one: LEVELS.index(one.level2))
        counts = await self.session.backend.in_use([(entry.name, entry.level2) for entry in entries])
        for identity, link in self._links.items():
            link.set("aria_current", "true" if identity == topic.id else None)
        self._place.clear()
        with self._place:
            with Tag("div", class_="content-head"), Tag("div"):
                Tag("h1", topic.name, "content-title")
                Tag("p", f"{words.function_name(topic.function)} · {topic.function} {topic.function_name}", "counts")
            with Tag("dl", class_="facts"):
                for name, text in (
                    (say("典型项目", "Projects"), "；".join(topic.projects)),
                    (say("资金用途", "Purpose"), "\n".join(topic.purposes)),
                    (say("服务对象", "Serves"), "、".join(topic.served) or say("无", "nobody")),
                    (say("关键词", "Keywords"), "、".join((*topic.keywords, *topic.synonyms))),
                ):
                    Tag("dt", name)
                    Tag("dd", text)
            with Tag("table", class_="grid topic-grid"):
                with Tag("thead"), Tag("tr"):
                    for word in (
                        words.column("level2"),
                        words.column("name"),
                        say("常用值", "Usual value"),
                        say("怎么算", "Formula"),
                        say("依据和证明", "Basis, proof"),
                        say("实例", "In use"),
                    ):
                        Tag("th", word, scope="col")
                with Tag("tbody"):
                    for entry, count in zip(entries, counts, strict=True):
                        with Tag("tr"):
                            Tag("td", words.level(entry.level2), "level-cell", title=HOME[entry.level2])
                            with Tag("td"):
                                Tag("span", entry.name)
                                if entry.core:
                                    Tag("span", say("核心", "core"), "source core")
                            Tag("td", str(entry.slot()), "number")
                            Tag("td", entry.formula or entry.measures)
                            unchecked = say("（原文待核）", " (unchecked)") if entry.checked is False else ""
                            Tag("td", f"{entry.basis}：{entry.standard or entry.grounds}{unchecked}；{entry.proof}", "quiet")
                            with Tag("td", class_="row-actions"):
                                draw_line = used_rows(self.session.backend, entry.name, entry.level2, count, columns=6)
                        draw_line()

    async def _search(self, text: str) -> None:
        self._asked = text
        if not text.strip():
            self._place.clear()
            return
        hits = await self.session.backend.search(text, _HITS)
        counts = await self.session.backend.in_use([(hit.name, hit.level2) for hit in hits])
        if text != self._asked or self._place.is_deleted:
            return  # something else was typed meanwhile
        wanted = key(text)
        topics = [
            topic
            for topic in self._topics
            if wanted and any(wanted in key(word) for word in (topic.name, topic.function_name, *topic.keywords, *topic.synonyms))
        ][:_TOPICS]
        self._place.clear()
        with self._place:
            with Tag("div", class_="content-head"), Tag("div"):
                Tag("h1", say(f"查找：{text.strip()[:40]}", f"Search: {text.strip()[:40]}"), "content-title")
                Tag(
                    "p",
                    say(f"主题{len(topics)}个　指标{len(hits)}条", f"{len(topics)} topics, {len(hits)} indicators"),
                    "counts",
                    role="status",
                )
            if topics:
                with Tag("div", class_="topic-hits"):
                    for topic in topics:
                        button(topic.name, lambda topic=topic: self.show_topic(topic), "small")
            if hits:
                self._draw_hits(hits, counts)
            elif not topics:
                Tag("p", say("没有找到，请换个词。", "Nothing found; try another word."), "quiet")

    def _draw_hits(self, hits: Sequence[IndicatorHit], counts: Sequence[int]) -> None:
        with Tag("table", class_="grid hit-grid"):
            with Tag("thead"), Tag("tr"):
                for word in (
                    words.column("level2"),
                    words.column("name"),
                    words.column("value"),
                    say("来自", "From"),
                    say("实例", "In use"),
                ):
                    Tag("th", word, scope="col")
            with Tag("tbody"):
                for hit, count in zip(hits, counts, strict=True):
                    with Tag("tr"):
                        Tag("td", words.level(hit.level2), "level-cell")
                        Tag("td", hit.name)
                        Tag("td", hit.value.raw, "number")
                        with Tag("td"):
                            Tag("span", words.source(hit.source), f"source {hit.source}")
                            Tag("span", hit.where)
                        with Tag("td", class_="row-actions"):
                            draw_line = used_rows(self.session.backend, hit.name, hit.level2, count, columns=5)
                    draw_line()
