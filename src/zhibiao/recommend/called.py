"""What a number of a description is called: the words that the learned reader chose, whole where it cut them short."""

from __future__ import annotations

import re

from zhibiao.language.clauses import head_verb
from zhibiao.language.fact import Part
from zhibiao.language.spoken import is_deed
from zhibiao.model.number_reader import ReadNumber
from zhibiao.recommend.deeds import ALONE
from zhibiao.recommend.groups import is_group
from zhibiao.recommend.things import thing_of

_NEAR = 20  # characters before a number that may name it
_NAMED: tuple[Part, ...] = ("output", "recipient", "reach", "part", "effect")
# What no name begins or ends with: 想装|路灯, 已建|终端, 评估三级|及.
_LED = re.compile(
    r"^(?:(?:负责|承担|支付(?=[\u4e00-\u9fff]{2,12}人员)|安排(?!工作)|方式(?=[\u4e00-\u9fff]{3})|购置(?=架设|安装|新建|铺设)|(?:破损|沉降|异响|损坏|失效|缺失)(?=[\u4e00-\u9fff]{2})|(?:聘请|委托|邀请)(?=[\u4e00-\u9fff]{2,10}(?:企业|单位|医院|公司|场所)$)|队(?![伍员列友旗])(?=[\u4e00-\u9fff]{3})|已|拟(?!建)|想|另|需要?(?=[雇聘购建修设配安更采添补租])|并|和|及(?!时)|与|把|的|由|其中|现有|目前|准备|打算|计划|要(?![求素])|将(?![军来])|再(?![就生造])|为(?![民农老])|"
    r"对(?![外口象])|在(?![校岗职册编建线押读库籍学训]))(?=[\u4e00-\u9fff]{2})|已?建成?(?=终端|成))+"
)
_LEFT = re.compile(r"(?:及|和|与|的|以|等|约|共|各|每|按|由|、)+$")
_ON_AVERAGE = re.compile(r"[日月年]均[约共]?$")
_WEAK = re.compile(r"(?:以?[上下中内]|日?处理|不满|不足|满|及|以上人员|[一二三四五六七八九十]+)*")  # says nothing of what is counted
_BEHIND = re.compile(r"[\u4e00-\u9fff]{2,10}?(?=[，,。；;、：:（(\n]|[每按和与]|\d|$)")
_BEFORE = re.compile(r"(?:^|[，,。；;、：:\n])(?P<words>[^，,。；;、：:\n]{2,14})$")
_BOUND = re.compile(r"(?:\d[\d.]*[\u4e00-\u9fff]{1,3})?(?<=[及级岁年吨亩元米人户里])以[上下内]")
_THE_REST = re.compile(r"(?:^|[，,。；;、：:\n])(?P<rest>其余|其他)[^，,。；;、：:\n]{0,8}$")
_SIZED = re.compile(r"小[（(]([12一二])[)）]型[^，,。；;、：:\n]{0,8}$")
_OF_EACH = re.compile(r"^.*各(?=[聘配设购建置][\u4e00-\u9fff])")
_SIZED_BEHIND = re.compile(r"小[（(]([12一二])[)）]型水库")
_SIZE_LEFT = re.compile(r"^小?[12一二]?型")
_INSURED = re.compile(r"(?<!工资)(?<!社会)(?<!工资及)保险$")
_PAY = re.compile(r"(?:(?:基本|岗位|绩效|劳动|基础|全年)*(?:工资|薪酬|报酬|社保|保险|五险一金|劳务费)(?:[、及和与]|$)+)+$")
_FREED = re.compile(r"(?:解除|消除)$")
_KEPT_UP = re.compile(
    r"(?P<places>(?:行政|自然)?(?:村|社区|小区|街道|乡镇))的[^，,。；;]*、[^，,。；;]*?(?:实行|进行|开展|实施)(?P<deed>[\u4e00-\u9fff]{2,4})(?=[，,。；;]|$)"
)
_AND_MORE = re.compile(r"(?P<thing>[\u4e00-\u9fff]{3,8}?)(?:及(?!时)|以及|和|与)(?P<more>[\u4e00-\u9fff]{2,8})")
_CARRIED = re.compile(r"进行|开展|实施|提供|给予|的")
_WATCHED = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,6}?(?:点|站|库|村|所|闸|段))(?:[\u4e00-\u9fff]{2})?(?:员|人员|责任人)")
_HELPED = re.compile(r"[\u4e00-\u9fff]{2,8}?(?=实行|配套|开展|进行|实施|安装|购置|用于|提供|落实)")
_PLACES, _ENTITIES = ("处", "个", "座"), ("家", "所", "户", "个", "座")
_BEGINS = re.compile(r"[\u4e00-\u9fff](?:及(?!时)|以及)$")  # 火箭弹购置及|4个作业点
_BEFORE_NEXT = re.compile(r"(?P<noun>[\u4e00-\u9fff]{2,6}?)(?:约|共|计)\d")
_SIZE_WORDS = ("小型", "中型", "大型", "新型", "病险")
_SIZED_THING = re.compile(r"(?:[小中大新]型|病险)[\u4e00-\u9fff]{2,3}?(?=[进开实已的大坝，,。；;、]|$)")
_RANK = re.compile(r"(?:^|[，,。；;：:、]|预计|其中|奖励|补助)(?P<rank>[特一二三四五]等[\u4e00-\u9fff]{0,6})$")
_WORKED_ON = re.compile(
    r"(?P<thing>[\u4e00-\u9fff]{2,8})进行(?P<list>[^，,。；;]*?、[^，,。；;]*?)(?P<deed>维修|修缮|改造|整治|处置|清理|更换|提升)?(?=[，,。；;]|$)"
)
_TESTED = re.compile(
    r"(?P<thing>[\u4e00-\u9fff]{2,10})(?:（[^）]{1,20}）)?(?:开展|进行|实施)(?P<deed>[\u4e00-\u9fff]{2,8}?)(?=[，,。；;、]|$)"
)
_SET_ON = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,12}?)(?:设立|设置|安装|建设|配备|架设)[\u4e00-\u9fff]{2,8}\d")
_DEALT = re.compile(
    r"(?P<thing>[\u4e00-\u9fff]{2,12}?)(?:[春夏秋冬枯丰][季水][期]?、?|每[年月季]度?|各|逐[处座个]|定期|集中|全面)+(?P<deed>检测|监测|检查|巡查|清淤|清掏|维修|检修|消杀|养护)"
)
_IN_AREA = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:区域|地块|范围|林地|草原|农田|草场)(?P<deed>(?:投放|栽植|播种|种植|设置|喷洒|建设)[\u4e00-\u9fff]{2,8}?)(?=[，,。；;、]|并|和|及|$)"
)
_PUT_THERE = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,8}?)(?P<deed>(?:更换|安装|加装|配备|购置|增设|铺设)[\u4e00-\u9fff]{2,10})")
_UPON = re.compile(r"[对将把][^，,。；;、]{0,10}$")
_WHOLE = re.compile(r"[\u4e00-\u9fff]{3,10}(?=[，,。；;]|$)")
_HIRED = ("聘", "雇", "配备", "选聘", "招聘", "招募", "安排")
_CUT_SHORT = re.compile(r"城镇|城乡|农村|在校|困难")
_WHO = 2  # characters
_LIST_MARK = re.compile(r"[，,。；;、：:\n]")
_LEVELS = ("县乡", "省市", "市县", "县镇")
_CHINESE, _DIGIT = re.compile(r"[\u4e00-\u9fff]{3,}"), re.compile(r"\d")
_BEFORE_DEED = re.compile(r"^(?:主要|用于|包括|其中|共|计划|预计|全年|今年|本年度?|支付|对|为|给)+")
_SPEC = re.compile(r"(?:千伏安|千瓦|毫米|马力)(?=[\u4e00-\u9fff]{2})")  # 315千伏安|变压器1台
_MEASURES = "批期次年月户人村所台套座轮场"
_SHORTEST, _A_WORK, _A_NAME, _FAR = 3, 5, 14, 60  # characters
_PEOPLE = ("人", "名", "位")
_BODIES, _DEED = ("家", "户", "个"), 2
_BODY = re.compile(r"[\u4e00-\u9fff]{2,8}?(?=开展|实施|进行|提供|给予|组织|出具|购买)")
_PAID = re.compile(r"[\u4e00-\u9fff]{2,8}?(?=(?:基本|岗位|绩效|劳动|基础|全年)*(?:工资|薪酬|报酬|社保|五险一金|劳务费))")
_PAPER = re.compile(r"(?:报告|方案)$")
_MADE_READY = re.compile(r"^.{0,6}(?:路基|基层)(?:整理|平整|处理|清表)后")
_ROAD = re.compile(r"[\u4e00-\u9fff]{2}[路道](?=路基|基层)")
_KEPT_UP_OF = re.compile(r"(?<=[\u4e00-\u9fff][车船泵艇])(?:的)?(?:油料|燃油|维修|保险|年检|保养|运行|维护|油费)[\u4e00-\u9fff、]*$")
_MEASURED = re.compile(r"(?:面积|长度|里程|人口|规模|产量|产能)[约达共]?$")
_HEDGE = re.compile(r"(?:的|约|共|计|预计|计划|不少于)+$")


