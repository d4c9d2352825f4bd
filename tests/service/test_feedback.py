"""Feedback is stored once and for good, on SQLite and on PostgreSQL alike, and comes back as tables and labels."""

from __future__ import annotations

import copy
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from starlette.testclient import TestClient
from tests.conftest import Run
from tests.learn.conftest import World, world  # noqa: F401
from tests.service import databases
from tests.service.conftest import serving
from tests.test_cli import one_sentence

from zhibiao.knowledge.corpus import from_line, read_tables
from zhibiao_service import examples
from zhibiao_service.database import Base, migrate, open_database
from zhibiao_service.feedback import FeedbackStore, kept_tables
from zhibiao_service.settings import Settings
from zhibiao_service.shapes import Feedback

BODY = examples.REQUESTS["/v1/feedback"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str | None]:
    named = os.environ.get(databases.NAMED)
    if named:
        yield named
        return
    with databases.own_server() as server:
        yield server.url if server else None


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'folder' / 'feedback.sqlite3'}"
        return
    server = request.getfixturevalue("postgres")
    if server is None:
        assert os.environ.get("CI") != "true", "no PostgreSQL server was found"
        pytest.skip("no PostgreSQL server was found")
    with databases.fresh_database(server) as url:
        yield url


@pytest.fixture
def store(database: str) -> Iterator[FeedbackStore]:
    store = FeedbackStore.at(database)
    yield store
    store.close()


def sent(**changes: Any) -> Feedback:
    body = copy.deepcopy(BODY) | {"id": str(uuid4())} | changes
    return Feedback.model_validate(body)


def row(name: str, value: str = "=1座", level2: str = "数量指标") -> dict[str, Any]:
    return {"level1": "产出指标", "level2": level2, "name": name, "value": value, "basis": "实施方案"}


def test_what_was_kept_becomes_a_table_and_every_decision_a_label(store: FeedbackStore) -> None:
    store.add(sent())
    (table,) = store.tables()
    assert [(one.name, one.value.raw, one.row) for one in table.indicators] == [
        ("道路硬化长度", "=3.2公里", 1),
        ("工程验收合格率", "=100%", 2),
    ]
    assert table.project.name == BODY["project"]["name"]
    assert [from_line(line) for line in store.corpus_lines()] == [table]
    labels = [json.loads(line) for line in store.label_lines()]
    assert [(label["decision"], label.get("fit")) for label in labels] == [
        ("accepted", "yes"), ("edited", "yes"), ("rejected", "no"), ("dismissed", None),
    ]  # fmt: skip
    assert labels[1]["edited"]["name"] == "工程验收合格率"
    assert labels[2]["why"] == "本项目不含养护"
    assert all(label["model"] == "default 0123456789ab" for label in labels)


def test_feedback_on_one_draft_in_parts_makes_one_table_and_the_last_word_holds(store: FeedbackStore) -> None:
    first = [{"action": "accepted", "suggested": row("拟建泵站数量")}, {"action": "added", "final": row("培训人数", "≥30人")}]
    second = [
        {"action": "edited", "suggested": row("拟建泵站数量"), "final": row("新建泵站数量", "=2座")},
        {"action": "rejected", "suggested": row("培训人数", "≥30人")},
        {"action": "accepted", "suggested": row("验收合格率", "=100%", "质量")},
    ]
    store.add(sent(rows=first))
    store.add(sent(draft="另一份", rows=[{"action": "rejected", "suggested": row("培训人数")}], dismissed=[]))
    store.add(sent(rows=second))
    (table,) = store.tables()
    assert [(one.level2, one.name, one.value.raw) for one in table.indicators] == [
        ("数量指标", "新建泵站数量", "=2座"), ("质量指标", "验收合格率", "=100%"),
    ]  # fmt: skip
    assert len(list(store.labels())) == 1 + 2 + 3 + 2


def test_the_same_feedback_twice_is_stored_once_and_another_under_its_id_is_refused(database: str, settings: Settings) -> None:
    with serving(settings.model_copy(update={"database": database})) as client:
        first = client.post("/v1/feedback", json=BODY)
        again = client.post("/v1/feedback", json=BODY)
        other = client.post("/v1/feedback", json=BODY | {"rows": BODY["rows"][:1]})
        assert [answer.status_code for answer in (first, again, other)] == [201, 200, 409]
        assert (first.json()["known"], again.json()["known"]) == (False, True)
        assert len(client.get("/v1/feedback/labels").text.splitlines()) == 4
        assert len(client.get("/v1/feedback/corpus").text.splitlines()) == 1
        assert 'zhibiao_feedback_total{action="accepted"} 1.0' in client.get("/metrics").text


