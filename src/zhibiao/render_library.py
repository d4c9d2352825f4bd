"""The library for a terminal: found indicators, and a topic whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType

from zhibiao.messages import say
from zhibiao.render import WIDTH, Column, entry_line, grid, heading, level, printed

if TYPE_CHECKING:
    from zhibiao.knowledge.library import Topic
    from zhibiao.search import IndicatorHit


def hits_text(hits: Sequence[IndicatorHit], width: int = WIDTH) -> str:
    """Found indicators as a table: name, level 2, value, where from."""
    columns = (
        Column(say("三级指标", "Indicator"), 30),
        Column(say("二级", "Level 2"), 12, whole=True),
        Column(say("指标值", "Value"), 20),
        Column(say("来自", "From"), width),
    )
    words = {"library": say("指标库", "library"), "corpus": say("语料", "corpus")}
    cells = [(hit.name, level(hit.level2), str(hit.value), f"{words[hit.source]} {hit.where}") for hit in hits]
    return printed([grid(columns, cells, width)], width).lstrip("\n")


def topic_text(topic: Topic, width: int = WIDTH) -> str:
    """A topic of the library whole: what it is, then its indicators with their usual values and grounds."""
    where = "、".join((topic.function, *topic.also_in))
    parts: list[RenderableType] = [
        heading(f"{topic.name}（{topic.id}）"),
        entry_line(say("款", "Function"), f"{where} {topic.function_name}", width),
        entry_line(say("项目类型", "Kinds"), "、".join(topic.kinds), width),
        entry_line(say("关键词", "Keywords"), "、".join((*topic.keywords, *topic.synonyms)), width),
    ]
    if topic.not_:
        parts.append(entry_line(say("不是", "Not"), "、".join(topic.not_), width))
    parts += [entry_line(say("典型项目", "Projects"), "；".join(topic.projects), width)]
    parts += [entry_line(say("资金用途", "Purpose"), purpose, width) for purpose in topic.purposes]
    parts += [
        entry_line(say("服务对象", "Serves"), "、".join(topic.served) or say("无", "nobody"), width),
        entry_line(say("绩效目标", "Goal"), topic.goal, width),
    ]
    columns = (
        Column(say("三级指标", "Indicator"), 30),
        Column(say("二级", "Level 2"), 12, whole=True),
        Column(say("指标值", "Value"), 20),
        Column(say("怎么算、依据", "Formula, ground"), width),
    )
    cells = []
    for entry in topic.indicators:
        star = "★" if entry.core else ""
        ground = f"{entry.basis}：{entry.standard or entry.grounds}" + (
            say("（原文待核）", " (unchecked)") if entry.checked is False else ""
        )
        cells.append((f"{entry.name}{star}", level(entry.level2), str(entry.slot()), f"{entry.formula or entry.measures}。{ground}"))
    return printed([*parts, grid(columns, cells, width)], width)
