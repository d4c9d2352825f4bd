"""What a retraining came to, for a terminal: figures old and new side by side, and which snapshot stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType

from zhibiao.learn.metrics import HEADLINES, TITLES
from zhibiao.messages import say
from zhibiao.render import WIDTH, Column, entry_line, grid, heading, printed
from zhibiao.render_import import report_text as imported_text

if TYPE_CHECKING:
    from zhibiao.learn.gates import Comparison
    from zhibiao.learn.retrain import Retrained


def retrained_text(found: Retrained, width: int = WIDTH) -> str:
    """The report of ``zhibiao retrain``."""
    parts: list[RenderableType] = []
    if found.imported is not None:
        parts += [heading(say("导入", "Imported")), imported_text(found.imported, width)]
    if found.new_tables:
        parts.append(
            say(
                f"语料中有{found.new_tables}张表比原有模型新。", f"{found.new_tables} tables of the corpus are newer than the old snapshot."
            )
        )
    compared = {one.name: one for one in found.verdict.comparisons} if found.verdict else {}
    columns = (
        Column(say("指标", "Figure"), 34, whole=True),
        Column(say("原有", "Old"), 8),
        Column(say("新", "New"), 8),
        Column(say("差（95%区间）", "Change (95 %)"), 26),
        Column(say("文件", "Documents"), 10),
        Column("", 8),
    )
    names = list(dict.fromkeys((*(metric.name for metric in found.evaluation.metrics), *compared)))
    own = {metric.name: metric.value for metric in found.evaluation.metrics}
    cells = [_cells(name, own.get(name), compared.get(name)) for name in names]
    against = (
        say(f"与 {found.against} 比较", f"against {found.against}") if found.against else say("没有可比的模型", "nothing to compare with")
    )
    parts += [heading(say(f"评估（{against}，* 为主要指标）", f"Evaluation ({against}; * headline figures)")), grid(columns, cells, width)]
    if found.replaced:
        forced = say("，按 --force 替换", ", forced") if found.forced else ""
        parts.append(entry_line(say("新模型", "New snapshot"), f"{found.output} {found.version}{forced}", width))
    else:
        parts.append(entry_line(say("保留原有模型", "The old snapshot stays"), found.output, width))
    return printed(parts, width).lstrip("\n")


def _cells(name: str, own: float | None, compared: Comparison | None) -> tuple[str, ...]:
    title = say(TITLES.get(name, name), name) + (" *" if name in HEADLINES else "")
    if compared is None or not compared.documents:
        fallen = say("缺", "missing") if compared and compared.fallen else ""
        return title, _number(compared.old if compared else None), _number(own), "", "", fallen
    assert compared.difference is not None
    assert compared.low is not None
    assert compared.high is not None
    change = f"{compared.difference:+.3f} [{compared.low:+.3f}, {compared.high:+.3f}]"
    verdict = say("下降", "falls") if compared.fallen else ""
    return title, _number(compared.old), _number(compared.new), change, str(compared.documents), verdict


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"
