"""Flags: rows that may teach nobody anything."""

import pytest

from zhibiao.domain import Indicator, Project, TargetTable
from zhibiao.knowledge.flags import is_placeholder_goal, row_flags, unit_cannot_fit


def table(name, *rows, goal="完成全年任务", purpose=None):
    indicators = tuple(Indicator(level1="产出指标", level2=level2, name=row, value=value) for level2, row, value in rows)
    return TargetTable(project=Project(name=name, purpose=purpose, goals=(goal,)), indicators=indicators)


def content_words(text):
    return [word for word in ("修桥", "养猪", "植树", "苗圃") if word in text]


def flags_of(*tables, common=()):
    return row_flags(tables, content_words, lambda name, level2: name in common)


@pytest.mark.parametrize("goal", ["", "1.目标内容1", "目标1", "无", "xxx", "待定", "年度目标内容", "***", " 2、绩效目标 "])
def test_placeholder_goals(goal):
    assert is_placeholder_goal(goal)


@pytest.mark.parametrize("goal", ["1.修建桥梁3座", "目标1：完成植树任务", "保证社会稳定", "无重大事故发生"])
def test_goals_that_say_something(goal):
    assert not is_placeholder_goal(goal)


def test_a_pasted_row_is_flagged_in_every_table_it_stands_in():
    pasted = ("质量指标", "票证核对率", "≥95%")
    own = ("数量指标", "桥梁座数", "=2座")
    flags = flags_of(table("修桥经费", pasted, own), table("养猪补贴", pasted), table("植树项目", own, pasted))
    assert [set(row) for row in flags[0]] == [{"repeated"}, {"repeated"}]
    assert set(flags[1][0]) == {"repeated"}
    assert set(flags[2][1]) == {"repeated"}


def test_sister_projects_may_share_rows():
    row = ("数量指标", "栽植株数", "≥500株")
    flags = flags_of(table("植树项目一期", row), table("植树项目二期", row))
    assert flags == [(frozenset(),), (frozenset(),)]


def test_what_is_common_by_nature_may_stand_anywhere():
    row = ("质量指标", "验收合格率", "=100%")
    assert flags_of(table("修桥", row), table("养猪", row), common={"验收合格率"}) == [(frozenset(),), (frozenset(),)]


def test_the_same_name_with_another_value_is_no_repetition():
    flags = flags_of(table("修桥", ("数量指标", "完成处数", "=3处")), table("养猪", ("数量指标", "完成处数", "=8处")))
    assert flags == [(frozenset(),), (frozenset(),)]


def test_a_table_with_one_value_throughout():
    rows = [("数量指标", f"第{n}项", "≥95%") for n in "甲乙丙丁戊"]
    (flags,) = flags_of(table("植树", *rows))
    assert all("uniform" in row for row in flags)
    (flags,) = flags_of(table("植树", *rows[:4]))
    assert not any("uniform" in row for row in flags)


def test_placeholder_goal_marks_every_row():
    (flags,) = flags_of(table("植树", ("数量指标", "栽植株数", "≥500株"), goal="1.目标内容1"))
    assert "placeholder-goal" in flags[0]


def test_blank_and_budget_execution_rows():
    (flags,) = flags_of(table("植树", ("经济效益指标", "", ""), ("成本指标", "预算执行率", "100%")))
    assert flags == (frozenset({"blank"}), frozenset({"budget-execution"}))


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("栽植株数", "≥95%", True),
        ("培训人数", "≥95%", True),
        ("报告完成时间", "≥95%", True),
        ("造林成活率", "≥500株", True),
        ("预算控制数", "≥95%", True),
        ("造林成活率", "≥85%", False),
        ("培训人数", "≥50人", False),
        ("环境改善程度", "≥95%", False),
        ("报告完成时间", "2025年6月底前", False),
        ("培训人数", "按计划", False),
    ],
)
def test_units_that_cannot_measure_what_the_name_asks(name, value, wrong):
    assert unit_cannot_fit(Indicator(name=name, value=value)) is wrong
