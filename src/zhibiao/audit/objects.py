"""Objects that exclude each other: who tests ground water does not count air stations."""

from __future__ import annotations

from zhibiao.audit.words import finder, words_of


def conflict(one: str, other: str) -> tuple[str, str] | None:
    """The object that each of two squeezed texts names, where these exclude each other; ``None`` where either names none, two, or the
    environment as a whole."""
    if finder("objects", "open")(one) or finder("objects", "open")(other):
        return None
    first = _objects(one)
    second = _objects(other) if len(first) == 1 else {}
    if len(second) != 1 or first.keys() == second.keys():
        return None
    return next(iter(first.values())), next(iter(second.values()))


def _objects(text: str) -> dict[str, str]:
    return {group: word for group in words_of("objects", "groups") if (word := finder("objects", group)(text)) is not None}
