"""What a description tells beside the work: the state of things that calls for it, and how the money is reckoned and paid."""

from __future__ import annotations

import re

from zhibiao.language.clauses import head_verb

_TROUBLE = re.compile(
    r"(?:意见(?:较|很|比较)?[大多]|反映(?:较|很)?(?:多|强烈)|不方?便|困难|陈旧|破损|破旧|久远|积水|老化|脱落|不全|不足|滞后|紧张|突出|严重|失修|漏雨|漏水|"
    r"渗漏|缺失|期满|未通[电水路]|至今未[\u4e00-\u9fff]{2,4}|未[封硬覆修][\u4e00-\u9fff]|外溢|溢流|返味|掉线|断线|失灵|无声|失效|断裂|开裂|堵塞|坑洼|拥堵|狭窄|塌陷|超期服役|(?:隐患|压力|难度|风险|缺口)(?:较|很)?大|[跟排赶]不上|太[小少旧低窄短矮挤远]|"
    r"没法[\u4e00-\u9fff]{1,3}了?|(?:故障|问题|投诉|事故)(?:较|频|很|不断|高)[\u4e00-\u9fff]*|"
    r"[难差慢弱杂]|(?:太|很|较)[冷热滑陡暗脏乱]|(?:老|都|全|已|[冻撞压震])[坏裂断塌漏烂垮]了?|[坏裂断塌漏烂垮]了|不够[\u4e00-\u9fff]{0,2}|(?:老人|投诉|隐患|矛盾|纠纷)多|到(?:寿命|期|报废年限|使用年限)|(?:仍用|尚未|还没)[\u4e00-\u9fff]*|威胁(?:较大|严重)?)$"
)
_BECAUSE = re.compile(
    r"(?:^|\d[处个户家村所])无(?!偿|障碍|人机|线|公害|害化|缝|烟|事故)[\u4e00-\u9fff]{2,6}$|^影响[\u4e00-\u9fff]{2,}|[\u4e00-\u9fff]{3}因(?!地制宜|公|病|灾|此)[\u4e00-\u9fff]{3,14}$|存在[\u4e00-\u9fff]{2,8}$"
)
_MENDS = re.compile(r"为?(?:缓解|解决|确保|防止|避免|减少|消除|杜绝|改善|保障|维修|更换|治理|整治|修复)")


def tells_of_trouble(words: str) -> bool:
    """Whether words tell of a state of things that calls for the work: 群众意见较大, 屋面漏雨."""
    return (_TROUBLE.search(words) is not None or _BECAUSE.search(words) is not None) and _MENDS.match(words) is None


def tells_of_terms(words: str) -> bool:
    """Whether a clause tells where money comes from, what it includes or how it is paid: 按合同进度分期支付, 所需资金由…安排."""
    return _TERMS.search(words) is not None


def how_things_stand(text: str) -> int:
    """Where a text that first tells how things stand begins to say what is done (现有水罐车已服役13年，|拟采购…); 0 for any other."""
    begins = _NOW.search(text)
    told = [clause for clause in _CLAUSE_END.split(text[: begins.start()]) if clause] if begins else []
    if begins is None or not told:
        return 0
    stands = _AT_PRESENT.search(told[0]) is not None or (head_verb(told[0]) is None and any(map(tells_of_trouble, told)))
    return begins.end() if stands and not any(map(_IS_DONE.match, told)) else 0


_AT_PRESENT = re.compile(r"现有|目前|原有|设在|位于|建于")
_IS_DONE = re.compile(r"拟|计划|购|更换|新建|安排|发放|开展|组织|聘|[一二三四五六]是|\d[.、]")
_CLAUSE_END = re.compile(r"[，,。；;\n]")
_NOW = re.compile(
    r"[，,。；;\n](?=(?:为此[，,]?)?(?:现拟|拟(?![定订合])|本次|此次|今年(?:拟|计划|打算)|计划(?=[购更新改建维采]))|"
    r"(?<=[。；\n])(?:该|本)?(?:项目)?(?:资金|经费)(?:主要)?用于)"
)
_TERMS = re.compile(
    r"^(?:所需|项目|本项目|该)?(?:资金|经费|费用)"
    r"(?:由|(?:主要)?用于(?!改造|购|采购|更换|新建|建设|维修|发放|开展|聘|支付|弥补|举办|组织|补助)|含|包括|从|来源|不足|按|据)|^按(?:[月季年])?考核|^按(?:合同|工程|实际)?进度|^按合同"
    r"|分期(?:支付|付款)|质保金|尾款|付清$|付费$|据实(?:结算|支付)|^工期|^按(?:\d+个月|[\u4e00-\u9fff]*[\d.]+[\u4e00-\u9fff]{1,2})计?算|^按[次件月季]付费|^其余为|^合同(?:期|[一二两三]年|到期)|一年一签|(?:建成|竣工|完工|合格|验收)后(?:移)?交"
    r"|^不?含[\u4e00-\u9fff]{2,}|^按[月季年](?:度)?(?:拨付|支付|结算)[给至到]?[\u4e00-\u9fff]{2,10}$"
)
