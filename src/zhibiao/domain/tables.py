"""What a target table is: project, indicators, and the document they stand in. No I/O, no models."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from zhibiao.domain.values import Number, TargetValue
from zhibiao.language.dates import FIRST_YEAR, LAST_YEAR
from zhibiao.language.normalise import clean_cell
from zhibiao.messages import InputError, say

MAX_NAME = 300  # longer than any project or indicator name seen; longer ones are pasted paragraphs
MAX_TEXT = 20_000  # a purpose, a goal, a description


class Model(BaseModel):
    """Frozen, closed to unknown fields; JSON is :meth:`model_dump` with ``mode="json"``."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Name = Annotated[str, Field(max_length=MAX_NAME)]
Text = Annotated[str, Field(max_length=MAX_TEXT)]


class Money(Model):
    """An amount as written and in 元 (``None`` where the words name no amount)."""

    raw: str
    yuan: Number | None = None

    @classmethod
    def parse(cls, text: str, unit: str | None = None) -> Self:
        """Read an amount; ``unit`` (元, 万元 …) holds for a bare number. Never raises: ``yuan`` is ``None`` for "若干"."""
        value = TargetValue.parse(text, unit=unit)
        whole = value.yuan if value.kind == "money" and value.upper is None and "/" not in (value.unit or "") else None
        if whole is None and value.kind == "count" and value.unit is None and unit is None and value.text is None:
            whole = value.number  # a bare number without any unit is in 元
        return cls(raw=clean_cell(text), yuan=whole)


