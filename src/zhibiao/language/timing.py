"""Deadlines and terms in a description."""

from __future__ import annotations

import re

from zhibiao.language.dates import DatePhrase
from zhibiao.language.fact import Fact
from zhibiao.language.phrases import strip_lead, strip_tail
from zhibiao.language.reading import Measured, Reading, Verb, verb_classes

_BY = re.compile(r"前|底|末|[日号]$")
_RECURRING_DAY = re.compile(r"每(?:月|季度?|年)(?:\d{1,2}[日号]|[底末])之?前")
_BEHIND = re.compile(
    r"(?:之?前|之内|以内|内|,|全部|均|基本|须|应|需|要|将|可|能|及时|足额|按时|保质|保量|全面|顺利|一次性|前期|要求|确保|,)*"
)
_TERM = re.compile(
    r"(?P<name>工期|建设期|施工期|建设工期|合同工期|施工工期|实施周期|建设周期|服务期限?|服务周期|租期|租赁期限?|培训时间|办理时限|响应时间)(?:为|约|不超过|共|:|控制在|≤|自|从)*$"
)
# 工期2025年3月至11月: the month that closes the term is the last day, and the year is said once.
_CLOSING = re.compile(r"(?P<year>(?:19|20)\d\d年)?[^至到-]*(?:至|到|-{1,2})(?P<to>[^至到-]*[年月][^至到-]*)")
_NAMED = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{0,20}?)(?P<name>完工|竣工|完成|验收|交付|投入使用|发放|拨付|通车|交货|截止|投用|开放)(?:时间|日期|期限|时限)(?:为|是|:|在|定于)*$"
)
_STILL_NOT = re.compile(r"(?:尚|仍)?未|没有|不再|离校|毕业")
_WITHIN = 12  # characters behind a time in which what is done within it stands
_ANSWERS = re.compile(r"出动|到场|到位|到达|抵达|赶到|赶赴|响应|答复|回复|反馈|送达|报告|退款|退还|控制|扑灭")
_AFTER_EVENT = re.compile(
    r"(?:自|在|于)?(?:(?:接到?(?:报警?|警|通知|电话|投诉|群众)?|受理|收到|发现|验收合格|签订|申请)[\u4e00-\u9fff]{0,4}?(?:之?日起|(?:之|以)?后)|(?:开学|入学|批复|公示|下达|到账|完工|竣工|结束|备案)(?:之|以)?后|之?日起)$"
)
_REACH = 60  # characters around a date that can say what is due


def find_deadlines(reading: Reading) -> list[Fact]:
    """Days by which something is to be done, and terms (工期90天), left to right."""
    facts = [fact for phrase in _phrases(reading) if (fact := _deadline(reading, phrase)) is not None]
    for one in reading.measured:
        if (within := _within(reading, one)) is not None:
            facts.append(within)
        elif one.dimension == "time" and (term := _TERM.search(reading.plain, max(0, one.lead - 12), one.lead)):
            start, end = reading.span(term.start(), one.tail)
            facts.append(
                Fact(
                    "deadline",
                    reading.text[start:end],
                    start,
                    end,
                    number=one.number,
                    upper=one.upper,
                    unit=one.unit,
                    operator=one.operator,
                    approximate=one.approximate,
                    measure=term["name"],
                )
            )
    return facts


def _within(reading: Reading, one: Measured) -> Fact | None:
    """接报后|4小时内修复: the time within which something is done."""
    plain = reading.plain
    if one.dimension != "time" or "内" not in plain[one.end : one.tail] or _TERM.search(plain, max(0, one.lead - 12), one.lead):
        return None
    if _STILL_NOT.match(plain, one.tail):
        return None  # 离校2年内|未就业: who is meant, not by when
    limit = min(reading.clause_end(one.tail), one.tail + _WITHIN)
    verbs = [v for v in reading.verbs_between(one.tail, limit) if v.kinds & {"done", "weak", "strong", "pay"}]
    verbs += [Verb(m[0], m.start(), m.end(), frozenset(["done"])) for m in _ANSWERS.finditer(plain, one.tail, limit)]
    verbs.sort(key=lambda v: (v.text == "完成", v.start, -v.end))
    if not verbs:
        return None
    verb = verbs[0]
    begin = max(reading.clause_start(one.lead), _previous_stop(reading, one.lead), reading.date_end_before(one.lead))
    first = strip_lead(reading, begin, one.lead)
    obj = _object(reading, first, one.lead - len(after[0]) if (after := _AFTER_EVENT.search(plain, first, one.lead)) else one.lead)
    start, end = reading.span(first if obj else one.lead, verb.end)
    return Fact(
        "deadline", reading.text[start:end], start, end, number=one.number, upper=one.upper, unit=one.unit, operator=one.operator,
        approximate=one.approximate, object=obj, verb=verb.text, measure=plain[one.start : one.tail],
    )  # fmt: skip


