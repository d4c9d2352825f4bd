"""R 相关性: whether name, purpose, goals and rows of a table speak of the same project."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from zhibiao.audit.about import About, related
from zhibiao.audit.itemised import itemised
from zhibiao.audit.objects import conflict
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, Knowledge, TableRule, TableView, register
from zhibiao.audit.words import finder, key, purpose_items, squeeze, words_of
from zhibiao.domain.tables import Project
from zhibiao.knowledge.flags import is_placeholder_goal
from zhibiao.language.similarity import containment, dice
from zhibiao.messages import say

_BRACKETS = re.compile(r"^.*[〔\[【]\d{4}年?[〕\]】]第?\d*号?|[(（][^()（）]*[)）]")
_TAIL = re.compile(r"(?:专项)?(?:经费|资金|费用|费)$")
_MIN_PURPOSE = 4
_SAME_NAME = 0.8  # share of a purpose that stands in another project's name
_SHARED_NAME = 0.3  # share of a name that stands in its own purpose: then they belong together
_ENOUGH = 2  # telling words (or repetitions) that a purpose shares with the table it seems to come from
_MIN_GOAL = 8
_ALIKE = 0.6  # two goals with a clause in common
_MIN_CLAUSE = 6
_SURE = 0.6  # from this on a class of name or purpose is believed
_COMMON = "common-"  # topics of the library that belong to no class
_MOST_ASKED = 200  # tables of a document that are classified: 20 ms each
_MOST_CLASSED = 6  # items of a purpose that are classified to see whether it is a bundle
_MIN_WORDS = 3  # telling words from which a purpose is compared by its class


@register
class ForeignPurpose(DocumentRule):
    """查什么：资金用途与本项目的名称、目标没有共同的实词，却说的是同一文件另一个项目的事，或一字不差地是另一项目的用途；找不到来源表时，
    由指标库按名称和用途分别归类，两者都明确而毫无共同之处的提示。
    为什么：用途是花钱的依据，写成别的项目的，这笔钱就没有依据。
    反例：“停车场建设”的用途是“进京、赴省接访……信访专线网络建设”；“活动场所建设”的用途是“社区党组织服务群众专项经费”。
    正例：“停车场建设”的用途写“新建停车场1处，划设车位60个”。
    依据：财预〔2015〕88号，目标相关性。找到来源表的为error，只靠归类的为warning（指标库中1500对同主题的名称和用途没有误报，398对不同主题的找出305对）。
    陷阱：名称笼统的（专项资金、转移支付）与用途没有共同的词不足为凭，必须有来源表；名称与用途有一个共同实词，或四成以上的字相同的不报；同名、同类项目共用用途属于D01。
    准确率：五份真实文件中error 2条全对，无warning。

    What: a purpose that shares no content word with its own name and goals and speaks of another project of the file, or is its purpose
    word for word; where no such table is found, classes of name and purpose that have nothing in common.
    Why: the purpose is the ground of the money.
    Bad: 停车场建设 with the purpose of receiving petitioners. Good: 新建停车场1处.
    Source: 财预〔2015〕88号, relevance. An error where the donor is found, a warning by class alone. Umbrella names (专项资金) share no
    words with any purpose: a donor is required. By class, none of 1,500 pairs of name and purpose of one topic of the library
    is reported and 305 of 398 of two topics are. Precision: errors 2 right of 2, no warnings.
    """

    code, title, name, severity = "R02", "资金用途属于其他项目", "purpose-of-another-project", "error"

    def partial(self, document: DocumentView) -> str | None:
        if document.knowledge is None:
            return say(
                "没有载入指标库，找不到来源表的用途没有按类核对",
                "library not loaded: purposes without a donor table are not checked by class",
            )
        return None

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        about = About(document, tables)
        same: dict[str, list[TableView]] = defaultdict(list)
        for view in tables:
            same[key(view.project.purpose or "")].append(view)
        asked = 0
        for view in tables:
            if is_foreign_purpose(view, about):
                donor = _copied(view, same, about) or _donor(view, about)
                if donor is not None:
                    yield self._hit(view, donor)
                elif document.knowledge is not None and asked < _MOST_ASKED:
                    asked += 1
                    yield from self._by_class(view, about, document)

    def _hit(self, view: TableView, donor: TableView) -> Hit:
        purpose = (view.project.purpose or "").strip()
        work = _TAIL.sub("", _BRACKETS.sub("", squeeze(view.project.name)))[:40]
        message = say(
            f"资金用途“{purpose[:40]}”与本项目无关，说的像是{donor.shown}的事，请改写为“主要用于{work}……”，写明数量和金额。",
            f"the purpose “{purpose[:40]}” is not this project's; it looks like that of {donor.shown}: write “主要用于{work}…” with "
            "quantities and amounts.",
        )
        return Hit("purpose", message, table=view, quote=purpose, evidence=(donor.shown, donor.project.purpose or ""), confidence=0.92)

    def _by_class(self, view: TableView, about: About, document: DocumentView) -> Iterator[Hit]:
        if len(about.purpose(view)) < _MIN_WORDS or len(about.name(view)) < 1 or document.knowledge is None:
            return
        purpose = view.project.purpose or ""
        named, used = (document.knowledge.classify(Project(name=text[:100])) for text in (view.project.name, purpose))
        if not named.topic or not used.topic or min(named.topic[0].probability, used.topic[0].probability) < _SURE:
            return
        if {one.code for one in named.topic} & {one.code for one in used.topic} or {one.code for one in named.function[:3]} & {
            one.code for one in used.function[:3]
        }:
            return
        if _is_bundle(purpose, document.knowledge):
            return
        if dice(named.topic[0].name, used.topic[0].name) or any(one.topic[0].code.startswith(_COMMON) for one in (named, used)):
            return  # 燃气管道改造 and 燃气安全整治 are neighbours; what is common to all classes (补贴发放) is nobody's
        message = say(
            f"资金用途“{purpose[:40]}”像是“{used.topic[0].name}”的事，项目名称却是“{named.topic[0].name}”一类，请核对。",
            f"the purpose “{purpose[:40]}” reads like “{used.topic[0].name}”, the name like “{named.topic[0].name}”; check them.",
        )
        yield Hit("purpose", message, severity="warning", table=view, quote=purpose, confidence=0.75)


def _is_bundle(purpose: str, known: Knowledge) -> bool:
    """Whether a purpose lists works of several classes: none of them is the project's class."""
    met: set[str] = set()
    for item in purpose_items(purpose)[:_MOST_CLASSED]:
        found = known.classify(Project(name=item.quote[:100]))
        if not found.topic or found.topic[0].probability < _SURE:
            continue
        functions = {one.code for one in found.function[:3]}
        if met and not met & functions:
            return True
        met |= functions
    return False


