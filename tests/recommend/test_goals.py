"""Goals: every clause of the drafter's that says what is done, in order, and nothing that the drafter did not say."""

import pytest

import zhibiao
from zhibiao.domain import Project


@pytest.fixture(scope="module")
def goal():
    zb = zhibiao.load()

    def of(name, purpose):
        goals = zb.suggest(Project(name=name, purpose=purpose, budget="60万元", year=2025)).goals
        return goals[0] if goals else None

    return of


def test_no_item_is_lost_and_money_is_left_out(goal):
    text = goal("清水镇环境卫生保洁", "12个行政村配备保洁员40名，每人每月800元，5月底前购置垃圾桶200个，全年清运生活垃圾1800吨")
    assert text.startswith("12个行政村配备保洁员40名，5月底前购置垃圾桶200个，全年清运生活垃圾1800吨")
    assert "800元" not in text


def test_parts_stay_with_their_whole(goal):
    text = goal("白沙县公路养护", "对农村公路300公里进行日常养护，其中县道80公里、乡道220公里，修补坑槽900平方米")
    assert "对农村公路300公里进行日常养护，其中县道80公里、乡道220公里，修补坑槽900平方米" in text


def test_works_without_a_number_are_named_too(goal):
    assert "更换门窗20樘，改造供电线路" in goal("石桥所业务用房维修", "更换门窗20樘，改造供电线路，8月底前完成")


def test_what_the_drafter_wants_it_for_is_not_said_twice(goal):
    assert goal("石桥村道路硬化", "硬化村道2公里，方便群众出行") == "硬化村道2公里，方便群众出行。"


def test_a_long_purpose_keeps_within_bounds(goal):
    items = "；".join(f"{n}.购置第{n}类办公设备{n}台，其中进口{n}台" for n in range(2, 60))
    assert len(goal("设备购置", items)) <= 420


def test_the_name_of_the_money_is_no_goal(goal):
    assert goal("园林绿化养护费", "园林绿化养护费用").startswith("养护绿地")


def test_background_is_no_goal(goal):
    text = goal("石桥镇防汛物资", "近年来极端天气多发，现有编织袋1.2万条。今年计划：一是采购编织袋8000条；二是购置水泵6台。")
    assert "1.2万" not in text
    assert "近年来" not in text
    assert "采购编织袋8000条" in text
    assert "购置水泵6台" in text


