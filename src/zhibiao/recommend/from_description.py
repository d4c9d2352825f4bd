"""Candidates from what the drafter already wrote: counts, beneficiaries, deadlines, rates, prices and amounts."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from zhibiao.domain.values import Operator, TargetValue
from zhibiao.knowledge.library import Library
from zhibiao.language.fact import Fact
from zhibiao.language.items import Item
from zhibiao.language.numerals import plain
from zhibiao.language.quantities import dimension, in_base
from zhibiao.messages import say
from zhibiao.recommend.candidate import Candidate
from zhibiao.recommend.naming import count_name
from zhibiao.recommend.reading import Reading
from zhibiao.recommend.suggestion import Evidence, ValueEvidence

_WAN = Decimal(10_000)
# Kinds in which a head count is a roster fixed by policy (=), not a planned volume (≥): pay, subsidies, employment.
_ROSTER_KINDS = ("K01", "K02", "K03", "K04", "K29")
_BUILT = ("object",)
_TOLERANCE = Decimal("0.01")  # of the budget: item amounts that come this near to it make it up


def said(fact: Fact) -> ValueEvidence:
    """Evidence of a value that the description states."""
    return ValueEvidence(from_="description", why=say(f"资金用途或目标写明“{fact.quote}”", f"the description says “{fact.quote}”"))


def quoted(fact: Fact) -> Evidence:
    return Evidence(type="description", quote=fact.quote)


def _row(level2: str, name: str, score: float, quote: str, value: TargetValue, why: ValueEvidence, **more: Any) -> Candidate:
    """A core row that rests on the description alone."""
    fields = {"core": True, "basis": "计划标准", **more}
    evidence = [Evidence(type="description", quote=quote)]
    return Candidate(
        level2=level2, name=name, score=score, sources=("description",), evidence=evidence, value=value, value_evidence=why, **fields
    )


def operator_for(fact: Fact, reading: Reading) -> Operator:
    """The sign of a count that states none: ``=`` for what a roster, a contract or a design fixes, ``≥`` for planned volumes."""
    if fact.operator:
        return fact.operator  # type: ignore[return-value]
    if fact.approximate:
        return "≥"
    what = dimension(fact.unit)
    if what in ("people", "household"):
        return "=" if reading.of_kind(*_ROSTER_KINDS) else "≥"
    return "=" if what in _BUILT else "≥"


def value_of(fact: Fact, operator: str) -> TargetValue:
    """The target value of a counted fact."""
    assert fact.number is not None
    if fact.upper is not None:
        return TargetValue.parse(f"{plain(fact.number)}-{plain(fact.upper)}{fact.unit or ''}")
    return TargetValue.parse(f"{operator}{plain(fact.number)}{fact.unit or ''}")


def quantity_candidates(reading: Reading, library: Library) -> list[Candidate]:
    """Counts and named people with a number, main outputs first as they stand in the text."""
    out: list[Candidate] = []
    totals = {(fact.object, fact.unit) for fact in reading.facts if fact.kind == "count"}
    for fact in reading.facts:
        if fact.number is None or fact.number == 0 or fact.kind not in ("count", "people"):
            continue
        above, per, _ = (fact.unit or "").partition("/")
        if per and (fact.object, above) in totals:
            continue  # 每村1场共132场: the table says 132场
        kept = fact.verb == "保障" and reading.of_kind("K01", "K02", "K03")  # 保障65名辅警: they are the ones who are paid
        if fact.kind == "people" and fact.role == "beneficiary" and dimension(fact.unit) in ("people", "household") and not kept:
            out.append(_beneficiaries(fact, library))
            continue
        name = count_name(fact)
        if name is None:
            continue
        # how many villages a work reaches says less than the work itself
        outreach = 0.2 if name.startswith("覆盖") else 0.0
        level2 = "经济效益指标" if _EARNED.search(name) else "数量指标"
        out.append(
            _row(
                level2,
                name,
                max(0.98 - 0.02 * len(out), 0.8) - outreach,
                fact.quote,
                value_of(fact, operator_for(fact, reading)),
                said(fact),
                idea=library.idea(name, level2),
                subject=fact.object,
            )
        )
    return out


def _beneficiaries(fact: Fact, library: Library) -> Candidate:
    households = dimension(fact.unit) == "household"
    idea = "beneficiary-households" if households else "beneficiaries"
    name = library.shared[idea].name if idea in library.shared else ("受益户数" if households else "受益人口数")
    return _row("社会效益指标", name, 0.93, fact.quote, value_of(fact, fact.operator or "≥"), said(fact), idea=idea, subject=fact.object)


_ON_TIME = re.compile(r"及时|按期|按时|准时|如期|准点|正点")
_EARNED = re.compile(r"产能|产值|收入|销售额|利润|税收|产量")
_DONE_NAMES = (
    ("发放", "发放完成时间"),
    ("兑付", "兑付完成时间"),
    ("竣工", "工程竣工时间"),
    ("完工", "工程完工时间"),
    ("开工", "工程开工时间"),
    ("投入使用", "投入使用时间"),
    ("上线", "系统上线时间"),
)


def deadline_candidates(reading: Reading, library: Library) -> list[Candidate]:
    """Deadlines, terms and response times the description names: 10月底前, 工期90天, 故障4小时内修复."""
    out: list[Candidate] = []
    for fact in reading.facts:
        if fact.kind != "deadline":
            continue
        verb = fact.verb or ""
        idea: str | None = "completion-date"
        if fact.number is None:
            value = TargetValue.parse(_deadline_words(fact))
            name = next((name for word, name in _DONE_NAMES if word in verb), "项目完成时间")
        else:
            value = TargetValue.parse(f"≤{plain(fact.number)}{fact.unit or ''}")
            name = "工程工期" if reading.of_kind("K09", "K10") else "项目实施周期"
            if verb:  # a deed with a time limit is a service's promise, not the length of the project
                name = f"{fact.object or ''}{verb}时限"
                idea = library.idea(name, "时效指标")
        if value.kind not in ("deadline", "duration"):
            continue
        out.append(_row("时效指标", name, 0.95, fact.quote, value, said(fact), idea=idea, subject=verb or None))
    return out


def _deadline_words(fact: Fact) -> str:
    words = fact.measure or fact.quote
    if words.endswith(("前", "底", "旬", "内", "全年", "日")):
        return words if words.endswith(("前", "内", "全年")) else f"{words}前"
    return f"{words}底前" if words.endswith("月") else words


def rate_candidates(reading: Reading, library: Library) -> list[Candidate]:
    """Rates that the description sets itself."""
    out = []
    for fact in reading.facts:
        if fact.kind != "rate" or fact.number is None or not fact.object or len(fact.object) > 20:
            continue
        level2 = "服务对象满意度指标" if "满意" in fact.object else "时效指标" if _ON_TIME.search(fact.object) else "质量指标"
        name = fact.object if fact.object.endswith(("率", "度", "比例", "比重")) else f"{fact.object}率"
        operator = fact.operator or ("=" if fact.number == 100 else "≥")
        out.append(_row(level2, name, 0.9, fact.quote, value_of(fact, operator), said(fact), idea=library.idea(name, level2)))
    return out


def cost_candidates(reading: Reading) -> list[Candidate]:
    """Prices first (a unit cost where a quantity and an amount stand together), then caps by item, then the budget.

    A unit cost where one can be given, else caps by item, else the total (财预〔2021〕101号); a payment standard is fixed by policy
    (=), a price is a cap (≤).
    """
    out = _stated_prices(reading)
    items = [(item, _amount(item)) for item in reading.items if not item.other]
    priced = [(item, amount) for item, amount in items if amount is not None]
    pairs = [*((item.counts, item.quote, amount) for item, amount in priced if _one_work(item)), *_apart(reading)]
    for counted, quote, amount in sorted(pairs, key=lambda pair: -pair[2]):  # the dearest part first
        price = _unit_price(counted, quote, amount, reading, 0.9 - 0.01 * len(out))
        if price is not None and all(c.subject != price.subject for c in out):
            out.append(price)
    budget = reading.budget
    if len(priced) >= 2 and len(priced) == len(items) and budget is not None:
        total = sum((amount for _, amount in priced), Decimal(0))
        if abs(total - budget) <= budget * _TOLERANCE:
            out += [cap for item, amount in priced if (cap := _cap(item, amount)) is not None]
    if budget is not None and budget > 0:
        out.append(_total(budget, reading))
    return out


def _money(item: Item) -> list[Fact]:
    return [fact for fact in item.amounts if fact.kind == "money" and not fact.total and fact.number is not None]


def _amount(item: Item) -> Decimal | None:
    amounts = _money(item)
    if len(amounts) != 1 or amounts[0].number is None:
        return None
    return in_base(amounts[0].number, amounts[0].unit)[0]


def _one_work(item: Item) -> bool:
    """Whether the item's amount pays for what it counts, and for nothing besides (食堂运行及聘用厨师 is two works)."""
    thing = _money(item)[0].object
    return not thing or any(count.object and alike_works(count, thing) for count in item.counts)


