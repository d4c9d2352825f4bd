"""Where the command line's words go: results to stdout or a file, everything else to stderr, progress only where it is seen."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from zhibiao.files import write_atomically
from zhibiao.messages import InputError, say

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")
_CONTROL = re.compile(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PATIENCE = 1.0  # seconds of work before a progress bar is worth the flicker


def use_utf8() -> None:
    """Speak UTF-8 on stdout and stderr, whatever the console's code page or the pipe's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def result(text: str, path: Path | None = None) -> None:
    """Print a result, or write it whole to ``path``.

    A reader that has seen enough (``| head``) is no failure: what is left is dropped without a word.

    :raises InputError: if ``path`` (or what stdout goes to) cannot be written; no file is left half written.
    """
    text = text if text.endswith("\n") else text + "\n"
    if path is not None:
        write_atomically(path, text, make_folders=False)
    elif sys.stdout is not None:  # None where the caller closed it
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_stdout()
        except OSError as error:
            _drop_stdout()
            reason = error.strerror or str(error)
            raise InputError(
                say(
                    f"不能写到标准输出（{reason}），请检查磁盘或改用 -o。",
                    f"cannot write to standard output ({reason}); check the disk or use -o.",
                )
            ) from None


def _drop_stdout() -> None:
    """Send what is still in the buffer nowhere, or the interpreter would complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str, *, quiet: bool = False) -> None:
    """Say something beside the result, on stderr; ``quiet`` silences it."""
    if not quiet:
        complain(text)


def complain(text: str) -> None:
    """Say on stderr what went wrong; never silenced. A closed stderr is not worth another error.

    Names of files and fields are quoted in it, so whatever would steer a terminal is taken out.
    """
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(_CONTROL.sub("?", text.rstrip("\n")) + "\n")
        sys.stderr.flush()


class ProgressBar:
    """A bar on a terminal, for work that has lasted over a second; otherwise nothing at all."""

    def __init__(self, what: str, *, quiet: bool = False) -> None:
        self._what = what
        self._silent = quiet or not (sys.stderr and sys.stderr.isatty())
        self._start = time.monotonic()
        self._bar: Progress | None = None

    def __call__(self, done: int, total: int, name: str = "") -> None:
        """Tell that ``done`` of ``total`` steps are behind us, and what comes next."""
        if self._silent or (self._bar is None and (time.monotonic() - self._start < _PATIENCE or done >= total)):
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.add_task(self._what, total=total)
            self._bar.start()
        from rich.markup import escape

        what = escape(_CONTROL.sub("?", f"{self._what} {name}".rstrip()))
        self._bar.update(self._bar.task_ids[0], completed=done, total=total, description=what)

    def close(self) -> None:
        """Take the bar off the screen; safe to call at any time."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


@contextlib.contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """A ``(done, total, name)`` callback that shows a bar where one is called for, and clears it at the end."""
    bar = ProgressBar(what, quiet=quiet)
    try:
        yield bar
    finally:
        bar.close()


def counted(items: Sequence[T], what: str, *, quiet: bool = False) -> Iterator[T]:
    """Go through ``items`` with a progress bar."""
    with progress(what, quiet=quiet) as tell:
        for done, item in enumerate(items):
            tell(done, len(items), "")
            yield item
