"""Putting the page into an application, or serving it alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from nicegui import app as pages
from nicegui import background_tasks, ui

from zhibiao.messages import InputError, ZhibiaoError, say
from zhibiao_service.page.backend import Backend
from zhibiao_service.page.guards import PageGuards
from zhibiao_service.page.in_process import InProcess
from zhibiao_service.page.over_http import OverHttp, in_this_process, over_network
from zhibiao_service.page.session import Session
from zhibiao_service.page.settings import PageSettings
from zhibiao_service.page.shell import Shell

if TYPE_CHECKING:
    from zhibiao.api import Zhibiao

ASSETS = Path(__file__).with_name("assets")
RECONNECT = 30.0  # seconds for which a tab may be without network before its work on the server is dropped


def mount(app: FastAPI, settings: PageSettings, known: Callable[[], Zhibiao] | None = None) -> None:
    """Add the page to ``app`` at ``/``, after its other routes. Once per process.

    Where ``app`` is the service's own (``app.state.service``), the page calls its API, so that keys, limits and storage hold for it as for
    everybody; else it works over :func:`zhibiao.load`.

    :param known: gives the snapshot that the process has loaded already.
    """
    service = getattr(app.state, "service", None)
    backend: Backend
    backend = InProcess(settings, known) if service is None else OverHttp(settings, in_this_process(app), known or _loaded_by(service))
    _add(app, settings, backend)


def _loaded_by(service: Any) -> Callable[[], Zhibiao]:
    """What the API of this process has loaded."""

    def known() -> Zhibiao:
        loaded = service.knowledge.ready
        if loaded is None:
            raise InputError(say("模型正在加载，请稍后重试。", "the snapshot is being loaded; try again in a moment."))
        found: Zhibiao = loaded.zb
        return found

    return known


def run(settings: PageSettings) -> None:
    """Serve the page alone on ``page_port``, calling the API at ``host`` and ``port``. Returns when it is told to stop."""
    import uvicorn

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add(app, settings, OverHttp(settings, over_network(settings)))
    uvicorn.run(app, host=settings.host, port=settings.page_port or 0, log_level="warning", timeout_graceful_shutdown=10)


async def _warmed(backend: Backend) -> None:
    """Get ready without keeping anybody waiting; what fails here is said to whoever asks."""

    async def ready() -> None:
        with suppress(ZhibiaoError):
            await backend.warm()

    background_tasks.create(ready(), name="warm the page")


def _add(app: FastAPI, settings: PageSettings, backend: Backend) -> None:
    pages.add_middleware(PageGuards, upload_limit=settings.upload_limit)
    pages.add_static_files("/page-assets", ASSETS, max_cache_age=3600)
    pages.on_startup(lambda: _warmed(backend))
    pages.on_shutdown(backend.close)

    @ui.page("/", title="指标 · zhibiao", language="zh-CN")
    async def index() -> None:
        ui.add_head_html('<link rel="stylesheet" href="/page-assets/page.css">')
        ui.colors(primary="#1f4e8c", positive="#22663f", negative="#b3261e", info="#1b2530")
        await ui.context.client.connected(timeout=30)
        Shell(await Session.restored(backend, settings)).draw()

    ui.run_with(
        app, title="指标 · zhibiao", favicon=ASSETS / "icon.svg", tailwind=False, reconnect_timeout=RECONNECT, show_welcome_message=False
    )
