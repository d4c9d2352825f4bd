"""Ask rather than guess: what the drafter should say so that open slots can be filled."""

from __future__ import annotations

import re

from zhibiao.domain.tables import Project
from zhibiao.language.quantities import dimension
from zhibiao.messages import say
from zhibiao.recommend.candidate import COST, QUANTITY, TIMELINESS, Candidate
from zhibiao.recommend.reading import Reading
from zhibiao.recommend.suggestion import Question

MAX_QUESTIONS = 6


def questions_for(table: list[Candidate], reading: Reading) -> tuple[Question, ...]:
    """At most six questions, most useful first; rows that one answer fills are asked once."""
    asked: dict[tuple[str, str], tuple[float, list[int]]] = {}
    for number, candidate in enumerate(table, start=1):
        if candidate.is_filled:
            continue
        asking = _question(candidate, reading)
        if asking is None:
            continue
        weight = candidate.score + (0.3 if candidate.core else 0.0) + (0.2 if candidate.group == QUANTITY else 0.0)
        best, rows = asked.get(asking, (0.0, []))
        asked[asking] = (max(best, weight), [*rows, number])
    ranked = sorted(asked.items(), key=lambda item: (-item[1][0], item[1][1]))
    return tuple(Question(field=field, question=text, fills=tuple(rows)) for (field, text), (_, rows) in ranked[:MAX_QUESTIONS])


def _question(candidate: Candidate, reading: Reading) -> tuple[str, str] | None:
    value = candidate.value
    if value is None:
        return None
    unit = value.unit or ""
    thing = candidate.subject or candidate.name
    what = dimension(unit)
    if candidate.idea == "total-cost" or (candidate.group == COST and reading.budget is None and "/" not in unit):
        return "budget", say("预算数是多少万元？", "what is the budget?")
    if candidate.group == COST:
        return "purpose", say(
            f"“{candidate.name}”是多少{unit}（文件标准、概算或合同价）？",
            f"“{candidate.name}”: how many {unit} (norm, estimate or contract)?",
        )
    if candidate.group == TIMELINESS and value.kind == "deadline":
        return "purpose", say("何时完成（几月底前）？", "by when will it be done (end of which month)?")
    if what in ("people", "household"):
        return "purpose", say(f"{thing}有多少{unit}（名册数或计划数）？", f"{thing}: how many {unit} (roster or plan)?")
    if unit:
        return "purpose", say(f"{thing}：多少{unit}？", f"{thing}: how many {unit}?")
    return "purpose", say(f"“{candidate.name}”的目标值是多少？", f"what is the target of “{candidate.name}”?")


_SMALL = 10_000  # yuan; hardly any project costs less, but many a clerk leaves out 万元
_NEAR_ENOUGH = 0.5  # of ten topics that no marker names and that come this near, eight were right, two next to it; 天地玄黄 comes to 0.41


def warnings_for(project: Project, reading: Reading) -> tuple[str, ...]:
    """What the drafter should know of what was asked: no purpose, no budget or a doubtful one, a project of no known kind."""
    out = []
    if not project.purpose:
        out.append(
            say(
                "没有填资金用途，只能按项目名称推荐；补一句做什么、做多少、何时完成，结果会准确得多。",
                "no purpose was given; one sentence on what, how much and by when makes the table far better.",
            )
        )
    if project.budget is None:
        out.append(say("没有填预算数，成本指标没有数值。", "no budget was given, so cost rows have no number."))
    elif (project.budget.yuan or 0) < _SMALL and re.fullmatch(r"[\d.,\s]+", project.budget.raw.removesuffix("元")):
        shown = project.budget.raw
        out.append(
            say(
                f"预算数“{shown}”按元理解；如果是万元请写“{shown.removesuffix('元')}万元”。",
                f"the budget “{shown}” is taken in yuan; write “{shown.removesuffix('元')}万元” if that is meant.",
            )
        )
    if not reading.topics and not reading.kinds:
        out.append(say("看不出这是哪一类项目，推荐的依据不足。", "the kind of project cannot be told; there is little to go by."))
    elif reading.topics and not reading.topics[0].hits and reading.topics[0].score < _NEAR_ENOUGH:
        topic = reading.topics[0].topic.name
        out.append(
            say(
                f"没有词语指明项目类型，按文字相近推断为“{topic}”，请核对；不对时补一句做什么。",
                f"no word says what kind of project this is; “{topic}” is only the nearest: check it, or add a sentence on what is done.",
            )
        )
    return tuple(out)
