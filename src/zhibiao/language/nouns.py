"""Which of the nouns around a number is the one that is counted: the noun of the measure word, not the place or the holder."""

from __future__ import annotations

import re

from zhibiao.language.phrases import Phrase, is_place, right_phrase, strip_lead
from zhibiao.language.reading import Measured, Reading
from zhibiao.language.words import PEOPLE_END, is_holder

_VILLAGES = re.compile(r"(?:行政|自然|中心|贫困|重点|示范|试点|脱贫)?村|村民小组|城?镇?社区|小区|乡镇|街道")


def village_work(reading: Reading, left: Phrase, right: Phrase) -> bool:
    """Whether a verb's own object stands behind the villages that are counted: no number of its own, and no verb there either."""
    if left.object is not None or not left.kinds & {"strong", "weak"} or right.verb or not right.object:
        return False
    behind = reading.plain[right.end : right.end + 2]
    return (
        _VILLAGES.fullmatch(right.object) is not None
        and len(behind) == 2
        and all("\u4e00" <= c <= "\u9fff" for c in behind)
        and behind[0] not in "的和与及等进开"
    )


# What a measure word counts; its noun right behind it names the thing, and the activity before it does not (社火巡游|12支|队伍).
_CLASS_NOUNS = {
    "支": re.compile(r"[\u4e00-\u9fff]{0,6}(?:队伍|队)"),
    "名": re.compile(r"[\u4e00-\u9fff]{0,6}(?:员|人员|教师|医生|护士|学生|学员|干部|代表|选手|志愿者)"),
    "座": re.compile(r"[\u4e00-\u9fff]{0,6}(?:水库|桥梁?|泵站|水闸|公厕|厂房|场馆|塔|水池)"),
    "个": re.compile(r"[\u4e00-\u9fff]{0,6}(?:村|社区|乡镇|街道|小区|班级|班组|小组|单位|部门|站点|点位|网点)"),
    "家": re.compile(r"[\u4e00-\u9fff]{0,6}(?:企业|机构|单位|中心|商户|门店|合作社)"),
    "所": re.compile(r"[\u4e00-\u9fff]{0,6}(?:学校|小学|中学|村小|教学点|幼儿园|卫生院|卫生室)"),
}


def class_noun(unit: str, left: Phrase, right: Phrase) -> Phrase:
    """Without its object where the noun that belongs to the measure word stands behind the number and the words before are no money."""
    noun = _CLASS_NOUNS.get(unit)
    if (
        noun is None
        or left.object is None
        or not right.object
        or right.verb
        or left.kinds & {"pay", "reach"}
        or not noun.fullmatch(right.object)
    ):
        return left
    return left._replace(object=None, verb=left.verb if left.kinds & {"strong", "light"} else None)


# The thing itself at the head of a longer noun, by its measure word: 6栋|仓房|屋面防水, 12座|公厕|化粪池.
_HEADS = {
    "栋": "楼|房|仓|宿舍|公寓|建筑|住宅",
    "幢": "楼|房|仓|宿舍|公寓|建筑|住宅",
    "间": "室|房|屋|宿舍|厕所|商铺|车间|门面|病区",
    "座": "水库|桥梁?|泵站|水闸|闸门|公厕|厕所|厂房|场馆|仓房|凉亭|水塔|水池|站房|大棚|塘坝|粮仓",
    "所": "学校|小学|中学|村小|教学点|幼儿园|卫生院|卫生室|敬老院|养老院",
    "家": "企业|商户|单位|门店|机构|合作社",
    "口": "水源井|机井|深井|水井|水窖|鱼塘",
    "处": "水源地|供水站|广场|公园|文化站|活动室",
}
_HEAD = {unit: re.compile(rf"[\u4e00-\u9fff]{{0,6}}(?:{heads})") for unit, heads in _HEADS.items()}
_JOINED = re.compile(r"(?:以?及|[和与])$")
_PART_OF = re.compile(
    r"(?:楼?屋|楼?顶|[内外]?墙|门窗?|窗|地[面板基]|基础|栏杆|防[水腐雷]|保温|电|[给排供上下]水|水[电箱]|消防|供?暖|内部|主体|周边|化粪池|大坝|坝|溢洪道|设备|设施|管[道网]|装[修饰]|吊顶|周围|水质|线路|照明|伸缩缝)"
)
# Whatever the building, these are parts of it.
# What is counted in 家.
_FIRM = re.compile(
    r"(?:企业|商户|单位|[商门药饭酒网]店|机构|合作社|公司|中心|[医学法]院|学校|[厂站院所园社馆场店会户企]|银行|孵化器|基地|组织|主体|平台|作坊|部门|媒体)$"
)
_SURELY_PART = re.compile(r"屋[面顶]|楼顶|[内外]墙|墙面|门窗|吊顶|栏杆|化粪池|溢洪道|伸缩缝|防水|保温|(?:消防|配套|附属|给排水|供暖)设施")
_BUILT = frozenset("座处栋幢间所")
_BUILDS = frozenset(["新建", "建设", "扩建", "改扩建", "建成", "成立", "设立", "新增", "新设", "创建", "增设", "开办"])


def is_cut(plain: str, unit: str, right: Phrase) -> bool:
    """Whether the phrase is the head that :func:`counted_noun` cuts out of a longer noun."""
    if right.object is None or not plain.startswith(right.object, right.start):
        return False
    head = _HEAD.get(unit)
    if head is not None and head.fullmatch(right.object):
        return True
    return unit in _BUILT and _SURELY_PART.match(plain, right.end) is not None


