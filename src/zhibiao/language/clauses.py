"""A description as its clauses: what each is about, and its words without money.

A goal sentence and a check of what was left out both need the drafter's own clauses, in order: works (硬化道路3公里), what is reached
(验收合格率100%), when (10月底前完工), what for (方便群众出行). Prices and shares of the money say how, not what, and are cut out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from zhibiao.language.background import background, within
from zhibiao.language.fact import Fact
from zhibiao.language.normalise import clean_cell
from zhibiao.language.outcomes import spent
from zhibiao.language.reading import verb_classes

ClauseKind = Literal["work", "effect", "date", "rate", "ground", "money"]

_BREAK = re.compile(r"[，；;。！!？?\n]|[：:](?=\d{1,2}[.、．)）](?!\d))|(?<!\d),|,(?!\d{3}(?!\d))|：(?!\d)|(?<!\d):")
_SENTENCE = frozenset("；;。！!？?\n")
_ANNOUNCES = frozenset("：:")  # 2026年主要做好以下工作：
_LEAD = re.compile(
    r"(?:\d{1,2}[.、．)）](?!\d)|[（(]\d{1,2}[)）]|[（(][一二三四五六七八九十]{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]{1,2}(?:、|是(?=[\u4e00-\u9fff]{2}|[“”]))|目标\d+"
    r"|(?:该|本)?(?:专项|项目)?(?:资金|经费|项目)(?=主要|用于|拟|计划)|(?:主要|专项|统筹|全部|具体|重点)?(?:用于|用作|用来|(?:建设|改造|维修|采购|服务|实施|工作|支出|活动)*内容(?:为|包括|有|：)|包括|为用于)|主要是|计划|拟(?!建|定)|预计|预期|将(?=[\u4e00-\u9fff]{2})|同时|另外|此外|并(?=[\u4e00-\u9fff]{2})|以及|需(?=[\u4e00-\u9fff]{2})|\s)+"
)
_GROUND = re.compile(
    r"^(?:(?:项目)?(?:资金|经费|投资)(?:来源|专款专用|由)|(?:项目)?总投资|根据|依据|按照?(?!期|时|月|季|年)|遵照|经|为(?:深入|进一步|全面)?(?:贯彻|落实)|由于|鉴于|因)"
)
_AS_IT_IS = re.compile(
    r"^(?:含|不含)|^(?:项目|主要|具体|工程)*(?:建设|改造|维修|采购|服务|实施|工作|支出|活动)?内容(?:如下|有|包括|为)?$|建于(?:19|20)\d\d年|(?:渗漏|破损|老化|脱落|陈旧|失修|简陋|不足|滞后)(?:严重)?$|存在[\u4e00-\u9fff]{0,10}(?:隐患|问题|风险)$|[为是][\u4e00-\u9fff]+阶段$|已(?:经|于|由|对|完成|纳入|列入|建成|交付|支付|竣工|签)|均已"
)
_HOW_RECKONED = re.compile(r"^(?:全年|每年|均)?按.{1,16}(?:计算|测算|执行|核算|标准|发放标准)$|^(?:具体)?标准(?:为|是)?$|测算$")
_EFFECT = re.compile(
    r"^(?:从而|进而|以此?|以便|更好地?|切实|有效|进一步|不断|逐步|持续|全面|大力|显著|积极|为了?)*(?:确保|保证|提高|提升|改善|促进|增强|推动|推进|维护|激发|实现|满足|方便|便利"
    r"|巩固|营造|优化|丰富|减轻|降低|减少|缓解|防止|防范|避免|消除|助力|助推|保障(?!.*(?:工资|经费|支出|费用|费|报酬|待遇)))"
)
_AMOUNT = re.compile(
    r"(?:[，,]?(?:共需|所需|需要?|共计|合计|总计|共|约|(?<![设审统会估])计|安排|投入|总投资|投资|预算|申请)*(?:财政|专项|补助|补贴|所需)?(?:资金|经费|费用|金额|预算|投资)?(?:为|约|共计?|合计)*)"
    r"\d[\d,.]*(?:[-~至]\d[\d,.]*)?(?:[百千]?[万亿]|千)?(?:元|(?<=万)(?![\u4e00-\u9fff]))(?:/[\u4e00-\u9fff·]{1,3}){0,3}(?:左右|以内|以上)?"
)
_PRICE = re.compile(
    r"(?:按照?|以)?(?:补助|补贴|发放|奖励|单价|人均|标准|[户亩]均|年均|月均|每[\u4e00-\u9fff]{1,4}?|一次性|为|是|的|不超过|约|给予|按|核定){0,8}$"
)
_MONEY_END = re.compile(
    r"(?:(?<!消)费|费用|经费|资金|支出|开支|租金|利息|工资|薪酬|报酬|社保|保险|公积金|津贴|奖金|款|欠款)(?:等|等支出|支出|开支|等费用)?$"
)
_PAID_END = re.compile(r"(?:补贴|补助|补偿|待遇|奖补|奖励|救助金|慰问金|抚恤金|优待金|贴息)(?:资金|等)?$")
_SHARE = re.compile(
    r"(?:其中:?)?(?:项目)?(?:总投资|投资|预算|资金|经费|(?:申请|中央|省级?|市级?|县级?|区级?|财政|自筹|配套|上级|本级)+[\u4e00-\u9fff]{0,6}(?:资金|补助|配套))"
)
_RATE_OF_PAY = re.compile(r"(?:[人户亩村]均|平均|月|年|日|每[\u4e00-\u9fff]{1,2})+(?:报酬|工资|补助|补贴|标准|费用|待遇|投资|成本)")
_NAMES = re.compile(
    rf"^(?:{'|'.join(map(re.escape, sorted(verb_classes(), key=len, reverse=True)))})|、|(?:补贴|补助|建设|改造|维修|工程|项目)$"
)
_DEED = re.compile(r"奖励|补助|补贴|奖补|资助|救助|发放|给予|提供|开展|实施|进行|慰问|补偿")
_TO_WHOM = ("对", "给", "向", "为")
_BRACKETED = re.compile(r"[（(][^（）()]*\d(?:[\d,.]*)[百千]?万?元[^（）()]*[）)]")
_BY_RULE = re.compile(r"按[\u4e00-\u9fff]{2,}$")  # 岗位补贴按当地最低工资标准1900元发放
_PRICED = re.compile(
    r"[，,、；;：:]|和|每[\u4e00-\u9fff]{1,3}|其中|[省市县区]级|中央|自筹|配套|人均|户均|亩均|/[\u4e00-\u9fff]{1,3}(?:·[\u4e00-\u9fff]{1,2})?"
)
_RECKONED = re.compile(r"^(?:的)?(?:标准|补助|补贴|左右|以内|以上)*(?:计算|测算|执行|发放|核算|给予|补助|补贴|奖励)?$")
_EACH = re.compile(r"单[个台项家户]|每")
_A_CLAUSE = 4  # characters; less is what an amount left behind
_OF_WHICH = re.compile(r"^(?:其中|包括|包含|含|分为)(?=[:：\u4e00-\u9fff\d])")
_HANDS_OUT = ("发放", "投放", "兑付", "偿还", "归还", "支付", "发行", "提供")
_STATES = re.compile(r"达到|完成|实现|按[月季年]|每|^[^，]{0,6}(?:不低于|不少于)")
_TOLD = re.compile(r"[要须应得没]|不(?!动产|良|锈)|实行|合格|齐全|以后|之后|现有|目前|有人|走政府")  # a sentence, no name of a work
_PREPOSED = tuple("对为给向在由与从")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a text. ``text[start:end]`` is where it stands; ``words`` are its own words, numbering and money left out;
    ``counts`` the counted facts in it; ``part`` marks what divides something named before (其中…); ``opens`` the first clause of a
    sentence or an item."""

    start: int
    end: int
    words: str
    kind: ClauseKind
    counts: tuple[Fact, ...] = ()
    part: bool = False
    opens: bool = False

    @property
    def headed(self) -> bool:
        """Whether the clause begins with what is done, for whom, or where, so that it can stand in a sentence as it is."""
        return self.words.startswith(_PREPOSED) or head_verb(self.words) is not None


