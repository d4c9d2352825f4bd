"""Counted words: the same whether kept or not, and a damaged or lost file costs nothing but time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from zhibiao.knowledge.word_counts import Counts, WordStore, counted

IDS = [f"{number * 7919:016x}" for number in range(1500)]
WORDS = {identity: [f"词{number % 13}", f"词{number % 7}", "路灯"] for number, identity in enumerate(IDS)}


def _asked(store: WordStore, ids: list[str], asked: list[str]) -> Counts:
    def words(number: int) -> list[str]:
        asked.append(ids[number])
        return WORDS[ids[number]]

    return store.counts("name", ids, words)


def _as_lists(counts: Counts) -> list[dict[str, int]]:
    ends = np.cumsum(counts.sizes)
    spans = [slice(end - size, end) for end, size in zip(ends, counts.sizes, strict=True)]
    return [dict(zip((counts.words[n] for n in counts.columns[s]), counts.times[s].tolist(), strict=True)) for s in spans]


def test_what_is_kept_is_what_was_counted(tmp_path: Path) -> None:
    plain = _as_lists(counted(WORDS[identity] for identity in IDS))
    store, asked = WordStore(tmp_path, "1"), list[str]()
    assert _as_lists(_asked(store, IDS, asked)) == plain
    assert asked == IDS
    asked.clear()
    assert _as_lists(_asked(store, IDS, asked)) == plain
    assert not asked


def test_new_tables_alone_are_counted_again(tmp_path: Path) -> None:
    store, asked = WordStore(tmp_path, "1"), list[str]()
    _asked(store, IDS[:-1], asked)
    asked.clear()
    found = _asked(store, IDS, asked)
    assert len(found.sizes) == len(IDS)
    assert IDS[-1] in asked
    assert len(asked) < len(IDS) / 2


def test_another_version_finds_nothing(tmp_path: Path) -> None:
    asked: list[str] = []
    _asked(WordStore(tmp_path, "1"), IDS, [])
    _asked(WordStore(tmp_path, "2"), IDS, asked)
    assert asked == IDS


def test_damaged_files_are_counted_anew(tmp_path: Path) -> None:
    store = WordStore(tmp_path, "1")
    plain = _as_lists(_asked(store, IDS, []))
    for number, path in enumerate(sorted(tmp_path.iterdir())):
        path.write_bytes(path.read_bytes()[:40] if number % 2 else b"")
    assert _as_lists(_asked(store, IDS, [])) == plain


def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("in the way")
    assert len(_asked(WordStore(place / "words", "1"), IDS, []).sizes) == len(IDS)
