"""The running text of a document: title, unit, year, 总体绩效目标, 分项绩效目标, stated totals, 目录."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from zhibiao.documents import vocabulary
from zhibiao.documents.forms import code_year
from zhibiao.documents.grid import Grid, Paragraph, Row
from zhibiao.domain.tables import Money, StatedTotal, SubGoal, TargetTable
from zhibiao.language.dates import FIRST_YEAR, LAST_YEAR
from zhibiao.language.normalise import clean_cell, squeeze

MAX_TITLE = 60
_TITLE_BEFORE = 60  # paragraphs within which a cover or a title stands

_PART = re.compile(r"第[一二三四五六七八九十]+部分")
_STYLES = (
    ("chinese", re.compile(r"[一二三四五六七八九十]+[、.]")),
    ("bracketed", re.compile(r"\([一二三四五六七八九十]+\)[、.]?")),
    ("number", re.compile(r"\d{1,2}[、.]")),
)
_OVERALL = re.compile(r"(?:部门)?总体(?:绩效)?目标")
_SUB = re.compile(r"(?:部门)?(?:职责)?分[项类](?:绩效)?目标")
_MEASURES = re.compile(r"保障措施")
_TITLE_WORDS = re.compile(r"(?:绩效|预算).*(?:目标|文本|说明|报告|公开|情况|方案|草案|表)(?:\([^()]*\))?$")
_ORGANISATION = re.compile(r"[^\d，。；：、\s]{2,40}?(?:人民政府|办事处|管理委员会|管委会|委员会|[局厅院所站校]|中心|管理处)(?:本级)?")
_COMPILED_BY = re.compile(r"(?:编制|填报|申报|预算)?(?:单位|部门)(?:名称|\(盖章\))?:(?P<unit>[^\s:|]{2,60})")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_GOAL = re.compile(r"\s*(?:绩效目标|工作目标)\s*[：:]\s*")
_INDICATORS = re.compile(r"\s*(?:绩效|评价|考核|绩效评价)指标\s*[：:]\s*")
_IN_ONE = re.compile(r"^(?P<title>[^，,。；;]{2,120})[，,]\s*项目?主?要?目标为?(?P<goal>.*?)(?P<indicators>项目?产出指标.*)?$", re.DOTALL)
_AMOUNT = r"(?P<raw>\d[\d,]*(?:\.\d+)?\s*(?:亿|万)?元)"
MAX_PARAGRAPH = 20_000  # what stands behind this in a paragraph is not searched

_TOTAL = re.compile(
    rf"(?P<label>{'|'.join(sorted(map(re.escape, vocabulary.total_labels()), key=len, reverse=True))})"
    rf"(?:支出|预算|总额|总数|合计|共计|安排|为|是|共|[：:，,\s])*{_AMOUNT}"
)
_SENTENCE_END = re.compile(r"[。；;\n]")


def describe(grid: Grid, headings: Iterable[int] = ()) -> dict[str, Any]:
    """The narrative fields of :class:`Document` (title, unit, year, goals, totals, contents); absent ones are left out.

    ``headings`` are the indexes of paragraphs that belong to tables. ``unit`` and ``year`` are what the text itself says.
    """
    skip = set(headings)
    entries, in_contents = _contents(grid)
    paragraphs = [
        (index, block)
        for index, block in enumerate(grid.blocks)
        if isinstance(block, Paragraph) and index not in skip and index not in in_contents
    ]
    first_row = next((i for i, block in enumerate(grid.blocks) if isinstance(block, Row)), len(grid.blocks))
    cover = [block for index, block in paragraphs if index < first_row][:_TITLE_BEFORE]
    title = _title(cover)
    fields: dict[str, Any] = {"title": title, "contents": entries}
    fields["unit"] = _unit(cover, title) or _compiled_by(grid)
    fields["overall_goals"] = tuple(clean_cell(p.text) for p in _section(grid, paragraphs, _OVERALL))
    fields["sub_goals"] = _sub_goals(_section(grid, paragraphs, _SUB))
    fields["stated_totals"] = _totals(block for _, block in paragraphs)
    return {name: value for name, value in fields.items() if value}


def document_year(title: str | None, tables: Sequence[TargetTable], paragraphs: Iterable[Paragraph]) -> int | None:
    """The budget year: named in the title, else the commonest in project codes, else the first in the running text."""
    if title and (year := named_year(title)):
        return year
    codes = Counter(year for table in tables if (year := code_year(table.project.code)))
    if codes:
        return min(codes, key=lambda year: (-codes[year], -year))
    named = Counter(year for block in paragraphs if (year := named_year(block.text)))
    return min(named, key=lambda year: (-named[year], -year)) if named else None


def named_year(text: str) -> int | None:
    """The first year (``2024年``) that a text names."""
    match = _YEAR.search(squeeze(text))
    return int(match[1]) if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR else None


def _contents(grid: Grid) -> tuple[tuple[str, ...], set[int]]:
    """Entries of the 目录 without page numbers, and the paragraphs it takes up (parts and page numbers between them too)."""
    found = [
        (index, entry)
        for index, block in enumerate(grid.blocks)
        if isinstance(block, Paragraph) and (entry := vocabulary.contents_entry(block.text)) is not None
    ]
    entries: list[str] = []
    for _, entry in found:
        text = clean_cell(entry)
        heading = vocabulary.title(text)
        if entries and heading is not None and not heading[0]:  # a heading of two lines makes two entries
            entries[-1] += text
        else:
            entries.append(text)
    taken = {index for index, _ in found}
    if len(found) > 1:
        taken |= set(range(found[0][0], found[-1][0]))
    for index, block in enumerate(grid.blocks):
        if isinstance(block, Paragraph) and squeeze(block.text) in ("目录", "目次"):
            taken.add(index)
    return tuple(entries), taken


def _style(text: str) -> tuple[str | None, str]:
    plain = squeeze(text)
    for name, pattern in _STYLES:
        if match := pattern.match(plain):
            return name, plain[match.end() :].rstrip(":。")
    return None, plain.rstrip(":。")


def _is_section_heading(text: str) -> bool:
    return len(squeeze(text)) <= 40 and not re.search(r"[；;，,]", text)


def _section(grid: Grid, paragraphs: list[tuple[int, Paragraph]], name: re.Pattern[str]) -> list[Paragraph]:
    """The paragraphs under a heading, up to the next heading of its rank or the first table row."""
    start = next((i for i, (_, p) in enumerate(paragraphs) if _is_section_heading(p.text) and name.fullmatch(_style(p.text)[1])), None)
    if start is None:
        return []
    rank = _style(paragraphs[start][1].text)[0]
    found: list[Paragraph] = []
    previous = paragraphs[start][0]
    for index, block in paragraphs[start + 1 :]:
        style, words = _style(block.text)
        if any(isinstance(between, Row) for between in grid.blocks[previous:index]) or _PART.match(squeeze(block.text)):
            break
        heading = _is_section_heading(block.text)
        known = _OVERALL.fullmatch(words) or _SUB.fullmatch(words) or _MEASURES.search(words)
        if heading and (known or (rank == "chinese" and style == "chinese" and not block.text.rstrip().endswith("。"))):
            break
        found.append(block)
        previous = index
    return found


def _sub_goals(section: list[Paragraph]) -> tuple[SubGoal, ...]:
    """Lines of work: ``title / 绩效目标： / 评价指标：`` on lines of their own, all in one sentence, or a bare paragraph each."""
    if any(_GOAL.match(block.text) for block in section):
        return _labelled(section)
    goals: list[SubGoal] = []
    numbered = any(_style(block.text)[0] for block in section)
    for block in section:
        text = clean_cell(block.text)
        if numbered and _style(text)[0] is None and _is_section_heading(text) and not goals:
            continue  # a subtitle over the numbered paragraphs
        if len(text) <= MAX_PARAGRAPH and (match := _IN_ONE.match(text)):
            goals.append(SubGoal(title=match["title"], goal=match["goal"], indicators=match["indicators"], line=block.line))
        else:
            goals.append(SubGoal(goal=text, line=block.line))
    return tuple(goals)


def _labelled(section: list[Paragraph]) -> tuple[SubGoal, ...]:
    goals: list[dict[str, Any]] = []
    field = "title"
    for position, block in enumerate(section):
        goal, indicators = _GOAL.match(block.text), _INDICATORS.match(block.text)
        following = next((b for b in section[position + 1 :] if _GOAL.match(b.text) or _INDICATORS.match(b.text)), None)
        opens = following is not None and _GOAL.match(following.text) is not None
        text = clean_cell(block.text[(goal or indicators).end() :] if (goal or indicators) else block.text)  # type: ignore[union-attr]
        if goal:
            if not goals or goals[-1].get("goal") is not None:
                goals.append({"line": block.line})
            field = "goal"
        elif indicators:
            if not goals:
                goals.append({"line": block.line})
            field = "indicators"
        elif opens and (not goals or goals[-1].get("goal") is not None):
            goals.append({"line": block.line})
            field = "title"
        elif not goals:
            continue
        before = goals[-1].get(field)
        goals[-1][field] = f"{before}\n{text}" if before else text
    return tuple(SubGoal(**goal) for goal in goals)


def _title(cover: list[Paragraph]) -> str | None:
    """The first line of the cover that names a budget or performance document, else the first short line of all."""
    shown = [clean_cell(block.text) for block in cover]
    for text in shown:
        plain = squeeze(text)
        if len(plain) <= MAX_TITLE and _TITLE_WORDS.search(plain) and not _PART.match(plain) and _style(plain)[0] is None:
            return text
    return None


def _unit(cover: list[Paragraph], title: str | None) -> str | None:
    for block in cover:
        plain = squeeze(block.text)
        if len(plain) <= 40 and (match := _ORGANISATION.fullmatch(plain)):
            return match[0]
    plain = re.sub(r"(?:19|20)\d\d年度?", "", squeeze(title or ""))
    match = re.match(rf"({_ORGANISATION.pattern})(?=(?:部门|单位|预算|绩效|整体|项目))", plain)
    return match[1] if match else None


def _compiled_by(grid: Grid) -> str | None:
    """``编制部门：某某办事处`` in any table or line."""
    for block in grid.blocks:
        for text in [cell.text for cell in block.cells] if isinstance(block, Row) else [block.text]:
            if len(text) <= 120 and ("：" in text or ":" in text) and (match := _COMPILED_BY.fullmatch(squeeze(text))):
                unit = match["unit"]
                if vocabulary.money_unit(text) is None and _ORGANISATION.fullmatch(unit):
                    return unit
    return None


def _totals(paragraphs: Iterable[Paragraph]) -> tuple[StatedTotal, ...]:
    found: list[StatedTotal] = []
    for block in paragraphs:
        text = block.text[:MAX_PARAGRAPH]
        edges = [0, *(end.end() for end in _SENTENCE_END.finditer(text)), len(text)]
        for match in _TOTAL.finditer(text):
            money = Money.parse(match["raw"])
            if money.yuan is not None:
                label, quote = (
                    clean_cell(match["label"]),
                    clean_cell(text[edges[(after := bisect(edges, match.start())) - 1] : edges[after]]),
                )
                found.append(StatedTotal(label=label, raw=money.raw, yuan=money.yuan, line=block.line, quote=quote))
    return tuple(found)
