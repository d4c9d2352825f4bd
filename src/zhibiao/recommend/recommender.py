"""The way from a project to a suggested table: read, gather candidates from three sources, merge, choose, ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from zhibiao.domain.levels import LEVEL2
from zhibiao.domain.levels import level2 as standard_level2
from zhibiao.domain.tables import Coded, Project, TopicGuess
from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.forms import Profile
from zhibiao.knowledge.library import Entry, Library, Topic
from zhibiao.language.normalise import key
from zhibiao.language.similarity import dice
from zhibiao.messages import say
from zhibiao.model.matching import Classification, Matcher
from zhibiao.model.number_reader import NumberReader
from zhibiao.recommend.assemble import assemble
from zhibiao.recommend.candidate import BENEFIT, COST, SATISFACTION, Candidate, group_of
from zhibiao.recommend.costs import cost_candidates
from zhibiao.recommend.coverage import overlooked
from zhibiao.recommend.deadlines import deadline_candidates
from zhibiao.recommend.effects import effect_candidates
from zhibiao.recommend.filled import matching_fact
from zhibiao.recommend.from_corpus import CorpusSource
from zhibiao.recommend.from_description import quantity_candidates, rate_candidates, result_candidates, said, value_of
from zhibiao.recommend.from_library import library_candidates, usual_value
from zhibiao.recommend.goals import draft_goals
from zhibiao.recommend.merge import merge
from zhibiao.recommend.multiplied import multiplied_candidates
from zhibiao.recommend.outputs import named_outputs, output_candidates, output_quality_candidates
from zhibiao.recommend.questions import questions_for, warnings_for
from zhibiao.recommend.ranking import Features, LinearRanker, features
from zhibiao.recommend.reading import Reading, read_project
from zhibiao.recommend.suggestion import Abstention, Alternative, ModelName, SuggestedIndicator, Suggestion, ValueEvidence, ValueSuggestion
from zhibiao.recommend.values import ValueGrounds, graded, in_full
from zhibiao.recommend.weights import SHARES, SUM, WITHOUT_COST, Weighed, weights

MAX_ALTERNATIVES = 40
MAX_LIMIT = 100


class Ranked(NamedTuple):
    """The rows of the table, the alternatives best first, and their :data:`zhibiao.recommend.ranking.FEATURES`."""

    table: tuple[SuggestedIndicator, ...]
    rest: tuple[SuggestedIndicator, ...]
    features: Features


class Recommender:
    """Suggests tables and values. Read-only and thread-safe after construction.

    :param terms: what retrieval counts in a text (words and character bigrams).
    :param matcher: tells kinds and topics of a project.
    :param grounds: what is known of values; by default what corpus and library say, nothing learned.
    :param ranker: orders the alternatives; by default fixed weights do.
    :param reader: tells what the numbers of a description are; without it rules alone do.
    """

    def __init__(
        self,
        corpus: Corpus,
        library: Library,
        profile: Profile,
        terms: Callable[[str], list[str]],
        model: ModelName,
        matcher: Matcher,
        grounds: ValueGrounds | None = None,
        ranker: LinearRanker | None = None,
        reader: NumberReader | None = None,
    ) -> None:
        self._library = library
        self._grounds = grounds or ValueGrounds(corpus, library)
        self._profile = profile
        self._matcher = matcher
        self._corpus = CorpusSource(corpus, terms, matcher, library)
        self._model = model
        self._ranker = ranker
        self._reader = reader

    def suggest(self, project: Project, limit: int | None = None, weighed: bool = False) -> Suggestion:
        """A complete table of 8 to 12 rows; ``limit`` caps the ranked rows, a larger one appends alternatives in rank order.

        :param weighed: give every row its weight, in all what the form wants.

        :raises ValueError: for a ``limit`` outside 1..100.
        """
        if limit is not None and not 1 <= limit <= MAX_LIMIT:
            raise ValueError(say(f"limit应在1至{MAX_LIMIT}之间", f"limit must be between 1 and {MAX_LIMIT}"))
        reading = self._read(project)
        table, rest, missing = self._chosen(reading, limit)
        rows = tuple(self._row(candidate, number) for number, candidate in enumerate(table, start=1))
        if weighed:
            given = self._weights(table)
            rows = tuple(row.model_copy(update={"weight": Decimal(weight)}) for row, weight in zip(rows, given, strict=True))
        return Suggestion(
            project=self._classified(project, reading),
            model=self._model,
            indicators=rows,
            alternatives=tuple(self._row(candidate, None) for candidate in rest[:MAX_ALTERNATIVES]),
            goals=draft_goals(reading),
            questions=questions_for(table, reading),
            abstained=tuple(self._abstention(group) for group in missing),
            warnings=warnings_for(project, reading),
        )

    def proposed(self, project: Project, limit: int) -> list[Candidate]:
        """The indicators of :meth:`suggest` alone, each a row for who asks :meth:`row`."""
        return self._chosen(self._read(project), limit)[0]

    def row(self, candidate: Candidate) -> SuggestedIndicator:
        """A candidate of :meth:`proposed` as an alternative."""
        return self._row(candidate, None)

    def level2(self, candidate: Candidate) -> str:
        """The level 2 under which the form has a candidate."""
        return self._profile.place(candidate.level2).level2

    def ranked(self, project: Project) -> Ranked:
        """What is suggested before anything is cut off: what the order of alternatives is learned from."""
        table, rest, _ = self._chosen(self._read(project), None)
        rows, others = (tuple(self._row(candidate, None) for candidate in some) for some in (table, rest))
        return Ranked(rows, others, features(rest, len(table)))

    def _chosen(self, reading: Reading, limit: int | None) -> tuple[list[Candidate], list[Candidate], Sequence[str]]:
        """The rows of the table, the rest in rank order, and the types for which there is no ground."""
        gathered = self._gather(reading)
        candidates = merge([*gathered, *overlooked(reading, gathered)], reading)
        for candidate in candidates:
            self._settle_value(candidate, reading)
        assembly = assemble(candidates, reading, self._profile)
        table, rest = assembly.table, assembly.rest
        if self._ranker is not None:
            rest = [rest[place] for place in self._ranker.order(features(rest, len(table)))]
        if limit is not None and limit < len(table):
            weakest_last = sorted(table, key=lambda c: -c.score)
            cut = {id(c) for c in weakest_last[limit:]}
            rest = sorted([*rest, *(c for c in table if id(c) in cut)], key=lambda c: -c.score)
            table = [c for c in table if id(c) not in cut]
        elif limit is not None:
            extra = max(0, limit - len(table))
            table, rest = [*table, *rest[:extra]], rest[extra:]
        return table, rest, assembly.missing

    def values(self, name: str, project: Project, level2: str | None = None) -> ValueSuggestion:
        """A value for one indicator. Grounds in order: the description, the library, the median of other projects, an open slot."""
        level = standard_level2(level2)
        reading = self._read(project)
        idea = self._library.idea(name, level)
        if group_of(level) in (COST, None) and idea == "total-cost" and not name.endswith(("率", "比例")):
            total = next((c for c in cost_candidates(reading) if c.idea == "total-cost"), None)
            if total is not None and total.value and total.value_evidence:
                return ValueSuggestion(value=total.value, value_evidence=total.value_evidence)
        found: list[tuple[TargetValue, ValueEvidence]] = []
        said_value = _from_facts(name, level, reading, self._library)
        if said_value:
            found.append(said_value)
        entry = self._entry(name, level, reading, idea)
        if entry is not None and self._grounds.gainsays(name, level, entry.slot()):
            entry = None
        if entry is not None:
            fact = matching_fact(entry, reading)
            if fact is not None:
                found.append((value_of(fact, fact.operator or entry.op or "≥"), said(fact)))
            if entry.value is not None or entry.value_kind == "grade":
                found.append(usual_value(entry))
        rows = self._corpus.ground(name, level, idea)
        if rows and rows[0].kind in ("ratio", "duration", "grade"):  # how many others counted or paid says nothing of how many here
            found.append(rows)
        if (near := self._grounds.near(name, level, *_sorts(reading))) is not None:
            found.append(near)
        if (full := in_full(name, level)) is not None:
            found.append(full)
        if not found:
            return self._open(name, level, usual_value(entry)[0] if entry is not None else None)
        value, evidence = found[0]
        others = tuple(v for v, _ in found[1:] if str(v) != str(value))
        return ValueSuggestion(value=value, value_evidence=evidence, alternatives=others)

    def _open(self, name: str, level: str | None, slot: TargetValue | None) -> ValueSuggestion:
        """No ground for a number: what is plain is kept, an effect that may not be countable is also offered graded."""
        form = self._grounds.form(name, level) if slot is None else None
        if form is None and slot is None:
            if group_of(level) == BENEFIT:
                value, evidence = graded(name)
                return ValueSuggestion(value=value, value_evidence=evidence)
            return ValueSuggestion(value=None, value_evidence=ValueEvidence(why=say("无法判断取值类型", "not even the kind is known")))
        if form is not None and not form.countable:
            why = say(
                "没有可用的依据，请填写；不能计数的可分档评价",
                "there is no ground for a number; fill it in, or grade what cannot be counted",
            )
            return ValueSuggestion(value=form.slot, value_evidence=ValueEvidence(why=why), alternatives=(graded(name)[0],))
        why = say("没有可用的依据，请填写", "there is no ground for a number; fill it in")
        return ValueSuggestion(value=form.slot if form is not None else slot, value_evidence=ValueEvidence(why=why))

    @property
    def corpus(self) -> Corpus:
        """The tables that retrieval looks at."""
        return self._corpus.corpus

    @property
    def model(self) -> ModelName:
        """The snapshot that suggestions rest on."""
        return self._model

    def similar(self, project: Project) -> list[str]:
        """Names of the most similar projects in the corpus, best first."""
        return [self.corpus.tables[number].project.name for number, _ in self._corpus.nearest(project)]

    def users(self, names: Sequence[str], project: Project, file: str | None = None) -> list[list[str]]:
        """Per indicator name the similar projects in the corpus that use it; the tables of ``file`` are left out."""
        return self._corpus.users(names, project, file)

    def classify(self, project: Project) -> Classification:
        """What the project may be: kinds, functions and topics, best first."""
        return self._matcher.classify(project)

    def leading_topic(self, project: Project) -> Topic | None:
        """The topic that a project most likely has; ``None`` where none can be trusted."""
        return next((match.topic for match in self._matcher.trusted(project)), None)

    def _read(self, project: Project) -> Reading:
        return read_project(project, self._matcher, self._reader)

    def _gather(self, reading: Reading) -> list[Candidate]:
        outputs = named_outputs(reading, self._matcher)
        return [
            *quantity_candidates(reading, self._library),
            *multiplied_candidates(reading),
            *output_candidates(outputs),
            *output_quality_candidates(reading, outputs),
            *effect_candidates(reading),
            *deadline_candidates(reading, self._library),
            *rate_candidates(reading, self._library),
            *result_candidates(reading),
            *cost_candidates(reading),
            *library_candidates(reading, self._library),
            *self._corpus.candidates(reading),
        ]

    def _settle_value(self, candidate: Candidate, reading: Reading) -> None:
        """Give a value to what has none; show what other projects set beside what the library says."""
        rows = None
        if candidate.group == COST:
            pass  # another project's money says nothing about this one's
        elif not candidate.is_filled or "description" not in candidate.sources:
            rows = self._corpus.ground(candidate.name, candidate.level2, candidate.idea)
        if candidate.is_filled:
            if rows and candidate.value_evidence and candidate.value_evidence.n is None:
                shown = {name: getattr(rows[1], name) for name in ("n", "median", "range", "bases")}
                candidate.value_evidence = candidate.value_evidence.model_copy(update=shown)
            return
        if rows and candidate.group != "数量":  # how many others counted says nothing about how many here
            candidate.value, candidate.value_evidence = rows
            return
        if candidate.value is None:
            near = self._grounds.near(candidate.name, candidate.level2, *_sorts(reading)) or in_full(candidate.name, candidate.level2)
            form = self._grounds.form(candidate.name, candidate.level2)
            if near is not None:
                candidate.value, candidate.value_evidence = near
            elif form is None or not form.countable:
                candidate.value, candidate.value_evidence = graded(candidate.name)
            else:
                why = say("描述和同类项目都没有可用的数，请填写", "neither the description nor similar projects give a number; fill it in")
                candidate.value, candidate.value_evidence = form.slot, ValueEvidence(why=why)

    def _entry(self, name: str, level: str | None, reading: Reading, idea: str | None) -> Entry | None:
        """The library entry that a name means: in the matched topics and kinds first, then the shared ones, then anywhere."""
        group = group_of(level)
        near = [e for match in reading.topics for e in match.topic.indicators] + [
            e for match in reading.kinds for e in match.kind.indicators
        ]
        best = _closest(name, group, near, 0.6)
        if best is None and idea is not None:
            return self._library.shared.get(idea)
        return best or self._library.find(name, group_of, group)

    def _row(self, candidate: Candidate, number: int | None) -> SuggestedIndicator:
        place = self._profile.place(candidate.level2)
        assert candidate.value is not None
        names = [n for n in candidate.names if n != candidate.name][:3]
        return SuggestedIndicator(
            level1=place.level1,
            level2=place.level2,
            name=candidate.name,
            description=candidate.description,
            value=candidate.value,
            basis=candidate.basis or "计划标准",
            row=number,
            score=round(min(candidate.score, 0.99), 3),
            sources=candidate.sources,
            evidence=tuple(candidate.evidence),
            value_evidence=candidate.value_evidence,
            alternatives=tuple(Alternative(name=n, value=str(candidate.value)) for n in names),
        )

    def _weights(self, table: Sequence[Candidate]) -> list[int]:
        form = self._profile
        return weights(
            [_weighed(candidate) for candidate in table],
            form.weights or SUM,
            form.shares or SHARES,
            form.shares_without_cost or WITHOUT_COST,
            form.satisfaction_falls_to,
        )

    def _abstention(self, group: str) -> Abstention:
        level = next((name for name in LEVEL2 if group_of(name) == group), group)
        place = "服务对象满意度指标" if group == SATISFACTION else self._profile.place(level).level2 if group != BENEFIT else "效益指标"
        why = say("描述、相似项目和指标库都没有可用的依据", "neither description, similar projects nor library give a ground")
        return Abstention(level2=place, why=why)

    def _classified(self, project: Project, reading: Reading) -> Project:
        changes: dict[str, object] = {}
        if project.kind is None and reading.kinds:
            best = reading.kinds[0]
            changes["kind"] = Coded(code=best.kind.code, name=best.kind.name, confidence=round(min(best.score, 0.99), 2))
        if not project.topics and reading.topics:
            changes["topics"] = tuple(
                TopicGuess(id=m.topic.id, name=m.topic.name, confidence=round(min(m.score, 0.99), 2)) for m in reading.topics
            )
            first = reading.topics[0]
            if project.function is None and first.topic.function.isdigit():
                changes["function"] = Coded(
                    code=first.topic.function, name=first.topic.function_name, confidence=round(min(first.score, 0.99), 2)
                )
        return project.model_copy(update=changes) if changes else project


def _sorts(reading: Reading) -> tuple[list[str], list[str]]:
    """Names of the project's topics, and its two leading kinds."""
    return [match.topic.name for match in reading.topics], [match.kind.code for match in reading.kinds[:2]]


