"""A purpose without what no goal repeats, by what the learned reader says of its characters and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from zhibiao.language.clauses import head_verb
from zhibiao.language.similarity import containment
from zhibiao.model.number_reader import Read, ReadNumber
from zhibiao.recommend.trouble import tells_of_trouble
from zhibiao.recommend.unpriced import AMOUNT, what_is_left, without_amount, without_price

_PIECE = re.compile(r"[^，,；;。：:、（）()\s]*(?:[，,；;。：:、（）()]|\s+)?")
_NUMBERING = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．](?!\d)|[①-⑨])")
_STOPS = "，,；;。：:、（）() \t\r\n\u3000"
_MARKS = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
_STRENGTH = "、，；。"
_STRUCTURE = ("：", "（", "）")  # marks that say how pieces hang together, which no stop replaces
_SENTENCE = re.compile(r"[^。；;\n]+")
_DONE = ("output", "recipient", "quality", "effect", "amount")
_MONEY = ("price", "amount", "total", "background")
_NOT_LISTED = ("total", "background")  # what holds one of these is no last item of a list (救生圈、竹竿、|绳索一套)
# A piece that surely counts something to be done stays, one that likely does where it is not surely aside.
_COUNTED, _SURE, _LIKELY, _DOUBTFUL = ("output", "recipient"), 0.9, 0.5, 0.65
_ASIDE, _CUT_OFF = 0.5, 0.3  # probability from which words stay out of a goal; an amount behind words that stay does sooner
_BY_PAPER = re.compile(r"^(?:按照?|根据|依据|依照)《[^，]*(?:协议|合同|政策|规定|办法)$")
_BASIS = re.compile(
    r"^(?:按照?|根据|依据|依照)[^，]*(?:办法|通知|规定|意见|方案|精神|条例|法|细则|规程|规范|政策|协议|合同)(?:要求|规定)?$"
)
# Where money comes from and what a price is made of are no works.
_GOES_ON = re.compile(r"[\u4e00-\u9fffA-Z]{2}(?<![的用和及与等以左内外])")
_NO_WORK = re.compile(
    r"资金|投资|出资|附加|捐|款$|预算|配套|自筹|中央|[省市县区]级|小计|合计|共计|总计|^[计需共约按每]|(?:费|单价|标准|每[人户件])$"
    r"|^(?:建安|工程|前期|设计|监理|勘察|测绘|检测|招标|造价|预备费|其他|费用?|[、及和与等])+$"
)
_NOT_DONE, _CLAUSE = {"background", "none"}, re.compile(r"[，,：:、]")
_A_WORK, _A_TALE = 3, 30  # characters
_SAID = 0.5  # share of a work's bigrams that the goal has already
_SHORT, _SURELY_ASIDE = 45, 0.9  # a purpose so short has hardly anything that is not to the point


def _most(text: str, piece: _Piece, read: Read) -> float:
    """How likely words must be left out to be so."""
    money = any(one.part in _MONEY for one in piece.numbers(read))
    return _ASIDE if len(text) > _SHORT or money else _SURELY_ASIDE


_CUT = "\x00"  # stands for what is cut, so that places stay
_STANDING = re.compile(rf"[^{_CUT}]+")
# 县级|按每头20元|配套, |按普查员1800元/人、指导员2400元/人的标准|发放: how much each gets is cut, that it is paid stays.
_PRICED = r"[^，,。；;、\d]{0,10}\d[\d.]*万?元(?:/[\u4e00-\u9fff·]{1,4})?"
_ADVERBIAL = re.compile(
    rf"按照?{_PRICED}(?:、{_PRICED})*(?:的?标准)?"
    r"(?=(?:一次性)?(?:聘请|委托|采购|购买|给予|发放|补助|补贴|配套|奖励|支付|补偿|奖补))"
)


class _Piece(NamedTuple):
    """Words between two marks, where they begin, the mark behind them, and whether they go on with a clause that brackets broke."""

    words: str
    start: int
    stop: str
    goes_on: bool = False

    def numbers(self, read: Read) -> list[ReadNumber]:
        return [one for one in read.numbers if self.start <= one.start < self.start + len(self.words)]

    def aside(self, read: Read, begin: int = 0) -> float:
        """How likely a goal leaves the words out, what is cut from them not counted."""
        spans = [match.span() for match in _STANDING.finditer(self.words, begin)]
        sizes = sum(end - start for start, end in spans)
        return sum((end - start) * read.set_aside(self.start + start, self.start + end) for start, end in spans) / max(1, sizes)


def kept(text: str, read: Read) -> str:
    """The text without what goals leave out, piece by piece; where pieces go, the strongest mark among theirs stays. A work whose amount
    is all that is said of it (信访化解15万元) stays without the amount."""
    out, mark = "", ""
    text = _ADVERBIAL.sub(lambda match: _CUT * len(match[0]), text)
    pieces = list(_pieces(text, read))
    staying = _stays(pieces, text, read)
    kept_words = [
        _without_amount(piece, read) if stays else _work(piece, following, read)
        for piece, following, stays in zip(pieces, [*pieces[1:], None], staying, strict=True)
    ]
    for place in range(1, len(pieces)):  # 对选择树葬、|花坛葬的家庭每例奖励1500元: whom half a list names
        if not staying[place] and pieces[place - 1].stop == "、" and kept_words[place].startswith("为"):
            kept_words[place] = ""
    for place in range(1, len(pieces)):  # 伙食、住宿、|教官等综合按每人每天180元: all of it is what the price is of
        if kept_words[place] != pieces[place].words and _IN_ALL.search(kept_words[place]):
            first = place - _list_until(pieces, place).count("、")
            kept_words[first : place + 1] = [""] * (place + 1 - first)
    for place, words in enumerate(kept_words):  # 预计补偿|16万元; 全年12个月
        cut = words != pieces[place].words or _CUT in words
        if _EMPTY.fullmatch(words.replace(_CUT, "")) and (cut or words[-1] == "月"):
            kept_words[place] = ""
    for place, words in enumerate(kept_words):  # 另水电取暖办公等|3.16万元
        if words != pieces[place].words and words.startswith("另") and _DOES_IT.search(words) is None:
            kept_words[place] = ""
    for place in range(1, len(pieces)):  # 按普查员1800元/人、|指导员2400元/人的标准一次性发放报酬
        if not staying[place - 1] and pieces[place - 1].stop == "、" and pieces[place - 1].words.startswith("按"):
            kept_words[place] = _STANDARD.sub("", kept_words[place])
    for place in range(len(pieces) - 1):
        if staying[place + 1] and (whom := _whom_priced(pieces[place], pieces[place + 1], read)):
            kept_words[place], pieces[place] = whom, pieces[place]._replace(stop="")
    for place in range(len(pieces) - 2, -1, -1):  # 演练、|宣传培训和明白卡13.6万元: a list stays together
        if kept_words[place + 1] and pieces[place].stop == "、" and not kept_words[place] and not pieces[place].numbers(read):
            kept_words[place] = pieces[place].words
    for piece, words, stays in zip(pieces, kept_words, staying, strict=True):
        if not stays and containment(words, out) >= _SAID:
            words = ""  # 其中道路硬化124.8万元: how much of what is said already
        if words:
            out += mark + words if out else words if stays or words.startswith("为") or head_verb(words) else f"保障{words}"
            mark = ""
        mark = _stronger(mark, piece.stop)
    told = _LEAD.sub("", _whole_brackets(out.replace(_CUT, "")).strip("，。；、：（ "))
    return _SIZED_BACK.sub(r"小（\1）型", _as_work(told)) + "。"


def _as_work(told: str) -> str:
    """What money is for as what is done: 用于征兵宣传、体检等支出 → 保障征兵宣传、体检等工作."""
    if "。" in told or "；" in told or "：" in told[:8] or told.startswith(_PAYS):
        return told
    spent = _FOR.match(told)
    rest = told[spent.end() :] if spent else told
    if rest.startswith(_PAYS):
        return rest  # 用于支付受助人员托养的费用
    whole = _EXPENSE.sub(lambda end: "等工作" if end["and_more"] else "", rest)
    if (whole == rest and not spent) or len(whole) < _A_WORK:
        return told
    return whole if head_verb(whole) or not (spent or whole != rest) or _DOES.search(whole) else f"保障{whole}"


_FOR = re.compile(r"(?:主要|全部|专项)?用[于作](?=[\u4e00-\u9fff])")
_EXPENSE = re.compile(r"(?:所需的?[^，]{0,14}|的|(?P<and_more>等)(?:方面)?的?)(?:相关)?(?:各项)?(?:支出|费用|开支)$")
_PAYS = ("支付", "偿还", "缴纳", "兑付", "发放")
_DOES = re.compile(r"^[\u4e00-\u9fff]{2,8}?组织|开展|举办")


def _stays(pieces: Sequence[_Piece], text: str, read: Read) -> list[bool]:
    """Which pieces stay. What brackets part (对26家机构（…）|开展核查) and what a list holds (五一、|国庆两个节点) goes together."""
    tales = list(_tales(text, read))
    out: list[bool] = []
    opened: list[bool] = []
    for piece in pieces:
        told = any(start <= piece.start < end for start, end in tales) or (
            bool(piece.words)
            and (_BASIS.match(piece.words) or _BY_PAPER.match(piece.words) or AMOUNT.fullmatch(piece.words) or _only_terms(piece, read))
            not in (None, False)
        )
        least = _SURE if piece.aside(read) > _DOUBTFUL else _LIKELY
        numbers = piece.numbers(read)
        counts = any(one.part in _COUNTED and one.sure > least for one in numbers) and not _says_trouble(piece)
        counts = counts and _BY_PAPER.match(piece.words) is None
        stays = counts or (piece.aside(read) <= _most(text, piece, read) and not told and not (numbers and _says_trouble(piece)))
        if piece.goes_on:
            stays = opened.pop() if opened else stays
        if piece.stop == "（":
            opened.append(stays)
        out.append(stays)
    bare = [bool(piece.words) and not piece.numbers(read) for piece in pieces]
    for place in range(1, len(pieces)):  # 危废委托有资质单位处置，|600吨: what a count is of
        if (
            out[place]
            and bare[place - 1]
            and pieces[place - 1].stop == "，"
            and _ONLY_COUNTED.fullmatch(without_amount(pieces[place].words))
        ):
            out[place - 1] = True
    for place in range(len(pieces) - 2, -1, -1):
        if pieces[place].stop == "、" and out[place + 1] and bare[place]:
            out[place] = True
    for place in range(1, len(pieces)):
        ends_list = pieces[place].stop != "、"
        trouble = (
            ends_list
            and bare[place]
            and (tells_of_trouble(pieces[place].words) or _SAYS_OF_ALL.search(_list_until(pieces, place)) is not None)
        )
        told = trouble or (not out[place] and _is_tale(pieces[place], read))
        listed = bare[place - 1] or (trouble and tells_of_trouble(pieces[place - 1].words))
        if pieces[place - 1].stop == "、" and listed and out[place - 1] and told:
            out[place] = False
            back = place - 1  # 和谐家园、祥瑞苑两个公租房小区|建成都超过12年了: what is said of a list is said of all
            plain = trouble or _plainly_told(pieces[place], read)
            while (
                back >= 0
                and pieces[back].stop == "、"
                and (bare[back] or tells_of_trouble(pieces[back].words))
                and (plain or pieces[back].aside(read) > _CUT_OFF)
            ):
                out[back] = False
                back -= 1
            continue
        ends = bare[place] or not any(one.part in _NOT_LISTED for one in pieces[place].numbers(read))
        if pieces[place - 1].stop == "、" and out[place - 1] and bare[place - 1] and ends and pieces[place].words:
            out[place] = True
    _hang_on(pieces, out)
    return out


def _says_trouble(piece: _Piece) -> bool:
    """7个村活动室年久失修: counted, and only how things stand."""
    return piece.stop != "、" and tells_of_trouble(piece.words) and head_verb(piece.words) is None


_PAID_OUT = re.compile(r"(?:全年|逐月|按[月季年次]|分[次期批两]次?|一次性|统一|集中)*(?:发放|拨付|兑付|支付|缴纳|结算)(?:到位|到户|到人)?")
_BESIDES = re.compile(r"除.*外")  # 除中央、省级补助外，|县级按每头20元配套


# 县化肥厂、县机械厂等企业改制后仍有档案管理、|信访维稳等遗留工作
_SAYS_OF_ALL = re.compile(r"(?:[仍尚还]有|存在)[^，]*(?:问题|隐患|遗留[\u4e00-\u9fff]{0,2}|短板|缺口|不足|风险)$")


def _list_until(pieces: Sequence[_Piece], place: int) -> str:
    """The words of a list up to its piece at ``place``."""
    first = place
    while first and pieces[first - 1].stop == "、":
        first -= 1
    return "、".join(piece.words for piece in pieces[first : place + 1])


def _hang_on(pieces: Sequence[_Piece], out: list[bool]) -> None:
    """Pieces that say nothing without one that goes, go with it: 每人每月2200元，|全年发放; 除中央补助外，|县级每头20元."""
    for place in range(1, len(pieces)):
        if not out[place - 1] and _PAID_OUT.fullmatch(pieces[place].words):
            out[place] = False
    for place in range(len(pieces) - 1):
        clause = _list_until(pieces, place)
        if pieces[place].stop == "，" and not out[place + 1] and _BESIDES.fullmatch(clause):
            out[place - clause.count("、") : place + 1] = [False] * (clause.count("、") + 1)


_SOURCES = re.compile(r"\s*(?:资金来源|所需资金|资金由|本次总投资|项目总投资|总投资)")
_LATER = re.compile(r"[，,](?=[^，,]*(?:完工|完成|竣工|投入使用|建成))[^，,]*$")  # 资金由镇拨付到村，|年底前完工投入使用
_DONE_TO = ("对", "将", "把", "为")
_FORMER = re.compile(r"(?:上年|去年|往年|前年)(?:度|(?![\u4e00-\u9fff]*[今本]年)[\u4e00-\u9fff])(?!.*[今本]年)")


def _only_terms(piece: _Piece, read: Read) -> bool:
    """A state of things that calls for the work (群众意见较大), or how the money is paid (考核后拨付尾款): 4 in 5 of these are left out."""
    if any(one.part in _DONE and one.part != "amount" for one in piece.numbers(read)):
        return False
    goes_on = piece.stop == "、" and piece.words.startswith(_DONE_TO)  # 对12条道路的破损、|下沉井盖进行更换
    return (tells_of_trouble(piece.words) and not goes_on) or _TERMS.search(piece.words) is not None


_TERMS = re.compile(
    r"全额拨付|扣减|^余款|不予拨付|预付|结清|尾款|付款|结账|^作为[\u4e00-\u9fff]{0,8}费$|凭[\u4e00-\u9fff]{0,8}(?:结算|拨付|兑付)|按考核(?:结果)?(?:结算|付费|拨付)"
)


def _is_tale(piece: _Piece, read: Read) -> bool:
    """Whether a piece with numbers only tells."""
    parts = {one.part for one in piece.numbers(read)}
    return bool(parts) and parts <= {"background", "none"} and (_plainly_told(piece, read) or piece.aside(read) > _SURELY_ASIDE)


def _plainly_told(piece: _Piece, read: Read) -> bool:
    return any(one.part == "background" and one.sure == 1 for one in piece.numbers(read))


_LEAD = re.compile(
    r"^(?:保障)?(?:其中|包括|费用如下|(?:具体)?如下|具体(?:用于|为|是|包括)|主要(?:建设|工程|实施)?(?:内容|工程量)(?:为|是|包括)?|内容(?:为|是|有))[：，]?"
)
_ITEM = re.compile(r"(?<!小)[（(][一二三四五六七八九十\d]{1,2}[)）]")
_SIZED = re.compile(r"小[（(]([12一二])[)）]型")  # a reservoir's size, no bracket
_SIZED_BACK = re.compile(r"小〔(.)〕型")


_COUNTS = re.compile(r"\d[\d.]*[\u4e00-\u9fff]")


def _pieces(text: str, read: Read) -> Iterator[_Piece]:
    """The pieces of a text; where a list has lost its marks, an amount ends a piece: 消防车1辆218万元|空气呼吸器40具32万元."""
    text = _SIZED.sub(r"小〔\1〕型", _ITEM.sub(lambda item: "；" * len(item[0]), text))
    ends = [one.end for one in read.numbers if one.part == "amount" and _GOES_ON.match(text, one.end)]
    for match in _PIECE.finditer(text):
        start = match.start()
        for end in (*(end for end in ends if match.start() < end < match.end()), match.end()):
            words = text[start:end].rstrip(_STOPS)
            stop = text[start + len(words) : end]
            bare = _NUMBERING.sub("", words)
            blank = stop.isspace() and _COUNTS.match(text, start + len(words) + len(stop))  # 购置DR |1台
            mark = "；" if "\n" in stop else "" if blank else "，" if stop.isspace() or end < match.end() else _MARKS.get(stop, stop)
            goes_on = bool(words) and start > 0 and text[start - 1] in "）)" and words[:1] not in "共计合约需，"
            yield _Piece(bare, start + len(words) - len(bare), mark, goes_on)
            start = end


def _tales(text: str, read: Read) -> Iterator[tuple[int, int]]:
    """Sentences most of which goals leave out and which count nothing to be done: their last piece tells as well."""
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        parts = {one.part for one in read.numbers if start <= one.start < end}
        done = not parts.isdisjoint(_DONE)
        sources = parts.isdisjoint(_COUNTED) and _SOURCES.match(match[0]) is not None and _LATER.search(match[0]) is None
        told = _FORMER.match(match[0]) is not None or (end - start > _A_TALE and read.set_aside(start, end) > _ASIDE)
        stands = bool(parts) and parts <= _NOT_DONE and any(map(tells_of_trouble, _CLAUSE.split(match[0])))
        if sources or stands or (told and not done):
            yield start, end


def _without_amount(piece: _Piece, read: Read) -> str:
    """85套|3.4万元: what stays, without the amount behind it."""
    priced = any(one.part == "price" for one in piece.numbers(read))
    words = without_price(piece.words) if priced else piece.words
    amount = AMOUNT.search(words)
    if any(one.part in _COUNTED and one.measured.dimension == "money" for one in piece.numbers(read)):
        amount = None  # 储备贷款1600万元: so much is to be lent
    if amount is not None and amount.start() >= 2 and piece.aside(read, amount.start()) > _CUT_OFF:
        words = words[: amount.start()]
        words = without_price(words) if priced else words
    if words == piece.words:
        return words
    return what_is_left(piece.words, words)


def _whom_priced(piece: _Piece, following: _Piece, read: Read) -> str:
    """首次升规企业|每家奖10万元，|预计12家: whom the price is for, where the next words only count them."""
    parts = {one.part for one in piece.numbers(read)}
    if "price" not in parts or not parts <= {"price", "none", "background"} or not _ONLY_COUNTED.fullmatch(following.words):
        return ""
    whom = _ONE_EACH.sub("", without_price(piece.words))
    return whom if whom != piece.words and len(whom) > 1 and not _NOBODY.fullmatch(whom) else ""


_IN_ALL = re.compile(r"综合(?:标准)?(?:测算|核定)?$")
_EMPTY = re.compile(
    r"按[\u4e00-\u9fff]{2,6}|每[\u4e00-\u9fff\d]{1,8}(?:补助|补贴|奖补|奖励|给予)|(?:预计|计划|共|约|需|另)*(?:补偿|补助|补贴|支付|安排|发放|投入)|(?:全年|均|按|共)*\d+个月(?:计算?|测算)?"
)
_DOES_IT = re.compile(r"支付|购|安排|用于|做|修|建|补助|补贴|发放|聘|租")
_STANDARD = re.compile(r"^[^，。；]*?元[^，。；]*?标准(?=[\u4e00-\u9fff]{2})")
_ONLY_COUNTED = re.compile(r"(?:预计|大约|约|共计|共|合计|计划|拟|今年|全年|安排|需)*\d[\d.]*[万千百]?[\u4e00-\u9fff]{1,2}")
_NOBODY = re.compile(r"(?:平均|[人户亩]均|其中|预计|标准|补助|补贴|按|每[\u4e00-\u9fff]?)+")
_ONE_EACH = re.compile(r"\d[\d.]*万?元[一每][\u4e00-\u9fff]$")


def _work(piece: _Piece, following: _Piece | None, read: Read) -> str:
    """The work that an amount or a price alone is said of, in its piece or in the next (溢洪道改建，|185万元); else nothing."""
    parts = {one.part for one in piece.numbers(read)}
    if "price" in parts and (given := what_is_left(piece.words, without_price(piece.words))).startswith("为") and "发放" in given:
        return given  # 首次上规企业|每户奖10万元
    behind = following is not None and not parts and AMOUNT.fullmatch(following.words) is not None
    behind = behind and following is not None and any(one.part == "amount" for one in following.numbers(read))
    each = "分别" in piece.words  # 体检、走访慰问|分别为5.4万元、9万元
    if not behind and not each and ("amount" not in parts or "background" in parts):
        return ""
    work = without_price(piece.words if behind else without_amount(piece.words)).removeprefix("其中")
    return work if len(work) >= _A_WORK and (behind or work != piece.words) and not _NO_WORK.search(work) else ""


def _stronger(mark: str, stop: str) -> str:
    if mark == "（" and stop == "）":
        return ""  # the brackets went with all they held
    if mark.startswith("）"):
        return "）" + _stronger(mark[1:], stop)  # what stood between a bracket and the next mark went
    if not stop or mark in _STRUCTURE:
        return mark
    if not mark or stop in _STRUCTURE:
        return mark or stop
    return max(mark, stop, key=_STRENGTH.find)


def _whole_brackets(text: str) -> str:
    """Brackets that lost their other half become commas."""
    out, opened = list(text), []
    for place, char in enumerate(text):
        if char == "（":
            opened.append(place)
        elif char == "）":
            if opened:
                opened.pop()
            else:
                out[place] = "，"
    for place in opened:
        out[place] = "，"
    return re.sub(r"，+(?=[，。；、）])|(?<=[（，])，+", "", "".join(out))
