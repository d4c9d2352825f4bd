"""What the main job may cost to import: nothing heavy, and next to nothing for the package itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "sklearn",
    "scipy",
    "pandas",
    "fastapi",
    "sqlalchemy",
    "zhibiao_service",
)

JOB = """
import sys
import zhibiao
light = set(sys.modules)
from zhibiao.cli import run
codes = [
    run(["parse", sys.argv[1], "--format", "json"]),
    run(["audit", sys.argv[1]]),
    run(["suggest", "--name", "清水镇农村道路硬化工程", "--purpose", "硬化村内道路5.2公里", "--budget", "96万元"]),
]
zb = zhibiao.load()
zb.values("道路硬化长度", zhibiao.Project(name="道路硬化"))
zb.search("道路")
assert not [name for name in sys.modules if name.split(".")[0] in %r], sorted(sys.modules)
assert codes == [0, 0, 0], codes
for name in ("pydantic", "numpy", "jieba", "lxml", "rich", "typer", "docx", "yaml"):
    assert name not in light, name
"""


def test_the_main_job_imports_nothing_heavy(document: Path) -> None:
    done = subprocess.run([sys.executable, "-c", JOB % (HEAVY,), str(document)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""


def test_importing_the_package_takes_under_50_ms() -> None:
    measure = "import time; start = time.perf_counter(); import zhibiao; print(time.perf_counter() - start)"
    times = [float(subprocess.run([sys.executable, "-c", measure], capture_output=True, check=True).stdout) for _ in range(3)]
    assert min(times) < 0.05


def test_only_the_command_line_knows_the_service() -> None:
    package = Path(__import__("zhibiao").__file__).parent
    knowing = {
        file.name
        for file in package.rglob("*.py")
        if "import zhibiao_service" in (text := file.read_text(encoding="utf-8")) or "from zhibiao_service" in text
    }
    assert knowing <= {"cli_serve.py", "cli_retrain.py"}


def test_imports_point_one_way() -> None:
    """language < domain < documents, knowledge < model < recommend < audit < learn < the command line."""
    import ast

    order = ["language", "domain", ("documents", "knowledge"), "model", "recommend", "audit", "learn"]
    rank = {name: place for place, names in enumerate(order) for name in ([names] if isinstance(names, str) else names)}
    package = Path(__import__("zhibiao").__file__).parent
    wrong = []
    for file in sorted(package.rglob("*.py")):
        mine = rank.get(file.relative_to(package).parts[0])
        if mine is None:
            continue  # the command line and what it is made of may import everything
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                parts = name.split(".")
                if (
                    parts[0] == "zhibiao"
                    and len(parts) > 1
                    and parts[1] not in ("messages", "files", "paths")
                    and rank.get(parts[1], 99) > mine
                ):
                    wrong.append(f"{file.relative_to(package)} imports {name}")
    assert not wrong
