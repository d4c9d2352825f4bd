"""Outputs that a purpose names without a number: 安全隐患排查、警示标志设置 → two rows to be filled in.

Every item of a purpose needs an output row (a reviewer looks for them one by one); where the drafter gave no number the row keeps
its measure and unit as an open slot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zhibiao.domain.tables import Project
from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.library import Entry
from zhibiao.language.clauses import head_verb
from zhibiao.language.fact import Fact
from zhibiao.language.normalise import key
from zhibiao.language.quantities import dimension
from zhibiao.language.similarity import containment
from zhibiao.language.spoken import spelled_out
from zhibiao.language.subject import core_of
from zhibiao.messages import say
from zhibiao.model.matching import Matcher, TopicMatch
from zhibiao.recommend.candidate import QUANTITY, Candidate, group_of
from zhibiao.recommend.deeds import TOLD_APART, deed_of
from zhibiao.recommend.groups import is_group
from zhibiao.recommend.naming import MEASURE, measure_word
from zhibiao.recommend.reading import Reading
from zhibiao.recommend.suggestion import Evidence, ValueEvidence
from zhibiao.recommend.things import Thing, thing_of
from zhibiao.recommend.topics import is_sure
from zhibiao.recommend.trouble import tells_of_trouble
from zhibiao.recommend.unpriced import without_amount
from zhibiao.recommend.works import PREFIX, ends_on_deed, working_verbs, works

MAX_OUTPUTS = 6
_HEADS = ("人数", "户数")
_SHORTEST, _LONGEST, _A_CLAUSE, _A_STEM, _HEAD = 3, 14, 28, 3, 2  # characters
_A_NAME, _OTHER = 10, 0.4  # characters of a phrase that can be a name; share of an indicator's name from which it is no other thing
_ASKED, _COUNTED = 0.75, 0.85  # share of what an indicator counts that a phrase must say; what its object alone is worth
_COUNTABLE = ("area", "length", "object", "household")
_MONEY = re.compile(r"(?:费|费用|经费|资金|支出|工资|薪酬|奖金|津贴|保险|险|补助|补贴|补偿|租金|利息|开支|成本|预算|债|款|支付|开支)$")
_PAY_OF = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,12}?)(?:基本|劳动|劳务)?(?:工资|薪酬|报酬|劳务费|经费)")
_EMPTY = re.compile(
    r"(?:工作|项目|等|方面|任务|运行|运转|事项|业务|建设|管理|水平|能力|质量|力度|政策|机制|制度|体系|要求|标准|专项|内容|情况|问题|环境|发展|作用|权益|安全)$"
)
_NUMBER = re.compile(r"\d|[一二三四五六七八九十两]+[个座台套处条项次场户名]")
_BY_OTHERS = re.compile(
    r"^(?:委托|聘请|邀请|通过|采取|采用|利用|按照|由|(?:采购|购买|购置|租用)[\u4e00-\u9fff]{0,10}服务$)|打卡|到户|到人|一卡通|公示$|移交$"
)  # how the work is done, not what comes of it
_NO_OUTPUT = re.compile(
    r"^[急亟]需|好后|后重新|做准备|予以|专业$|续签|打基础|提供依据|[\u4e00-\u9fff]为[\u4e00-\u9fff]|及时|告知|录入|账户|专户|财政户|不得|不准|禁止|没有|除外|每[\u4e00-\u9fff]$|技术服务|监理|勘察|同意|批复|核准|采取|方式|一批|部分|打好基础|^进(?![\u4e00-\u9fff]{2,4}(?:展演|演出|宣传|宣讲|巡展|活动)$|[山出口])|^[每按依由在]|覆盖|内容|^涉及|^接入|^纳入|^并入|^经|^[A-D]级|监测户|监测对象|等|费|[前底]"
)  # what a price is per, where the work is, the rest of a list, a date
_WORKS = re.compile(
    r"(?:维修|修缮|修整|改造|重建|拆除|建设|更换|安装|治理|整治|清理|抢修)$"
)  # 三镇商贸中心|改造 is a work wherever it stands
_WORN, _AT_ONCE = re.compile(r"^(?:到期|老旧|破损|损坏|老化|陈旧)的"), re.compile(r"(?:一并|全部|统一|集中|及时)(?=[\u4e00-\u9fff]{2}$)")
_WHICH_TIME = re.compile(r"第?[一二三四五六七八九十]{1,2}届")
_WHERE_TO = re.compile(r"(?<=[\u4e00-\u9fff]{3})(?:[进下](?:村|社区|校园?|学校|企业|乡|基层|家庭|机关))+$")
_EACH_ONE = re.compile(r"逐[座处个户一村栋条]")
_EFFECT = re.compile(r"确保|保障|保证|提高|提升|改善|促进|增强|维护|激发|推动|实现|满足|方便|服务群众|稳定|巩固|营造|打造|优化")
_GIVEN = re.compile(r"补助|补贴|发放|津贴|奖励|救助|慰问|报酬|工资|保险|投保|参保")
# What work makes of a thing we do not know: whatever is repaired or built is counted by the place, what is bought by the piece.
_BY_VERB = (
    (
        re.compile(r"维修|修缮|改造|整修|加固|建设|新建|扩建|修建|整治|治理|清理|提升|重建|拆除|整改|抢修|补砌|归安|翻修|翻新|扩容"),
        Thing("数量", "处"),
    ),
    (re.compile(r"购置|采购|购买|配备|配发|换发|补配|添置|安装|更换|制作"), Thing("数量", "件")),
    (re.compile(r"订阅|印发|张贴|印制"), Thing("份数", "份")),
    (re.compile(r"表彰|评选|奖励|慰问"), Thing("人数", "人")),
    (re.compile(r"编制|撰写"), Thing("份数", "份")),
)
# The same of what a phrase ends on.
_BY_TAIL = (
    (re.compile(r"测评|评估|检测|监测"), Thing("次数", "次")),
    (re.compile(r"运维|租用|租赁"), Thing("数量", "项")),
)


def _made_by(verb: str, tail: bool = False) -> Thing | None:
    known = (*_BY_VERB, *_BY_TAIL) if tail else _BY_VERB
    return next((thing for pattern, thing in known if pattern.search(verb)), None)


class Named(NamedTuple):
    """An output that the purpose names: its words, what it is counted in, where they stand, and the indicator of the library that asks
    for it, if there is one."""

    phrase: str
    thing: Thing
    quote: str
    entry: Entry | None = None


def named_outputs(reading: Reading, matcher: Matcher | None = None) -> list[Named]:
    """Each output that the purpose names without a number, in order; where it names none and counts none, what the name says is done
    to a thing, if no topic says more.

    :param matcher: tells the topic of a single work (适配辅助器具 in a project of 残疾人康复), whose indicator is asked for then.
    """
    found: list[Named] = []
    counted = [fact.object for fact in reading.facts if fact.number is not None and fact.object and fact.kind != "money"]
    told = sum(one.role == "output" for one in reading.stated)
    for part in works(reading):
        phrase = _phrase(part)
        if any(thing in phrase for thing in counted):
            continue
        _add(_output(phrase, part.strip(), reading, matcher, told > 1), found)
        if len(found) == MAX_OUTPUTS:
            break
    topic = reading.topics[0].topic if reading.topics and reading.is_sure else None
    unsaid = not found and not told and (topic is None or reading.does_else(topic))
    if unsaid:
        for fact in reading.facts:
            _add(_priced(fact), found)
    if unsaid and not found:
        name = core_of(reading.project.name)
        _add(_output(_phrase(name), name, reading, None, False), found)
    return found


def _priced(fact: Fact) -> Named | None:
    """What has a price for each, and so is counted: 新种白茶|每亩600元."""
    unit = (fact.unit or "").partition("/")[2]
    if fact.kind != "unit_cost" or not fact.name or not _SHORTEST <= len(fact.name) <= _LONGEST or dimension(unit) not in _COUNTABLE:
        return None
    return Named(fact.name, Thing(measure_word(unit), unit), fact.quote)


def _add(one: Named | None, found: list[Named]) -> None:
    said = [key(other.phrase) for other in found] + [other.entry.id for other in found if other.entry]
    if one is not None and key(one.phrase) not in said and (one.entry is None or one.entry.id not in said):
        found.append(one)


def _phrase(part: str) -> str:
    phrase = _AT_ONCE.sub("", _WORN.sub("", PREFIX.sub("", part.strip()))).removesuffix("等").strip('“”"的 ')
    phrase = _WHERE_TO.sub("", spelled_out(phrase))
    phrase = _WHICH_TIME.sub("", phrase)
    return without_amount(_EACH_ONE.sub("", phrase.replace("进行", "")))


def _output(phrase: str, quote: str, reading: Reading, matcher: Matcher | None, told: bool) -> Named | None:
    length = len(key(phrase))
    if tells_of_trouble(_thing(phrase)):
        return None  # 门窗破损、线路老化等进行|维修
    if length < _HEAD or any(pattern.search(phrase) for pattern in (_NUMBER, _EFFECT, _BY_OTHERS, _NO_OUTPUT)):
        return None
    if told and head_verb(phrase) is None and not _WORKS.search(phrase):
        return None  # 用于平台运维、节目制作, behind which what is made is counted
    if length <= _A_CLAUSE and (entry := asked_for(phrase, reading, matcher)) is not None:
        return Named(phrase, Thing(measure_word(entry.unit), entry.unit or ""), quote, entry)
    paid = _PAY_OF.fullmatch(phrase)
    if paid is not None and is_group(paid["who"]) and not told and reading.of_kind("K01", "K02", "K03"):
        return Named(paid["who"], Thing("人数", "人"), quote)  # 聘用工勤人员|工资
    if not _SHORTEST <= length <= _LONGEST or _MONEY.search(phrase):
        return None
    output = _as_output(phrase)
    if output is None or (told and output[1].measure in _HEADS):
        return None  # who they are the counts say
    return Named(*output, quote)


def asked_for(phrase: str, reading: Reading, matcher: Matcher | None) -> Entry | None:
    """The quantity that the library asks of a work: of the project's topics, or of the topic that the work has by itself."""
    own = _nearest(phrase, reading.topics)
    if own is not None or matcher is None:
        return own
    project = Project(name=phrase)
    found = [match for match in matcher.topics(project, limit=1) if match.hits and match.outline.functions[0].isdigit()]
    return _nearest(phrase, [match for match in found if is_sure(match, project)])


