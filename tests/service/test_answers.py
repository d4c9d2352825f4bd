"""What the API answers: the shapes of the library, in the reader's language, with the snapshot that answered."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

import zhibiao
from zhibiao.domain.tables import Document, Project
from zhibiao.recommend.suggestion import Suggestion, ValueSuggestion
from zhibiao.search import IndicatorHit
from zhibiao_service import examples
from zhibiao_service.envelope import language_of
from zhibiao_service.shapes import Health, ModelAnswer, Receipt, RuleExplained, RuleSummary

SHAPES: dict[str, Any] = {
    "/v1/parse": list[Document],
    "/v1/suggest": Suggestion,
    "/v1/values": ValueSuggestion,
    "/v1/audit": zhibiao.Report,
    "/v1/feedback": Receipt,
    "/v1/indicators": list[IndicatorHit],
    "/v1/rules": list[RuleSummary],
    "/v1/rules/{code}": RuleExplained,
    "/v1/model": ModelAnswer,
    "/healthz": Health,
    "/readyz": Health,
}


@pytest.mark.parametrize("path", examples.REQUESTS)
def test_the_example_of_every_body_is_answered_in_its_shape(client: TestClient, path: str) -> None:
    response = client.post(path, json=examples.REQUESTS[path])
    assert response.status_code in (200, 201), response.text
    TypeAdapter(SHAPES[path]).validate_json(response.content)
    assert response.headers["X-Zhibiao-Model"].startswith("tested ")


@pytest.mark.parametrize("path", examples.RESPONSES)
def test_the_example_of_every_answer_has_its_shape(path: str) -> None:
    TypeAdapter(SHAPES[path]).validate_python(examples.RESPONSES[path])


def test_every_body_and_answer_in_the_openapi_has_an_example(client: TestClient) -> None:
    found = client.get("/openapi.json").json()
    for path, operations in found["paths"].items():
        for operation in operations.values():
            for media, content in operation.get("requestBody", {}).get("content", {}).items():
                assert media == "multipart/form-data" or "example" in content, path
            for status, response in operation["responses"].items():
                for media, content in response.get("content", {}).items():
                    assert media not in ("application/json", "application/problem+json") or "example" in content, (path, status)


def test_a_suggestion_is_the_librarys_own(client: TestClient, snapshot: Path, corpus: Path) -> None:
    project = examples.REQUESTS["/v1/suggest"]["project"]
    answer = client.post("/v1/suggest", json={"project": project, "limit": 15, "weights": True})
    own = zhibiao.load(model=snapshot, corpus=corpus).suggest(Project(**project), limit=15, weights=True)
    assert answer.json() == own.model_dump(mode="json")
    assert answer.headers["X-Zhibiao-Model"] == f"{own.model.name} {own.model.version}"


def test_a_document_is_read_and_audited_alike_by_upload_and_by_json(client: TestClient, document: Path) -> None:
    files = {"file": (document.name, document.read_bytes())}
    (read,) = client.post("/v1/parse", files=files).json()
    assert (read["file"], len(read["tables"])) == (document.name, 3)
    uploaded = client.post("/v1/audit", files=files)
    sent = client.post("/v1/audit", json=read)
    assert uploaded.status_code == sent.status_code == 200
    # that a cell is there and blank only the document itself can tell
    assert [finding for finding in uploaded.json()["findings"] if finding["code"] != "S01"] == sent.json()["findings"]
    assert uploaded.json()["files"][0]["file"] == document.name


def test_an_audit_takes_the_options_of_the_command(client: TestClient) -> None:
    rules = client.post("/v1/audit", params={"select": "A,V01", "ignore": "A01"}, json=examples.REQUESTS["/v1/audit"]).json()["rules"]
    ran = {rule["code"] for rule in rules if rule["why"] not in ("未选用", "按要求忽略")}
    assert "V01" in ran
    assert "A01" not in ran
    assert all(code[0] in "AV" for code in ran)


@pytest.mark.parametrize(("format", "begins"), [("sarif", b"{"), ("html", b"<!"), ("docx", b"PK")])
def test_an_audit_comes_in_the_formats_of_the_command(client: TestClient, document: Path, format: str, begins: bytes) -> None:
    response = client.post("/v1/audit", params={"format": format}, files={"file": (document.name, document.read_bytes())})
    assert response.status_code == 200, response.text
    assert response.content.lstrip()[:2].lower().startswith(begins.lower())
    if format == "docx":
        assert len(zhibiao.parse(response.content, filename="审核.docx").tables) == 3


def test_problems_speak_the_readers_language_and_name_the_field(client: TestClient) -> None:
    body = {"project": {"name": "道路硬化", "budget": "很多"}}
    for language, word in (("zh-CN,zh;q=0.9,en;q=0.8", "预算数"), ("en-GB,en;q=0.9", "is no amount"), ("fr", "预算数")):
        problem = client.post("/v1/suggest", json=body, headers={"Accept-Language": language})
        assert (problem.status_code, problem.headers["Content-Type"]) == (422, "application/problem+json")
        assert problem.json()["type"] == "urn:zhibiao:problem:invalid-field"
        assert word in problem.json()["detail"]
        assert [error["field"] for error in problem.json()["errors"]] == ["project.budget"]


def test_the_language_liked_best_is_spoken() -> None:
    assert language_of(None) == language_of("de,*;q=0.1") == language_of("en;q=0.5,zh") == "zh"
    assert language_of("en") == language_of("zh;q=0.2, en;q=0.9") == "en"


def test_every_answer_carries_an_id_and_the_headers_of_a_careful_server(client: TestClient) -> None:
    own = "7b1c0d5e-52b5-4d2c-9a6b-0f3f4c1e9c11"
    answer = client.get("/v1/rules", headers={"X-Request-ID": own, "Origin": "http://elsewhere.example"})
    assert answer.headers["X-Request-ID"] == own
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Content-Encoding"] == "gzip"
    made = client.get("/nowhere", headers={"X-Request-ID": "x\ty" * 30})
    assert made.status_code == 404
    assert made.json()["instance"] == f"urn:uuid:{made.headers['X-Request-ID']}"


def test_rules_and_search_say_what_the_library_says(client: TestClient) -> None:
    rules = {rule["code"]: rule for rule in client.get("/v1/rules").json()}
    one = client.get("/v1/rules/a01").json()
    assert one["summary"] == rules["A01"]["summary"]
    assert "What:" in one["documentation"]
    missing = client.get("/v1/rules/Z99")
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (404, "code")
    assert client.get("/v1/indicators", params={"q": "道路硬化", "limit": 3}).json()[0]["score"] > 0
    assert client.get("/v1/indicators", params={"q": "QQQQ"}).json() == []


def test_the_model_tells_version_card_and_counts(client: TestClient) -> None:
    model = client.get("/v1/model").json()
    assert (model["name"], model["card"], model["corpus"]["tables"]) == ("tested", "# 模型", 3)
    assert model["version"] == client.get("/v1/rules").headers["X-Zhibiao-Model"].split()[1]


def test_the_docs_fetch_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "https://" not in page
    for part in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert client.get(f"/docs/static/{part}").status_code == 200


def test_logs_and_metrics_say_how_it_went_and_nothing_of_what_was_sent(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("zhibiao.service").propagate = True
    with caplog.at_level(logging.INFO, logger="zhibiao.service"):
        client.post("/v1/suggest", json={"project": {"name": "白杨镇密语工程", "purpose": "密语三公里"}})
        client.get("/v1/indicators", params={"q": "密语"})
        client.get("/密语")
        client.post("/v1/parse", files={"file": ("密语.docx", b"PK\x03\x04broken")})
    records = [record for record in caplog.records if getattr(record, "event", "") == "request"]
    assert [record.__dict__["route"] for record in records] == ["/v1/suggest", "/v1/indicators", "other", "/v1/parse"]
    assert [record.__dict__["status"] for record in records] == [200, 200, 404, 422]
    told = client.get("/metrics").text
    assert 'zhibiao_requests_total{method="POST",route="/v1/suggest",status="200"}' in told
    assert "密语" not in told + "".join(str(record.__dict__) for record in caplog.records if record.name == "zhibiao.service")
