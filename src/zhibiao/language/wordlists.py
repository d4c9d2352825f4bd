"""Word lists kept as data (``lexicons/*.toml`` of a package), compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

Finder = Callable[[str], str | None]


@cache
def word_list(package: str, lexicon: str, section: str) -> tuple[str, ...]:
    """The words of one section of ``package``'s ``lexicons/LEXICON.toml``, as they stand."""
    return tuple(sections(package, lexicon)[section]["words"])


@cache
def sections(package: str, lexicon: str) -> Mapping[str, Any]:
    """The sections of ``package``'s ``lexicons/LEXICON.toml``, read once."""
    text = resources.files(package).joinpath("lexicons", f"{lexicon}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def finder(package: str, lexicon: str, section: str) -> Finder:
    """A search for the words of one section in squeezed text; it returns the word met, or ``None``.

    ``^`` and ``$`` at the ends of a word bind it to the start or end of the text.
    """
    parts = sorted(word_list(package, lexicon, section), key=lambda word: (-len(word), word))
    bound = [("^" if w[0] == "^" else "") + re.escape(w.strip("^$")) + ("$" if w[-1] == "$" else "") for w in parts]
    pattern = re.compile("|".join(bound))

    def find(text: str) -> str | None:
        met = pattern.search(text)
        return met[0] if met else None

    return find
