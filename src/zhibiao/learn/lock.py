"""One retraining at a time on one output. The system itself lets go of the lock of a process that has died, so none is ever stale."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from zhibiao.messages import InputError, say


@contextlib.contextmanager
def alone_on(output: Path) -> Iterator[None]:
    """Hold the lock of a snapshot folder, ``.NAME.lock`` beside it; in it stand the process and since when it runs.

    :raises InputError: another process holds it, or the place cannot be written.
    """
    from filelock import FileLock, Timeout

    output = output.resolve()
    path = output.with_name(f".{output.name}.lock")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, blocking=False)
        lock.acquire()
    except Timeout:
        raise InputError(
            say(
                f"另一个训练正在写入{output}（{_holder(path)}），请等它结束，或用 --output 写到别处。",
                f"another retraining is writing {output} ({_holder(path)}); wait for it, or write elsewhere with --output.",
            )
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            say(
                f"不能写入{output.parent}（{reason}），请换一个可写的位置。",
                f"cannot write to {output.parent} ({reason}); choose another place.",
            )
        ) from None
    try:
        with contextlib.suppress(OSError):  # the words are for people; the lock holds without them
            path.write_text(f"pid {os.getpid()} {datetime.now(UTC).isoformat(timespec='seconds')}\n", encoding="utf-8")
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()[:60]
    except (OSError, ValueError):
        return ""
