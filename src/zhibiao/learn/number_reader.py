"""Training the reader of numbers on descriptions in which every number is marked."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.knowledge.descriptions import Described
from zhibiao.language.normalise import squeeze
from zhibiao.language.segment import Segmenter
from zhibiao.model.number_features import BUCKETS, FLAGS, NUMBER_FLAGS, PAIR_FLAGS, Told, tell
from zhibiao.model.number_reader import DILATIONS, PARTS, UNKNOWN, NumberReader, goes_on
from zhibiao.model.snapshot import READER

NETS = 2  # that read together: one alone is less steady
_WIDTH, _CHARACTER, _NUMBER, _LINK = 64, 32, 64, 24
_EPOCHS, _BATCH, _RATE, _DECAY, _DROP = 24, 8, 3e-3, 0.01, 0.3
_EDGES = 0.5  # weight of where a piece of a name begins and ends, beside which words are in it
_SEEN = 2  # a character seen less often is an unknown one
_NEAR = 100  # characters: what is farther from a number does not name it
_SPELT = 0.5  # share of a word's characters from which it is in the name
_COVERED = 0.8  # share of a name's characters that must stand in the text
# What a name ends on is told by the unit, or stands in the text.
_MEASURE = re.compile(
    r"(?:总?(?:数量|个数|人数|户数|人次数?|次数|场次|期数|批次|件数|份数|台数|套数|吨数|座数|株数|面积|长度|里程|金额|重量|容量|数)|(?:单位)?成本|单价|标准|比例|频次|天数)$"
)


class Lesson(NamedTuple):
    """A description in arrays with what is to be learned: per number its part (-1 where unmarked); of each of its near words whether it
    names it, whether a piece of the name begins with it and whether one ends with it (K, M, 3); ``counted`` (K,) whether its name can be
    learned, ``aside`` (T,) which characters goals leave out."""

    told: Told
    parts: NDArray[np.int64]
    links: NDArray[np.float32]
    counted: NDArray[np.float32]
    aside: NDArray[np.float32]


def reader_parts(
    described: Sequence[Described], segmenter: Segmenter, seed: int, progress: Callable[[float], None] = lambda share: None
) -> dict[str, bytes]:
    """A reader trained on marked descriptions, as parts of a snapshot; nothing where there are none."""
    from safetensors.numpy import save

    if not described:
        return {}
    alphabet = alphabet_of(described)
    ids = NumberReader(alphabet, {}, segmenter.words).character
    lessons = [lesson(one, ids, segmenter.words) for one in described]
    arrays: dict[str, Any] = {}
    for net in range(NETS):
        done = net / NETS
        trained = train(lessons, len(alphabet), seed + net, lambda share, done=done: progress(done + share / NETS))  # type: ignore[misc]
        arrays |= {f"{net}.{name}": array for name, array in trained.items()}
    names, file = READER
    return {names: json.dumps({"alphabet": alphabet}, ensure_ascii=False).encode(), file: save(arrays)}


def alphabet_of(described: Sequence[Described]) -> str:
    """The characters worth knowing, the commonest first."""
    seen = Counter(char for one in described for char in set(squeeze(one.name + one.purpose)) if not char.isdigit() and not _latin(char))
    return UNKNOWN + "0A" + "".join(sorted((char for char, times in seen.items() if times >= _SEEN), key=lambda c: (-seen[c], c)))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def lesson(one: Described, ids: Callable[[str], int], cut: Callable[[str], list[str]]) -> Lesson:
    """What a marked description teaches."""
    told = tell(one.name, one.purpose, ids, cut)
    size, places = len(told.text), told.reading.places
    parts = np.full(len(told.numbers), -1, np.int64)
    links, counted = np.zeros((*told.near.shape, 3), np.float32), np.zeros(len(told.numbers), np.float32)
    aside = np.zeros(size, np.float32)
    for start, end in one.aside:
        aside[[told.shift + place for place, written in enumerate(places) if start <= written < end and told.shift + place < size]] = 1
    for index, number in enumerate(told.numbers):
        start, end = told.reading.span(number.start, number.end)
        marks = [mark for mark in one.numbers if mark.start < end and start < mark.end]
        if len(marks) != 1:
            continue
        parts[index] = PARTS.index(marks[0].part)
        stem = _MEASURE.sub("", squeeze(marks[0].name))
        if len(stem) >= 2:
            chosen, share = align(stem, told.text, told.shift, told.shift + number.start, told.shift + number.end)
            if share >= _COVERED:
                spelt = np.zeros(size, np.float32)
                spelt[chosen] = 1
                named = np.array([word >= 0 and spelt[slice(*told.words[word])].mean() > _SPELT for word in told.near[index]])
                links[index] = in_pieces(named, goes_on(told, told.near[index]))
                counted[index] = links[index].any()
    return Lesson(told, parts, links, counted, aside)


def in_pieces(named: NDArray[np.bool_], on: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of each word whether it names (M,), and whether a piece of the name begins and whether one ends with it (M, 3); ``on`` (M,) whether
    a word follows right upon the one before it."""
    before = np.concatenate([[False], named[:-1]]) & on
    behind = np.concatenate([(named & on)[1:], [False]])
    return np.stack([named, named & ~before, named & ~behind], axis=1)


