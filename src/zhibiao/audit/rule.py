"""What a rule is: a small class that looks at a row, a table or a document and yields hits. The engine does the rest."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Literal, Protocol, TypeVar

from zhibiao.audit.findings import Field, Proposal, Severity
from zhibiao.domain.tables import Document, Indicator, Project, TargetTable
from zhibiao.language.normalise import key
from zhibiao.messages import say

Scope = Literal["row", "table", "document"]


class FormProfile(Protocol):
    """What rules ask of a form profile; see :class:`zhibiao.knowledge.forms.Profile`.

    ``required`` maps a level 2 (or 效益指标, 满意度指标, 成本指标 for the whole group) to the severity of its absence (``error``,
    ``warning``, ``info``). ``weight_sums`` are the sums of weights taken as right, none where the form has no weights;
    ``spending_plan`` is ``None`` where it has no plan, ``basis`` whether it has that column, picklists ``None`` where it has none.
    """

    @property
    def name(self) -> str: ...
    @property
    def required(self) -> Mapping[str, str]: ...
    @property
    def weight_sums(self) -> Sequence[int]: ...
    @property
    def spending_plan(self) -> Sequence[str] | None: ...
    @property
    def basis(self) -> bool: ...
    @property
    def operators(self) -> Sequence[str] | None: ...
    @property
    def units(self) -> Sequence[str] | None: ...
    @property
    def qualitative(self) -> Sequence[str] | None: ...
    @property
    def name_length(self) -> int | None: ...


class Judged(Protocol):
    """What is known of an indicator's fit; see :class:`zhibiao.model.judgement.Judgement`."""

    @property
    def fit(self) -> float | None: ...
    @property
    def misfit(self) -> bool: ...
    @property
    def doubtful(self) -> bool: ...
    @property
    def foreign(self) -> Sequence[str]: ...
    @property
    def topics(self) -> Sequence[str]: ...
    @property
    def company(self) -> int: ...


