"""The works that a purpose names: the pieces of its clauses that count nothing.

给全体辅警换发执勤服、更新装备 names two works; 对烈士墓逐座修整 one; what stands around a number belongs to that number.
"""

from __future__ import annotations

import re
from functools import cache

from zhibiao.language.clauses import Clause, head_verb
from zhibiao.language.normalise import clean_cell
from zhibiao.language.reading import verb_classes
from zhibiao.language.spoken import is_deed, spelled_out
from zhibiao.recommend.reading import Reading
from zhibiao.recommend.trouble import tells_of_terms, tells_of_trouble
from zhibiao.recommend.unpriced import without_amount

_SPLIT = re.compile(r"[，,、；;。:：\n（）()]|以及|及其|和|与|及(?!时)")
_MARKS = re.compile(r"[，,；;。：:\n（）()]")
PREFIX = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}前(?=[对将])|需要?(?=[\u4e00-\u9fff]{2})(?!求)|聘(?:请)?专家|本次|此次|\d+[.、]|[一二三四五六七八九十]+[、是]|主要|其中|另外|另|同时|专项|统筹|继续做?|安排|用于|用作|做好|完成|开展"
    r"|实施|进行|组织|加强|推进|落实|计划|拟作?|打算|依托[\u4e00-\u9fff]{2,4}?(?=[建设新])|简单|对|为|并|务必|承担|负责|想|保障|确保|本年度?|(?:本|该)?项目|全镇|全县|全区|全乡|全局|辖区内?|镇区|我镇|我县|我村)+"
)
# 科级干部、村党组织书记等|主体班6期: examples of what is counted behind them
_EXAMPLES = re.compile(r"(?:[^，,。；;、\d\n]{1,20}、)+[^，,。；;、\d\n]{1,20}等(?=[^，,。；;、\d\n]{0,12}\d)")
_CONTENTS = re.compile(r"^[\u4e00-\u9fff]{0,6}内容(?:为|包括|是|有)?")
_HELPED = re.compile(
    r"(?:[\u4e00-\u9fff]{2,12}(?:维修|修缮|改造|建设|新建|整改|整治|更新|购置|扩建))(?=(?:专项)?(?:补助|补贴|奖补)(?:资金)?$)"
)
_HANDED_OUT = ("券", "补贴", "补助", "奖励")
_AND = ("、", "和", "及", "并", "以及")
# 对甲和乙开展检查: the list is of those it is done to
_TO_WHOM = re.compile(r"(?:^|[聘请托组织])[\u4e00-\u9fff]{0,4}[对为给向][\u4e00-\u9fff、]{2,}[和与及、]")
# 保障甲、乙和丙等工作正常开展 is a list of works that is called an effect
_KEPT_UP = re.compile(
    r"^(?:保障|确保|保证)(?P<works>[\u4e00-\u9fff]+、[\u4e00-\u9fff、]+?)(?:等)?(?:各项)?(?:工作)?(?:的)?(?:正常|顺利|有序|有效)?(?:开展|进行|运行|运转)?$"
)
_SUPPLIES = re.compile(r"(?<=巡查|巡护|巡逻|执法|监测)(?:船艇|车辆|用车|设备)?(?:油料|燃油|耗材)(?:费用?)?$")
_AND_THEN = re.compile(r"^(?:并|同时|另外?|此外|也|同步|再)(?=[\u4e00-\u9fff]{3})")
_BY_RULE = re.compile(r"^拟?(?:按照?|根据|依据)[^，]{2,14}?(?:原则|要求|标准|方案|规定)(?=对)")
# 为14个社区微型消防站|更换空气呼吸器、水带: the number says where
_PUT_IN = re.compile(r"^[为给]\d+[个所家处支][^，、\d]{2,12}?(?=(?:更换|配备|购置|采购|安装|补充|换发|配发)[^\d]*$)")
_EXPENSE = re.compile(r"(?<=[\u4e00-\u9fff]{4})(?:等)?(?:日常|相关|各项)*(?:运行)?(?:所需)?的?(?:开支|支出)$")
_WHEN = re.compile(
    r"^(?:[\u4e00-\u9fff\d]{1,8}前(?=[对将把更组开进举给为])|(?:[“”]?(?:春节|八一|七一|国庆|中秋|元旦|两节|重阳|端午)[“”]?[、和]?)+(?:期间|节日?)?)"
)
_NEEDS = re.compile(r"^需要?(?=[对将把])")
_LETTERS = re.compile(r"(?<=[A-Z])、(?=[A-Z])")  # 鉴定为C、D级的公房 is no list of works
_CLOSES = ("完成", "竣工", "完工", "验收", "投用", "建成", "到位", "拨付", "发放", "上报", "通过")
_GETS = (
    "购置", "采购", "购买", "更换", "租用", "栽植", "更新", "配备", "配发", "添置", "安装", "换发", "补配", "走访慰问", "慰问", "新建",
    "维修", "改造", "修建",
)  # fmt: skip
_PAID = re.compile(r"(?:费|补助|补贴|保险|工资|服务|经费|资金)$")
_MADE = re.compile(r"(?:维修|修缮|改造|建设|新建|整治|清理|疏通|加固|更换|养护|购置|采购|筛查|接种|检测|监测|防治)$")
_KEPT_RUNNING = re.compile(r"(?:开放|投放|放映|播放|演出)$")
_ABOUT = re.compile(r"(?:本|该)?项目")
_A_THING = 2  # characters


