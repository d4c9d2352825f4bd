"""What ``zhibiao.toml`` or ``[tool.zhibiao]`` says of audits: rules, severities, baseline, suppressions. The profile is read in
:mod:`zhibiao.paths`, for suggestions obey it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from zhibiao.audit.decisions import Suppression
from zhibiao.domain.tables import Model
from zhibiao.messages import InputError, say
from zhibiao.paths import OTHER_SETTINGS, settings_table


def _listed(value: Any) -> Any:
    """``"A01, V"`` for ``["A01", "V"]``."""
    return [part.strip() for part in value.replace("，", ",").split(",") if part.strip()] if isinstance(value, str) else value


Codes = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]


class _Suppress(Suppression):
    codes: Codes


class AuditSettings(Model):
    """Settings of audits; ``None`` or empty where the file says nothing. Paths are relative to the file.

    ``severity`` maps codes or families to ``error``, ``warning`` or ``info``.
    """

    select: Codes | None = None
    ignore: Codes | None = None
    min_severity: str | None = Field(default=None, alias="min-severity")
    severity: dict[str, str] = Field(default_factory=dict)
    baseline: str | None = None
    suppress: tuple[_Suppress, ...] = ()


def read_audit_settings(folder: Path | None = None) -> AuditSettings:
    """The settings in force in ``folder`` (the working directory).

    :raises InputError: one sentence naming the file, the entry and the key that cannot be used.
    """
    file, table = settings_table(folder)
    try:
        found = AuditSettings.model_validate(
            {key: value for key, value in table.items() if key in OTHER_SETTINGS and key not in ("profile", "limits")}
        )
    except ValidationError as error:
        raise _unusable(file, error.errors()[0]) from None
    if found.baseline is None:
        return found
    return found.model_copy(update={"baseline": str(file.parent / Path(found.baseline).expanduser())})


def _unusable(file: Path, problem: Mapping[str, Any]) -> InputError:
    place = _place(problem["loc"])
    match problem["type"]:
        case "missing":
            reason = say("缺少此项", "is missing")
        case "extra_forbidden":
            reason = say("不认识，[[suppress]] 只有 project、codes、reason", "is not known; [[suppress]] takes project, codes, reason")
        case "too_short" | "string_too_short":
            reason = say("为空", "is empty")
        case _:
            reason = say(
                '的写法不能用，规则写成 ["A01", "V"]，其余写成文字', 'cannot be used; write codes as ["A01", "V"], the rest as text'
            )
    return InputError(say(f"配置文件“{file}”的{place}{reason}，请改正。", f"{file}: {place} {reason}; correct it."))


def _place(keys: Sequence[Any]) -> str:
    """``suppress`` 2 ``codes``: entries are counted from 1."""
    return " ".join(str(key + 1) if isinstance(key, int) else str(key) for key in keys)
