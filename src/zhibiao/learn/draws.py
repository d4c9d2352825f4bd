"""Foreign rows drawn into tables, to see whether fit tells them from the table's own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain
from typing import ClassVar, NamedTuple

from zhibiao import api
from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.knowledge.library import Entry, Library

_EACH = 3  # of a sort into one table
_TEMPLATE_ROWS = 9


class Drawn(NamedTuple):
    """A foreign row as it was judged."""

    sort: str
    fit: float | None
    misfit: bool


class Draws:
    """Rows of the library's other topics: of any unrelated one, of one in the same 类, and one template that is pasted into every table.

    Rows drawn as a template are judged as rows that stand in eight unrelated tables, in each other's company; the others each alone.
    """

    sorts: ClassVar[tuple[str, ...]] = ("random", "same class", "template")
    least: ClassVar[int] = 3  # trusted rows of a good table

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._template: list[tuple[int, Entry]] | None = None

    def into(self, project: Project, zb: api.Zhibiao) -> Iterator[Drawn]:
        """Foreign rows judged as rows of ``project``."""
        library, fit = zb.library, zb.belonging.fit
        related = fit.related(project)
        own = [[entry for entry in topic.indicators if entry.shared is None] for topic in library.topics]
        foreign = [n for n, entries in enumerate(own) if entries and not related[n]]
        if not foreign:
            return
        if self._template is None:
            self._template = [(n, self._chance.choice(own[n])) for n in (self._chance.choice(foreign) for _ in range(_TEMPLATE_ROWS))]
        beside = [n for n in foreign if _classes(library, n) & {code[:3] for code in fit.functions(project)}]
        picks = {
            "random": [self._chance.choice(own[self._chance.choice(foreign)]) for _ in range(_EACH)],
            "same class": [self._chance.choice(own[self._chance.choice(beside)]) for _ in range(_EACH) if beside],
            "template": [entry for n, entry in self._template if not related[n]][:_EACH],
        }
        for sort, entries in picks.items():
            rows = tuple(Indicator(level2=entry.level2, name=entry.name) for entry in entries)
            if not rows:
                continue
            groups = [rows] if sort == "template" else [(row,) for row in rows]
            tables = [TargetTable(project=project, indicators=group) for group in groups]
            times = [[8 if sort == "template" else 0] * len(group) for group in groups]
            for found in chain.from_iterable(zb.belonging.judge_tables(tables, times)):
                yield Drawn(sort, found.fit, found.misfit)


def _classes(library: Library, number: int) -> set[str]:
    return {code[:3] for code in library.outlines[number].functions}
