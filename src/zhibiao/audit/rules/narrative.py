"""R 相关性: whether the department's narrative and its project tables say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from zhibiao.audit.amounts import budget_of, form_unit, shown
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableView, register
from zhibiao.audit.subgoals import MAX_COMPARED, Line, by_project, lines_of_work
from zhibiao.audit.words import content_words, finder, key, squeeze
from zhibiao.domain.levels import level2 as standard_level2
from zhibiao.domain.tables import SubGoal
from zhibiao.domain.values import TargetValue
from zhibiao.language.similarity import dice
from zhibiao.messages import say

_LISTED = 8
_MIN_COPY = 20  # characters from which two equal paragraphs are copies
_MIN_CLAUSE = 6
_NAMED = re.compile(
    r"(经济效益|社会效益|生态效益|可持续影响|满意度)(?:指标)?为?(?:[:：])?(?P<between>[^,;。、]{0,3}|(?:(?!指标)[^,;。、]){0,40}?,)指标值为(?P<value>[≥≤=]?[\d.]+%)"
)
_CLAUSE = re.compile(r"[,;。:()]")


@register
class NarrativeAgainstTables(DocumentRule):
    """查什么：分项绩效目标逐项写项目时，有项目没有表、有表没有写到；标题里的金额与表的预算数不同；文字里写明的效益、满意度指标值与表中不同；
    目录列了而文件里没有的表；段落从另一段或上级部门的文本抄来。
    为什么：部门整体、专项资金、预算项目三层目标要互相支撑，文字和表对不上，说明有一处没有更新。
    反例：文字五项、表七张，退休人员补助两张表没有写到；“营业执照工本费”一段的满意度写“参加人民武装满意程度”。
    正例：每张表在文字里有一项，名称、金额、指标值一致。
    依据：河北省三层级绩效目标（部门整体—专项资金—预算项目）。
    陷阱：文字按工作分类、不逐项写项目的（一段概括几个项目），不比名称；同类项目（工资、考核奖）的目标相同不算照抄；上级口径只作info。
    准确率：五份真实文件中warning 4条全对，info 1条对。

    What: where the narrative goes project by project: projects without a table and tables without a line, amounts and values that differ,
    tables of contents that list what is not there; paragraphs copied from another one or from a higher department's text.
    Why: the three levels of targets support each other.
    Bad: five lines, seven tables; a satisfaction of 人民武装 under business licences. Good: names, amounts and values agree.
    Source: the three levels of targets of Hebei. Where the text follows lines of work instead of projects, names are not compared; sister
    projects (pay, bonus) share goals rightly; the higher level's wording is a note. Precision: warnings 4 right of 4, info 1 right of 1.
    """

    code, title, name, severity = "R08", "整体目标与项目表脱节", "narrative-against-tables", "warning"

    def unavailable(self, document: DocumentView) -> str | None:
        if document.source is None:
            return say("只给了表，没有文字部分", "bare tables have no narrative")
        if not document.source.sub_goals and not document.source.contents:
            return say("没有分项绩效目标和目录", "there is neither a list of goals nor a table of contents")
        return None

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        source = document.source
        if source is None:
            return
        lines = lines_of_work(source.sub_goals, tables)
        if by_project(lines, tables):
            yield from _unmatched(lines, tables)
            for line in lines:
                if line.view is not None:
                    yield from _amount(line, line.view)
                    yield from _values(line, line.view)
        yield from _paragraphs(source.sub_goals, lines)
        yield from _contents(source.contents, tables)
        if finder("narrative", "township")(squeeze(document.unit)):
            yield from _above(source.sub_goals)


def _unmatched(lines: Sequence[Line], tables: Sequence[TableView]) -> Iterator[Hit]:
    met = {id(line.view) for line in lines if line.view is not None}
    left = [view for view in tables if id(view) not in met and not any(_sister(view, line) for line in lines)]
    if left:
        listed = "、".join(view.shown for view in left[:_LISTED])
        yield Hit(
            "document",
            say(
                f"{listed}在分项绩效目标中没有写到，请补写，或说明由哪一项概括。",
                f"the narrative's goals do not mention {listed}; add them or say which line covers them.",
            ),
            evidence=tuple(line.title for line in lines[:_LISTED]), confidence=0.85,
            identity="no-line:" + "|".join(key(view.project.name) for view in left),
        )  # fmt: skip
    for line in lines:
        if line.view is None and not any(_sister(view, line) for view in tables):
            yield _at(
                line.goal,
                say(
                    f"分项绩效目标写了“{line.title[:40]}”，没有对应的项目表，请补表或改名称。",
                    f"the narrative names “{line.title[:40]}”, which has no project table; add it or correct the name.",
                ),
                line.title,
            )


def _sister(view: TableView, line: Line) -> bool:
    """Whether a line of work may well cover a table: a content word in common."""
    return bool(content_words(line.title) & content_words(view.project.name))


def _amount(line: Line, view: TableView) -> Iterator[Hit]:
    budget, money = budget_of(view.project), view.project.budget
    if line.yuan is None or budget is None or money is None or abs(line.yuan - budget) <= form_unit(money) / 100:
        return
    unit = form_unit(money)
    yield _at(
        line.goal,
        say(
            f"分项绩效目标“{line.title[:30]}”写{shown(line.yuan, unit)}，{view.shown}的预算数是{shown(budget, unit)}，请改为同一个数。",
            f"the narrative gives “{line.title[:30]}” {shown(line.yuan, unit)}, the budget of {view.shown} is "
            f"{shown(budget, unit)}; make them equal.",
        ),
        line.goal.title or line.title,
    )


def _values(line: Line, view: TableView) -> Iterator[Hit]:
    """Shares that the narrative sets for one type (经济效益指标值为≥90%) and that no row of the type has."""
    text = squeeze(line.goal.indicators or "")
    for met in _NAMED.finditer(text):
        level = "服务对象满意度指标" if met[1] == "满意度" else standard_level2(met[1] + "指标")
        said = TargetValue.parse(met["value"])
        rows = [row for row in view.rows if row.level2 == level and row.value.kind == "ratio" and row.value.number is not None]
        if not rows or any(row.value.number == said.number for row in rows):
            continue
        row = rows[0]
        yield _at(
            line.goal,
            say(
                f"分项绩效目标“{line.title[:20]}”的{met[1]}指标值写{met['value']}，{view.shown}的“{row.name}”却是“{row.value.raw.strip()}”，请改为一致。",
                f"the narrative sets {met[1]} of “{line.title[:20]}” to {met['value']}, “{row.name}” of {view.shown} says "
                f"“{row.value.raw.strip()}”.",
            ),
            met[0],
        )


def _paragraphs(goals: Sequence[SubGoal], lines: Sequence[Line]) -> Iterator[Hit]:
    """Clauses that name another line's work, and paragraphs that stand under two titles without a word in common: each line once."""
    titles = {id(line.goal): content_words(line.title) for line in lines}
    told: set[int] = set()
    for line, hit in _borrowed(lines, titles):
        told.add(id(line.goal))
        yield hit
    met: dict[str, SubGoal] = {}
    for goal in goals:
        for text in (goal.goal, goal.indicators):
            plain = key(text or "")
            first = met.setdefault(plain, goal) if len(plain) >= _MIN_COPY else goal
            if first is goal or not goal.title or id(goal) in told or _related(titles, first, goal) or _kin(first, goal):
                continue
            told.add(id(goal))
            own, other = goal.title[:30], (first.title or "")[:30]
            message = say(
                f"“{own}”的一段与“{other}”一字不差，请改写为本项的内容。",
                f"a paragraph of “{own}” is word for word that of “{other}”; write this line's own.",
            )
            yield _at(goal, message, (text or "")[:80])