def _phrases(reading: Reading) -> list[DatePhrase]:
    dates = [d for d in reading.dates if not re.fullmatch(r"(?:19|20)\d\d年?(?:度|全年|内)?|全年|长年|常年|年内|\d{1,2}月份?", d.text)]
    done = re.compile(r"(?:全部|全面|基本)?(?:完成|完工|竣工|交付|建成)")
    dates += [d for d in reading.dates if re.fullmatch(r"\d{1,2}月份?", d.text) and done.match(reading.plain, d.end)]  # 5月份完成采购
    out: list[DatePhrase] = []
    extra = [DatePhrase(m[0], m.start(), m.end(), None, None) for m in _RECURRING_DAY.finditer(reading.plain)]
    for phrase in sorted(extra + dates, key=lambda d: (d.start, -d.end)):
        if not out or phrase.start >= out[-1].end:
            out.append(phrase)
    return out


def _deadline(reading: Reading, phrase: DatePhrase) -> Fact | None:
    plain = reading.plain
    if (named := _TERM.search(plain, max(0, phrase.start - 12), phrase.start)) and (closing := _CLOSING.fullmatch(phrase.text)):
        year = "" if "年" in closing["to"] else closing["year"] or ""
        start, end = reading.span(named.start(), phrase.end)
        return Fact("deadline", reading.text[start:end], start, end, measure=year + closing["to"], date=phrase.date)
    if "至" in phrase.text or "到" in phrase.text or re.search(r"\d月?-\d", phrase.text):
        return None  # a period is when, not by when
    start, end = phrase.start, phrase.end
    if tail := re.compile(r"之?前|以前").match(plain, end):
        end = tail.end()
    if ("前" not in plain[start:end] and re.compile(r"起|开始|以来|以后|后|份?建成|实施的|印发|下发|出台|发布").match(plain, end)) or (
        start
        and plain[start - 1] in "自从于"
        and "前" not in plain[start:end]
        and "底" not in plain[start:end]
        and plain[start - 1] != "于"
    ):
        return None
    by = bool(_BY.search(plain[start:end]))
    clause = reading.clause_start(start), reading.clause_end(end)
    clause = max(clause[0], start - _REACH), min(clause[1], end + _REACH)
    begin = max(clause[0], _previous_stop(reading, start))
    named = _NAMED.search(plain, begin, start)
    verb, obj = None, None
    quote_start, quote_end = start, end
    if named is not None:
        verb, obj, quote_start = named["name"], _object(reading, named.start("what"), named.end("what")), named.start()
    else:
        after = _done_behind(reading, end, clause[1])
        if after is not None and plain.startswith("的", after.end):
            return None  # 1998年前建成的住宅: which ones, not by when
        if after is not None:
            verb, quote_end = after.text, after.end
            obj = _object(reading, after.end, _stop(reading, after.end, clause[1]))
            if obj in verb_classes():
                obj = None  # 建成开放
            if obj is not None:
                quote_end = _stop(reading, after.end, clause[1])
        if obj is None and start > begin:
            obj = _object(reading, begin, start)
            quote_start = begin if obj is None else strip_lead(reading, begin, start)
            quote_start = start if obj is None else quote_start
    if verb is None and not (by and re.search(r"前|之际", plain[start:end])):
        return None
    if verb is None and obj is None and not by:
        return None
    first, last = reading.span(quote_start, quote_end)
    return Fact("deadline", reading.text[first:last], first, last, object=obj, verb=verb, measure=plain[start:end], date=phrase.date)


def _previous_stop(reading: Reading, position: int) -> int:
    stops = [one.tail for one in reading.numbers_between(position - _REACH, position) if one.tail <= position]
    return stops[-1] if stops else 0


def _stop(reading: Reading, start: int, end: int) -> int:
    numbers = [one.lead for one in reading.numbers_between(start, end) if one.lead >= start]
    return min([end, *numbers])


def _done_behind(reading: Reading, start: int, end: int) -> Verb | None:
    """The verb of completion behind a date: 全部完工, 将补贴发放到位."""
    verbs = [verb for verb in reading.verbs_between(start, min(end, start + 24)) if "done" in verb.kinds]
    if not verbs:
        return None
    first = verbs[0]
    # 完成验收: the second says what is done
    inner = [verb for verb in reading.verbs_between(first.end, end) if verb.start == first.end and verb.kinds & {"weak", "done"}]
    if first.text == "完成" and inner and inner[0].end == _stop(reading, inner[0].end, end):
        return inner[0]
    return first


def _object(reading: Reading, start: int, end: int) -> str | None:
    start = strip_lead(reading, start, end)
    end = strip_tail(reading, start, end)
    text = re.sub(r"^(?:全部|所有|前|到位|工作|建设任务)|(?:于|在|须|应|要|将|务必|到位|任务|完毕)$", "", reading.plain[start:end]).strip(
        '、,:;"“”\n'
    )
    return text if 1 < len(text) <= 30 and not re.fullmatch(r"(?:全部|所有|项目|本项目|工程|任务)", text) else None
