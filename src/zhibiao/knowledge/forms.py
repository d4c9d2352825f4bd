"""Form profiles: what a province's or county's form requires. One YAML file each under ``corpus/forms``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from zhibiao.domain.levels import HOME, LEVEL1, LEVEL2
from zhibiao.domain.tables import Model
from zhibiao.messages import InputError, say

DEFAULT = "hebei"  # the form of tables that do not tell theirs
GROUPS = ("效益指标", "满意度指标", "成本指标")  # required as a whole: any level 2 of them will do
COLUMNS = (
    "一级指标", "二级指标", "三级指标", "绩效指标描述", "指标性质", "指标值", "度量单位", "指标值确定依据", "权重", "指标方向性",
)  # fmt: skip
MAX_BYTES = 100_000


def _level2(name: str) -> str:
    if name not in LEVEL2:
        raise ValueError(say(f"没有“{name}”这一二级指标", f"“{name}” is no level 2"))
    return name


def _level1(name: str) -> str:
    if name not in LEVEL1:
        raise ValueError(say(f"没有“{name}”这一一级指标", f"“{name}” is no level 1"))
    return name


def _required(name: str) -> str:
    return name if name in GROUPS else _level2(name)


def _column(name: str) -> str:
    if name not in COLUMNS:
        raise ValueError(say(f"没有“{name}”这一栏，可用：{'、'.join(COLUMNS)}", f"there is no column “{name}”; use {', '.join(COLUMNS)}"))
    return name


Level1 = Annotated[str, AfterValidator(_level1)]
Level2 = Annotated[str, AfterValidator(_level2)]
Required = Annotated[str, AfterValidator(_required)]
Column = Annotated[str, AfterValidator(_column)]
Count = Annotated[int, Field(ge=0, le=100)]


class Place(Model):
    """Where the form prints a row."""

    level1: Level1
    level2: Level2


class RowCount(Model):
    """How many rows a good table of this form has."""

    min: Annotated[int, Field(ge=1, le=100)] = 8
    max: Annotated[int, Field(ge=1, le=100)] = 12

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError(say(f"min {self.min}大于max {self.max}", f"min {self.min} is above max {self.max}"))
        return self


class Profile(Model):
    """What a form requires.

    ``columns`` are the header words in the form's order; ``cost`` is where it prints cost rows. ``required`` maps a level 2 (or
    效益指标, 满意度指标, 成本指标 for the whole group) to the severity of its absence.

    ``weights`` is the sum of the rows' weights in a table written for this form and ``weights_accepted`` the sums an audit takes
    as right; both empty where the form has no weights. ``shares`` are the weights by level 1 of a table that has every level 1;
    ``shares_without_cost`` those of one without cost rows. The share of satisfaction goes to ``satisfaction_falls_to`` where a
    table has none (财预〔2021〕101号).

    ``operators``, ``units`` and ``qualitative`` are picklists of the form's system, ``None`` where anything may be written.
    ``name_length`` is the longest indicator name its field takes, in characters. ``spending_plan`` are the labels of its plan,
    ``None`` where the form has none; ``basis`` says whether it has a column for the basis of a value.

    ``project_part`` names the layout of the rows above the indicators: ``hebei`` has money and purpose in one block and a spending plan,
    ``national`` a line for each source of money, 项目概况 and 年度目标. ``landscape`` turns the page for forms with many columns.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
    title: Annotated[str, Field(min_length=1, max_length=100)]
    columns: tuple[Column, ...]
    cost: Place
    level2: tuple[Level2, ...]
    required: dict[Required, Literal["error", "warning", "info"]]
    spending_plan: tuple[str, ...] | None = None
    basis: bool = True
    weights: Count | None = None
    weights_accepted: tuple[Count, ...] = ()
    shares: dict[Level1, Count] = Field(default_factory=dict)
    shares_without_cost: dict[Level1, Count] = Field(default_factory=dict)
    satisfaction_falls_to: Level1 = "效益指标"
    operators: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    qualitative: tuple[str, ...] | None = None
    name_length: Annotated[int, Field(ge=4, le=300)] | None = None
    rows: RowCount = RowCount()
    project_part: Literal["hebei", "national"] = "hebei"
    landscape: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if "三级指标" not in self.columns or "指标值" not in self.columns:
            raise ValueError(say("columns须有“三级指标”和“指标值”", "columns need 三级指标 and 指标值"))
        if self.weights is not None and self.weights_accepted and self.weights not in self.weights_accepted:
            raise ValueError(say("weights不在weights_accepted之内", "weights is not among weights_accepted"))
        for field, shares in (("shares", self.shares), ("shares_without_cost", self.shares_without_cost)):
            if shares and self.weights is None:
                raise ValueError(say(f"有{field}而没有weights", f"there is {field} but no weights"))
            if shares and sum(shares.values()) != self.weights:
                raise ValueError(
                    say(
                        f"{field}合计{sum(shares.values())}，不等于weights {self.weights}",
                        f"{field} sum to {sum(shares.values())}, not to weights {self.weights}",
                    )
                )
        return self

    @property
    def weight_sums(self) -> tuple[int, ...]:
        """The sums of weights that this form takes as right, none where it has no weights."""
        return self.weights_accepted or ((self.weights,) if self.weights is not None else ())

    def place(self, level2: str) -> Place:
        """Level 1 and level 2 under which this form prints a row of a standard level 2."""
        if HOME[level2] == "成本指标" or level2 == "成本指标":
            return self.cost
        return Place(level1=HOME[level2], level2=level2)

    def shares_of(self, level1: Sequence[str]) -> dict[str, int]:
        """The weight of each level 1 that a table has, summing to ``weights``; empty where the form has no shares.

        ``level1`` counts cost rows as 成本指标 wherever the form prints them. Source: 财预〔2021〕101号; without cost 产出 50 and
        效益 30, without satisfaction its share goes to 效益.
        """
        have = set(level1)
        shares = dict(self.shares if "成本指标" in have or not self.shares_without_cost else self.shares_without_cost)
        if "满意度指标" in shares and "满意度指标" not in have:
            shares[self.satisfaction_falls_to] = shares.get(self.satisfaction_falls_to, 0) + shares.pop("满意度指标")
        return {name: share for name, share in shares.items() if name in have}


