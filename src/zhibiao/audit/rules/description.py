"""S 结构与完整性: what stands above the indicators — heading, code, purpose, goals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from zhibiao.audit.findings import Severity
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableRule, TableView, register
from zhibiao.audit.rules.structure import drafted_goal, is_internal
from zhibiao.audit.words import content_words, finder, without
from zhibiao.knowledge.flags import is_placeholder_goal
from zhibiao.language.items import split_items
from zhibiao.language.normalise import key, squeeze
from zhibiao.language.similarity import dice
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
    准确率：见下。

    What: the form has a cell 项目编码 and it is empty; a code that is not 21 digits and capitals; a code of a later year than the budget's.
    Why: the code is the project's identity in the project library.
    Bad: an empty cell. Good: "13022923P00JXC415060P" (6 region, 2 year, 13 more).
    Source: 财预〔2015〕88号, completeness. Where the whole file lacks codes, they were most likely left out for publication: one finding.
    The letter behind the year differs by province and is not checked; an earlier year is a project that goes on.
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
                    f"all {len(empty)} tables ({listed}) lack the project code; unless left out for publication, fill in the 21 characters.",
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
    准确率：见下。

    What: (a) no purpose; (b) a purpose that repeats the project's name, or says 做好管理工作; (c) numbered items of which some have an
    amount and others none, or none has one although the budget is 500,000 yuan or more.
    Why: outputs and costs cannot be held against a purpose that does not say what the money buys.
    Bad: name and purpose both 维稳经费. Good: "1.接访劝返6万元；2.值班补助4万元".
    Source: 财预〔2015〕88号, completeness and clarity. (a) and (b) warnings, (c) info. A name that says who is paid what (村干部工资) makes
    (b) info; forms without a purpose cell are left alone.
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
        items = [item for item in split_items(purpose) if not item.other]
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
        if row.level2 == "数量指标" and row.value.kind == "count" and row.value.unit and not row.value.text and not covers(squeeze(row.name))
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
    准确率：见下。

    What: a goal without number and without object of work, of support words alone (保障, 促进, 顺利开展, 稳定).
    Why: it suits any project, so that no indicator can be broken down from it.
    Bad: "保证工作顺利开展". Good: "清运21个村生活垃圾3600吨，日产日清".
    Source: 财预〔2015〕88号, clarity. Info where one object is named, and for office running costs. Placeholders are S03.
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


_HEADING_NUMBER = re.compile(
    r"^(?:附?[件表]?\d{1,3}(?:[-.、)]\d{1,2})*[.、:)]?|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\))+|\d{1,4}$"
)
_TABLE_WORD = re.compile(r"(?:项目)?(?:支出)?绩效目标(?:申报|批复|公开)?表?$")
_DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,6})\1")
_SAME = 0.8  # likeness from which heading and name mean the same project


def _named(text: str) -> str:
    """The project that a heading names, as far as it names one."""
    plain = squeeze(text)
    return _TABLE_WORD.sub("", _HEADING_NUMBER.sub("", plain))


def _bare(name: str) -> str:
    suffix = finder("description", "heading_suffix")
    plain = squeeze(name)
    while (met := suffix(plain)) is not None and plain.endswith(met) and len(plain) > len(met) + 1:
        plain = plain[: -len(met)]
    return key(plain)


def _alike(heading: str, name: str) -> bool:
    one, other = _bare(heading), _bare(name)
    return not one or one == other or dice(one, other) >= _SAME or (len(one) > 3 and one in other) or (len(other) > 3 and other in one)


@register
class HeadingMismatch(DocumentRule):
    """查什么：表题、Word目录项（TC域）写的是另一个项目；表题里有重复的字（项目项目）。
    为什么：目录由这些域生成，读者按目录找不到表；也说明表是从别的表改来的。
    反例：表题“2、村干部考核奖项目绩效目标表”，TC域“3、办公楼维修费绩效目标表”。
    正例：表题、TC域、项目名称三者一致。
    依据：财预〔2015〕88号，规范完整。
    陷阱：只差“经费”“项目”一类尾字的不报；不写项目名的通用表题（项目支出绩效目标表、单位名称加绩效目标表）不报：同一文件里有表题与项目名称相符的，或表题就是另一张表的项目，才比较。
    准确率：见下。

    What: heading or TC field (entry of the 目录) names another project; words doubled in the heading (项目项目).
    Why: the 目录 is made from these fields, so that readers miss the table; and it shows what the table was copied from.
    Bad: heading "2、村干部考核奖项目绩效目标表", field "3、办公楼维修费绩效目标表". Good: all three agree.
    Source: 财预〔2015〕88号, form. A difference in 经费 or 项目 at the end is none. Generic headings (项目支出绩效目标表) name no project:
    headings are compared only where one of the file matches its project, or where the heading is another table's project.
    """

    code, title, name, severity = "S13", "表题与项目不符", "heading-mismatch", "warning"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        headed = [view for view in tables if view.table.heading is not None and key(view.project.name)]
        custom = sum(_alike(_named(view.table.heading.text), view.project.name) for view in headed if view.table.heading and _bare(_named(view.table.heading.text)))
        for view in headed:
            heading = view.table.heading
            assert heading is not None
            yield from self._doubled(heading.text, view)
            named = _named(heading.text)
            if self._other(named, view, tables, custom > 0):
                fix = heading.text.replace(named, view.project.name)
                yield self._hit(heading.text, say("表题", "the heading"), view, fix)
            if heading.field and self._other(_named(heading.field), view, tables, True):
                right = heading.text if _alike(named, view.project.name) and named else f"{view.project.name}绩效目标表"
                yield self._hit(heading.field, say("目录项（TC域）", "the TC field"), view, _DOUBLED.sub(r"\1", right))

    @staticmethod
    def _other(named: str, view: TableView, tables: Sequence[TableView], custom: bool) -> bool:
        """Whether a heading names a project that is not this table's."""
        if not key(without("description", "heading_generic")(named)) or _alike(named, view.project.name):
            return False
        unit = squeeze(view.project.unit or view.document.unit)
        if unit and (key(named) in key(unit) or key(unit) in key(named)):
            return False
        return custom or any(_alike(named, other.project.name) for other in tables if other is not view)

    @staticmethod
    def _doubled(text: str, view: TableView) -> Iterator[Hit]:
        met = _DOUBLED.search(squeeze(text))
        if met and not _DOUBLED.search(squeeze(view.project.name)):
            fix = text.replace(met[0], met[1])
            yield Hit(
                "title",
                say(f"表题“{text[:60]}”重复了“{met[1]}”，请删去一个。", f"the heading “{text[:60]}” has “{met[1]}” twice; drop one."),
                table=view, quote=text, fix=fix, safe=True,
            )  # fmt: skip

    @staticmethod
    def _hit(text: str, what: str, view: TableView, fix: str) -> Hit:
        return Hit(
            "title",
            say(
                f"{what}“{text[:60]}”与项目名称“{view.project.name[:40]}”不符，应为“{fix[:80]}”。",
                f"{what} “{text[:60]}” does not name this project, “{view.project.name[:40]}”; it should read “{fix[:80]}”.",
            ),
            table=view, quote=text, fix=fix,
        )  # fmt: skip


__all__ = ["EmptyPurpose", "HeadingMismatch", "MissingCode", "VagueGoal", "restates_name"]
