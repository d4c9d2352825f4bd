"""What stands before the page: headers that keep everything at home, and a limit on what is uploaded."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# NiceGUI compiles templates in the browser, hence unsafe-eval; nothing may come from, or go to, another host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_ENVELOPE = 64 * 1024  # what a multipart body has around its files


class _TooLarge(Exception):
    pass


class PageGuards:
    """ASGI middleware of the page's own routes."""

    def __init__(self, app: ASGIApp, upload_limit: int) -> None:
        self._app = app
        self._limit = upload_limit + _ENVELOPE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers, and refuse a body above the limit as soon as it is known to be."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, read = False, 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit:
                raise _TooLarge
            return message

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Frame-Options"] = "DENY"
            await send(message)

        announced = Headers(scope=scope).get("content-length", "0")
        try:
            if announced.isdigit() and int(announced) > self._limit:
                raise _TooLarge
            await self._app(scope, limited, guarded)
        except _TooLarge:
            if not begun:
                await PlainTextResponse("too large", status_code=413)(scope, receive, guarded)
