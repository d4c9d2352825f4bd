"""The learned order of alternatives: kept where it finds more of other documents' rows, and not otherwise."""

import json

import numpy as np
import pytest

import zhibiao
from zhibiao.domain import Project
from zhibiao.learn.ranking import RankingCase, train_ranker, trial
from zhibiao.recommend.ranking import FEATURES, LinearRanker

ROWS, WANTED = 60, 4


def cases(tells, documents=12, tables=4, seed=0):
    """Tables whose wanted rows stand anywhere among the alternatives; ``tells`` says whether the first feature gives them away."""
    chance = np.random.default_rng(seed)
    made = []
    for document in range(documents):
        for _ in range(tables):
            rest = np.zeros((ROWS, WANTED), dtype=bool)
            rest[chance.choice(ROWS, WANTED, replace=False), np.arange(WANTED)] = True
            features = chance.random((ROWS, len(FEATURES)))
            if tells:
                features[:, 0] += 2 * rest.any(axis=1)
            made.append(RankingCase(f"{document}.docx", np.zeros((10, WANTED), dtype=bool), features, rest))
    return made


def test_an_order_that_finds_more_is_kept():
    made = cases(tells=True)
    tried = trial(made)
    assert tried.ranker is not None
    assert np.mean([case.recall(order) for case, order in zip(made, tried.orders, strict=True)]) > 0.9
    assert np.mean([case.recall() for case in made]) < 0.4


def test_an_order_that_is_no_better_is_not_kept():
    assert trial(cases(tells=False)).ranker is None


def test_a_document_is_ordered_by_what_the_others_taught():
    made = cases(tells=True)
    others = train_ranker([case for case in made if case.document != made[0].document])
    assert trial(made).orders[0] == others.order(made[0].features)


@pytest.mark.parametrize("made", [cases(True, documents=2, tables=20), cases(True, documents=4, tables=3), []])
def test_few_tables_or_documents_teach_nothing(made):
    tried = trial(made)
    assert tried.ranker is None
    assert tried.orders == [None] * len(made)


def test_every_alternative_found_or_none_teaches_nothing():
    made = [case._replace(rest=np.zeros_like(case.rest)) for case in cases(False)]
    assert trial(made).ranker is None


def test_stored_and_read_it_is_the_same():
    ranker = train_ranker(cases(tells=True))
    read = LinearRanker.from_parts(json.loads(json.dumps(ranker.to_parts())))
    features = cases(tells=True, seed=1)[0].features
    assert read.order(features) == ranker.order(features)
    with pytest.raises(ValueError, match="ranker"):
        LinearRanker.from_parts({"weights": []})


def test_the_table_is_the_same_in_any_order():
    """Only what stands behind the table is ordered anew."""
    zb = zhibiao.load()
    project = Project(name="石桥村道路硬化", purpose="硬化村道2公里，安装路灯30盏", budget="80万元", year=2026)
    recommender = zb.belonging._recommender
    before = zb.suggest(project)
    recommender._ranker = LinearRanker(-np.eye(len(FEATURES))[0], 0.0)  # the worst first
    after = zb.suggest(project)
    assert [row.name for row in before.indicators] == [row.name for row in after.indicators]
    assert sorted(row.name for row in before.alternatives) == sorted(row.name for row in after.alternatives)
    assert before.alternatives != after.alternatives


def test_the_habits_of_a_few_documents_are_measured_and_not_kept():
    made = cases(tells=True, documents=5, tables=12)
    tried = trial(made)
    assert tried.ranker is None
    assert np.mean([case.recall(order) for case, order in zip(made, tried.orders, strict=True)]) > 0.9
