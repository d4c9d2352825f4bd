"""Whom a satisfaction row asks: people whom projects like this one serve, people in general, or others."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cached_property

from zhibiao.domain.tables import Indicator
from zhibiao.knowledge.library import Library

_SATISFACTION = "satisfaction"  # the shared indicator
_GENERAL = 0.01  # share of the topics; a word in the names of those whom so many of them serve (群众, 居民, 家长) names people in general


class Served:
    """The people whom the library's topics serve. Read-only and thread-safe.

    :param content_words: words of a text that say what it is about.
    """

    def __init__(self, library: Library, content_words: Callable[[str], list[str]]) -> None:
        self._library = library
        self._content_words = content_words

    def asks_strangers(self, row: Indicator, text: str, related: Set[int]) -> bool:
        """Whether ``row`` asks people whom nothing relates to a project: 科研人员满意度 of those who look after a river.

        No word that names them stands in the project's ``text`` or names people in general, or people whom a topic serves that is among
        the ``related`` (their numbers). A row that names nobody (服务满意度) asks no strangers.
        """
        asked, satisfied, _ = row.name.partition("满意")
        if not satisfied or not asked or self._library.idea(row.name, row.level2) != _SATISFACTION:
            return False
        words = [word for word in self._content_words(asked) if len(word) > 1]
        return bool(words) and not any(word in text or self._is_served(word, related) for word in words)

    def _is_served(self, word: str, related: Set[int]) -> bool:
        if word in self._anybody:
            return True
        topics = self._topics.get(word, frozenset())
        return len(topics) >= max(1, _GENERAL * len(self._library.outlines)) or not topics.isdisjoint(related)

    @cached_property
    def _anybody(self) -> frozenset[str]:
        """The words of the names that satisfaction has in any project: 服务对象满意度, 群众满意度."""
        return frozenset(word for name in self._library.shared[_SATISFACTION].synonyms for word in self._content_words(name))

    @cached_property
    def _topics(self) -> dict[str, frozenset[int]]:
        """The numbers of the topics that serve people with a word in their name. Every topic is read for it, the first time it is asked."""
        found: dict[str, set[int]] = {}
        for number, topic in enumerate(self._library.topics):
            for group in topic.served:
                for word in self._content_words(group):
                    found.setdefault(word, set()).add(number)
        return {word: frozenset(numbers) for word, numbers in found.items()}
