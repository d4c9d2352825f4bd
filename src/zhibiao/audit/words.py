"""The auditor's word lists (``lexicons/*.toml``), and the content words by which two projects are related."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from zhibiao.language import normalise, wordlists
from zhibiao.language.items import Item, split_items
from zhibiao.language.segment import default_segmenter

# Rules look at the same cells dozens of times; to normalise each once is most of an audit's speed.
squeeze = lru_cache(maxsize=16384)(normalise.squeeze)
key = lru_cache(maxsize=16384)(normalise.key)


def finder(lexicon: str, section: str) -> wordlists.Finder:
    """A search for the words of one section of the auditor's lexicons; see :func:`zhibiao.language.wordlists.finder`."""
    return wordlists.finder("zhibiao.audit", lexicon, section)


@cache
def table(lexicon: str, section: str) -> Mapping[str, Any]:
    """One section of a lexicon as it stands, for word lists that say something of each word."""
    found: Mapping[str, Any] = wordlists.sections("zhibiao.audit", lexicon)[section]
    return found


@cache
def any_of(lexicon: str, section: str) -> re.Pattern[str]:
    """Any word that is a key of :func:`table`, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(table(lexicon, section), key=lambda word: (-len(word), word)))))


def words_of(lexicon: str, section: str) -> tuple[str, ...]:
    """The words of one section of the auditor's lexicons as they stand."""
    return wordlists.word_list("zhibiao.audit", lexicon, section)


def without(lexicon: str, section: str) -> Callable[[str], str]:
    """Takes the words of one section out of squeezed text, the longest first."""
    return _without("zhibiao.audit", lexicon, section)


@cache
def _without(package: str, lexicon: str, section: str) -> Callable[[str], str]:
    words = sorted(wordlists.word_list(package, lexicon, section), key=lambda word: (-len(word), word))
    pattern = re.compile("|".join(map(re.escape, words)))
    return lambda text: pattern.sub("", text)


@lru_cache(maxsize=256)
def purpose_items(purpose: str) -> tuple[Item, ...]:
    """The items of a purpose, read once for all rules that look at them."""
    return tuple(split_items(purpose))


@lru_cache(maxsize=8192)
def content_words(text: str) -> frozenset[str]:
    """What a project is about: content words of two characters or more, without those that stand in projects of every kind
    (建设, 服务, 组织), for they would relate everything to everything."""
    empty = frozenset(wordlists.word_list("zhibiao.audit", "projects", "stop"))
    return frozenset(word for word in default_segmenter().content_words(text) if len(word) > 1 and word not in empty)
