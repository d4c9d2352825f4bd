"""What a cell ought to say: values to paste, read off the row itself. Nothing here invents a number."""

from __future__ import annotations

import re
from decimal import Decimal

from zhibiao.audit.words import finder, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.domain.values import TargetValue
from zhibiao.language.dates import find_dates
from zhibiao.language.measures import Measure, measure_words, rate_word, usual_unit
from zhibiao.language.numerals import plain
from zhibiao.language.quantities import find_quantities, is_unit

NUMERIC = ("count", "money", "ratio", "duration")
GRADED = "达成(达成/部分达成/未达成)"
_OUTPUT = ("数量指标", "质量指标", "时效指标")
_STRICT_RATE = re.compile(r"(?:率|比例|占比|百分比|比重|满意度|知晓度)(?:\([^()]*\))?$")
_DUE = re.compile(r"(?:前|底前|以内|之内)$")
_IN_ALL = re.compile(r"(?:共有|现有|在册|在编|总共)")
_NOT_ONCE = re.compile(r"(?:无|不|未|没有|零|杜绝|避免|防止)[^,。;]{0,12}$")


def unfilled(value: TargetValue) -> bool:
    """An open slot (``≥__公里``), also one whose unit the value grammar does not know (``≥__台（套）``)."""
    return value.is_open or "__" in value.raw


def is_standard_cost(row: Indicator) -> bool:
    """A row under any cost type."""
    return row.level1 == "成本指标" or (row.level2 or "").endswith("成本指标")


def is_output(row: Indicator) -> bool:
    """A row that must be measured: output or cost."""
    return row.level2 in _OUTPUT or is_standard_cost(row) or (row.level1 == "产出指标" and row.level2 is None)


def is_strict_rate(name: str) -> bool:
    """Whether the end of a squeezed name says that a share or rate is meant (增长 and 占道 do not)."""
    return _STRICT_RATE.search(name) is not None and rate_word(name) is not None


def is_share(row: Indicator) -> bool:
    """Whether the name is a part of a whole, which 100 % is the most of."""
    name = squeeze(row.name)
    may = measure_words("may_exceed")
    return bool(measure_words("share")(name) and rate_word(name)) and not may(name) and not may(squeeze(row.description or ""))


_SLOTS = {"people": "≥__人", "household": "≥__户", "mass": "≥__吨", "money": "≤__万元", "time": "__月底前", "ratio": "≥__%"}


def open_slot(measure: Measure) -> str | None:
    """An open value of the kind that a name asks for, to be filled; ``None`` where several units would do."""
    if measure.dimension == "count" and is_unit(measure.word):
        return f"≥__{usual_unit(measure)}"
    return _SLOTS.get(measure.dimension)


def with_sign(row: Indicator) -> str:
    """A bare number with the sign that its kind of indicator usually takes."""
    value = row.value
    number = value.number if value.number is not None else Decimal(0)
    unit = value.unit or ""
    if unit in ("万", "亿") and value.kind == "money":
        unit += "元"
    text = squeeze(f"{row.name} {row.description or ''} {row.basis or ''}")
    if (value.kind == "ratio" and number == 100) or number == 0:
        sign = "="
    elif (value.kind == "money" and (is_standard_cost(row) or "/" not in unit)) or measure_words("at_most")(squeeze(row.name)):
        sign = "≤"
    elif value.kind == "duration":
        sign = "≥" if "年限" in text or "寿命" in text or row.level2 != "时效指标" else "≤"
    elif value.kind == "ratio":
        sign = "≥"
    else:
        whole = _IN_ALL.search(squeeze(value.text or "")) is not None
        sign = "=" if whole or measure_words("roster")(text) else "≥"
    return f"{sign}{plain(number)}{unit}"


def standing(value: TargetValue, sign: str | None = None, unit: str | None = None) -> str:
    """The value in standard notation, with another sign or unit where one is given."""
    number = plain(value.number) if value.number is not None else ""
    return f"{sign or value.operator or ''}{number}{unit if unit is not None else value.unit or ''}"


def stated(row: Indicator) -> str | None:
    """The target that name or description of a row without a number state after all: 每月15日前, =0起, ≥98%."""
    for text in map(squeeze, (row.description or "", row.name)):
        dates = [date for date in find_dates(text) if _DUE.search(date.text)]
        if len(dates) == 1:
            return dates[0].text
        incident = finder("values", "incident")(text)
        if incident and _NOT_ONCE.search(text[: text.index(incident)]):
            return "=0起" if incident not in ("空岗", "脱岗", "缺岗", "故障", "违规") else "=0次"
        numbers = [q for q in find_quantities(text) if q.unit is not None]
        if len(numbers) == 1 and not dates and text[numbers[0].end :] in ("", "以上", "及以上"):
            only = numbers[0]
            sign = "=" if only.unit == "%" and only.number == 100 else "≥"
            return f"{sign}{plain(only.number)}{only.unit}" if only.unit not in ("元", "万元", "年", "月") else None
    return None
