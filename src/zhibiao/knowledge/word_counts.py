"""The words of a corpus's tables, counted; of a large corpus they are kept in the user's data folder, for cutting a hundred thousand
projects into words takes minutes.

They are kept for some hundred tables at a time, in files named by what the tables are: after an import those of the new tables alone are
counted. A folder that cannot be written, or a file that is damaged or lost, costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.files import write_atomically
from zhibiao.messages import InputError

LARGE = 1000  # tables from which on keeping is worth a folder
_PART = 512  # tables of a file, on average
_UNUSED = 60 * 86_400  # seconds after which a file that nobody read is removed
_FORMAT = "1"

Integers = NDArray[np.int64]


class Counts(NamedTuple):
    """Words of documents: every word once; per posting the number of its word and how often it stands there, document after document;
    how many postings each document has."""

    words: list[str]
    columns: Integers
    times: Integers
    sizes: Integers


def counted(documents: Iterable[Iterable[str]]) -> Counts:
    """Count the words of documents."""
    place: dict[str, int] = {}
    columns, times, sizes = array("q"), array("q"), array("q")
    for words in documents:
        count = Counter(words)
        columns.extend([place.setdefault(word, len(place)) for word in count])
        times.extend(count.values())
        sizes.append(len(count))
    return Counts(list(place), *(np.array(part, dtype=np.int64) for part in (columns, times, sizes)))


class WordStore:
    """Counts of tables by what the tables are.

    :param folder: where they are kept.
    :param version: what else the words depend on (lexicon, segmentation): another one finds nothing here.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self._folder, self._version = folder, version

    def counts(self, what: str, ids: Sequence[str], words: Callable[[int], Iterable[str]]) -> Counts:
        """The counts of tables by their content ids, read where they are kept, else counted and kept.

        :param what: which words of a table are meant, for the same tables have several.
        :param words: those of a table by its number in ``ids``.
        """
        parts, fresh = [], False
        for start, end in _parts(ids):
            key = hashlib.sha256("\n".join((_FORMAT, self._version, what, *ids[start:end])).encode()).hexdigest()
            path = self._folder / f"{key[:32]}.safetensors"
            part = _read(path, end - start)
            if part is None:
                part, fresh = counted(words(number) for number in range(start, end)), True
                _write(path, part)
            parts.append(part)
        if fresh:
            self._tidy()
        return _joined(parts)

    def _tidy(self) -> None:
        with contextlib.suppress(OSError):
            for path in self._folder.glob("*.safetensors"):
                with contextlib.suppress(OSError):  # another process may tidy too
                    if path.stat().st_mtime < time.time() - _UNUSED:
                        path.unlink()


def _parts(ids: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Stretches of a corpus. Where one ends depends on its last table alone, so that a table more or less moves no other end."""
    start = 0
    for number, identity in enumerate(ids, start=1):
        if int(identity[-4:], 16) % _PART == 0 or number == len(ids):
            yield start, number
            start = number


def _joined(parts: Sequence[Counts]) -> Counts:
    place: dict[str, int] = {}
    columns = [np.zeros(0, dtype=np.int64)]
    for part in parts:
        numbers = np.array([place.setdefault(word, len(place)) for word in part.words], dtype=np.int64)
        columns.append(numbers[part.columns] if len(part.columns) else part.columns)
    times, sizes = (np.concatenate([np.zeros(0, dtype=np.int64), *some]) for some in ([p.times for p in parts], [p.sizes for p in parts]))
    return Counts(list(place), np.concatenate(columns), times, sizes)


def _read(path: Path, tables: int) -> Counts | None:
    """``None`` where nothing is kept, or not what was written."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        found = load(path.read_bytes())
        words = found["words"].tobytes().decode().split("\n") if found["words"].size else []
        part = Counts(words, *(found[name].astype(np.int64) for name in ("columns", "times", "sizes")))
        path.touch()
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, SafetensorError):
        return None
    sound = len(part.sizes) == tables and part.sizes.sum() == len(part.columns) == len(part.times)
    return part if sound and (not len(part.columns) or 0 <= part.columns.min() <= part.columns.max() < len(words)) else None


def _write(path: Path, part: Counts) -> None:
    from safetensors.numpy import save

    text = np.frombuffer("\n".join(part.words).encode(), dtype=np.uint8)
    arrays = {name: getattr(part, name).astype(np.int32) for name in ("columns", "times", "sizes")}
    with contextlib.suppress(InputError):
        write_atomically(path, save({"words": text, **arrays}))
