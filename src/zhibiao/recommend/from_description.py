"""Candidates from what the drafter already wrote: counts, beneficiaries, rates and results; dates and money have modules of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zhibiao.domain.values import Operator, TargetValue
from zhibiao.knowledge.library import Entry, Library
from zhibiao.language.fact import Fact
from zhibiao.language.normalise import key
from zhibiao.language.numerals import number, plain
from zhibiao.language.quantities import dimension
from zhibiao.language.similarity import dice
from zhibiao.language.subject import core_of
from zhibiao.messages import say
from zhibiao.recommend.candidate import Candidate
from zhibiao.recommend.deeds import BARE_DEEDS, HIRED_ALONE, PAID_ALONE
from zhibiao.recommend.groups import is_group
from zhibiao.recommend.naming import MEASURE, count_name, measure_word, row_name
from zhibiao.recommend.reading import Reading, told_of
from zhibiao.recommend.stated import Role
from zhibiao.recommend.suggestion import Evidence, ValueEvidence
from zhibiao.recommend.topics import without_holder

# Kinds in which a head count is a roster fixed by policy (=), not a planned volume (≥): pay, subsidies, employment.
ROSTER_KINDS = ("K01", "K02", "K03", "K04", "K29")
_PAID_KINDS = ("K03", "K04", "K05", "K26")
_BUILT = ("object",)


def said(fact: Fact) -> ValueEvidence:
    """Evidence of a value that the description states."""
    return ValueEvidence(from_="description", why=say(f"资金用途或目标写明“{fact.quote}”", f"the description says “{fact.quote}”"))


def quoted(fact: Fact) -> Evidence:
    return Evidence(type="description", quote=fact.quote)


def stated_row(level2: str, name: str, score: float, quote: str, value: TargetValue, why: ValueEvidence, **more: Any) -> Candidate:
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
        return "=" if reading.of_kind(*ROSTER_KINDS) else "≥"
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
    for place, (fact, role) in enumerate(reading.stated):
        above, per, _ = (fact.unit or "").partition("/")
        if per and (fact.object, above) in totals:
            continue  # 每村1场共132场: the table says 132场
        people = dimension(fact.unit) in ("people", "household")
        if fact.part in ("effect", "quality") and fact.name:
            out.append(_result(fact, 0.93 - 0.01 * place, library, reading))
            continue
        if people and role == "reach":
            out.append(_beneficiaries(fact, library))
            continue
        fact = each_of(fact, reading)
        name = stated_name(fact, reading)
        if name is None:
            continue
        level2 = "经济效益指标" if _EARNED.search(name) else _level_of_term(name)
        out.append(
            stated_row(
                level2,
                name,
                max(_WORTH[role] - 0.01 * place, _WORTH[role] - 0.1),
                fact.quote,
                value_of(fact, operator_for(fact, reading)),
                said(fact),
                idea=library.idea(name, level2) if role == "output" else None,
                subject=fact.object,
                core=role == "output",
                role=role,
                place=place,
            )
        )
    return out


def _result(fact: Fact, score: float, library: Library, reading: Reading) -> Candidate:
    """What comes of the work, or how well it is done, where that is counted: 年节电90万度, 投诉不超过5件."""
    name = row_name(fact.name or "", fact.unit)
    lasting = _level_of_term(name)
    level2 = lasting if lasting != "数量指标" else "质量指标" if fact.part == "quality" else effect_level(name)
    value = value_of(fact, fact.operator or "≥")
    return stated_row(level2, name, score, fact.quote, value, said(fact), idea=library.idea(name, level2), subject=fact.object)


def effect_level(name: str) -> str:
    """Under which benefit a result belongs: money and yields, what nature gains, else people."""
    return "经济效益指标" if _EARNED.search(name) or _OF_MONEY.search(name) else "生态效益指标" if _NATURE.search(name) else "社会效益指标"


_NATURE = re.compile(
    r"节电|节能|节水|减排|排放|化肥|农药|绿化|植被|森林|林木|草原|水质|空气|[污废]水|沙化|水土流失|生态|湿地|碳|秸秆|粪污|垃圾"
)


def _level_of_term(name: str) -> str:
    """How long it lasts is sustained, how long it is warranted or looked after is how good it is; else it is an output."""
    return "可持续影响指标" if name.endswith(("使用年限", "使用寿命")) else "质量指标" if name.endswith(_WARRANTED) else "数量指标"


_WARRANTED = ("质保期", "保修期", "管护期", "养护期", "缺陷责任期")
_WORTH: dict[Role, float] = {"output": 0.98, "size": 0.8, "part": 0.75, "reach": 0.7, "scope": 0.6}


def stated_name(fact: Fact, reading: Reading) -> str | None:
    """The name of a row for what the description counts: those who are paid by what they are paid, those for whom something is done
    by the deed, a part in its own words, the rest as :func:`count_name`."""
    if (which := _which_places(fact, reading)) is not None:
        return which
    if (fact.name or fact.object) in THE_REST:
        return f"其他{reading.served or ''}{measure_word(fact.unit)}"  # 满10年的68人；其他|144人
    if fact.name and dimension(fact.unit) in ("people", "household") and _GIVEN_TO.search(fact.name):
        return f"{fact.name}发放{measure_word(fact.unit)}"  # 生活补助|612人
    if fact.name and HOLLOW_NAME.fullmatch(fact.name) and reading.subject:
        return f"{reading.subject}{measure_word(fact.unit)}"  # 作业补助任务|5万亩
    if fact.name:
        return row_name(fact.name, fact.unit)
    word = measure_word(fact.unit)
    if (fact.object or fact.verb) in BARE_DEEDS and reading.subject:
        return f"{reading.subject}{word}"  # CT球管更换: 更换|1支, 换|1台
    alone = fact.object or fact.verb
    if alone in HIRED_ALONE and word == "人数":
        who = reading.subject or without_holder(core_of(reading.project.name))
        return f"{_PAY_OF.sub('', who)}聘用{word}"  # 夜间巡防队员|工资: 聘|8人
    if (alone is None or alone in PAID_ALONE) and fact.measure is None and word in ("人数", "户数") and reading.paid:
        return f"{reading.paid}发放{word}" if reading.of_kind(*_PAID_KINDS) else None  # 发放高龄津贴，约4200人
    if reading.role_of(fact) == "part" and (own := _OWN_WORDS.match(fact.quote)):
        return own[0] if own[0].endswith(word) else f"{own[0]}{word}"
    if fact.kind == "people" and fact.measure and (asked := _named_so(fact, reading)) is not None:
        return asked
    if fact.kind == "people" and fact.measure and (deed := re.split(r"等|、", fact.measure)[-1]):
        # 为120户实施…无障碍改造, 为学生提供营养膳食补助
        return f"{fact.object}{deed}{word}" if _GIVEN.search(deed) and fact.object else f"{deed}{word}"
    if fact.kind == "people" and fact.role == "payee" and fact.object and is_group(fact.object):
        return f"{fact.object}{reading.payment_of(fact)}发放{word}"
    return count_name(fact)


def _which_places(fact: Fact, reading: Reading) -> str | None:
    """其中一等4个村, 5个村需改造: which of the villages, by what stands beside the number; ``None`` where nothing says."""
    text, thing = told_of(reading.project), fact.object or ""
    place = thing[: len(thing) // 2] if thing[: len(thing) // 2] * 2 == thing else thing  # the whole's 村 and its own
    if place not in _VILLAGES or fact.name or text[fact.start : fact.end] != fact.quote:
        return None
    before, behind = _SORT.search(text[: fact.start]), _NEEDS.match(text, fact.end)
    which = before["sort"] if before else behind["deed"] if behind else ""
    return f"{which}{place}数量" if which else None


_GIVEN_TO = re.compile(r"^(?!.*(?:发放|兑付|领取|享受|落实))[\u4e00-\u9fff]*(?:补助|补贴|津贴|救助金|慰问金|优待金)$")
THE_REST = ("其他", "其余")
HOLLOW_NAME = re.compile(r"(?:作业|补助|补贴|奖补|任务|计划|实施|目标|项目|工作|完成|年度|本年){2,}")
_VILLAGES = ("村", "社区", "镇", "乡", "乡镇", "街道", "行政村")
_SORT = re.compile(r"(?:^|[，,。；;、：:]|其中)(?P<sort>[一二三四五六甲乙丙ABCD][等类级档星]奖?|示范|达标|合格|优秀|良好|重点|先进)$")
_NEEDS = re.compile(r"需要?(?P<deed>改造|小修|大修|维修|修缮|重建|新建|改建|扩建|更换|整治)")


def _named_so(fact: Fact, reading: Reading) -> str | None:
    """为60户家庭安装扶手、坡道等: what the project's name calls it (无障碍改造), where its topic counts that."""
    name, what = key(reading.project.name), dimension(fact.unit)
    entries = reading.topics[0].topic.indicators if reading.topics and reading.is_sure else ()
    asked = [
        e.name for e in entries if e.counted and dimension(e.unit) == what and len(stem := MEASURE.sub("", e.name)) > 2 and stem in name
    ]
    return asked[0] if len(asked) == 1 else None


