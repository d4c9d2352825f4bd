"""The words of forms: labels of project rows, header words, titles."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from zhibiao.language.normalise import squeeze

_BRACKETS = re.compile(r"\([^()]*\)")
_MONEY_UNIT = re.compile(r"\((?:单位:)?(元|千元|万元|百万元|亿元)\)")
_UNIT_LINE = re.compile(r"(?:金额|货币|计量)?单位[:：](?:人民币)?(元|千元|万元|百万元|亿元)")
_YEAR_LINE = re.compile(r"\(?((?:19|20)\d\d)年?度?\)?")
# Forms are called 绩效目标表, 绩效目标申报表, 绩效目标自评表, 绩效监控表 …; a name before it is the project's.
_TITLE = re.compile(
    r"(?P<name>.*?)(?P<form>(?:项目)?(?:支出)?(?:预算)?(?:年度)?绩效(?:目标|自评|监控|运行监控)?(?:年度|指标|申报|批复|自评|监控|运行监控|评价|跟踪|情况|汇总|明细|一览)*表|项目自评表|项目申报明细表|申报明细表)(?:\([^()]*\))*"
)
_CONTENTS = re.compile(r"(?P<entry>\S.*?)\s*(?:\t|\.{3,}|…{2,}|·{3,}|⋯{2,})[\s.…·⋯]*(?P<page>\d{1,4})\s*")
_NUMBERING = re.compile(r"^(?:表?\d+(?:[.、．:：]|\s+)|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十\d]+[)）]、?)\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the project part: its field, whether it opens a block of rows, the money unit it names, a value in the same cell."""

    field: str
    word: str
    block: bool = False
    unit: str | None = None
    inline: str | None = None


@cache
def _words() -> dict[str, dict[str, tuple[str, ...]]]:
    data = tomllib.loads(resources.files(__package__).joinpath("headers.toml").read_text(encoding="utf-8"))
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    for section, fields in data.items():
        places: dict[str, list[str]] = {}
        for name, spellings in fields.items():
            for spelling in spellings:
                places.setdefault(spelling, []).append(name)
        words[section] = {spelling: tuple(names) for spelling, names in places.items()}
    return words


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A label or header word as compared: no white space, no marks of required fields, no closing colon."""
    return squeeze(text).strip("*").rstrip(":").strip("*")


def field(section: str, text: str) -> tuple[str, ...]:
    """The fields that a word names in a section of the word list, with or without the notes in its brackets."""
    known = _words()[section]
    return known.get(text) or known.get(_BRACKETS.sub("", text), ())


def label(text: str) -> Label | None:
    """The label in a cell of the project part, or ``None``: ``其中：财政    资金`` is fiscal, ``项目资金（万元）`` a block in 万元."""
    return _label(text) if text.strip() and len(text) <= 200 else None


@lru_cache(maxsize=4096)  # the same words stand in every table
def _label(text: str) -> Label | None:
    plain = bare(text)
    unit = _MONEY_UNIT.search(plain)
    word = plain.removeprefix("其中:")
    if fields := field("blocks", word):
        return Label(fields[0], word, block=True, unit=unit[1] if unit else None)
    if fields := field("labels", word):
        return Label(fields[0], _BRACKETS.sub("", word), unit=unit[1] if unit else None)
    head, colon, tail = word.partition(":")
    if colon and tail and (fields := field("labels", head)):
        if fields[0] in ("budget", "fiscal", "other", "funding") and not (len(tail) <= 30 and any(c.isdigit() for c in tail)):
            return None  # a sentence that begins with such a word
        return Label(fields[0], _BRACKETS.sub("", head), inline=re.split("[:：]", text, maxsplit=1 + plain.startswith("其中:"))[-1])
    return None


def unit_in(text: str) -> str | None:
    """The money unit in a label or header word: ``预算数（万元）`` → ``万元``."""
    match = _MONEY_UNIT.search(bare(text)) if len(text) <= 200 else None
    return match[1] if match else None


def subordinate(text: str) -> str | None:
    """The source of money in ``其中：某某资金``, whatever it is called; ``None`` for other text."""
    plain = bare(text)
    return plain.removeprefix("其中:") or None if plain.startswith("其中:") and len(plain) <= 30 else None


def money_unit(text: str) -> str | None:
    """``单位：万元`` → ``万元``; ``None`` for anything else."""
    match = _UNIT_LINE.fullmatch(squeeze(text)) if len(text) < 300 and "位" in text else None
    return match[1] if match else None


def year_line(text: str) -> int | None:
    """``（2024年度）`` → 2024; ``None`` for anything else."""
    plain = squeeze(text) if len(text) < 40 else ""
    match = _YEAR_LINE.fullmatch(plain)
    return int(match[1]) if match and "年" in plain else None


def contents_entry(text: str) -> str | None:
    """The entry of a 目录 line (text, leader, page number) without its page; ``None`` for other lines."""
    if len(text) > 400:
        return None
    match = _CONTENTS.fullmatch(text.strip()) if "\t" in text or ".." in text or "…" in text or "··" in text or "⋯" in text else None
    return match["entry"] if match else None


def title(text: str) -> tuple[str, str] | None:
    """Project name and form of a table heading: ``3、维修费项目绩效目标表`` → ``("维修费", "项目绩效目标表")``; ``None`` for other text."""
    if "表" not in text or not ("绩效" in text or "自评表" in text or "申报明细表" in text) or len(text) > 600:
        return None
    plain = squeeze(text)
    match = _TITLE.fullmatch(plain)
    if match is None or re.search(r"[。；;!?？]", match["name"]):
        return None
    return _NUMBERING.sub("", match["name"]), match["form"]


def is_titled(text: str) -> bool:
    """Whether a line is a table heading that names a project."""
    found = title(text)
    return found is not None and len(found[0]) >= 2


def row_word(text: str) -> str | None:
    """What a row is that begins with such a word: ``total``, ``footer``, ``execution`` (预算执行率), ``management`` (the block on
    handling the money), or ``long`` and ``annual`` over the rows of a period; else ``None``."""
    plain = squeeze(text[:100])
    head = plain.partition(":")[0].partition("(")[0]
    fields = field("rows", head)
    if not fields:
        return None
    return fields[0] if fields[0] == "footer" or head == plain or plain.startswith(head + "(") else None


def total_labels() -> tuple[str, ...]:
    """Labels of the totals that a department's narrative states."""
    return tuple(_words()["totals"])
