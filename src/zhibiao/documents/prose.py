"""Indicators without a table: clauses of running text under the names of their levels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zhibiao.documents import several, vocabulary
from zhibiao.documents.building import Kind
from zhibiao.documents.entries import Entry
from zhibiao.documents.project_part import ProjectPart
from zhibiao.documents.value_cells import read_value
from zhibiao.domain import levels
from zhibiao.domain.tables import Heading, Repair, Unread
from zhibiao.language.normalise import clean_cell, squeeze
from zhibiao.language.numerals import number
from zhibiao.messages import say

MAX_LINES = 5_000
MAX_LINE = 20_000
_NUMBERING = re.compile(r"\s*(?:[一二三四五六七八九十]+\s*[、.．]|[（(]\s*[一二三四五六七八九十\d]+\s*[)）]|\d{1,2}\s*[、.．)）](?!\d))\s*")
_PAIR = re.compile(r"\s*[【\[]\s*(?P<one>[^】\]\-—–－]{2,20}?)\s*[\-—–－]+\s*(?P<two>[^】\]]{2,20}?)\s*[】\]]\s*")
_LEVEL = re.compile(
    r"\s*(?P<word>[\u4e00-\u9fff、]{2,16}?(?:指标|目标|度|效益|数量|质量|时效|成本)(?:[（(][^()（）]{1,12}[)）])?)\s*(?P<after>[：:\-—]+|\s|$)\s*"
)
# 名称(单位)，目标值X，完成值Y，分值Z，得分W
_LABELLED = re.compile(
    r"[，,]\s*(?P<label>(?:年度|年初)?(?:目标值|指标值|预期值)|(?:实际|全年)?(?:完成值|实际值)|分值|权重|(?:自评)?得分)\s*(?:[：:]|为)?\s*(?P<text>(?:[^，,；;。]|(?<=\d)[,，](?=\d{3}))*)"
)
_FIELDS = (
    ("目标值", "value"),
    ("指标值", "value"),
    ("预期值", "value"),
    ("完成值", "actual"),
    ("实际值", "actual"),
    ("分值", "weight"),
    ("权重", "weight"),
    ("得分", "score"),
)
_UNIT = re.compile(r"[（(](?P<unit>[^()（）\d≥≤><=*]{1,8})[)）]$")
_DONE = re.compile(r"[，,]\s*(?P<actual>(?:已|全部|基本)?(?:完成|实现)|未完成)$")


@dataclass(frozen=True)
class Line:
    """A line of text with its number, where it has one, and its place in words."""

    text: str
    line: int | None
    where: str


@dataclass
class Prose:
    """The one table that running text makes."""

    entries: list[Entry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    project: ProjectPart = field(default_factory=ProjectPart)
    heading: Heading | None = None
    kind: Kind = "target"


def read(lines: Iterable[Line], *, rows: bool = False) -> Prose | None:
    """Read indicators from lines; ``None`` unless a level is named and two clauses under it end in a value.

    ``rows``: the lines are rows of a table, of which what stands before the first level is kept as unread; of running text it is
    narrative, and only a heading and the labelled fields of the project are taken from it.
    """
    found = Prose()
    first = second = ""
    for count, line in enumerate(lines):
        if count >= MAX_LINES:
            break
        text = line.text[:MAX_LINE].strip()
        if not text:
            continue
        rest, one, two = _levels(text)
        if one and not two and levels.level2(one) == "成本指标" and levels.level1(first) == "产出指标":
            second = one  # 成本指标 among the headings of output
        elif one:
            first, second = one, two
        elif two:
            second = two
        if not (first or second):
            if rows:
                why = say("项目信息部分不认识的行", "a row of the project part that is not known")
                found.unread.append(Unread(where=line.where, text=clean_cell(line.text), why=why))
            else:
                _project(found, line)
            continue
        for position, clause in enumerate(several.clauses(rest)):
            inner, one, two = _levels(clause) if position else (clause, "", "")
            first, second = (one, two) if one else (first, two or second)
            if inner.strip():
                _clause(found, inner, first, second, line)
    if len(found.entries) < 2:
        return None
    where = found.entries[0].where
    what = say("没有表格，指标取自文字叙述", "no table: the indicators were taken from running text")
    found.repairs.insert(0, Repair(where=where, what=what, confidence=0.7))
    return found


def _levels(text: str) -> tuple[str, str, str]:
    """The rest of a text behind the names of levels at its beginning, and those names (level 1, level 2)."""
    one = two = ""
    if (match := _NUMBERING.match(text)) is not None and _starts_with_level(text[match.end() :]):
        text = text[match.end() :]
    if (pair := _PAIR.match(text)) is not None and levels.level1(pair["one"]):
        return text[pair.end() :], pair["one"].strip(), pair["two"].strip()
    while (match := _LEVEL.match(text)) is not None and levels.is_name(match["word"]):
        word = match["word"]
        if one or (levels.level2(word) and not levels.level1(word)):
            two = word
        else:
            one = word
        text = text[match.end() :]
        if (mark := _NUMBERING.match(text)) is not None and _starts_with_level(text[mark.end() :]):
            text = text[mark.end() :]
    return text, one, two


def _starts_with_level(text: str) -> bool:
    match = _LEVEL.match(text)
    return (match is not None and levels.is_name(match["word"])) or _PAIR.match(text) is not None


def _project(found: Prose, line: Line) -> None:
    """What stands before the first level: the heading and labelled fields of the project."""
    heading = vocabulary.title(line.text)
    if heading is not None and found.heading is None:
        found.heading = Heading(text=clean_cell(line.text), line=line.line)
        found.kind = "self-evaluation" if "自评" in heading[1] else "target"
        return
    label = vocabulary.label(line.text)
    if label is not None and label.inline:
        found.project.add(label.field, label.inline, unit=label.unit)


def _clause(found: Prose, clause: str, first: str, second: str, line: Line) -> None:
    fields: dict[str, Any] = {}
    text: dict[str, str] = {}
    labelled = list(_LABELLED.finditer(clause))
    if labelled:
        name = clause[: labelled[0].start()]
        for part in labelled:
            field = next(field for word, field in _FIELDS if part["label"].endswith(word))
            text.setdefault(field, part["text"].strip())
        if (unit := _UNIT.search(name)) is not None:
            name, text["unit"] = name[: unit.start()], unit["unit"]
    else:
        done = _DONE.search(clause)
        pair = several.name_and_value(clause[: done.start()] if done else clause)
        if pair is None:
            found.unread.append(Unread(where=line.where, text=clean_cell(clause), why=say("没有指标值的一句", "a clause without a value")))
            return
        name, text["value"] = pair
        if done:
            text["actual"] = done["actual"]
    read = read_value(clean_cell(name), text, timely="时效" in second)
    decided = levels.decide(first, second)
    fields |= {"level1": decided.level1, "level2": decided.level2, "name": read.name, "value": read.value, "line": line.line}
    for key, raw, standard in (("level1_raw", first, decided.level1), ("level2_raw", second, decided.level2)):
        if raw and squeeze(raw) != standard:
            fields[key] = clean_cell(raw)
    fields |= {key: text.get(key) or None for key in ("actual", "score")}
    weight: Decimal | None = number(squeeze(text.get("weight", "")).rstrip("分%")) if text.get("weight") else None
    fields["weight"] = weight
    found.repairs.extend(Repair(where=line.where, what=what, confidence=confidence) for what, confidence in read.repairs)
    found.unread.extend(Unread(where=line.where, text=left, why=why) for left, why in read.unread)
    found.entries.append(Entry(fields, line.where))
