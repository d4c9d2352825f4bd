"""S 结构与完整性: what stands above the indicators — code, purpose, goals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from zhibiao.audit.findings import Severity
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableRule, TableView, register
from zhibiao.audit.rules.structure import drafted_goal, is_internal
from zhibiao.audit.words import content_words, finder, key, purpose_items, squeeze, without
from zhibiao.knowledge.flags import is_placeholder_goal
from zhibiao.messages import say

_CODE = re.compile(r"\d{8}[0-9A-Z]{13}")
_YEAR_IN_CODE = slice(6, 8)
_CENTURY = 2000
_LISTED = 12  # tables named in a finding about a file

_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,4}[〔\[【(](?:19|20)\d\d年?[〕\]】)]第?\d*号?|(?:19|20)\d\d年?度?")
_NUMBERING = re.compile(r"(?:^|(?<=[;。]))(?:\d{1,2}[.、)]|\([\d一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、)")
_DIGIT = re.compile(r"\d|[一二三四五六七八九十两百千万]+(?:个|名|人|户|座|公里|亩|次|场|期|台|套|村)")


@register
class MissingCode(DocumentRule):
    """查什么：表式印有“项目编码”而没有填；编码不是21位数字和大写字母；编码里的年份晚于预算年度。
    为什么：编码是项目在项目库里的身份，没有编码，目标表对不上预算项目。
    反例：“项目编码”一格空白；编码“1302112181BFH3GBP2W”少两位。
    正例：“13022923P00JXC415060P”：6位区划、2位年份、13位序列。
    依据：财预〔2015〕88号，完整性；项目库编码规则。全文件都没有编码多半是公开时有意略去，只报一条。
    陷阱：年份之后的字母各省不同，不校验；早于预算年度的是延续项目，不报；没有这一格的表式不报。
    准确率：五份真实文件中2条全对。

    What: the project code is left empty, is not 21 digits and capitals, or is of a later year than the budget.
    Why: the code is the project's identity in the project library.
    Bad: an empty cell. Good: "13022923P00JXC415060P" (6 region, 2 year, 13 more).
    Source: 财预〔2015〕88号, completeness. Where the whole file lacks codes, they were most likely left out for publication: one finding.
    The letter behind the year differs by province and is not checked; an earlier year is a project that goes on.
    Precision on five real documents: 2 right of 2.
    """

    code, title, name, severity = "S01", "项目编码缺失", "missing-project-code", "warning"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        printed = [view for view in tables if view.project.code or "code" in view.table.cells]
        empty = [view for view in printed if not key(view.project.code or "")]
        if len(empty) > 1 and len(empty) == len(printed):
            listed = _tables(empty)
            yield Hit(
                "document",
                say(
                    f"{len(empty)}张表（{listed}）的项目编码都是空的，如不是公开时有意略去，请从项目库补填21位编码。",
                    f"all {len(empty)} tables ({listed}) lack the project code; unless left out to publish, fill in the 21 characters.",
                ),
                identity="no-code",
            )  # fmt: skip
        else:
            for view in empty:
                yield Hit(
                    "code",
                    say("项目编码是空的，请从项目库补填21位编码。", "the project code is empty; fill in the 21 characters of the library."),
                    table=view, identity="no-code",
                )  # fmt: skip
        for view in printed:
            if view not in empty:
                yield from _malformed(view, document)


def _malformed(view: TableView, document: DocumentView) -> Iterator[Hit]:
    written = (view.project.code or "").strip()
    code = squeeze(written)
    if not _CODE.fullmatch(code):
        upper = code.upper()
        right = _CODE.fullmatch(upper) is not None
        fault = say("有小写字母", "has small letters") if right else say(f"是{len(code)}位", f"has {len(code)} characters")
        yield Hit(
            "code",
            say(
                f"项目编码“{written[:40]}”{fault}，应为21位数字和大写字母，请按项目库核对。",
                f"the project code “{written[:40]}” {fault}; it should be 21 digits and capitals: check it against the library.",
            ),
            table=view, quote=written, fix=upper if right else None, safe=right,
        )  # fmt: skip
        return
    year = view.project.year or (document.source.year if document.source else None)
    given = _CENTURY + int(code[_YEAR_IN_CODE])
    if year is not None and given > year:
        yield Hit(
            "code",
            say(
                f"项目编码“{code}”的年份是{given}年，晚于预算年度{year}年，请核对编码。",
                f"the project code “{code}” is of {given}, later than the budget year {year}; check it.",
            ),
            table=view, quote=written,
        )  # fmt: skip


def _tables(views: Sequence[TableView]) -> str:
    shown = "、".join(str(view.number) for view in views[:_LISTED]) + (say("等", " …") if len(views) > _LISTED else "")
    return say(f"表{shown}", f"tables {shown}")


def _content(text: str, view: TableView) -> str:
    """What a text says once document numbers, filler, the place and the unit are taken out; squeezed."""
    plain = _DOCUMENT_NUMBER.sub("", squeeze(text))
    for place in (view.project.unit, view.document.unit):
        if place:
            plain = plain.replace(squeeze(place), "")
    return key(without("description", "purpose_filler")(plain))


def restates_name(view: TableView) -> bool:
    """Whether the purpose is there and says nothing beyond the project's name."""
    purpose = view.project.purpose or ""
    if not key(purpose) or any(quote.isdigit() for quote in _DOCUMENT_NUMBER.sub("", squeeze(purpose))):
        return False
    said, named = _content(purpose, view), _content(view.project.name, view)
    if said in named or (bool(named) and named in said and len(said) - len(named) <= 1):
        return True
    words = content_words(purpose)
    return bool(words) and words <= content_words(view.project.name) and len(said) <= len(named)


