"""What a number counts, decided from the words on both sides of it and from the number before."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from zhibiao.language.fact import Fact, Role
from zhibiao.language.people import GROUP_START, deed_for, given, handed_by, served
from zhibiao.language.phrases import WORKERS, Phrase, generic_noun, is_place, whose
from zhibiao.language.reading import Measured, Reading
from zhibiao.language.words import PEOPLE_END, names_thing, without_organisation, without_pay

SERVED = re.compile(r"(?:行政村|自然村|村庄|村|社区|小区|乡镇|街道|学校|小学|中学|幼儿园|企业|家庭|商户|单位|班级|村民小组)$")
_UNIT_COST = re.compile(r"每[^,、;。]{1,14}元")
_ONLY_JOIN = re.compile(r"[、,和及与以并]*(?:其中:?|包括)?(?:全年|预计|计划|共计|合计|总计|共|约|近)*")
_BETTER_OFF = re.compile(r"(?:稳定|持续|就近)?(?:增收|致富|脱贫|就业|务工|创业|受益)+$")
_TROUBLE = re.compile(r"(?:安全|问题|困难|需求|饮水|用水|就医|出行|住房|[难贵慢弱差]|不便|不足|缺水|短缺|条件)$")
# A noun that says itself what is done takes no verb from the clause before, unless that verb holds activities.
_OWN_DEED = re.compile(
    r"(?:测评|评测|培训|演练|演习|检查|布置|巡查|巡检|评估|审计|检测|监测|鉴定|维护|维修|保养|宣传|宣讲|演出|展览|比赛|竞赛|调研|考察|体检|筛查|清洗|消杀|测试|论证|评审|验收|服务|活动)$"
)
_TIMES_DONE = frozenset(["次", "场", "场次", "期", "批", "批次", "轮", "项", "个", "人次", "届", "份"])
_PIECES = frozenset("台套辆个件组架部把张块面条")  # devices are counted now in these, now in those
_HOLDS = frozenset(["举办", "承办", "组织", "开展", "组织开展", "召开", "开设", "开办", "完成", "实施", "提供", "购买", "采购", "支付"])
_FEES_PAID = ("支付", "缴纳", "兑付", "拨付", "结算", "发放")
_BRINGS = frozenset(["带动", "吸纳", "解决", "促进", "新增", "辐射", "支持", "保障", "安置", "提供"])
MONEY_NOUN = re.compile(r"(?:经费|资金|费用?|补贴|奖金|工资|保险|补助|报酬|称职|奖)$")


@dataclass(frozen=True, slots=True)
class Found:
    """A fact with what the next one may take over from it."""

    fact: Fact
    phrase_start: int
    tail: int
    kinds: frozenset[str]
    headed: bool  # the verb stands before what was counted
    verb: str | None  # the verb the next number may take over, which need not be this fact's own
    people: bool = False

    def reaching(self, reading: Reading, end: int) -> Found:
        """The same with a quote that goes on to ``end``."""
        stop = max(self.fact.end, reading.span(end - 1, end)[1])
        fact = replace(self.fact, quote=reading.text[self.fact.start : stop], end=stop)
        return replace(self, fact=fact, tail=max(self.tail, end))


def persons(one: Measured) -> bool:
    """Whether people or households are counted; 家 counts firms and institutions."""
    return one.dimension in ("people", "household")


def decide(
    reading: Reading,
    one: Measured,
    unit: str,
    measure: str | None,
    left: Phrase,
    right: Phrase,
    place: tuple[int, int],
    last: Found | None,
) -> Found | None:
    start, end = place
    verb, obj, kinds = left.verb, left.object, left.kinds
    quote_start = left.start if verb or obj else one.lead
    quote_end = one.tail
    if obj is None and verb and one.unit in ("个", "项", "件") and measure is None:
        obj = generic_noun(reading.plain[start:end])  # 评审项目|85个
    handed = handed_by(reading, start, end)
    bare = obj is None
    activity = False
    if right.object and obj and MONEY_NOUN.search(obj) and not persons(one):
        verb, kinds, obj, quote_start = None, frozenset(), None, one.lead  # 专项经费11个村: money is not counted in villages
        bare = True
    named = right.object
    right, group = _cleared(reading, one, right, verb, kinds | (last.kinds if last else frozenset()), handed)
    if right.object != named and not persons(one) and verb in _FEES_PAID:
        verb, kinds = None, frozenset()  # 支付|8座|污水处理站运行费: the fee is paid, the stations are not
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
    verb, obj, kinds = _named(reading, one, verb, obj, kinds, quote_start)
    if measure is not None and quote_start == one.lead:
        quote_start = end
    if one.chinese and verb is None and not kinds:
        return None
    if unit in ("村", "社区", "乡镇", "床位", "车位", "泊位", "点位") and obj is None:
        obj = unit
    if obj is None and verb is None and measure is None:
        return None
    verb = verb or None
    after = verb, kinds
    if verb == "解决" and not persons(one) and obj and SERVED.search(obj):
        verb, kinds = None, frozenset()  # 解决|4个村|5200人出行难问题: nothing is done to the villages
    if measure is not None and obj is None and measure in ("数量", "总数", "总量", "长", "规模"):
        return None
    role = _role(reading, one, obj, kinds, right, handed, max(one.tail, quote_end))
    joined = obj is not None and verb in _BRINGS and obj.endswith(WORKERS)
    if joined:
        role = None  # 带动就业520人: what comes of a project, not whom it serves
    if role and verb in ("提供", "给予") and handed and not reading.plain.startswith(verb, quote_start):
        verb = given(reading, one.tail)  # 为11256名学生提供…补助: the students are not what is provided
    if role == "beneficiary" and persons(one) and measure is None and handed:
        measure = deed_for(reading, max(one.tail, quote_end))
    begin, stop = reading.span(quote_start, quote_end)
    fact = Fact(
        kind="people" if role or joined else "count",
        quote=reading.text[begin:stop], start=begin, end=stop,
        number=one.number, upper=one.upper, unit=unit, operator=one.operator, approximate=one.approximate,
        object=obj, verb=verb, measure=measure, role=role,
    )  # fmt: skip
    return Found(
        fact,
        quote_start,
        max(one.tail, quote_end),
        after[1],
        bool(after[0] and reading.plain.startswith(after[0], quote_start)) or bool(left.verb is None and last and last.headed),
        after[0],
        persons(one),
    )


def _cleared(reading: Reading, one: Measured, right: Phrase, verb: str | None, kinds: frozenset[str], handed: str) -> tuple[Phrase, bool]:
    """The right side without what is not counted, and whether a group of people was cut out of it."""
    if persons(one) and right.object and _troubled(right.object, kinds):
        right = right._replace(object=None)  # 解决|5200人|出行难问题: what troubles them is not who they are
    whole = not persons(one) or verb is not None or not right.object or PEOPLE_END.search(right.object) is not None
    group = None if whole or not right.object else GROUP_START.match(right.object)
    if group is not None:
        right = right._replace(object=group[0])
    done_to = handed == "对" and right.verb and reading.plain.endswith(right.verb, right.end, reading.clause_end(right.end))
    if (handed and "strong" in right.kinds and not persons(one) and not done_to) or (handed == "在" and verb is None):
        right = right._replace(verb=None, kinds=frozenset())  # 为28所学校配备保安: what is counted is whom it is for
    if right.object and persons(one) and not PEOPLE_END.search(without_pay(right.object)):
        right = right._replace(object=_people_of(right.object))  # 312名|在岗乡村医生|基本药物补助
    if right.object and not persons(one):
        right = right._replace(object=without_pay(right.object))  # 26个|村级卫生室|运行经费
    return right, group is not None


def _named(
    reading: Reading, one: Measured, verb: str | None, obj: str | None, kinds: frozenset[str], start: int
) -> tuple[str | None, str | None, frozenset[str]]:
    """Verb, object and kinds with the object's name put right."""
    if obj and persons(one):
        paid = without_pay(obj)
        obj = without_organisation(paid if PEOPLE_END.search(paid) else obj)
    if obj and (persons(one) or one.unit == "家"):
        verb, obj, kinds = whose(verb, obj, kinds, bool(verb and reading.plain.startswith(verb + obj, start)))
    if obj == "班" and verb not in ("举办", "开办", "组织"):
        obj = "班级"
    return verb, obj, kinds


