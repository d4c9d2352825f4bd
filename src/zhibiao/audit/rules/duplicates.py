"""D 重复与模板: rows and tables that stand in several places without reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from zhibiao.audit.about import with_alike
from zhibiao.audit.findings import Severity
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableView, register
from zhibiao.audit.rules.relevance import instead
from zhibiao.audit.rules.structure import has_placeholder_goal
from zhibiao.audit.words import content_words, finder, key, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.messages import say

MIN_TABLES = 3  # unrelated tables in which a row must recur to be boilerplate
MIN_UNIFORM = 5  # rows from which one value for all of them is no coincidence
MIN_SHARED = 2  # recurring rows from which tables are one template
_LISTED = 12  # members named in a group finding

_TEMPLATE_OVER = ("V", "L", "S", "W")  # a row to be replaced needs no other mending

RowKey = tuple[str, str, str]


def _row_key(row: Indicator) -> RowKey:
    return row.level2 or "", key(row.name), squeeze(str(row.value))


def unrelated(views: Iterable[TableView], about: dict[int, frozenset[str]]) -> int:
    """How many of the tables share no content word with one another, counted greedily in their order."""
    seen: set[str] = set()
    count = 0
    for view in views:
        words = about[id(view)]
        if words and not words & seen:
            count += 1
            seen |= words
    return count


@register
class Boilerplate(DocumentRule):
    """查什么：同一行（二级、名称、指标值都相同）出现在三个以上互不相干的项目里；一张表的各行（五行以上）同用一个指标值；套用同一模板的各表另作一条整组报告。
    为什么：不相干的项目不会有相同的产出，这些行是系统模板或从别的项目复制来的，应整组退回重填。
    反例：九张表都写“年度服务部门数量 ≥95百分比”；一张表九行全是“≥95百分比”。
    正例：各项目写自己的产出，如“清运垃圾数量 ≥3600吨”。
    依据：财预〔2015〕88号，相关性。绩效目标也是占位文本的模板表为error，其余为warning。
    陷阱：名称或用途有共同实词的姊妹项目（村级组织运转的几个分项）本可共用指标，不算；满意度、验收合格率、足额发放率等通用行，名称里写着本项目对象的行（防汛项目说防洪也算），以及指标值还没填数的行不算。
    准确率：五份真实文件中error 40条、warning 30条全对。

    What: the same row (level 2, name, value) in three or more unrelated projects; all rows of a table (five or more) with one value;
    and the tables of one template reported once more as a group.
    Why: unrelated projects do not have the same output: the rows come from a system template or another project.
    Bad: "年度服务部门数量 ≥95百分比" in nine tables. Good: each project with outputs of its own.
    Source: 财预〔2015〕88号, relevance. Errors where the goals are placeholders too, else warnings. Sister projects that share a content
    word in name or purpose may share rows; generic rows (满意度, 验收合格率) and rows that name their own project's object are left
    out, and so are open slots. Words that name one work (防汛, 防洪) count as one. A template row is to be replaced: what else is
    wrong with it (unit, level, wording) is listed under it. Precision: 40 errors and 30 warnings right of 70 read.
    """

    code, title, name, severity = "D03", "跨表模板与整表同值", "boilerplate-rows", "warning"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        for view in tables:
            yield from _uniform(view)
        if len(tables) < MIN_TABLES:
            return
        census = _Census(document, tables)
        for members in census.recurring.values():
            views = [view for view, _ in members]
            template = [view for view in views if view in census.placeholders]
            bad = unrelated(template, census.about) >= MIN_TABLES
            apart = unrelated(views, census.about)
            listed = _list_tables(views)
            for view, row in members:
                is_template = bad and view in census.placeholders
                message = say(
                    f"“{row.name} {row.value.raw.strip()}”在{len(views)}张表（{listed}）中相同，其中{apart}张互不相干，"
                    "像是套用模板，请换成本项目自己的指标。",
                    f"“{row.name} {row.value.raw.strip()}” stands in {len(views)} tables ({listed}), {apart} of them unrelated; "
                    "it looks like a template: give an indicator of this project's own.",
                )
                severity: Severity = "error" if is_template else "warning"
                confidence = 0.97 if is_template else 0.8
                yield Hit(
                    "name", message, severity=severity, row=row, table=view, quote=row.name, evidence=(listed,),
                    suggestion=instead(row, view) if is_template else (), summarised=True, confidence=confidence,
                    primary_over=_TEMPLATE_OVER if is_template else (),
                )  # fmt: skip
        yield from census.groups()


class _Census:
    """Which rows recur where, and which tables hang together by them."""

    def __init__(self, document: DocumentView, tables: Sequence[TableView]) -> None:
        self.tables = tables
        self.placeholders = {view for view in tables if has_placeholder_goal(view)}
        self._place = document.unit

    @cached_property
    def about(self) -> dict[int, frozenset[str]]:
        """The content words of each table. The name of town and unit stands in every project and relates none."""
        place = content_words(self._place)
        words: dict[int, frozenset[str]] = {}
        for view in self.tables:
            whole = content_words(view.project.name) | content_words(view.project.purpose or "")
            words[id(view)] = with_alike((whole - place - content_words(view.project.unit or "")) or whole)
        return words

    @cached_property
    def recurring(self) -> dict[RowKey, list[tuple[TableView, Indicator]]]:
        rows: dict[RowKey, dict[int, tuple[TableView, Indicator]]] = defaultdict(dict)
        for view in self.tables:
            for row in view.rows:
                if key(row.name) and row.value.kind != "empty" and not row.value.is_open:
                    rows[_row_key(row)].setdefault(view.number, (view, row))
        generic = finder("template", "generic")
        found: dict[RowKey, list[tuple[TableView, Indicator]]] = {}
        for row_key, places in rows.items():
            if len(places) < MIN_TABLES or generic(row_key[1]):
                continue  # most rows: the segmenter is not woken for them
            own = with_alike(content_words(next(iter(places.values()))[1].name))
            members = [(view, row) for view, row in places.values() if not own & self.about[id(view)]]
            if len(members) >= MIN_TABLES and unrelated([view for view, _ in members], self.about) >= MIN_TABLES:
                found[row_key] = members
        return found

    def groups(self) -> Iterator[Hit]:
        """One finding per template, on the document: the tables that share its rows, placeholders apart from the others."""
        for placeholder in (True, False):
            rows: dict[RowKey, list[TableView]] = {}
            for row_key, members in self.recurring.items():
                views = [view for view, _ in members if (view in self.placeholders) == placeholder]
                if unrelated(views, self.about) >= MIN_TABLES:
                    rows[row_key] = views
            if len(rows) < MIN_SHARED:
                continue
            numbers = {view.number for views in rows.values() for view in views}
            views = [view for view in self.tables if view.number in numbers]
            names = {row_key: next(row for view, row in self.recurring[row_key]) for row_key in rows}
            evidence = [view.shown for view in views[:_LISTED]]
            evidence += [
                say(
                    f"{row_key[0]}“{names[row_key].name} {names[row_key].value.raw.strip()}”：{len(shared)}张表",
                    f"“{names[row_key].name} {names[row_key].value.raw.strip()}”: {len(shared)} tables",
                )
                for row_key, shared in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0]))[:_LISTED]
            ]
            listed = _list_tables(views)
            goal = say("，绩效目标也是占位文本", ", with placeholder goals") if placeholder else ""
            yield Hit(
                "document",
                say(
                    f"{len(views)}张表（{listed}）的项目并不都相干，却共用{len(rows)}行指标{goal}，是同一模板，请整组重填。",
                    f"{len(views)} tables ({listed}) of projects that are not all related share {len(rows)} rows{goal}: one template; "
                    "fill them in anew as a group.",
                ),
                severity="error" if placeholder else "warning", evidence=tuple(evidence), confidence=0.97 if placeholder else 0.8,
                identity="template-group:" + "|".join(sorted("/".join(row_key) for row_key in rows)),
            )  # fmt: skip


def _list_tables(views: Sequence[TableView]) -> str:
    shown = "、".join(str(view.number) for view in views[:_LISTED])
    more = say(f"等{len(views)}张", f" … {len(views)} in all") if len(views) > _LISTED else ""
    return say(f"表{shown}{more}", f"tables {shown}{more}")


def _uniform(view: TableView) -> Iterator[Hit]:
    rows = [row for row in view.rows if row.value.kind != "empty"]
    values = {squeeze(str(row.value)) for row in rows}
    if len(rows) < MIN_UNIFORM or len(values) != 1:
        return
    raw = rows[0].value.raw.strip()
    yield Hit(
        "table",
        say(
            f"全表{len(rows)}行指标值都是“{raw}”，没有按指标逐一设定，请分别填写。",
            f"all {len(rows)} rows have the value “{raw}”; set a target for each.",
        ),
        severity="error" if has_placeholder_goal(view) else "warning", table=view, quote=raw, identity="uniform", confidence=0.95,
    )  # fmt: skip