def called(one: ReadNumber, text: str) -> str:
    """The name of a number without what cuts it short: the noun behind the number where the chosen word is only its end (150户|小微企业),
    the words before it where the chosen ones say nothing (满10年不满20年的|46人)."""
    near = text[max(0, one.start - _NEAR) : one.start]
    words = _LEFT.sub("", _LED.sub("", _with_bound(one.words, text[: one.start])))
    if _MADE_READY.search(words):  # 产业路|路基整理后|硬化
        road = _ROAD.findall(near)
        words = f"{road[-1] if road else ''}{_MADE_READY.sub('', words)}"
    if len(words) > _SHORTEST and words[0] in _MEASURES and text[max(0, text.rfind(words, 0, one.start) - 1)] in "每各":
        words = words[1:]  # 每批|训练15天
    if words.startswith("成") and "建" + words in text:
        words = words[1:]  # 建|成处理站一座
    words = _KEPT_UP_OF.sub("", _SPEC.sub("", words))  # 两台消防车|油料、维修和年检
    if not _ON_AVERAGE.search(near):
        words = _ON_AVERAGE.sub("", words)  # 日均产生86吨，全年约|31390吨
    if one.part not in _NAMED:
        return words
    if (sized := _SIZED_BEHIND.match(text, one.end)) is not None:
        return f"小（{sized[1]}）型水库"  # 37座小（2）型水库
    if (sized := _SIZED.search(near)) is not None:
        return f"小（{sized[1]}）型{_SIZE_LEFT.sub('', words) or '水库'}"
    if (rest := _THE_REST.search(near)) is not None and not words.startswith(rest["rest"]):
        words = rest["rest"] + words.removesuffix(rest["rest"])
    words = _OF_EACH.sub("", words)
    words = _until_number(words, near, text[one.end :])
    if (measure := _MEASURED.search(near)) is not None and near[: measure.start()].endswith(words) and len(words) > 1:
        words += measure[0].rstrip("约达共")  # 恢复排涝|面积0.8万亩
    if (rank := _RANK.search(near)) is not None:
        return rank["rank"]  # 二等功|1人
    if len(words) > 1 and words[0] in "乡镇村" and text.startswith(words[0], one.end) and head_verb(words[1:]) is not None:
        return words[0]  # 4个|乡采用生物药剂投放
    if (first := _BEFORE_NEXT.match(text, one.end)) is not None and words.startswith(first["noun"]) and len(words) > len(first["noun"]):
        return first["noun"]  # 14个|代表队约260名运动员参赛
    if words in _SIZE_WORDS and (thing := _SIZED_THING.match(text, one.end)) is not None:
        return thing[0]  # 23座|小型水库已建成…
    noun = _noun_behind(one, text)
    words = _of_clause(words, near, text[one.end :])
    if (told := _told_behind(one, words, noun, text)) is not None:
        return told
    if one.measured.unit in _PEOPLE and _INSURED.search(words) is None and (bare := _PAY.sub("", words)) != words:
        paid = _PAID.match(text, one.end)  # 保障126名辅警工资: 保障辅警
        words = f"{bare}{paid[0]}" if paid and is_group(paid[0]) and paid[0] not in bare else bare or words
    if one.part == "recipient":
        words = _before_number(words, near, text[one.end :])
        if words and (cut := _CUT_SHORT.match(text, one.end)) is not None and text.startswith(words, cut.end()):
            words = cut[0] + words  # 320户|城镇低收入家庭: whom, from its first character on
    if (freed := _FREED.search(near)) is not None and freed[0] not in words:
        return f"{freed[0]}{words}"
    if noun and words and words != noun and noun.endswith(words):
        return noun
    if len(words) > 1 and not _WEAK.fullmatch(words):
        return words
    before = _BEFORE.search(near)
    return (_HEDGE.sub("", before["words"]) if before else "") or noun or words


