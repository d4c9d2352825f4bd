"""What the encoder and the classifiers learn from, and that the same seed gives the same numbers."""

import random

import numpy as np
import pytest

from zhibiao.domain import Indicator, Project, TargetTable
from zhibiao.domain.tables import Source
from zhibiao.knowledge.corpus import Corpus
from zhibiao.language.segment import Segmenter
from zhibiao.learn.encoder import adapt_encoder, train_encoder, vocabulary_of
from zhibiao.learn.levels import train_levels
from zhibiao.learn.linear import Example
from zhibiao.learn.pairs import Pair, corpus_pairs, project_text
from zhibiao.model.encoder import Encoder


def table(name, rows, goal="完成清淤"):
    indicators = tuple(Indicator(level1="产出指标", level2="数量指标", name=row, value=value) for row, value in rows)
    return TargetTable(
        source=Source(file="甲.txt", table=1), project=Project(name=name, purpose="河道", goals=(goal,)), indicators=indicators
    )


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter()


def corpus(segmenter, *tables):
    return Corpus(list(tables), segmenter.content_words, lambda name, level2: False)


def test_flagged_rows_teach_nothing(segmenter):
    template = table("清扫", [(f"票证核对率{n}", "≥95%") for n in range(6)], goal="1.目标内容1")
    pairs = corpus_pairs(corpus(segmenter, table("石桥河道清淤", [("清淤长度", "≥3公里")]), template), seed=1)
    assert {pair.other for pair in pairs} == {"清淤长度"}


def test_pairs_are_capped_and_depend_on_the_seed_alone(segmenter):
    tables = corpus(segmenter, *(table(f"石桥{n}号河道清淤", [(f"清淤{n}段长度", "≥3公里"), ("受益村数", "≥2个")]) for n in range(30)))
    pairs = corpus_pairs(tables, seed=3, most=40)
    assert len(pairs) == 40
    assert pairs == corpus_pairs(tables, seed=3, most=40)
    assert pairs != corpus_pairs(tables, seed=4, most=40)


def test_fields_of_a_project_are_shuffled_and_dropped():
    project = Project(name="河道清淤", purpose="清淤3公里", goals=("水流通畅",))
    seen = {project_text(project, random.Random(n)) for n in range(200)}
    assert "河道清淤" in seen
    assert "清淤3公里。河道清淤" in seen
    assert all("河道清淤" in text for text in seen)


def test_the_vocabulary_holds_every_character_and_words_seen_three_times():
    vocabulary = vocabulary_of([["防火", "隔离带"], ["防火"], ["防火", "隔离带"]])
    assert vocabulary["[UNK]"] == 0
    assert "防火" in vocabulary
    assert "隔离带" not in vocabulary
    assert set("防火隔离带") <= set(vocabulary)


def test_the_same_seed_gives_the_same_encoder_and_near_pairs_come_near(tmp_path, segmenter):
    words = ["防火", "清淤", "路灯", "培训", "造林", "供水", "保洁", "体检"]
    pairs = [Pair(f"{word}经费", f"{word}数量") for word in words] * 40
    for name in ("one", "other"):
        train_encoder(pairs, tmp_path / name, segmenter.words, seed=5)
    one = (tmp_path / "one" / "model.safetensors").read_bytes()
    assert one == (tmp_path / "other" / "model.safetensors").read_bytes()
    project, own, foreign = Encoder(tmp_path / "one", segmenter.words).encode(["防火经费", "防火数量", "体检数量"])
    assert float(project @ own) > float(project @ foreign)


def test_levels_with_two_classes():
    examples = [Example({"word 长度": 1.0}, "数量指标"), Example({"word 满意度": 1.0}, "服务对象满意度指标")] * 10
    model = train_levels(examples)
    assert model.probabilities({"word 长度": 1.0})[0][0] == "数量指标"
    assert model.probabilities({"word 满意度": 1.0})[0][0] == "服务对象满意度指标"
    assert np.isfinite([p for _, p in model.probabilities({})]).all()


def test_an_encoder_goes_on_with_a_corpus_and_knows_it_better(tmp_path, segmenter):
    words = ["防火", "清淤", "路灯", "培训", "造林", "供水", "保洁", "体检"]
    train_encoder([Pair(f"{word}经费", f"{word}数量") for word in words] * 40, tmp_path / "start", segmenter.words, seed=5)
    pairs = [Pair("防火经费", "体检数量")] * 60 + [Pair(f"{word}经费", f"{word}数量") for word in words[1:-1]] * 10
    for name in ("one", "other"):
        adapt_encoder(tmp_path / "start", pairs, tmp_path / name, segmenter.words, seed=5)
    assert (tmp_path / "one" / "model.safetensors").read_bytes() == (tmp_path / "other" / "model.safetensors").read_bytes()

    def near(folder):
        one, other = Encoder(tmp_path / folder, segmenter.words).encode(["防火经费", "体检数量"])
        return float(one @ other)

    assert near("one") > near("start")