def works(reading: Reading) -> list[str]:
    """The pieces, in order: whole clauses of work, in one that counts the works that a list sets beside (新建公厕3座、更换垃圾桶)."""
    purpose = reading.project.purpose or ""
    counts = any(clause.counts for clause in reading.clauses)
    out: list[str] = []
    for clause in reading.clauses:
        told = tells_of_trouble(clause.words) or tells_of_terms(clean_cell(purpose[clause.start : clause.end]))
        if not _may_name(clause) or not purpose or told:
            continue
        if (put := _PUT_IN.match(clause.words)) is not None:
            out += _of_clause(clause.words[put.end() :], apart=True)
        elif clause.counts:
            beside = _beside_counts(clause, purpose)
            out += [piece for piece in beside if ends_on_deed(piece)] if clause.words.endswith(_HANDED_OUT) else beside
        elif without_amount(clause.words).endswith(_HANDED_OUT):  # 发放汽车、家电、餐饮消费券: the list is of what the last word means
            helped = _HELPED.match(clause.words)  # 宗教活动场所维修|补助: the work is what is helped
            out += [helped[0]] if helped else []
        elif clause.kind == "effect":
            kept_up = _KEPT_UP.match(clause.words)
            out += _SPLIT.split(kept_up["works"]) if kept_up else []
        else:
            out += _of_clause(_EXAMPLES.sub("", _CONTENTS.sub("", clean_cell(purpose[clause.start : clause.end]))), apart=not counts)
    return out


def _may_name(clause: Clause) -> bool:
    if clause.kind == "date":
        words = _WHEN.sub("", clause.words)
        deed = words != clause.words and head_verb(words) is not None and not words.startswith(_CLOSES)
        return not clause.counts and (deed or _done_to().match(words) is not None)
    if clause.kind == "ground":
        return _BY_RULE.match(clause.words) is not None  # 按照修旧如旧的原则|对屋面进行修缮
    if clause.kind == "effect":
        return not clause.counts
    divides = clause.part and clause.counts  # 其中大坝灌浆248万元 divides money: a work of its own
    return clause.kind in ("work", "money") and not divides and not clause.words.startswith("用于")


def _of_clause(words: str, apart: bool) -> list[str]:
    """A clause that counts nothing, piece by piece: for whom or to what it is all done goes with each deed.

    :param apart: whether what is bought or built by one deed is so many works.
    """
    words = _NEEDS.sub("", _LETTERS.sub("", words))
    words = _SUPPLIES.sub("", _BY_RULE.sub("", _EXPENSE.sub("", _WHEN.sub("", _AND_THEN.sub("", words)))))
    if (done := _done_to().match(words) or _of_what().match(words)) is not None:
        thing = PREFIX.sub("", done["thing"])
        if thing.endswith("的"):
            return []  # 对无法修复的予以更换: of what is not said
        return [f"{deed}{thing}" for deed in _SPLIT.split(done["deeds"]) if deed]
    words = _for_whom().sub("", PREFIX.sub("", words) if _ABOUT.match(words) else words)
    if _TO_WHOM.search(words):
        return _MARKS.split(words)
    pieces = _with_thing(
        [piece for piece in _SPLIT.split(spelled_out(PREFIX.sub("", words) if is_deed(PREFIX.sub("", words)) else words)) if piece]
    )
    bare = [len(PREFIX.sub("", piece)) < _A_THING for piece in pieces]
    verb = head_verb(PREFIX.sub("", pieces[0])) if pieces else None
    if verb and len(pieces) > 1 and not any(head_verb(piece) or ends_on_deed(piece) for piece in pieces[1:]):
        if any(bare[1:]) or len(PREFIX.sub("", pieces[0])) - len(verb) < _A_THING:
            return _MARKS.split(words)  # 采购帐篷、折叠床、棉被: one deed, whatever it is done to
        if apart and verb in _GETS:
            return [pieces[0], *(piece if _PAID.search(piece) else f"{verb}{piece}" for piece in pieces[1:])]
    does = [head_verb(PREFIX.sub("", piece)) is not None or ends_on_deed(piece) for piece in pieces]
    if len(pieces) > 1 and not any(does[:-1]) and _KEPT_RUNNING.search(pieces[-1]):
        return _MARKS.split(words)  # 图书馆、文化馆和文化站|免费开放: what is done is done to all
    whole = all(len(piece) > _A_THING for piece in pieces)
    if len(pieces) > 1 and whole and not any(does[:-1]) and (deed := _MADE.search(pieces[-1])) is not None:
        return [*(f"{piece}{deed[0]}" for piece in pieces[:-1]), pieces[-1]]  # 公墓道路及围墙|维修
    return pieces


