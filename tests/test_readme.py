"""The READMEs show what the program does today, and name only what is there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.refresh_readme import READMES, ROOT, demo_output, shown_output

from zhibiao.cli import app


@pytest.mark.skipif(shutil.which("sh") is None, reason="the demo is a shell script")
def test_the_demo_output_on_the_first_screen_is_current() -> None:
    output = demo_output()
    for name in READMES:
        assert shown_output((ROOT / name).read_text(encoding="utf-8")) == output, f"run `make readme`: {name} is out of date"


@pytest.mark.parametrize("name", READMES)
def test_every_command_named_is_a_command(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    known |= {group.name for group in app.registered_groups if group.name}
    used = set(re.findall(r"^(?:\$ )?zhibiao ([a-z]+)", text, re.MULTILINE))
    assert used <= known
    assert known <= used  # and every command is shown


@pytest.mark.parametrize("name", READMES)
def test_links_and_paths_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / target).exists(), target
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("name", READMES)
def test_the_python_example_runs(name: str, document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(document.parent)
    document.rename(document.with_name("a.docx"))
    exec(compile(example, name, "exec"), {})  # our own README, so that its example cannot go stale
