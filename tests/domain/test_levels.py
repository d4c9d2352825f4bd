"""Levels: every spelling met in the field, decided from both columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.domain.levels import ENGLISH, HOME, LEVEL1, LEVEL2, Levels, decide, level1, level2, strip_level

LEVEL1_SPELLINGS = [
    ("产出指标", "产出指标"),
    ("效益指标", "效益指标"),
    ("满意度指标", "满意度指标"),
    ("产出指标(50分)", "产出指标"),
    ("产出指标（50分）", "产出指标"),
    ("效益指标(40分)", "效益指标"),
    ("效益指标（30分）", "效益指标"),
    ("满意度指标(10分)", "满意度指标"),
    ("成本指标", "成本指标"),
    ("成本指标(20分)", "成本指标"),
    ("效果指标", "效益指标"),
    ("产出", "产出指标"),
    ("产出目标", "产出指标"),
    ("投入", "成本指标"),
    ("预期产出指标", "产出指标"),
    ("项目完成指标", "产出指标"),
    ("项目产出(30分)", "产出指标"),
    ("项目效益", "效益指标"),
    ("项目效益指标", "效益指标"),
    ("项目效益(35分)", "效益指标"),
    ("项目效果指标", "效益指标"),
    ("实施效果指标", "效益指标"),
    ("效益目标", "效益指标"),
    ("成效指标", "效益指标"),
    ("效率指标", "效益指标"),
    ("投入目标", "成本指标"),
    ("结果目标", "效益指标"),
    ("服务对象满意度", "满意度指标"),
    ("二、产出指标", "产出指标"),
    ("产出\n指标", "产出指标"),
    ("★产出指标", "产出指标"),
    ("过程管理指标", None),
    ("项目决策", None),
    ("项目年度绩效目标(定量指标)", None),
    ("管理指标", None),
    ("过程指标", None),
    ("", None),
    ("合计", None),
]

LEVEL2_SPELLINGS = [
    ("数量指标", "数量指标"),
    ("产出数量", "数量指标"),
    ("产出数量指标", "数量指标"),
    ("数量目标", "数量指标"),
    ("数量指标 (必填硬性指标)", "数量指标"),
    ("数量指标(或建筑规模指标)", "数量指标"),
    ("数量指标(10分)", "数量指标"),
    ("数 量\n指标", "数量指标"),
    ("质量指标", "质量指标"),
    ("产出质量", "质量指标"),
    ("质量目标", "质量指标"),
    ("质量", "质量指标"),
    ("时效指标", "时效指标"),
    ("时效指标(工期指标)", "时效指标"),
    ("时效指标(工期指标、形象进度指标)", "时效指标"),
    ("时效目标", "时效指标"),
    ("时效", "时效指标"),
    ("产出时效", "时效指标"),
    ("成本指标", "成本指标"),
    ("产出成本", "成本指标"),
    ("成本目标", "成本指标"),
    ("成本", "成本指标"),
    ("预算(或投资规模)控制指标", "成本指标"),
    ("经济成本指标", "经济成本指标"),
    ("社会成本指标", "社会成本指标"),
    ("生态环境成本指标", "生态环境成本指标"),
    ("经济效益", "经济效益指标"),
    ("经济效益指标", "经济效益指标"),
    ("经济\n效益\n指标", "经济效益指标"),
    ("社会效益", "社会效益指标"),
    ("社会效益指标", "社会效益指标"),
    ("社会效益目标", "社会效益指标"),
    ("生态效益", "生态效益指标"),
    ("生态效益指标", "生态效益指标"),
    ("环境效益", "生态效益指标"),
    ("环境效益指标", "生态效益指标"),
    ("可持续影响", "可持续影响指标"),
    ("可持续影响指标", "可持续影响指标"),
    ("可持续性", "可持续影响指标"),
    ("可持续性发展影响指标", "可持续影响指标"),
    ("可持续性影响", "可持续影响指标"),
    ("服务对象满意度", "服务对象满意度指标"),
    ("服务对象满意度指标", "服务对象满意度指标"),
    ("服务对象满意度指标等", "服务对象满意度指标"),
    ("满意度指标", "服务对象满意度指标"),
    ("满意度", "服务对象满意度指标"),
    ("社会公众或服务对象满意度指标", "服务对象满意度指标"),
    ("服务对象或受益者满意度指标", "服务对象满意度指标"),
    ("社会、经济、生态效益指标", None),
    ("具体指标", None),
    ("读者", None),
    ("资金管理指标", None),
    ("", None),
    ("……", None),
]


@pytest.mark.parametrize(("text", "expected"), LEVEL1_SPELLINGS)
def test_level_1_under_every_name(text: str, expected: str | None) -> None:
    assert level1(text) == expected


@pytest.mark.parametrize(("text", "expected"), LEVEL2_SPELLINGS)
def test_level_2_under_every_name(text: str, expected: str | None) -> None:
    assert level2(text) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("产出指标", "数量指标", ("产出指标", "数量指标")),
        ("产出指标(50分)", "质量", ("产出指标", "质量指标")),
        ("产出指标", "成本指标", ("产出指标", "成本指标")),  # the older place of cost
        ("成本指标", "成本指标", ("成本指标", "经济成本指标")),
        ("成本指标", "经济成本指标", ("成本指标", "经济成本指标")),
        ("成本指标", "社会成本指标", ("成本指标", "社会成本指标")),
        ("成本指标", "", ("成本指标", "经济成本指标")),
        ("效果指标", "社会效益", ("效益指标", "社会效益指标")),
        ("效果指标", "可持续性影响", ("效益指标", "可持续影响指标")),
        ("效益指标", "社会公众或服务对象满意度指标", ("满意度指标", "服务对象满意度指标")),  # satisfaction wherever it is printed
        ("满意度指标", "满意度指标", ("满意度指标", "服务对象满意度指标")),
        ("满意度指标", "具体指标", ("满意度指标", "服务对象满意度指标")),
        ("满意度指标", "读者", ("满意度指标", "服务对象满意度指标")),
        ("满意度指标(10分)", None, ("满意度指标", "服务对象满意度指标")),
        ("实施效果指标", "产出指标", ("产出指标", None)),  # the investment plan prints level 1 as level 2
        ("实施效果指标", "满意度指标", ("满意度指标", "服务对象满意度指标")),
        ("数量指标", None, ("产出指标", "数量指标")),  # one level column
        ("经济效益", "", ("效益指标", "经济效益指标")),
        (None, "时效指标", ("产出指标", "时效指标")),
        ("效益指标", "社会、经济、生态效益指标", ("效益指标", None)),
        ("产出指标", "", ("产出指标", None)),
        (None, None, (None, None)),
        ("项目决策", None, (None, None)),
        ("效益指标", "数量指标", ("产出指标", "数量指标")),  # a level 2 in the wrong block goes home
    ],
)
def test_both_columns_decide(first: str | None, second: str | None, expected: tuple[str | None, str | None]) -> None:
    assert decide(first, second) == Levels(*expected)


def test_standard_names_stand_for_themselves() -> None:
    assert [level1(name) for name in LEVEL1] == list(LEVEL1)
    assert [level2(name) for name in LEVEL2] == list(LEVEL2)
    assert set(HOME) == set(LEVEL2)
    assert set(ENGLISH) == set(LEVEL1) | set(LEVEL2)
    assert [decide(HOME[name], name) for name in LEVEL2] == [Levels(HOME[name], name) for name in LEVEL2]


def test_marks_weights_and_numbering_are_stripped() -> None:
    assert strip_level("二、产出指标(50分)★") == "产出指标"
    assert strip_level("*数量指标（必填）") == "数量指标"


@given(st.one_of(st.none(), st.text(max_size=30)), st.one_of(st.none(), st.text(max_size=30)))
def test_any_text_is_decided_or_left_open(first: str | None, second: str | None) -> None:
    one, two = decide(first, second)
    assert one is None or one in LEVEL1
    assert two is None or two in LEVEL2
