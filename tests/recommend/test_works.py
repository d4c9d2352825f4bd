"""Works that a purpose names without a number: each has a row, as the library asks for it where it does."""

import re

import pytest

import zhibiao
from zhibiao.domain import Project
from zhibiao.recommend.reading import read_project
from zhibiao.recommend.works import works


@pytest.fixture(scope="module")
def zb():
    return zhibiao.load()


@pytest.fixture(scope="module")
def quantities(zb):
    def of(name, purpose):
        found = zb.suggest(Project(name=name, purpose=purpose, budget="30万元", year=2026))
        return {row.name: str(row.value) for row in found.indicators if row.level2 == "数量指标"}

    return of


@pytest.mark.parametrize(
    ("purpose", "wanted"),
    [
        ("给在册老年活动中心更换旧桌椅、补配灭火器", ["更换旧桌椅", "补配灭火器"]),
        ("对古井台开展修缮、除草", ["修缮古井台", "除草古井台"]),
        ("采购帐篷、折叠床和棉被", ["采购帐篷", "采购折叠床", "采购棉被"]),
        ("购置橱柜、床", ["购置橱柜、床"]),
        ("祠堂维修补助", ["祠堂维修"]),
        ("图书室、阅览室免费开放", ["图书室、阅览室免费开放"]),
        ("保障在册对象日常监管、终端租用和调查评估等工作正常开展", ["在册对象日常监管", "终端租用", "调查评估"]),
        ("会议室漏雨、墙皮脱落，更换门窗", ["更换门窗"]),
        ("发放家电、餐饮消费券", []),
        ("献血宣传、表彰", ["献血宣传", "献血表彰"]),
        ("公墓道路及围墙维修", ["公墓道路维修", "围墙维修"]),
        ("破损档案的修裱、去酸和数字化", ["修裱破损档案", "去酸破损档案", "数字化破损档案"]),
        ("春节、“八一”期间走访慰问烈属和驻军部队", ["走访慰问烈属", "走访慰问驻军部队"]),
        ("汛前组织避险演练", ["组织避险演练"]),
        ("按照修旧如旧的原则对屋面、梁柱进行加固修缮", ["对屋面、梁柱进行加固修缮"]),
        ("更换水表，所需资金由县级安排，按合同进度分期支付", ["更换水表"]),
        ("10月底前完成验收", []),
        ("提高服务水平，保障生活安定", []),
    ],
)
def test_the_works_of_a_purpose(zb, purpose, wanted):
    reading = read_project(Project(name="某项目", purpose=purpose), zb._recommender._matcher)
    assert works(reading) == wanted


@pytest.mark.parametrize(
    ("name", "purpose", "row"),
    [
        ("白沙县残疾人康复", "提供基本康复服务，适配辅助器具", "适配辅助器具件数"),
        ("白沙县防雹增雨", "购买增雨防雹火箭弹，维护作业点", "购置火箭弹（炮弹）数量"),
        ("白沙县渡口", "给渡船更换救生衣", "配备救生衣数量"),
        ("白沙县人影作业", "火箭弹购置及3个作业点人员补助", "购置火箭弹（炮弹）数量"),
    ],
)
def test_a_work_that_the_library_knows_is_asked_for_in_its_words(quantities, name, purpose, row):
    found = quantities(name, purpose)
    assert row in found
    assert "__" in found[row]


def test_a_thing_that_only_has_the_name_in_it_is_another(quantities):
    assert not any("回收废旧农膜数量" in row for row in quantities("供销社网点", "废旧农膜回收网点建设"))


def test_another_deed_is_another_indicator(quantities):
    assert not any(row.startswith("新建") for row in quantities("城区路灯维护", "线路检修，坏灯更换"))


def test_the_name_tells_where_the_purpose_does_not(quantities):
    found = quantities("信访接待大厅维修", "大厅投用多年，墙皮脱落，拟作简单维修，改善候谈环境")
    assert any("大厅维修" in row for row in found)


def test_what_a_place_does_is_not_what_is_done_to_it(quantities):
    found = quantities("清凉寺等宗教活动场所维修补助", "宗教活动场所维修补助")
    assert any("维修" in row for row in found)
    assert not any("巡查" in row or "培训" in row for row in found)


def test_what_is_kept_up_has_no_life_of_its_own(zb):
    found = zb.suggest(Project(name="城区公厕管护服务", purpose="委托第三方对公厕进行日常保洁和管护", budget="30万元"))
    assert not any("使用年限" in row.name for row in found.indicators)