_OWN_WORDS = re.compile(r"(?!其中|包括)[\u4e00-\u9fffA-Za-z\d]*?[\u4e00-\u9fff]{1,14}(?=\d)")
_GIVEN = re.compile(r"补助|补贴|津贴|保险|慰问|资助|救助|奖励")


_PAY_OF = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:工资|报酬|薪酬|补贴|补助|劳务)$")
_TO_EACH = re.compile(r"[\u4e00-\u9fff]*?每[村校库站所园户点镇乡班岗](?:配备|聘用|选聘|设置|[配聘设])(?P<whom>[\u4e00-\u9fff]{2,10})")


def each_of(fact: Fact, reading: Reading) -> Fact:
    """112个村各聘请法律顾问1名: 112 of them."""
    purpose = reading.project.purpose or ""
    before = [one for one in reading.facts if one.kind == "count" and one.number and one.start < fact.start]
    if fact.number is None or purpose[fact.start : fact.end] != fact.quote:
        return fact
    if (each := _EACH_HAS.search(purpose[: fact.end])) is not None and (many := number(each["n"])):
        return replace(fact, number=fact.number * many, quote=purpose[each.start() : fact.end], start=each.start())
    if not before:
        return _for_each_named(fact, purpose)
    if each := _TO_EACH.fullmatch(fact.object or ""):  # 27座水库每库配管护员1名
        return replace(fact, number=fact.number * (before[-1].number or 1), object=each["whom"], verb="配备", name=None)
    if re.search(r"各$", purpose[: fact.start]) is None:
        return _for_each_named(fact, purpose)
    return replace(fact, number=fact.number * (before[-1].number or 1), quote=purpose[before[-1].start : fact.end], start=before[-1].start)


