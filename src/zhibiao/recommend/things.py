"""What a thing named in a purpose is counted in, by the end of its name (``things.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple


class Thing(NamedTuple):
    """What a thing is counted in."""

    measure: str
    unit: str


@cache
def _endings() -> tuple[tuple[str, Thing], ...]:
    data = tomllib.loads(resources.files(__package__).joinpath("things.toml").read_text(encoding="utf-8"))
    pairs = [(end, Thing(entry["measure"], entry["unit"])) for entry in data.values() for end in entry["ends"]]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def thing_of(phrase: str) -> Thing | None:
    """The measure and unit of a noun phrase, by its ending."""
    return next((thing for end, thing in _endings() if phrase.endswith(end)), None)
