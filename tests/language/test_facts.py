"""Facts of project descriptions: what a reader of budgets finds is what the program finds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhibiao.language.facts import Fact, find_facts, split_items
from zhibiao.language.numerals import plain
from zhibiao.language.outcomes import spent


def _value(fact: Fact) -> str:
    if fact.number is None:
        return "-"
    number = plain(fact.number)
    if fact.upper is not None:
        number += f"-{plain(fact.upper)}"
    sign = "" if fact.operator in (None, "range") else fact.operator
    return f"{sign}{'~' if fact.approximate else ''}{number}{fact.unit}"


def _line(fact: Fact) -> str:
    verb, what, measure = fact.verb or "-", fact.object or "-", fact.measure
    match fact.kind:
        case "people":
            parts = ["people", fact.role or "-", verb, what, _value(fact)]
        case "count":
            parts = ["count", verb, what, _value(fact), measure or ""]
        case "money":
            parts = ["gain", verb, what, _value(fact)] if fact.verb else ["total" if fact.total else "money", what, _value(fact)]
        case "unit_cost":
            parts = ["cost", what, _value(fact), measure or ""]
        case "deadline":
            parts = ["by", verb, what, measure or "-", fact.date.isoformat() if fact.date else "", _value(fact) if fact.number else ""]
        case "rate":
            parts = ["rate", what, _value(fact)]
    return " ".join(part for part in parts if part)


def _descriptions() -> list[tuple[str, str, list[str]]]:
    kind, out = "", []
    for line in Path(__file__).with_name("descriptions.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        elif line.startswith(" "):
            out[-1][2].append(line.strip())
        elif line.strip():
            out.append((kind, line, []))
    return out


@pytest.mark.parametrize(("kind", "text", "expected"), _descriptions())
def test_facts_of_a_description(kind: str, text: str, expected: list[str]) -> None:
    assert sorted(_line(fact) for fact in find_facts(text)) == sorted(expected)


def test_descriptions_cover_the_field() -> None:
    described = _descriptions()
    assert len(described) >= 80
    assert len({kind for kind, _, _ in described}) >= 20


def test_a_quote_is_the_text_as_written() -> None:
    text = "拟建 一座\u3000泵站，全长６．５ｋｍ；面积１２００㎡，补助标准＞＝３００元／人＊月"
    found = find_facts(text)
    assert [text[fact.start : fact.end] for fact in found] == [fact.quote for fact in found]
    assert found[0].quote == "拟建 一座\u3000泵站"
    assert (found[-1].number, found[-1].unit) == (Decimal(300), "元/人·月")


def test_a_line_break_parts_numbers_and_clauses() -> None:
    found = find_facts("安装路灯20盏\n3座公厕维修")
    assert [(f.object, f.number) for f in found] == [("路灯", 20), ("公厕", 3)]


def test_ranges_signs_and_about() -> None:
    found = find_facts("聘用巡防员200至230人，不少于15个班组，近30余户受益，约5.5万元")
    first = found[0]
    assert (first.number, first.upper, first.operator) == (200, 230, "range")
    assert find_facts("检查企业不少于40家")[0].operator == "≥"
    assert find_facts("单项支出不超过5万元")[0].operator == "≤"
    assert find_facts("惠及近200户居民")[0].approximate


def test_a_period_or_a_plain_year_is_no_deadline() -> None:
    assert [f for f in find_facts("2025年1月至12月开展巡查，自2024年3月起实施，2024年度预算") if f.kind == "deadline"] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "，。；",
        "2024年度",
        "第一书记",
        "一事一议",
        "一站式服务",
        "一是",
        "两个维护",
        "四个意识",
        "十四五规划",
        "云财字〔2024〕18号",
        "24小时值班",
        "0312-5556789",
        "13800138000",
        "107国道",
        "PM2.5",
        "A4纸",
        "12345热线",
        "六十岁以上",
        "一批重点项目",
        "百姓安居",
        "支出进度30%、60%",
    ],
)
def test_what_is_no_count(text: str) -> None:
    assert find_facts(text) == []


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", []),
        ("；；", []),
        ("用于支付水电费", [(None, "支付水电费")]),
        ("主要用于1.村会计工资；2.劳动保险", [("1.", "村会计工资"), ("2.", "劳动保险")]),
        ("主要用于1.路面硬化19.6万元；2新建大棚1座；3.其他支出", [("1.", "路面硬化19.6万元"), ("2", "新建大棚1座"), ("3.", "其他支出")]),
        ("1.11个村工作经费5万元；2.3座桥梁维修", [("1、", "11个村工作经费5万元"), ("2、", "3座桥梁维修")]),
        ("一是新建泵站，二是改造管网；三是其他", [("一是", "新建泵站"), ("二是", "改造管网"), ("三是", "其他")]),
        ("主要用于：（一）设备购置；（二）人员培训等费用", [("(一)", "设备购置"), ("(二)", "人员培训等费用")]),
        ("①道路硬化②路灯安装", [("1、", "道路硬化"), ("2、", "路灯安装")]),
        ("目标1：完成检测。目标2：清理到位", [("目标1:", "完成检测"), ("目标2:", "清理到位")]),
        ("工作经费30万元；2.服务经费20万元", [(None, "工作经费30万元"), ("2.", "服务经费20万元")]),
        ("硬化道路3公里；安装路灯20盏。", [(None, "硬化道路3公里"), (None, "安装路灯20盏")]),
        ("路面宽3.5米；每座2.5万元", [(None, "路面宽3.5米"), (None, "每座2.5万元")]),
    ],
)
def test_items_of_a_purpose(text: str, items: list[tuple[str | None, str]]) -> None:
    found = split_items(text)
    assert [(item.marker, item.quote) for item in found] == items
    assert all(text[item.start : item.end] == item.quote for item in found)


def test_an_item_has_its_amounts_and_counts() -> None:
    first, second, third = split_items("1.新建大棚1座，所需资金80万元；2.离任村干部53人22.2万元；3.办公费等支出")
    assert [f.number for f in first.amounts] == [80]
    assert [f.object for f in first.counts] == ["大棚"]
    assert [f.number for f in second.amounts] == [Decimal("22.2")]
    assert (third.other, third.open_ended) == (False, True)
    assert split_items("其他支出2万元")[0].other


def test_an_item_is_priced_by_what_it_costs_not_by_loans_or_people_reached() -> None:
    (item,) = split_items("发放创业担保贷款1.2亿元，带动创业860人")
    assert (item.amounts, item.counts) == ((), ())
    (item,) = split_items("评审项目60个，送审金额3亿元，评审费12万元")
    assert [(f.object, f.number) for f in item.amounts] == [("评审费", 12)]
    assert [f.object for f in item.counts] == ["项目"]


def test_an_item_is_not_priced_by_what_it_brings_about() -> None:
    (item,) = split_items("改造厂房2座，投资300万元，带动技改投资1800万元，年增收60万元")
    assert [fact.number for fact in item.amounts] == [300]
    brought = [fact for fact in find_facts("带动技改投资1800万元，户均增收3200元，增加预算36万元") if not spent(fact)]
    assert [(fact.kind, fact.verb, fact.object) for fact in brought] == [("money", "带动", "技改投资"), ("unit_cost", "增收", None)]


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("为全县35-64岁农村妇女6000人免费开展宫颈癌和乳腺癌检查", "宫颈癌和乳腺癌检查"),
        ("为孤寡老人120名提供助洁、助浴服务", "助洁、助浴服务"),
        ("为150户分散供养特困、低保失能老年人家庭实施居家适老化改造", "居家适老化改造"),
        ("为职业院校学生2100名开展心理健康测评", "心理健康测评"),
        ("惠及群众3200人", None),
        ("为困难职工180名免费体检", None),
    ],
)
def test_what_is_done_for_people_is_their_measure(text: str, deed: str | None) -> None:
    (people,) = [fact for fact in find_facts(text) if fact.kind == "people"]
    assert (people.role, people.measure) == ("beneficiary", deed)


PIECES = st.sampled_from(
    [
        "新建",
        "改造",
        "安装",
        "购置",
        "完成",
        "开展",
        "对",
        "进行",
        "为",
        "惠及",
        "发放",
        "每",
        "每村",
        "每人每月",
        "泵站",
        "路灯",
        "村民",
        "培训",
        "道路",
        "3",
        "12.5",
        "1,234.50",
        "一",
        "三万五",
        "百分之九十",
        "座",
        "盏",
        "公里",
        "个",
        "人",
        "户",
        "万元",
        "元/人·月",
        "亩",
        "%",
        "2025年10月底前",
        "12月",
        "〔2024〕",
        "7号",
        "约",
        "近",
        "余",
        "不少于",
        "以上",
        "共计",
        "全长",
        "面积",
        "、",
        "，",
        "；",
        "。",
        "（",
        "）",
        "的",
        "和",
        "及",
        "等",
        "用于",
        "1.",
        "2",
        "一是",
        "\n",
        "①",
        "Ａ",
        "㎡",
        "≥",
        "标准",
        "率",
        "其中",
        "其中C级",
        "亩均",
        "带动",
        "家庭",
        "县公安局",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=30).map("".join)))
def test_never_raises_and_every_span_is_its_quote(text: str) -> None:
    for fact in find_facts(text):
        assert text[fact.start : fact.end] == fact.quote != ""
        assert fact.object is None or fact.object.strip()
    for item in split_items(text):
        assert text[item.start : item.end] == item.quote != ""


@pytest.mark.parametrize(
    "piece",
    [
        "硬化村内道路3.2公里、安装路灯120盏，",
        "1",
        "一",
        "万",
        "新建",
        "每村5万元",
        "2025年10月底前",
        "完成",
        "，",
        "〔2024〕7号",
        "率100%",
        "1.",
        "对居民发放",
        "㎡",
        "(2个",
        "DR2台、",
        "月工资1850元，",
        "1支60人15天",
        "的学生3名",
        "工期3月至11月",
        "对低保、特困等47户危房改造，其中C级28户每户1.2万元、",
        "孤儿、",
        "的5家企业",
        "每个站点",
        "率达效果达85%以上",
        "带动投资5万元",
        "亩均增产",
        "预计",
        "为孤儿、老人开展",
    ],
)
def test_long_texts_are_read_to_their_end(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    assert all(text[fact.start : fact.end] == fact.quote for fact in find_facts(text))


def test_the_same_text_gives_the_same_facts() -> None:
    text = "1.新建泵站1座，所需资金80万元；2.惠及群众3200人"
    assert find_facts(text) == find_facts(text)
