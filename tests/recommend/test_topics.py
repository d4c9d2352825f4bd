"""Sure and near topics: rows of a topic that is only near stay out of the table."""

import pytest

import zhibiao
from zhibiao.domain import Project
from zhibiao.recommend.topics import topics_of


@pytest.fixture(scope="module")
def zb():
    return zhibiao.load()


def test_a_topic_by_its_own_name_is_sure(zb):
    topics, sure = topics_of(Project(name="云岭县农村公路日常养护"), zb._recommender._matcher)
    assert sure
    assert topics[0].topic.name == "农村公路养护"


def test_a_marker_in_a_longer_name_is_only_near(zb):
    project = Project(name="住房公积金贷款窗口运行", purpose="办公场所租赁及窗口服务外包", budget="36万元")
    _, sure = topics_of(project, zb._recommender._matcher)
    assert not sure
    names = [row.name for row in zb.suggest(project).indicators]
    assert not any("缴费" in name or "缴存" in name or "滞纳金" in name for name in names)


def test_who_holds_the_money_is_not_what_it_is_for(zb):
    topics, _ = topics_of(Project(name="疾控中心艾滋病防治项目", purpose="开展艾滋病检测2万人次"), zb._recommender._matcher)
    assert [match.topic.name for match in topics] == ["艾滋病与结核病防治"]


def test_two_works_in_one_name_are_two_topics(zb):
    topics, _ = topics_of(Project(name="村干部报酬及村级办公经费"), zb._recommender._matcher)
    assert len(topics) == 2


@pytest.mark.parametrize(
    ("name", "purpose", "asked"),
    [
        ("石泉镇保洁经费", "12个行政村配备保洁员40名，清运生活垃圾1800吨", "保洁员"),
        ("云岭县残疾人辅具适配", "为380名残疾人适配辅助器具520件，为24户重度残疾人家庭进行无障碍改造", "家庭"),
    ],
)
def test_those_who_do_the_work_or_are_a_part_are_not_asked(zb, name, purpose, asked):
    rows = zb.suggest(Project(name=name, purpose=purpose, budget="30万元")).indicators
    assert [row for row in rows if "满意" in row.name]
    assert not any("满意" in row.name and asked in row.name for row in rows)


def test_the_one_group_that_is_named_is_asked(zb):
    rows = zb.suggest(Project(name="云岭县助学补助", purpose="为困难学生640人发放助学金", budget="64万元")).indicators
    assert [row.name for row in rows if "满意" in row.name] == ["困难学生满意度"]