def _told_behind(one: ReadNumber, words: str, noun: str, text: str) -> str | None:
    """A name by what stands behind the number, where the chosen words mix it with something else: 8个地表水断面|及水源地水质,
    11个村|的清运、保洁实行统一管护, 4个作业点|人员补助 behind 火箭弹购置及, 30家企业|…并出具报告."""
    if (kept := _KEPT_UP.match(text, one.end)) is not None:
        return f"{kept['deed']}{kept['places']}"
    first = _AND_MORE.match(text, one.end)
    if first is not None and _CARRIED.search(first["thing"]) is None and _is_mixed(words, first["thing"], first["more"]):
        verb, deed = head_verb(words) or "", words[-_DEED:]
        return f"{verb}{first['thing']}{deed if head_verb(deed) == deed and deed not in first['thing'] else ''}"
    if text[: one.start].endswith("在") and (area := _IN_AREA.match(text, one.end)) is not None:
        return area["deed"]  # 在8万亩|危害较重区域投放生物药剂
    if _UPON.search(text[: one.start]):
        if (worked := _WORKED_ON.match(text, one.end)) is not None:
            return f"{worked['deed'] or ''}{worked['thing']}"  # 对86套|房屋进行粉刷、线路更换和设施修缮
        if (tested := _TESTED.match(text, one.end)) is not None and tested["deed"][-_DEED:] not in words:
            return tested["thing"] + tested["deed"]  # 对31座|市政桥梁开展定期检测
        if (where := _SET_ON.match(text, one.end)) is not None and words.startswith(where["place"]):
            return where["place"]  # 对9处|水源地保护区设立界碑45块
        if (dealt := _DEALT.match(text, one.end)) is not None and not words.endswith(dealt["deed"]):
            return dealt["thing"] + dealt["deed"]  # 对96处|供水工程枯水期、丰水期各检测一次
    rest = _LIST_MARK.split(text[one.end : one.end + _FAR])[0]
    if (put := _PUT_THERE.fullmatch(words)) is not None and rest.startswith(put["place"]) and not _DIGIT.search(rest):
        return f"{put['deed']}{put['place']}"  # 86间|考场更换高清摄像机: the rooms are counted
    if one.measured.unit in _PLACES and (watched := _WATCHED.match(text, one.end)) is not None:
        return watched["place"]  # 81处隐患点|监测员
    if (piece := _of_piece(one, words, text)) is not None:
        return piece
    if (helped := _HELPED.match(text, one.end)) is not None and one.measured.unit in _ENTITIES:
        verb = head_verb(words) or ""  # 补助168所村卫生室|实行零差率销售
        if verb and words.startswith(verb + helped[0]) and len(words) > len(verb + helped[0]):
            return verb + helped[0]
    if one.part in ("output", "recipient") and _BEGINS.search(text[: one.start]) and (whole := _WHOLE.match(text, one.end)) is not None:
        return whole[0] if words.endswith(whole[0]) else None
    body = _BODY.match(text, one.end) if one.measured.unit in _BODIES else None
    if body is not None and body[0] in words and (told := _PAPER.sub("", words)) != words:
        return f"{told.replace(body[0], '')}{body[0]}"
    return None