def _weighed(candidate: Candidate) -> Weighed:
    return Weighed(candidate.level2, candidate.score, candidate.core, candidate.is_filled and "description" in candidate.sources)


def _closest(name: str, group: str | None, entries: list[Entry], floor: float) -> Entry | None:
    best: tuple[float, Entry] | None = None
    for entry in entries:
        if group is not None and group_of(entry.level2) != group:
            continue
        alike = max(1.0 if key(n) == key(name) else dice(n, name) for n in (entry.name, *entry.synonyms))
        if alike >= floor and (best is None or alike > best[0]):
            best = (alike, entry)
    return best[1] if best else None


def _from_facts(name: str, level: str | None, reading: Reading, library: Library) -> tuple[TargetValue, ValueEvidence] | None:
    """What the description says to an indicator of this name: a count, a deadline, a price."""
    group = group_of(level)
    if group == "时效" or (group is None and re.search(r"时间|时限|期限|工期", name)):
        asks_when = re.search(r"时间|时限|期限|日期|工期|完成|完工|竣工", name) and not name.endswith("率")
        stated = deadline_candidates(reading, library)
        promised = _best([c for c in stated if c.idea != "completion-date"], name, 0.3)  # 4小时内修复 is no completion date
        return promised or (_best([c for c in stated if c.idea == "completion-date"][:1], name, 0.0) if asks_when else None)
    if group == COST:
        prices = [c for c in cost_candidates(reading) if c.value is not None and "/" in (c.value.unit or "")]
        return _best(prices, name, 0.3)
    if group in ("数量", None):
        counts = quantity_candidates(reading, Library.empty())
        people = [c for c in counts if c.name.endswith(("人数", "人次")) and name.endswith(("人数", "人次"))]
        return _best(counts, name, 0.6) or (_best(people, name, 0.0) if len(people) == 1 else None)
    return None


def _best(candidates: list[Candidate], name: str, floor: float) -> tuple[TargetValue, ValueEvidence] | None:
    """The value of the candidate whose name or subject is nearest to ``name``."""
    best: tuple[float, tuple[TargetValue, ValueEvidence]] | None = None
    for candidate in candidates:
        if candidate.value is None or candidate.value_evidence is None:
            continue
        alike = max(dice(candidate.name, name), dice(candidate.subject or "", name))
        if alike >= floor and (best is None or alike > best[0]):
            best = (alike, (candidate.value, candidate.value_evidence))
    return best[1] if best else None
