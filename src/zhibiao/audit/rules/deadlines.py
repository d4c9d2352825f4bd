"""A 数字勾稽: years and deadlines that contradict the budget year or the spending plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableView, register
from zhibiao.audit.words import finder, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.language.dates import find_dates
from zhibiao.language.numerals import plain
from zhibiao.messages import say

_NAMED = re.compile(r"(?<![\d〔\[(【])((?:19|20)\d\d)年(?:度)?")
_CLAUSE = re.compile(r"[,;。]")
_COMPARED = re.compile(r"(?:与|比|较|同|自|从|对|到|至)$")
_MONTH = re.compile(r"(\d{1,2})月")
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_QUARTER = re.compile(r"第?([一二三四1234])季度")
_FULL = Decimal(100)
_OLD = 5  # years back within which a stated year is a slip and no history


@register
class YearsAndDeadlines(DocumentRule):
    """查什么：说明中交代本年预算的句子、绩效目标、时效指标写的年份与预算年度不同；资金支出期限与支出计划矛盾；支出计划在工程完工期限之前就到100%；
    项目名称是以前年度的。
    为什么：年份不对多是照抄上年文本；支出期限和计划对不上，监控时必有一个“未完成”。
    反例：2021年文本写“支出预算情况：2020年总支出2277.23万元”；“经费使用完成时限 2021年5月底前”，支出计划第四季度才到100%。
    正例：年份一致；工程5月完工、支出计划12月底100%（尾款、质保金在完工之后支付）。
    依据：财预〔2015〕88号，实现可能性。
    陷阱：上年考核奖、结转、尾款、清欠、与上年比较、文号和规划的年份不报；项目名称带以前年度只作info，请说明是否结转。
    准确率：五份真实文件中warning 2条全对，info 1条对。

    What: years in the statement of the budget, in goals and in deadlines against the budget year; a deadline for spending against the
    plan; a plan that spends all before the work is due; a project named after an earlier year.
    Why: a wrong year is last year's text; a deadline that the plan does not meet is bound to be missed.
    Bad: "支出预算情况：2020年…" in the text for 2021; spending due in May, plan complete in December. Good: works due
    in May, paid by December.
    Source: 财预〔2015〕88号, feasibility. Last year's bonus, carry-over, final payments, comparisons, document numbers are no conflict; an
    earlier year in the project's name is a note. Precision: warnings 2 right of 2, info 1 right of 1.
    """

    code, title, name, severity = "A08", "年度或时限冲突", "year-or-deadline-conflict", "warning"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        if document.source is not None and document.source.year is not None:
            yield from _narrative(document, document.source.year)
        for view in tables:
            if view.table.document_kind != "target":
                continue  # an evaluation looks back
            year = view.project.year or (document.source.year if document.source else None)
            if year is not None:
                yield from _goals(view, year)
                yield from _name(view, year)
            yield from _deadlines(view, year)


def _narrative(document: DocumentView, year: int) -> Iterator[Hit]:
    """The sentences that state this year's budget. Two statements of the same amount make it certain that this year is meant."""
    stated = document.source.stated_totals if document.source else ()
    seen: set[str] = set()
    for total in stated:
        text = squeeze(total.quote)
        if text in seen:
            continue
        seen.add(text)
        place = text.find(squeeze(total.raw))
        years = list(_NAMED.finditer(text[: place if place > 0 else len(text)]))
        if len(years) != 1 or not finder("years", "budget_sentence")(text):
            continue
        met, found = years[0], int(years[0][1])
        if (
            found == year
            or not year - _OLD <= found <= year + 1
            or _COMPARED.search(text[: met.start()])
            or finder("years", "settled")(text)
        ):
            continue
        where = say(f"第{total.line}行：", f"line {total.line}: ") if total.line is not None else ""
        yield Hit(
            "document",
            where
            + say(
                f"“{total.quote[:60]}”写的是{found}年，本文件的预算年度是{year}年，请改为{year}年。",
                f"“{total.quote[:60]}” says {found}; the budget year of this document is {year}: change it.",
            ),
            quote=total.quote, fix=total.quote.replace(str(found), str(year)), confidence=0.9, identity=f"year:{text}",
        )  # fmt: skip


def _goals(view: TableView, year: int) -> Iterator[Hit]:
    said = squeeze(f"{view.project.name}。{view.project.purpose or ''}")
    for goal in view.project.goals:
        for clause in _CLAUSE.split(squeeze(goal)):
            years = {int(met[1]) for met in _NAMED.finditer(clause)}
            old = [one for one in years if year - _OLD <= one < year]
            if not old or max(years) >= year or finder("years", "settled")(clause) or f"{old[0]}" in said:
                continue
            met = next(met for met in _NAMED.finditer(clause) if int(met[1]) == old[0])
            if _COMPARED.search(clause[: met.start()]):
                continue
            message = say(
                f"绩效目标“{clause[:40]}”写的是{old[0]}年，预算年度是{year}年，请改正。",
                f"the goal “{clause[:40]}” says {old[0]}; the budget year is {year}: correct it.",
            )
            yield Hit("goal", message, table=view, quote=goal, confidence=0.85, fix=goal.replace(str(old[0]), str(year)))


