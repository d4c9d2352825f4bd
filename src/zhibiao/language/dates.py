"""Deadlines and periods as target tables write them: 2024年12月底前, 每月15日前, 2023.07-2024.01, 1-12月, 全年."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from zhibiao.language.numerals import number

FIRST_YEAR, LAST_YEAR = 1990, 2100

_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九](?![一二三四五六七八九十]))"
# a day in characters says 日 or 号: 一月一场 is no first of January
_D = r"(?:3[01]|[12]\d|0?[1-9]|(?:三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])(?=[日号]))"
_Y = r"(?:19|20)\d\d"
_AFTER_YEAR = r"(?:年度?|[./-])"
_FROM_TO = r"(?:-{1,2}|至|到)"
_TAIL = r"(?:年?底之?前?|年?末之?前?|之?前|以前|初|[上中]?[上中下]旬之?前?|内)?"

_PERIOD = re.compile(
    rf"(?:(?P<y1>{_Y}){_AFTER_YEAR})?(?P<m1>{_M})(?:月份?(?:{_D}[日号])?|[./-]{_D}日?)?{_FROM_TO}"
    rf"(?:(?P<y2>{_Y}){_AFTER_YEAR})?(?P<m2>{_M})(?:月份?(?:(?P<d2>{_D})[日号])?|[./-](?P<e2>{_D})日?)?(?:底?前)?"
)
_YEARS = re.compile(rf"(?P<y1>{_Y})年?{_FROM_TO}(?P<y2>{_Y})年度?")
_MONTH = re.compile(
    rf"(?:每年|当年|次年|年内|本年|明年|今年|(?P<y1>{_Y}){_AFTER_YEAR}|年)?(?P<m1>{_M})(?:月份?|[./-](?=\d))(?:(?P<d1>{_D})[日号]?)?{_TAIL}"
)
_YEAR = re.compile(rf"(?P<y1>{_Y})年(?:全年|度|内)?(?:年?底之?前?|年?末之?前?|之?前)?")
_RECURRENT = re.compile(
    rf"每季度?(?:最后一个月|[末首]月){_D}[日号]之?前?|第?[一二三四1-4]季度(?:[底末]?之?前|[底末])?|"
    rf"(?:每年|每月|当月|次月|每季度?)(?:{_D}[日号]|[底末初]|[上中]?[上中下]旬)之?前?|{_D}[日号]之?前|(?:年|月|季度?|当年)[底末]之?前?|全年|年内|长年|常年"
)
# A deadline in words: 秋季开学前, 主汛期来临前, 夏粮收购前. It names no day, but everybody who must meet it knows the day.
_SEASON = re.compile(
    r"(?:每年|当年|今年|本年|次年|\d{1,2}月份?)?(?:[春夏秋冬]季|[春夏秋冬]|主|正式|新学期|森林|下一?年度?|\d{4}年)?"
    r"(?:入汛|春节|元旦节?|清明节?|五一|端午节?|国庆节?|中秋节?|重阳节?|八一|建军节|教师节|汛期?|雨季|雨雪季|冬季|入冬|上冻|封冻|供[暖热][期季]?|采暖[季期]|取暖[期季]|"
    r"开学|新学期|春耕|备耕|春播|秋播|夏收|秋收|麦收|三夏|三秋|[夏秋]粮收购|收购季|中考|高考|防火[期季]|旅游旺季|种植季|造林季|暑[期假]|寒假|征兵|供水旺季)"
    r"(?:将?来临|到来|开始|结束)?(?:之?前|以前|之际)(?!、?汛)"  # 汛前汛中汛后: at all times
)


_MAY = re.compile(r"[\d年月季日号前际]")  # without one of these no pattern above is met, which most names lack


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A deadline or period: its text, place, and the last day it names (``None`` when it names no year)."""

    text: str
    start: int
    end: int
    date: datetime.date | None
    year: int | None


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else int(number(text) or 0)


def _last_day(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _build(match: re.Match[str], year: str | None, month: str | None, day: str | None) -> DatePhrase:
    y = int(year) if year else None
    date: datetime.date | None = None
    if y is not None:
        m = _whole(month) if month else 12
        try:
            date = datetime.date(y, m, _whole(day)) if day else _last_day(y, m)
        except ValueError:  # 2月30日: it names a year and no day
            date = None
    return DatePhrase(match[0], match.start(), match.end(), date, y)


def find_dates(text: str) -> list[DatePhrase]:
    """Date phrases of a squeezed text, left to right, the longest at each place. A phrase without a year has no date."""
    found: list[DatePhrase] = []
    position = 0 if _MAY.search(text) else len(text)
    while position < len(text):
        phrase = _at(text, position)
        if phrase is None:
            position += 1
            continue
        found.append(phrase)
        position = phrase.end
    return found


def _at(text: str, position: int) -> DatePhrase | None:
    if position and (text[position - 1].isdigit() or text[position - 1] in ".一二两三四五六七八九十几"):
        return None  # inside a number, or "五年内": a duration
    best: DatePhrase | None = None
    for phrase in _candidates(text, position):
        if phrase is not None and (best is None or phrase.end > best.end):
            best = phrase
    return best


def _candidates(text: str, position: int) -> list[DatePhrase | None]:
    out: list[DatePhrase | None] = []
    if m := _PERIOD.match(text, position):
        whole = m[0]
        # "1-12" or "2.5-3.5" alone is a range of numbers: a period names 月, or writes a year at its start
        if ("月" in whole or (m["y1"] and (m["y2"] or m["e2"]))) and not _goes_on(text, m.end()):
            out.append(_build(m, m["y2"] or m["y1"], m["m2"], m["d2"] or m["e2"]))
    if m := _YEARS.match(text, position):
        out.append(_build(m, m["y2"], None, None))
    if m := _MONTH.match(text, position):
        dotted = "月" not in m[0]
        if not (dotted and not (m["y1"] and m["d1"])) and not _goes_on(text, m.end()):
            out.append(_build(m, m["y1"], m["m1"], m["d1"]))
    if m := _YEAR.match(text, position):
        out.append(_build(m, m["y1"], None, None))
    for pattern in (_RECURRENT, _SEASON):
        if m := pattern.match(text, position):
            out.append(DatePhrase(m[0], m.start(), m.end(), None, None))
    return out


def _goes_on(text: str, end: int) -> bool:
    return text[end - 1].isdigit() and end < len(text) and (text[end].isdigit() or text[end] in "%.")