def align(stem: str, text: str, shift: int, start: int, end: int) -> tuple[list[int], float]:
    """Characters of ``text`` that spell ``stem``, and the share of it that they spell: the longest pieces first, of equal ones the
    nearest to the number at ``start``..``end``; the project's name (before ``shift``) is the farthest."""
    chosen: list[int] = []

    def far(place: int, size: int) -> tuple[int, int]:
        if place < shift:
            return (1, 0)
        return (0, start - place - size if place < start else place - end)

    def spell(piece: str) -> None:
        for size in range(len(piece), 0, -1):
            best = None
            for at in range(len(piece) - size + 1):
                part = piece[at : at + size]
                place = text.find(part)
                while place >= 0:
                    if place + size <= start or place >= end:
                        distance = far(place, size)
                        if distance[0] or distance[1] <= _NEAR:
                            best = min(best, (distance, at, place)) if best else (distance, at, place)
                    place = text.find(part, place + 1)
            if best is not None and (size > 1 or len(piece) == 1 or best[0] < (0, 30)):
                _, at, place = best
                chosen.extend(range(place, place + size))
                spell(piece[:at])
                spell(piece[at + size :])
                return

    spell(stem)
    return sorted(set(chosen)), len(chosen) / max(len(stem), 1)


def train(lessons: Sequence[Lesson], letters: int, seed: int, progress: Callable[[float], None] = lambda share: None) -> dict[str, Any]:
    """The arrays of the net, half precision. The same lessons and seed give the same numbers."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the batches are small: two threads wait for each other
    try:
        return _trained(lessons, letters, seed, progress)
    finally:
        torch.set_num_threads(threads)


def _trained(lessons: Sequence[Lesson], letters: int, seed: int, progress: Callable[[float], None]) -> dict[str, Any]:
    import torch
    from torch import nn
    from torch.nn import functional as f

    torch.manual_seed(seed)

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.characters = nn.Embedding(letters, _CHARACTER)
            nn.init.normal_(self.characters.weight, std=0.3)
            self.enter = nn.Linear(_CHARACTER + FLAGS, _WIDTH)
            self.layers = nn.ModuleList(nn.Linear(3 * _WIDTH, _WIDTH) for _ in DILATIONS)
            self.aside = nn.Linear(_WIDTH, 1)
            self.number = nn.Linear(_WIDTH + NUMBER_FLAGS, _NUMBER)
            self.part = nn.Linear(_NUMBER, len(PARTS))
            self.link_h = nn.Linear(_WIDTH, _LINK)
            self.link_g = nn.Linear(_NUMBER, _LINK, bias=False)
            self.link_far = nn.Embedding(BUCKETS, _LINK)
            nn.init.normal_(self.link_far.weight, std=0.1)
            self.link_pairs = nn.Linear(PAIR_FLAGS, _LINK, bias=False)
            self.link_v = nn.Linear(_LINK, 3, bias=False)
            self.drop = nn.Dropout(_DROP)

        def forward(self, told: Any) -> Any:
            """Logits of a padded batch of B: (B, K, parts), (B, K, M, 3), (B, T)."""
            there = told["there"][..., None]
            h = self.drop(f.relu(self.enter(torch.cat([self.drop(self.characters(told["characters"])), told["flags"]], dim=2)))) * there
            for layer, dilation in zip(self.layers, DILATIONS, strict=True):
                near = torch.cat([_shift(h, dilation), h, _shift(h, -dilation)], dim=2)
                h = (h + self.drop(f.relu(layer(near)))) * there
            g = self.drop(f.relu(self.number(torch.cat([told["mean"] @ h, told["number_flags"]], dim=2))))
            many = torch.arange(len(h))[:, None]
            words = self.link_h(h[many, told["words"][..., 0]] + h[many, told["words"][..., 1] - 1])
            z = words[many[..., None], told["near"]] + self.link_g(g)[:, :, None]
            z = z + self.link_far(told["buckets"]) + self.link_pairs(told["pairs"])
            return self.part(g), self.link_v(f.relu(z)), self.aside(h)[..., 0]

    def _shift(h: Any, by: int) -> Any:
        empty = h.new_zeros(h.shape[0], min(abs(by), h.shape[1]), h.shape[2])
        return torch.cat([empty, h[:, :-by]], dim=1) if by > 0 else torch.cat([h[:, -by:], empty], dim=1)

    weights = torch.tensor([1.0, _EDGES, _EDGES])
    prepared = [_tensors(one) for one in lessons]
    net = Net()
    chance, done = random.Random(seed), 0
    batches = _batches(prepared)
    steps = _EPOCHS * len(batches)
    optimiser = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps, pct_start=0.1)
    for _ in range(_EPOCHS):
        chance.shuffle(batches)
        for batch in batches:
            one = {name: torch.from_numpy(array) for name, array in _padded([prepared[index] for index in batch]).items()}
            part, link, aside = net(one)
            each = f.binary_cross_entropy_with_logits(aside, one["aside"], reduction="none") * one["there"]
            loss = (each.sum(dim=1) / one["there"].sum(dim=1)).sum()
            if part.shape[1]:
                loss = loss + f.cross_entropy(part.flatten(0, 1), one["parts"].flatten(), ignore_index=-1, reduction="sum") / 6
                each = f.binary_cross_entropy_with_logits(link, one["links"], reduction="none") * (one["near"] >= 0)[..., None]
                loss = loss + ((each * weights).sum(dim=(2, 3)) * one["counted"]).sum() / 15
            optimiser.zero_grad()
            (loss / len(batch)).backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            progress(done / steps)
    return _arrays(net)


def _batches(prepared: Sequence[dict[str, NDArray[Any]]]) -> list[list[int]]:
    """Numbers of lessons of about one length, so that little is padded."""
    order = sorted(range(len(prepared)), key=lambda place: (len(prepared[place]["characters"]), place))
    return [order[begin : begin + _BATCH] for begin in range(0, len(order), _BATCH)]


def _tensors(one: Lesson) -> dict[str, NDArray[Any]]:
    told, size = one.told, len(one.told.text)
    mean = np.zeros((len(told.spans), size), np.float32)
    for index, (start, end) in enumerate(told.spans):
        mean[index, start:end] = 1 / (end - start)
    given = {name: getattr(told, name) for name in ("characters", "flags", "number_flags", "words", "near", "buckets", "pairs")}
    wanted = {"parts": one.parts, "links": one.links, "counted": one.counted, "aside": one.aside}
    return given | wanted | {"mean": mean, "there": np.ones(size, np.float32)}


_FILLED = {"parts": -1, "near": -1, "words": 1}


def _padded(some: Sequence[dict[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Arrays of several lessons in one, shorter ones filled up."""
    out = {}
    for name in some[0]:
        shape = tuple(max(sizes) for sizes in zip(*(one[name].shape for one in some), strict=True))
        whole = np.full((len(some), *shape), _FILLED.get(name, 0), some[0][name].dtype)
        for place, one in enumerate(some):
            whole[place][tuple(slice(0, size) for size in one[name].shape)] = one[name]
        out[name] = whole
    return out


def _arrays(net: Any) -> dict[str, NDArray[np.float16]]:
    own = {name: parameter.detach().numpy() for name, parameter in net.named_parameters()}
    out = {"characters": own["characters.weight"], "link.far": own["link_far.weight"], "link.b": own["link_h.bias"]}
    out |= {"link.h": own["link_h.weight"].T, "link.g": own["link_g.weight"].T, "link.pairs": own["link_pairs.weight"].T}
    out["link.v"] = own["link_v.weight"].T
    plain = {name: name for name in ("enter", "aside", "number", "part")}
    plain |= {f"layer{n}": f"layers.{n}" for n in range(len(DILATIONS))}
    for name, module in plain.items():
        out |= {f"{name}.w": own[f"{module}.weight"].T, f"{name}.b": own[f"{module}.bias"]}
    return {name: np.ascontiguousarray(array, np.float16) for name, array in out.items()}
