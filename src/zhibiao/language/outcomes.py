"""Money that a project brings about and does not spend: 带动技改投资1800万元, 年增收60万元, 节约电费12万元."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhibiao.language.fact import Fact

_BEHIND = r"(?:了|达到?|约|近|共计?|为|:)*$"
_NOUN = r"(?P<what>[^,。;:()\d\n]{2,20}?)"
_BROUGHT = re.compile(rf"(?P<verb>带动|撬动|拉动|吸引|引进|引导|促成){_NOUN}{_BEHIND}")
_SAVED = re.compile(rf"(?P<verb>节约|节省|减少|降低|挽回|避免){_NOUN}{_BEHIND}")
_GROWN = re.compile(rf"(?P<verb>实现|新增|增加|创造|完成|提高){_NOUN}{_BEHIND}")
_BETTER_OFF = re.compile(rf"(?P<verb>增收节支|节本增效|增收|节本|节支|创收|创汇|增效){_BEHIND}")
# What only a business can have: said of these, 实现 and 增加 name a result. 增加预算 and 新增补助资金 are spending.
_EARNINGS = re.compile(
    r"(?:产值|增加值|收入|营收|销售额|零售额|交易额|成交额|进出口额|税收|利税|税金|利润|收益|效益|消费|贷款|融资|固定资产投资|(?:社会|民间|工业|企业|技改|民营)投资)$"
)
# A compound that an outcome's verb begins, and money that is paid out for it: 节约用水宣传经费, 带动就业奖补资金.
_PAID_OUT = re.compile(r"(?:奖补|补助|补贴|奖励|贴息|工作|专项)(?:资金|经费|费用?)?$|宣传|创建|培训|活动|奖")
_SUBJECT = re.compile(
    r"^(?:(?:项目|工程)?(?:建成|投产|实施|完成|完工|运行)?(?:后|以后)|预计|预期|计划|力争|确保|可|将|能|每年|全年|当年|年均?|[人户亩]均|[,、;:。和及与并使为让])+"
)
# Volumes of business are money too that nobody spends from a budget.
_VOLUME = re.compile(
    r"(?:贷款|授信|担保|保额|存款|债务|融资|(?:送审|审定|审减|核减|评审|交易|成交|合同|投保|引资)(?:金额|总?额|资金)|产值|销售额?|收入|收益|税收|(?:消费|惠民|代金|抵用|优惠|文旅|购物)券)$"
)


class Outcome(NamedTuple):
    """``verb`` and ``object`` of a result in money, and where its words begin."""

    verb: str
    object: str | None
    start: int


def outcome(plain: str, start: int, end: int) -> Outcome | None:
    """The result that the words right before an amount name, ``None`` where they name a purpose."""
    for pattern in (_BROUGHT, _SAVED, _GROWN):
        match = pattern.search(plain, start, end)
        if match is None or _PAID_OUT.search(match["what"]) or (pattern is _GROWN and not _EARNINGS.search(match["what"])):
            continue
        return Outcome(match["verb"], match["what"], match.start())
    if (match := _BETTER_OFF.search(plain, start, end)) is None:
        return None
    subject = _SUBJECT.sub("", plain[start : match.start()])
    subject = re.sub(r"(?:每年|年均?|[人户亩]均|[可将能])+$", "", subject)
    named = 1 < len(subject) <= 16 and re.search(r"[\d,;:。()]", subject) is None
    return Outcome(match["verb"], subject if named else None, start if named else match.start())


def spent(fact: Fact) -> bool:
    """Whether an amount or a price is money that the project spends: no result (with a verb), and no volume of business."""
    return fact.kind in ("money", "unit_cost") and fact.verb is None and not _VOLUME.search(fact.object or "")
