"""Candidates from the library: what the project's topics and kinds call for, filled with the facts of the description."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.library import Entry, Library, shared_name
from zhibiao.language.fact import Fact
from zhibiao.language.normalise import key
from zhibiao.language.similarity import containment
from zhibiao.messages import say
from zhibiao.recommend.candidate import QUANTITY, SATISFACTION, Candidate, group_of
from zhibiao.recommend.deeds import HOLLOW, deed_of, unspoken
from zhibiao.recommend.filled import filled_entries, land_reached, the_only_group
from zhibiao.recommend.from_description import ROSTER_KINDS, each_of, operator_for, quoted, said, stated_name, value_of
from zhibiao.recommend.naming import MEASURED
from zhibiao.recommend.reading import Reading
from zhibiao.recommend.suggestion import Evidence, ValueEvidence

# A row of a topic speaks to this work, a row of a kind to any work of its sort; core rows come first in either.
_HEADS = ("人", "名", "户")
_UNSAID, _UNHEARD = 0.6, 0.75
_OTHER_DEED = 0.3  # a row of a topic that is about running a place, where the project builds, repairs or equips it
_OTHER_LINE = 0.25  # a row of a line of work that the description does not speak of, while it speaks of another
_A_WORD = 0.15  # of a name's bigrams
_REPAIR, _REPAIRED_TWICE = (
    re.compile(r"(?:维修|修复|修缮|整修|修整|翻修|大修|改造|清掏|清淤|疏通|加固|解危|检修|更换|安装|养护|管护)$"),
    re.compile(r"\{object\}(?:维修改造|维修)"),
)
OF_WORKS = re.compile(r"竣工|完工|开工|工程|造价|修缮|施工|安置房|房屋使用年限")  # rows of works, where nothing is built
# share of the kinds that a row fits, from which it does; probability from which a project is of one kind
_FITS, _OF_ONE_KIND, _BUNDLE = 0.2, 0.5, "K36"
_PAID_FOR = re.compile(r"\{object\}(?:足额|及时)?发放")
_IN_PASSING = 0.15  # probability of a kind
_UNPAID = 0.3  # what a row about payments is worth where nobody is paid
_PAID_OUT = ("payee-accuracy", "full-payment", "timely-payment", "per-head-standard")
_PAYS_OUT = re.compile(r"补|奖|津贴|资助|救助|慰问|发放|兑付|工资|薪|抚恤|优待|贴息|赔|保险|低保|供养|待遇|报酬|减免|支付|安置费")
_A_PAYMENT = re.compile(r"补贴|补助|奖补|津贴|资助|救助|慰问|兑付|抚恤|贴息")
_A_FEE = re.compile(r"(?<![经会])费|利息")
_LASTS = re.compile(r"使用年限|使用寿命")
_SAYS_WHAT = 8  # characters of a purpose that speaks of a work
_TELLS = 16  # characters of a purpose that says what is done
_NEAR = 0.8  # a row of a topic that is only near, of which the description has no word: an alternative at most
_SAID = 0.7  # share of an effect's bigrams that the description must have said
_PERIOD = re.compile(r"按[月季年]")
_AND = re.compile(r"与|和|及|、")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
# A further topic of a project (打捆) has outputs and a quality of its own; when it is done and what it is good for, the project
# as a whole says.
_PART = {"数量": 0.85, "质量": 0.85, "时效": 0.5, "成本": 0.7, "效益": 0.7, "满意度": 0.6}
_TOPIC_CORE, _TOPIC, _KIND_CORE, _KIND, _ANY = 0.9, 0.72, 0.5, 0.38, 0.4

# What any project may be asked for; all there is when nothing tells what it is.
LIVES = ("service-life", "repair-life", "equipment-life")
_SERVES_NOBODY = ("K17", "K18", "K19", "K21", "K34", "K35")  # plans, tests and debts have no beneficiaries to be counted
_ANY_PROJECT = ("task-timely", "completion-date", "beneficiaries", "lasting-mechanism", "satisfaction", "total-cost")


def library_candidates(reading: Reading, library: Library) -> list[Candidate]:
    """Rows of the matched topics, then of the leading kinds."""
    out: list[Candidate] = []
    text = _said(reading)
    for rank, match in enumerate(reading.topics):
        hits, topic = "、".join(match.hits[:3]), match.topic
        why = say(f"主题“{topic.name}”", f"topic “{topic.name}”") + (say(f"（{hits}）", f" ({hits})") if hits else "")
        heard = topic.heard(reading.done)
        plain = _speaks_plainly(topic.indicators, reading)
        called_for = [entry for entry in topic.indicators if not heard or not entry.line or not heard.isdisjoint(entry.line)]
        filled = filled_entries(topic.indicators, reading)
        filled |= the_only_group(called_for, reading, filled)
        reached = land_reached(called_for, reading, filled)
        else_done, unsaid = reading.does_else(topic), _unsaid(topic.indicators, reading, filled, frozenset(heard))
        for n, entry in enumerate(topic.indicators):
            weight = min(1.0, 0.4 + match.score) * (1.0 if rank == 0 else _PART[group_of(entry.level2) or ""])
            other_line = bool(entry.line and (heard or plain) and heard.isdisjoint(entry.line))
            if other_line:
                weight *= _OTHER_LINE
            unfit = _unfit(entry, reading)
            if unfit and not other_line:
                weight *= _OTHER_LINE
            if (period := _PERIOD.search(entry.name)) and _PERIOD.search(reading.text) and period[0] not in reading.text:
                weight *= _OTHER_LINE  # 按季拨付, where the description says 按月
            near = not reading.is_sure and _own_name(entry, library) and not _says_no_more(entry, reading)
            near = near or (OF_WORKS.search(entry.name) is not None and not reading.builds and not _says_no_more(entry, reading))
            near = near or _of_other_work(entry, reading, unsaid)
            near = near or _outlasts(entry, reading) or (_unpaid(entry, reading) and _A_FEE.search(reading.text) is None)
            if near:
                weight *= _NEAR
            if else_done and group_of(entry.level2) != SATISFACTION:
                weight *= _OTHER_DEED
            candidate = _candidate(entry, weight * (_TOPIC_CORE if entry.core else _TOPIC), why, reading, text, n, filled.get(entry.id))
            if entry.id in reached:
                _fill_effect(candidate, reached[entry.id])
            candidate.near = (
                near or other_line or unfit or (else_done and group_of(entry.level2) != SATISFACTION)
            ) and not candidate.is_stated
            out.append(candidate)
    for rank, kind in enumerate(reading.kinds[:3]):
        weight = min(1.0, 0.5 + kind.score) * (1.0 if rank == 0 else 0.8)
        why = say(f"项目类型“{kind.kind.name}”", f"kind “{kind.kind.name}”")
        filled = filled_entries(kind.kind.indicators, reading)
        # a word in passing, or a further kind of work that the sure topic is none of (安置帮教 is no 征地安置)
        passing = kind.score < _IN_PASSING or (rank > 0 and reading.is_sure and kind.kind.code not in reading.topics[0].topic.kinds)
        for n, entry in enumerate(kind.kind.indicators):
            if entry.shared in LIVES and not reading.kinds[0].kind.service_life:
                continue  # what is kept up or run was built before
            candidate = _candidate(entry, weight * (_KIND_CORE if entry.core else _KIND), why, reading, text, n, filled.get(entry.id))
            unpaid = entry.shared in _PAID_OUT and _PAYS_OUT.search(reading.text) is None  # 增殖放流: nobody is paid
            candidate.score *= _UNPAID if unpaid and not candidate.is_stated else 1.0
            # 生活垃圾无害化处理率 where snow is cleared
            apart = group_of(entry.level2) != QUANTITY and entry.counted is not None and entry.counted not in reading.text
            candidate.near = (passing or apart or (unpaid and not kind.hits) or _unpaid(entry, reading)) and not candidate.is_stated
            out.append(candidate)
    known = reading.topics or reading.kinds
    why = say("各类项目共有的要求", "what every project is asked for")
    serves = not reading.kinds or reading.kinds[0].kind.code not in _SERVES_NOBODY
    entries = (library.shared[name] for name in _ANY_PROJECT if name in library.shared and (serves or name != "beneficiaries"))
    out += [_candidate(entry, _ANY if known else _KIND, why, reading, text, n) for n, entry in enumerate(entries)]
    return out


def _unfit(entry: Entry, reading: Reading) -> bool:
    """Whether a row is one of other kinds of project than this: 水源污染事件发生数 where the protection of a water source is planned."""
    total = sum(match.score for match in reading.kinds)
    if not entry.fits or not total or _LASTS.search(entry.name) or reading.kinds[0].kind.code == _BUNDLE:
        return False
    if reading.kinds[0].score < _OF_ONE_KIND:
        return False  # what sort of project it is nobody can tell
    fits = sum(match.score for match in reading.kinds if match.kind.code in entry.fits)
    spoken = "效益" not in entry.level2 and _says_no_more(entry, reading)
    return fits < _FITS * total and not spoken


def _unsaid(entries: Sequence[Entry], reading: Reading, filled: Mapping[str, Fact], heard: frozenset[str]) -> frozenset[str]:
    """What a topic counts for lines of work that the description does not speak of, where it speaks of something else that it counts."""
    counted = {entry.counted: entry for entry in entries if entry.counted and group_of(entry.level2) == QUANTITY}
    said = {thing for thing, entry in counted.items() if thing in reading.text or entry.id in filled}
    if not said or len(reading.project.purpose or "") < _SAYS_WHAT:
        return frozenset()
    aside = {thing for thing, entry in counted.items() if entry.line and heard.isdisjoint(entry.line)}
    others = (thing for thing in aside if thing not in said and len(thing) > 1 and thing not in HOLLOW)
    return frozenset(thing for thing in others if not any(thing in one or one in thing for one in said))


def _speaks_plainly(entries: Sequence[Entry], reading: Reading) -> bool:
    """Whether the purpose speaks of what a topic counts for whatever line of work (开展党建活动 makes no 示范点)."""
    purpose = key(reading.project.purpose or "")
    things = (entry.counted for entry in entries if entry.counted and not entry.line and group_of(entry.level2) == QUANTITY)
    return any(len(thing) > 1 and thing not in HOLLOW and thing in purpose for thing in things)


def _of_other_work(entry: Entry, reading: Reading, unsaid: frozenset[str]) -> bool:
    """Whether a row is of a work that the description does not speak of, while it speaks of another: 示范点创建完成时间 where 党建活动 are
    held, 建设传习所 where one is helped to run."""
    if group_of(entry.level2) != QUANTITY:
        return any(thing in entry.name for thing in unsaid)
    told = len(reading.project.purpose or "") >= _SAYS_WHAT and any(deed_of(clause.words) is not None for clause in reading.clauses)
    return told and unspoken(entry.name, reading.text)


def _unpaid(entry: Entry, reading: Reading) -> bool:
    """奖补资金兑付率, where a purpose that says what is done speaks of no payment."""
    told = len(reading.project.purpose or "") >= _TELLS
    return told and _A_PAYMENT.search(entry.name) is not None and _PAYS_OUT.search(reading.text) is None and "每人" not in reading.text


def _outlasts(entry: Entry, reading: Reading) -> bool:
    """户厕设施使用年限, where what stands already is only kept up."""
    kept_up = bool(reading.kinds) and not reading.kinds[0].kind.service_life
    return kept_up and not reading.builds and _LASTS.search(entry.name) is not None and not _says_no_more(entry, reading)


def _candidate(entry: Entry, score: float, why: str, reading: Reading, text: str, place: int, fact: Fact | None = None) -> Candidate:
    evidence = [Evidence(type="library", id=entry.id, why=why)]
    subject = reading.paid if _PAID_FOR.search(entry.name) else reading.subject
    pattern = _REPAIRED_TWICE.sub("{object}", entry.name) if subject and _REPAIR.search(subject) else entry.name
    name = shared_name(pattern, object=subject, served=reading.served)
    if entry.shared == "satisfaction" and reading.served:
        name = f"{reading.served}满意度"
    name = _spoken_variant(name, reading)
    candidate = Candidate(
        level2=entry.level2,
        name=name,
        score=score - 0.001 * place,
        sources=("library",),
        evidence=evidence,
        idea=entry.shared or (None if "." in entry.id else entry.id),  # a shared indicator taken by itself is its own idea
        core=entry.core,
        entry=entry,
        basis=entry.basis,
        description=entry.formula or entry.measures,
        subject=entry.counted,
    )
    if fact is not None and group_of(entry.level2) != QUANTITY and fact.kind in ("count", "people") and not _says_no_more(entry, reading):
        fact = None  # 保洁员62名 are not 吸纳脱贫保洁员62名
    if fact is not None and group_of(entry.level2) == QUANTITY:
        fact = each_of(fact, reading)
    if fact is not None:
        kind = entry.value_kind
        usual = operator_for(fact, reading)
        roster = usual == "=" and fact.unit in _HEADS and reading.kinds[0].kind.code in ROSTER_KINDS
        operator = fact.operator or (usual if roster else entry.op) or usual
        candidate.value = value_of(fact, operator if kind != "money" or operator in ("≤", "=", "≥") else "≤")
        candidate.value_evidence = said(fact)
        candidate.evidence.insert(0, quoted(fact))
        candidate.sources = ("description", "library")
        candidate.score = min(0.99, candidate.score + 0.25)
        candidate.name = _own_words(entry, fact, reading) or candidate.name
        candidate.subject = fact.object
        if group_of(entry.level2) == QUANTITY and fact.kind != "money":
            candidate.role = reading.role_of(fact)
            candidate.core = candidate.role == "output"
        return candidate
    candidate.value, candidate.value_evidence = usual_value(entry)
    candidate.score *= _spoken_of(entry, candidate, reading, text)
    return candidate


def _spoken_variant(name: str, reading: Reading) -> str:
    """风险保障（贷款）金额, where the text speaks of 贷款: 贷款金额; 新增（恢复、改善）灌溉面积, where it speaks of none: 新增灌溉面积."""
    match = _VARIANTS.fullmatch(name)
    if match is None:
        return name
    others = match["others"].split("、")
    spoken = next((one for one in others if one in reading.text), None)
    if spoken is None and match["first"].startswith("新") and not reading.of_kind("K09"):
        spoken = others[-1]  # dredging makes no new land: 改善
    if spoken is not None and match["first"] not in reading.text:
        return f"{spoken}{match['rest']}"
    return f"{match['first']}{match['rest']}"


_VARIANTS = re.compile(
    r"(?P<first>[\u4e00-\u9fff]{2,8})（(?P<others>[\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4})*)）(?P<rest>[\u4e00-\u9fff]{2,10})"
)


def _spoken_of(entry: Entry, candidate: Candidate, reading: Reading, text: str) -> float:
    """What a row of a topic is worth to a project whose description says what is done: a count that is not in its list, or an effect
    of which no word stands in it, belongs to another line of the topic's work."""
    if entry.shared is not None or "." not in entry.id or not reading.project.purpose:
        return 1.0
    if entry.counted and not candidate.is_filled:
        counts = any(fact.kind in ("count", "people") and fact.number is not None for fact in reading.facts)
        return _UNSAID if counts and entry.counted not in reading.project.text else 1.0
    return 1.0 if containment(MEASURED.sub("", entry.name), text) >= _A_WORD else _UNHEARD