@register
class EmptyPurpose(TableRule):
    """查什么：（a）资金用途没有填；（b）用途只是把项目名称又说了一遍，或只有“做好管理工作”一类的话；（c）用途分了项，有的项有金额、有的没有，或预算50万元以上而各项都没有金额。
    为什么：用途不说清钱花在哪里，产出和成本就无从核对。
    反例：项目“维稳经费”，用途“维稳经费”；“1.网格员工作经费47万元；2.网格员工资保险”。
    正例：“主要用于1.接访劝返6万元；2.值班补助4万元”。
    依据：财预〔2015〕88号，完整性、明确清晰。（a）（b）为warning，（c）为info。
    陷阱：名称已说明付给谁、付什么的（发放村干部工资），照抄名称只作info；表式没有用途一格的不报。
    准确率：五份真实文件中warning 20条中19条对（统计站办公经费用途不言自明），info 12条全对。

    What: (a) no purpose; (b) a purpose that repeats the project's name, or says 做好管理工作; (c) numbered items of which some have an
    amount and others none, or none has one although the budget is 500,000 yuan or more.
    Why: outputs and costs cannot be held against a purpose that does not say what the money buys.
    Bad: name and purpose both 维稳经费. Good: "1.接访劝返6万元；2.值班补助4万元".
    Source: 财预〔2015〕88号, completeness and clarity. (a) and (b) warnings, (c) info. A name that says who is paid what (村干部工资) makes
    (b) info; forms without a purpose cell are left alone.
    Precision on five real documents: warnings 19 right of 20 (the purpose of an office budget explains itself), info 12 of 12.
    """

    code, title, name, severity = "S02", "资金用途空泛", "empty-purpose", "warning"
    MINIMUM = Decimal(500_000)  # 元, from which items without amounts are worth a word

    def skips(self, view: TableView) -> str | None:
        if not view.project.purpose and "purpose" not in view.table.cells:
            return say("表中没有资金用途一栏", "the table has no purpose")
        if view.table.truncated and not view.rows:
            return say("表格在指标之前中断", "the table is cut off before its indicators")
        return None

    def check(self, view: TableView) -> Iterator[Hit]:
        purpose = (view.project.purpose or "").strip()
        if not key(purpose):
            yield Hit(
                "purpose",
                say(
                    "没有填写资金用途，请写明做什么、做多少、各花多少。",
                    "there is no purpose; say what is done, how much of it and at what cost.",
                ),
                fix=_skeleton(view),
            )
        elif restates_name(view):
            # 做好管理工作 says nothing at all, whatever the name tells
            told = _content(purpose, view) and finder("description", "paid")(squeeze(view.project.name))
            severity: Severity = "info" if told else "warning"
            yield Hit(
                "purpose",
                say(
                    f"资金用途“{purpose[:40]}”没有说出项目名称以外的内容，请写明做什么、做多少、各花多少。",
                    f"the purpose “{purpose[:40]}” says no more than the project's name; say what is done, how much and at what cost.",
                ),
                severity=severity, quote=purpose, fix=_skeleton(view),
            )  # fmt: skip
        else:
            yield from self._amounts(view, purpose)

    def _amounts(self, view: TableView, purpose: str) -> Iterator[Hit]:
        items = [item for item in purpose_items(purpose) if not item.other]
        if len(items) < 2 or sum(item.marker is not None for item in items) < len(items) - 1:
            return
        bare = [item for item in items if not item.amounts]
        budget = view.project.budget.yuan if view.project.budget else None
        if not bare or (len(bare) == len(items) and (budget is None or budget < self.MINIMUM)):
            return
        shown = "；".join(item.quote[:20] for item in bare[:3])
        which = say("各项都", "none of them has") if len(bare) == len(items) else say(f"其中“{shown}”", f"“{shown}” has no amount")
        yield Hit(
            "purpose",
            say(
                f"资金用途分了{len(items)}项，{which}没有金额，请逐项写明。",
                f"the purpose has {len(items)} items; {which}: give the amount of each.",
            ),
            severity="info", quote=bare[0].quote,
        )  # fmt: skip


