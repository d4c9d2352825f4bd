"""Effects named in goals become graded rows; outputs and empty phrases do not."""

import pytest

import zhibiao
from zhibiao.domain import Project
from zhibiao.recommend.effects import effect_candidates
from zhibiao.recommend.reading import read_project


@pytest.fixture(scope="module")
def effects():
    matcher = zhibiao.load()._recommender._matcher

    def read(*goals):
        candidates = effect_candidates(read_project(Project(name="某项目", goals=goals), matcher))
        return [(c.name, c.level2, c.value.kind) for c in candidates]

    return read


def test_an_effect_is_named_by_what_changes_and_graded(effects):
    assert effects("1.改善村内人居环境，提高留守老人生活质量", "促进特色产业发展") == [
        ("村内人居环境改善程度", "生态效益指标", "grade"),
        ("留守老人生活质量提高程度", "社会效益指标", "grade"),
        ("特色产业发展促进程度", "经济效益指标", "grade"),
    ]


@pytest.mark.parametrize("goal", ["保障工作顺利开展", "增加文化活动场所", "硬化道路3公里", "目标内容1", ""])
def test_outputs_and_empty_phrases_are_no_effects(effects, goal):
    assert effects(goal) == []
