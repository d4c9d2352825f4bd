"""What can be found in a description: one fact with the place it was found at."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

FactKind = Literal["count", "people", "money", "unit_cost", "deadline", "rate"]
Role = Literal["beneficiary", "payee"]
Part = Literal[
    "output", "reach", "recipient", "price", "amount", "total", "effect", "quality", "deadline", "frequency", "part", "background", "none"
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a project description.

    - ``count``: ``number`` ``unit`` of ``object`` (新建泵站1座: 1, 座, 泵站, verb 新建); ``measure`` names what is measured where it is
      said (全长, 建筑面积). A count per something has it in its unit (2名/村, 500吨/日).
    - ``people``: whom the project serves or pays (``role``); ``number`` is ``None`` where only the group is named. ``measure`` of a
      beneficiary is the deed done for them where it has a name of its own (宫颈癌和乳腺癌检查).
    - ``money``: an amount for ``object``; ``total`` marks sums of other amounts (共计, 总投资). An amount that the project brings
      about and does not spend has its ``verb`` (带动|技改投资|1800万元); what is spent has none.
    - ``unit_cost``: an amount per unit; ``unit`` is compound (元/人·月). Here too a ``verb`` marks a result (户均|增收|3200元).
    - ``deadline``: ``date`` is the last day named, ``None`` without a year; the words stand in ``measure``, ``verb`` says what is to be
      done by then. A term (工期90天) has ``number`` and ``unit`` instead.
    - ``rate``: a target rate (``object`` 验收合格率, ``number`` 95, unit %).

    ``number`` is in ``unit`` as written; ``upper`` closes a range; ``operator`` is the sign said (``None`` when none is), never
    invented; ``approximate`` marks 约, 近, 余. ``text[start:end] == quote`` in the text the fact was found in.

    What the learned reader makes of a number stands beside: ``part`` is what it is to the project, ``name`` the words of its row.
    """

    kind: FactKind
    quote: str
    start: int
    end: int
    number: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    operator: str | None = None
    approximate: bool = False
    object: str | None = None
    verb: str | None = None
    measure: str | None = None
    role: Role | None = None
    date: datetime.date | None = None
    total: bool = False
    part: Part | None = None
    name: str | None = None
