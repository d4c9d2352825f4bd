"""Where results are written: devices and links stay what they are, and no folder is made that nobody asked for."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.test_cli import PROJECT, one_sentence

from zhibiao.files import sweep, write_atomically
from zhibiao.messages import InputError

unix = pytest.mark.skipif(os.name == "nt", reason="no such files there")


def _read_from(pipe: Path) -> tuple[threading.Thread, list[bytes]]:
    read: list[bytes] = []
    thread = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    thread.start()
    return thread, read


@unix
@pytest.mark.parametrize("format", ["table", "json", "csv", "docx"])
def test_what_is_no_regular_file_is_written_to_and_never_replaced(run: Run, corpus: Path, tmp_path: Path, format: str) -> None:
    pipe = tmp_path / "管道"
    os.mkfifo(pipe)
    thread, read = _read_from(pipe)
    assert run("suggest", *PROJECT, "--corpus", corpus, "--format", format, "-o", pipe) == (0, "", "")
    thread.join(10)
    assert len(read[0]) > 100
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert os.listdir(tmp_path) == ["管道"]


@unix
def test_a_device_stays_a_device(run: Run, document: Path, tmp_path: Path) -> None:
    null = tmp_path / "null"
    try:
        os.mknod(null, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        null.write_bytes(b"")
    except OSError:
        pytest.skip("devices need a privileged user")
    assert run("parse", document, "-o", null) == (0, "", "")
    assert stat.S_ISCHR(null.stat().st_mode)


@unix
def test_a_reader_of_a_pipe_that_leaves_early_is_no_failure(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    thread = threading.Thread(target=lambda: pipe.open("rb").close(), daemon=True)
    thread.start()
    write_atomically(pipe, b"x" * 10_000_000)
    thread.join(10)


@unix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "内").mkdir()
    link, file = tmp_path / "link", tmp_path / "内" / "file"
    link.symlink_to(file)
    for text in ("first", "second"):
        write_atomically(link, text)
        assert link.is_symlink()
        assert file.read_text(encoding="utf-8") == text
    assert os.listdir(file.parent) == ["file"]


def test_folders_are_made_only_where_the_store_is_our_own(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b"
    with pytest.raises(InputError, match="不能写入"):
        write_atomically(path, "x", make_folders=False)
    assert not path.parent.exists()
    write_atomically(path, "x")
    assert path.read_text(encoding="utf-8") == "x"


def test_a_missing_folder_is_an_error_before_any_work_is_done(run: Run, corpus: Path, document: Path, tmp_path: Path) -> None:
    missing = tmp_path / "没有"
    project = ("--name", "道路", "--corpus", corpus)
    for args in (
        ("parse", document, "-o", missing / "a.json"),
        ("audit", document, "-o", missing / "a.txt"),
        ("suggest", *project, "-o", missing / "a.txt"),
        ("suggest", *project, "--format", "csv", "-o", missing / "a.csv"),
        ("suggest", *project, "--format", "docx", "-o", missing / "a.docx"),
        ("values", "--indicator", "验收合格率", *project, "-o", missing / "a.txt"),
        ("convert", document, missing / "a.json"),
        ("convert", document, missing / "a.docx"),
    ):
        code, out, err = run(*args)
        assert (code, out) == (2, ""), args
        one_sentence(err, "没有", "文件夹")
        assert not missing.exists()


def test_a_name_that_no_system_takes_is_refused(run: Run, document: Path, tmp_path: Path) -> None:
    code, _, err = run("parse", document, "-o", tmp_path / ("a" * 300))
    assert code == 2
    one_sentence(err, "不能写入")


def test_what_a_killed_writer_left_is_swept_up_once_it_is_old(tmp_path: Path) -> None:
    for name in (".0001.jsonl.abc.tmp", ".0002.jsonl.abc.tmp", "0003.jsonl", "own.tmp"):
        (tmp_path / name).write_text("x")
    for name in (".0001.jsonl.abc.tmp", "0003.jsonl", "own.tmp"):
        os.utime(tmp_path / name, (0, 0))
    sweep(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [".0002.jsonl.abc.tmp", "0003.jsonl", "own.tmp"]
    sweep(tmp_path / "missing")
