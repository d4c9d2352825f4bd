"""Tables for the audit's tests, from the short notation of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhibiao.domain import Indicator, Project, TargetTable
from zhibiao.domain.levels import decide
from zhibiao.domain.tables import CellRef, Heading, Source

SOUND_ROWS = (
    "数量指标 | 硬化道路长度 | 硬化村内道路的长度 | =3.2公里 | 项目批复",
    "质量指标 | 工程验收合格率 | 验收合格工程占全部工程的比例 | =100% | 施工质量验收规范",
    "时效指标 | 工程完工时间 | 全部完工的时间 | 2024年10月底前 | 施工合同",
    "成本指标 | 项目总成本 | 工程全部支出 | ≤96万元 | 预算批复",
    "社会效益指标 | 受益人口 | 出行条件改善的群众 | ≥1100人 | 户籍数",
    "可持续影响指标 | 道路使用年限 | 设计使用年限 | ≥10年 | 设计规范",
    "服务对象满意度指标 | 沿线村民满意度 | 满意村民占被访村民的比例 | ≥90% | 问卷",
)


def sound_project(**fields: Any) -> Project:
    """A sound project with some fields changed; fiscal money follows the budget unless it is given."""
    whole: dict[str, Any] = {
        "name": "云溪镇村内道路硬化工程",
        "unit": "云溪镇人民政府",
        "budget": "96万元",
        "purpose": "用于硬化村内道路3.2公里，方便群众出行。",
        "goals": ["硬化村内道路3.2公里，10月底前完工，方便1100人出行。"],
    }
    whole |= fields
    whole.setdefault("fiscal", whole["budget"])
    whole["goals"] = tuple(whole["goals"])
    return Project(**whole)


def rows_of(lines: Sequence[str]) -> tuple[Indicator, ...]:
    """``二级 | 三级 | 描述 | 指标值 | 依据 | 权重`` lines as indicators; ``一级/二级`` in the first cell as a form may print them."""
    rows = []
    for position, line in enumerate(lines, start=1):
        level2, name, description, value, basis, weight = (cell.strip() for cell in (line + " |" * 5).split("|")[:6])
        first, printed, second = level2.rpartition("/")
        levels = decide(first or None, second)
        raw = {"level1_raw": first if first != levels.level1 else None, "level2_raw": second if second != levels.level2 else None}
        fields = {"name": name, "description": description or None, "value": value, "basis": basis or None, "weight": weight or None}
        rows.append(Indicator(level1=levels.level1, level2=levels.level2, row=position, **fields, **(raw if printed else {})))
    return tuple(rows)


def table_of(
    project: dict[str, Any] | None = None,
    rows: Sequence[str] = SOUND_ROWS,
    *,
    number: int = 1,
    file: str = "云溪镇.txt",
    truncated: bool = False,
    heading: str | None = None,
    field: str | None = None,
    printed: Sequence[str] = (),
) -> TargetTable:
    """A table of the Hebei form; ``printed`` are project cells that the form has, whether filled or not."""
    return TargetTable(
        source=Source(file=file, table=number),
        form="hebei",
        project=sound_project(**(project or {})),
        indicators=rows_of(rows),
        truncated=truncated,
        heading=Heading(text=heading, field=field) if heading is not None else None,
        cells={name: CellRef(line=1) for name in printed},
    )
