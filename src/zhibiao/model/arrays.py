"""Arrays of a safetensors file where they lie: views into the memory-mapped file, nothing copied, nothing run.

safetensors' own readers for numpy copy every array; processes that serve side by side would each hold their own.
"""

from __future__ import annotations

import json
import mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Buffer = bytes | mmap.mmap

_TYPES = {
    "F16": np.float16,
    "F32": np.float32,
    "F64": np.float64,
    "I8": np.int8,
    "I16": np.int16,
    "I32": np.int32,
    "I64": np.int64,
    "U8": np.uint8,
    "U16": np.uint16,
    "U32": np.uint32,
    "U64": np.uint64,
    "BOOL": np.bool_,
}
_LENGTH = 8  # bytes of the number that says how long the header is


def opened(path: Path) -> Buffer:
    """A file as bytes that the system reads when they are looked at; they stay what they are when the file is replaced.

    :raises OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        try:
            return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:  # an empty file cannot be mapped
            return b""


def arrays_of(content: Buffer) -> dict[str, NDArray[Any]]:
    """Every array of a safetensors file by its name, read-only, over the same memory (format: github.com/huggingface/safetensors).

    :raises ValueError: not in that format, or an array that reaches beyond the file.
    """
    length = int.from_bytes(content[:_LENGTH], "little")
    start = _LENGTH + length
    if len(content) < start:
        raise ValueError("safetensors header")
    try:
        header = json.loads(content[_LENGTH:start])
        return {name: _array(content, start, said) for name, said in header.items() if name != "__metadata__"}
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"safetensors header: {error}") from None


def _array(content: Buffer, start: int, said: dict[str, Any]) -> NDArray[Any]:
    kind = np.dtype(_TYPES[said["dtype"]]).newbyteorder("<")
    shape = tuple(int(size) for size in said["shape"])
    first, last = (int(place) for place in said["data_offsets"])
    count = int(np.prod(shape, dtype=np.int64))
    if min(first, count, *shape, 0) < 0 or last - first != count * kind.itemsize or start + last > len(content):
        raise ValueError("safetensors offsets")
    return np.frombuffer(content, dtype=kind, count=count, offset=start + first).reshape(shape) if count else np.zeros(shape, kind)
