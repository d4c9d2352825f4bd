"""Pairs of texts that mean the same work, from library and corpus: what the encoder learns from.

==================  ==============================================================================
project, indicator  what a project is and what it is measured by
topic, project      a topic's name with its typical names and purposes
word, topic         a topic's markers with each other and with what it does (防汛, 防洪)
name, synonym       two names of one indicator
name, description   a name and what it measures
==================  ==============================================================================

A project's fields are shuffled and dropped at random, so that the encoder learns the words and not the order they stand in.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zhibiao.domain.tables import Project
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Library, Topic

MAX_PAIRS = 200_000
_PER_INDICATOR = 3  # projects an indicator of the library is paired with
_DROP = 0.4  # how often the purpose is left out
_ALONE = 0.6  # how often an indicator stands without its description


class Pair(NamedTuple):
    """Two texts that belong together."""

    one: str
    other: str


def library_pairs(library: Library, seed: int, most: int = MAX_PAIRS) -> list[Pair]:
    """The pairs of the library in a random order that ``seed`` decides, at most ``most``."""
    chance = random.Random(seed)
    return _some([pair for topic in library.topics for pair in _of_topic(topic, chance)], chance, most)


def corpus_pairs(corpus: Corpus, seed: int, most: int = MAX_PAIRS) -> list[Pair]:
    """The same of the corpus. Flagged rows teach nothing here."""
    chance = random.Random(seed)
    return _some(list(_of_corpus(corpus, chance)), chance, most)


def _some(pairs: list[Pair], chance: random.Random, most: int) -> list[Pair]:
    pairs = [pair for pair in pairs if pair.one.strip() and pair.other.strip() and pair.one != pair.other]
    chance.shuffle(pairs)
    return pairs[:most]


def _of_topic(topic: Topic, chance: random.Random) -> Iterator[Pair]:
    for entry in topic.indicators:
        if entry.shared is not None:
            continue
        for _ in range(_PER_INDICATOR):
            name = chance.choice((*topic.projects, topic.name))
            yield Pair(_project_text(name, chance.choice(topic.purposes), (), chance), _indicator_text(entry.name, entry.measures, chance))
        yield from (Pair(entry.name, synonym) for synonym in entry.synonyms)
        yield Pair(entry.name, entry.measures)
    for name in topic.projects:
        yield Pair(topic.name, name)
        yield Pair(name, chance.choice(topic.purposes))
    yield from (Pair(topic.name, synonym) for synonym in topic.synonyms)
    words = (*topic.keywords, *topic.synonyms)
    for word in words:
        yield from (Pair(word, other) for other in (chance.choice(words), chance.choice(topic.projects), chance.choice(topic.purposes)))


def _of_corpus(corpus: Corpus, chance: random.Random) -> Iterator[Pair]:
    for row in corpus.clean_rows:
        project = corpus.tables[row.table].project
        yield Pair(project_text(project, chance), _indicator_text(row.indicator.name, row.indicator.description or "", chance))


def project_text(project: Project, chance: random.Random) -> str:
    """A project's fields in random order, some left out."""
    return _project_text(project.name, project.purpose or "", project.goals, chance)


def _project_text(name: str, purpose: str, goals: Sequence[str], chance: random.Random) -> str:
    parts = [name]
    if purpose and chance.random() >= _DROP:
        parts.append(purpose)
    if goals and chance.random() >= _DROP:
        parts.append(chance.choice(goals))
    chance.shuffle(parts)
    return "。".join(parts)


def _indicator_text(name: str, description: str, chance: random.Random) -> str:
    return name if not description or chance.random() < _ALONE else f"{name}。{description}"
