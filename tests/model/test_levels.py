"""Level 2 by name, description and value; the classifier as plain arrays."""

import numpy as np
import pytest

import zhibiao
from zhibiao.domain.levels import LEVEL2
from zhibiao.messages import InputError
from zhibiao.model.linear import LinearClassifier


@pytest.fixture(scope="module")
def zb():
    return zhibiao.load()


@pytest.mark.parametrize(
    ("name", "value", "level2"),
    [
        ("硬化道路长度", "≥3.2公里", "数量指标"),
        ("工程验收合格率", "=100%", "质量指标"),
        ("补贴发放及时率", "=100%", "时效指标"),
        ("群众满意度", "≥90%", "服务对象满意度指标"),
        ("项目总成本", "≤96万元", "经济成本指标"),
        ("农民人均增收", "≥500元", "经济效益指标"),
        ("空气质量优良天数比例", "≥80%", "生态效益指标"),
    ],
)
def test_level_of_a_plain_name(zb, name, value, level2):
    ranked = zb.levels(name, value=value)
    assert ranked[0][0] == level2
    assert {level for level, _ in ranked} <= set(LEVEL2)
    assert sum(p for _, p in ranked) == pytest.approx(1)
    assert [p for _, p in ranked] == sorted((p for _, p in ranked), reverse=True)


def test_the_value_helps_where_the_name_does_not(zb):
    as_money = dict(zb.levels("路灯", value="≤3000元/盏"))
    as_count = dict(zb.levels("路灯", value="=40盏"))
    assert as_money["经济成本指标"] > as_count["经济成本指标"]
    assert as_count["数量指标"] > as_money["数量指标"]


def test_a_name_is_needed(zb):
    with pytest.raises(InputError, match="名称为空"):
        zb.levels("  ")


def test_a_classifier_taken_apart_and_put_together_answers_alike():
    rng = np.random.default_rng(1)
    weights, intercept = rng.normal(size=(3, 2)).astype(np.float32), np.zeros(2, np.float32)
    one = LinearClassifier(["甲", "乙"], ["a", "b", "c"], weights, intercept, 1.5)
    other = LinearClassifier.from_parts(*one.to_parts())
    before, after = one.probabilities({"a": 1.0, "c": 0.5, "unknown": 9.0}), other.probabilities({"a": 1.0, "c": 0.5})
    assert [name for name, _ in before] == [name for name, _ in after]
    assert [share for _, share in before] == pytest.approx([share for _, share in after], abs=1e-3)  # stored in half precision
