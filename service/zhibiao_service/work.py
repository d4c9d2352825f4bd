"""Work that takes a processor, off the event loop: a few threads, and no more waiting for them than a client will wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from typing import TypeVar

from zhibiao.messages import say
from zhibiao_service.problems import Problem

T = TypeVar("T")
RETRY_AFTER = 2  # seconds


class Gate:
    """Counts what is running and waiting, and lets no more in than ``most``."""

    def __init__(self, most: int) -> None:
        self._most, self._inside, self._lock = most, 0, Lock()

    @property
    def inside(self) -> int:
        return self._inside

    def enter(self) -> None:
        """:raises Problem: 429 with Retry-After, when full."""
        with self._lock:
            if self._inside >= self._most:
                raise Problem(
                    "too-many-requests",
                    say(f"服务正忙，请{RETRY_AFTER}秒后重试。", f"the service is busy; try again in {RETRY_AFTER} seconds."),
                    retry_after=RETRY_AFTER,
                )
            self._inside += 1

    def leave(self, _: object = None) -> None:
        with self._lock:
            self._inside -= 1


class Work:
    """Threads for suggestions and audits.

    Python computes in one thread at a time: more than one is for fairness (a long audit beside short suggestions), not for speed, which
    comes with more worker processes.
    """

    def __init__(self, threads: int, queue: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="work")
        self.gate = Gate(threads + queue)

    async def run(self, job: Callable[[], T]) -> T:
        """The result of ``job``, which speaks the language in force here.

        :raises Problem: 429 when too many are waiting, and whatever ``job`` raises.
        """
        self.gate.enter()
        try:
            future: Future[T] = self._pool.submit(copy_context().run, job)
        except BaseException:
            self.gate.leave()
            raise
        future.add_done_callback(self.gate.leave)  # a client that has gone does not make room, the end of its work does
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Wait for what is running; what waits is dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)
