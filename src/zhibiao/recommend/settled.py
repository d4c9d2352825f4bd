"""A reading of a text put right by what its numbers say of each other: wholes and their parts, prices and what they are paid for, sums that
make up the budget, former years. Shares in the comments are of the numbers so placed in the marked descriptions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from zhibiao.language import numerals
from zhibiao.language.background import elsewhere, within
from zhibiao.language.clauses import head_verb
from zhibiao.language.fact import Part
from zhibiao.language.quantities import in_base
from zhibiao.language.spoken import spelled_out
from zhibiao.model.number_reader import Read, ReadNumber
from zhibiao.recommend.called import called
from zhibiao.recommend.trouble import how_things_stand, tells_of_trouble

DONE: tuple[Part, ...] = ("output", "recipient")
NO_ROW: tuple[Part, ...] = ("background", "none")
_COUNTED = ("object", "length", "area", "people", "household", "occurrence", "volume", "mass")
_PAID = ("people", "household")
_SIZES = ("volume", "mass", "power")
_ASIDE = 0.5  # share of the words before a number that goals leave out
_PLAIN = 0.95  # a count so sure is one, wherever it stands
_PERHAPS = 0.1  # from which a number may be an output where nothing else is
_ROUNDED = Decimal("0.005")  # share by which an amount may differ from number × price
# characters before a number: those next to it, its clause's, those that say for each of what, those that hold a price
_BRIEF, _WORDS_BEFORE, _LEAD, _FAR = 8, 6, 12, 60

_MONTHS = re.compile(r"([一二两三四五六七八九十]{1,2}|\d{1,2})个月")
_FORMER = ("上年", "去年", "往年", "上年度", "前年")
_TIME = re.compile(r"(?P<year>20\d\d)年|上年度?|去年|往年|前年|今年|本年度?|当年|明年|本次|现|拟|计划")
_ONLY_THERE = re.compile(r"辖|人口|编制|面积|总|累计|上年|去年|[村镇乡]$|居委会$|社区$|^$")
# 97 in 100 counts with a price right behind them are to be done, 93 in 100 of those that 计划 or 预计 stand before.
_PRICE_BEHIND = re.compile(r"[^，,。；;、：:\d]{0,14}[，,、]?(?:每|人均|户均|单价|按)?[^，,。；;、\d]{0,8}")
_EACH_BEHIND = re.compile(r"[,，、]?每[户家人名个村所]")
_PLANNED = re.compile(r"(?:^|[，,；;、（(：:\s])(?:今年|本年|全年|年内|20\d\d年)?(?:计划|预计)$")
_FOR_EACH = re.compile(r"每[\u4e00-\u9fff][^，,。；;、\d]*$")  # 3 in 100 of these are counts of the whole
# 生物质颗粒84吨，一吨|1150元, 每处配绳索一套: for one of them, or one for each.
_PER_ONE = re.compile(
    r"(?:^|[，,。；;、：:（(\n])[一1][\u4e00-\u9fff]{1,2}$|[各每][^，,。；;\d]{0,20}[一1][\u4e00-\u9fff]{1,2}$|一[\u4e00-\u9fff]算$"
)
# Numbers of a name: 两人一组, 上坪村二组、三组, 城东一村, 开发区二期, 一次通过率.
_OF_A_NAME = re.compile(
    r"(?:[一二两三四五六七八九十\d]{1,2}人[一每]|(?:[村社区屯街]|组、?)[一二三四五六七八九十\d]{1,2})组"
    r"|[东西南北中新]一村|(?:区|园|工程|项目|墓|路|网|小区|广场|分流|改造)[一二三四五]期|一次(?:性)?(?:通过|合格|验收|修复|交验|成活)"
)
# 本年申请395万元：…: what sentences before it count is there already, but for one in seven.
_HERE_BEGINS = re.compile(
    r"[。；;\n][^。；;\n]*(?:本年度?|本次|今年)(?:度)?(?:共)?(?:申请|安排|预算)(?:资金|经费)?\d[\d.]*万元(?:：|:|，其中)"
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
_TIMES = ("×", "x", "X", "*", "＊")
_CARS = ("车", "台", "辆", "部")
_STOPS = ("", "，", ",", "；", ";", "。", "、", "（", "(", "\n")
_EACH_GETS = re.compile(r"\d[座个村处所][^，,。；;\d]{0,12}每[\u4e00-\u9fff](?:配备|聘用|选聘|设置|[配聘设])[\u4e00-\u9fff]{2,10}$")
_MEALS = ("餐", "单", "次", "例", "人")  # 每餐2元，6.8万人次
_PAYEE = ("家", "户", "人", "名")
_SPENT = ("amount", "price")
_SORTS, _FEW = ("项", "种", "类", "个", "只"), 10
_OF_MONEY = re.compile(
    r"(?:基本|专项|生活|护理|惠民|民生|政策性|一般)*(?:补贴|补助|津贴|费用|服务费|政策|待遇|险种|保险|资金|经费|债券|救助)"
)
_LONG_THERE = re.compile(
    r"[^，,。；;\d]{0,10}(?:建成|投用|使用|交付|入住|运行)(?:都|均|至今)?已?(?:都|均)?(?:超过?|逾|近|有|多)?[\d一二三四五六七八九十]{1,3}[多余几]?年"
)
_BOUND_OF_EACH = re.compile(r"以[上下内](?:的)?[，,]?(?:按?每|均按)")
_RELIEVES = re.compile(r"(?:^|[，,。；;])(?:解决|缓解|改善|消除|满足)[^，,。；;]*$")  # 解决9个村|1.1万人季节性缺水
_TO_THE_END = re.compile(r"[\u4e00-\u9fff]{3,16}(?=[，,。；;、]|$)")
_LIVES_THERE = ("area", "people", "household")
_KEEPS = re.compile(r"(?:^|[，,。；;])(?:确保|保障|保证|保护|惠及|方便|改善)[^，,。；;\d]{0,10}$")
_SAFE = re.compile(
    r"[^，,。；;\d]{0,8}(?:安全|灌溉|出行|用水|饮水|通行|排涝|就学|就医|丰收|用电|生命财产)[^，,。；;\d]{0,6}(?=[，,。；;]|$)"
)
_VILLAGES = ("村", "乡镇", "镇", "乡", "社区")
_PUT = re.compile(r"(?:更换|购置|采购|配备|安装|加装|添置|更新|配置)$")
_IN_PLACES = re.compile(
    r"(?:行政|自然)?(?:社区|村庄?|小区|学校|乡镇|街道|单位|站所|网格|景区|公园)[\u4e00-\u9fff]{0,4}的[\u4e00-\u9fff]{2}"
)
_HANDED_OUT = re.compile(r"(?:发|发放|投放|派发)[^，,。；;\d]{0,8}券$")
_TAKES_PART = re.compile(r"(?:参赛|参训|参会|参展|参演)(?=[，,。；;、]|$)")
_LENT = re.compile(r"贷款(?:规模|金额|本金|余额)?(?:约|共)?$")
_NO_THING = ("项",)  # 三项检验费合计15.8万元
_MARK = re.compile(r"[，,。；;、：:（(\n\d]")


class _Money(NamedTuple):
    """The sums of a text, its prices, and for how many times a price may be paid."""

    amounts: list[Decimal]
    prices: list[ReadNumber]
    times: set[Decimal]


def settled(read: Read, text: str, budget: Decimal | None, year: int | None, kept_up: bool = False) -> Read:
    """The reading of ``text`` with what its numbers say of each other: 85人 at 400元 each for five months make up 17万元, so that they
    are paid for and no background; a count in a passage that only tells, or of a former year, is one more that tells.

    :param budget: in 元.
    :param year: the project's.
    :param kept_up: whether the project keeps up or tests what stands already, so that what there is (现有终端32台) is what it works on.
    """
    read = _without_elsewhere(read, text)
    read = read._replace(numbers=tuple(_make_up_budget(read.numbers, budget)))
    money = _money_of(read, text, budget)
    counted = {one.measured.number for one in read.numbers if one.part in DONE}
    begins = _HERE_BEGINS.search(text)
    read = read._replace(numbers=tuple(_with_its_list(read.numbers, text)))
    numbers = []
    for place, one in enumerate(read.numbers):
        behind = read.numbers[place + 1 :]
        if (plain := _plainly(one, text)) is not None:
            numbers.append(plain)
            continue
        if kept_up and _is_at_hand(one, text) and not _is_former(text, one.start, year):
            numbers.append(one._replace(part="output", sure=1.0))
            continue
        paid = _is_priced(one, behind, text) or _has_its_price(one, money.prices, text) or _is_spent_on(one, behind, text, year)
        planned = _has_price(one, behind, text) or _PLANNED.search(text[max(0, one.start - _BRIEF) : one.start]) is not None
        planned = planned and not _is_former(text, one.start, year)
        none = one.part in (*NO_ROW, *_SPENT) and one.measured.dimension in _COUNTED  # 自动分拣线一条: no price, whatever it is read as
        if none and one.measured.number not in counted:
            own = [_yuan(price) for price in money.prices if _is_each(one, price, text)]
            if paid or (planned and one.part != "none") or _makes_up(one.measured.number, own, money):
                one = one._replace(part=_part_of(one), sure=1.0)
        elif one.part in (*DONE, "reach", "effect") and one.sure < _PLAIN and not paid and not planned:
            told = read.set_aside(max(0, one.start - _WORDS_BEFORE), one.end) > _ASIDE
            before = begins is not None and one.end <= begins.start()
            if told or before or _is_former(text, one.start, year):
                one = one._replace(part="background")
        numbers.append(one)
    numbers = list(_some_counted(tuple(_whole_and_parts(numbers)), text, year))
    return read._replace(numbers=tuple(one._replace(words=spelled_out(called(one, text))) for one in numbers))


def _with_its_list(numbers: Sequence[ReadNumber], text: str) -> Iterator[ReadNumber]:
    """免疫牛3.2万头、羊18万只: what is hardly background and stands in a list with what is done is done too."""
    for place, one in enumerate(numbers):
        beside = [other for other in numbers[place + 1 : place + 2] if _NEXT_OF_LIST.fullmatch(text[one.end : other.start])]
        beside += [other for other in numbers[max(0, place - 1) : place] if _NEXT_OF_LIST.fullmatch(text[other.end : one.start])]
        done = next((other.part for other in beside if other.part in DONE), None)
        hardly = one.part == "background" and one.sure < _HARDLY
        yield one._replace(part=done) if done and hardly else one


_NEXT_OF_LIST, _HARDLY = re.compile(r"、[\u4e00-\u9fff]{1,8}"), 0.75


def _without_elsewhere(read: Read, text: str) -> Read:
    """What is said to be paid from elsewhere is no part of the project, nor is how things stand before it."""
    stands = how_things_stand(text)
    away = [*elsewhere(text), *([(0, stands)] if stands else [])]
    if not away:
        return read
    aside = read.aside.copy()
    aside[[place for place, written in enumerate(read.places) if within(written, away)]] = 1
    gone = tuple(one._replace(part="background", sure=1.0) if within(one.start, away) else one for one in read.numbers)
    return read._replace(numbers=gone, aside=aside)


def _money_of(read: Read, text: str, budget: Decimal | None) -> _Money:
    amounts = [_yuan(one) for one in read.numbers if one.measured.dimension == "money"] + ([budget] if budget else [])
    prices = [one for one in read.numbers if one.measured.dimension == "money" and one.part == "price"]
    months = {Decimal(many) for found in _MONTHS.finditer(text) if (many := numerals.number(found[1]))}
    times = {
        Decimal(1),
        Decimal(12),
        *months,
        *(one.measured.number for one in read.numbers if one.measured.dimension in ("time", "occurrence")),
    }
    return _Money(amounts, prices, times)


def _plainly(one: ReadNumber, text: str) -> ReadNumber | None:
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
    if one.measured.dimension in _PAID and _RELIEVES.search(text[max(0, one.start - _FAR) : one.start]):
        return one._replace(part="reach", sure=1.0)
    if one.measured.dimension in _LIVES_THERE and _KEEPS.search(text[: one.start]) and _SAFE.match(text, one.end):
        return one._replace(part="reach", sure=1.0)  # 保障圩内1.1万亩|农田安全
    if one.measured.dimension in _COUNTED and (_LONG_THERE.match(text, one.end) or _is_in_trouble(one, text)):
        return one._replace(part="background", sure=1.0)
    if one.measured.unit in _VILLAGES and text[one.end : one.end + 1].isdigit():
        return one._replace(part="frequency", sure=1.0)  # 石滩、后垅两村|1460亩
    if one.measured.dimension == "object" and _PUT.search(text[max(0, one.start - _BRIEF) : one.start]) and _IN_PLACES.match(text, one.end):
        return one._replace(part="frequency", sure=1.0)  # 更换6个|社区损坏的健身器材: where, not how many
    if one.measured.dimension == "people" and (part := _TAKES_PART.match(text, one.end)) is not None and one.part != "frequency":
        return one._replace(part="output", sure=1.0, words=part[0])  # 约1600人|参赛
    if one.measured.dimension == "money" and _LENT.search(text[: one.start]) and "贴息" in text:
        return one._replace(part="output", sure=1.0)  # 贷款600万元，由财政贴息
    if one.measured.dimension == "money" and _HANDED_OUT.search(text[max(0, one.start - _LEAD) : one.start]):
        return one._replace(part="output", sure=1.0)
    if one.measured.number == 1 and _NOT_ONE.search(text[max(0, one.start - _BRIEF) : one.start]):
        return one._replace(part="none", sure=1.0)  # 不着一把火
    if any(
        found.start() <= one.start and one.end <= found.end() for found in _OF_A_NAME.finditer(text, max(0, one.start - 4), one.end + 4)
    ):
        return one._replace(part="none", sure=1.0)
    if (whom := _priced_before(one, text)) is not None:
        return one._replace(part="recipient" if one.measured.unit in _PAYEE else "output", sure=1.0, words=whom)
    if one.measured.dimension in _COUNTED and _STILL.match(text, one.end):
        return one._replace(part="background", sure=1.0)  # 11所|乡村小学仍用燃煤小锅炉
    if one.measured.dimension in _COUNTED and _OF_EACH.search(text[max(0, one.start - _FAR) : one.start]):
        return one._replace(part="output", sure=1.0)
    if one.measured.dimension == "object" and _EACH_OF.match(text, one.end):
        return one._replace(part="reach", sure=1.0)
    if one.part in DONE and _EACH_GETS.search(text[max(0, one.start - _FAR) : one.start]):
        return one._replace(sure=1.0)  # 27座水库每库配管护员|1名: 27 of them
    if one.part in DONE and one.sure < _PLAIN and _FOR_EACH.search(text[max(0, one.start - _LEAD - 4) : one.start]):
        return one._replace(part="frequency", sure=1.0)  # 每座水库配巡查责任人一名
    return None


def _is_in_trouble(one: ReadNumber, text: str) -> bool:
    """两个专业|实训设备老化: what is counted is in a bad state, and nothing before says that it is mended."""
    begin = max((text.rfind(stop, 0, one.start) for stop in "，,。；;、：:\n"), default=-1) + 1
    rest = _TO_THE_END.match(text, one.end)
    return head_verb(text[begin : one.start]) is None and rest is not None and tells_of_trouble(rest[0])


def _is_at_hand(one: ReadNumber, text: str) -> bool:
    """现有自助终端|32台, 全县|23座水库已建成监测设施: there already, and not in a bad state."""
    before = text[max(0, one.start - _FAR) : one.start]
    return (
        one.part == "background"
        and one.measured.dimension in ("object", "length", "area")
        and (_THERE.search(before) is not None or one.start <= _HEAD_OF_TEXT)
        and not _LONG_THERE.match(text, one.end)
        and not text.startswith((*_VILLAGES, "行政村", "自然村"), one.end)
    )


_THERE = re.compile(r"(?:现有|已建成?|已安装|共有|管养|管护|管理|建有|设有)[^，,。；;\d]{0,16}$|、[^，,。；;\d]{0,10}$")
_HEAD_OF_TEXT = 4  # characters: 全县|23座


def _part_of(one: ReadNumber) -> Part:
    return "recipient" if one.measured.dimension in _PAID else "output"


def _make_up_budget(numbers: Sequence[ReadNumber], budget: Decimal | None) -> list[ReadNumber]:
    """Sums of money that stand one after the other and make up the budget are what its parts cost, where most of them are read so."""
    out = list(numbers)
    money = [place for place, one in enumerate(out) if one.measured.dimension == "money" and one.part != "price"]
    for first in range(len(money)) if budget else ():
        sums = list(accumulate(_yuan(out[place]) for place in money[first:]))
        run = money[first : first + sums.index(budget) + 1] if budget in sums else []
        if len(run) > 1 and sum(out[place].part == "amount" for place in run) * 2 > len(run):
            for place in run:
                out[place] = out[place]._replace(part="amount", sure=1.0)
            break
    return out


def _is_each(one: ReadNumber, price: ReadNumber, text: str) -> bool:
    """Whether a price is for each of what is counted: 85人, 每人400元."""
    near = text[max(0, price.start - _LEAD) : price.end]
    each = {
        *re.findall(r"每([\u4e00-\u9fff])", near),
        *re.findall(r"([\u4e00-\u9fff])均", near),
        price.measured.unit.rpartition("/")[2][:1],
    }
    return bool(each & (set("人名") if one.measured.dimension == "people" else {one.measured.unit[-1:]}))


def _is_priced(one: ReadNumber, behind: Sequence[ReadNumber], text: str) -> bool:
    """新入库企业14家|每户奖励20万元: what has its price right behind it is paid for."""
    return bool(behind) and behind[0].part == "price" and _EACH_BEHIND.match(text, one.end) is not None


def _has_price(one: ReadNumber, behind: Sequence[ReadNumber], text: str) -> bool:
    """86名县镇两级代表活动费|每人600元, 满10年不满20年的46人，|每月200元: a price for it is the next number."""
    following = next((other for other in behind if other.part != "none"), None)
    if following is None or following.part != "price" or _is_of_each(one, text):
        return False
    return _PRICE_BEHIND.fullmatch(text, one.end, following.start) is not None


def _is_of_each(one: ReadNumber, text: str) -> bool:
    """每处配救生圈、绳索|一套, 生物质颗粒84吨，|一吨1150元: so many for each, no count of the whole."""
    if one.measured.number == 1:
        return _PER_ONE.search(text[max(0, one.start - _LEAD - _LEAD) : one.end]) is not None
    return _FOR_EACH.search(text[max(0, one.start - _LEAD) : one.start]) is not None


def _priced_before(one: ReadNumber, text: str) -> str | None:
    """What is counted right behind what each is paid: 首次升规企业|每家奖10万元，预计12家, 简易的|50元一件，约600件; ``None`` for another
    number."""
    if one.measured.dimension not in _COUNTED or text[one.end : one.end + 1] not in _STOPS:
        return None
    found = _WHOM_PRICED.search(text[max(0, one.start - _FAR) : one.start])
    if found is None or found["whom"].startswith((*_FORMER, "平均", "预计")):
        return None
    each, unit = found["each"] or found["one"], one.measured.unit
    if each != unit[-1:] and not (each in _MEALS and unit.endswith("人次")) and not (each in _CARS and unit in _CARS):
        return None
    return found["whom"]


def _has_its_price(one: ReadNumber, prices: Sequence[ReadNumber], text: str) -> bool:
    """自助服务终端32台 … 自助终端每台每年4500元: a price for each of it, by its unit and its name, wherever it stands."""
    pairs = {one.words[place : place + 2] for place in range(len(one.words) - 1)}
    return any(_is_each(one, price, text) and one.end < price.start and any(pair in price.words for pair in pairs) for price in prices)


def _is_spent_on(one: ReadNumber, behind: Sequence[ReadNumber], text: str, year: int | None) -> bool:
    """隧道1860延米18.6万元, 26户房屋拆迁补偿620万元: money is set aside for it, unless the money was a former year's."""
    if not behind or behind[0].part not in _SPENT or behind[0].measured.dimension != "money" or one.measured.unit in _NO_THING:
        return False
    if _is_former(text, one.start, year) or text[: one.start].endswith(("元", "块")):
        return False
    if _is_of_each(one, text):
        return False
    between = text[one.end : behind[0].start]
    return between in ("，", ",") or _MARK.search(between) is None


