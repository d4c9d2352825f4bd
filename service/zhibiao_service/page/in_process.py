"""Answers from this process: no API in between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zhibiao.audit.findings import Report
from zhibiao.domain.tables import Project, TargetTable
from zhibiao.messages import InputError, say
from zhibiao.paths import home
from zhibiao.recommend.suggestion import Suggestion, ValueSuggestion
from zhibiao.search import IndicatorHit
from zhibiao_service.page.backend import Feedback, Reviewed
from zhibiao_service.page.local import Local
from zhibiao_service.page.settings import PageSettings
from zhibiao_service.page.workers import Reader

if TYPE_CHECKING:
    from zhibiao.api import Zhibiao


class InProcess(Local):
    """A :class:`~zhibiao_service.page.backend.Backend` over :func:`zhibiao.load`; work runs in threads, uploads are read in a process."""

    def __init__(self, settings: PageSettings, known: Callable[[], Zhibiao] | None = None) -> None:
        super().__init__(settings, known)
        self._reader = Reader(settings.upload_seconds)

    async def suggest(self, project: Project) -> Suggestion:
        """See :meth:`zhibiao.api.Zhibiao.suggest`."""
        return await self.threads.run(lambda: self.known.suggest(project))

    async def values(self, name: str, level2: str | None, project: Project) -> ValueSuggestion:
        """See :meth:`zhibiao.api.Zhibiao.values`."""
        return await self.threads.run(lambda: self.known.values(name, project, level2=level2))

    async def audit(self, table: TargetTable) -> Report:
        """The findings of one table."""
        return await self.threads.run(lambda: self.known.audit(table))

    async def review(self, name: str, data: bytes) -> Reviewed:
        """Read and audit an uploaded document.

        :raises DocumentError: one that cannot be read.
        """
        document = await self._reader.read(data, name)
        report = await self.threads.run(lambda: self.known.audit(document))
        return Reviewed(name, data, document, report)

    async def search(self, text: str, limit: int = 30) -> Sequence[IndicatorHit]:
        """Indicators of corpus and library whose names share words with ``text``."""
        return await self.threads.run(lambda: self.known.search(text, limit))

    async def warm(self) -> None:
        """As :meth:`Local.warm`; the process that reads documents is started as well."""
        self._reader.warm()
        await super().warm()

    async def close(self) -> None:
        """Let go of the process that reads documents as well."""
        await super().close()
        self._reader.close()

    async def admits(self) -> bool:
        """Whether whoever asks may: without an API there are no keys."""
        return True

    async def feedback(self, feedback: Feedback) -> None:
        """Append what people decided to a file of JSON lines in the user's data folder: the bodies that ``/v1/feedback`` takes.

        :raises InputError: a file that cannot be written.
        """
        path = home() / "service" / "page-feedback.jsonl"
        line = json.dumps(feedback.body(), ensure_ascii=False) + "\n"
        try:
            await asyncio.to_thread(_append, path, line)
        except OSError as error:
            raise InputError(
                say(
                    f"反馈没有记下：不能写“{path.name}”（{error.strerror}），请告诉管理员。",
                    f"feedback was not kept: cannot write {path.name} ({error.strerror}); tell the administrator.",
                )
            ) from None


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(line)
