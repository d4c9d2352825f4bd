"""Opening a zip from outside: limits on members, sizes and ratio before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from zhibiao.documents.limits import Limits
from zhibiao.messages import DocumentError, say

_RATIO_FROM = 2**20  # small members may compress as they like


class Archive:
    """A zip whose directory was checked; :meth:`read` unpacks one member within the limits.

    :raises DocumentError: when the file is no sound zip, encrypted, or breaks a limit.
    """

    def __init__(self, data: bytes, file: str, limits: Limits | None = None) -> None:
        self.file = file
        self.limits = limits or Limits()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError, OverflowError, struct.error) as error:
            raise self._damaged() from error
        total = sum(member.file_size for member in members)
        bomb = any(m.file_size > _RATIO_FROM and m.file_size > self.limits.ratio * max(m.compress_size, 1) for m in members)
        if len(members) > self.limits.members:
            raise self._too_much(
                f"含有{len(members)}个文件，超过{self.limits.members}个的上限",
                f"holds {len(members)} parts, more than the limit of {self.limits.members}",
            )
        if total > self.limits.unpacked_bytes or bomb:
            raise self._too_large(total)
        self.names = frozenset(member.filename for member in members)
        self.members: tuple[zipfile.ZipInfo, ...] = tuple({member.filename: member for member in members}.values())

    def read(self, name: str, limit: int | None = None) -> bytes:
        """Unpack a member of at most ``limit`` bytes (else what one part may have); the directory's word for its size is not trusted.

        :raises DocumentError: when it is larger, damaged or encrypted.
        """
        limit = self.limits.part_bytes if limit is None else limit
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & 0x1:
                raise DocumentError(
                    say(f"“{self.file}”设有密码，请去掉密码后再读取。", f"{self.file} is protected by a password; remove it first.")
                )
            if info.file_size > limit:
                raise self._too_large(info.file_size)
            with self._zip.open(info) as stream:
                data = stream.read(limit + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,
            KeyError,
            struct.error,
        ) as error:
            raise self._damaged() from error
        if len(data) > limit:
            raise self._too_large(len(data))
        return data

    def _damaged(self) -> DocumentError:
        return DocumentError(
            say(
                f"“{self.file}”的压缩结构已损坏，无法打开，请用Word或WPS重新保存后再试。",
                f"{self.file} is damaged and cannot be opened; save it again in Word or WPS.",
            )
        )

    def _too_large(self, size: int) -> DocumentError:
        return self._too_much(f"解压后过大（约{size // 2**20}MB）", f"unpacks to about {size // 2**20} MB")

    def _too_much(self, zh: str, en: str) -> DocumentError:
        return DocumentError(
            say(
                f"“{self.file}”{zh}，可能是压缩炸弹，未予读取，请检查来源或拆成几个文件。",
                f"{self.file} {en}, so it was not read; check its origin or split it.",
            )
        )
