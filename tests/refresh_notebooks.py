"""``make notebooks``: runs every notebook from the top and keeps what it shows, in a form that reads well in a diff.

Notebooks run in a copy of their folder, with nobody's own corpus, model or settings in the way. What is kept has no execution counts,
no times and no paths of the machine it ran on.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "notebooks"
PATHS = re.compile(r"(?<![\w.])/(?:home|root|Users|tmp|var|private|usr|opt|work|mnt)/|[A-Za-z]:\\\\?\w|file://|site-packages")
_METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
_LONGEST = 1800  # seconds a cell may take, on a machine that does other things too


def notebooks() -> list[Path]:
    """The notebooks, in the order in which they are read."""
    return sorted(FOLDER.glob("*.ipynb"))


def executed(path: Path, folder: Path) -> nbformat.NotebookNode:
    """The notebook run from the top in a copy under ``folder``, with a home of its own there.

    :raises nbclient.exceptions.CellExecutionError: a cell that fails.
    """
    place = folder / "notebooks"
    shutil.copytree(FOLDER, place, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    named = dict.fromkeys(("ZHIBIAO_MODEL", "ZHIBIAO_CORPUS", "ZHIBIAO_LIBRARY", "ZHIBIAO_LANG", "ZHIBIAO_NOTEBOOK_FULL"))
    home = {"ZHIBIAO_HOME": str(folder / "home"), "IPYTHONDIR": str(folder / "ipython"), "TQDM_DISABLE": "1"}
    temporary = folder / "temporary"
    temporary.mkdir()
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=_LONGEST, kernel_name="python3", record_timing=False, resources={"metadata": {"path": str(place)}}
    )
    with _environment({**named, **home, "TMPDIR": str(temporary)}):
        client.execute()
    return notebook


class _environment:
    """Environment variables set (``None``: unset) for a while; a kernel inherits them."""

    def __init__(self, wanted: Mapping[str, str | None]) -> None:
        self._wanted = wanted

    def __enter__(self) -> None:
        self._before = {name: os.environ.get(name) for name in self._wanted}
        self._set(self._wanted)

    def __exit__(self, *_: object) -> None:
        self._set(self._before)

    def _set(self, values: Mapping[str, str | None]) -> None:
        for name, value in values.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def readable(notebook: Mapping[str, Any]) -> str:
    """A notebook as it is kept: numbered cells, one line of source a line, Chinese as it is, nothing that changes without a cause."""
    cells = []
    for number, cell in enumerate(notebook["cells"], start=1):
        kept = {"cell_type": cell["cell_type"], "id": f"cell-{number:02d}", "metadata": {}, "source": _lines(cell["source"])}
        if cell["cell_type"] == "code":
            kept |= {"execution_count": None, "outputs": [_output(one) for one in cell["outputs"]]}
        cells.append(kept)
    whole = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _output(output: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {"output_type": output["output_type"]}
    if output["output_type"] == "stream":
        return kept | {"name": output["name"], "text": _lines(output["text"])}
    data = dict(output["data"])
    if len(data) > 1:
        data.pop("text/plain", None)  # <IPython.core.display.Markdown object>
    kept |= {"data": {kind: text if kind == "image/png" else _lines(text) for kind, text in data.items()}, "metadata": {}}
    return kept | ({"execution_count": None} if output["output_type"] == "execute_result" else {})


def _lines(text: str | list[str]) -> list[str]:
    return ("".join(text)).splitlines(keepends=True)


def main(wanted: Sequence[str]) -> None:
    for path in notebooks():
        if wanted and not path.name.startswith(tuple(wanted)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(readable(executed(path, Path(folder))), encoding="utf-8")
        print(f"{path.name}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])  # the beginnings of names: 01 03
