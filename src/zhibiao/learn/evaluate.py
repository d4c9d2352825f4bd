"""How good suggestions, classes, levels and fit are, on the labelled tables of the corpus, each with its own document left out.

The learned parts of the shipped snapshot have not seen the shipped corpus (see :mod:`zhibiao.learn.compile`); retrieval leaves out the
document that is asked about. Labels (``corpus/labels``) were given by a reader who saw no output of the program; they are never trained
on. Intervals are 95 % bootstrap intervals over the cases of a figure: tables, or rows where rows are judged one by one
(values, levels, R01), which takes the rows of one table for independent and makes those intervals somewhat too narrow.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from statistics import mean
from typing import Literal, NamedTuple

from pydantic import Field

from zhibiao import api
from zhibiao.domain.levels import LEVEL2
from zhibiao.domain.tables import Indicator, Model, Project, TargetTable
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Library
from zhibiao.language.normalise import key
from zhibiao.language.similarity import dice
from zhibiao.learn.training import Trainer
from zhibiao.messages import CorpusError, say
from zhibiao.model.fit import MISFIT
from zhibiao.recommend.candidate import group_of

_RESAMPLES = 1000
_SAME_NAME = 0.5  # names of one type that share this much say the same
_TOLERANCE = 0.1  # of a number
_ASKED = 20  # rows of a suggestion looked at


class Metric(Model):
    """A figure with its number of cases and its interval; ``value`` is ``None`` where it cannot be computed, and ``why`` says why."""

    name: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    why: str | None = None


class Evaluation(Model):
    """Every figure, and which level 2 is taken for which: ``confusion[right][said]``; ``cases`` are the numbers that a figure is the
    mean of, by document."""

    model: str = ""
    metrics: tuple[Metric, ...]
    confusion: dict[str, dict[str, int]]
    cases: dict[str, dict[str, list[float]]] = Field(default_factory=dict)


class ProjectLabel(Model):
    """What a reader made of a project, the best first: kinds (K01 …), functions (款) and topics (library ids)."""

    file: str
    table: int
    kind: tuple[str, ...]
    function: tuple[str, ...]
    topic: tuple[str, ...]


class RowLabel(Model):
    """Whether a reader found that a row belongs to its project."""

    file: str
    table: int
    row: int
    fit: Literal["yes", "no", "unsure"]
    why: str = ""


class Labels(NamedTuple):
    """Hand labels by (file, table): of the project, and fit by row."""

    projects: dict[tuple[str, int], ProjectLabel]
    rows: dict[tuple[str, int], dict[int, str]]


def read_labels(folder: Path) -> Labels:
    """Labels of a corpus folder.

    :raises CorpusError: files that are missing or hold something else.
    """
    rows: dict[tuple[str, int], dict[int, str]] = {}
    try:
        projects = [ProjectLabel.model_validate_json(line) for line in _lines(folder / "projects.jsonl")]
        for line in _lines(folder / "rows.jsonl"):
            label = RowLabel.model_validate_json(line)
            rows.setdefault((label.file, label.table), {})[label.row] = label.fit
    except (OSError, ValueError) as error:
        raise CorpusError(
            say(
                f"标签目录{folder}不能使用（{str(error).splitlines()[0]}），请检查文件。",
                f"the labels in {folder} cannot be used ({str(error).splitlines()[0]}); check the files.",
            )
        ) from None
    return Labels({(one.file, one.table): one for one in projects}, rows)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


class _Asked(NamedTuple):
    """A table with the program that has not seen its document, and with its labels."""

    table: TargetTable
    project: Project
    zb: api.Zhibiao
    labels: ProjectLabel
    fits: dict[int, str]


def evaluate(
    model: str | None = None, corpus: str | None = None, library: str | None = None, progress: Callable[[int, int, str], None] | None = None
) -> Evaluation:
    """Measure everything that can be measured on the labelled tables.

    :raises CorpusError: no labels, or labels for no table of the corpus.
    """
    everything = api.load(model=model, corpus=corpus, library=library)
    labels = read_labels(everything.places.shipped / "labels")
    stock = everything.corpus
    tables = [(n, table) for n, table in enumerate(stock.tables) if _place(table) in labels.projects]
    if not tables:
        raise CorpusError(say("语料中没有带标签的表，无法评估。", "no table of the corpus is labelled; there is nothing to measure on."))
    files = sorted({_place(table)[0] for _, table in tables})
    without = {file: api.load(model=model, corpus=corpus, library=library, exclude_sources=[file]) for file in files}
    asked = [
        _Asked(table, _bare(table.project), without[_place(table)[0]], labels.projects[_place(table)], labels.rows.get(_place(table), {}))
        for _, table in tables
    ]
    clean = _clean_names(stock)
    metrics: list[Metric] = []
    steps: list[Callable[[], list[Metric]]] = [
        lambda: _classes(asked),
        lambda: _recommended(asked, stock, clean),
        lambda: _fits(asked),
        lambda: _values(asked, clean),
    ]
    for number, step in enumerate(steps):
        metrics += step()
        if progress:
            progress(number + 1, len(steps) + 1, "")
    level_metrics, confusion = _levels(asked, clean)
    if progress:
        progress(len(steps) + 1, len(steps) + 1, "")
    return Evaluation(model=everything.model_name, metrics=(*metrics, *level_metrics), confusion=confusion)


def _place(table: TargetTable) -> tuple[str, int]:
    return (table.source.file, table.source.table) if table.source else ("", 0)


def _bare(project: Project) -> Project:
    return project.model_copy(update={"kind": None, "topics": (), "function": None})


Clean = dict[tuple[str, int], set[int | None]]


def _clean_names(stock: Corpus) -> Clean:
    """Row numbers without a quality flag, by table: what a template pasted in is no truth to be found."""
    clean: Clean = {}
    for row in stock.clean_rows:
        clean.setdefault(_place(stock.tables[row.table]), set()).add(row.indicator.row)
    return clean


def _interval(values: Sequence[float], name: str, why: str = "") -> Metric:
    if not values:
        return Metric(name=name, value=None, n=0, why=why or say("没有可用的样本", "there are no cases"))
    chance = random.Random(0)
    means = sorted(mean(chance.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    low, high = means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1]
    return Metric(name=name, value=round(mean(values), 4), n=len(values), low=round(low, 4), high=round(high, 4))


def _classes(asked: Sequence[_Asked]) -> list[Metric]:
    found = [(one.zb.classify(one.project), one.labels) for one in asked]
    return [
        _interval([float(bool(c.kind) and c.kind[0].code in labels.kind) for c, labels in found], "kind@1"),
        _interval([float(bool(c.topic) and c.topic[0].code in labels.topic) for c, labels in found], "topic@1"),
        _interval([float(any(t.code in labels.topic for t in c.topic[:3])) for c, labels in found], "topic@3"),
        _interval([float(bool(c.function) and c.function[0].code in labels.function) for c, labels in found], "function@1"),
    ]


def _recommended(asked: Sequence[_Asked], stock: Corpus, clean: Clean) -> list[Metric]:
    """Recall and rank of a table's own rows among those suggested, against copying the commonest rows and the nearest project's."""
    says = _Same(asked[0].zb.library)
    recalls: dict[str, list[float]] = {
        name: [] for name in ("recall@10", "recall@20", "MRR", "level-2 coverage", "commonest@20", "nearest@20")
    }
    for one in asked:
        wanted = [row for row in one.table.filled if row.row in clean.get(_place(one.table), ()) and group_of(row.level2)]
        if not wanted:
            continue
        rows = sorted(one.zb.suggest(one.project, limit=_ASKED).indicators, key=lambda row: -row.score)
        ranks = [next((n for n, row in enumerate(rows, start=1) if says(row, target)), None) for target in wanted]
        recalls["recall@10"].append(mean(float(rank is not None and rank <= 10) for rank in ranks))
        recalls["recall@20"].append(mean(float(rank is not None) for rank in ranks))
        recalls["MRR"].append(mean(0.0 if rank is None else 1 / rank for rank in ranks))
        groups = {group_of(row.level2) for row in wanted}
        recalls["level-2 coverage"].append(len(groups & {group_of(row.level2) for row in rows}) / len(groups))
        others = [row for row in stock.clean_rows if _place(stock.tables[row.table])[0] != _place(one.table)[0]]
        common = [name for name, _ in Counter((row.indicator.level2, key(row.indicator.name)) for row in others).most_common(_ASKED)]
        firsts = {(row.indicator.level2, key(row.indicator.name)): row.indicator for row in others}
        recalls["commonest@20"].append(_recall([firsts[name] for name in common], wanted, says))
        recalls["nearest@20"].append(_recall(_nearest_rows(one.zb, one.project), wanted, says))
    return [_interval(values, name) for name, values in recalls.items()]


def _nearest_rows(zb: api.Zhibiao, project: Project) -> list[Indicator]:
    """What copying the two nearest projects gives, of the tables ``zb`` has seen."""
    stock = zb.corpus
    names = zb.similar_projects(project)
    tables = {table.project.name: n for n, table in reversed(list(enumerate(stock.tables)))}
    numbers = [tables[name] for name in names if name in tables][:2]
    return [row.indicator for number in numbers for row in stock.clean_rows if row.table == number][:_ASKED]


def _recall(rows: Sequence[Indicator], wanted: Sequence[Indicator], says: _Same) -> float:
    return mean(float(any(says(row, target) for row in rows)) for target in wanted)


class _Same:
    """Whether two rows say the same: one type, and one shared idea (资金成本 and 项目总成本) or names that share half their bigrams."""

    def __init__(self, library: Library) -> None:
        self._idea = lru_cache(None)(library.idea)

    def __call__(self, row: Indicator, target: Indicator) -> bool:
        if group_of(row.level2) != group_of(target.level2):
            return False
        idea = self._idea(target.name, target.level2)
        return dice(row.name, target.name) >= _SAME_NAME or (idea is not None and idea == self._idea(row.name, row.level2))


def _fits(asked: Sequence[_Asked]) -> list[Metric]:
    """Fit against the labels. The rows of the audited document vouch for nothing, themselves included."""
    scored: list[tuple[float, bool]] = []
    alarms: list[float] = []
    abstained = 0
    for one in asked:
        false = 0
        for row in one.table.filled:
            label = one.fits.get(row.row or 0)
            if label not in ("yes", "no"):
                continue
            fit = one.zb.judge(row, one.project).fit
            abstained += fit is None
            scored.append((0.5 if fit is None else fit, label == "yes"))
            false += fit is not None and fit < MISFIT and label == "yes"
        alarms.append(float(false))
    flagged = [right for fit, right in scored if fit < MISFIT]
    misfits = [fit < MISFIT for fit, right in scored if not right]
    return [
        Metric(name="fit AUROC", value=_auroc(scored), n=len(scored)),
        Metric(name="fit average precision", value=_average_precision(scored), n=len(scored)),
        _interval([float(not right) for right in flagged], "R01 precision", say("没有报出任何行", "nothing was reported")),
        _interval([float(hit) for hit in misfits], "R01 recall"),
        _interval(alarms, "R01 false alarms per table"),
        Metric(name="fit abstained", value=round(abstained / len(scored), 4) if scored else None, n=len(scored)),
    ]


def _auroc(scored: Sequence[tuple[float, bool]]) -> float | None:
    """The share of (fitting, foreign) pairs in which the fitting row scores higher, ties counting half (Hanley & McNeil 1982)."""
    good, bad = [s for s, right in scored if right], [s for s, right in scored if not right]
    if not good or not bad:
        return None
    return round(sum((a > b) + 0.5 * (a == b) for a in good for b in bad) / (len(good) * len(bad)), 4)


def _average_precision(scored: Sequence[tuple[float, bool]]) -> float | None:
    """Area under precision and recall of finding foreign rows; rows of equal score are taken together."""
    total = sum(not right for _, right in scored)
    if not total:
        return None
    area = found = seen = 0.0
    for fit in sorted({fit for fit, _ in scored}):
        here = [right for score, right in scored if score == fit]
        new = sum(not right for right in here)
        found, seen = found + new, seen + len(here)
        area += new / total * found / seen
    return round(area, 4)


def _values(asked: Sequence[_Asked], clean: Clean) -> list[Metric]:
    kinds: list[float] = []
    signs: list[float] = []
    numbers: list[float] = []
    for one in asked:
        for row in one.table.filled:
            if row.row not in clean.get(_place(one.table), ()) or row.value.number is None:
                continue
            value = one.zb.values(row.name, one.project, level2=row.level2).value
            if value is None:
                kinds.append(0.0)
                continue
            kinds.append(float(value.kind == row.value.kind))
            if value.operator and row.value.operator:
                signs.append(float(value.operator == row.value.operator))
            if value.number is not None and value.unit == row.value.unit:
                numbers.append(float(abs(float(value.number) - float(row.value.number)) <= _TOLERANCE * abs(float(row.value.number))))
    return [_interval(kinds, "value kind"), _interval(signs, "value operator"), _interval(numbers, "value number within 10 %")]


def _levels(asked: Sequence[_Asked], clean: Clean) -> tuple[list[Metric], dict[str, dict[str, int]]]:
    right: list[float] = []
    confusion: dict[str, dict[str, int]] = {}
    for one in asked:
        for row in one.table.filled:
            if row.row not in clean.get(_place(one.table), ()) or row.level2 not in LEVEL2:
                continue
            said = one.zb.levels(row.name, row.description, str(row.value))[0][0]
            right.append(float(group_of(said) == group_of(row.level2)))
            confusion.setdefault(row.level2, {})[said] = confusion.get(row.level2, {}).get(said, 0) + 1
    return [_interval(right, "level 2 (type)")], confusion


def measure(trainer: Trainer, corpus: Corpus, labels: Labels | None = None, progress: Callable[[float], None] | None = None) -> Evaluation:
    """Minimal, to be replaced: the level-2 classifier alone, trained anew without each document."""
    import json

    from safetensors.numpy import load

    from zhibiao.model.levels import LevelClassifier
    from zhibiao.model.linear import LinearClassifier

    files = sorted({_place(table)[0] for table in corpus.tables})
    cases: dict[str, list[float]] = {}
    for number, file in enumerate(files):
        parts = trainer.levels(corpus.without(file))
        linear = LinearClassifier.from_parts(json.loads(parts["levels.json"]), load(parts["levels.safetensors"]))
        classify = LevelClassifier(linear, trainer.segmenter.words)
        for row in corpus.clean_rows:
            one = row.indicator
            if _place(corpus.tables[row.table])[0] == file and one.level2 in LEVEL2 and one.name:
                said = classify(one.name, one.description, str(one.value))[0][0]
                cases.setdefault(file, []).append(float(group_of(said) == group_of(one.level2)))
        if progress:
            progress((number + 1) / len(files))
    every = [case for own in cases.values() for case in own]
    return Evaluation(metrics=(_interval(every, "level 2 (type)"),), confusion={}, cases={"level 2 (type)": cases} if cases else {})
