"""One primary finding per defect: what stands on one row or in one cell is told once, with the rest listed under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhibiao.audit.findings import SEVERITIES, Finding, Severity
from zhibiao.audit.locate import Located
from zhibiao.audit.rule import Rule

_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


@dataclass
class _Standing:
    """A finding and what it has taken under itself."""

    located: Located
    under: list[Located] = field(default_factory=list)


def merged(found: Sequence[Located], ruleset: Mapping[str, Rule]) -> list[Finding]:
    """One primary finding per defect: on one row a rule takes those it is declared primary over, and on one cell the worst takes
    the rest. Findings of one rule, and findings about a whole table or document, stand side by side."""
    by_row: dict[tuple[int | None, int], list[Located]] = defaultdict(list)
    standing: list[_Standing] = []
    for located in found:
        if located.row_id is None:
            standing.append(_Standing(located))
        else:
            by_row[located.finding.table, located.row_id].append(located)
    for group in by_row.values():
        standing += _primaries(group, ruleset)
    standing.sort(key=lambda item: _order(item.located.finding))
    return [_with_also(item) for item in standing]


def _primaries(group: list[Located], ruleset: Mapping[str, Rule]) -> list[_Standing]:
    def place(located: Located) -> tuple[int, int, str]:
        above = sum(_stands_over(other, located, ruleset) for other in group)
        return above, _RANK[located.finding.severity], located.finding.code

    kept: list[_Standing] = []
    for located in sorted(group, key=place):
        home = next((item for item in kept if _takes(item.located, located, ruleset)), None)
        if home is None:
            kept.append(_Standing(located))
        else:
            home.under.append(located)
    return kept


def _takes(primary: Located, other: Located, ruleset: Mapping[str, Rule]) -> bool:
    if primary.finding.code == other.finding.code:
        return False
    return _stands_over(primary, other, ruleset) or primary.finding.field == other.finding.field


def _stands_over(one: Located, other: Located, ruleset: Mapping[str, Rule]) -> bool:
    """Whether ``one`` takes ``other`` by declaration. A mere note is never primary over what is graver: there the graver takes it."""

    def declared(above: Located, below: Located) -> bool:
        own = above.hit.primary_over
        return _covers(ruleset[above.finding.code].primary_over if own is None else own, below.finding.code)

    if _is_note_on(other, one) and declared(other, one):
        return True
    return declared(one, other) and not _is_note_on(one, other)


def _is_note_on(one: Located, other: Located) -> bool:
    return one.finding.severity == "info" and other.finding.severity != "info"


def _covers(codes: Sequence[str], code: str) -> bool:
    return code in codes or code.rstrip("0123456789") in codes


def _with_also(item: _Standing) -> Finding:
    """The primary finding. It is as grave as the worst it stands for, and keeps the others' words as evidence."""
    finding = item.located.finding
    if not item.under:
        return finding
    others = [located.finding for located in item.under]
    worst: Severity = min((finding, *others), key=lambda one: _RANK[one.severity]).severity
    evidence = (*finding.evidence, *(f"{other.code} {other.message}" for other in others))
    also = tuple(dict.fromkeys(other.code for other in others))
    return finding.model_copy(update={"also": also, "severity": worst, "evidence": evidence})


def _order(finding: Finding) -> tuple[bool, int, int, int, str]:
    """By table, row and gravity, the document last; what is equal in these keeps the order its rule gave."""
    return finding.table is None, finding.table or 0, finding.row or 0, _RANK[finding.severity], finding.code
