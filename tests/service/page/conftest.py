"""A browser before a served page: over the application with its API where that is there, and alone."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
ROOT = Path(__file__).parents[3]
HAS_API = importlib.util.find_spec("zhibiao_service.app") is not None
expect.set_options(timeout=20_000)  # two cores may be busy with other tests
SCREEN = {"width": 1366, "height": 768}


class Decided(NamedTuple):
    """What was kept of a decision: ``accepted`` and the like, the name of the row, the reason of a dismissal."""

    action: str
    name: str
    reason: str


@dataclass
class Served:
    """A page that answers, and what people decided on it."""

    url: str
    kind: str
    home: Path

    def decisions(self) -> set[Decided]:
        """Every decision that was kept: in the API's database, or in the file of a page without one."""
        if self.kind == "api":
            lines = httpx.get(f"{self.url}/v1/feedback/labels", trust_env=False).text.splitlines()
            kept = [json.loads(line) for line in lines]
            return {Decided(one["decision"], one.get("indicator", {}).get("name", ""), one.get("why", "")) for one in kept}
        path = self.home / "service" / "page-feedback.jsonl"
        bodies = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
        rows = {Decided(row["action"], (row.get("suggested") or row["final"])["name"], "") for body in bodies for row in body["rows"]}
        return rows | {Decided("dismissed", "", one["reason"]) for body in bodies for one in body["dismissed"]}

    def expect_kept(self, action: str, name: str = "", reason: str = "") -> None:
        """A decision is kept, or is within 20 s: what people decide is sent after what they see."""
        wanted = Decided(action, name, reason)
        for _ in range(100):
            if wanted in self.decisions():
                return
            time.sleep(0.2)
        raise AssertionError(f"{wanted} is not among {self.decisions()}")


@pytest.fixture(scope="session", params=["alone", *(["api"] if HAS_API else [])])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page on a free port, with a data folder of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp(f"page-{request.param}")
    hidden = {"ZHIBIAO_MODEL", "ZHIBIAO_CORPUS", "ZHIBIAO_LIBRARY", "ZHIBIAO_LANG"}
    inherited = {name: value for name, value in os.environ.items() if name not in hidden}
    paths = [str(ROOT / "src"), str(ROOT / "service"), inherited.get("PYTHONPATH", "")]
    command = [sys.executable, str(Path(__file__).with_name("page_server.py")), str(port), request.param, str(home)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=home, env=inherited | {"PYTHONPATH": os.pathsep.join(paths), "ZHIBIAO_HOME": str(home)}
        )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert process.poll() is None, (home / "log").read_text(encoding="utf-8", errors="replace")[-3000:]
            try:
                ready = httpx.get(f"{url}/readyz" if request.param == "api" else url, trust_env=False, timeout=5).is_success
            except httpx.HTTPError:
                ready = False
            if ready:
                break
            time.sleep(0.2)
        yield Served(url, request.param, home)
    finally:
        process.terminate()
        process.wait(30)
    problems = [line for line in (home / "log").read_text(encoding="utf-8", errors="replace").splitlines() if "Traceback" in line]
    assert problems == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; a visible skip without one, a failure where CI=true."""
    if BROWSER is None:
        assert os.environ.get("CI") != "true", "a browser is needed where CI=true"
        pytest.skip("no browser here")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-background-networking"])
        yield opened
        opened.close()


@pytest.fixture
def page(served: Served, browser: Browser) -> Iterator[Page]:
    """The page in a tab of a fresh profile. It must not fail, ask another host for anything, or show a dialog of the browser."""
    context = browser.new_context(viewport=SCREEN, accept_downloads=True)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.set_default_timeout(20_000)
    problems: list[str] = []
    hosts: set[str] = set()
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    tab.on("dialog", lambda dialog: problems.append(dialog.message))
    tab.on("request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
    tab.goto(served.url)
    tab.get_by_role("heading", name="从项目信息开始").wait_for()
    yield tab
    context.close()
    assert problems == []
    assert hosts == {served.url.removeprefix("http://")}
