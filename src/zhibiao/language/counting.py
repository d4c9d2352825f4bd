"""Counts and numbered people in a description: how many of what, done by which verb, for whom."""

from __future__ import annotations

import re
from dataclasses import replace

from zhibiao.language.deciding import MONEY_NOUN, SERVED, Found, decide, goes_on, persons
from zhibiao.language.fact import Fact
from zhibiao.language.nouns import counted_noun, is_cut, relative, village_work, which_behind
from zhibiao.language.parts import is_part, part_of
from zhibiao.language.people import group_before, people_behind, people_listed, shared_end
from zhibiao.language.per import carried, deed_measured, hands_on, per_in
from zhibiao.language.phrases import SIZE, Phrase, left_phrase, measure_before, right_phrase, strip_tail, whole_deed
from zhibiao.language.planned import clause_before, deed_of_event, expected
from zhibiao.language.reading import Measured, Reading, verb_classes

# Units too vague to count a project's output by, or parts of names (3层, 2类, 8点, 110千伏线).
VAGUE = frozenset(["分", "层", "线", "频", "类", "点", "站", "成", "度", "里", "学年", "款", "节", "穴", "线路", "级", "届"])
# With a Chinese numeral and no verb these are figures of speech more often than counts.
_TERMS = ("使用年限", "使用寿命", "质保期", "保修期", "责任期", "养护期", "管护期")
_STAGES, _OF_SIZE = 5, re.compile(r"[\u4e00-\u9fff]{0,2}规模")
_MEETING = re.compile(r"(?:全体)?(?:会议|全会|会)")
_WHOLE = frozenset("次场期轮批人户名位")  # units that say what they count without a noun behind
_OTHER_SIZE = re.compile(r"[、,]?(?:平均|均)?[宽高厚深]")
_SIZES = frozenset(("volume", "area", "length", "mass", "power"))
_HANDS_OVER = re.compile(r"(?:对|为|针对|面向)$")
_TRAINS = re.compile(
    r"(?:免费开放|开放|供餐|供暖|训练|培训|集训|轮训|演练|拉练|研修|学习|研学|展览|展出|展销|巡展|值守|驻训|军训|夏令营|冬令营)(?:时间|时长|为期)?$"
)
_DAILY = re.compile(r"日(?:均)?(?:产生?(?![量能值])|(?=处理|清运|供水|产|收集|转运|消纳|接待|服务|供应|加工|检测))")
_DAILY_MEASURE = re.compile(
    r"(?P<name>日(?:均)?(?:处理|清运|供水|产|收集|转运|消纳|接待|服务|供应|加工|检测|处置|净水|排水|供热|焚烧)(?:规模|能力|总?量))(?:为|达到?|是|:)*$"
)
_ALL_YEAR = re.compile(r"(?:全年|年内|当年|常年)$")
_OBJECT = re.compile(r"[^,。;:()、和及与并\d\n共约][^,。;:()\d\n]")
_MEAN = re.compile(r"(?P<base>亩|户|人|村|校|社区|公顷|公里)均(?![衡匀等])")


def find_counts(reading: Reading) -> list[Fact]:
    """Counts and people with a number, left to right."""
    facts: list[Fact] = []
    last: Found | None = None
    whole: Found | None = None  # what 其中 may divide
    former: Found | None = None  # the last number before a semicolon
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
            last, whole, former = None, None, last
        found = _one(reading, one, previous, following, last)
        if found is not None:
            if whole is not None and is_part(reading, one, found, whole):
                found = part_of(reading, one, found, whole)
            else:
                whole = found
            if last is None and former is not None:
                found = goes_on(reading, found, former)
            facts.append(_without_former_deed(reading.text, _of_a_thing(found.fact)))
            last = found
    return facts


def _of_a_thing(fact: Fact) -> Fact:
    """平均每具1180元，预计|1500具: no words for what is counted."""
    return replace(fact, object=None) if fact.object in ("平均", "预计", "全年", "合计") else fact


