"""Counts and numbered people in a description: how many of what, done by which verb, for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from zhibiao.language.fact import Fact, Role
from zhibiao.language.per import GROUP_START, carried, deed_measured, given, group_before, handed_by, hands_on, per_in, shared_end
from zhibiao.language.phrases import (
    SIZE,
    WORKERS,
    Phrase,
    class_noun,
    generic_noun,
    is_place,
    left_phrase,
    measure_before,
    right_phrase,
    strip_lead,
    strip_tail,
    village_work,
    whole_deed,
    whose,
)
from zhibiao.language.reading import Measured, Reading

# Units too vague to count a project's output by, or parts of names (3层, 2类, 8点, 110千伏线).
_VAGUE = frozenset(["分", "层", "线", "频", "类", "点", "站", "成", "度", "里", "盘", "学年", "款", "节", "穴", "线路", "方"])
# With a Chinese numeral and no verb these are figures of speech more often than counts.
_TERMS = ("使用年限", "使用寿命", "质保期", "保修期", "责任期", "养护期", "管护期")
_SERVED = re.compile(r"(?:行政村|自然村|村庄|村|社区|小区|乡镇|街道|学校|小学|中学|幼儿园|企业|家庭|商户|单位|班级|村民小组)$")
_WHOLE = frozenset("次场期轮批人户名位")  # units that say what they count without a noun behind
_NOT_MEASURED = re.compile(r"、|^(?:发放|支付|补助|补贴|落实|对|为)")
_UNIT_COST = re.compile(r"每[^,、;。]{1,14}元")
_ONLY_JOIN = re.compile(r"[、,和及与以并]*(?:其中:?|包括)?(?:共计|合计|总计|共|约|近)*")
_OTHER_SIZE = re.compile(r"[、,]?(?:平均|均)?[宽高厚深]")
_SIZES = frozenset(("volume", "area", "length", "mass", "power"))
# A noun that says itself what is done takes no verb from the clause before, unless that verb holds activities.
_OWN_DEED = re.compile(
    r"(?:测评|评测|培训|演练|演习|检查|布置|巡查|巡检|评估|审计|检测|监测|鉴定|维护|维修|保养|宣传|宣讲|演出|展览|比赛|竞赛|调研|考察|体检|筛查|清洗|消杀|测试|论证|评审|验收|服务|活动)$"
)
_TIMES_DONE = frozenset(["次", "场", "场次", "期", "批", "批次", "轮", "项", "个", "人次", "届", "份"])
_HOLDS = frozenset(["举办", "承办", "组织", "开展", "组织开展", "召开", "开设", "开办", "完成", "实施", "提供", "购买", "采购", "支付"])
_HANDS_OVER = re.compile(r"(?:对|为|针对|面向)$")
_TRAINS = re.compile(
    r"(?:训练|培训|集训|轮训|演练|拉练|研修|学习|研学|展览|展出|展销|巡展|值守|驻训|军训|夏令营|冬令营)(?:时间|时长|为期)?$"
)
_DAILY = re.compile(r"日(?:均)?(?:产生?(?![量能值])|(?=处理|清运|供水|产|收集|转运|消纳|接待|服务|供应|加工|检测))")
_DAILY_MEASURE = re.compile(
    r"(?P<name>日(?:均)?(?:处理|清运|供水|产|收集|转运|消纳|接待|服务|供应|加工|检测|处置|净水|排水|供热|焚烧)(?:规模|能力|总?量))(?:为|达到?|是|:)*$"
)
_BRINGS = frozenset(["带动", "吸纳", "解决", "促进", "新增", "辐射", "支持", "保障", "安置", "提供"])
_PLANNED = re.compile(r"(?:预计|计划|预期|拟)$")
_MONEY_NOUN = re.compile(r"(?:经费|资金|费用?|补贴|奖金|工资|保险|补助|报酬|称职|奖)$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A fact with what the next one may take over from it."""

    fact: Fact
    phrase_start: int
    tail: int
    kinds: frozenset[str]
    headed: bool  # the verb stands before what was counted
    verb: str | None  # the verb the next number may take over, which need not be this fact's own
    people: bool = False


