"""S 结构与完整性: whether the cell 指标值确定依据 says where the value comes from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from zhibiao.audit.amounts import CostRow, is_cost, kind_of_cost
from zhibiao.audit.rule import DocumentRule, DocumentView, Hit, RowRule, TableView, register
from zhibiao.audit.words import finder, key, squeeze
from zhibiao.domain.tables import Indicator
from zhibiao.language.wordlists import word_list
from zhibiao.messages import say

MIN_SHARED = 5  # rows from which one weak basis for all of them is no coincidence
_KINDS = 8  # kinds of weak basis listed as evidence
_LISTED = 12
_EDGE = re.compile(r"^(?:根据|依据|按照|参照|按|以)|(?:确定|制定|要求|为依据|为准)$")


def is_weak(row: Indicator) -> bool:
    """Whether a basis is there and names no document, plan, standard, contract or past figure."""
    basis = squeeze(row.basis or "").strip("。，,；;")
    if not key(basis):
        return False
    if finder("basis", "bare_trade")(basis):
        return is_cost(row) and kind_of_cost(row) is CostRow.TOTAL  # the year's total rests on a budget, not on a trade's standard
    core = _EDGE.sub("", basis)
    if core in word_list("zhibiao.audit", "basis", "weak") or basis in word_list("zhibiao.audit", "basis", "weak"):
        return True
    if finder("basis", "sound")(basis):
        return False
    return finder("basis", "weak_lead")(basis) is not None or finder("basis", "weak_end")(basis) is not None


@register
class WeakBasis(DocumentRule):
    """查什么：依据写“工作经验”“单位考核指标”“实际情况”，或写成一个动作、一个愿望（解决群众合理诉求）；总成本的依据写没有名称的“行业标准”。
    为什么：依据要让别人能查到这个数从哪里来；经验和愿望查不到。
    反例：满意度依据“工作经验”；资金成本依据“行业标准”。
    正例：“年度工作计划”“2024年预算批复”“上年实际完成数”“村干部名册”“施工合同”“《建设工程造价定额》”。
    依据：财预〔2021〕101号，设定依据；财预〔2015〕88号，历史、行业、计划、其他标准。全文件报一条汇总；一张表（五行以上）全用同一个无效依据的另报warning。
    陷阱：公开的表大多有这个毛病，逐行报会淹没别的问题，所以只汇总；写明计划标准、历史标准等类别的认可；合同制人员按合同发薪，依据写合同是对的；空的依据不在此列。
    准确率：五份真实文件中warning 1条、info 4条全对。

    What: a basis of 工作经验, 单位考核指标, 实际情况, or an act or a wish (解决群众合理诉求); a total cost resting on an unnamed
    行业标准.
    Why: a basis must let others look up where the number comes from.
    Bad: satisfaction by 工作经验. Good: a named document, plan, contract, roster, or last year's figure.
    Source: 财预〔2021〕101号; 财预〔2015〕88号 (history, trade, plan, other standards). One summary per file, and a warning for a table of
    which every row (five or more) rests on the same weak basis. Empty cells are not meant.
    Precision on five real documents: warnings 1 right of 1, info 4 of 4.
    """

    code, title, name, severity = "S08", "指标值依据无效", "weak-basis", "info"

    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[Hit]:
        found: dict[str, list[tuple[TableView, Indicator]]] = defaultdict(list)
        for view in tables:
            weak = [row for row in view.rows if is_weak(row)]
            kinds = {key(row.basis or "") for row in view.rows}
            if len(weak) == len(view.rows) >= MIN_SHARED and len(kinds) == 1:
                basis = (weak[0].basis or "").strip()
                yield Hit(
                    "basis",
                    say(
                        f"全表{len(weak)}行的依据都是“{basis[:30]}”，查不到数从哪里来，请逐行写明文件、计划、合同或上年数。",
                        f"all {len(weak)} rows rest on “{basis[:30]}”, which nobody can look up; name a document or last year's figure.",
                    ),
                    table=view, severity="warning", quote=basis, identity="one-weak-basis",
                )  # fmt: skip
                continue
            for row in weak:
                found[squeeze(row.basis or "")].append((view, row))
        if not found:
            return
        ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        evidence = tuple(
            say(f"“{basis[:30]}”{len(rows)}行（{_where(rows)}）", f"“{basis[:30]}”: {len(rows)} rows ({_where(rows)})")
            for basis, rows in ranked[:_KINDS]
        )
        count = sum(len(rows) for rows in found.values())
        shown = "、".join(f"“{basis[:20]}”" for basis, _ in ranked[:3])
        yield Hit(
            "document",
            say(
                f"{count}行指标值的依据（{shown}等）查不到数从哪里来，请写明文件、计划、合同、名册或上年实际。",
                f"{count} values rest on what nobody can look up ({shown} …); name a document, plan, contract or last year's figure.",
            ),
            evidence=evidence, summarised=True, identity="weak-basis:" + "|".join(sorted(found)),
        )  # fmt: skip


def _where(rows: Sequence[tuple[TableView, Indicator]]) -> str:
    numbers = list(dict.fromkeys(view.number for view, _ in rows))
    shown = "、".join(map(str, numbers[:_LISTED])) + (say("等", " …") if len(numbers) > _LISTED else "")
    return say(f"表{shown}", f"tables {shown}")


@register
class BasisRepeatsIndicator(RowRule):
    """查什么：指标值确定依据照抄三级指标名称或绩效指标描述。
    为什么：依据要说明数从哪里来，照抄名称等于没有填。
    反例：“资金发放准时率”的依据写“资金发放准时率”。
    正例：依据写“补助资金管理办法”“年度工作计划”。
    依据：财预〔2021〕101号，设定依据。
    陷阱：指标值也照抄名称的归V02，依据列在其下；同一张表三行以上照抄的在文本报告里合并成一行。
    准确率：五份真实文件中20条全对。

    What: the basis repeats the indicator's name or description.
    Why: a basis says where the number comes from; a copied name says nothing.
    Bad: 资金发放准时率 resting on 资金发放准时率. Good: 年度工作计划.
    Source: 财预〔2021〕101号. Where the value repeats the name too, V02 is the finding.
    Precision on five real documents: 20 right of 20.
    """

    code, title, name, severity = "S09", "依据照抄指标名", "basis-repeats-indicator", "warning"
    primary_over = ("S08",)
    MANY = 3

    def check(self, row: Indicator, view: TableView) -> Iterator[Hit]:
        if not _repeats(row):
            return
        many = sum(map(_repeats, view.rows)) >= self.MANY
        yield Hit(
            "basis",
            say(
                f"依据“{(row.basis or '').strip()[:30]}”照抄了指标，没有说数从哪里来，请写文件、计划、合同或上年实际。",
                f"the basis “{(row.basis or '').strip()[:30]}” repeats the indicator; name a document, plan or last year's figure.",
            ),
            row=row, quote=(row.basis or "").strip(), summarised=many,
        )  # fmt: skip


def _repeats(row: Indicator) -> bool:
    basis = key(row.basis or "")
    return bool(basis) and basis in (key(row.name), key(row.description or ""))


__all__ = ["BasisRepeatsIndicator", "WeakBasis", "is_weak"]
