"""What the rules on numbers rest on: sums of the narrative, unit costs, what a row measures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.audit.audit_tables import rows_of, table_of

from zhibiao.audit import audit
from zhibiao.audit.measures import measured
from zhibiao.audit.stated import project_expenditure, wrong_growth, wrong_sums
from zhibiao.audit.unit_costs import base_of, product
from zhibiao.domain import Document
from zhibiao.domain.tables import Money, StatedTotal, SubGoal


def _stated(label: str, raw: str, quote: str | None = None) -> StatedTotal:
    yuan = Money.parse(raw).yuan
    assert yuan is not None
    return StatedTotal(label=label, raw=raw, yuan=yuan, quote=quote or f"{label}{raw}。")


def test_basic_expenditure_is_staff_and_office() -> None:
    stated = [
        _stated("总支出", "300万元"),
        _stated("基本支出", "100万元"),
        _stated("人员经费", "70万元"),
        _stated("公用经费", "20万元"),
        _stated("项目支出", "200万元"),
    ]
    (found,) = wrong_sums(stated)
    assert (found.total.label, found.gap) == ("基本支出", Decimal(-100_000))


def test_the_parts_of_one_total_are_not_those_of_the_next() -> None:
    stated = [_stated("总支出", "300万元"), _stated("人员经费", "70万元"), _stated("总收入", "300万元"), _stated("项目支出", "200万元")]
    assert list(wrong_sums(stated)) == []


def test_two_amounts_of_project_expenditure_say_nothing() -> None:
    assert project_expenditure([_stated("项目支出", "200万元"), _stated("项目支出", "180万元")]) is None
    assert project_expenditure([_stated("项目支出", "200万元"), _stated("项目支出", "200万元")]) is not None


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("预算总支出2277.23万元，与2020年1799.1万元相比增加26.58%。", False),
        ("预算总支出2277.23万元，与2020年1799.1万元相比增加28.56%。", True),
        ("预算总支出900万元，比上年1000万元减少100万元，下降10%。", False),
        ("预算总支出900万元，比上年1000万元增加100万元。", True),
        ("预算总支出900万元，比上年减少100万元。", False),  # last year's amount is not said
    ],
)
def test_growth_is_computed_again(sentence: str, wrong: bool) -> None:
    raw = sentence[5 : sentence.index("元") + 1]
    assert bool(list(wrong_growth([_stated("预算总支出", raw, sentence)]))) is wrong


@pytest.mark.parametrize(
    ("row", "base"),
    [
        ("成本指标 | 补贴标准 | 每人每月 | =500元/人·月 | 文件", ("人", Decimal(12))),
        ("成本指标 | 运行经费 | 一个社区补贴资金 | ≤10万元 | 标准", ("社区", Decimal(1))),
        ("成本指标 | 户均补助 | 户均 | =3000元 | 文件", ("户", Decimal(1))),
        ("成本指标 | 培训费 | 每人每天 | ≤300元/人·天 | 办法", None),
        ("成本指标 | 项目总成本 | 总成本 | ≤96万元 | 批复", None),
    ],
)
def test_what_a_unit_cost_is_paid_for(row: str, base: tuple[str, Decimal] | None) -> None:
    assert base_of(rows_of([row])[0]) == base


def test_lengths_are_counted_in_the_unit_of_the_price() -> None:
    cost, length = rows_of(["成本指标 | 单价 | 每公里 | ≤30万元/公里 | 定额", "数量指标 | 道路长度 | 长度 | =3200米 | 批复"])
    found = product(cost, Decimal(300_000), [length])
    assert found is not None
    assert found.yuan == Decimal(960_000)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("质量指标 | 满意率 | 居民满意率 | ≥90% | 问卷", "服务对象满意度指标 | 群众满意度（%） | 群众 | ≥80% | 问卷", True),
        ("时效指标 | 发放及时率 | | 100% | 文件", "时效指标 | 指标1：发放及时性 | | 100% | 文件", True),
        ("服务对象满意度指标 | 学员满意度 | | ≥90% | 问卷", "服务对象满意度指标 | 群众满意度 | | ≥80% | 问卷", False),
    ],
)
def test_one_measure_in_two_spellings(one: str, other: str, same: bool) -> None:
    first, second = rows_of([one, other])
    assert (measured(first) == measured(second)) is same


_TEXT = st.text(
    alphabet="发放工资奖金万元每人每月社区村亩公里满意度率及时2020年3月底前预算总支出0123456789.,，。；（）%≥≤=/·、 ", max_size=40
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=_TEXT, purpose=_TEXT, goal=_TEXT, cells=st.lists(st.tuples(_TEXT, _TEXT, _TEXT), max_size=4), quote=_TEXT)
def test_no_text_breaks_a_rule(name: str, purpose: str, goal: str, cells: list[tuple[str, str, str]], quote: str) -> None:
    levels = ("数量指标", "成本指标", "时效指标", "服务对象满意度指标")
    rows = [f"{level} | {a.replace('|', '')} | {b} | {c}" for level, (a, b, c) in zip(levels, cells, strict=False)]
    plan = [{"label": f"{month}月底", "percent": percent} for month, percent in ((3, 30), (6, 50), (12, 100))]
    fields = {"name": name, "purpose": purpose, "goals": [goal], "year": 2021, "spending_plan": plan}
    tables = tuple(table_of(fields, rows, number=number) for number in (1, 2))
    stated = (_stated("预算总支出", "900万元", quote), _stated("项目支出", "192万元", quote))
    goals = (SubGoal(title=name, goal=goal, indicators=quote), SubGoal(title=purpose, goal=goal))
    document = Document(file="云溪镇.txt", year=2021, tables=tables, stated_totals=stated, sub_goals=goals, contents=(name, quote))
    report = audit(document, select=["A", "D", "R"])
    assert audit(document, select=["A", "D", "R"]) == report
