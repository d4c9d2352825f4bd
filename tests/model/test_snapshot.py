"""Snapshots: the compiled library answers as the YAML does, and nothing that was touched is opened."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save
from tests.small_library import NURSERY, SHARED

from zhibiao.domain import Project
from zhibiao.files import replace_folder
from zhibiao.knowledge.library_files import load_library
from zhibiao.messages import ModelError
from zhibiao.model import snapshot as snapshots
from zhibiao.model.manifest import FORMAT, About, OutsideEncoder
from zhibiao.model.matching import Matcher
from zhibiao.model.snapshot import Snapshot, known_library, library_digest
from zhibiao.model.writing import MAX_BYTES, write_snapshot

TOPICS = f"""{NURSERY}  - id: 213-seed
    name: 种子采收
    kinds: [K11]
    keywords: [采种]
    projects: [云岭采种]
    purposes: [采收种子]
    goal: 采种
    indicators: []
"""


@pytest.fixture
def library_dir(tmp_path):
    folder = tmp_path / "library"
    (folder / "213").mkdir(parents=True)
    (folder / "shared.yaml").write_text(SHARED, encoding="utf-8")
    (folder / "213" / "21302.yaml").write_text(TOPICS, encoding="utf-8")
    return folder


@pytest.fixture
def snapshot_dir(tmp_path, library_dir):
    write_snapshot(tmp_path / "model", load_library([library_dir]), library_digest([library_dir]), list)
    return tmp_path / "model"


def test_the_compiled_library_answers_as_the_yaml_does(library_dir, snapshot_dir):
    plain, none, _ = known_library([library_dir], None)
    compiled, index, snapshot = known_library([library_dir], snapshot_dir)
    assert none is None
    assert index is not None
    assert snapshot is not None
    assert list(compiled.topics) == list(plain.topics)
    assert compiled.shared == plain.shared
    project = Project(name="苗圃管护经费", purpose="育苗")
    assert Matcher(compiled, list, index).topics(project) == Matcher(plain, list).topics(project)
    assert compiled.topics[0].indicators[1].name == "苗农满意度"


def test_an_edited_library_is_read_from_its_files(library_dir, snapshot_dir):
    path = library_dir / "213" / "21302.yaml"
    path.write_text(TOPICS.replace("苗圃管护面积", "苗圃养护面积"), encoding="utf-8")
    library, index, _ = known_library([library_dir], snapshot_dir)
    assert index is None
    assert library.topics[0].indicators[0].name == "苗圃养护面积"


def test_compiling_twice_gives_the_same_bytes(library_dir, snapshot_dir, tmp_path):
    write_snapshot(tmp_path / "again", load_library([library_dir]), library_digest([library_dir]), list)
    assert {p.name: p.read_bytes() for p in (tmp_path / "again").iterdir()} == {p.name: p.read_bytes() for p in snapshot_dir.iterdir()}


@pytest.mark.parametrize("name", ["library.json", "topics.safetensors", "topic-terms.json", "topic-index.safetensors"])
def test_a_changed_or_missing_file_is_refused(snapshot_dir, name):
    content = (snapshot_dir / name).read_bytes()
    (snapshot_dir / name).write_bytes(content + b" ")
    with pytest.raises(ModelError, match="校验值不符"):
        Snapshot.load(snapshot_dir)
    (snapshot_dir / name).unlink()
    with pytest.raises(ModelError, match=f"缺少文件{name}"):
        Snapshot.load(snapshot_dir)


def test_a_topic_that_would_fill_the_memory_is_refused(snapshot_dir):
    bomb = save(snapshots.packed([b"0" * (snapshots.MAX_TOPIC + 1)]))
    contents = {name: (snapshot_dir / name).read_bytes() for name in snapshots.FILES} | {snapshots.TOPICS: bomb}
    with pytest.raises(ModelError, match="超过1024KB"):
        Snapshot.of(contents).library.topics[0]


@pytest.mark.parametrize(("written", "said"), [(FORMAT + 1, "请升级程序"), (FORMAT - 1, "重新训练")])
def test_another_format_is_refused(snapshot_dir, written, said):
    manifest = json.loads((snapshot_dir / "manifest.json").read_text(encoding="utf-8"))
    (snapshot_dir / "manifest.json").write_text(json.dumps(manifest | {"format": written}), encoding="utf-8")
    with pytest.raises(ModelError, match=said):
        Snapshot.load(snapshot_dir)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"exclude": ["甲*"]}, "被改动过"), ({"metrics": [{"name": "x", "value": 1.0}]}, "被改动过"), ({"extra": 1}, "没有可用的manifest")],
)
def test_an_edited_manifest_is_refused(snapshot_dir, change, said):
    manifest = json.loads((snapshot_dir / "manifest.json").read_text(encoding="utf-8"))
    (snapshot_dir / "manifest.json").write_text(json.dumps(manifest | change), encoding="utf-8")
    with pytest.raises(ModelError, match=said):
        Snapshot.load(snapshot_dir)


@pytest.mark.parametrize("name", ["weights.pkl", "encoder/pytorch_model.bin", "a.PY", "deep/er/x.joblib"])
def test_what_may_carry_code_is_refused_listed_or_not(snapshot_dir, name):
    (snapshot_dir / name).parent.mkdir(parents=True, exist_ok=True)
    (snapshot_dir / name).write_bytes(b"")
    with pytest.raises(ModelError, match=Path(name).name):
        Snapshot.load(snapshot_dir)


@pytest.mark.parametrize("parts", [{"../x.json": b""}, {"x.pkl": b""}, {"big.json": bytes(MAX_BYTES)}])
def test_what_no_snapshot_may_hold_is_not_written(library_dir, snapshot_dir, parts):
    before = Snapshot.load(snapshot_dir).version
    with pytest.raises(ModelError, match="不合要求"):
        write_snapshot(snapshot_dir, load_library([library_dir]), "", list, parts)
    assert Snapshot.load(snapshot_dir).version == before


def test_facts_of_a_training_come_back_and_the_version_is_of_what_answers(library_dir, snapshot_dir, tmp_path):
    library = load_library([library_dir])
    about = About(seed=3, exclude=("甲*",), metrics=({"name": "recall@20", "value": 0.5, "n": 2},), packages={"numpy": "2"})
    for name, said in (("one", about), ("other", about.model_copy(update={"exclude": (), "seed": 4}))):
        write_snapshot(tmp_path / name, library, "", list, None, said, (), lambda manifest: f"seed {manifest.seed}")
    one, other = Snapshot.load(tmp_path / "one"), Snapshot.load(tmp_path / "other")
    assert (one.manifest.seed, one.excluded, one.newer(())) == (3, ("甲*",), 0)
    assert one.manifest.metrics == about.metrics
    assert (tmp_path / "one" / "README.md").read_text() == "seed 3"
    assert one.version != other.version  # tables left out of retrieval answer otherwise
    assert Snapshot.load(snapshot_dir).newer(()) is None
    write_snapshot(tmp_path / "one", library, "", list, None, about.model_copy(update={"seed": 9}), (), lambda manifest: "another card")
    assert Snapshot.load(tmp_path / "one").version == one.version


def test_a_snapshot_replaced_while_it_is_being_opened_is_opened_anew(library_dir, snapshot_dir, monkeypatch):
    library = load_library([library_dir])
    real, read = snapshots.read_manifest, []

    def replaced_behind(folder, called):
        read.append(real(folder, called))
        if len(read) == 1:
            (library_dir / "213" / "21302.yaml").write_text(TOPICS.replace("30亩", "50亩"), encoding="utf-8")
            write_snapshot(snapshot_dir, load_library([library_dir]), "other", list)
        return read[-1]

    monkeypatch.setattr(snapshots, "read_manifest", replaced_behind)
    opened = Snapshot.load(snapshot_dir)
    assert opened.manifest.library == "other"
    assert read[0].library != "other"
    assert list(opened.library.topics) != list(library.topics)


@pytest.fixture
def learned_dir(tmp_path):
    shipped = Path(__file__).resolve().parents[2] / "models" / "default"
    return shutil.copytree(shipped, tmp_path / "learned")


def test_an_open_snapshot_outlives_its_folder(learned_dir, library_dir):
    old = Snapshot.load(learned_dir)
    write_snapshot(learned_dir, load_library([library_dir]), "", list)
    assert len(old.library.topics) > 100
    encoder = old.encoder(list)
    assert encoder is not None
    assert np.linalg.norm(encoder.encode(["森林防火"])) == pytest.approx(1, abs=1e-5)
    assert Snapshot.load(learned_dir).encoder(list) is None


def test_the_encoder_outside_answers_as_the_one_inside(learned_dir, library_dir, tmp_path):
    from zhibiao.model.encoder import folder_digest

    own = Snapshot.load(learned_dir).encoder(list)
    folder = learned_dir / "encoder"
    about = About(encoder=OutsideEncoder(path=str(folder), digest=folder_digest(folder)))
    write_snapshot(tmp_path / "model", load_library([library_dir]), "", list, None, about)
    outside = Snapshot.load(tmp_path / "model").encoder(list)
    assert np.array_equal(outside.encode(["森林防火", "龘"]), own.encode(["森林防火", "龘"]))
    (folder / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes() + b" ")
    with pytest.raises(ModelError, match="已被改动"):
        Snapshot.load(tmp_path / "model")


def test_a_folder_set_aside_by_a_writer_that_died_is_found(snapshot_dir):
    version = Snapshot.load(snapshot_dir).version
    snapshot_dir.rename(snapshot_dir.with_name(f".{snapshot_dir.name}.old"))
    found = Snapshot.load(snapshot_dir)
    assert (found.name, found.version) == (snapshot_dir.name, version)
    replace_folder(snapshot_dir, {"a.json": b"{}"})
    assert [path.name for path in snapshot_dir.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "x", "files": {}}', "not json"])
def test_a_manifest_that_is_none(snapshot_dir, text):
    (snapshot_dir / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"manifest\.json"):
        Snapshot.load(snapshot_dir)
