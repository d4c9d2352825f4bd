"""Which topics a suggestion may rest on, and whether the leading one is what the project does or only near it.

Rows of a near topic read as another project's: 住房公积金贷款窗口 is no payment of 公积金. A topic is sure when its marker says so plainly
and the project's name holds little that the topic has no word for, or when no other topic comes near it. How many are sure, and how
many of those are right, on the library's typical names (left out of their topic's words and of the index):
``python -m tests.benchmarks.topics``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from zhibiao.domain.tables import Project
from zhibiao.language.normalise import key
from zhibiao.language.similarity import containment
from zhibiao.language.subject import core_of, is_balance
from zhibiao.model.matching import Matcher, TopicMatch, topic_text

TOPIC_SHARE = 0.6  # a second topic must come this near to the first to count (打捆)
MAX_TOPICS = 4
# score + half the share of the name's bigrams that the topic has, from which on a topic is sure; set as the module says
_SURE, _BY_WORDS = 0.95, 0.5
_ENDING, _OTHER_ENDING = 4, 0.15  # of an ending that the topic has no word for 87 in 100 are right, from this much more on 95
# A topic that leads the next by this factor is sure by that alone: where its marker stands in the name, and where no marker does.
_LEADS, _LEADS_UNMARKED = 3.0, 2.0
_SOME_WORDS = 0.3  # share of the name's bigrams
_OF_THE_HOLDER = 0.6  # what a marker is worth that stands only in the name of who holds the money
_SECOND = 0.5  # from this score on a second topic counts, and only by a marker of its own in the name
_BUNDLED, _A_PART = re.compile(r"[、和及与]"), 4
OWED_FOR_WORK = Project(name="工程尾款支付")  # what a balance is, whatever the work was
_OWED, _TRIED = "K34", 8  # the kind of what is owed; topics looked through for one of it
# 民政局, 疾控中心, 基层武装部: who holds the money stands before what it is for.
_HOLDER = re.compile(
    r"^.{1,14}?(?:局|委员会|[县市区]委|卫健委|发改委|纪委|[县市区镇乡]政府|办事处|街道办|办公室|武装部|宣传部|组织部|统战部|法院|检察院|联合会|残联|妇联|工商联|文联|科协"
    r"|中心(?!城|村|镇|敬|小|幼|卫|粮|校)|大队|支队|医院|卫生院|派出所|司法所)(?=.{3})"
)


def topics_of(project: Project, matcher: Matcher) -> tuple[list[TopicMatch], bool]:
    """The topics a suggestion may rest on, best first, and whether the first of them is sure."""
    if is_balance(project.name):  # 国土变更调查项目尾款 surveys nothing
        near = matcher.topics(project, limit=_TRIED) + matcher.topics(OWED_FOR_WORK, limit=1)
        owed = [match for match in near if _OWED in match.outline.kinds[:1] and match.hits]
        return owed[:1], bool(owed)
    found = _worth_without_holder(matcher.trusted(project), project)
    found.sort(key=lambda match: -match.score)
    if not found:
        return [], False
    first = found[0]
    kept = [first, *(match for match in found[1:] if _is_second(match, first, project))]
    return kept[:MAX_TOPICS], is_sure(first, project) or _leads(first, project, matcher)


def _leads(first: TopicMatch, project: Project, matcher: Matcher) -> bool:
    """Whether no other topic comes near the first."""
    if not first.hits:
        if max(containment(one, "。".join(topic_text(first.topic))) for one in _said(project, first)) < _SOME_WORDS:
            return False  # near by meaning alone, which a name of two words always is to something
        factor = _LEADS_UNMARKED
    elif any(hit in key(project.name) for hit in first.hits):
        factor = _LEADS
    else:
        return False
    return all(first.score >= factor * match.score for match in matcher.topics(project, limit=2) if match.number != first.number)


def is_sure(match: TopicMatch, project: Project) -> bool:
    """Whether a topic is what the project does: by its marker, and by how much of the project's name it has words for."""
    if match.score + _BY_WORDS < _SURE:
        return False  # whatever its words
    words = "。".join(topic_text(match.topic))
    said = _said(project, match)
    worth = match.score + _BY_WORDS * max(containment(one, words) for one in said)
    # what a name ends on is what is done: 棚户区改造安置|过渡费 builds nothing
    return worth >= _SURE and (worth >= _SURE + _OTHER_ENDING or any(containment(one[-_ENDING:], words) for one in said))


def _said(project: Project, match: TopicMatch) -> list[str]:
    """What a topic should have words for, any of it: the name, the name without its holder, or the part of a bundle (打捆) that holds
    the topic's marker."""
    core = core_of(project.name)
    parts = [part for part in _BUNDLED.split(core) if len(part) >= _A_PART and any(hit in key(part) for hit in match.hits)]
    return list(dict.fromkeys((core, without_holder(core), *parts)))


def without_holder(name: str) -> str:
    """A name without who holds the money: 民政局特困人员供养 → 特困人员供养."""
    holder = _HOLDER.match(name)
    return name[holder.end() :] if holder else name


def _worth_without_holder(found: list[TopicMatch], project: Project) -> list[TopicMatch]:
    """Topics whose markers stand only in the holder's name are worth less where the rest of the text says something too."""
    name = key(project.name)
    rest = without_holder(name)
    if rest == name:
        return found
    rest = f"{rest}\n{key(project.purpose or '')}"
    return [
        replace(match, score=match.score * _OF_THE_HOLDER) if match.hits and not any(hit in rest for hit in match.hits) else match
        for match in found
    ]


def _is_second(match: TopicMatch, first: TopicMatch, project: Project) -> bool:
    """Whether a further topic is a further line of work: the name holds a marker of it that is none of the first topic's words."""
    if match.score < max(_SECOND, TOPIC_SHARE * first.score):
        return False
    name = key(project.name)
    for hit in first.hits:
        name = name.replace(hit, "\n")
    return any(hit in name for hit in match.hits) and is_sure(match, project)
