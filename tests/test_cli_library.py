"""``zhibiao library`` as users meet it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Run
from tests.test_cli import one_sentence

from zhibiao.knowledge import lint as linting
from zhibiao.knowledge.library import Library
from zhibiao.knowledge.library_files import Problem


@pytest.fixture
def shipped_problem(monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """A library in which every folder that is read has one problem; gives the folders of each call."""
    calls: list[list[Path]] = []

    def check(folders: list[Path]) -> tuple[Library, list[Problem]]:
        calls.append(folders)
        problems = [Problem(file=str(folder / "a.yaml"), line=7, field="name", rule="name", message="不好") for folder in folders]
        return Library({}, [], []), problems

    monkeypatch.setattr(linting, "lint", check)
    return calls


def _folder(path: Path) -> Path:
    path.mkdir()
    (path / "a.yaml").write_text("topics: []\n", encoding="utf-8")
    return path


def test_lint_of_a_folder_tells_its_own_problems_only(
    run: Run, shipped_problem: list[list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = _folder(tmp_path / "mine"), _folder(tmp_path / "other")
    code, out, _ = run("library", "lint")
    assert code == 1
    assert len(out.splitlines()) == 2
    monkeypatch.chdir(tmp_path)
    for given in (mine, Path("mine")):
        code, out, _ = run("library", "lint", given, "--library", other)
        told, totals = out.splitlines()
        assert code == 1
        assert told.startswith(f"{mine / 'a.yaml'}第7行")
        assert "问题1处" in totals
        assert shipped_problem[-1][1:] == [other, mine]  # on top of the shipped one and of what --library names


def test_lint_does_not_read_a_folder_twice(run: Run, shipped_problem: list[list[Path]]) -> None:
    from zhibiao.paths import find_places

    (shipped,) = find_places().library
    assert run("library", "lint", shipped)[0] == 1
    below = next(folder for folder in sorted(shipped.iterdir()) if folder.is_dir())
    assert run("library", "lint", below)[0] == 0
    assert shipped_problem == [[shipped], [shipped]]


def test_lint_of_nothing_is_refused(run: Run, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "没有"):
        code, out, err = run("library", "lint", folder)
        assert (code, out) == (2, "")
        one_sentence(err, str(folder))


@pytest.mark.parametrize("text", ["", "  ", "，"])
def test_search_needs_a_word(run: Run, text: str) -> None:
    code, out, err = run("library", "search", text)
    assert (code, out) == (2, "")
    one_sentence(err, "词")
