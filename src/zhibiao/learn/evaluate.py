"""How good suggestions, classes, levels, values and fit are on tables of the corpus that nothing has been learned from.

Documents are dealt into folds (one document a fold, :data:`FOLDS` folds at most); for each fold encoder, classifiers and fit are trained
anew without its documents, retrieval leaves them out, and near-copies of their tables in other documents are left out too. Kinds,
functions, topics and real misfits are measured where there are labels (:mod:`zhibiao.learn.labels`); the rest needs none. Foreign rows
are also drawn: from unrelated topics, from topics of the same 类, and a template pasted into every table.

Intervals are 95 % bootstrap intervals over the cases of a figure: tables, or rows where rows are judged one by one (values, levels, R01),
which takes the rows of one table for independent and makes those intervals somewhat too narrow.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from statistics import mean
from typing import Any, NamedTuple

import numpy as np
from pydantic import Field

from zhibiao import api
from zhibiao.domain.levels import LEVEL2
from zhibiao.domain.tables import Model, Project, TargetTable
from zhibiao.knowledge.corpus import Corpus, content_id
from zhibiao.learn.cases import ranked_figures, recalled
from zhibiao.learn.draws import Draws
from zhibiao.learn.labels import Labels, ProjectLabel
from zhibiao.learn.measure_values import value_cases
from zhibiao.learn.ranking import RankingCase, trial
from zhibiao.learn.training import Parts, Trainer
from zhibiao.messages import CorpusError, say
from zhibiao.model.snapshot import LEVELS
from zhibiao.recommend.candidate import group_of

FOLDS = 5
MAX_TABLES = 400  # of the corpus looked at, drawn by the seed
_RESAMPLES = 1000

Cases = dict[str, dict[str, list[float]]]  # figure, document: what the figure is the mean of


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
    mean of, by document; ``ranker`` is the learned order of alternatives where it was found better than fixed weights, for a snapshot
    to keep."""

    model: str = ""
    metrics: tuple[Metric, ...]
    confusion: dict[str, dict[str, int]]
    cases: Cases = Field(default_factory=dict)
    ranker: dict[str, Any] | None = None


class _Judged(NamedTuple):
    """A row with its fit. ``belongs`` is ``None`` for rows of which nobody said; ``sort`` tells drawn rows apart."""

    document: str
    fit: float | None
    misfit: bool
    belongs: bool
    sort: str  # "label", "clean", or how it was drawn


class _Asked(NamedTuple):
    """A table with the program that has not seen its document."""

    document: str
    table: TargetTable
    project: Project
    zb: api.Zhibiao
    clean: frozenset[int]  # rows without a quality flag, counted from 0
    repeated: tuple[int, ...]
    label: ProjectLabel | None
    fits: dict[int, str]


def measure(
    trainer: Trainer,
    corpus: Corpus,
    labels: Labels | None = None,
    progress: Callable[[float], None] | None = None,
    without: frozenset[str] = frozenset(),
) -> Evaluation:
    """Measure everything that can be measured on the tables of ``corpus``.

    :param without: learned parts left out (see :meth:`Trainer.train`), to see what they are good for.
    :raises CorpusError: a corpus in which no document can be left out.
    """
    found = _Found(trainer.seed)
    for number, (documents, rest) in enumerate(folds := list(_folds(corpus, trainer.seed))):
        parts = trainer.train(rest, without, final=False)
        zb = trainer.world(parts, rest)
        for asked in _asked(corpus, documents, zb, labels, trainer.seed):
            found.look_at(asked, rest, parts)
        if progress:
            progress((number + 1) / len(folds))
    return found.evaluation()


def _folds(corpus: Corpus, seed: int) -> Iterator[tuple[frozenset[str], Corpus]]:
    """The documents of a fold, and the corpus without them and without near-copies of their tables."""
    documents = sorted({_document(table) for table in corpus.tables})
    if len(documents) < 2:
        raise CorpusError(
            say("语料中只有一份文件，无法留出一份来评估。", "the corpus is one document; none can be left out to measure on.")
        )
    random.Random(seed).shuffle(documents)
    number = min(FOLDS, len(documents))
    for n in range(number):
        held = frozenset(documents[n::number])
        copied = {_content(table) for table in corpus.tables if _document(table) in held}
        kept = [table for table in corpus.tables if _document(table) not in held and _content(table) not in copied]
        yield held, corpus.of(kept)


