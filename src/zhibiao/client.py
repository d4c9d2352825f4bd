"""A client of the HTTP service: the calls of :class:`zhibiao.api.Zhibiao`, answered by a server.

>>> from zhibiao.client import Client
>>> with Client("http://127.0.0.1:8000", key="zb_…") as service:
...     suggestion = service.suggest(zhibiao.Project(name="清水镇农村道路硬化工程", budget="96万元"))

What may pass by itself (a busy service, one that restarts, a connection that broke) is tried again, for as long as ``patience`` says.
Needs ``pip install 'zhibiao[service]'``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, NotRequired, Self, TypedDict
from uuid import uuid4

import httpx
from pydantic import TypeAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from zhibiao.audit.findings import Report
from zhibiao.domain.tables import Document, Indicator, Project, TargetTable
from zhibiao.messages import LANGUAGES, InputError, ZhibiaoError, say
from zhibiao.recommend.suggestion import ModelName, Suggestion, ValueSuggestion
from zhibiao.search import IndicatorHit

PATIENCE = 60.0  # seconds in all that a call is tried again
TIMEOUT = 60.0  # seconds for one try
_PASSING = (429, 502, 503, 504)
_DOCUMENTS = TypeAdapter(list[Document])
_HITS = TypeAdapter(list[IndicatorHit])

Action = Literal["accepted", "edited", "rejected", "added"]


class Decision(TypedDict):
    """What became of one row: ``accepted`` and ``rejected`` need ``suggested``, ``edited`` both, ``added`` ``final``."""

    action: Action
    suggested: NotRequired[Indicator]
    final: NotRequired[Indicator]
    reason: NotRequired[str]


class Dismissal(TypedDict):
    """A finding that a person did not agree with."""

    code: str
    fingerprint: str
    reason: NotRequired[str]


class Stored(NamedTuple):
    """Feedback that the service has stored; ``known`` if it had been stored before."""

    id: str
    known: bool


class ServiceError(ZhibiaoError):
    """An answer that is none. ``type`` is stable (``urn:zhibiao:problem:invalid-field``); ``fields`` tells which fields are to blame."""

    def __init__(self, status: int, type: str, detail: str, fields: Mapping[str, str], retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.status, self.type, self.fields, self.retry_after = status, type, dict(fields), retry_after


class Client:
    """Calls one service. Thread-safe; close it, or use it in a ``with`` block.

    :param url: where the service is, ``http://host:8000``.
    :param key: an API key; ``ZHIBIAO_KEY`` by default.
    :param language: of messages, ``zh`` or ``en``.
    :param timeout: seconds for one try.
    :param patience: seconds in all for which a call that failed in passing is tried again; 0 for one try.
    :param transport: another way to the service than the network, for tests.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        language: str = "zh",
        timeout: float = TIMEOUT,
        patience: float = PATIENCE,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if language not in LANGUAGES:
            raise InputError(say(f"language 为“{language[:20]}”，只能是 zh 或 en。", f"language is {language[:20]!r}; it takes zh or en."))
        key = key or os.environ.get("ZHIBIAO_KEY")
        headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._patience = patience
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def parse(self, *files: str | Path) -> list[Document]:
        """What the service reads in documents.

        :raises ServiceError: as every call: what the service refused, or that it cannot be reached.
        """
        return _DOCUMENTS.validate_json(self._send("POST", "/v1/parse", files=_parts(files)))

    def suggest(self, project: Project, limit: int | None = None, weights: bool = False) -> Suggestion:
        """A complete target table for a project."""
        body = {"project": _plain(project), "limit": limit, "weights": weights}
        return Suggestion.model_validate_json(self._send("POST", "/v1/suggest", json=body))

    def values(self, name: str, project: Project, level2: str | None = None) -> ValueSuggestion:
        """A value for the indicator called ``name``."""
        body = {"indicator": name, "level2": level2, "project": _plain(project)}
        return ValueSuggestion.model_validate_json(self._send("POST", "/v1/values", json=body))

    def audit(
        self,
        what: Document | TargetTable | Sequence[Document | TargetTable] | str | Path,
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        min_severity: str = "info",
        profile: str | None = None,
    ) -> Report:
        """Audit tables or documents, or the file at a path."""
        query = _audit_query(select, ignore, min_severity, profile)
        if isinstance(what, str | Path):
            return Report.model_validate_json(self._send("POST", "/v1/audit", params=query, files=_parts([what])))
        body = _plain(what) if isinstance(what, Document | TargetTable) else [_plain(one) for one in what]
        return Report.model_validate_json(self._send("POST", "/v1/audit", params=query, json=body))

    def audit_file(self, file: str | Path, format: Literal["sarif", "html", "docx"], **options: Any) -> bytes:
        """The report on a file as SARIF, HTML, or the Word document itself with comments; options as of :meth:`audit`."""
        query = _audit_query(**({"select": (), "ignore": (), "min_severity": "info", "profile": None} | options)) | {"format": format}
        return self._send("POST", "/v1/audit", params=query, files=_parts([file]))

    def feedback(
        self,
        model: ModelName,
        project: Project,
        rows: Sequence[Decision] = (),
        dismissed: Sequence[Dismissal] = (),
        draft: str | None = None,
    ) -> Stored:
        """Send back what the drafter made of a suggestion or an audit; it is stored once, however often the connection breaks.

        :param draft: names the table being drafted, where feedback on it comes in parts.
        """
        decisions = [{name: _plain(one) if isinstance(one, Indicator) else one for name, one in row.items()} for row in rows]
        body = {
            "id": str(uuid4()),
            "draft": draft,
            "model": _plain(model),
            "project": _plain(project),
            "rows": decisions,
            "dismissed": list(dismissed),
        }
        answer = TypeAdapter(dict[str, Any]).validate_json(self._send("POST", "/v1/feedback", json=body))
        return Stored(answer["id"], answer["known"])

    def search(self, text: str, limit: int = 10) -> list[IndicatorHit]:
        """Indicators of library and corpus."""
        return _HITS.validate_json(self._send("GET", "/v1/indicators", params={"q": text, "limit": limit}))

    def rules(self) -> list[dict[str, Any]]:
        """The audit rules, one line each."""
        return TypeAdapter(list[dict[str, Any]]).validate_json(self._send("GET", "/v1/rules"))

    def model(self) -> dict[str, Any]:
        """The snapshot that answers."""
        return TypeAdapter(dict[str, Any]).validate_json(self._send("GET", "/v1/model"))

    def exported(self, what: Literal["corpus", "labels"]) -> str:
        """All feedback as JSON Lines; needs the role admin."""
        return self._send("GET", f"/v1/feedback/{what}").decode("utf-8")

    def _send(self, method: str, path: str, **content: Any) -> bytes:
        trying = Retrying(
            retry=retry_if_exception(_passes),
            stop=stop_after_delay(self._patience),
            wait=_wait,
            reraise=True,
        )
        answer: bytes = trying(self._once, method, path, content)
        return answer

    def _once(self, method: str, path: str, content: dict[str, Any]) -> bytes:
        try:
            response = self._http.request(method, path, **content)
        except httpx.HTTPError as error:
            where = self._http.base_url
            raise ServiceError(
                0,
                "urn:zhibiao:problem:unreachable",
                say(
                    f"连不上服务{where}（{type(error).__name__}），请检查地址和服务是否启动。",
                    f"the service {where} cannot be reached ({type(error).__name__}); check the address and that it is running.",
                ),
                {},
            ) from error
        if response.is_success:
            return response.content
        raise _refusal(response)


