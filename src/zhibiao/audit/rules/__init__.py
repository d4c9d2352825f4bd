"""The catalogue, one module per family; importing this package registers every rule."""

from zhibiao.audit.rules import (
    agreement,
    arithmetic,
    costs,
    deadlines,
    duplicates,
    narrative,
    relevance,
    repeats,
    scope,
    structure,
    totals,
    values,
)

__all__ = [
    "agreement",
    "arithmetic",
    "costs",
    "deadlines",
    "duplicates",
    "narrative",
    "relevance",
    "repeats",
    "scope",
    "structure",
    "totals",
    "values",
]