def _related(titles: dict[int, frozenset[str]], one: SubGoal, other: SubGoal) -> bool:
    first, second = titles.get(id(one), frozenset()), titles.get(id(other), frozenset())
    return not first or not second or bool(first & second)


def _kin(one: SubGoal, other: SubGoal) -> bool:
    """Pay and bonus of the same people: sisters, though their titles share no word."""
    return all(finder("pay", "pay")(squeeze(goal.title or "")) for goal in (one, other))


def _borrowed(lines: Sequence[Line], titles: dict[int, frozenset[str]]) -> Iterator[tuple[Line, Hit]]:
    clauses: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        text = squeeze(f"{line.goal.goal or ''}。{line.goal.indicators or ''}")
        for clause in dict.fromkeys(part for part in _CLAUSE.split(text.replace("(", ",").replace(")", ","))):
            if len(clause) >= _MIN_CLAUSE:
                clauses[clause].append(line)
    for clause, where in clauses.items():
        if not 2 <= len(where) <= 3:
            continue  # what stands everywhere is a form of words
        words = content_words(clause)
        owners = [line for line in where if any(word in clause for word in titles[id(line.goal)])]
        for line in where:
            own = titles[id(line.goal)]
            if line in owners or not owners or not own or words & own or any(word in clause for word in own):
                continue
            owner = owners[0]
            telling = next(word for word in sorted(titles[id(owner.goal)], key=len, reverse=True) if word in clause)
            if telling in squeeze(line.title) or dice(owner.title, line.title) >= 0.4 or len(telling) < 3:
                continue
            message = say(
                f"“{line.title[:30]}”一段写“{clause}”，说的是“{owner.title[:30]}”，像是照抄，请改为本项的内容。",
                f"the paragraph of “{line.title[:30]}” says “{clause}”, which is about “{owner.title[:30]}”; write this line's own.",
            )
            yield line, _at(line.goal, message, clause)


