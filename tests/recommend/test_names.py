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
        ("幼儿园保育员劳务派遣", "因编制不足，公办幼儿园通过劳务派遣方式配备保育员46人，每人每月2900元", ("配备保育员人数", "=46人")),
        ("清洁村庄奖补", "对考评结果进行奖补，共18个村，其中一等3个村每村8万元、二等15个村每村4万元", ("一等村数量", "=3个")),
        ("城区桥梁检测", "对管养的26座市政桥梁开展定期检测，出具报告", ("市政桥梁定期检测数量", "=26座")),
        ("教学楼修缮", "对48套房屋进行墙面粉刷、线路更换和厨卫设施修缮，每套5000元", ("修缮房屋数量", "=48套")),
        ("立功受奖奖励金", "预计二等功2人，每人8000元；三等功15人，每人2000元", ("三等功人数", "=15人")),
        ("全民运动会办赛", "9月举办全民运动会，各乡镇约1200人参赛", ("参赛人数", "≥1200人")),
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


def test_what_each_of_many_gets_is_multiplied(rows):
    found = rows("独居老人烟感安装", "为辖区820户独居老人家庭免费安装独立式烟感报警器，每户1个，每个150元", "12.3万元")
    assert found["安装独立式烟感报警器数量"] == "=820个"
    assert "独居老人家庭户数" in found
    assert any(name.endswith("老人家庭满意度") for name in found)
    assert rows("养殖技术培训", "举办养殖户技术培训班6期，每期40人、3天")["参训人次"] == "≥240人次"


@pytest.mark.parametrize(
    ("name", "purpose", "wanted"),
    [
        ("支渠清淤", "春灌前完成12条支渠38公里清淤，每公里1.2万元", ("支渠清淤单价", "≤1.2万元/公里")),
        ("村级公墓维修补助", "其中4个村需改造，每村补助12万元；2个村需小修，每村补助6万元", ("改造村补助标准", "=12万元/村")),
        ("渡船保险", "渡船9艘，每艘每年保险费1200元，保障安全过渡", ("渡船每艘每年保险费标准", "≤1200元/艘·年")),
        ("化粪池清掏", "对210座化粪池每年清掏2次，每座次400元", ("化粪池清掏单价", "≤400元/座次")),
    ],
)
def test_a_price_is_named_by_what_it_pays_for(rows, name, purpose, wanted):
    assert wanted in rows(name, purpose).items()


def test_a_price_of_which_a_share_is_paid_is_no_standard(rows):
    found = rows("标准厂房租金补贴", "对4家企业租用标准厂房给予补贴，面积18000平方米，租金每平方米每月6元，补贴50%", "64.8万元")
    assert not any("6元" in value for value in found.values())


def test_land_that_is_served_fills_the_effect_that_asks_for_it(rows):
    found = rows("东大圩排涝站机组大修", "汛前完成3台机组大修，恢复排涝能力，保障圩内1.1万亩农田安全", "68万元")
    assert found["恢复排涝面积"] == "≥1.1万亩"
    assert not any(value.endswith("亩") and name.startswith("保障") for name, value in found.items())


def test_what_is_kept_up_is_counted(rows):
    found = rows("应急广播运行维护费", "全县应急广播县级平台1个、乡镇平台9个、村级终端1130组，委托第三方维护，保证正常播出", "34万元")
    assert found["村级终端数量"] == "=1130组"


def test_a_balance_is_paid_and_nothing_is_built(rows):
    found = rows("镇区供热管网改造工程尾款", "工程于上年10月竣工，改造管网6.4公里，审定396万元，已支付300万元，剩余96万元付清", "96万元")
    assert "支付尾款项目个数" in found or "合同款按约支付率" in found
    assert not any("使用年限" in name or "完工" in name or "完成时间" in name for name in found)


def test_a_row_of_other_kinds_of_project_stays_out(rows):
    plan = rows("饮用水水源保护区划定方案编制", "委托第三方对8处水源地开展现场勘察，编制划分技术报告并上报审批", "40万元")
    assert "水源污染事件发生数" not in plan
    assert "饮用水水源地水质达标率" not in plan
    works = rows("饮用水水源地环境问题整治", "完善一级保护区隔离防护设施，完成问题整改销号", "58万元")
    assert "饮用水水源地水质达标率" in works


def test_variants_in_brackets_are_settled_by_the_text(rows):
    found = rows("灌区支渠清淤及渠系建筑物维修", "完成灌区14条支渠46公里清淤，维修闸门24套，保障下游5万亩农田适时灌溉", "60万元")
    assert "改善灌溉面积" in found
    assert not any("、" in name and "（" in name for name in found)


def test_the_rest_are_named_by_whom_they_are_of(rows):
    found = rows(
        "离任村干部生活补贴", "发放正常离任村干部生活补贴，其中任正职满10年的68人，每人每月200元；其他144人，每人每月120元", "37.056万元"
    )
    assert "其他人数" not in found
    assert "其他费用标准" not in found
    assert any(value.endswith("144人") for value in found.values())


def test_places_in_which_work_is_done_are_no_output(rows):
    found = rows("草原防火隔离带开设", "在旗北部三个苏木与邻旗交界处机械开设防火隔离带120公里，每公里1500元", "18万元")
    assert found["开设防火隔离带长度"] == "≥120公里"
    assert not any("苏木" in name for name in found)


def test_who_takes_part_is_counted(rows):
    found = rows("组队参加市运动会", "拟组织186名运动员参加市第八届运动会，赛前集训25天，伙食每人每天80元", "40万元")
    assert any("运动员" in name and value.endswith("186名") for name, value in found.items())


def test_a_balance_of_any_work_is_a_payment(rows):
    found = rows("第三次土壤普查外业采样及检测尾款", "合同总价286万元，前期已支付70%，已通过省级验收，支付剩余30%", "85.8万元")
    assert found["支付尾款项目个数"] == "=1个"
    assert not any("检测" in name or "报告" in name for name in found)


def test_no_name_holds_a_number_of_the_text(rows):
    found = rows("老年食堂运营补贴", "日均就餐60人，每人每餐补助3元，全年约2.1万人次，更换油烟净化器1台", "7.5万元")
    assert found["就餐人次"] == "≥2.1万人次"
    assert not any(char.isdigit() for name in found for char in name)