def _without_former_deed(text: str, fact: Fact) -> Fact:
    """已建成污水处理设施34座, 2000年底前建成的|小区11个, 建成后可满足|9个村: what was done before, or will be when all is done, is
    no deed to these."""
    if fact.kind != "count" or fact.verb is None or not fact.quote.startswith(fact.verb):
        return fact
    behind = fact.quote[len(fact.verb) :]
    former = text[: fact.start].endswith("已") or behind.startswith(("的", "后", "以后", "之后"))
    return replace(fact, verb=None) if former else fact


def _lasts(plain: str, one: Measured, last: Found) -> bool:
    """集训80人|15天: days right behind people or lessons say how long."""
    if one.unit not in ("天", "日") or one.operator or not (last.people or last.fact.unit in ("期", "次", "批", "批次")):
        return False
    return one.lead == last.tail or (plain[last.tail : one.lead] in ("、", ",") and (plain[one.tail : one.tail + 1] or ",") in ",。;、)")


def _duration(reading: Reading, one: Measured, last: Found) -> Found:
    begin, stop = reading.span(one.lead, one.tail)
    fact = replace(
        last.fact,
        kind="count", quote=reading.text[begin:stop], start=begin, end=stop,
        number=one.number, upper=one.upper, unit=one.unit, operator=one.operator, approximate=one.approximate,
        measure="天数", role=None,
    )  # fmt: skip
    return replace(last, fact=fact, tail=one.tail, people=False)


def _training(reading: Reading, one: Measured, previous: Measured | None, last: Found | None) -> Found | None:
    """集中训练|15天: days right behind an activity say how long it lasts."""
    if one.unit not in ("天", "日") or one.operator:
        return None
    start, end = _left_bound(reading, one, previous, last)
    end = strip_tail(reading, start, end)
    if _TRAINS.search(reading.plain, max(start, end - 6), end) is None:
        return None
    found = decide(reading, one, one.unit, None, left_phrase(reading, start, end), Phrase(None, None, None, end, end), (start, end), None)
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
    if one.chinese and one.unit == "期" and one.number <= _STAGES:
        return False  # 二期主体工程
    if _OF_SIZE.match(reading.plain, one.tail):
        return False  # 新建|12个班规模|幼儿园1所
    if one.chinese and one.unit == "次" and _MEETING.match(reading.plain, one.tail):
        return False  # 第五次会议
    if one.unit in ("村", "社区") and "\u4e00" <= behind <= "\u9fff" and behind not in "的和及与共等":
        return False  # "5 村两委考核奖": a heading's number before a word
    if one.chinese and one.unit == "方":
        return False  # 三方, 一方
    return one.unit.split("/")[0] not in VAGUE and one.number > 0


def _left_bound(reading: Reading, one: Measured, previous: Measured | None, last: Found | None) -> tuple[int, int]:
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
    dated = reading.date_end_before(end)
    if dated == end and (year := _ALL_YEAR.search(reading.plain, start, end)) and year.start() > start:
        return max(start, reading.date_end_before(year.start())), year.start()  # 执法巡查|全年|160次
    return max(start, dated), end