def _contents(entries: Sequence[str], tables: Sequence[TableView]) -> Iterator[Hit]:
    """Tables that the 目录 lists and the document lacks; nothing is said of a document that is cut off."""
    if any(view.table.truncated for view in tables) or not tables:
        return
    names = [key(view.project.name) for view in tables]
    headings = [key(view.table.heading.text) for view in tables if view.table.heading]
    listed = [entry for entry in entries if finder("narrative", "heading")(squeeze(entry))]
    if len(listed) > MAX_COMPARED or len(tables) > MAX_COMPARED:
        return
    missing = []
    for entry in listed:
        plain = key(re.sub(r"^\d+[、.]?", "", squeeze(entry)))
        named = plain.partition("绩效目标")[0].removesuffix("项目").removesuffix("部门")
        if len(named) >= 4 and not any(named in name or name in named or dice(named, name) >= 0.7 for name in (*names, *headings) if name):
            missing.append(entry)
    if missing and len(missing) <= len(listed) // 2:
        shown_entries = "、".join(f"“{entry[:30]}”" for entry in missing[:_LISTED])
        yield Hit(
            "document",
            say(
                f"目录列了{shown_entries}，文件里没有这些表，请补上或更新目录。",
                f"the contents list {shown_entries}, which are not there; update them.",
            ),
            evidence=tuple(missing[:_LISTED]), confidence=0.85, identity="contents:" + "|".join(missing),
        )  # fmt: skip


def _above(goals: Sequence[SubGoal]) -> Iterator[Hit]:
    """Wording of a county's department in the text of a township: one note per document."""
    above, fine = finder("narrative", "above"), finder("narrative", "above_fine")
    met = [
        (word, goal)
        for goal in goals
        for clause in re.split("[,;。、]", squeeze(f"{goal.goal or ''}。{goal.indicators or ''}"))
        if (word := above(clause)) is not None and not fine(clause)
    ]
    if met:
        where = tuple(dict.fromkeys((goal.title or goal.goal or "")[:40] for _, goal in met))[:_LISTED]
        words = "、".join(f"“{word}”" for word in dict.fromkeys(word for word, _ in met))
        yield Hit(
            "document",
            say(
                f"分项绩效目标里有上级部门的口径{words}，像是从县级部门文本抄来的，请改为本单位的范围。",
                f"the goals speak for a higher department ({words}), as if copied from its text; narrow them to this unit.",
            ),
            severity="info", quote=met[0][0], evidence=where, confidence=0.7,
            identity="above:" + "|".join(dict.fromkeys(word for word, _ in met)),
        )  # fmt: skip


def _at(goal: SubGoal, message: str, quote: str) -> Hit:
    where = say(f"第{goal.line}行：", f"line {goal.line}: ") if goal.line is not None else ""
    return Hit("document", where + message, quote=quote, confidence=0.85, identity=f"{key(goal.title or '')}:{key(quote)}")


__all__ = ["NarrativeAgainstTables"]
