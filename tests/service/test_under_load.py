"""Too many at once, a new snapshot in the middle, a body that never ends, a defect of our own."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from tests.service.conftest import compile_snapshot, serving, wait_until

import zhibiao
from zhibiao_service import examples
from zhibiao_service.app import create_app
from zhibiao_service.settings import Settings

ASK = examples.REQUESTS["/v1/suggest"]


def test_when_the_queue_is_full_the_next_is_told_when_to_come_back(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    entered, leave = threading.Semaphore(0), threading.Event()
    own = zhibiao.Zhibiao.suggest

    def slow(self: Any, *args: Any, **options: Any) -> Any:
        entered.release()
        leave.wait(30)
        return own(self, *args, **options)

    with serving(settings.model_copy(update={"threads": 1, "queue": 2})) as client, ThreadPoolExecutor(3) as senders:
        monkeypatch.setattr(zhibiao.Zhibiao, "suggest", slow)
        waiting = [senders.submit(client.post, "/v1/suggest", json=ASK) for _ in range(3)]
        entered.acquire(timeout=30)
        wait_until(lambda: client.app.state.service.work.gate.inside == 3)  # type: ignore[attr-defined]
        refused = client.post("/v1/suggest", json=ASK)
        assert (refused.status_code, refused.json()["type"]) == (429, "urn:zhibiao:problem:too-many-requests")
        assert int(refused.headers["Retry-After"]) >= 1
        assert client.get("/healthz").status_code == 200  # the event loop is free
        leave.set()
        assert [one.result().status_code for one in waiting] == [200, 200, 200]
        assert client.post("/v1/suggest", json=ASK).status_code == 200


def test_connections_are_closed_now_and_then_where_another_worker_may_take_them(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhibiao_service.envelope.random.random", lambda: 0.0)
    for workers, parting in ((1, None), (2, "close")):
        with serving(settings.model_copy(update={"workers": workers})) as client:
            answer = client.post("/v1/suggest", json=ASK)
            assert (answer.status_code, answer.headers.get("Connection")) == (200, parting)


def test_before_the_snapshot_is_loaded_the_service_is_up_but_not_ready(settings: Settings, tmp_path: Path, snapshot: Path) -> None:
    late = tmp_path / "late"
    late.mkdir()
    with TestClient(create_app(settings.model_copy(update={"model": str(late), "watch_seconds": 0.1}))) as client:
        assert client.get("/healthz").status_code == 200
        for answer in (client.get("/readyz"), client.post("/v1/suggest", json=ASK), client.get("/v1/model")):
            assert (answer.status_code, answer.json()["type"]) == (503, "urn:zhibiao:problem:not-ready")
            assert answer.headers["Retry-After"]
        for file in snapshot.rglob("*"):
            if file.is_file():
                target = late / file.relative_to(snapshot)
                target.parent.mkdir(exist_ok=True)
                target.write_bytes(file.read_bytes())
        wait_until(lambda: client.get("/readyz").status_code == 200)


def test_a_new_snapshot_takes_over_without_dropping_a_request(settings: Settings, tmp_path: Path) -> None:
    place = compile_snapshot(tmp_path / "models" / "live")
    with serving(settings.model_copy(update={"model": str(place), "watch_seconds": 0.1})) as client:
        before = client.get("/v1/model").json()["version"]
        answers: list[httpx.Response] = []
        over = threading.Event()

        def ask() -> None:
            while not over.is_set():
                answers.append(client.post("/v1/suggest", json=ASK))

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        compile_snapshot(place, exclude=("不存在.docx",))
        wait_until(lambda: client.get("/v1/model").json()["version"] != before)
        over.set()
        for thread in threads:
            thread.join()
        after = client.get("/v1/model").json()["version"]
        assert {answer.status_code for answer in answers} == {200}
        assert {answer.json()["model"]["version"] for answer in answers} <= {before, after}
        for answer in answers:  # the header tells of the snapshot that answered, not of the one there is by now
            assert answer.headers["X-Zhibiao-Model"] == f"live {answer.json()['model']['version']}"

        (place / "library.json").write_bytes(b"{}")
        manifest = place / "manifest.json"
        manifest.write_bytes(manifest.read_bytes() + b"\n")
        wait_until(lambda: 'zhibiao_snapshot_loads_total{result="refused"}' in client.get("/metrics").text)
        assert client.get("/v1/model").json()["version"] == after  # what is damaged takes nobody's place
        assert client.post("/v1/suggest", json=ASK).status_code == 200


def test_a_body_that_does_not_come_to_an_end_is_given_up(settings: Settings) -> None:
    async def ask() -> httpx.Response:
        app = create_app(settings.model_copy(update={"body_seconds": 0.2}))

        async def slowly() -> Any:
            yield b"{"
            await asyncio.sleep(5)

        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
            while (await client.get("/readyz")).status_code != 200:
                await asyncio.sleep(0.1)
            return await client.post("/v1/suggest", content=slowly(), headers={"Content-Type": "application/json"})

    with ThreadPoolExecutor(1) as aside:  # a browser driver may have left a loop running in this thread
        answer = aside.submit(asyncio.run, ask()).result()
    assert (answer.status_code, answer.json()["type"]) == (408, "urn:zhibiao:problem:too-slow")


@pytest.fixture
def broken(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with serving(settings, raise_server_exceptions=False) as client:

        def fail(*_: Any, **__: Any) -> Any:
            raise KeyError("机密工程三公里")

        monkeypatch.setattr(zhibiao.Zhibiao, "suggest", fail)
        yield client


def test_a_defect_of_our_own_is_a_problem_that_shows_nothing(broken: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("zhibiao.service").propagate = True
    with caplog.at_level(logging.INFO, logger="zhibiao.service"):
        answer = broken.post("/v1/suggest", json=ASK)
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:zhibiao:problem:internal")
    assert answer.headers["X-Request-ID"] in answer.json()["detail"]
    assert "机密" not in answer.text
    from zhibiao_service.logs import JsonLines

    lines = [JsonLines().format(record) for record in caplog.records if record.name == "zhibiao.service"]
    assert any('"error": "KeyError"' in line for line in lines)
    assert not any("机密" in line for line in lines)


def test_a_long_audit_leaves_the_event_loop_free(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    leave = threading.Event()
    monkeypatch.setattr(zhibiao.Zhibiao, "search", lambda *_, **__: leave.wait(30) and [])
    with serving(settings.model_copy(update={"threads": 2})) as client, ThreadPoolExecutor(1) as senders:
        leave.clear()
        waiting = senders.submit(client.get, "/v1/indicators?q=x")
        time.sleep(0.1)
        assert client.post("/v1/suggest", json=ASK).status_code == 200
        leave.set()
        assert waiting.result().status_code == 200
