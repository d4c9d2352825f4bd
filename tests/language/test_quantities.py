"""Numerals, quantities and date phrases in text."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.language.dates import find_dates
from zhibiao.language.numerals import chinese_number, number, plain
from zhibiao.language.quantities import canonical_unit, dimension, find_quantities, in_base, is_unit, unit_at


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("三百五", 350),
        ("一千二百三十四", 1234),
        ("三万五千", 35000),
        ("三万五", 35000),
        ("一万零五十", 10050),
        ("两亿", 200_000_000),
        ("一亿二千万", 120_000_000),
        ("二〇二四", 2024),
        ("壹拾贰", 12),
        ("", None),
        ("三只", None),
        ("一" * 100, None),
        ("万" * 10_000, None),
    ],
)
def test_chinese_numerals(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


def test_numbers_are_exact() -> None:
    assert number("1,234.50") == Decimal("1234.50")
    assert number("0.1") == Decimal("0.1")
    assert number("1,23") is None
    assert number("1" * 30) is None
    assert [plain(Decimal(text)) for text in ("100.00", "0.50", "-0", "1E+3")] == ["100", "0.5", "0", "1000"]


@given(st.decimals(0, 10**12, places=3, allow_nan=False, allow_infinity=False))
def test_a_number_written_out_is_read_again(value: Decimal) -> None:
    assert number(plain(value)) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("拟建一座泵站", [("1", "座")]),
        ("全长6.5公里", [("6.5", "公里")]),
        ("500元/人·月", [("500", "元/人·月")]),
        ("3000元/亩", [("3000", "元/亩")]),
        ("百分之九十", [("90", "%")]),
        ("1.2万平方米", [("1.2", "万平方米")]),
        ("培训4期200人次", [("4", "期"), ("200", "人次")]),
        ("一事一议", []),
        ("统一", []),
        ("第一批", []),
        ("千家万户", []),
        ("每人1,234.50元", [("1234.50", "元")]),
        ("三点五公里", [("3.5", "公里")]),
        ("共12个工作日", [("12", "个工作日")]),
        ("无数字", []),
        ("", []),
    ],
)
def test_quantities_in_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(q.number), q.unit) for q in find_quantities(text)] == expected


def test_units() -> None:
    assert [
        dimension(unit) for unit in ("万元", "元/人·月", "%", "公里", "万平方米", "人次", "户", "个月", "次/月", "座", "/株", None, "朵云")
    ] == [
        "money",
        "money",
        "ratio",
        "length",
        "area",
        "people",
        "household",
        "time",
        "occurrence",
        "object",
        "money",
        None,
        None,
    ]
    assert canonical_unit("元/人*月") == canonical_unit("元/人、月") == "元/人·月"
    assert is_unit("元/人·月")
    assert not is_unit("元左右")
    assert in_base(Decimal("130.93"), "万元") == (Decimal("1309300.00"), "元")
    assert in_base(Decimal("1.2"), "万平方米") == (Decimal("12000.0"), "平方米")
    assert in_base(Decimal(2), "公里") == (Decimal(2000), "米")
    assert in_base(Decimal(3), "朵") == (Decimal(3), "朵")
    assert unit_at("300余户", 4) == "户"
    assert unit_at("300余", 3) is None


@pytest.mark.parametrize(
    ("text", "phrase", "date"),
    [
        ("2025年10月底前完工", "2025年10月底前", "2025-10-31"),
        ("2024年2月底", "2024年2月底", "2024-02-29"),
        ("于2021年12月31日前", "2021年12月31日前", "2021-12-31"),
        ("每月15日前发放", "每月15日前", None),
        ("12月底前", "12月底前", None),
        ("2023.07-2024.01", "2023.07-2024.01", "2024-01-31"),
        ("1-12月", "1-12月", None),
        ("2021年全年", "2021年全年", "2021-12-31"),
        ("全年", "全年", None),
        ("2022年12月底前3座桥梁", "2022年12月底前", "2022-12-31"),
    ],
)
def test_date_phrases(text: str, phrase: str, date: str | None) -> None:
    (found,) = find_dates(text)
    assert found.text == phrase == text[found.start : found.end]
    assert found.date == (datetime.date.fromisoformat(date) if date else None)


@pytest.mark.parametrize("text", ["五年内", "3.5公里", "2023年2月30日", "1-12", "15户", ""])
def test_what_is_no_date(text: str) -> None:
    assert [phrase.date for phrase in find_dates(text) if phrase.date] == []


@given(st.one_of(st.text(max_size=40), st.text(alphabet="0123456789.-年月日底前至每全一二十百万元个座%/ ", max_size=30)))
def test_any_text_is_read_left_to_right(text: str) -> None:
    for found in (find_quantities(text), find_dates(text)):
        ends = [0, *(one.end for one in found)]
        assert all(start >= end for start, end in zip((one.start for one in found), ends, strict=False))


@pytest.mark.parametrize("piece", ["1", "一", "百分之", "2024年", "1月-", "1.", "元/", "个"])
def test_long_texts_are_read_to_their_end(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert all(0 <= one.start < one.end <= len(text) for one in (*find_quantities(text), *find_dates(text)))


def test_tenths_as_they_are_spoken_are_a_share():
    found = [(one.number, one.unit) for one in find_quantities("设备在线率保持在九成以上，成活率达八成半")]
    assert found == [(90, "%"), (85, "%")]
