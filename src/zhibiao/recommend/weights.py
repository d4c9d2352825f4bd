"""权重: how much each row of a table counts, in whole numbers that sum to what the form wants.

At the target stage the rows of a table sum to 90: 成本 20, 产出 40, 效益 20, 满意度 10; without 成本 产出 50 and 效益 30; without 满意度
效益 10 more. 预算执行率, the other 10, comes at self-evaluation and is never a row. Some systems want 100 of the rows alone: the shares
are scaled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zhibiao.domain.levels import HOME, LEVEL1
from zhibiao.messages import InputError, say
from zhibiao.recommend.candidate import COST, QUANTITY, group_of

SUM = 90
SHARES: Mapping[str, int] = {"成本指标": 20, "产出指标": 40, "效益指标": 20, "满意度指标": 10}
WITHOUT_COST: Mapping[str, int] = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
_COST, _SATISFACTION = "成本指标", "满意度指标"
# What a row is worth beside a plain one of its part: a main output, one that the drafter himself named, a count of what is done.
_CORE, _DESCRIBED, _COUNTED = 1.5, 1.4, 1.2


class Weighed(NamedTuple):
    """What of a row decides its weight. ``score`` is how well it fits, 0 to 1."""

    level2: str
    score: float = 0.5
    core: bool = False
    described: bool = False

    @property
    def part(self) -> str:
        """The level 1 whose share it takes part in: cost is cost wherever a form prints it."""
        if self.level2 not in HOME:
            raise InputError(say(f"“{self.level2}”不是二级指标，无法分配权重。", f"“{self.level2}” is no level 2; it can have no weight."))
        return _COST if group_of(self.level2) == COST else HOME[self.level2]

    @property
    def importance(self) -> float:
        """Above 0; a row of a part never weighs less than one of less importance."""
        worth = 0.5 + min(max(self.score, 0.0), 1.0) / 2
        worth *= _CORE if self.core else 1.0
        worth *= _DESCRIBED if self.described else 1.0
        return worth * (_COUNTED if group_of(self.level2) == QUANTITY else 1.0)


def weights(
    rows: Sequence[Weighed],
    total: int = SUM,
    shares: Mapping[str, int] = SHARES,
    without_cost: Mapping[str, int] = WITHOUT_COST,
    satisfaction_falls_to: str = "效益指标",
) -> list[int]:
    """A weight for every row, in their order: whole numbers of at least 1 that sum to ``total`` exactly.

    Each level 1 gets its share, each row of it by importance; what rounding leaves goes to the largest remainders. Where a level 1 has
    more rows than points, the one with most to spare gives.

    :param shares: points by level 1 of a table that has every level 1; scaled when they do not sum to ``total``.
    :param without_cost: the same of a table without cost rows.
    :param satisfaction_falls_to: the level 1 that gets the share of satisfaction where a table has none.
    :raises InputError: more rows than points, shares that are none, or a row whose level 2 is none.
    """
    if not rows:
        return []
    if len(rows) > total:
        raise InputError(
            say(
                f"{len(rows)}行指标分不了{total}分权重，请减少行数或提高权重合计。",
                f"{len(rows)} rows cannot share a weight of {total}; take fewer rows or a larger sum.",
            )
        )
    parts: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        parts[row.part].append(place)
    claims = dict(_checked(shares if _COST in parts else without_cost))
    if _SATISFACTION not in parts:
        claims[satisfaction_falls_to] = claims.get(satisfaction_falls_to, 0) + claims.get(_SATISFACTION, 0)
    points = _points({part: len(parts[part]) for part in LEVEL1 if part in parts}, total, claims)
    given = [0] * len(rows)
    for part, places in parts.items():
        for place, weight in zip(places, _divide(points[part], [rows[place].importance for place in places]), strict=True):
            given[place] = weight
    return given


def _checked(shares: Mapping[str, int]) -> Mapping[str, int]:
    if any(part not in LEVEL1 for part in shares) or any(share < 0 for share in shares.values()) or not any(shares.values()):
        raise InputError(
            say(
                f"权重分配{dict(shares)}不能使用，请给出{'、'.join(LEVEL1)}各自不小于0的分数。",
                f"the shares {dict(shares)} cannot be used; give points of at least 0 for {', '.join(LEVEL1)}.",
            )
        )
    return shares


def _points(sizes: Mapping[str, int], total: int, claims: Mapping[str, int]) -> dict[str, int]:
    """Points of each level 1 that the table has: its claim, scaled to ``total``, at least one a row."""
    mine = [claims.get(part, 0) for part in sizes]
    points = dict(zip(sizes, _apportioned(total, mine if any(mine) else list(sizes.values())), strict=True))
    while poor := next((part for part in sizes if points[part] < sizes[part]), None):
        rich = max(sizes, key=lambda part: points[part] - sizes[part])
        points[poor], points[rich] = points[poor] + 1, points[rich] - 1
    return points


def _divide(points: int, importance: Sequence[float]) -> list[int]:
    """One point to every row, the rest by importance."""
    return [1 + more for more in _apportioned(points - len(importance), importance)]


def _apportioned(points: int, claims: Sequence[float]) -> list[int]:
    """``points`` in whole numbers by claim: the whole part of each quota, then one to each of the largest remainders (Hamilton's method),
    equal ones in order of claim and place. A larger claim never gets less."""
    total = sum(claims)
    quotas = [points * claim / total for claim in claims]
    given = [int(quota) for quota in quotas]
    order = sorted(range(len(claims)), key=lambda n: (-(quotas[n] - given[n]), -claims[n], n))
    left = points - sum(given)
    for place in order[:left]:
        given[place] += 1
    return given