def persons(one: Measured) -> bool:
    """Whether people or households are counted; 家 counts firms and institutions."""
    return one.dimension in ("people", "household")


def find_counts(reading: Reading) -> list[Fact]:
    """Counts and people with a number, left to right."""
    facts: list[Fact] = []
    last: _Found | None = None
    everything = reading.measured
    for index, one in enumerate(everything):
        if last is not None and _lasts(reading.plain, one, last):
            last = _duration(reading, one, last)
            facts.append(last.fact)
            continue
        previous = everything[index - 1] if index else None
        if (days := _training(reading, one, previous, last)) is not None:
            facts.append(days.fact)
            continue
        if not _counts(reading, one):
            continue
        following = next((m for m in everything[index + 1 : index + 4] if m.dimension not in ("time", "ratio")), None)
        if last is not None and reading.sentence_start(one.start) > last.tail:
            last = None
        found = _one(reading, one, previous, following, last)
        if found is not None:
            facts.append(found.fact)
            last = found
    return facts


def _lasts(plain: str, one: Measured, last: _Found) -> bool:
    """集训80人|15天: days right behind people or lessons say how long."""
    if one.unit not in ("天", "日") or one.operator or not (last.people or last.fact.unit in ("期", "次", "批", "批次")):
        return False
    return one.lead == last.tail or (plain[last.tail : one.lead] in ("、", ",") and (plain[one.tail : one.tail + 1] or ",") in ",。;、)")


def _duration(reading: Reading, one: Measured, last: _Found) -> _Found:
    begin, stop = reading.span(one.lead, one.tail)
    fact = replace(
        last.fact,
        kind="count", quote=reading.text[begin:stop], start=begin, end=stop,
        number=one.number, upper=one.upper, unit=one.unit, operator=one.operator, approximate=one.approximate,
        measure="天数", role=None,
    )  # fmt: skip
    return replace(last, fact=fact, tail=one.tail, people=False)


def _training(reading: Reading, one: Measured, previous: Measured | None, last: _Found | None) -> _Found | None:
    """集中训练|15天: days right behind an activity say how long it lasts."""
    if one.unit not in ("天", "日") or one.operator:
        return None
    start, end = _left_bound(reading, one, previous, last)
    end = strip_tail(reading, start, end)
    if _TRAINS.search(reading.plain, max(start, end - 6), end) is None:
        return None
    found = _decide(reading, one, one.unit, None, left_phrase(reading, start, end), Phrase(None, None, None, end, end), (start, end), None)
    return replace(found, fact=replace(found.fact, measure="天数")) if found else None


def _counts(reading: Reading, one: Measured) -> bool:
    match one.dimension:
        case "money" | "ratio" | "concentration":
            return False
        case "time":
            return bool((named := measure_before(reading, max(0, one.lead - 14), one.lead)[0]) and named.endswith(_TERMS))
        case "power" if one.unit.endswith("度"):
            return False
    behind = reading.plain[one.end : one.end + 1]
    if one.unit in ("村", "社区") and "\u4e00" <= behind <= "\u9fff" and behind not in "的和及与共等":
        return False  # "5 村两委考核奖": a heading's number before a word
    return one.unit.split("/")[0] not in _VAGUE and one.number > 0


def _left_bound(reading: Reading, one: Measured, previous: Measured | None, last: _Found | None) -> tuple[int, int]:
    """Where the words that belong to this number begin and end; a remark in brackets right before it is stepped over."""
    end = one.lead
    start = reading.clause_start(end)
    if end and reading.plain[end - 1] == ")" and (opened := reading.plain.rfind("(", max(0, end - 60), end)) > 0:
        end = opened
        start = reading.clause_start(end - 1)
    size = previous is not None and previous.dimension in _SIZES and previous.start >= (last.tail if last else 0)
    if previous is not None and previous.dimension not in ("time", "ratio") and not size:
        start = max(start, min(previous.tail, end))
    if last is not None and last.tail <= end:
        start = max(start, last.tail)
    return max(start, reading.date_end_before(end)), end


