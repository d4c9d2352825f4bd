"""Measuring: every figure with its cases, nothing bent, and a sentence where nothing can be measured."""

import json

import pytest

from zhibiao import api
from zhibiao.learn.evaluate import _auroc, _average_precision, _nearest_rows, evaluate, read_labels
from zhibiao.messages import CorpusError


@pytest.fixture(scope="module")
def found():
    return evaluate()


def test_every_figure_has_its_cases_and_lies_in_its_interval(found):
    assert len({metric.name for metric in found.metrics}) == len(found.metrics) >= 15
    for metric in found.metrics:
        assert metric.n > 0
        assert metric.value is not None
        assert 0 <= metric.value <= 1
        if metric.low is not None and metric.high is not None:
            assert metric.low <= metric.value <= metric.high


def test_suggestions_find_more_of_a_table_than_copying_does(found):
    values = {metric.name: metric.value for metric in found.metrics}
    assert values["recall@20"] > values["commonest@20"]
    assert values["recall@20"] > values["nearest@20"]
    assert values["recall@10"] <= values["recall@20"]
    assert values["R01 false alarms per table"] == 0


def test_measuring_twice_gives_the_same(found):
    assert evaluate() == found


def test_copying_the_nearest_never_copies_the_document_that_is_left_out():
    tables = [table for table in api.load().corpus.tables if table.source]
    for file in sorted({table.source.file for table in tables}):
        others = api.load(exclude_sources=[file])
        theirs = {row.indicator.model_dump_json() for row in others.corpus.clean_rows if _file(others, row.table) != file}
        for table in tables:
            if table.source.file == file:
                assert {row.model_dump_json() for row in _nearest_rows(others, table.project)} <= theirs


def _file(zb, number):
    source = zb.corpus.tables[number].source
    return source.file if source else None


def test_a_corpus_without_labelled_tables_is_a_sentence(tmp_path):
    (tmp_path / "tables").mkdir()
    with pytest.raises(CorpusError, match="没有带标签的表"):
        evaluate(corpus=str(tmp_path))


def test_labels_that_are_none(tmp_path):
    with pytest.raises(CorpusError, match="标签目录"):
        read_labels(tmp_path)
    (tmp_path / "projects.jsonl").write_text(json.dumps({"file": "a"}), encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(CorpusError, match="标签目录"):
        read_labels(tmp_path)


@pytest.mark.parametrize(
    ("scored", "auroc", "precision"),
    [
        ([(0.9, True), (0.8, True), (0.1, False)], 1.0, 1.0),
        ([(0.1, True), (0.9, False)], 0.0, 0.5),
        ([(0.5, True), (0.5, False)], 0.5, 0.5),
        ([(0.9, True)], None, None),
    ],
)
def test_areas_under_curves(scored, auroc, precision):
    assert _auroc(scored) == auroc
    assert _average_precision(scored) == precision
