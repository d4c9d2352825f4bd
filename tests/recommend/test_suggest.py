"""What a drafter gets for a project: rows from the description, from similar projects, from the kind; nothing invented."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.recommend.conftest import table

from zhibiao import load
from zhibiao.domain import Project
from zhibiao.model.matching import TopicMatch
from zhibiao.recommend.candidate import GROUPS, group_of
from zhibiao.recommend.questions import warnings_for

ROAD = Project(
    name="云岭镇村内道路硬化工程",
    purpose="硬化村内道路6.5公里，安装路灯120盏，受益群众3200人，2025年10月底前完工",
    budget="480万元",
    year=2025,
)
RIVER = Project(name="白沙河道清淤工程", purpose="对白沙河进行清淤疏浚", budget="60万元")


def by_name(suggestion):
    return {row.name: row for row in suggestion.indicators}


def groups(suggestion):
    return [group_of(row.level2) for row in suggestion.indicators]


def test_counts_of_the_description_become_rows_with_their_values(recommender):
    rows = by_name(recommender.suggest(ROAD))
    road = next(row for name, row in rows.items() if "道路" in name and "长度" in name)
    assert str(road.value) == "≥6.5公里"
    assert "description" in road.sources
    assert any(e.quote and "6.5公里" in e.quote for e in road.evidence)
    lamp = next(row for name, row in rows.items() if "路灯" in name)
    assert str(lamp.value) == "=120盏"


def test_deadline_beneficiaries_and_budget_find_their_places(recommender):
    rows = recommender.suggest(ROAD).indicators
    assert any(row.level2 == "时效指标" and str(row.value) == "2025年10月底前" for row in rows)
    assert any(row.level2 == "社会效益指标" and str(row.value) == "≥3200人" for row in rows)
    assert any(row.level2 == "成本指标" and str(row.value) == "≤480万元" for row in rows)


def test_a_complete_table_has_every_type_in_its_share(recommender):
    suggestion = recommender.suggest(ROAD)
    assert 8 <= len(suggestion.indicators) <= 12
    counts = {group: groups(suggestion).count(group) for group in GROUPS}
    assert 1 <= counts["数量"] <= 4
    assert 1 <= counts["质量"] <= 3
    assert all(1 <= counts[group] <= 2 for group in ("时效", "成本"))
    assert 1 <= counts["效益"] <= 3
    assert counts["满意度"] == 1


def test_the_table_stands_in_the_order_of_the_form(recommender):
    order = groups(recommender.suggest(ROAD))
    assert order == sorted(order, key=GROUPS.index)


def test_works_state_a_service_life(recommender):
    assert any("使用年限" in row.name for row in recommender.suggest(ROAD).indicators)


def test_similar_projects_bring_rows_with_evidence(recommender):
    rows = recommender.suggest(RIVER, limit=40).indicators
    found = [row for row in rows if "corpus" in row.sources]
    assert found
    for row in found:
        evidence = [e for e in row.evidence if e.type == "corpus"]
        assert evidence
        assert all(e.project and e.file and 0 < (e.similarity or 0) <= 1 for e in evidence)


def test_flagged_rows_and_budget_execution_never_come_back(recommender):
    for project in (RIVER, Project(name="河道保洁经费", purpose="河道保洁")):
        suggestion = recommender.suggest(project, limit=100)
        names = [row.name for row in (*suggestion.indicators, *suggestion.alternatives)]
        assert not [name for name in names if "票证" in name or "执行率" in name]


def test_names_are_measures_not_questions(recommender):
    suggestion = recommender.suggest(RIVER, limit=100)
    assert not [row.name for row in suggestion.indicators if re.match(r"是否|能否|保证|确保|做到", row.name)]


def test_near_duplicates_are_one_row(recommender):
    names = [row.name for row in recommender.suggest(RIVER, limit=100).indicators]
    assert len(names) == len(set(names))
    assert sum("验收合格率" in name for name in names) == 1


def test_a_number_without_ground_stays_open_and_is_asked_for(recommender):
    suggestion = recommender.suggest(Project(name="镇区公厕新建工程", purpose="新建公厕"))
    open_rows = {row.row for row in suggestion.indicators if row.value.number is None and "__" in row.value.raw}
    assert open_rows
    asked = {row for question in suggestion.questions for row in question.fills}
    assert asked <= open_rows
    assert len(suggestion.questions) <= 6


def test_no_budget_no_amount(recommender):
    suggestion = recommender.suggest(Project(name="白沙河道清淤工程", purpose="清淤"))
    assert all(row.value.yuan is None for row in suggestion.indicators if group_of(row.level2) == "成本")
    assert suggestion.warnings


def test_item_amounts_that_make_up_the_budget_are_caps_or_prices(recommender):
    project = Project(name="养殖场改造", purpose="1.硬化场区道路所需资金20万元；2.购置监控系统所需资金30万元", budget="50万元")
    costs = [row for row in recommender.suggest(project).indicators if group_of(row.level2) == "成本"]
    assert sum(row.value.yuan for row in costs) in (500_000, 1_000_000)  # the caps, or a price beside the total
    assert {str(row.value) for row in costs} <= {"≤20万元", "≤30万元", "≤50万元"}


def test_quantity_and_amount_together_give_a_unit_cost(recommender):
    project = Project(name="排水管网改造", purpose="改造排水管道3.2公里，所需资金160万元", budget="160万元")
    costs = [str(row.value) for row in recommender.suggest(project).indicators if group_of(row.level2) == "成本"]
    assert "≤50万元/公里" in costs


def test_medians_come_with_n_and_range_and_only_from_five_rows_on(make):
    def with_rows(n):
        tables = [
            table(f"第{number}村水渠清理", "清理水渠", ("质量指标", "水渠通畅程度达标比例", f"≥{90 + number}%"), file=f"{number}.txt")
            for number in range(n)
        ]
        return make(tables).values("水渠通畅程度达标比例", Project(name="东村水渠清理", purpose="清理水渠"), level2="质量指标")

    known = with_rows(5)
    assert (str(known.value), known.value_evidence.n, known.value_evidence.median) == ("≥92%", 5, 92)
    assert known.value_evidence.range == (90, 94)
    unknown = with_rows(4)
    assert unknown.value.number is None
    assert (unknown.value.operator, unknown.value.unit) == ("≥", "%")


def test_limit_caps_or_appends(recommender):
    full = recommender.suggest(ROAD)
    assert len(recommender.suggest(ROAD, limit=3).indicators) == 3
    longer = recommender.suggest(ROAD, limit=len(full.indicators) + 2)
    assert longer.indicators[: len(full.indicators)] == full.indicators
    assert len(longer.indicators) == len(full.indicators) + 2
    with pytest.raises(ValueError, match="limit"):
        recommender.suggest(ROAD, limit=0)


def test_the_same_call_gives_the_same_bytes(recommender, make):
    one = recommender.suggest(ROAD, limit=30).model_dump_json()
    assert make().suggest(ROAD, limit=30).model_dump_json() == one
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: recommender.suggest(ROAD, limit=30).model_dump_json(), range(8))) == {one}


def test_a_project_never_learns_from_its_own_table(recommender):
    own = Project(name="石桥河道清淤工程", purpose="用于石桥河清淤疏浚", unit="云岭镇人民政府")
    evidence = [e for row in recommender.suggest(own, limit=40).indicators for e in row.evidence]
    assert "石桥河道清淤工程" not in {e.project for e in evidence}


def test_without_any_ground_it_says_so(make, shared_library):
    suggestion = make([]).suggest(Project(name="事项甲"))
    assert suggestion.warnings
    assert all("__" in row.value.raw or row.value.number is not None or row.value.kind == "grade" for row in suggestion.indicators)


def test_a_suggestion_is_a_target_table(recommender):
    table = recommender.suggest(ROAD).to_target_table()
    assert table.project.name == ROAD.name
    assert [row.row for row in table.indicators] == list(range(1, len(table.indicators) + 1))


@pytest.mark.parametrize(("score", "hits", "told"), [(0.45, (), True), (0.45, ("清淤",), False), (0.7, (), False)])
def test_a_topic_that_is_merely_near_is_told_of(recommender, score, hits, told):
    project = Project(name="石桥河道清淤工程", purpose="清淤", budget="10万元")
    topics = (TopicMatch(score, hits, 0, load().library),)
    reading = replace(recommender._read(project), topics=topics)
    assert any("相近推断" in warning for warning in warnings_for(project, reading)) is told


@pytest.mark.parametrize("name", ["专项资金", "工作经费"])
def test_what_says_nothing_is_like_no_other_project(make, name):
    asked = make([table("信访维稳" + name, "", ("数量指标", "接访次数", "≥3次"))]).suggest
    answers = {said: asked(Project(name=said)) for said in (name, "信访维稳")}
    found = {said: {row.name for row in (*answer.indicators, *answer.alternatives)} for said, answer in answers.items()}
    assert "接访次数" in found["信访维稳"]
    assert "接访次数" not in found[name]
