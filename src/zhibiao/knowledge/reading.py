"""Many documents read at once, in processes: one that cannot be read, or takes its process down, never stops the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from zhibiao.domain.tables import Repair, TargetTable, Unread
from zhibiao.knowledge.journal import digest_of
from zhibiao.messages import ZhibiaoError, say, speaking

# From here on starting processes costs less than it saves.
MANY_FILES = 8
MANY_BYTES = 2_000_000


class ReadFile(NamedTuple):
    """What was read of a file, or why it was refused; ``digest`` is of the bytes that were read, ``None`` where that is not sure."""

    tables: tuple[TargetTable, ...] = ()
    repairs: tuple[Repair, ...] = ()
    unread: tuple[Unread, ...] = ()
    digest: str | None = None
    refused: str | None = None


def read_files(paths: Sequence[Path], limit: int) -> Iterator[ReadFile]:
    """Read documents in their order; many, or large ones, through joblib on every core or wherever its ``parallel_config`` says.

    :param limit: bytes; a larger file has no digest.
    """
    if len(paths) < 2 or not _many(paths):
        for path in paths:
            yield _read(path, limit)
        return
    yield from _in_parallel(paths, limit)


def _many(paths: Sequence[Path]) -> bool:
    return len(paths) >= MANY_FILES or sum(path.stat().st_size for path in paths if path.is_file()) >= MANY_BYTES


def _in_parallel(paths: Sequence[Path], limit: int) -> Iterator[ReadFile]:
    from concurrent.futures.process import BrokenProcessPool

    from joblib import Parallel, delayed, parallel_config
    from joblib.parallel import get_active_backend

    language = say("zh", "en")
    _, workers = get_active_backend()
    at = 0
    # a caller's own parallel_config (Dask, a number of workers) goes before ours
    with parallel_config(n_jobs=-1 if workers in (None, 1) else workers):
        while at < len(paths):
            work = (delayed(_in_worker)(path, limit, language) for path in paths[at:])
            try:
                for result in Parallel(return_as="generator", batch_size=1)(work):
                    yield result
                    at += 1
            except BrokenProcessPool:
                # Which of the files in hand killed its process is not known: one at a time until it shows.
                while at < len(paths):
                    alone, died = _alone(paths[at], limit, language)
                    yield alone
                    at += 1
                    if died:
                        break


def _alone(path: Path, limit: int, language: str) -> tuple[ReadFile, bool]:
    from concurrent.futures.process import BrokenProcessPool

    from joblib import Parallel, delayed

    try:
        (result,) = Parallel(n_jobs=2)([delayed(_in_worker)(path, limit, language)])
    except BrokenProcessPool:
        why = say(
            f"“{path.name}”使读取程序中途退出（可能内存不足或文件有问题），请单独检查这个文件。",
            f"{path.name} brought the reading process down (out of memory, or something in the file); look at it by itself.",
        )
        return ReadFile(refused=why), True
    return result, False


def _in_worker(path: Path, limit: int, language: str) -> ReadFile:
    with speaking(language):
        return _read(path, limit)


def _read(path: Path, limit: int) -> ReadFile:
    from zhibiao.documents import read

    before = digest_of(path, limit)
    try:
        document = read(path)
    except ZhibiaoError as error:
        return ReadFile(digest=before, refused=str(error))
    except Exception as error:  # a defect of ours in one of a thousand files must not cost the other 999
        kind = type(error).__name__
        why = say(
            f"读取“{path.name}”时程序内部出错（{kind}），请用 zhibiao parse --debug 查看并报告。",
            f"internal error ({kind}) while reading {path.name}; see zhibiao parse --debug and report it.",
        )
        return ReadFile(refused=why)
    digest = before if digest_of(path, limit) == before else None  # else it was changed under our hands
    return ReadFile(document.tables, document.repairs, document.unread, digest)
