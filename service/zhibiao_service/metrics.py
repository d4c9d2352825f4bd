"""What Prometheus is told. With several workers the numbers of all are added up, through files that prometheus-client keeps."""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # read by prometheus-client when it is imported
_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """The counters of one process. Labels are routes, never paths: nothing a client writes becomes a label."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        of = self._registry
        self.requests = Counter("zhibiao_requests", "requests answered", ("method", "route", "status"), registry=of)
        self.seconds = Histogram("zhibiao_request_seconds", "time to answer", ("route",), buckets=_BUCKETS, registry=of)
        self.waiting = Gauge("zhibiao_work_inside", "requests running or waiting", registry=of, multiprocess_mode="livesum")
        self.killed = Counter("zhibiao_uploads_killed", "documents whose reading was stopped", registry=of)
        self.swaps = Counter("zhibiao_snapshot_loads", "snapshots loaded or refused", ("result",), registry=of)
        self.feedback = Counter("zhibiao_feedback", "decisions stored", ("action",), registry=of)

    def text(self) -> bytes:
        """The exposition format of Prometheus."""
        if os.environ.get(SHARED):
            shared = CollectorRegistry()
            MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
            return generate_latest(shared)
        return generate_latest(self._registry)
