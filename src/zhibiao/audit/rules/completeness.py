"""S 结构与完整性: what a project of its kind must measure and the table does not — service life, purpose items, the benefit it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache

from zhibiao.audit.findings import Proposal, Severity
from zhibiao.audit.rule import DocumentView, Hit, Knowledge, TableRule, TableView, register
from zhibiao.audit.rules.description import restates_name
from zhibiao.audit.rules.structure import has_placeholder_goal
from zhibiao.audit.words import content_words, finder, key, purpose_items, squeeze
from zhibiao.domain.levels import ENGLISH
from zhibiao.domain.tables import Indicator
from zhibiao.language.clauses import Clause, head_verb, read_clauses
from zhibiao.language.facts import find_facts
from zhibiao.language.items import Item
from zhibiao.language.numerals import plain
from zhibiao.language.segment import default_segmenter
from zhibiao.language.subject import subject_of
from zhibiao.messages import say

_LIFE = "可持续影响指标"


def _row_text(row: Indicator) -> str:
    return squeeze(f"{row.name} {row.description or ''} {row.value.text or ''}")


@register
class MissingServiceLife(TableRule):
    """查什么：新建工程，50万元以上的维修改造，100万元以上的购置或购车，全表没有一行说到使用年限或质保期。
    为什么：花钱建、买的东西能用几年，是它值不值的一半。
    反例：“停车场建设”，可持续影响只有“保障辖区交通通畅”。
    正例：可持续影响指标“停车场设计使用年限 ≥15年”；小额维修、购置写“质保期 ≥2年”即可。
    依据：财预〔2021〕101号，工程基建、大型修缮、购置的必设指标（未核对原文，不引条号）。
    陷阱：组织建设、队伍建设、信息系统、管护、清淤、监理设计、工程尾款、购买服务不是这类项目；表式没有可持续影响的写在质量指标。
    准确率：五份真实文件中6条中5条对（一项场所建设经费的用途是别的项目）。

    What: works, repairs of 500,000 yuan and more, purchases of a million and more, vehicles: and no row speaks of service life or warranty.
    Why: how long a thing lasts is half of what it is worth.
    Bad: 停车场建设 with 保障辖区交通通畅 alone. Good: 可持续影响 "设计使用年限 ≥15年"; for small repairs 质保期 will do.
    Source: 财预〔2021〕101号 (not checked against the original). 组织建设, information systems, upkeep, dredging, fees of works, final
    payments and services bought leave nothing that lasts.
    Precision on five real documents: 5 right of 6 (one names a building and pays for something else).
    """

    code, title, name, severity = "S10", "工程类缺使用年限", "missing-service-life", "warning"
    REPAIR, PURCHASE = Decimal(500_000), Decimal(1_000_000)  # 元

    def check(self, view: TableView) -> Iterator[Hit]:
        if not view.rows or view.table.truncated or has_placeholder_goal(view):
            return
        why = self._why(view)
        durable = finder("completeness", "durable")
        if why is None or any(durable(_row_text(row)) for row in view.rows):
            return
        built = finder("completeness", "build")(why) is not None
        name = "工程设计使用年限" if built or finder("completeness", "repair")(why) else "设备使用年限"
        yield Hit(
            "table",
            say(
                f"项目含“{why}”而没有一行说到能用多少年，请在可持续影响指标（表式没有的写在质量指标）补“{name} ≥__年”。",
                f"the project has “{why}”, yet no row says how long it lasts; add “{name} ≥__年” under sustainability (or quality).",
            ),
            level2=_LIFE, identity="service-life", suggestion=(Proposal(level2=_LIFE, name=name, value="≥__年"),),
        )  # fmt: skip

    def _why(self, view: TableView) -> str | None:
        """The words that make the project one whose product lasts."""
        name = squeeze(view.project.name)
        denied = finder("completeness", "not_durable")
        if denied(name) or finder("completeness", "running")(name):
            return None
        if met := finder("completeness", "build")(name) or _vehicle(name):
            return met
        budget = view.project.budget.yuan if view.project.budget else None
        for section, least in (("repair", self.REPAIR), ("purchase", self.PURCHASE)):
            if budget is not None and budget >= least and (met := finder("completeness", section)(name)):
                return met
        purpose = squeeze(view.project.purpose or "")
        if not (finder("completeness", "build_strong")(purpose) or _vehicle(purpose)):
            return None
        for item in purpose_items(view.project.purpose or ""):
            text = squeeze(item.quote)
            met = finder("completeness", "build_strong")(text) or _vehicle(text)
            if met and not denied(text):
                return met
        return None


def _vehicle(text: str) -> str | None:
    """A vehicle that is bought."""
    return finder("completeness", "vehicle")(text) if finder("completeness", "acquire")(text) else None


_NO_WORK = ("ground", "date")
_WHEN = ("在", "当", "每")
_OUTPUTS = ("数量指标", "质量指标", "时效指标")
_SHOWN = 3  # uncovered items named
_MOST_ITEMS = 12  # items looked at; a purpose with more is a text, not a list


@register
class UncoveredPurpose(TableRule):
    """查什么：资金用途的每一项都应有产出指标说到它（对象、动作相同，或付给人的钱有发放人数、发放率）；一项都没有、产出又与名称和目标无关的为error，部分没有的为warning。
    为什么：钱花在几件事上，目标表只数其中一件，其余的做没做无从考核。
    反例：用途有泵站、监控平台、河道清淤、水泵租赁四项，数量指标只有“拟建泵站数量”。
    正例：每项一行：“监控平台数量 ≥1套”“清淤河道长度 ≥6.5公里”“租赁水泵台数 ≥__台”。
    依据：财预〔2015〕88号，相关性。
    陷阱：“其他支出”“办公费”一类兜底项、以“等”结尾的项不要求；字面不同而意思相近的由模型判断；用途照抄名称的（S02）、目标是占位文本的不查；一张表只报一条，列出前三项。
    准确率：五份真实文件中3条warning全对，没有error。

    What: each item of the purpose needs an output row that speaks of it (same object or deed; for money paid to people, payees or rate of
    payment). Error when none is covered and no output speaks of name or goals either, warning when some are not.
    Why: money goes to four things and the table counts one.
    Bad: four works, only 拟建泵站数量 counted. Good: a row for each.
    Source: 财预〔2015〕88号, relevance. Catch-all items (其他支出, 办公费, …等) are not asked for; likeness of meaning is left to the
    encoder; purposes that repeat the name (S02) and placeholder goals are passed over. One finding per table, naming three items.
    Precision on five real documents: 3 right of 3 warnings, no error.
    """

    code, title, name, severity = "S11", "核心产出缺失或覆盖不足", "uncovered-purpose", "warning"
    LIKE = 0.45  # cosine from which item and row mean the same work

    def unavailable(self, document: DocumentView) -> str | None:
        if document.knowledge is None:
            return say("没有载入指标库和语料", "library and corpus are not loaded")
        return None

    def check(self, view: TableView) -> Iterator[Hit]:
        purpose = view.project.purpose or ""
        outputs = [row for row in view.rows if row.level2 in _OUTPUTS and key(row.name)]
        if not purpose or not outputs or view.table.truncated or has_placeholder_goal(view) or restates_name(view):
            return
        items = [item for item in purpose_items(purpose) if not _catch_all(item)][:_MOST_ITEMS]
        items = [item for item in items if _is_work(item)] or items
        cover = _Cover(outputs, view)
        bare = [item for item in items if not cover.speaks_of(item.quote)]
        known = view.document.knowledge
        if not bare or known is None or not _is_own(purpose, view):
            return
        none = len(bare) == len(items) and not cover.speaks_of(f"{view.project.name}。{'。'.join(view.project.goals)}")
        if len(items) == 1 and not none and not _palpable(items[0]):
            return  # one loose sentence, and outputs that speak of the project's name: the same work in other words
        # 完成时间, which any project may have, means no work however near it comes
        telling = [text for row, text in zip(outputs, cover.texts, strict=True) if not known.is_common(row.name, row.level2)]
        near = [known.closest(item.quote, telling) if telling else 0.0 for item in bare]
        bare = [item for item, closeness in zip(bare, near, strict=True) if closeness is None or closeness < self.LIKE]
        if not bare:
            return
        severity: Severity = "error" if none else "warning"
        shown = "、".join(f"“{_deed(item)[:24]}”" for item in bare[:_SHOWN])
        more = say(f"等{len(bare)}项", f" and {len(bare) - _SHOWN} more") if len(bare) > _SHOWN else ""
        proposals = _proposals(bare)
        listed = "；".join(f"{one.name} {one.value}" for one in proposals)
        like = say(f"，如“{listed}”", f", such as “{listed}”") if listed else ""
        yield Hit(
            "purpose",
            say(
                f"用途中的{shown}{more}没有产出指标说到，请各补一行{like}。",
                f"no output speaks of {shown}{more} in the purpose; add a row for each{like}.",
            ),
            severity=severity, quote=bare[0].quote, suggestion=proposals, confidence=0.9 if none else 0.8,
        )  # fmt: skip


def _catch_all(item: Item) -> bool:
    return item.other or item.open_ended or finder("completeness", "catch_all")(squeeze(item.quote)) is not None


@lru_cache(maxsize=256)
def _clauses(quote: str) -> tuple[Clause, ...]:
    return tuple(read_clauses(quote, find_facts(quote)))


def _is_work(item: Item) -> bool:
    """Whether an item says what is done. How things were, when, on what ground, and what the whole costs and who pays it, is no output."""
    clauses = _clauses(item.quote)
    told = [clause for clause in clauses if clause.kind not in _NO_WORK and not (clause.kind == "money" and not _words(clause.words))]
    financed = bool(clauses) and clauses[0] not in told and any(amount.total for amount in item.amounts)
    return bool(told) and not financed


def _deed(item: Item) -> str:
    """The clause of an item that says what is done, where one begins with its deed; else the item."""
    clauses = _clauses(item.quote)
    if len(clauses) < 2 or clauses[0].headed:
        return item.quote
    told = (clause.words for clause in clauses if clause.kind == "work" and not clause.words.startswith(_WHEN))
    return next((words for words in told if words.startswith("对") or head_verb(words)), item.quote)


def _palpable(item: Item) -> bool:
    """Whether an item names a thing built, bought or counted, which an output can count."""
    text = squeeze(item.quote)
    return bool(item.counts) or any(finder("completeness", name)(text) is not None for name in ("build_strong", "acquire"))


class _Cover:
    """What the outputs of a table speak of."""

    def __init__(self, outputs: Sequence[Indicator], view: TableView) -> None:
        self.texts = [_row_text(row) for row in outputs]
        self._whole = "\n".join(self.texts)
        paying = finder("completeness", "paying")
        counts_people = any(row.value.unit in _PEOPLE for row in outputs)
        self._pays = counts_people or any(paying(text) for text in self.texts)
        self._paid = paying(squeeze(view.project.name)) is not None

    @cached_property
    def _own(self) -> tuple[str, ...]:
        return tuple(_words(self._whole))

    def speaks_of(self, text: str) -> bool:
        """Whether an output shares a word with ``text`` (党员 with 农村党员 too), or pays where ``text`` or the project pays."""
        words = _words(text)
        if not words or any(word in self._whole for word in words) or any(word.endswith(self._own) for word in words):
            return True
        return self._pays and (self._paid or finder("completeness", "paying")(squeeze(text)) is not None)


_PEOPLE = ("人", "户", "人次", "名")
_OWN_WORDS = 2


def _is_own(purpose: str, view: TableView) -> bool:
    """Whether the purpose shares a word with the project's name, or two with its goals: one of another project is reported as that."""
    name, text, words = squeeze(view.project.name), squeeze(purpose), content_words(purpose)
    if any(word in name for word in words) or any(word in text for word in content_words(view.project.name)):
        return True
    return len(words & content_words("。".join(view.project.goals))) >= _OWN_WORDS


