"""The catalogue, one module per family; importing this package registers every rule."""

from zhibiao.audit.rules import (
    arithmetic,
    basis,
    benefits,
    completeness,
    description,
    duplicates,
    headings,
    levels,
    relevance,
    structure,
    values,
)

__all__ = [
    "arithmetic",
    "basis",
    "benefits",
    "completeness",
    "description",
    "duplicates",
    "headings",
    "levels",
    "relevance",
    "structure",
    "values",
]
