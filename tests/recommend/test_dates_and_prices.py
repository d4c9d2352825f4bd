"""Dates, prices and outputs of a description stand where they belong: the part's with the part, the whole's with the whole."""

import pytest

import zhibiao
from zhibiao.domain import Project


@pytest.fixture
def rows(recommender):
    def of(name, purpose, budget="60万元"):
        suggestion = recommender.suggest(Project(name=name, purpose=purpose, budget=budget, unit="云岭镇人民政府", year=2025), limit=40)
        return {row.name: str(row.value) for row in suggestion.indicators}

    return of


def test_the_date_of_a_part_is_not_the_project_s(rows):
    found = rows("云岭镇巡防队经费", "聘用巡防队员12人，每人每月2000元；采购防护服12套，每套3200元，6月底前配备到位。")
    assert found["防护服到位时间"] == "6月底前"
    assert "6月底前" not in [value for name, value in found.items() if name in ("项目完成时间", "工程完工时间")]


def test_the_last_date_of_the_whole_is_its_completion(rows):
    found = rows("云岭镇路灯安装工程", "安装路灯40盏，每盏3000元，4月底前完成采购。10月底前全部完工。")
    assert found["工程完工时间"] == "10月底前"


def test_dates_in_words_and_in_characters(rows):
    assert rows("云岭镇河道清淤工程", "清淤河道3公里，主汛期前完工。")["工程完工时间"] == "主汛期前"
    assert rows("云岭镇河道清淤工程", "清淤河道3公里，八月底前完工。")["工程完工时间"] == "八月底前"


def test_two_dates_of_one_clause_are_one_target(rows):
    found = rows("云岭镇助学金", "为学生640人发放助学金，每人500元，春季6月底前、秋季12月底前发放到位。")
    assert "6月底前、12月底前" in found.values()


def test_the_dearest_price_leads(recommender):
    project = Project(
        name="云岭镇卫生院设备购置",
        purpose="购置血压计50台，每台200元，计1万元；购置彩超机2台，每台24万元，计48万元。",
        budget="49万元",
        year=2025,
    )
    costs = [row for row in recommender.suggest(project).indicators if "成本" in row.level2]
    assert [(row.name, str(row.value)) for row in costs] == [("彩超机单价", "≤24万元/台"), ("项目总成本", "≤49万元")]


def test_what_is_handed_out_to_each_is_multiplied(rows):
    assert rows("云岭镇村级法律顾问", "112个村各聘请法律顾问1名，每村每年3000元。")["聘请法律顾问人数"].endswith("112名")


def test_one_in_every_place_is_as_many_as_there_are_places(rows):
    assert rows("云岭镇水库管护", "27座小型水库每库配巡查管护员1名，每月补助400元。")["配备巡查管护员人数"].endswith("27名")


def test_a_deed_done_for_people_is_an_output(rows):
    found = rows("云岭镇无障碍改造", "为困难残疾人家庭120户实施坡道、扶手等无障碍改造，每户4500元。")
    assert found["无障碍改造户数"] in ("≥120户", "=120户")


def test_villages_are_reached_not_shown(rows):
    found = rows("云岭镇公益电影放映", "为156个行政村放映公益电影，全年1872场。")
    assert found["覆盖行政村数量"] == "=156个"


def test_results_in_money_are_benefits_and_no_costs(recommender):
    project = Project(name="云岭镇大棚建设", purpose="新建大棚40座，每座2万元，带动农户户均年增收2000元以上。", budget="80万元", year=2025)
    rows = {row.name: row for row in recommender.suggest(project, limit=40).indicators}
    earned = next(row for name, row in rows.items() if "增收" in name)
    assert "效益" in earned.level2
    assert str(earned.value).startswith("≥2000元")
    assert not any("2000" in str(row.value) for row in rows.values() if "成本" in row.level2)


def test_the_goal_tells_all_outputs_and_no_date_of_a_part(recommender):
    project = Project(
        name="云岭镇大厅设备",
        purpose="购置高拍仪30台，每台1200元、自助终端4台，每台2万元、叫号系统1套，3月底前配备到位。",
        budget="15万元",
        year=2025,
    )
    goals = recommender.suggest(project).goals
    assert goals is not None
    assert all(part in goals[0] for part in ("高拍仪30台", "自助终端4台", "叫号系统1套"))


def test_the_steps_of_a_price_stand_together(recommender):
    purpose = "对调解成功的纠纷给予补贴：简单纠纷50元/件、疑难纠纷300元/件、重大纠纷1000元/件，调解员业务培训2万元。"
    rows = recommender.suggest(Project(name="人民调解以案定补", purpose=purpose, budget="26万元", year=2025)).indicators
    costs = {str(row.value) for row in rows if "成本" in row.level2}
    assert costs == {"=50元/件", "=300元/件", "=1000元/件", "≤26万元"}  # paid to mediators: a standard that is kept to


def test_a_date_of_a_former_year_is_no_deadline(rows):
    found = rows("云岭镇食堂设备更新", "食堂设备大多是2012年前后配的，今年更换蒸饭柜18台，8月底前安装完。")
    assert "8月底前" in found.values()
    assert not any("2012" in value for value in found.values())


def test_a_work_of_which_only_the_money_is_said_has_a_row_to_fill_in(rows):
    found = rows(
        "云岭镇水库除险加固", "本年安排386万元，其中大坝灌浆248万元，溢洪道拆除重建86万元，放水设施32万元，监理费20万元。", "386万元"
    )
    assert {"大坝灌浆长度": "≥__米", "溢洪道拆除重建数量": "≥__座"}.items() <= found.items()
    assert not any("监理" in name for name, value in found.items() if "__" in value)


def test_how_a_work_is_done_is_no_output(rows):
    found = rows("云岭镇消费券", "通过公开征集平台发放，补偿款直接打卡到户，更换宣传栏6个。")
    assert not any(word in name for name in found for word in ("征集平台", "打卡"))


def test_a_price_is_one_of_a_single_unit(rows):
    found = rows("云岭镇水库护坡", "新建混凝土护坡1.35万平方米324万元。", "324万元")
    assert "≤240元/平方米" in found.values()


def test_a_period_of_service_is_no_deadline(rows):
    found = rows("云岭镇监控租赁", "服务期2025年7月至2028年6月共三年，租用摄像机420路，每路3600元。")
    assert not any("2028" in value for value in found.values())


@pytest.mark.parametrize(
    ("purpose", "value"),
    [("兑现上年度发明专利授权奖励，每件3000元", "=3000元/件"), ("办理法律援助案件350件，按每件平均1500元支付办案补贴", "≤1500元/件")],
)
def test_a_standard_of_a_reward_is_kept_to_and_an_average_is_not_exceeded(purpose, value):
    found = zhibiao.load().suggest(Project(name="云岭镇奖补资金", purpose=purpose, budget="60万元", year=2025), limit=40)
    assert value in [str(row.value) for row in found.indicators]
