"""A target table in the making: the project's fields, rows with what became of them, and what else was suggested.

It lives in the browser's tab (session storage), so that a reload or a restart of the service loses nothing and the service keeps no draft.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Self
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhibiao.domain.levels import HOME
from zhibiao.domain.tables import MAX_NAME, MAX_TEXT, Indicator, Project, TargetTable, checked_project
from zhibiao.language.normalise import key
from zhibiao.messages import InputError
from zhibiao.recommend.suggestion import Abstention, ModelName, Question, SuggestedIndicator, Suggestion
from zhibiao_service.page.backend import RowDecision

MAX_ROWS = 100
Cell = Literal["name", "description", "value", "basis", "level2"]
CELLS: tuple[Cell, ...] = ("name", "description", "value", "basis")
LIMITS: dict[str, int] = {"name": MAX_NAME, "description": MAX_TEXT, "value": MAX_NAME, "basis": MAX_TEXT}
# As forms print them: output, cost where it is a level 1 of its own, benefit, satisfaction.
LEVELS = (
    "数量指标", "质量指标", "时效指标", "成本指标", "经济成本指标", "社会成本指标", "生态环境成本指标",
    "经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "服务对象满意度指标",
)  # fmt: skip
PROJECT_FIELDS = ("name", "unit", "year", "budget", "purpose", "goals")


def _new_id() -> str:
    return uuid4().hex[:12]


class Row(BaseModel):
    """A row as edited. ``suggested`` is what it was suggested as, ``None`` for a row of the drafter's own."""

    model_config = ConfigDict(validate_assignment=True)

    id: str = Field(default_factory=_new_id)
    level2: str
    name: str = Field(default="", max_length=MAX_NAME)
    description: str = Field(default="", max_length=MAX_TEXT)
    value: str = Field(default="", max_length=MAX_NAME)
    basis: str = Field(default="", max_length=MAX_TEXT)
    accepted: bool = False
    suggested: SuggestedIndicator | None = None

    @classmethod
    def of(cls, suggested: SuggestedIndicator) -> Self:
        """A row as suggested."""
        return cls(
            level2=suggested.level2 or "数量指标",
            name=suggested.name,
            description=suggested.description or "",
            value=suggested.value.raw,
            basis=suggested.basis or "",
            suggested=suggested,
        )

    @property
    def level1(self) -> str:
        return HOME[self.level2]

    @property
    def is_edited(self) -> bool:
        """Whether a suggested row was changed."""
        return self.suggested is not None and self._cells != Row.of(self.suggested)._cells

    @property
    def is_kept(self) -> bool:
        """Whether a person had a hand in it: such rows stay when a table is suggested anew."""
        return self.accepted or self.suggested is None or self.is_edited

    @property
    def _cells(self) -> tuple[str, ...]:
        return (self.level2, self.name, self.description, self.value, self.basis)

    @property
    def is_open(self) -> bool:
        """Whether its value waits for a number (``≥__公里``)."""
        return "__" in self.value or not self.value.strip()

    def indicator(self, number: int | None = None) -> Indicator:
        """The row as a row of a table."""
        given = self.suggested
        return Indicator(
            level1=given.level1 if given is not None and given.level2 == self.level2 else self.level1,
            level2=self.level2,
            name=self.name.strip(),
            description=self.description.strip() or None,
            value=self.value.strip(),
            basis=self.basis.strip() or None,
            row=number,
        )

    def decision(self) -> RowDecision:
        """What became of it, as feedback says it."""
        if self.suggested is None:
            return RowDecision("added", final=self.indicator())
        if self.is_edited:
            return RowDecision("edited", suggested=self.suggested, final=self.indicator())
        return RowDecision("accepted", suggested=self.suggested)


class Asked(BaseModel):
    """A question with the answer typed so far, and the rows (by id) that it fills."""

    question: Question
    rows: tuple[str, ...]
    answer: str = ""


