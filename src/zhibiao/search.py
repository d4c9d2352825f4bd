"""Searching indicators by their words, in corpus and library alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Literal

from zhibiao.domain.tables import Model
from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Library, shared_name
from zhibiao.language.normalise import key
from zhibiao.model.index import SparseIndex


class IndicatorHit(Model):
    """An indicator that answers a search: with its value, where it stands (project or topic), and how well it matches (0 to 1)."""

    name: str
    level2: str | None
    value: TargetValue
    source: Literal["corpus", "library"]
    where: str
    score: float = 0.0


class IndicatorSearch:
    """Finds indicators by words and character bigrams. Rows with a quality flag are not searched. Thread-safe."""

    def __init__(self, corpus: Corpus, library: Library, terms: Callable[[str], list[str]]) -> None:
        self._corpus = corpus
        self._library = library
        self._terms = terms

    def __call__(self, text: str, limit: int) -> list[IndicatorHit]:
        """The best matches, best first; the same name and level 2 once, the library's before the corpus's. Empty when nothing matches."""
        found = self._index.search(self._terms(text), limit=max(limit * 10, 100))
        hits: dict[tuple[str, str | None], IndicatorHit] = {}
        for hit in found:
            entry = self._entries[hit.id]
            hits.setdefault((key(entry.name), entry.level2), entry.model_copy(update={"score": round(hit.score, 4)}))
        return list(hits.values())[:limit]

    @cached_property
    def _entries(self) -> Sequence[IndicatorHit]:
        topics = [(entry, topic.name, topic.served) for topic in self._library.topics for entry in topic.indicators]
        shared = [(entry, entry.grounds, ()) for entry in self._library.shared.values()]
        known = [
            IndicatorHit(
                name=shared_name(entry.name, object=entry.counted, served=served[0] if served else None),
                level2=entry.level2,
                value=entry.slot(),
                source="library",
                where=where,
            )
            for entry, where, served in (*topics, *shared)
        ]
        used = [
            IndicatorHit(
                name=row.indicator.name,
                level2=row.indicator.level2,
                value=row.indicator.value,
                source="corpus",
                where=self._corpus.tables[row.table].project.name,
            )
            for row in self._corpus.clean_rows
        ]
        return (*known, *used)

    @cached_property
    def _index(self) -> SparseIndex:
        return SparseIndex.build([self._terms(entry.name) for entry in self._entries])
