"""权重: exact sums, every row at least 1, more important rows heavier."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.domain.levels import LEVEL2
from zhibiao.messages import InputError
from zhibiao.recommend.weights import SHARES, Weighed, weights

ROWS = st.builds(Weighed, st.sampled_from(LEVEL2), st.floats(0, 1), st.booleans(), st.booleans())
TABLES = st.lists(ROWS, min_size=1, max_size=40)
WHOLE = [
    Weighed("经济成本指标"),
    Weighed("数量指标"),
    Weighed("质量指标"),
    Weighed("时效指标"),
    Weighed("社会效益指标"),
    Weighed("服务对象满意度指标"),
]


def by_part(rows, given):
    total = Counter()
    for row, weight in zip(rows, given, strict=True):
        total[row.part] += weight
    return dict(total)


@given(TABLES, st.sampled_from((90, 100, 60)))
def test_the_sum_is_exact_and_every_row_counts(rows, total):
    found = weights(rows, total)
    assert sum(found) == total
    assert min(found) >= 1
    assert all(isinstance(weight, int) for weight in found)


@given(TABLES)
def test_within_a_part_the_more_important_row_is_never_lighter(rows):
    found = weights(rows)
    for one, weight in zip(rows, found, strict=True):
        for other, less in zip(rows, found, strict=True):
            if one.part == other.part and one.importance > other.importance:
                assert weight >= less


@given(TABLES, st.dictionaries(st.sampled_from(tuple(SHARES)), st.integers(0, 100), min_size=1).filter(lambda shares: any(shares.values())))
def test_any_shares_of_a_form_sum_exactly(rows, shares):
    found = weights(rows, 100, shares, shares)
    assert sum(found) == 100
    assert min(found) >= 1


def test_the_shares_of_a_whole_table():
    assert by_part(WHOLE, weights(WHOLE)) == {"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10}


def test_what_a_missing_part_would_have_had_goes_to_the_others():
    no_cost = WHOLE[1:]
    assert by_part(no_cost, weights(no_cost)) == {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    nobody_asked = WHOLE[:-1]
    assert by_part(nobody_asked, weights(nobody_asked)) == {"成本指标": 20, "产出指标": 40, "效益指标": 30}
    neither = WHOLE[1:-1]
    assert by_part(neither, weights(neither)) == {"产出指标": 50, "效益指标": 40}


def test_a_sum_of_100_scales_the_shares():
    assert by_part(WHOLE, weights(WHOLE, 100)) == {"成本指标": 22, "产出指标": 45, "效益指标": 22, "满意度指标": 11}


def test_main_outputs_and_what_the_description_says_are_heavier():
    rows = [Weighed("数量指标", core=True, described=True), Weighed("数量指标"), Weighed("质量指标")]
    first, second, third = weights(rows)
    assert first > second > third


def test_rows_alike_differ_by_one_at_most():
    assert sorted(weights([Weighed("数量指标")] * 4)) == [22, 22, 23, 23]


def test_no_rows_no_weights():
    assert weights([]) == []


def test_more_rows_than_points_is_said():
    with pytest.raises(InputError, match="请减少行数"):
        weights([Weighed("数量指标")] * 91)


@pytest.mark.parametrize("shares", [{"产出指标": -1}, {"产出指标": 0}, {"进度": 40}])
def test_shares_that_cannot_be_used_are_said(shares):
    with pytest.raises(InputError, match="不能使用"):
        weights(WHOLE, shares=shares)


def test_a_level_that_is_none_is_said():
    with pytest.raises(InputError, match="不是二级指标"):
        weights([Weighed("进度")])
