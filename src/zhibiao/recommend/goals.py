"""A drafted goal sentence: the drafter's own clauses in order, money left out, then what the work is for.

Nothing that the purpose names is left out and nothing is added to it: a clause is kept or dropped whole, never put together anew. Only
where the purpose states no work does the pattern of a topic speak, without numbers.
"""

from __future__ import annotations

import re

from zhibiao.language.clauses import Clause, standing
from zhibiao.language.normalise import key
from zhibiao.language.similarity import containment
from zhibiao.model.number_reader import Read
from zhibiao.recommend.reading import Reading, told_of

_SLOT = re.compile(r"\{[^{}]{1,20}\}")
_MOST = 400  # characters of a goal; a purpose longer than that loses the parts of its numbers (其中…) first
_SAID = 0.6  # share of an effect's bigrams that the drafter's clauses say already
_ONLY_A_NUMBER = re.compile(r"^新增|(?:金额|[户数人]|比例|面积)$")  # 新增担保金额 says nothing without its number
_SAYS_WHAT_FOR = re.compile(
    r"^(?:不发生|杜绝|确保|保证|做到|[\u4e00-\u9fff]*(?:提高|提升|改善|促进|增强|保障|维护|保持|防范|减少|降低|满足|推动|带动|完善|方便|得到|稳定|规范|保护|化解|挽回|守护|恢复|达标|安全|落实))"
)


def draft_goals(reading: Reading) -> tuple[str, ...] | None:
    """One goal sentence, or ``None`` where there is no ground for one."""
    clauses = [clause for clause in reading.clauses if clause.kind not in ("ground", "money")]
    if reading.read is not None and any(clause.kind in ("work", "rate") and clause.headed for clause in clauses):
        told, lost = kept(told_of(reading.project), reading.read)
        if not lost and len(told) <= _MOST and len(key(told)) >= _A_GOAL:
            return (told,)
    if _only_named(clauses, key(reading.project.name)) and (works := _works(reading)):
        return (_closed("，".join([*works, *_effects(reading)[:2]])),)
    if any(clause.kind in ("work", "rate") for clause in clauses):
        promised = any(clause.kind == "effect" for clause in clauses)
        said = "".join(clause.words for clause in clauses)
        effects = [] if promised else [effect for effect in _effects(reading) if containment(effect, said) < _SAID][-1:]
        whole = _sentence(clauses, effects)
        if len(whole) > _MOST:
            whole = _sentence([clause for clause in clauses if not clause.part], effects)
        return (whole,) if len(whole) <= _MOST else (_sentence(_until(clauses, _MOST), effects),)
    works = _works(reading)
    effects = [standing(clause) for clause in clauses] or _effects(reading)[:2]
    return (_closed("，".join([*works, *effects])),) if works or effects else None


_PIECE = re.compile(r"[^，,；;。：:、（）()\s]*(?:[，,；;。：:、（）()]|\s+)?")
_NUMBERING = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.．](?!\d)|[①-⑨])")
_A_GOAL = 6  # characters
_STRENGTH = "、，；。"
_MARKS = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
_ASIDE, _CUT_OFF = 0.5, 0.3  # probability from which words stay out of a goal; an amount behind words that stay does sooner
_CUT = re.compile(r"(?:约|共|计|需|安排|合计)*\d[\d.,]*[百千]?[万亿]?元[^\d]{0,4}$")  # an amount at the end of a piece


def kept(text: str, read: Read) -> tuple[str, bool]:
    """The text without what goals leave out, piece by piece; where pieces go, the strongest mark among theirs stays. And whether a
    work went with the amount it is to have: 信访化解|15万元."""
    out, mark, lost = "", "", []
    telling = _telling(text, read)
    for match in _PIECE.finditer(text):
        words = match[0].rstrip("，,；;。：:、（）() \t\r\n\u3000")
        stop = match[0][len(words) :][:1]
        stop = "；" if "\n" in match[0] else "，" if stop.isspace() else _MARKS.get(stop, stop)
        bare = _NUMBERING.sub("", words)
        start = match.start() + len(words) - len(bare)
        aside = read.set_aside(start, start + len(bare))
        if aside > _ASIDE and any(one.part == "amount" and start <= one.start < start + len(bare) for one in read.numbers):
            lost.append(_CUT.sub("", bare))
        stays = aside <= _ASIDE and not any(begin <= start < end for begin, end in telling)
        if bare and (
            stays or any(one.part in _COUNTED and start <= one.start < start + len(bare) for one in read.numbers if one.sure > _SURE)
        ):
            if (
                (amount := _CUT.search(bare))
                and amount.start() > 1
                and read.set_aside(start + amount.start(), start + len(bare)) > _CUT_OFF
            ):
                bare = bare[: amount.start()]
            out += (mark if out else "") + bare
            mark = ""
        if stop in _STRENGTH and mark not in _BRACKETS:
            mark = max(mark or stop, stop, key=_STRENGTH.find) if stop else mark
        elif stop and not mark:
            mark = stop
    told = _whole_brackets(out).strip("，。；、：（ ") + "。"
    return told, any(len(work) >= _A_WORK and containment(work, told) < _SAID for work in lost)


