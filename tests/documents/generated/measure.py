"""Write and read back many tables; count the cells that come back exactly."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.documents.generated.all_families import FAMILIES
from tests.documents.generated.comparing import cells
from tests.documents.generated.formats import FORMATS, SUITE, read_all
from tests.documents.generated.sheets import Case
from tests.documents.suite_here import HERE


@dataclass
class Result:
    """Cells of one family in one format: all, exact, and examples of those that are not."""

    tables: int = 0
    count: int = 0
    exact: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[int, str, Any, Any]] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.exact / self.count if self.count else 0.0


def readable() -> tuple[str, ...]:
    """The formats that this machine can write and read: those of an office suite only where there is one."""
    return (*FORMATS, *(SUITE if HERE else ()))


def case_of(family: str, seed: int) -> Case:
    return FAMILIES[family](random.Random(f"{seed} {family}"))


def measure(seeds: Iterable[int], formats: Sequence[str], families: Sequence[str] = tuple(FAMILIES)) -> dict[tuple[str, str], Result]:
    results: dict[tuple[str, str], Result] = {}
    made = [(family, seed, case_of(family, seed)) for seed in seeds for family in families]
    for name in formats:
        documents = read_all(name, [case for _, _, case in made])
        for (family, seed, case), document in zip(made, documents, strict=True):
            result = results.setdefault((family, name), Result())
            result.tables += len(case.expected)
            for where, expected, read in cells(case, document):
                result.count += 1
                if expected == read:
                    result.exact += 1
                else:
                    result.wrong[where] += 1
                    if len(result.examples) < 20:
                        result.examples.append((seed, where, expected, read))
    return results
