"""Words of a description without what they cost: no goal and no name repeats a price or an amount."""

from __future__ import annotations

import re

# 5万元以下的贷款: a bound says which, not how much.
AMOUNT = re.compile(r"(?:分别为?|约|共|计|需|安排|合计)*\d[\d.,]*[百千]?[万亿]?元(?!以[下内上])[^\d]{0,4}$")
# What each costs, at the end of a piece that stays: 46处运维|按1.2万元/处, 300名|每人6000元, 3200株|×120元/株=38.4万元.
_PRICE = re.compile(
    r"[，,]?(?:(?:按照?|每[\u4e00-\u9fff]{1,3}|[人户亩]均|单价|标准)[^，。；、\d]{0,8}|[月年日]补助?|[×xX*])\d[\d.]*[百千]?[万亿]?元[^，。；、\d]{0,8}"
    r"(?:[×xX*]\d[\d.]*[\u4e00-\u9fff]{1,2})?(?:[=＝](?:\d[\d.]*[万亿]?元)?)?$"
)
_LEFT = re.compile(
    r"(?:在[\u4e00-\u9fff]{0,3}\d{1,2}个月内|每[个座台套辆艘支人户件处亩名家例][\u4e00-\u9fff]{0,3}|[×xX*]|[=＝]|(?:分别)?(?:按|即|计|共|合计))$"
)  # what is left of a price
_GIVEN, _WHOM = (
    re.compile(r"奖励|奖(?=\d)|补助|补贴|(?<!奖)补(?=\d)|补偿|救助"),
    (
        "家庭",
        "的",
        "者",
        "户",
        "人员",
        "企业",
        "对象",
        "群众",
        "村",
        "社区",
        "员",
        "教师",
        "医生",
        "干部",
        "代表",
        "学生",
        "老人",
        "以上",
        "以下",
        "以内",
    ),
)
_TO = ("对", "给", "向", "为")
_A_FEE = re.compile(r"(?:费|标准|单价)$")


def without_amount(words: str) -> str:
    """溢洪道拆除重建|86万元: the work without the money that is said behind it."""
    return AMOUNT.sub("", words)


def without_price(words: str) -> str:
    """46处运维|按1.2万元/处: the work without the price of each."""
    return _PRICE.sub("", words)


def what_is_left(words: str, cut: str) -> str:
    """``cut``, which are ``words`` without what they cost, as they can stand: what was given is said without how much
    (对选择树葬的家庭|每例奖励1500元), a fee that was only divided (检定费|分别按35元/台、120元/把) goes."""
    left = _LEFT.sub("", cut)
    given = _GIVEN.search(words[len(cut) :]) if left.endswith((*_WHOM, "后")) else None
    what = {"奖": "奖励", "补": "补助"}.get(given[0], given[0]) if given else ""
    if given and not left.endswith(("后", "以上", "以下", "以内")) and not left.startswith(_TO):
        return f"为{left}发放{what}"  # 81处隐患点监测员|每人每年补助3000元
    return f"{left}给予{what}" if given else "" if "分别" in words and _A_FEE.search(left) else left
