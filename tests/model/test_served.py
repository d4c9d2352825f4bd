"""Whom satisfaction asks: people in general and those whom such projects serve are asked by any, people of other work are strangers."""

import pytest

from zhibiao import load
from zhibiao.domain import Indicator, Project
from zhibiao.model.fit_weights import FEATURES

RIVER = Project(name="云岭县巡河员经费", purpose="聘用巡河员20名，巡查河道。")
SCHOOL = Project(name="云岭县第二小学校舍维修经费", purpose="维修教室12间。")
SATISFACTION = "服务对象满意度指标"


@pytest.fixture(scope="module")
def fit():
    return load().belonging.fit


def asks_strangers(fit, project, name, level2=SATISFACTION):
    return fit.asks_strangers(Indicator(level2=level2, name=name), project)


def test_people_to_whom_nothing_in_the_project_relates_are_strangers(fit):
    assert asks_strangers(fit, RIVER, "科研人员满意度")
    assert asks_strangers(fit, RIVER, "人大代表满意度")


@pytest.mark.parametrize(
    "people",
    ["群众", "服务对象", "公众", "社会公众", "居民", "村民", "受益群众", "沿线村民", "服务", "", "工作人员", "聘用人员", "上级部门"],
)
def test_people_in_general_are_strangers_nowhere(fit, people):
    assert not asks_strangers(fit, RIVER, f"{people}满意度")


def test_people_whom_such_projects_serve_or_the_project_names_are_no_strangers(fit):
    assert not asks_strangers(fit, SCHOOL, "师生满意度")
    assert not asks_strangers(fit, RIVER, "巡河员满意度")


def test_only_satisfaction_asks(fit):
    assert not asks_strangers(fit, RIVER, "科研人员人数", "数量指标")


def test_satisfaction_of_strangers_is_not_what_any_project_may_have(fit):
    rows = [Indicator(level2=SATISFACTION, name=name) for name in ("群众满意度", "科研人员满意度")]
    assert fit.features(rows, RIVER)[:, FEATURES.index("common")].tolist() == [1, 0]
