"""W 文字: how names and descriptions of indicators are worded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhibiao.audit.findings import Proposal, Severity
from zhibiao.audit.proposed import NUMERIC, is_output, is_strict_rate, with_sign
from zhibiao.audit.rule import Hit, RowRule, TableView, register
from zhibiao.audit.words import finder, key, squeeze, table
from zhibiao.domain.tables import Indicator
from zhibiao.domain.values import TargetValue
from zhibiao.language import quantities
from zhibiao.language.measures import Measure, dimension_name, named_measure
from zhibiao.language.normalise import clean_cell
from zhibiao.messages import say

_FIELD = 15  # characters after which an old system cut names off
_LONGEST_HEAD = 24  # characters of a description that is itself the name of a measure


@register
class DescriptionRepeatsName(RowRule):
    """查什么：指标描述照抄三级指标名称。
    为什么：描述应写口径（怎么算、数从哪来），照抄等于没写。
    反例：“足额发放率 | 足额发放率”。
    正例：“足额发放率 | 足额发放的金额÷应发放的金额×100%”。
    依据：财预〔2021〕101号，指标应有解释和计算口径。
    陷阱：“发放人数”一类自明的计数照抄也读得懂，所以只作提示，每表汇总。
    准确率：五份真实文件中info 233条看过30条全对。

    What: the description repeats the name. Why: it should say how the number is got.
    Bad: "足额发放率 | 足额发放率". Good: "足额发放的金额÷应发放的金额×100%".
    Source: 财预〔2021〕101号. Plain counts explain themselves, so this is a note, summed up per table. Precision: 30 right of 30
    read.
    """

    code, title, name, severity = "W02", "描述照抄名称", "description-repeats-name", "info"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        name = key(row.name)
        if not name or key(row.description or "") != name:
            return
        plain_name = squeeze(row.name)
        fix = next((formula for end, formula in table("wording", "formula").items() if plain_name.endswith(end)), None)
        such = say(f"，如“{fix}”", f", such as “{fix}”") if fix else ""
        message = say(
            f"“{row.name}”的描述照抄名称，请写计算口径或数据来源{such}。",
            f"the description of “{row.name}” repeats its name; say how it is counted{such}.",
        )
        yield Hit("description", message, row=row, quote=row.description, fix=fix, summarised=True, confidence=0.97)


@register
class NameAgainstDescription(RowRule):
    """查什么：名称和描述说的不是一个量：一个说整改好的份额，一个说问题的份额；一个是人数，一个是金额；一个叫满意度，一个叫满意率。
    为什么：年底按哪个算都能说通，就等于没有口径。
    反例：“问题整改率 | 服务过程中发现问题比率”（意思相反）；“发放人数 | 发放金额”。
    正例：“问题整改率 | 已整改的问题数÷发现的问题数×100%”。
    依据：财预〔2021〕101号，名称与口径一致。意思相反为error，量不同为warning，同义词混用（时限、时效）为info，每表汇总。
    陷阱：描述只写分子（合格率 | 合格人数）的不算；只在两边结尾都是量词时比较。
    计数的名称而描述写目的（总人数 | 保证社区工作稳定进行）只提示。
    不用编码器判断：五份真实文件中近似度最低的22对名称和描述，只有6对真不一致。
    准确率：五份真实文件中error 1条、info 12条全对。

    What: name and description are two measures: the share put right against the share of problems, people against money, 满意度
    against 满意率.
    Why: a row that can be counted two ways has no definition.
    Bad: "问题整改率 | 服务过程中发现问题比率". Good: "已整改的问题数÷发现的问题数×100%".
    Source: 财预〔2021〕101号. Error where the meaning turns round, warning for different measures, note for synonyms. Sentences
    and descriptions that give the numerator only are left alone. Precision: 1 error and 12 notes right of 13 read.
    """

    code, title, name, severity = "W03", "名称与描述不一致", "name-against-description", "warning"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        name, described = squeeze(row.name), squeeze(row.description or "")
        if not key(name) or not key(described) or name == described:
            return
        shown = (row.description or "")[:40]
        bad = finder("wording", "bad_rate")(described)
        if bad and described.endswith(bad) and finder("wording", "good_rate")(name) and not finder("wording", "bad_rate")(name):
            fix = next((formula for end, formula in table("wording", "formula").items() if name.endswith(end)), None)
            message = say(
                f"名称“{row.name}”越高越好，描述“{shown}”说的是问题的份额，意思相反，请统一口径。",
                f"“{row.name}” is good when high while “{shown}” is the share of problems; use one definition.",
            )
            yield Hit("description", message, severity="error", row=row, quote=row.description, fix=fix, confidence=0.93)
            return
        if is_output(row) and _is_aim(name, described):
            message = say(
                f"“{row.name}”的描述“{shown}”是目的，不是口径，请写怎么计数、数从哪来。",
                f"the description “{shown}” of “{row.name}” is an aim; say how it is counted.",
            )
            yield Hit("description", message, severity="info", row=row, quote=row.description, confidence=0.85)
            return
        if len(described) > _LONGEST_HEAD:
            return
        one, other = _head(name), _head(described)
        if one is not None and other is not None and one.dimension != other.dimension:
            message = say(
                f"名称“{row.name}”量的是{dimension_name(one.dimension)}，描述“{shown}”量的是{dimension_name(other.dimension)}，请统一。",
                f"“{row.name}” measures {dimension_name(one.dimension)}, “{shown}” {dimension_name(other.dimension)}; make them agree.",
            )
            yield Hit("description", message, row=row, quote=row.description, confidence=0.85)
            return
        for first, second in table("wording", "same")["pairs"]:
            for mine, theirs in ((first, second), (second, first)):
                if name.endswith(mine) and described.endswith(theirs):
                    fix = clean_cell(row.description or "")[: -len(theirs)] + mine
                    message = say(
                        f"名称用“{mine}”，描述用“{theirs}”，请统一用“{mine}”。",
                        f"the name says {mine}, the description {theirs}; use {mine}.",
                    )
                    yield Hit(
                        "description", message, severity="info", row=row, quote=row.description, fix=fix, summarised=True, confidence=0.9
                    )
                    return


def _is_aim(name: str, described: str) -> bool:
    """Whether a name that counts something is described by what it is good for (总人数: 保证社区工作稳定进行)."""
    measure = named_measure(name)
    if measure is None or (measure.dimension == "ratio" and not is_strict_rate(name)) or finder("wording", "order")(name):
        return False
    return finder("wording", "aim")(described) is not None and named_measure(described) is None and not _METHOD.search(described)


_NO_HOUSEHOLD = re.compile(r"[用客账商散]户数$")
_COMPARED = ("people", "household", "money", "area", "length", "time")
_METHOD = re.compile(r"[÷×*/+-]|^[按依根据由]|计数|取数|汇总|计算|统计")


def _head(text: str) -> Measure | None:
    """The measure at the very end of a text that names one; a plain 数量 says nothing of what is counted, and a formula or a way of
    counting is no name."""
    measure = named_measure(text)
    if (
        measure is None
        or measure.dimension not in _COMPARED
        or not text.endswith(measure.word)
        or _METHOD.search(text)
        or _NO_HOUSEHOLD.search(text)
    ):
        return None
    return measure


_NUMBERING = re.compile(r"^(?:指标\s*\d*\s*[:：.、]?|\d+[.、])\s*")
_PLACEHOLDER = re.compile(r"[(（]?\s*[≥≤=><]*\s*(?:\*{2,}|[xX×]{2,})\s*[^\s()（）]{0,3}\s*[)）]?$")
_LEAD = re.compile(
    r"^(?:(?:是否|能否|可否|有无)(?:能够?)?|保证|确保|务必|必须|切实|力争|坚决|努力)?(?:做到|能够|按照|达到|实现)?(?:更?好地?的)?|^防止"
)
_TRAILING = re.compile(r"[≥≤=><]?\d[\d.,]*(?:%|‰|[\u4e00-\u9fff/·]{1,5}?)?(?:以上|以内|以下)?数?$")
_DEED_RATE = re.compile(r"^(?P<deed>完成|发放|覆盖|整改|办结|使用)(?P<thing>[\u4e00-\u9fff]{2,}?)率$")
_FUND_USE = re.compile(r"(?:经费|资金|预算)(?:使用|支出|执行)")  # no measure of what is done: never offered
_RULED = re.compile(r"(?:标准执行|预算指标进行|规定执行|要求执行)$")


@register
class NoIndicator(RowRule):
    """查什么：名称是问句、要求、一个数、一句空话，或带着指标值、占位符。
    问句（是否做到……），要求（保证、确保、做到、防止、按照……），数（15万元），空话（社会效益显著），带着指标值（改造排水管道268米）或表式的占位符（≥××%）；
    产出行的名称只有一件事、没有量（房屋维修）为提示。
    为什么：指标是对象加量；问句和要求答“是”就满分，空话怎么都算完成。
    反例：“是否做到护路期间无人员空岗”“做到改造排水管道268米”“社会效益显著”。
    正例：“护路期间空岗次数 =0次”“改造排水管道长度 ≥268米”“受益群众 ≥1200人”。
    依据：财预〔2015〕88号，指标科学性；财预〔2021〕101号，指标值单列。产出和成本行为warning，效益行和没有量的名称为info。
    陷阱：“提高……”“增强……”是效益常用写法，不报；“24小时扑灭率”“防止返贫监测户数”里的数和动词是指标本身；“保证金”“供水保证率”不是要求。
    准确率：五份真实文件中warning 35条、info 14条全对。

    What: names that are questions, orders (保证, 做到, 防止 …), bare numbers, names with their target inside, form placeholders
    (≥××%), slogans; output rows that name a deed and no measure (房屋维修).
    Why: an indicator is an object and a measure; questions and orders are met by yes.
    Bad: "做到改造排水管道268米". Good: "改造排水管道长度 ≥268米".
    Source: 财预〔2015〕88号; 财预〔2021〕101号. Warnings under output and cost, notes under benefits. 提高…, 增强… are usual for
    benefits and no finding, nor are numbers that define a measure (24小时扑灭率). Precision: 35 warnings and 14 notes right of 49 read.
    """

    code, title, name, severity = "W04", "名称不像指标", "no-indicator-name", "warning"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        name = clean_cell(row.name)
        if not key(name):
            return
        found = _fault(row, squeeze(name))
        if found is None:
            return
        why, severity = found
        fix = _renamed(row, name)
        suggestion: tuple[Proposal, ...] = ()
        if fix:
            suggestion = (Proposal(level2=row.level2 or "", name=fix, value=_signed(row) if row.value.kind in NUMERIC else None),)
        such = say(f"，如“{fix}”", f", such as “{fix}”") if fix else say("（对象加量，如“……长度”“……次数”“……率”）", " (object and measure)")
        message = say(f"名称“{name[:40]}”{why}，请改为指标名称{such}。", f"“{name[:40]}” {why}; write the name of a measure{such}.")
        yield Hit("name", message, severity=severity, row=row, quote=name, fix=fix, suggestion=suggestion, confidence=0.9)


def _signed(row: Indicator) -> str:
    value = row.value
    return with_sign(row) if value.operator is None and value.number is not None and value.text is None else str(value)


def _fault(row: Indicator, name: str) -> tuple[str, Severity] | None:
    output = is_output(row)
    grave: Severity = "warning" if output else "info"
    if finder("wording", "question")(name):
        return say("是问句", "is a question"), grave
    if name[0] in "≥≤=><0123456789一二三四五六七八九十" and _is_value(name):
        return say("是一个数", "is a number"), "warning"
    if _PLACEHOLDER.search(name):
        return say("带着表式的占位符", "still holds a placeholder of the form"), "info"
    if finder("wording", "order")(name) and not finder("wording", "not_order")(name):
        return say("是一句要求", "is an order"), grave
    if _holds_target(row, name):
        return say("把指标值写进了名称", "holds its own target"), "warning"
    if finder("wording", "slogan")(name):
        return say("是一句空话", "is a slogan"), "warning" if name.endswith(("显著", "明显")) else "info"
    if output and row.level2 != "时效指标" and len(name) <= 6 and finder("wording", "bare")(name):
        return say("只说了做什么，没有说量什么", "names a deed and no measure"), "info"
    return None


def _is_value(name: str) -> bool:
    value = TargetValue.parse(name)
    return value.kind in NUMERIC and value.text is None and named_measure(name) is None and quantities.is_unit(value.unit or "")


def _holds_target(row: Indicator, name: str) -> bool:
    value = row.value
    if value.number is None or value.kind not in NUMERIC or (is_strict_rate(name) and value.kind != "ratio"):
        return False
    mine = quantities.in_base(value.number, value.unit)
    for found in quantities.find_quantities(name):
        if found.unit is None or found.number == 1 or quantities.in_base(found.number, found.unit)[0] != mine[0]:
            continue
        one, other = quantities.dimension(found.unit), quantities.dimension(value.unit)
        if one == other or {one, other} <= {"people", "object", "occurrence", "household"}:
            return True
    return False


def _renamed(row: Indicator, name: str) -> str | None:
    """Object and measure out of a faulty name; ``None`` where no measure is left to tell."""
    bare = _NUMBERING.sub("", name)
    bare = _PLACEHOLDER.sub("", bare).strip("（(*：:，, ")
    bare = _LEAD.sub("", bare)
    value = row.value
    cut = _TRAILING.sub("", bare)
    if len(cut) >= 4 or is_strict_rate(squeeze(cut)):
        bare = cut
    if (
        (len(bare) < 4 and not is_strict_rate(squeeze(bare)))
        or _RULED.search(bare)
        or _FUND_USE.search(bare)
        or finder("wording", "question")(squeeze(bare))
        or bare == name
    ):
        return None
    if named_measure(bare) is not None:
        return _DEED_RATE.sub(r"\g<thing>\g<deed>率", bare)  # 完成规划环评率: 规划环评完成率
    if value.kind in ("count", "duration") and value.number is not None and value.text is None and cut == bare:
        from zhibiao.recommend.naming import measure_word  # the suggester's words; its modules are loaded only where a name is at fault

        return bare + measure_word(value.unit) if not bare.endswith(("到位", "发放", "购买", "进行", "执行")) else None
    return None


@register
class CutOff(RowRule):
    """查什么：名称被截断：正好十五个字而描述接着往下写；以“、”“的”“及”结尾；括号没有合上。
    为什么：旧系统的名称栏限十五字，截断的名称读不出量的是什么。
    反例：“逐步促进了解河势变化及对防洪、”。
    正例：把描述写全的一句用作名称，或另拟短名。
    依据：系统字段限长；财预〔2015〕88号，规范完整。
    陷阱：“建设目的”“普及”“参与”一类本来以这些字结尾的词不算。
    准确率：五份真实文件中warning 9条全对。

    What: names cut off: fifteen characters while the description goes on, an end in 、, 的 or 及, a bracket left open.
    Why: old systems held fifteen characters; the rest says what is measured.
    Bad: "逐步促进了解河势变化及对防洪、". Good: the whole sentence of the description, or a short name.
    Source: the field limit of such systems. Words that rightly end so (目的, 普及, 参与) are left alone. Precision: 9 right of 9 read.
    """

    code, title, name, severity = "W05", "名称被截断", "cut-off-name", "warning"
    primary_over = ("W04", "W06")

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        name, described = clean_cell(row.name), clean_cell(row.description or "")
        if not key(name):
            return
        text = squeeze(name)
        goes_on = len(described) > len(name) and described.startswith(name)
        ends = finder("wording", "cut_end")(text) is not None and finder("wording", "not_cut")(text) is None and len(text) > 4
        opened = text.count("(") > text.count(")") or text.count("《") > text.count("》")
        if not ((len(name) == _FIELD and goes_on and described[_FIELD:] not in ("率", "数", "度")) or ends or opened):
            return
        fix = described.rstrip("。；;") if goes_on else None
        such = say(f"，请写全：“{fix[:60]}”", f"; write it in full: “{fix[:60]}”") if fix else say("，请写全", "; write it in full")
        message = say(f"名称“{name}”没有写完{such}。", f"the name “{name}” is cut off{such}.")
        yield Hit("name", message, row=row, quote=name, fix=fix, confidence=0.93)


_CLAUSES = re.compile(r"[,;。]|并(?=[\u4e00-\u9fff]{4})|同时(?=[\u4e00-\u9fff]{3})")
_TWO_MEASURES = re.compile(r"、|(?<![总共饱调温平缓谐])和|(?<![普涉波顾])及(?!时)|(?<![参给])与")
_OF_TWO = ("一致率", "相符率", "符合率", "匹配率", "吻合率", "一致性", "之比")  # one measure that compares two things
_SHORT = 3  # characters of the shortest half that can be a measure or a deed of its own


@register
class Compound(RowRule):
    """查什么：一个名称里有两件事：逗号、“并”连着两个动宾短语，或“、”“和”连着两个量。
    为什么：一行只能有一个值，做成一半不知道怎么算。
    反例：“按规定时间发放并如期完工”“保护环境，方便出行”“知晓率和满意率”。
    正例：分作两行，各写各的值。
    依据：一个指标量一件事（财预〔2015〕88号，指标科学性）。产出行为warning，效益行为info。
    陷阱：“足额、及时发放率”“生产、生活用水”一类并列修饰语是一个量；名称被截断的归W05。
    准确率：五份真实文件中warning 2条、info 4条全对。

    What: two things in one name: clauses with verbs of their own, or two measures joined.
    Why: a row has one value; half done, nobody knows what it counts.
    Bad: "按规定时间发放并如期完工", "知晓率和满意率". Good: two rows.
    Source: one indicator, one measure. Warning under output, note under benefits. Joined attributes (足额、及时发放率) are one
    measure. Precision: 2 warnings and 4 notes right of 6 read.
    """

    code, title, name, severity = "W06", "一个指标含两件事", "compound-indicator", "info"

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        name = squeeze(row.name)
        halves = _two_things(name)
        if halves is None:
            return
        one, other = halves
        message = say(
            f"名称“{row.name[:40]}”含两件事（“{one}”“{other}”），请分作两行，各写各的值。",
            f"“{row.name[:40]}” holds two things (“{one}”, “{other}”); make two rows of it.",
        )
        severity: Severity = "warning" if is_output(row) else "info"
        proposals = tuple(Proposal(level2=row.level2 or "", name=half) for half in halves)
        yield Hit("name", message, severity=severity, row=row, quote=row.name, suggestion=proposals, confidence=0.85)


def _two_things(name: str) -> tuple[str, str] | None:
    if finder("wording", "fixed")(name) or "(" in name or name.endswith(_OF_TWO):
        return None
    verb, measure = finder("wording", "verbs"), finder("wording", "measure_end")
    parts = [part for part in _CLAUSES.split(name) if len(part) >= _SHORT]
    if (
        len(parts) >= 2
        and all(verb(part) or measure(part) for part in parts[1:])
        and (verb(parts[0]) or measure(parts[0]) or parts[0][0] == "按")
    ):
        return parts[0], parts[1]
    parts = [part for part in _TWO_MEASURES.split(name) if part]
    if len(parts) == 2 and all(len(part) >= _SHORT and measure(part) for part in parts):
        return parts[0], parts[1]
    return None
