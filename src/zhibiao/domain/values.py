"""指标值: the grammar of target values, from ``≥63人`` to ``2024年底前完成支出``."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from zhibiao.language import quantities
from zhibiao.language.dates import find_dates
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.language.numerals import ARABIC, CHINESE, number, plain
from zhibiao.language.quantities import PREFIX_SIGNS, SUFFIX_SIGNS, Quantity, find_quantities

ValueKind = Literal["count", "money", "ratio", "deadline", "duration", "boolean", "grade", "text", "empty"]
Operator = Literal["≥", "≤", "=", ">", "<", "range"]


_SHORT = 60  # characters of a value worth remembering


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(_json_number, return_type=int | float, when_used="json")]

_SIGN = r"[≥≤=><]"


def _any(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_NUM = rf"(?:{ARABIC}|{CHINESE}+)"
# A unit may be one we do not know, as long as it is short and holds no word of a sentence.
_BELOW = r"(?:100)?[^\d\W的占为是否不]{1,4}?"
_FREE_UNIT = rf"[^\d\W的占为是否不了和与及或有无到达将被把对从在]{{1,5}}?(?:/{_BELOW}(?:[·*、/]{_BELOW})*)?|[%‰](?:/?[^\d\W]{{1,2}}?)??"
_LEAD = rf"(?P<sign>{_SIGN})?(?P<word>{_any(PREFIX_SIGNS)})?"
_TRAIL = rf"(?P<suffix>{_any(SUFFIX_SIGNS)})?"
_QUANTITY = re.compile(
    rf"{_LEAD}(?P<plusminus>±)?(?P<percent>百分之)?(?P<number>{_NUM})"
    rf"(?:(?P<unit1>[^\d\W]{{1,4}}|[%‰])?(?:-|至|到)(?P=percent)?(?P<upper>{_NUM}))?"
    rf"(?P<unit>/?(?:{_FREE_UNIT})|/[^\d\W]{{1,4}})??{_TRAIL}"
)
_OPEN = re.compile(rf"{_LEAD}(?:_+|\*{{1,}}|[xX×]{{2,}}|□+|〇{{2,}})(?P<unit>/?(?:{_FREE_UNIT}))??{_TRAIL}")
_OPEN_DATE = re.compile(r"(?:(?:19|20)\d\d年|_+年)?_+月(?:_+日|底)?前")
_ONLY_UNIT = re.compile(rf"(?P<sign>{_SIGN})?(?P<unit>.+)?")

_NOTHING = re.compile(r"(?:无|/+|-+|不适用|(?:本项目)?不适用(?:此|本|该)?指标|…+|\.{2,})?")
_BOOLEAN = frozenset(("是", "否", "有", "对", "错", "是/否", "是否"))
_GRADES = frozenset(
    [
        "优",
        "良",
        "中",
        "差",
        "优秀",
        "优良",
        "良好",
        "较好",
        "好",
        "一般",
        "较差",
        "合格",
        "不合格",
        "达标",
        "满意",
        "较满意",
        "基本满意",
        "很满意",
        "不满意",
        "高",
        "较高",
        "中等",
        "低",
        "较低",
        "程度较高",
        "达成",
        "基本达成",
        "部分达成",
        "未达成",
        "达成预期",
        "一级",
        "二级",
        "三级",
        "甲级",
        "乙级",
        "A级",
        "B级",
        "C级",
        "AA级",
        "AAA级",
    ]
)
_MENUS = frozenset(["优良中差", "优良中低差", "优良差", "好坏", "高中低", "优秀良好一般较差", "好中差", "优良", "优良中", "合格不合格"]) - {
    "优良"
}
_SCALE = re.compile(r"[(（]?(?:分)?(?:[^/、,，;；]{1,8}[/、,]){1,5}[^/、,，;；]{1,8}(?:[两三四五]?[档级])?[)）]?")


class TargetValue(BaseModel):
    """One 指标值.

    ``number`` is in ``unit`` as written (``130.93`` with ``万元``); ``upper`` closes a range; ``yuan`` is the amount in 元 (of a
    unit cost, per its base); ``date`` is the last day that a deadline names. ``text`` holds the whole value whenever it is
    more than operator, number and unit. ``raw`` is always what was written.

    ``str(value)`` is the standard notation, and parsing it gives the same value again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    raw: str
    kind: ValueKind
    operator: Operator | None = None
    number: Number | None = None
    upper: Number | None = None
    unit: str | None = None
    text: str | None = None
    yuan: Number | None = Field(default=None, exclude_if=lambda none: none is None)
    date: datetime.date | None = Field(default=None, exclude_if=lambda none: none is None)

    @classmethod
    def parse(cls, text: str | None, *, operator: str | None = None, unit: str | None = None) -> Self:
        """Read a value. Never raises: what is not understood has kind ``text`` and keeps its words.

        ``operator`` and ``unit`` come from columns of their own where a form splits the value; what the value itself says
        goes before them.
        """
        raw = text or ""
        return cls._parsed(raw, operator, unit) if len(raw) > _SHORT else cls._remembered(raw, operator, unit)

    @classmethod
    def _parsed(cls, raw: str, operator: str | None, unit: str | None) -> Self:
        plain_text = squeeze(raw)
        fields = _read(plain_text)
        if fields.get("text"):
            fields["text"] = clean_cell(raw)  # the words as written, not as folded for reading
        if operator or unit:
            fields = _with_columns(plain_text, fields, operator, unit)
        return cls(raw=raw, **fields)

    @classmethod
    @lru_cache(maxsize=16384)
    def _remembered(cls, raw: str, operator: str | None, unit: str | None) -> Self:
        """One object for all rows of ``≥95%``: a corpus says the same few thousand values over and over."""
        return cls._parsed(raw, operator, unit)

    @property
    def is_open(self) -> bool:
        """An open slot: what is asked for is plain, the number is still to be filled in (``≥__公里``, ``__月底前``)."""
        if self.kind == "deadline" and self.text is not None:
            return _OPEN_DATE.fullmatch(squeeze(self.text)) is not None
        return self.number is None and self.text is None and self.kind in ("count", "money", "ratio", "duration")

    @property
    def is_menu(self) -> bool:
        """A grade menu (``优良中低差``): the grades that may be given, not a target."""
        return self.kind == "grade" and self.text in _MENUS

    def __str__(self) -> str:
        if self.text is not None:
            return self.text
        sign = self.operator or ""
        unit = self.unit or ""
        if self.number is None:
            return f"{sign}__{unit}" if self.kind != "empty" else ""
        if self.operator == "range" and self.upper is not None:
            if self.number == -self.upper:
                return f"±{plain(self.upper)}{unit}"
            return f"{plain(self.number)}-{plain(self.upper)}{unit}"
        return f"{sign}{plain(self.number)}{unit}"


