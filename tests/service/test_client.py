"""The client tries again what may pass, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from zhibiao.client import Client, ServiceError
from zhibiao.domain.tables import Indicator, Project
from zhibiao.messages import InputError
from zhibiao.recommend.suggestion import ModelName
from zhibiao_service import examples

BUSY = httpx.Response(429, headers={"Retry-After": "0"}, json={"type": "urn:zhibiao:problem:too-many-requests", "detail": "忙"})


def client(answer: Callable[[httpx.Request], httpx.Response], patience: float = 5) -> Client:
    return Client("http://service", key="zb_x", patience=patience, transport=httpx.MockTransport(answer))


@pytest.mark.parametrize("passing", [429, 502, 503, 504])
def test_what_may_pass_is_tried_again_with_the_same_id(passing: int) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if len(seen) == 1:
            raise httpx.ConnectError("refused")
        if len(seen) == 2:
            return httpx.Response(passing, headers={"Retry-After": "0"}, json={"type": "t", "detail": "d"})
        return httpx.Response(201, json={"id": json.loads(request.content)["id"], "known": False})

    rows = [{"action": "added", "final": Indicator(name="道路长度", level2="数量指标", value="≥3公里")}]
    stored = client(answer).feedback(ModelName(name="a", version="b"), Project(name="道路"), rows)  # type: ignore[arg-type]
    assert len({json.loads(request.content)["id"] for request in seen}) == 1
    assert (len(seen), stored.known) == (3, False)
    assert seen[0].headers["Authorization"] == "Bearer zb_x"


def test_what_is_refused_for_good_is_told_at_once() -> None:
    calls = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        body = {
            "type": "urn:zhibiao:problem:invalid-field",
            "detail": "预算数不是金额。",
            "errors": [{"field": "project.budget", "message": "x"}],
        }
        return httpx.Response(422, json=body)

    with pytest.raises(ServiceError, match="预算数不是金额") as refused:
        client(answer).suggest(Project(name="道路"))
    assert (len(calls), refused.value.fields) == (1, {"project.budget": "x"})


def test_patience_has_an_end_and_other_servers_are_told_of() -> None:
    with pytest.raises(ServiceError, match="忙"):
        client(lambda request: BUSY, patience=0).model()
    with pytest.raises(ServiceError, match="不是本程序的回答"):
        client(lambda request: httpx.Response(404, text="<html>")).model()
    with pytest.raises(InputError):
        Client("http://service", language="fr")


def test_the_answers_are_the_librarys_shapes() -> None:
    with client(lambda request: httpx.Response(200, json=examples.RESPONSES[request.url.path])) as service:
        assert service.suggest(Project(name="道路")).indicators[0].name == "道路硬化长度"
        assert service.search("合格率")[0].source == "library"
        assert service.rules()[0]["code"] == "A01"
