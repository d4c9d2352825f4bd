"""A project as the recommender reads it: facts, items, kinds and topics, worked out once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from zhibiao.domain.tables import Project
from zhibiao.knowledge.library import Topic
from zhibiao.language.background import background, within
from zhibiao.language.clauses import Clause, read_clauses
from zhibiao.language.fact import Fact
from zhibiao.language.facts import find_facts
from zhibiao.language.items import Item, split_items
from zhibiao.language.normalise import key
from zhibiao.language.quantities import dimension
from zhibiao.language.subject import core_of, is_balance, subject_of, work_of
from zhibiao.model.matching import KindMatch, Matcher, TopicMatch
from zhibiao.model.number_reader import NumberReader, Read
from zhibiao.recommend.groups import is_group
from zhibiao.recommend.marked import marked_clauses, marked_facts
from zhibiao.recommend.settled import settled
from zhibiao.recommend.stated import Role, Stated, stated
from zhibiao.recommend.topics import OWED_FOR_WORK, topics_of, without_holder
from zhibiao.recommend.trouble import how_things_stand


@dataclass(frozen=True)
class Reading:
    """What a project says of itself. ``facts`` come from purpose, goals and name, in that order, each said once."""

    project: Project
    facts: tuple[Fact, ...]
    items: tuple[Item, ...]
    kinds: tuple[KindMatch, ...]
    topics: tuple[TopicMatch, ...]
    read: Read | None  # what the learned reader makes of the purpose, or of the goals where there is none
    is_sure: bool  # whether the leading topic is what the project does, and not only near it

    @cached_property
    def text(self) -> str:
        """Name, purpose and goals, normalised for looking up words."""
        return key(self.project.text)

    @cached_property
    def done(self) -> str:
        """The text without how things stand before the work, normalised: what is in use now tells of no line of work."""
        project, stands = self.project, how_things_stand(self.project.purpose or "")
        return key(project.model_copy(update={"purpose": project.purpose[stands:]}).text) if project.purpose and stands else self.text

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses of the purpose, or of the goals where there is none."""
        told = told_of(self.project)
        clauses = read_clauses(told, facts_of(told, self.read))
        if self.read is None:
            return clauses
        marked = marked_clauses(clauses, self.read)
        return marked if any(clause.kind != "ground" for clause in marked) else clauses  # a purpose says what is done, if badly

    @cached_property
    def stated(self) -> list[Stated]:
        """What the description counts and which part each number plays."""
        return stated(self.facts, self.clauses)

    def role_of(self, fact: Fact) -> Role:
        """The part a counted fact plays; what is no count is an output."""
        return next((one.role for one in self.stated if one.fact is fact or one.fact == fact), "output")

    @cached_property
    def subject(self) -> str | None:
        """What the project's name turns on, where it is short enough to stand in the name of an indicator."""
        subject = subject_of(self.project.name)
        subject = without_holder(subject) if subject else None
        return subject if subject and len(subject) <= _A_SUBJECT else None

    @cached_property
    def paid(self) -> str | None:
        """The subject with the payment the name gives it: 公租房租赁补贴 of 公租房租赁补贴; a subject that names no payment gets 补贴."""
        if self.subject is None or _PAYMENT_END.search(self.subject):
            return self.subject
        if _SEVERAL.search(work_of(self.project.name)):  # 地震台站运维及宏观观测员补助: of whom, the description says
            payee = next((fact for fact in self.facts if fact.role == "payee" or fact.part == "recipient"), None)
            group = _one_group(payee.object or "") if payee is not None else ""
            word = _PAYMENT.search(_SEVERAL.split(self.project.name)[-1]) or _PAYMENT.search(self.project.name)
            return f"{group}{word.group() if word else '补助'}" if is_group(group) and not _DEED_FIRST.match(group) else "补助"
        word = _PAYMENT.search(self.project.name.partition(self.subject)[2] or self.project.name)
        usual = "工资" if self.kinds and self.kinds[0].kind.code in _WAGES else "慰问金" if _VISITS.search(self.text) else "补贴"
        return f"{self.subject}{word.group() if word else usual}"

    def payment_of(self, fact: Fact) -> str:
        """What a group is paid, in the words of its clause; the usual word of the project's kind where they do not say."""
        clause = next((clause for clause in self.clauses if fact in clause.counts), None)
        behind = clause.words.rpartition(fact.object or "")[2] if clause else ""
        if word := _PAYMENT.search(behind):
            return word.group()
        return "工资" if self.kinds and self.kinds[0].kind.code in _WAGES else "补助"

    @property
    def deed(self) -> str | None:
        """The leading kind where it says what is done to a thing: built (K09), repaired (K10), bought (K12)."""
        code = self.kinds[0].kind.code if self.kinds else None
        if code == _SUBSIDY:  # 活动场所维修|补助: what the money is for
            work = _HELPED.search(key(self.project.name))
            return next((m.kind.code for m in self.kinds if work and m.kind.code in _DEEDS and work[1] in m.kind.keywords), None)
        return code if code in _DEEDS else None

    def does_else(self, topic: Topic) -> bool:
        """Whether the project does to a thing what projects of the topic do not: 看守所监控存储扩容 buys, 给养 feeds."""
        if not self.kinds or self.kinds[0].score < _PLAINLY:
            return False
        words = "。".join([topic.name, *(entry.name for entry in topic.indicators if entry.shared is None)])
        had = sum(match.score for match in self.kinds if match.kind.code in topic.kinds)
        return had < _HARDLY * self.kinds[0].score and not any(hit in words for hit in self.kinds[0].hits)

    @property
    def budget(self) -> Decimal | None:
        return self.project.budget.yuan if self.project.budget else None

    @cached_property
    def builds(self) -> bool:
        """Whether something is built or repaired: in words of the project's own (棚户区改造 alone in 棚户区改造安置过渡费 is the topic's),
        or by a leading topic of works that the name ends on."""
        if self.deed == _BOUGHT and not any(hit in key(self.project.name) for m in self.kinds if m.kind.code in _WORKS for hit in m.hits):
            return False  # 购置DR，含防护改造
        hits = self.topics[0].hits if self.topics else ()
        own = any(match.kind.code in _WORKS and any(not any(hit in one for one in hits) for hit in match.hits) for match in self.kinds)
        core = key(core_of(self.project.name))
        works = bool(self.topics) and any(code in _WORKS for code in self.topics[0].topic.kinds)
        return own or (works and (self.is_sure if not hits else any(core.endswith(hit) for hit in hits)))

    def of_kind(self, *codes: str) -> bool:
        """Whether one of the two leading kinds is among ``codes``."""
        return any(match.kind.code in codes for match in self.kinds[:2])

    @cached_property
    def served(self) -> str | None:
        """Whom the project serves: the one group the text names; of several, or where it names none, whom a sure topic of one class
        serves, then whom the kind does; ``None`` when nobody outside is served."""
        named = [f"{group}家长" if _CHILDREN.search(group) else group for group in self._groups]
        topic = self.topics[0].topic if self.topics and self.is_sure else None
        if len(named) == 1 and (topic is None or not topic.served or self._is_paid or _is_one_of(named[0], topic.served)):
            return named[0]  # 由教师两人一组上门: who does the work of a topic is not whom it serves
        if topic is not None and (topic.function.isdigit() or any(hit in key(self.project.name) for hit in self.topics[0].hits)):
            return topic.served[0] if topic.served else (named[0] if named else None)
        if named:
            return named[0]
        served = next((match.kind.served[0] for match in self.kinds[:1] if match.kind.served and match.kind.code not in _STAFF), None)
        outdoors = bool(self.kinds) and self.kinds[0].kind.code == _MENDED and _INDOORS.search(self.project.name) is None
        return "受益群众" if served and outdoors else served  # nobody uses a canal that is cleared as one uses a hall

    @property
    def _is_paid(self) -> bool:
        """Whether the project pays or insures people, who are then those it serves; who is hired serves others."""
        return bool(self.kinds) and self.kinds[0].kind.code in _PAYS and self.kinds[0].kind.code not in _STAFF

    @cached_property
    def _groups(self) -> list[str]:
        """The groups for whom something is done or who are paid, each once; those who are hired to do it aside."""
        paid = bool(self.kinds) and self.kinds[0].kind.code in _PAYS
        found = []
        for fact in self.facts:
            # who is trained is asked where training is what the project does
            counted = fact.kind == "count" and is_people(fact) and (paid or fact.verb not in _HIRES)
            counted = counted and (paid or not _HIRED.match(fact.object or ""))
            counted = counted and (fact.verb not in _TRAINS or self.of_kind(_TRAINING))
            group = _one_group(_AT_PRESENT.sub("", fact.object or ""))
            if (
                (counted or (fact.kind == "people" and fact.role is not None))
                and is_group(group)
                and not _DEED_FIRST.match(fact.object or "")
                and self.role_of(fact) != "part"
            ):
                found.append(group)
        if not found and self.kinds and self.kinds[0].kind.code in _HANDS_OUT:
            found = [who["who"] for who in _HANDED_TO.finditer(told_of(self.project)) if is_group(who["who"])]
        if not self.topics and len(self.stated) >= _A_BUNDLE:
            found = [group for group in found if not _DOERS.search(group)]  # in a bundle those who are hired are not those served
        return list(dict.fromkeys(found))