def _nearest(phrase: str, topics: Sequence[TopicMatch]) -> Entry | None:
    entries = [entry for match in topics for entry in match.topic.indicators if entry.shared is None and group_of(entry.level2) == QUANTITY]
    alike = [(_spoken(entry, phrase), -place) for place, entry in enumerate(entries)]
    best = max(alike, default=(0.0, 0))
    return entries[-best[1]] if best[0] >= _ASKED else None


def _spoken(entry: Entry, phrase: str) -> float:
    """How much of what an indicator counts a phrase says, 0 to 1; nothing where it is another deed (新建 and 检修 of a line), or where the
    phrase is about something that only has that name in it (废旧农膜回收|网点)."""
    deeds = [deed_of(text) for text in (entry.name, phrase)]
    apart = deeds[1] in TOLD_APART or None not in deeds  # 献血宣传 is no 献血人次
    if (apart and deeds[0] != deeds[1]) or (_MONEY.search(phrase) and not _GIVEN.search(entry.name)):
        return 0.0
    thing = _thing(phrase)
    named = [name for name in (entry.name, *entry.synonyms) if thing[-_HEAD:] in name]
    stems = [stem for name in named if len(stem := MEASURE.sub("", name)) >= _A_STEM]
    said = max((1.0 if stem in phrase else containment(stem, phrase) for stem in stems), default=0.0)
    if _MONEY.search(phrase) and said < 1 and (entry.counted or "\0") not in phrase:
        return 0.0  # who is paid must be named
    counted = entry.counted or ""
    same = len(counted) >= _HEAD and (thing.endswith(counted) or counted.endswith(thing))
    return max(said, _COUNTED if same else 0.0)


