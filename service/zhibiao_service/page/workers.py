"""Work off the event loop: threads for what is ours, a process that can be killed for reading what strangers send."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import ParamSpec, TypeVar

import zhibiao
from zhibiao.domain.tables import Document
from zhibiao.files import shown_name
from zhibiao.messages import DocumentError, say, speaking

T = TypeVar("T")
P = ParamSpec("P")


class Threads:
    """A few threads that speak the caller's language."""

    def __init__(self, count: int = 2) -> None:
        self._pool: Executor = ThreadPoolExecutor(count, thread_name_prefix="page")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``work`` in a thread and wait for it."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(context.run, work, *args, **kwargs))

    def close(self) -> None:
        """Wait for what runs and drop what does not."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _read(data: bytes, name: str, language: str) -> Document:
    with speaking(language):
        return zhibiao.parse(data, filename=name)


def _prepared() -> None:
    import zhibiao.documents  # noqa: F401  what reads documents is loaded before the first one


class Reader:
    """Reads uploaded documents one after another in a process of its own, which is killed at the time limit."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._pool: ProcessPoolExecutor | None = None

    async def read(self, data: bytes, name: str) -> Document:
        """What is in a document.

        :raises DocumentError: a file that cannot be read, or not in time.
        """
        async with self._turn:
            work = asyncio.get_running_loop().run_in_executor(self._ready(), _read, data, name, say("zh", "en"))
            try:
                return await asyncio.wait_for(work, self._seconds)
            except TimeoutError:
                self.close()
                raise DocumentError(
                    say(
                        f"“{shown_name(name)}”读取超过{self._seconds:g}秒，已停止；请拆成较小的文件再上传。",
                        f"reading {shown_name(name)} took over {self._seconds:g} s and was stopped; upload smaller files.",
                    )
                ) from None
            except BrokenProcessPool:
                self.close()
                raise DocumentError(
                    say(
                        f"“{shown_name(name)}”读取时出错中断，请检查文件后重新上传。",
                        f"reading {shown_name(name)} broke off; check the file and upload it again.",
                    )
                ) from None

    def warm(self) -> None:
        """Start the process, so that the first document need not wait for it."""
        self._ready().submit(_prepared)

    def _ready(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        return self._pool

    def close(self) -> None:
        """Kill the process, whatever it does; the next document starts another."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        for process in list((pool._processes or {}).values()):
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
