"""The library's indicators as clerks would write them: what the classifiers learn from besides the library's own words.

The library names an indicator one way (清淤长度, ≥3公里), a clerk another: 清淤 with 3公里, 是否按时完成清淤 with 是.
The rewritings are of the genre and know no table: names lose their measure or take a prefix, a rate becomes its adverb in front, a name
holds its value, the value loses its sign or unit or becomes a word; what a topic's goal says of the effect stands for an effect.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.library import Library, Topic, shared_name
from zhibiao.language.numerals import plain


class Written(NamedTuple):
    """An indicator as it may stand in a table. ``weight`` says how much it teaches."""

    name: str
    description: str | None
    value: TargetValue
    level2: str
    weight: float = 1.0


_PREFIXES = ("是否", "能否", "是否能够", "确保", "保证", "做到", "保障", "实现", "进一步", "有效")
_MEASURE = re.compile(
    r"(?:总?(?:数量|人数|次数|个数|户数|件数|场次|期数|份数|处数|套数|条数|台数|座数|面积|长度|里程|规模|吨数|金额|总?量|额|数)|"
    r"(?:完成|实施|改善|提升|提高|落实|执行)?(?:情况|程度|率|比例|水平|幅度)|时间|时限|日期)$"
)
_RATES = (
    (re.compile(r"^(.{2,}?)(?:及时|准时|按时|按期|如期|按期完成|按时完成)率$"), (
        "及时{0}", "按时{0}", "按期{0}", "{0}及时", "{0}及时性", "{0}准时", "{0}时效",
    )),
    (re.compile(r"^(.{2,}?)完成(?:时间|时限|期限|日期)$"), (
        "{0}按时完成", "按时完成{0}", "{0}完成及时", "{month}月底前完成{0}", "{0}{month}月底前完成", "{year}年完成{0}",
    )),
    (re.compile(r"^(.{2,}?)(?:时间|时限|期限)$"), ("{0}及时", "{0}时效", "及时{0}", "{0}及时性")),
    (re.compile(r"^(.{2,}?)验收合格率$"), ("{0}验收合格", "{0}质量合格", "{0}通过验收", "{0}合格", "{0}质量达标")),
    (re.compile(r"^(.{2,}?)(合格|达标|准确|规范|完好|通过|符合|有效|正确|真实|足额|合规)率$"), (
        "{0}{1}", "{0}{1}情况", "{0}{1}性", "{0}质量", "{0}符合标准", "{1}{0}",
    )),
    (re.compile(r"^(.{2,}?)(改善|提升|提高|增长|减少|下降|降低|增加|保障|覆盖)(?:率|程度|幅度|比例|水平)?$"), (
        "{1}{0}", "{0}得到{1}", "促进{0}{1}", "{0}有所{1}", "有效{1}{0}",
    )),
)  # fmt: skip
_TIMELY = re.compile(r"按期|按时|及时|准时|如期|前(?:完成|到位)")
_SOUND = re.compile(r"合格|达标|准确|规范|标准|通过|依规|完好|精准")
_ECONOMIC = re.compile(r"增收|收入|产值|效益|产业|经济|消费|税收|节约|就业|投资|成本|企业发展|销售|融资|金融")
_ECOLOGICAL = re.compile(r"生态|环境质量|污染|水质|空气|绿化|植被|土壤|排放|节能|湿地|林分|林木|大气|水源|水土")
_LASTING = re.compile(r"长效|持续|长期|机制|队伍稳定|稳定.*队伍|传承|后备|能力建设|使用年限|可持续")
EFFECT_VERBS = ("促进", "提升", "提高", "改善", "保障", "增强", "推动", "有利于", "维护", "方便", "优化", "带动", "加强", "满足")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_CLAUSE_MIN = 3
_CLAUSE = re.compile(r"[，。；]")
_SAID_AGAIN = 0.15  # how often a slogan is its own value
_SHARED = 3  # shared indicators spelt out for each topic
_YEARS = (2022, 2023, 2024, 2025)
_WORDS_OF = {
    "数量指标": ("100%", "是", "完成", "按计划完成", "全部完成"),
    "质量指标": ("100%", "是", "合格", "达标", "符合标准", "≥95%", "良好", "通过", "较高"),
    "时效指标": ("100%", "是", "及时", "按时", "按时完成", "按期完成", "{month}月底前", "{year}年12月31日前", "1年", "≥95%"),
    "经济成本指标": ("100%", "是", "不超预算", "预算内", "按标准执行", "按预算执行"),
    "经济效益指标": ("100%", "是", "提高", "显著", "有所提高", "明显", "≥90%", "逐步提高", "促进", "程度较高"),
    "社会效益指标": ("100%", "是", "提高", "显著", "有所提高", "明显", "≥90%", "得到改善",
                     "有效保障", "促进", "程度较高", "无", "进一步提高", "优"),
    "生态效益指标": ("100%", "是", "改善", "显著", "有所改善", "明显", "≥90%", "得到改善", "有效改善", "促进"),
    "可持续影响指标": ("100%", "是", "长期", "持续", "显著", "≥90%", "长效", "持续提升", "不断完善", "≥1年", "有效", "促进"),
    "服务对象满意度指标": ("≥90%", "≥95%", "90", "95", "满意", "100%", "较满意", "基本满意"),
}  # fmt: skip
_SAID_OF_COST = ("费", "经费", "费用", "支出", "资金", "资金投入", "成本", "预算数", "补助资金", "总额", "投入", "所需经费")
_NAMED = {
    "数量指标": ("{0}数量", "{0}工作量", "{0}完成数量"),
    "质量指标": ("{0}质量", "{0}质量达标", "{0}标准", "{0}工作质量"),
    "时效指标": ("{0}时效", "{0}时间", "{0}及时性", "{0}进度", "{0}工期"),
    "经济成本指标": ("{0}成本", "{0}成本控制", "{0}费用控制", "{0}控制在预算内"),
    "经济效益指标": ("{0}经济效益", "促进经济发展", "带动经济增长", "{0}促进经济发展"),
    "社会效益指标": ("{0}社会效益", "促进社会稳定", "{0}社会影响", "提高{0}服务水平"),
    "生态效益指标": ("{0}生态效益", "改善生态环境", "{0}环境影响"),
    "可持续影响指标": ("{0}可持续影响", "{0}长效机制", "持续发挥作用", "{0}长期影响", "持续改善{0}"),
    "服务对象满意度指标": ("{0}满意度", "{0}满意率", "群众对{0}满意", "{0}服务满意程度"),
}  # fmt: skip


def written_by_clerks(library: Library, chance: random.Random) -> Iterator[tuple[str, Written]]:
    """Rewritings of every name of the library, one each, and the effects that the topics' goals speak of; with the topic's id."""
    for topic in library.topics:
        for row in (*_goals(topic, chance), *_named_levels(topic, chance)):
            yield topic.id, row
        for entry in chance.sample(list(library.shared.values()), min(_SHARED, len(library.shared))):
            name = shared_name(entry.name, object=topic.name, served=chance.choice(topic.served) if topic.served else None)
            yield topic.id, _rewritten(Written(name, entry.measures, entry.slot(), entry.level2), chance)
        for entry in topic.indicators:
            for name in (entry.name, *entry.synonyms):
                yield topic.id, _rewritten(Written(name, entry.measures, entry.slot(), entry.level2), chance)


def effects_of(topic: Topic) -> Iterator[tuple[str, str]]:
    """What a topic's goal says it is all good for (the clauses without a count), with the level 2 that its words speak of."""
    for clause in _CLAUSE.split(topic.goal):
        if len(clause) >= _CLAUSE_MIN and not _PLACEHOLDER.search(clause):
            yield clause, _level_of_clause(clause)


