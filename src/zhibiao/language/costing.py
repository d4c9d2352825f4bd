"""Money in a description: amounts with their purpose, totals, and costs per unit."""

from __future__ import annotations

import re
from dataclasses import replace

from zhibiao.language import quantities
from zhibiao.language.fact import Fact
from zhibiao.language.outcomes import outcome
from zhibiao.language.per import Per, is_time, per_in
from zhibiao.language.phrases import MAX_OBJECT, is_place, strip_lead
from zhibiao.language.priced import counted, object_at, priced, which_of
from zhibiao.language.reading import Measured, Reading

_TOTAL = re.compile(
    r"(?:共计|合计|总计|小计|总投资|概算总投资|预算总投资|投资总额|总额|总预算|预算总额|总资金|资金总额|总费用|总经费|总金额|共需|一共|累计|预算数|总造价|总价|项目预算|预算资金|项目资金|本项目预算|申请资金|共|计)"
    r"(?:资金|经费|费用|投资|投入|支出|预算|安排)?(?:金额)?(?:需|为|约|:|达|人民币)*$"
)
# Words between a purpose and its amount that are no part of it.
_TRAIL = re.compile(
    r"(?:所需资金|所需经费|所需费用|需要资金|需资金|需经费|资金需求|所需|需要|需|预计|预算资金|预算|安排资金|安排|投入资金|投入|投资|支出|金额|费用为|费用约|资金|经费(?=约|为)|列支|拨付|补助资金(?=$)|合计|共计|总计|共|约|计|为|是|:|,|、|等|人民币|估算|概算|支付|财政|下达|使用|增加|各|花费)$"
)
_TURNOVER = re.compile(r"(?:送审|审定|审减|核减|合同|交易|成交|投保|中标)$")
_LEAD = re.compile(
    r"(?:按照|按|其中|包括|安排|拨付|发放|缴纳|兑现|兑付|下达|投入|支付|支出|列支|使用|申请|预计|需要|需|计划|本次|此次|追加|从中|另|剩余|资金|财政资金|年度|本年|,|、|和|及|与|:)+"
)
_BARE = frozenset(
    [
        "奖补",
        "费用",
        "资金",
        "经费",
        "预算",
        "投资",
        "金额",
        "所需",
        "项目",
        "本项目",
        "该项目",
        "财政资金",
        "工程",
        "年度预算",
        "财政",
        "补助",
        "补贴",
        "标准",
        "补助标准",
        "项目资金",
        "专项资金",
    ]
)
_GIVEN_FOR = re.compile(r"(?:元)?,?(?:的)?(?:资金|经费)?,?(?:主要|统筹|专项|全部)?(?:用于|用作|用来)(?P<what>[^,。;:()\n\d]{2,40})")
_DOES = re.compile(r"(?P<what>[^,。;:()\n\d、]{3,30})")
_RATE_WORD = re.compile(
    r"(?:补助标准|补贴标准|奖补标准|发放标准|补偿标准|收费标准|救助标准|人均标准|工资标准|待遇标准|报酬标准|标准|单价|单位成本|单位造价|均价|造价)(?:为|是|:|约|每|按|不超过|不高于|控制在|分别为?|≤|=)*$"
)
_RATE_LINK = re.compile(r"(?:分别为?|为|是|:|约|每|按|不超过|不高于|控制在|≤|=)+$")
_AVERAGE = re.compile(r"(?P<base>人|户|亩|村|生|社区|校|台|公里|吨)均(?P<what>[\u4e00-\u9fff]{0,8}?)(?:为|约|达|不超过|≤|=|:)*$")
# Said per month or day, a wage is the price of one person's work; sums in 万元 are the wages of all.
_WAGE = re.compile(
    r"(?P<name>(?P<each>人均)?(?P<when>[月日])(?P<mean>人?均)?(?:基本|基础)?(?:工资|薪酬|薪资|薪|报酬|津贴|生活补助|补助|补贴|生活费))(?:标准)?(?:为|约|不低于|不超过|:)*$"
)
_PAYMENT = re.compile(r"(?:基本)?(?:工资|薪酬|薪资|报酬|津贴)(?:标准)?|[月日]薪")
_BETWEEN = re.compile(
    r"(?:[的给]|一次性|发放|补助|补贴|奖励|奖补|给予|安排|拨付|支付|标准|工作|经费|资金|费用|成本|报酬|工资|补偿|生活|不超过|不高于|不低于|最高|按照|按|为|约|需|投入|支出|以|预算|单价|造价|学费|生活费|[:≤=])*"
)
_PER_BEHIND = re.compile(r"(?:/|每)")
_SERVED_NOUN = re.compile(r"(?:行政村|自然村|村民小组|村|社区|小区|乡镇)(?![\u4e00-\u9fff]*(?:工程|道路|两委|干部))")


