"""The cells of one indicator that make its value: sign, number, unit and direction, in one column or in four."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from zhibiao.domain.values import TargetValue
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.language.numerals import plain
from zhibiao.language.quantities import PREFIX_SIGNS
from zhibiao.messages import say

MAX_VALUE = 2_000  # a longer 指标值 is a pasted paragraph, kept as text

_SIGNS = frozenset((*PREFIX_SIGNS, "大于", "小于", "≥", "≤", "=", ">", "<"))
_DIRECTIONS = re.compile(r"(?:正向|反向|负向|逆向|中性|适度)(?:性|型)?(?:指标)?")
_NOT_A_SIGN = frozenset(("定性", "定量", "定性指标", "定量指标", "无", "/", "-", "文字描述", "直接列举", "其他"))
_NO_UNIT = frozenset(("无", "/", "-", "百分比", "文字", "文字描述", "定性"))
# 清运人数(≥**人): what a template prints behind a name for the drafter to fill in
_RESIDUE = re.compile(
    r"[（(]\s*(?P<sign>[≥≤=<>＞＜＝≧≦═]*|不低于|不少于|不超过|不高于)\s*[*＊×]{1,4}\s*(?P<unit>[^()（）]{0,12}?)\s*[）)]\s*$"
)
_SERIAL = re.compile(r"[345]\d,?\d{3}")
_FIRST_DAY = datetime.date(1899, 12, 30)  # day 0 of a spreadsheet
_TIME = re.compile(r"时间|日期|期限|时限|完成时|竣工|开工|截止")


@dataclass
class ValueCells:
    """What was read: the value, the direction, the name without the residue of its template, and notes for the report."""

    value: TargetValue
    name: str
    direction: str | None = None
    repairs: list[tuple[str, float | None]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def read_value(name: str, text: dict[str, str], *, timely: bool = False) -> ValueCells:
    """Read the value of a row. ``text`` holds the cells by field; ``timely``: the row stands under 时效指标.

    The columns called 指标性质 and 指标方向 hold the sign in one province and the direction in another, so each cell is taken for
    what it says.
    """
    written = text.get("value", "")
    if len(written) > MAX_VALUE:
        return ValueCells(TargetValue(raw=written, kind="text", text=written), name, text.get("direction") or None)
    result = ValueCells(TargetValue(raw=written, kind="empty"), name)
    sign = None
    spare = []
    for column in ("operator", "direction"):
        said = text.get(column, "")
        if not said:
            continue
        folded = squeeze(said)
        if folded in _SIGNS and sign is None:
            sign = said
        elif folded in ("是", "否") and not written:
            written = said
        elif folded in ("是", "否") and squeeze(written) == folded:
            pass
        elif _DIRECTIONS.fullmatch(folded) and result.direction is None:
            result.direction = said
        elif folded and folded not in _NOT_A_SIGN:
            spare.append((column, said))
    for column, said in spare:
        if column == "direction" and result.direction is None:
            result.direction = said
        else:
            result.unread.append((said, say("指标性质一栏的文字没有用上", "the sign column could not be used")))
    unit = text.get("unit", "")
    result.value = TargetValue.parse(written, operator=sign, unit=unit or None)
    _serial(result, written, unit, timely=timely)
    _residue(result, sign, unit)
    value = result.value
    if sign and value.operator is None and value.kind in ("count", "money", "ratio", "duration"):
        result.unread.append((sign, say("指标性质一栏的文字没有用上", "the sign column could not be used")))
    if unit and not _is_used(squeeze(unit), squeeze(f"{value.unit or ''} {value.text or ''} {value.raw}")):
        result.unread.append((unit, say("度量单位一栏的文字没有用上", "the unit column could not be used")))
    return result


def _is_used(unit: str, value: str) -> bool:
    return not unit or unit in value or unit in _NO_UNIT or unit.replace("*", "·").replace("、", "·") in value


def _serial(result: ValueCells, written: str, unit: str, *, timely: bool) -> None:
    """A date that a spreadsheet printed as its serial number (44,561 is 2021-12-31), told by its unit or by the name."""
    folded = squeeze(written)
    if not _SERIAL.fullmatch(folded) or (unit and squeeze(unit) != folded):
        return
    days = int(folded.replace(",", ""))
    if not 36_526 <= days <= 55_000 or not (unit or timely or _TIME.search(result.name)):  # 2000 to 2050
        return
    day = _FIRST_DAY + datetime.timedelta(days=days)
    shown = f"{day.year}年{day.month}月{day.day}日"
    result.value = TargetValue.parse(shown).model_copy(update={"raw": written})
    what = say(f"指标值“{folded}”是电子表格的日期序号，读作{shown}", f"the value {folded} is a spreadsheet's date number, read as {day}")
    result.repairs.append((what, 0.95 if unit else 0.7))


def _residue(result: ValueCells, sign: str | None, unit: str) -> None:
    """Take the template's ``(≥**人)`` off the name; sign and unit in it hold where the value has none."""
    match = _RESIDUE.search(result.name)
    if match is None or match.start() == 0:
        return
    result.name = clean_cell(result.name[: match.start()])
    value = result.value
    asked_sign, asked_unit = match["sign"] or None, match["unit"] or None
    if value.kind == "count" and value.text is None and value.number is not None and value.upper is None:
        number = f"{value.operator or ''}{plain(value.number)}"
        filled = TargetValue.parse(number if value.unit else value.raw, operator=sign or asked_sign, unit=value.unit or unit or asked_unit)
        if filled.number is not None and filled.text is None:
            result.value = filled.model_copy(update={"raw": value.raw})
    elif value.kind in ("ratio", "money", "duration") and value.operator is None and asked_sign and value.text is None:
        again = TargetValue.parse(str(value), operator=asked_sign)
        if value.upper is None and again.number == value.number:
            result.value = again.model_copy(update={"raw": value.raw})
    what = say(f"指标名称后的模板“{match[0].strip()}”已取下", f"the template's {match[0].strip()} was taken off the name")
    guessed = (result.value.operator, result.value.unit) != (value.operator, value.unit)
    if guessed:
        what += say("，指标值缺的符号或单位由它补上", "; it gave the value the sign or unit it lacked")
    result.repairs.append((what, 0.7 if guessed else None))