# 37座小（2）型水库各聘巡查管护员1名: 37 of them
_EACH_HAS = re.compile(
    r"(?P<n>[一二两三四五六七八九十]{1,2}|\d{1,3})[家所个处座口村][^，,。；;、]{0,14}?(?:分别|各)[聘配设购建置][\u4e00-\u9fff]{0,10}"
    r"[\d一二两三四五]{1,3}[名人个台套辆件块处][\u4e00-\u9fff]{0,6}$"
)
_EACH_OF = re.compile(
    r"(?P<n>[一二两三四五六七八九十]{1,2}|\d{1,3})[家所个处座][\u4e00-\u9fff（）()\d]{1,14}(?:分别|各)(?:[\u4e00-\u9fff]{2})?$"
)


def _for_each_named(fact: Fact, purpose: str) -> Fact:
    """三家卫生院各购置DR1台: three of them."""
    if fact.verb is None or not fact.quote.startswith(fact.verb):
        return fact
    before = _EACH_OF.search(purpose[: fact.start])
    many = number(before["n"]) if before else None
    if not many or fact.number is None or before is None:
        return fact
    return replace(fact, number=fact.number * many, quote=purpose[before.start() : fact.end], start=before.start())


def _beneficiaries(fact: Fact, library: Library) -> Candidate:
    households = dimension(fact.unit) == "household"
    idea = "beneficiary-households" if households else "beneficiaries"
    name = library.shared[idea].name if idea in library.shared else ("受益户数" if households else "受益人口数")
    return stated_row(
        "社会效益指标", name, 0.93, fact.quote, value_of(fact, fact.operator or "≥"), said(fact), idea=idea, subject=fact.object
    )


_NAMES_A_RATE = ("率", "度", "比例", "比重", "占比", "效果", "覆盖面")
_NO_TARGET = re.compile(
    r"奖补比例|^号|(?:拨付|支付|预付)率?$|贴息率|贴息比例|利率|税率|汇率|费率|补助比例|补贴比例|报销比例|承担比例|配套比例|出资比例"
)  # terms of the money, nothing to be reached
_ON_TIME = re.compile(r"及时|按期|按时|准时|如期|准点|正点")
_EARNED = re.compile(r"产能|产值|(?<!低)收入|销售额|利润|税收|产量")


