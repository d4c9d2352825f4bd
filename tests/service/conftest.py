"""The service as its users meet it: in this process for most tests, as a process of its own where that matters."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import default_segmenter
from zhibiao.model.manifest import About
from zhibiao.model.snapshot import library_digest
from zhibiao.model.writing import write_snapshot
from zhibiao.paths import find_places
from zhibiao_service.app import create_app
from zhibiao_service.knowledge import Loaded
from zhibiao_service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "Running"]


def compile_snapshot(target: Path, exclude: tuple[str, ...] = ()) -> Path:
    """The shipped library as a snapshot without learned parts; ``exclude`` makes one of another version."""
    library = find_places().shipped / "library"
    segmenter = default_segmenter(library.parent / "lexicon")
    about = About(exclude=exclude)
    write_snapshot(target, load_library([library]), library_digest([library]), segmenter.terms, {}, about, None, lambda *_: "# 模型")
    return target


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_snapshot(tmp_path_factory.mktemp("models") / "tested")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, snapshot: Path, corpus: Path, tmp_path: Path) -> Settings:
    monkeypatch.setattr(Loaded, "warm", lambda self: None)  # seconds saved for each of many applications
    return Settings(model=str(snapshot), corpus=str(corpus), database=f"sqlite:///{tmp_path / 'feedback.sqlite3'}", page=False)


@contextlib.contextmanager
def serving(settings: Settings, **options: Any) -> Iterator[TestClient]:
    """A client of the application, once it is ready."""
    with TestClient(create_app(settings), **options) as client:
        wait_until(lambda: client.get("/readyz").status_code == 200)
        yield client


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def client(snapshot: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One application for all tests that leave it as it was; no keys."""
    database = tmp_path_factory.mktemp("service") / "feedback.sqlite3"
    with serving(Settings(model=str(snapshot), corpus=str(corpus), database=f"sqlite:///{database}", page=False)) as client:
        yield client


class Running:
    """``zhibiao serve`` in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, log: Path) -> None:
        self.process, self.url, self.log = process, url, log

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")[-3000:]
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        return False

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def workers(self) -> list[int]:
        """The worker processes: children of the parent that answer requests."""
        import psutil

        found = []
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                line = child.cmdline()
                if any("spawn_main" in part for part in line):
                    found.append(child.pid)
        return found


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@pytest.fixture
def start(settings: Settings, tmp_path: Path) -> Iterator[Start]:
    """Start the service with further options of the command line; it is stopped when the test ends."""
    running: list[Running] = []

    def start_(*options: str, ready: bool = True, **environment: str) -> Running:
        port = free_port()
        log = tmp_path / f"log-{len(running)}.jsonl"
        command = [sys.executable, "-m", "zhibiao", "serve", "--port", str(port), "--model", str(settings.model)]
        command += ["--corpus", str(settings.corpus), "--database", settings.database_url, *options]
        path = os.pathsep.join(str(ROOT / folder) for folder in ("src", "service"))
        with log.open("wb") as stream:
            process = subprocess.Popen(
                command, stdout=stream, stderr=stream, cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": path, "ZHIBIAO_SERVICE_PAGE": "false"} | environment,
            )  # fmt: skip
        found = Running(process, f"http://127.0.0.1:{port}", log)
        running.append(found)
        if ready:
            wait_until(found.ready)
        return found

    yield start_
    for one in running:
        if one.process.poll() is None:
            one.process.send_signal(signal.SIGTERM)
            try:
                one.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                one.process.kill()
                one.process.wait()