_HEADS = re.compile(r"(?:残疾人|老年?人家庭|老年?人|儿童|学生|人员|对象|家庭|农户|居民|职工|教师|医生|党员|干部|企业|[\u4e00-\u9fff]{2})$")
_MENDED, _INDOORS = "K10", re.compile(r"[房楼院校室馆厅堂所库舍]|宿舍|食堂|办公|场地|设备|电梯|系统|车")
_CHILDREN = re.compile(r"(?<!留守)(?<!困境)(?:儿童|儿童少年|幼儿|婴幼儿)$")
_KEEPS_UP = ("K11", "K14", "K15", "K18")
_HANDS_OUT = ("K04", "K05", "K06")
_HANDED_TO = re.compile(r"(?:发放|分发|配送|发送|补助|送|发)[到至给](?P<who>[\u4e00-\u9fff]{2,8}?)(?:手[中里]|家[中里]?)?(?=[，,。；;]|$)")


def _one_group(people: str) -> str:
    """Those whom a list of people is of: 智力、精神及重度肢体残疾人 are 残疾人, 独居、高龄老人家庭 are 老人家庭."""
    if not re.search(r"[、及与]|和(?!谐)", people):
        return people
    head = _HEADS.search(people)
    return head[0] if head else people


def _is_one_of(group: str, served: Sequence[str]) -> bool:
    """Whether a group is among those served, by the end of its name: 新招大学生乡村医生, 乡村医生."""
    return any(group.endswith(one[-2:]) for one in served)