def _stated_prices(reading: Reading) -> list[Candidate]:
    out: list[Candidate] = []
    for fact in reading.facts:
        if fact.kind != "unit_cost" or fact.number is None:
            continue
        below = (fact.unit or "").partition("/")[2]
        policy = reading.of_kind("K01", "K02", "K03", "K04", "K05", "K26", "K29", "K30") or re.search(r"补助|补贴|奖", fact.quote)
        paid = bool(policy) or below.startswith(("人", "户", "村", "社区", "生"))
        thing = fact.object or ""
        name = f"{thing}{_price_word(thing, paid)}"
        value = value_of(fact, fact.operator or ("=" if paid else "≤"))
        out.append(_row("经济成本指标", name, 0.95, fact.quote, value, said(fact), basis="预算支出标准", subject=fact.object))
    return out


def _price_word(thing: str, paid: bool) -> str:
    if not thing:
        return "补助标准" if paid else "单位成本"
    if thing.endswith(("补助", "补贴", "补偿", "工资", "经费")):
        return "标准"
    return "补助标准" if paid else "单价"


def _apart(reading: Reading) -> list[tuple[tuple[Fact, ...], str, Decimal]]:
    """Counts and amounts of one thing that stand apart: 硬化道路5.2公里 … 其中道路硬化124.8万元."""
    pairs: list[tuple[tuple[Fact, ...], str, Decimal]] = []
    for money in reading.facts:
        if money.kind != "money" or money.total or money.number is None or not money.object:
            continue
        counts = [f for f in reading.facts if f.kind == "count" and f.object and alike_works(f, money.object)]
        if len(counts) == 1:
            pairs.append(((counts[0],), f"{counts[0].quote}、{money.quote}", in_base(money.number, money.unit)[0]))
    return pairs