def _people_of(noun: str) -> str:
    """在岗乡村医生|基本药物: whoever a longer noun begins with is who is counted."""
    return next((noun[:end] for end in range(len(noun), 2, -1) if PEOPLE_END.search(noun[:end])), noun)


def goes_on(reading: Reading, found: Found, former: Found) -> Found:
    """抽检食用农产品1000批次，每批次450元；|加工食品600批次: a semicolon between things of one kind does not end what is done to them."""
    fact, before = found.fact, former.fact
    thing = fact.object
    same = fact.unit == before.unit or {fact.unit, before.unit} <= _PIECES
    if (
        fact.verb
        or found.kinds
        or thing is None
        or fact.kind != "count"
        or fact.measure
        or not (same and former.headed and "strong" in former.kinds)
    ):
        return found
    between = _UNIT_COST.sub("", reading.plain[former.tail : found.phrase_start])
    if not re.fullmatch(r"[,、]*;", between) or _OWN_DEED.search(thing):
        return found
    return replace(found, fact=replace(fact, verb=former.verb), verb=former.verb, kinds=former.kinds, headed=True)


def _troubled(noun: str, kinds: frozenset[str]) -> bool:
    who = _BETTER_OFF.sub("", noun)
    return _TROUBLE.search(noun) is not None or ("reach" in kinds and not PEOPLE_END.search(who) and not GROUP_START.match(noun))


