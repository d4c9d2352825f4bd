"""W 文字: what is read cell by cell: slips of the pen, and words not for the public."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from zhibiao.audit.findings import Severity
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableView, register
from zhibiao.audit.texts import Text, narrative, table_texts
from zhibiao.audit.words import any_of, table
from zhibiao.domain.tables import Indicator
from zhibiao.language.normalise import clean_cell, key
from zhibiao.language.segment import everyday
from zhibiao.messages import say

_SHOWN = 12  # characters on either side of what is quoted
_OFTEN = 3  # tables in which a name must stand before another that differs by one character is suspected
_LONG = 4  # characters of the shortest name so compared
_MOST_NAMES = 20_000  # different names of one document beyond which they are no longer compared


class _Confusion(NamedTuple):
    right: str
    unless: tuple[str, ...]
    before: tuple[str, ...]


@cache
def _confusions() -> tuple[re.Pattern[str], dict[str, _Confusion]]:
    pairs = table("typos", "confusions")["pairs"]
    known = {p["wrong"]: _Confusion(p["right"], tuple(p.get("unless", ())), tuple(p.get("before", ()))) for p in pairs}
    return re.compile("|".join(sorted(map(re.escape, known), key=lambda word: (-len(word), word)))), known


@cache
def _doubled() -> re.Pattern[str]:
    words = "|".join(map(re.escape, table("typos", "doubled")))
    return re.compile(rf"({words})\1")


@cache
def _denied() -> re.Pattern[str]:
    words = "|".join(table("typos", "denied")["words"])
    return re.compile(rf"(?:{words})[^，。；,;、不未]{{0,10}}?(不(?:再)?)(?=发生|出现|产生|引发)")


class Slip(NamedTuple):
    """A slip of the pen: its place in the text, what stands there as a reader sees it, and what should."""

    start: int
    end: int
    instead: str
    wrong: str
    right: str
    why: str


def slips(text: str) -> list[Slip]:
    """The slips of a text from left to right, none over another."""
    found: list[Slip] = []
    pattern, known = _confusions()
    for met in pattern.finditer(text):
        entry = known[met[0]]
        if entry.before and not text[: met.start()].endswith(entry.before):
            continue
        around = text[max(0, met.start() - 6) : met.end() + 6]
        if not any(word in around for word in entry.unless):
            found.append(Slip(*met.span(), entry.right, met[0], entry.right, say("错别字", "a wrong character")))
    for met in _doubled().finditer(text):
        second = text[met.start() + len(met[1]) :]
        if not second.startswith(tuple(table("typos", "doubled")[met[1]])):
            found.append(Slip(*met.span(), met[1], met[0], met[1], say("重复的词", "a word written twice")))
    for met in _denied().finditer(text):
        whole = text[met.start() : met.end() + 2]
        right = text[met.start() : met.start(1)] + text[met.end(1) : met.end() + 2]
        found.append(Slip(*met.span(1), "", whole, right, say("否定之否定", "a double negative")))
    kept: list[Slip] = []
    for slip in sorted(found):
        if not kept or slip.start >= kept[-1].end:
            kept.append(slip)
    return kept


@register
class Typo(DocumentRule):
    """查什么：错别字、连写两遍的词、“防止……不发生”的双重否定、描述末尾多出的字。
    错别字用本类文件的常见混淆词表；另查与三张以上表中的名称只差一字、而那个字连不成词的名称。
    为什么：错字使目标读不通，也说明没有人校对过。
    反例：“可以试村干部更加积极”“嫩够做到雨季道路不积水”“主要用于用于区内铁路护路”“防止林带不发生火灾”“能否做到验收合格障”。
    正例：“可以使……”“能够……”“主要用于……”“防止林带发生火灾”。
    依据：财预〔2015〕88号，规范完整。词表在lexicons/typos.toml，各地可补充。
    陷阱：人名、地名不查；“可以试行”“网络长效机制”“自己经营”一类正确的用法列在词表里放过；“项目项目管理费”可能是两个词，不报。
    不做整句语法判断：没有可靠的离线办法，误报多于发现。
    准确率：五份真实文件中warning 21条全对。

    What: wrong characters (a list of confusions of this field), words written twice, 防止…不发生, a stray character at the end of
    a description, and a name that differs by one character from one that stands in three tables or more, where that character
    forms no word.
    Why: a slip makes the target unreadable and shows that nobody has read it.
    Bad: "嫩够做到", "主要用于用于". Good: "能够做到", "主要用于".
    Source: 财预〔2015〕88号. The list is data (lexicons/typos.toml). Names of people and places are left alone; grammar is not
    judged: offline means give more false alarms than finds. Precision: 21 right of 21 read.
    """

    code, title, name, severity = "W01", "错别字与病句", "typo", "warning"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        for view in tables:
            for text in table_texts(view):
                yield from _hits(text)
            for row in view.rows:
                yield from _stray(row, view)
        for text in narrative(document):
            yield from _hits(text)
        yield from _one_off(tables)


def _hits(text: Text) -> Iterator[Hit]:
    whole = clean_cell(text.text)
    found = slips(whole)
    if not found:
        return
    fixed, last = "", 0
    for slip in found:
        fixed += whole[last : slip.start] + slip.instead
        last = slip.end
    first = found[0]
    begin, end = max(0, first.start - _SHOWN), first.end + _SHOWN
    around = whole[begin:end]
    if text.view is None:  # a paragraph is too long to be pasted whole
        fixed, last, whole = whole[begin : first.start] + first.instead, first.end, whole[:end]
    listed = "；".join(dict.fromkeys(f"“{slip.wrong}”{slip.why}，应为“{slip.right}”" for slip in found))
    in_english = "; ".join(dict.fromkeys(f"“{slip.wrong}” is {slip.why}, write “{slip.right}”" for slip in found))
    message = say(f"“{around}”：{listed}。", f"“{around}”: {in_english}.")
    yield Hit(
        text.field, message, row=text.row, table=text.view, quote=around, fix=fixed + whole[last:],
        identity=None if text.row is not None else "typo:" + "/".join(slip.wrong for slip in found) + around, confidence=0.93,
    )  # fmt: skip


# What may rightly be added to a name to make its description.
_ENDINGS = frozenset("率数量度性额费值比级期日月年人户村亩次的了个项等元类法者款金和及。；，、）)")


def _stray(row: Indicator, view: TableView) -> Iterator[Hit]:
    name, described = clean_cell(row.name), clean_cell(row.description or "")
    if len(name) < _LONG or len(described) != len(name) + 1 or not described.startswith(name):
        return
    last = described[-1]
    if last in _ENDINGS or not "\u4e00" <= last <= "\u9fff" or everyday(described[-2:]):
        return
    message = say(f"描述“{described}”末尾多了“{last}”字，请删去。", f"the description “{described}” ends in a stray “{last}”; delete it.")
    yield Hit("description", message, row=row, table=view, quote=described, fix=name, confidence=0.85)


def _one_off(tables: Sequence[TableView]) -> Iterator[Hit]:
    """A name that stands once beside one in three tables or more, equal but for a character that forms no word with its neighbours."""
    places: dict[str, list[tuple[TableView, Indicator]]] = defaultdict(list)
    for view in tables:
        for row in view.rows:
            name = key(row.name)
            if _LONG <= len(name) <= 40:
                places[name].append((view, row))
    if len(places) > _MOST_NAMES:
        return
    often = {name for name, rows in places.items() if len({view.number for view, _ in rows}) >= _OFTEN}
    if not often:
        return
    masked = {(name[:n], name[n + 1 :]): (name, n) for name in sorted(often) for n in range(len(name))}
    for name, rows in places.items():
        if len(rows) != 1 or name in often:
            continue
        like = next((met for n in range(len(name)) if (met := masked.get((name[:n], name[n + 1 :]))) is not None), None)
        if like is None:
            continue
        usual, n = like
        if _word_at(name, n) or not _word_at(usual, n):
            continue
        view, row = rows[0]
        count = len({one.number for one, _ in places[usual]})
        message = say(
            f"“{row.name}”与另外{count}张表中的“{usual}”只差一个“{name[n]}”字，疑为“{usual[n]}”之误。",
            f"“{row.name}” differs from “{usual}” in {count} other tables by “{name[n]}” alone; “{usual[n]}” is probably meant.",
        )
        yield Hit("name", message, row=row, table=view, quote=row.name, fix=places[usual][0][1].name, confidence=0.8)


def _word_at(text: str, n: int) -> bool:
    """Whether the character at ``n`` forms a word with the one before or behind it."""
    pairs = (text[n - 1 : n + 1] if n else "", text[n : n + 2])
    return any(len(pair) == 2 and everyday(pair) for pair in pairs)


_MILITIA = re.compile(r"民兵[\u4e00-\u9fff]{0,10}?\d+(?:人|名|支|件|套|台|门|挺)|(?:枪支|弹药|武器)[\u4e00-\u9fff]{0,8}\d+")
_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
_PHONE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?![\d.])")
_PERSON = re.compile(r"(?:联系人|负责人|经办人|填报人|法定代表人)[:：]\s*([\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])")
_HIDDEN = re.compile(r"\d(?=\d{4})")


@register
class Sensitive(DocumentRule):
    """查什么：公开前要处理的内容：重点人稳控、进京接访一类信访维稳用语；民兵人数和装备数量；身份证号、手机号；联系人、负责人的姓名。
    为什么：绩效目标随预算公开，这些内容不宜公开。
    反例：“进京、赴省接访”“重点人稳控”“联系电话13×××”。
    正例：“信访接待”“重点人员服务管理”；删去号码和姓名。
    依据：预算公开前的保密审查。内部稿不需要时用--ignore W08整条关闭。
    陷阱：重点人群、物价稳控、生态敏感区不算；项目编码不是身份证号；消息里只显示号码的末四位。
    准确率：五份真实文件中warning 1条、info 1条全对。

    What: what must not be published: words of petition control, numbers of militia and their arms, identity and phone numbers,
    names of contacts.
    Why: the tables are published with the budget.
    Bad: "进京接访". Good: "信访接待".
    Source: the check before publication. --ignore W08 turns it off for internal drafts. Only the last four digits of a number are
    shown. Precision: 2 right of 2 read.
    """

    code, title, name, severity = "W08", "涉密敏感", "sensitive", "warning"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        for view in tables:
            for text in table_texts(view):
                yield from _sensitive(text)
        for text in narrative(document):
            yield from _sensitive(text)


def _sensitive(text: Text) -> Iterator[Hit]:
    whole = clean_cell(text.text)
    yield from _words(text, whole)
    if found := _MILITIA.search(whole):
        message = say(
            f"“{found[0]}”涉及民兵或装备的数量，公开前请核对能否公开。",
            f"“{found[0]}” tells numbers of militia or arms; may it be published?",
        )
        yield _warn(text, message, found[0], None, "info")
    for pattern, what, en in ((_IDENTITY, "身份证号", "an identity number"), (_PHONE, "手机号", "a phone number")):
        if found := pattern.search(whole):
            hidden = _HIDDEN.sub("*", found[0])
            message = say(f"含有{what}“{hidden}”，公开前请删去。", f"holds {en} “{hidden}”; delete it before publication.")
            yield _warn(text, message, hidden, None)
    if found := _PERSON.search(whole):
        message = say("含有个人姓名，公开前请删去。", "holds a person's name; delete it before publication.")
        yield _warn(text, message, whole[found.start() : found.start(1)], None)


def _words(text: Text, whole: str) -> Iterator[Hit]:
    """The words not for the public in one cell, as one finding with the whole cell in neutral words."""
    met = [found for section in ("sensitive", "delicate") for found in any_of("wording", section).finditer(whole)]
    if not met:
        return
    fine = table("wording", "not_sensitive")["words"]
    neutral = {**table("wording", "delicate"), **table("wording", "sensitive")}
    words: list[str] = []
    fixed, last = "", 0
    for found in sorted(met, key=lambda found: (found.start(), -found.end())):
        around = whole[max(0, found.start() - 4) : found.end() + 4]
        if found.start() < last or any(word in around and found[0] in word for word in fine):
            continue
        words.append(found[0])
        fixed += whole[last : found.start()] + str(neutral[found[0]])
        last = found.end()
    if not words:
        return
    shown = "、".join(dict.fromkeys(words))
    grave = any(word in table("wording", "sensitive") for word in words)
    message = say(
        f"“{shown}”不宜公开，请改为中性的说法，如“{neutral[words[0]]}”。", f"“{shown}” should not be published; say “{neutral[words[0]]}”."
    )
    yield _warn(text, message, shown, fixed + whole[last:] if text.view else str(neutral[words[0]]), None if grave else "info")


def _warn(text: Text, message: str, quote: str, fix: str | None, severity: Severity | None = None) -> Hit:
    return Hit(
        text.field, message, severity=severity, row=text.row, table=text.view, quote=quote, fix=fix,
        identity=None if text.row is not None else f"sensitive:{quote}", confidence=0.9,
    )  # fmt: skip
