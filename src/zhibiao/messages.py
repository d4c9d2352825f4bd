"""What users read is Chinese first and English by switch: each sentence stands once, in both languages, where it is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LANGUAGES = ("zh", "en")

_language: ContextVar[str] = ContextVar("zhibiao_language", default="zh")


def say(zh: str, en: str) -> str:
    """Return the sentence in the language in force (Chinese unless :func:`speaking` says otherwise)."""
    return en if _language.get() == "en" else zh


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak ``language`` (``zh`` or ``en``) inside the block; safe per thread and per task.

    :raises ValueError: for any other language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


class ZhibiaoError(Exception):
    """Something the user can mend. The text is one sentence: what, where, what to do."""


class InputError(ZhibiaoError):
    """An option, a field or a configuration value that cannot be used."""


class DocumentError(ZhibiaoError):
    """A file that cannot be read as a document of target tables."""


class CorpusError(ZhibiaoError):
    """A corpus or lexicon that cannot be read or written."""


class ModelError(ZhibiaoError):
    """A snapshot that cannot be used."""
