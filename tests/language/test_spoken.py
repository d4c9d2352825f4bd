"""Deeds of one character: spelled out where they are plain, left alone where they are part of a word."""

import pytest

from zhibiao.language.spoken import is_deed, spelled_out


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("换破损水管800米", "更换破损水管800米"),
        ("建冷库一座", "建设冷库一座"),
        ("配高拍仪、叫号机", "配备高拍仪、叫号机"),
        ("办暑期托管班2期", "举办暑期托管班2期"),
        ("设6个窗口", "设置6个窗口"),
    ],
)
def test_a_deed_is_spelled_out(words, plain):
    assert is_deed(words)
    assert spelled_out(words) == plain


@pytest.mark.parametrize(
    "words",
    ["装备购置", "建筑垃圾清运", "租金补贴", "种子化肥采购", "换届选举", "换发执勤服", "配齐呼吸机", "办公用品", "设备更新", "换", ""],
)
def test_part_of_a_word_is_no_deed(words):
    assert not is_deed(words)
    assert spelled_out(words) == words


@pytest.mark.parametrize("words", ["请媒体来宣传", "做无障碍坡道", "修步道和停车坪", "砌护坡110米"])
def test_what_may_mean_several_things_is_a_deed_but_stays(words):
    assert is_deed(words)
    assert spelled_out(words) == words
