"""指标值: every form met in the field is read as a reader of target tables reads it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhibiao.domain.values import TargetValue

# (as written, kind, operator, number, unit, other fields)
FORMS: list[tuple[str, str, str | None, str | None, str | None, dict[str, Any]]] = [
    # signs and their look-alikes
    ("≥63人", "count", "≥", "63", "人", {}),
    ("≤5次", "count", "≤", "5", "次", {}),
    ("=100%", "ratio", "=", "100", "%", {}),
    (">200人次", "count", ">", "200", "人次", {}),
    ("<24小时", "duration", "<", "24", "小时", {}),
    (">=98%", "ratio", "≥", "98", "%", {}),
    ("<=5300元/户", "money", "≤", "5300", "元/户", {"yuan": "5300"}),
    ("＞＝95％", "ratio", "≥", "95", "%", {}),
    ("≧95%", "ratio", "≥", "95", "%", {}),
    ("≦3起", "count", "≤", "3", "起", {}),
    ("═1座", "count", "=", "1", "座", {}),
    ("＝12场", "count", "=", "12", "场", {}),
    ("大于等于90%", "ratio", "≥", "90", "%", {}),
    ("小于等于10天", "duration", "≤", "10", "天", {}),
    ("等于3项", "count", "=", "3", "项", {}),
    ("不低于85%", "ratio", "≥", "85", "%", {}),
    ("不少于20份", "count", "≥", "20", "份", {}),
    ("不超过60万元", "money", "≤", "60", "万元", {"yuan": "600000"}),
    ("不高于5%", "ratio", "≤", "5", "%", {}),
    ("不大于2小时", "duration", "≤", "2", "小时", {}),
    ("低于3%", "ratio", "<", "3", "%", {}),
    ("至少4次", "count", "≥", "4", "次", {}),
    ("95%以上", "ratio", "≥", "95", "%", {}),
    ("95%及以上", "ratio", "≥", "95", "%", {}),
    ("100人以内", "count", "≤", "100", "人", {}),
    ("10%以下", "ratio", "≤", "10", "%", {}),
    ("小于0.9‰", "ratio", "<", "0.9", "‰", {}),
    # percent
    ("95%", "ratio", None, "95", "%", {}),
    ("≥100百分比", "ratio", "≥", "100", "%", {}),
    ("100.00%", "ratio", None, "100", "%", {}),
    ("≥0.97比例", "ratio", "≥", "0.97", "比例", {}),
    ("±3%以内", "ratio", "range", "-3", "%", {"upper": "3"}),
    ("百分之九十五", "ratio", None, "95", "%", {}),
    ("85", "count", None, "85", None, {}),
    # numbers
    ("1346.0088万平方米", "count", None, "1346.0088", "万平方米", {}),
    ("3万条", "count", None, "3", "万条", {}),
    ("550万粒", "count", None, "550", "万粒", {}),
    ("250万", "money", None, "250", "万", {"yuan": "2500000"}),
    ("5亿元", "money", None, "5", "亿元", {"yuan": "500000000"}),
    ("28.40/株", "money", None, "28.4", "/株", {"yuan": "28.4"}),
    ("44,561", "count", None, "44561", None, {}),
    ("0", "count", None, "0", None, {}),
    ("0起", "count", None, "0", "起", {}),
    ("0%", "ratio", None, "0", "%", {}),
    ("1,234.50元", "money", None, "1234.5", "元", {"yuan": "1234.5"}),
    ("三万五千元", "money", None, "35000", "元", {"yuan": "35000"}),
    ("两座", "count", None, "2", "座", {}),
    ("=130.93万元", "money", "=", "130.93", "万元", {"yuan": "1309300"}),
    # compound units
    ("200元/亩", "money", None, "200", "元/亩", {"yuan": "200"}),
    ("≤3000元/人*月", "money", "≤", "3000", "元/人·月", {"yuan": "3000"}),
    ("3000元/人·月", "money", None, "3000", "元/人·月", {"yuan": "3000"}),
    ("150元/人、天", "money", None, "150", "元/人·天", {"yuan": "150"}),
    ("60元/100km", "money", None, "60", "元/100km", {"yuan": "60"}),
    ("4次/月", "count", None, "4", "次/月", {}),
    ("1.2万元/个", "money", None, "1.2", "万元/个", {"yuan": "12000"}),
    ("12间数", "count", None, "12", "间数", {}),
    ("30%覆盖", "ratio", None, "30", "%覆盖", {}),
    # dates and periods
    ("2023年底", "deadline", None, None, None, {"date": "2023-12-31"}),
    ("2025年年底前", "deadline", None, None, None, {"date": "2025-12-31"}),
    ("2025年10月底前", "deadline", None, None, None, {"date": "2025-10-31"}),
    ("2024年2月底前完成", "deadline", None, None, None, {"date": "2024-02-29"}),
    ("十月", "deadline", None, None, None, {}),
    ("≤三个月", "duration", "≤", "3", "个月", {}),
    ("12月底到位", "deadline", None, None, None, {}),
    ("每年12月底前", "deadline", None, None, None, {}),
    ("9月前", "deadline", None, None, None, {}),
    ("2021年12月31日", "deadline", None, None, None, {"date": "2021-12-31"}),
    ("2023.07-2024.01", "deadline", None, None, None, {"date": "2024-01-31"}),
    ("2020.1.1-2020.12.31", "deadline", None, None, None, {"date": "2020-12-31"}),
    ("2021.1.1-12.31", "deadline", None, None, None, {"date": "2021-12-31"}),
    ("2021年1月-12月", "deadline", None, None, None, {"date": "2021-12-31"}),
    ("2020年1月--2020年11月", "deadline", None, None, None, {"date": "2020-11-30"}),
    ("1-12月", "deadline", None, None, None, {}),
    ("2021年全年", "deadline", None, None, None, {"date": "2021-12-31"}),
    ("全年", "deadline", None, None, None, {}),
    ("11月底完成100%", "deadline", None, None, None, {}),
    ("1年", "duration", None, "1", "年", {}),
    ("≤7工作日", "duration", "≤", "7", "工作日", {}),
    # ranges and sets
    ("18—54周岁", "duration", "range", "18", "周岁", {"upper": "54"}),
    ("90%-95%", "ratio", "range", "90", "%", {"upper": "95"}),
    ("8-12场", "count", "range", "8", "场", {"upper": "12"}),
    ("完成1部宣传片，2套方案", "text", None, None, None, {}),
    ("困难对象432人、高龄对象1792人", "text", None, None, None, {}),
    ("完成90%", "ratio", None, "90", "%", {"text": "完成90%"}),
    ("需使用资金30720元", "money", None, "30720", "元", {"yuan": "30720", "text": "需使用资金30720元"}),
    # yes and no, grades, menus
    ("是", "boolean", None, None, None, {}),
    ("否", "boolean", None, None, None, {}),
    ("合格", "grade", None, None, None, {}),
    ("良好", "grade", None, None, None, {}),
    ("优良", "grade", None, None, None, {}),
    ("较高", "grade", None, None, None, {}),
    ("优良中低差", "grade", None, None, None, {}),
    ("高中低", "grade", None, None, None, {}),
    ("好坏", "grade", None, None, None, {}),
    # words
    ("长期", "text", None, None, None, {}),
    ("显著提升", "text", None, None, None, {}),
    ("有效提升", "text", None, None, None, {}),
    ("稳步提高", "text", None, None, None, {}),
    ("基本建立", "text", None, None, None, {}),
    ("保障", "text", None, None, None, {}),
    ("一流", "text", None, None, None, {}),
    ("第一批", "text", None, None, None, {}),
    # open slots and empty cells
    ("≥__公里", "count", "≥", None, "公里", {}),
    ("≥**人", "count", "≥", None, "人", {}),
    ("≤XX万元", "money", "≤", None, "万元", {}),
    ("", "empty", None, None, None, {}),
    ("  ", "empty", None, None, None, {}),
    ("无", "empty", None, None, None, {"text": "无"}),
    ("/", "empty", None, None, None, {"text": "/"}),
    ("本项目不适用此指标", "empty", None, None, None, {"text": "本项目不适用此指标"}),
    ("……", "empty", None, None, None, {"text": "……"}),
    ("公里", "empty", None, None, "公里", {}),
    ("≧ %", "empty", "≥", None, "%", {}),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "kind", "operator", "number", "unit", "more"), FORMS, ids=[form[0] or "empty" for form in FORMS])
def test_every_form(raw: str, kind: str, operator: str | None, number: str | None, unit: str | None, more: dict[str, Any]) -> None:
    value = TargetValue.parse(raw)
    assert value.raw == raw
    assert (value.kind, value.operator, value.unit) == (kind, operator, unit)
    assert value.number == (None if number is None else Decimal(number))
    assert value.upper == (Decimal(more["upper"]) if "upper" in more else None)
    assert value.yuan == (Decimal(more["yuan"]) if "yuan" in more else None)
    assert value.date == (datetime.date.fromisoformat(more["date"]) if "date" in more else None)
    if "text" in more:
        assert value.text == more["text"]


@pytest.mark.parametrize(
    ("raw", "operator", "unit", "expected"),
    [
        ("63", "≥", "人", ("count", "≥", "63", "人")),
        ("95", "大于等于", "%", ("ratio", "≥", "95", "%")),
        ("100", "＝", "百分比", ("ratio", "=", "100", "%")),
        ("5300", "小于等于", "元/户", ("money", "≤", "5300", "元/户")),
        ("≥95%", "≤", "%", ("ratio", "≥", "95", "%")),
        ("3", "等于", "", ("count", "=", "3", None)),
        ("12", None, "无", ("count", None, "12", None)),
        ("优良中低差", "定性", "无", ("grade", None, None, None)),
        ("2", "≤", "个月", ("duration", "≤", "2", "个月")),
        ("合格", "=", "级", ("grade", None, None, None)),
    ],
)  # fmt: skip
def test_a_value_split_over_columns(raw: str, operator: str | None, unit: str | None, expected: tuple[str | None, ...]) -> None:
    value = TargetValue.parse(raw, operator=operator, unit=unit)
    number = None if value.number is None else str(value.number)
    assert (value.kind, value.operator, number, value.unit) == expected
    assert value.raw == raw


def test_open_slots_and_menus_are_told_apart_from_targets() -> None:
    assert TargetValue.parse("≥__公里").is_open
    assert str(TargetValue.parse("≥**人")) == "≥__人"
    assert not TargetValue.parse("≥3公里").is_open
    assert TargetValue.parse("优良中低差").is_menu
    assert not TargetValue.parse("优").is_menu


def test_json_has_numbers_and_leaves_out_what_does_not_apply() -> None:
    data = TargetValue.parse("≥63人").model_dump(mode="json")
    assert data == {"raw": "≥63人", "kind": "count", "operator": "≥", "number": 63, "upper": None, "unit": "人", "text": None}
    assert isinstance(data["number"], int)
    money = TargetValue.parse("130.93万元")
    assert money.model_dump(mode="json")["yuan"] == 1309300
    assert TargetValue.model_validate(money.model_dump(mode="json")) == money


def _same(value: TargetValue) -> None:
    again = TargetValue.parse(str(value))
    assert str(again) == str(value)
    assert again.model_dump(exclude={"raw"}) == value.model_dump(exclude={"raw"})


SIGNS = st.sampled_from(["", "≥", "≤", "=", ">", "<", ">=", "＜＝", "不少于", "不超过", "至少", "大于等于", "低于"])
NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(
        [
            "1,234.50",
            "三万五千",
            "百分之九十",
            "两",
            "0",
            "±3",
            "8-12",
            "90%-95%",
            "十至二十",
            "__",
            "**",
            "2024年12月底前",
            "1-12月",
            "全年",
        ]
    ),
)
UNITS = st.sampled_from(
    [
        "",
        "人",
        "%",
        "‰",
        "万元",
        "元/人·月",
        "元/人*月",
        "公里",
        "座",
        "个工作日",
        "百分比",
        "比例",
        "次/月",
        "间数",
        "/株",
        "万",
        "个",
        "档",
        "年",
    ]
)
TAILS = st.sampled_from(["", "以上", "以内", "及以上", "(含)以下", "左右", "完成", "到位"])


@settings(max_examples=500, deadline=None)
@given(st.tuples(SIGNS, NUMBERS, UNITS, TAILS).map("".join))
def test_standard_notation_of_built_values_is_stable(text: str) -> None:
    value = TargetValue.parse(text)
    assert value.raw == text
    _same(value)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text(alphabet="≥≤=><0123456789.,%‰一二三百千万亿元人年月日底前/·*-_至以上内完成 ", max_size=14)))
def test_any_text_is_kept_and_its_notation_is_stable(text: str) -> None:
    value = TargetValue.parse(text)
    assert value.raw == text
    _same(value)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=12), st.one_of(st.none(), st.text(max_size=6), SIGNS), st.one_of(st.none(), st.text(max_size=6), UNITS))
def test_columns_never_raise(text: str, operator: str | None, unit: str | None) -> None:
    assert TargetValue.parse(text, operator=operator, unit=unit).raw == text


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "一",
        "万",
        "≥",
        "年",
        "1-",
        "1,234,",
        "月",
        "百分之",
        "(",
        "优/",
        "1个",
        "1.",
        "2024年",
        "_",
        "*",
        "元/人·",
        "不少于",
        " ",
        "m2",
        "1元/",
    ],
)
@pytest.mark.parametrize("frame", ["{}", "≥1{}", "完成{}以内"])
def test_long_values_are_read_to_their_end(piece: str, frame: str) -> None:
    text = frame.format(piece * (20_000 // len(piece)))
    assert TargetValue.parse(text).raw == text


# a grade with its scale is a grade whatever its words
@pytest.mark.parametrize("text", ["明显改善(明显改善/有所改善/没有改善)", "优(优、良、中、差)", "健全（健全/基本健全/不健全）"])
def test_a_grade_with_its_scale(text: str) -> None:
    assert TargetValue.parse(text).kind == "grade"
    assert TargetValue.parse(str(TargetValue.parse(text))).kind == "grade"


@pytest.mark.parametrize("text", ["__月底前", "2025年__月底前", "____年__月__日前", "__月前"])
def test_a_deadline_still_to_be_filled_in(text: str) -> None:
    value = TargetValue.parse(text)
    assert (value.kind, value.date, value.is_open, str(value)) == ("deadline", None, True, text)
    assert not TargetValue.parse("2025年6月底前").is_open
