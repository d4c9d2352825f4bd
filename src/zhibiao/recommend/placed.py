"""Numbers of which the place alone tells what they are: 22台×|1.35万元 is a price, 不着|一把火 none. Shares in
the comments are of the numbers so placed in the marked descriptions."""

from __future__ import annotations

import re

from zhibiao.language.clauses import head_verb
from zhibiao.language.fact import Part
from zhibiao.model.number_reader import ReadNumber
from zhibiao.recommend.trouble import tells_of_trouble

# characters before a number: those next to it, those that say for each of what, those that hold a price
BRIEF, LEAD, FAR = 8, 12, 60
DONE: tuple[Part, ...] = ("output", "recipient")
COUNTED = ("object", "length", "area", "people", "household", "occurrence", "volume", "mass")
PAID = ("people", "household")
PLAIN = 0.95  # a count so sure is one, wherever it stands
FORMER = ("上年", "去年", "往年", "上年度", "前年")
FOR_EACH = re.compile(r"每[\u4e00-\u9fff][^，,。；;、\d]*$")  # 3 in 100 of these are counts of the whole
LONG_THERE = re.compile(
    r"[^，,。；;\d]{0,10}(?:建成|投用|使用|交付|入住|运行)(?:都|均|至今)?已?(?:都|均)?(?:超过?|逾|近|有|多)?[\d一二三四五六七八九十]{1,3}[多余几]?年"
)
VILLAGES = ("村", "乡镇", "镇", "乡", "社区")
_SIZES = ("volume", "mass", "power")
# Numbers of a name: 两人一组, 上坪村二组、三组, 城东一村, 开发区二期, 一次通过率.
_OF_A_NAME = re.compile(
    r"(?:[一二两三四五六七八九十\d]{1,2}人[一每]|(?:[村社区屯街]|组、?)[一二三四五六七八九十\d]{1,2})组"
    r"|[东西南北中新]一村|(?:区|园|工程|项目|墓|路|网|小区|广场|分流|改造)[一二三四五]期|一次(?:性)?(?:通过|合格|验收|修复|交验|成活)"
)
# 两家卫生院各购置彩超|1台: so many for each of them, who are only where it is done.
_GETS = r"(?:分别|各)(?:自)?(?:购置|采购|购买|配备|配置|新建|建设|安装|聘请|聘用|添置|设置|发放|配|设|建|购|聘)"
_OF_EACH, _EACH_OF = (
    re.compile(rf"{_GETS}[\u4e00-\u9fff]{{1,10}}$"),
    re.compile(rf"[\u4e00-\u9fff（）()\d]{{1,14}}?{_GETS}[\u4e00-\u9fff]{{1,10}}[\d一二两三四五]"),
)
_SIZE_OF = re.compile(r"[\u4e00-\u9fff]{1,8}?(?<![并和的至及或、])(?:\d+|[一二两三四五六七八九十]+)[座台辆套个口眼艘栋]")
_ON_CONDITION, _STILL = re.compile(r"(?:以[上下])?的[，,扣不按给]"), re.compile(r"[^，,。；;、\d]{0,8}仍[用在有是]")
_NOT_ONE = re.compile(r"(?:不|没有?|无)[\u4e00-\u9fff]{0,2}$")
_ITEMS_OF = re.compile(r"[\u4e00-\u9fff]{2,8}(?:\d+|[一二两三四五六七八九十]+)次")
_WHOM_PRICED = re.compile(
    r"(?:^|[，,。；;：:\n])(?P<whom>[^，,。；;：:\n]{2,16}?)的?[，,]?"
    r"(?:每(?P<each>[\u4e00-\u9fff])[^，,。；;\d]{0,6}\d[\d.]*万?元|\d[\d.]*万?元[一每](?P<one>[\u4e00-\u9fff]))"
    r"[，,](?:预计|大约|约|共计|共|合计|计划|拟|今年|全年|安排|需)*$"
)
_SO_MANY = re.compile(r"(?<=[\u4e00-\u9fff]{2})\d[\d.]*万?[\u4e00-\u9fff]{1,2}$")
_TIMES = ("×", "x", "X", "*", "＊")
_CARS = ("车", "台", "辆", "部")
_STOPS = ("", "，", ",", "；", ";", "。", "、", "（", "(", "\n")
_EACH_GETS = re.compile(r"\d[座个村处所][^，,。；;\d]{0,12}每[\u4e00-\u9fff](?:配备|聘用|选聘|设置|[配聘设])[\u4e00-\u9fff]{2,10}$")
_MEALS = ("餐", "单", "次", "例", "人")  # 每餐2元，6.8万人次
_PAYEE = ("家", "户", "人", "名")
_SORTS, _FEW = ("项", "种", "类", "个", "只"), 10
_OF_MONEY = re.compile(
    r"(?:基本|专项|生活|护理|惠民|民生|政策性|一般)*(?:补贴|补助|津贴|费用|服务费|政策|待遇|险种|保险|资金|经费|债券|救助)"
)
_BOUND_OF_EACH = re.compile(r"以[上下内](?:的)?[，,]?(?:按?每|均按)")
_RELIEVES = re.compile(r"(?:^|[，,。；;])(?:解决|缓解|改善|消除|满足)[^，,。；;]*$")  # 解决9个村|1.1万人季节性缺水
_TO_THE_END = re.compile(r"[\u4e00-\u9fff]{3,16}(?=[，,。；;、]|$)")
_LIVES_THERE = ("area", "people", "household")
_KEEPS = re.compile(r"(?:^|[，,。；;])(?:确保|保障|保证|保护|惠及|方便|改善)[^，,。；;\d]{0,10}$")
_SAFE = re.compile(
    r"[^，,。；;\d]{0,8}(?:安全|灌溉|出行|用水|饮水|通行|排涝|就学|就医|丰收|用电|生命财产)[^，,。；;\d]{0,6}(?=[，,。；;]|$)"
)
_PUT = re.compile(r"(?:更换|购置|采购|配备|安装|加装|添置|更新|配置)$")
_IN_PLACES = re.compile(
    r"(?:行政|自然)?(?:社区|村庄?|小区|学校|乡镇|街道|单位|站所|网格|景区|公园)[\u4e00-\u9fff]{0,4}的[\u4e00-\u9fff]{2}"
)
_HANDED_OUT = re.compile(r"(?:发|发放|投放|派发)[^，,。；;\d]{0,8}券$")
_TAKES_PART = re.compile(r"(?:参赛|参训|参会|参展|参演)(?=[，,。；;、]|$)|(?P<who>(?!人)[\u4e00-\u9fff]{2,6})参加")
_RECKONED = re.compile(r"[\u4e00-\u9fff]{0,6}(?:计算|测算|核算)")
_IN_SOME = re.compile(r"(?:^|[，,。；;拟划\d日月前])在[\u4e00-\u9fff、]{0,10}$")
_LENT = re.compile(r"贷款(?:规模|金额|本金|余额)?(?:约|共)?$")