def load_profile(name: str, *directories: Path) -> Profile:
    """Read a profile by name from the first of ``directories`` that has it, or from a path ending in ``.yaml``.

    :raises InputError: no such profile, or a file that breaks the schema; the sentence names file, line and field.
    """
    if name.endswith((".yaml", ".yml")):
        path = Path(name)
        if not path.is_file():
            raise InputError(say(f"没有表式文件“{name}”，请检查路径。", f"there is no form profile file {name}; check the path."))
        return _read(path)
    for directory in directories:
        path = directory / f"{name}.yaml"
        if "/" not in name and "\\" not in name and path.is_file():
            return _read(path)
    known = "、".join(dict.fromkeys(sorted(path.stem for directory in directories for path in directory.glob("*.yaml")))) or "-"
    raise InputError(
        say(
            f"没有名为“{name[:40]}”的表式，可用的有：{known}；也可给出自己的.yaml文件。",
            f"there is no form profile “{name[:40]}”; known: {known}; or name a .yaml file of your own.",
        )
    )


@lru_cache(maxsize=64)
def _shipped(path: Path) -> Profile | None:
    return _read(path) if path.is_file() else None


def profiles_of(names: Sequence[str | None], directory: Path) -> dict[str, Profile]:
    """The profiles of the forms that documents were recognised as, by name; tables without a form are held to Hebei's.

    A form that nobody described is left out: the rules that need a profile then say that they did not run.
    """
    found = {name: _shipped(directory / f"{name}.yaml") for name in {name or DEFAULT for name in names} if name.replace("-", "").isalnum()}
    return {name: profile for name, profile in found.items() if profile is not None}


def _read(path: Path) -> Profile:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _unusable(path, None, say("文件过大", "the file is too large"))
        text = path.read_text(encoding="utf-8-sig")
        data: Any = yaml.load(text, Loader=_SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or say("不是YAML", "is no YAML")
        raise _unusable(path, mark.line + 1 if mark else None, reason) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, None, getattr(error, "strerror", None) or say("不是UTF-8文字", "is no UTF-8 text")) from None
    except RecursionError:
        raise _unusable(path, None, say("嵌套过深", "is nested too deep")) from None
    if not isinstance(data, dict):
        raise _unusable(path, 1, say("应为“字段: 值”的列表", "must be a mapping of fields"))
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        problem = error.errors()[0]
        keys = [str(part) for part in problem["loc"] if part != "[key]"]
        raise _unusable(path, _line_of(text, keys), _reason(problem), ".".join(keys)) from None


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _reason(problem: Mapping[str, Any]) -> str:
    match problem["type"]:
        case "missing":
            return say("缺少此项", "is missing")
        case "extra_forbidden":
            known = "、".join(Profile.model_fields)
            return say(f"不认识，可用的字段：{known}", f"is not known; fields are {known}")
        case "value_error":
            return str(problem["ctx"]["error"])
        case "literal_error":
            return say(f"应为{problem['ctx']['expected']}", f"should be {problem['ctx']['expected']}")
    return str(problem["msg"])


def _line_of(text: str, keys: Sequence[str]) -> int | None:
    """The line of the deepest named key that stands in the file."""
    try:
        node = yaml.compose(text, Loader=_SafeLoader)
    except yaml.YAMLError:
        return None
    line: int | None = None
    for name in keys:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if getattr(key, "value", None) == name), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and name.isdigit() and int(name) < len(node.value):
            node = node.value[int(name)]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _unusable(path: Path, line: int | None, reason: str, field: str = "") -> InputError:
    zh = (f"第{line}行" if line else "") + (f"的{field}：" if field else "：")
    en = (f", line {line}" if line else "") + (f", {field}" if field else "")
    return InputError(
        say(
            f"表式文件{path.name}{zh}{reason}，请按hebei.yaml的格式修改。",
            f"form profile {path.name}{en}: {reason}; follow hebei.yaml.",
        )
    )
