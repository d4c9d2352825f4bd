"""Fields of a table that stand in lines of their own above it: 项目名称：…, 预算数：…, 资金用途：…."""

from __future__ import annotations

import re

from zhibiao.documents import vocabulary
from zhibiao.documents.project_part import ProjectPart

_FIELDS = ("name", "code", "unit", "year", "budget", "purpose")
_GOAL = re.compile(r"\s*(?:年度|总体|项目)*(?:绩效)?(?:总体)?目标[：:]\s*(?P<goal>\S.+)", re.DOTALL)


class LinesAbove:
    """The lines met since the last table; whatever else stands between parts them from the next."""

    def __init__(self) -> None:
        self._met: list[vocabulary.Label] = []

    def take(self, text: str) -> bool:
        """Whether a paragraph is such a line; it is kept then."""
        found = vocabulary.label(text)
        if found is None and self._met and (goal := _GOAL.fullmatch(text)):
            found = vocabulary.Label("goal", "目标", inline=goal["goal"])
        if found is None or not found.inline or found.field not in (*_FIELDS, "goal"):
            return False
        self._met.append(found)
        return True

    def clear(self) -> None:
        self._met.clear()

    def give(self, project: ProjectPart) -> None:
        """Put the fields into the table that follows; what its own rows say takes their place."""
        for found in self._met:
            project.add(found.field, found.inline or "", unit=found.unit)
        self.clear()