def _said(reading: Reading) -> str:
    """The project's text with its leading topic's name, of a name of two lines of work (妇幼健康与两癌筛查) the line that is spoken of."""
    text = reading.project.text
    lines = [line for match in reading.topics[:1] for line in _AND.split(match.outline.name)]
    return text + "".join(line for line in lines if len(lines) == 1 or containment(line, text) >= _A_WORD)


def _own_name(entry: Entry, library: Library) -> bool:
    """Whether a row speaks of its topic: it is no shared indicator, or one under a name of the topic's own."""
    return entry.shared is None or ("{" not in entry.name and entry.name != library.shared[entry.shared].name)


def _says_no_more(entry: Entry, reading: Reading) -> bool:
    """Whether the words of an effect's name stand in the text, so that a count of the text can be its value."""
    return containment(MEASURED.sub("", _BRACKETS.sub("", entry.name)), reading.project.text) >= _SAID


def _own_words(entry: Entry, fact: Fact, reading: Reading) -> str | None:
    """A count in the drafter's own words; 太阳能路灯 is no name for a plain 路灯, 人工增雨防雹作业 none for 增雨作业."""
    if fact.object is None and fact.name is None:
        return None  # 处理6.2万头: of what, the entry says
    return stated_name(fact, reading) if fact.kind not in ("unit_cost", "money") and group_of(entry.level2) == QUANTITY else None