def _of_piece(one: ReadNumber, words: str, text: str) -> str | None:
    """The piece of a list that holds the number, without it, where the chosen words take something from what follows
    (12个乡镇生活垃圾收集转运、公厕管护及中转站|运行) or leave its first character behind (县|乡村道养护1180公里)."""
    if one.part not in ("output", "recipient") or len(words) < _SHORTEST:
        return None
    begin = max((match.end() for match in _LIST_MARK.finditer(text, 0, one.start)), default=0)
    mark = _LIST_MARK.search(text, one.end)
    before, behind = text[begin : one.start], text[one.end : mark.start() if mark else len(text)]
    if _DIGIT.search(before + behind) or not _CHINESE.fullmatch(before + behind):
        return None
    if not behind and before.startswith(_LEVELS) and before[1:] == words:
        return before
    if len(behind) < _A_WORK:
        return None
    until = text[max(0, begin - _FAR) : one.start] + behind
    if _is_within(words, until) or not _is_within(words, text):
        return None
    whole = _BEFORE_DEED.sub("", before) + behind
    return whole if _SHORTEST <= len(whole) <= _A_NAME else None


def _is_within(words: str, text: str) -> bool:
    """Whether all characters of ``words`` stand in ``text`` in that order."""
    place = -1
    for char in words:
        place = text.find(char, place + 1)
        if place < 0:
            return False
    return True