def _with_thing(pieces: list[str]) -> list[str]:
    """献血宣传、|表彰: a deed alone is done to what stands before."""
    for place in range(1, len(pieces)):
        before = next((verb for verb in working_verbs() if pieces[place - 1].endswith(verb)), "")
        thing = pieces[place - 1].removesuffix(before)
        if pieces[place] in working_verbs() and before and len(thing) >= _A_THING:
            pieces[place] = thing + pieces[place]
    return pieces


def ends_on_deed(piece: str) -> bool:
    """Whether a piece closes with what is done."""
    return piece.endswith(working_verbs())


def _beside_counts(clause: Clause, purpose: str) -> list[str]:
    out: list[str] = []
    position = clause.start
    spans = sorted((fact.start, fact.end) for fact in clause.counts)
    for start, end in (*spans, (clause.end, clause.end)):
        between = clean_cell(purpose[position:start])
        last = start == clause.end
        if between.startswith(_AND) or (
            position == clause.start and between.endswith(("、", "及", "以及")) and not _EXAMPLES.search(purpose, position, clause.end)
        ):
            pieces = [piece for piece in _SPLIT.split(between) if piece]
            some = pieces if last or between.endswith(_AND) else pieces[:-1]
            out += [piece for piece in some if head_verb(PREFIX.sub("", piece)) or ends_on_deed(piece)]
        position = max(position, end)
    return out


@cache
def working_verbs() -> tuple[str, ...]:
    """Verbs of the lexicon that say what is done, the longest first."""
    verbs = [verb for verb, kinds in verb_classes().items() if kinds & {"strong", "weak", "pay"} and len(verb) > 1]
    return tuple(sorted(verbs, key=lambda verb: (-len(verb), verb)))


@cache
def _for_whom() -> re.Pattern[str]:
    """给登记在册的场所|更换电线, 补助场所|整改隐患: for whom or by whom, before the deed."""
    strong = [verb for verb in working_verbs() if verb_classes()[verb] & {"strong", "pay"} or verb in ("整改", "维修", "改造")]
    verbs = "|".join(map(re.escape, strong))
    return re.compile(
        rf"^(?:[给为向]|补助|支持|资助|扶持|引导|鼓励|指导)[\u4e00-\u9fff]{{2,24}}?(?=(?:评估并|免费)?(?:{verbs})(?!(?:{verbs})?$)[\u4e00-\u9fff])"
    )


@cache
def _of_what() -> re.Pattern[str]:
    """破损档案|的修裱、去酸和数字化: the same, the thing first."""
    verbs = "|".join(map(re.escape, working_verbs()))
    return re.compile(
        rf"^(?P<thing>[\u4e00-\u9fff]{{2,20}}?)的(?:日常)?(?P<deeds>(?:{verbs})(?:[、和及与][\u4e00-\u9fff]{{2,4}})*[、和及与][\u4e00-\u9fff]{{2,4}})$"
    )


@cache
def _done_to() -> re.Pattern[str]:
    """对烈士墓|开展修缮、除草、描红: each deed is done to the thing."""
    verbs = "|".join(map(re.escape, working_verbs()))
    return re.compile(
        rf"^[对将把](?P<thing>[\u4e00-\u9fffA-Za-z]{{2,16}}?)(?:进行|开展|实施|组织|实行|予以|给予|加以)*(?:全面|逐[座户处个村]|统一|集中|定期|日常)*"
        rf"(?P<deeds>(?:{verbs})(?:[、和及与并]?(?:{verbs}))*)$"
    )
