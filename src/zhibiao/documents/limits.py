"""What a file from outside may cost: one place for every limit that a user can set.

``[limits]`` of ``zhibiao.toml`` (or ``[tool.zhibiao.limits]`` of ``pyproject.toml``) names them with dashes (``file-mb = 80``);
``ZHIBIAO_LIMITS="rows=50000,pages=900"`` goes before the file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from zhibiao.messages import InputError, say
from zhibiao.paths import settings_table

_LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Limits:
    """Each is a whole number above 0."""

    file_mb: int = 50  # the file itself
    unpacked_mb: int = 600  # a zip unpacked, all members; photographs hardly compress, so a real document stays near its file size
    part_mb: int = 64  # one XML part unpacked; Word writes about 60 KB per table
    ratio: int = 250  # deflate reaches 1030 on nothing but repetition; document XML 10 to 60
    members: int = 5_000  # parts of a package, files of an archive
    rows: int = 20_000  # of one sheet or table
    cells: int = 400_000  # of one sheet or table
    sheets: int = 1_000  # of one workbook
    pages: int = 1_000  # of one PDF
    office_seconds: int = 60  # for LibreOffice to convert one file

    @property
    def file_bytes(self) -> int:
        return self.file_mb * 2**20

    @property
    def unpacked_bytes(self) -> int:
        return self.unpacked_mb * 2**20

    @property
    def part_bytes(self) -> int:
        return self.part_mb * 2**20


_NAMES = tuple(field.name for field in fields(Limits))


def limits_in_force(folder: Path | None = None) -> Limits:
    """The limits as the settings in ``folder`` (the working directory) and ``ZHIBIAO_LIMITS`` have them.

    :raises InputError: one sentence naming the limit that is unknown or no whole number.
    """
    file, table = settings_table(folder)
    said = table.get("limits", {})
    if not isinstance(said, dict):
        raise InputError(say(f"配置文件“{file}”的 limits 应为一节设置（[limits]）。", f"{file}: limits must be a table, [limits]."))
    found = _with(Limits(), said, say(f"配置文件“{file}”", str(file)))
    pairs = [pair.partition("=") for pair in os.environ.get("ZHIBIAO_LIMITS", "").split(",") if pair.strip()]
    return _with(found, {name.strip(): value.strip() for name, _, value in pairs}, say("环境变量ZHIBIAO_LIMITS", "ZHIBIAO_LIMITS"))


def _with(limits: Limits, said: dict[str, Any], where: str) -> Limits:
    changed: dict[str, int] = {}
    for name, value in said.items():
        key = name.replace("-", "_")
        digits = str(value) if not isinstance(value, bool) else ""
        if key not in _NAMES or not (digits.isascii() and digits.isdigit() and 0 < int(digits[:12]) <= _LARGEST):
            known = ", ".join(name.replace("_", "-") for name in _NAMES)
            raise InputError(
                say(
                    f"{where}的限制“{name} = {value}”不能用，可设的限制是 {known}，值为大于0的整数。",
                    f"{where}: the limit {name} = {value} cannot be used; known are {known}, whole numbers above 0.",
                )
            )
        changed[key] = int(digits)
    return replace(limits, **changed) if changed else limits
