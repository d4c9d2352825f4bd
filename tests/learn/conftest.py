"""A small world to retrain in: a shipped library of two topics, a shipped corpus and snapshot, and a trainer that takes no time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from safetensors.numpy import save
from tests.small_library import NURSERY, SHARED

from zhibiao import paths
from zhibiao.domain.tables import Indicator, Project, Source, TargetTable
from zhibiao.knowledge.corpus import Corpus, to_line
from zhibiao.knowledge.library_files import load_library
from zhibiao.learn import evaluate, training
from zhibiao.learn.evaluate import Evaluation, Metric
from zhibiao.learn.retrain import about_of
from zhibiao.model.snapshot import library_digest, table_numbers
from zhibiao.model.writing import write_snapshot

LEVEL1 = {"服务对象满意度指标": "满意度指标", "数量指标": "产出指标", "质量指标": "产出指标"}
Rows = tuple[tuple[str, str, str], ...]


def made_table(file: str, number: int, name: str, rows: Rows | None = None, goal: str = "完成年度任务") -> TargetTable:
    """A table of a file that need not exist, sound unless the rows are not."""
    rows = rows or (
        ("数量指标", f"{name}工程量", f"≥{number}处"),
        ("质量指标", f"{name}优良率", "≥95%"),
        ("服务对象满意度指标", "群众满意度", "≥90%"),
    )
    return TargetTable(
        source=Source(file=file, table=number),
        form="hebei",
        project=Project(name=name, unit="柳泉镇人民政府", year=2024, budget="10万元", purpose=f"用于{name}", goals=(goal,)),
        indicators=tuple(
            Indicator(level1=LEVEL1[two], level2=two, name=third, description=third, value=value, basis="年度计划", row=place)
            for place, (two, third, value) in enumerate(rows, start=1)
        ),
    )


def two_documents() -> list[TargetTable]:
    names = {"甲.docx": ("河道清淤", "道路硬化"), "乙.docx": ("苗圃管护", "校舍修缮")}
    return [made_table(file, n, name) for file, own in names.items() for n, name in enumerate(own, start=1)]


def write_corpus(folder: Path, tables: list[TargetTable]) -> Path:
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    (folder / "tables" / "own.jsonl").write_text("".join(to_line(table) + "\n" for table in tables), encoding="utf-8")
    return folder


class FakeTrainer:
    """Learns numbers that corpus and seed decide, at once."""

    before: Callable[[], None] = staticmethod(lambda: None)  # what happens while it trains
    library: Any = None  # what the last one was given

    def __init__(
        self,
        library: Any,
        segmenter: Any,
        seed: int,
        encoder: Path | None = None,
        progress: Callable[[float], None] | None = None,
        reader: Mapping[str, bytes] | None = None,
    ) -> None:
        type(self).library = library
        self.seed, self.progress, self.reader = seed, progress or (lambda share: None), reader or {}

    def train(self, corpus: Corpus) -> dict[str, bytes]:
        type(self).before()
        self.progress(0.5)
        chance = np.random.default_rng([self.seed, *table_numbers(corpus.ids).tolist()])
        names = {"classes": ["数量指标", "质量指标"], "features": ["a"], "temperature": 1.0}
        arrays = {"weights": chance.normal(size=(1, 2)).astype(np.float32), "intercept": np.zeros(2, np.float32)}
        return {"levels.json": json.dumps(names).encode(), "levels.safetensors": save(arrays), **self.reader}


class World(NamedTuple):
    """Where things are, and ``quality``: what measuring will find, figure → document → cases; "" stands for every document."""

    shipped: Path
    home: Path
    quality: dict[str, dict[str, list[float]]]

    @property
    def own_model(self) -> Path:
        return self.home / "models" / "default"

    @property
    def shipped_model(self) -> Path:
        return self.shipped / "models" / "default"

    def ship(self, tables: list[TargetTable], cases: Mapping[str, Mapping[str, list[float]]] | None) -> None:
        """Ship a corpus, and a snapshot measured with these cases."""
        write_corpus(self.shipped / "corpus", tables)
        library = load_library([self.shipped / "corpus" / "library"])
        stock = Corpus(tables, str.split)
        about = about_of(stock, 1, _evaluation(cases or {}))
        digest = library_digest([self.shipped / "corpus" / "library"])
        write_snapshot(self.shipped_model, library, digest, list, FakeTrainer(None, None, 1).train(stock), about, stock.ids)


def _evaluation(cases: Mapping[str, Mapping[str, list[float]]]) -> Evaluation:
    every = {name: [case for own in by_document.values() for case in own] for name, by_document in cases.items()}
    metrics = tuple(Metric(name=name, value=round(sum(own) / len(own), 4), n=len(own)) for name, own in every.items())
    return Evaluation(metrics=metrics, confusion={}, cases={name: dict(own) for name, own in cases.items()})


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    shipped, home = tmp_path / "shipped", tmp_path / "home"
    library = shipped / "corpus" / "library" / "213"
    library.mkdir(parents=True)
    (library.parent / "shared.yaml").write_text(SHARED, encoding="utf-8")
    (library / "21302.yaml").write_text(NURSERY, encoding="utf-8")
    (shipped / "corpus" / "lexicon").mkdir()
    shutil.copytree(Path(__file__).resolve().parents[2] / "corpus" / "forms", shipped / "corpus" / "forms")
    made = World(shipped, home, {"recall@20": {"": [1.0, 0.0, 1.0, 0.0]}})
    monkeypatch.setenv("ZHIBIAO_HOME", str(home))
    monkeypatch.setattr(paths, "_shipped", lambda what: shipped / what)
    monkeypatch.setattr(training, "Trainer", FakeTrainer)

    def measure(trainer: Any, corpus: Corpus, labels: Any = None, progress: Callable[[float], None] | None = None) -> Evaluation:
        files = sorted({table.source.file for table in corpus.tables if table.source})
        found = {
            name: {file: own.get(file, own.get("", [])) for file in files if own.get(file, own.get("", []))}
            for name, own in made.quality.items()
        }
        if progress:
            progress(1.0)
        return _evaluation(found)

    monkeypatch.setattr(evaluate, "measure", measure)
    made.ship(two_documents(), {"recall@20": {"甲.docx": [1.0, 0.0], "乙.docx": [0.0, 1.0]}})
    return made