def plainly(one: ReadNumber, text: str) -> ReadNumber | None:
    """A number of which its place alone tells what it is; ``None`` for any other."""
    if one.measured.dimension in _SIZES and _SIZE_OF.match(text, one.end):
        return one._replace(part="none", sure=1.0)  # 3.5吨|水罐消防车1辆: which one
    if one.measured.unit == "项" and _ITEMS_OF.match(text, one.end):
        return one._replace(part="none", sure=1.0)  # 水质109项|全分析1次
    if one.measured.dimension == "money" and text[: one.start].endswith(_TIMES):
        return one._replace(part="price", sure=1.0)  # 医用冰箱22台×1.35万元=29.7万元
    if _BOUND_OF_EACH.match(text, one.end) or text[: one.start].endswith("来自"):
        return one._replace(part="none" if _BOUND_OF_EACH.match(text, one.end) else "background", sure=1.0)  # 连片5亩|以上每亩补200元
    if text[: one.start].endswith(("按千人", "按万人", "每千人", "每万人", "千人均")):
        return one._replace(part="none", sure=1.0)  # 按千人|4.5批次算
    if one.measured.dimension == "ratio" and _ON_CONDITION.match(text, one.end):
        return one._replace(part="none", sure=1.0)  # 在线率低于98%的，扣减服务费
    if one.measured.number == 1 and one.measured.dimension != "money" and one.part == "price" and text[one.end : one.end + 1].isdigit():
        return one._replace(part="none", sure=1.0)  # 换发战斗服12套，|一套3500元
    if one.measured.unit in _SORTS and one.measured.number <= _FEW and _OF_MONEY.match(text, one.end):
        return one._replace(part="frequency", sure=1.0)  # 两项|补贴, 三个|险种: which, not how much is done
    if one.measured.dimension in PAID and _RELIEVES.search(text[max(0, one.start - FAR) : one.start]):
        return one._replace(part="reach", sure=1.0)
    if one.measured.dimension in _LIVES_THERE and _KEEPS.search(text[: one.start]) and _SAFE.match(text, one.end):
        return one._replace(part="reach", sure=1.0)  # 保障圩内1.1万亩|农田安全
    if one.measured.dimension in COUNTED and (LONG_THERE.match(text, one.end) or _is_in_trouble(one, text)):
        return one._replace(part="background", sure=1.0)
    if one.measured.unit in VILLAGES and text[one.end : one.end + 1].isdigit():
        return one._replace(part="frequency", sure=1.0)  # 石滩、后垅两村|1460亩
    if one.measured.dimension == "object" and _PUT.search(text[max(0, one.start - BRIEF) : one.start]) and _IN_PLACES.match(text, one.end):
        return one._replace(part="frequency", sure=1.0)  # 更换6个|社区损坏的健身器材: where, not how many
    if one.measured.dimension == "people" and (part := _TAKES_PART.match(text, one.end)) is not None and one.part != "frequency":
        return one._replace(part="output", sure=1.0, words=part["who"] or part[0])  # 约1600人|参赛, 186名|运动员参加运动会
    if text[: one.start].endswith("按") and _RECKONED.match(text, one.end):
        return one._replace(part="none", sure=1.0)  # 按200个|训练日计算
    if one.measured.unit == "个" and _IN_SOME.search(text[max(0, one.start - FAR) : one.start]) and one.part in DONE:
        return one._replace(part="reach", sure=1.0)  # 在旗北部三个|苏木开设隔离带
    if one.measured.dimension == "money" and _LENT.search(text[: one.start]) and "贴息" in text:
        return one._replace(part="output", sure=1.0)  # 贷款600万元，由财政贴息
    if one.measured.dimension == "money" and _HANDED_OUT.search(text[max(0, one.start - LEAD) : one.start]):
        return one._replace(part="output", sure=1.0)
    if one.measured.number == 1 and _NOT_ONE.search(text[max(0, one.start - BRIEF) : one.start]):
        return one._replace(part="none", sure=1.0)  # 不着一把火
    if any(
        found.start() <= one.start and one.end <= found.end() for found in _OF_A_NAME.finditer(text, max(0, one.start - 4), one.end + 4)
    ):
        return one._replace(part="none", sure=1.0)
    if (whom := _priced_before(one, text)) is not None:
        return one._replace(part="recipient" if one.measured.unit in _PAYEE else "output", sure=1.0, words=whom)
    if one.measured.dimension in COUNTED and _STILL.match(text, one.end):
        return one._replace(part="background", sure=1.0)  # 11所|乡村小学仍用燃煤小锅炉
    if one.measured.dimension in COUNTED and _OF_EACH.search(text[max(0, one.start - FAR) : one.start]):
        return one._replace(part="output", sure=1.0)
    if one.measured.dimension == "object" and _EACH_OF.match(text, one.end):
        return one._replace(part="reach", sure=1.0)
    if one.part in DONE and _EACH_GETS.search(text[max(0, one.start - FAR) : one.start]):
        return one._replace(sure=1.0)  # 27座水库每库配管护员|1名: 27 of them
    if one.part in DONE and one.sure < PLAIN and FOR_EACH.search(text[max(0, one.start - LEAD - 4) : one.start]):
        return one._replace(part="frequency", sure=1.0)  # 每座水库配巡查责任人一名
    return None


