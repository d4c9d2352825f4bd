"""A learned reader of descriptions: what part each number plays, which words name its row, and which clauses belong in no goal.

Small convolutional nets over the characters of a description (:mod:`zhibiao.learn.number_reader` trains them), run with numpy alone and
agreed on by their mean, each:
characters and flags → four residual layers of width 3, dilated 1, 2, 4, 8 → for each number its part; for each number and word near it
whether the one's row is named with the other; for each character whether a goal leaves it out.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from zhibiao.language.fact import Part
from zhibiao.language.reading import Measured
from zhibiao.model.number_features import FLAGS, PAIR_FLAGS, Floats, Ints, Told, tell

PARTS = get_args(Part)
DILATIONS = (1, 2, 4, 8)
UNKNOWN = "\x00"
_LIKELY, _BESIDE = 0.4, 0.6  # log odds that the likeliest word of a name has at least; share of its probability that others need
_EDGE = 1.0  # weight of where pieces begin and end, beside which words are in the name; set on three files held out
_FLOOR = 1e-4


class ReadNumber(NamedTuple):
    """One number of a purpose, at ``start``..``end`` of it: its part, of the likeliest sort the likeliest, with the probability of the
    sort; and the words of its name."""

    measured: Measured
    start: int
    end: int
    quote: str
    part: Part
    sure: float
    counted: float  # how likely it is something to be counted
    words: str


class Read(NamedTuple):
    """A purpose, read. ``aside`` (characters of the purpose,) is the probability that a goal leaves a character out; ``places`` lead from
    the folded text it speaks of to the text as written."""

    numbers: tuple[ReadNumber, ...]
    aside: Floats
    places: tuple[int, ...]

    def set_aside(self, start: int, end: int) -> float:
        """How likely a goal leaves ``purpose[start:end]`` out: the mean over its characters."""
        first, last = bisect.bisect_left(self.places, start), bisect.bisect_left(self.places, end)
        return float(self.aside[first:last].mean()) if last > first else 0.0


class NumberReader:
    """The nets. ``arrays`` by the names that training gives them, a number before each says of which net; ``alphabet`` the characters they
    know, the first for all others.

    :raises ValueError: arrays for other features than this version looks at.
    """

    def __init__(self, alphabet: str, arrays: Mapping[str, NDArray[Any]], cut: Callable[[str], list[str]]) -> None:
        self._ids = {char: place for place, char in enumerate(alphabet)}
        self._nets: dict[str, dict[str, Floats]] = {}
        for name, array in arrays.items():
            net, _, own = name.partition(".")
            self._nets.setdefault(net, {})[own] = np.asarray(array, np.float32)
        for w in self._nets.values():
            if (
                w["enter.w"].shape[0] != w["characters"].shape[1] + FLAGS
                or w["link.pairs"].shape[0] != PAIR_FLAGS
                or w["link.v"].shape[1] != 3
            ):
                raise ValueError(f"{w['enter.w'].shape[0]} features, {w['link.v'].shape[1]} of a word")
        self._cut = cut

    def character(self, char: str) -> int:
        """The id of a character; digits are one, Latin letters another."""
        return self._ids.get("0" if char.isdigit() else "A" if char.isascii() and char.isalpha() else char, 0)

    def read(self, name: str, purpose: str) -> Read:
        """What a project of this name says in its purpose. Never raises."""
        told = tell(name, purpose, self.character, self._cut)
        parts, links, aside = self.scores(told)
        places = told.reading.places
        numbers = []
        for index, number in enumerate(told.numbers):
            start, end = told.reading.span(number.start, number.end)
            best, sure = _likeliest(parts[index])
            words = named(told, told.near[index], links[index])
            quote, counted = told.reading.text[start:end], float(parts[index, _PLACES[0]].sum())
            numbers.append(ReadNumber(number, start, end, quote, PARTS[best], sure, counted, words))
        return Read(tuple(numbers), aside[told.shift :], tuple(places[: len(told.text) - told.shift]))

    def scores(self, told: Told) -> tuple[Floats, Floats, Floats]:
        """Probabilities: (K, parts) of the part of a number; (K, M, 3) of a word near it to name it, to begin a piece of the name and to
        end one; (T,) of a character to be left out."""
        each = [_scores(told, net) for net in self._nets.values()]
        parts, links, aside = (np.mean(some, axis=0) for some in zip(*each, strict=True))
        return parts, links, aside


def _scores(told: Told, w: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats]:
    h = _relu(np.concatenate([w["characters"][told.characters], told.flags], axis=1) @ w["enter.w"] + w["enter.b"])
    for layer, dilation in enumerate(DILATIONS):
        near = np.concatenate([_shifted(h, dilation), h, _shifted(h, -dilation)], axis=1)
        h = h + _relu(near @ w[f"layer{layer}.w"] + w[f"layer{layer}.b"])
    aside = _sigmoid(h @ w["aside.w"] + w["aside.b"])[:, 0]
    if not len(told.spans):
        return np.zeros((0, len(PARTS)), np.float32), np.zeros((0, 0, 3), np.float32), aside
    own = np.concatenate([np.stack([h[start:end].mean(axis=0) for start, end in told.spans]), told.number_flags], axis=1)
    g = _relu(own @ w["number.w"] + w["number.b"])
    parts = _softmax(g @ w["part.w"] + w["part.b"])
    words = ((h[told.words[:, 0]] + h[told.words[:, 1] - 1]) @ w["link.h"])[told.near] if len(told.words) else 0
    z = words + (g @ w["link.g"])[:, None] + w["link.far"][told.buckets] + told.pairs @ w["link.pairs"] + w["link.b"]
    return parts, _sigmoid(_relu(z) @ w["link.v"]), aside


# Parts that come to the same: a row to count, a side of one, no row at all.
_SORTS = (
    ("output", "recipient"), ("part", "frequency"), ("reach",), ("effect",), ("quality",), ("price",), ("amount", "total"), ("deadline",),
    ("background", "none"),
)  # fmt: skip
_PLACES = [[PARTS.index(part) for part in sort] for sort in _SORTS]


def _likeliest(probabilities: Floats) -> tuple[int, float]:
    sums = [float(probabilities[places].sum()) for places in _PLACES]
    best = max(range(len(sums)), key=sums.__getitem__)
    return max(_PLACES[best], key=lambda place: probabilities[place]), sums[best]


def named(told: Told, near: Ints, probabilities: Floats) -> str:
    """The words of a name in the order of the text: of all choices of words the likeliest as a whole, by which words are in a name and
    where its pieces begin and end (方式|配备保育员: no piece of a name begins there). ``probabilities`` (M, 3)."""
    there = near >= 0
    spans = [(int(start), int(end)) for start, end in told.words[near[there]]]
    taken = likeliest(probabilities[there], goes_on(told, near)[there])
    return joined(told.text, [span for span, chosen in zip(spans, taken, strict=True) if chosen])


def goes_on(told: Told, near: Ints) -> NDArray[np.bool_]:
    """Of each word near a number (M,), whether it follows right upon the one before it."""
    starts, ends = told.words[near, 0], told.words[near, 1]
    return np.concatenate([[False], (starts[1:] == ends[:-1]) & (near[1:] >= 0)])


def likeliest(probabilities: NDArray[Any], on: NDArray[np.bool_]) -> list[bool]:
    """Which words a name holds: the best way through two states, out of the name and in it. ``probabilities`` (M, 3) as above, ``on`` (M,)
    whether a word follows right upon the one before; at least one word is chosen where there are any."""
    p = np.clip(probabilities.astype(np.float64), _FLOOR, 1 - _FLOOR)
    odds = np.log(p / (1 - p)) * [1.0, _EDGE, _EDGE]
    odds[:, 0] += max(0.0, _LIKELY - odds[:, 0].max(initial=_LIKELY))  # a row without a name is none
    out, into, end = 0.0, -np.inf, 0.0
    ways: list[tuple[bool, bool]] = []  # of each word: whether the best way out of the name, and into it, comes from in it
    for (gain, begin, behind), joins in zip(odds.tolist(), on.tolist(), strict=True):
        left = into + end
        start = gain + begin + (out if joins else max(out, left))
        stay = into + gain if joins else -np.inf
        ways.append((left > out, stay >= start or (not joins and left > out)))
        out, into, end = max(out, left), max(start, stay), behind
    state, taken = into + end > out, []
    for out_of, into_it in reversed(ways):
        taken.append(state)
        state = into_it if state else out_of
    return taken[::-1] if any(taken) else (p[:, 0] >= _BESIDE * p[:, 0].max(initial=0.0)).tolist()


def joined(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The words as one name; the mark of a list stays between two that it parts."""
    out, last = "", 0
    for start, end in spans:
        out += ("、" if out and text[last:start] == "、" else "") + text[start:end]
        last = end
    return out


def _shifted(h: Floats, by: int) -> Floats:
    """``h`` moved ``by`` rows down (up where negative), nothing moved in."""
    out = np.zeros_like(h)
    if abs(by) < len(h):
        if by > 0:
            out[by:] = h[:-by]
        else:
            out[:by] = h[-by:]
    return out


def _relu(x: Floats) -> Floats:
    out: Floats = np.maximum(x, 0)
    return out


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max(axis=1, keepdims=True))
    out: Floats = e / e.sum(axis=1, keepdims=True)
    return out