def _read(text: str) -> dict[str, Any]:
    if _NOTHING.fullmatch(text):
        return {"kind": "empty", "text": text or None}
    if text in _BOOLEAN:
        return {"kind": "boolean", "text": text}
    if text in _MENUS or text in _GRADES:
        return {"kind": "grade", "text": text}
    for read in (_deadline, _quantity, _open_slot, _unit_alone, _graded, _inside):
        fields = read(text)
        if fields is not None:
            return fields
    return {"kind": "text", "text": text}


def _kind_of(unit: str | None) -> ValueKind:
    match quantities.dimension(unit):
        case "money":
            return "money"
        case "ratio":
            return "ratio"
        case "time":
            return "duration"
    return "ratio" if unit and unit[0] in "%‰" else "count"


def _yuan(value: Decimal | None, unit: str | None) -> Decimal | None:
    if value is None or quantities.dimension(unit) != "money" or (unit or "").split("/")[0].endswith("美元"):
        return None
    return quantities.in_base(value, unit)[0]


def _numeric(operator: str | None, value: Decimal | None, unit: str | None, upper: Decimal | None = None) -> dict[str, Any]:
    unit = quantities.canonical_unit(unit) if unit else None
    fields: dict[str, Any] = {"kind": _kind_of(unit), "operator": operator, "number": value, "upper": upper, "unit": unit}
    yuan = _yuan(value, unit)
    return fields if yuan is None else fields | {"yuan": yuan}


def _deadline(text: str) -> dict[str, Any] | None:
    """A value is a deadline when a date phrase stands in it and no other measured number does (完成100% aside)."""
    if _OPEN_DATE.fullmatch(text):
        return {"kind": "deadline", "text": text}
    if re.match(rf"{_SIGN}?\d+(?:\.\d+)?[^\d年月日./-]", text):
        return None
    dates = find_dates(text)
    if not dates:
        return None
    sign = re.match(_SIGN, text)
    if sign and len(dates) == 1 and re.fullmatch(r"\d+[月日]", dates[0].text):
        return None  # "≤3月" is a duration
    rest = text
    for phrase in reversed(dates):
        rest = rest[: phrase.start] + rest[phrase.end :]
    others = [q for q in find_quantities(rest) if not (q.unit == "%" and q.number == 100)]
    if others:
        return None
    named = [d.date for d in dates if d.date]
    return {"kind": "deadline", "text": text, "date": max(named) if named else None, "operator": sign[0] if sign else None}


def _quantity(text: str) -> dict[str, Any] | None:
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    value = number(match["number"])
    upper = number(match["upper"]) if match["upper"] else None
    if value is None or (match["upper"] and upper is None):
        return None
    unit = "%" if match["percent"] else match["unit"] or (match["unit1"] if match["upper"] else None)
    if not match["number"][0].isdigit() and not (unit and quantities.is_unit(unit)):
        return None  # "一" alone, or "一流": a word
    if unit and not (quantities.is_unit(unit) or _plausible(unit)):
        return None
    operator = match["sign"] or PREFIX_SIGNS.get(match["word"] or "") or SUFFIX_SIGNS.get(match["suffix"] or "")
    if unit == "月" and operator is None and not match["number"][0].isdigit() and value <= 12:
        return {"kind": "deadline", "text": text}  # 十月 is a month as 10月 is, not ten months
    if match["plusminus"]:
        return _numeric("range", -value, unit, value) if value else None
    if upper is not None:
        if upper <= value or match["sign"] or match["word"]:
            return None
        return _numeric("range", value, unit, upper)
    return _numeric(operator, value, unit)