def _words(text: str) -> list[str]:
    return [word for word in dict.fromkeys(default_segmenter().content_words(text)) if len(word) > 1 and not word.isascii()]


def _proposals(bare: Sequence[Item]) -> tuple[Proposal, ...]:
    """Rows that would count the uncovered items, from the items' own words."""
    found: dict[str, Proposal] = {}
    for item in bare[:_SHOWN]:
        deed = _deed(item)
        counts = [fact for fact in item.counts if deed == item.quote or fact.quote in deed]
        fact = next((fact for fact in counts if fact.object and fact.number is not None and fact.unit), None)
        if fact is not None and fact.object is not None and fact.number is not None and len(fact.object) <= _LONGEST:
            measured = fact.object.endswith(_MEASURES)
            name = fact.object if measured else f"{fact.object}{fact.measure or _MEASURE.get(fact.unit or '', '数量')}"
            found.setdefault(name, Proposal(level2=_QUANTITY, name=name, value=f"≥{plain(fact.number)}{fact.unit}"))
            continue
        thing = subject_of(_DONE_TO.sub(r"\1\2", _PRICE.sub("", squeeze(deed[:_READ]))))
        if thing is not None and len(thing) <= _LONGEST:
            found.setdefault(thing, Proposal(level2=_QUANTITY, name=f"{thing}数量", value="≥__"))
    return tuple(found.values())