def _thing(phrase: str) -> str:
    """A phrase without the deed at its head or tail."""
    for verb in working_verbs():
        if phrase.startswith(verb) and len(phrase) - len(verb) >= _HEAD:
            return phrase[len(verb) :]
        if phrase.endswith(verb) and len(phrase) - len(verb) >= _HEAD:
            return phrase[: -len(verb)]
    return phrase


def _as_output(phrase: str) -> tuple[str, Thing] | None:
    """建设保鲜库 and 警示标志设置 are outputs: a verb at the head or the tail, a thing that can be counted; so is a counted noun."""
    for verb in working_verbs():
        if phrase.startswith(verb) and len(phrase) - len(verb) >= 2:
            thing = thing_of(phrase) or _made_by(verb)
            return (phrase, thing) if thing else None
        if phrase.endswith(verb) and len(phrase) - len(verb) >= 2:
            thing = thing_of(_thing(phrase[: -len(verb)])) or thing_of(phrase) or _made_by(verb, tail=True)
            return (phrase, thing) if thing else None
    thing = thing_of(phrase)
    return None if thing is None or _EMPTY.search(phrase) else (phrase, thing)


# How well an output was done, by what it is counted in: what is built or bought is accepted, what is carried out is completed.
_QUALITY = {
    "长度": "验收合格率",
    "面积": "验收合格率",
    "数量": "验收合格率",
    "套数": "验收合格率",
    "处数": "验收合格率",
    "份数": "通过评审率",
    "人数": "覆盖率",
    "户数": "覆盖率",
}
_DONE, _TASK_DONE, _AGAIN = "完成率", "任务完成率", 0.3  # and what the rate is worth for what is only counted: an alternative
_LAST = 0.4  # worth of a rate of completion, which says again what the count beside it says
# What these make of a thing cannot be accepted: it is carried out.
_CARRIED_OUT = re.compile(
    r"开设|举办|组织|开展|监测|检测|检查|巡查|养护|管护|保洁|清运|发放|培训|服务|租用|租赁|聘用|免疫|防治|引进|处理|化解|评审|放映|接待|维护|运行|征收|拆除|印发|保障|运行|涉及|支付|兑付|偿还|弥补|推广"
)
_NOT_MADE = re.compile(
    r"^(?:供暖|采暖|供热|供电|供水)|(?:小区|村|社区|乡镇|街道|学位|床位|岗位|席位|名额|证)$"
)  # nobody accepts these as works are
_GIVEN_NAME = re.compile(r"(?:面积|长度|数量|里程)$")
_RATED = 4  # outputs that get a quality row of their own
_MADE = ("length", "area", "volume", "object")  # people and villages are not accepted as work is


