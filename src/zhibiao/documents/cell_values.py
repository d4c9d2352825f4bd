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