def _goals(topic: Topic, chance: random.Random) -> Iterator[Written]:
    for clause in _CLAUSE.split(topic.goal):
        text = _PLACEHOLDER.sub("", clause)
        if text != clause and len(text) >= _CLAUSE_MIN:
            yield Written(text, None, TargetValue.parse(chance.choice(("完成", "12", "≥60", "≥3个", "=1"))), "数量指标", 0.5)
    for text, level in effects_of(topic):
        for name in (text, chance.choice(_PREFIXES) + text, chance.choice(EFFECT_VERBS) + text):
            again = chance.random() < _SAID_AGAIN
            yield Written(name, None, TargetValue.parse(name) if again else _worded(level, chance), level)


def _level_of_clause(text: str) -> str:
    if _TIMELY.search(text):
        return "时效指标"
    if _SOUND.search(text):
        return "质量指标"
    if _ECOLOGICAL.search(text):
        return "生态效益指标"
    if _LASTING.search(text):
        return "可持续影响指标"
    return "经济效益指标" if _ECONOMIC.search(text) else "社会效益指标"


def _named_levels(topic: Topic, chance: random.Random) -> Iterator[Written]:
    """Names that say nothing but their level: 路灯维修成本, 路灯维修质量."""
    for level, patterns in _NAMED.items():
        yield Written(chance.choice(patterns).format(topic.name), None, _worded(level, chance), level, 0.5)
    money = TargetValue.parse(f"{chance.choice(('', '≤', '='))}{chance.randint(1, 900)}{chance.choice(('万元', '元', '万元', ''))}")
    yield Written(str(money), None, _worded("经济成本指标", chance), "经济成本指标", 0.3)  # a value in the place of the name
    for base in (topic.name, chance.choice(topic.projects)):
        yield Written(base + chance.choice(_SAID_OF_COST), None, money, "经济成本指标", 0.7)


