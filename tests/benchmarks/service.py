"""The service over loopback: /v1/suggest and /v1/audit against an address of the same application that does nothing.

    python -m tests.benchmarks.service [SECONDS] [WORKERS]

Told are requests a second, p50 and p99, what a request takes of a processor in the workers, and the memory of each worker, beside the
median of the same calls in this process. The aims: suggestions at least 0.7 × workers ÷ their median here, and a p50 over HTTP of at most
that median and 5 ms. Where something else computes too, only the time of the processor can be compared. Nothing is asserted.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import httpx
import psutil
from tests.benchmarks.endurance import workers as worker_pids
from tests.service.conftest import ROOT, free_port

import zhibiao
from zhibiao_service import examples

SHARE_AIM, LATENCY_AIM = 0.7, 0.005
SECONDS, WORKERS, SENDERS = 5.0, 2, 4
APART = 0.02  # seconds between two connections that are opened
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
    """Seconds of every request sent in ``seconds`` over ``senders`` connections at once, each kept alive until the service closes it.

    They are opened one after the other: a worker that is idle takes all that wait at the door, and the others would have none at first.

    The request is written as bytes and of the answer only status and length are read: what a client costs is taken from the workers, where
    both share processors, and a whole HTTP client costs as much as the service itself without the suggestion.
    """
    content = json.dumps(body).encode() if body is not None else b""
    head = f"{method} {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}"
    request = head.encode() + b"\r\n\r\n" + content
    times: list[float] = []

    async def send(number: int, until: float) -> None:
        await asyncio.sleep(number * APART)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.perf_counter()) < until:
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 2"):
                raise RuntimeError(f"{address} answered {answer.decode()}")
            fields = answer.lower()
            await reader.readexactly(int(fields.partition(b"content-length:")[2].partition(b"\r\n")[0]))
            times.append(time.perf_counter() - begun)
            if b"connection: close" in fields:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    async def all_of_them() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(send(number, until) for number in range(senders)))

    asyncio.run(all_of_them())
    return times


def processor_seconds(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


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
            processes = [psutil.Process(pid) for pid in (worker_pids(server.pid) if workers > 1 else [server.pid])]
            print(f"{workers} workers, {SENDERS} clients, {seconds:g} s each")
            for method, address, body in (("GET", "/healthz", None), ("POST", "/v1/suggest", ASK), ("POST", "/v1/audit", TABLE)):
                over_http(port, method, address, body, min(1.0, seconds), SENDERS)
                alone = sorted(over_http(port, method, address, body, seconds / 2, 1))
                before = processor_seconds(processes)
                times = sorted(over_http(port, method, address, body, seconds, SENDERS))
                cost = (processor_seconds(processes) - before) / len(times)
                rate, p50, p99 = len(times) / seconds, statistics.median(times), times[int(len(times) * 0.99)]
                line = f"{address:12} {rate:8.0f}/s  p50 {1000 * p50:6.1f} ms  p99 {1000 * p99:6.1f} ms  processor {1000 * cost:4.2f} ms"
                line += f"  one client p50 {1000 * statistics.median(alone):6.1f} ms"
                if address in own:
                    here = own[address]
                    line += f"  in process {1000 * here:.1f} ms: rate {rate * here / workers:.2f} (aim {SHARE_AIM}), "
                    line += f"+{1000 * (statistics.median(alone) - here):.1f} ms (aim {1000 * LATENCY_AIM:g})"
                print(line)
            for process in processes:
                memory = process.memory_full_info()
                print(f"worker {process.pid}: {memory.rss / 2**20:.0f} MB resident, {memory.uss / 2**20:.0f} MB of its own")
        finally:
            server.terminate()
            server.wait(60)


if __name__ == "__main__":
    main()
