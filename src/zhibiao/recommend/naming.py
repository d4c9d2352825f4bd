"""Names for indicators: a clause of the description is not an indicator, it is turned into one (object + measure, value apart)."""

from __future__ import annotations

import re

from zhibiao.language.clauses import head_verb
from zhibiao.language.fact import Fact
from zhibiao.language.normalise import clean_cell, key, squeeze
from zhibiao.language.quantities import dimension
from zhibiao.language.reading import verb_classes

# What a count is called, by its unit; tried before the dimension of the unit.
_BY_UNIT = {
    "人次": "人次", "万人次": "人次", "户次": "户次", "场": "场次", "场次": "场次", "期": "期数", "批次": "批次", "批": "批次",
    "课时": "课时数", "学时": "学时数", "件": "件数", "起": "起数", "份": "份数", "次": "次数", "届": "届数", "轮": "轮次",
    "宗": "宗数", "班": "班次", "班次": "班次", "车位": "车位数", "头": "头数", "只": "只数", "羽": "羽数", "株": "株数", "棵": "株数",
    "天": "天数", "公斤": "重量", "斤": "重量", "千克": "重量", "毫升": "数量", "升": "数量",
}  # fmt: skip
_BY_DIMENSION = {
    "length": "长度", "area": "面积", "volume": "方量", "mass": "吨数", "people": "人数", "household": "户数",
    "occurrence": "次数", "object": "数量", "power": "容量",
}  # fmt: skip
_MEASURES = {
    "全长": "长度", "总长": "长度", "全长约": "长度", "长": "长度", "宽": "宽度", "深": "深度", "高": "高度", "总面积": "面积",
    "占地": "占地面积", "总数": "数量", "共": "", "共计": "", "合计": "", "总": "",
}  # fmt: skip
_ENDS_WITH_MEASURE = re.compile(
    r"(?:数量?|人数|户数|次数|场次|期数|长度|里程|面积|产量|容量|规模|吨数|总量|总数|标准|率|量|度|全长|总长|占地|天数|时长|年限|寿命|[保护养]期|时间|时限)$"
)
# What an indicator's name says of how it is counted.
MEASURE = re.compile(
    r"(?:总?[数量个座处户人场批件份次辆台套期块盏只]数?|人次|场次|批次|面积|长度|里程|数量|规模|吨数|人数|户数|件套数|[（(][^（）()]*[）)])+$"
)
# What an indicator's name says of what it measures, beside the thing.
MEASURED = re.compile(r"(?:完成率|合格率|达标率|及时率|覆盖率|率|数量|人数|次数|数|比例|占比|时间|时限|年限|面积|长度|标准|成本|程度)$")
# What begins or holds these is a piece of a sentence, no name of a thing.
_A_PIECE = re.compile(
    r"由原|威胁|^[计点后号共等名约]$|^(?:到(?!期)|参加|享受|领取|符合|下?辖|剩余|号|后(?!勤|备)|市(?!场|政|民|容|区|级|直)|实际|对(?!象|外|口)|从(?!业)|以(?!工)|时(?!令)|[按由为与至于将把其仅]|在(?![校岗职册编建线押逃])|分布|利用|其余)|[为对]全|不少于|不低于|原来|原有|包括|内容|计算|测算|每.$|仅$"
)
_OWN = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,8}现有|[我本该][\u4e00-\u9fff]{0,4}(?:承担|负责)|要求|力争|争取|已|用于|委托(?:专业|第三方|有资质的?)?(?:机构|公司|单位|队伍)(?=[\u4e00-\u9fff]{2})|委托[\u4e00-\u9fff]{2,8}?机构(?:完成|开展|实施|进行))"
)
_LIGHT = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:开展|进行|实施)(?=[\u4e00-\u9fff]{2})|^[\u4e00-\u9fff]{1,4}村(?=[修建铺装挖护][\u4e00-\u9fff]{2})|^[\u4e00-\u9fff]{0,2}规模(?=[\u4e00-\u9fff]{2})|(?:正常|全年)$"
)
_PUT_THERE = ("安装", "加装", "购置", "采购", "配备", "添置", "铺设", "架设", "发放", "设置")  # 8个村安装健身路径: in them, not them
_SET_UP = ("安装", "加装", "购置", "采购", "铺设", "架设")  # for people, who are not set up themselves
_DRAWN_UP = ("编制", "绘制", "设计", "评估")  # of villages a plan is drawn up, not the village
_FOR_PEOPLE = ("提供", "给予", "开展", "实施", "组织", "进行")
_HEDGES = re.compile(r"^(?:其余|其他|重新|另外|年均|含|各|每)(?=$|[\u4e00-\u9fff]{2})|^(?:其余|其他|重新|另外|千人)$")
HOLLOW_VERBS = ("承担", "落实", "解决")  # 承担水稻12万亩保费补贴: the rice is insured, not borne
_PLACES = re.compile(r"^(?:行政|自然)?(?:村|社区|乡镇|街道|小区|村庄|村街)$")
_BAD_START = re.compile(
    r"^(?:是否能?够?|能否能?够?|有无|保证|确保|做到|防止|按照|实现|达到|切实|努力|争取|有效|进一步|不断|逐步|大力|积极|严格|认真)+(?:做到|能够|更?好地?的?|做)?"
)
_LONGEST = 24
_A_MEASURE, _A_THING = 2, 12  # characters: a measure that says what it measures, a thing that is no clause
_WHOLE_CLAUSE = re.compile(r"给予|进行|开展|实施")
_SPENDING = re.compile(r"(?:经费|资金|预算|支出)(?:使用|支付|执行|支出|完成)|支出(?:时限|进度|率)")  # that money is spent is no output
_QUESTION = re.compile(r"是否|能否|\?|吗$")


