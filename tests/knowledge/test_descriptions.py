"""Marked descriptions: what a file says, and where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.knowledge.descriptions import PARTS, MarkedNumber, read_descriptions
from zhibiao.messages import CorpusError
from zhibiao.paths import find_places

GOOD = """项目：危桥改造
单位：云溪县交通运输局
主题：21401 公路养护
用途：{根据处置方案，}对下湾桥拆除重建，全长84米，{每米2.8万元，}10月底建成。
84米 | 产出 | 拆除重建桥全长
每米2.8万元 | 单价 | 每米造价
10月底 | 时限 |
"""


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "甲.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_what_is_marked_is_read(tmp_path: Path) -> None:
    one, two = read_descriptions(folder(tmp_path, GOOD + "\n\n" + GOOD.replace("下湾桥", "石埠桥")))
    assert one.name == "危桥改造"
    assert one.purpose == "根据处置方案，对下湾桥拆除重建，全长84米，每米2.8万元，10月底建成。"
    assert [one.purpose[start:end] for start, end in one.aside] == ["根据处置方案，", "每米2.8万元，"]
    assert [(one.purpose[n.start : n.end], n.part, n.name) for n in one.numbers] == [
        ("84米", "output", "拆除重建桥全长"), ("每米2.8万元", "price", "每米造价"), ("10月底", "deadline", ""),
    ]  # fmt: skip
    assert "石埠桥" in two.purpose


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("单位：", "填报：", 2, "单位："),
        ("用途：{", "用途：", 4, "花括号"),
        ("，}10月", "，{}10月", 4, "花括号"),
        ("84米 | 产出", "84米 | 产量", 5, "作用"),
        ("84米 | 产出", "85米 | 产出", 5, "85米"),
        ("10月底 | 时限 |", "10月底 | 时限", 7, "引文"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, old: str, new: str, line: int, why: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(CorpusError) as told:
        read_descriptions(folder(tmp_path, GOOD.replace(old, new)))
    assert f"甲.txt第{line}行" in str(told.value)
    assert why in str(told.value)


def test_what_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusError, match="UTF-8"):
        read_descriptions(tmp_path)


@given(st.lists(st.tuples(st.sampled_from([*PARTS]), st.integers(1, 9999)), max_size=6), st.booleans())
def test_every_number_comes_back_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, marks: list[tuple[str, int]], braced: bool
) -> None:
    said = "，".join(f"建成泵站{number}座" for _, number in marks) or "保障运转"
    lines = "\n".join(f"{number}座 | {part} | 泵站数量" for part, number in marks)
    text = f"项目：甲\n单位：乙\n主题：21401 丙\n用途：{'{依据文件，}' if braced else ''}{said}。\n{lines}\n"
    (one,) = read_descriptions(folder(tmp_path_factory.mktemp("marked"), text))
    assert [(one.purpose[n.start : n.end], n.part) for n in one.numbers] == [(f"{number}座", PARTS[part]) for part, number in marks]
    assert all(isinstance(n, MarkedNumber) for n in one.numbers)


def test_the_shipped_descriptions_are_in_order() -> None:
    described = read_descriptions(find_places().shipped / "descriptions")
    assert len(described) > 2000
    assert len({one.purpose for one in described}) > 0.99 * len(described)
    assert {n.part for one in described for n in one.numbers} == set(PARTS.values())
