"""What ``/openapi.json`` says beyond what FastAPI finds out: the bodies that are read by hand, problems, examples, keys."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter

from zhibiao.domain.tables import Document, TargetTable
from zhibiao_service import examples
from zhibiao_service.problems import MEDIA_TYPE, TYPES, ProblemDetails
from zhibiao_service.shapes import Feedback, SuggestRequest, ValuesRequest

_REF = "#/components/schemas/{model}"
_INPUT = "-Input"  # behind the names of schemas of what is sent: the same shapes read differently from what they are written as
_ANY = (401, 403, 429)  # of every address under /v1
_BODY = (400, 408, 413, 415, 422, 503)
_PROBLEMS: dict[str, tuple[int, ...]] = {
    "/v1/parse": (*_BODY, *_ANY),
    "/v1/suggest": (*_BODY, *_ANY),
    "/v1/values": (*_BODY, *_ANY),
    "/v1/audit": (*_BODY, *_ANY),
    "/v1/feedback": (*_BODY, 409, *_ANY),
    "/v1/feedback/corpus": (400, 503, *_ANY),
    "/v1/feedback/labels": (400, 503, *_ANY),
    "/v1/indicators": (400, 422, 503, *_ANY),
    "/v1/rules": (400, *_ANY),
    "/v1/rules/{code}": (400, 404, 422, *_ANY),
    "/v1/model": (400, 503, *_ANY),
    "/healthz": (),
    "/readyz": (503,),
    "/metrics": (400, *_ANY),
}
_FILES = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {"file": {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}},
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def describe(app: FastAPI) -> None:
    """Make ``app.openapi()`` say all of it; worked out once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes, license_info=app.license_info)
    schemas: dict[str, Any] = found.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas |= _schemas(ProblemDetails, "")
    for path, statuses in _PROBLEMS.items():
        for operation in found["paths"][path].values():
            responses: dict[str, Any] = operation["responses"]
            responses.pop("422", None)
            for status in statuses:
                responses[str(status)] = _problem(status)
            if app.state.service.keys is not None and (path.startswith("/v1/") or path == "/metrics"):
                operation["security"] = [{"key": []}]
    if app.state.service.keys is not None:
        found["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    posts = {path: found["paths"][path]["post"] for path in _PROBLEMS if "post" in found["paths"][path]}
    for path, model in (("/v1/suggest", SuggestRequest), ("/v1/values", ValuesRequest), ("/v1/feedback", Feedback)):
        schemas |= _schemas(model, _INPUT)
        posts[path]["requestBody"] = _json_body({"$ref": _REF.format(model=model.__name__ + _INPUT)}, examples.REQUESTS[path])
    schemas |= _schemas(TargetTable, _INPUT) | _schemas(Document, _INPUT)
    either = [{"$ref": _REF.format(model=name + _INPUT)} for name in ("TargetTable", "Document")]
    tables = {"anyOf": [*either, {"type": "array", "minItems": 1, "items": {"anyOf": either}}]}
    posts["/v1/audit"]["requestBody"] = _json_body(tables, examples.REQUESTS["/v1/audit"])
    posts["/v1/audit"]["requestBody"]["content"]["multipart/form-data"] = {"schema": _FILES}
    posts["/v1/parse"]["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": _FILES}}}
    for media in ("application/sarif+json", "text/html", _DOCX):
        posts["/v1/audit"]["responses"]["200"]["content"][media] = {"schema": {}}
    for path in ("/v1/feedback/corpus", "/v1/feedback/labels"):
        found["paths"][path]["get"]["responses"]["200"]["content"] = {"application/x-ndjson": {"schema": {"type": "string"}}}
    found["paths"]["/metrics"]["get"]["responses"]["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}
    for path, example in examples.RESPONSES.items():
        for operation in found["paths"][path].values():
            for well in ("200", "201"):
                if "application/json" in operation["responses"].get(well, {}).get("content", {}):
                    operation["responses"][well]["content"]["application/json"]["example"] = example
    return found


def _schemas(model: type[BaseModel], behind: str) -> dict[str, Any]:
    schema = TypeAdapter(model).json_schema(ref_template=_REF.replace("{model}", "{model}" + behind), mode="validation")
    inner = schema.pop("$defs", {})
    return {name + behind: one for name, one in (inner | {model.__name__: schema}).items()}


def _json_body(schema: dict[str, Any], example: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def _problem(status: int) -> dict[str, Any]:
    kind, title = next((kind, f"{zh} · {en}") for kind, (code, zh, en) in TYPES.items() if code == status)
    example = {"type": f"urn:zhibiao:problem:{kind}", "title": title.partition(" · ")[0], "status": status, "detail": "…"}
    content = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=ProblemDetails.__name__)}, "example": example}}
    answer: dict[str, Any] = {"description": title, "content": content}
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"schema": {"type": "string"}, "description": "秒 · seconds"}}
    return answer