_SENTENCE = re.compile(r"完成|发放|开展|实施|以|使用|建设|新增|提高|比|率|第|预算|经费|资金|左右|余|多|约|按")


def _plausible(unit: str) -> bool:
    above, _, _ = unit.partition("/")
    return bool(unit) and "_" not in unit and len(above) <= 4 and not _SENTENCE.search(unit) and not unit.endswith(tuple(SUFFIX_SIGNS))


def _open_slot(text: str) -> dict[str, Any] | None:
    match = _OPEN.fullmatch(text)
    if match is None or (match["unit"] and not (quantities.is_unit(match["unit"]) or _plausible(match["unit"]))):
        return None
    operator = match["sign"] or PREFIX_SIGNS.get(match["word"] or "") or SUFFIX_SIGNS.get(match["suffix"] or "")
    return _numeric(operator, None, match["unit"])


def _unit_alone(text: str) -> dict[str, Any] | None:
    """A row whose number was never filled in: ``公里``, ``≧ %``."""
    match = _ONLY_UNIT.fullmatch(text)
    if match is None or not (match["sign"] or match["unit"]):
        return None
    if match["unit"] and (not quantities.is_unit(match["unit"]) or match["unit"] in ("比例", "成", "对", "分", "类", "度", "里", "方")):
        return None
    unit = quantities.canonical_unit(match["unit"]) if match["unit"] else None
    return {"kind": "empty", "operator": match["sign"], "unit": unit, "text": (match["sign"] or "") + (unit or "")}


def _graded(text: str) -> dict[str, Any] | None:
    """A graded word with its scale: ``达成(达成/部分达成/未达成)``, ``优(优、良、中、差)``."""
    head, bracket, scale = text.partition("(")
    parts = re.split(r"[/、,]", scale.rstrip(")"))
    if bracket and (head in _GRADES or head in parts) and _SCALE.fullmatch(scale.rstrip(")")):
        return {"kind": "grade", "text": text}
    if not bracket and _SCALE.fullmatch(text) and all(part in _GRADES for part in re.split(r"[/、,]", text)):
        return {"kind": "grade", "text": text}
    return None


def _inside(text: str) -> dict[str, Any] | None:
    """One measured number wrapped in words (``需使用资金30720元``): the number is taken, the words stay in ``text``."""
    found: list[Quantity] = [q for q in find_quantities(text) if q.unit is not None or text[q.start].isdigit()]
    if len(found) != 1:
        return None
    only = found[0]
    before, after = text[: only.start], text[only.end :]
    if before[-1:].isalpha() and only.unit is None:
        return None  # "新冠19", "A4": a number inside a name
    if before.endswith("-"):
        return None  # "-5万元": dropping the sign would turn a cut into a grant
    if only.unit is None and not re.search(rf"{_SIGN}$", before) and not re.search(r"百分比|比例|占比", after):
        return None
    unit = only.unit or ("%" if re.search(r"百分比|比例|占比", after) else None)
    sign = re.search(rf"({_SIGN}|{_any(PREFIX_SIGNS)})$", before)
    tail = re.match(_any(SUFFIX_SIGNS), after)
    operator = (PREFIX_SIGNS.get(sign[0], sign[0]) if sign else None) or (SUFFIX_SIGNS[tail[0]] if tail else None)
    return _numeric(operator, only.number, unit) | {"text": text}


_COLUMN_SIGNS = {"大于": ">", "小于": "<"} | PREFIX_SIGNS | {word: word for word in ("≥", "≤", "=", ">", "<")}


def _with_columns(text: str, fields: dict[str, Any], operator: str | None, unit: str | None) -> dict[str, Any]:
    sign = _COLUMN_SIGNS.get(squeeze(operator)) if operator else None
    spare = squeeze(unit) if unit else ""
    if spare and not fields.get("unit") and fields["kind"] == "count" and fields.get("text") is None and spare != "无":
        bare = f"{text.lstrip('≥≤=><')}{spare}"
        again = _read(f"{fields.get('operator') or sign or ''}{bare}")
        if again["kind"] == "deadline":  # 12|月底, 2031|年
            fields = again | {"text": bare}
        else:
            fields = again if again.get("number") is not None and again.get("text") is None else fields | {"unit": spare}
    if sign and fields.get("operator") is None and fields["kind"] in ("count", "money", "ratio", "duration", "deadline"):
        fields = fields | {"operator": sign}
    return fields
