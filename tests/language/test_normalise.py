"""The normaliser: look-alikes fold to one form, folding again changes nothing, and places lead back to the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.language.normalise import aligned, clean_cell, key, normalise, squeeze


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("＞＝９５ ％", "≥95 %"),
        ("≧5", "≥5"),
        ("<=3", "≤3"),
        ("═1", "=1"),
        ("１２００㎡", "1200平方米"),
        ("3㎥", "3立方米"),
        ("6㎞", "6公里"),
        ("元/人•月", "元/人·月"),
        ("2023—2024", "2023-2024"),
        ("（一）", "(一)"),
        ("a\u200bb\ufeff", "ab"),
        ("  多\t 空\n格 ", "多 空 格"),
        ("……", "……"),
        ("", ""),
    ],
)
def test_look_alikes_fold(text: str, expected: str) -> None:
    assert normalise(text) == expected


def test_the_forms_of_a_text() -> None:
    assert squeeze("≥ 95 ％") == "≥95%"
    assert clean_cell("  社会\n效益 指标 100 人 ") == "社会效益指标 100 人"
    assert key("“发放”及时率（％）") == key("发放及时率")


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert squeeze(squeeze(text)) == squeeze(text)
    assert clean_cell(clean_cell(text)) == clean_cell(text)
    assert key(key(text)) == key(text)


@given(st.text(max_size=60))
def test_every_character_keeps_its_place(text: str) -> None:
    plain, places = aligned(text)
    assert len(plain) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


def test_an_aligned_text_is_the_squeezed_one_with_lines_and_gaps() -> None:
    text = "拟建 一座，６．５㎞ ＞＝ 3\n10 20①改"
    plain, places = aligned(text)
    assert plain == "拟建一座,6.5公里≥3\n10 20;1、改"
    assert text[places[plain.index("公")]] == text[places[plain.index("里")]] == "㎞"


_PLAIN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("059AZaz.,;:()%/+_、。“”《》·-")


@given(st.text(alphabet=_PLAIN, max_size=40))
def test_a_text_of_plain_characters_is_its_own_form(text: str) -> None:
    assert normalise(text) == text
    assert normalise(f"{text}\u200b") == text  # folded, for what is added
