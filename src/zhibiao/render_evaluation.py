"""An evaluation as text: every figure with its number of cases and its interval, then which level 2 is taken for which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhibiao.messages import say

if TYPE_CHECKING:
    from zhibiao.learn.evaluate import Evaluation

_TITLES = {
    "kind@1": "项目类型，首选正确",
    "topic@1": "主题，首选正确",
    "topic@3": "主题，前三之中",
    "function@1": "支出功能分类款，首选正确",
    "recall@10": "推荐前10行找回原表行",
    "recall@20": "推荐前20行找回原表行",
    "MRR": "原表行的平均倒数排名",
    "level-2 coverage": "应有类型齐全",
    "commonest@20": "对照：照抄最常见的20行",
    "nearest@20": "对照：照抄最近项目的行",
    "fit AUROC": "相关性AUROC",
    "fit average precision": "相关性平均精度",
    "R01 precision": "R01查准",
    "R01 recall": "R01查全",
    "R01 false alarms per table": "R01每表误报",
    "fit abstained": "相关性未判断",
    "value kind": "指标值类型",
    "value operator": "指标值符号",
    "value number within 10 %": "指标值数值（差10%以内）",
    "level 2 (type)": "二级指标（按类型）",
}


def evaluation_text(found: Evaluation) -> str:
    """The report of ``zhibiao evaluate --format table``."""
    lines = [
        say(
            f"模型 {found.model}；逐份留出本文件；区间为重抽样的95%区间（逐行判断的按行，其余按表）",
            f"model {found.model}; each document left out; 95 % bootstrap intervals",
        )
    ]
    for metric in found.metrics:
        title = say(_TITLES.get(metric.name, metric.name), metric.name)
        if metric.value is None:
            lines.append(f"  {title}  —  {metric.why or ''}  n={metric.n}")
            continue
        span = "" if metric.low is None else f"  [{metric.low:.3f}, {metric.high:.3f}]"
        lines.append(f"  {title}  {metric.value:.3f}{span}  n={metric.n}")
    lines.append(say("二级指标，原表 → 判为（行数）", "level 2 as written → as classified (rows)"))
    for right, taken in sorted(found.confusion.items()):
        shown = "、".join(f"{said} {count}" for said, count in sorted(taken.items(), key=lambda item: (-item[1], item[0])))
        lines.append(f"  {right} → {shown}")
    return "\n".join(lines)
