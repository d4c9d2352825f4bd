"""Candidates from the corpus: what similar projects are measured by. Flagged rows are never looked at."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from zhibiao.domain.tables import Project
from zhibiao.knowledge.corpus import Corpus, CorpusRow
from zhibiao.knowledge.library import Library
from zhibiao.language.normalise import key
from zhibiao.language.segment import has_words
from zhibiao.language.similarity import dice
from zhibiao.model.index import SparseIndex
from zhibiao.model.matching import Matcher
from zhibiao.recommend.candidate import Candidate, group_of
from zhibiao.recommend.from_library import OF_WORKS
from zhibiao.recommend.naming import tidy_name
from zhibiao.recommend.reading import Reading, classes_of
from zhibiao.recommend.suggestion import Evidence
from zhibiao.recommend.values import Ground, from_rows

NEAREST = 8  # similar projects looked at
MIN_SIMILARITY = 0.12  # below this two projects share no more than office words
_SAME_KIND, _OTHER_KIND = 1.0, 0.45
_SHOWN = 3  # projects named as evidence
_PROJECTS_KEPT = 64  # whose similar projects are remembered: fit asks for them, and then the suggestion of what would fit
_GROUNDS_KEPT = 4096  # indicators whose median is remembered
_SAME_NAME = 0.75  # names of two tables that share this much ask for one thing


class CorpusSource:
    """Retrieval over the projects of a corpus. Read-only and thread-safe after construction."""

    def __init__(self, corpus: Corpus, terms: Callable[[str], list[str]], matcher: Matcher, library: Library) -> None:
        self.corpus = corpus
        self._terms = terms
        self._matcher = matcher
        self._library = library
        self._met: dict[int, frozenset[str]] = {}
        self._near = lru_cache(_PROJECTS_KEPT)(self._find_nearest)
        self._grounds = lru_cache(_GROUNDS_KEPT)(self._ground)

    @cached_property
    def _index(self) -> SparseIndex:
        return SparseIndex.of_counts(self.corpus.counts("project", lambda table: self._query(table.project)))

    def _kinds(self, number: int) -> frozenset[str]:
        """The two leading kinds of a table, worked out when it is first met."""
        if number not in self._met:
            found = self._matcher.kinds(self.corpus.tables[number].project, limit=2)
            self._met[number] = frozenset(match.kind.code for match in found)
        return self._met[number]

    @cached_property
    def _rows_by_table(self) -> dict[int, list[CorpusRow]]:
        rows: dict[int, list[CorpusRow]] = defaultdict(list)
        for row in self.corpus.clean_rows:
            rows[row.table].append(row)
        return rows

    def _query(self, project: Project) -> list[str]:
        return self._terms(project.name) * 2 + self._terms(project.purpose or "") + self._terms("。".join(project.goals))

    def nearest(self, project: Project) -> list[tuple[int, float]]:
        """The tables of similar projects with similarity 0 to 1, best first, same kind before other kinds."""
        return self._near(project)

    def _find_nearest(self, project: Project) -> list[tuple[int, float]]:
        query = self._query(project)
        if not len(self.corpus) or not has_words(query):
            return []
        mine = frozenset(match.kind.code for match in classes_of(project, self._matcher)[0][:2])
        hits = self._index.search(query, limit=NEAREST * 4)
        scored: list[tuple[float, int]] = []  # negative, so that a list in order is best first
        for hit in hits:
            if hit.score < (-scored[NEAREST - 1][0] if len(scored) >= NEAREST else MIN_SIMILARITY):
                break  # those that follow are farther still, whatever their kind
            if not self._is_same(project, hit.id):
                insort(scored, (-hit.score * (_SAME_KIND if mine & self._kinds(hit.id) else _OTHER_KIND), hit.id))
        return [(number, -score) for score, number in scored[:NEAREST] if -score >= MIN_SIMILARITY]

    def _is_same(self, project: Project, number: int) -> bool:
        """A project never learns from its own table."""
        other = self.corpus.tables[number].project
        return (
            other.unit == project.unit and key(other.name) == key(project.name) and key(other.purpose or "") == key(project.purpose or "")
        )

    def candidates(self, reading: Reading) -> list[Candidate]:
        """Rows of the nearest projects; the more and the nearer the projects that use a row, the higher it stands."""
        found: dict[tuple[str, str], Candidate] = {}
        for number, similarity in self.nearest(reading.project):
            table = self.corpus.tables[number]
            for row in self._rows_by_table.get(number, ()):
                indicator = row.indicator
                name = tidy_name(indicator.name)
                if name is None or indicator.level2 is None or group_of(indicator.level2) is None:
                    continue
                idea = self._library.idea(indicator.name, indicator.level2)
                if idea == "total-cost" or (indicator.value.kind == "money" and group_of(indicator.level2) == "成本"):
                    continue  # another project's money says nothing about this one's
                evidence = Evidence(
                    type="corpus",
                    project=table.project.name,
                    unit=table.project.unit,
                    year=table.project.year,
                    file=table.source.file if table.source else None,
                    similarity=round(similarity, 3),
                    value=str(indicator.value),
                )
                slot = (group_of(indicator.level2) or "", idea or key(name))
                if slot in found:
                    candidate = found[slot]
                    candidate.score = 1 - (1 - candidate.score) * (1 - 0.4 * similarity)
                    if len(candidate.evidence) < _SHOWN:
                        candidate.evidence.append(evidence)
                    if name not in candidate.names:
                        candidate.names.append(name)
                    continue
                found[slot] = Candidate(
                    level2=indicator.level2,
                    name=name,
                    score=0.75 * min(1.0, similarity * 1.5),
                    sources=("corpus",),
                    evidence=[evidence],
                    idea=idea,
                    basis=_basis(indicator.basis),
                    names=[name],
                    description=_description(name, indicator.description),
                    near=OF_WORKS.search(name) is not None and not reading.builds,
                )
        return list(found.values())

    def users(self, names: Sequence[str], project: Project, file: str | None) -> list[list[str]]:
        """Per indicator name the similar projects that use it, best first; tables of ``file`` (a base name) never count."""
        out: list[list[str]] = [[] for _ in names]
        for number, _ in self.nearest(project):
            table = self.corpus.tables[number]
            if file is not None and table.source is not None and table.source.file == file:
                continue
            theirs = [row.indicator.name for row in self._rows_by_table.get(number, ())]
            for found, name in zip(out, names, strict=True):
                if any(dice(other, name) >= _SAME_NAME for other in theirs):
                    found.append(table.project.name)
        return out

    @cached_property
    def _rows_by_meaning(self) -> dict[tuple[str, str], list[CorpusRow]]:
        """Trusted rows by (type, idea) and by (type, name), the type also left out for callers who do not know it."""
        found: dict[tuple[str, str], list[CorpusRow]] = defaultdict(list)
        for row in self.corpus.clean_rows:
            indicator = row.indicator
            idea = self._library.idea(indicator.name, indicator.level2)
            for group in (group_of(indicator.level2) or "", ""):
                for meaning in (f"idea {idea}" if idea else "", key(indicator.name)):
                    if meaning:
                        found[group, meaning].append(row)
        return found

    def ground(self, name: str, level2: str | None, idea: str | None) -> Ground | None:
        """What the trusted rows of the corpus set that mean the same indicator: same idea, else the same name, in the same type."""
        return self._grounds(group_of(level2) or "", f"idea {idea}" if idea else key(name))

    def _ground(self, group: str, meaning: str) -> Ground | None:
        return from_rows(self._rows_by_meaning.get((group, meaning), []))


_BASES = ("计划标准", "行业标准", "历史标准", "预算支出标准", "其他标准")


def _basis(text: str | None) -> str | None:
    """A basis of the corpus as one of the five kinds; 工作经验 and the like are none."""
    for name in _BASES:
        if text and name[:2] in text:
            return name
    return None


def _description(name: str, text: str | None) -> str | None:
    return text if text and key(text) != key(name) and "是否" not in text and "能否" not in text else None
