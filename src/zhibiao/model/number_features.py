"""What the reader of numbers is told of a description: its characters, its numbers, and for each pair of the two how they stand.

The rules of :mod:`zhibiao.language` have their say here too: what they make of a number is a feature like others, which the reader
learns to trust or not.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.language.background import background
from zhibiao.language.clauses import Clause, read_clauses
from zhibiao.language.fact import Fact
from zhibiao.language.facts import find_facts
from zhibiao.language.normalise import squeeze
from zhibiao.language.reading import Measured, Reading

MOST_CHARACTERS, MOST_NUMBERS = 1200, 60  # of a description; what is longer is read so far
CLASSES = ("strong", "weak", "light", "pay", "reach", "done")  # of verbs
CLAUSES = ("work", "ground", "money", "rate", "effect", "date")
KINDS = ("count", "people", "money", "unit_cost", "deadline", "rate")
DIMENSIONS = (
    "money", "ratio", "length", "area", "volume", "mass", "power", "concentration", "people", "household", "time", "occurrence", "object",
)  # fmt: skip
MOST_WORDS = 80  # that may name one number
_BEFORE, _BEHIND = 100, 40  # characters around a number in which the words of its name are looked for
_EDGES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 19, 24, 30, 40, 60)  # characters between a character and a number
BUCKETS = 2 * (len(_EDGES) + 1) + 1
_STOPS, _ENDS = frozenset("，,；;。：:（）()\n、"), frozenset("；;。\n!?")
# Columns of the flags: place in a word (4), in the name, in a number, in a date, a mark, classes of verbs, kinds of clauses, kinds of
# facts, background.
IN_NAME, IN_NUMBER, IN_DATE, IS_STOP, _VERB = 4, 5, 6, 7, 8
_CLAUSE = _VERB + len(CLASSES)
_FACT = _CLAUSE + len(CLAUSES)
_TOLD = _FACT + len(KINDS)
FLAGS = _TOLD + 1
NUMBER_FLAGS = len(DIMENSIONS) + len(KINDS) + 8
PAIR_FLAGS = 12

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


# 3个村|村内道路, where the dictionary has 村村
_COUNTED_PLACES = re.compile(r"([\d一二两三四五六七八九十]个?(?:行政村|自然村|村|社区|乡镇|镇|乡|小区))(?=村|社区|镇|乡|小区|内)")


class Told(NamedTuple):
    """A description in arrays, of T characters (name, a mark, purpose) and K numbers, each with up to M words that may name it.

    ``characters`` (T,) ids; ``flags`` (T, FLAGS); ``numbers`` their measured numbers and ``spans`` (K, 2) where they stand among the
    characters; ``number_flags`` (K, NUMBER_FLAGS); ``words`` (W, 2) spans of the words; ``near`` (K, M) which of them may name a number,
    -1 where there are fewer; ``buckets`` (K, M) how far they stand from it; ``pairs`` (K, M, PAIR_FLAGS). ``shift`` is where the purpose
    begins; ``text`` the characters.
    """

    text: str
    shift: int
    reading: Reading
    numbers: tuple[Measured, ...]
    words: Ints
    characters: Ints
    flags: Floats
    spans: Ints
    number_flags: Floats
    near: Ints
    buckets: Ints
    pairs: Floats


def tell(name: str, purpose: str, ids: Callable[[str], int], cut: Callable[[str], list[str]]) -> Told:
    """The arrays of a description; ``ids`` numbers its characters, ``cut`` gives the words of a text."""
    head = squeeze(name)[:80] + "\n"
    reading = Reading.of(purpose[:MOST_CHARACTERS])
    text, shift = head + reading.plain, len(head)
    facts = find_facts(purpose[:MOST_CHARACTERS])
    clauses = read_clauses(purpose[:MOST_CHARACTERS], facts)
    numbers = tuple(reading.measured[:MOST_NUMBERS])
    every = _places(text, cut(_COUNTED_PLACES.sub(r"\1 ", text)))
    placed = [(fact, *_in_plain(reading, fact.start, fact.end)) for fact in facts]
    flags = np.zeros((len(text), FLAGS), np.float32)
    _mark_words(flags, every)
    flags[:shift, IN_NAME] = 1
    flags[[place for place, char in enumerate(text) if char in _STOPS], IS_STOP] = 1
    marks = [
        *((IN_NUMBER, one.start, one.end) for one in numbers),
        *((IN_DATE, date.start, date.end) for date in reading.dates),
        *((_VERB + CLASSES.index(kind), verb.start, verb.end) for verb in reading.verbs for kind in verb.kinds),
        *((_CLAUSE + CLAUSES.index(clause.kind), *_in_plain(reading, clause.start, clause.end)) for clause in clauses),
        *((_FACT + KINDS.index(fact.kind), start, end) for fact, start, end in placed),
        *((_TOLD, *_in_plain(reading, start, end)) for start, end in background(purpose[:MOST_CHARACTERS])),
    ]
    for column, start, end in marks:
        flags[shift + start : shift + end, column] = 1
    own = [_fact_of(number, placed) for number in numbers]
    spans = np.array([(shift + one.start, shift + one.end) for one in numbers], np.int64).reshape(-1, 2)
    number_flags = np.array([_number_flags(one, fact, clauses) for one, fact in zip(numbers, own, strict=True)], np.float32)
    # words that may stand in a name: no marks, no numbers
    naming = [(start, end) for start, end in every if text[start:end].isalnum() and not flags[start:end, IN_NUMBER].any()]
    words = np.array(naming, np.int64).reshape(-1, 2)
    near = _near(words, spans, shift)
    at_words = words[:, 0][np.maximum(near, 0)] if len(words) else near
    pairs = _pairs(text, shift, numbers, own)
    rows = np.arange(len(numbers))[:, None]
    return Told(
        text, shift, reading, numbers, words, np.array([ids(char) for char in text], np.int64), flags, spans,
        number_flags.reshape(-1, NUMBER_FLAGS), near, _distances(spans, at_words), pairs[rows, at_words],
    )  # fmt: skip


def _near(words: Ints, spans: Ints, shift: int) -> Ints:
    """The words of the project's name and those around each number, in the order of the text."""
    chosen = [
        np.flatnonzero((words[:, 0] < shift) | ((words[:, 0] >= start - _BEFORE) & (words[:, 1] <= end + _BEHIND)))[-MOST_WORDS:]
        for start, end in spans
    ]
    most = max((len(some) for some in chosen), default=0)
    return np.array([[*some, *[-1] * (most - len(some))] for some in chosen], np.int64).reshape(len(spans), most)


