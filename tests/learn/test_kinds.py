"""That kinds are learned from what the library tells of them, by what is done and not by where."""

import itertools

import numpy as np
import pytest

from zhibiao.domain import Project
from zhibiao.knowledge.library import Kind, KnownProject, Library, Topic
from zhibiao.language.segment import Segmenter
from zhibiao.learn.kinds import kind_examples, train_kinds
from zhibiao.learn.linear import Example, Sheet, fit_classifier
from zhibiao.model.kinds import KindClassifier
from zhibiao.model.linear import LinearClassifier
from zhibiao.model.matching import Matcher

PLACES = ("敬老院", "卫生院", "派出所", "文化馆", "小学", "村委会", "泵站", "食堂", "公厕", "车站")
DEEDS = {"K10": ("屋面翻修", "外墙整修"), "K12": ("空调更换", "电脑采购"), "K34": ("欠款清偿", "工程尾款"), "K08": ("房租", "场地租金")}
HELD_OUT = ("泵站", "食堂")


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


@pytest.fixture(scope="module")
def library():
    told = [
        KnownProject(f"{place}{deed}", "", (kind,))
        for place, (kind, deeds) in itertools.product(PLACES, DEEDS.items())
        for deed in deeds
        if place not in HELD_OUT
    ]
    kinds = [Kind(code=code, name=code, keywords=(f"标志{code}",)) for code in DEEDS]
    return Library([], [], kinds, projects=told)


@pytest.fixture(scope="module")
def matcher(library, segmenter):
    examples = kind_examples(library, Matcher(library, segmenter.terms).marked, segmenter.words, 1)
    return Matcher(library, segmenter.terms, classifier=KindClassifier(train_kinds(examples), segmenter.words))


@pytest.mark.parametrize(("kind", "deeds"), DEEDS.items())
def test_what_is_done_tells_the_kind_at_a_place_never_seen(matcher, kind, deeds):
    for place in HELD_OUT:
        for deed in deeds:
            found = matcher.kinds(Project(name=f"2026年{place}{deed}项目"))
            assert found[0].kind.code == kind
            assert found[0].score > 0.5


def test_a_text_that_says_nothing_has_no_kind(matcher):
    assert matcher.kinds(Project(name="")) == []


def test_texts_of_topics_teach_too_and_a_second_kind_counts_less(segmenter):
    topic = Topic.model_validate(
        {
            "id": "t", "name": "泵站", "function": "21301", "kinds": ["K09"], "keywords": ["泵站"], "goal": "建泵站",
            "projects": {"K09": ["新建泵站"], "K09 K12": ["泵站建设及水泵采购"]}, "purposes": {"K09": ["新建泵站一座"]}, "indicators": [],
        }
    )  # fmt: skip
    assert topic.projects == ("新建泵站", "泵站建设及水泵采购")
    examples = kind_examples(Library([], [topic]), lambda name, purpose: {}, segmenter.words, 1)
    assert sorted((one.label, one.weight) for one in examples) == [("K09", 1.0), ("K09", 1.0), ("K09", 1.0), ("K12", 0.4)]
    assert list(topic.outline.shares) == ["K09", "K12"]


def test_examples_beside_others_are_the_same_as_all_written_down_at_once():
    some = [Example({"a": 1.0, "b": 2.0}, "x", owner="1"), Example({"b": 1.0}, "y", owner="2")]
    more = [Example({"c": 1.0, "a": 3.0}, "z", 0.5, owner="3"), Example({"d": 1.0}, "x", owner="1")]
    apart, whole = Sheet.of(some).beside(Sheet.of(more)), Sheet.of([*some, *more])
    assert sorted(apart.features) == whole.features
    order = [apart.features.index(name) for name in whole.features]
    assert (apart.table[:, order] != whole.table).nnz == 0
    assert apart.labels.tolist() == whole.labels.tolist()
    assert apart.weights.tolist() == whole.weights.tolist()
    assert apart.owners == whole.owners
    assert Sheet.of(some).beside(Sheet.of([])).features == Sheet.of(some).features


def test_a_search_that_goes_on_ends_where_one_from_nothing_does():
    examples = [Example({f"f{n % 7}": 1.0, f"g{n % 5}": 1.0}, "xyz"[(n % 7 + n % 5) % 3]) for n in range(200)]
    plain = fit_classifier(examples, calibrated=False)
    begun = LinearClassifier(plain.classes[::-1], plain.features[::-1][:4], -plain.to_parts(0.0)[1]["weights"][::-1, ::-1][:4], np.zeros(3))
    again = fit_classifier(examples, calibrated=False, start=begun)
    for features in ({"f1": 1.0}, {"g3": 1.0, "f0": 1.0}, {}):
        one, other = dict(plain.probabilities(features)), dict(again.probabilities(features))
        assert one == pytest.approx(other, abs=0.01)


def test_words_that_nobody_has_written_have_no_kind(matcher):
    assert matcher.kinds(Project(name="甲乙丙丁", purpose="戊己庚辛")) == []
