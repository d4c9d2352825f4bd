"""The snapshot that answers, one per process, and its successor: loaded beside it and put in its place between two requests."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import zhibiao
from zhibiao.domain.tables import Indicator, Project, TargetTable
from zhibiao.files import standing_folder
from zhibiao.knowledge.corpus import Corpus, table_files
from zhibiao.messages import ZhibiaoError, say
from zhibiao.model.manifest import MANIFEST
from zhibiao.paths import find_places
from zhibiao_service.problems import Problem
from zhibiao_service.settings import Settings
from zhibiao_service.shapes import CorpusCounts, ModelAnswer

_log = logging.getLogger("zhibiao.service")
_Stamp = tuple[tuple[str, int, int, int], ...]


class Loaded:
    """What is known, with what ``/v1/model`` says of it."""

    def __init__(self, zb: zhibiao.Zhibiao) -> None:
        self.zb = zb
        self.name, _, self.version = zb.model_name.rpartition(" ")

    @cached_property
    def about(self) -> ModelAnswer:
        snapshot = self.zb.snapshot
        taught = snapshot.manifest.corpus if snapshot else None
        return ModelAnswer(
            name=self.name,
            version=self.version,
            taught=CorpusCounts(**{field: getattr(taught, field) for field in CorpusCounts.model_fields}) if taught else None,
            corpus=_counts(self.zb.corpus),
            topics=len(self.zb.library.topics),
            newer_tables=self.zb.newer_tables,
            metrics=snapshot.manifest.metrics if snapshot else (),
            card=snapshot.card if snapshot else None,
        )

    def warm(self) -> None:
        """What is built at the first question (indexes, the encoder) is built before it takes its place."""
        project = Project(name="古籍修复经费", purpose="修复馆藏古籍120册", budget="12万元")
        row = Indicator(level1="产出指标", level2="质量指标", name="馆藏古籍修复完好率", description="修复后完好的占比", value="≥95%")
        self.zb.suggest(project)
        self.zb.audit(TargetTable(project=project, indicators=(row,)))
        self.zb.search("满意度")
        _ = self.about


def _counts(corpus: Corpus) -> CorpusCounts:
    files = {table.source.file for table in corpus.tables if table.source}
    rows = corpus.rows
    flagged = sum(bool(row.flags) for row in rows)
    return CorpusCounts(tables=len(corpus), documents=len(files), rows=len(rows), flagged=flagged)


def out_of_collection() -> None:
    """Corpus and library live as long as they are in use: the collector need not walk them again and again, which an answer
    would wait for. What they took the place of is collected once."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Knowledge:
    """Loads what is known and keeps it up to date. Requests hold what they began with; nobody waits for a successor."""

    def __init__(self, settings: Settings, swapped: Callable[[bool], None] = lambda well: None) -> None:
        self._settings, self._swapped = settings, swapped
        self._now: Loaded | None = None
        self._stamp: _Stamp | None = None

    @property
    def now(self) -> Loaded:
        """:raises Problem: 503 as long as nothing is loaded."""
        if self._now is None:
            raise Problem(
                "not-ready", say("模型正在加载，请稍后重试。", "the snapshot is being loaded; try again in a moment."), retry_after=2
            )
        return self._now

    @property
    def ready(self) -> Loaded | None:
        return self._now

    def refresh(self) -> bool:
        """Load if there is something new; the old stays where that fails. Not for the event loop.

        :return: whether something new has taken its place.
        """
        stamp = self._seen()
        if stamp == self._stamp:
            return False
        self._stamp = stamp  # what cannot be loaded is tried again when it has changed
        try:
            found = Loaded(zhibiao.load(model=self._settings.model, corpus=self._settings.corpus, library=self._settings.library))
            found.warm()
        except ZhibiaoError as error:
            _log.error("snapshot refused", extra={"event": "snapshot-refused", "reason": str(error)})
            self._swapped(False)
            if self._now is None:
                self._stamp = None  # with nothing to answer with, try until it works
            return False
        self._now = found
        out_of_collection()
        _log.info("snapshot loaded", extra={"event": "snapshot-loaded", "model": f"{found.name} {found.version}"})
        self._swapped(True)
        return True

    async def watch(self) -> None:
        """Look for something new as long as the process lives."""
        while True:
            try:
                await asyncio.to_thread(self.refresh)
            except Exception:  # a disk that is away for a while must not end the watch
                _log.exception("watching failed", extra={"event": "watch-failed"})
            await asyncio.sleep(self._settings.watch_seconds)

    def _seen(self) -> _Stamp:
        """What tells that something has changed: manifest and corpus files by time, inode and size."""
        places = find_places(model=self._settings.model, corpus=self._settings.corpus, library=self._settings.library)
        files = [standing_folder(places.model) / MANIFEST] if places.model is not None else []
        for folder in places.corpus:
            files += table_files(folder)
        return tuple(mark for path in files if (mark := _mark(path)) is not None)


def _mark(path: Path) -> tuple[str, int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return str(path), status.st_mtime_ns, status.st_ino, status.st_size