def _is_mixed(words: str, thing: str, more: str) -> bool:
    """Whether words have a piece of what stands behind 及 or 和."""
    return any(pair in words and pair not in thing for pair in (more[place : place + 2] for place in range(min(4, len(more) - 1))))


def _before_number(words: str, near: str, behind: str) -> str:
    """聘请河道保洁员|57名|巡河保洁: who they are, without what they do."""
    if not words.startswith(_HIRED):
        return words
    ends = (end for end in range(len(words) - 1, _WHO, -1) if near.endswith(words[:end]) and behind.startswith(words[end:]))
    return next((words[:end] for end in ends if is_group(words[:end])), words)


def _of_clause(words: str, near: str, behind: str) -> str:
    """水泵老坏，换|3台机组: a name without the clause before, where the number's own clause says deed and thing; 会车困难，加|11处,
    聘|8人先顶着: the deed alone, where nothing that follows is the thing."""
    deed = _LIST_MARK.split(near)[-1]
    own = words[words.rfind(deed) :] if deed else ""
    if is_deed(own) and len(own) > len(deed) and behind.startswith(own[len(deed) :]):
        return own
    alone = deed in ALONE and words and (not behind or _LIST_MARK.match(behind) or words not in deed + behind)
    return deed if alone else words


def _until_number(words: str, near: str, behind: str) -> str:
    """建冷库|一座并配分拣棚: a name without what another deed behind the number makes."""
    if not behind.startswith(("并", "，并", "和", "及", "，")):
        return words
    ends = (end for end in range(len(words) - 1, _WHO, -1) if near.endswith(words[:end]) and words[end:] in behind)
    return next((words[:end] for end in ends), words)


def _with_bound(words: str, before: str) -> str:
    """评估三级及|以上: the bound that the words stop short of; 2|型糖尿病: the sort they leave out."""
    place = before.rfind(words) if words else -1
    if place > 0 and words.startswith("型") and before[place - 1].isalnum():
        words = before[place - 1] + words
    bound = _BOUND.match(before, before.rfind(words) + len(words)) if words and words in before else None
    return words + bound[0] if bound else words


def _noun_behind(one: ReadNumber, text: str) -> str:
    found = _BEHIND.match(text, one.end)
    noun = found[0].removeprefix("的") if found else ""
    return noun if noun and head_verb(noun) is None and (is_group(noun) or thing_of(noun) is not None) else ""
