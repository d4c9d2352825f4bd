"""An evaluation as text: every figure with its number of cases and its interval, then which level 2 is taken for which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhibiao.learn.metrics import TITLES
from zhibiao.messages import say

if TYPE_CHECKING:
    from zhibiao.learn.evaluate import Evaluation


def evaluation_text(found: Evaluation) -> str:
    """The report of ``zhibiao evaluate --format table``."""
    lines = [
        say(
            f"模型 {found.model}；逐份留出本文件；区间为重抽样的95%区间（逐行判断的按行，其余按表）",
            f"model {found.model}; each document left out; 95 % bootstrap intervals",
        )
    ]
    for metric in found.metrics:
        title = say(TITLES.get(metric.name, metric.name), metric.name)
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