def test_who_is_paid_by_nobody_has_no_row_of_payment(zb):
    project = Project(name="企业数字化诊断服务", purpose="购买第三方服务，为规上企业开展数字化诊断并出具报告", budget="30万元")
    assert not any("奖补" in row.name or "兑付" in row.name for row in zb.suggest(project).indicators)


def test_a_row_of_a_line_that_is_not_spoken_of_stays_out(zb):
    found = zb.suggest(Project(name="基层党建工作经费", purpose="开展社区党建活动", budget="8万元"))
    assert not any("示范点" in row.name or "软弱涣散" in row.name for row in found.indicators)


def test_what_nobody_builds_is_not_asked_for(quantities):
    found = quantities("非遗保护传承经费", "用于皮影戏传承人补助、老剧本抢救记录，补贴传习所日常开支等")
    assert not any(row.startswith("建设") for row in found)
    assert "补助非遗代表性传承人人数" in found


def test_who_is_relieved_is_reached(zb):
    project = Project(name="农村饮水安全巩固提升", purpose="铺设管网46公里，解决两乡9个村1.1万人季节性缺水的问题", budget="500万元")
    found = {row.name: str(row.value) for row in zb.suggest(project).indicators}
    assert found["受益人口数"] == "≥1.1万人"


def test_a_condition_on_who_is_meant_is_no_deadline(zb):
    project = Project(name="就业见习补贴", purpose="离校2年内未就业高校毕业生见习补贴", budget="50万元")
    assert not any("2年" in str(row.value) for row in zb.suggest(project).indicators)


@pytest.mark.parametrize(
    ("name", "purpose"),
    [("云岭县融媒体中心高清演播室设备采购", "更新摄像机、切换台及灯光一批"), ("云岭县看守所监控设备购置", "购置监控设备")],
)
def test_what_is_bought_is_accepted(zb, name, purpose):
    rows = zb.suggest(Project(name=name, purpose=purpose, budget="60万元", year=2025)).indicators
    assert any(row.level2 == "质量指标" and re.search("验收|合格率|达标率|通过率", row.name) for row in rows)


def test_how_things_stand_names_no_output(quantities):
    found = quantities("云岭县地质灾害群测群防", "全县现有隐患点86处，部分设备老化。本次主要用于更换裂缝报警器，另请地质队再核一遍。")
    assert any("报警器" in name for name in found)
    assert "86" not in "".join(found.values())


def test_what_is_in_use_now_brings_no_rows(zb):
    purpose = "现有水罐车已服役13年，空呼气瓶多数到期，拟采购正压式呼吸器、液压破拆工具组及个人防护装备。"
    rows = zb.suggest(Project(name="云岭消防站灭火救援装备采购", purpose=purpose, budget="164万元", year=2025)).indicators
    assert not [row.name for row in rows if re.search("消防车(列入|使用)|执勤车辆", row.name)]


def test_who_is_paid_wages_is_counted(quantities):
    found = quantities("云岭县营养改善计划食堂工勤人员经费", "1.食堂聘用工勤人员工资；2.食品留样柜、防蝇设施零星添置。")
    assert any("工勤人员" in name for name in found)


def test_what_has_a_price_for_each_is_counted(quantities):
    assert quantities("云岭镇白茶苗木补助", "新种白茶按每亩600元补苗木款，验收后发放到户") == {"新种白茶面积": "≥__亩"}


def test_a_bound_of_what_is_paid_for_is_no_task(quantities):
    found = quantities("云岭镇撂荒地复耕补助", "对农户复耕撂荒地种粮的，连片5亩以上每亩补200元，打卡发放。")
    assert "5" not in "".join(found.values())


def test_what_is_put_in_so_many_places_is_an_output(quantities):
    found = quantities("云岭区微型消防站装备补充", "为14个社区微型消防站更换到期空气呼吸器、水带和战斗服。")
    assert {name.removeprefix("更换").removesuffix("数量") for name in found} >= {"到期空气呼吸器", "水带", "战斗服"}


def test_a_measure_to_reckon_by_is_no_task(quantities):
    found = quantities("云岭区食品监督抽检", "下达抽检任务900批次，按千人4.5批次算，每批次760元。")
    assert not any("4.5" in value for value in found.values())


@pytest.mark.parametrize(("name", "purpose"), [("云岭镇敬老院锅炉更换", "锅炉坏了，换1台"), ("CT球管更换", "64排CT球管到寿命，需更换1支")])
def test_a_deed_alone_is_named_by_the_project(quantities, name, purpose):
    assert any(row.endswith(f"{name[-4:]}数量") for row in quantities(name, purpose))