def _money_from_text(value: Any, handler: ValidatorFunctionWrapHandler) -> Money | None:
    """``"54.7万元"`` or a number (元) given by a caller must be an amount; a :class:`Money` read from a document need not."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        value = f"{value}元"
    if isinstance(value, str):
        value = Money.parse(value)
        if value.yuan is None:
            shown = value.raw[:40]
            raise ValueError(say(f"“{shown}”不是金额，请写成“54.7万元”或“547000元”", f"“{shown}” is no amount; write 54.7万元 or 547000元"))
    if isinstance(value, Money) and value.yuan is not None and not 0 <= value.yuan < Decimal(10) ** 15:
        raise ValueError(say(f"金额“{value.raw[:40]}”超出范围", f"the amount “{value.raw[:40]}” is out of range"))
    return handler(value)  # type: ignore[no-any-return]


Amount = Annotated[Money | None, WrapValidator(_money_from_text)]


class FundingLine(Model):
    """A line of money beyond 财政资金 and 其他资金 (政府性基金, 专户 …)."""

    label: str
    raw: str
    yuan: Number | None = None


class PlanStep(Model):
    """Cumulative spending by a date: label as printed (``3月底``), percent ``None`` where the cell is blank."""

    label: str
    percent: Number | None = None


class Coded(Model):
    """A class a project was put in: 项目类型 (K01 …) or 支出功能分类 (213 …), with the confidence of that, 0 to 1."""

    code: str
    name: str
    confidence: float


class TopicGuess(Model):
    """A topic (资金用途) of the library, with confidence 0 to 1."""

    id: str
    name: str
    confidence: float


class Project(Model):
    """项目: who spends how much on what, and to which end."""

    name: Name = ""
    code: Name | None = None
    unit: Name | None = None
    year: int | None = Field(default=None, ge=FIRST_YEAR, le=LAST_YEAR)
    budget: Amount = None
    fiscal: Amount = None
    other: Amount = None
    purpose: Text | None = None
    goals: tuple[Text, ...] = ()
    spending_plan: tuple[PlanStep, ...] = ()
    funding: tuple[FundingLine, ...] = ()
    kind: Coded | None = None
    topics: tuple[TopicGuess, ...] = ()
    function: Coded | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_plain_fields(cls, data: Any) -> Any:
        if isinstance(data, dict):
            data = {k: clean_cell(v) if k in ("name", "purpose", "unit") and isinstance(v, str) else v for k, v in data.items()}
            if isinstance(data.get("goals"), str):
                data["goals"] = (data["goals"],)
        return data

    @property
    def text(self) -> str:
        """Name, purpose and goals in one string, as retrieval reads a project."""
        return "。".join(part for part in (self.name, self.purpose or "", *self.goals) if part)


def checked_project(**fields: Any) -> Project:
    """A project from a user's fields.

    :raises InputError: one sentence naming the field, what is wrong and what to do.
    """
    try:
        return Project(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else "project"
        raise InputError(_field_problem(field, first, fields.get(field))) from None


def _field_problem(field: str, problem: Any, given: Any) -> str:
    called = f"{_CALLED[field]}（{field}）" if field in _CALLED else f"字段{field}"
    match field, problem["type"]:
        case "year", _:
            return say(
                f"年度（year）“{given}”不在{FIRST_YEAR}至{LAST_YEAR}之间，请填四位年份，如2025。",
                f"year “{given}” is not between {FIRST_YEAR} and {LAST_YEAR}; give four digits such as 2025.",
            )
        case _, "string_too_long":
            limit, size = problem["ctx"]["max_length"], len(str(given))
            zh, en = ("", "") if field == "purpose" else ("或改填到资金用途", " or put it under purpose")
            return say(
                f"{called}有{size}字，超过{limit}字的上限，请缩短{zh}。",
                f"field {field} has {size} characters, more than the limit of {limit}; shorten it{en}.",
            )
        case _, "value_error":
            return say(f"{called}：{problem['ctx']['error']}。", f"field {field}: {problem['ctx']['error']}.")
    return say(f"{called}的内容无法使用：{problem['msg']}。", f"field {field} cannot be used: {problem['msg']}.")


# What clerks call the fields that they fill in.
_CALLED = {"name": "项目名称", "unit": "单位", "year": "年度", "budget": "预算", "purpose": "资金用途", "goals": "绩效目标"}


@dataclass(frozen=True, slots=True)
class CellRef:
    """Where a cell stands in its file: line (1-based) in formats with lines, else table, row and column (0-based)."""

    line: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


class Indicator(Model):
    """One row of a target table: 一级 | 二级 | 三级 | 描述 | 指标值 | 依据.

    ``level1`` and ``level2`` are standard names (:mod:`zhibiao.domain.levels`), ``None`` where the form's words do not decide;
    the ``_raw`` names stand only where the form wrote something else. ``row`` counts all rows of the table from 1.
    """

    level1: str | None = None
    level2: str | None = None
    name: Name = ""
    description: Text | None = None
    value: TargetValue = TargetValue(raw="", kind="empty")
    basis: Text | None = None
    weight: Number | None = None
    row: int | None = None
    line: int | None = None
    actual: str | None = None
    score: str | None = None
    direction: str | None = None
    core: bool | None = None
    period: Literal["annual", "long"] | None = None
    level1_raw: str | None = None
    level2_raw: str | None = None
    cells: dict[str, CellRef] = Field(default_factory=dict, exclude=True, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _value_from_text(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("value"), str):
            data = data | {"value": TargetValue.parse(data["value"])}
        return data

    @property
    def is_blank(self) -> bool:
        """A row with a level and nothing else."""
        return not (self.name or self.description or self.value.raw.strip() or self.basis)


class Source(Model):
    """Where a table came from: base name of the file, number of the table in it from 1, line of its first row, sheet of a workbook."""

    file: str
    table: int
    line: int | None = None
    sheet: str | None = Field(default=None, exclude_if=lambda none: none is None)


class Heading(Model):
    """The heading above a table and the text of its TC field (the entry it makes in the 目录)."""

    text: str
    field: str | None = None
    line: int | None = None


class TargetTable(Model):
    """项目绩效目标表: a project and its indicator rows."""

    source: Source | None = None
    form: str | None = None
    document_kind: Literal["target", "self-evaluation", "monitoring"] = "target"
    heading: Heading | None = None
    project: Project = Project()
    indicators: tuple[Indicator, ...] = ()
    truncated: bool = False
    cells: dict[str, CellRef] = Field(default_factory=dict, exclude=True, repr=False)

    @property
    def filled(self) -> tuple[Indicator, ...]:
        """The rows that are not blank."""
        return tuple(row for row in self.indicators if not row.is_blank)


class SubGoal(Model):
    """分项绩效目标: a line of work with its goal and indicators in words."""

    title: str | None = None
    goal: str | None = None
    indicators: str | None = None
    line: int | None = None


class StatedTotal(Model):
    """A total that the narrative states: 项目支出 1414.1万元."""

    label: str
    raw: str
    yuan: Number
    line: int | None = None
    quote: str = ""


class Repair(Model):
    """Something put right while reading: where and what. ``confidence`` only where it is a guess."""

    where: str
    what: str
    confidence: float | None = None


def whole_document() -> str:
    """``where`` of a repair that concerns no single place."""
    return say("全文", "whole document")


class Unread(Model):
    """Something that could not be read, kept as it was with the reason."""

    where: str
    text: str
    why: str


class Document(Model):
    """A department's document: narrative and target tables, with what was repaired and what could not be read."""

    file: str
    title: str | None = None
    unit: str | None = None
    year: int | None = None
    overall_goals: tuple[str, ...] = ()
    sub_goals: tuple[SubGoal, ...] = ()
    stated_totals: tuple[StatedTotal, ...] = ()
    contents: tuple[str, ...] = ()
    tables: tuple[TargetTable, ...] = ()
    repairs: tuple[Repair, ...] = ()
    unread: tuple[Unread, ...] = ()