def _head(plain: str, unit: str, right: Phrase) -> Phrase:
    if right.object is None or not plain.startswith(right.object, right.start):
        return right
    head = _HEAD.get(unit)
    match = head.match(right.object) if head else None
    stop = match.end() if match and _PART_OF.match(right.object, match.end()) else None
    if unit == "家" and match and stop is None and len(right.object) - match.end() > 1 and not _FIRM.search(right.object):
        stop = match.end()  # 25家|规上工业企业|技改贷款
    if stop is None and unit in _BUILT and (part := _SURELY_PART.search(right.object, 2)):
        stop = part.start()
    return right if stop is None else right._replace(object=right.object[:stop], end=right.start + stop)


def _without_noun(plain: str, left: Phrase) -> Phrase:
    """Only the verb that heads the words before a number."""
    headed = left.verb is not None and plain.startswith(left.verb, left.start)
    return left._replace(object=None, verb=left.verb if headed else None, kinds=left.kinds if headed else frozenset())


def counted_noun(reading: Reading, one: Measured, left: Phrase, right: Phrase, touching: bool) -> tuple[Phrase, Phrase]:
    """Both sides of a number where the noun of the measure word stands behind it: what is before is the place, the holder, or a
    list that 等 sets beside what is counted."""
    if right.object is None or left.object is None:
        return left, _head(reading.plain, one.unit, right) if left.object is None else right
    plain = reading.plain
    if _JOINED.search(plain, max(left.start, one.lead - 2), one.lead):
        # 城区污水处理厂及|8座|乡镇污水处理站: the number begins the next of a list, and its noun stands behind it
        return _without_noun(plain, left), _head(plain, one.unit, right)
    introduced = left.verb is None and left.start > 0 and plain[left.start - 1] in "对在" and not PEOPLE_END.search(left.object)
    introduced = introduced or _FOR_ALL.search(plain, max(0, one.lead - 4), one.lead) is not None
    named = len(right.object) >= _A_NOUN and not any(verb.start == right.start for verb in reading.verbs_between(right.start, right.end))
    if _is_list_of(reading, left.start, one) or (introduced and named):
        # 城关、马营、石桥|3所|学校: whose names they are; 对北坡|3处|采石场: where they are
        return Phrase(None, None, None, one.lead, one.lead), _head(plain, one.unit, right)
    builds = left.verb in _BUILDS and plain.startswith(f"{left.verb}{left.object}", left.start)
    listed = plain.endswith("等", 0, one.lead)
    if listed or ((is_holder(left.object) or is_place(left.object)) and not builds):
        return _without_noun(plain, left), _head(plain, one.unit, right)
    if not touching or one.unit == "支":
        left = class_noun(one.unit, left, right)
    return left, right


_FOR_ALL = re.compile(r"[为对给在]全?[省市县区镇乡]$")  # 利用公益金为全县|16个|养老服务点
_A_NOUN = 3  # characters
_LISTED = re.compile(r"(?:[^，,。;:()、\d\n]{2,12}、)+[^，,。;:()、\d\n]{2,12}$")


def _is_list_of(reading: Reading, start: int, one: Measured) -> bool:
    """Whether as many names stand before a number as it says."""
    listed = _LISTED.search(reading.plain, reading.clause_start(one.lead), one.lead)
    return listed is not None and one.number == listed[0].count("、") + 1 and start >= listed.start() - 1


_KIND = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:企业|单位|机构|公司|学校|小学|中学|幼儿园|医院|卫生院|合作社|商户|门店|园区|工厂|[^账窗门]户|家庭|村|社区|乡镇|街道|小区|项目|人员|居民|村民|农民|学生|职工|党员|老人|儿童|妇女|残疾人|对象|群众|企业家|个人)"
)
_FOR = re.compile(r"(?:主要)?(?:用于)?(?:为|给|对|向|针对|面向|由|在)")
_MAX_CLAUSE = 18


def relative(reading: Reading, start: int, one: Measured, right: Phrase) -> tuple[Phrase, Phrase] | None:
    """对实施智能化技术改造的|6家|企业: a clause before a number says which ones are counted; it names them and is no deed done."""
    plain = reading.plain
    stop = one.lead - 1
    noun = right.object or ("家庭" if one.unit.endswith("家庭") else None)
    if stop <= start or plain[stop] != "的" or noun is None:
        return None
    if not _KIND.fullmatch(noun):
        done = any(verb.end == stop for verb in reading.verbs_between(start, stop))
        return (Phrase(None, None, None, one.lead, one.lead), right) if done else None  # 1998年前建成的|26栋|住宅: nothing is built
    handed = _FOR.match(plain, start, stop)
    begin = handed.end() if handed else strip_lead(reading, start, stop)
    payer = (
        None if handed else next((v for v in reading.verbs_between(begin, stop) if v.start == begin and v.kinds & {"pay", "reach"}), None)
    )
    inner = payer.end if payer else begin
    clause = plain[inner:stop]
    if not 2 <= len(clause) <= _MAX_CLAUSE or re.search(r"[,。;:()、\n\d]", clause):
        return None
    kinds = payer.kinds if payer else frozenset()
    left = Phrase(payer.text if payer else None, clause + noun, None, begin, stop, kinds)
    return left, right._replace(object=None, end=max(right.end, one.tail))


def which_behind(reading: Reading, right: Phrase, limit: int) -> Phrase:
    """36个|受洪涝威胁的村: the clause behind a number says which, and the noun behind 的 what."""
    if right.verb or not right.object or not reading.plain.startswith("的", right.end) or len(right.object) > _MAX_CLAUSE:
        return right
    noun = right_phrase(reading, right.end + 1, limit)
    if not noun.object or not _KIND.fullmatch(noun.object):
        return right
    return noun._replace(object=right.object + noun.object, start=right.start)
