"""The fields of a user's own template: ``{{project.name}}`` or ``{{项目名称}}``, and those of the one row that is repeated.

A template says where text goes and nothing else. There is no template language behind it: nothing is evaluated, so a template from a
stranger cannot run anything, and a slip is named instead of printed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from zhibiao.documents.form_columns import as_written, printed_rows, split_value
from zhibiao.domain.tables import Indicator, Money, Project, TargetTable
from zhibiao.language.numerals import plain
from zhibiao.messages import InputError, say

if TYPE_CHECKING:
    from zhibiao.knowledge.forms import Profile

Value = str | Decimal | None
_FIELD = re.compile(r"(?:\{\{|｛｛)\s*([^{}｛｝]{0,80}?)\s*(?:\}\}|｝｝)")
_STATEMENT = re.compile(r"\{%.{0,60}")
_STEP = re.compile(r"project\.plan\.(\d{1,2})\.(label|percent)")
MAX_STEPS = 12


def _raw(amount: Money | None) -> str | None:
    return amount.raw if amount else None


def _yuan(amount: Money | None) -> Decimal | None:
    return amount.yuan if amount else None


def _wan(amount: Money | None) -> Decimal | None:
    return amount.yuan / 10_000 if amount and amount.yuan is not None else None


def _plan(project: Project) -> str:
    return "，".join(f"{step.label}{'' if step.percent is None else plain(step.percent) + '%'}" for step in project.spending_plan)


# Field, its Chinese name, and what stands there.
_PROJECT: tuple[tuple[str, str, Callable[[Project], Value]], ...] = (
    ("project.name", "项目名称", lambda p: p.name),
    ("project.code", "项目编码", lambda p: p.code),
    ("project.unit", "预算单位", lambda p: p.unit),
    ("project.year", "年度", lambda p: str(p.year) if p.year else None),
    ("project.budget", "预算数", lambda p: _raw(p.budget)),
    ("project.budget.yuan", "预算数（元）", lambda p: _yuan(p.budget)),
    ("project.budget.wan", "预算数（万元）", lambda p: _wan(p.budget)),
    ("project.fiscal", "财政资金", lambda p: _raw(p.fiscal)),
    ("project.fiscal.yuan", "财政资金（元）", lambda p: _yuan(p.fiscal)),
    ("project.fiscal.wan", "财政资金（万元）", lambda p: _wan(p.fiscal)),
    ("project.other", "其他资金", lambda p: _raw(p.other)),
    ("project.other.yuan", "其他资金（元）", lambda p: _yuan(p.other)),
    ("project.other.wan", "其他资金（万元）", lambda p: _wan(p.other)),
    ("project.funding", "其他资金来源", lambda p: "，".join(f"{line.label}{line.raw}" for line in p.funding)),
    ("project.purpose", "资金用途", lambda p: p.purpose),
    ("project.goals", "绩效目标", lambda p: "\n".join(p.goals)),
    ("project.plan", "支出计划", _plan),
)
_ROW: tuple[tuple[str, str, Callable[[Indicator], Value]], ...] = (
    ("row.level1", "一级指标", lambda r: r.level1),
    ("row.level2", "二级指标", lambda r: r.level2),
    ("row.name", "三级指标", lambda r: ("★" if r.core else "") + r.name),
    ("row.description", "绩效指标描述", lambda r: r.description),
    ("row.value", "指标值", lambda r: as_written(r.value)),
    ("row.sign", "指标性质", lambda r: split_value(r.value).sign),
    ("row.number", "数值", lambda r: split_value(r.value).number),
    ("row.unit", "度量单位", lambda r: split_value(r.value).unit),
    ("row.basis", "指标值确定依据", lambda r: r.basis),
    ("row.weight", "权重", lambda r: r.weight),
    ("row.direction", "指标方向性", lambda r: r.direction),
    ("row.actual", "实际完成值", lambda r: r.actual),
    ("row.score", "得分", lambda r: r.score),
)
_NUMBER = ("row.no", "序号")
_NAMES = {chinese: name for name, chinese, _ in (*_PROJECT, *_ROW)} | {_NUMBER[1]: _NUMBER[0]}
MERGED = "row.level1"  # equal cells of it, one below the other, are merged as in the printed form


def known_fields() -> list[str]:
    """Every field by its Chinese name, those of the project first."""
    return [
        *(chinese for _, chinese, _ in _PROJECT),
        *(f"project.plan.{n}.{part}" for n in (1,) for part in ("label", "percent")),
        _NUMBER[1],
    ] + [chinese for _, chinese, _ in _ROW]


class Fields:
    """The texts that one table puts into the fields of a template."""

    def __init__(self, table: TargetTable, profile: Profile | None) -> None:
        self.project: dict[str, Value] = {name: get(table.project) for name, _, get in _PROJECT} | _steps(table.project)
        rows = printed_rows(table.indicators, profile) or [Indicator()]
        self.rows: Sequence[dict[str, Value]] = [
            {name: get(row) for name, _, get in _ROW} | {_NUMBER[0]: str(number)} for number, row in enumerate(rows, start=1)
        ]


def _steps(project: Project) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for number in range(1, MAX_STEPS + 1):
        step = project.spending_plan[number - 1] if number <= len(project.spending_plan) else None
        percent = step.percent if step else None
        values[f"project.plan.{number}.label"] = step.label if step else None
        values[f"project.plan.{number}.percent"] = None if percent is None else f"{plain(percent)}%"
    return values


def fields_in(text: str, file: str, place: str) -> list[str]:
    """The fields in a text of a template, by their English names.

    :raises InputError: one that is not known, with the nearest and all that are; a statement of a template language.
    """
    if "{" not in text and "｛" not in text:
        return []
    if statement := _STATEMENT.search(text):
        raise InputError(
            say(
                f"模板“{file}”{place}有“{statement[0][:30]}”，模板里只能用{{{{字段}}}}，不执行语句，请删去。",
                f"template {file}, {place} has “{statement[0][:30]}”: a template holds {{{{fields}}}} and no statements; remove it.",
            )
        )
    return [_known(match[1], file, place) for match in _FIELD.finditer(text)]


def filled(text: str, values: Mapping[str, Value], file: str, place: str) -> str:
    """``text`` with its fields replaced by ``values``."""
    return _FIELD.sub(lambda match: shown(values.get(_known(match[1], file, place))), text)


def spans(text: str) -> list[tuple[int, int, str]]:
    """Where the fields of a text begin and end, and what stands between the braces."""
    return [(match.start(), match.end(), match[1]) for match in _FIELD.finditer(text)]


def only_field(text: str) -> str | None:
    """The field that is all a cell holds."""
    match = _FIELD.fullmatch(text.strip())
    return _name(match[1]) if match else None


def shown(value: Value) -> str:
    """A value as text."""
    return plain(value) if isinstance(value, Decimal) else value or ""


def _name(written: str) -> str:
    plain_name = "".join(written.split()).replace("(", "（").replace(")", "）")
    return _NAMES.get(plain_name, plain_name)


def _known(written: str, file: str, place: str) -> str:
    name = _name(written)
    if name in _ALL or ((step := _STEP.fullmatch(name)) and 1 <= int(step[1]) <= MAX_STEPS):
        return name
    near = difflib.get_close_matches(name, [*_ALL, *_NAMES], n=1, cutoff=0.6)
    hint = say(f"是不是“{near[0]}”？", f"did you mean {near[0]}? ") if near else ""
    listed = "、".join(known_fields())
    raise InputError(
        say(
            f"模板“{file}”{place}的字段“{written[:40]}”不认识，{hint}可用的字段：{listed}。",
            f"template {file}, {place}: there is no field “{written[:40]}”; {hint}fields are: {', '.join(sorted(_ALL))}.",
        )
    )


_ALL = {name for name, *_ in (*_PROJECT, *_ROW)} | {_NUMBER[0]}


def no_marked_row(file: str) -> InputError:
    """The sentence for a template without a row to repeat."""
    return InputError(
        say(
            f"模板“{file}”里没有标出指标行：请在表格的一行中写上{{{{三级指标}}}}、{{{{指标值}}}}等字段，这一行会按指标重复。",
            f"template {file} has no marked row: write {{{{row.name}}}}, {{{{row.value}}}} and so on into one row of its table.",
        )
    )


def several_marked_rows(file: str, places: Sequence[str]) -> InputError:
    """The sentence for a template with more than one row to repeat."""
    listed = "、".join(places[:5])
    return InputError(
        say(
            f"模板“{file}”里有{len(places)}行写了指标字段（{listed}），只能有一行，请删去多余的。",
            f"template {file} has indicator fields in {len(places)} rows ({listed}); only one row may have them.",
        )
    )


def only_for_one_table(file: str, place: str) -> InputError:
    """The sentence for project fields in a place that all tables share."""
    return InputError(
        say(
            f"模板“{file}”的{place}里有字段，有多张表时无法各填各的，请移到正文，或每次只转换一张表。",
            f"template {file} has fields in {place}, which several tables would share; move them into the body or convert one table.",
        )
    )


def broken(file: str, why_zh: str, why_en: str) -> InputError:
    """The sentence for a template that cannot be used at all."""
    return InputError(
        say(f"模板“{file}”不能使用：{why_zh}，请用Word、WPS或Excel重新保存。", f"template {file} cannot be used: {why_en}; save it again.")
    )
