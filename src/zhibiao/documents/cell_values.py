"""What a spreadsheet cell shows: the stored value under its number format, without losing a digit of what is stored."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_COLOURS = re.compile(r"\[[^\]]*\]")
_DIGITS = re.compile(r"[0#?][0#?,.]*(?:E[+-]?0+)?")
_DATE_PARTS = re.compile(r"[ymdhs]|\[h+\]|\[m+\]", re.IGNORECASE)
#: Formats that a workbook names by number alone; 27 to 58 are the Chinese ones.
BUILT_IN = {
    9: "0%", 10: "0.00%", 14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-m-d h:mm", 27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "m-d-yy", 31: "yyyy年m月d日", 32: "h时mm分", 33: "h时mm分ss秒",
    34: "h时mm分", 35: "h时mm分ss秒", 36: "yyyy年m月", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 50: "yyyy年m月", 51: "m月d日",
    52: "yyyy年m月", 53: "m月d日", 54: "m月d日", 55: "h时mm分", 56: "h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
_PADDING = re.compile(r"[_*].")


@lru_cache(maxsize=1024)
def _affixes(number_format: str) -> tuple[str, str, bool]:
    """Words that a format puts before and behind a number, and whether it shows per cent: ``"≥"0.0"公里"`` → ``("≥", "公里", False)``."""
    words: list[str] = []

    def keep(match: re.Match[str]) -> str:
        words.append(match[1] if match[1] is not None else match[2])
        return chr(0xE000 + len(words) - 1)  # stands for the word until the digits are found

    plain = _COLOURS.sub("", _PADDING.sub("", _QUOTED.sub(keep, number_format[:500]))).split(";", 1)[0]
    digits = _DIGITS.search(plain)
    if digits is None:
        return "", "", False

    def spoken(text: str) -> str:
        shown = "".join(words[ord(c) - 0xE000] if 0 <= ord(c) - 0xE000 < len(words) else c for c in text.replace("%", ""))
        return shown.strip()

    return spoken(plain[: digits.start()]), spoken(plain[digits.end() :]), "%" in plain


@lru_cache(maxsize=1024)
def is_date(number_format: str) -> bool:
    """Whether a format shows a day or a time."""
    plain = _QUOTED.sub("", number_format[:500]).split(";", 1)[0]
    elapsed = re.search(r"\[[hms]+\]", plain, re.IGNORECASE) is not None
    plain = _COLOURS.sub("", plain)
    return "general" not in plain.lower() and (elapsed or _DATE_PARTS.search(plain) is not None)


def from_serial(number: float, from_1904: bool = False) -> Any:
    """The day or time that a serial number stands for; the number itself where it stands for none.

    Days are counted from 1899-12-30, or from 1904-01-01. The 29 February 1900, which Excel believes in, is one day off before it.
    """
    if not 0 <= number < 2_958_466:  # the end of the year 9999
        return number
    start = datetime.datetime(1904, 1, 1) if from_1904 else datetime.datetime(1899, 12, 30 if number >= 60 else 31)
    if number < 1:
        return (start + datetime.timedelta(seconds=round(number * 86_400))).time()
    try:
        return start + datetime.timedelta(days=int(number), seconds=round((number - int(number)) * 86_400))
    except OverflowError:
        return number


def shown(value: Any, number_format: str | None = None) -> str:
    """A cell's text: numbers to 15 digits as the program shows them, per cent as per cent, dates as 2031年10月31日."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float() | Decimal():
            return _number(value, number_format or "General")
        case datetime.datetime() | datetime.date():
            return _date(value, (number_format or "").lower())
        case datetime.time():
            return value.strftime("%H:%M")
        case datetime.timedelta():
            minutes = int(value.total_seconds() // 60)
            return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)


def _number(value: int | float | Decimal, number_format: str) -> str:
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    if not exact.is_finite():
        return str(value)
    before, behind, percent = ("", "", False) if number_format == "General" else _affixes(number_format)
    if percent:
        exact *= 100
    text = format(exact.normalize() + 0, "f")
    return f"{before}{text}{'%' if percent else ''}{behind}"


def _date(value: datetime.date, number_format: str) -> str:
    plain = _QUOTED.sub("", number_format)
    text = f"{value.year}年"
    if not plain or "m" in plain or "d" in plain:
        text += f"{value.month}月"
    if not plain or "d" in plain:
        text += f"{value.day}日"
    if isinstance(value, datetime.datetime) and "h" in plain and (value.hour or value.minute):
        text += f"{value.hour:02}:{value.minute:02}"
    return text
