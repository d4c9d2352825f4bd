"""A candidate row: what one of the three sources proposes, before candidates are merged, ranked and given their values."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhibiao.domain.values import TargetValue
from zhibiao.knowledge.library import Entry
from zhibiao.recommend.stated import Role
from zhibiao.recommend.suggestion import Evidence, SourceOfRow, ValueEvidence

QUANTITY, QUALITY, TIMELINESS, COST, BENEFIT, SATISFACTION = "数量", "质量", "时效", "成本", "效益", "满意度"
GROUPS = (QUANTITY, QUALITY, TIMELINESS, COST, BENEFIT, SATISFACTION)

_GROUP = {
    "数量指标": QUANTITY, "质量指标": QUALITY, "时效指标": TIMELINESS, "成本指标": COST, "经济成本指标": COST, "社会成本指标": COST,
    "生态环境成本指标": COST, "经济效益指标": BENEFIT, "社会效益指标": BENEFIT, "生态效益指标": BENEFIT, "可持续影响指标": BENEFIT,
    "服务对象满意度指标": SATISFACTION,
}  # fmt: skip


def group_of(level2: str | None) -> str | None:
    """The type of a row (数量 质量 时效 成本 效益 满意度) from its level 2."""
    return _GROUP.get(level2 or "")


@dataclass(slots=True)
class Candidate:
    """One proposed row. ``score`` is 0 to 1; ``value`` is ``None`` until a ground for it is found."""

    level2: str
    name: str
    score: float
    sources: tuple[SourceOfRow, ...]
    evidence: list[Evidence]
    idea: str | None = None
    core: bool = False
    entry: Entry | None = None
    value: TargetValue | None = None
    value_evidence: ValueEvidence | None = None
    basis: str | None = None
    description: str | None = None
    names: list[str] = field(default_factory=list)
    near: bool = False  # of a topic that is only near, or said already by another row: an alternative, in the table only where it is thin
    role: Role | None = None  # of what the description counts: only outputs must be rows
    place: int | None = None  # where in the description an output stands
    subject: str | None = None  # what is counted, bought, paid or priced: rows of one subject are not taken twice

    @property
    def group(self) -> str:
        return _GROUP[self.level2]

    @property
    def is_stated(self) -> bool:
        """Whether the description gives the value."""
        return self.value_evidence is not None and self.value_evidence.from_ == "description"

    @property
    def is_filled(self) -> bool:
        """Whether a value with a number, a date or words is there."""
        return self.value is not None and not self.value.is_open and self.value.kind != "empty"