def usual_value(entry: Entry) -> tuple[TargetValue, ValueEvidence]:
    """The library's usual value with its ground, or an open slot that keeps operator and unit."""
    value = entry.slot()
    if entry.value_kind == "deadline" and entry.value is not None and entry.basis == "计划标准":
        # a date set by a contract is this project's own; what is usual is only a hint
        hint = say(f"通常{entry.value}，请按{entry.grounds}填写", f"usually {entry.value}; fill it in from {entry.grounds}")
        return entry.model_copy(update={"value": None}).slot(), ValueEvidence(why=hint)
    if entry.value is None and entry.value_kind != "grade":
        return value, ValueEvidence(
            why=say(f"描述中没有这个数，请按{entry.grounds}填写", f"the description gives no number; fill it in from {entry.grounds}")
        )
    source = entry.standard or entry.grounds
    unchecked = say("（原文待核）", " (original to be checked)") if entry.checked is False else ""
    why = say(f"通常值，依据可填{entry.basis}：{source}{unchecked}", f"usual value; basis {entry.basis}: {source}{unchecked}")
    return value, ValueEvidence(from_="library", range=entry.range, why=why)


def _fill_effect(candidate: Candidate, fact: Fact) -> None:
    candidate.value, candidate.value_evidence = value_of(fact, fact.operator or "≥"), said(fact)
    candidate.evidence.insert(0, quoted(fact))
    candidate.sources = ("description", "library")
    candidate.score = min(0.99, candidate.score + 0.25)
    candidate.subject = fact.object
