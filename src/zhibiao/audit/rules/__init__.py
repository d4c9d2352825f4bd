"""The catalogue, one module per family (two or more where a family is large); importing this package registers every rule."""

from zhibiao.audit.rules import (
    arithmetic,
    duplicates,
    numbering,
    plan,
    proofreading,
    relevance,
    structure,
    value_notation,
    value_targets,
    value_words,
    values,
    wording,
)

__all__ = [
    "arithmetic",
    "duplicates",
    "numbering",
    "plan",
    "proofreading",
    "relevance",
    "structure",
    "value_notation",
    "value_targets",
    "value_words",
    "values",
    "wording",
]