_CAP = re.compile(
    r"(?:最高|最多|至多|上限|不高于|封顶)(?:限额|额度|金额|标准|不超过|每[\u4e00-\u9fff]{1,3}|可以?|按|为|是|:|达到?|给予|补助|补贴|奖励|奖补|补偿|发放|支付|救助|资助|报销|贷款|授信|一次性)*$"
)
_CAP_WORD = re.compile(r"^(?:最高|最多|至多)|(?:最高|最多|至多|上限|封顶)(?:限额|额度|为|是|:)*$")
_LOOK_BACK = 12  # numbers of the same description that an amount may belong to


def find_money(reading: Reading, counts: list[Fact]) -> list[Fact]:
    """Amounts and unit costs, left to right; ``counts`` are the text's counts, whose objects a unit cost is about."""
    facts: list[Fact] = []
    everything = reading.measured
    for index, one in enumerate(everything):
        if one.dimension != "money" or one.number <= 0:
            continue
        previous = everything[index - 1] if index else None
        following = everything[index + 1] if index + 1 < len(everything) else None
        last = facts[-1] if facts else None
        joined = (
            previous is not None and previous.dimension == "money" and reading.plain[previous.tail : one.lead] in ("和", "、", "及", "与")
        )
        if last is not None and joined and last.kind == "unit_cost" and last.measure and "/" not in one.unit:
            unit = one.unit + "".join((last.unit or "").partition("/")[1:])
            facts.append(_fact(reading, one, one.lead, one.tail, kind="unit_cost", unit=unit, measure=last.measure))
            continue
        found = _unit_cost(reading, one, counts, previous)
        found = found or _amount(reading, one, everything[max(0, index - _LOOK_BACK) : index], following, counts)
        facts.append(_capped(reading, one, found))
    return facts


def _capped(reading: Reading, one: Measured, fact: Fact) -> Fact:
    """最高补助5万元, 补助上限3000元: the most that is paid, and 最高 is no part of what it is for."""
    if one.operator is not None or _CAP.search(reading.plain, max(reading.clause_start(one.lead), one.lead - 16), one.lead) is None:
        return fact
    words = _CAP_WORD.sub("", fact.object or "")
    measure = words if words.endswith("标准") and fact.measure is None else fact.measure
    return replace(fact, operator="≤", object=words if len(words) > 1 and words not in _BARE else None, measure=measure)


def _fact(reading: Reading, one: Measured, start: int, end: int, **fields: object) -> Fact:
    begin, stop = reading.span(start, end)
    base: dict[str, object] = {
        "kind": "money", "quote": reading.text[begin:stop], "start": begin, "end": stop, "number": one.number, "upper": one.upper,
        "unit": one.unit, "operator": one.operator, "approximate": one.approximate,
    }  # fmt: skip
    return Fact(**(base | fields))  # type: ignore[arg-type]