def _rewritten(row: Written, chance: random.Random) -> Written:
    name = row.name
    turned = next(((match, forms) for pattern, forms in _RATES if (match := pattern.match(name))), None)
    draw = chance.random()
    if turned and draw < 0.5:
        name = chance.choice(turned[1]).format(*turned[0].groups(), month=chance.randint(1, 12), year=chance.choice(_YEARS))
    elif draw < 0.7:
        name = _MEASURE.sub("", name) if len(_MEASURE.sub("", name)) >= 2 else name
    if chance.random() < 0.2:
        name = chance.choice(_PREFIXES) + name
    value = _as_written(row, chance)
    if row.value.kind in ("count", "money", "duration") and value.number is not None and chance.random() < 0.1:
        name = f"{name}{value}"
    description = row.description
    draw = chance.random()
    if draw < 0.3:
        description = row.name  # the name again is what most descriptions are
    elif draw < 0.6:
        description = None
    return row._replace(name=name, description=description, value=value)


def _as_written(row: Written, chance: random.Random) -> TargetValue:
    if chance.random() < 0.25 and row.level2 in _WORDS_OF:
        return _worded(row.level2, chance)
    value = row.value
    number = value.number
    if number is None:
        number = Decimal(chance.choice((1, 2, 3, 5, 8, 10, 12, 20, 36, 50, 100, 240, 1500)))
    sign, unit = value.operator or "", value.unit or ""
    if value.kind == "ratio" and chance.random() < 0.5:
        number = Decimal(chance.choice((80, 85, 90, 95, 98, 100)))
    if chance.random() < 0.5:
        sign = chance.choice(("", "≥", "="))
    if chance.random() < 0.35:
        unit = ""
    return TargetValue.parse(f"{sign}{plain(number)}{unit}") if value.kind in ("count", "money", "ratio", "duration") else value


def _worded(level2: str, chance: random.Random) -> TargetValue:
    text = chance.choice(_WORDS_OF[level2])
    return TargetValue.parse(text.format(month=chance.randint(1, 12), year=chance.choice(_YEARS)))