def is_foreign_purpose(view: TableView, about: About) -> bool:
    """Whether purpose and name of a table have nothing in common; not where either says too little."""
    purpose, named = key(view.project.purpose or ""), about.name(view)
    if len(purpose) < _MIN_PURPOSE or not named or not about.purpose(view):
        return False
    return not related(named, about.purpose(view)) and containment(view.project.name, view.project.purpose or "") < _SHARED_NAME


def _copied(view: TableView, same: dict[str, list[TableView]], about: About) -> TableView | None:
    """The table whose purpose this is word for word, or whose name holds it, if it fits that table's name."""
    purpose = view.project.purpose or ""
    for other in same[key(purpose)]:
        if other is not view and related(about.name(other), about.purpose(other)):
            return other
    words = about.purpose(view)
    near = [other for word in sorted(words & about.telling) for other in about.by_word[word]]
    return next((other for other in near if other is not view and containment(purpose, other.project.name) >= _SAME_NAME), None)


def _donor(view: TableView, about: About) -> TableView | None:
    """The table that the purpose speaks of: telling words of its name stand in it, and nothing of the own goals does."""
    goals = frozenset(word for goal in view.project.goals for word in about.goal(view, goal))
    words, purpose = about.purpose(view), squeeze(view.project.purpose or "")
    if related(goals, words):
        return None
    best: tuple[int, TableView] | None = None
    for word in sorted(words & about.telling):
        for other in about.by_word[word]:
            if other is view:
                continue
            score = sum(purpose.count(shared) for shared in words & about.name(other) & about.telling)
            score += len(words & about.purpose(other) - about.name(other))
            if score >= _ENOUGH and (best is None or score > best[0]):
                best = score, other
    return best[1] if best else None


