"""A drafting tool in small: suggest a table, ask what is open, fill it in, accept, send feedback, audit, export.

    python service/examples/drafting_tool.py http://127.0.0.1:8000 table.docx

The key is read from ZHIBIAO_KEY where the service wants one (roles draft and audit: an admin key does all of it).
"""

from __future__ import annotations

import sys
from pathlib import Path

import zhibiao
from zhibiao import exports
from zhibiao.client import Client, Decision
from zhibiao.recommend.suggestion import SuggestedIndicator

PROJECT = zhibiao.Project(
    name="清水镇农村道路硬化工程",
    unit="清水镇人民政府",
    year=2025,
    budget="96万元",
    purpose="硬化村内道路，2025年10月底前完工。",
)
ANSWERS = {"purpose": "硬化村内道路3.2公里，受益群众1200人，2025年10月底前完工。"}  # what the drafter answers, by field


def main(url: str, target: Path) -> int:
    with Client(url) as service:
        project = PROJECT
        suggestion = service.suggest(project)
        print(f"{suggestion.model.name} {suggestion.model.version}：推荐{len(suggestion.indicators)}行")

        for question in suggestion.questions:
            rows = "、".join(suggestion.indicators[number - 1].name for number in question.fills)
            print(f"问：{question.question}（用于：{rows}）")
        if suggestion.questions:
            project = project.model_copy(update=ANSWERS)
            suggestion = service.suggest(project)

        kept, decisions = decide(suggestion.indicators)
        stored = service.feedback(suggestion.model, project, decisions, draft="example-drafting-tool")
        print(f"反馈已保存：{stored.id}")

        table = suggestion.model_copy(update={"indicators": kept}).to_target_table()
        report = service.audit(table)
        print(f"审核：{report.summary.error}个错误，{report.summary.warning}个警告")
        exports.save(target, exports.docx(table))
        print(f"已导出：{target}")
    return 0


def decide(rows: tuple[SuggestedIndicator, ...]) -> tuple[tuple[SuggestedIndicator, ...], list[Decision]]:
    """A drafter who fills open slots, drops the last row and takes the rest."""
    kept: list[SuggestedIndicator] = []
    decisions: list[Decision] = []
    for row in rows[:-1]:
        if "__" in row.value.raw:
            final = row.model_copy(update={"value": zhibiao.TargetValue.parse(row.value.raw.replace("__", "10"))})
            decisions.append({"action": "edited", "suggested": row, "final": final})
            kept.append(final)
        else:
            decisions.append({"action": "accepted", "suggested": row})
            kept.append(row)
    decisions.append({"action": "rejected", "suggested": rows[-1], "reason": "本项目不需要"})
    return tuple(kept), decisions


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1], Path(sys.argv[2])))