def _one(reading: Reading, one: Measured, previous: Measured | None, following: Measured | None, last: Found | None) -> Found | None:
    plain = reading.plain
    start, left_end = _left_bound(reading, one, previous, last)
    if hands_on(reading, one, following, start):
        one = replace(one, lead=one.lead + 1)  # 委托律所为|12个社区提供…
        left_end = one.lead
    start = deed_of_event(reading, one, start, left_end)
    measure, end = measure_before(reading, start, left_end)
    if measure == "长" and one.dimension != "length":
        measure, end = None, left_end  # 林长426名: a post, not a length
    if measure is None and SIZE.search(plain, max(start, end - 8), end):
        return None
    left, unit, measure, end = _left_side(reading, one, start, end, left_end, measure)
    limit = reading.clause_end(one.tail)
    touching = following is not None and following.lead < limit
    if touching and following is not None:
        limit = following.lead
    right = _right_side(reading, one, following if touching else None, left, limit)
    related = relative(reading, start, one, right)
    if related is not None:
        left, right = related
    elif measure is None:
        left, right = counted_noun(reading, one, left, right, touching)
    if touching and right.end == limit and right.object and _nothing(left) and one.dimension in _SIZES and _sized(following):
        return None  # 1000立方米|蓄水池3座: the size of each, no count of its own
    left, right = _shared_with_next(reading, one, following if touching else None, left, right, limit)
    if measure == "长" and _OTHER_SIZE.match(plain, one.tail):
        if left.object is None:
            return None  # 长18米宽5米: the sizes of a part
        right = Phrase(None, None, None, one.tail, one.tail)
    if plain.startswith("的", one.tail) and measure is not None:
        right = right_phrase(reading, one.tail + 1, reading.clause_end(one.tail))
    if measure is not None and left.object is None and left.verb is None and last is None:
        left = clause_before(reading, start) or left
    left, measure = deed_measured(reading, measure, left, start, (last.verb, last.fact.object) if last else None)
    left, right = _carried(reading, one, left, right)
    onward = None
    if touching and following is not None and left.object is None and left.kinds & {"strong", "weak", "pay"} and right.object:
        rest = reading.plain[right.end : following.lead]
        if SERVED.search(right.object) and rest and rest[0] not in "、,和及与的":
            # 硬化3个村|村内道路5.2公里: the villages are counted, the roads are what is done
            onward, left = left, Phrase(None, None, None, left.start, left.end)
    if onward is None and village_work(reading, left, right):
        left = Phrase(None, None, None, end, end)  # 清运|18个村|生活垃圾: the villages are where it is done
    if left.object is None and left.verb is None and measure is None and not right.object:
        left = _alone(reading, one, start, left, last)
    found = decide(reading, one, unit, measure, left, right, (start, end), last)
    if found is not None and related is not None:
        found = found.reaching(reading, right.end)
    if found is not None and onward is not None:
        found = replace(found, verb=onward.verb, kinds=onward.kinds, headed=True)
    if found is not None and touching and right.end < limit and not plain.startswith(",", right.end) and is_cut(plain, one.unit, right):
        found = replace(found, tail=one.tail)  # 6栋|仓房|屋面维修4800平方米: the next number is of the same noun
    return found


def _left_side(
    reading: Reading, one: Measured, start: int, end: int, left_end: int, measure: str | None
) -> tuple[Phrase, str, str | None, int]:
    """What stands before a number, with the unit and the measure that the words there give it, and where the measure begins."""
    plain, unit = reading.plain, one.unit
    simple = "/" not in unit
    if (rated := _DAILY_MEASURE.search(plain, start, left_end)) and simple:
        measure, end, unit = rated["name"], rated.start(), f"{unit}/日"
    left = people_listed(reading, one, start, end) or left_phrase(reading, start, end)
    if one.dimension == "occurrence" and left.verb and left.object and left.kinds & {"weak"}:
        left = whole_deed(plain, left)
    if _HANDS_OVER.search(plain, max(start, end - 2), end):
        left = Phrase(None, None, None, end, end)  # 聘请机构对|12家企业: what is done stands behind
    if (per := per_in(reading, start, end)) is not None:
        after = left_phrase(reading, per.end, end)
        before = left_phrase(reading, start, per.start)
        begin = before.start if before.object else per.start
        left = after._replace(object=after.object or before.object, verb=after.verb or before.verb, start=begin)
        bases = [base for base in per.bases if base != "年"]  # a year's table: per year is the count itself
        unit = f"{unit}/{'·'.join(bases)}" if bases and simple else unit
    elif (mean := _MEAN.search(plain, start, end)) and simple:
        unit = f"{unit}/{mean['base']}"  # 亩均挽回产量损失|30公斤
        left = left_phrase(reading, mean.end(), end)._replace(start=mean.start())
    elif (daily := _DAILY.search(plain, start, end)) and simple and one.dimension != "object":
        unit += "/日"
        left = left_phrase(reading, daily.end(), end)._replace(start=daily.start())
    return left, unit, measure, end


