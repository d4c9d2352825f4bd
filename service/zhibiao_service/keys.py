"""API keys: who may do what, and how often.

A key is 32 random bytes, so that it cannot be guessed and needs no slow hash: scrypt and argon2 protect what people think up, and would
cost every request tens of milliseconds. The file keeps SHA-256 of the keys, one a line::

    # name role sha256
    drafting-system draft 5e88…

and is read again when it changes, so that a key can be taken away without a restart.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal, NamedTuple

from zhibiao.messages import InputError, say
from zhibiao_service.problems import FieldError, Problem
from zhibiao_service.settings import Settings

Role = Literal["draft", "audit", "admin"]
ROLES: tuple[Role, ...] = ("draft", "audit", "admin")
_PREFIX = "zb_"
_LINE = re.compile(r"(?P<name>[\w.@-]{1,64})\s+(?P<role>draft|audit|admin)\s+(?P<digest>[0-9a-f]{64})")
_MAX_KEY = 200
_MAX_FILE = 1_000_000


class Holder(NamedTuple):
    """Whose key it is, and what it may do."""

    name: str
    role: Role


def new_key(name: str, role: Role) -> tuple[str, str]:
    """A fresh key, which is shown once, and the line that the file of keys takes.

    :raises InputError: a name that cannot stand in the file.
    """
    key = _PREFIX + secrets.token_urlsafe(32)
    line = f"{name} {role} {_digest(key)}"
    if not _LINE.fullmatch(line):
        shown = name[:40]
        raise InputError(
            say(
                f"密钥名称“{shown}”只能用字母、数字、点、横线，最多64个。",
                f"the name “{shown}” takes letters, digits, dots and dashes, 64 at most.",
            )
        )
    return key, line


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def read_lines(text: str, where: str) -> dict[str, Holder]:
    """Holders by the digest of their key.

    :raises InputError: a line that is none, naming it.
    """
    found: dict[str, Holder] = {}
    for number, line in enumerate(text.replace(";", "\n").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = _LINE.fullmatch(line.strip())
        if parts is None:
            raise InputError(
                say(
                    f"{where}第{number}行不是“名称 角色 SHA-256”，请用 zhibiao keys new 生成。",
                    f"{where}, line {number}, is not “name role sha256”; make it with zhibiao keys new.",
                )
            )
        role: Role = next(role for role in ROLES if role == parts["role"])
        found[parts["digest"]] = Holder(parts["name"], role)
    return found


class Keys:
    """The keys in force; ``None`` from :meth:`of` where access is open."""

    def __init__(self, file: Path | None, lines: str) -> None:
        self._file, self._lock = file, Lock()
        self._fixed = read_lines(lines, say("环境变量 ZHIBIAO_SERVICE_KEY_LINES", "ZHIBIAO_SERVICE_KEY_LINES"))
        self._stamp: object = None
        self._held: dict[str, Holder] = {}
        self.refresh()

    @classmethod
    def of(cls, settings: Settings) -> Keys | None:
        """:raises InputError: a file that cannot be read, or holds something else."""
        return cls(settings.keys, settings.key_lines) if settings.has_keys else None

    def refresh(self) -> None:
        """Read the file again if it has changed.

        :raises InputError: as :meth:`of`; the keys stay as they were.
        """
        if self._file is None:
            self._held = self._fixed
            return
        try:
            status = self._file.stat()
            stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
            if stamp == self._stamp:
                return
            if status.st_size > _MAX_FILE:
                raise OSError(say("文件过大", "too large"))
            text = self._file.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(
                say(
                    f"密钥文件“{self._file}”不能读取（{reason}），请用 zhibiao keys new --keys {self._file} 生成。",
                    f"the file of keys {self._file} cannot be read ({reason}); make it with zhibiao keys new --keys {self._file}.",
                )
            ) from None
        with self._lock:
            self._held = self._fixed | read_lines(text, say(f"密钥文件“{self._file}”", f"the file of keys {self._file}"))
            self._stamp = stamp

    def __len__(self) -> int:
        return len(self._held)

    def holder(self, authorization: str | None) -> Holder:
        """Whose key the header ``Authorization: Bearer KEY`` holds.

        :raises Problem: 401. The digest is looked up: how long that takes tells nothing about any key.
        """
        scheme, _, key = (authorization or "").partition(" ")
        key = key.strip()
        if scheme.lower() != "bearer" or not key or len(key) > _MAX_KEY:
            raise _unauthenticated(
                say("缺失，请在请求头写 Authorization: Bearer 密钥", "is missing; send the header Authorization: Bearer KEY")
            )
        found = self._held.get(_digest(key))
        if found is None:
            raise _unauthenticated(say("不正确或已停用，请向管理员索取", "is not known or no longer valid; ask the administrator"))
        return found


def _unauthenticated(message: str) -> Problem:
    detail = say(f"密钥（Authorization）{message}。", f"the key (Authorization) {message}.")
    return Problem("unauthenticated", detail, [FieldError(field="Authorization", message=message)], headers={"WWW-Authenticate": "Bearer"})


def check_role(holder: Holder, roles: tuple[Role, ...]) -> None:
    """:raises Problem: 403 where the holder's role is none of ``roles``; an administrator may do all."""
    if holder.role != "admin" and holder.role not in roles:
        needed = say("、", ", ").join((*roles, "admin") if "admin" not in roles else roles)
        message = say(f"的角色是 {holder.role}，这里需要 {needed}", f"has the role {holder.role}; this needs {needed}")
        raise Problem(
            "forbidden", say(f"密钥“{holder.name}”{message}。", f"the key {holder.name} {message}."),
            [FieldError(field="Authorization", message=message)],
        )  # fmt: skip


@dataclass
class _Bucket:
    left: float
    at: float


class Limiter:
    """So many requests a minute for each key, in this process: a bucket that fills steadily and holds a minute's worth."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock, self._lock = float(per_minute), clock, Lock()
        self._buckets: dict[str, _Bucket] = {}

    def take(self, name: str) -> None:
        """:raises Problem: 429, with the seconds until the next request will be answered."""
        now, rate = self._clock(), self._most / 60
        with self._lock:
            bucket = self._buckets.setdefault(name, _Bucket(self._most, now))
            bucket.left = min(self._most, bucket.left + (now - bucket.at) * rate)
            bucket.at = now
            if bucket.left < 1:
                wait = max(1, round((1 - bucket.left) / rate + 0.5))
                raise Problem(
                    "too-many-requests",
                    say(
                        f"密钥“{name}”每分钟最多{self._most:g}次，请{wait}秒后重试。",
                        f"the key {name} may ask {self._most:g} times a minute; try again in {wait} s.",
                    ),
                    retry_after=wait,
                )
            bucket.left -= 1
