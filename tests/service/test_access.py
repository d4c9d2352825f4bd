"""Who may do what, from where, and how often."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.conftest import Run
from tests.service.conftest import serving, wait_until
from tests.test_cli import one_sentence

from zhibiao.messages import InputError
from zhibiao_service import examples
from zhibiao_service.keys import Keys, Limiter, Role, new_key
from zhibiao_service.problems import Problem
from zhibiao_service.settings import Settings

ROLES: tuple[Role, ...] = ("draft", "audit", "admin")
ALLOWED = {
    ("POST", "/v1/parse"): ("draft", "audit", "admin"),
    ("POST", "/v1/suggest"): ("draft", "admin"),
    ("POST", "/v1/values"): ("draft", "admin"),
    ("POST", "/v1/audit"): ("draft", "audit", "admin"),
    ("POST", "/v1/feedback"): ("draft", "audit", "admin"),
    ("GET", "/v1/feedback/corpus"): ("admin",),
    ("GET", "/v1/feedback/labels"): ("admin",),
    ("GET", "/v1/indicators"): ("draft", "audit", "admin"),
    ("GET", "/v1/rules"): ("draft", "audit", "admin"),
    ("GET", "/v1/rules/A01"): ("draft", "audit", "admin"),
    ("GET", "/v1/model"): ("draft", "audit", "admin"),
    ("GET", "/metrics"): ("admin",),
}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def keyed(settings: Settings, tmp_path: Path) -> tuple[Settings, dict[Role, str]]:
    """Settings with a file of three keys, and the keys."""
    made = {role: new_key(f"{role}-system", role) for role in ROLES}
    file = tmp_path / "keys.txt"
    file.write_text("# 三个系统\n" + "".join(f"{line}\n" for _, line in made.values()), encoding="utf-8")
    return settings.model_copy(update={"keys": file, "watch_seconds": 0.1}), {role: key for role, (key, _) in made.items()}


def test_each_role_may_do_what_it_is_for(keyed: tuple[Settings, dict[Role, str]]) -> None:
    settings, keys = keyed
    with serving(settings) as client:
        for (method, path), roles in ALLOWED.items():
            nobody = client.request(method, path)
            assert (nobody.status_code, nobody.headers["WWW-Authenticate"]) == (401, "Bearer"), path
            assert nobody.json()["errors"][0]["field"] == "Authorization"
            for role in ROLES:
                answer = client.request(method, path, headers=bearer(keys[role]))
                assert (answer.status_code == 403) == (role not in roles), (path, role)
                assert answer.status_code != 401
        for path in ("/healthz", "/readyz", "/docs", "/openapi.json"):
            assert client.get(path).status_code == 200


NO_KEYS = ["", "Bearer", "Bearer ", "Bearer zb_wrong", "Basic eDp5", "Bearer " + "x" * 5000, "Bearer \xff", "zb_x"]


def test_what_is_no_key_is_refused_before_anything_is_read(keyed: tuple[Settings, dict[Role, str]]) -> None:
    with serving(keyed[0]) as client:
        for header in NO_KEYS:
            sent = {b"Authorization": header.encode("latin-1")}
            answer = client.post("/v1/suggest", content=b"nonsense", headers=sent)  # type: ignore[arg-type]
            assert (answer.status_code, answer.json()["type"]) == (401, "urn:zhibiao:problem:unauthenticated")


def test_a_key_taken_out_of_the_file_is_valid_no_longer(keyed: tuple[Settings, dict[Role, str]]) -> None:
    settings, keys = keyed
    assert settings.keys is not None
    with serving(settings) as client:
        assert client.get("/v1/model", headers=bearer(keys["draft"])).status_code == 200
        lines = settings.keys.read_text(encoding="utf-8").splitlines(keepends=True)
        settings.keys.write_text("".join(line for line in lines if not line.startswith("draft-")), encoding="utf-8")
        wait_until(lambda: client.get("/v1/model", headers=bearer(keys["draft"])).status_code == 401)
        settings.keys.write_text("broken line\n", encoding="utf-8")
        settings.keys.unlink()
        assert client.get("/v1/model", headers=bearer(keys["audit"])).status_code == 200


def test_the_file_holds_no_key(keyed: tuple[Settings, dict[Role, str]]) -> None:
    settings, keys = keyed
    assert settings.keys is not None
    text = settings.keys.read_text(encoding="utf-8")
    assert not [key for key in keys.values() if key in text or key[3:] in text]


def test_each_key_has_a_rate_of_its_own(keyed: tuple[Settings, dict[Role, str]]) -> None:
    settings, keys = keyed
    with serving(settings.model_copy(update={"requests_per_minute": 5})) as client:
        answers = [client.get("/v1/rules", headers=bearer(keys["draft"])) for _ in range(7)]
        assert [answer.status_code for answer in answers[:5]] == [200] * 5
        assert answers[6].status_code == 429
        assert 1 <= int(answers[6].headers["Retry-After"]) <= 13
        assert client.get("/v1/rules", headers=bearer(keys["audit"])).status_code == 200


def test_the_bucket_fills_steadily() -> None:
    now = [0.0]
    limiter = Limiter(60, lambda: now[0])
    for _ in range(60):
        limiter.take("a")
    with pytest.raises(Problem) as refused:
        limiter.take("a")
    assert refused.value.headers["Retry-After"] == "2"
    now[0] = 1.0
    limiter.take("a")
    with pytest.raises(Problem):
        limiter.take("a")


@pytest.mark.parametrize("line", ["x", "a draft", f"a owner {'0' * 64}", "a draft zb_secret", f"a b draft {'0' * 64}"])
def test_a_line_that_is_no_key_is_told_of_with_its_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "keys.txt"
    file.write_text(f"# ok\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="第2行"):
        Keys(file, "")


def test_keys_may_come_from_the_environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    (one, line1), (two, line2) = new_key("a", "draft"), new_key("b", "admin")
    monkeypatch.setenv("ZHIBIAO_SERVICE_KEY_LINES", f"{line1};{line2}")
    keys = Keys.of(Settings.from_environment(port=1))
    assert keys is not None
    assert [keys.holder(f"Bearer {key}").role for key in (one, two)] == ["draft", "admin"]


def test_keys_new_makes_a_key_that_the_service_takes(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "keys.txt"
    made = []
    for role in ROLES:
        code, out, err = run("keys", "new", "--role", role, "--name", f"{role}.1", "--keys", file)
        assert (code, out.strip()[:3]) == (0, "zb_"), err
        made.append(out.strip())
    assert file.stat().st_mode & 0o077 == 0
    keys = Keys(file, "")
    assert [keys.holder(f"Bearer {key}") for key in made] == [(f"{role}.1", role) for role in ROLES]
    code, out, err = run("keys", "new")
    assert code == 0
    assert re.search(r"draft draft [0-9a-f]{64}", err)


@pytest.mark.parametrize(
    "args", [("--role", "owner"), ("--name", "有 空格"), ("--name", "a" * 65), ("--keys", "/nowhere/keys.txt"), ("--keys", "/proc/version")]
)
def test_keys_new_refuses_what_it_cannot_do(run: Run, args: tuple[str, ...]) -> None:
    code, out, err = run("keys", "new", *args)
    assert (code, out) == (2, "")
    one_sentence(err)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_listening_beyond_this_machine_without_keys_is_refused(run: Run, host: str) -> None:
    code, _, err = run("serve", "--host", host)
    assert code == 2
    one_sentence(err, "zhibiao keys new")


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("--port", "0"), "--port"), (("--port", "x"), "--port"), (("--workers", "0"), "--workers"), (("--workers", "65"), "--workers"),
        (("--keys", "/nowhere/keys.txt"), "/nowhere/keys.txt"), (("--database", "nonsense"), "sqlite:///"),
        (("--database", "mysql://x/y"), "sqlite:///"), (("--database", "postgresql://u:secret@127.0.0.1:9/x"), "127.0.0.1:9"),
        (("--database", "sqlite:////proc/x/y.sqlite3"), "sqlite"), (("--page-port", "8000", "--port", "8000"), "--page-port"),
        (("--model", "/nowhere"), "--model"), (("--corpus", "/nowhere"), "--corpus"),
    ],
)  # fmt: skip
def test_what_cannot_be_served_is_told_before_the_doors_open(run: Run, snapshot: Path, args: tuple[str, ...], word: str) -> None:
    model = () if "--model" in args else ("--model", str(snapshot))
    code, out, err = run("serve", *model, *args)
    assert (code, out) == (2, "")
    one_sentence(err, word)
    assert "secret" not in err


def test_other_pages_may_call_only_from_where_the_settings_say(settings: Settings) -> None:
    asked = {"Origin": "http://plan.example", "Access-Control-Request-Method": "POST"}
    with serving(settings) as client:
        assert "Access-Control-Allow-Origin" not in client.options("/v1/suggest", headers=asked).headers
    with serving(settings.model_copy(update={"cors_origins": ("http://plan.example",)})) as client:
        assert client.options("/v1/suggest", headers=asked).headers["Access-Control-Allow-Origin"] == "http://plan.example"
        other = client.options("/v1/suggest", headers=asked | {"Origin": "http://elsewhere.example"})
        assert "Access-Control-Allow-Origin" not in other.headers
        called: TestClient = client
        answer = called.post("/v1/suggest", json=examples.REQUESTS["/v1/suggest"], headers={"Origin": "http://plan.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "http://plan.example"
