"""The Python interface of the contract."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import zhibiao
from zhibiao.domain.tables import TargetTable
from zhibiao.messages import CorpusError, InputError

PROJECT = {
    "name": "清水镇农村道路硬化工程",
    "purpose": "硬化村内道路5.2公里，受益群众2600人，2025年10月底前完工。",
    "goals": ["改善群众出行条件"],
    "budget": "124.8万元",
    "unit": "清水镇人民政府",
    "year": 2025,
}


@pytest.fixture
def zb(corpus: Path) -> zhibiao.Zhibiao:
    return zhibiao.load(corpus=corpus)


def test_the_names_of_the_contract_are_there() -> None:
    for name in ("Document", "TargetTable", "Project", "Indicator", "TargetValue", "Finding", "Report", "Suggestion", "load", "parse"):
        assert getattr(zhibiao, name)
        assert name in dir(zhibiao)
    assert not hasattr(zhibiao, "nothing_of_the_kind")
    assert zhibiao.__version__


def test_parse_takes_a_path_or_bytes(document: Path) -> None:
    read = zhibiao.parse(document)
    again = zhibiao.parse(document.read_bytes(), filename=document.name)
    assert read.model_dump(mode="json") == again.model_dump(mode="json")
    assert zhibiao.Document.model_validate(read.model_dump(mode="json")).model_dump() == read.model_dump()


def test_suggest_gives_a_table_with_evidence_that_round_trips(zb: zhibiao.Zhibiao) -> None:
    suggestion = zb.suggest(zhibiao.Project(**PROJECT))
    assert 8 <= len(suggestion.indicators) <= 12
    assert all(row.sources and row.evidence for row in suggestion.indicators)
    assert "预算执行率" not in [row.name for row in suggestion.indicators]
    assert zhibiao.Suggestion.model_validate(json.loads(json.dumps(suggestion.model_dump(mode="json")))).indicators == suggestion.indicators
    assert [row.name for row in suggestion.to_target_table().indicators] == [row.name for row in suggestion.indicators]


def test_values_and_search(zb: zhibiao.Zhibiao) -> None:
    project = zhibiao.Project(**PROJECT)
    value = zb.values("硬化村内道路长度", project, level2="数量指标")
    assert value.value is not None
    assert value.value.unit == "公里"
    assert value.value_evidence.why
    hits = zb.search("验收合格率", limit=3)
    assert len(hits) == 3
    assert "合格率" in hits[0].name
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert zb.search("ꙮꙮꙮ") == []


def test_audit_takes_a_document_a_table_or_a_list(zb: zhibiao.Zhibiao, document: Path, tables: tuple[TargetTable, ...]) -> None:
    read = zhibiao.parse(document)
    assert len(zb.audit(read).files[0].tables) == 3
    assert zb.audit(tables[0]).summary.error == 0
    report = zb.audit([read, *read.tables])
    assert zhibiao.Report.model_validate(report.model_dump(mode="json")) == report
    suggestion = zb.suggest(zhibiao.Project(**PROJECT))
    assert zb.audit(suggestion.to_target_table()).rules


def test_a_source_left_out_lends_nothing(corpus: Path) -> None:
    whole = zhibiao.load(corpus=corpus)
    without = zhibiao.load(corpus=corpus, exclude_sources=["柳泉镇*"])
    query = "夜间照明覆盖村数"
    assert query in [hit.name for hit in whole.search(query)]
    assert query not in [hit.name for hit in without.search(query)]


def test_calls_from_many_threads_agree(zb: zhibiao.Zhibiao) -> None:
    project = zhibiao.Project(**PROJECT)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: zb.suggest(project).model_dump_json(), range(16)))
    assert len(set(answers)) == 1


def test_refusals(zb: zhibiao.Zhibiao, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="名称"):
        zb.suggest(zhibiao.Project())
    with pytest.raises(InputError, match="limit"):
        zb.suggest(zhibiao.Project(name="道路"), limit=0)
    with pytest.raises(InputError, match="指标名称"):
        zb.values(" ", zhibiao.Project(name="道路"))
    for what in ("model", "corpus", "library"):
        with pytest.raises(InputError, match=what):
            zhibiao.load(**{what: tmp_path / "missing"})  # type: ignore[arg-type]
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.jsonl").write_text("[]\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"a\.jsonl"):
        zhibiao.load(corpus=tmp_path)


def test_the_users_own_tables_overlay_the_shipped_ones(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "corpus" / "tables"
    own.mkdir(parents=True)
    (own / "mine.jsonl").write_bytes((corpus / "tables" / "liuquan.jsonl").read_bytes())
    before = zhibiao.load()
    monkeypatch.setenv("ZHIBIAO_HOME", str(tmp_path))
    after = zhibiao.load()
    assert len(after.places.corpus) == len(before.places.corpus) + 1
    assert "夜间照明覆盖村数" in [hit.name for hit in after.search("夜间照明覆盖村数")]
