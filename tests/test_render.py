"""Tables on a terminal: whole names, whole words, within the width."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from zhibiao import render
from zhibiao.domain.levels import ENGLISH, HOME
from zhibiao.domain.tables import Document, Indicator, Project, TargetTable
from zhibiao.messages import speaking
from zhibiao.recommend.suggestion import Evidence, ModelName, SuggestedIndicator, Suggestion


def _row(level2: str, why: str | None = None) -> SuggestedIndicator:
    evidence = (Evidence(type="library", id="x", why=why),) if why else ()
    name = "残疾人居家无障碍改造工程质量验收合格率"
    return SuggestedIndicator(level1=HOME[level2], level2=level2, name=name, value="≥95%", sources=("library",), evidence=evidence)


@pytest.mark.parametrize(
    ("why", "shown"),
    [
        ("主题“乡镇（街道）机关运转”（机关、运转）", "指标库主题“乡镇（街道）机关运转”"),
        ("主题“乡镇（街道）机关运转”", "指标库主题“乡镇（街道）机关运转”"),
        ("主题““三公”（经费）控制”（乡镇（街道）、“三公”经费）", "指标库主题““三公”（经费）控制”"),
        ("topic “乡镇（街道）机关运转” (机关, 运转)", "指标库topic “乡镇（街道）机关运转”"),
        ("项目类型“基层干部报酬”", "指标库项目类型“基层干部报酬”"),
        ("各类项目共有的要求", "指标库各类项目共有的要求"),
    ],
)
def test_the_name_of_a_topic_is_shown_whole(why: str, shown: str) -> None:
    assert render.ground(_row("数量指标", why)) == shown


def test_english_levels_are_not_torn_apart() -> None:
    why = "topic “残疾人居家无障碍改造与辅具适配服务” (残疾人)"
    rows = tuple(_row(level2, why) for level2 in HOME)
    suggestion = Suggestion(project=Project(name="无障碍改造"), model=ModelName(name="none", version="0"), indicators=rows)
    table = TargetTable(project=Project(name="无障碍改造"), indicators=tuple(Indicator(level2=level2, name="合格率") for level2 in HOME))
    with speaking("en"):
        suggested = render.suggestion_text(suggestion)
        parsed = render.document_text(Document(file="a.docx", tables=(table,)))
    for text, names in ((suggested, HOME.keys() | HOME.values()), (parsed, HOME.keys())):
        words = re.findall(r"[a-z]+", text)
        assert {word for name in names for word in ENGLISH[name].split()} <= set(words)
        assert max(map(cell_len, text.splitlines())) <= render.WIDTH


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_table_is_wider_than_the_terminal(width: int, language: str) -> None:
    rows = tuple(_row(level2, "主题“残疾人居家无障碍改造与辅具适配服务”（残疾人）") for level2 in HOME)
    suggestion = Suggestion(project=Project(name="无障碍改造"), model=ModelName(name="none", version="0"), indicators=rows)
    with speaking(language):
        text = render.suggestion_text(suggestion, width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert len(re.findall(r"^ *\d+ ", text, re.MULTILINE)) >= len(rows)