def _one(reading: Reading, one: Measured, previous: Measured | None, following: Measured | None, last: _Found | None) -> _Found | None:
    plain = reading.plain
    start, left_end = _left_bound(reading, one, previous, last)
    if hands_on(reading, one, following, start):
        one = replace(one, lead=one.lead + 1)  # 委托律所为|12个社区提供…
        left_end = one.lead
    measure, end = measure_before(reading, start, left_end)
    if measure == "长" and one.dimension != "length":
        measure, end = None, left_end  # 林长426名: a post, not a length
    if measure is None and SIZE.search(plain, max(start, end - 8), end):
        return None
    per = per_in(reading, start, end)
    unit = one.unit
    if (rated := _DAILY_MEASURE.search(plain, start, left_end)) and "/" not in unit:
        measure, end, unit = rated["name"], rated.start(), f"{unit}/日"
    left = left_phrase(reading, start, end)
    if one.dimension == "occurrence" and left.verb and left.object and left.kinds & {"weak"}:
        left = whole_deed(plain, left)
    if _HANDS_OVER.search(reading.plain, max(start, end - 2), end):
        left = Phrase(None, None, None, end, end)  # 聘请机构对|12家企业: what is done stands behind
    if per is not None:
        after = left_phrase(reading, per.end, end)
        before = left_phrase(reading, start, per.start)
        begin = before.start if before.object else per.start
        left = after._replace(object=after.object or before.object, verb=after.verb or before.verb, start=begin)
        bases = [base for base in per.bases if base != "年"]  # a year's table: per year is the count itself
        if bases and "/" not in unit:
            unit = f"{unit}/{'·'.join(bases)}"
    elif (daily := _DAILY.search(plain, start, end)) and "/" not in unit:
        unit += "/日"
        left = left_phrase(reading, daily.end(), end)._replace(start=daily.start())
    limit = reading.clause_end(one.tail)
    touching = following is not None and following.lead < limit
    if following is not None:
        limit = min(limit, following.lead)
    right = right_phrase(reading, one.tail, limit)
    if touching and following is not None and following.lead == one.tail and left.object is None and persons(following):
        right = right_phrase(reading, following.tail, reading.clause_end(following.tail))._replace(end=one.tail)  # 1支|60人|抢险队
    if not touching or one.unit == "支":
        left = class_noun(one.unit, left, right)
    if touching and right.end == limit and right.object and left.object is None and one.dimension in _SIZES and _sized(following):
        return None  # 1000立方米|蓄水池3座: the size of each, no count of its own
    if (
        touching
        and right.end == limit
        and right.object
        and ((left.object and not _MONEY_NOUN.search(left.object)) or unit[-1] in _WHOLE or persons(one))
    ):
        right = right._replace(object=None, verb=None, end=one.tail)  # the noun belongs to the next number: 4期|学员200人
    if touching and following is not None and plain.startswith("的", following.tail):
        behind = right_phrase(reading, following.tail + 1, reading.clause_end(following.tail))
        right = behind if behind.object and not right.object else right
        if left.object and left.kinds & {"pay"} and not persons(one):
            left = left._replace(verb=None, kinds=frozenset())  # 补助|线路18条、车辆96辆的企业: what is counted is not what is paid
    if measure == "长" and _OTHER_SIZE.match(plain, one.tail):
        if left.object is None:
            return None  # 长18米宽5米: the sizes of a part
        right = Phrase(None, None, None, one.tail, one.tail)
    if plain.startswith("的", one.tail) and measure is not None:
        right = right_phrase(reading, one.tail + 1, reading.clause_end(one.tail))
    if measure is not None and left.object is None and left.verb is None and last is None:
        left = _clause_before(reading, start) or left
    left, measure = deed_measured(reading, measure, left, start, (last.verb, last.fact.object) if last else None)
    if persons(one) and right.object and not right.verb and (ends := shared_end(reading, right.object, right.end)) > right.end:
        right = right._replace(object=plain[right.end - len(right.object) : ends], end=ends)
    left, noun = carried(plain, one.unit, left), carried(plain, one.unit, right)
    if noun is not right and left.kinds <= {"light", "done"}:
        left = left._replace(verb=None, kinds=frozenset())  # 负责|32条主次干道|垃圾收集
    right = noun
    onward = None
    if touching and following is not None and left.object is None and left.kinds & {"strong", "weak"} and right.object:
        rest = reading.plain[right.end : following.lead]
        if _SERVED.search(right.object) and rest and rest[0] not in "、,和及与的":
            # 硬化3个村|村内道路5.2公里: the villages are counted, the roads are what is done
            onward, left = left, Phrase(None, None, None, left.start, left.end)
    if onward is None and village_work(reading, left, right):
        left = Phrase(None, None, None, end, end)  # 清运|18个村|生活垃圾: the villages are where it is done
    if left.object is None and left.verb is None and measure is None and not right.object and persons(one):
        left = _expected(reading, start, one) or left
        if (group := group_before(reading, reading.clause_start(one.lead))) and not left.object:
            kinds = frozenset(["pay" if group[2] else "reach"])
            left = Phrase(group[0] if group[2] else "", group[1], None, one.lead, one.lead, kinds)
    found = _decide(reading, one, unit, measure, left, right, (start, end), last)
    if found is not None and onward is not None:
        found = replace(found, verb=onward.verb, kinds=onward.kinds, headed=True)
    return found


