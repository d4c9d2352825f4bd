"""What a description tells of before it says what is done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.language.background import background, within
from zhibiao.language.facts import find_facts


def counted(text):
    told = background(text)
    return [fact.quote for fact in find_facts(text) if fact.kind in ("count", "people") and not within(fact.start, told)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "我县现有水文站点64处，多处设备老化。2026年主要做好：一是更换雨量计18台；二是新建水位站3座。",
            ["更换雨量计18台", "新建水位站3座"],
        ),
        ("该渡槽始建于1972年，全长210米，渗漏严重。1.加固槽身12处；2.更换止水带480米。", ["加固槽身12处", "更换止水带480米"]),
        (
            "原有网格52个，配备网格员60名。（一）制作公示牌60块；（二）培训网格员4次。",
            ["配备网格员60名", "制作公示牌60块", "培训网格员4次"],
        ),
        ("购置垃圾桶90个。上年购置120个，实际验收118个。", ["购置垃圾桶90个"]),
        ("针对辖区商户2300余家、监管人员仅9人的实际，聘请专家8名。", ["聘请专家8名"]),
        ("全县在岗护林员320名，每人每月发放补助600元。", ["在岗护林员320名"]),
    ],
)
def test_how_things_stand_is_no_target(text, kept):
    assert counted(text) == kept


def test_a_list_without_a_tale_before_it_keeps_everything():
    assert background("改造学校食堂3个，具体为：一是更换灶具12台；二是铺设地砖600平方米。") == []


@given(st.text(alphabet="一二是，。；：1.2（）①②现有去年2024年2026年台购置", max_size=60))
def test_spans_lie_in_the_text_and_in_order(text):
    spans = background(text)
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
