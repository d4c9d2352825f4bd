"""S 结构与完整性: whether heading, TC field and 目录 name the project that the table is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableView, register
from zhibiao.audit.words import finder, key, squeeze, without
from zhibiao.language.similarity import dice
from zhibiao.messages import say

_HEADING_NUMBER = re.compile(
    r"^(?:附?[件表]?\d{1,3}(?:[-.、)]\d{1,2})*[.、:)]?|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\))+|\d{1,4}$"
)
_TABLE_WORD = re.compile(r"(?:项目)?(?:支出)?绩效目标(?:申报|批复|公开)?表?$")
_DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,6})\1")
_PAGE = re.compile(r"[.…·\s]{0,80}\d{0,4}$")
_LISTS = 2  # entries from which a 目录 lists the tables
_NAMED, _MOST = 3, 12  # entries named in the message, and as evidence
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
    """查什么：表题、Word目录项（TC域）写的是另一个项目；目录里没有这张表，或目录里有而没有表；表题里有重复的字（项目项目）。
    为什么：目录由这些域生成，读者按目录找不到表；也说明表是从别的表改来的。
    反例：表题“2、村干部考核奖项目绩效目标表”，TC域“3、办公楼维修费绩效目标表”。
    正例：表题、TC域、项目名称三者一致。
    依据：财预〔2015〕88号，规范完整。
    陷阱：只差“经费”“项目”一类尾字的不报；不写项目名的通用表题（项目支出绩效目标表、单位名称加绩效目标表）不报：同一文件里有表题与项目名称相符的，或表题就是另一张表的项目，才比较。
    准确率：五份真实文件中10条全对。

    What: heading or TC field (entry of the 目录) names another project; tables that the 目录 lacks, or lists without there being any; words
    doubled in the heading (项目项目).
    Why: the 目录 is made from these fields, so that readers miss the table; and it shows what the table was copied from.
    Bad: heading "2、村干部考核奖项目绩效目标表", field "3、办公楼维修费绩效目标表". Good: all three agree.
    Source: 财预〔2015〕88号, form. A difference in 经费 or 项目 at the end is none. Generic headings (项目支出绩效目标表) name no project:
    headings are compared only where one of the file matches its project, or where the heading is another table's project.
    Precision on five real documents: 10 right of 10.
    """

    code, title, name, severity = "S13", "表题与项目不符", "heading-mismatch", "warning"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        headed = [(view, view.table.heading) for view in tables if view.table.heading is not None and key(view.project.name)]
        custom = any(_bare(named := _named(heading.text)) and _alike(named, view.project.name) for view, heading in headed)
        yield from self._contents(document, tables)
        for view, heading in headed:
            yield from self._doubled(heading.text, view)
            named = _named(heading.text)
            if self._other(named, view, tables, custom):
                fix = heading.text.replace(named, view.project.name)
                yield self._hit(heading.text, say("表题", "the heading"), view, fix)
            if heading.field and self._other(_named(heading.field), view, tables, True):
                right = heading.text if _alike(named, view.project.name) and named else f"{view.project.name}绩效目标表"
                yield self._hit(heading.field, say("目录项（TC域）", "the TC field"), view, _DOUBLED.sub(r"\1", right))

    @staticmethod
    def _contents(document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        """Entries of the 目录 that name a table against the tables there are."""
        listed = document.source.contents if document.source is not None else ()
        titles = {entry: _PAGE.sub("", squeeze(entry)) for entry in listed}
        projects = {entry: _named(title) for entry, title in titles.items() if title.endswith("表") and _TABLE_WORD.search(title)}
        projects = {entry: name for entry, name in projects.items() if key(without("description", "heading_generic")(name))}
        if len(projects) < _LISTS:
            return
        for view in tables:
            if key(view.project.name) and not any(_alike(name, view.project.name) for name in projects.values()):
                yield Hit(
                    "title",
                    say(
                        f"目录里没有“{view.project.name[:40]}”，请更新目录。",
                        f"the contents do not list “{view.project.name[:40]}”; bring them up to date.",
                    ),
                    table=view, identity="not-in-contents",
                )  # fmt: skip
        if any(view.table.truncated for view in tables):
            return  # what the file lost may have held the tables
        spare = [entry for entry, name in projects.items() if not any(_alike(name, view.project.name) for view in tables)]
        if spare:
            shown = "、".join(f"“{entry[:40]}”" for entry in spare[:_NAMED])
            more = f"等{len(spare)}项" if len(spare) > _NAMED else ""
            yield Hit(
                "document",
                say(
                    f"目录中的{shown}{more}没有对应的表，请补表或更新目录。",
                    f"{len(spare)} entries of the contents have no table ({shown}); add the tables or bring the contents up to date.",
                ),
                quote=spare[0], evidence=tuple(spare[:_MOST]), identity="contents:" + "|".join(spare),
            )  # fmt: skip

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


__all__ = ["HeadingMismatch"]
