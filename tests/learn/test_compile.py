"""The shipped snapshot: compiled anew it keeps what was learned and measured; learned anew it says from what."""

from __future__ import annotations

import sys

import pytest
from tests.learn.conftest import World

from zhibiao.learn import compile as compiling
from zhibiao.model.snapshot import Snapshot, library_digest


@pytest.fixture
def package(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(compiling, "PACKAGE", world.shipped / "src" / "zhibiao")
    monkeypatch.setattr(sys, "argv", ["compile"])
    return world


def test_an_edited_library_is_compiled_beside_what_was_learned(package: World, capsys: pytest.CaptureFixture[str]) -> None:
    before = Snapshot.load(package.shipped_model)
    library = package.shipped / "corpus" / "library"
    path = library / "213" / "21302.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("苗圃管护面积", "苗圃养护面积"), encoding="utf-8")
    assert compiling.main() == 0
    after = Snapshot.load(package.shipped_model)
    assert after.library_digest == library_digest([library]) != before.library_digest
    assert after.learned == before.learned
    assert after.manifest.by_document() == before.manifest.by_document()
    assert after.manifest.metrics == before.manifest.metrics
    assert "recall@20" in (package.shipped_model / "README.md").read_text(encoding="utf-8")
    assert str(package.shipped_model) in capsys.readouterr().out


def test_learned_anew(package: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["compile", "--learned"])
    assert compiling.main() == 0
    manifest = Snapshot.load(package.shipped_model).manifest
    assert manifest.seed == 1
    assert manifest.corpus is not None


def test_a_snapshot_that_cannot_be_trusted_is_a_sentence(package: World, capsys: pytest.CaptureFixture[str]) -> None:
    (package.shipped_model / "levels.json").write_text("{}")
    assert compiling.main() == 2
    assert "校验值不符" in capsys.readouterr().err