@register
class ForeignGoal(DocumentRule):
    """查什么：同一句绩效目标（一字不差，或有相同分句而大体相同）出现在几张表里，只与其中一些项目有关：目标里的实词、发钱的说法在本项目的名称和用途中都找不到。
    为什么：目标是从别的表复制来的，指标再对也不是由它分解出来的。
    反例：信访维稳、铁路护路的目标写“保证所有资金发放到位，激发大家工作积极性”，这是村干部工资的目标。
    正例：铁路护路写“重大节庆期间铁路沿线无隐患、无事故”。
    依据：财预〔2015〕88号，目标相关性。
    陷阱：姊妹项目（工资和考核奖、村级运转的几个分项）本可共用目标；没有一张表与这句目标有关的，是空泛（S04），不在此列；占位文本属于S03。
    准确率：五份真实文件中warning 3条全对。

    What: one goal (word for word, or nearly so with a clause in common) in several tables, which belongs to some of them only: neither its
    content words nor its talk of payment are found in the name and purpose of the others.
    Why: the goal was copied, and the indicators cannot follow from it.
    Bad: railway guarding that aims at 资金发放到位，激发大家工作积极性. Good: a goal of its own.
    Source: 财预〔2015〕88号, relevance. Sister projects share goals rightly; a goal that belongs to no table is vague (S04), a
    placeholder is S03. Precision: 3 right of 3 read.
    """

    code, title, name, severity = "R03", "绩效目标属于其他项目", "goal-of-another-project", "warning"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        if len(tables) < 2:
            return
        about = About(document, tables)
        by_clause: dict[str, list[tuple[TableView, str]]] = defaultdict(list)
        for view in tables:
            for goal in view.project.goals:
                if len(key(goal)) >= _MIN_GOAL and not is_placeholder_goal(goal):
                    for clause in _clauses(goal):
                        by_clause[clause].append((view, goal))
        told: set[tuple[int, str]] = set()
        for shared in by_clause.values():
            if len({id(view) for view, _ in shared}) < 2:
                continue
            owners = [(view, goal) for view, goal in shared if _owns(view, goal, about)]
            for view, goal in shared:
                if (id(view), key(goal)) in told or not owners or _owns(view, goal, about):
                    continue
                donor = next((one for one, other in owners[:20] if one is not view and dice(goal, other) >= _ALIKE), None)
                if donor is None or related(about.name(donor), about.name(view)):
                    continue
                told.add((id(view), key(goal)))
                same = any(key(goal) == key(other) for other in donor.project.goals)
                how = say("相同" if same else "大体相同", "is" if same else "is nearly")
                message = say(
                    f"绩效目标“{goal[:40]}”与本项目的名称、用途无关，与{donor.shown}的目标{how}，请改写为本项目要做到的事。",
                    f"the goal “{goal[:40]}” has nothing to do with this project and {how} that of {donor.shown}: write its own.",
                )
                yield Hit("goal", message, table=view, quote=goal, evidence=(donor.shown,), confidence=0.85)


def _clauses(goal: str) -> list[str]:
    plain = squeeze(goal)
    for mark in "。;；!":
        plain = plain.replace(mark, ",")
    clauses = [key(part).lstrip("0123456789") for part in plain.split(",")]
    return [clause for clause in dict.fromkeys(clauses) if len(clause) >= _MIN_CLAUSE]


def _owns(view: TableView, goal: str, about: About) -> bool:
    """Whether a goal speaks of this project. A purpose that is another project's lends it nothing."""
    own = about.name(view) if is_foreign_purpose(view, about) else about.name(view) | about.purpose(view)
    said = about.goal(view, goal)
    if related(own, said):
        return True
    if not own:
        return True  # an umbrella name: nothing can be said
    text = squeeze(f"{view.project.name}")
    return finder("pay", "payment_goal")(squeeze(goal)) is not None and any(finder("pay", one)(text) for one in ("pay", "paid_out"))


