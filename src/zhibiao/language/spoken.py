"""Deeds that clerks write in one character (装路灯, 买水泵), as forms say them."""

from __future__ import annotations

import re

# The deed, as forms say it, and the characters behind which it is another word (装备, 建筑, 租金).
_DEEDS = (
    ("换", "更换", "届岗季购发成"), ("买", "购置", "断卖"), ("装", "安装", "备修饰卸置配箱"), ("建", "建设", "设筑档成立议构制造言"),
    ("配", "配备", "套件备置方送合电发餐水齐"), ("拆", "拆除", "除迁借分违"), ("设", "设置", "备施计立置有在定卡"),
    ("租", "租用", "金赁用房户期地车"), ("搭", "搭建", "建配载乘台"), ("铺", "铺设", "设装面就垫筑"), ("栽", "栽植", "植种培"),
    ("种", "种植", "植子粮苗养类业畜质公"), ("挖", "开挖", "掘潜"), ("办", "举办", "公案学理事结件法证税班"), ("添", "添置", "置加"),
    ("拍", "拍摄", "卖摄板照手"), ("付", "支付", "款息费出"), ("加", "增加", "强快固大工班装密油气盖深"),
)  # fmt: skip
_PLAIN = {deed: plain for deed, plain, _ in _DEEDS}
_SPOKEN = re.compile("|".join(rf"^{deed}(?![{other}])(?=[\d\u4e00-\u9fff]{{2}})" for deed, _, other in _DEEDS))
_BARE = re.compile(
    rf"{_SPOKEN.pattern}|^(?:做(?![好到强大法成])|请(?![示求愿款])|修(?![订编理剪改补养])|砌|刷(?![新卡])|拆违)(?=[\d\u4e00-\u9fff]{{2}})"
)


def spelled_out(words: str) -> str:
    """``words`` with the deed that begins them spelled out: 换水管 → 更换水管; as they are, where there is none or it may be several."""
    return _SPOKEN.sub(lambda deed: _PLAIN[deed[0]], words)


def is_deed(words: str) -> bool:
    """Whether words begin with a deed in one character."""
    return _BARE.match(words) is not None
