"""Writing files so that a crash or a full disk leaves either the old file or the new one, never half of one; and what files are called."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from zhibiao.messages import InputError, say


def shown_name(file: str) -> str:
    """What a file is called in front of people: ``-`` is standard input."""
    return say("标准输入", "standard input") if file == "-" else file


def write_atomically(path: Path, data: str | bytes, *, make_folders: bool = True) -> None:
    """Write text (UTF-8) or bytes beside ``path`` and rename over it.

    A link stays a link: the file it leads to is replaced. What is no regular file (a device, a pipe) is written to and never
    replaced.

    :param make_folders: create missing folders on the way, as stores of our own do; a user's folder may be a slip of the pen.
    :raises InputError: the place cannot be written, with the system's reason.
    """
    payload = data.encode("utf-8") if isinstance(data, str) else data
    temporary: str | None = None
    try:
        if _is_special(path):
            _write_straight(path, payload)
            return
        path = path.resolve() if path.is_symlink() else path
        if make_folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(payload)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            say(
                f"不能写入{path}（{reason}），请换一个可写的位置或检查磁盘。",
                f"cannot write {path} ({reason}); choose a writable place or check the disk.",
            )
        ) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _is_special(path: Path) -> bool:
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _write_straight(path: Path, payload: bytes) -> None:
    # a pipe whose reader has seen enough is no failure
    with contextlib.suppress(BrokenPipeError), path.open("wb") as stream:
        stream.write(payload)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
