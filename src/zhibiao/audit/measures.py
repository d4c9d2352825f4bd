"""What a row measures, in one spelling: 居民满意率, 群众满意度（%） and 公众满意程度 are the same."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from zhibiao.audit.words import key, squeeze, words_of
from zhibiao.domain.tables import Indicator
from zhibiao.language.quantities import is_unit

_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]{1,4})[)\]】]")
_PREFIX = re.compile(r"^(?:(?:指标|目标)\d{1,2}[:.、]?|\d{1,2}[:.、])")


class Measured(NamedTuple):
    """Subject and measure; rows of other types with the same name are the same thing too."""

    what: str
    measure: str


def measured(row: Indicator) -> Measured:
    """What ``row`` measures. A satisfaction rate that names nobody takes its people from the description."""
    name = _plain(row.name)
    for measure, words in _measures().items():
        for word in words:
            if name.endswith(word):
                subject = name[: -len(word)]
                if not subject and measure == "satisfaction":
                    subject = _subject(_plain(row.description or ""))
                return Measured(_people(subject), measure)
    return Measured(name, "")


def _plain(text: str) -> str:
    # a unit in brackets says nothing of what is measured, anything else there tells two parts apart (线上, 线下)
    return key(_PREFIX.sub("", _BRACKETS.sub(lambda met: "" if is_unit(met[1]) else met[0], squeeze(text))))


def _subject(described: str) -> str:
    met = re.match(r"(.{0,12}?)(?:的)?(?:满意率|满意度|满意程度)", described)
    return met[1] if met else ""


def _people(subject: str) -> str:
    return "群众" if subject in _public() else subject


@cache
def _public() -> frozenset[str]:
    return frozenset(words_of("measures", "public"))


@cache
def _measures() -> dict[str, tuple[str, ...]]:
    return {section: words_of("measures", section) for section in ("satisfaction", "promptness")}
