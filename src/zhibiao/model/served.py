"""Whom a satisfaction row asks: people whom projects like this one serve, people in general, or others."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import cached_property

from zhibiao.domain.tables import Indicator
from zhibiao.knowledge.library import Library

SATISFACTION = "satisfaction"  # the shared indicator
_GENERAL = 0.01  # share of the topics; a word in the names of those whom more of them serve (群众, 居民, 家长) names people in general


class Served:
    """The people whom the library's topics serve. Read-only and thread-safe.

    :param content_words: words of a text that say what it is about.
    """

    def __init__(self, library: Library, content_words: Callable[[str], list[str]]) -> None:
        self._library = library
        self._content_words = content_words

    def asks_strangers(self, row: Indicator, text: str, related: Set[int]) -> bool:
        """Whether ``row`` asks people whom nothing relates to a project: 科研人员满意度 of those who look after a river.

        A word that names them names people whom some topic serves, and none stands in the project's ``text`` or names people in general,
        or people whom a topic serves that is among the ``related`` (their numbers). People whom no topic serves (工作人员, 上级部门) may
        have to do with any project, and a row that names nobody (服务满意度) asks no strangers.
        """
        asked, satisfied, _ = row.name.partition("满意")
        if not satisfied or not asked or self._library.idea(row.name, row.level2) != SATISFACTION:
            return False
        words = [word for word in self._content_words(asked) if len(word) > 1]
        if any(word in text or word in self._anybody for word in words):
            return False
        topics = [self._topics[word] for word in words if word in self._topics]
        few = max(1, int(_GENERAL * len(self._library.outlines)))
        return bool(topics) and all(len(some) <= few and some.isdisjoint(related) for some in topics)

    @cached_property
    def _anybody(self) -> frozenset[str]:
        """The words of the names that satisfaction has in any project (服务对象满意度, 群众满意度), and of those whom any kind serves."""
        names = [*self._library.shared[SATISFACTION].synonyms, *(group for kind in self._library.kinds.values() for group in kind.served)]
        return frozenset(word for name in names for word in self._content_words(name))

    @cached_property
    def _topics(self) -> dict[str, frozenset[int]]:
        """The numbers of the topics that serve people with a word in their name. Every topic is read for it, the first time it is asked."""
        found: dict[str, set[int]] = {}
        for number, topic in enumerate(self._library.topics):
            for group in topic.served:
                for word in self._content_words(group):
                    found.setdefault(word, set()).add(number)
        return {word: frozenset(numbers) for word, numbers in found.items()}