def _telling(text: str, read: Read) -> list[tuple[int, int]]:
    """Sentences most of which goals leave out and which count nothing to be done: their last piece tells as well."""
    out = []
    for match in _SENTENCE_OF.finditer(text):
        start, end = match.span()
        done = any(one.part in _DONE and start <= one.start < end for one in read.numbers)
        if not done and end - start > _A_TALE and read.set_aside(start, end) > _ASIDE:
            out.append((start, end))
    return out


_SENTENCE_OF = re.compile(r"[^。；;\n]+")
_COUNTED, _SURE = ("output", "recipient"), 0.9  # a piece that surely counts something to be done stays
_DONE = ("output", "recipient", "quality", "effect", "amount")
_A_WORK, _A_TALE = 3, 30  # characters
_BRACKETS = ("：", "（", "）")


def _whole_brackets(text: str) -> str:
    """Brackets that lost their other half become commas."""
    out, opened = list(text), []
    for place, char in enumerate(text):
        if char == "（":
            opened.append(place)
        elif char == "）":
            if opened:
                opened.pop()
            else:
                out[place] = "，"
    for place in opened:
        out[place] = "，"
    return re.sub(r"，+(?=[，。；、）])|(?<=[（，])，+", "", "".join(out))


def _only_named(clauses: list[Clause], name: str) -> bool:
    """Whether all that is said is what the money or the project is called (园林绿化养护费用): the topic can say more."""
    return all(
        clause.kind == "work" and not clause.counts and not clause.headed and (key(clause.words) in name or _MONEY.search(clause.words))
        for clause in clauses
    )


_MONEY = re.compile(r"(?:经费|费用?|资金)$")


def _sentence(clauses: list[Clause], effects: list[str]) -> str:
    """Effects and dates of the whole stand where the drafter put them, but no sentence begins with what it is for."""
    last = [clause for clause in clauses if clause.kind == "effect"] if clauses[0].kind == "effect" else []
    text = ""
    for clause in [*(c for c in clauses if c not in last), *last]:
        mark = "；" if clause.opens and text else "，" if text else ""
        text += mark + standing(clause)
    return _closed("，".join([text, *effects]))


def _closed(text: str) -> str:
    return text.strip("，。；、 ") + "。"


def _until(clauses: list[Clause], most: int) -> list[Clause]:
    kept: list[Clause] = []
    for clause in clauses:
        if sum(len(c.words) + 1 for c in kept) + len(clause.words) > most:
            break
        kept.append(clause)
    return kept or clauses[:1]


def _pattern(reading: Reading) -> list[str]:
    """The clauses of the leading topic's pattern that belong to the lines of work the project speaks of."""
    if not reading.topics or not reading.is_sure:
        return []
    topic = reading.topics[0].topic
    heard = topic.heard(reading.text)
    parts = re.split(r"[，,]", topic.goal.strip("。"))
    return [part for part in parts if not heard or not (spoken := topic.heard(key(part))) or not heard.isdisjoint(spoken)]


def _effects(reading: Reading) -> list[str]:
    """What the leading topic is for, in clauses that count nothing."""
    return [part for part in _pattern(reading) if "{" not in part and _SAYS_WHAT_FOR.search(part)]


def _works(reading: Reading) -> list[str]:
    """What the leading topic does, without how much."""
    works = [_SLOT.sub("", part) for part in _pattern(reading) if "{" in part]
    return [work for work in works if not _ONLY_A_NUMBER.search(work)][:2]
