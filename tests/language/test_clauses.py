"""Clauses: what each is about, and its words without money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibiao.language.clauses import read_clauses, standing
from zhibiao.language.facts import find_facts


def clauses(text):
    return [(c.kind, standing(c)) for c in read_clauses(text, find_facts(text)) if c.kind not in ("ground", "money")]


def test_works_dates_rates_and_effects_in_order():
    assert clauses("主要用于硬化村道3公里，安装路灯40盏；验收合格率100%，9月底前完工，方便群众出行。") == [
        ("work", "硬化村道3公里"),
        ("work", "安装路灯40盏"),
        ("rate", "验收合格率100%"),
        ("date", "9月底前完工"),
        ("effect", "方便群众出行"),
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("发放护林员30人工资，每人每月1200元", ["发放护林员30人工资"]),
        ("硬化村道3公里，总投资90万元，其中省级资金60万元、自筹30万元", ["硬化村道3公里"]),
        ("硬化村道、安装路灯，其中道路硬化60万元、路灯30万元", ["硬化村道、安装路灯"]),
        ("村级办公经费每村3万元", ["保障村级办公经费"]),
        ("根据岭财字〔2024〕7号文件，购置电脑10台", ["购置电脑10台"]),
        ("带动社会投资2000万元", ["带动社会投资2000万元"]),
    ],
)
def test_money_is_cut_out_and_results_in_money_stay(text, kept):
    assert [words for _, words in clauses(text)] == kept


def test_what_divides_a_whole_is_a_part():
    found = read_clauses(text := "养护公路80公里，其中县道20公里、乡道60公里，清理边沟12公里", find_facts(text))
    assert [clause.part for clause in found] == [False, True, False]


@given(st.text(alphabet="，；。（）()0123456789元万每人公里硬化其中用于1.、", max_size=60))
def test_no_text_is_too_odd(text):
    for clause in read_clauses(text, find_facts(text)):
        assert 0 <= clause.start <= clause.end <= len(text)
        assert clause.words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("对2025年新升规工业企业25家，每家一次性奖励10万元。", ["对2025年新升规工业企业25家给予奖励"]),
        ("教学楼建于1998年，屋面多处渗漏，翻做屋面防水1850平方米。", ["翻做屋面防水1850平方米"]),
        ("改造小区11个。资金来源为中央、省补助和县级配套。", ["改造小区11个"]),
        ("升级平台1个，11月底前验收。含一年质保。", ["升级平台1个", "11月底前验收"]),
    ],
)
def test_what_is_paid_keeps_its_deed_and_what_was_before_is_no_goal(text, kept):
    clauses = read_clauses(text, find_facts(text))
    assert [clause.words for clause in clauses if clause.kind not in ("ground", "money")] == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("在岗护林员320名，按每人每月600元发放补助。", ["在岗护林员320名", "按每人每月600元发放补助"]),
        ("岗位补贴按当地最低工资标准2000元/人·月发放", ["岗位补贴按当地最低工资标准2000元/人·月发放"]),
        ("轮换费用30万元（本年轮换2500吨，每吨120元）", ["轮换费用30万元（本年轮换2500吨）"]),
        ("监测设备及勘查设计28万元", ["监测设备及勘查设计"]),
        ("主要建设内容：硬化道路2公里", ["硬化道路2公里"]),
        ("寒假期间实施维修，委托专业公司运维", ["寒假期间实施维修", "委托专业公司运维"]),
        ("其中：人员补贴80万元，印刷费5万元，设备租赁12万元。开展培训4期。", ["开展培训4期"]),
        ("（1）2020年道路工程尾款40万元；（2）其他欠款8万元", ["保障2020年道路工程尾款", "保障其他欠款"]),
    ],
)
def test_a_clause_is_kept_whole_or_cut_at_its_end(text, kept):
    assert [words for _, words in clauses(text)] == kept