def _is_in_trouble(one: ReadNumber, text: str) -> bool:
    """两个专业|实训设备老化: what is counted is in a bad state, and nothing before says that it is mended."""
    begin = max((text.rfind(stop, 0, one.start) for stop in "，,。；;、：:\n"), default=-1) + 1
    rest = _TO_THE_END.match(text, one.end)
    # 17座水库有白蚁危害，按每座2.2万元治理
    priced = re.match(rf"[^\d]*每{re.escape(one.measured.unit[-1:])}", text[one.end :]) is not None
    return head_verb(text[begin : one.start]) is None and rest is not None and tells_of_trouble(rest[0]) and not priced


def _priced_before(one: ReadNumber, text: str) -> str | None:
    """What is counted right behind what each is paid: 首次升规企业|每家奖10万元，预计12家, 简易的|50元一件，约600件; ``None`` for another
    number."""
    if one.measured.dimension not in COUNTED or text[one.end : one.end + 1] not in _STOPS:
        return None
    found = _WHOM_PRICED.search(text[max(0, one.start - FAR) : one.start])
    if found is None or found["whom"].startswith((*FORMER, "平均", "预计")):
        return None
    each, unit = found["each"] or found["one"], one.measured.unit
    if each != unit[-1:] and not (each in _MEALS and unit.endswith("人次")) and not (each in _CARS and unit in _CARS):
        return None
    return _SO_MANY.sub("", found["whom"]).removeprefix("日均")  # 日均就餐60人，每人每餐3元，全年|2.1万人次