def _name(view: TableView, year: int) -> Iterator[Hit]:
    name = squeeze(view.project.name)
    years = {int(met[1]) for met in _NAMED.finditer(name)}
    if not years or max(years) >= year or min(years) < year - _OLD:
        return
    if finder("years", "settled")(name) or finder("years", "settled")(squeeze(view.project.purpose or "")):
        return
    old = max(years)
    message = say(
        f"项目名称是{old}年的，预算年度是{year}年；如为结转或续建，请在资金用途中说明，否则请改正。",
        f"the project is named after {old}, the budget year is {year}; say in the purpose if it is carried over, else correct it.",
    )
    yield Hit("name", message, severity="info", table=view, quote=view.project.name, confidence=0.7, identity=f"name-year:{old}")


def _deadlines(view: TableView, year: int | None) -> Iterator[Hit]:
    plan = _plan(view)
    for row in view.rows:
        if row.value.kind != "deadline":
            continue
        dates = find_dates(squeeze(row.value.raw))
        last = dates[-1] if dates else None
        named = last.year if last is not None else None
        if year is not None and named is not None and _is_past(named, year, row, view):
            message = say(
                f"“{row.name}”的期限“{row.value.raw.strip()}”早于预算年度{year}年，请改正年份。",
                f"“{row.name}” is due “{row.value.raw.strip()}”, before the budget year {year}: correct the year.",
            )
            fix = row.value.raw.strip().replace(str(named), str(year))
            yield Hit("value", message, row=row, table=view, quote=row.value.raw.strip(), fix=fix, confidence=0.9)
            continue
        month = _month(row)
        if month is None or not plan or (named is not None and year is not None and named != year):
            continue
        yield from _against_plan(view, row, month, plan)


def _is_past(named: int, year: int, row: Indicator, view: TableView) -> bool:
    """Whether a deadline lies before the budget year, and neither the row nor the project is about earlier years."""
    if not year - _OLD <= named < year or finder("years", "settled")(squeeze(row.name)):
        return False
    return f"{named}" not in squeeze(f"{view.project.name}。{view.project.purpose or ''}")


def _against_plan(view: TableView, row: Indicator, month: int, plan: list[tuple[int, Decimal]]) -> Iterator[Hit]:
    text = squeeze(row.name)
    full = next((one for one, percent in plan if percent >= _FULL), None)
    if full is None:
        return
    due = next((one for one, _ in plan if one >= month), None)
    shown = "、".join(f"{label.label}{plain(label.percent)}%" for label in view.project.spending_plan if label.percent is not None)
    raw = row.value.raw.strip()
    if finder("years", "spending")(text) and due is not None and full > due:
        message = say(
            f"“{row.name}”定为“{raw}”，支出计划（{shown}）却到{full}月才支出100%，请改期限或改计划。",
            f"“{row.name}” is due “{raw}”, yet the plan ({shown}) reaches 100 % only in month {full}; change one of them.",
        )
        yield Hit("value", message, row=row, table=view, quote=raw, evidence=(shown,), confidence=0.9)
    elif finder("years", "works")(text) and not finder("years", "spending")(text) and full < month and full < 12:
        message = say(
            f"支出计划（{shown}）{full}月就支出100%，而“{row.name}”是“{raw}”，尾款应在完工之后支付，请核对。",
            f"the plan ({shown}) spends all by month {full}, before “{row.name}” on “{raw}”; the last payment comes after completion.",
        )
        yield Hit("value", message, row=row, table=view, quote=raw, evidence=(shown,), confidence=0.85)


def _plan(view: TableView) -> list[tuple[int, Decimal]]:
    """Months with cumulative percents; empty where a step has no month or a figure is missing or falls."""
    steps: list[tuple[int, Decimal]] = []
    for step in view.project.spending_plan:
        label = squeeze(step.label)
        quarter, month = _QUARTER.search(label), _MONTH.search(label)
        if step.percent is None or (quarter is None and month is None):
            return []
        steps.append((_QUARTERS[quarter[1]] if quarter else int(month[1]) if month else 0, step.percent))
    rising = all(one[0] < two[0] and one[1] <= two[1] for one, two in pairwise(steps))
    return steps if rising and all(1 <= month <= 12 for month, _ in steps) else []


def _month(row: Indicator) -> int | None:
    if row.value.date is not None:
        return row.value.date.month
    met = _MONTH.findall(squeeze(row.value.raw))
    return int(met[0]) if len(met) == 1 and 1 <= int(met[0]) <= 12 else None


__all__ = ["YearsAndDeadlines"]