def rate_candidates(reading: Reading, library: Library) -> list[Candidate]:
    """Rates that the description sets itself."""
    out = []
    for fact in reading.facts:
        if fact.kind != "rate" or fact.number is None or not fact.object or len(fact.object) > 20 or _NO_TARGET.search(fact.object):
            continue
        level2 = "服务对象满意度指标" if "满意" in fact.object else "时效指标" if _ON_TIME.search(fact.object) else "质量指标"
        if fact.part == "effect":
            level2 = effect_level(fact.object)
        thing = _MUST.sub("", _WISHED.sub("", fact.object))
        name = thing if thing.endswith(_NAMES_A_RATE) else f"{thing}率"
        if (own := _asked_by_topic(name, reading)) is not None:
            name, level2 = own.name, own.level2  # 登记发证率 is what the topic calls 宅基地发证率
        operator = fact.operator or ("=" if fact.number == 100 else "≥")
        out.append(stated_row(level2, name, 0.9, fact.quote, value_of(fact, operator), said(fact), idea=library.idea(name, level2)))
    return [*out, *_growth_candidates(reading, {candidate.value.number for candidate in out if candidate.value})]


_WISHED = re.compile(r"^(?:要求|力争|争取|确保|保证|预计|预期|全[县市区镇乡])+(?=[\u4e00-\u9fff]{3})")


def _asked_by_topic(name: str, reading: Reading) -> Entry | None:
    """The leading topic's rate that a rate of the description is: its name ends on the same words and shares most of the rest."""
    if not reading.topics or not reading.is_sure:
        return None
    rates = [entry for entry in reading.topics[0].topic.indicators if entry.unit in ("%", "‰")]
    alike = [
        (dice(name, entry.name), entry) for entry in rates if entry.name.endswith(name) or entry.name[-_SAME_END:] == name[-_SAME_END:]
    ]
    alike = [(share, entry) for share, entry in alike if share >= _SAME_RATE or entry.name.endswith(name)]
    return max(alike, key=lambda pair: pair[0])[1] if alike else None


_MUST = re.compile(r"(?<=[率度])(?:要求|要|应|须|需|均|都|应当|必须)+$")  # 终端在线率要|达到95%
_SAME_END, _SAME_RATE = 3, 0.5
_GROWTH = re.compile(
    r"(?P<thing>[\u4e00-\u9fff]{2,14}?)(?:较上年|同比|比上年|平均|年均)?(?P<verb>增长|提高|提升|增加|下降|减少|降低)(?:率)?(?:约|达到?|至少|不低于)?(?P<number>\d{1,3}(?:\.\d{1,2})?)%"
)
_OF_MONEY = re.compile(r"额|收入|产值|税收|成本|销售|利润|产量|单产|费用|消费")


def _growth_candidates(reading: Reading, known: set[Any]) -> list[Candidate]:
    """By how much something is to grow or fall: 农产品网销额增长15%."""
    out: list[Candidate] = []
    for clause in reading.clauses:
        match = _GROWTH.search(clause.words)
        if match is None or Decimal(match["number"]) in known:
            continue
        name = f"{_WISHED.sub('', match['thing'])}{match['verb']}率"
        level2 = "经济效益指标" if _OF_MONEY.search(match["thing"]) else "社会效益指标"
        why = say(f"资金用途写明“{match[0]}”", f"the purpose says “{match[0]}”")
        value = TargetValue.parse(f"≥{match['number']}%")
        out.append(stated_row(level2, name, 0.9, match[0], value, ValueEvidence(from_="description", why=why)))
    return out


def result_candidates(reading: Reading) -> list[Candidate]:
    """Results in money that the description promises: 带动投资1800万元, 户均增收2000元."""
    out: list[Candidate] = []
    for fact in reading.facts:
        if fact.kind not in ("money", "unit_cost") or fact.number is None or not fact.verb or fact.total:
            continue
        thing = fact.object or ""
        grown = fact.measure if fact.measure and "增收" in fact.measure else fact.verb if fact.verb == "增收" else None
        name = f"{thing.removeprefix(fact.verb)}{grown}额" if grown else f"{fact.verb}{thing}额"
        if len(name) > 20 or (not thing and grown is None):
            continue
        value = value_of(fact, fact.operator or "≥")
        out.append(stated_row("经济效益指标", name, 0.9 - 0.02 * len(out), fact.quote, value, said(fact), subject=thing or fact.verb))
    return out