def _expected(reading: Reading, start: int, one: Measured) -> Phrase | None:
    """预计320人次: a planned number stands alone, for what the clause before it names."""
    if not _PLANNED.search(reading.plain, max(start, one.lead - 6), one.lead):
        return None
    return _clause_before(reading, reading.clause_start(one.lead)) or Phrase("", None, None, one.lead, one.lead)


def _clause_before(reading: Reading, start: int) -> Phrase | None:
    """道路改造，全长4.6公里: what is measured stands in the clause before, where that has no number of its own."""
    if start < 2 or reading.plain[start - 1] != ",":
        return None
    clause = reading.clause_start(start - 2)
    if reading.numbers_between(clause, start) or reading.date_end_before(start) > clause:
        return None
    headed = left_phrase(reading, clause, start - 1)
    if headed.verb and headed.object and headed.kinds & {"strong"} and reading.plain.startswith(headed.verb, headed.start):
        return headed  # 新建停车场，占地45亩
    found = strip_lead(reading, clause, start - 1), strip_tail(reading, clause, start - 1)
    text = reading.plain[slice(*found)]
    return Phrase(None, text, None, found[0], found[1]) if 1 < len(text) <= 20 and not _NOT_MEASURED.search(text) else None


def _sized(one: Measured | None) -> bool:
    return one is not None and one.dimension == "object"


