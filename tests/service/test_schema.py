"""Invented requests against the OpenAPI: no 5xx, no answer that the schema does not know.

Bounded here; ``ZHIBIAO_SCHEMA_CASES=2000`` makes it as long as wanted.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from starlette.testclient import TestClient

CASES = int(os.environ.get("ZHIBIAO_SCHEMA_CASES", "12"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = [
    ("/v1/parse", "POST"), ("/v1/suggest", "POST"), ("/v1/values", "POST"), ("/v1/audit", "POST"), ("/v1/feedback", "POST"),
    ("/v1/feedback/corpus", "GET"), ("/v1/feedback/labels", "GET"), ("/v1/indicators", "GET"), ("/v1/rules", "GET"),
    ("/v1/rules/{code}", "GET"), ("/v1/model", "GET"), ("/healthz", "GET"), ("/readyz", "GET"), ("/metrics", "GET"),
]  # fmt: skip
TAKES_NOTHING = {path for path, method in OPERATIONS if method == "GET"} - {"/v1/indicators"}


def test_every_operation_is_tried(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {(path, method.upper()) for path, own in paths.items() for method in own} == set(OPERATIONS)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_request_breaks_the_service_or_its_schema(
    client: TestClient, path: str, method: str, mode: schemathesis.GenerationMode, tmp_path: Path
) -> None:
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    schema.app = client.app
    operation = schema[path][method]
    cases = operation.as_strategy(generation_mode=mode)

    @settings(
        max_examples=CASES, deadline=None, database=None, derandomize=CASES < 100, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(cases)
        given_ = case.as_transport_kwargs(base_url="http://testserver")
        kept = {
            name: given_[name]
            for name in ("params", "json", "data", "content", "files", "headers", "cookies")
            if given_.get(name) is not None
        }
        try:
            response = client.request(case.method, case.formatted_path, **kept)
            response.request.read()
        except (AttributeError, TypeError):
            reject()  # a form of things that no client can send
        case.validate_response(schemathesis.Response.from_any(response), checks=CHECKS)

    try:
        ask()
    except Unsatisfiable:  # an operation that takes nothing can be asked nothing wrong
        assert mode.value == "negative"
        assert path in TAKES_NOTHING