def _skeleton(view: TableView) -> str | None:
    """A purpose to fill in, from what the table itself counts."""
    covers = finder("description", "covers")
    counted = [
        row for row in view.rows
        if row.level2 == "数量指标" and row.value.kind == "count" and row.value.unit and not row.value.text
        and not covers(squeeze(row.name))
    ]  # fmt: skip
    parts = [f"{n}.{row.name}（{row.value.raw.strip()}）__万元" for n, row in enumerate(counted[:3], start=1)]
    return f"主要用于{'；'.join(parts)}。" if parts else None


@register
class VagueGoal(TableRule):
    """查什么：绩效目标没有数、没有具体的工作对象，只有“保障”“促进”“顺利开展”“稳定”一类的话。
    为什么：这样的目标什么项目都能用，指标无从分解，年底也无从评价。
    反例：“1.保证工作顺利开展”“保证社会稳定”。
    正例：“清运21个村生活垃圾3600吨，日产日清，村庄无积存垃圾”。
    依据：财预〔2015〕88号，明确清晰；各地“具体细化”的要求。
    陷阱：说出了一个具体对象的（解决铁路问题）为info；办公、运转经费的目标本来就笼统，只作info；占位文字属于S03。
    准确率：五份真实文件中warning 4条、info 5条全对。

    What: a goal without number and without object of work, of support words alone (保障, 促进, 顺利开展, 稳定).
    Why: it suits any project, so that no indicator can be broken down from it.
    Bad: "保证工作顺利开展". Good: "清运21个村生活垃圾3600吨，日产日清".
    Source: 财预〔2015〕88号, clarity. Info where one object is named, and for office running costs. Placeholders are S03.
    Precision on five real documents: warnings 4 right of 4, info 5 of 5.
    """

    code, title, name, severity = "S04", "绩效目标空泛", "vague-goal", "warning"
    SHORT = 25  # characters from which a goal says something, whatever its words
    OBJECT = 4  # characters that a lone object has

    def check(self, view: TableView) -> Iterator[Hit]:
        goals = [goal for goal in view.project.goals if not is_placeholder_goal(goal)]
        if not goals or len(goals) < len(view.project.goals):
            return
        left: list[str] = []
        for goal in goals:
            plain = _DOCUMENT_NUMBER.sub("", _NUMBERING.sub("", squeeze(goal)))
            if len(key(plain)) >= self.SHORT or _DIGIT.search(plain):
                return
            left.append(self._said(plain, view))
        said = max(left, key=len)
        if len(said) > self.OBJECT:
            return
        running = is_internal(view) or "运转" in view.project.name or "运行" in view.project.name
        counted = [row for row in view.rows if row.level2 == "数量指标" and row.value.number is not None]
        evidence = tuple(
            say(f"表中有数而目标没有提到：{row.name} {row.value.raw.strip()}", f"not in the goal: {row.name} {row.value.raw.strip()}")
            for row in counted[:3]
        )
        yield Hit(
            "goal",
            say(
                f"绩效目标“{goals[0][:40]}”没有说要做成什么，请写明产出、标准、时限和效果。",
                f"the goal “{goals[0][:40]}” does not say what is to come of it; state output, standard, deadline and effect.",
            ),
            severity="info" if said or running else "warning", quote=goals[0], evidence=evidence,
            fix=None if restates_name(view) else drafted_goal(view),
        )  # fmt: skip

    @staticmethod
    def _said(plain: str, view: TableView) -> str:
        for place in (view.project.unit, view.document.unit):
            if place:
                plain = plain.replace(squeeze(place), "")
        return key(without("description", "goal_filler")(plain))


__all__ = ["EmptyPurpose", "MissingCode", "VagueGoal", "restates_name"]
