"""What the users of an audit decided beside its rules: other severities, suppressions with a reason, findings already known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from zhibiao.audit.catalogue import expand
from zhibiao.audit.findings import SEVERITIES, Severity, UsedSuppression
from zhibiao.audit.locate import Located
from zhibiao.domain.tables import Model
from zhibiao.language.normalise import key
from zhibiao.messages import InputError, say


class Suppression(Model):
    """Findings not to be listed: ``project`` is the name or the code of a project, ``codes`` are codes or families, and ``reason``
    says to the next reader why."""

    project: Annotated[str, Field(min_length=1)]
    codes: Annotated[tuple[str, ...], Field(min_length=1)]
    reason: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class Decisions:
    """Severities by rule code, suppressions, and the fingerprints that a baseline knows."""

    severities: Mapping[str, Severity] = field(default_factory=dict)
    suppressions: tuple[Suppression, ...] = ()
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, severity: Mapping[str, str] | None = None, suppress: Iterable[Suppression] = (), baseline: Iterable[str] = ()) -> Decisions:
        """Check and settle: in ``severity`` a code goes before its family.

        :raises InputError: an unknown code, family or severity.
        """
        settled: dict[str, Severity] = {}
        for entry, word in sorted((severity or {}).items(), key=lambda item: len(item[0])):
            chosen = next((one for one in SEVERITIES if one == word), None)
            if chosen is None:
                raise InputError(
                    say(
                        f"规则{entry[:20]}的严重程度“{str(word)[:20]}”无法识别，请用error、warning或info。",
                        f"rule {entry[:20]}: unknown severity “{str(word)[:20]}”; use error, warning or info.",
                    )
                )
            settled |= dict.fromkeys(expand([entry]), chosen)
        suppressions = tuple(one.model_copy(update={"codes": tuple(sorted(expand(one.codes)))}) for one in suppress)
        return cls(settled, suppressions, frozenset(baseline))

    def weighed(self, found: Sequence[Located]) -> list[Located]:
        """The findings with the severities that were decided for their rules."""
        if not self.severities:
            return list(found)
        return [
            one._replace(finding=one.finding.model_copy(update={"severity": self.severities[one.finding.code]}))
            if one.finding.code in self.severities
            else one
            for one in found
        ]

    def suppressed(self, found: Sequence[Located]) -> tuple[list[Located], list[int]]:
        """The findings that stay, and how many each suppression took."""
        taken = [0] * len(self.suppressions)
        if not taken:
            return list(found), taken
        projects = [key(one.project) for one in self.suppressions]
        kept: list[Located] = []
        for located in found:
            names = {key(name) for name in (located.finding.project, located.project_code) if name}
            place = next((n for n, one in enumerate(self.suppressions) if located.finding.code in one.codes and projects[n] in names), None)
            if place is None:
                kept.append(located)
            else:
                taken[place] += 1
        return kept, taken

    def unknown(self, found: Sequence[Located]) -> list[Located]:
        """The findings that the baseline does not know."""
        return [one for one in found if one.finding.fingerprint not in self.known] if self.known else list(found)

    def used(self, taken: Sequence[int]) -> tuple[UsedSuppression, ...]:
        """The suppressions with how many findings each took."""
        return tuple(
            UsedSuppression(project=one.project, codes=one.codes, reason=one.reason, findings=count)
            for one, count in zip(self.suppressions, taken, strict=True)
        )