class Draft(BaseModel):
    """Everything of a draft; its JSON is what the browser keeps."""

    id: str = Field(default_factory=_new_id)
    fields: dict[str, str] = Field(default_factory=lambda: dict.fromkeys(PROJECT_FIELDS, ""))
    rows: list[Row] = Field(default_factory=list, max_length=MAX_ROWS)
    alternatives: list[SuggestedIndicator] = Field(default_factory=list)
    questions: list[Asked] = Field(default_factory=list)
    abstained: list[Abstention] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    model: ModelName | None = None
    project: Project | None = None  # as understood when the table was suggested

    @classmethod
    def restored(cls, text: str | None) -> Self:
        """What the browser kept; a fresh draft where that cannot be read."""
        if not text:
            return cls()
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            return cls()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or suggested yet."""
        return not self.rows and not any(value.strip() for value in self.fields.values())

    def to_project(self) -> Project:
        """The project that the fields say.

        :raises InputError: a field that cannot be used, named.
        """
        typed = {name: value.strip() for name, value in self.fields.items()}
        given: dict[str, object] = {name: typed[name] for name in ("name", "unit", "purpose") if typed.get(name)}
        if typed.get("year"):
            given["year"] = typed["year"]
        if typed.get("budget"):
            given["budget"] = typed["budget"]
        goals = tuple(line.strip() for line in typed.get("goals", "").splitlines() if line.strip())
        return checked_project(**given, goals=goals)

    def wrong_fields(self) -> dict[str, str]:
        """By field, what is wrong with what was typed; empty when everything can be used."""
        wrong = {}
        for name in PROJECT_FIELDS:
            text = self.fields.get(name, "").strip()
            if not text:
                continue
            try:
                checked_project(**{name: (text,) if name == "goals" else text})
            except InputError as error:
                wrong[name] = str(error)
        return wrong

    def usable_project(self) -> Project:
        """The project with the fields that can be used, for an audit while somebody is still typing."""
        wrong = self.wrong_fields()
        rest = self.model_copy(update={"fields": {name: "" if name in wrong else value for name, value in self.fields.items()}})
        return rest.to_project()

    def take(self, suggestion: Suggestion) -> None:
        """Put a suggestion in: rows that a person had a hand in stay, the others give way."""
        kept = [row for row in self.rows if row.is_kept]
        have = {(row.level2, key(row.name)) for row in kept}
        fresh: list[Row] = []
        by_number: dict[int, str] = {}
        for number, suggested in enumerate(suggestion.indicators, start=1):
            if (suggested.level2, key(suggested.name)) not in have:
                row = Row.of(suggested)
                fresh.append(row)
                by_number[number] = row.id
        self.rows = in_order([*kept, *fresh])[:MAX_ROWS]
        self.alternatives = list(suggestion.alternatives)
        answers = {asked.question.question: asked.answer for asked in self.questions}
        self.questions = [
            Asked(question=q, rows=tuple(by_number[n] for n in q.fills if n in by_number), answer=answers.get(q.question, ""))
            for q in suggestion.questions
        ]
        self.abstained, self.warnings = list(suggestion.abstained), list(suggestion.warnings)
        self.model, self.project = suggestion.model, suggestion.project
        if not self.fields.get("goals", "").strip() and suggestion.goals:
            self.fields["goals"] = "\n".join(suggestion.goals)

    def row(self, identity: str) -> Row | None:
        """The row with this id."""
        return next((row for row in self.rows if row.id == identity), None)

    def add(self, row: Row) -> bool:
        """Put a row in its place among those of its level; ``False`` where the table is full."""
        if len(self.rows) >= MAX_ROWS:
            return False
        self.rows = in_order([*self.rows, row])
        return True

    def remove(self, row: Row) -> None:
        """Take a row out."""
        self.rows = [one for one in self.rows if one.id != row.id]

    def table(self) -> TargetTable:
        """The table as edited, in the order shown, with what of the project can be used."""
        project = self.usable_project()
        if self.project is not None:
            known = {"kind": self.project.kind, "topics": self.project.topics, "function": self.project.function}
            project = project.model_copy(update=known)
        if project.budget is not None and project.fiscal is None:
            project = project.model_copy(update={"fiscal": project.budget})
        return TargetTable(form="hebei", project=project, indicators=tuple(row.indicator(n) for n, row in enumerate(self.rows, start=1)))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows by level 1 and level 2 as forms print them, those of one level as they came."""
    return sorted(rows, key=lambda row: LEVELS.index(row.level2))


def grouped(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by level 1, in order."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.level1, []).append(row)
    return list(groups.items())
