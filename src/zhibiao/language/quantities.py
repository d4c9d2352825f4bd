"""Numbers with their units in running text: the common ground of the value grammar and of fact finding."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from zhibiao.language import numerals

MULTIPLIERS = {"万": Decimal(10**4), "亿": Decimal(10**8), "千": Decimal(1000), "百万": Decimal(10**6), "千万": Decimal(10**7)}  # fmt: skip


# Longest first, so that 不少于 is not read as 少于.
_PREFIX_WORDS = (
    ("≥", ("大于或等于", "大于等于", "高于或等于", "不得低于", "不得少于", "不低于", "不少于", "不小于", "至少", "最少")),
    (
        "≤",
        (
            "小于或等于",
            "小于等于",
            "低于或等于",
            "不得超过",
            "不得高于",
            "不超过",
            "不高于",
            "不大于",
            "不多于",
            "不超",
            "至多",
            "最多",
            "控制在",
        ),
    ),
    (">", ("大于", "高于", "超过", "多于", "超出")),
    ("<", ("小于", "低于", "少于", "不足", "不到")),
    ("=", ("等于",)),
)
_SUFFIX_WORDS = (
    ("≥", ("(含)以上", "及以上", "以上(含)", "以上", "之上")),
    ("≤", ("(含)以内", "(含)以下", "及以内", "以内(含)", "以内", "之内", "及以下", "以下", "之下", "内")),
)
# Words that stand for a comparison sign before and behind a number.
PREFIX_SIGNS = {word: sign for sign, words in _PREFIX_WORDS for word in words}
SUFFIX_SIGNS = {word: sign for sign, words in _SUFFIX_WORDS for word in words}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written (``number`` in ``unit``), with its place in the text it was found in."""

    number: Decimal
    unit: str | None
    start: int
    end: int


@cache
def _table() -> tuple[dict[str, str], dict[str, Decimal], tuple[str, ...]]:
    data = tomllib.loads(resources.files(__package__).joinpath("units.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    dimension: dict[str, str] = {}
    scale: dict[str, Decimal] = {}
    for name, entry in data.items():
        if name == "price_base":
            continue
        for unit in entry["units"]:
            dimension.setdefault(unit, name)
        for unit, factor in entry.get("scale", {}).items():
            scale[unit] = Decimal(factor)
    return dimension, scale, tuple(data["price_base"]["units"])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    dimension, _, bases = _table()
    simple = "|".join(sorted((re.escape(u) for u in dimension), key=len, reverse=True))
    below = "|".join(sorted((re.escape(u) for u in {*dimension, *bases}), key=len, reverse=True))
    unit = rf"(?:(?:百万|千万|[万亿千])?(?:{simple}))(?:/(?:{below})(?:[·*/、.每](?:{below}))*)?|/(?:{below})(?:[·*/、.](?:{below}))*"
    return re.compile(unit), re.compile(
        rf"(?P<percent>百分之)?(?:(?P<arabic>{numerals.ARABIC})|(?P<chinese>{numerals.CHINESE}+(?:点{numerals.CHINESE}+)?))"
        rf"(?P<unit>{unit})?"
    )


def dimension(unit: str | None) -> str | None:
    """What a unit measures (``money ratio length area volume mass power concentration people household time occurrence
    object``); of a compound unit, what stands above the stroke; ``None`` when unknown."""
    if not unit:
        return None
    above = unit.split("/", 1)[0]
    if not above:
        return "money"  # "28.40/株": the currency was left out
    known, _, _ = _table()
    if above in known:
        return known[above]
    for size in (2, 1):
        if above[:size] in MULTIPLIERS and above[size:] in known:
            return known[above[size:]]
    return None


def is_unit(text: str) -> bool:
    """Whether the whole text is a known unit, simple or compound."""
    return _patterns()[0].fullmatch(text) is not None


def unit_at(text: str, position: int) -> str | None:
    """The unit that begins at ``position``, as written; ``None`` where there is none ("300余|户")."""
    match = _patterns()[0].match(text, position)
    return match[0] if match else None


def canonical_unit(unit: str) -> str:
    """One spelling per unit: ``元/人*月`` and ``元/人、月`` become ``元/人·月``; ``百分比`` becomes ``%``."""
    if unit == "百分比":
        return "%"
    if "/" not in unit:
        return unit
    above, _, below = unit.partition("/")
    return above + "/" + re.sub(r"[*/、.每]", "·", below)


def in_base(number: Decimal, unit: str | None) -> tuple[Decimal, str | None]:
    """Number and unit brought to the first unit of their dimension (元, %, 米, 平方米 …) so that two values compare.

    Multipliers before a unit are resolved (``1.2`` 万平方米 → ``12000`` 平方米); an unknown unit is left as it is.
    """
    if not unit:
        return number, unit
    above, stroke, below = unit.partition("/")
    known, scale, _ = _table()
    for size in (2, 1):
        if above not in scale and above[:size] in MULTIPLIERS and above[size:] in known:
            number, above = number * MULTIPLIERS[above[:size]], above[size:]
    if above in scale:
        first = next(u for u in scale if known[u] == known[above])
        number, above = number * scale[above], first
    elif not above and stroke:
        above = "元"
    return number, above + stroke + below


def find_quantities(text: str) -> list[Quantity]:
    """Every number of a squeezed text, left to right. Chinese numerals count only with a unit right behind them:
    "一座泵站" and "两天" do, "一事一议" and "统一" do not."""
    found: list[Quantity] = []
    for match in _patterns()[1].finditer(text):
        unit = match["unit"]
        value = numerals.number(match["arabic"]) if match["arabic"] else _chinese(match, text)
        if value is None:
            continue
        if match["percent"]:
            unit = "%"
        elif unit is None and match["chinese"]:
            continue
        elif unit == "成" and match["chinese"]:
            half = text.startswith("半", match.end())  # 九成、八成半: tenths as they are spoken
            found.append(Quantity(value * 10 + (5 if half else 0), "%", match.start(), match.end() + half))
            continue
        found.append(Quantity(value, canonical_unit(unit) if unit else None, match.start(), match.end()))
    return found


_NOT_A_COUNT = frozenset("第统唯专单逐同万其之周星期")


def _chinese(match: re.Match[str], text: str) -> Decimal | None:
    before = text[max(match.start() - 2, 0) : match.start()]
    if before[-1:] in _NOT_A_COUNT and before != "系统" and not match["percent"]:
        return None  # 统一, but 系统|一套
    whole, _, fraction = match["chinese"].partition("点")
    if len(whole) == 1 and whole in "壹贰叁肆伍陆柒捌玖拾佰仟":
        return None  # 队伍人数 is no five people: formal numerals stand alone only in names
    if set(whole) <= set("百千万亿"):  # "千家万户", "百姓": a multiplier alone is a figure of speech
        return None
    value = numerals.chinese_number(whole)
    if value is None or (match["unit"] is None and not match["percent"]):
        return None
    digits = [numerals.chinese_number(c) for c in fraction]
    return Decimal(f"{value}.{''.join(map(str, digits))}") if digits else Decimal(value)
