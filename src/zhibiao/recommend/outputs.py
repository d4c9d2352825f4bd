"""Outputs that a purpose names without a number: 安全隐患排查、警示标志设置 → two rows to be filled in.

Every item of a purpose needs an output row (a reviewer looks for them one by one); where the drafter gave no number the row keeps
its measure and unit as an open slot.
"""

from __future__ import annotations

import re
from functools import cache

from zhibiao.domain.values import TargetValue
from zhibiao.language.clauses import head_verb
from zhibiao.language.fact import Fact
from zhibiao.language.normalise import clean_cell, key
from zhibiao.language.quantities import dimension
from zhibiao.language.reading import verb_classes
from zhibiao.messages import say
from zhibiao.recommend.candidate import Candidate
from zhibiao.recommend.naming import measure_word
from zhibiao.recommend.reading import Reading
from zhibiao.recommend.suggestion import Evidence, ValueEvidence
from zhibiao.recommend.things import Thing, thing_of
from zhibiao.recommend.unpriced import without_amount

MAX_OUTPUTS = 6
_SPLIT = re.compile(r"[，,、；;。:：\n（）()]|以及|及其|和|与|及(?!时)")
_PREFIX = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}前(?=[对将])|聘(?:请)?专家|\d+[.、]|[一二三四五六七八九十]+[、是]|主要|其中|另外|另|同时|专项|统筹|继续|安排|用于|用作|做好|完成|开展|实施|进行|组织|加强|推进|落实|计划|拟|对|为|并|务必|承担|负责|全镇|全县|全区|全乡|辖区内?|镇区|我镇|我县)+"
)
_MONEY = re.compile(r"(?:费|费用|经费|资金|支出|工资|薪酬|奖金|津贴|保险|补助|补贴|补偿|租金|利息|开支|成本|预算|债|款|支付|开支)$")
_EMPTY = re.compile(
    r"(?:工作|项目|等|方面|任务|运行|运转|事项|业务|建设|管理|水平|能力|质量|力度|政策|机制|制度|体系|要求|标准|专项|内容|情况|问题|环境|发展|作用|权益|安全)$"
)
_NUMBER = re.compile(r"\d|[一二三四五六七八九十两]+[个座台套处条项次场户名]")
_BY_OTHERS = re.compile(
    r"^(?:委托|聘请|邀请|通过|采取|采用|利用|按照|由|(?:采购|购买|购置|租用)[\u4e00-\u9fff]{0,10}服务$)|打卡|到户|到人|一卡通|公示$|移交$"
)  # how the work is done, not what comes of it
# 科级干部、村党组织书记等|主体班6期: examples of what is counted behind them
_EXAMPLES = re.compile(r"(?:[^，,。；;、\d\n]{1,20}、)+[^，,。；;、\d\n]{1,20}等(?=[^，,。；;、\d\n]{0,12}\d)")
_NO_OUTPUT = re.compile(
    r"[\u4e00-\u9fff]为[\u4e00-\u9fff]|及时|告知|录入|账户|专户|财政户|不得|不准|禁止|没有|除外|每[\u4e00-\u9fff]$|同意|批复|核准|采取|方式|^[每按依由在]|覆盖|内容|^涉及|等|费|[前底]"
)  # what a price is per, where the work is, the rest of a list, a date
_WORKS = re.compile(
    r"(?:维修|修缮|修整|改造|重建|拆除|建设|更换|安装|治理|整治|清理|抢修)$"
)  # 三镇商贸中心|改造 is a work wherever it stands
_EACH_ONE = re.compile(r"逐[座处个户一村栋条]")
_EFFECT = re.compile(r"确保|保障|保证|提高|提升|改善|促进|增强|维护|激发|推动|实现|满足|方便|服务群众|稳定|巩固|营造|打造|优化")


# What work makes of a thing we do not know: whatever is repaired or built is counted by the place, what is bought by the piece.
_BY_VERB = (
    (
        re.compile(r"维修|修缮|改造|整修|加固|建设|新建|扩建|修建|整治|治理|清理|提升|重建|拆除|抢修|补砌|归安|翻修|翻新|扩容"),
        Thing("数量", "处"),
    ),
    (re.compile(r"购置|采购|购买|配备|安装|更换|制作|印制"), Thing("数量", "件")),
    (re.compile(r"编制|撰写"), Thing("份数", "份")),
)


