"""Writing files and folders so that a crash or a full disk leaves either the old one or the new one, never half of one; and what files
are called."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from zhibiao.messages import InputError, say

_STALE = 3600.0  # seconds


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


def sweep(folder: Path) -> None:
    """Take away what a killed :func:`write_atomically` left in a folder; what is younger than an hour may still be somebody's."""
    with contextlib.suppress(OSError):
        for left in folder.glob(".*.tmp"):
            if time.time() - left.stat().st_mtime > _STALE:
                left.unlink()


def replace_folder(path: Path, files: Mapping[str, bytes], check: Callable[[Path], object] = lambda folder: None) -> None:
    """Put a folder holding ``files`` in the place of ``path``, whole or not at all.

    The new folder is written beside the old one, forced to disk and checked; then the old one is renamed out of the way and the new one
    into its place. No system renames a folder over another in one step everywhere: between the two renames the old one is found by
    :func:`standing_folder`, and whoever comes next puts it back. What a killed writer left is swept up. One writer at a time.

    :param files: contents by their relative names, ``/`` between folders.
    :param check: is given the new folder before it takes its place, and raises if it is not fit to.
    :raises InputError: the place cannot be written, with the system's reason; the old folder stands.
    """
    path = path.resolve()
    fresh, old = path.with_name(f".{path.name}.new"), _set_aside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _tidy(path, fresh, old)
        fresh.mkdir()
        for name, content in files.items():
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_through(target, content)
        for folder in (*(place for place in fresh.rglob("*") if place.is_dir()), fresh):
            _sync_folder(folder)
        check(fresh)
        if path.exists():
            path.rename(old)
        fresh.rename(path)
        _sync_folder(path.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            say(
                f"不能写入{path}（{reason}），请换一个可写的位置或检查磁盘；原有内容没有改动。",
                f"cannot write {path} ({reason}); choose a writable place or check the disk; what was there is unchanged.",
            )
        ) from None
    finally:
        with contextlib.suppress(OSError):
            _tidy(path, fresh, old)


def standing_folder(path: Path) -> Path:
    """Where the folder ``path`` stands now: itself, or set aside by a writer that was stopped in the middle of :func:`replace_folder`."""
    if path.is_dir():
        return path
    old = _set_aside(path.resolve())
    return old if old.is_dir() else path


def _set_aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.old")


def _tidy(path: Path, fresh: Path, old: Path) -> None:
    """Put the old folder back where no new one came, and delete what is left over."""
    if old.is_dir() and not path.exists():
        old.rename(path)
    for left in (fresh, old):
        if left.is_dir():
            shutil.rmtree(left)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there, and its entries are written through
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
