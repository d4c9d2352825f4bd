"""What a target table is: levels, values, projects, documents. No I/O, no models."""

from zhibiao.domain.tables import Document, Indicator, Money, Project, TargetTable
from zhibiao.domain.values import TargetValue

__all__ = ["Document", "Indicator", "Money", "Project", "TargetTable", "TargetValue"]
