"""Measuring: each document left out of training and retrieval, every figure with its cases, a sentence where nothing can be measured."""

import json
from collections import Counter
from types import SimpleNamespace

import pytest
from tests.learn.conftest import made_table, two_documents

from zhibiao import api
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import Segmenter
from zhibiao.learn import evaluating
from zhibiao.learn.cases import nearest_rows
from zhibiao.learn.draws import Draws
from zhibiao.learn.evaluate import FOLDS, Evaluation, _folds, average_precision, measure
from zhibiao.learn.labels import read_labels
from zhibiao.messages import CorpusError

WORKS = {
    "林业": ("苗圃管护", "造林抚育"),
    "水利": ("河道清淤", "渠道衬砌"),
    "教育": ("校舍修缮", "教师培训"),
    "交通": ("道路硬化", "桥梁加固"),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Eight topics of four classes, three indicators of their own each."""
    folder = tmp_path_factory.mktemp("library")
    codes = {"林业": "21302", "水利": "21303", "教育": "20502", "交通": "21401"}
    (folder / "shared.yaml").write_text("indicators: []\n", encoding="utf-8")
    for class_, works in WORKS.items():
        code = codes[class_]
        topics = []
        for n, work in enumerate(works):
            thing = work[:2]
            ids = [{"id": f"{code}-topic-{n}", "name": work, "kinds": ["K11"], "keywords": [work], "served": [f"{thing}群众"]}]
            ids[0] |= {"projects": [f"{p}{work}" for p in ("云岭", "石桥", "清水", "白河", "青山")], "purposes": [f"用于{work}30处"]}
            ids[0] |= {"goal": f"完成{work}"}
            own = (("工程量", "数量指标", "处"), ("优良率", "质量指标", "%"), ("受益人数", "社会效益指标", "人"))
            fixed = {"data": "台账", "proof": "照片", "op": "≥", "basis": "计划标准", "grounds": "合同"}
            ids[0]["indicators"] = [
                {"id": f"own-{m}", "name": f"{work}{what}", "level2": level2, "measures": f"{thing}的{what}", "unit": unit} | fixed
                for m, (what, level2, unit) in enumerate(own)
            ]
            topics += ids
        (folder / code[:3]).mkdir(exist_ok=True)
        (folder / code[:3] / f"{code}.yaml").write_text(
            json.dumps({"function": code, "name": class_, "topics": topics}, ensure_ascii=False), encoding="utf-8"
        )
    return load_library([folder])


@pytest.fixture(scope="module")
def stock():
    segmenter = Segmenter()
    tables = [
        made_table(f"{place}.docx", n, f"{place}{work}")
        for place in ("甲镇", "乙镇", "丙镇")
        for n, work in enumerate((work for works in WORKS.values() for work in works), start=1)
    ]
    return Corpus(tables, segmenter.content_words, lambda name, level2: "满意" in name)


@pytest.fixture(scope="module")
def found(library, stock):
    from zhibiao.learn.training import Trainer

    trainer = Trainer(library, Segmenter(), 3)
    return measure(trainer, stock), measure(trainer, stock)


def test_every_figure_is_the_mean_of_its_cases_and_lies_in_its_interval(found):
    values = {metric.name: metric for metric in found[0].metrics}
    assert {"recall@20", "MRR", "value kind", "level 2 (type)", "fit, random AUROC", "R01 false alarms per fitting row"} <= set(values)
    for name, by_document in found[0].cases.items():
        cases = [case for own in by_document.values() for case in own]
        assert values[name].value == pytest.approx(sum(cases) / len(cases), abs=1e-4)
    for metric in found[0].metrics:
        assert metric.value is not None or metric.why
        if metric.low is not None and metric.high is not None and metric.value is not None:
            assert metric.low <= metric.value <= metric.high


def test_measuring_twice_gives_the_same(found):
    assert found[0] == found[1]


def test_no_fold_knows_its_documents_nor_copies_of_their_tables(stock):
    copy = stock.tables[0].model_copy(update={"source": stock.tables[-1].source})
    corpus = stock.of([*stock.tables, copy])
    held = Counter()
    for documents, rest in _folds(corpus, 1):
        held.update(documents)
        assert not documents & {table.source.file for table in rest.tables}
        names = {table.project.name for table in corpus.tables if table.source.file in documents}
        assert not names & {table.project.name for table in rest.tables if table.project.name == copy.project.name}
    assert set(held.values()) == {1}
    assert len(list(_folds(corpus, 1))) == 3 <= FOLDS


def test_one_document_cannot_be_left_out(library, stock):
    alone = stock.of([table for table in stock.tables if table.source.file == "甲镇.docx"])
    with pytest.raises(CorpusError, match="只有一份文件"):
        measure(SimpleNamespace(seed=1), alone)


def test_drawn_rows_come_from_topics_that_the_project_has_nothing_to_do_with():
    zb = api.load()
    project = zb.corpus.tables[0].project
    drawn = Counter(row.sort for row in Draws(1).into(project, zb))
    assert set(drawn) <= set(Draws.sorts)
    assert drawn["random"] == 3
    assert [row.fit for row in Draws(1).into(project, zb)] == [row.fit for row in Draws(1).into(project, zb)]


def test_copying_the_nearest_never_copies_the_document_that_is_left_out():
    tables = [table for table in api.load().corpus.tables if table.source]
    for file in sorted({table.source.file for table in tables}):
        others = api.load(exclude_sources=[file])
        theirs = {row.indicator.model_dump_json() for row in others.corpus.clean_rows}
        for table in tables:
            if table.source.file == file:
                assert {row.model_dump_json() for row in nearest_rows(others, table.project)} <= theirs


def test_what_was_measured_in_training_stands_while_corpus_and_library_do(monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("measured again")

    monkeypatch.setattr(evaluating, "measure", never)
    shown = evaluating.evaluate()
    values = {metric.name: metric.value for metric in shown.metrics}
    assert values["recall@20"] > values["commonest@20"]
    assert values["recall@20"] > values["nearest@20"]
    assert values["fit AUROC"] > 0.9
    assert shown.confusion


def test_another_corpus_is_measured_anew(tmp_path, monkeypatch):
    (tmp_path / "tables").mkdir()
    from tests.learn.conftest import write_corpus

    write_corpus(tmp_path, two_documents())
    seen = []

    def measured(trainer, corpus, labels=None, progress=None):
        seen.append(len(corpus))
        return Evaluation(metrics=(), confusion={})

    monkeypatch.setattr(evaluating, "measure", measured)
    evaluating.evaluate(corpus=str(tmp_path))
    assert seen == [4]


def test_labels_that_are_none(tmp_path):
    with pytest.raises(CorpusError, match="标签目录"):
        read_labels(tmp_path)
    (tmp_path / "projects.jsonl").write_text(json.dumps({"file": "a"}), encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(CorpusError, match="标签目录"):
        read_labels(tmp_path)


@pytest.mark.parametrize(
    ("scored", "precision"),
    [
        ([(0.9, True), (0.8, True), (0.1, False)], 1.0),
        ([(0.1, True), (0.9, False)], 0.5),
        ([(0.5, True), (0.5, False)], 0.5),
        ([(0.9, True)], None),
    ],
)
def test_the_area_under_precision_and_recall(scored, precision):
    assert average_precision(scored) == precision
