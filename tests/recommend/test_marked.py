"""What the learned reader says of a description, settled and turned into facts and goals; the reader itself is told here what to say."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pytest

from zhibiao.language.facts import find_facts
from zhibiao.language.reading import Reading
from zhibiao.model.number_reader import Read, ReadNumber
from zhibiao.recommend.kept import kept
from zhibiao.recommend.marked import marked_facts
from zhibiao.recommend.settled import settled


def read_as(
    text: str, parts: Mapping[str, str], names: Mapping[str, str] | None = None, aside: tuple[str, ...] = (), sure: float = 0.9
) -> Read:
    """A reading of ``text``: parts and names of its numbers by their words, and the pieces that goals leave out."""
    reading = Reading.of(text)
    numbers = []
    for one in reading.measured:
        start, end = reading.span(one.start, one.end)
        quote = text[start:end]
        part = parts.get(quote, "none")
        counted = 0.9 if part == "output" else 0.01
        numbers.append(ReadNumber(one, start, end, quote, part, sure, counted, (names or {}).get(quote, "")))  # type: ignore[arg-type]
    left_out = np.zeros(len(reading.plain), np.float32)
    for piece in aside:
        begin = text.index(piece)
        left_out[[place for place, written in enumerate(reading.places) if begin <= written < begin + len(piece)]] = 1
    return Read(tuple(numbers), left_out, reading.places)


def parts_of(read: Read) -> dict[str, str]:
    return {one.quote: one.part for one in read.numbers}


def test_what_price_and_amount_make_up_is_paid_for() -> None:
    text = "全县隐患点监测员85人，汛期五个月误工补助17万元，每人每月400元"
    read = read_as(text, {"85人": "background", "17万元": "amount", "400元": "price"})
    assert parts_of(settled(read, text, None, 2026))["85人"] == "recipient"
    text = "全县隐患点监测员84人，汛期五个月误工补助17万元，每人每月400元，另设点2处"
    read = read_as(text, {"84人": "background", "17万元": "amount", "400元": "price", "2处": "output"})
    assert parts_of(settled(read, text, None, 2026))["84人"] == "background"


def test_the_budget_makes_up_too() -> None:
    text = "现有取水口360处，委托运维，每处每年1200元"
    read = read_as(text, {"360处": "background", "1200元": "price"})
    assert parts_of(settled(read, text, Decimal(432_000), None))["360处"] == "output"


def test_the_whole_of_parts_to_be_done_is_to_be_done() -> None:
    text = "在册困难职工93户，其中深度困难12户、相对困难31户、意外致困50户"
    read = read_as(text, {"93户": "background", "12户": "part", "31户": "part", "50户": "part"})
    assert parts_of(settled(read, text, None, None))["93户"] == "recipient"


def test_a_former_year_is_background_unless_it_is_plain() -> None:
    text = "2025年共救助312人次，今年预计救助300人次"
    for sure, part in ((0.7, "background"), (0.99, "output")):
        read = read_as(text, {"312人次": "output", "300人次": "output"}, sure=sure)
        assert parts_of(settled(read, text, None, 2026)) == {"312人次": part, "300人次": "output"}


def test_what_says_it_is_no_part_of_the_project_is_none() -> None:
    text = "购置呼吸机2台。另派医师6名进修，费用由科室列支，不在本项目内。"
    read = settled(read_as(text, {"2台": "output", "6名": "recipient"}), text, None, None)
    assert parts_of(read) == {"2台": "output", "6名": "background"}
    assert kept(text, read) == "购置呼吸机2台。"


def test_what_others_pay_for_is_none_of_the_project_s() -> None:
    text = "购置水泵6台。空调检修由承储企业从保管费中列支，财政不另安排。"
    assert kept(text, settled(read_as(text, {"6台": "output"}), text, None, None)) == "购置水泵6台。"


def test_facts_take_part_and_name() -> None:
    text = "现有泵站6座，本年拟对泵站机组检修4台"
    read = read_as(text, {"6座": "background", "4台": "output"}, {"4台": "泵站机组检修"})
    (fact,) = [fact for fact in marked_facts(find_facts(text), read) if fact.number]
    assert (fact.number, fact.part, fact.name) == (4, "output", "泵站机组检修")


@pytest.mark.parametrize(
    ("text", "aside", "goal"),
    [
        ("根据方案，新建泵站3座，每座20万元，10月底完工。", ("根据方案，", "每座20万元，"), "新建泵站3座，10月底完工。"),
        ("一是购置水泵6台；二是维修闸门4扇。", (), "一是购置水泵6台；二是维修闸门4扇。"),
        (
            "机关水电38万元，信访化解15万元，集镇保洁62万元",
            ("机关水电38万元，信访化解15万元，集镇保洁62万元",),
            "保障机关水电，信访化解，集镇保洁。",
        ),
        ("购置帐篷150顶（单价2000元）、棉被500床", ("（单价2000元）",), "购置帐篷150顶、棉被500床。"),
        ("五一、国庆两个节点发放消费券，先领先用", ("五一、",), "五一、国庆两个节点发放消费券，先领先用。"),
        (
            "硬化道路5公里、安装路灯96盏，其中道路硬化38万元、路灯15万元",
            ("其中道路硬化38万元、路灯15万元",),
            "硬化道路5公里、安装路灯96盏。",
        ),
        ("购消防车1辆218万元 空气呼吸器40具32万元", ("218万元", "32万元"), "购消防车1辆，空气呼吸器40具。"),
        ("安装路灯96盏，演练、宣传培训和明白卡15万元", ("演练、宣传培训和明白卡15万元",), "安装路灯96盏，演练、宣传培训和明白卡。"),
        (
            "购置帐篷150顶，按每顶2000元计38万元，安装路灯96盏×20万元/盏=62万元",
            ("按每顶2000元计38万元", "=62万元"),
            "购置帐篷150顶，安装路灯96盏。",
        ),
        ("水库鉴定小（1）型3座、小（2）型6台", (), "水库鉴定小（1）型3座、小（2）型6台。"),
        ("按水库大坝安全鉴定办法，购置水泵6台", (), "购置水泵6台。"),
        ("危废委托有资质单位处置，3座。", ("危废委托有资质单位处置，",), "危废委托有资质单位处置，3座。"),
        ("用于征兵宣传、体检、政审等支出", (), "保障征兵宣传、体检、政审等工作。"),
        ("购置水泵6台，管网老化、群众意见较大，考核后拨付尾款", (), "购置水泵6台。"),
        ("为缓解停车难，新建泵站3座", (), "为缓解停车难，新建泵站3座。"),
        ("新建泵站3座。资金来源为省级补助38万元、受益企业出资15万元。", (), "新建泵站3座。"),
        ("代表对候选项目开展调研和跟踪督办所需的资料、误餐等支出", (), "代表对候选项目开展调研和跟踪督办。"),
    ],
)
def test_goals_are_the_text_without_what_they_leave_out(text: str, aside: tuple[str, ...], goal: str) -> None:
    parts = dict.fromkeys(("38万元", "15万元", "62万元", "218万元", "32万元"), "amount")
    parts |= dict.fromkeys(("2000元", "每顶2000元", "20万元", "20万元/盏"), "price")
    counted = dict.fromkeys(("3座", "6台", "4扇", "150顶", "500床", "1辆", "40具", "5公里", "96盏"), "output")
    assert kept(text, read_as(text, parts | counted, aside=aside)) == goal


def test_a_whole_and_its_parts_go_together() -> None:
    text = "计划培训670人，家政护理320人、电工焊工200人、直播电商150人"
    read = read_as(text, {"670人": "background", "320人": "background", "200人": "output", "150人": "part"})
    assert parts_of(settled(read, text, None, 2026)) == {"670人": "recipient", "320人": "output", "200人": "output", "150人": "output"}


def test_a_former_year_stands_in_for_nothing() -> None:
    text = "对办结的案件给予补贴，去年共补贴1180件"
    assert parts_of(settled(read_as(text, {"1180件": "background"}), text, None, 2026)) == {"1180件": "background"}


def test_what_is_said_of_a_list_is_said_of_all_of_it() -> None:
    text = "和谐家园、祥瑞苑2个小区建成都超过12年了，维修屋面3处"
    read = read_as(text, {"2个": "background", "12年": "background", "3处": "output"}, aside=("和谐家园、祥瑞苑2个小区建成都超过12年了，",))
    assert kept(text, read) == "维修屋面3处。"


def test_a_sentence_of_last_year_is_no_goal() -> None:
    text = "养护农村公路892公里。上年因资金晚到，部分养护工工资拖到年底，优良中等路率为83%。列养率达到100%。"
    read = read_as(text, {"892公里": "output", "83%": "background", "100%": "quality"})
    assert kept(text, read) == "养护农村公路892公里。列养率达到100%。"


def test_what_money_is_set_aside_for_is_to_be_done() -> None:
    text = "在册桥梁214座，今年检测隧道1860延米18.6万元，去年修复桥梁3座20万元，每处配救生圈2套1万元"
    parts = {"214座": "background", "1860延米": "background", "18.6万元": "amount", "3座": "background", "20万元": "amount"}
    read = settled(read_as(text, parts | {"2套": "frequency", "1万元": "amount"}), text, None, 2026)
    assert {quote: part for quote, part in parts_of(read).items() if "元" not in quote} == {
        "214座": "background", "1860延米": "output", "3座": "background", "2套": "frequency",
    }  # fmt: skip


def test_what_is_counted_behind_its_price_takes_its_name_from_before_it() -> None:
    text = "首次升规企业每家奖10万元，预计12家；简易的50元一件，约600件"
    read = settled(read_as(text, {"12家": "background", "600件": "background", "10万元": "price", "50元": "price"}), text, None, 2026)
    found = {one.quote: (one.part, one.words) for one in read.numbers}
    assert found["12家"] == ("recipient", "首次升规企业")
    assert found["600件"] == ("output", "简易")
    assert kept(text, read).startswith("首次升规企业预计12家；简易的约600件")


def test_nothing_else_counted_a_whole_is_done_with_its_parts() -> None:
    text = "全县列养农村公路892公里，其中县道86公里、乡道214公里、村道592公里"
    read = settled(read_as(text, dict.fromkeys(("892公里", "86公里", "214公里", "592公里"), "background")), text, None, 2026)
    assert parts_of(read) == {"892公里": "output", "86公里": "part", "214公里": "part", "592公里": "part"}


@pytest.mark.parametrize(
    ("text", "quote", "part", "read_part"),
    [
        ("在线率低于98%的，扣减服务费", "98%", "none", "quality"),
        ("11所乡村小学仍用燃煤小锅炉", "11所", "background", "output"),
        ("由教师两人一组上门送教", "两人", "none", "recipient"),
        ("上坪村三组滑坡治理", "三组", "none", "output"),
        ("开发区二期移交清扫", "二期", "none", "output"),
        ("成果一次通过率不低于95%", "一次", "none", "output"),
        ("水质109项全分析1次", "109项", "none", "output"),
        ("购3.5吨水罐消防车1辆", "3.5吨", "none", "output"),
        ("全镇不着一把火", "一把", "none", "output"),
        ("每座水库配巡查责任人一名", "一名", "frequency", "recipient"),
        ("86名县镇两级代表活动费每人600元", "86名", "recipient", "background"),
        ("计划32户完成改造", "32户", "recipient", "background"),
        ("自动分拣线一条，138万元", "一条", "output", "price"),
        ("生物质颗粒84吨，一吨1150元", "一吨", "none", "none"),
        ("医用冰箱22台×1.35万元=29.7万元", "1.35万元", "price", "amount"),
    ],
)
def test_the_place_of_a_number_tells_what_it_is(text: str, quote: str, part: str, read_part: str) -> None:
    parts = {"600元": "price", "138万元": "amount", "1150元": "price", "84吨": "output"} | {quote: read_part}
    read = settled(read_as(text, parts, sure=0.6), text, None, 2026)
    assert parts_of(read)[quote] == part


def test_sums_that_make_up_the_budget_are_what_its_parts_cost() -> None:
    text = "青苗286.4万元，房屋拆迁620万元，被征地农民社保112.8万元"
    read = read_as(text, {"286.4万元": "amount", "620万元": "amount", "112.8万元": "background"})
    assert parts_of(settled(read, text, Decimal(10_192_000), 2026))["112.8万元"] == "amount"
    assert parts_of(settled(read, text, Decimal(10_000_000), 2026))["112.8万元"] == "background"


def test_what_stands_before_the_year_s_works_begin_is_there_already() -> None:
    text = "滑坡体长约260米，方量42万立方米。本年申请395万元：抗滑桩18根，截排水沟540米"
    read = read_as(text, dict.fromkeys(("260米", "42万立方米", "18根", "540米"), "output"), sure=0.8)
    found = parts_of(settled(read, text, None, 2026))
    assert {quote for quote, part in found.items() if part == "output"} == {"18根", "540米"}


@pytest.mark.parametrize(
    ("text", "quote", "words", "name"),
    [
        ("150户小微企业，每户4000元", "150户", "企业", "小微企业"),
        ("满10年不满20年的46人", "46人", "", "满10年不满20年"),
        ("评估三级及以上的158人", "158人", "评估三级及", "评估三级及以上"),
        ("其余63座每座1.1万元", "63座", "污水处理站", "其余污水处理站"),
        ("小（2）型水库38座", "38座", "型水库", "小（2）型水库"),
        ("37座小（2）型水库白蚁防治", "37座", "型水库", "小（2）型水库"),
        ("大型污水处理站9座，其余63座每座1.1万元", "63座", "污水处理站其余", "其余污水处理站"),
        ("规范管理2型糖尿病患者9100人", "9100人", "型糖尿病患者", "2型糖尿病患者"),
        ("想装太阳能路灯30盏", "30盏", "想装太阳能路灯", "安装太阳能路灯"),
        ("在线计量取水口360处", "360处", "在线计量取水口", "在线计量取水口"),
        ("生活垃圾日均产生86吨，全年约31390吨", "31390吨", "生活垃圾日均", "生活垃圾"),
    ],
)
def test_a_name_is_not_cut_short(text: str, quote: str, words: str, name: str) -> None:
    read = settled(read_as(text, {quote: "output"}, {quote: words}, sure=0.99), text, None, 2026)
    assert next(one.words for one in read.numbers if one.quote == quote) == name


def test_a_price_is_one_of_each_that_was_counted() -> None:
    text = "疫木清理4300株×120元，护坡1.35万平方米，技改企业5家，各奖20万元"
    parts = {"4300株": "output", "120元": "price", "5家": "recipient", "20万元": "price"}
    read = settled(read_as(text, parts, {"4300株": "疫木清理", "120元": "疫木清理", "5家": "技改企业", "20万元": "各奖"}), text, None, 2026)
    prices = {fact.name: fact.unit for fact in marked_facts(find_facts(text), read) if fact.kind == "unit_cost"}
    assert prices == {"疫木清理": "元/株", "技改企业": "万元/家"}


def test_one_for_its_price_is_no_output() -> None:
    text = "换发战斗服12套，一套3500元"
    read = settled(read_as(text, {"12套": "output", "一套": "price", "3500元": "price"}, {"12套": "换发战斗服"}), text, None, 2026)
    assert [one.quote for one in read.numbers if one.part == "output"] == ["12套"]


@pytest.mark.parametrize(
    ("text", "quote", "part", "chosen", "name"),
    [
        ("保障126名辅警工资、社保和服装", "126名", "recipient", "保障工资", "保障辅警"),
        ("专职消防队员8人工资、社保", "8人", "recipient", "专职消防队员工资", "专职消防队员"),
        ("解除43户村民受威胁状况", "43户", "recipient", "村民受威胁", "解除村民受威胁"),
        ("两台消防车油料、维修和年检", "两台", "output", "消防车油料", "消防车"),
        ("对8个地表水断面及饮用水源地水质进行监测", "8个", "output", "地表水断面水源地水质监测", "地表水断面监测"),
        ("对11个行政村的垃圾清运、公厕保洁实行统一管护", "11个", "output", "行政村垃圾清运管护", "统一管护行政村"),
        ("水泵老坏，换3台机组", "3台", "output", "水泵老坏换机组", "更换机组"),
        ("改造泵站，恢复排涝面积0.8万亩", "0.8万亩", "effect", "恢复排涝", "恢复排涝面积"),
        ("火箭弹购置及4个作业点人员补助", "4个", "output", "购置作业点人员补助", "作业点"),
        ("为30家规上企业开展数字化诊断并出具报告", "30家", "output", "规上企业数字化诊断报告", "数字化诊断规上企业"),
        ("河西村产业路路基整理后硬化2.3公里", "2.3公里", "output", "路路基整理后硬化", "产业路硬化"),
    ],
)
def test_a_name_is_of_what_stands_at_its_number(text: str, quote: str, part: str, chosen: str, name: str) -> None:
    read = settled(read_as(text, {quote: part}, {quote: chosen}), text, None, 2026)
    assert [one.words for one in read.numbers if one.quote == quote] == [name]


@pytest.mark.parametrize(
    ("quote", "words", "found"), [("12分钟", "急救反应时间", True), ("12分钟", "急救", False), ("3年", "反应时间", False)]
)
def test_how_long_something_takes_may_be_an_effect(quote: str, words: str, found: bool) -> None:
    text = f"力争急救反应时间缩短到{quote}以内"
    facts = marked_facts([], read_as(text, {quote: "effect"}, {quote: words}, sure=0.9))
    assert [fact.name for fact in facts] == ([words] if found else [])