def _unit_cost(reading: Reading, one: Measured, counts: list[Fact], previous: Measured | None) -> Fact | None:
    plain = reading.plain
    start = reading.clause_start(one.lead)
    if previous is not None and previous.dimension == "money":
        start = max(start, min(previous.tail, one.lead))
    money, stroke, below = one.unit.partition("/")
    bases = tuple(below.split("·")) if stroke and below else ()
    measure: str | None = None
    what_end, quote_start = one.lead, one.lead
    if word := _RATE_WORD.search(plain, max(start, one.lead - 16), one.lead):
        measure = _RATE_LINK.sub("", word[0])
        what_end = quote_start = word.start()
    who: str | None = None
    end = one.tail
    wage = _WAGE.search(plain, max(start, one.lead - 12), one.lead) if money == "元" and not bases else None
    per = per_in(reading, start, one.lead)
    if per is not None and (between := _between(reading, per, one)) is not None:
        who = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:投资|费用|补助|经费|资金|预算)+$", "", between) or None
        if average := re.compile(r"[人户亩村]均$").search(plain, max(start, per.start - 2), per.start):
            per = per._replace(bases=(average[0][0], *per.bases), start=average.start())
        who = who or per.noun
        what_end = min(what_end, per.start)
        quote_start = min(quote_start, per.start)
        if measure is None and (word := _RATE_WORD.search(plain, max(start, per.start - 16), per.start)):
            measure, what_end = _RATE_LINK.sub("", word[0]), word.start()
            quote_start = what_end
        bases = (*per.bases, *(base for base in bases if base not in per.bases))
    elif wage is not None:
        paid = counted(reading, one, counts, ("人",))
        bases = ("人", wage["when"]) if wage["each"] or paid else (wage["when"],)
        measure, what_end, quote_start = wage["name"], wage.start(), wage.start()
    elif average := _AVERAGE.search(plain, max(start, one.lead - 14), one.lead):
        when = re.match(r"每?([年月日天])", average["what"])
        bases = (average["base"], *(when.groups() if when else ()), *(base for base in bases if base != average["base"]))
        measure = plain[average.start() : average.end("what")]
        what_end = quote_start = average.start()
    elif not bases and plain.startswith("每", one.tail):
        behind = per_in(reading, one.tail, min(len(plain), one.tail + 12))
        if behind is not None and behind.start == one.tail:
            bases, end = behind.bases, behind.end
    elif not bases and re.compile(r"的?标准").match(plain, one.tail):
        measure, end = measure or "标准", plain.index("标准", one.tail) + 2
    if bases and measure is None and plain.startswith("标准", one.tail):
        measure, end = "标准", one.tail + 2
    if not bases and measure is None:
        return None
    unit = money + ("/" + "·".join(sorted(bases, key=is_time)) if bases else "")
    if previous is not None and start <= previous.lead < what_end and previous.dimension != "time":
        what_end = previous.lead  # 村44人每人311元: the number belongs to neither
    obj, obj_start = _purpose(reading, start, what_end)
    if obj is not None and is_place(obj):
        obj = None
    who = who or priced(reading, previous, start, counts, bases) or which_of(reading, one, obj, counts, bases)
    if who is None and (obj is None or _PAYMENT.fullmatch(obj)):
        # 工资标准1850元/月: wages are paid to people, said or not
        of_people = all(is_time(base) for base in bases) and _PAYMENT.search(measure or obj or "")
        who = counted(reading, one, counts, (*bases, "人") if of_people else bases, quote_start if obj is None else obj_start)
        measure = measure or (obj if who else None)
    if obj is not None:
        quote_start = min(quote_start, obj_start)
    result = outcome(plain, max(start, quote_start), one.lead)
    if result is not None and who and result.verb in who:
        who = None
    return _fact(
        reading, one, quote_start, end, kind="unit_cost", unit=quantities.canonical_unit(unit), object=who or obj, measure=measure,
        verb=result.verb if result else None,
    )  # fmt: skip


def _between(reading: Reading, per: Per, one: Measured) -> str | None:
    """Who stands between 每名 and the amount (``""`` for nobody); ``None`` when the words between are a clause of their own."""
    plain = reading.plain
    if per.end > one.lead:
        return None
    if _BETWEEN.fullmatch(plain, per.end, one.lead):
        return ""
    if match := re.compile(rf"(?P<who>[^每,。;:()、\d\n]{{1,10}}?)年{_BETWEEN.pattern}").fullmatch(plain, per.end, one.lead):
        return match["who"]
    match = re.compile(rf"(?P<who>[^每,。;:()、\d\n]{{1,10}}?){_BETWEEN.pattern}").fullmatch(plain, per.end, one.lead)
    return match["who"] if match else None


