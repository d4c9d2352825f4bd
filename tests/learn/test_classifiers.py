"""How clerks write, what value forms are learned, and that probabilities are honest and numbers repeatable."""

import random

import numpy as np
import pytest

from zhibiao.domain import Indicator, Project
from zhibiao.domain.levels import LEVEL2
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Entry, Library, Topic
from zhibiao.language.segment import Segmenter
from zhibiao.learn.clerks import effects_of, written_by_clerks
from zhibiao.learn.levels import level_examples
from zhibiao.learn.linear import Example, calibration_error, fit_classifier
from zhibiao.learn.measure_values import near_cases, value_cases
from zhibiao.learn.values import form_examples, library_rows, train_forms
from zhibiao.model.values import ValueForms, forms_from_parts, forms_to_parts
from zhibiao.recommend.suggestion import ValueEvidence, ValueSuggestion
from zhibiao.recommend.values import ValueGrounds


def entry(id, name, level2, unit, op, value=None, **more):
    return Entry(id=id, name=name, level2=level2, measures=name, data="台账", proof="记录", unit=unit, op=op, value=value, basis="行业标准",
                 grounds="规范", **more)  # fmt: skip


THINGS = ("清淤", "路灯", "造林", "供水", "保洁", "体检", "培训", "防火", "巡护", "修缮", "绿化", "防汛", "植保", "养路")


def topic(number, thing):
    entries = (
        entry("a", f"{thing}长度", "数量指标", "公里", "≥"),
        entry("b", f"{thing}质量合格率", "质量指标", "%", "=", 100),
        entry("c", f"{thing}响应时间", "时效指标", "小时", "≤", 24 if number % 7 else 48),
        entry("d", f"{thing}单价", "经济成本指标", "元/公里", "≤", kind="money"),
        entry("e", f"{thing}责任事故数", "社会效益指标", "起", "=", 0),
    )
    return Topic(id=f"213-{number}", name=thing, function="21301", kinds=("K09",), keywords=(thing,), projects=(f"{thing}经费",),
                 purposes=(f"{thing}3公里",), goal=f"完成{thing}{{段落}}，{thing}条件改善，群众出行方便", indicators=entries)  # fmt: skip


@pytest.fixture(scope="module")
def library():
    return Library([], [topic(number, thing) for number, thing in enumerate(THINGS)], [])


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


@pytest.fixture(scope="module")
def none(segmenter):
    return Corpus([], segmenter.content_words)


@pytest.fixture(scope="module")
def forms(library, none, segmenter):
    return train_forms(form_examples(library_rows(library, 1), segmenter.words, 1))


def test_rewritings_keep_their_level_and_depend_on_the_seed_alone(library):
    rows = list(written_by_clerks(library, random.Random(1)))
    assert rows == list(written_by_clerks(library, random.Random(1)))
    assert rows != list(written_by_clerks(library, random.Random(2)))
    assert {row.level2 for _, row in rows} <= set(LEVEL2)
    assert all(row.name.strip() for _, row in rows)
    assert {owner for owner, _ in rows} == {one.id for one in library.topics}


def test_clauses_of_a_goal_without_a_count_are_effects():
    assert [name for name, _ in effects_of(topic(0, "清淤"))] == ["清淤条件改善", "群众出行方便"]


def test_the_same_seed_gives_the_same_examples(library, none, segmenter):
    assert level_examples(library, segmenter.words, 4) == level_examples(library, segmenter.words, 4)


def test_shares_move_the_odds_of_what_says_nothing():
    examples = [Example({"a": 1.0}, "多")] * 30 + [Example({"b": 1.0}, "少")] * 10
    as_found = dict(fit_classifier(examples).probabilities({}))
    levelled = dict(fit_classifier(examples, {"多": 1.0, "少": 1.0}).probabilities({}))
    assert levelled["少"] > as_found["少"]


