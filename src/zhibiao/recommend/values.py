"""Values with a ground, or an open slot: a number is never invented."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import islice
from statistics import median
from typing import NamedTuple

import numpy as np

from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.corpus import Corpus, CorpusRow
from zhibiao.knowledge.library import Library
from zhibiao.language.normalise import key, squeeze
from zhibiao.language.numerals import plain
from zhibiao.messages import say
from zhibiao.model.values import Form, KnownNumber, ValueForms, known_numbers
from zhibiao.recommend.candidate import group_of
from zhibiao.recommend.suggestion import ValueEvidence

ENOUGH = 5  # rows of other projects below which a median says nothing
CERTAIN = 0.95  # how surely the kind must be known to gainsay a like entry of the library
# Indicators like one asked for: names that share this much; at most so many; and the median stands only where so much of their weight
# lies within a tenth of it. Chosen on the library with the topic left out (see zhibiao.learn.measure_values).
_ALIKE, _NEAREST, _AGREE, _WITHIN = 0.4, 15, 0.6, 0.1
_SAME_TOPIC, _SAME_KIND = 1.5, 1.2
_PROJECTS_KEPT = 64
_LIBRARY = "library"  # among the types of what is known under a name
_CARRIES_OVER = ("ratio", "duration")  # how many others counted or paid says nothing of how many here

# Where nothing was learned, what the level alone says.
_BY_LEVEL = {
    "数量指标": "≥__个",
    "质量指标": "≥__%",
    "服务对象满意度指标": "≥__%",
    "成本指标": "≤__万元",
    "经济成本指标": "≤__万元",
    "时效指标": "__月底前",
}

Ground = tuple[TargetValue, ValueEvidence]


class Known(NamedTuple):
    """A number that the library or another project sets, and where: the place of a topic, or of a table."""

    names: tuple[str, ...]
    group: str | None
    operator: str
    number: float
    basis: str | None
    topic: int | None
    table: int | None


class _Pool:
    """Known numbers of one unit, found by the character bigrams of their names. What is known under one name, of hundreds of tables maybe,
    stands together: the library's first, then for each type the corpus's in the order in which they are preferred."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._same: list[dict[str | None, list[tuple[int, Known]]]] = []
        numbers: dict[tuple[str, ...], int] = {}
        postings: dict[str, list[int]] = defaultdict(list)
        owners: list[int] = []
        sizes: list[int] = []
        for place, one in enumerate(known):
            number = numbers.setdefault(one.names, len(self._same))
            if number == len(self._same):
                self._same.append(defaultdict(list))
                for name in one.names:
                    grams = _grams(name)
                    for gram in grams:
                        postings[gram].append(len(owners))
                    owners.append(number)
                    sizes.append(len(grams))
            self._same[number][_LIBRARY if one.table is None else one.group].append((place, one))
        for same in self._same:
            for group, some in same.items():
                if group is not _LIBRARY:
                    some.sort(key=lambda item: (item[1].number, item[1].table or 0, item[0]))
        self._postings = {gram: np.array(places) for gram, places in postings.items()}
        self._owners, self._sizes = np.array(owners), np.array(sizes)

    def alike(self, name: str, floor: float, leave_out: Callable[[Known], bool], most: int) -> list[tuple[float, int, Known]]:
        """Those with a name whose bigrams are shared to at least ``floor`` (Dice 1945), each with its most like name and its place: all
        of the library, and of each name and type in the corpus the ``most`` that come first."""
        grams = _grams(name)
        shared = np.zeros(len(self._owners))
        for gram in grams:
            if gram in self._postings:
                shared[self._postings[gram]] += 1
        dices = 2 * shared / (self._sizes + max(len(grams), 1))
        best: dict[int, float] = {}
        for place in np.flatnonzero(dices >= floor):
            owner = int(self._owners[place])
            best[owner] = max(best.get(owner, 0.0), float(dices[place]))
        return [
            (alike, place, one)
            for owner, alike in best.items()
            for group, some in self._same[owner].items()
            for place, one in islice((item for item in some if not leave_out(item[1])), None if group is _LIBRARY else most)
        ]


def _grams(name: str) -> frozenset[str]:
    plain_name = key(name)
    return frozenset(plain_name[i : i + 2] for i in range(len(plain_name) - 1)) or frozenset([plain_name])


