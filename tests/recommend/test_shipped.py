"""What ships: every project of the corpus, its own document left out, gets a complete table in which nothing is foreign."""

import pytest

import zhibiao
from zhibiao.domain import Project
from zhibiao.knowledge.corpus import Corpus, read_tables
from zhibiao.language.normalise import key
from zhibiao.language.segment import default_segmenter
from zhibiao.model.snapshot import Snapshot
from zhibiao.paths import find_places
from zhibiao.recommend.candidate import GROUPS, SATISFACTION, group_of

RIVER = Project(
    name="李各庄河道综合治理费用",
    purpose=(
        "1.拟建一座泵站及增建排水管网；2.增加监控平台；3.李各庄河河段全长6.5公里。在每年汛期将来临之际，需对河道进行控源截污、"
        "垃圾清理、清淤疏浚等治理工作；4.租赁移动式排污水泵费用。"
    ),
    goals=("完成河道治理，保障人民生活环境整洁",),
    budget="100万元",
    year=2024,
)


@pytest.fixture(scope="module")
def shipped():
    places = find_places()
    segmenter = default_segmenter(places.shipped / "lexicon")
    return Corpus(read_tables([places.shipped]), segmenter.content_words)


def test_the_pump_station_counts_because_the_purpose_says_so():
    rows = zhibiao.load(exclude_sources=["000_*"]).suggest(RIVER).indicators
    assert any("泵站" in row.name and str(row.value) == "=1座" and row.level2 == "数量指标" for row in rows)
    assert [str(row.value) for row in rows if row.level2 == "成本指标"] == ["≤100万元"]


def test_every_project_of_the_corpus_gets_a_complete_table_of_its_own(shipped):
    template = {key(row.indicator.name) for row in shipped.rows if row.flags & {"uniform", "budget-execution"}}
    for source in sorted({table.source.file for table in shipped.tables}):
        zb = zhibiao.load(exclude_sources=[source])
        for table in shipped.tables:
            if table.source.file != source:
                continue
            suggestion = zb.suggest(table.project)
            names = [row.name for row in suggestion.indicators]
            assert 8 <= len(names) <= 12, table.project.name
            assert {group_of(row.level2) for row in suggestion.indicators} == set(GROUPS), table.project.name
            assert not template & {key(name) for name in names}, table.project.name
            assert not any(e.file == source for row in suggestion.indicators for e in row.evidence)


def test_every_topic_of_the_library_gets_a_table_that_the_audit_passes():
    zb = zhibiao.load()
    wrong, warned = [], 0
    for topic in Snapshot.load(find_places().shipped.parent / "models" / "default").library.topics:
        project = Project(name=topic.projects[0], purpose=topic.purposes[0], budget="120万元", year=2025)
        suggestion = zb.suggest(project)
        types = {group_of(row.level2) for row in suggestion.indicators}
        assert types >= {*GROUPS} - {SATISFACTION}, topic.id
        assert SATISFACTION in types or not topic.served, topic.id  # a debt repaid serves nobody who could be asked
        assert 8 <= len(suggestion.indicators) <= 12, topic.id
        report = zb.audit(suggestion.to_target_table())
        errors = [finding.message for finding in report.findings if finding.severity == "error"]
        warnings = [finding.message for finding in report.findings if finding.severity == "warning"]
        wrong += [(topic.id, message) for message in (*errors, *warnings[1:])]  # one warning may stand, as in any sound table
        warned += bool(warnings)
    assert wrong == []
    assert warned <= 5  # of 693


BRIGADE = Project(
    name="镇专职消防队运行经费", purpose="保障镇专职消防队18名队员工资、车辆燃油，接警后5分钟内出动", budget="108万元", year=2025
)
RENT = Project(name="公租房租赁补贴", purpose="向城镇住房困难家庭310户发放租赁补贴，按季发放", budget="96万元", year=2025)


def test_a_time_limit_of_the_description_is_not_contradicted_by_the_usual_one():
    rows = [row for row in zhibiao.load().suggest(BRIGADE).indicators if "出动" in row.name and row.value.kind == "duration"]
    assert [str(row.value) for row in rows] == ["≤5分钟"]


def test_payees_that_the_description_counts_are_not_asked_for_again():
    rows = [row for row in zhibiao.load().suggest(RENT).indicators if row.level2 == "数量指标"]
    assert [str(row.value) for row in rows] == ["=310户"]
