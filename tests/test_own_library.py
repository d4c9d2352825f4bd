"""A library of one's own, named by option or kept in one's data folder."""

import pytest

import zhibiao
from zhibiao.domain import Project
from zhibiao.messages import CorpusError

OWN = """\
function: "21302"
name: 林业和草原
topics:
  - id: 213-peony
    name: 牡丹园建设
    kinds: [K09]
    keywords: [牡丹园, 牡丹种苗]
    projects: [云岭牡丹园建设]
    purposes: [建设牡丹园200亩]
    served: [游客]
    goal: 建成牡丹园{牡丹园}，游客接待能力提高
    indicators:
      - id: area
        name: 牡丹园建成面积
        level2: 数量指标
        measures: 建成开放的牡丹园面积
        data: 竣工图
        proof: 验收单
        unit: 亩
        op: "≥"
        basis: 计划标准
        grounds: 初步设计
        object: 牡丹园
        core: true
      - {use: satisfaction}
"""
PROJECT = Project(name="云岭牡丹园建设", purpose="建设牡丹园200亩")


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "213.yaml").write_text(OWN, encoding="utf-8")
    return folder


def has_own_row(zb):
    rows = zb.suggest(PROJECT).indicators
    return any(str(row.value) == "≥200亩" and any(e.id == "213-peony.area" for e in row.evidence) for row in rows)


def test_it_is_used_on_top_of_what_is_shipped(own):
    zb = zhibiao.load(library=own)
    assert has_own_row(zb)
    assert zb.topic("森林防火").id == "213-forest-fire"
    assert not has_own_row(zhibiao.load())


def test_it_is_found_in_the_users_data_folder(own, tmp_path, monkeypatch):
    home = tmp_path / "home"
    (home / "corpus").mkdir(parents=True)
    own.rename(home / "corpus" / "library")
    monkeypatch.setenv("ZHIBIAO_HOME", str(home))
    assert has_own_row(zhibiao.load())


def test_a_mistake_in_it_is_named_with_file_and_line(own):
    (own / "213.yaml").write_text(OWN.replace("level2: 数量指标", "level2: 数目指标"), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"213\.yaml第15行.*没有“数目指标”这一二级指标"):
        zhibiao.load(library=own)
