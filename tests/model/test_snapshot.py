"""Snapshots: the compiled library answers as the YAML does, and nothing that was touched is opened."""

import json

import pytest

from zhibiao.domain import Project
from zhibiao.knowledge.library_files import load_library
from zhibiao.messages import ModelError
from zhibiao.model.manifest import FORMAT
from zhibiao.model.matching import Matcher
from zhibiao.model.snapshot import Snapshot, known_library, library_digest
from zhibiao.model.writing import write_snapshot

SHARED = """
indicators:
  - id: satisfaction
    name: "{served}满意度"
    level2: 服务对象满意度指标
    measures: 满意者比例
    data: 问卷
    proof: 问卷汇总表
    unit: "%"
    op: "≥"
    value: 90
    basis: 历史标准
    grounds: 上年问卷
"""
TOPICS = """
function: "21302"
name: 林业和草原
topics:
  - id: 213-nursery
    name: 苗圃管护
    kinds: [K11]
    keywords: [苗圃, 育苗]
    projects: [云岭苗圃管护]
    purposes: [管护苗圃30亩]
    served: [苗农]
    goal: 管护苗圃{苗圃}
    indicators:
      - id: area
        name: 苗圃管护面积
        level2: 数量指标
        measures: 面积
        data: 台账
        proof: 照片
        unit: 亩
        op: "≥"
        basis: 计划标准
        grounds: 合同
        object: 苗圃
      - {use: satisfaction}
  - id: 213-seed
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


@pytest.mark.parametrize("name", ["library.json", "topics.jsonl", "topic-terms.json", "topic-index.safetensors"])
def test_a_changed_or_missing_file_is_refused(snapshot_dir, name):
    content = (snapshot_dir / name).read_bytes()
    (snapshot_dir / name).write_bytes(content + b" ")
    with pytest.raises(ModelError, match="校验值不符"):
        Snapshot.load(snapshot_dir)
    (snapshot_dir / name).unlink()
    with pytest.raises(ModelError, match=f"缺少文件{name}"):
        Snapshot.load(snapshot_dir)


def test_a_newer_format_is_refused(snapshot_dir):
    manifest = json.loads((snapshot_dir / "manifest.json").read_text(encoding="utf-8"))
    (snapshot_dir / "manifest.json").write_text(json.dumps(manifest | {"format": FORMAT + 1}), encoding="utf-8")
    with pytest.raises(ModelError, match="请升级程序"):
        Snapshot.load(snapshot_dir)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "x", "files": {}}', "not json"])
def test_a_manifest_that_is_none(snapshot_dir, text):
    (snapshot_dir / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"manifest\.json"):
        Snapshot.load(snapshot_dir)
