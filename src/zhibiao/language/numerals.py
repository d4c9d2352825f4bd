"""Chinese and Arabic numerals to Decimal."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SECTIONS = {"万": 10**4, "亿": 10**8}

CHINESE = r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]"
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ARABIC = re.compile(ARABIC)
MAX_DIGITS = 24  # longer runs are codes and account numbers, never quantities


def chinese_number(text: str) -> int | None:
    """``"三万五千" -> 35000``; ``"二〇二四" -> 2024``; ``None`` for what is no numeral."""
    if not text or len(text) > MAX_DIGITS or any(c not in _DIGITS and c not in _TENS and c not in _SECTIONS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    last = 0  # the last multiplier, so that 三万五 reads 35000
    pending = False
    for c in text:
        if c in _DIGITS:
            if pending and digit:
                return None
            digit, pending = _DIGITS[c], True
            if c in "零〇":
                last = 0
        elif c in _TENS:
            section += (digit if pending else 1) * _TENS[c]
            digit, pending, last = 0, False, _TENS[c]
        else:
            total = (total + section + digit or 1) * _SECTIONS[c] if c == "亿" else total + ((section + digit) or 1) * _SECTIONS[c]
            section = digit = 0
            pending, last = False, _SECTIONS[c]
    if pending and last >= 100:
        digit *= last // 10
    return total + section + digit


def number(text: str) -> Decimal | None:
    """Decimal of an Arabic (``1,234.50``) or Chinese (``三万五千``) numeral; ``None`` for anything else."""
    if _ARABIC.fullmatch(text):
        if sum(c.isdigit() for c in text) > MAX_DIGITS:
            return None
        try:
            return Decimal(text.replace(",", ""))
        except InvalidOperation:
            return None
    value = chinese_number(text)
    return None if value is None else Decimal(value)


def plain(value: Decimal) -> str:
    """Shortest exact notation without exponent: ``Decimal("100.00") -> "100"``."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
