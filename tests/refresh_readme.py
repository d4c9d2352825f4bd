"""``make readme``: puts the demo's output, as it is now, between the marks in both READMEs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
BEGIN, END = "<!-- demo -->\n```text\n", "```\n<!-- /demo -->"


def demo_output() -> str:
    """What ``make demo`` prints, run with the interpreter that runs this."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    done = subprocess.run(["sh", "tests/demo.sh"], cwd=ROOT, env=os.environ | {"PATH": path}, capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def shown_output(readme: str) -> str:
    """The output that a README shows."""
    _, found, after = readme.partition(BEGIN)
    if not found:
        raise ValueError(f"the README has no {BEGIN.strip()!r}")
    return after.partition(END)[0]


def main() -> None:
    output = demo_output()
    for name in READMES:
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(BEGIN + shown_output(text) + END, BEGIN + output + END), encoding="utf-8")


if __name__ == "__main__":
    main()
