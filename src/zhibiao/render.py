"""Suggestions, values and documents as tables for a terminal, in columns that hold double-width characters."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich import box
from rich.cells import cell_len, chop_cells
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from zhibiao.domain.levels import ENGLISH
from zhibiao.domain.tables import Document, Indicator, Money, Project, TargetTable
from zhibiao.files import shown_name
from zhibiao.language.numerals import plain
from zhibiao.messages import say

if TYPE_CHECKING:
    from zhibiao.audit import RuleInfo
    from zhibiao.recommend.suggestion import Evidence, SuggestedIndicator, Suggestion, ValueEvidence, ValueSuggestion

WIDTH = 100  # what a piped table is laid out for; a terminal narrower than that gets its own width, down to _NARROWEST
_NARROWEST = 60
_NARROWEST_COLUMN = 8
_SHOWN_ALTERNATIVES = 5
_SHOWN_NOTES = 10


def terminal_width() -> int:
    """Columns to lay a result out for."""
    if not sys.stdout.isatty():
        return WIDTH
    return max(_NARROWEST, min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH))


def suggestion_text(suggestion: Suggestion, width: int = WIDTH) -> str:
    """A suggestion as one table grouped by level, then alternatives, open questions and what was left out.

    :param width: columns of the terminal; nothing printed is wider.
    """
    parts: list[RenderableType] = [_project_line(suggestion.project)]
    goals = suggestion.goals or suggestion.project.goals
    parts += [entry_line(say("绩效目标", "Goals"), goal, width) for goal in goals]
    parts.append(_suggested_table(suggestion.indicators, width))
    if suggestion.questions:
        parts.append(heading(say("待补充", "Still to be said")))
        parts += [entry_line(_rows_named(q.fills), q.question, width, bullet=True) for q in suggestion.questions]
    if suggestion.alternatives:
        parts.append(heading(say("备选指标", "Alternatives")))
        shown = suggestion.alternatives[:_SHOWN_ALTERNATIVES]
        parts += [entry_line(level(row.level2), f"{row.name} {row.value}".rstrip(), width, bullet=True) for row in shown]
        parts += _more(len(suggestion.alternatives) - len(shown))
    if suggestion.abstained:
        parts.append(heading(say("未给出", "Left out")))
        parts += [entry_line(level(item.level2), item.why, width, bullet=True) for item in suggestion.abstained]
    parts += [entry_line(say("注意", "Note"), warning, width) for warning in suggestion.warnings]
    return printed(parts, width)


def value_text(name: str, suggestion: ValueSuggestion, width: int = WIDTH) -> str:
    """A value for one indicator with its ground and its alternatives."""
    shown = str(suggestion.value) if suggestion.value is not None else say("（无法给出）", "(none)")
    parts: list[RenderableType] = [
        entry_line(name, shown, width),
        entry_line(say("依据", "Ground"), _value_ground(suggestion.value_evidence), width),
    ]
    if suggestion.alternatives:
        parts.append(entry_line(say("备选", "Alternatives"), say("；", "; ").join(str(value) for value in suggestion.alternatives), width))
    return printed(parts, width)


def document_text(document: Document, width: int = WIDTH) -> str:
    """What was understood of a document: its tables, then repairs and what could not be read."""
    facts = [document.title, document.unit, say(f"{document.year}年", str(document.year)) if document.year else None]
    facts.append(say(f"{len(document.tables)}张绩效目标表", f"{len(document.tables)} target tables"))
    parts: list[RenderableType] = [entry_line(shown_name(document.file), " · ".join(fact for fact in facts if fact), width)]
    for number, table in enumerate(document.tables, start=1):
        parts += ["", *_table_parts(number, table, width)]
    for title, lines in (
        (say("已修正", "Repaired"), [f"{repair.where}{say('：', ': ')}{repair.what}" for repair in document.repairs]),
        (
            say("未能读取", "Not read"),
            [f"{item.where}{say('：', ': ')}{item.why} {_short(item.text, 60)}".rstrip() for item in document.unread],
        ),
    ):
        if lines:
            parts.append(heading(title))
            parts += [entry_line("", line, width, bullet=True) for line in lines[:_SHOWN_NOTES]]
            parts += _more(len(lines) - _SHOWN_NOTES)
    return printed(parts, width)


def rules_text(catalogue: Sequence[RuleInfo], width: int = WIDTH) -> str:
    """The audit rules by family, one a line: code, severity, name, what it looks at."""
    from zhibiao.audit.catalogue import FAMILIES

    words = {"error": say("错误", "error"), "warning": say("警告", "warning"), "info": say("提示", "info")}
    columns = (
        Column(say("代码", "Code"), 6),
        Column(say("级别", "Severity"), 8),
        Column(say("规则", "Rule"), 28),
        Column(say("查什么", "What"), width),
    )
    parts: list[RenderableType] = []
    for family, names in FAMILIES.items():
        rules = [rule for rule in catalogue if rule.code[0] == family]
        if rules:
            cells = [(rule.code, words[rule.severity], say(rule.title, rule.name), rule.summary) for rule in rules]
            parts += [heading(f"{family} {say(*names)}"), grid(columns, cells, width)]
    return printed(parts, width).lstrip("\n")


_WORD = re.compile(r"[A-Za-z]+")
# What may not be torn apart at the end of a line: a number with its signs, and a bracket or stop from what it belongs to.
_PIECE = re.compile(r"[“‘（《〔【(\[]*(?:[0-9A-Za-z.,%‰/_+≥≤=><~-]+|.)[”’）》〕】)\]，。；：、！？,;:!?%…]*", re.DOTALL)


def plain_lines(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns, a Chinese character taking two; at least one line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _PIECE.findall(paragraph):
            if cell_len(line) + cell_len(piece.rstrip()) <= width:
                line += piece
                continue
            if line:
                lines.append(line.rstrip())
            *full, line = chop_cells(piece.lstrip(), max(width, 2)) or [""]
            lines += full
        lines.append(line.rstrip())
    return lines


def _suggested_table(rows: Sequence[SuggestedIndicator], width: int) -> Table:
    weighed = any(row.weight is not None for row in rows)
    columns = (
        Column("#", 3),
        Column(say("一级", "Level 1"), 12, whole=True),
        Column(say("二级", "Level 2"), 10, whole=True),
        Column(say("三级指标", "Indicator"), 30),
        Column(say("指标值", "Value"), 20),
        *([Column(say("权重", "Weight"), 6)] if weighed else ()),
        Column(say("依据 / 来源", "Ground / source"), width),
    )
    cells, ends = [], []
    for number, row in enumerate(rows, start=1):
        above = rows[number - 2] if number > 1 else None
        first = above is None or above.level1 != row.level1
        second = first or above is None or above.level2 != row.level2
        levels = (level(row.level1) if first else "", level(row.level2) if second else "")
        weight = [f"{row.weight or ''}"] if weighed else []
        cells.append((str(number), *levels, row.name, str(row.value), *weight, ground(row)))
        ends.append(number < len(rows) and rows[number].level1 != row.level1)
    return grid(columns, cells, width, ends)


def ground(row: SuggestedIndicator) -> str:
    """Why a row and its value stand there, in one short line: the best evidence, who else says so, and the ground of the value."""
    first: dict[str, Evidence] = {}
    for item in row.evidence:
        first.setdefault(item.type, item)
    said = [_evidence(item) for item in list(first.values())[:1]]
    others = [_SOURCES[kind]() for kind in list(first)[1:]]
    if others:
        said[0] += say(f"（{'、'.join(others)}亦有）", f" (also {', '.join(others)})")
    value = row.value_evidence
    if value is not None and not (value.from_ == "description" and "description" in first):
        said.append(_short(_value_ground(value), 40))
    return say("；", "; ").join(said)


_SOURCES = {
    "description": lambda: say("描述", "description"),
    "corpus": lambda: say("同类项目", "corpus"),
    "library": lambda: say("指标库", "library"),
}


# The words behind the name of a topic that led to it: 主题“乡镇（街道）机关运转”（机关、运转). The name may hold brackets itself.
_HITS = re.compile(r"(?<=”)(?:（(?:(?!”（).)*）| \((?:(?!” \().)*\))$")


def _evidence(item: Evidence) -> str:
    match item.type:
        case "description":
            return say(f"描述“{_short(item.quote or item.why or '', 24)}”", f"description “{_short(item.quote or item.why or '', 24)}”")
        case "corpus":
            what = _short(item.project or item.file or "", 24)
            return say(f"同类项目“{what}”{item.value or ''}", f"similar project “{what}” {item.value or ''}".rstrip())
        case "library":
            why = _short(_HITS.sub("", item.why or item.id or ""), 40)
            return say(f"指标库{why}", f"library: {why}")


def _value_ground(evidence: ValueEvidence) -> str:
    if evidence.n and evidence.median is not None and str(evidence.n) not in evidence.why:
        counted = say(
            f"语料同类指标{evidence.n}行，中位数{plain(evidence.median)}",
            f"{evidence.n} like rows of the corpus, median {plain(evidence.median)}",
        )
        return f"{evidence.why}{say('（', ' (')}{counted}{say('）', ')')}"
    return evidence.why


def _table_parts(number: int, table: TargetTable, width: int) -> list[RenderableType]:
    line = _project_line(table.project, number)
    purpose = [entry_line(say("资金用途", "Purpose"), _short(table.project.purpose, 120), width)] if table.project.purpose else []
    goals = [entry_line(say("绩效目标", "Goal"), _short(goal, 120), width) for goal in table.project.goals]
    columns = (
        Column("#", 3),
        Column(say("二级", "Level 2"), 10, whole=True),
        Column(say("三级指标", "Indicator"), 24),
        Column(say("描述", "Description"), 24),
        Column(say("指标值", "Value"), 18),
        Column(say("依据", "Basis"), width),
    )
    return [line, *purpose, *goals, grid(columns, [_cells_of(row) for row in table.indicators], width)]


def _cells_of(row: Indicator) -> tuple[str, ...]:
    second = level(row.level2 or row.level1) or (row.level2_raw or "")
    return str(row.row or ""), second, row.name, row.description or "", row.value.raw, row.basis or ""


def _project_line(project: Project, number: int | None = None) -> Text:
    facts = [project.code, project.unit, say(f"{project.year}年", str(project.year)) if project.year else None, _money(project.budget)]
    line = Text(f"{number}. " if number else "")
    line.append(project.name or say("（未命名项目）", "(unnamed project)"), style="bold")
    for fact in facts:
        if fact:
            line.append(f" · {fact}")
    return line


def _money(amount: Money | None) -> str | None:
    if amount is None:
        return None
    bare = amount.raw.replace(".", "", 1).replace(",", "").isdigit()
    shown = f"{plain(amount.yuan)}元" if bare and amount.yuan is not None else amount.raw
    return say(f"预算{shown}", f"budget {shown}")


def level(name: str | None) -> str:
    """A level's name without the word every one of them ends in."""
    return say((name or "").removesuffix("指标"), ENGLISH.get(name or "", name or ""))