def measure_word(unit: str | None) -> str:
    """What a number in this unit is called: 长度, 面积, 人数, 场次 …"""
    above = (unit or "").split("/")[0].lstrip("万亿")
    return _BY_UNIT.get(above) or _BY_DIMENSION.get(dimension(unit) or "", "数量")


_BEFORE_DEED = re.compile(r"^(?:后|再|另|共|约|其中|预计|计划|大概|至少|全年)(?=[\u4e00-\u9fff]{3})(?!后[勤备]|另[一外]|约[谈定])")


def row_name(words: str, unit: str | None) -> str:
    """The name of a row from the words that name it: with what a number in this unit is called, unless they say so."""
    word = measure_word(unit)
    words = _BEFORE_DEED.sub("", _OWN.sub("", words)) or words
    if words.endswith("人口") and word == "人数":
        return f"{words}数"  # 投保人口31.2万人
    return words if _ENDS_WITH_MEASURE.search(words) or words.endswith(word) else f"{words}{word}"


def count_name(fact: Fact) -> str | None:
    """The indicator name of a count: 拟建 + 泵站 + 数量. ``None`` where the object is missing or is no noun phrase."""
    thing = _OWN.sub("", _HEDGES.sub("", (fact.object or "").strip()))
    thing = _LIGHT.sub("", thing)
    if _A_PIECE.search(thing):
        return None
    half = thing[: len(thing) // 2]
    thing = half if half * 2 == thing and _PLACES.match(half) else thing  # the whole's 村 and the part's own
    if fact.measure and len(fact.measure) > _A_MEASURE and (not thing or len(thing) > _A_THING or _WHOLE_CLAUSE.search(thing)):
        return fact.measure  # 对…给予补贴，补贴面积4.6万平方米
    if not thing and fact.object is None and fact.verb and "/" not in (fact.unit or ""):
        return f"{fact.verb}{measure_word(fact.unit)}"  # 当年轮换2600吨
    if len(thing) > _LONGEST and "、" in thing:
        thing = thing.rpartition("等")[2] or f"{thing.partition('、')[0]}等"
    if not thing or len(key(thing)) < 1 or len(thing) > _LONGEST or _QUESTION.search(thing):
        return None
    if thing == "车":
        thing = "车辆"
    if fact.measure and (deed := head_verb(fact.measure)) is not None and deed != fact.verb and deed not in thing:
        return fact.measure
    word = _MEASURES.get(fact.measure, fact.measure) if fact.measure else None
    if word is None or word == "":
        word = measure_word(fact.unit)
    people = dimension(fact.unit) in ("people", "household")
    verb = "" if fact.verb in HOLLOW_VERBS or (people and fact.verb in (*_FOR_PEOPLE, *_SET_UP)) else fact.verb or ""
    if people and thing.endswith("家庭"):
        word = "户数"  # 义务兵家庭215名
    kinds = verb_classes().get(verb, frozenset())
    if _PLACES.match(thing) and (not verb or verb in (*_DRAWN_UP, *_PUT_THERE) or "reach" in kinds or not kinds & {"strong", "pay"}):
        return f"覆盖{thing}{word}"  # 为156个行政村放映电影: the villages are reached, not shown
    if verb and fact.unit in ("个", "项") and f"{thing}{verb}" in squeeze(fact.quote):
        return f"{thing}{verb}项目数量"  # 技术改造项目3个
    if verb and (verb in thing or len(verb) > 4):
        verb = ""
    if verb and len(thing) > 1 and f"{thing}{verb}" in squeeze(fact.quote) and verb + thing not in squeeze(fact.quote):
        name = f"{thing}{verb}"  # 病死猪无害化处理, in the drafter's order
    else:
        name = f"{verb}{thing}"
    return name if _ENDS_WITH_MEASURE.search(name) and not word else name + ("" if name.endswith(word) else word)


def tidy_name(name: str) -> str | None:
    """A corpus name fit to be suggested: orders and questions stripped, numbers taken out; ``None`` when nothing measurable is left."""
    plain = clean_cell(name).strip("。.；;，,、：: ")
    stripped = _BAD_START.sub("", plain)
    stripped = re.sub(r"[≥≤=<>]?\d[\d.,]*(?:%|万?[元人个座台米亩户名家])?(?:以上|以内|以下)?数?$", "", stripped) or stripped
    stripped = re.sub(r"[(（](?:%|万?元|个|人)[)）]$", "", stripped)
    if _QUESTION.search(stripped) or _SPENDING.search(stripped) or not 3 <= len(key(stripped)) <= 26 or re.search(r"\d", squeeze(stripped)):
        return None
    return stripped
