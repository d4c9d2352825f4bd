"""What a project is about, from its name: 清水镇2025年农村户厕改造项目资金 → 农村户厕."""

from __future__ import annotations

import re

from zhibiao.language.normalise import clean_cell, key

_NUMBER = re.compile(
    r"(?:(?:(?![镇乡处])[\u4e00-\u9fffX]){1,2}(?:财|政|民|发改|办|教|水|农|林|组|委|县|区|市)[\u4e00-\u9fff]{0,3})?[〔\[【（(](?:19|20)\d\d年?[〕\]】）)]\s*第?\d+号"
)
_NOISE = re.compile(
    r"[〔\[【（(][^〕\]】）)]*[〕\]】）)]|(?:19|20)\d\d\s*[-—至]?\s*(?:(?:19|20)\d\d)?\s*年?度?|第[一二三四五六七八九十\d]+[批期轮次]"
    r"|^关于|拨付|提前下达|下达|的通知$|结转|中央|省级|市级|县级|区级|本级|上级|财政|部门预算|《|》|“|”"
)
# 清水镇, 云岭县: a place stands before its work; the unit's own name says nothing of what is done. 小区, 库区, 城市 are no places.
_NO_PLACE = re.compile(r"(?:小|园|地|景|校|库|灾|林|山|社|牧|置|辖|片|厂|矿|城|老|新|片|示范|保护)区$|城市|集贸|集市|集镇|农村|市场|乡镇$")
_PLACE = re.compile(
    r"^(?:[\u4e00-\u9fffX]{2,6}?(?:省|市|县|自治州|自治县|旗|区))?(?:[\u4e00-\u9fffX]{2,6}?(?:镇|乡(?![村镇土贤情愁音亲])|街道办事处|街道|办事处|开发区|高新区))?"
    r"(?:人民政府|管委会)?(?=[\u4e00-\u9fff]{2,})"
)
_TAIL = re.compile(
    r"(?:(?:示范)?(?:项目|工程|经费|费用?|资金|专项|工作|补助|补贴|补偿款?|任务|计划|业务|支出|等|相关|及其?他?|市级|配套|投资|示范|试点|运行|保障|管理|日常|奖补|预算|尾款|款)+)$"
)
_WORKS = re.compile(
    r"(?:新建|扩建|改建|修建|建设|改造|提升|维修|修缮|购置|采购|安装|整治|治理|养护|管护|维护|清理|更新|实施|发放|编制|培训|宣传|检测|监测|评估|租赁|安置|慰问|救助)+$"
)
_LEAD = re.compile(r"^(?:新建|扩建|改建|修建|建设|改造|维修|修缮|购置|采购|安装|实施|开展|发放|编制|支付|用于|落实|加强|推进|全面实施)+")
_BALANCE = re.compile(r"(?:尾款|进度款|欠款|余款|质保金|欠费)(?:支付|清偿|偿还|专项|项目|资金|经费)*$")
MAX_SUBJECT = 12
_SHORTEST = 3  # characters; 官厅镇 in front of less is part of the work's name


def is_balance(name: str) -> bool:
    """Whether a project pays what is owed for a work, done (食堂改造尾款) or under way (食堂改造进度款): the name ends on it."""
    return _BALANCE.search(name.strip()) is not None


def work_of(name: str) -> str:
    """A project's name without document number, year, level of government and place: what is left says what is done."""
    text = _NOISE.sub("", _NUMBER.sub("", clean_cell(name))).strip(" -—_·、，:：")
    place = _PLACE.match(text)
    if place and not _NO_PLACE.search(place[0]) and len(text) - place.end() >= _SHORTEST:
        text = text[place.end() :]
    return text or clean_cell(name)


def core_of(name: str) -> str:
    """A project's name without years, numbers, place and words such as 项目, 经费, 补助."""
    text = _plain(name)
    core = _TAIL.sub("", text)
    return core if len(core) >= _A_CORE else _NOISE.sub("", clean_cell(name))


_A_CORE = 4  # characters; what is shorter has lost its name to what looked like a place (夜间经济街区|打造)


def _plain(name: str) -> str:
    text = _NOISE.sub("", _NUMBER.sub("", clean_cell(name))).strip(" -—_·、，:：")
    place = _PLACE.match(text)
    return text[place.end() :] if place and not _NO_PLACE.search(place[0]) else text


def subject_of(name: str) -> str | None:
    """The noun phrase a project's name turns on, at most twelve characters; ``None`` where nothing specific is left."""
    text = _plain(name)
    text = re.split(r"[、，,及和与]", text)[0]
    previous = ""
    while text != previous:
        previous = text
        text = _WORKS.sub("", _TAIL.sub("", text))
    text = _LEAD.sub("", text).strip("的")
    return text if 2 <= len(key(text)) <= MAX_SUBJECT else None
