"""A drafted goal sentence: the drafter's own words in order, without what no goal repeats.

Where the learned reader has read the purpose, its pieces stay or go by what it says (:mod:`zhibiao.recommend.kept`). Else clauses are kept
or dropped whole, money left out, then what the work is for. Only where the purpose states no work does the pattern of a topic speak,
without numbers.
"""

from __future__ import annotations

import re

from zhibiao.language.clauses import Clause, standing
from zhibiao.language.normalise import key
from zhibiao.language.spoken import is_deed
from zhibiao.recommend.finished import WORK, finished, named_work, owes
from zhibiao.recommend.kept import kept
from zhibiao.recommend.placed import DONE
from zhibiao.recommend.reading import Reading, told_of
from zhibiao.recommend.trouble import tells_of_trouble

_SLOT = re.compile(r"\{[^{}]{1,20}\}")
_MOST = 400  # characters of a goal; a purpose longer than that loses the parts of its numbers (其中…) first
_A_GOAL = 6  # characters; less says nothing
_ONLY_A_NUMBER = re.compile(r"^新增|(?:金额|[户数人]|比例|面积)$")  # 新增担保金额 says nothing without its number
_SAYS_WHAT_FOR = re.compile(
    r"^(?:不发生|杜绝|确保|保证|做到|[\u4e00-\u9fff]*(?:提高|提升|改善|促进|增强|保障|维护|保持|防范|减少|降低|满足|推动|带动|完善|方便|得到|稳定|规范|保护|化解|挽回|守护|恢复|达标|安全|落实))"
)


def draft_goals(reading: Reading) -> tuple[str, ...] | None:
    """One goal sentence, or ``None`` where there is no ground for one."""
    if told := in_own_words(reading):
        return (finished(told, _effects(reading), reading),)
    if owes(reading):
        return (named_work(reading) + "。",)
    promised = [clause.words for clause in reading.clauses if clause.kind in ("effect", "date") and not _is_aside(clause, reading)]
    works = [named_work(reading)] if _does_else(reading) or _tells_only(reading) else _works(reading)
    parts = [*works, *(promised or _effects(reading)[:2])]
    return ("，".join(parts) + "。",) if parts else None


def in_own_words(reading: Reading) -> str | None:
    """What is done, in the drafter's words; ``None`` where they only name the money, say what it is good for or tell how things stand."""
    if _tells_only(reading) or owes(reading):
        return None
    clauses = [clause for clause in reading.clauses if clause.kind not in ("ground", "money")]
    clauses = [clause for clause in clauses if clause.counts or not tells_of_trouble(clause.words)] or clauses
    if reading.read is not None and (reading.read.numbers or any(clause.kind == "work" and clause.headed for clause in clauses)):
        told = kept(told_of(reading.project), reading.read)
        if len(told) <= _MOST and len(key(told)) >= _A_GOAL and not _BASIS.fullmatch(told):
            return told
    if _only_named(clauses, key(reading.project.name)) and (works := "".join(_works(reading))):
        deeds = {deed[0] for clause in clauses for deed in WORK.finditer(clause.words)}
        if all(deed in works for deed in deeds):
            return None  # a topic that repairs nothing does not say what a 维修补助 is for
    if any(clause.kind in ("work", "rate") for clause in clauses):
        whole = _sentence(clauses)
        if len(whole) > _MOST:
            whole = _sentence([clause for clause in clauses if not clause.part])
        return whole if len(whole) <= _MOST else _sentence(_until(clauses, _MOST))
    return None


def _is_aside(clause: Clause, reading: Reading) -> bool:
    """Whether a clause only tells how things stand: 2026年11月已通过验收."""
    return reading.read is not None and reading.read.set_aside(clause.start, clause.end) > _ASIDE


def _tells_only(reading: Reading) -> bool:
    """Whether the purpose only tells how things stand and what is owed (二楼厕所渗水，墙皮都掉了): the name alone says what is done."""
    read, told = reading.read, told_of(reading.project)
    if read is None or not told or any(one.part in DONE and one.sure > _LIKELY for one in read.numbers):
        return False
    aside = [read.set_aside(match.start(), match.end()) for match in _PIECE.finditer(told)]
    return bool(aside) and min(aside) > _ASIDE


_PIECE = re.compile(r"[^，,；;。！!？?\s]+")
_LIKELY, _ASIDE = 0.5, 0.5
_BASIS = re.compile(r"(?:按照?|根据|依据)[^，]*(?:规定|要求|办法|文件)。?")


def _only_named(clauses: list[Clause], name: str) -> bool:
    """Whether all that is said is what the money or the project is called (园林绿化养护费用): the topic can say more."""
    return all(
        clause.kind == "work"
        and not clause.counts
        and not clause.headed
        and not is_deed(clause.words)
        and (key(clause.words) in name or (_MONEY.search(clause.words) and "、" not in clause.words))
        for clause in clauses
    )


_MONEY = re.compile(r"(?:经费|费用?|资金)$")


def _sentence(clauses: list[Clause]) -> str:
    """Effects and dates of the whole stand where the drafter put them, but no sentence begins with what it is for."""
    last = [clause for clause in clauses if clause.kind == "effect"] if clauses[0].kind == "effect" else []
    text = ""
    for clause in [*(c for c in clauses if c not in last), *last]:
        mark = "；" if clause.opens and text else "，" if text else ""
        text += mark + standing(clause) if text else clause.words
    return text


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
    heard = topic.heard(reading.done)
    parts = re.split(r"[，,]", topic.goal.strip("。"))
    return [part for part in parts if not heard or not (spoken := topic.heard(key(part))) or not heard.isdisjoint(spoken)]


def _effects(reading: Reading) -> list[str]:
    """What the leading topic is for, in clauses that count nothing; those that say so plainly where there are any."""
    bare = [part for part in _pattern(reading) if "{" not in part]
    return [part for part in bare if _SAYS_WHAT_FOR.search(part)] or bare


def _does_else(reading: Reading) -> bool:
    return bool(reading.topics) and reading.does_else(reading.topics[0].topic)


def _works(reading: Reading) -> list[str]:
    """What the leading topic does, without how much."""
    if _does_else(reading):
        return []
    works = [_SLOT.sub("", part) for part in _pattern(reading) if "{" in part]
    return [work for work in works if not _ONLY_A_NUMBER.search(work)][:3]
