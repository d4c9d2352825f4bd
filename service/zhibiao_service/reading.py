"""Documents from outside are read in processes of their own: one that takes too long, or too much memory, is killed with its process."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sys
from threading import Lock
from typing import Any

from pebble import ProcessExpired, ProcessPool

from zhibiao.domain.tables import Document
from zhibiao.messages import DocumentError, ZhibiaoError, say, speaking
from zhibiao_service.incoming import Upload
from zhibiao_service.problems import FieldError, Problem
from zhibiao_service.settings import Settings
from zhibiao_service.work import Gate

_ENOUGH = 200  # documents read by one process before a fresh one takes over: what a parser leaks is given back


class Reader:
    """Reads uploads. The bytes are handed over in memory, never by a path."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: Any = None
        self.gate = Gate(settings.upload_processes * 4 + settings.queue)
        self.killed = 0
        self._lock = Lock()

    async def read(self, upload: Upload) -> Document:
        """The document in an upload.

        :raises Problem: 422 naming the file and why it cannot be read, 429 when too many are waiting.
        """
        document: Document = await self._call(upload.name, _read, upload.data, upload.name)
        return document

    async def annotate(self, upload: Upload, report: Any, document: Document) -> bytes:
        """The user's own Word document with a comment at every finding; a fresh one for uploads that are no Word documents."""
        data: bytes = await self._call(upload.name, _annotate, upload.data, report, document)
        return data

    async def _call(self, name: str, job: Any, *args: Any) -> Any:
        self.gate.enter()
        try:
            seconds = self._settings.upload_seconds
            # in a thread, for starting a process takes a while
            future = await asyncio.to_thread(self._schedule, [say("zh", "en"), job, *args], seconds)
            try:
                refused, found = await asyncio.wrap_future(future)
            except TimeoutError:
                self.killed += 1
                raise _unreadable(
                    name,
                    say(f"{seconds:g}秒内没有读完，请拆成几个文件", f"could not be read within {seconds:g} s; split it"),
                ) from None
            except (ProcessExpired, MemoryError):
                self.killed += 1
                raise _unreadable(name, say("读取时内存不足，请拆成几个文件", "took too much memory; split it")) from None
            if refused is not None:
                raise Problem("unreadable-document", refused, [FieldError(field="file", message=refused)])
            return found
        finally:
            self.gate.leave()

    def _schedule(self, args: list[Any], seconds: float) -> Any:
        with self._lock:
            return self._processes().schedule(_spoken, args=args, timeout=seconds)

    def _processes(self) -> Any:
        if self._pool is None:
            method = "spawn" if sys.platform == "win32" else "forkserver"  # never fork: this process has threads
            self._pool = ProcessPool(
                max_workers=self._settings.upload_processes,
                max_tasks=_ENOUGH,
                initializer=_prepare,
                initargs=[self._settings.upload_memory],
                context=multiprocessing.get_context(method),
            )
        return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()


def _unreadable(name: str, why: str) -> Problem:
    return Problem("unreadable-document", say(f"“{name}”{why}。", f"{name} {why}."), [FieldError(field="file", message=why)])


def _prepare(memory: int) -> None:
    """In a new process: less memory than the machine has, no core dump, and the readers loaded before the first document."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import zhibiao.documents  # noqa: F401


def _spoken(language: str, job: Any, *args: Any) -> tuple[str | None, Any]:
    """What ``job`` gives, or the sentence with which it refused."""
    with speaking(language):
        try:
            return None, job(*args)
        except ZhibiaoError as error:
            return str(error), None
        except MemoryError:
            return say("文件读取时内存不足，请拆成几个文件。", "the document took too much memory; split it."), None
        except RecursionError:
            return say("文件嵌套过深，无法读取。", "the document is nested too deep to be read."), None


def _read(data: bytes, name: str) -> Document:
    import zhibiao

    document = zhibiao.parse(data, filename=name)
    if not document.tables:
        raise DocumentError(say(f"“{name}”里没有项目绩效目标表，请检查内容。", f"{name} holds no target table; check its content."))
    return document


def _annotate(data: bytes, report: Any, document: Document) -> bytes:
    from zhibiao.audit.report_docx import is_word, render_docx

    return render_docx(report, document, data if is_word(data) and document.file.lower().endswith(".docx") else None)
