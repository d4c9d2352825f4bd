"""D 重复与模板: the same project in two tables, the same measure in two rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from zhibiao.audit.about import related
from zhibiao.audit.amounts import budget_of, form_unit, shown
from zhibiao.audit.measures import Measured, measured
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableRule, TableView, register
from zhibiao.audit.rules.structure import has_placeholder_goal
from zhibiao.audit.words import content_words, key, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.language.quantities import in_base
from zhibiao.messages import say

MIN_ROWS = 4  # rows from which tables are compared
SAME_ROWS, SAME_VALUES = 0.8, 0.6
_COMPARED = 40  # tables with a rare row in common that one table is compared with
MIN_PURPOSE = 10  # characters from which an equal purpose is no coincidence
_LISTED = 8

# 北坡村道路硬化 and 南坡村道路硬化 are two projects, however alike
_PLACE = re.compile(r"^.*(?:村|社区|镇|乡|街道|小区|学校|小学|中学|幼儿园|卫生院|医院|支队|中队)")

_Rows = dict[tuple[str, str], str]


@register
class DuplicateProject(DocumentRule):
    """查什么：同一项目编码出现两次；同名项目编码不同；两张表的指标行八成以上相同、其中六成以上指标值也相同；用途一字不差而名称、预算各有一个。
    为什么：一个项目只应有一张表；重复的项目会重复安排资金，交叉的项目说不清各管什么。
    反例：表2和表3都是“国有企业退休人员社会化管理补助资金”，预算3.07万元和2万元，八行指标一样。
    正例：合并为一张，或在名称、用途中写明资金来源和分工（上级资金、本级资金）。
    依据：项目唯一性（事前评估）。同码为error；同名不同码、内容交叉为warning，请说明拆分理由。
    陷阱：按资金来源拆分的，消息里给出编码和金额供核对；不同单位的同名项目、同一工作在不同村和学校的项目不算；少于四行的表不比；绩效目标是占位文本的模板表由D03整组报告，不在此重复；内容完全一样的一批表只报一次。
    准确率：五份真实文件中warning 2条全对，无error。

    What: the same project code twice; the same name under two codes; two tables with 80 % of their rows and 60 % of the values in
    common; one purpose under two names and budgets.
    Why: a project has one table; twice the table is twice the money.
    Bad: tables 2 and 3 both 国有企业退休人员社会化管理补助资金 with the same eight rows. Good: merged, or the difference stated.
    Source: uniqueness of projects. The same code is an error, the rest a warning that asks for the reason: money from above and
    of one's own is often split. The same work in two villages
    or of two units is two projects. Tables of fewer than four rows are not compared; template tables with placeholder goals
    are D03's group; a run of identical tables is reported once. Precision: 2 right of 2 read.
    """

    code, title, name, severity = "D01", "重复或交叉项目", "duplicate-project", "warning"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        told: set[frozenset[int]] = set()
        yield from _same_code(tables, told)
        yield from _same_name(tables, told)
        yield from _same_rows(tables, told)
        yield from _same_purpose(tables, told)


def _grouped(tables: Sequence[TableView], what: dict[int, str]) -> list[list[TableView]]:
    groups: dict[str, list[TableView]] = defaultdict(list)
    for view in tables:
        if what[id(view)]:
            groups[what[id(view)]].append(view)
    return [group for group in groups.values() if len(group) > 1]


def _same_code(tables: Sequence[TableView], told: set[frozenset[int]]) -> Iterator[Hit]:
    for group in _grouped(tables, {id(view): key(view.project.code or "") for view in tables}):
        code, listed = group[0].project.code or "", _list(group)
        _tell(group, told)
        message = say(
            f"项目编码{code}出现在{listed}，一个项目只应有一张表，请合并或更正编码。",
            f"the code {code} stands in {listed}; a project has one table: merge them or correct the code.",
        )
        yield Hit(
            "code", message, severity="error", table=group[1], quote=code, evidence=_evidence(group), confidence=0.97,
            identity=f"code:{code}",
        )  # fmt: skip


def _same_name(tables: Sequence[TableView], told: set[frozenset[int]]) -> Iterator[Hit]:
    for group in _grouped(tables, {id(view): _named(view) for view in tables}):
        if _is_told(group, told):
            continue
        _tell(group, told)
        same = _overlap(_rows_of(group[0]), _rows_of(group[1]))
        rows = say(f"，{same[0]}行指标相同", f", {same[0]} rows alike") if same[0] >= MIN_ROWS else ""
        listed = _list(group)
        message = say(
            f"{listed}是同名项目“{group[0].project.name[:40]}”{rows}，请合并，或说明拆分理由（如上级资金、本级资金）。",
            f"{listed} are one project “{group[0].project.name[:40]}”{rows}; merge them or say why they are apart.",
        )
        yield Hit(
            "name", message, table=group[1], quote=group[0].project.name, evidence=_evidence(group), confidence=0.9,
            identity=f"name:{key(group[0].project.name)}",
        )  # fmt: skip


def _named(view: TableView) -> str:
    """Name and unit: two units may each have an 办公经费."""
    name = key(view.project.name)
    return f"{name}|{key(view.project.unit or '')}" if name else ""


def _same_rows(tables: Sequence[TableView], told: set[frozenset[int]]) -> Iterator[Hit]:
    """Tables alike in their rows: identical ones as a group first, then pairs, sought through the rarest rows of each."""
    rows = {id(view): _rows_of(view) for view in tables}
    full = [view for view in tables if len(rows[id(view)]) >= MIN_ROWS and not has_placeholder_goal(view)]
    alike: dict[frozenset[tuple[tuple[str, str], str]], list[TableView]] = defaultdict(list)
    for view in full:
        alike[frozenset(rows[id(view)].items())].append(view)
    for group in alike.values():
        group = [group[0], *(view for view in group[1:] if not _elsewhere(group[0], view))]
        if len(group) > 1 and not _is_told(group, told):
            _tell(group, told)
            yield _overlapping(group, len(rows[id(group[0])]), len(rows[id(group[0])]))
    heads = [group[0] for group in alike.values()]
    common = Counter(one for view in heads for one in rows[id(view)])
    by_row: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, view in enumerate(heads):
        own = rows[id(view)]
        rarest = sorted(own, key=lambda one: (common[one], one))
        prefix = rarest[: len(own) - -(-len(own) * 4 // 5) + 1]  # two tables alike in four fifths share one of these
        near = sorted({other for one in prefix for other in by_row[one][-_COMPARED:]})[-_COMPARED:]
        for other in near:
            same, values = _overlap(rows[id(heads[other])], own)
            most = max(len(own), len(rows[id(heads[other])]))
            pair = [heads[other], view]
            alike_enough = same >= SAME_ROWS * most and values >= SAME_VALUES * same
            if alike_enough and not _elsewhere(*pair) and not _is_told(pair, told):
                _tell(pair, told)
                yield _overlapping(pair, same, values)
                break
        for one in prefix:
            by_row[one].append(number)


def _elsewhere(one: TableView, other: TableView) -> bool:
    """Whether two projects are the same work in two places, or of two units."""
    if key(one.project.unit or "") != key(other.project.unit or ""):
        return True
    first, second = squeeze(one.project.name), squeeze(other.project.name)
    work = _PLACE.sub("", first)
    return first != second and len(work) > 1 and work == _PLACE.sub("", second)


def _overlapping(group: list[TableView], same: int, values: int) -> Hit:
    listed = _list(group)
    message = say(
        f"{listed}有{same}行指标相同，其中{values}行的值也相同，是重复或交叉的项目，请合并，或写明各自的分工和自己的指标。",
        f"{listed} share {same} rows, {values} of them with the same value: overlapping projects; merge them or give each its own.",
    )
    return Hit(
        "table", message, table=group[1], quote=group[1].project.name, evidence=_evidence(group), confidence=0.85,
        identity="rows:" + "|".join(key(view.project.name) for view in group[:_LISTED]),
    )  # fmt: skip


def _same_purpose(tables: Sequence[TableView], told: set[frozenset[int]]) -> Iterator[Hit]:
    purposes = {id(view): key(view.project.purpose or "") for view in tables}
    long = {place: text if len(text) >= MIN_PURPOSE else "" for place, text in purposes.items()}
    for group in _grouped(tables, long):
        first = group[0]
        fitting = [view for view in group if related(content_words(view.project.name), content_words(first.project.purpose or ""))]
        if len(fitting) < 2 or _is_told(fitting, told):
            continue  # where the purpose fits only one of them it is another project's: R02
        _tell(fitting, told)
        message = say(
            f"{_list(fitting)}的资金用途一字不差，却各有名称和预算，请合并，或写明各自的用途。",
            f"{_list(fitting)} have word for word the same purpose, yet each its name and budget; merge them or state each purpose.",
        )
        yield Hit(
            "purpose", message, table=fitting[1], quote=first.project.purpose, evidence=_evidence(fitting), confidence=0.85,
            identity=f"purpose:{purposes[id(first)]}",
        )  # fmt: skip


def _rows_of(view: TableView) -> _Rows:
    return {(row.level2 or "", key(row.name)): squeeze(str(row.value)) for row in view.rows if key(row.name)}


def _overlap(one: _Rows, other: _Rows) -> tuple[int, int]:
    same = one.keys() & other.keys()
    return len(same), sum(one[row] == other[row] for row in same)


def _tell(group: Sequence[TableView], told: set[frozenset[int]]) -> None:
    for view in group[1:]:
        told.add(frozenset((id(group[0]), id(view))))


def _is_told(group: Sequence[TableView], told: set[frozenset[int]]) -> bool:
    return all(frozenset((id(group[0]), id(view))) in told for view in group[1:])


def _list(group: Sequence[TableView]) -> str:
    numbers = "、".join(str(view.number) for view in group[:_LISTED])
    more = say(f"等{len(group)}张", f" … {len(group)} in all") if len(group) > _LISTED else ""
    return say(f"表{numbers}{more}", f"tables {numbers}{more}")


def _evidence(group: Sequence[TableView]) -> tuple[str, ...]:
    told = []
    for view in group[:_LISTED]:
        budget, money = budget_of(view.project), view.project.budget
        amount = shown(budget, form_unit(money)) if budget is not None and money is not None else "-"
        told.append(
            say(
                f"{view.shown} 编码{view.project.code or '-'} 预算{amount}", f"{view.shown} code {view.project.code or '-'} budget {amount}"
            )
        )
    return tuple(told)


@register
class RepeatedIndicator(TableRule):
    """查什么：同一张表里两行量的是同一件事：名称相同，或只差写法（满意率／满意度、及时率／及时性、群众／公众）。
    为什么：同一件事算两次，权重加倍；目标还不一样时，不知道以哪个为准。
    反例：质量指标“满意率（居民满意率）≥90%”和“群众满意度 ≥80%”；“培训合格率”写了两行。
    正例：只留一行；不同的对象分开写“学员满意度”“用人单位满意度”。
    依据：财预〔2021〕101号，指标不重复交叉。
    陷阱：不同对象的满意度、描述说明各管一段的同名行（第一批、第二批）、空白行不算。
    准确率：五份真实文件中1条全对。

    What: two rows of one table that measure the same thing: the same name, or one in another spelling (满意率 and 满意度, 群众 and 公众).
    Why: counted twice it weighs double, and with two targets nobody knows which holds.
    Bad: 满意率 ≥90% under quality beside 群众满意度 ≥80%. Good: one of them; different people in rows of their own.
    Source: 财预〔2021〕101号. Satisfaction of different people, and rows of one name whose descriptions tell them apart, are fine.
    Precision: 1 right of 1 read.
    """

    code, title, name, severity = "D02", "同表重复指标", "repeated-indicator", "warning"

    def check(self, view: TableView) -> Iterator[Hit]:
        met: dict[Measured, Indicator] = {}
        for row in view.rows:
            if not key(row.name):
                continue
            what = measured(row)
            if not any(what):
                continue  # 指标1, and nothing behind it
            first = met.setdefault(what, row)
            if first is row or _told_apart(first, row):
                continue
            differ = squeeze(str(first.value)) != squeeze(str(row.value))
            targets = say("，目标还不一样", ", with different targets") if differ else ""
            message = say(
                f"“{first.name} {first.value.raw.strip()}”与“{row.name} {row.value.raw.strip()}”量的是同一件事{targets}，请只留一行。",
                f"“{first.name} {first.value.raw.strip()}” and “{row.name} {row.value.raw.strip()}” measure one thing{targets}; keep one.",
            )
            yield Hit("name", message, row=row, quote=row.name, evidence=(f"{first.level2 or '-'} {first.name}",), confidence=0.85)


def _told_apart(one: Indicator, other: Indicator) -> bool:
    """Whether descriptions (or units of the values) say that rows of one name are two things."""
    said, also = key(one.description or ""), key(other.description or "")
    if key(one.name) == key(other.name) and said and also and said != also:
        return True
    return bool(one.value.unit and other.value.unit) and (one.value.kind, _unit(one)) != (other.value.kind, _unit(other))


def _unit(row: Indicator) -> str | None:
    """The unit in which values are compared; percent signs of any style are one."""
    return "%" if row.value.kind == "ratio" else in_base(Decimal(1), row.value.unit)[1]


__all__ = ["DuplicateProject", "RepeatedIndicator"]
