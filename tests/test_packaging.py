"""The wheel carries everything: into an empty folder it goes, and suggest and audit run from there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(folder),
        str(ROOT),
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_code_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    expected = {
        path.relative_to(source).as_posix()
        for path in (source / "zhibiao").rglob("*")
        if path.is_file() and path.suffix in (".py", ".toml", ".txt", ".yaml", ".typed", ".html")
    }
    service = ROOT / "service"
    expected |= {
        path.relative_to(service).as_posix()
        for path in (service / "zhibiao_service").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    for folder in ("corpus", "models"):
        expected |= {f"zhibiao/_shipped/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / folder).rglob("*") if path.is_file()}
    lessons = {name for name in expected if name.startswith("zhibiao/_shipped/corpus/descriptions/")}  # the snapshot holds what they teach
    assert lessons
    assert not expected - lessons - names
    assert not lessons & names
    assert any(name.startswith("zhibiao/_shipped/corpus/tables/") for name in names)
    assert not [name for name in names if name.endswith((".pkl", ".pickle", ".joblib", ".pyc"))]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_an_install_of_the_wheel_alone_runs_suggest_and_audit(wheel: Path, document: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel)]
    subprocess.run(command, capture_output=True, check=True)
    environment = os.environ | {"PYTHONPATH": str(target), "PYTHONDONTWRITEBYTECODE": "1"}
    ask = "import zhibiao; print(zhibiao.__file__, {hit.source for hit in zhibiao.load().search('满意度', 100)})"
    said = subprocess.run([sys.executable, "-c", ask], env=environment, cwd=tmp_path, capture_output=True, check=True).stdout.decode()
    assert str(target) in said  # the installed copy, not the checkout
    assert "'corpus'" in said
    assert "'library'" in said

    def run(*args: str) -> str:
        done = subprocess.run([sys.executable, "-m", "zhibiao", *args], env=environment, cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8")

    project = ("--name", "清水镇农村道路硬化工程", "--purpose", "硬化村内道路5.2公里，2025年10月底前完工", "--budget", "96万元")
    suggestion = json.loads(run("suggest", *project, "--format", "json"))
    assert len(suggestion["indicators"]) >= 8
    assert {"description", "library"} <= {source for row in suggestion["indicators"] for source in row["sources"]}
    assert json.loads(run("audit", str(document), "--format", "json"))["summary"]["error"] == 0


def test_the_core_declares_nothing_heavy() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = " ".join(project["dependencies"]).lower()
    for heavy in ("torch", "transformers", "scikit", "scipy", "pandas"):
        assert heavy not in core
    pinned = {line.split("==")[0].lower() for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if "==" in line}
    wanted = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    missing = [name for name in wanted if name.replace("[train]", "").split(">=")[0].strip().lower() not in pinned]
    assert not missing
