"""Answers from the API: over the network, or from the application in this process without a socket in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import httpx
from fastapi import FastAPI
from pydantic import BaseModel, TypeAdapter, ValidationError

from zhibiao.audit.findings import Report
from zhibiao.domain.tables import Document, Project, TargetTable
from zhibiao.messages import InputError, ZhibiaoError, say
from zhibiao.recommend.suggestion import Suggestion, ValueSuggestion
from zhibiao.search import IndicatorHit
from zhibiao_service.page.backend import Feedback, Reviewed, api_key
from zhibiao_service.page.local import Local
from zhibiao_service.page.settings import PageSettings

if TYPE_CHECKING:
    from zhibiao.api import Zhibiao

M = TypeVar("M", bound=BaseModel)
_PATIENCE = httpx.Timeout(120, connect=5)
_TRIES = 3
_LONGEST_WAIT = 5.0  # seconds; what a busy API asks for is waited for up to this
_HITS = TypeAdapter(list[IndicatorHit])
_DOCUMENTS = TypeAdapter(list[Document])


class RefusedKey(InputError):
    """The API wants a key, or another one."""


def in_this_process(app: FastAPI) -> httpx.AsyncClient:
    """A client that calls ``app`` directly."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://page.localhost", timeout=_PATIENCE
    )


def over_network(settings: PageSettings) -> httpx.AsyncClient:
    """A client of the API that listens at the settings' ``host`` and ``port``; no proxy of the environment stands between."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    shown = f"[{host}]" if ":" in host else host
    return httpx.AsyncClient(base_url=f"http://{shown}:{settings.port}", timeout=_PATIENCE, trust_env=False)


class OverHttp(Local):
    """A :class:`~zhibiao_service.page.backend.Backend` over the API of the contract."""

    def __init__(self, settings: PageSettings, client: httpx.AsyncClient, known: Callable[[], Zhibiao] | None = None) -> None:
        super().__init__(settings, known)
        self._client = client

    async def suggest(self, project: Project) -> Suggestion:
        """``POST /v1/suggest``."""
        return await self._model(Suggestion, "POST", "/v1/suggest", json={"project": _plain(project)})

    async def values(self, name: str, level2: str | None, project: Project) -> ValueSuggestion:
        """``POST /v1/values``."""
        return await self._model(
            ValueSuggestion, "POST", "/v1/values", json={"indicator": name, "level2": level2, "project": _plain(project)}
        )

    async def audit(self, table: TargetTable) -> Report:
        """``POST /v1/audit`` of one table."""
        return await self._model(Report, "POST", "/v1/audit", json=table.model_dump(mode="json"))

    async def review(self, name: str, data: bytes) -> Reviewed:
        """``POST /v1/parse`` and ``/v1/audit`` of a file: it is read where the API guards against what it may hold."""
        sent = {"file": (name, data, "application/octet-stream")}
        (document,) = await self._list(_DOCUMENTS, "POST", "/v1/parse", files=sent)
        return Reviewed(name, data, document, await self._model(Report, "POST", "/v1/audit", files=sent))

    async def search(self, text: str, limit: int = 30) -> Sequence[IndicatorHit]:
        """``GET /v1/indicators``."""
        return await self._list(_HITS, "GET", "/v1/indicators", params={"q": text.strip()[:300], "limit": limit})

    async def feedback(self, feedback: Feedback) -> None:
        """``POST /v1/feedback``."""
        await self._call("POST", "/v1/feedback", json=feedback.body())

    async def admits(self) -> bool:
        """Whether the key signed in with is one."""
        try:
            await self._call("GET", "/v1/model")
        except RefusedKey:
            return False
        return True

    async def close(self) -> None:
        """Let go of the connection as well."""
        await super().close()
        await self._client.aclose()

    async def _list(self, shape: TypeAdapter[list[M]], method: str, path: str, **sent: Any) -> list[M]:
        answer = await self._call(method, path, **sent)
        try:
            return shape.validate_json(answer.content)
        except ValidationError:
            raise _strange() from None

    async def _model(self, shape: type[M], method: str, path: str, **sent: Any) -> M:
        answer = await self._call(method, path, **sent)
        try:
            return shape.model_validate_json(answer.content)
        except ValidationError:
            raise _strange() from None

    async def _call(self, method: str, path: str, **sent: Any) -> httpx.Response:
        headers = {"Accept-Language": say("zh-CN", "en")}
        if key := api_key.get():
            headers["Authorization"] = f"Bearer {key}"
        for tried in range(1, _TRIES + 1):
            try:
                answer = await self._client.request(method, path, headers=headers, **sent)
            except httpx.HTTPError:
                raise _unreachable() from None
            if answer.status_code not in (429, 503) or tried == _TRIES:
                break
            await asyncio.sleep(_wait(answer))
        if answer.is_success:
            return answer
        raise _said(answer)


def _plain(project: Project) -> dict[str, Any]:
    return project.model_dump(mode="json", exclude_none=True)


def _wait(answer: httpx.Response) -> float:
    try:
        return min(max(float(answer.headers.get("retry-after", "1")), 0.2), _LONGEST_WAIT)
    except ValueError:
        return 1.0


def _said(answer: httpx.Response) -> ZhibiaoError:
    """What the API says is wrong, in its own sentence where it gives one (RFC 9457)."""
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    text = str(problem.get("detail") or problem.get("title") or "") if isinstance(problem, dict) else ""
    if answer.status_code in (401, 403):
        return RefusedKey(text or say("密钥不能使用，请重新登录。", "the key was refused; sign in again."))
    if text:
        return InputError(text)
    if answer.status_code == 429:
        return InputError(say("服务正忙，请稍后再试。", "the service is busy; try again in a moment."))
    code = answer.status_code
    return InputError(
        say(
            f"服务没有完成请求（{code}），请重试，仍不行请告诉管理员。",
            f"the service failed ({code}); try again, then tell the administrator.",
        )
    )


def _unreachable() -> ZhibiaoError:
    return InputError(
        say("连不上推荐与审核服务，请稍后重试或告诉管理员。", "the service cannot be reached; try again later or tell the administrator.")
    )


def _strange() -> ZhibiaoError:
    return InputError(
        say(
            "服务的答复不能识别，页面和服务的版本可能不同，请告诉管理员。",
            "the service's answer makes no sense; page and service may differ in version.",
        )
    )