def _made_by(verb: str) -> Thing | None:
    return next((thing for pattern, thing in _BY_VERB if pattern.search(verb)), None)


@cache
def _working_verbs() -> tuple[str, ...]:
    verbs = [verb for verb, kinds in verb_classes().items() if kinds & {"strong", "weak", "pay"} and len(verb) > 1]
    return tuple(sorted(verbs, key=lambda verb: (-len(verb), verb)))


def named_outputs(reading: Reading) -> list[tuple[str, Thing, str]]:
    """(phrase, what it is counted in, quote) for each output the purpose names without a number, in order."""
    found: list[tuple[str, Thing, str]] = []
    seen: set[str] = set()
    counted = [fact.object for fact in reading.facts if fact.number is not None and fact.object and fact.kind != "money"]
    told = sum(one.role == "output" for one in reading.stated) > 1
    for part in _parts(reading):
        phrase = _PREFIX.sub("", part.strip()).removesuffix("等").strip('“”"的 ')
        phrase = without_amount(_EACH_ONE.sub("", phrase.replace("进行", "")))
        if not 3 <= len(key(phrase)) <= 14 or any(pattern.search(phrase) for pattern in (_NUMBER, _MONEY, _EFFECT, _BY_OTHERS, _NO_OUTPUT)):
            continue
        if told and head_verb(phrase) is None and not _WORKS.search(phrase):
            continue  # 用于平台运维、节目制作, behind which what is made is counted
        output = _as_output(phrase)
        if output is None or key(output[0]) in seen or any(thing in phrase for thing in counted):
            continue
        seen.add(key(output[0]))
        found.append((*output, part.strip()))
        if len(found) == MAX_OUTPUTS:
            break
    return found


def _parts(reading: Reading) -> list[str]:
    """The pieces of the purpose that count nothing: whole clauses of work, and in a clause that counts the works that a list sets
    beside (新建公厕3座、更换垃圾桶); what stands around a number belongs to it."""
    purpose = reading.project.purpose or ""
    out: list[str] = []
    for clause in reading.clauses:
        divides = clause.part and clause.counts  # 其中大坝灌浆248万元 divides money: a work of its own
        if clause.kind not in ("work", "money") or divides or not purpose or clause.words.startswith("用于"):
            continue
        if clause.words.endswith(_HANDED_OUT):
            continue  # 发放汽车、家电、餐饮消费券: the list is of what the last word means
        if not clause.counts:
            words = _EXAMPLES.sub("", _CONTENTS.sub("", clean_cell(purpose[clause.start : clause.end])))
            out += (_MARKS if _TO_WHOM.search(words) else _SPLIT).split(words)
            continue
        position = clause.start
        spans = sorted((fact.start, fact.end) for fact in clause.counts)
        for start, end in (*spans, (clause.end, clause.end)):
            between = clean_cell(purpose[position:start])
            last = start == clause.end
            if between.startswith(_AND) or (
                position == clause.start and between.endswith("、") and not _EXAMPLES.search(purpose, position, clause.end)
            ):
                pieces = [piece for piece in _SPLIT.split(between) if piece]
                out += [piece for piece in (pieces if last or between.endswith(_AND) else pieces[:-1]) if head_verb(_PREFIX.sub("", piece))]
            position = max(position, end)
    return out


_CONTENTS = re.compile(r"^[\u4e00-\u9fff]{0,6}内容(?:为|包括|是|有)?")
_HANDED_OUT = ("券", "补贴", "补助", "奖励")
_AND = ("、", "和", "及", "并", "以及")
# 对甲和乙开展检查: the list is of those it is done to
_TO_WHOM = re.compile(r"(?:^|[聘请托组织])[\u4e00-\u9fff]{0,4}[对为给向][\u4e00-\u9fff、]{2,}[和与及、]")
_MARKS = re.compile(r"[，,；;。：:\n（）()]")