def _is_activity(fact: Fact) -> bool:
    return dimension(fact.unit) == "occurrence" or fact.unit in ("人次", "万人次")


def output_quality_candidates(reading: Reading, outputs: Sequence[Named]) -> list[Candidate]:
    """A quality row of its own for the leading outputs, counted or not; they stand behind what topic and kind call for."""
    named = [(one.phrase, one.thing.measure, one.quote) for one in outputs if one.entry is None]
    facts = [one.fact for one in reading.stated if one.role == "output" and one.fact.object]
    made = [fact for fact in facts if _is_made(fact)]
    counted = [
        (
            _GIVEN_NAME.sub("", fact.name or "") or f"{fact.verb or ''}{fact.object}",
            "" if _CARRIED_OUT.search(fact.verb or "") else measure_word(fact.unit),
            fact.quote,
        )
        for fact in made
    ]
    done = [(fact.name or fact.object or "", fact.quote) for fact in facts if not any(fact is one for one in made)]
    if len(counted) + len(named) == 1:
        named = []  # how well the one work is done topic and kind ask themselves
    rated = [
        _rated(
            f"{phrase}{_quality_of(phrase, measure)}",
            (_LAST if _quality_of(phrase, measure) == _DONE else 0.58) - 0.05 * place,
            quote,
            aside=_quality_of(phrase, measure) == _DONE,  # says again what the count says
        )
        for place, (phrase, measure, quote) in enumerate([*counted, *named][:_RATED])
        if len(phrase) <= _LONGEST
    ]
    tasks = [_rated(f"{name}{_TASK_DONE}", _AGAIN - 0.02 * place, quote, aside=True) for place, (name, quote) in enumerate(done[:_RATED])]
    return [*rated, *(one for one in tasks if len(one.name) <= _LONGEST + len(_TASK_DONE))]


