"""The application: its parts, and how they are put together."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

import zhibiao
from zhibiao.messages import CorpusError, DocumentError, InputError, ModelError, say
from zhibiao_service import problems
from zhibiao_service.envelope import Envelope
from zhibiao_service.feedback import FeedbackStore
from zhibiao_service.keys import Keys, Limiter
from zhibiao_service.knowledge import Knowledge
from zhibiao_service.metrics import Metrics
from zhibiao_service.openapi import describe
from zhibiao_service.reading import Reader
from zhibiao_service.routes import router
from zhibiao_service.settings import Settings
from zhibiao_service.work import Work

_PACKED_FROM = 1_000  # bytes
# Seconds that one thread computes before another may take its place. A suggestion takes a few milliseconds: with Python's five, most are
# interrupted in the middle and go on with cold caches, which costs one request in twenty.
_TURN = 0.01


class Service:
    """What the routes share, in one process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.keys = Keys.of(settings)
        self.limiter = Limiter(settings.requests_per_minute)
        self.knowledge = Knowledge(settings, lambda well: self.metrics.swaps.labels("loaded" if well else "refused").inc())
        self.work = Work(settings.threads, settings.queue)
        self.reader = Reader(settings)
        self.feedback = FeedbackStore.at(settings.database_url)

    async def watch_keys(self) -> None:
        """Take over changes of the file of keys; one that cannot be read leaves the keys as they were."""
        while self.keys is not None:
            await asyncio.sleep(self.settings.watch_seconds)
            with contextlib.suppress(InputError):
                self.keys.refresh()

    def close(self) -> None:
        self.work.close()
        self.reader.close()
        self.feedback.close()


def create_app(settings: Settings) -> FastAPI:
    """The service as an ASGI application.

    :raises InputError: keys or a database that cannot be used.
    """
    service = Service(settings)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(service.knowledge.watch()), asyncio.create_task(service.watch_keys())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(service.close)

    app = FastAPI(
        title=say("绩效指标服务", "zhibiao"),
        summary="为预算项目推荐指标与指标值，审核项目绩效目标表 · indicators and values for budget performance target tables",
        version=zhibiao.__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.service = service
    app.include_router(router)
    for kind, handler in (
        (problems.Problem, problems.on_problem),
        (RequestValidationError, problems.on_invalid_query),
        (HTTPException, problems.on_http_error),
        (InputError, problems.on_refusal),
        (DocumentError, problems.on_refusal),
        (ModelError, problems.on_refusal),
        (CorpusError, problems.on_refusal),
        (SQLAlchemyError, problems.on_database_error),
    ):
        app.add_exception_handler(kind, handler)
    describe(app)
    _offer_docs(app)
    app.add_middleware(
        GZipMiddleware, minimum_size=_PACKED_FROM, compresslevel=1
    )  # on the event loop: half the time of 4 for a tenth more bytes
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Accept-Language", "X-Request-ID"],
            expose_headers=["X-Request-ID", "X-Zhibiao-Model", "Retry-After"],
        )
    app.add_middleware(Envelope, service=service)
    if settings.page and settings.workers == 1 and settings.page_port is None and importlib.util.find_spec("zhibiao_service.page"):
        from importlib import import_module

        import_module("zhibiao_service.page").mount(app, settings)
    return app


def from_environment() -> FastAPI:
    """The application of a worker process, as its parent was told to run it."""
    from zhibiao_service.logs import use_json_lines

    use_json_lines()
    sys.setswitchinterval(_TURN)
    return create_app(Settings.from_environment())


def _offer_docs(app: FastAPI) -> None:
    """``/docs`` with script and style from a package: an intranet reaches no other server."""
    spec = importlib.util.find_spec("fastapi_offline")
    if spec is None or spec.origin is None:
        return
    app.mount("/docs/static", StaticFiles(directory=Path(spec.origin).parent / "static"), name="docs-static")

    @app.get("/docs", include_in_schema=False)
    def docs(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        return get_swagger_ui_html(
            openapi_url=f"{root}{app.openapi_url}",
            title=app.title,
            swagger_js_url=f"{root}/docs/static/swagger-ui-bundle.js",
            swagger_css_url=f"{root}/docs/static/swagger-ui.css",
            swagger_favicon_url=f"{root}/docs/static/favicon.png",
        )
