"""模型: which snapshot answers, what it was measured with, and what library and corpus hold."""

from __future__ import annotations

from nicegui import ui

from zhibiao.messages import say
from zhibiao_service.page.backend import ModelCard
from zhibiao_service.page.elements import Tag, told
from zhibiao_service.page.session import Session

_SOURCES = 100


class ModelView:
    """The view; everything in it is read once it is opened."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def draw(self) -> None:
        """Draw the frame, then the card when it is there."""
        self._place = Tag("div", class_="model")
        with self._place:
            Tag("p", say("正在读取…", "Reading…"), "quiet")
        ui.timer(0, told(self._fill), once=True)

    async def _fill(self) -> None:
        card = await self.session.backend.model()
        if self._place.is_deleted:
            return  # another part of the page is shown
        self._place.clear()
        with self._place:
            self._draw_counts(card)
            with Tag("div", class_="columns"):
                with Tag("section", class_="card model-card", aria_label=say("模型卡", "Model card")):
                    if card.card:
                        ui.markdown(card.card, extras=["tables", "fenced-code-blocks"])
                    else:
                        Tag("p", say("没有模型：推荐和审核只用指标库和语料。", "No snapshot: library and corpus alone answer."), "quiet")
                with Tag("section", class_="card", aria_label=say("语料", "Corpus")):
                    self._draw_sources(card)

    def _draw_counts(self, card: ModelCard) -> None:
        with Tag("div", class_="content-head"), Tag("div"):
            Tag("h1", say(f"模型 {card.name}", f"Model {card.name}"), "content-title")
            Tag("p", say(f"版本 {card.version}", f"version {card.version}"), "counts")
        with Tag("dl", class_="tiles"):
            doubtful = card.rows - card.clean_rows
            for name, number, note in (
                (say("指标库主题", "Topics"), card.topics, ""),
                (say("指标库指标", "Library indicators"), card.indicators, ""),
                (say("语料表数", "Tables"), card.tables, _newer(card.newer_tables)),
                (
                    say("语料指标行", "Rows"),
                    card.rows,
                    say(f"其中{doubtful}行存疑，不用于推荐", f"{doubtful} of them doubtful, never suggested"),
                ),
            ):
                with Tag("div", class_="tile"):
                    Tag("dt", name)
                    Tag("dd", f"{number:,}", "tile-number")
                    if note:
                        Tag("dd", note, "quiet")

    def _draw_sources(self, card: ModelCard) -> None:
        Tag("h2", say("语料来源", "Where the corpus comes from"))
        with Tag("table", class_="grid plain-grid"):
            with Tag("thead"), Tag("tr"):
                for word in (say("文件", "File"), say("表", "Tables"), say("指标行", "Rows")):
                    Tag("th", word, scope="col")
            with Tag("tbody"):
                for source in card.sources[:_SOURCES]:
                    with Tag("tr"):
                        Tag("td", source.file or say("（未注明）", "(not named)"))
                        Tag("td", str(source.tables), "number")
                        Tag("td", str(source.rows), "number")
        if len(card.sources) > _SOURCES:
            Tag("p", say(f"另有{len(card.sources) - _SOURCES}份", f"and {len(card.sources) - _SOURCES} more"), "quiet")


def _newer(count: int | None) -> str:
    if count is None:
        return ""
    return say(f"其中{count}张比模型新", f"{count} newer than the model") if count else say("模型都学过", "the model knows them all")