def told_of(project: Project) -> str:
    """The text that tells what a project does: its purpose, or its goals where it has none."""
    return project.purpose or "；".join(project.goals)


def read_project(project: Project, matcher: Matcher, reader: NumberReader | None = None) -> Reading:
    """Find facts, items, kinds and topics of a project; ``reader`` tells what its numbers are, where it has learned to."""
    told, budget = told_of(project), project.budget.yuan if project.budget else None
    kinds, topics, sure = classes_of(project, matcher)
    kept_up = bool(kinds) and kinds[0].kind.code in _KEEPS_UP
    read = settled(reader.read(project.name, told), told, budget, project.year, kept_up) if reader is not None else None
    facts: list[Fact] = []
    seen: set[tuple[object, ...]] = set()
    for text in (project.purpose or "", *project.goals, project.name):
        for fact in facts_of(text, read if text == told else None):
            same = (fact.kind, fact.object, fact.number, fact.unit, fact.measure)
            if same not in seen:
                seen.add(same)
                facts.append(fact)
    return Reading(project, tuple(facts), tuple(split_items(project.purpose or "")), tuple(kinds), tuple(topics), read, sure)


def facts_of(text: str, read: Read | None) -> list[Fact]:
    """The facts of a text that speak of this project's year: by the reader where it has read the text, else by what only tells."""
    facts = [_mended(fact) for fact in find_facts(text)]
    if read is not None:
        return marked_facts(facts, read)
    told = background(text)
    return [fact for fact in facts if fact.kind in ("unit_cost", "deadline") or not within(fact.start, told)]


def _mended(fact: Fact) -> Fact:
    if (fact.object or "").endswith("家庭") and fact.unit in _A_PERSON:
        return replace(fact, unit="户")  # 180名义务兵家庭
    return replace(fact, object=None) if fact.object == "分" else fact  # 分3期


def classes_of(project: Project, matcher: Matcher) -> tuple[list[KindMatch], list[TopicMatch], bool]:
    """Kinds and topics of a project, best first, and whether the leading topic is sure."""
    topics, sure = topics_of(project, matcher)
    kinds = matcher.kinds(OWED_FOR_WORK if is_balance(project.name) else project, topics if sure else ())
    return kinds, topics, sure


def is_people(fact: Fact) -> bool:
    """Whether a fact counts people or households."""
    return dimension(fact.unit) in ("people", "household")


_A_PERSON = ("名", "人", "位")
_A_SUBJECT = 40  # characters
_A_BUNDLE = 4  # counted outputs
_DOERS = re.compile(r"(?:保洁|护林|防疫|管护|巡护|管理|网格|普查|协管|养护|巡查|监督|信息|安全|交通劝导)员$|工作人员$")
_AT_PRESENT = re.compile(r"^.{0,8}现有|^安排")
_SUBSIDY = "K04"
_HELPED = re.compile(r"([\u4e00-\u9fff]{2})(?:专项)?(?:补助|补贴|奖补)(?:资金|经费|项目)?(?:[（(]|$)")
_PLAINLY, _HARDLY = 0.4, 0.5  # least probability of the leading kind; what the kinds of a topic reach of it where the work is another
_DEEDS = ("K09", "K10", "K12")
_WORKS, _BOUGHT = ("K09", "K10"), "K12"
_WAGES = ("K01", "K02", "K03")
_PAYS = ("K01", "K02", "K03", "K04")
_SEVERAL = re.compile(r"[及和与、]")
_VISITS = re.compile(r"慰问|走访|看望")
_STAFF = ("K01", "K02")  # who is hired does the work; whom it serves the kind does not say
_TRAINS, _TRAINING = ("培训", "轮训", "集训"), "K23"
_HIRES = ("配备", "聘用", "招聘", "招录", "聘请", "选聘", "招募", "录用", "选派", "派驻", "雇佣", "招用", "组建")
_HIRED = re.compile(r"[外选]?聘|雇|抽调|编外|临聘")
_DEED_FIRST = re.compile(r"管理|避让|参与|负责|随访|走访|转移|安置")
_PAYMENT = re.compile(r"补贴|补助|津贴|奖补|奖励|救助|抚恤|慰问金|补偿|工资|报酬|待遇|保险费|资金")
_PAYMENT_END = re.compile(rf"(?:{_PAYMENT.pattern}|金|费|款)$")