def _amount(reading: Reading, one: Measured, before: list[Measured], following: Measured | None, counts: list[Fact]) -> Fact:
    plain = reading.plain
    start = reading.clause_start(one.lead)
    money_before = next((m for m in reversed(before) if m.dimension == "money"), None)
    if money_before is not None:
        start = max(start, min(money_before.tail, one.lead))
    end = one.start
    if end and plain[end - 1] == ")" and (opened := plain.rfind("(", max(0, end - 60), end)) > 0:
        end, start = opened, reading.clause_start(opened - 1)
    if (result := outcome(plain, max(start, end - 48, before[-1].tail if before else 0, reading.date_end_before(end)), end)) is not None:
        return _fact(reading, one, result.start, one.tail, object=result.object, verb=result.verb)
    total = _TOTAL.search(plain, max(start, end - 14), end)
    if total and not (total[0] in ("共", "计") and end - start > 12):
        obj, begin = _purpose(reading, start, total.start())
        return _fact(reading, one, begin if obj else total.start(), one.tail, object=obj, total=True)
    numbers = [m for m in before if m.start >= start and m.tail <= end and m.dimension != "time"]
    if numbers:
        obj, begin = _purpose(reading, start, numbers[0].lead)
        if obj is not None and plain[numbers[0].lead - 1] == "的":
            obj = object_at(reading, numbers[0], counts) or obj  # 新认定的|5家企业|奖励20万元
        if obj is None:
            behind = _SERVED_NOUN.match(plain, numbers[-1].tail, end)
            obj, begin = _purpose(reading, behind.end() if behind else numbers[-1].tail, end)
            begin = numbers[-1].lead if obj is None else begin
    else:
        obj, begin = _purpose(reading, start, end)
    quote_end = one.tail
    if obj is None or obj in _BARE:
        limit = following.lead if following else len(plain)
        given = _GIVEN_FOR.match(plain, one.tail) or (
            _DOES.match(plain, one.tail, limit) if start == strip_lead(reading, start, end) or obj is None else None
        )
        if given is not None and (what := _tidy(given["what"])):
            return _fact(reading, one, one.lead if obj is None else begin, given.end(), object=what)
        obj, begin = _purpose_before(reading, start, before)
    if source := _SOURCE.search(plain, max(start, end - 12), end):
        return _fact(reading, one, source.start(), quote_end, object=source[0], total=True)
    if obj is None:
        return _fact(reading, one, one.lead, quote_end, total=_whole(plain, start, one.lead))
    return _fact(reading, one, begin, quote_end, object=obj)


# Where money comes from is no purpose: 其中财政资金100万元 is a part of the budget itself.
_SOURCE = re.compile(
    r"(?:政府性基金|财政拨款|(?:中央|省级|市级|县级|区级|镇级|本级|财政|上级|自筹|其他|债券|社会|配套|统筹|专项债券)(?:财政)?(?:补助)?(?:资金|投资))$"
)


def _whole(plain: str, start: int, end: int) -> bool:
    return bool(re.search(r"预算|总|项目|申请|财政资金", plain[start:end]))


def _tidy(text: str) -> str | None:
    text = re.sub(r"(?:等|支出|方面|工作)*$", "", text.strip("、,的 ")) or text
    return text if text and "\u3400" <= text[0] <= "\u9fff" else None


def _purpose(reading: Reading, start: int, end: int) -> tuple[str | None, int]:
    """The words that say what an amount is for, with their place; ``None`` where only 所需资金 and the like stand."""
    plain = reading.plain
    while True:
        begin = strip_lead(reading, start, end)
        if lead := _LEAD.match(plain, begin, end):
            begin = lead.end()
        if begin == start:
            break
        start = begin
    while end > start and (trail := _TRAIL.search(plain, max(start, end - 6), end)):
        if trail.start() <= start and trail[0] not in (
            "预算",
            "投入",
            "安排",
            "需",
            "共",
            "约",
            "为",
            "资金",
            "所需资金",
            "所需",
            "支出",
            "投资",
            "预计",
            "增加",
        ):
            break
        if trail[0] == "金额" and _TURNOVER.search(plain, start, trail.start()):
            break  # 送审金额: the word is part of the name
        end = trail.start()
    text = plain[start:end].strip('、,:;-·"“”\n的')
    if not text or text in _BARE or not any("\u3400" <= c <= "\u9fff" for c in text):
        return None, end
    text = re.sub(r"(?<=[\u4e00-\u9fff]{2})达到?$", "", text)
    if len(text) > MAX_OBJECT:
        cut = text.rfind("、")
        text = text[cut + 1 :] if cut > 0 and len(text) - cut <= MAX_OBJECT else text[-MAX_OBJECT:]
        start = plain.rindex(text, start, end + 1) if text in plain[start : end + 1] else start
    return text, start


def _purpose_before(reading: Reading, start: int, before: list[Measured]) -> tuple[str | None, int]:
    """新建大棚1座，所需资金80万元: the clause before says what for, unless it has an amount of its own."""
    sentence = reading.sentence_start(start)
    if start <= sentence or start == 0 or reading.plain[start - 1] != ",":
        return None, start
    clause = reading.clause_start(start - 2) if start >= 2 else 0
    inside = [m for m in before if clause <= m.start < start]
    if any(m.dimension == "money" and "/" not in m.unit for m in inside):
        return None, start
    inner = [m for m in inside if m.dimension not in ("time", "ratio")]
    stop = inner[0].lead if inner else start - 1
    obj, begin = _purpose(reading, clause, stop)
    if obj is None and inner:
        obj, begin = _purpose(reading, inner[0].tail, start - 1)
    return obj, begin
