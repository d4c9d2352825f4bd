"""Files and projects that cannot be used: refused in one sentence, and nothing is harmed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.test_cli import PROJECT, one_sentence


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<a>" + b" " * 150_000_000 + b"</a>")


def _entities(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p>'
            "</w:body></w:document>",
        )


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200_000_000)


BAD_FILES = {
    "空文件.txt": lambda path: path.write_bytes(b""),
    "图片.docx": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
    "很大.txt": _huge,
    "压缩炸弹.docx": _bomb,
    "外部实体.docx": _entities,
    "没有表头.txt": lambda path: path.write_text("柳泉镇道路项目\n\n\t甲\n\t乙\n\t丙\n\n", encoding="utf-8"),
}


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", ["parse", "audit", "import"])
def test_a_file_that_cannot_be_read_is_refused(run: Run, tmp_path: Path, name: str, command: str) -> None:
    path = tmp_path / name
    BAD_FILES[name](path)
    mine = tmp_path / "corpus"
    code, _, err = run(command, path, *(("--corpus", mine) if command == "import" else ()))
    assert code == 2
    one_sentence(err, name)
    assert "root:" not in err
    assert not mine.exists() or not list(mine.rglob("*.jsonl"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--name", "路" * 10_000), ["name", "10000", "300"]),
        (("--name", "道路", "--purpose", "修" * 30_000), ["purpose", "30000"]),
        (("--name", "道路", "--budget", "若干"), ["budget", "若干", "54.7万元"]),
        (("--name", "道路", "--year", "3024"), ["3024"]),
        (("--name", "道路", "--year", "今年"), ["--year", "今年"]),
        (("--name", " "), ["--name"]),
    ],
)
def test_a_project_that_cannot_be_is_refused(run: Run, corpus: Path, tmp_path: Path, options: tuple[str, ...], words: list[str]) -> None:
    code, out, err = run("suggest", *options, "--corpus", corpus, "-o", tmp_path / "out.txt")
    assert (code, out) == (2, "")
    one_sentence(err, *words)
    assert not (tmp_path / "out.txt").exists()


def test_a_project_of_a_file_has_to_be_named_when_there_are_several(run: Run, corpus: Path, document: Path) -> None:
    one_sentence(run("suggest", "--from", document, "--corpus", corpus)[2], "--name", "柳泉镇村干部报酬")
    one_sentence(run("suggest", "--from", document, "--name", "别的", "--corpus", corpus)[2], "别的", "柳泉镇村干部报酬")


def test_a_corpus_line_that_is_no_json_is_named(run: Run, corpus: Path, document: Path, tmp_path: Path) -> None:
    mine = tmp_path / "corpus" / "tables"
    mine.mkdir(parents=True)
    good = (corpus / "tables" / "liuquan.jsonl").read_text(encoding="utf-8").splitlines()[0]
    (mine / "liuquan.jsonl").write_text(good + "\n{不是JSON\n", encoding="utf-8")
    before = (mine / "liuquan.jsonl").read_bytes()
    for args in (("suggest", *PROJECT), ("import", document)):
        code, out, err = run(*args, "--corpus", mine.parent)
        assert (code, out) == (2, "")
        one_sentence(err, "liuquan.jsonl", "2行")
    assert [path.name for path in mine.iterdir()] == ["liuquan.jsonl"]
    assert (mine / "liuquan.jsonl").read_bytes() == before


def test_a_corpus_that_cannot_be_written_is_named(run: Run, document: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "语料"
    blocked.write_text("这是文件，不是文件夹", encoding="utf-8")  # works for root too, where permissions do not bind
    code, _, err = run("import", document, "--corpus", blocked)
    assert code == 2
    one_sentence(err, "语料")
    assert blocked.read_text(encoding="utf-8") == "这是文件，不是文件夹"


def test_what_a_file_name_holds_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m\nb.docx"
    path.touch()
    code, _, err = run("parse", path)
    assert code == 2
    assert "\x1b" not in err
