"""Values without a ground of the project's own: by convention, open, or graded."""

import pytest

import zhibiao
from zhibiao.recommend.values import in_full

PROJECT = zhibiao.Project(name="青石镇综合事务经费", purpose="用于日常事务")


@pytest.fixture(scope="module")
def zb():
    return zhibiao.load()


@pytest.mark.parametrize("name", ["补贴发放及时率", "工资足额率", "设备验收合格率", "发放对象准确率"])
def test_what_ought_to_be_reached_in_full_is_100(name):
    value, evidence = in_full(name, None)
    assert str(value) == "=100%"
    assert "惯例" in evidence.why


@pytest.mark.parametrize("name", ["培训合格率", "抗体合格率", "工单按期办结率", "群众知晓率", "设备使用率", "发放人数"])
def test_what_is_sampled_or_merely_hoped_for_is_not(name):
    assert in_full(name, None) is None


@pytest.mark.parametrize(
    ("name", "level2", "kind", "operator"),
    [
        ("新建冷库座数", "数量指标", "count", "≥"),
        ("维护费用总额", "成本指标", "money", "≤"),
        ("政策认可比例", "社会效益指标", "ratio", "≥"),
        ("票据核对率", "数量指标", "ratio", None),  # a rate put under counts stays a rate
        ("林地受害面积", "生态效益指标", "count", "≤"),  # bad when high
        ("被指出问题项目比例", "质量指标", "ratio", "≤"),
        ("图册制作费、文本编制费等", "成本指标", "money", "≤"),
    ],
)
def test_kind_and_sign_by_the_name(zb, name, level2, kind, operator):
    value = zb.values(name, PROJECT, level2=level2).value
    assert value.kind == kind
    assert operator is None or value.operator == operator


def test_a_name_that_is_a_rate_takes_no_amount_of_its_like(zb):
    assert zb.values("专项投资支付率", PROJECT).value.kind == "ratio"


def test_an_effect_that_cannot_be_counted_is_offered_a_rate_and_grades(zb):
    found = zb.values("促进邻里互助", PROJECT, level2="社会效益指标")
    assert found.value.number is None
    assert any(other.kind == "grade" for other in (found.value, *found.alternatives))


def test_weights_on_request_sum_to_the_forms(zb):
    plain = zb.suggest(PROJECT)
    assert all(row.weight is None for row in plain.indicators)
    weighed = zb.suggest(PROJECT, weights=True)
    assert sum(row.weight for row in weighed.indicators) == 90
    assert min(row.weight for row in weighed.indicators) >= 1
    assert [row.name for row in weighed.indicators] == [row.name for row in plain.indicators]
    assert sum(row.weight for row in zb.suggest(PROJECT, limit=20, weights=True).indicators) == 90


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("带动村集体收入(≥**万元)", "≥__万元"),
        ("窗口排队等候时长（≤XX分钟）", "≤__分钟"),
        ("新增学位（*个）", "≥__个"),
        ("工程投资成本(元/平方米)", "≤__元/平方米"),
    ],
)
def test_the_slot_that_a_name_keeps_of_its_template_is_its_value(zb, name, slot):
    level2 = "成本指标" if "成本" in name else "社会效益指标"
    assert str(zb.values(name, PROJECT, level2=level2).value) == slot