def _passes(error: BaseException) -> bool:
    return isinstance(error, ServiceError) and (error.status == 0 or error.status in _PASSING)


_backing_off = wait_random_exponential(multiplier=0.2, max=10)


def _wait(state: RetryCallState) -> float:
    """As long as the service asks for, else longer each time."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ServiceError) else None
    return _backing_off(state) if asked is None else min(asked, 30.0)


def _refusal(response: httpx.Response) -> ServiceError:
    try:
        body = response.json()
        detail, kind = str(body["detail"]), str(body["type"])
        fields = {str(one["field"]): str(one["message"]) for one in body.get("errors") or ()}
    except (ValueError, KeyError, TypeError):
        detail = say(
            f"服务返回 {response.status_code}，不是本程序的回答。", f"status {response.status_code}, and no answer of this program."
        )
        kind, fields = "about:blank", {}
    asked = response.headers.get("Retry-After", "")
    return ServiceError(response.status_code, kind, detail, fields, float(asked) if asked.isdigit() else None)


def _plain(shape: Project | Document | TargetTable | Indicator | ModelName) -> dict[str, Any]:
    return shape.model_dump(mode="json", exclude_none=True)


def _parts(files: Sequence[str | Path]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("file", (Path(file).name, Path(file).read_bytes())) for file in files]


def _audit_query(select: Sequence[str], ignore: Sequence[str], min_severity: str, profile: str | None) -> dict[str, str]:
    given = {"select": ",".join(select), "ignore": ",".join(ignore), "min_severity": min_severity, "profile": profile or ""}
    return {name: value for name, value in given.items() if value}
