"""The shipped snapshot: compiled anew it keeps what was learned and measured; learned anew it says from what."""

from __future__ import annotations

import sys

import pytest
from tests.learn.conftest import World

from zhibiao.learn import compile as compiling
from zhibiao.model.snapshot import READER, Snapshot, library_digest


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


def test_the_reader_of_numbers_is_trained_when_asked_for_and_kept_after(package: World, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = package.shipped / "corpus" / "descriptions"
    folder.mkdir()
    one = (
        "项目：{0}建设\n单位：云溪县水利局\n主题：21303 水利\n用途：{{上年已建{0}9座，}}今年新建{0}3座。\n"
        "9座 | 背景 |\n3座 | 产出 | 新建{0}数量\n"
    )
    (folder / "01.txt").write_text("\n".join(one.format(thing) for thing in ("泵站", "水塔", "水窖")), encoding="utf-8")
    assert not Snapshot.load(package.shipped_model).reader_parts
    monkeypatch.setattr(sys, "argv", ["compile", "--reader"])
    assert compiling.main() == 0
    trained = Snapshot.load(package.shipped_model).reader_parts
    assert set(trained) == set(READER)
    monkeypatch.setattr(sys, "argv", ["compile", "--learned"])
    assert compiling.main() == 0
    assert Snapshot.load(package.shipped_model).reader_parts == trained


def test_learning_anew_needs_no_snapshot_that_can_be_trusted(package: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (package.shipped_model / "levels.json").write_text("{}")
    monkeypatch.setattr(sys, "argv", ["compile", "--learned"])
    assert compiling.main() == 0
    assert Snapshot.load(package.shipped_model).manifest.seed == 1
