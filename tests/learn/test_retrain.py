"""Retraining as users meet it: the new snapshot replaces the old one when it is no worse; whatever goes wrong, the old one stays."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.learn.conftest import FakeTrainer, World, made_table, two_documents, write_corpus
from tests.test_cli import one_sentence

from zhibiao import files
from zhibiao.documents import write_docx
from zhibiao.domain.tables import TargetTable
from zhibiao.knowledge.corpus import read_tables
from zhibiao.learn.lock import alone_on
from zhibiao.model.snapshot import Snapshot
from zhibiao.paths import find_places

EQUAL = {"recall@20": {"": [1.0, 0.0, 1.0, 0.0]}}
WORSE = {"recall@20": {"": [0.0, 0.0, 1.0, 0.0]}}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_first_own_snapshot_is_compared_with_the_shipped_one_and_preferred_from_then_on(world: World, run: Run) -> None:
    before = contents(world.shipped)
    code, out, err = run("retrain")
    assert (code, err) == (0, "")
    assert "推荐前20行找回原表行 * 0.500 0.500 +0.000 [+0.000, +0.000] 2" in " ".join(out.split())
    assert contents(world.shipped) == before
    assert find_places().model == world.own_model
    manifest = Snapshot.load(world.own_model).manifest
    assert (manifest.seed, manifest.forced, manifest.documents) == (1, False, ("乙.docx", "甲.docx"))
    assert manifest.corpus is not None
    assert (manifest.corpus.tables, manifest.corpus.documents) == (4, 2)
    assert "numpy" in manifest.packages
    assert manifest.by_document()["recall@20"]["甲.docx"] == (2.0, 4)
    assert "推荐前20行找回原表行" in (world.own_model / "README.md").read_text(encoding="utf-8")


def test_a_fall_keeps_the_old_one_and_force_is_recorded(world: World, run: Run) -> None:
    assert run("retrain")[0] == 0
    before = contents(world.own_model)
    world.quality.update(WORSE)
    code, out, err = run("retrain", "--seed", "2")
    assert code == 2
    one_sentence(err, "推荐前20行找回原表行")
    assert "下降" in out
    assert "保留原有模型" in out
    assert contents(world.own_model) == before
    code, out, err = run("retrain", "--seed", "2", "--force")
    assert (code, err) == (0, "")
    assert Snapshot.load(world.own_model).manifest.forced
    assert "--force" in (world.own_model / "README.md").read_text(encoding="utf-8")
    assert run("retrain", "--seed", "2")[0] == 0  # equal to what stands there now
    assert not Snapshot.load(world.own_model).manifest.forced


def test_nothing_in_common_and_no_cases_want_force(world: World, run: Run) -> None:
    for cases, said in (({"recall@20": {"丙.docx": [1.0]}}, "没有共同的文件"), (None, "没有留下逐份文件的评估结果")):
        world.ship(two_documents(), cases)
        code, _, err = run("retrain")
        assert code == 2
        one_sentence(err, said)
        assert "--force" in err
        assert not world.own_model.exists()
    assert run("retrain", "--force")[0] == 0
    assert Snapshot.load(world.own_model).manifest.forced


def test_the_same_seed_and_corpus_give_the_same_snapshot(world: World, run: Run) -> None:
    for name, seed in (("a", "7"), ("b", "7"), ("c", "8")):
        assert run("retrain", "--seed", seed, "--output", world.home / name)[0] == 0
    a, b, c = (Snapshot.load(world.home / name) for name in "abc")
    assert contents(world.home / "a") == contents(world.home / "b")
    assert a.version == b.version != c.version


def test_kinds_are_taught_by_the_library_as_it_is_written(world: World, run: Run) -> None:
    folder = world.shipped / "corpus" / "library"
    (folder / "projects.yaml").write_text("projects:\n  K10:\n    - [苗圃围墙修缮, 墙塌了]\n", encoding="utf-8")
    world.ship(two_documents(), world.quality)
    assert run("retrain", "--force")[0] == 0
    assert FakeTrainer.library.projects == [("苗圃围墙修缮", "墙塌了", ("K10",))]


def test_a_new_output_replaces_nothing_and_is_not_held_back(world: World, run: Run) -> None:
    world.quality.update(WORSE)
    code, out, _ = run("retrain", "--output", world.home / "elsewhere")
    assert code == 0
    assert "下降" in out
    assert not Snapshot.load(world.home / "elsewhere").manifest.forced


def test_sources_left_out_are_left_out_of_retrieval_too(world: World, run: Run) -> None:
    import zhibiao

    others = [made_table("丙.docx", n, name) for n, name in enumerate(("农机补贴", "厕所改造"), start=1)]
    write_corpus(world.home / "corpus", others)
    code, _, err = run("retrain", "--exclude-source", "丙*", "--exclude-source", "没有*")
    assert code == 0
    one_sentence(err, "没有*")
    manifest = Snapshot.load(world.own_model).manifest
    assert manifest.exclude == ("丙*", "没有*")
    assert manifest.corpus is not None
    assert manifest.corpus.tables == 4
    seen = zhibiao.load()
    assert {table.source.file for table in seen.corpus.tables if table.source} == {"甲.docx", "乙.docx"}
    assert seen.newer_tables == 0
    assert {t.source.file for t in zhibiao.load(model=world.shipped_model).corpus.tables if t.source} == {"甲.docx", "乙.docx", "丙.docx"}
    assert zhibiao.load(model=world.shipped_model).newer_tables == 2


def test_what_is_named_is_imported_first_and_one_bad_file_is_told_of(world: World, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    write_docx([made_table("丙.docx", 1, "厕所改造")], folder / "丙.docx")
    (folder / "坏.docx").write_bytes(b"no document")
    code, out, err = run("retrain", folder)
    assert code == 2
    one_sentence(err, "坏.docx")
    assert "新增1张" in out
    assert "1张表比原有模型新" in out
    assert [table.project.name for table in read_tables([world.home / "corpus"])] == ["厕所改造"]
    manifest = Snapshot.load(world.own_model).manifest
    assert manifest.corpus is not None
    assert manifest.corpus.tables == 5


def test_a_corpus_that_does_not_exist_is_made_by_an_import_alone(world: World, run: Run, tmp_path: Path) -> None:
    code, _, err = run("retrain", "--corpus", tmp_path / "nowhere")
    assert code == 2
    one_sentence(err, "nowhere", "--corpus")
    for file, names in (("丙.docx", ("厕所改造", "农机补贴")), ("丁.docx", ("敬老院修缮",))):
        write_docx([made_table(file, n, name) for n, name in enumerate(names, start=1)], tmp_path / file)
    code, _, _ = run("retrain", tmp_path / "丙.docx", tmp_path / "丁.docx", "--corpus", tmp_path / "nowhere", "--force")
    assert code == 0
    manifest = Snapshot.load(world.own_model).manifest
    assert manifest.corpus is not None
    assert manifest.corpus.tables == 3


def test_json_says_what_the_table_says(world: World, run: Run) -> None:
    world.quality.update(WORSE)
    code, out, _ = run("retrain", "--format", "json")
    found = json.loads(out)
    assert code == 2
    assert not found["replaced"]
    assert found["verdict"]["comparisons"][0] == {
        "name": "recall@20", "headline": True, "old": 0.5, "new": 0.25, "difference": -0.25,
        "low": -0.25, "high": -0.25, "documents": 2, "fallen": True,
    }  # fmt: skip


REPEATED = tuple(("质量指标", f"票证核对率{n}", "≥95%") for n in range(4))
BAD: dict[str, tuple[Callable[[], list[TargetTable]], str]] = {
    "one table": (lambda: two_documents()[:1], "只有1张表"),
    "one document": (lambda: two_documents()[:2], "同一份文件"),
    "no satisfaction rows": (
        lambda: [made_table(f"{n}.docx", n, f"第{n}号泵站", (("数量指标", f"第{n}号泵站座数", "≥1座"),)) for n in (1, 2, 3)],
        "没有可用的满意度指标",
    ),
    "flagged rows": (
        lambda: [*two_documents(), *(made_table("丙.docx", n, name, REPEATED) for n, name in enumerate(("农机", "厕所", "体检"), start=1))],
        "指标可疑",
    ),
    "every row the same": (
        lambda: [made_table(f"{n}.docx", n, f"第{n}号泵站", (("数量指标", "泵站座数", "≥1座"),) * 3) for n in (1, 2, 3)],
        "所有指标都相同",
    ),
    "no rows": (lambda: [table.model_copy(update={"indicators": ()}) for table in two_documents()], "没有指标"),
    "nothing": (list, "只有0张表"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_corpus_that_teaches_nothing_ends_in_a_sentence(name: str, world: World, run: Run, tmp_path: Path) -> None:
    assert run("retrain")[0] == 0
    before = contents(world.own_model)
    tables, said = BAD[name]
    code, out, err = run("retrain", "--corpus", write_corpus(tmp_path / "bad", tables()))
    assert (code, out) == (2, "")
    one_sentence(err, said)
    assert contents(world.own_model) == before
    forced, _, _ = run("retrain", "--force", "--corpus", tmp_path / "bad")
    assert (forced == 0) == (name in ("no satisfaction rows", "flagged rows"))


def test_a_disk_that_fills_while_writing_leaves_the_old_one(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("retrain")[0] == 0
    before = contents(world.home / "models")
    real = files._write_through
    for room in range(3):
        left = room

        def full(path: Path, content: bytes) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                path.write_bytes(content[:100])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(path, content)

        monkeypatch.setattr(files, "_write_through", full)
        code, _, err = run("retrain", "--seed", "9")
        assert code == 2
        one_sentence(err, "No space left")
        assert {name: c for name, c in contents(world.home / "models").items() if not name.endswith(".lock")} == {
            name: c for name, c in before.items() if not name.endswith(".lock")
        }
        Snapshot.load(world.own_model)


def test_a_disk_that_fills_while_training_leaves_the_old_one(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(FakeTrainer, "before", staticmethod(full))
    code, _, err = run("retrain")
    assert code == 2
    one_sentence(err, "检查磁盘空间")
    assert not world.own_model.exists()


def test_a_snapshot_edited_by_hand_is_not_written_over_before_anyone_says_so(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("retrain")[0] == 0
    trained: list[bool] = []
    monkeypatch.setattr(FakeTrainer, "before", staticmethod(lambda: trained.append(True)))
    manifest = world.own_model / "manifest.json"
    whole = manifest.read_text(encoding="utf-8")
    for path, edited, said in (
        (world.own_model / "levels.json", "{}", "校验值不符"),
        (manifest, whole.replace('"exclude": []', '"exclude": ["乙*"]'), "被改动过"),
        (manifest, whole.replace('"n": [4, 4]', '"n": [4]'), "manifest.json"),
    ):
        kept = path.read_text(encoding="utf-8")
        assert kept != edited
        path.write_text(edited, encoding="utf-8")
        code, _, err = run("retrain")
        assert code == 2
        one_sentence(err, said)
        assert "--force" in err
        assert path.read_text(encoding="utf-8") == edited
        path.write_text(kept, encoding="utf-8")
    assert not trained
    (world.own_model / "levels.json").write_text("{}", encoding="utf-8")
    assert run("retrain", "--force")[0] == 0
    assert Snapshot.load(world.own_model).manifest.forced


def test_what_is_no_snapshot_is_never_written_over(world: World, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "年度总结.txt").write_text("x", encoding="utf-8")
    for place in (folder, folder / "年度总结.txt"):
        code, _, err = run("retrain", "--force", "--output", place)
        assert code == 2
        one_sentence(err, "不是模型文件夹")
    assert (folder / "年度总结.txt").read_text(encoding="utf-8") == "x"
    (tmp_path / "empty").mkdir()
    assert run("retrain", "--output", tmp_path / "empty")[0] == 0


HOLD = """
import sys, time
from pathlib import Path
from zhibiao.learn.lock import alone_on
with alone_on(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_two_at_once_on_one_output_and_the_lock_of_a_dead_one(world: World, run: Run) -> None:
    assert run("retrain")[0] == 0
    before = contents(world.own_model)
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(world.own_model)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        code, _, err = run("retrain")
        assert code == 2
        one_sentence(err, f"pid {holder.pid}")
        assert contents(world.own_model) == before
        assert run("retrain", "--output", world.home / "elsewhere")[0] == 0
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    assert run("retrain")[0] == 0
    with alone_on(world.own_model):
        assert run("retrain")[0] == 2


def test_killed_while_training_the_old_one_still_loads(world: World, run: Run) -> None:
    assert run("retrain")[0] == 0
    before = contents(world.own_model)
    child = os.fork()
    if child == 0:  # dies in the middle, with the lock in its hands
        try:
            FakeTrainer.before = staticmethod(lambda: os.kill(os.getpid(), signal.SIGKILL))
            run("retrain", "--seed", "3")
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert contents(world.own_model) == before
    assert run("retrain", "--seed", "3")[0] == 0


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    shipped = Path(__file__).resolve().parents[2] / "models" / "default" / "encoder"
    return Path(shutil.copytree(shipped, tmp_path / "encoder"))


def test_an_encoder_outside_is_recorded_and_refused_when_it_has_changed(world: World, run: Run, encoder: Path) -> None:
    assert run("retrain", "--encoder", encoder)[0] == 0
    recorded = Snapshot.load(world.own_model).manifest.encoder
    assert recorded is not None
    assert recorded.path == str(encoder.resolve())
    (encoder / "modules.json").write_text((encoder / "modules.json").read_text() + "\n")
    code, _, err = run("suggest", "--name", "苗圃管护")
    assert code == 2
    one_sentence(err, "已被改动")
    shutil.rmtree(encoder)
    code, _, err = run("suggest", "--name", "苗圃管护")
    assert code == 2
    one_sentence(err, "找不到")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "modules.json").unlink(), "不是sentence-transformers模型"),
        (lambda folder: (folder / "modules.json").write_text("[]"), "不是sentence-transformers模型"),
        (lambda folder: (folder / "modules.json").write_text('[{"type": "os.path"}]'), "os.path"),
        (lambda folder: (folder / "pytorch_model.bin").write_bytes(b""), "pytorch_model.bin"),
    ],
)
def test_an_encoder_that_cannot_be_used(world: World, run: Run, encoder: Path, spoil: Callable[[Path], object], said: str) -> None:
    spoil(encoder)
    code, _, err = run("retrain", "--encoder", encoder)
    assert code == 2
    one_sentence(err, said)
    assert not world.home.exists()