def _taken_over(
    reading: Reading,
    one: Measured,
    measure: str | None,
    own: tuple[str | None, str | None, frozenset[str], int],
    last: Found,
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
        if persons(one) and (last.fact.kind == "people" or SERVED.search(last.fact.object or "")):
            return last.verb, None, last.kinds, quote_start
        return last.verb, last.fact.object, last.kinds, quote_start
    if _OWN_DEED.search(obj) and one.unit in _TIMES_DONE and last.verb not in _HOLDS:
        return own  # 租用专线5条、等保测评1次
    if "," in between and _has_deed(reading, obj, quote_start):
        return own  # 悬挂诱捕器800套，地面防治疫木3200株
    if "," in between and (persons(one) or not last.kinds & {"strong", "weak"} or not last.headed):
        return own
    return last.verb, obj, last.kinds, quote_start


def _has_deed(reading: Reading, obj: str, start: int) -> bool:
    """Whether the words before a number hold a verb with an object of its own."""
    if not reading.plain.startswith(obj, start):
        return False
    end = start + len(obj)
    return any(
        verb.kinds & {"strong", "weak"}
        and len(verb.text) > 1
        and end - verb.end > 1
        and not names_thing(verb.text, reading.plain[verb.end : end])
        for verb in reading.verbs_between(start, end)
    )


def _role(
    reading: Reading, one: Measured, obj: str | None, kinds: frozenset[str], right: Phrase, handed: str, position: int
) -> Role | None:
    if kinds & {"reach"} and (persons(one) or (obj and SERVED.search(obj))):
        return "beneficiary"
    if not persons(one):
        return None
    if kinds & {"pay"} or (handed and right.kinds & {"pay"}):
        return "payee"
    if handed in ("为", "给") and obj and served(reading, position):
        return "beneficiary"  # the deed need not be a verb of the lexicon: 开展心理健康测评
    return "beneficiary" if right.verb and (handed in ("为", "给") or (handed and right.kinds & {"reach"})) else None
