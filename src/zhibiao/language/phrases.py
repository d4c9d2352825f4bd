"""The phrase around a number: what is counted, what is done to it, what is measured of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from zhibiao.language.reading import Reading, Verb, verb_classes
from zhibiao.language.words import and_so_on, names_thing, noun_of_list, without_manner

MAX_OBJECT = 40  # characters; a longer "object" is a sentence that was not understood


class Phrase(NamedTuple):
    """``verb`` and ``object`` with the place of the whole; either may be missing."""

    verb: str | None
    object: str | None
    measure: str | None
    start: int
    end: int
    kinds: frozenset[str] = frozenset()


MEASURES = [
    "总建筑面积", "建筑面积", "占地面积", "占地", "总面积", "硬化面积", "绿化面积", "种植面积", "使用面积", "改造面积",
    "维修面积", "清淤面积", "养护面积", "保洁面积", "播种面积", "补贴面积", "灌溉面积", "受益面积", "实施面积", "治理面积",
    "造林面积", "建设面积", "流转面积", "投保面积", "防治面积", "粉刷面积", "铺设面积", "修缮面积", "清运面积", "拆除面积",
    "发放面积", "施工面积", "租赁面积", "覆盖面积", "管护面积", "面积", "总长度", "总里程", "全长", "总长", "长度", "里程",
    "长", "容积", "库容", "蓄水量", "储量", "规模", "装机容量", "容量", "处理能力", "供水能力", "供热面积", "供水面积", "产能",
    "土方量", "方量", "工程量", "总量", "总数", "人数", "户数", "数量", "设计使用年限", "使用年限", "使用寿命", "质保期",
    "质保", "保修期", "保修", "缺陷责任期", "养护期", "管护期",
]  # fmt: skip
_MEASURE = re.compile(rf"(?:{'|'.join(sorted(MEASURES, key=len, reverse=True))})(?:为|达到?|约|共计?|是|:|合计|不少于)*$")
_FULL_MEASURE = {"占地": "占地面积", "质保": "质保期", "保修": "保修期"}
# Sizes of a part are no output of a project: 宽4.5米, 厚20厘米, 间距30米.
SIZE = re.compile(
    r"(?:宽度?|高度?|厚度?|深度?|直径|管径|内径|外径|口径|间距|跨度|净空|半径|坡度|壁厚|均宽|平均宽|底宽|层高|每隔|相距|距离|距)(?:为|约|达)*$"
)

_LEAD = re.compile(
    r"(?:\(?\d{1,2}(?:\.(?!\d)|[、)])|(?:(?<![\s\S])|(?<=[。;:,、\n!?()于括是中]))\d{1,2}(?=[\u4e00-\u9fff])(?!周?岁|[至到-]\d|[排寸路口核色孔芯匹层座位轴吋通])|\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+是|[一二三四五六七八九十]+、|目标\d+:?"
    r"|(?:19|20)\d\d年度?|[、,和与及并或;]|以及|或者|其中:?|包括|(?:建设|改造|维修|采购|服务|实施)?内容(?:为|是|包括|有)|主要是|主要|统筹|专项用于|用于|资金|经费|本项目|该项目|项目|计划|预计|预期|将|需要|需|需对|拟(?!建|定)|继续"
    r"|全面|全[省市县区镇乡](?!域)|[我本][省市县区镇乡办局](?!内)|进一步|新的|共需|共计|共有|共(?![享青同建产治])|总共|合计|全年|当年|年内|本年度?|今年|每年|年(?![底度终初轻龄均久租收薪费金报利息])|各类|各种|免费(?=实施|开展|提供|安装|发放|为|组织)|相关|同时|还(?![款建迁本贷林湿])|再(?![生犯])|已|可(?![回移燃视再])|使(?!用)|让"
    r"|(?:委托|聘请|通过|由)(?:有资质的?|专业)?第三方(?:专业|服务|检测|中介)?(?:机构|公司|单位|企业)?(?=[\u4e00-\u9fff]{2})|以来|以(?!工)|通过|由|在(?=$|全|各|本|我)|的|了|至少|保证|确保|争取|力争|分别|另外?|现有|原有|有(?![机线限害色效毒声])|一批|涉及到|涵盖|是|为(?!民)|对(?![讲接口外])|给予?(?!水|排)|向(?![阳日荣]))"
)
# Characters that only join a noun to its number, unless they end a word: 公共, 节约, 设计.
_TAIL = re.compile(
    r"(?:共计|合计|总计|总共|共有|(?<!公)共|总数|数量|人数|户数|(?<!汇)总|(?<![节签预合])约|(?<!附)近|达到|(?<!雷)达|(?<!行)为|(?<![国公])有|是|等共|等合计|等|各|的|:|,|、|预计|计划"
    r"|(?<!中)和|(?<![普涉惠触危])及|(?<!参)与|均|(?<![设审统会估])计|(?<!抵)按|以|(?<![核校比])对|(?<![供补])给|(?<![方导])向|从|于|(?<!必)需|拟|将|超过|不少于|至少|所需)$"
)
_GENERIC = frozenset([
    "工程", "项目", "工作", "任务", "活动", "面积", "长度", "里程", "数量", "规模", "人数", "次数", "资金", "费用", "经费",
    "服务", "作业", "建设",
])  # fmt: skip
# How a thing is done is not what it is done to.
_MANNER = frozenset([
    "强制",
    "机械化", "数字化", "规范化", "标准化", "智能化", "快速", "集中", "定期", "专项", "日常", "全面", "免费", "定量", "上门",
    "现场", "个别", "统一", "重点", "联合", "常态化", "不定期", "综合", "入户", "随机", "第三方", "定点", "巡回", "线上",
    "线下",
])  # fmt: skip
# What ends in these is where something is done, not what it is done to.
_PLACE = re.compile(
    r"(?:[\u4e00-\u9fff]{1,8}(?:[省市县区镇乡村庄屯]|社区|街道|办事处|小区|园区|景区|辖区|城区|农村|境内|沿线|范围内?|两侧|沿岸|全域|校区|片区|县域内?|上游|中游|下游|流域|灌区|库区|林区|街区|(?:(?<![道公马线铁管])路|街)段?))|[全各我本某该省市县区镇乡村]{1,2}|辖区内?|县域内?|城区|农村|境内|沿线|校园|机关|站内|院内|区内|村内|镇内|县内|市内|社区|城乡|重点时段"
)
_AT_PLACE = re.compile(r"在(?![岗校册编职])[\u4e00-\u9fff]{1,10}?(?:[镇乡村县区市]|街道|社区|沿线|境内|范围内)(?=[\u4e00-\u9fff])")
_STOP = re.compile(
    r"[,。;:()!?、\n\"“”\d]|的|和(?![平谐美])|与|及(?!时)|等|进行|开展|实施|推进|用于|共(?!产|青|享|同|建|公)|每|所需|需|按照|按|给(?![水排])|是(?!否)|在(?![线建校岗职册编外逃])|资金|补助标准|标准|预算|费用|人均|户均|亩均|至|从|并|或|约|全部|均|以(?!工代赈|[上下](?=[\u4e00-\u9fff]{2}))|由|将|已|可(?![回移燃视再])|达到|为(?!民)|总|计划|预计"
)


def strip_lead(reading: Reading, start: int, end: int) -> int:
    """Where the phrase proper begins: numbering, 主要用于, 计划 and the like left behind."""
    position = start
    while position < end and (match := _LEAD.match(reading.plain, position, end)) and match.end() <= end:
        position = match.end()
    return position


def strip_tail(reading: Reading, start: int, end: int) -> int:
    """Where the phrase ends before 共, 约, 等 and the like."""
    while end > start and (match := _TAIL.search(reading.plain, max(start, end - 5), end)):
        end = match.start()
    return end


def measure_before(reading: Reading, start: int, end: int) -> tuple[str | None, int]:
    """The measure that ends right before the number (全长, 建筑面积) and where it begins; ``(None, end)`` where there is none."""
    match = _MEASURE.search(reading.plain, max(start, end - 14), end)
    if match is None:
        return None, end
    word = re.sub(r"(?:为|达到?|约|共计?|是|:|合计|不少于)+$", "", match[0])
    return _FULL_MEASURE.get(word, word), match.start()


def is_place(text: str) -> bool:
    """Whether the words only say where: 我镇沙河庄, 辖区, 城区沿线."""
    return _PLACE.fullmatch(text) is not None


def left_phrase(reading: Reading, start: int, end: int) -> Phrase:
    """Verb and object that stand before a number, in ``plain[start:end]``."""
    start = _last_part(reading, start, end)
    start = strip_lead(reading, start, end)
    end = strip_tail(reading, start, end)
    if start >= end:
        return Phrase(None, None, None, start, end)
    if _AT_PLACE.match(reading.plain, start, end):
        start += 1  # 在|青河镇|建设冷藏库
    verbs = reading.verbs_between(start, end)
    head = next((verb for verb in verbs if verb.start == start), None)
    while head is not None and "light" in head.kinds and not head.kinds & {"strong", "weak"}:
        inner = strip_lead(reading, head.end, end)
        following = next((verb for verb in verbs if verb.start == inner), None)
        if following is None or (following.end >= end and following.kinds & {"weak"}):
            return _under_light(reading, head, inner, end, verbs)
        start, head = inner, following
    if head is not None:
        tail = _tail_verb(reading, start, end, verbs)
        if tail is not None and names_thing(head.text, reading.plain[head.end : tail.start]):
            return Phrase(tail.text, reading.plain[start : tail.start], None, start, end, tail.kinds)  # 消毒药品|采购
        return _headed(reading, head, end, verbs)
    return _unheaded(reading, start, end, verbs)


def _under_light(reading: Reading, light: Verb, start: int, end: int, verbs: list[Verb]) -> Phrase:
    """完成道路硬化: the verb proper is at the tail. 开展文艺演出: there is none, and the light verb stands."""
    tail = _tail_verb(reading, start, end, verbs)
    if (
        tail is not None
        and tail.start > start
        and reading.plain[start : tail.start] not in _MANNER
        and light.text not in ("开展", "组织开展", "进行")
    ):
        obj = _clean(reading, start, tail.start)
        return Phrase(tail.text, without_manner(obj) if obj else None, None, light.start, end, tail.kinds)
    strong = next((verb for verb in verbs if verb.start > start and "strong" in verb.kinds and verb.end < end), None)
    if strong is not None:
        return _headed(reading, strong, end, verbs)
    return Phrase(light.text, _clean(reading, start, end), None, light.start, end, light.kinds)


def _headed(reading: Reading, head: Verb, end: int, verbs: list[Verb]) -> Phrase:
    second = next(
        (verb for verb in verbs if verb.start >= head.end and reading.plain[head.end : verb.start] in ("、", "和", "及", "与")), None
    )
    text, kinds, stop = head.text, head.kinds, head.end
    if second is not None and second.end < end and second.kinds & {"strong", "weak"}:
        text, stop = reading.plain[head.start : second.end], second.end  # 新建、改建道路
    begin = stop
    while begin < end and reading.plain[begin] in "了的各好":
        begin += 1
    obj = _clean(reading, begin, end)
    if obj is not None and "reach" in verb_classes().get(obj, ()) and kinds & {"weak"}:
        return Phrase(obj, None, None, head.start, end, verb_classes()[obj])  # 宣传覆盖5万人次
    if obj is None or obj in ("工程", "项目", "工作", "任务"):
        return Phrase(text, None, None, head.start, end, kinds)
    if kinds & {"weak"} and not kinds & {"strong"} and (obj in _GENERIC or "weak" in verb_classes().get(obj, ())):
        return Phrase(None, text + obj, None, head.start, end, kinds)  # 培训活动, 造林绿化
    if begin == head.end and names_thing(text, obj):
        return Phrase(None, text + obj, None, head.start, end)
    # 组织安装路灯, 负责清扫街道: a strong verb right behind takes over
    inner = next((verb for verb in verbs if verb.start == begin and "strong" in verb.kinds and verb.end < end), None)
    if inner is not None and "strong" not in head.kinds:
        found = _headed(reading, inner, end, verbs)
        both = "weak" in head.kinds and found.verb == inner.text  # 维修加固桥梁
        return found._replace(verb=head.text + inner.text, start=head.start) if both else found
    return Phrase(text, obj, None, head.start, end, kinds)


def _unheaded(reading: Reading, start: int, end: int, verbs: list[Verb]) -> Phrase:
    plain = reading.plain
    strong = next(
        (
            v
            for v in verbs
            if v.kinds & {"strong", "reach", "pay"}
            and v.end < end
            and v.text not in ("服务", "保障", "提供", "解决", "改善", "方便", "涉及")
        ),
        None,
    )
    if strong is None:
        strong = next((v for v in verbs if v.text in ("涉及", "提供", "解决", "方便") and v.end < end), None)
    if strong is not None and (strong.kinds & {"strong"} or strong.end < end - 1):
        found = _headed(reading, strong, end, verbs)
        if found.object is not None and found.object not in _GENERIC:
            return found
    if (how := next((v for v in verbs if v.kinds & {"weak"} and v.end < end and plain[start : v.start] in _MANNER), None)) is not None:
        found = _headed(reading, how, end, verbs)  # 强制|免疫|牛
        if found.verb and found.object:
            return found._replace(verb=plain[start : how.start] + found.verb, start=start)
    tail = _tail_verb(reading, start, end, verbs)
    if tail is not None and tail.start > start:
        before = plain[start : tail.start]
        # 为适龄妇女开展两癌筛查: the group is the object, what is done to it the verb
        if (handed := re.match(r"(.{2,16}?)(?:进行|开展|实施)", before)) and start and plain[start - 1] in "对为给向":
            return Phrase(tail.text, handed[1], None, start, end, tail.kinds)
        before = re.sub(r"(?:进行|开展|实施)$", "", before)
        obj = _clean(reading, start, start + len(before))
        if obj is not None and obj not in _MANNER:
            obj = without_manner(obj)
            obj = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:机械|数字|规范|标准|智能)化$", "", obj)
        if obj in _MANNER:
            return Phrase(None, _clean(reading, start, end), None, start, end, tail.kinds)  # 快速检测
        if obj is not None and not is_place(obj):
            return Phrase(tail.text, obj, None, start, end, tail.kinds)
        return Phrase(None, tail.text, None, start, end, tail.kinds)
    weak = next((v for v in verbs if v.kinds & {"weak", "light"} and v.end < end - 1 and is_place(plain[start : v.start])), None)
    if weak is not None:
        return left_phrase(reading, weak.start, end)
    return Phrase(None, _clean(reading, start, end), None, start, end)


def _tail_verb(reading: Reading, start: int, end: int, verbs: list[Verb]) -> Verb | None:
    """The verb that closes the phrase: 道路硬化, 路灯安装工程."""
    for verb in reversed(verbs):
        if verb.start >= start and verb.kinds & {"strong", "weak", "pay", "reach"}:
            rest = reading.plain[verb.end : end]
            return verb if not rest or rest in _GENERIC else None
    return None


def _last_part(reading: Reading, start: int, end: int) -> int:
    """Of a list of works the part that the number belongs to; a list of things under one verb stays whole (改造供水、排水管道)."""
    cut = reading.plain.rfind("、", start, end)
    if cut < 0 or and_so_on(reading.plain[cut:end]):
        return start  # 等 makes one thing of the list
    begin = strip_lead(reading, cut + 1, end)
    behind = [verb for verb in reading.verbs_between(begin, end) if verb.kinds & {"strong", "weak", "pay", "reach", "light"}]
    if behind and (behind[0].start == begin or behind[-1].end >= strip_tail(reading, begin, end)):
        return cut + 1
    inner = strip_lead(reading, start, end)
    headed = any(verb.start == inner for verb in reading.verbs_between(inner, cut))
    between = reading.verbs_between(inner, cut)
    listed = "、" in reading.plain[start:cut] and len(between) > 1  # a list of works, not of things
    return start if headed and not listed else cut + 1


def _clean(reading: Reading, start: int, end: int) -> str | None:
    start = strip_lead(reading, start, end)
    end = strip_tail(reading, start, end)
    text = noun_of_list(reading.plain[start:end].strip('、,:;-·"“” \n'))
    return text if 0 < len(text) <= MAX_OBJECT and _NAMED_THING.search(text) else None


_NAMED_THING = re.compile(r"[\u3400-\u9fff]|^[A-Z]{2,6}$")  # a Chinese word, or a device known by its letters (DR)


def generic_noun(text: str) -> str | None:
    """The word for a work that stands right before its number (评审|项目|85个); it names something only where pieces are counted."""
    return next((word for word in ("项目", "工程", "任务") if text.endswith(word)), None)


def whole_deed(plain: str, left: Phrase) -> Phrase:
    """文艺演出3场: where times are counted, the deed with its words is what is counted."""
    deed = f"{left.object}{left.verb}"
    return left._replace(verb=None, object=deed) if plain.startswith(deed, left.start) else left


WORKERS = ("就业人员", "创业人员", "务工人员", "上岗人员")
_WORK = re.compile(r"(?:就业|创业|务工|上岗)$")
_BETTER_OFF = re.compile(r"(?:增收|致富|脱贫)$")


def whose(verb: str | None, obj: str, kinds: frozenset[str], headed: bool) -> tuple[str | None, str | None, frozenset[str]]:
    """Verb, object and kinds where people are counted: the people of a relative clause, of 带动就业, of 带动增收."""
    if verb and not headed and _WORK.fullmatch(obj) and kinds & {"weak"} and not kinds & {"strong", "reach"}:
        return None, obj + verb, frozenset()  # 就业培训
    if _WORK.search(obj):
        return verb, obj + "人员", kinds  # 就业 is what people do: 就业人员
    if verb and (ending := _BETTER_OFF.search(obj)):
        rest = obj[: ending.start()]  # 带动|农户增收
        return (verb, rest, kinds) if rest else (verb + obj, None, kinds)
    before, _, after = obj.rpartition("的")
    if len(after) < 2 or not before or kinds & {"pay", "reach"} or after.endswith(("费", "金")):
        return verb, obj, kinds
    known = verb_classes()
    deeds = [word for size in (2, 3, 4) for i in range(len(before) - size + 1) if (word := before[i : i + size]) in known]
    if not deeds:
        return verb, obj, kinds
    # 提供营养膳食补助的|学生: who is counted gets it; what is done to them is at most the payment
    paid = deeds[-1] if before.endswith(deeds[-1]) and "pay" in known[deeds[-1]] else None
    return paid, after, known[paid] if paid else frozenset()


_AGE = re.compile(r"\d{1,3}周?岁(?:以[上下]|及以上)?的?")


def right_phrase(reading: Reading, position: int, limit: int) -> Phrase:
    """The noun behind a number (一座|泵站) with the verb that follows it (112名|社区工作者|发放)."""
    plain = reading.plain
    if plain[position - 1 : position] not in _BUILT and (place := _ADMINISTRATIVE.match(plain, position, limit)):
        then = next((v for v in reading.verbs_between(place.end(), min(limit, place.end() + 8)) if v.start == place.end()), None)
        return Phrase(then.text if then else None, place[0], None, position, place.end(), then.kinds if then else frozenset())
    stop = limit
    aged = _AGE.match(plain, position)
    if match := _STOP.search(plain, aged.end() if aged else position, limit):
        stop = match.start()
    verbs = reading.verbs_between(position, min(limit, stop + 12))
    inside = [
        v for v in verbs if v.end <= stop and (v.kinds & {"strong", "pay", "reach"} or v.end == stop) and v.text not in ("服务", "保障")
    ]
    if inside and inside[0].start == position:
        return Phrase(inside[0].text, None, None, position, position, inside[0].kinds)
    if inside:
        verb = inside[0]
        return Phrase(verb.text, _clean_noun(without_manner(plain[position : verb.start])), None, position, verb.start, verb.kinds)
    noun = _clean_noun(plain[position:stop])
    # 对12栋居民楼进行外墙保温改造: the verb closes the phrase behind 进行
    if match := re.compile(r"(?:进行|开展|实施)([^,。;:()\d\n]{2,30})").match(plain, stop):
        tail = next((v for v in reversed(reading.verbs_between(match.start(1), match.end())) if v.end == match.end()), None)
        if tail is not None:
            return Phrase(tail.text, noun, None, position, stop, tail.kinds)
    return Phrase(None, noun, None, position, stop)


_BUILT = tuple("座栋幢所处台套条口眼盏间辆")  # 8座|乡镇污水处理站: no villages are counted in these
# Behind a count of villages the village is what is counted, whatever is done there: 23个|行政村|生活垃圾清运.
_ADMINISTRATIVE = re.compile(
    r"(?:行政|自然|中心|贫困|重点|示范|试点|脱贫)?村(?![庄委卫集级民办史干镇内居域务]|小(?!学生))|村民小组|城?镇?社区(?![工党服卫居养])|小区|乡镇(?![卫文敬])|街道(?!办)"
)


def _clean_noun(text: str) -> str | None:
    text = text.strip('·-"“” ')
    text = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:办学条件|安全问题|条件|环境|问题|困难|免费|统一|集中|全部)$", "", text)
    return text if 0 < len(text) <= MAX_OBJECT and any("\u3400" <= c <= "\u9fff" for c in text[:4]) else None
