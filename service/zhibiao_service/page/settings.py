"""What the page asks of the service's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class PageSettings(Protocol):
    """Settings the page reads; those of the service have these fields among others.

    ``model``, ``corpus`` and ``library`` are folders, ``None`` for what is shipped. A page served alone listens on ``page_port`` and finds
    the API at ``host`` and ``port``. ``upload_limit`` are the bytes of one file, ``upload_seconds`` the time in which it must be read.
    ``has_keys`` says that the API wants a key, which people then sign in with.
    """

    @property
    def model(self) -> str | None: ...
    @property
    def corpus(self) -> str | None: ...
    @property
    def library(self) -> str | None: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def page_port(self) -> int | None: ...
    @property
    def upload_limit(self) -> int: ...
    @property
    def upload_seconds(self) -> float: ...
    @property
    def has_keys(self) -> bool: ...


@dataclass(frozen=True)
class Defaults:
    """Settings of a page on this machine alone."""

    model: str | None = None
    corpus: str | None = None
    library: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    page_port: int | None = 8001
    upload_limit: int = 20 * 2**20
    upload_seconds: float = 20
    has_keys: bool = False
