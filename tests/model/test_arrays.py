"""Arrays are read where they lie, and only what the format allows."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

from zhibiao.model.arrays import arrays_of, opened

TYPES = [np.float16, np.float32, np.float64, np.int8, np.int32, np.int64, np.uint8, np.uint64, np.bool_]


@settings(deadline=None)  # the first call imports
@given(
    st.dictionaries(st.text("abc字", min_size=1), st.tuples(st.sampled_from(TYPES), st.lists(st.integers(0, 4), max_size=3)), max_size=4)
)
def test_what_safetensors_saves_is_read_alike(shapes: dict[str, tuple[type, list[int]]]) -> None:
    arrays = {name: np.arange(int(np.prod(shape))).astype(kind).reshape(shape) for name, (kind, shape) in shapes.items()}
    found = arrays_of(save(arrays))
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        assert np.array_equal(found[name], array)


def test_a_mapped_file_is_not_copied_and_stays_when_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(save({"a": np.arange(6, dtype=np.float32)}))
    array = arrays_of(opened(path))["a"]
    assert array.base is not None
    assert not array.flags.writeable
    path.unlink()
    path.write_bytes(b"other")
    assert array.tolist() == [0, 1, 2, 3, 4, 5]


def header(said: object, data: bytes = b"\0" * 8) -> bytes:
    text = json.dumps(said).encode()
    return len(text).to_bytes(8, "little") + text + data


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"abc",
        (2**60).to_bytes(8, "little") + b"{}",
        header([]),
        header({"a": 1}),
        header({"a": {"dtype": "F32", "shape": [2]}}),
        header({"a": {"dtype": "OBJECT", "shape": [2], "data_offsets": [0, 8]}}),
        header({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}),
        header({"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}),
        header({"a": {"dtype": "F32", "shape": [-2], "data_offsets": [8, 0]}}),
        header({"a": {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]}}),
        header({"a": {"dtype": "F32", "shape": [2**40, 2**40], "data_offsets": [0, 8]}}),
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"safetensors|Expecting|decode|char"):
        arrays_of(content)


def test_an_empty_file_is_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert opened(tmp_path / "a") == b""