def _rows_named(fills: Sequence[int]) -> str:
    if not fills:
        return ""
    rows = say("、", ", ").join(str(row) for row in fills)
    return say(f"第{rows}行", f"row {rows}")


def _more(left: int) -> list[RenderableType]:
    return [Text(say(f"  … 另有{left}条", f"  … and {left} more"))] if left > 0 else []


def heading(text: str) -> Text:
    return Text("\n" + text, style="bold")


def entry_line(label: str, text: str, width: int, *, bullet: bool = False) -> Text:
    """A label and a text that hangs under itself when it takes several lines; a long label has a line of its own."""
    head = f"{label} " if bullet and label else f"{label}{say('：', ': ')}" if label else ""
    head = "  · " + head if bullet else head
    indent = cell_len(head) if cell_len(head) <= width // 3 else 4
    lines = plain_lines(text, width - indent)
    entry = Text(head if indent != 4 or cell_len(head) <= 4 else head.rstrip() + "\n" + " " * indent, style="" if bullet else "bold")
    entry.append(f"\n{' ' * indent}".join(lines), style="not bold")
    return entry


class Column(NamedTuple):
    title: str
    most: int  # columns of the terminal
    whole: bool = False  # Latin words stay whole, even where that takes more than ``most``


def grid(columns: Sequence[Column], cells: Sequence[Sequence[str]], width: int, ends: Sequence[bool] = ()) -> Table:
    """A table no wider than ``width``: every column as wide as its text up to its own limit, then the widest give way.

    The text is wrapped here and not by rich, which would tear numbers apart.
    """
    wanted, least = [], []
    for place, column in enumerate(columns):
        texts = [column.title, *(row[place] for row in cells)]
        word = max((len(word) for text in texts for word in _WORD.findall(text)), default=0) if column.whole else 0
        wanted.append(max(word, min(column.most, max(cell_len(line) for text in texts for line in text.split("\n")))))
        least.append(max(word, _NARROWEST_COLUMN))
    _narrow(wanted, least, width - 3 * len(columns) + 1)
    _narrow(wanted, [_NARROWEST_COLUMN] * len(columns), width - 3 * len(columns) + 1)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold")
    for column, room in zip(columns, wanted, strict=True):
        table.add_column(Text(column.title), width=room, no_wrap=True, justify="right" if column.title == "#" else "left")
    for number, row in enumerate(cells):
        wrapped = ["\n".join(plain_lines(cell, room)) for cell, room in zip(row, wanted, strict=True)]
        table.add_row(*map(Text, wrapped), end_section=number < len(ends) and ends[number])
    return table


def _narrow(wanted: list[int], least: Sequence[int], spare: int) -> None:
    """Take columns off the widest, none below its ``least``, until all fit into ``spare``."""
    while sum(wanted) > spare:
        above = [place for place, room in enumerate(wanted) if room > least[place]]
        if not above:
            return
        wanted[max(above, key=lambda place: (wanted[place], place))] -= 1


def _short(text: str, limit: int) -> str:
    """``text`` in the room of ``limit`` Chinese characters; Latin letters take half of that each."""
    return text if cell_len(text) <= 2 * limit else chop_cells(text, 2 * limit - 2)[0] + "…"


def printed(parts: Iterable[RenderableType], width: int) -> str:
    """The parts one under the other; colour only where a person looks at a terminal."""
    page = io.StringIO()
    colour = sys.stdout.isatty()
    console = Console(
        file=page,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part)
    text = "\n".join(line.rstrip() for line in page.getvalue().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"
