"""A project as the recommender reads it: facts, items, kinds and topics, worked out once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from zhibiao.domain.tables import Project
from zhibiao.language.fact import Fact
from zhibiao.language.facts import find_facts
from zhibiao.language.items import Item, split_items
from zhibiao.language.normalise import key
from zhibiao.language.quantities import dimension
from zhibiao.language.subject import subject_of
from zhibiao.model.matching import KindMatch, Matcher, TopicMatch


@dataclass(frozen=True)
class Reading:
    """What a project says of itself. ``facts`` come from purpose, goals and name, in that order, each said once."""

    project: Project
    facts: tuple[Fact, ...]
    items: tuple[Item, ...]
    kinds: tuple[KindMatch, ...]
    topics: tuple[TopicMatch, ...]

    @cached_property
    def text(self) -> str:
        """Name, purpose and goals, normalised for looking up words."""
        return key(self.project.text)

    @cached_property
    def subject(self) -> str | None:
        """What the project's name turns on."""
        return subject_of(self.project.name)

    @cached_property
    def paid(self) -> str | None:
        """The subject with the payment the name gives it: 公租房租赁补贴 of 公租房租赁补贴; a subject that names no payment gets 补贴."""
        if self.subject is None or _PAYMENT_END.search(self.subject):
            return self.subject
        word = _PAYMENT.search(self.project.name.partition(self.subject)[2] or self.project.name)
        return f"{self.subject}{word.group() if word else '补贴'}"

    @property
    def budget(self) -> Decimal | None:
        return self.project.budget.yuan if self.project.budget else None

    def of_kind(self, *codes: str) -> bool:
        """Whether one of the two leading kinds is among ``codes``."""
        return any(match.kind.code in codes for match in self.kinds[:2])

    @property
    def served(self) -> str | None:
        """Whom the project serves: named in the text, else by its topic, else by its kind; ``None`` when nobody outside is served."""
        for fact in self.facts:
            if fact.kind == "people" and fact.object and fact.role is not None and _A_GROUP.fullmatch(fact.object):
                return fact.object
        if self.of_kind(*_PAYS):
            for fact in self.facts:  # 组织80名高校毕业生见习: those who are counted are those who are paid
                if fact.kind == "count" and dimension(fact.unit) in ("people", "household") and _A_GROUP.fullmatch(fact.object or ""):
                    return fact.object
        for topic in self.topics[:1]:
            return topic.topic.served[0] if topic.topic.served else None
        for kind in self.kinds[:1]:
            return kind.kind.served[0] if kind.kind.served else None
        return None


def read_project(project: Project, matcher: Matcher) -> Reading:
    """Find facts, items, kinds and topics of a project."""
    facts: list[Fact] = []
    seen: set[tuple[object, ...]] = set()
    for text in (project.purpose or "", *project.goals, project.name):
        for fact in find_facts(text):
            same = (fact.kind, fact.object, fact.number, fact.unit, fact.measure)
            if same not in seen:
                seen.add(same)
                facts.append(fact)
    topics = matcher.trusted(project)
    topics = [match for match in topics if match.score >= topics[0].score * TOPIC_SHARE]
    return Reading(
        project, tuple(facts), tuple(split_items(project.purpose or "")), tuple(matcher.kinds(project, topics)), tuple(topics[:MAX_TOPICS])
    )


# A group that can be asked, by a name short enough to stand in 满意度; 村 and 补助 are none, an institution is not asked as one.
_A_GROUP = re.compile(
    r"(?!(?:(?:行政|自然)?村|社区|乡镇|街道|小区|县|学校|企业|单位|家庭|户)$)(?!.*(?:补助|补贴|津贴|补偿|队|队伍|站|中心|就业|局|委|难)$)[^、]{1,12}"
)
_PAYS = ("K01", "K02", "K03", "K04")
_PAYMENT = re.compile(r"补贴|补助|津贴|奖补|奖励|救助|抚恤|慰问金|补偿|工资|报酬|待遇|保险费|资金")
_PAYMENT_END = re.compile(rf"(?:{_PAYMENT.pattern}|金|费|款)$")
TOPIC_SHARE = 0.6  # a second topic must come this near to the first to count (打捆)
MAX_TOPICS = 4
