"""Outputs, subjects and goals: what is made of a project's own words."""

import pytest

import zhibiao
from zhibiao.domain import Project
from zhibiao.language.subject import subject_of
from zhibiao.recommend.outputs import named_outputs
from zhibiao.recommend.reading import read_project


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("云岭镇2025年农村户厕改造项目资金", "农村户厕"),
        ("岭财字〔2024〕7号河道保洁经费", "河道保洁"),
        ("云岭县白沙镇人民政府公务用车购置", "公务用车"),
        ("关于下达2025年农业保险补贴的通知", "农业保险"),
        ("城市道路养护", "城市道路"),
        ("集贸市场改造工程", "集贸市场"),
        ("项目经费", None),
        ("", None),
    ],
)
def test_the_subject_of_a_name(name, subject):
    assert subject_of(name) == subject


@pytest.fixture(scope="module")
def zb():
    return zhibiao.load()


@pytest.fixture(scope="module")
def outputs(zb):
    def read(purpose):
        reading = read_project(Project(name="某项目", purpose=purpose), zb._recommender._matcher)
        return [(one.phrase + one.thing.measure, one.thing.unit) for one in named_outputs(reading)]

    return read


def test_works_named_without_a_number_are_outputs(outputs):
    assert outputs("用于安全隐患排查、宣传展板制作、增建排水管网等") == [
        ("安全隐患排查次数", "次"),
        ("宣传展板制作数量", "个"),
        ("增建排水管网长度", "米"),
    ]


def test_what_is_counted_already_is_not_asked_for_again(outputs):
    assert outputs("新建公厕3座，更换垃圾桶") == [("更换垃圾桶数量", "个")]


@pytest.mark.parametrize("purpose", ["用于人员工资、社会保险和办公经费", "保障工作顺利开展，提高服务水平", "", "防火经费", "其他支出等"])
def test_money_effects_and_empty_words_are_no_outputs(outputs, purpose):
    assert outputs(purpose) == []


def test_an_output_without_a_number_is_an_open_row_and_a_question(zb):
    suggestion = zb.suggest(Project(name="云岭镇道路安全项目", purpose="安装道路护栏、设置警示标志", budget="20万元"))
    open_rows = {row.row: row for row in suggestion.indicators if "description" in row.sources and row.value.is_open}
    assert any("护栏" in row.name and row.value.unit == "米" for row in open_rows.values())
    assert {number for question in suggestion.questions for number in question.fills} >= set(open_rows)


def test_the_goal_says_the_outputs_of_the_description(zb):
    goals = zb.suggest(
        Project(name="云岭镇村内道路硬化", purpose="硬化村内道路3.2公里，安装路灯40盏，2025年9月底前完工", budget="90万元")
    ).goals
    assert goals
    assert "3.2公里" in goals[0]
    assert "2025年9月底前" in goals[0]
    assert "{" not in goals[0]


def test_no_ground_no_goal(zb):
    assert zb.suggest(Project(name="事项甲")).goals is None


def test_a_project_is_classified(zb):
    classes = zb.classify(Project(name="森林防火专项经费", purpose="聘用巡护员，开设防火隔离带"))
    assert classes.topic[0].name == "森林防火"
    assert classes.function[0].code == "21302"
    assert classes.kind
    assert all(0 < ranked.probability < 1 for ranked in (*classes.topic, *classes.kind))
    for nothing in ("甲乙丙丁", "经费", "专项资金", "工作经费", "1234"):
        assert zb.classify(Project(name=nothing)).topic == ()