NAMED = """
import sys
from zhibiao.cli import run
code = run(["retrain", "--encoder", "some-lab/some-model"])
assert not [name for name in ("torch", "sentence_transformers", "transformers", "sklearn", "scipy") if name in sys.modules]
raise SystemExit(code)
"""


def test_a_name_that_is_no_folder_fails_before_torch_is_imported(tmp_path: Path) -> None:
    environment = os.environ | {"ZHIBIAO_HOME": str(tmp_path / "home")}
    done = subprocess.run([sys.executable, "-c", NAMED], env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    one_sentence(done.stderr.decode(), "从不下载模型")
    assert not (tmp_path / "home").exists()


def test_tables_are_retrievable_at_once_after_an_import(world: World, run: Run, tmp_path: Path) -> None:
    import zhibiao

    assert run("retrain")[0] == 0
    model = contents(world.own_model)
    assert not [hit for hit in zhibiao.load().search("厕所改造座数") if hit.source == "corpus" and "厕所" in hit.name]
    document = tmp_path / "丙.docx"
    write_docx([made_table("丙.docx", 1, "厕所改造", (("数量指标", "厕所改造座数", "≥20座"),))], document)
    assert run("import", document)[0] == 0
    zb = zhibiao.load()
    assert zb.newer_tables == 1
    assert zb.search("厕所改造座数")[0].name == "厕所改造座数"
    table = zb.suggest(zhibiao.Project(name="东关村厕所改造", purpose="用于厕所改造"))
    assert "厕所改造座数" in [row.name for row in (*table.indicators, *table.alternatives) if "corpus" in row.sources]
    assert contents(world.own_model) == model