def alike_works(count: Fact, thing: str) -> bool:
    """Whether an amount's purpose is the work that a count measures: all its characters stand in 硬化 + 村内道路."""
    work = f"{count.verb or ''}{count.object or ''}"
    return len(thing) >= 2 and (thing in work or (count.object or "") in thing or set(thing) <= set(work))


def _unit_price(counted: tuple[Fact, ...], quote: str, amount: Decimal, reading: Reading, score: float) -> Candidate | None:
    counts = [f for f in counted if f.number and f.object and f.upper is None]
    if len(counts) != 1:
        return None
    fact = counts[0]
    what = dimension(fact.unit)
    if what in ("occurrence", "time", None) or (what == "object" and fact.number == 1):
        return None  # one of a kind has a price of its own: a cap says the same in plainer words
    number, unit = Decimal(fact.number or 1), fact.unit or ""
    each = amount / number
    paid = what in ("people", "household") or fact.object in ("村", "社区", "行政村")
    money = "万元" if each >= _WAN else "元"
    shown = (each / (_WAN if money == "万元" else 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    below = fact.object if unit == "个" and fact.object in ("村", "社区", "行政村", "乡镇") else unit
    name = (
        f"{fact.object}平均{'补助标准' if paid else '成本'}"
        if paid
        else f"{fact.verb or ''}{fact.object}单位{'造价' if reading.of_kind('K09', 'K10') else '成本'}"
    )
    why = say(f"“{quote}”：{plain(amount / _WAN)}万元÷{plain(number)}{unit}", f"“{quote}”: {plain(amount)} yuan ÷ {plain(number)} {unit}")
    value, ground = TargetValue.parse(f"≤{plain(shown)}{money}/{below}"), ValueEvidence(from_="description", why=why)
    return _row("经济成本指标", name, score, quote, value, ground, basis="预算支出标准", subject=fact.object)


def _cap(item: Item, amount: Decimal) -> Candidate | None:
    fact = _money(item)[0]
    thing = fact.object or ""
    if not 2 <= len(thing) <= 20:
        return None
    name = thing if thing.endswith(("费", "费用", "成本", "资金", "经费", "补贴", "补助", "奖金", "工资")) else f"{thing}费用"
    shown = name if name.endswith("成本") else f"{name}控制数"
    value = TargetValue.parse(f"≤{_in_wan(amount)}")
    return _row("经济成本指标", shown, 0.85, fact.quote, value, said(fact), core=False, subject=thing, idea=f"cap:{thing}")


def _in_wan(amount: Decimal) -> str:
    return f"{plain(amount / _WAN)}万元" if amount >= _WAN else f"{plain(amount)}元"


def _total(budget: Decimal, reading: Reading) -> Candidate:
    raw = reading.project.budget.raw if reading.project.budget else ""
    why = say(f"等于预算数{raw or _in_wan(budget)}", f"equals the budget {raw or _in_wan(budget)}")
    value, ground = TargetValue.parse(f"≤{_in_wan(budget)}"), ValueEvidence(from_="description", why=why)
    return _row("经济成本指标", "项目总成本", 0.8, raw or _in_wan(budget), value, ground, idea="total-cost")