@register
class FieldsDisagree(TableRule):
    """查什么：名称、用途与目标、数量和质量指标说的对象互相排斥（地下水与大气、工资与工程）；名称里点名的领钱的人（大学生村官），用途分项的金额加起来正好是预算，
    却没有一项给他。
    为什么：对象不一致，验收时不知道按哪个算。
    反例：用途“地下水检测”，数量指标“大气监测点数量”；名称有“村官考核奖”，用途分项里没有村官。
    正例：用途、指标都写地下水监测井数量。
    依据：财预〔2015〕88号，相关性和适当性。名称与用途的对象互斥（钱花在另一件事上）为error，其余为warning。
    陷阱：只比词表里互斥的对象（水、大气、土壤、噪声等）；一处写了两种对象的不判断；锅炉与暖气片一类整体与部件不算；名称只有一类领钱的人、或分项加不到预算的不判断。
    准确率：五份真实文件中warning 2条全对，无error。

    What: name and purpose against goals and rows, where they name objects that exclude each other (ground water, air); a payee named in
    the title to whom none of the items gives anything though their amounts make up the budget.
    Why: with two objects nobody knows which one is delivered.
    Bad: purpose 地下水检测, quantity 大气监测点数量. Good: both ground water.
    Source: 财预〔2015〕88号. An error where name and purpose disagree (the money goes elsewhere), else a warning. Only objects that the
    lexicon lists as exclusive are compared, and nothing where one field names two. Precision: 2 right of 2 read.
    """

    code, title, name, severity = "R04", "名称、用途、目标、指标互相矛盾", "fields-disagree", "warning"

    def check(self, view: TableView) -> Iterator[Hit]:
        project = view.project
        named, purpose = squeeze(project.name), squeeze(project.purpose or "")
        if (found := conflict(named, purpose)) is not None:
            one, other = found
            message = say(
                f"项目名称说的是“{one}”，资金用途却是“{other}”，请核对哪一个对。",
                f"the name speaks of “{one}”, the purpose of “{other}”; check which is right.",
            )
            yield Hit("purpose", message, severity="error", quote=project.purpose, evidence=(one, other), confidence=0.9)
            return
        said = f"{named}。{purpose}"
        for goal in project.goals:
            if (found := conflict(said, squeeze(goal))) is not None:
                message = _disagree(found, say("绩效目标", "a goal"))
                yield Hit("goal", message, quote=goal, evidence=found, confidence=0.8)
        whole = f"{said}。{squeeze('。'.join(project.goals))}"
        for row in view.rows:
            if row.level2 not in ("数量指标", "质量指标"):
                continue
            text = squeeze(f"{row.name} {row.description or ''}")
            if (found := conflict(whole, text)) is not None:
                message = _disagree(found, say(f"指标“{row.name}”", f"“{row.name}”"))
                yield Hit("name", message, row=row, quote=row.name, evidence=found, confidence=0.85)
        yield from _unpaid(view)


def _disagree(found: tuple[str, str], where: str) -> str:
    one, other = found
    return say(
        f"名称和用途说的是“{one}”，{where}却是“{other}”，请核对哪一个对，改为一致。",
        f"name and purpose speak of “{one}”, yet {where} of “{other}”; check which is right and make them agree.",
    )


def _unpaid(view: TableView) -> Iterator[Hit]:
    """A payee of the title to whom no item of the purpose gives anything, though the items make up the budget."""
    budget = view.project.budget.yuan if view.project.budget else None
    read = itemised(view.project.purpose or "")
    if read is None or budget is None or budget not in read.readings:
        return
    named = squeeze(view.project.name)
    payees = _payees(named)
    rest = squeeze(
        "。".join((view.project.purpose or "", *view.project.goals, *(f"{row.name}{row.description or ''}" for row in view.rows)))
    )
    missing = [payee for payee in payees if payee not in words_of("pay", "vague_payees") and not _named(payee, rest)]
    if len(payees) < 2 or not missing:
        return
    listed = "、".join(missing)
    message = say(
        f"项目名称里有“{listed}”，用途各项金额合计正好是预算，却没有一项给“{listed}”，请补上或改项目名称。",
        f"the name promises “{listed}”, yet the items of the purpose make up the budget without it; add it or change the name.",
    )
    yield Hit("name", message, quote=view.project.name, evidence=read.quotes, confidence=0.85, identity=f"unpaid:{listed}")


def _named(payee: str, text: str) -> bool:
    """Whether a text names a payee, be it without the place (离任干部 for 离任村干部)."""
    short = payee.replace("村", "")
    return payee in text or (len(short) > 2 and short in text)


def _payees(text: str) -> list[str]:
    found: list[str] = []
    for payee in sorted(words_of("pay", "payees"), key=len, reverse=True):
        if payee in text:
            found.append(payee)
            text = text.replace(payee, "|")
    return found


__all__ = ["FieldsDisagree", "ForeignGoal", "ForeignPurpose"]