def _right_side(reading: Reading, one: Measured, following: Measured | None, left: Phrase, limit: int) -> Phrase:
    """The noun behind a number; ``following`` is the next number of the same clause."""
    right = people_behind(reading, one, limit, left) or which_behind(reading, right_phrase(reading, one.tail, limit), limit)
    right = _without_next_deed(reading, right, following)
    if following is not None and following.lead == one.tail and left.object is None and persons(following):
        return right_phrase(reading, following.tail, reading.clause_end(following.tail))._replace(end=one.tail)  # 1支|60人|抢险队
    return right


def _without_next_deed(reading: Reading, right: Phrase, following: Measured | None) -> Phrase:
    """18个|行政村|配备保洁员62名: a verb that has a numbered object of its own is nothing done to the noun before it."""
    if following is None or not right.verb or not right.object:
        return right
    deed = next((verb for verb in reading.verbs_between(right.end, following.lead) if verb.text == right.verb), None)
    if deed is None or not _OBJECT.match(reading.plain, deed.end, following.lead):
        return right
    return right._replace(verb=None, kinds=frozenset())


def _shared_with_next(
    reading: Reading, one: Measured, following: Measured | None, left: Phrase, right: Phrase, limit: int
) -> tuple[Phrase, Phrase]:
    """Both sides where the next number of the clause has a claim to the noun between the two."""
    if following is None:
        return left, right
    named = left.object and not MONEY_NOUN.search(left.object)
    if right.end == limit and right.object and (named or one.unit[-1] in _WHOLE or persons(one)):
        right = right._replace(object=None, verb=None, end=one.tail)  # the noun belongs to the next number: 4期|学员200人
    if reading.plain.startswith("的", following.tail):
        behind = right_phrase(reading, following.tail + 1, reading.clause_end(following.tail))
        right = behind if behind.object and not right.object else right
        if left.object and left.kinds & {"pay"} and not persons(one):
            left = left._replace(verb=None, kinds=frozenset())  # 补助|线路18条、车辆96辆的企业: what is counted is not what is paid
    return left, right


def _carried(reading: Reading, one: Measured, left: Phrase, right: Phrase) -> tuple[Phrase, Phrase]:
    """Both sides without a deed that belongs to neither, and with the people that a list shares."""
    plain = reading.plain
    if persons(one) and right.object and not right.verb and (ends := shared_end(reading, right.object, right.end)) > right.end:
        right = right._replace(object=plain[right.end - len(right.object) : ends], end=ends)
    left, noun = carried(plain, one.unit, left), carried(plain, one.unit, right)
    if noun is not right and left.kinds <= {"light", "done"}:
        left = left._replace(verb=None, kinds=frozenset())  # 负责|32条主次干道|垃圾收集
    return left, noun


def _alone(reading: Reading, one: Measured, start: int, left: Phrase, last: Found | None) -> Phrase:
    """The left side of a number that has no words of its own: what the clause before it names."""
    left = expected(reading, start, one, last.tail if last else 0) or left
    if persons(one) and not left.object and (group := group_before(reading, reading.clause_start(one.lead))):
        kinds = frozenset(["pay" if group[2] else "reach"])
        return Phrase(group[0] if group[2] else "", group[1], None, one.lead, one.lead, kinds)
    return left


def _nothing(left: Phrase) -> bool:
    """Whether the words before a number name no thing: at most a deed."""
    return left.object is None or left.object in verb_classes()


def _sized(one: Measured | None) -> bool:
    return one is not None and one.dimension == "object"
