"""R 相关性: whether what a table measures is this project's own work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhibiao.audit.findings import Proposal, Severity
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, Judged, TableView, register
from zhibiao.audit.rules.structure import has_placeholder_goal
from zhibiao.audit.words import squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.messages import say

_SHOWN = 3


# The counts in the description: python -m tests.benchmarks.misfits
@register
class MisfitIndicator(DocumentRule):
    """查什么：指标说的是别的业务。相关性由学习得到：指标与项目文字有多近，指标库中与它最近的指标属于什么主题，与本项目是否同款、同主要类型，
    相似项目用没用过，是否在不相干的表里原样重复。有专门用词属于别的业务、或在不相干的表里原样重复、或整表是套用的（目标是占位文本，各行一个值）报警告；
    只凭意思相去很远的作提示，同表另有两行以上也与项目不符、其中有行可由用词或重复看出的，也报警告：照抄的行总是成批的。
    为什么：照抄上年或邻近单位的表，防火经费会用发票损耗率考核，绩效目标就与资金用途无关。
    反例：防火经费，“社保费征缴率”。
    正例：防火经费，“新开设防火隔离带长度”。验收合格率、满意度、成本控制一类各项目通用的指标不在此列（满意度问到别的业务的人，不算通用）。
    依据：财预〔2015〕88号，相关性审核。不同的类不作为依据：类只说明由谁列支。
    准确率：五份真实文件中报60条，逐行标注为不相关的46条，相关的2条（防火“对区域生态改善”、厕所整改“项目建成效果”），两可的12条；
    列为error的29条中没有相关的；逐份留出本文件的结果见 zhibiao evaluate；项目文字太少时不判断。

    What: an indicator that speaks of other work. Fit is learned from how near it comes to the project's text, where the library's nearest
    indicators are at home, whether these share a 款 or the leading kind with the project, whether similar projects use it, and whether it
    stands unchanged in tables of unrelated work. A warning where a telling word is at home elsewhere, the row is repeated in
    unrelated tables or the whole table is a template (placeholder goal, one value), a note where meaning alone says so, but a warning
    where two or more other rows of the table are as far away and words or repetition show it of one: pasted rows come in company.
    Why: tables copied from elsewhere measure fire prevention by invoices; target and money then have nothing to do with each other.
    Bad: 社保费征缴率 in a fire-prevention budget. Good: 新开设防火隔离带长度. Rows that any project has (验收合格率, 满意度 unless it
    asks people of other work) are never meant. Source: 财预〔2015〕88号, relevance. A different 类 alone never counts. Abstains
    where the project's text tells too little. Precision: of 60 reported in five real files 46 are labelled foreign, 2 fitting, 12
    undecided; of the 29 errors none is fitting.
    """

    code, title, name, severity = "R01", "指标与项目无关", "misfit-indicator", "warning"
    primary_over = ("V", "L", "S", "W", "D03")

    def unavailable(self, document: DocumentView) -> str | None:
        if document.knowledge is None:
            return say("没有载入指标库和语料", "library and corpus are not loaded")
        if not document.knowledge.can_judge:
            return say("所用模型没有相关性判断", "the snapshot has learned no fit")
        return None

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        known = document.knowledge
        assert known is not None
        whole = [view.table for view in document.tables]
        judged_by = dict(zip(document.tables, known.judge_tables(whole, known.repeated(whole), document.file), strict=True))
        for view in tables:
            template = has_placeholder_goal(view) and len({squeeze(row.value.raw) for row in view.rows}) == 1
            for row, found in zip(view.table.indicators, judged_by[view], strict=True):
                if found.fit is None:
                    continue
                if row.row is not None:
                    document.fits[view.number, row.row] = round(found.fit, 3)
                if (found.misfit or found.doubtful) and row in view.rows:
                    yield self._hit(row, found, view, template)

    def _hit(self, row: Indicator, found: Judged, view: TableView, template: bool) -> Hit:
        words, homes = "、".join(found.foreign[:_SHOWN]), "、".join(found.topics[:_SHOWN])
        severity: Severity = "warning" if found.misfit or template else "info"
        if found.misfit and words:
            message = say(
                f"“{row.name}”说的是别的业务（多见于{homes}），与本项目的名称、用途和目标无关，请换成本项目自己的指标。",
                f"“{row.name}” is about other work (at home in {homes}) and has nothing to do with this project; give one of its own.",
            )
        elif found.company:
            message = say(
                f"看不出“{row.name}”与本项目的关系，本表另有{found.company}行也与项目不符，像是一起照抄来的，请换成本项目自己的指标。",
                f"“{row.name}” seems to have nothing to do with this project, and so do {found.company} other rows of the table: they look "
                "copied together; give one of its own.",
            )
        elif found.misfit:
            message = say(
                f"“{row.name}”在不相干的项目里原样出现，看不出与本项目的关系，像是套用模板，请换成本项目自己的指标。",
                f"“{row.name}” stands unchanged in unrelated projects and seems to have nothing to do with this one; give one of its own.",
            )
        elif template:
            message = say(
                f"看不出“{row.name}”与本项目的关系，本表的目标和指标值也都是套用的，请换成本项目自己的指标。",
                f"“{row.name}” seems to have nothing to do with this project, and goal and values of the table are a template's; give one "
                "of its own.",
            )
        else:
            message = say(
                f"看不出“{row.name}”与本项目的关系，请核对；确属本项目的，请在描述中写明。",
                f"“{row.name}” seems to have nothing to do with this project; check it, or say in its description what it measures here.",
            )
        evidence = (say(f"项目文字没有提到：{words}", f"not in the project's text: {words}"),) if words else ()
        return Hit(
            "name", message, severity, row=row, table=view, quote=row.name, evidence=evidence,
            suggestion=instead(row, view), confidence=round(1 - (found.fit or 0.0), 2),
        )  # fmt: skip


def instead(row: Indicator, view: TableView) -> tuple[Proposal, ...]:
    """Up to three indicators of the same type that would fit the project of ``view``; none where no library is loaded."""
    known = view.document.knowledge
    found = known.instead(view.project, row.level2) if known is not None else ()
    return tuple(Proposal(level2=one.level2 or "", name=one.name, value=str(one.value)) for one in found[:_SHOWN])