class Class(Protocol):
    """A kind, function or topic that a project may be, with how far that is believed (0 to 1)."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def probability(self) -> float: ...


class Classified(Protocol):
    """What a project may be, best first; see :class:`zhibiao.model.matching.Classification`."""

    @property
    def kind(self) -> Sequence[Class]: ...
    @property
    def function(self) -> Sequence[Class]: ...
    @property
    def topic(self) -> Sequence[Class]: ...


class Knowledge(Protocol):
    """What rules ask of library and corpus. ``file`` is the document under audit, whose own tables never vouch for it."""

    @property
    def can_judge(self) -> bool: ...
    def repeated(self, tables: Sequence[TargetTable]) -> Sequence[Sequence[int]]: ...
    def judge_tables(
        self, tables: Sequence[TargetTable], repeated: Sequence[Sequence[int]], file: str | None
    ) -> Sequence[Sequence[Judged]]: ...
    def instead(self, project: Project, level2: str | None) -> Sequence[Indicator]: ...
    def classify(self, project: Project) -> Classified: ...
    def levels(self, indicator: Indicator) -> Sequence[tuple[str, float]]:
        """Every level 2 with its probability, best first; empty where no classifier was learned."""
        ...

    def is_common(self, name: str, level2: str | None) -> bool:
        """Whether any project may have an indicator of this name."""
        ...

    def closest(self, text: str, others: Sequence[str]) -> float | None:
        """How near the nearest of ``others`` comes to ``text`` in meaning (cosine); ``None`` where no encoder was learned."""
        ...

    def benefits(self, project: Project) -> Sequence[str]:
        """The benefit types that projects of this topic have, most telling first; empty where no topic leads."""
        ...


@dataclass(frozen=True, slots=True)
class Requirements:
    """A form profile as plain data."""

    name: str
    required: Mapping[str, str]
    weight_sums: Sequence[int] = ()
    spending_plan: Sequence[str] | None = None
    basis: bool = True
    operators: Sequence[str] | None = None
    units: Sequence[str] | None = None
    qualitative: Sequence[str] | None = None
    name_length: int | None = None


_TYPES: Mapping[str, Severity] = {
    "数量指标": "error", "质量指标": "error", "时效指标": "warning", "成本指标": "warning", "效益指标": "error", "满意度指标": "warning",
}  # fmt: skip
HEBEI = Requirements("hebei", _TYPES, spending_plan=("3月底", "6月底", "10月底", "12月底"))


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found, in the rule's own terms; the engine adds file, table, lines and fingerprint.

    ``table`` is needed from document rules only (``None``: the document itself is meant). ``level2`` and ``identity`` enter the
    fingerprint where neither row nor quote says what is meant (a missing type, a group of tables). ``removes`` are the rows that a
    safe fix takes out of the table; without it a fix is the new text of the row's cell that ``field`` names. ``primary_over`` is for
    a hit that stands over other rules than its rule does.
    """

    field: Field
    message: str
    severity: Severity | None = None
    row: Indicator | None = None
    table: TableView | None = None
    quote: str | None = None
    evidence: tuple[str, ...] = ()
    fix: str | None = None
    safe: bool = False
    suggestion: tuple[Proposal, ...] = ()
    confidence: float = 1.0
    summarised: bool = False
    level2: str | None = None
    identity: str | None = None
    removes: tuple[Indicator, ...] = ()
    primary_over: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class TableView:
    """A table as rules see it: with its number, its document, and the profile of its form (``None`` when unknown)."""

    table: TargetTable
    number: int
    profile: FormProfile | None
    document: DocumentView = field(repr=False)

    @property
    def project(self) -> Project:
        return self.table.project

    @cached_property
    def rows(self) -> tuple[Indicator, ...]:
        """The filled rows."""
        return tuple(row for row in self.table.indicators if key(row.name) or key(row.description or "") or key(row.value.raw))

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each row object first stands among all rows of the table, by its identity."""
        return {id(row): place for place, row in reversed(tuple(enumerate(self.table.indicators)))}

    @property
    def shown(self) -> str:
        """How messages name the table: number and project."""
        name = self.project.name[:30] or say("（无项目名称）", "(no project name)")
        return say(f"表{self.number}“{name}”", f"table {self.number} “{name}”")


@dataclass
class DocumentView:
    """A document as rules see it. ``source`` is ``None`` where bare tables were given. ``fits`` is filled by the rule that computes
    fit: (table number, row number) to 0–1."""

    file: str | None
    source: Document | None = None
    tables: tuple[TableView, ...] = ()
    knowledge: Knowledge | None = None
    fits: dict[tuple[int, int], float] = field(default_factory=dict)

    @cached_property
    def unit(self) -> str:
        """The unit that wrote the document, as far as document or tables say."""
        named = (self.source.unit if self.source else None, *(view.project.unit for view in self.tables))
        return next((name for name in named if name), "")


class Rule(ABC):
    """One rule of the catalogue. Its docstring is its documentation, in Chinese and in English.

    ``title`` is the Chinese name, ``name`` the English one as printed in reports. ``primary_over`` names codes or families whose
    findings on the same row are listed under this rule's own.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    scope: ClassVar[Scope]
    primary_over: ClassVar[tuple[str, ...]] = ()

    def unavailable(self, document: DocumentView) -> str | None:
        """Why the rule cannot run at all (no knowledge, say), or ``None``."""
        return None

    def skips(self, view: TableView) -> str | None:
        """Why the rule cannot run on this table, or ``None``."""
        return None

    def partial(self, document: DocumentView) -> str | None:
        """Why a part of the rule does not run on this document though the rule does, or ``None``."""
        return None

    @abstractmethod
    def run(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[tuple[TableView | None, Hit]]:
        """Every hit with its table."""


class RowRule(Rule):
    """A rule that looks at one row at a time."""

    scope = "row"

    @abstractmethod
    def check(self, row: Indicator, view: TableView) -> Iterable[Hit]:
        """Hits on one filled row."""

    def run(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[tuple[TableView | None, Hit]]:
        for view in tables:
            with _naming(self, view):
                for row in view.rows:
                    for hit in self.check(row, view):
                        yield view, hit


class TableRule(Rule):
    """A rule that looks at one table at a time."""

    scope = "table"

    @abstractmethod
    def check(self, view: TableView) -> Iterable[Hit]:
        """Hits in one table."""

    def run(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[tuple[TableView | None, Hit]]:
        for view in tables:
            with _naming(self, view):
                for hit in self.check(view):
                    yield view, hit


class DocumentRule(Rule):
    """A rule that compares the tables of a document, or reads its narrative."""

    scope = "document"

    @abstractmethod
    def check(self, document: DocumentView, tables: Sequence[TableView]) -> Iterable[Hit]:
        """Hits in one document; ``tables`` are those the rule does not skip."""

    def run(self, document: DocumentView, tables: Sequence[TableView]) -> Iterator[tuple[TableView | None, Hit]]:
        with _naming(self, None):
            for hit in self.check(document, tables):
                yield hit.table, hit


class RuleFailure(Exception):
    """A rule broke on a table; the engine turns it into a sentence for the user."""

    def __init__(self, rule: Rule, view: TableView | None) -> None:
        super().__init__(rule.code)
        self.rule, self.view = rule, view


class _naming:
    """Remember rule and table of whatever goes wrong inside."""

    def __init__(self, rule: Rule, view: TableView | None) -> None:
        self._rule, self._view = rule, view

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, RuleFailure):
            raise RuleFailure(self._rule, self._view) from error


_registry: dict[str, Rule] = {}
R = TypeVar("R", bound=Rule)


def register(rule: type[R]) -> type[R]:
    """Class decorator: put a rule into the catalogue.

    :raises ValueError: a code given twice, or a rule without documentation (a mistake in the program, not of the user).
    """
    if rule.code in _registry:
        raise ValueError(f"rule {rule.code} is registered twice")
    if not inspect.cleandoc(rule.__doc__ or ""):
        raise ValueError(f"rule {rule.code} has no documentation")
    _registry[rule.code] = rule()
    return rule


def rules() -> dict[str, Rule]:
    """The registered rules by code, in the order of the catalogue."""
    from zhibiao.audit import rules as families  # registers them

    del families
    order = "SRLVAWDP"
    return dict(sorted(_registry.items(), key=lambda item: (order.find(item[0][0]) % 100, item[0])))