def read_clauses(text: str, facts: Sequence[Fact]) -> list[Clause]:
    """The clauses of a text in order; ``facts`` are those found in it. Never raises."""
    out: list[Clause] = []
    opens, divides, told = True, False, background(text)
    for start, end, stop in _places(text):
        divides = divides and not (opens and start and text[start - 1] in _SENTENCE)
        clause = _clause(text, start, end, facts, opens, divides)
        if clause is not None and (within(clause.start, told) or (stop in _ANNOUNCES and not clause.counts)):
            clause = replace(clause, kind="ground")
        if clause is not None:
            out.append(clause)
        if len(out) > (clause is not None) and (clause is None or clause.kind == "money"):
            before = len(out) - 1 - (clause is not None)
            out[before] = _given(out[before], text[start:end])
        divides = divides or text[start:end].strip() == "其中" or (clause is not None and clause.part and clause.kind == "money")
        opens = stop in _SENTENCE or (opens and clause is None)
    return out


def head_verb(words: str) -> str | None:
    """The verb of the lexicon that the words begin with, the longest."""
    known = verb_classes()
    return next((words[:size] for size in range(min(6, len(words)), 0, -1) if words[:size] in known), None)


def _places(text: str) -> list[tuple[int, int, str]]:
    """Where clauses begin and end, with the mark that closes each; what stands in brackets divides nothing."""
    places, start, depth, position = [], 0, 0, 0
    for match in _BREAK.finditer(text):
        depth += sum(text.count(c, position, match.start()) for c in "（(") - sum(text.count(c, position, match.start()) for c in "）)")
        position = match.start()
        if depth > 0 and match[0] not in "。\n":
            continue
        depth = 0
        places.append((start, match.start(), match[0]))
        start = match.end()
    places.append((start, len(text), ""))
    return places