def _whole_and_parts(numbers: list[ReadNumber], nothing_else: bool = False) -> list[ReadNumber]:
    """培训670人：家政320人、焊工200人、电商150人: where one of a whole and its parts is to be done, the whole is, and these are parts.

    :param nothing_else: take them for that whatever each is read as.
    """
    counts = [place for place, one in enumerate(numbers) if one.measured.dimension in _COUNTED]
    for begin, place in enumerate(counts):
        whole = numbers[place]
        alike = [other for other in counts[begin + 1 :] if numbers[other].measured.unit == whole.measured.unit]
        size = next((n for n in range(2, len(alike) + 1) if sum(numbers[m].measured.number for m in alike[:n]) == whole.measured.number), 0)
        group = [place, *alike[:size]]
        if size and (nothing_else or any(numbers[one].part in (*DONE, "part") for one in group)):
            numbers[place] = whole._replace(part=_part_of(whole), sure=1.0)
            listed: Part = next((numbers[one].part for one in alike[:size] if numbers[one].part in DONE), "part")
            for one in alike[:size]:  # 食用农产品780批次、预包装食品368批次、餐饮食品100批次: all rows or all parts
                if numbers[one].part in (*NO_ROW, "part"):
                    numbers[one] = numbers[one]._replace(part=listed, sure=1.0)
    return numbers


