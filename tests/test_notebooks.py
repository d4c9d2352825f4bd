"""The notebooks run from the top, and what is kept of them is small, readable in a diff and of no particular machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("nbclient")
pytest.importorskip("sentence_transformers")

from tests.refresh_notebooks import FOLDER, PATHS, executed, notebooks, readable

MOST_BYTES = 1_500_000


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_cell_runs(path: Path, tmp_path: Path) -> None:
    notebook = executed(path, tmp_path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert code
    shown = [output for cell in code for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "error"]
    assert any("image/png" in output.get("data", {}) for output in shown)
    kept = json.loads(readable(notebook))
    assert not _paths(kept)


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_what_is_kept_names_no_place_on_a_machine(path: Path) -> None:
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert not _paths(kept)
    assert [cell for cell in kept["cells"] if cell.get("outputs")], "run `make notebooks`: nothing is shown"


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_what_is_kept_reads_well_in_a_diff(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == readable(json.loads(text)), "run `make notebooks`"


def test_the_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts) < MOST_BYTES


def test_a_font_is_named_or_the_lack_of_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.syspath_prepend(str(FOLDER))
    import showing

    monkeypatch.setattr(showing, "_found", lambda names: None)
    assert "fonts-noto-cjk" in showing.use_chinese_font()
    monkeypatch.setattr(showing, "_found", lambda names: "SimHei")
    assert "SimHei" in showing.use_chinese_font()
    assert showing.plt.rcParams["font.sans-serif"][0] == "SimHei"


def test_cells_of_a_table_cannot_break_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    import showing

    lines = showing.table(["名称", "数"], [["a|b\nc", 1], [None, 0.5]]).data.splitlines()
    assert lines == ["| 名称 | 数 |", "| --- | ---: |", "| a\\|b c | 1 |", "| — | 0.5 |"]


def _paths(notebook: dict) -> list[str]:  # type: ignore[type-arg]
    """Outputs that name a place on the machine they were made on."""
    texts = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            texts += ["".join(output.get("text", ()))]
            texts += ["".join(text) for kind, text in output.get("data", {}).items() if kind != "image/png"]
    return [text for text in texts if PATHS.search(text)]