def _clause(text: str, start: int, end: int, facts: Sequence[Fact], opens: bool, divides: bool) -> Clause | None:
    """One clause; ``divides`` says that the money is being divided (其中：补贴186万元，印刷12万元)."""
    raw = text[start:end]
    here = [fact for fact in facts if start <= fact.start < end]
    counts = tuple(fact for fact in here if fact.kind in ("count", "people") and fact.number)
    part = not opens and (divides or _OF_WHICH.match(raw.strip()) is not None)
    words, cut = _without_money(clean_cell(raw), here)
    lead = _LEAD.match(words) if not part and (opens or not words.startswith("用于")) else None
    words = words[lead.end() :] if lead else words
    words = words.strip(" ，,、；;。:：的")
    if words.count("“") != words.count("”"):
        words = words.strip("“”")  # a quotation that a comma broke
    if not words or words in ("其中", "共", "共计", "合计"):
        return None
    kind = _kind(words, here, counts, cut or (part and "元" in words), part)
    return Clause(start, end, words, kind, counts, part, opens)


def _kind(words: str, here: list[Fact], counts: tuple[Fact, ...], cut: bool, part: bool) -> ClauseKind:
    result = any(fact.kind in ("money", "unit_cost") and fact.number is not None and not spent(fact) for fact in here)
    if words.startswith("按") and "元" in words and _DEED.search(words):
        return "work"  # 按每人每月600元发放岗位补助
    if not counts and not any(f.kind == "people" for f in here) and (_GROUND.match(words) or _AS_IT_IS.search(words)):
        return "ground"
    if _HOW_RECKONED.search(words) or (cut and (_SHARE.fullmatch(words) or len(words) < 2)):
        return "money"
    if counts:
        return "work"
    if cut and (
        part
        or len(words) < _A_CLAUSE
        or _EACH.match(words)
        or _RATE_OF_PAY.fullmatch(words)
        or (not _MONEY_END.search(words) and not _NAMES.search(words))
    ):
        return "money"  # 其中道路硬化90万元、路灯30万元; 人均年报酬8000元; 单台核磁不超过800万元
    if any(fact.kind == "rate" and fact.number is not None for fact in here):
        return "rate"
    if (result and head_verb(words) not in _HANDS_OUT) or _EFFECT.match(words):
        return "effect"
    if any(fact.kind == "deadline" for fact in here):
        return "date"
    return "work"


