"""The service over loopback: /v1/suggest and /v1/audit against an address of the same application that does nothing.

    python -m tests.benchmarks.service [SECONDS] [WORKERS]

Told are requests a second, p50 and p99, and the memory of each worker, beside the median of the same calls in this process. The aims:
suggestions at least 0.7 × workers ÷ their median here, and a p50 over HTTP of at most that median and 5 ms. Nothing is asserted.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import httpx
import psutil
from tests.service.conftest import ROOT, free_port

import zhibiao
from zhibiao_service import examples

SHARE_AIM, LATENCY_AIM = 0.7, 0.005
SECONDS, WORKERS, SENDERS = 5.0, 2, 4
TABLE = examples.REQUESTS["/v1/audit"]
ASK = {"project": examples.REQUESTS["/v1/suggest"]["project"]}


def in_process(runs: int = 60) -> dict[str, float]:
    """Median seconds of a suggestion and an audit in this process, warm."""
    zb = zhibiao.load()
    project, table = zhibiao.Project(**ASK["project"]), zhibiao.TargetTable.model_validate(TABLE)
    found = {}
    for name, call in (("/v1/suggest", lambda: zb.suggest(project)), ("/v1/audit", lambda: zb.audit(table))):
        call()
        times = []
        for _ in range(runs):
            started = time.perf_counter()
            call()
            times.append(time.perf_counter() - started)
        found[name] = statistics.median(times)
    return found


def over_http(port: int, method: str, address: str, body: object, seconds: float, senders: int) -> list[float]:
    """Seconds of every request sent in ``seconds`` by ``senders`` clients at once, each on a connection of its own.

    The standard library's client: one that costs a millisecond a request measures itself on a machine of two cores.
    """
    content = json.dumps(body).encode() if body is not None else None
    headers = {"Content-Type": "application/json"} if content else {}
    times: list[float] = []

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        until = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < until:
            connection.request(method, address, content, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status >= 400:
                raise RuntimeError(f"{address} answered {answer.status}")
            times.append(time.perf_counter() - begun)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else WORKERS
    own = in_process()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "zhibiao", "serve", "--port", str(port), "--workers", str(workers)]
        command += ["--database", f"sqlite:///{folder}/feedback.sqlite3"]
        path = os.pathsep.join(str(ROOT / part) for part in ("src", "service"))
        server = subprocess.Popen(
            command, stderr=subprocess.DEVNULL, cwd=folder, env=os.environ | {"PYTHONPATH": path, "ZHIBIAO_SERVICE_PAGE": "false"}
        )
        url = f"http://127.0.0.1:{port}"
        try:
            ready = 0
            while ready < 20:  # whichever worker answers
                try:
                    ready = ready + 1 if httpx.get(f"{url}/readyz").status_code == 200 else 0
                except httpx.HTTPError:
                    ready = 0
                time.sleep(0.1)
            print(f"{workers} workers, {SENDERS} clients, {seconds:g} s each")
            for method, address, body in (("GET", "/healthz", None), ("POST", "/v1/suggest", ASK), ("POST", "/v1/audit", TABLE)):
                over_http(port, method, address, body, min(1.0, seconds), SENDERS)
                alone = sorted(over_http(port, method, address, body, seconds / 2, 1))
                times = sorted(over_http(port, method, address, body, seconds, SENDERS))
                rate, p50, p99 = len(times) / seconds, statistics.median(times), times[int(len(times) * 0.99)]
                line = f"{address:12} {rate:8.0f}/s  p50 {1000 * p50:6.1f} ms  p99 {1000 * p99:6.1f} ms"
                line += f"  one client p50 {1000 * statistics.median(alone):6.1f} ms"
                if address in own:
                    here = own[address]
                    line += f"  in process {1000 * here:.1f} ms: rate {rate * here / workers:.2f} (aim {SHARE_AIM}), "
                    line += f"+{1000 * (statistics.median(alone) - here):.1f} ms (aim {1000 * LATENCY_AIM:g})"
                print(line)
            for child in psutil.Process(server.pid).children():
                memory = child.memory_full_info()
                print(f"worker {child.pid}: {memory.rss / 2**20:.0f} MB resident, {memory.uss / 2**20:.0f} MB of its own")
        finally:
            server.terminate()
            server.wait(60)


if __name__ == "__main__":
    main()