def _document(table: TargetTable) -> str:
    return table.source.file if table.source else ""


def _content(table: TargetTable) -> str:
    """What two copies of one table share, whatever unit, year or code stands above it."""
    bare = Project(name=table.project.name, purpose=table.project.purpose)
    return content_id(TargetTable(project=bare, indicators=table.indicators))


def _asked(corpus: Corpus, documents: frozenset[str], zb: api.Zhibiao, labels: Labels | None, seed: int) -> Iterator[_Asked]:
    mine = [n for n, table in enumerate(corpus.tables) if _document(table) in documents]
    if len(corpus) > MAX_TABLES:
        mine = sorted(random.Random(seed).sample(mine, max(1, len(mine) * MAX_TABLES // len(corpus))))
    by_document: dict[str, list[int]] = defaultdict(list)
    for n, table in enumerate(corpus.tables):
        if _document(table) in documents:
            by_document[_document(table)].append(n)
    repeated = {
        n: counts
        for numbers in by_document.values()
        for n, counts in zip(numbers, zb.belonging.repeated([corpus.tables[n] for n in numbers]), strict=True)
    }
    for n in mine:
        table = corpus.tables[n]
        place = (_document(table), table.source.table if table.source and table.source.table is not None else 0)
        clean = frozenset(k for k, flags in enumerate(corpus.flags[n]) if not flags)
        bare = table.project.model_copy(update={"kind": None, "topics": (), "function": None})
        label, fits = (labels.projects.get(place), labels.rows.get(place, {})) if labels is not None else (None, {})
        yield _Asked(place[0], table, bare, zb, clean, repeated[n], label, fits)


class _Found:
    """Cases as they come in, and the figures made of them."""

    def __init__(self, seed: int) -> None:
        self._draws = Draws(seed)
        self._cases: Cases = {}
        self._judged: list[_Judged] = []
        self._ranking: list[RankingCase] = []
        self._confusion: dict[str, dict[str, int]] = {}

    def look_at(self, one: _Asked, rest: Corpus, parts: Parts) -> None:
        """Everything that one table has to say."""
        if one.label is not None:
            self._classes(one, one.label)
        if (found := recalled(one.document, one.table, one.project, one.clean, one.zb, rest)) is not None:
            self._ranking.append(found.case)
            for name, value in found.figures.items():
                self._add(name, one.document, value)
        if one.zb.belonging.can_judge:
            self._fits(one)
        asked = [(row, one.project, one.zb.values) for n, row in enumerate(one.table.indicators) if n in one.clean]
        values = value_cases(asked)
        for name, some in (("value kind", values.kind), ("value operator", values.operator), ("value number within 10 %", values.number)):
            for value in some:
                self._add(name, one.document, value)
        if LEVELS[0] in parts:
            self._levels(one)

    def _add(self, name: str, document: str, value: float) -> None:
        self._cases.setdefault(name, {}).setdefault(document, []).append(float(value))

    def _classes(self, one: _Asked, label: ProjectLabel) -> None:
        said = one.zb.classify(one.project)
        self._add("kind@1", one.document, bool(said.kind) and said.kind[0].code in label.kind)
        self._add("topic@1", one.document, bool(said.topic) and said.topic[0].code in label.topic)
        self._add("topic@3", one.document, any(topic.code in label.topic for topic in said.topic[:3]))
        self._add("function@1", one.document, bool(said.function) and said.function[0].code in label.function)

    def _fits(self, one: _Asked) -> None:
        belonging = one.zb.belonging
        judged = belonging.judge(one.table, one.repeated, one.document)
        for n, (row, found) in enumerate(zip(one.table.indicators, judged, strict=True)):
            label = one.fits.get(row.row or 0)
            if label in ("yes", "no"):
                self._judged.append(_Judged(one.document, found.fit, found.misfit, label == "yes", "label"))
            if n in one.clean and label != "no":
                self._judged.append(_Judged(one.document, found.fit, found.misfit, True, "clean"))
        if len(one.clean) >= self._draws.least:
            for drawn in self._draws.into(one.project, one.zb):
                fit, misfit = drawn.fit, drawn.misfit
                self._judged.append(_Judged(one.document, fit, misfit, False, drawn.sort))

    def _levels(self, one: _Asked) -> None:
        for n in sorted(one.clean):
            row = one.table.indicators[n]
            if row.level2 not in LEVEL2 or not row.name:
                continue
            said = one.zb.levels(row.name, row.description, str(row.value))[0][0]
            self._add("level 2 (type)", one.document, group_of(said) == group_of(row.level2))
            of = self._confusion.setdefault(row.level2, {})
            of[said] = of.get(said, 0) + 1

    def evaluation(self) -> Evaluation:
        """All figures."""
        ranker = self._ranked()
        metrics = [*self._fit_metrics()]
        named = {metric.name for metric in metrics}
        means = [_interval([v for some in own.values() for v in some], name) for name, own in self._cases.items() if name not in named]
        return Evaluation(metrics=(*means, *metrics), confusion=self._confusion, cases=self._cases, ranker=ranker)

    def _ranked(self) -> dict[str, Any] | None:
        """Recall by the order that the snapshot will have, beside that of fixed weights; the learned order where it is better."""
        tried = trial(self._ranking)
        for case, order in zip(self._ranking, tried.orders, strict=True):
            fixed = ranked_figures(case, None)
            learned = ranked_figures(case, order) if order is not None else None
            for name, value in (learned if learned and tried.ranker else fixed).items():
                self._add(name, case.document, value)
            self._add("recall@20, fixed order", case.document, fixed["recall@20"])
            if learned:
                self._add("recall@20, learned order", case.document, learned["recall@20"])
        return tried.ranker.to_parts() if tried.ranker is not None else None

    def _fit_metrics(self) -> Iterator[Metric]:
        labelled = [one for one in self._judged if one.sort == "label"]
        if labelled:
            yield from self._areas("fit", labelled)
            misfits = [one for one in labelled if not one.belongs]
            flagged = [one for one in labelled if one.misfit]
            for one in flagged:
                self._add("R01 precision", one.document, not one.belongs)
            for one in misfits:
                self._add("R01 recall", one.document, one.misfit)
            yield self._mean("R01 precision", say("没有报出任何行", "nothing was reported"))
            yield self._mean("R01 recall", say("没有不相关的行", "there is no foreign row"))
            yield _interval([float(one.fit is None) for one in labelled], "fit abstained")
        fitting = [one for one in self._judged if one.sort == "clean"]
        for one in fitting:
            self._add("R01 false alarms per fitting row", one.document, one.misfit)
        if fitting:
            yield self._mean("R01 false alarms per fitting row")
        for sort in Draws.sorts:
            drawn = [one for one in self._judged if one.sort == sort]
            if drawn and fitting:
                yield from self._areas(f"fit, {sort}", [*fitting, *drawn])
                yield _interval([float(one.misfit) for one in drawn], f"R01 recall, {sort}")

    def _areas(self, name: str, judged: Sequence[_Judged]) -> Iterator[Metric]:
        """AUROC is the mean, over the foreign rows, of the share of fitting rows that score higher: these are its cases."""
        scored = [(0.5 if one.fit is None else one.fit, one.belongs) for one in judged]
        good = [fit for fit, belongs in scored if belongs]
        for one, (fit, belongs) in zip(judged, scored, strict=True):
            if not belongs and good:
                self._add(f"{name} AUROC", one.document, sum((g > fit) + 0.5 * (g == fit) for g in good) / len(good))
        yield self._mean(f"{name} AUROC", say("没有可比的行", "there are no rows to compare")).model_copy(update={"n": len(scored)})
        yield Metric(name=f"{name} average precision", value=average_precision(scored), n=len(scored))

    def _mean(self, name: str, why: str = "") -> Metric:
        return _interval([value for some in self._cases.get(name, {}).values() for value in some], name, why)


def _interval(values: Sequence[float], name: str, why: str = "") -> Metric:
    if not values:
        return Metric(name=name, value=None, n=0, why=why or say("没有可用的样本", "there are no cases"))
    cases = np.array(values)
    chance = np.random.default_rng(0)
    means = np.sort([cases[chance.integers(len(cases), size=len(cases))].mean() for _ in range(_RESAMPLES)]).tolist()
    low, high = means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1]
    return Metric(name=name, value=round(mean(values), 4), n=len(values), low=round(low, 4), high=round(high, 4))


def average_precision(scored: Sequence[tuple[float, bool]]) -> float | None:
    """Area under precision and recall of finding the foreign ones among (fit, belongs); rows of equal score are taken together."""
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
