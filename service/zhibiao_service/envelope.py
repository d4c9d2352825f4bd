"""What every request passes through: its id and language, the limit of its body, the headers of its answer, its line in log and metrics."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zhibiao.messages import say, speaking
from zhibiao_service.problems import Problem

if TYPE_CHECKING:
    from zhibiao_service.app import Service

_log = logging.getLogger("zhibiao.service")
_QUALITY = re.compile(r"q=(0(?:\.\d{1,3})?|1(?:\.0{1,3})?)")
_STRICT = "default-src 'none'; frame-ancestors 'none'"
# the page of the API reads its script and style from here, and begins with a line of script of its own
_DOCS = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
)
# Workers take connections from one door, and one that is idle takes all that wait there: a client that opens several at once would have
# one worker as long as it keeps them, beside idle ones. A connection that is closed now and then is opened anew where there is time for it.
_PARTING = 1 / 200  # of the answers, where there are several workers
_ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}


def language_of(accept: str | None) -> str:
    """``zh`` or ``en``, whichever an ``Accept-Language`` header likes better; Chinese where it says neither."""
    liked = {"zh": 0.0, "en": 0.0}
    for entry in (accept or "")[:500].split(","):
        name, _, rest = entry.strip().partition(";")
        primary = name.strip().lower().partition("-")[0]
        if primary in liked:
            given = _QUALITY.search(rest)
            liked[primary] = max(liked[primary], float(given[1]) if given else 1.0)
    return "en" if liked["en"] > liked["zh"] else "zh"


def request_id_of(given: str | None) -> str:
    """The id a client gave (a UUID), else a new one."""
    try:
        return str(UUID(given)) if given and len(given) <= 45 else str(uuid4())
    except ValueError:
        return str(uuid4())


class Envelope:
    """The outermost layer of our own."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope["request_id"] = request_id_of(headers.get("x-request-id"))
        sent = _Answer(scope, send, self._headers)
        counted = _Limited(receive, self._limit(headers))
        started = time.perf_counter()
        with speaking(language_of(headers.get("accept-language"))):
            try:
                declared = headers.get("content-length", "0")
                if declared.isdigit() and int(declared[:20]) > counted.limit:
                    raise counted.too_large()
                await self._app(scope, counted, sent)
            except Problem as problem:
                await sent.refuse(problem)
            except Exception:
                _log.exception("request failed", extra={"event": "failed", "request_id": scope["request_id"], "route": route_of(scope)})
                sentence = say(
                    f"服务内部出错，这是本程序的缺陷，请把编号 {scope['request_id']} 告诉管理员。",
                    f"internal error: this is a defect of the program; tell the administrator the id {scope['request_id']}.",
                )
                await sent.refuse(Problem("internal", sentence))
            finally:
                self._tell(scope, sent.status, counted.size, time.perf_counter() - started)

    def _limit(self, headers: Headers) -> int:
        multipart = headers.get("content-type", "").lower().startswith("multipart/form-data")
        settings = self._service.settings
        return settings.upload_limit if multipart else settings.body_limit

    def _headers(self, scope: Scope, headers: MutableHeaders) -> None:
        headers["X-Request-ID"] = scope["request_id"]
        if self._service.settings.workers > 1 and random.random() < _PARTING:
            headers["Connection"] = "close"
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        path = scope["path"]
        if path.startswith("/v1"):
            headers["Content-Security-Policy"] = _STRICT
            headers.setdefault("Cache-Control", "no-store")
            headers.add_vary_header("Accept-Language")
            loaded = scope.get("answered_by") or self._service.knowledge.ready
            if loaded is not None:
                headers["X-Zhibiao-Model"] = f"{loaded.name} {loaded.version}".encode("ascii", "backslashreplace").decode()
        elif path.startswith("/docs"):
            headers["Content-Security-Policy"] = _DOCS

    def _tell(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        route = route_of(scope)
        metrics = self._service.metrics
        metrics.requests.labels(_method(scope["method"]), route, str(status)).inc()
        metrics.seconds.labels(route).observe(seconds)
        metrics.waiting.set(self._service.work.gate.inside)
        loaded = scope.get("answered_by")
        fields = {
            "event": "request", "request_id": scope["request_id"], "method": _method(scope["method"]), "route": route, "status": status,
            "ms": round(1000 * seconds, 1), "bytes_in": size, "key": scope.get("key"), "model": loaded.version if loaded else None,
        }  # fmt: skip
        _log.log(logging.ERROR if status >= 500 else logging.INFO, "%s %s", route, status, extra=fields)


def route_of(scope: Scope) -> str:
    """The template of the route that answered, so that what a client writes stays out of logs and metrics."""
    return str(getattr(scope.get("route"), "path", None) or "other")


def _method(method: str) -> str:
    return method if method in ("GET", "POST", "HEAD", "OPTIONS") else "other"


class _Answer:
    """Sends the answer, with headers put on; and a problem in its place as long as nothing was sent."""

    def __init__(self, scope: Scope, send: Send, put_on: Callable[[Scope, MutableHeaders], None]) -> None:
        self._scope, self._send, self._put_on = scope, send, put_on
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._put_on(self._scope, MutableHeaders(scope=message))
        await self._send(message)

    async def refuse(self, problem: Problem) -> None:
        if not self.status:
            await problem.response(self._scope["request_id"])(self._scope, _nothing, self)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


class _Limited:
    """Receives a body of at most ``limit`` bytes."""

    def __init__(self, receive: Callable[[], Awaitable[Any]], limit: int) -> None:
        self._receive, self.limit, self.size = receive, limit, 0

    async def __call__(self) -> Message:
        message: Message = await self._receive()
        if message["type"] == "http.request":
            self.size += len(message.get("body", b""))
            if self.size > self.limit:
                raise self.too_large()
        return message

    def too_large(self) -> Problem:
        limit = self.limit / 1_000_000
        return Problem(
            "too-large",
            say(f"请求内容超过{limit:.3g}MB的上限，请拆分后再发送。", f"the body is over the limit of {limit:.3g} MB; split it."),
            headers={"Connection": "close"},
        )