def test_one_class_alone_is_always_the_answer():
    assert fit_classifier([Example({"a": 1.0}, "数量指标")] * 4).probabilities({"b": 1.0}) == [("数量指标", 1.0)]


def test_calibration_error_of_honest_and_of_boasting_probabilities():
    assert calibration_error([(0.5, True), (0.5, False)]) == pytest.approx(0)
    assert calibration_error([(0.9, False)] * 4) == pytest.approx(0.9)


def test_a_name_asks_for_its_form(forms, segmenter):
    ask = ValueForms(forms, segmenter.words)
    assert str(ask("渠道长度", "数量指标").slot) == "≥__公里"
    assert str(ask("水闸单价", "经济成本指标").slot) == "≤__元/公里"
    assert ask("水闸质量合格率", "数量指标").slot.kind == "ratio"  # a rate whatever level it was put under


def test_a_slogan_is_not_countable(forms, segmenter):
    form = ValueForms(forms, segmenter.words)("群众出行方便", "社会效益指标")
    assert not form.countable


def test_forms_taken_apart_and_put_together_answer_alike(forms, segmenter):
    again = forms_from_parts(*forms_to_parts(forms), segmenter.words)
    for name in ("渠道长度", "水闸单价", "水闸响应时间"):
        assert again(name, None).slot == ValueForms(forms, segmenter.words)(name, None).slot


def test_training_twice_gives_the_same_arrays(library, none, segmenter, forms):
    again = train_forms(form_examples(library_rows(library, 1), segmenter.words, 1))
    for part, classifier in forms.items():
        names, arrays = classifier.to_parts()
        others, other_arrays = again[part].to_parts()
        assert names == others
        assert all(np.array_equal(arrays[name], other_arrays[name]) for name in arrays)


def test_numbers_come_from_indicators_of_like_names_with_n_range_and_basis(library, none, segmenter, forms):
    grounds = ValueGrounds(none, library, lambda: ValueForms(forms, segmenter.words))
    value, evidence = grounds.near("泵站响应时间", "时效指标")
    assert str(value) == "≤24小时"
    assert evidence.n >= 5
    assert evidence.range == (24, 48)
    assert evidence.bases == {"行业标准": evidence.n}
    accidents, _ = grounds.near("泵站责任事故数", "社会效益指标")
    assert str(accidents) == "=0起"


def test_counts_and_prices_of_others_are_never_taken(library, none, segmenter, forms):
    grounds = ValueGrounds(none, library, lambda: ValueForms(forms, segmenter.words))
    assert grounds.near("泵站长度", "数量指标") is None
    assert grounds.near("泵站单价", "经济成本指标") is None
    assert grounds.near("完全无关的名字", "时效指标") is None


def test_near_values_are_measured_with_the_topic_left_out(library, none, segmenter, forms):
    cases = near_cases(library, ValueGrounds(none, library, lambda: ValueForms(forms, segmenter.words)))
    assert cases.asked == 2 * len(THINGS)
    assert 0 < cases.right <= cases.answered <= cases.asked


def test_value_cases_compare_in_one_unit_and_count_what_was_left_open():
    project = Project(name="道路")
    said = {"道路长度": "≥3000米", "合格率": "=100%", "户数": "≥__户"}

    def values(name, project, level2):
        from zhibiao.domain import TargetValue

        return ValueSuggestion(value=TargetValue.parse(said[name]), value_evidence=ValueEvidence(why="测"))

    rows = [
        Indicator(level2="数量指标", name="道路长度", value="≥3公里"),
        Indicator(level2="质量指标", name="合格率", value="≥100%"),
        Indicator(level2="数量指标", name="户数", value="=12户"),
        Indicator(level2="社会效益指标", name="秩序", value="是"),
    ]
    cases = value_cases((row, project, values) for row in rows)
    assert cases.kind == [1, 1, 1]
    assert cases.operator == [1, 0, 0]
    assert cases.operator_in_full == [1, 1, 0]
    assert cases.number == [1, 1]
    assert cases.filled == [1, 1, 0]
