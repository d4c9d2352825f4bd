"""What an import has done with which file, so that the next one goes on where this one stopped. Safe to lose: a file is then read again."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

import zhibiao
from zhibiao.domain.tables import Model
from zhibiao.messages import InputError, say

NAME = "import-journal.jsonl"
_BLOCK = 2**20


class Done(Model):
    """A file that was read: the digest of its bytes, the program that read it, the content ids of all its tables."""

    digest: str
    version: str
    file: str
    tables: tuple[str, ...]


class Journal:
    """The journal of a corpus folder, one JSON line a file.

    Only ever appended to, each entry in one write, so that a crash costs the last entry at most. A line that is no entry is passed over.
    Files read by another version of the program are not in it: what was not understood then may be now.
    """

    def __init__(self, corpus: Path) -> None:
        self.path = corpus / NAME
        self._done = {entry.digest: entry for entry in _entries(self.path) if entry.version == zhibiao.__version__}

    def find(self, digest: str | None, present: Mapping[str, object] | set[str]) -> Done | None:
        """The entry of a file whose tables all still stand in the corpus (``present`` content ids)."""
        entry = self._done.get(digest) if digest else None
        return entry if entry is not None and all(identity in present for identity in entry.tables) else None

    def add(self, digest: str, file: str, tables: tuple[str, ...]) -> None:
        """Enter a file whose tables are safely in the corpus.

        :raises InputError: the journal cannot be written.
        """
        entry = Done(digest=digest, version=zhibiao.__version__, file=file, tables=tables)
        if self._done.get(digest) == entry:
            return
        self._done[digest] = entry
        line = json.dumps(entry.model_dump(mode="json"), ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
            try:
                os.write(handle, (line if _ends_whole(handle) else "\n" + line).encode())
            finally:
                os.close(handle)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(
                say(
                    f"不能写入{self.path}（{reason}），请换一个可写的语料目录或检查磁盘。",
                    f"cannot write {self.path} ({reason}); choose a writable corpus folder or check the disk.",
                )
            ) from None


def _ends_whole(handle: int) -> bool:
    """Whether the last entry was written to its end."""
    size = os.fstat(handle).st_size
    if size == 0:
        return True
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) == b"\n"


def _entries(path: Path) -> list[Done]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    entries = []
    for line in text.split("\n"):
        try:
            entries.append(Done.model_validate_json(line))
        except ValidationError:
            continue
    return entries


def digest_of(path: Path, limit: int) -> str | None:
    """sha256 of a regular file of at most ``limit`` bytes; ``None`` for anything else, which is then read (or refused) anew."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            return None
        found = hashlib.sha256()
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                found.update(block)
        return found.hexdigest()
    except OSError:
        return None
