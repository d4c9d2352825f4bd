"""The service under mixed load for minutes: memory, feedback, a snapshot that is swapped and a worker that is killed.

    python -m tests.benchmarks.endurance [MINUTES] [WORKERS]

Four clients send suggestions, audits, values and feedback, ten requests a second each at most. A fourth of the way in a worker is
killed with -9, half way the snapshot is replaced by one of another version. Told are: requests and those that failed, memory of the
service's processes (of the last two fifths of the time, the second half beside the first), which snapshots answered, and whether every
feedback that was accepted is in the database once. Nothing is asserted.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
from tests.service.conftest import ROOT, compile_snapshot, free_port

import zhibiao
from zhibiao.client import Client
from zhibiao.domain import Project
from zhibiao.recommend.suggestion import ModelName
from zhibiao_service import examples
from zhibiao_service.feedback import kept_tables

MINUTES, WORKERS, SENDERS, PAUSE = 10.0, 2, 4, 0.1
_SETTLED = 0.6  # of the time; by then the swap is over
_ACCEPTED = {"action": "added", "final": {"level1": "产出指标", "level2": "数量指标", "name": "道路硬化长度", "value": "≥2公里"}}
_SHIPPED = ROOT / "models" / "default"


class Load:
    """What the clients send and what became of it."""

    def __init__(self, url: str) -> None:
        self.url, self.over = url, threading.Event()
        self.accepted: list[str] = []
        self.answered: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.versions: Counter[str] = Counter()

    def send(self, seed: int) -> None:
        """One client until :attr:`over`."""
        chance = random.Random(seed)
        topics = zhibiao.load().library.topics
        with httpx.Client(base_url=self.url, timeout=30) as plain, Client(self.url) as client:
            while not self.over.is_set():
                kind = chance.choice(("suggest", "suggest", "audit", "values", "feedback"))
                topic = topics[chance.randrange(len(topics))]
                project = {"name": chance.choice(topic.projects), "purpose": chance.choice(topic.purposes), "budget": "96万元"}
                try:
                    if kind == "feedback":
                        draft = str(uuid4())
                        client.feedback(ModelName(name="default", version="load"), Project(name=draft), [_ACCEPTED], draft=draft)
                        self.accepted.append(draft)
                    else:
                        body = {
                            "suggest": {"project": project},
                            "values": {"project": project, "indicator": topic.indicators[0].name},
                            "audit": examples.REQUESTS["/v1/audit"],
                        }[kind]
                        plain.post(f"/v1/{kind}", json=body).raise_for_status()
                    self.answered[kind] += 1
                    self.versions[plain.get("/v1/model").json()["version"]] += 1
                except Exception as error:
                    self.failed[f"{kind} {type(error).__name__}"] += 1
                time.sleep(PAUSE)


def memory(parent: int) -> float:
    """MB of its own of the service's processes together."""
    processes = [psutil.Process(parent), *psutil.Process(parent).children(recursive=True)]
    return sum(process.memory_full_info().uss for process in processes) / 2**20


def workers(parent: int) -> list[int]:
    """The processes that answer requests."""
    return [child.pid for child in psutil.Process(parent).children() if any("spawn_main" in part for part in child.cmdline())]


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    count = int(sys.argv[2]) if len(sys.argv) > 2 else WORKERS
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        model, database = Path(place) / "model", f"sqlite:///{place}/feedback.sqlite3"
        shutil.copytree(_SHIPPED, model)
        command = [sys.executable, "-m", "zhibiao", "serve", "--port", str(port), "--workers", str(count)]
        path = os.pathsep.join(str(ROOT / part) for part in ("src", "service"))
        server = subprocess.Popen(
            [*command, "--model", str(model), "--database", database],
            stderr=subprocess.DEVNULL, cwd=place, env=os.environ | {"PYTHONPATH": path, "ZHIBIAO_SERVICE_PAGE": "false"},
        )  # fmt: skip
        try:
            load, taken = _under_load(server.pid, f"http://127.0.0.1:{port}", model, 60 * minutes)
        finally:
            server.terminate()
            server.wait(60)
        stored = Counter(table.project.name for table in kept_tables(database))
    _tell(load, taken, stored, minutes)


def _under_load(parent: int, url: str, model: Path, seconds: float) -> tuple[Load, list[tuple[float, float]]]:
    while True:
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                break
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    load = Load(url)
    threads = [threading.Thread(target=load.send, args=(seed,)) for seed in range(SENDERS)]
    for thread in threads:
        thread.start()
    began, taken = time.monotonic(), list[tuple[float, float]]()
    deeds = [(0.25, lambda: os.kill(workers(parent)[0], signal.SIGKILL)), (0.5, lambda: compile_snapshot(model, exclude=("*.none",)))]
    while (gone := time.monotonic() - began) < seconds:
        if deeds and gone >= deeds[0][0] * seconds:
            deeds.pop(0)[1]()
        with contextlib.suppress(psutil.Error):  # a worker that was just killed
            taken.append((gone / seconds, memory(parent)))
        time.sleep(2)
    load.over.set()
    for thread in threads:
        thread.join()
    return load, taken


def _tell(load: Load, taken: list[tuple[float, float]], stored: Counter[str], minutes: float) -> None:
    print(f"{minutes:g} minutes: answered {dict(load.answered)} · failed {dict(load.failed) or 'none'} · by snapshot {dict(load.versions)}")
    late = [mb for part, mb in taken if part >= _SETTLED]
    before, last = (statistics.mean(some) for some in (late[: len(late) // 2], late[len(late) // 2 :]))
    print(f"memory of all processes: {before:.0f} MB, at the end {last:.0f} MB ({100 * (last / before - 1):+.1f} %)")
    lost = [draft for draft in load.accepted if stored[draft] != 1]
    print(f"feedback accepted {len(load.accepted)} · in the database {sum(stored.values())} · lost or doubled {len(lost)}")


if __name__ == "__main__":
    main()
