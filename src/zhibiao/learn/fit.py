"""Training fit: rows that belong to their project against rows drawn from elsewhere.

=============  ===========================================================================================================
belongs        the library's indicators under their topics' typical projects; the trusted rows of the corpus in their tables
random         an indicator of a topic that shares no 款 with the project
same class     one of a topic of the same 类 that shares no 款
strangers      satisfaction of people whom a topic serves that shares no 款, and nothing relates to the project
template       a few foreign rows pasted together into many projects, often under a placeholder goal and with one value
another table  a trusted row of a table of unrelated work (no content word in common, no related topic)
=============  ===========================================================================================================

The library is made to look as strange to its own projects as it is to real ones: half of the projects are judged as if it lacked their
topic, and more than half of the indicators as if it lacked them by name.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Entry, Library, Topic
from zhibiao.language.normalise import key
from zhibiao.model.fit import Around, Fit
from zhibiao.model.fit_weights import FEATURES, LinearFit
from zhibiao.model.served import SATISFACTION
from zhibiao.recommend.belonging import Belonging

_TOPIC_LACKING, _NAME_LACKING, _BY_SYNONYM, _DESCRIBED = 0.5, 0.6, 0.5, 0.5
_OWN, _SHARED, _RANDOM, _SAME_CLASS, _PASTED = 6, 3, 3, 2, 7
_TEMPLATES, _TEMPLATE_ROWS, _TEMPLATE_SHARE = 40, 9, 0.2
_PLACEHOLDER, _UNIFORM = (0.03, 0.6), (0.05, 0.6)  # in a table that was thought about, in a template
_ASKED = 8  # topics among which one is sought that serves strangers
_BY_CHANCE = 0.12  # how often a row that belongs stands in unrelated tables too
_DRAWN, _DRAWN_TEMPLATE, _NEARER = 30, 0.35, 0.1
_MAX_TABLES = 400  # of the corpus
_REAL = 20.0  # what a row of a real table weighs beside one of the library
_STRENGTH = 0.3  # scikit-learn's C
_FEW = 100  # rows below which the corpus says nothing of its own about the threshold
_LEAST_THRESHOLD, _MOST_THRESHOLD = 0.002, 0.015  # the most was set on the seeds: beyond it too many rows are reported wrongly


class Examples(NamedTuple):
    """Rows as numbers (:data:`zhibiao.model.fit_weights.FEATURES`), whether each belongs, and what it weighs."""

    features: NDArray[np.float64]
    belongs: NDArray[np.bool_]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, parts: Sequence[Examples]) -> Examples:
        """All examples of ``parts``."""
        if not parts:
            return cls(np.zeros((0, len(FEATURES))), np.zeros(0, dtype=np.bool_), np.zeros(0))
        features, belongs, weights = zip(*parts, strict=True)
        return cls(np.vstack(features), np.concatenate(belongs), np.concatenate(weights))


class _Drawn(NamedTuple):
    indicator: Indicator
    hidden: NDArray[np.intp] | None
    belongs: bool
    repeated: int = 0


def library_examples(library: Library, fit: Fit, seed: int, progress: Callable[[float], None] = lambda share: None) -> Examples:
    """Examples from the library alone, one typical project of every topic."""
    chance = random.Random(seed)
    topics = list(library.topics)
    if not topics:
        return Examples.of([])
    places = _places_by_name(topics)
    own = [[entry for entry in topic.indicators if entry.shared is None] for topic in topics]
    filled = [number for number, entries in enumerate(own) if entries]
    asked = [[entry for entry in topic.indicators if entry.shared == SATISFACTION] for topic in topics]
    asking = [number for number, entries in enumerate(asked) if entries]
    codes = [set(outline.functions) for outline in library.outlines]
    classes = [{code[:3] for code in functions} for functions in codes]
    templates = [[chance.choice(own[chance.choice(filled)]) for _ in range(_TEMPLATE_ROWS)] for _ in range(_TEMPLATES)] if filled else []
    parts: list[Examples] = []

    def drawn(entry: Entry, belongs: bool, repeated: int = 0) -> _Drawn:
        lacking = entry.shared is None and chance.random() < _NAME_LACKING
        if belongs and not repeated and chance.random() < _BY_CHANCE:
            repeated = chance.choice((1, 2, 3))
        return _Drawn(_as_indicator(entry, chance), places.get(key(entry.name)) if lacking else None, belongs, repeated)

    def strangers(project: Project, functions: set[str]) -> list[Indicator]:
        others = [n for n in chance.sample(asking, min(_ASKED, len(asking))) if codes[n].isdisjoint(functions)]
        rows = [_as_indicator(chance.choice(asked[n]).model_copy(update={"synonyms": ()}), chance) for n in others]
        return [row for row in rows if fit.asks_strangers(row, project)][:1]

    for number, topic in enumerate(topics):
        project = Project(
            name=chance.choice(topic.projects), purpose=chance.choice(topic.purposes) if chance.random() < _DESCRIBED else None
        )
        shared = [entry for entry in topic.indicators if entry.shared is not None]
        belonging = chance.sample(own[number], min(_OWN, len(own[number]))) + chance.sample(shared, min(_SHARED, len(shared)))
        pasted = bool(templates) and chance.random() < _TEMPLATE_SHARE
        if pasted:
            rows = [drawn(entry, False, chance.choice((0, 1, 2, 4, 8))) for entry in chance.sample(chance.choice(templates), _PASTED)]
            rows += [drawn(entry, True) for entry in belonging[:2]]
        else:
            rows = [drawn(entry, True) for entry in belonging]
            elsewhere = [n for n in chance.sample(filled, min(3 * _RANDOM, len(filled))) if codes[n].isdisjoint(codes[number])]
            beside = [n for n in filled if classes[n] & classes[number] and codes[n].isdisjoint(codes[number])]
            foreign = elsewhere[:_RANDOM] + [chance.choice(beside) for _ in range(_SAME_CLASS) if beside]
            rows += [drawn(chance.choice(own[n]), False) for n in foreign]
            rows += [_Drawn(row, None, False) for row in strangers(project, codes[number])]
        without = number if chance.random() < _TOPIC_LACKING else None
        parts.append(_numbers(rows, project, fit, pasted, chance, without=without))
        progress((number + 1) / len(topics))
    return Examples.of(parts)


def corpus_examples(corpus: Corpus, belonging: Belonging, seed: int) -> Examples:
    """Examples from real tables: their trusted rows, and rows drawn from tables of unrelated work."""
    chance = random.Random(seed)
    fit = belonging.fit
    trusted: dict[int, list[int]] = {}
    for row in corpus.clean_rows:
        place = next(n for n, other in enumerate(corpus.tables[row.table].indicators) if other is row.indicator)
        trusted.setdefault(row.table, []).append(place)
    numbers = sorted(chance.sample(sorted(trusted), min(_MAX_TABLES, len(trusted))))
    tables = [corpus.tables[n] for n in numbers]
    repeated = belonging.repeated(tables)
    about = [frozenset(belonging.content_words(f"{t.project.name} {t.project.purpose or ''}")) for t in tables]
    pool: list[tuple[int, Indicator, float]] = []  # table, row, how near the row comes to its own project
    for n, number in enumerate(numbers):
        rows = [tables[n].indicators[place] for place in trusted[number]]
        rows = [row for row in rows if not fit.is_common(row.name, row.level2)]
        pool += [(n, row, float(near)) for row, near in zip(rows, fit.closeness(rows, tables[n].project), strict=True)]
    parts: list[Examples] = []
    for n, (number, table) in enumerate(zip(numbers, tables, strict=True)):
        file = table.source.file if table.source else None
        own = TargetTable(project=table.project, indicators=tuple(table.indicators[place] for place in trusted[number]))
        around = belonging.around(own, [repeated[n][place] for place in trusted[number]], file)
        features = fit.features(own.indicators, table.project, around)
        parts.append(Examples(features, np.ones(len(features), dtype=np.bool_), np.full(len(features), _REAL)))
        elsewhere = [(row, home) for m, row, home in pool if m != n and not about[m] & about[n]]
        elsewhere = chance.sample(elsewhere, min(4 * _DRAWN, len(elsewhere)))
        here = fit.closeness([row for row, _ in elsewhere], table.project)
        # 服务水平 is foreign nowhere: what is drawn is nearer to the project it comes from
        foreign = [row for (row, home), near in zip(elsewhere, here, strict=True) if home >= near + _NEARER][:_DRAWN]
        drawn = [(row, chance.random() < _DRAWN_TEMPLATE) for row in foreign]
        for pasted in (False, True):
            some = [
                _Drawn(row, None, False, chance.choice((1, 2, 4, 8)) if pasted else int(chance.random() < _BY_CHANCE))
                for row, of_template in drawn
                if of_template == pasted
            ]
            if some:
                used = belonging.around(TargetTable(project=table.project, indicators=tuple(row.indicator for row in some)), (), file).used
                parts.append(_numbers(some, table.project, fit, pasted, chance, used=used))
    examples = Examples.of(parts)
    drawn_rows = ~examples.belongs
    if drawn_rows.any():  # together they weigh as much as the rows that belong
        examples.weights[drawn_rows] = _REAL * examples.belongs.sum() / drawn_rows.sum()
    return examples


def train_fit(examples: Examples, real: Examples) -> LinearFit | None:
    """Logistic regression over library and corpus examples; ``None`` where there is nothing to tell apart."""
    from sklearn.linear_model import LogisticRegression

    every = Examples.of([part for part in (examples, real) if len(part.belongs)])
    if len(set(every.belongs.tolist())) < 2:
        return None
    middle, spread = every.features.mean(axis=0), every.features.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=_STRENGTH, max_iter=2000)
    model.fit((every.features - middle) / spread, every.belongs, sample_weight=every.weights)
    weights = model.coef_[0] / spread
    learned = LinearFit(weights, float(model.intercept_[0] - weights @ middle), _MOST_THRESHOLD)
    own = learned.probabilities(real.features[real.belongs]) if len(real.belongs) else np.zeros(0)
    if len(own) < _FEW:
        return learned
    return learned._replace(threshold=float(np.clip(own.min(), _LEAST_THRESHOLD, _MOST_THRESHOLD)))


def _numbers(
    rows: Sequence[_Drawn],
    project: Project,
    fit: Fit,
    pasted: bool,
    chance: random.Random,
    without: int | None = None,
    used: Sequence[bool] = (),
) -> Examples:
    around = Around(chance.random() < _PLACEHOLDER[pasted], chance.random() < _UNIFORM[pasted], [row.repeated for row in rows], used)
    features = fit.features([row.indicator for row in rows], project, around, [row.hidden for row in rows], without)
    belongs = np.array([row.belongs for row in rows], dtype=np.bool_)
    return Examples(features, belongs, np.ones(len(rows)))


def _as_indicator(entry: Entry, chance: random.Random) -> Indicator:
    name = chance.choice(entry.synonyms) if entry.synonyms and chance.random() < _BY_SYNONYM else entry.name
    return Indicator(level1="", level2=entry.level2, name=name, description=entry.measures if chance.random() < _DESCRIBED else None)


def _places_by_name(topics: Sequence[Topic]) -> dict[str, NDArray[np.intp]]:
    """Where the library's own indicators of each name stand, as the encoder's vectors count them."""
    found: dict[str, list[int]] = {}
    names = (entry.name for topic in topics for entry in topic.indicators if entry.shared is None)
    for place, name in enumerate(names):
        found.setdefault(key(name), []).append(place)
    return {name: np.array(places, dtype=np.intp) for name, places in found.items()}
