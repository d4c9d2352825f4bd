"""What the description counts: outputs are rows, places and parts stand behind, and no number is lost."""

from decimal import Decimal

import pytest

import zhibiao
from zhibiao.domain import Project
from zhibiao.domain.values import TargetValue
from zhibiao.language.clauses import read_clauses
from zhibiao.language.facts import find_facts
from zhibiao.recommend.coverage import stated_numbers, unaccounted
from zhibiao.recommend.stated import stated


def roles(text):
    facts = find_facts(text)
    return [(one.role, f"{one.fact.object}{one.fact.number}{one.fact.unit}") for one in stated(facts, read_clauses(text, facts))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18个行政村配备保洁员62名", [("scope", "行政村18个"), ("output", "保洁员62名")]),
        ("硬化3个村村内道路5公里", [("scope", "村3个"), ("output", "村内道路5公里")]),
        ("维修学校3所，惠及学生900人", [("output", "学校3所"), ("reach", "学生900人")]),
        ("为386名残疾人适配轮椅等辅助器具520件", [("reach", "残疾人386名"), ("output", "辅助器具520件")]),
        ("保障特困人员846人基本生活，其中集中供养213人", [("output", "特困人员846人"), ("part", "集中供养213人")]),
        ("新建宿舍楼1栋4200平方米", [("output", "宿舍楼1栋"), ("size", "宿舍楼4200平方米")]),
        ("新建泵站1座，建筑面积260平方米", [("output", "泵站1座"), ("size", "泵站260平方米")]),
        ("整治河道，包括清淤3公里、新建护岸2公里", [("output", "清淤3公里"), ("output", "护岸2公里")]),
    ],
)
def test_each_number_plays_a_part(text, expected):
    assert roles(text) == expected


def test_numbers_that_count_something():
    text = (
        "依据岭财字〔2024〕7号，2025年购置240升垃圾桶300个，每个180元，共5.4万元；铺设宽4.5米道路2公里，60周岁以上老人80人，10月底前完成95%"
    )
    assert [one.quote for one in stated_numbers(text)] == ["300个", "2公里", "80人"]


def test_what_no_value_says_is_unaccounted():
    text = "清淤河道3公里，新建泵站2座"
    left = unaccounted(text, [TargetValue.parse("≥3000米"), TargetValue.parse("=100%")])
    assert [(one.number, one.unit) for one in left] == [(Decimal(2), "座")]


PROJECTS = [
    ("石泉镇环境卫生保洁", "18个行政村配备保洁员62名，每人每月900元，4月底前购置垃圾桶300个，全年清运生活垃圾2600吨。"),
    ("白沙县人工影响天气作业", "购置火箭弹260枚、炮弹1500发，租用作业车辆6台，开展增雨作业12次、防雹作业30次，影响面积1800平方公里。"),
    ("云岭县救灾物资采购", "采购棉被1000床、折叠床500张、帐篷200顶、应急灯300盏、消防水带200盘，7月底前入库。"),
    ("白沙县优抚补助", "为2316名优抚对象发放生活补助，其中伤残军人402名、在乡复员军人58名、参战退役人员716名、其他1140名。"),
    ("云岭县高标准农田", "在两个乡镇建设高标准农田2.4万亩，新打机井86眼、铺设输水管道68公里、硬化田间道路42公里，配套变压器12台。"),
    ("石桥县动物防疫", "强制免疫牛3.2万头、羊18万只、禽420万羽，采购疫苗260万毫升，聘用防疫员138名，病死猪无害化处理2.6万头。"),
]


@pytest.fixture(scope="module")
def zb():
    return zhibiao.load()


@pytest.mark.parametrize(("name", "purpose"), PROJECTS)
def test_every_number_of_the_description_is_accounted_for(zb, name, purpose):
    suggestion = zb.suggest(Project(name=name, purpose=purpose, budget="88万元", year=2025))
    rows = [*suggestion.indicators, *suggestion.alternatives]
    stated_values = [row.value for row in rows if "description" in row.sources]
    assert unaccounted(purpose, stated_values) == []
    assert 8 <= len(suggestion.indicators) <= 12


@pytest.mark.parametrize(("name", "purpose"), PROJECTS)
def test_the_outputs_are_the_quantity_rows_and_nothing_stated_is_asked_for(zb, name, purpose):
    suggestion = zb.suggest(Project(name=name, purpose=purpose, budget="88万元", year=2025))
    counts = [row for row in suggestion.indicators if row.level2 == "数量指标"]
    outputs = [thing for role, thing in roles(purpose) if role == "output"]
    assert not any(row.value.is_open for row in counts)
    assert len(counts) >= min(6, len(outputs))


def test_places_and_groups_are_no_quantity_rows(zb):
    rows = zb.suggest(Project(name=PROJECTS[0][0], purpose=PROJECTS[0][1], budget="88万元", year=2025)).indicators
    assert not any("行政村" in row.name for row in rows)


def test_the_date_of_one_output_is_not_the_whole_s(zb):
    rows = zb.suggest(Project(name=PROJECTS[0][0], purpose=PROJECTS[0][1], budget="88万元", year=2025)).indicators
    assert [row.name for row in rows if str(row.value) == "4月底前"] == ["垃圾桶购置完成时间"]