_PRICE = re.compile(r"(?:所需|预计|安排)?(?:资金|经费|费用|费)?(?:约|共|共计)?[\d.,]+[万亿]?元.*$")
_DONE_TO = re.compile(r"^对([^,、]{2,8})(?:进行|实施|开展)([^,、]{2,8}).*$")  # 对河道进行清淤: 河道清淤
_QUANTITY = "数量指标"
_LONGEST = 12
_READ = 60  # characters of an item in which its thing is looked for
_MEASURES = ("数", "数量", "面积", "长度", "全长", "人数", "户数", "里程", "重量")
_MEASURE = {"人": "人数", "名": "人数", "户": "户数", "亩": "面积", "平方米": "面积", "公里": "长度", "米": "长度", "人次": "人次"}


_BENEFIT = ("经济效益指标", "社会效益指标", "生态效益指标", _LIFE)
_EXPECTED = (("生态效益指标", "ecology"), ("经济效益指标", "economy"), ("社会效益指标", "society"))


@register
class MissingBenefit(TableRule):
    """查什么：以治污、垃圾、河道、造林为业的项目没有生态效益；产业、招商项目没有经济效益；民生、维稳项目没有社会效益（也没有可持续影响）。
    为什么：项目为哪一种效益立项，就应考核哪一种。
    反例：散煤处置项目只有可持续影响“保障居民正常生活”。
    正例：生态效益指标“散煤清零村占比 =100%”“空气质量优良天数比例 ≥__%”。
    依据：财预〔2015〕88号，完整性；财预〔2021〕101号，效益分类。
    陷阱：项目名称要说到这类工作，指标库中这一主题又以这类效益为主（指标库没有这一主题的只凭名称），才报；次要的效益不要求；已有一行写错了类型的归L05；没有任何效益行的归S05。
    准确率：五份真实文件中2条全对。

    What: no ecological benefit in projects against pollution, for waste, rivers, forests; no economic one in industry; no social one (nor
    sustainability) in relief and public order.
    Why: a project is judged by the benefit it was set up for.
    Bad: coal clearance with 保障居民正常生活 alone. Good: 生态效益 "空气质量优良天数比例 ≥__%".
    Source: 财预〔2015〕88号, completeness. Fires where the project's name says so and the library's topic, if there is one, puts
    this benefit first; a row of the right sense under the wrong type is L05, no benefit row at all S05.
    Precision on five real documents: 2 right of 2.
    """

    code, title, name, severity = "S12", "应有效益类型缺失", "missing-benefit", "warning"

    def unavailable(self, document: DocumentView) -> str | None:
        if document.knowledge is None:
            return say("没有载入指标库和语料", "library and corpus are not loaded")
        return None

    def check(self, view: TableView) -> Iterator[Hit]:
        have = {row.level2 for row in view.rows if row.level2 in _BENEFIT}
        known = view.document.knowledge
        if not have or known is None or view.table.truncated or has_placeholder_goal(view):
            return
        missing = self._expected(view)
        if missing is None or missing in have or (missing == "社会效益指标" and _LIFE in have):
            return
        rows = [row for row in view.rows if row.level2 in _BENEFIT and row.level2 != _LIFE]
        if any(finder("benefits", _SENSE[missing])(_row_text(row)) for row in rows):
            return
        usual = known.benefits(view.project)
        if usual and missing != usual[0]:
            return
        yield self._hit(view, missing, known)

    @staticmethod
    def _expected(view: TableView) -> str | None:
        """The one benefit that the project's name promises."""
        name = squeeze(view.project.name)
        met = [level for level, section in _EXPECTED if finder("completeness", section)(name)]
        return met[0] if len(met) == 1 else None

    @staticmethod
    def _hit(view: TableView, missing: str, known: Knowledge) -> Hit:
        rows = [row for row in known.instead(view.project, missing) if row.level2 == missing]
        proposals = tuple(Proposal(level2=missing, name=row.name, value=str(row.value)) for row in rows[:_SHOWN])
        like = (
            say(f"，如“{proposals[0].name} {proposals[0].value}”", f", such as “{proposals[0].name} {proposals[0].value}”")
            if proposals
            else ""
        )
        return Hit(
            "table",
            say(
                f"这类项目主要为{missing[:4]}，表中没有{missing}，请补一行{like}。",
                f"this kind of project is for its {ENGLISH[missing]}; add a row of it{like}.",
            ),
            level2=missing, identity=missing, suggestion=proposals,
        )  # fmt: skip


_SENSE = {"生态效益指标": "ecological", "经济效益指标": "economic", "社会效益指标": "social"}