def test_a_row_may_be_sent_back_as_it_was_suggested(client: TestClient) -> None:
    suggestion = client.post("/v1/suggest", json=examples.REQUESTS["/v1/suggest"]).json()
    rows = [{"action": "accepted", "suggested": one} for one in suggestion["indicators"]]
    body = {"model": suggestion["model"], "project": suggestion["project"], "rows": rows}
    assert client.post("/v1/feedback", json=body).status_code == 201


def test_many_senders_at_once_lose_nothing(store: FeedbackStore) -> None:
    failed: list[BaseException] = []

    def send() -> None:
        try:
            for _ in range(5):
                store.add(sent(draft=str(uuid4())))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert store.count() == 30
    assert len(list(store.tables())) == 30


def test_the_migrations_make_what_the_models_say(database: str) -> None:
    engine = open_database(database)
    migrate(engine)
    migrate(engine)  # a second time changes nothing
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_feedback_export_writes_corpus_lines_and_labels(run: Run, database: str, tmp_path: Path) -> None:
    code, out, err = run("feedback", "export", "--database", database)
    assert (code, out) == (0, "")
    assert "还没有反馈" in err
    store = FeedbackStore.at(database)
    store.add(sent())
    store.close()
    target = tmp_path / "feedback.jsonl"
    assert run("feedback", "export", "--database", database, "-o", target)[0] == 0
    assert from_line(target.read_text(encoding="utf-8")).project.name == BODY["project"]["name"]
    code, out, err = run("feedback", "export", "--database", database, "--format", "labels")
    assert (code, len(out.splitlines())) == (0, 4)
    code, _, err = run("feedback", "export", "--format", "csv")
    assert code == 2
    one_sentence(err, "--format")


def test_a_retraining_learns_from_what_was_accepted(world: World, run: Run, database: str) -> None:  # noqa: F811
    store = FeedbackStore.at(database)
    store.add(sent())
    code, out, err = run("retrain", "--feedback", database)
    assert (code, err) == (0, ""), out
    assert [table.project.name for table in read_tables([world.home / "corpus"])] == [BODY["project"]["name"]]
    assert _taught(world) == 5
    store.add(sent(rows=[{"action": "edited", "suggested": row("道路硬化长度"), "final": row("道路硬化里程", "=4公里")}]))
    store.close()
    assert run("retrain", "--feedback", database)[0] == 0
    (table,) = read_tables([world.home / "corpus"])  # the draft as it is now, not both
    assert [one.name for one in table.indicators] == ["道路硬化里程", "工程验收合格率"]
    assert _taught(world) == 5


def _taught(world: World) -> int:  # noqa: F811
    from zhibiao.model.snapshot import Snapshot

    corpus = Snapshot.load(world.own_model).manifest.corpus
    assert corpus is not None
    return corpus.tables


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "postgresql://u:secret@127.0.0.1:9/x", "sqlite:////proc/x.sqlite3"])
def test_a_database_that_cannot_be_used_is_one_sentence(run: Run, url: str) -> None:
    for command in (("retrain", "--feedback", url), ("feedback", "export", "--database", url)):
        code, _, err = run(*command)
        assert code == 2
        one_sentence(err)
        assert "secret" not in err


def test_feedback_survives_a_restart_of_the_database(settings: Settings) -> None:
    with databases.own_server() as server:
        if server is None:
            assert os.environ.get("CI") != "true", "no PostgreSQL server was found"
            pytest.skip("no PostgreSQL server was found")
        with serving(settings.model_copy(update={"database": server.url})) as client:
            bodies = [BODY | {"id": str(uuid4()), "draft": str(n)} for n in range(3)]
            assert client.post("/v1/feedback", json=bodies[0]).status_code == 201
            server.stop()
            refused = client.post("/v1/feedback", json=bodies[1])
            assert (refused.status_code, refused.json()["type"]) == (503, "urn:zhibiao:problem:not-ready")
            assert int(refused.headers["Retry-After"]) > 0
            assert client.get("/v1/feedback/corpus").status_code == 503
            assert client.post("/v1/suggest", json=examples.REQUESTS["/v1/suggest"]).status_code == 200
            server.start()
            assert [client.post("/v1/feedback", json=body).status_code for body in bodies] == [200, 201, 201]
        assert len(kept_tables(server.url)) == 3