class ValueGrounds:
    """What is known of values apart from the project's description. Read-only and thread-safe; everything is loaded when first asked for.

    :param forms: gives the learned classifiers, ``None`` where nothing was learned.
    :param numbers: gives the library's usual values where they are compiled; else they are taken from ``library``.
    """

    def __init__(
        self,
        corpus: Corpus,
        library: Library,
        forms: Callable[[], ValueForms | None] = lambda: None,
        numbers: Callable[[], Sequence[KnownNumber] | None] = lambda: None,
    ) -> None:
        self._corpus = corpus
        self._library = library
        self._load_forms = forms
        self._load_numbers = numbers
        self._places = lru_cache(_PROJECTS_KEPT)(self._find_places)

    def _find_places(self, topics: frozenset[str], kinds: frozenset[str]) -> tuple[frozenset[int], frozenset[int]]:
        """The numbers of the topics with one of these names, and of those with one of these kinds."""
        named, of_kind = self._numbers_by
        own = frozenset(number for topic in topics for number in named.get(topic, ()))
        return own, frozenset(number for kind in kinds for number in of_kind.get(kind, ()))

    @cached_property
    def _numbers_by(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """The numbers of the topics by name and by kind."""
        named: dict[str, list[int]] = defaultdict(list)
        of_kind: dict[str, list[int]] = defaultdict(list)
        for number, outline in enumerate(self._library.outlines):
            named[outline.name].append(number)
            for kind in outline.kinds:
                of_kind[kind].append(number)
        return named, of_kind

    @cached_property
    def _forms(self) -> ValueForms | None:
        return self._load_forms()

    @cached_property
    def _pools(self) -> dict[str, _Pool]:
        """Known numbers by unit."""
        pools: dict[str, list[Known]] = defaultdict(list)
        numbers = self._load_numbers()
        for one in known_numbers(self._library) if numbers is None else numbers:
            pools[one.unit].append(Known(one.names, group_of(one.level2), one.operator, one.number, one.basis, one.topic, None))
        for row in self._corpus.clean_rows:
            value = row.indicator.value
            if value.number is not None and value.text is None and value.operator != "range":
                group, sign = group_of(row.indicator.level2), value.operator or ""
                known = Known((row.indicator.name,), group, sign, float(value.number), row.indicator.basis, None, row.table)
                pools[value.unit or ""].append(known)
        return {unit: _Pool(known) for unit, known in pools.items() if len(known) >= ENOUGH}

    def form(self, name: str, level2: str | None) -> Form | None:
        """An open slot with the sign and unit the name and level ask for (``≥__公里``), and how likely its kind is; ``None`` where nothing
        tells."""
        if self._forms is not None:
            return self._forms(name, level2)
        return Form(TargetValue.parse(_BY_LEVEL[level2]), 1.0) if level2 in _BY_LEVEL else None

    def gainsays(self, name: str, level2: str | None, slot: TargetValue) -> bool:
        """Whether the name plainly asks for another kind of value than ``slot`` has: 投资支付率 is no amount of 投资."""
        if self._forms is None or slot.kind in ("grade", "text", "boolean"):
            return False
        form = self._forms(name, level2)
        timed = {"deadline", "duration"}
        return form.countable and form.likely >= CERTAIN and form.slot.kind != slot.kind and not {form.slot.kind, slot.kind} <= timed

    def near(
        self,
        name: str,
        level2: str | None,
        topics: Iterable[str] = (),
        kinds: Iterable[str] = (),
        leave_out: Callable[[Known], bool] = lambda one: False,
    ) -> Ground | None:
        """What library and trusted rows set for indicators of a name like this one, of the same type and unit: the median, weighted by how
        like the names are and whether topic or kind are the project's own.

        Only for rates, durations and what should never happen, only from :data:`ENOUGH` on, and only where most agree.

        :param topics: names of the project's topics.
        :param kinds: codes of its kinds.
        :param leave_out: grounds that must not be looked at.
        """
        form = self.form(name, level2)
        if form is None or not form.countable or form.slot.kind not in (*_CARRIES_OVER, "count"):
            return None
        found = self._alike(name, group_of(level2), form.slot.unit or "", (frozenset(topics), frozenset(kinds)), leave_out)
        if form.slot.kind == "count" and any(one.number for _, one in found):
            return None
        if len({(one.topic, one.table) for _, one in found}) < ENOUGH:
            return None
        middle = _weighted_median([(one.number, weight) for weight, one in found])
        total = sum(weight for weight, _ in found)
        if sum(weight for weight, one in found if abs(one.number - middle) <= _WITHIN * abs(middle)) < _AGREE * total:
            return None
        return _stated(middle, form.slot.unit or "", [(one.operator, weight) for weight, one in found], [one for _, one in found])

    def _alike(
        self,
        name: str,
        group: str | None,
        unit: str,
        project: tuple[frozenset[str], frozenset[str]],
        leave_out: Callable[[Known], bool],
    ) -> list[tuple[float, Known]]:
        own, places = self._places(*project)
        found = []
        for alike, place, one in self._pools[unit].alike(name, _ALIKE, leave_out, _NEAREST) if unit in self._pools else ():
            if group is None or one.group == group:
                found.append((alike * (_SAME_TOPIC if one.topic in own else _SAME_KIND if one.topic in places else 1.0), one, place))
        found.sort(key=lambda item: (-item[0], item[1].names, item[1].number, item[1].topic or 0, item[1].table or 0, item[2]))
        return [(weight, one) for weight, one, _ in found[:_NEAREST]]


# What ought to be reached in full, by name; training and sampling aside, where a share is what one may hope for.
_IN_FULL = re.compile(r"(?:及时|准时|按时|按期|足额|合格|准确|兑付|尽保|尽享)率?(?:\(%\))?$")
_SAMPLED = re.compile(r"培训|参训|抗体|抽检|抽样|抽查|检测|考试|办结|结案|整改|优良|使用|利用")


def in_full(name: str, level2: str | None) -> Ground | None:
    """=100% for a rate that ought to be reached in full (及时率、足额率、合格率、准确率); ``None`` for any other."""
    plain_name = squeeze(name)
    if group_of(level2) not in (None, "质量", "时效") or not plain_name.endswith("率") or not _IN_FULL.search(plain_name):
        return None
    if _SAMPLED.search(plain_name):
        return None
    why = say("应当全部做到的率，按惯例写=100%", "a rate that ought to be reached in full is written =100% by convention")
    return TargetValue.parse("=100%"), ValueEvidence(from_="library", why=why)


def _weighted_median(numbers: Iterable[tuple[float, float]]) -> float:
    """The number at which half of the weight is reached."""
    ordered = sorted(numbers)
    half, reached = sum(weight for _, weight in ordered) / 2, 0.0
    for number, weight in ordered:
        reached += weight
        if reached >= half:
            return number
    raise ValueError("no numbers")


def _stated(middle: float, unit: str, signs: list[tuple[str, float]], grounds: list[Known]) -> Ground:
    weights: dict[str, float] = defaultdict(float)
    for sign, weight in signs:
        weights[sign] += weight if sign else 0.0
    operator = max(sorted(weights), key=lambda sign: weights[sign]) or "≥"
    number = Decimal(repr(middle))
    value = TargetValue.parse(f"{_by_convention(operator, number, unit)}{plain(number)}{unit}")
    numbers = [Decimal(repr(one.number)) for one in grounds]
    low, high, n = min(numbers), max(numbers), len(numbers)
    of_library = sum(one.topic is not None for one in grounds)
    bases = _bases(one.basis for one in grounds)
    common = max(bases, key=lambda b: bases[b]) if bases else None
    why = say(
        f"名称相近的指标{n}条（指标库{of_library}、已有表{n - of_library}），中位数{plain(number)}{unit}，区间{plain(low)}至{plain(high)}"
        + (f"，依据多为{common}" if common else ""),
        f"{n} indicators of like names ({of_library} of the library, {n - of_library} of other tables): median {plain(number)}{unit}, "
        f"range {plain(low)} to {plain(high)}" + (f", mostly on {common}" if common else ""),
    )
    source = "library" if of_library * 2 >= n else "corpus"
    return value, ValueEvidence(from_=source, n=n, median=number, range=(low, high), bases=bases or None, why=why)


def _by_convention(operator: str, number: Decimal, unit: str) -> str:
    """What ought to be reached in full is written =100%, what should never happen =0."""
    return "=" if (number == 100 and unit == "%") or number == 0 else operator


_BASES = ("计划标准", "行业标准", "历史标准", "预算支出标准", "其他标准")


def _bases(written: Iterable[str | None]) -> dict[str, int]:
    """How often each of the five bases is named, the commonest first; what is none of them is not counted."""
    counts = Counter(name for text in written if text for name in _BASES if name[:2] in text)
    return dict(sorted(counts.items(), key=lambda item: (-item[1], _BASES.index(item[0]))))


def from_rows(rows: list[CorpusRow]) -> Ground | None:
    """The median of what other projects set for the same indicator, in their commonest unit, with n, range and bases.

    Only from :data:`ENOUGH` rows on; fewer decide nothing.
    """
    numbers = [row.indicator.value for row in rows if row.indicator.value.number is not None and row.indicator.value.text is None]
    if not numbers:
        return None
    unit = _commonest(v.unit or "" for v in numbers) or ""
    same = [v for v in numbers if (v.unit or "") == unit]
    if len(same) < ENOUGH:
        return None
    amounts = [Decimal(v.number or 0) for v in same]
    middle = Decimal(median(amounts))
    sign = _commonest(v.operator for v in same if v.operator) or "≥"
    value = TargetValue.parse(f"{_by_convention(sign, middle, unit)}{plain(middle)}{unit}")
    n, low, high = len(same), min(amounts), max(amounts)
    why = say(
        f"同类项目{n}例，中位数{plain(middle)}{unit}，区间{plain(low)}至{plain(high)}",
        f"{n} rows of similar projects: median {plain(middle)}{unit}, range {plain(low)} to {plain(high)}",
    )
    bases = _bases(row.indicator.basis for row in rows if (row.indicator.value.unit or "") == unit)
    return value, ValueEvidence(from_="corpus", n=n, median=middle, range=(low, high), bases=bases or None, why=why)


def _commonest(found: Iterable[str]) -> str | None:
    """What stands most often, of equals the first in order; ``None`` for nothing."""
    counts = Counter(found)
    return min(counts, key=lambda one: (-counts[one], one), default=None)


_GRADED = "达成(达成/部分达成/未达成)"


def graded(name: str) -> Ground:
    """A qualitative effect gets grades that can be judged, not a slogan."""
    return TargetValue.parse(_GRADED), ValueEvidence(why=say(f"“{name}”不能计数，分档评价", f"“{name}” cannot be counted; it is graded"))