def _places(text: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where the words stand; what is no word is parted into characters."""
    out: list[tuple[int, int]] = []
    position = 0
    for word in words:
        start = text.find(word, position)
        if start < 0:
            continue
        out += [(place, place + 1) for place in range(position, start)]
        out.append((start, start + len(word)))
        position = start + len(word)
    return tuple(out + [(place, place + 1) for place in range(position, len(text))])


def _mark_words(flags: Floats, words: Sequence[tuple[int, int]]) -> None:
    for start, end in words:
        flags[start, 0 if end - start > 1 else 3] = 1
        if end - start > 1:
            flags[end - 1, 2] = 1
            flags[start + 1 : end - 1, 1] = 1


def _in_plain(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Where ``reading.text[start:end]`` stands in its folded text."""
    return bisect.bisect_left(reading.places, start), bisect.bisect_left(reading.places, end)


def _fact_of(number: Measured, placed: Sequence[tuple[Fact, int, int]]) -> Fact | None:
    """What the rules make of a number: the narrowest fact around it."""
    around = [(end - start, fact) for fact, start, end in placed if start <= number.start and number.end <= end and fact.number is not None]
    same = [pair for pair in around if pair[1].number == number.number] or around
    return min(same, key=lambda pair: pair[0])[1] if same else None


def _number_flags(number: Measured, fact: Fact | None, clauses: Sequence[Clause]) -> list[float]:
    clause = next((one for one in clauses if fact is not None and fact in one.counts), None)
    return [
        *(float(number.dimension == one) for one in DIMENSIONS),
        *(float(fact is not None and fact.kind == one) for one in KINDS),
        float("/" in number.unit),
        float(number.approximate),
        float(number.operator is not None),
        float(fact is not None and fact.verb is not None),
        float(fact is not None and fact.object is not None),
        float(fact is not None and fact.role == "beneficiary"),
        float(fact is not None and fact.role == "payee"),
        float(clause is not None and clause.part),
    ]


def _distances(spans: Ints, place: Ints) -> Ints:
    """How far each place (K, M) is from its number, in steps: left of it, in it, right of it."""
    start, end = spans[:, :1], spans[:, 1:]
    before, after = start - place, place - end + 1
    edges = np.array(_EDGES)
    middle = len(_EDGES) + 1
    left = middle - 1 - np.searchsorted(edges, np.maximum(before, 1), side="left")
    right = middle + 1 + np.searchsorted(edges, np.maximum(after, 1), side="left")
    return np.where(place < start, np.maximum(left, 0), np.where(place >= end, np.minimum(right, 2 * middle), middle)).astype(np.int64)


def _pairs(text: str, shift: int, numbers: Sequence[Measured], own: Sequence[Fact | None]) -> Floats:
    size = len(text)
    out = np.zeros((len(numbers), size, PAIR_FLAGS), np.float32)
    stops = np.concatenate([[0], np.cumsum([char in _STOPS for char in text])])
    lists = np.concatenate([[0], np.cumsum([char == "、" for char in text])])
    ends = np.concatenate([[0], np.cumsum([char in _ENDS for char in text])])
    inside = np.zeros(size + 1, np.int64)
    for number in numbers:
        inside[shift + number.end] += 1
    counts = np.cumsum(inside)  # numbers that ended before a place
    place = np.arange(size)
    for index, (number, fact) in enumerate(zip(numbers, own, strict=True)):
        start, end = shift + number.start, shift + number.end
        for column, marks in ((0, stops - lists), (2, ends), (4, lists)):
            between = np.where(place < start, marks[start] - marks[place], marks[place] - marks[min(end, size)])
            out[index, :, column] = between == 0
            out[index, :, column + 1] = np.minimum(np.abs(between), 4) / 4
        numbered = np.where(place < start, counts[start] - counts[place], counts[place] - counts[end])
        out[index, :, 6] = numbered == 0
        out[index, :, 7] = np.minimum(np.abs(numbered), 4) / 4
        out[index, :shift, 8] = 1
        for column, word in ((9, fact.object), (10, fact.verb), (11, fact.measure)) if fact is not None else ():
            if word and (found := _nearest(text, squeeze(word), start, end)) is not None:
                out[index, found : found + len(squeeze(word)), column] = 1
    return out


def _nearest(text: str, word: str, start: int, end: int) -> int | None:
    """Where a word stands nearest to a number."""
    before = text.rfind(word, 0, start) if word else -1
    after = text.find(word, end) if word else -1
    found = [(start - before - len(word), before)] if before >= 0 else []
    found += [(after - end, after)] if after >= 0 else []
    return min(found)[1] if found else None