@pytest.mark.parametrize(
    ("name", "purpose", "begins"),
    [
        ("高龄津贴", "80岁以上老人高龄津贴", "发放80岁以上老人高龄津贴"),
        ("困难学生生活补助", "困难寄宿生96人，每生每学期625元", "为困难寄宿生96人发放"),
        ("一般债券付息", "一般债券利息支出", "支付一般债券利息"),
        ("值班室经费", "值班、备勤和劝返等日常开支", "保障值班、备勤和劝返"),
        ("民国档案抢救", "虫蛀严重的民国卷宗急需修裱和扫描", "对虫蛀严重的民国卷宗进行修裱和扫描"),
        ("高新技术企业奖励", "对新认定高企每家奖励10万元。", "对新认定高企给予奖励"),
        ("村规划编制", "9个村规划编制", "完成9个村规划编制"),
        ("规上企业入库奖励", "首次上规企业每户奖10万元，兑现上年度", "为首次上规企业发放奖励，兑现上年度"),
        ("经济普查", "普查员、指导员劳动报酬，PDA租赁等支出", "保障普查员、指导员劳动报酬，PDA租赁"),
        ("辅具适配补贴", "给有需要的残疾人免费配轮椅、助听器等", "给有需要的残疾人免费配轮椅、助听器等，"),
        ("小额信贷贴息", "对脱贫户5万元以下、3年期以内的小额贷款按季贴息", "对脱贫户5万元以下、3年期以内的小额贷款按季贴息"),
        ("消防站装备采购", "现有水罐车已服役13年，空呼气瓶多数到期，拟采购正压式呼吸器", "采购正压式呼吸器"),
        ("CT球管更换", "64排CT球管到寿命，需更换1支", "完成CT球管更换，更换1支"),
        ("人饮管网抢修", "管子冻裂了，要换", "完成人饮管网抢修"),
        ("看守所监控存储扩容", "录像存不够时间，要加硬盘和服务器", "增加硬盘和服务器"),
        ("水质自动站运维", "运维费，含试剂", "做好水质自动站运维工作"),
        ("案件心理测评服务", "请心理咨询师，按次付费", "做好案件心理测评服务工作，请心理咨询师"),
        ("无人认领遗体火化费", "付殡仪馆历年欠费", "支付殡仪馆历年欠费"),
        ("特殊教育学校随车照管员经费", "校车照管员4人，每人每月2000元，按12个月算", "保障校车照管员4人"),
        ("数字化诊断", "为18家企业购买数字化改造诊断，每家2万", "为18家企业购买数字化改造诊断"),
        ("饮水管网抢修", "换破损水管800米", "更换破损水管800米"),
        ("秸秆禁烧工作经费", "巡逻人员误工补贴、宣传车租用，秸秆打捆离田补助", "保障巡逻人员误工补贴、宣传车租用，秸秆打捆离田补助"),
        ("安置点社区管理", "安置点公共水电、电梯维保、楼栋长误工补贴。住户来自9个村，老人多，管理事务杂。", "落实安置点公共水电、电梯维保"),
        ("新时代文明实践站星级评定奖励", "评出的五星站每个奖5000元，四星站3000元", "做好新时代文明实践站星级评定奖励工作"),
        ("放射源安全监管", "涉源单位现场检查和辐射监测委托费", "完成涉源单位现场检查和辐射监测"),
        ("防疫员补助", "村级防疫员劳务补助120人", "发放村级防疫员劳务补助，惠及120人"),
        ("群测群防", "81处隐患点监测员每人每年补助3000元，配发雨衣", "为81处隐患点监测员发放补助，配发雨衣"),
        ("专项债券付息", "偿还专项债券利息", "偿还专项债券利息"),
        ("大厅运行", "一是平台运维、云资源租用；二是28名窗口人员工资社保", "做好平台运维、云资源租用；保障28名窗口人员工资社保"),
        (
            "消防队运行",
            "主要用于：1.专职队员8人工资、社保；2.两台消防车油料、维修和年检",
            "保障专职队员8人工资、社保；做好两台消防车油料、维修和年检",
        ),
        ("屋面维修", "会议室常年漏雨，拟重做屋面防水约620平方米", "重做屋面防水约620平方米"),
        ("窨井盖整治", "城区窨井盖沉降、异响问题群众反映多，今年集中整治一批", "完成窨井盖整治，今年集中整治一批"),
    ],
)
def test_a_goal_says_what_is_done(goal, name, purpose, begins):
    assert goal(name, purpose).startswith(begins)


def test_a_goal_says_what_it_is_good_for(goal):
    assert goal("城区公厕管护", "对城区48座公厕进行日常保洁和维修").endswith("公厕按时开放、干净无味。")


def test_what_the_work_is_for_is_not_added_where_the_drafter_says_it(goal):
    assert goal("石桥村道路硬化", "硬化村道2公里，方便群众出行") == "硬化村道2公里，方便群众出行。"


def test_a_topic_that_does_something_else_does_not_speak(goal):
    assert goal("清凉寺等宗教活动场所维修补助", "宗教活动场所维修补助").startswith("落实宗教活动场所维修补助")


@pytest.mark.parametrize(
    ("purpose", "terms"),
    [
        ("采购呼吸机等设备，提升救治能力；资金含设备购置、人员培训，按合同进度分期支付", ("资金含", "分期支付")),
        ("铺设管网46公里，解决缺水问题，工期8个月，建成后交供水公司管护", ("工期", "建成后")),
        ("购买环卫服务，清扫城区道路，按月考核、按考核得分付费，合同一年一签", ("考核", "一年一签")),
        ("农村户厕新建改建，验收合格后每户奖补2000元", ("验收合格后",)),
        ("铺设场地1860平方米；其余为监理和检测费", ("监理",)),
        ("建设沙盘室、宣泄室，原有一间辅导室面积太小，学生预约排不上", ("太小", "排不上")),
    ],
)
def test_how_the_money_is_paid_is_no_goal(goal, purpose, terms):
    text = goal("某项目", purpose)
    assert not any(term in text for term in terms)
