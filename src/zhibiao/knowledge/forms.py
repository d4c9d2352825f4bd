"""Form profiles: what a province's or county's form requires. One YAML file each under ``corpus/forms``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import ValidationError

from zhibiao.domain.levels import LEVEL2
from zhibiao.domain.tables import Model
from zhibiao.messages import InputError, say


class Place(Model):
    """Where the form prints a row."""

    level1: str
    level2: str


class RowCount(Model):
    """How many rows a good table of this form has."""

    min: int = 8
    max: int = 12


class Profile(Model):
    """What a form requires.

    ``required`` maps a level 2 (or 效益指标 / 满意度指标 for the whole group) to the severity of its absence; ``spending_plan`` is
    ``None`` where the form has none; ``weights`` is the sum of the rows' weights, ``None`` where the form has no weights.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    cost: Place
    level2: tuple[str, ...]
    required: dict[str, Literal["error", "warning", "info"]]
    spending_plan: tuple[str, ...] | None = None
    basis: bool = True
    weights: int | None = None
    rows: RowCount = RowCount()

    def place(self, level2: str) -> Place:
        """Level 1 and level 2 under which this form prints a row of a standard level 2."""
        from zhibiao.domain.levels import HOME

        if HOME[level2] == "成本指标" or level2 == "成本指标":
            return self.cost
        return Place(level1=HOME[level2], level2=level2)


def load_profile(name: str, directory: Path) -> Profile:
    """Read a profile by name from ``directory``, or from a path ending in ``.yaml``.

    :raises InputError: no such profile, or a file that breaks the schema.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else directory / f"{name}.yaml"
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in directory.glob("*.yaml"))) or "-"
        raise InputError(say(f"没有名为“{name}”的表式，可用的有：{known}。", f"there is no form profile “{name}”; known: {known}."))
    try:
        profile = Profile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            say(
                f"表式文件{path.name}不能使用：{reason}，请按hebei.yaml的格式修改。",
                f"form profile {path.name} cannot be used: {reason}; follow hebei.yaml.",
            )
        ) from None
    unknown = [level for level in profile.level2 if level not in LEVEL2]
    if unknown:
        raise InputError(
            say(
                f"表式文件{path.name}的level2中没有“{unknown[0]}”这一二级指标。", f"form profile {path.name}: “{unknown[0]}” is no level 2."
            )
        )
    return profile
