"""W 文字: numbers of sections, items and documents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableView, register
from zhibiao.audit.texts import narrative, table_texts
from zhibiao.audit.words import squeeze
from zhibiao.language.normalise import clean_cell
from zhibiao.messages import say

_OLD_BRACKETS = re.compile(r"[\u4e00-\u9fff]{1,10}(?P<open>[【\[［(（])(?P<year>(?:19|20)\d\d)(?:年)?[】\]］)）]第?\s*(?P<number>\d+)\s*号")
_ITEM = re.compile(r"(?:^|[；;。，,、：:\s\u4e00-\u9fff])(\d{1,2})[.、．](?!\d)")
_CHINESE_SECTION = re.compile(r"^\s*[（(]([一二三四五六七八九十]{1,3})[)）]|^\s*([一二三四五六七八九十]{1,3})、")
_CHINESE = {c: n for n, c in enumerate("一二三四五六七八九十", start=1)}
_HEADING_NUMBER = re.compile(r"^\s*(\d{1,3})\s*[.、．]")
_PREFIX = re.compile(r"^(?P<who>[\u4e00-\u9fff]{2,8}?[镇乡县区市办处局])?(?P<number>[\u4e00-\u9fff]{1,6}[【〔\[（(]20\d\d[】〕\]）)]\d+号)")


@register
class Numbering(DocumentRule):
    """查什么：编号重复、跳号或缺第一号（分项标题、表题、用途里的分项）；发文字号用【】、[]、（）括年份；同一字号的项目名称有的带单位名、有的不带。
    为什么：编号和字号是查对依据的线索，乱了就对不上号。
    反例：分项标题两个“（二）”；“怀财字【2024】7号”；用途“主要用于社区工作经费……；2.基层党组织……”没有第1项。
    正例：“（二）（三）”；“怀财字〔2024〕7号”；“1.……；2.……”。
    依据：党政机关公文格式，发文字号的年份用六角括号。
    陷阱：文件转换会丢自动编号，全部没有编号的不报；每份文件的字号、每张表的分项各汇总一条。
    准确率：五份真实文件中info 5条全对。

    What: numbers given twice, left out or without a first (section titles, headings of tables, items of a purpose); years of
    document numbers in 【】, [] or （）; project names of one document number with and without the unit's name.
    Why: by numbers one finds the grounds again.
    Bad: "（二）" twice, "怀财字【2024】7号". Good: "怀财字〔2024〕7号".
    Source: the format of official documents. Conversion loses automatic numbers: lists without any are left alone. One note per
    file or table. Precision: 5 right of 5 read.
    """

    code, title, name, severity = "W07", "编号与文号格式", "numbering", "info"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        yield from _document_numbers(document, tables)
        yield from _prefixes(tables)
        yield from _sections(document)
        yield from _headings(tables)
        for view in tables:
            yield from _items(view)


def _document_numbers(document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
    met: Counter[str] = Counter()
    right: dict[str, str] = {}
    for text in (*narrative(document), *(one for view in tables for one in table_texts(view))):
        if "号" not in text.text:
            continue
        for found in _OLD_BRACKETS.finditer(text.text):
            met[found[0]] += 1
            right[found[0]] = f"{found[0][: found.start('open') - found.start()]}〔{found['year']}〕{found['number']}号"
    if not met:
        return
    (first, _), total = met.most_common(1)[0], sum(met.values())
    message = say(
        f"发文字号的年份应用六角括号〔〕，如“{first}”应为“{right[first]}”，全文共{total}处。",
        f"years of document numbers stand in 〔〕: “{right[first]}” for “{first}”, {total} places.",
    )
    listed = tuple(f"{wrong} → {right[wrong]}" for wrong, _ in met.most_common(5))
    yield Hit(
        "document", message, quote=first, fix=right[first], evidence=listed, summarised=True, identity="document-number", confidence=0.97
    )


def _prefixes(tables: Sequence[TableView]) -> Iterator[Hit]:
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for view in tables:
        met = _PREFIX.match(squeeze(view.project.name))
        if met:
            ways[met["number"]][met["who"] or ""] += 1
    for number, who in ways.items():
        if len(who) > 1 and "" in who:
            named = next(name for name, _ in who.most_common() if name)
            message = say(
                f"字号“{number}”的项目名称有{who[named]}个以“{named}”开头，有{who['']}个没有，请统一。",
                f"{who[named]} project names with “{number}” begin with “{named}”, {who['']} do not; use one way.",
            )
            yield Hit("document", message, quote=number, summarised=True, identity=f"prefix:{number}", confidence=0.9)


def _sections(document: DocumentView) -> Iterator[Hit]:
    if document.source is None:
        return
    titles = [sub.title for sub in document.source.sub_goals if sub.title]
    met = [(title, number) for title in titles if (number := _section_number(title)) is not None]
    twice = [title for title, number in met if sum(number == other for _, other in met) > 1]
    if twice:
        shown = "、".join(f"“{title[:16]}”" for title in twice[:4])
        message = say(f"分项标题的编号重复：{shown}，请重新编号。", f"section numbers given twice: {shown}; number them anew.")
        yield Hit("document", message, quote=twice[-1][:40], evidence=tuple(twice[:4]), identity="sections", confidence=0.95)


def _section_number(title: str) -> tuple[str, int] | None:
    met = _CHINESE_SECTION.match(title)
    if not met:
        return None
    text = met[1] or met[2]
    number = _CHINESE[text] if len(text) == 1 else 10 + _CHINESE.get(text[-1], 0) if text[0] == "十" else 0
    return ("(" if met[1] else "、", number) if number else None


def _headings(tables: Sequence[TableView]) -> Iterator[Hit]:
    numbers = [
        (int(met[1]), view) for view in tables if view.table.heading and (met := _HEADING_NUMBER.match(view.table.heading.text)) is not None
    ]
    seen: set[int] = set()
    for number, view in numbers:
        heading = view.table.heading.text if view.table.heading else ""
        if number in seen:
            message = say(
                f"表题“{heading[:30]}”的编号{number}已用过，请重新编号。", f"the number {number} of “{heading[:30]}” stands twice."
            )
            yield Hit("title", message, table=view, quote=heading[:40], identity=f"heading:{number}", confidence=0.9)
        seen.add(number)


def _items(view: TableView) -> Iterator[Hit]:
    purpose = clean_cell(view.project.purpose or "")
    numbers = [int(met[1]) for met in _ITEM.finditer(purpose)]
    if not numbers or numbers == list(range(1, len(numbers) + 1)) or max(numbers) > 20:
        return
    shown = "、".join(map(str, numbers))
    missing = next((n for n in range(1, max(numbers)) if n not in numbers), None)
    if numbers == [1] or (len(numbers) == 1 and missing is None):
        return
    why = (
        say(f"缺第{missing}项的编号", f"number {missing} is missing")
        if missing is not None
        else say("有重复或次序颠倒", "a number stands twice or out of order")
    )
    message = say(f"资金用途的分项编号为{shown}，{why}，请补齐。", f"the items of the purpose are numbered {shown}: {why}.")
    yield Hit("purpose", message, table=view, quote=purpose[:40], identity=f"items:{shown}", confidence=0.9)