def _as_output(phrase: str) -> tuple[str, Thing] | None:
    """建设保鲜库 and 警示标志设置 are outputs: a verb at the head or the tail, a thing that can be counted; so is a counted noun."""
    for verb in _working_verbs():
        if phrase.startswith(verb) and len(phrase) - len(verb) >= 2:
            thing = thing_of(phrase) or _made_by(verb)
            return (phrase, thing) if thing else None
        if phrase.endswith(verb) and len(phrase) - len(verb) >= 2:
            thing = thing_of(phrase[: -len(verb)]) or thing_of(phrase) or _made_by(verb)
            return (phrase, thing) if thing else None
    thing = thing_of(phrase)
    return None if thing is None or _EMPTY.search(phrase) else (phrase, thing)


# How well an output was done, by what it is counted in: what is built or bought is accepted, what is carried out is completed.
_QUALITY = {"长度": "验收合格率", "面积": "验收合格率", "数量": "验收合格率", "份数": "通过评审率", "人数": "覆盖率", "户数": "覆盖率"}
_DONE = "完成率"
_LAST = 0.4  # worth of a rate of completion, which says again what the count beside it says
# What these make of a thing cannot be accepted: it is carried out.
_CARRIED_OUT = re.compile(
    r"开设|举办|组织|开展|监测|检测|检查|巡查|养护|管护|保洁|清运|发放|培训|服务|租用|租赁|聘用|免疫|防治|引进|处理|化解|评审|放映|接待|维护|运行|征收|拆除|印发|保障|运行|涉及|支付|兑付|推广"
)
_NOT_MADE = re.compile(r"(?:学位|床位|岗位|席位|名额|证)$")  # nobody accepts these as works are
_RATED = 4  # outputs that get a quality row of their own
_MADE = ("length", "area", "volume", "object")  # people and villages are not accepted as work is


def _is_activity(fact: Fact) -> bool:
    return dimension(fact.unit) == "occurrence" or fact.unit in ("人次", "万人次")


def output_quality_candidates(reading: Reading) -> list[Candidate]:
    """A quality row of its own for the leading outputs, counted or not; they stand behind what topic and kind call for."""
    named = [(phrase, thing.measure, quote) for phrase, thing, quote in named_outputs(reading)]
    counted = [
        (f"{fact.verb or ''}{fact.object}", "" if _CARRIED_OUT.search(fact.verb or "") else measure_word(fact.unit), fact.quote)
        for fact in reading.facts
        if fact.kind == "count"
        and fact.number
        and fact.object
        and reading.role_of(fact) == "output"
        and fact.unit != "家"
        and fact.verb
        and not _NOT_MADE.search(fact.object)
        and (dimension(fact.unit) in _MADE or _is_activity(fact))
    ]
    why = ValueEvidence(
        from_="library", why=say("应全部达到的比率写=100%（取值惯例）", "what ought to be reached in full is =100% (convention)")
    )
    return [
        Candidate(
            level2="质量指标",
            name=f"{phrase}{_QUALITY.get(measure, _DONE)}",
            score=(0.58 if measure in _QUALITY else _LAST) - 0.05 * place,
            sources=("description",),
            evidence=[Evidence(type="description", quote=quote)],
            value=TargetValue.parse("=100%"),
            value_evidence=why,
            basis="计划标准",
        )
        for place, (phrase, measure, quote) in enumerate([*counted, *named][:_RATED])
        if len(phrase) <= 14
    ]


def output_candidates(reading: Reading) -> list[Candidate]:
    """An open quantity row for each output named without a number."""
    why = ValueEvidence(why=say("资金用途写了这项工作，没有写数量，请填写", "the purpose names this work without a number; fill it in"))
    return [
        Candidate(
            level2="数量指标",
            name=phrase if phrase.endswith(thing.measure) else f"{phrase}{thing.measure}",
            score=0.88 - 0.02 * place,
            sources=("description",),
            evidence=[Evidence(type="description", quote=quote)],
            core=True,
            value=TargetValue.parse(f"≥__{thing.unit}"),
            value_evidence=why,
            basis="计划标准",
            subject=phrase,
        )
        for place, (phrase, thing, quote) in enumerate(named_outputs(reading))
    ]