def _quality_of(phrase: str, measure: str) -> str:
    """What an output is rated by: a paper that is reviewed by its review, other copies by acceptance."""
    if measure == "份数":
        return _QUALITY[measure] if _REVIEWED.search(phrase) else "验收合格率" if _PRINTED.search(phrase) else _DONE
    return _QUALITY.get(measure, _DONE)


_REVIEWED = re.compile(r"报告|规划|方案|标准|规程|规范|设计|图册|图纸|名录|志书|课题")
_PRINTED = re.compile(r"印|制作|资料|手册|读本|展板|折页|单页")


def _is_made(fact: Fact) -> bool:
    """Whether a count is of what is made or carried out by a deed that is named."""
    if fact.kind != "count" or fact.unit == "家" or not fact.verb or _NOT_MADE.search(fact.object or ""):
        return False
    return dimension(fact.unit) in _MADE or _is_activity(fact)


def _rated(name: str, score: float, quote: str, aside: bool = False) -> Candidate:
    why = say("应全部达到的比率写=100%（取值惯例）", "what ought to be reached in full is =100% (convention)")
    return Candidate(
        level2="质量指标",
        name=name,
        score=score,
        sources=("description",),
        evidence=[Evidence(type="description", quote=quote)],
        value=TargetValue.parse("=100%"),
        value_evidence=ValueEvidence(from_="library", why=why),
        basis="计划标准",
        near=aside,
    )


def output_candidates(outputs: Sequence[Named]) -> list[Candidate]:
    """An open quantity row for each output named without a number, as the library asks for it where it does."""
    why = ValueEvidence(why=say("资金用途写了这项工作，没有写数量，请填写", "the purpose names this work without a number; fill it in"))
    return [_row(one, place, why) for place, one in enumerate(outputs)]


def _row(one: Named, place: int, why: ValueEvidence) -> Candidate:
    entry, measure = one.entry, one.thing.measure
    row = Candidate(
        level2="数量指标",
        name=one.phrase if one.phrase.endswith(measure) else f"{one.phrase}{measure}",
        score=(0.88 if entry is None else 0.96) - 0.02 * place,
        sources=("description",),
        evidence=[Evidence(type="description", quote=one.quote)],
        core=True,
        value=TargetValue.parse(f"≥__{one.thing.unit}"),
        value_evidence=why,
        basis="计划标准",
        subject=one.phrase,
    )
    if entry is not None:
        own = _as_output(one.phrase)
        other = len(one.phrase) <= _A_NAME and containment(MEASURE.sub("", entry.name), one.phrase) < _OTHER
        if own is None or own[1].unit != entry.unit or not other or len(one.phrase) < _SHORTEST:
            row.name = entry.name  # 建设保鲜库 stays, where the library asks for 新建冷藏保鲜设施
        row.level2, row.value, row.basis = entry.level2, entry.model_copy(update={"value": None}).slot(), entry.basis
        does = head_verb(one.phrase) is not None or ends_on_deed(one.phrase)
        row.sources = ("description", "library") if does else ("library", "description")  # 被服: a thing named in passing
        row.entry, row.subject = entry, entry.counted
        row.idea, row.description = (None if "." in entry.id else entry.id), entry.formula or entry.measures
        row.evidence.append(Evidence(type="library", id=entry.id, why=say("资金用途写到这项工作", "the purpose speaks of this work")))
    return row
