"""What an audit asks of library, corpus and the learned parts."""

from __future__ import annotations

import pytest

from zhibiao import load
from zhibiao.domain import Indicator, Project
from zhibiao.recommend.belonging import Belonging


@pytest.fixture(scope="module")
def known() -> Belonging:
    return load().belonging


def test_the_benefit_a_topic_is_for_comes_first(known: Belonging) -> None:
    coal = Project(name="云溪镇散煤处置经费", purpose="散煤回收和处置")
    assert known.benefits(coal)[0] == "生态效益指标"
    assert known.benefits(Project(name="甲乙丙丁")) == ()


def test_levels_are_ranked_and_add_up(known: Belonging) -> None:
    ranked = known.levels(Indicator(name="空气质量优良天数比例", value="≥70%"))
    assert ranked[0][0] == "生态效益指标"
    assert [share for _, share in ranked] == sorted((share for _, share in ranked), reverse=True)
    assert sum(share for _, share in ranked) == pytest.approx(1, abs=1e-3)


def test_the_nearest_of_several_texts_counts(known: Belonging) -> None:
    near = known.closest("救助困难家庭", ["道路硬化长度", "临时救助户数"])
    assert near is not None
    assert near == known.closest("救助困难家庭", ["临时救助户数"])
    alone = known.closest("救助困难家庭", ["道路硬化长度"])
    assert alone is not None
    assert near > alone


def test_without_learned_parts_nothing_is_claimed(known: Belonging) -> None:
    bare = Belonging(known.fit, known._recommender, known.content_words)
    assert bare.levels(Indicator(name="空气质量优良天数比例")) == ()
    assert bare.closest("救助困难家庭", ["临时救助户数"]) is None
