"""Names of rows that rest on the description: things and deeds in the drafter's words, no pieces of sentences."""

import pytest

import zhibiao
from zhibiao.domain import Project


@pytest.fixture(scope="module")
def rows():
    zb = zhibiao.load()

    def of(name, purpose, budget="80万元"):
        found = zb.suggest(Project(name=name, purpose=purpose, budget=budget, year=2026))
        return {row.name: str(row.value) for row in found.indicators}

    return of


@pytest.mark.parametrize(
    ("name", "purpose", "wanted"),
    [
        ("人工造林", "在三道沟等5个小班实施人工造林2600亩", ("人工造林面积", "≥2600亩")),
        ("校舍维修", "对东坡小学、西沟小学、北河小学3所学校进行维修，屋面防水1500平方米", ("屋面防水面积", "≥1500平方米")),
        ("辅警经费", "全县公安机关现有辅警150名，按月发放工资", ("辅警人数", "=150名")),
        ("卫生院设备购置", "为城南、沙河两家卫生院各购置彩超1台", ("卫生院购置彩超数量", "=2台")),
        ("义务兵家庭优待金", "向180名义务兵家庭发放优待金，每户12000元", ("义务兵家庭发放优待金户数", "=180户")),
        ("债券付息", "按期偿还专项债券利息860万元，涉及5个项目", ("支付债务利息金额", "=860万元")),
        ("公租房租赁补贴", "为320户城镇低收入住房困难家庭发放租赁补贴", ("城镇低收入住房困难家庭发放租赁补贴户数", "=320户")),
    ],
)
def test_a_count_is_named_by_its_thing_and_deed(rows, name, purpose, wanted):
    assert wanted in rows(name, purpose).items()


@pytest.mark.parametrize(
    ("name", "purpose", "unwanted"),
    [
        ("基本公共卫生服务补助", "按常住人口26万人、县级每人7元标准落实基本公共卫生服务补助", "按常住人口"),
        ("网格化管理", "我街道由原来的48个网格调整为60个，配备网格员60名", "由原来"),
        ("医保财政补助", "2026年居民医保参保21万人，及时足额上解到市级财政专户", "上解到"),
        ("人大会议", "召开县十七届人大四次会议，参会代表220名", "届数"),
        ("疾控设备", "购置色谱仪、质谱仪、光度计、核酸提取仪、培养箱、离心机等设备14台（套）", "{"),
    ],
)
def test_a_piece_of_a_sentence_is_no_name(rows, name, purpose, unwanted):
    assert not any(unwanted in row for row in rows(name, purpose))


def test_a_rate_the_topic_asks_for_takes_the_drafters_number(rows):
    found = rows("社区矫正", "对230名社区矫正对象开展教育帮扶，再犯罪率控制在0.4%以内")
    assert [value for name, value in found.items() if "再犯罪率" in name] == ["≤0.4%"]


def test_what_lasts_and_what_is_warranted_are_no_outputs(rows):
    zb = zhibiao.load()
    project = Project(name="管网改造", purpose="改造雨水管网3公里，设计使用年限50年", budget="300万元", year=2026)
    levels = {row.name: row.level2 for row in zb.suggest(project).indicators}
    assert [level for name, level in levels.items() if "使用年限" in name] == ["可持续影响指标"]


def test_a_mechanism_is_the_last_resort(rows):
    assert not any("机制健全" in name for name in rows("党外人士培训", "举办党外人士培训班2期，共80人"))


@pytest.mark.parametrize("name", ["道路" * 150, "a" * 300, "_;s\nb" + "*" * 290, "（" * 299 + "路"])
def test_the_longest_name_a_project_may_have_fits_in_no_row(rows, name):
    assert all(len(row) < 120 for row in rows(name, None))


@pytest.mark.parametrize(
    ("purpose", "wanted"),
    [
        ("培训电商从业人员120人", "从业人员"),
        ("评选市级示范合作社8家，每家奖励3万元", "市级示范合作社"),
        ("慰问救助对象260人", "对象"),
    ],
)
def test_a_word_that_only_looks_like_a_piece_is_a_name(rows, purpose, wanted):
    assert any(wanted in row for row in rows("云溪镇专项工作", purpose))


def test_in_how_many_parts_a_thing_is_done_is_no_thing(rows):
    found = rows("云溪镇农技培训", "培训种植大户90人，分3期，每期4天")
    assert not any("分期" in row or "分完成" in row for row in found)
    assert "≥3期" in found.values()
