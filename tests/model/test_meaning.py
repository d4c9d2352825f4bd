"""Nearness by an encoder: what is asked one by one and what is answered at once is the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from zhibiao.model import matching
from zhibiao.model.matching import Meaning

NAMES = [f"指标{n}" for n in range(40)]


class _Encoder:
    """Unit vectors that depend on the text alone; ``calls`` are the batches that were asked for."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        vectors = [np.random.default_rng(sum(map(ord, text))).normal(size=16) for text in texts]
        return np.array([vector / np.linalg.norm(vector) for vector in vectors], dtype=np.float32)


@pytest.fixture
def parts() -> tuple[NDArray[np.float32], NDArray[np.float16], NDArray[np.int32]]:
    """Five topics; the indicators of four of them, not in their order."""
    random = np.random.default_rng(7)
    return (
        random.normal(size=(5, 16)).astype(np.float32),
        random.normal(size=(30, 16)).astype(np.float16),
        random.choice([0, 1, 3, 4], size=30).astype(np.int32),
    )


def _meaning(parts: tuple[NDArray[np.float32], NDArray[np.float16], NDArray[np.int32]]) -> tuple[Meaning, _Encoder]:
    encoder = _Encoder()
    return Meaning(encoder, *parts), encoder


def test_the_nearest_indicator_of_every_topic(parts: tuple[NDArray[np.float32], NDArray[np.float16], NDArray[np.int32]]) -> None:
    meaning, encoder = _meaning(parts)
    _, entries, owners = parts
    alike = entries.astype(np.float64) @ encoder(["发放人数"])[0].astype(np.float64)
    expected = [alike[owners == topic].max() if (owners == topic).any() else -1.0 for topic in range(5)]
    assert meaning.homes("发放人数") == pytest.approx(expected, abs=1e-6)


def test_what_is_expected_is_encoded_once_and_answers_are_the_same(
    parts: tuple[NDArray[np.float32], NDArray[np.float16], NDArray[np.int32]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "_AT_ONCE", 7)
    alone, _ = _meaning(parts)
    together, encoder = _meaning(parts)
    together.expect(NAMES, ["项目甲", "项目乙"])
    for name in NAMES:
        assert np.array_equal(alone.homes(name), together.homes(name))
        assert alone.closeness(name, "项目甲") == together.closeness(name, "项目甲")
    assert len(encoder.calls) == 1
    assert set(encoder.calls[0]) == {*NAMES, "项目甲", "项目乙"}


def test_what_is_kept_is_bounded(
    parts: tuple[NDArray[np.float32], NDArray[np.float16], NDArray[np.int32]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "_TEXTS_KEPT", 10)
    meaning, _ = _meaning(parts)
    before = [meaning.homes(name).tolist() for name in NAMES]
    assert len(meaning._homes) <= 12
    assert len(meaning._encode._vectors) <= 12
    assert [meaning.homes(name).tolist() for name in NAMES] == before
    meaning.expect(NAMES, NAMES)
    assert meaning.homes(NAMES[0]).tolist() == before[0]
