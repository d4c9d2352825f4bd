"""A description read once: its folded text with the place of every character, clauses, verbs, and numbers that measure something."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from importlib import resources

from zhibiao.language import quantities
from zhibiao.language.dates import DatePhrase, find_dates
from zhibiao.language.normalise import aligned
from zhibiao.language.quantities import PREFIX_SIGNS, SUFFIX_SIGNS, Quantity, find_quantities

# What looks like a count and is none: document numbers, telephones, codes, standards, and figures of speech.
_NO_COUNT = re.compile(
    r"[\u4e00-\u9fff]{0,3}[〔\[【(](?:19|20)\d\d年?[〕\]】)](?:第?\d+号)?|第?(?<!\d)\d{1,6}号(?:文|令|楼|线|院|路)?|《[^》\n]{1,60}》"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<![A-Za-z])(?![A-Z]{2,6}\d{1,4}(?:台|套|辆|部|件|架|个|支|组|块|条|只|面|份|张|把|次|例|人|名|盏))[A-Za-z][A-Za-z\d./+-]*\d[A-Za-z\d./+]*|(?<!\d)\d{6,}[A-Z][A-Z\d]*"
    r"|[百千万]人以[上下](?=[\u4e00-\u9fff]{2})"  # 18处|千人以上水源地
    r"|(?:编码|编号|代码|电话|账号|卡号|邮编):?\d[\d-]*"
    r"|[一1]次性|一站式|一体化|一对一|一[\u4e00-\u9fff]一[\u4e00-\u9fff]|一(?P<each>[\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}一(?P=each)|一[村校户人院站县乡][\u4e00-\u9fff]{1,3}一[\u4e00-\u9fff]|一把手"
    r"|一批(?!次)|一系列|一方面|另一方面|一部分|一线|一定|一类|一流|一级|一份力|一张网|一盘棋|一件事|一套班子|一条龙|一个中心|一个月(?!内)|一条心|一家人"
    r"|[一二三四五六七八九十]期(?:工程|建设|项目|改造|治理|管网|道路|路网|厂房|厂|用地|地块|标段|主体|配套)|[一二三四]次(?:[管主支热水]?网|供水|供热|供暖|分配|产业|污染|侧|能源|加压|泵|管[道线]|换热|系统|回路|设备)|三次产业|两个文明|两个(?:维护|确立|责任)|四个(?:意识|自信|全面)"
    r"|[两三四五六七八九]个(?:一|百|清零|专项)|[一二三四五六七八九十]+[级类型星](?!高)|四好农村路|五保户|三支一扶|两癌|两险|两委|十件实事|\d+件实事|三位一体"
    r"|[二三四五六七八九十]是(?=\S)|第[一二三四五六七八九十\d]+[\u4e00-\u9fff]{1,2}|(?:前|近|过去)[一二两三四五六七八九十\d]{1,3}(?:年|个月|天|届|次|名|批)|一[是、]|十[二三四]五"
)
# An enumeration of devices runs letters and count together: DR2台. What is no code there is masked nowhere (see _NO_COUNT).
_LETTERS = re.compile(r"(?<![A-Za-z\d])[A-Z]{2,6}$")
_MARKER = re.compile(
    r"(?:(?<=^)|(?<=[;。:,\n、]))(\d{1,2})\.(?=\d+(?:个|名|人|户|村|座|台|套|处|条|辆|场|次|期|家|所|份|盏)|(?:19|20)\d\d年|\d+\.\d)"
)
# 一人一天50块: money as people say it, no pieces of anything
_YUAN = re.compile(r"(?<=[天月年人次户亩吨个每补按给算趟要花均费])(\d+(?:\.\d+)?)块(?=$|[,。;、)]|钱)")
_SENTENCE_ENDS = re.compile(r"[。;!?\n]")
# the brackets of 小(2)型水库 end nothing
_CLAUSE_ENDS = re.compile(r"[。;!?\n\"“”]|(?<!小)\(|(?<!小\(\d)\)|:(?!\d)|(?<!\d):|,(?!\d{3}(?!\d))|(?<!\d),")
_MORE = re.compile(r"[余多来几]")
_ABOUT = re.compile(r"(?:大约|约为|约|近|将近|左右|上下)")
_SIGN_WORD = re.compile(rf"{'|'.join(sorted(map(re.escape, PREFIX_SIGNS), key=len, reverse=True))}|[≥≤=><]")
_BEFORE = re.compile(
    rf"(?:{_SIGN_WORD.pattern}|大约|约为|将近|(?<![节签预合])约|(?<!附)近|达到|(?<!雷)达|(?<=[\u4e00-\u9fff])(?<![行于用])为|共计|(?<!公)共|总计|合计)+$"
)
_AFTER = re.compile(rf"{'|'.join(sorted(map(re.escape, SUFFIX_SIGNS), key=len, reverse=True))}|左右|上下|不等")
_MONEY_WORD = re.compile(r"资金|投资|预算|经费|费|款|补助|补贴|投入|安排|需|金额|造价")
_JOIN = re.compile(r"-|至|到")
_MULTIPLIER = ("万", "亿", "千", "百")


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its unit, its sign and its range, at ``start``..``end`` of the folded text; ``lead`` is where its sign or 约
    begins, ``tail`` where 以上 or 左右 ends."""

    number: Decimal
    upper: Decimal | None
    unit: str
    operator: str | None
    approximate: bool
    lead: int
    start: int
    end: int
    tail: int
    chinese: bool

    @property
    def dimension(self) -> str | None:
        return quantities.dimension(self.unit)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the lexicon at a place of the folded text; ``kinds`` are its classes in verbs.txt."""

    text: str
    start: int
    end: int
    kinds: frozenset[str]


@cache
def verb_classes() -> dict[str, frozenset[str]]:
    """Every verb of verbs.txt with its classes (strong, weak, light, pay, reach, done)."""
    classes: dict[str, set[str]] = defaultdict(set)
    for line in resources.files(__package__).joinpath("verbs.txt").read_text(encoding="utf-8").splitlines():
        kind, *verbs = line.partition("#")[0].split() or [""]
        for verb in verbs:
            classes[verb].add(kind)
    return {verb: frozenset(kinds) for verb, kinds in classes.items()}


@cache
def _verb_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, verb_classes()), key=len, reverse=True)))


# Nouns that hold a verb's characters: 建设局 builds nothing.
_NOUN_BEHIND = re.compile(
    r"路(?=[、,与到至])|局|厅|部门|委员会|委(?!托)|站(?!内)|所(?!需|用|有|在)|队|员|中心|费|款|金|经费|资金|率|量(?![身体])|性|教室|制度|办法|标准(?!化)|对象|机制|体系|能力|水平|质量"
)


_NOUN_BEFORE = {"组织": ("级", "党", "会", "团", "层", "社", "府", "合作"), "服务": ("志愿",), "治理": ("社会",)}
# Verbs that hold another word's characters unless one of these stands behind (打|机井, but 打印机, 打孔注药); a team is raised,
# not named by it.
_ONLY_BEFORE = {
    "打": re.compile(r"(?:[机深水浅]?井|[探钻]?孔|木?桩)(?=[^\u4e00-\u9fff]|[共约各等总及和与或的工项以计需达]|$)"),
    "购": re.compile(r"(?![物房票车买置入进销])[\u4e00-\u9fff]{2,8}\d"),  # 购|炮弹600发
    "开发": re.compile(r"(?!区)"),
    "聘用": re.compile(r"(?!制)"),
}
_RAISES = re.compile(r"队伍")


@dataclass(frozen=True)
class Reading:
    """A description, read. Offsets are of ``plain``; :meth:`quote` and :meth:`span` lead back to the text as written."""

    text: str
    plain: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Reading:
        """``text`` read; what was read last is remembered, for facts and items are looked for in the same purpose."""
        return _remembered(text) if len(text) <= _SHORT else cls._read(text)

    @classmethod
    def _read(cls, text: str) -> Reading:
        plain, places = aligned(text)
        plain = _YUAN.sub(r"\1元", plain)
        plain = _MARKER.sub(lambda m: m[1] + "、", plain)  # "1.11个村": a marker and eleven villages, not 1.11
        return cls(text, plain, tuple(places))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``plain[start:end]`` stands in ``text``."""
        if end <= start:
            return (0, 0)
        return self.places[start], self.places[end - 1] + 1

    @cached_property
    def clause_ends(self) -> list[int]:
        """Offsets just behind every mark that ends a clause."""
        return [m.end() for m in _CLAUSE_ENDS.finditer(self.plain)]

    @cached_property
    def sentence_ends(self) -> list[int]:
        return [m.end() for m in _SENTENCE_ENDS.finditer(self.plain)]

    def clause_start(self, position: int) -> int:
        index = bisect.bisect_right(self.clause_ends, position)
        return self.clause_ends[index - 1] if index else 0

    def clause_end(self, position: int) -> int:
        """Offset of the mark that ends the clause around ``position``."""
        index = bisect.bisect_right(self.clause_ends, position)
        return self.clause_ends[index] - 1 if index < len(self.clause_ends) else len(self.plain)

    def sentence_start(self, position: int) -> int:
        index = bisect.bisect_right(self.sentence_ends, position)
        return self.sentence_ends[index - 1] if index else 0

    def sentence_end(self, position: int) -> int:
        index = bisect.bisect_right(self.sentence_ends, position)
        return self.sentence_ends[index] - 1 if index < len(self.sentence_ends) else len(self.plain)

    @cached_property
    def dates(self) -> list[DatePhrase]:
        return find_dates(self.plain)

    def date_end_before(self, position: int) -> int:
        """Where the last date phrase before ``position`` ends, 0 when there is none."""
        index = bisect.bisect_right(self._date_ends, position)
        return self._date_ends[index - 1] if index else 0

    @cached_property
    def _date_ends(self) -> list[int]:
        return [date.end for date in self.dates]

    def numbers_between(self, start: int, end: int) -> list[Measured]:
        """Measured numbers that begin inside the place."""
        lo = bisect.bisect_left(self._number_starts, start)
        return self.measured[lo : bisect.bisect_left(self._number_starts, end)]

    @cached_property
    def _number_starts(self) -> list[int]:
        return [one.start for one in self.measured]

    @cached_property
    def _masked(self) -> tuple[list[int], list[int]]:
        spans = sorted([(m.start(), m.end()) for m in _NO_COUNT.finditer(self.plain)] + [(d.start, d.end) for d in self.dates])
        return [s for s, _ in spans], [e for _, e in spans]

    def masked(self, start: int, end: int) -> bool:
        """Whether the place is part of a date, a document number, a telephone or a figure of speech."""
        starts, ends = self._masked
        index = bisect.bisect_left(starts, end)
        # spans of the two kinds may overlap each other, so the last few before the place are all looked at
        return any(ends[i] > start for i in range(max(index - 3, 0), index))

    @cached_property
    def measured(self) -> list[Measured]:
        """Numbers with units, left to right; numbers in dates and codes left out."""
        found: list[Measured] = []
        read = find_quantities(self.plain)
        skip = -1
        for index, quantity in enumerate(read):
            if quantity.start < skip:
                continue
            one = self._complete(quantity, read[index + 1] if index + 1 < len(read) else None)
            if one is None or self.masked(one.start, one.end) or self._in_name(one):
                continue
            skip = one.end
            found.append(one)
        return found

    def _money_said(self, start: int, end: int) -> bool:
        """Whether a bare 万 is money (总投资250万) and no count cut short (采集血液1.2万单位)."""
        behind = self.plain[end : end + 1]
        return not "\u4e00" <= behind <= "\u9fff" or _MONEY_WORD.search(self.plain, max(0, start - 8), start) is not None

    def _in_name(self, one: Measured) -> bool:
        before, after = self.plain[max(one.start - 1, 0) : one.start], self.plain[one.end : one.end + 1]
        return (
            (before.isascii() and before.isalpha() and not _LETTERS.search(self.plain, max(one.start - 8, 0), one.start))
            or (before in ("第", "-", "/", ".", "#") and not (one.chinese and before == "."))  # 2.|两台消防车: an item's number
            or (one.chinese and after in tuple("式制性化"))
        )

    def _complete(self, quantity: Quantity, following: Quantity | None) -> Measured | None:
        plain, end, unit, upper = self.plain, quantity.end, quantity.unit, None
        approximate = False
        number = quantity.number
        if unit in (None, *_MULTIPLIER) and (more := _MORE.match(plain, end)) and (behind := quantities.unit_at(plain, more.end())):
            unit, end, approximate = (unit or "") + quantities.canonical_unit(behind), more.end() + len(behind), True
        elif following is not None and (join := _JOIN.match(plain, end)) and join.end() == following.start:
            if following.unit and unit in (None, following.unit) and following.number > number:
                upper, unit, end = following.number, following.unit, following.end
            elif following.unit and unit and following.number > number and following.unit.endswith(unit):
                return None
        if unit is None or (unit in _MULTIPLIER and not self._money_said(quantity.start, end)):
            return None
        lead_from = self.clause_start(quantity.start)
        before = _BEFORE.search(plain, max(lead_from, quantity.start - 12), quantity.start)
        lead = before.start() if before else quantity.start
        after = _AFTER.match(plain, end)
        tail = after.end() if after else end
        word = _SIGN_WORD.search(before[0]) if before else None
        sign = PREFIX_SIGNS.get(word[0], word[0]) if word else None
        if sign is None and after:
            sign = SUFFIX_SIGNS.get(after[0])
        approximate = approximate or bool(before and _ABOUT.search(before[0])) or bool(after and _ABOUT.search(after[0]))
        chinese = not plain[quantity.start].isdigit() and plain[quantity.start] != "百"
        return Measured(number, upper, unit, "range" if upper is not None else sign, approximate, lead, quantity.start, end, tail, chinese)

    @cached_property
    def verbs(self) -> list[Verb]:
        """Verbs of the lexicon, left to right, the longest at each place."""
        known = verb_classes()
        found = [Verb(m[0], m.start(), m.end(), known[m[0]]) for m in _verb_pattern().finditer(self.plain)]
        return [
            verb
            for verb in found
            if (not _NOUN_BEHIND.match(self.plain, verb.end) or ("strong" in verb.kinds and _RAISES.match(self.plain, verb.end)))
            and self.plain[max(0, verb.start - 1) : verb.start] != "性"  # 保障性|租赁|住房 is rented by no one
            and not self.plain[max(0, verb.start - 4) : verb.start].endswith(_NOUN_BEFORE.get(verb.text, "\0"))
            and (verb.text not in _ONLY_BEFORE or _ONLY_BEFORE[verb.text].match(self.plain, verb.end))
        ]

    def verbs_between(self, start: int, end: int) -> list[Verb]:
        """Verbs that lie wholly inside the place."""
        lo = bisect.bisect_left(self._verb_starts, start)
        hi = bisect.bisect_left(self._verb_starts, end)
        return [verb for verb in self.verbs[lo:hi] if verb.end <= end]

    @cached_property
    def _verb_starts(self) -> list[int]:
        return [verb.start for verb in self.verbs]


def with_unit(one: Measured, unit: str) -> Measured:
    """The same number in another unit (a base added under the stroke)."""
    return replace(one, unit=unit)


_SHORT = 2000  # characters of a text that is remembered
_remembered = lru_cache(maxsize=128)(Reading._read)