def _without_money(words: str, here: list[Fact]) -> tuple[str, bool]:
    """The words without the amounts at their end, in their brackets or at their head, and whether there were any.

    An amount inside (按每人60元标准配套补助资金) stays: what is left around it would be no clause. So do results (带动投资2000万元).
    """
    if any(fact.kind in ("money", "unit_cost") and fact.number is not None and not spent(fact) for fact in here):
        return words, False
    if not any(fact.kind in ("money", "unit_cost") for fact in here) and "元" not in words:
        return words, False
    bare = _BRACKETED.sub(_bracket_without_money, words)
    items = [_without_amount(item) for item in bare.split("、")]  # 购置电脑30万元、改造线路20万元
    if any(item is None for item in items):
        return bare, False
    left = "、".join(item for item in items if item)
    return left, left != words


def _bracket_without_money(match: re.Match[str]) -> str:
    """（每座30万元） goes whole, （轮换2800吨，每吨100元） keeps what it counts."""
    pieces = [piece for piece in re.split(r"[，,、；;]", match[0][1:-1]) if piece and not _AMOUNT.search(piece)]
    return f"（{'，'.join(pieces)}）" if pieces else ""


def _without_amount(item: str) -> str | None:
    """One item of a list without the amount at its end or head; ``None`` where it stands inside."""
    amounts = list(_AMOUNT.finditer(item))
    if not amounts:
        return item
    first = amounts[0]
    price = _PRICE.search(item[: first.start()])
    head = item[: price.start() if price else first.start()]
    if not _RECKONED.sub("", _PRICED.sub("", _AMOUNT.sub("", item[first.start() :]))):
        deed = _DEED.search(item[len(head) :])
        lost = deed is not None and head.startswith(_TO_WHOM) and not _DEED.search(head)  # 对企业2家每家奖励50万元
        return None if lost or _open_brackets(head) or _BY_RULE.search(head) else head
    return re.sub(r"^(?:的|用于)", "", item[first.end() :]) if len(amounts) == 1 and not head and price is None else None


def _open_brackets(text: str) -> bool:
    return sum(text.count(c) for c in "（(") > sum(text.count(c) for c in "）)")


def _given(clause: Clause, price: str) -> Clause:
    """对新升规企业25家，每家奖励10万元: the deed stands in the clause of the price, and what it is done to says nothing without it."""
    deed = _DEED.search(price)
    if deed is None or not clause.words.startswith(_TO_WHOM[:3]) or _DEED.search(clause.words) or _MONEY_END.search(clause.words):
        return clause
    return replace(clause, words=f"{clause.words}给予{deed[0]}")


def standing(clause: Clause) -> str:
    """The words of a clause so that they say what is to be reached: 村级办公经费 → 保障村级办公经费. A clause with a predicate of its
    own (暑假期间实施维修, 按季付费) stays as it is."""
    words = clause.words
    if clause.part or clause.headed or clause.kind != "work" or has_predicate(words) or _STATES.search(words) or _TOLD.search(words):
        return words
    if _PAID_END.search(words):
        return f"落实{words}"
    if _MONEY_END.search(words):
        return f"保障{words}"
    return f"做好{words}" if clause.opens and not _DIGIT.search(words) else words


def has_predicate(words: str) -> bool:
    """Whether a verb with its object stands inside the words, or what is said of a thing (供水管网老旧)."""
    return any(len(words) - match.end() >= _AN_OBJECT and words[match.end()] not in _JOINS for match in _predicates().finditer(words))


@cache
def _predicates() -> re.Pattern[str]:
    verbs = [verb for verb, kinds in verb_classes().items() if len(verb) > 1 and kinds & {"strong", "light", "pay"}]
    return re.compile("|".join(["通过", "委托", "邀请", "偿还", "须", "由", *sorted(map(re.escape, verbs), key=len, reverse=True)]))


_AN_OBJECT = 2  # characters
_JOINS = "、和及与，的等"
_DIGIT = re.compile(r"\d")
