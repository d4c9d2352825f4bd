"""An estimated grade by the official review dimensions: 完整性 20, 相关性 30, 适当性 30, 可行性 20.

Source: the dimensions and grades 优/良/中/差 are those of 财预〔2015〕88号 (优 goes on, 良 is amended and goes on, 中 is amended and
handed in again, 差 stays out of the budget). How findings turn into points is this program's own choice, and so the result is an
estimate and never the bureau's decision:

A table starts with every dimension in full. A finding takes a share of its rule's dimension: error 50 %, warning 20 %, info 2 %; one
rule takes 80 % at most, and a dimension cannot fall below nothing. A table with an error is at best 中 (79), for an error is what a
reviewer sends back; one with a warning at best 良 (89). A file has the mean of its tables less what its findings about the document
take; several files have the mean weighted by tables. 优 from 90, 良 from 80, 中 from 60.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from zhibiao.audit.findings import Finding, Severity
from zhibiao.messages import say

DIMENSIONS = {"completeness": 20, "relevance": 30, "adequacy": 30, "feasibility": 20}
_OF_FAMILY = {
    "S": "completeness", "R": "relevance", "L": "relevance", "V": "relevance",
    "A": "adequacy", "W": "completeness", "D": "relevance", "P": "feasibility",
}  # fmt: skip
# Where a rule answers another question than its family.
_OF_RULE = {
    "S08": "relevance", "S09": "relevance", "S11": "relevance", "S10": "adequacy", "S12": "adequacy",
    "V06": "completeness", "V10": "completeness", "V12": "completeness", "V11": "adequacy",
    "A04": "relevance", "A08": "feasibility", "A09": "completeness", "D01": "adequacy", "P01": "completeness",
}  # fmt: skip
_TAKES: dict[Severity, int] = {"error": 50, "warning": 20, "info": 2}  # percent of the dimension
_RULE_AT_MOST = 80
_AT_BEST: dict[Severity, int] = {"error": 79, "warning": 89, "info": 100}
_GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))


def dimension(code: str) -> str:
    """The dimension that a rule belongs to: a key of :data:`DIMENSIONS`."""
    return _OF_RULE.get(code) or _OF_FAMILY.get(code[:1], "relevance")


def dimension_name(name: str) -> str:
    zh = {"completeness": "完整性", "relevance": "相关性", "adequacy": "适当性", "feasibility": "可行性"}
    return say(zh[name], name)


def remaining(findings: Iterable[Finding]) -> dict[str, int]:
    """What is left of each dimension, in hundredths of a point (``completeness`` 2000 when nothing was found)."""
    by_rule: dict[str, int] = defaultdict(int)
    for finding in findings:
        by_rule[finding.code] += _TAKES[finding.severity]
    taken: dict[str, int] = defaultdict(int)
    for code, share in by_rule.items():
        taken[dimension(code)] += min(share, _RULE_AT_MOST)
    return {name: weight * (100 - min(taken[name], 100)) for name, weight in DIMENSIONS.items()}


def table_score(findings: Sequence[Finding]) -> int:
    """Points of a table, 0 to 100, from the findings about it."""
    best = min((_AT_BEST[finding.severity] for finding in findings), default=100)
    return min(_rounded(sum(remaining(findings).values()), 100), best)


def file_score(tables: Sequence[int], document: Sequence[Finding]) -> int | None:
    """Points of a file: the mean of its tables less what the findings about the document take; ``None`` without tables."""
    if not tables:
        return None
    lost = 100 - _rounded(sum(remaining(document).values()), 100)
    return max(mean([(score, 1) for score in tables]) - lost, 0)


def mean(scores: Sequence[tuple[int, int]]) -> int:
    """The mean of (score, how many tables have it), rounded half up."""
    return _rounded(sum(score * count for score, count in scores), sum(count for _, count in scores))


def grade(score: int) -> str:
    """优, 良, 中 or 差."""
    return next(word for least, word in _GRADES if score >= least)


def grade_shown(word: str) -> str:
    english = {"优": "excellent", "良": "good", "中": "fair", "差": "poor"}
    return say(word, english.get(word, word))


def _rounded(number: int, by: int) -> int:
    return (2 * number + by) // (2 * by)
