"""A 数字勾稽: whether the totals of a document add up, and the weights of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from zhibiao.audit.amounts import budget_of, shown
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, TableRule, TableView, register
from zhibiao.audit.stated import project_expenditure, wrong_growth, wrong_sums
from zhibiao.audit.words import squeeze
from zhibiao.domain.tables import StatedTotal
from zhibiao.language.numerals import plain
from zhibiao.messages import say

_LISTED = 12
_CENT = Decimal("0.01")
# Rows make 100, or 90 beside 预算执行率 10 (财预〔2021〕101号), or 80 where a province gives it 20; which one, the form decides.
_SUMS = (Decimal(100), Decimal(90), Decimal(80))
_REPEATED = Decimal(150)  # beyond: a merged cell's weight read once per row


@register
class DocumentTotals(DocumentRule):
    """查什么：文字部分的总数与分项：人员经费＋公用经费＋项目支出＝总支出，人员＋公用＝基本支出，“三公”经费＝出国＋接待＋公务用车，收入各项不大于收入总数；
    各项目表预算数之和＝项目支出；同一句里写明的增减额和增减率。
    为什么：部门、项目两层的数必须一致，总数不平，整份文本都不能公开。
    反例：总支出2277.23万元，人员801.93＋公用61.62＋项目1414.1＝2277.65万元；项目支出1414.1万元，各表合计1264.1万元。
    正例：各分项相加正好等于总数。
    依据：河北省三层级绩效目标（部门整体—专项资金—预算项目）须衔接一致。文字内部不平为error；各表之和与项目支出不等为warning，因为项目表可能只公开一部分。
    陷阱：分项没有全部写出、或另有经营支出、上缴、结转等，不判断；有表读不出预算数或文件中断时不与项目支出相比；允许各数末位四舍五入的误差。
    准确率：五份真实文件中error 2条全对，warning 1条全对。

    What: totals of the narrative against their parts, the tables' budgets against 项目支出, and growth as stated in one sentence.
    Why: department and projects must agree, or the whole text goes back.
    Bad: total 2277.23, parts 801.93 + 61.62 + 1414.1 = 2277.65. Good: parts that make the total.
    Source: the three levels of targets of Hebei. Sums within the text are errors; the tables against 项目支出 a warning, for tables
    may be published in part. Nothing is judged unless every part is stated. Precision: errors 2 right of 2, warnings 1 right of 1.
    """

    code, title, name, severity = "A07", "部门汇总数不平", "document-totals", "error"

    def unavailable(self, document: DocumentView) -> str | None:
        if document.source is None:
            return say("只给了表，没有文字部分", "bare tables have no narrative")
        if not document.source.stated_totals:
            return say("文字部分没有写明总数", "the narrative states no totals")
        return None

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        stated = document.source.stated_totals if document.source else ()
        for found in wrong_sums(stated):
            unit = _unit(found.total)
            sums = "＋".join(f"{part.label}{shown(part.yuan, unit)}" for part in found.parts)
            gap = shown(abs(found.gap), unit)
            hint = (
                say(f"，差额正是{found.hint.label}，它不属于这几项", f"; the gap is exactly {found.hint.label}, which is none of these")
                if found.hint
                else ""
            )
            yield _hit(
                found.total,
                say(
                    f"{found.total.label}{shown(found.total.yuan, unit)}，而{sums}＝{shown(found.yuan, unit)}，相差{gap}{hint}，请核对。",
                    f"{found.total.label} is {shown(found.total.yuan, unit)}, but {sums} = {shown(found.yuan, unit)}, {gap} apart{hint}.",
                ),
                tuple(part.quote for part in found.parts),
            )
        for growth in wrong_growth(stated):
            message = say(
                f"“{growth.quote}”与前后数不符，应为{growth.right}，请改正。",
                f"“{growth.quote}” does not follow from the numbers: {growth.right} is right; correct it.",
            )
            yield _hit(growth.total, message, (growth.total.quote,))
        yield from self._tables(document, tables, project_expenditure(stated))

    def _tables(self, document: DocumentView, tables: Sequence[TableView], stated: StatedTotal | None) -> Iterator[Hit]:
        budgets = [(view, budget_of(view.project)) for view in document.tables]
        if stated is None or len(budgets) < 2 or any(view.table.truncated for view in document.tables):
            return
        known = [(view, budget) for view, budget in budgets if budget is not None]
        total = sum((budget for _, budget in known), Decimal(0))
        unit = _unit(stated)
        if len(known) < len(budgets) or abs(total - stated.yuan) <= unit * _CENT * len(known):
            return
        gap = shown(abs(total - stated.yuan), unit)
        more = total > stated.yuan
        why = (
            say("多出的表不在项目支出之内，或预算数有误", "some table is no part of it, or a budget is wrong")
            if more
            else say(
                "有项目没有表，或预算数有误；只公开一部分的请注明",
                "a project has no table, or a budget is wrong; say so if only part is published",
            )
        )
        evidence = tuple(f"{view.shown} {shown(budget, unit)}" for view, budget in known[:_LISTED])
        yield Hit(
            "document",
            say(
                f"{len(known)}张项目表预算数合计{shown(total, unit)}，文字部分项目支出{shown(stated.yuan, unit)}，相差{gap}：{why}。",
                f"the budgets of {len(known)} tables add up to {shown(total, unit)}; the text states {shown(stated.yuan, unit)}, "
                f"{gap} apart: {why}.",
            ),
            severity="warning", quote=stated.quote, evidence=evidence, confidence=0.85, 
            identity=f"tables:{plain(total)}:{plain(stated.yuan)}",
        )  # fmt: skip


def _hit(total: StatedTotal, message: str, evidence: tuple[str, ...]) -> Hit:
    where = say(f"第{total.line}行：", f"line {total.line}: ") if total.line is not None else ""
    return Hit(
        "document", where + message, quote=total.quote, evidence=tuple(dict.fromkeys(evidence)), confidence=0.95,
        identity=f"{total.label}:{squeeze(total.quote)}",
    )  # fmt: skip


def _unit(stated: StatedTotal) -> Decimal:
    return Decimal(10_000) if "万" in stated.raw or "亿" in stated.raw else Decimal(1)


@register
class Weights(TableRule):
    """查什么：表式有权重时，各行权重之和是否为100，或为90、80（另加预算执行率10、20）；有的行写了权重、有的行没写。
    为什么：权重是评分的底数，合计不对，得分就算不出来，系统也拒收。
    反例：各行权重合计95。
    正例：成本20、产出40、效益20、满意度10，合计90，预算执行率另计10。
    依据：财预〔2021〕101号和多个省的表式；表式没有说明时都接受。合计不对为error，个别行没有权重为warning。
    陷阱：“其中”行不另计权重；文件中断的表、权重总和在150以上的表（合并单元格重复读入）不判断；表里列了预算执行率的按100算。
    准确率：五份真实文件的表式没有权重；其他省有权重的公开表中无误报。

    What: where the form has weights, they add up to 100, or to 90 or 80 beside 预算执行率 10 or 20; rows without weight among
    weighted ones.
    Why: scores are computed on weights; systems refuse another sum.
    Bad: 95. Good: 成本 20, 产出 40, 效益 20, 满意度 10.
    Source: 财预〔2021〕101号 and provincial forms; all are accepted where the form says nothing. A wrong sum is an error, a missing
    weight a warning. 其中 rows carry none; tables cut off, and sums of 150 and more (merged cells read once per row), are not judged.
    """

    code, title, name, severity = "A09", "权重合计不符", "weights-do-not-add-up", "error"

    def skips(self, view: TableView) -> str | None:
        if sum(row.weight is not None for row in view.rows) < 2:
            return say("表中没有权重", "the table has no weights")
        if view.table.truncated:
            return say("表格不完整", "the table is cut off")
        return None

    def check(self, view: TableView) -> Iterator[Hit]:
        weighted = [(row, row.weight) for row in view.rows if row.weight is not None]
        without = [row for row in view.rows if row.weight is None and not squeeze(row.name).startswith("其中")]
        total = sum((weight for _, weight in weighted), Decimal(0))
        right = _SUMS if total > Decimal("1.5") else tuple(one / 100 for one in _SUMS)
        if any("预算执行率" in row.name for row, _ in weighted):
            right = right[:1]
        if without and len(without) < len(weighted):
            names = "、".join(row.name[:20] for row in without[:4])
            message = say(
                f"{len(without)}行没有权重（{names}），其余各行合计{plain(total)}，请补上。",
                f"{len(without)} rows have no weight ({names}); the others add up to {plain(total)}: add it.",
            )
            row = without[0]
            yield Hit("weight", message, severity="warning", row=row, quote=row.name, evidence=tuple(one.name for one in without))
        elif not without and total < _REPEATED and not any(abs(total - one) <= _CENT for one in right):
            sums = say("或", " or ").join(plain(one) for one in right)
            message = say(
                f"各行权重合计{plain(total)}，应为{sums}，请调整，主要产出的权重应最高。",
                f"the weights add up to {plain(total)} instead of {sums}; adjust them, the main outputs heaviest.",
            )
            yield Hit("table", message, quote="＋".join(plain(weight) for _, weight in weighted), identity="weights", confidence=0.95)


__all__ = ["DocumentTotals", "Weights"]
