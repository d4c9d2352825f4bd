"""A target table laid out on a page of A4, the same for every format: rows of cells on a ruler, headings, merges, what repeats."""

from __future__ import annotations

import datetime
import io
import itertools
import os
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from zhibiao.documents.form_columns import columns_of
from zhibiao.domain.tables import Document, Indicator, Money, Project, TargetTable
from zhibiao.domain.values import TargetValue
from zhibiao.language.normalise import clean_cell
from zhibiao.language.numerals import plain
from zhibiao.language.quantities import in_base

if TYPE_CHECKING:
    from zhibiao.knowledge.forms import Profile

BODY_FONT, HEADING_FONT = "仿宋", "宋体"
# What stands in for them where they are not installed: Word and LibreOffice look in the font table of the file.
ALTERNATIVES = {"仿宋": "FangSong;仿宋_GB2312;STFangsong;Noto Serif CJK SC", "宋体": "SimSun;STSong;Noto Serif CJK SC"}
UNITS = 60  # the page is ruled in sixtieths, so that rows of different cells share one grid
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_LEVELS = ("一级指标", "二级指标")
_SHORT = ("指标性质", "度量单位", "权重", "指标方向性", "得分", *_LEVELS)  # columns of words and signs, set in the middle
_NEAR = 2  # an edge so near to one of the columns below moves there: a spreadsheet then has no slivers of columns


def clean(text: str | None) -> str:
    """Text that an XML file can hold, white space as readers leave it."""
    return _NOT_XML.sub("", clean_cell(text or ""))


@dataclass(frozen=True, slots=True)
class LaidCell:
    """A cell to be written: text, where it begins and ends on the ruler, and how it takes part in a vertical merge.

    ``merge`` is ``restart``, ``continue`` or ``None``; ``number`` is what the text says where it is nothing but a number that sums.
    """

    text: str
    start: int
    end: int
    merge: str | None = None
    bold: bool = False
    centred: bool = False
    number: Decimal | None = None


Rows = list[list[LaidCell]]


@dataclass(frozen=True, slots=True)
class Page:
    """A laid out table: heading with the entry it makes in the 目录, year, rows of the project, rows of the indicators.

    The first of ``indicators`` is the header and repeats on every page.
    """

    heading: str
    entry: str | None
    year: int | None
    project: Rows
    indicators: Rows
    landscape: bool = False


def tables_of(content: Document | TargetTable | Iterable[TargetTable]) -> Sequence[TargetTable]:
    """The tables in whatever a writer was given."""
    if isinstance(content, Document):
        return content.tables
    return [content] if isinstance(content, TargetTable) else list(content)


def page_of(table: TargetTable, profile: Profile | None, *, year_in_row: bool = False) -> Page:
    """Lay out a table in the form of ``profile``, in Hebei's with the levels as they stand without one.

    :param year_in_row: print the year in the line of unit and currency, for formats whose pages hold cells alone.
    """
    national = profile is not None and profile.project_part == "national"
    indicators = _indicator_rows(table.indicators, profile)
    marks = sorted({edge for row in indicators for cell in row for edge in (cell.start, cell.end)})
    first = _organisation(table.project, year_in_row=year_in_row, with_unit=not national)
    rest = _national_rows(table.project) if national else _hebei_rows(table.project, profile)
    default = "项目支出绩效目标表" if national else f"{table.project.name.removesuffix('项目')}项目绩效目标表"
    return Page(
        heading=clean(table.heading.text if table.heading else default),
        entry=clean(table.heading.field) if table.heading and table.heading.field else None,
        year=None if year_in_row else table.project.year,
        project=[_on_marks(row, marks) for row in first + rest],
        indicators=indicators,
        landscape=profile is not None and profile.landscape,
    )


def _label(text: str, start: int, end: int, merge: str | None = None) -> LaidCell:
    return LaidCell(text, start, end, merge, centred=True)


def _text(text: str | None, start: int, end: int, merge: str | None = None, *, centred: bool = False) -> LaidCell:
    return LaidCell(clean(text), start, end, merge, centred=centred)


def _organisation(project: Project, *, year_in_row: bool, with_unit: bool) -> Rows:
    """``预算单位：某镇人民政府 | （2031年度） | 单位：万元``."""
    bare = bare_unit(project)
    year = f"（{project.year}年度）" if year_in_row and project.year else ""
    owner = f"预算单位：{project.unit}" if with_unit and project.unit else ""
    if not (owner or year or bare):
        return []
    cells = [_text(owner, 0, 27), _text(year, 27, 43, centred=True)] if year else [_text(owner, 0, 43)]
    return [[*cells, _text(f"单位：{bare or _own_unit(project) or '元'}", 43, UNITS, centred=True)]]


