"""Why a row is suggested, what its value rests on, and what could stand instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhibiao.language.numerals import plain
from zhibiao.messages import say
from zhibiao.recommend.suggestion import Evidence, ValueEvidence
from zhibiao_service.page import words
from zhibiao_service.page.draft import Row
from zhibiao_service.page.elements import Tag, button

if TYPE_CHECKING:
    from zhibiao_service.page.drafting import Drafting

_MOST = 6


def draw_evidence(row: Row, view: Drafting) -> None:
    """The panel under a row."""
    with Tag("div", class_="evidence"):
        if row.suggested is None:
            with Tag("div", class_="evidence-part"):
                Tag("h3", say("自行添加的指标", "A row of your own"))
                Tag("p", say("没有推荐依据。可以让系统按同类项目给出指标值。", "Nothing was suggested. A value can be asked for."), "quiet")
                button(say("推荐指标值", "Suggest a value"), lambda: view.suggest_value(row), "small")
            return
        with Tag("div", class_="evidence-part"):
            Tag("h3", say("为什么有这一条", "Why this row"))
            with Tag("ul", class_="evidence-list"):
                for one in row.suggested.evidence[:_MOST]:
                    with Tag("li"):
                        Tag("span", words.source(one.type), f"source {one.type}")
                        Tag("span", _said(one))
                if len(row.suggested.evidence) > _MOST:
                    Tag(
                        "li",
                        say(f"另有{len(row.suggested.evidence) - _MOST}条", f"and {len(row.suggested.evidence) - _MOST} more"),
                        "quiet",
                    )
        with Tag("div", class_="evidence-part"):
            Tag("h3", say("指标值从哪里来", "What the value rests on"))
            if row.suggested.value_evidence is not None:
                for line in _value_lines(row.suggested.value_evidence):
                    Tag("p", line)
            button(say("重新推荐指标值", "Suggest the value anew"), lambda: view.suggest_value(row), "small plain")
        original = (row.suggested.name, row.suggested.value.raw)
        others = [(one.name, one.value) for one in row.suggested.alternatives if (one.name, one.value) != (row.name, row.value)]
        if row.is_edited:
            others.insert(0, original)
        if others:
            with Tag("div", class_="evidence-part"):
                Tag("h3", say("也可以写成", "Could also be"))
                with Tag("ul", class_="evidence-list"):
                    for name, value in others[:_MOST]:
                        with Tag("li"):
                            mark = say("（原推荐）", " (as suggested)") if (name, value) == original else ""
                            Tag("span", f"{name}　{value}{mark}")
                            button(
                                say("换用", "Use"),
                                lambda name=name, value=value: view.put(row, name=name, value=value),
                                "small plain",
                                aria_label=say(f"换用：{name} {value}", f"Use: {name} {value}"),
                            )


def _said(one: Evidence) -> str:
    if one.type == "description":
        return f"“{one.quote}”" if one.quote else one.why or ""
    if one.type == "corpus":
        where = "，".join(part for part in (one.unit, str(one.year) if one.year else None) if part)
        value = say(f"，指标值{one.value}", f", value {one.value}") if one.value else ""
        alike = say(f"，相似{one.similarity:.0%}", f", {one.similarity:.0%} alike") if one.similarity is not None else ""
        return f"{one.project or ''}{f'（{where}）' if where else ''}{value}{alike}"
    return one.why or one.id or ""


def _value_lines(evidence: ValueEvidence) -> list[str]:
    lines = [evidence.why] if evidence.why else []
    figures = []
    if evidence.n:
        figures.append(say(f"共{evidence.n}例", f"{evidence.n} cases"))
    if evidence.median is not None:
        figures.append(say(f"中位数{plain(evidence.median)}", f"median {plain(evidence.median)}"))
    if evidence.range is not None:
        low, high = evidence.range
        figures.append(say(f"范围{plain(low)}至{plain(high)}", f"from {plain(low)} to {plain(high)}"))
    if figures:
        lines.append("，".join(figures))
    return lines
