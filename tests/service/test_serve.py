"""``zhibiao serve`` as a process: several workers, one of them killed, and a stop that finishes what is under way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from tests.service.conftest import ROOT, Start, wait_until

from zhibiao.client import Client, ServiceError
from zhibiao.domain.tables import Project, TargetTable
from zhibiao.knowledge.corpus import from_line
from zhibiao.recommend.suggestion import ModelName
from zhibiao_service import examples
from zhibiao_service.feedback import kept_tables
from zhibiao_service.settings import Settings

ROW = TargetTable.model_validate(examples.REQUESTS["/v1/audit"]).indicators[0]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def test_feedback_that_was_accepted_outlives_a_worker_killed_with_9(start: Start, settings: Settings) -> None:
    service = start("--workers", "2")
    wait_until(lambda: len(service.workers()) == 2)
    accepted: list[str] = []
    failed: list[BaseException] = []
    over = threading.Event()

    def send() -> None:
        with Client(service.url) as client:
            while not over.is_set():
                draft = str(uuid4())
                try:
                    client.feedback(
                        ModelName(name="a", version="b"), Project(name=f"项目{draft}"), [{"action": "added", "final": ROW}], draft=draft
                    )
                    accepted.append(draft)
                except BaseException as error:
                    failed.append(error)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(accepted) >= 10)
    victim = service.workers()[0]
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: victim not in service.workers() and len(service.workers()) == 2)
    then = len(accepted)
    wait_until(lambda: len(accepted) >= then + 10)
    over.set()
    for thread in threads:
        thread.join()
    assert not failed
    assert httpx.get(f"{service.url}/metrics").text.count('zhibiao_feedback_total{action="added"}') == 1  # added up over workers
    assert service.stop() in (0, -signal.SIGTERM)
    stored = {table.project.name for table in kept_tables(settings.database_url)}
    assert {f"项目{draft}" for draft in accepted} <= stored
    assert len(stored) == len(accepted)  # what was sent again was stored once


def test_a_stop_finishes_what_is_under_way_and_leaves_no_process(start: Start) -> None:
    import psutil

    service = start()
    document = {"file": ("a.txt", "无")}
    assert httpx.post(f"{service.url}/v1/parse", files=document, timeout=60).status_code == 422
    children = psutil.Process(service.process.pid).children(recursive=True)
    answers: list[int] = []
    body = [examples.REQUESTS["/v1/audit"]] * 250
    asking = threading.Thread(target=lambda: answers.append(httpx.post(f"{service.url}/v1/audit", json=body, timeout=60).status_code))
    asking.start()
    time.sleep(0.3)
    assert service.stop() in (0, -signal.SIGTERM)
    asking.join()
    assert answers == [200]
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
    assert "Traceback" not in service.log.read_text(encoding="utf-8")


def test_the_drafting_tool_of_the_examples_runs_to_the_end(start: Start, tmp_path: Path) -> None:
    import zhibiao

    service = start()
    target = tmp_path / "table.docx"
    command = [sys.executable, str(ROOT / "service" / "examples" / "drafting_tool.py"), service.url, str(target)]
    path = os.pathsep.join(str(ROOT / folder) for folder in ("src", "service"))
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": path}, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    assert "反馈已保存" in done.stdout.decode("utf-8")
    (table,) = zhibiao.parse(target).tables
    with Client(service.url) as client:
        (line,) = client.exported("corpus").splitlines()
    kept = from_line(line)
    assert [row.name for row in kept.indicators] == [row.name for row in table.indicators]


def test_a_client_tells_what_was_refused_and_that_nobody_answers(start: Start) -> None:
    service = start()
    with Client(service.url, patience=0, language="en") as client:
        with pytest.raises(ServiceError) as refused:
            client.values("道路硬化长度", Project(name="道路"), level2="天气指标")
        assert (refused.value.status, list(refused.value.fields)) == (422, ["level2"])
        assert "is no level 2" in str(refused.value)
        assert client.values("道路硬化长度", Project(name="道路", purpose="硬化道路3公里")).value is not None
        assert client.search("满意度", 3)
    service.stop()
    with Client(service.url, patience=0) as client, pytest.raises(ServiceError, match="连不上服务"):
        client.model()