def _hebei_rows(project: Project, profile: Profile | None) -> Rows:
    """The project part of the Hebei form: money and purpose in one block, then the spending plan, then the goals."""
    rows: Rows = [[_label("项目编码", 0, 8), _text(project.code, 8, 27), _label("项目名称", 27, 34), _text(project.name, 34, UNITS)]]
    money = [_label("预算规模及资金用途", 0, 8, "restart")]
    for word, amount, start, middle, end in (
        ("预算数", project.budget, 8, 17, 27),
        ("其中：财政资金", project.fiscal, 27, 34, 43),
        ("其他资金", project.other, 43, 51, UNITS),
    ):
        money += [_label(word, start, middle), _text(amount.raw if amount else None, middle, end, centred=True)]
    rows.append(money)
    for line in project.funding:
        rows.append([_label("", 0, 8, "continue"), _text(f"其中：{line.label}", 8, 27), _text(line.raw, 27, UNITS)])
    rows.append([_label("", 0, 8, "continue"), _text(project.purpose, 8, UNITS)])
    steps = project.spending_plan if profile is None or profile.spending_plan is not None else ()
    if steps:
        edges = [8 + (UNITS - 8) * i // len(steps) for i in range(len(steps) + 1)]
        places = list(itertools.pairwise(edges))
        labels = [_text(step.label, *place, centred=True) for step, place in zip(steps, places, strict=True)]
        shown = [None if step.percent is None else f"{plain(step.percent)}%" for step in steps]
        rows.append([_label("资金支出计划（%）", 0, 8, "restart"), *labels])
        rows.append([_label("", 0, 8, "continue"), *(_text(text, *place, centred=True) for text, place in zip(shown, places, strict=True))])
    return rows + _goals("绩效目标", project, 8)


def _national_rows(project: Project) -> Rows:
    """The project part of the national template: a line for each source of money, 项目概况, 年度目标 (财预〔2015〕88号, 附件)."""
    rows: Rows = [[_label("项目名称", 0, 12), _text(project.name, 12, UNITS)]]
    if project.code or project.unit:
        rows.append([_label("项目编码", 0, 12), _text(project.code, 12, 30), _label("实施单位", 30, 40), _text(project.unit, 40, UNITS)])
    bare = bare_unit(project)
    amounts = [("年度资金总额", project.budget), ("其中：财政拨款", project.fiscal), ("其他资金", project.other)]
    lines = [(word, amount.raw if amount else None) for word, amount in amounts]
    lines += [(f"其中：{line.label}", line.raw) for line in project.funding]
    for number, (word, raw) in enumerate(lines):
        head = _label("" if number else f"项目资金（{bare}）" if bare else "项目资金", 0, 12, "continue" if number else "restart")
        rows.append([head, _label(clean(word), 12, 30), _text(raw, 30, UNITS)])
    rows.append([_label("项目概况", 0, 12), _text(project.purpose, 12, UNITS)])
    return rows + _goals("年度目标", project, 12)


def _goals(word: str, project: Project, edge: int) -> Rows:
    goals = project.goals or ("",)
    return [
        [
            _label("" if n else word, 0, edge, "continue" if n else "restart" if len(goals) > 1 else None),
            _text(goal, edge, UNITS),
        ]
        for n, goal in enumerate(goals)
    ]


def _amounts(project: Project) -> list[Money]:
    given = [project.budget, project.fiscal, project.other, *(Money(raw=line.raw, yuan=line.yuan) for line in project.funding)]
    return [amount for amount in given if amount is not None and amount.yuan]


def bare_unit(project: Project) -> str | None:
    """The unit that bare amounts (``770000.00``) were read in; ``None`` when every amount carries its own."""
    for amount in _amounts(project):
        bare = TargetValue.parse(amount.raw)
        if bare.kind == "count" and bare.unit is None and bare.number:
            return next((u for u in ("元", "千元", "万元", "百万元", "亿元") if in_base(bare.number, u)[0] == amount.yuan), None)
    return None


def _own_unit(project: Project) -> str | None:
    """The unit that all amounts carry themselves, so that the line above them does not say another."""
    units = {TargetValue.parse(amount.raw).unit for amount in _amounts(project)}
    unit = units.pop() if len(units) == 1 else None
    return unit if unit in ("元", "万元") else None


def _indicator_rows(indicators: Sequence[Indicator], profile: Profile | None) -> Rows:
    words, shares, texts = columns_of(indicators, profile)
    edges = [UNITS * sum(shares[:i]) // sum(shares) for i in range(len(shares) + 1)]
    places = list(itertools.pairwise(edges))
    rows = [[LaidCell(word, *place, bold=True, centred=True) for word, place in zip(words, places, strict=True)]]
    cleaned = [tuple(clean(text) for text in cells) for cells in texts]
    levels = [cells[words.index("一级指标")] if "一级指标" in words else "" for cells in cleaned]
    above: str | None = None
    for index, (cells, first) in enumerate(zip(cleaned, levels, strict=True)):
        follows = index + 1 < len(texts) and levels[index + 1] == first
        merge = "continue" if first and first == above else "restart" if first and follows else None
        above = first
        row = []
        for text, place, word in zip(cells, places, words, strict=True):
            number = _sum(text) if word == "权重" else None
            row.append(LaidCell(text, *place, merge if word == "一级指标" else None, centred=word in _SHORT, number=number))
        rows.append(row)
    return rows


def _sum(text: str) -> Decimal | None:
    """A weight as a number, where a double holds it exactly as written."""
    if not re.fullmatch(r"\d{1,9}(?:\.\d{1,5})?", text):
        return None
    number = Decimal(text)
    return number if plain(number) == text else None


def _on_marks(row: list[LaidCell], marks: Sequence[int]) -> list[LaidCell]:
    edges = [row[0].start]
    for cell in row[:-1]:
        near = min(marks, key=lambda mark: abs(mark - cell.end))
        edges.append(near if abs(near - cell.end) <= _NEAR and edges[-1] < near else cell.end)
    edges.append(row[-1].end)
    if any(right <= left for left, right in itertools.pairwise(edges)):
        return row
    return [replace(cell, start=left, end=right) for cell, (left, right) in zip(row, itertools.pairwise(edges), strict=True)]


# What makes the same content the same bytes


def moment() -> datetime.datetime:
    """The time that a written file bears: ``SOURCE_DATE_EPOCH`` (seconds), else the first that a zip can say; never the clock."""
    try:
        seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or 315532800)
        return datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return datetime.datetime(1980, 1, 1)


def fixed_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip with one time on every member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            member = zipfile.ZipInfo(name, _ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            target.writestr(member, data)
    return out.getvalue()
