"""Cost rows from the description: prices and standards, item caps, the total."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from zhibiao.domain.values import TargetValue
from zhibiao.language.clauses import head_verb
from zhibiao.language.fact import Fact
from zhibiao.language.items import Item
from zhibiao.language.numerals import plain
from zhibiao.language.outcomes import spent
from zhibiao.language.per import is_time
from zhibiao.language.quantities import MULTIPLIERS, dimension, in_base
from zhibiao.messages import say
from zhibiao.recommend.candidate import Candidate
from zhibiao.recommend.from_description import HOLLOW_NAME, THE_REST, said, stated_name, stated_row, value_of
from zhibiao.recommend.groups import is_group
from zhibiao.recommend.naming import MEASURE
from zhibiao.recommend.reading import Reading, told_of
from zhibiao.recommend.suggestion import ValueEvidence
from zhibiao.recommend.works import working_verbs

_WAN = Decimal(10_000)
_NO_PRICE = re.compile(r"利息|本金|贷款|面值|投资额|造价咨询基数")  # amounts per piece that nobody pays for the piece
_TOLERANCE = Decimal("0.01")  # of the budget: item amounts that come this near to it make it up


def cost_candidates(reading: Reading) -> list[Candidate]:
    """Prices first (a unit cost where a quantity and an amount stand together), then caps by item, then the budget.

    A unit cost where one can be given, else caps by item, else the total (财预〔2021〕101号); a payment standard is fixed by policy
    (=), a price is a cap (≤).
    """
    out = [*_stated_prices(reading), *_single_prices(reading)]
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
    return [fact for fact in item.amounts if fact.kind == "money" and not fact.total and fact.number is not None and fact.part != "price"]


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
    """Prices and standards the description states, what takes the largest share of the money first."""
    out: list[Candidate] = []
    for fact in reading.facts:
        if fact.kind == "unit_cost" and _SHARED_PRICE.match(told_of(reading.project), fact.end):
            continue
        if fact.kind != "unit_cost" or fact.number is None or not spent(fact) or _NO_PRICE.search(fact.object or ""):
            continue
        if not fact.object and not fact.name and all(is_time(base) for base in (fact.unit or "").partition("/")[2].split("·")):
            continue  # 每月4500元: of what, the words do not say
        paid = _is_payment(fact, reading)
        thing = _MEANS.sub("", _priced_thing(fact, reading))
        name = f"{thing}{_price_word(thing, fact, paid, reading)}"
        usual = "=" if paid else "≤"
        value = value_of(fact, usual if fact.operator in (None, "≥", ">") else fact.operator)  # a cost has no floor
        score = 0.88 + 0.1 * _share(fact, reading)
        out.append(stated_row("经济成本指标", name, score, fact.quote, value, said(fact), basis="预算支出标准", subject=fact.object))
    return out


def _single_prices(reading: Reading) -> list[Candidate]:
    """超声诊断仪1台120万元: the price of the one that is bought."""
    out: list[Candidate] = []
    counts = [
        fact for fact in reading.facts if fact.kind == "count" and fact.number == 1 and fact.object and dimension(fact.unit) == "object"
    ]
    for money in reading.facts:
        if money.kind != "money" or money.total or money.number is None or not spent(money) or not reading.budget:
            continue
        one = next((count for count in counts if count.object and count.object in (money.object or money.quote)), None)
        if one is None:
            continue
        share = float(min(Decimal(1), in_base(money.number, money.unit)[0] / reading.budget))
        value = TargetValue.parse(f"≤{plain(money.number)}{money.unit}/{one.unit}")
        out.append(
            stated_row(
                "经济成本指标",
                f"{one.object}单价",
                0.88 + 0.1 * share,
                money.quote,
                value,
                said(money),
                basis="预算支出标准",
                subject=one.object,
            )
        )
    return out


_LEVEL = re.compile(r"(?:中央|省级?|市级?|县级|区级|地方|财政|个人|农户|每)(?:财政)?(?:承担|配套|补助|自缴|负担)?")
_HEDGE = re.compile(r"^(?:年均|人均|户均|平均|含|每)(?=[\u4e00-\u9fff]{2})")


_MEANS = re.compile(r"^(?:补助|补贴|标准)(?:人员|对象)?(?=[人户亩]均$|每)")
_SHARED_PRICE = re.compile(r"[，,]?(?:按|给予|财政)?(?:补贴|补助|奖补)[^，。；\d]{0,6}\d[\d.]*%")  # 租金每月6元，补贴50%
_MEAN = re.compile(r"[\u4e00-\u9fff]均")  # 户均: of what, the project's name says


def _priced_thing(fact: Fact, reading: Reading) -> str:
    """What a price is of. 水稻12万亩，县级每亩5.4元: who pays is not what is paid for."""
    if (counted := _counted_before(fact, reading)) is not None:
        return counted
    if re.fullmatch(r"每[\u4e00-\u9fff]", fact.name or ""):
        return ""
    if fact.name in THE_REST and reading.served:
        return f"其他{reading.served}"
    if fact.name and HOLLOW_NAME.fullmatch(fact.name):
        return reading.subject or ""
    if fact.part == "price" and fact.name and _A_FEE.search(fact.object or "") and not fact.name.endswith("费"):
        return f"{fact.name}{fact.object}"  # 渡船9艘，每艘保险费2000元
    if fact.part == "price" and fact.name:
        if _MIXED.search(fact.name):
            return "综合"  # 伙食、住宿、教官等综合按每人每天180元
        if fact.name in _ANYBODY:
            return "人均保费" if reading.of_kind("K31") else ""
        return fact.name if not _MEAN.fullmatch(fact.name) or not reading.subject else f"{reading.subject}{fact.name}"
    thing = _thing_paid(fact.object or "")
    if any(char.isdigit() for char in thing):
        return ""  # a list of prices
    if not _LEVEL.fullmatch(thing):
        thing = _HEDGE.sub("", thing)
        return thing if len(thing) > 1 else ""
    below = _plain_unit((fact.unit or "").partition("/")[2].split("·")[0])
    before = [f for f in reading.facts if f.kind in ("count", "people") and f.object and _base(f.unit) == below and f.start < fact.start]
    return f"{before[-1].object}{thing}" if before else ""


_A_FEE = re.compile(r"^[\u4e00-\u9fff]{1,6}费$")
_MIXED, _ANYBODY = re.compile(r"综合$"), ("人口", "人员", "人")
_GOT = re.compile(
    r"^(?:委托)?(?:专业|第三方)(?:机构|公司)|^(?:完成|购置|采购|购买|更换|维修更换|安装|配备|添置|更新|配置|储备|新增|新建)+(?=[\u4e00-\u9fff]{2})"
)
_RANKS = ("特等", "一等", "二等", "三等", "四等", "五等")
_SIZE = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:面积|长度|里程|人数|数量)$")
_CLOSE = 22  # characters from a count to the end of the price of each


def _counted_before(fact: Fact, reading: Reading) -> str | None:
    """支渠46公里清淤，每公里1.2万元; 2个村小修，每村补助8万元: what was counted right before a price for each is what it is of, where that
    says more."""
    below = _base((fact.unit or "").partition("/")[2].split("·")[0]).removesuffix("次") or "次"
    own = fact.name or fact.object or ""
    before = [f for f in reading.facts if f.kind == "count" and f.number and f.end < fact.end and f.part not in ("frequency", "part")]
    if not before or fact.end - before[-1].end > _CLOSE:
        return None
    if dimension(before[-1].unit) in ("people", "household") and (before[-1].name or "")[:2] not in _RANKS:
        return None
    place = before[-1].object in _PLACES and below in _PLACES
    if not place and _base(before[-1].unit) != below:
        return None
    stem = _SIZE.sub("", _GOT.sub("", MEASURE.sub("", stated_name(before[-1], reading) or "")))
    if stem[:2] in _RANKS:
        return stem
    told = len(stem) > max(1, len(own)) and set(own) - set(stem) <= (set("每补助贴奖平均") if place else set())
    return stem if told and not stem.startswith("覆盖") else None


_PLACES = ("村", "社区", "镇", "乡", "乡镇", "街道")
_BY_RULE = re.compile(r"(?:财政)?按.*$|[、，]年利率.*$")


def _thing_paid(thing: str) -> str:
    """食宿费按 …, 岗位补贴按当地最低 …: what stands before 按, where it is a payment or people."""
    plainly = _BY_RULE.sub("", thing)
    return plainly if plainly == thing or _PAYMENT.search(plainly) or is_group(plainly) else ""


_PAYMENT = re.compile(r"(?:费|补助|补贴|津贴|工资|报酬|奖励|保险|公积金)$")


def _base(unit: str | None) -> str:
    return re.sub(r"^[万亿千百]+", "", _plain_unit(unit or ""))


_GRANT = re.compile(r"补助|配套|补贴|奖|津贴|救助|资助|补偿|慰问|[各个家户人座亩餐]补(?=\d)|元补(?![植种砌])")
_GOT_OR_MADE = ("K06", "K08", "K09", "K10", "K12", "K13", "K35")  # kinds in which a price is that of the thing itself


def _is_kept_up(thing: str, below: str, reading: Reading) -> bool:
    """Whether a price is that of doing something to a thing that is there."""
    deed = thing.endswith(working_verbs()) or head_verb(thing) is not None
    return not deed and (any(is_time(base) for base in below.split("·")) or not reading.of_kind(*_GOT_OR_MADE))


_REWARD = re.compile(r"奖(?!补)")
_TWO_WORKS = re.compile(r"[及和、]")
_PAYS_OUT = re.compile(r"(?<![及和、])(?:补助|补贴|定补|奖补|津贴)(?:经费|资金)?$")
_GIVES = re.compile(r"(?:一次性|给予|予以|标准)*(?:补(?![植种砌充])|奖)")
_FOR_WHOM = ("人", "户", "生", "家", "村", "社区")


def _is_payment(fact: Fact, reading: Reading) -> bool:
    """Whether an amount is a standard fixed by policy (=), no price that is a cap (≤)."""
    below = (fact.unit or "").partition("/")[2]
    if below.startswith("人·") and is_group(fact.name or fact.object):
        return True
    if (
        "平均" not in fact.quote
        and _PAYS_OUT.search(reading.project.name)
        and not _TWO_WORKS.search(reading.project.name)
        and not below.startswith(("台", "套", "艘"))
    ):
        return True  # 以案定补经费: 一般纠纷每件200元
    if _GIVES.match(told_of(reading.project), fact.end):
        return True  # 按每亩600元|补苗木款
    if _GRANT.search(f"{fact.quote}{fact.object or ''}{'' if '平均' in fact.quote else fact.name or ''}"):
        return True
    if below.startswith(("户", "生")) and is_group(fact.object):
        return True
    return reading.of_kind("K01", "K02", "K03", "K04", "K05", "K26", "K29", "K30") and below.startswith(_FOR_WHOM)


def _price_word(thing: str, fact: Fact, paid: bool, reading: Reading) -> str:
    below = (fact.unit or "").partition("/")[2]
    if thing.endswith(("标准", "单价", "造价", "成本", "价格", "限价")):
        return ""
    if thing.endswith("奖补"):
        return "标准"
    if thing.endswith("补"):
        return "助标准"
    if thing.endswith("均"):
        return "补助标准" if paid else "成本"
    if thing.endswith(("补助", "补贴", "补偿", "工资", "经费", "费", "津贴", "奖励", "保险", "公积金")):
        return "标准"
    hired = reading.of_kind("K01", "K02", "K03") or (below.startswith("人·") and not reading.of_kind("K04", "K05"))
    if paid and hired and not _GRANT.search(f"{fact.quote}{thing}"):
        return "费用标准" if thing else f"{_for_each(below)}费用标准"
    if paid and _REWARD.search(fact.quote):
        return "奖励标准"
    if paid:
        return "补助标准" if thing or not below.startswith("人") else "人均补助标准"
    if below.startswith(("人", "生")):
        return "费用标准" if thing else "人均费用标准"
    each = below.split("·")[0]
    if thing in _PLACES:
        return "费用标准"  # 6个乡镇武装部，每个乡镇3万元
    if thing and _is_kept_up(thing, below, reading):
        return "费用标准"  # 自助终端每台每年4500元, 水源地8处，每处5万元: of its upkeep, of a plan
    if thing:
        return "单价"
    of = f"{'' if each == '个' and not _each_thing(fact) else f'每{each}'}{_each_thing(fact)}"
    return f"{of}成本" if of and each and not is_time(each) else "单位成本"


def _for_each(below: str) -> str:
    return "人均" if not below or below.startswith(("人", "生")) else f"每{below.split('·')[0]}"


def _each_thing(fact: Fact) -> str:
    """每个点4万元: of 点."""
    return fact.object if fact.object in ("点", "村", "校", "站", "班", "家", "组", "队") else ""


def _share(fact: Fact, reading: Reading) -> float:
    """How much of the budget a price accounts for, 0 to 1; a third where its quantity is not known."""
    below = (fact.unit or "").partition("/")[2].split("·")[0]
    counts = [
        other
        for other in reading.facts
        if other.kind in ("count", "people") and other.number and other.unit and _plain_unit(other.unit) == _plain_unit(below)
    ]
    own = [other for other in counts if fact.object and other.object == fact.object] or [c for c in counts if c.start < fact.start]
    if not own or not reading.budget or fact.number is None:
        return 1 / 3
    months = 12 if "月" in (fact.unit or "") else 1
    amount = in_base(fact.number, (fact.unit or "").partition("/")[0])[0] * (own[-1].number or 0) * months
    return float(min(Decimal(1), amount / reading.budget))


def _plain_unit(unit: str) -> str:
    unit = unit.partition("/")[0]
    return {"名": "人", "位": "人", "生": "人", "平方": "平方米", "方": "立方米"}.get(unit, unit)


def _apart(reading: Reading) -> list[tuple[tuple[Fact, ...], str, Decimal]]:
    """Counts and amounts of one thing that stand apart: 硬化道路5.2公里 … 其中道路硬化124.8万元."""
    pairs: list[tuple[tuple[Fact, ...], str, Decimal]] = []
    for money in reading.facts:
        if money.kind != "money" or money.total or money.number is None or not money.object or not spent(money) or money.part == "price":
            continue
        if any(item.start <= money.start < item.end and len(item.counts) > 1 for item in reading.items):
            continue  # 帐篷150顶、折叠床400张等，约76万元: of all of them
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
    if "费" in quote and "、" in quote:
        return None  # 3个台电费、网络费及设备小修2.12万元: of several things
    what = dimension(fact.unit)
    if what in ("occurrence", "time", None) or (what == "object" and fact.number == 1):
        return None  # one of a kind has a price of its own: a cap says the same in plainer words
    number, unit = Decimal(fact.number or 1), fact.unit or ""
    if unit[:1] in MULTIPLIERS and len(unit) > 1:  # 护坡1.35万平方米: a price is one of a single square metre
        number, unit = number * MULTIPLIERS[unit[0]], unit[1:]
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
    return stated_row("经济成本指标", name, score, quote, value, ground, basis="预算支出标准", subject=fact.object)


def _cap(item: Item, amount: Decimal) -> Candidate | None:
    fact = _money(item)[0]
    thing = fact.object or ""
    if not 2 <= len(thing) <= 20:
        return None
    name = thing if thing.endswith(("费", "费用", "成本", "资金", "经费", "补贴", "补助", "奖金", "工资")) else f"{thing}费用"
    shown = name if name.endswith("成本") else f"{name}控制数"
    value = TargetValue.parse(f"≤{_in_wan(amount)}")
    return stated_row("经济成本指标", shown, 0.85, fact.quote, value, said(fact), core=False, subject=thing, idea=f"cap:{thing}")


def _in_wan(amount: Decimal) -> str:
    return f"{plain(amount / _WAN)}万元" if amount >= _WAN else f"{plain(amount)}元"


def _total(budget: Decimal, reading: Reading) -> Candidate:
    raw = reading.project.budget.raw if reading.project.budget else ""
    why = say(f"等于预算数{raw or _in_wan(budget)}", f"equals the budget {raw or _in_wan(budget)}")
    value, ground = TargetValue.parse(f"≤{_in_wan(budget)}"), ValueEvidence(from_="description", why=why)
    return stated_row("经济成本指标", "项目总成本", 0.8, raw or _in_wan(budget), value, ground, idea="total-cost")
