"""``zhibiao serve``: what must be true before the doors open, then uvicorn with its workers, and the page beside them."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from zhibiao.messages import InputError, say
from zhibiao.model.snapshot import Snapshot
from zhibiao.paths import existing, find_places
from zhibiao_service.database import migrate, open_database
from zhibiao_service.keys import Keys
from zhibiao_service.settings import Settings

GRACE = 30  # seconds that requests under way are given when the service is told to stop
_AGAIN = 2  # seconds before a page process that ended is started anew
_APP = "zhibiao_service.app:from_environment"


def check(settings: Settings) -> None:
    """Refuse what could not work, or would be open to everybody, before anything is started.

    :raises InputError: an address beyond this machine without keys, keys or a database that cannot be used, a folder that is not there.
    :raises ModelError: a snapshot that cannot be used.
    """
    if not settings.on_loopback and not settings.has_keys:
        raise InputError(
            say(
                f"在 {settings.host} 上提供服务必须有密钥，否则任何人都能使用：请先运行 zhibiao keys new --role draft --keys keys.txt，"
                "再用 --keys keys.txt 启动；只在本机使用请用 --host 127.0.0.1。",
                f"listening on {settings.host} needs keys, or anybody could use it: run zhibiao keys new --role draft --keys keys.txt "
                "first and start with --keys keys.txt; for this machine alone use --host 127.0.0.1.",
            )
        )
    keys = Keys.of(settings)
    if keys is not None and not len(keys):
        raise InputError(
            say("密钥文件里没有密钥，请用 zhibiao keys new 生成。", "the file of keys holds no key; make one with zhibiao keys new.")
        )
    if settings.page_port is not None and settings.page_port == settings.port:
        raise InputError(say("--page-port 不能与 --port 相同。", "--page-port must differ from --port."))
    if settings.page_port is not None and not _has_page():
        raise InputError(say("没有安装网页部分，请去掉 --page-port。", "the page is not installed; leave out --page-port."))
    places = find_places(model=settings.model, corpus=settings.corpus, library=settings.library)
    for what, folders in (("corpus", places.corpus), ("library", places.library)):
        for folder in folders:
            existing(folder, what)
    if places.model is not None:
        Snapshot.load(existing(places.model, "model"))
    engine = open_database(settings.database_url)
    try:
        migrate(engine)  # once, before any worker looks at it
    finally:
        engine.dispose()


def serve(settings: Settings) -> int:
    """Serve until told to stop (SIGTERM, Ctrl+C); requests under way are finished first.

    :return: 0, or uvicorn's exit code where it could not start.
    :raises InputError: as :func:`check`.
    """
    from zhibiao_service.logs import use_json_lines

    check(settings)
    use_json_lines()
    with _handed_down(settings), _page_beside(settings):
        try:
            uvicorn.run(
                _APP,
                factory=True,
                host=settings.host,
                port=settings.port,
                workers=settings.workers,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=30,
                timeout_graceful_shutdown=GRACE,
                timeout_worker_healthcheck=60,  # a worker in the middle of a long audit is not a dead one
            )
        except SystemExit as stop:
            return stop.code if isinstance(stop.code, int) else 1
        return 0


@contextmanager
def _handed_down(settings: Settings) -> Iterator[None]:
    """Settings, and a place where several workers add up their metrics, in the environment of the workers."""
    from zhibiao_service.metrics import SHARED

    settings.hand_down()
    if settings.workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="zhibiao-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ[SHARED] = folder
        yield


def _has_page() -> bool:
    return importlib.util.find_spec("zhibiao_service.page") is not None


@contextmanager
def _page_beside(settings: Settings) -> Iterator[None]:
    """The page in a process of its own, started anew if it ends; its sockets do not survive several workers."""
    if settings.page_port is None:
        yield
        return
    context = multiprocessing.get_context("spawn")
    over = threading.Event()

    def keep() -> None:
        while not over.is_set():
            process = context.Process(target=_run_page, daemon=True)
            process.start()
            while process.is_alive() and not over.wait(0.2):
                pass
            if over.is_set():
                process.terminate()
                process.join(GRACE)
                if process.is_alive():
                    process.kill()
                return
            over.wait(_AGAIN)

    keeper = threading.Thread(target=keep, name="page")
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _run_page() -> None:
    from importlib import import_module

    try:
        import_module("zhibiao_service.page").run(Settings.from_environment())
    except KeyboardInterrupt:
        sys.exit(0)