def _decide(
    reading: Reading,
    one: Measured,
    unit: str,
    measure: str | None,
    left: Phrase,
    right: Phrase,
    place: tuple[int, int],
    last: _Found | None,
) -> _Found | None:
    start, end = place
    verb, obj, kinds = left.verb, left.object, left.kinds
    quote_start = left.start if verb or obj else one.lead
    quote_end = one.tail
    if obj is None and verb and one.unit in ("个", "项", "件") and measure is None:
        obj = generic_noun(reading.plain[start:end])  # 评审项目|85个
    handed = handed_by(reading, start, end)
    bare = obj is None
    activity = False
    if right.object and obj and _MONEY_NOUN.search(obj) and not persons(one):
        verb, kinds, obj, quote_start = None, frozenset(), None, one.lead  # 专项经费11个村: money is not counted in villages
        bare = True
    if persons(one) and right.object and re.search(r"(?:安全|问题|困难|需求|饮水|就医|出行|住房)$", right.object):
        right = right._replace(object=None)
    group = GROUP_START.match(right.object) if right.object and persons(one) and verb is None else None
    if group is not None:
        right = right._replace(object=group[0])
    if (handed and "strong" in right.kinds and not persons(one)) or (handed == "在" and verb is None):
        right = right._replace(verb=None, kinds=frozenset())  # 为28所学校配备保安: what is counted is whom it is for
    if (bare or group or is_place(obj or "")) and right.object:
        obj, quote_end = right.object, max(one.tail, right.end)
        if right.verb and (verb is None or kinds <= {"light", "done"}):
            verb, kinds = right.verb, right.kinds  # 完成2000亩油茶林改造
    elif (
        bare and verb and measure is None and kinds & {"weak", "pay"} and not kinds & {"strong"} and not (persons(one) and kinds & {"pay"})
    ):
        verb, obj, activity = None, verb, True  # 培训4期: the activity itself is counted
    elif verb is None and right.verb and (right.kinds & {"reach"} if bare else handed):
        verb, kinds = right.verb, right.kinds
    if obj and is_place(obj) and persons(one) and obj != "农村":
        obj = None
    if last is not None and not activity:
        verb, obj, kinds, quote_start = _taken_over(reading, one, measure, (verb, obj, kinds, quote_start), last, start)
    if obj and (persons(one) or one.unit == "家"):
        verb, obj, kinds = whose(verb, obj, kinds, bool(verb and reading.plain.startswith(verb + obj, quote_start)))
    if obj == "班" and verb not in ("举办", "开办", "组织"):
        obj = "班级"
    if measure is not None and quote_start == one.lead:
        quote_start = end
    if one.chinese and verb is None and not kinds:
        return None
    if unit in ("村", "社区", "乡镇", "床位", "车位", "泊位", "点位") and obj is None:
        obj = unit
    if obj is None and verb is None and measure is None:
        return None
    verb = verb or None
    if measure is not None and obj is None and measure in ("数量", "总数", "总量", "长", "规模"):
        return None
    role = _role(one, obj, kinds, right, handed_by(reading, start, end))
    joined = obj is not None and verb in _BRINGS and obj.endswith(WORKERS)
    if joined:
        role = None  # 带动就业520人: what comes of a project, not whom it serves
    if role and verb in ("提供", "给予") and handed and not reading.plain.startswith(verb, quote_start):
        verb = given(reading, one.tail)  # 为11256名学生提供…补助: the students are not what is provided
    begin, stop = reading.span(quote_start, quote_end)
    fact = Fact(
        kind="people" if role or joined else "count",
        quote=reading.text[begin:stop], start=begin, end=stop,
        number=one.number, upper=one.upper, unit=unit, operator=one.operator, approximate=one.approximate,
        object=obj, verb=verb, measure=measure, role=role,
    )  # fmt: skip
    return _Found(
        fact,
        quote_start,
        max(one.tail, quote_end),
        kinds,
        bool(verb and reading.plain.startswith(verb, quote_start)) or bool(left.verb is None and last and last.headed),
        verb,
        persons(one),
    )


def _taken_over(
    reading: Reading,
    one: Measured,
    measure: str | None,
    own: tuple[str | None, str | None, frozenset[str], int],
    last: _Found,
    start: int,
) -> tuple[str | None, str | None, frozenset[str], int]:
    """What a number takes over from the one before it: 购置电脑10台、打印机3台 the verb, 培训4期200人次 the object."""
    verb, obj, kinds, quote_start = own
    if measure is not None:
        if obj is None and verb is None and one.dimension in ("length", "area", "volume", "time", "power", "mass"):
            return verb, last.fact.object, kinds, quote_start
        return own
    if verb is not None:
        return own
    between = _UNIT_COST.sub("", reading.plain[last.tail : quote_start]) if quote_start >= last.tail else ""
    if not _ONLY_JOIN.fullmatch(between):
        return own
    if obj is None:
        if persons(one) and last.fact.kind == "people":
            return last.verb, None, last.kinds, quote_start
        return last.verb, last.fact.object, last.kinds, quote_start
    if _OWN_DEED.search(obj) and one.unit in _TIMES_DONE and last.verb not in _HOLDS:
        return own  # 租用专线5条、等保测评1次
    if "," in between and (persons(one) or not last.kinds & {"strong", "weak"} or not last.headed):
        return own
    return last.verb, obj, last.kinds, quote_start


def _role(one: Measured, obj: str | None, kinds: frozenset[str], right: Phrase, handed: str) -> Role | None:
    if kinds & {"reach"} and (persons(one) or (obj and _SERVED.search(obj))):
        return "beneficiary"
    if not persons(one):
        return None
    if kinds & {"pay"} or (handed and right.kinds & {"pay"}):
        return "payee"
    return "beneficiary" if right.verb and (handed in ("为", "给") or (handed and right.kinds & {"reach"})) else None
