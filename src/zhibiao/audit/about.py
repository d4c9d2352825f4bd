"""What the tables of a document are about: content words of names, purposes and goals, the name of the place left out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property

from zhibiao.audit.rule import DocumentView, TableView
from zhibiao.audit.words import content_words, words_of

Words = frozenset[str]


class About:
    """Words by table. The names of town and unit stand in every project and relate none."""

    def __init__(self, document: DocumentView, tables: Sequence[TableView]) -> None:
        self._tables = tables
        self._place = content_words(document.unit)
        self._vague = frozenset(words_of("projects", "vague"))

    def _own(self, view: TableView, text: str) -> Words:
        return with_alike(content_words(text) - self._place - content_words(view.project.unit or "") - self._vague)

    def name(self, view: TableView) -> Words:
        return self._own(view, view.project.name)

    def purpose(self, view: TableView) -> Words:
        return self._own(view, view.project.purpose or "")

    def goal(self, view: TableView, goal: str) -> Words:
        return self._own(view, goal)

    @cached_property
    def by_word(self) -> dict[str, list[TableView]]:
        """The tables whose names hold a word."""
        found: dict[str, list[TableView]] = {}
        for view in self._tables:
            for word in sorted(self.name(view)):
                found.setdefault(word, []).append(view)
        return found

    @cached_property
    def telling(self) -> Words:
        """Words of names that tell few projects from the rest."""
        most = max(3, len(self._tables) // 10)
        return frozenset(word for word, views in self.by_word.items() if len(views) <= most)


@cache
def _alike() -> dict[str, str]:
    groups = [entry.split("|") for entry in words_of("projects", "alike")]
    return {word: group[0] for group in groups for word in group}


def with_alike(words: Words) -> Words:
    """``words`` with the usual word for each that says the same work otherwise (防洪 is 防汛)."""
    usual = _alike()
    return words | {usual[word] for word in words if word in usual}


def related(one: Words, other: Words) -> bool:
    """Whether two sets have a word in common, or one that is part of another (文化, 文化站)."""
    if one & other:
        return True
    return any(a in b or b in a for a in one for b in other)
