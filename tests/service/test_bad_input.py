"""Every field of every address: missing, of the wrong type, too long, not UTF-8, or nonsense. Each is a 4xx that names the field."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from zhibiao.domain.tables import MAX_TEXT
from zhibiao_service import examples
from zhibiao_service.incoming import MAX_DEPTH, MAX_VALUE
from zhibiao_service.problems import named_field
from zhibiao_service.shapes import MAX_ROWS

JSON = {"Content-Type": "application/json"}
_GONE = object()


def changed(path: str, place: str, value: Any) -> Any:
    """The example of a body with another value at ``rows.0.action``."""
    body = copy.deepcopy(examples.REQUESTS[path])
    *way, last = (int(part) if part.isdigit() else part for part in place.split("."))
    inner = body
    for part in way:
        inner = inner[part]
    if value is _GONE:
        del inner[last]
    else:
        inner[last] = value
    return body


def refused(client: TestClient, path: str, status: int, field: str, **content: Any) -> dict[str, Any]:
    response = client.post(path, **content)
    assert response.status_code == status, response.text
    problem: dict[str, Any] = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert field in [error["field"] for error in problem["errors"]]
    assert field in problem["detail"]
    return problem


TOO_MANY_ROWS = examples.REQUESTS["/v1/feedback"]["rows"][:1] * (MAX_ROWS + 1)
LONG_NAME, LONG_TEXT = "长" * 301, "长" * (MAX_TEXT + 1)
CASES: list[tuple[str, str, Any]] = [
    ("/v1/suggest", "project", _GONE), ("/v1/suggest", "project", "道路"), ("/v1/suggest", "project", None),
    ("/v1/suggest", "project.name", 5), ("/v1/suggest", "project.name", LONG_NAME), ("/v1/suggest", "project.name", ["道路"]),
    ("/v1/suggest", "project.unit", LONG_NAME), ("/v1/suggest", "project.unit", {}),
    ("/v1/suggest", "project.year", "二〇二五"), ("/v1/suggest", "project.year", 99999), ("/v1/suggest", "project.year", 2025.5),
    ("/v1/suggest", "project.budget", "很多"), ("/v1/suggest", "project.budget", -5), ("/v1/suggest", "project.budget", 10**15),
    ("/v1/suggest", "project.budget", "9" * (MAX_VALUE + 1)), ("/v1/suggest", "project.budget", ["96万元"]),
    ("/v1/suggest", "project.purpose", 5), ("/v1/suggest", "project.purpose", LONG_TEXT),
    ("/v1/suggest", "project.goals", 5), ("/v1/suggest", "project.unknown", "x"),
    ("/v1/suggest", "limit", 0), ("/v1/suggest", "limit", 101), ("/v1/suggest", "limit", "许多"), ("/v1/suggest", "limit", 1.5),
    ("/v1/suggest", "weights", "也许"), ("/v1/suggest", "unknown", 1),
    ("/v1/values", "indicator", _GONE), ("/v1/values", "indicator", ""), ("/v1/values", "indicator", "  "),
    ("/v1/values", "indicator", 5), ("/v1/values", "indicator", LONG_NAME), ("/v1/values", "level2", "天气指标"),
    ("/v1/values", "level2", 5), ("/v1/values", "level2", LONG_NAME), ("/v1/values", "project", _GONE),
    ("/v1/values", "project.year", 12), ("/v1/values", "project.budget", "若干"),
    ("/v1/audit", "project", "道路"), ("/v1/audit", "indicators", "无"), ("/v1/audit", "document_kind", "novel"),
    ("/v1/audit", "project.budget", "若干"), ("/v1/audit", "source", {"file": 5, "table": "一"}),
    ("/v1/feedback", "model", _GONE), ("/v1/feedback", "model", "default"), ("/v1/feedback", "project", _GONE),
    ("/v1/feedback", "project.budget", "若干"), ("/v1/feedback", "id", "第一份"), ("/v1/feedback", "draft", ""),
    ("/v1/feedback", "draft", "长" * 101), ("/v1/feedback", "rows", "无"), ("/v1/feedback", "rows", TOO_MANY_ROWS),
    ("/v1/feedback", "unknown", 1),
]  # fmt: skip
NESTED = [
    ("/v1/suggest", "project.goals.0", LONG_TEXT, "project.goals[0]"),
    ("/v1/suggest", "project.goals.0", 5, "project.goals[0]"),
    ("/v1/audit", "indicators.0.name", LONG_NAME, "indicators[0].name"),
    ("/v1/audit", "indicators.0.name", 5, "indicators[0].name"),
    ("/v1/audit", "indicators.0.value", "9" * (MAX_VALUE + 1), "indicators[0].value"),
    ("/v1/audit", "indicators.0.value", 5, "indicators[0].value"),
    ("/v1/audit", "indicators.0.value", {"raw": "1", "kind": "count", "number": "1e999999"}, "indicators[0].value.number"),
    ("/v1/audit", "indicators.0.value", {"raw": "1", "kind": "count", "number": 1e200}, "indicators[0].value.number"),
    ("/v1/audit", "indicators.0.value", {"raw": "1", "kind": "magic"}, "indicators[0].value.kind"),
    ("/v1/audit", "indicators.0.weight", "很重", "indicators[0].weight"),
    ("/v1/audit", "indicators.0.row", "一", "indicators[0].row"),
    ("/v1/audit", "indicators.0.period", "never", "indicators[0].period"),
    ("/v1/audit", "indicators.0.unknown", 1, "indicators[0].unknown"),
    ("/v1/feedback", "rows.0.action", "liked", "rows[0].action"),
    ("/v1/feedback", "rows.0.action", _GONE, "rows[0].action"),
    ("/v1/feedback", "rows.0.suggested", _GONE, "rows[0]"),
    ("/v1/feedback", "rows.1.final", _GONE, "rows[1]"),
    ("/v1/feedback", "rows.0.suggested.level2", "天气指标", "rows[0]"),
    ("/v1/feedback", "rows.0.suggested.name", "", "rows[0]"),
    ("/v1/feedback", "rows.2.reason", LONG_TEXT, "rows[2].reason"),
    ("/v1/feedback", "dismissed.0.code", "X", "dismissed[0].code"),
    ("/v1/feedback", "dismissed.0.code", _GONE, "dismissed[0].code"),
    ("/v1/feedback", "dismissed.0.fingerprint", "不是", "dismissed[0].fingerprint"),
    ("/v1/feedback", "dismissed.0.reason", 5, "dismissed[0].reason"),
    ("/v1/feedback", "project.name", "道\0路", "project.name"),
]


@pytest.mark.parametrize(("path", "place", "value"), CASES)
def test_a_field_that_cannot_be_used_is_named(client: TestClient, path: str, place: str, value: Any) -> None:
    refused(client, path, 422, place if not isinstance(value, dict) or not value else f"{place}.file", json=changed(path, place, value))


@pytest.mark.parametrize(("path", "place", "value", "field"), NESTED)
def test_a_field_deep_inside_is_named(client: TestClient, path: str, place: str, value: Any, field: str) -> None:
    refused(client, path, 422, field, json=changed(path, place, value))


def test_every_field_that_may_be_sent_has_a_name_in_the_readers_language(client: TestClient) -> None:
    found = client.get("/openapi.json").json()
    sent = {name for kind, one in found["components"]["schemas"].items() if kind.endswith("-Input") for name in one.get("properties", {})}
    sent |= {one["name"] for path in found["paths"].values() for way in path.values() for one in way.get("parameters", ())}
    assert {"purpose", "operator", "q"} <= sent
    assert [name for name in sorted(sent) if named_field(name) == f"“{name}”"] == []
    assert named_field("indicators[0].value.operator") == "“符号”（indicators[0].value.operator）"


@pytest.mark.parametrize(
    ("path", "place", "field"),
    [
        ("/v1/suggest", "project.name", "project.name"), ("/v1/suggest", "project.purpose", "project.purpose"),
        ("/v1/suggest", "project.goals.0", "project.goals[0]"), ("/v1/values", "indicator", "indicator"),
        ("/v1/values", "level2", "level2"), ("/v1/audit", "indicators.0.name", "indicators[0].name"),
        ("/v1/feedback", "draft", "draft"), ("/v1/feedback", "rows.2.reason", "rows[2].reason"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("bytes_", [b"\xff\xfe", b"\xb5\xc0\xc2\xb7", b"\\ud800"])
def test_text_that_is_not_utf8_is_told_of_with_its_field(client: TestClient, path: str, place: str, field: str, bytes_: bytes) -> None:
    body = json.dumps(changed(path, place, "@@"), ensure_ascii=False).encode().replace(b"@@", bytes_)
    refused(client, path, 400, field, content=body, headers=JSON)


@pytest.mark.parametrize("path", examples.REQUESTS)
@pytest.mark.parametrize(
    "body", [b"", b"{", b"nonsense", b"\xff", b'{"project": NaN}', b"[" * 100_000, b'{"a":' * 50_000, b"1" * 5000, "{，}".encode()]
)
def test_a_body_that_is_no_json_is_malformed(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(path, content=body, headers=JSON)
    assert (response.status_code, response.json()["type"]) == (400, "urn:zhibiao:problem:malformed")
    assert [error["field"] for error in response.json()["errors"]] == ["body"]


@pytest.mark.parametrize("path", examples.REQUESTS)
@pytest.mark.parametrize("body", [b"5", b'"x"', b"null", b"[]", b"true", b"{}"])
def test_a_body_of_another_shape_is_invalid(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(path, content=body, headers=JSON)
    assert response.status_code == 422, response.text
    assert response.json()["errors"]


def test_endless_nesting_and_endless_lists_are_refused(client: TestClient) -> None:
    deep: Any = "x"
    for _ in range(MAX_DEPTH + 5):
        deep = {"project": deep}
    assert client.post("/v1/suggest", json=deep).status_code == 422
    many = changed("/v1/audit", "indicators", examples.REQUESTS["/v1/audit"]["indicators"] * 2001)
    refused(client, "/v1/audit", 422, "indicators", json=many)
    tables = [examples.REQUESTS["/v1/audit"]] * 301
    assert client.post("/v1/audit", json=tables).status_code == 413


@pytest.mark.parametrize(
    ("path", "query", "field", "status"),
    [
        ("/v1/indicators", "", "q", 422), ("/v1/indicators", "q=", "q", 422), ("/v1/indicators", "q=" + "a" * 301, "q", 422),
        ("/v1/indicators", "q=%ff%fe", "q", 400), ("/v1/indicators", "q=a&limit=0", "limit", 422),
        ("/v1/indicators", "q=a&limit=101", "limit", 422), ("/v1/indicators", "q=a&limit=x", "limit", 422),
        ("/v1/rules/%ff", "", "code", 404), ("/v1/rules/A0", "", "code", 404),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_used_names_its_parameter(client: TestClient, path: str, query: str, field: str, status: int) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == status, response.text
    assert [error["field"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("select=", "select"), ("select=Z99", "select"), ("select=" + "A" * 301, "select"), ("ignore=天气", "ignore"),
        ("min_severity=awful", "min_severity"), ("profile=../../etc/passwd", "profile"), ("profile=nowhere", "profile"),
        ("profile=x.yaml", "profile"), ("format=exe", "format"), ("format=docx", "format"), ("format=html", "format"),
    ],
)  # fmt: skip
def test_an_option_of_the_audit_that_cannot_be_used_is_named(client: TestClient, query: str, field: str) -> None:
    refused(client, f"/v1/audit?{query}", 422, field, json=examples.REQUESTS["/v1/audit"])


@pytest.mark.parametrize("media", ["text/plain", "application/xml", "", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("path", [*examples.REQUESTS, "/v1/parse"])
def test_another_media_type_is_refused(client: TestClient, path: str, media: str) -> None:
    response = client.post(path, content=b"{}", headers={"Content-Type": media})
    assert (response.status_code, response.json()["type"]) == (415, "urn:zhibiao:problem:unsupported-media-type")


def test_a_compressed_body_and_a_form_where_json_is_wanted_are_refused(client: TestClient) -> None:
    assert client.post("/v1/suggest", content=b"x", headers=JSON | {"Content-Encoding": "gzip"}).status_code == 415
    assert client.post("/v1/suggest", files={"file": b"x"}).status_code == 415
    assert client.post("/v1/parse", json={}).status_code == 415


def test_a_body_over_the_limit_is_refused_before_it_is_read(client: TestClient) -> None:
    response = client.post("/v1/suggest", content=b" " * 2_000_001, headers=JSON)
    assert (response.status_code, response.json()["type"]) == (413, "urn:zhibiao:problem:too-large")

    def pieces() -> Any:
        for _ in range(30):
            yield b" " * 100_000

    assert client.post("/v1/suggest", content=pieces(), headers=JSON).status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_as_a_problem(client: TestClient, method: str) -> None:
    response = client.request(method, "/v1/suggest")
    assert (response.status_code, response.json()["type"]) == (405, "urn:zhibiao:problem:method-not-allowed")
    assert response.headers["Allow"] == "POST"
