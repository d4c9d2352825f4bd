"""Folders are replaced whole: at whatever moment the writer is killed, the old or the new one is found, and the next writer tidies up."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhibiao.files import replace_folder, standing_folder
from zhibiao.messages import InputError, ModelError

OLD = {"a.json": b"old", "sub/b.json": b"old"}
NEW = {"a.json": b"new", "sub/b.json": b"new", "c.json": b"new"}

# Forks a writer for every step of the work there is, and kills it before that step (a rename, a sync, a folder made or deleted, half a
# file written). Prints what stands afterwards, and whether another writer gets through.
KILLED = """
import os, pathlib, shutil, signal, sys
from zhibiao import files

OLD, NEW = {old!r}, {new!r}
place = pathlib.Path(sys.argv[1]) / "model"

def found():
    folder = files.standing_folder(place)
    return {{p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}}

def dying(real, limit, before=lambda *args: None):
    def step(*args, **options):
        steps[0] += 1
        if steps[0] == limit:
            before(*args)
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **options)
    return step

limit, steps, done = 0, [0], False
while not done:
    limit += 1
    files.replace_folder(place, OLD)
    child = os.fork()
    if child == 0:
        steps[0] = 0
        os.fsync = dying(os.fsync, limit)
        pathlib.Path.rename = dying(pathlib.Path.rename, limit)
        pathlib.Path.mkdir = dying(pathlib.Path.mkdir, limit)
        os.unlink = dying(os.unlink, limit)
        os.rmdir = dying(os.rmdir, limit)
        files._write_through = dying(files._write_through, limit, lambda path, content: path.write_bytes(content[:1]))
        files.replace_folder(place, NEW)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    done = not os.WIFSIGNALED(status)
    stands = found()
    assert stands in (OLD, NEW), (limit, stands)
    print("old" if stands == OLD else "new")
    files.replace_folder(place, NEW)
    assert found() == NEW and sorted(p.name for p in place.parent.iterdir()) == ["model"], limit
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_killed_at_any_step_the_old_or_the_new_one_stands(tmp_path: Path) -> None:
    script = KILLED.format(old=OLD, new=NEW)
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stood = done.stdout.split()
    assert len(stood) > 10
    assert stood == sorted(stood, reverse=True)  # the old one up to some step, the new one from then on
    assert (stood[0], stood[-1]) == ("old", "new")


def test_a_folder_is_replaced_with_all_it_held(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "model"
    replace_folder(place, NEW)
    replace_folder(place, OLD)
    assert contents(place) == OLD
    assert [path.name for path in place.parent.iterdir()] == ["model"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    replace_folder(tmp_path / "real", OLD)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    replace_folder(tmp_path / "link", NEW)
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == NEW


def test_what_is_not_fit_to_stand_there_never_does(tmp_path: Path) -> None:
    place = tmp_path / "model"
    replace_folder(place, OLD)

    def refuse(folder: Path) -> None:
        assert contents(folder) == NEW
        raise ModelError("no")

    with pytest.raises(ModelError):
        replace_folder(place, NEW, refuse)
    assert contents(place) == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize("failing", ["mkdir", "open", "fsync", "rename"])
def test_a_failing_disk_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    place = tmp_path / "model"
    replace_folder(place, OLD)
    real = {"mkdir": Path.mkdir, "open": Path.open, "rename": Path.rename}.get(failing)
    calls = 0

    def full(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if real is None or calls == 2:  # the second rename: the old folder is out of the way already
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args, **options)  # type: ignore[operator]

    with monkeypatch.context() as broken:
        broken.setattr(os if failing == "fsync" else Path, failing, full)
        with pytest.raises(InputError, match="No space left"):
            replace_folder(place, NEW)
    assert contents(standing_folder(place)) == OLD
    replace_folder(place, NEW)
    assert contents(place) == NEW
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