def _yuan(one: ReadNumber) -> Decimal:
    return in_base(one.measured.number, one.measured.unit.partition("/")[0])[0]


def _makes_up(number: Decimal, prices: Collection[Decimal], money: _Money) -> bool:
    return number > 1 and any(
        abs(number * price * time - amount) <= amount * _ROUNDED
        for price in prices
        for time in money.times
        for amount in money.amounts
        if amount > price
    )


def _is_former(text: str, place: int, year: int | None) -> bool:
    """Whether the last time named before a number in its sentence is a former year."""
    sentence = max(text.rfind(stop, 0, place) for stop in "。；;\n") + 1
    named = list(_TIME.finditer(text, sentence, place))
    if not named:
        return False
    said = named[-1]["year"]
    return bool(year and int(said) < year) if said else named[-1][0] in _FORMER


def _some_counted(numbers: tuple[ReadNumber, ...], text: str, year: int | None) -> tuple[ReadNumber, ...]:
    """The numbers, where none is counted a whole with its parts (列养892公里，其中县道86公里…), else the likeliest as an output:
    现有取水口360处，委托运维 is about them."""
    if any(one.part in ("output", "recipient", "part") for one in numbers):
        return numbers
    wholes = _whole_and_parts(list(numbers), nothing_else=True)
    if any(one.part in DONE for one in wholes):
        return tuple(wholes)
    some = [one for one in numbers if one.measured.dimension in _COUNTED and (one.counted >= _PERHAPS or not _ONLY_THERE.search(one.words))]
    some = [one for one in some if one.sure < 1 and not _is_former(text, one.start, year)]
    best = max(some, key=lambda one: one.counted, default=None)
    if best is None:
        return numbers
    return tuple(one._replace(part="output", sure=1.0) if one is best else one for one in numbers)
