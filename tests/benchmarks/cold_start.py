"""Cold start: ``zhibiao suggest`` against ``import sentence_transformers``, best of several runs taken in turn, and install size.

    python -m tests.benchmarks.cold_start [RUNS]

Taken in turn, so that a busy machine slows both. The aim is a quarter or less.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AIM = 0.25
SUGGEST = (
    *(sys.executable, "-m", "zhibiao", "suggest", "--name", "清水镇农村道路硬化工程", "--budget", "96万元"),
    *("--purpose", "硬化村内道路3.2公里，安装路灯40盏，受益群众1500人，2025年10月底前完工。", "--format", "json"),
)
IMPORT = (sys.executable, "-c", "import sentence_transformers")


def wall(command: tuple[str, ...]) -> float:
    """Seconds that a command takes, from start to exit."""
    with tempfile.TemporaryDirectory() as home:
        start = time.perf_counter()
        subprocess.run(command, env=os.environ | {"ZHIBIAO_HOME": home}, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start


def core_size() -> dict[str, int]:
    """Bytes on disk of every distribution that the core needs, the core itself left out in an editable install."""
    todo, sizes = ["zhibiao"], {}
    while todo:
        name = todo.pop()
        if name in sizes:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # needed on another system only
        located = (Path(str(distribution.locate_file(file))) for file in distribution.files or ())
        sizes[name] = sum(path.stat().st_size for path in located if path.is_file())
        for requirement in distribution.requires or ():
            if "extra ==" not in requirement:
                todo.append(_bare_name(requirement))
    return sizes


def _bare_name(requirement: str) -> str:
    end = next((place for place, sign in enumerate(requirement) if not (sign.isalnum() or sign in "-_.")), len(requirement))
    return requirement[:end].lower().replace("_", "-")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    against = importlib.util.find_spec("sentence_transformers") is not None
    suggest, imported = [], []
    for _ in range(runs):
        suggest.append(wall(SUGGEST))
        if against:
            imported.append(wall(IMPORT))
    line = f"zhibiao suggest {min(suggest):.2f} s (best of {runs}, median {sorted(suggest)[runs // 2]:.2f})"
    if against:
        ratio = min(suggest) / min(imported)
        verdict = "holds" if ratio <= AIM else "missed"
        line += f" · import sentence_transformers {min(imported):.2f} s · ratio {ratio:.2f} (aim {AIM}: {verdict})"
    print(line)
    sizes = core_size()
    largest = ", ".join(f"{name} {size / 1e6:.0f}" for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:5])
    print(f"core install {sum(sizes.values()) / 1e6:.0f} MB in {len(sizes)} packages (largest, MB: {largest})")


if __name__ == "__main__":
    main()
