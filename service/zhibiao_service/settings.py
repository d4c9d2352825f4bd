"""What the service is told once, when it starts: from the command line, else from ``ZHIBIAO_SERVICE_*`` in the environment."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhibiao.messages import InputError, say
from zhibiao.paths import home

PREFIX = "ZHIBIAO_SERVICE_"
_HANDED_DOWN = "ZHIBIAO_SERVICE"  # the whole of it as JSON, from the parent to its workers


class Settings(BaseModel):
    """Limits are per worker process where they are not of one request.

    ``queue`` is how many requests may wait for a thread before the next is told to come back; ``requests_per_minute`` is per key.
    ``keys`` is the file of hashed keys; ``key_lines`` are the same lines from the environment. Without either there is no access
    control, which :func:`zhibiao_service.serve.serve` allows on loopback alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    page_port: int | None = Field(default=None, ge=1, le=65535)
    keys: Path | None = None
    key_lines: str = ""
    database: str | None = None
    model: str | None = None
    corpus: str | None = None
    library: str | None = None
    body_limit: int = Field(default=2_000_000, ge=1_000)  # bytes of JSON
    upload_limit: int = Field(default=20 * 2**20, ge=1_000)  # bytes of a whole multipart body
    body_seconds: float = Field(default=60, gt=0)  # in which a body must have arrived
    upload_seconds: float = Field(default=20, gt=0)  # in which a document must have been read
    upload_processes: int = Field(default=1, ge=1, le=16)
    upload_memory: int = Field(default=2 * 2**30, ge=2**28)  # bytes of address space of a process that reads documents
    threads: int = Field(default=2, ge=1, le=16)
    queue: int = Field(default=32, ge=0)
    requests_per_minute: int = Field(default=600, ge=1)
    cors_origins: tuple[str, ...] = ()
    watch_seconds: float = Field(default=2, gt=0)  # between two looks for a new snapshot
    page: bool = True  # whether one worker also serves the page at /

    @property
    def database_url(self) -> str:
        """Where feedback goes; a SQLite file in the user's data folder by default."""
        return self.database or f"sqlite:///{home() / 'service' / 'feedback.sqlite3'}"

    @property
    def has_keys(self) -> bool:
        return self.keys is not None or bool(self.key_lines.strip())

    @property
    def on_loopback(self) -> bool:
        """Whether only programs of this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @classmethod
    def from_environment(cls, **given: Any) -> Self:
        """What was ``given`` (``None`` leaves a setting alone), on top of ``ZHIBIAO_SERVICE_QUEUE`` and the like.

        :raises InputError: one sentence naming the setting that cannot be used.
        """
        handed = os.environ.get(_HANDED_DOWN)
        if handed and not given:
            return cls.model_validate_json(handed)
        found: dict[str, Any] = {
            name: os.environ[PREFIX + name.upper()] for name in cls.model_fields if os.environ.get(PREFIX + name.upper(), "").strip()
        }
        if "cors_origins" in found:
            found["cors_origins"] = tuple(origin.strip() for origin in found["cors_origins"].split(",") if origin.strip())
        found |= {name: value for name, value in given.items() if value is not None}
        try:
            return cls.model_validate(found)
        except ValidationError as error:
            first = error.errors()[0]
            name, shown = str(first["loc"][0]), str(first["input"])[:40]
            raise InputError(
                say(
                    f"服务设置 {name} 为“{shown}”，不能使用（{first['msg']}），请改正选项或环境变量 {PREFIX}{name.upper()}。",
                    f"the setting {name} is “{shown}”, which cannot be used ({first['msg']}); correct it or {PREFIX}{name.upper()}.",
                )
            ) from None

    def hand_down(self) -> None:
        """Put the settings where worker processes that this one starts find them."""
        os.environ[_HANDED_DOWN] = self.model_dump_json()
