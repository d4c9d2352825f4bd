"""``zhibiao import``: documents into a corpus, idempotent, de-duplicated by content.

Files are read in parallel and entered one after another: first the tables (their file written anew and renamed), then the journal. A
crash at any moment loses nothing that was entered, and the next import goes on behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import computed_field

from zhibiao.documents.limits import limits_in_force
from zhibiao.domain.tables import Model, Repair, TargetTable, Unread
from zhibiao.files import sweep, write_atomically
from zhibiao.knowledge.corpus import Corpus, content_id, read_tables, to_line
from zhibiao.knowledge.journal import Journal, digest_of
from zhibiao.knowledge.reading import ReadFile, read_files
from zhibiao.messages import InputError, say

# What documents are called. What they are is decided by content when they are read.
SUFFIXES = (
    ".txt", ".md", ".csv", ".tsv", ".json", ".jsonl", ".docx", ".docm", ".doc", ".wps", ".rtf", ".odt", ".xlsx", ".xlsm", ".xls", ".et",
    ".ods", ".html", ".htm", ".mht", ".mhtml", ".pdf", ".zip",
)  # fmt: skip
MAX_FILE = 1_000_000  # bytes; a fuller corpus file is followed by another, since a file is written anew for each document


class ImportedFile(Model):
    """What one file brought; ``file`` is its path within the folder that was named.

    ``projects`` are the names of the tables that were added. ``refused`` is the reason when it could not be read. ``earlier``: an import
    before this one entered these very bytes, and they were not read again.
    """

    file: str
    added: int = 0
    known: int = 0
    flagged: int = 0
    projects: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    unread: tuple[Unread, ...] = ()
    refused: str | None = None
    earlier: bool = False


class ImportReport(Model):
    """Per file and in all: tables added, already known, rows flagged; ``corpus`` is where they went.

    ``passed_over`` counts the files in the folders whose names are not those of documents (pictures, programs).
    """

    corpus: str
    dry_run: bool
    files: tuple[ImportedFile, ...]
    passed_over: int = 0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def added(self) -> int:
        return sum(file.added for file in self.files)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def known(self) -> int:
        return sum(file.known for file in self.files)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def flagged(self) -> int:
        return sum(file.flagged for file in self.files)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def refused(self) -> int:
        return sum(file.refused is not None for file in self.files)


class _Found(NamedTuple):
    path: Path
    shown: str


def documents_under(paths: Iterable[Path]) -> list[Path]:
    """The files to import: files as named, folders walked in a fixed order for what is called like a document.

    :raises InputError: a path that does not exist.
    """
    return [found.path for found in _walk(paths)[0]]


def _walk(paths: Iterable[Path]) -> tuple[list[_Found], int]:
    found: list[_Found] = []
    passed = 0
    for path in paths:
        if path.is_dir():
            own = [p for p in path.rglob("*") if p.is_file() and not p.name.startswith((".", "~$"))]
            documents = sorted(p for p in own if p.suffix.lower() in SUFFIXES)
            passed += len(own) - len(documents)
            found += [_Found(p, p.relative_to(path).as_posix()) for p in documents]
        elif path.exists():
            found.append(_Found(path, path.name))
        else:
            raise InputError(say(f"找不到{path}，请检查路径。", f"{path} does not exist; check the path."))
    return found, passed


def import_documents(
    paths: Sequence[Path],
    corpus_dir: Path,
    known_dirs: Sequence[Path] = (),
    *,
    content_words: Callable[[str], list[str]],
    is_common: Callable[[str, str | None], bool] = lambda name, level2: False,
    dry_run: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> ImportReport:
    """Add the tables of documents to ``corpus_dir``.

    Tables whose content stands in ``corpus_dir`` or in one of ``known_dirs`` (what is shipped) already are only counted. One
    unreadable file among many is reported and the rest are still done. Files that an earlier import entered are not read again;
    those it refused are.

    :param progress: called before each file with (done, total, name).
    :raises InputError: a path that does not exist, or a corpus directory that cannot be written.
    :raises CorpusError: a corpus line that is no table; nothing has been written then.
    """
    todo, passed = _walk(paths)
    existing = read_tables([*known_dirs, corpus_dir])
    known = {content_id(table) for table in existing}
    journal = Journal(corpus_dir)
    if not dry_run:
        sweep(corpus_dir / "tables")
    results: list[ImportedFile] = []
    fresh: list[tuple[int, TargetTable]] = []
    for number, (one, found) in enumerate(_each(todo, journal, known, progress)):
        if isinstance(found, int):
            results.append(ImportedFile(file=one.shown, known=found, earlier=True))
            continue
        if found.refused is not None:
            results.append(ImportedFile(file=one.shown, refused=found.refused))
            continue
        identities = tuple(content_id(table) for table in found.tables)
        new = {identity: table for identity, table in zip(identities, found.tables, strict=True) if identity not in known}
        if not dry_run:
            _enter(corpus_dir, one.path.stem, new.values())
            if found.digest is not None:
                journal.add(found.digest, one.shown, identities)
        known.update(new)
        fresh += [(number, table) for table in new.values()]
        results.append(
            ImportedFile(
                file=one.shown,
                added=len(new),
                known=len(identities) - len(new),
                projects=tuple(table.project.name for table in new.values()),
                repairs=found.repairs,
                unread=found.unread,
            )
        )
    results = _with_flags(results, existing, fresh, content_words, is_common)
    return ImportReport(corpus=str(corpus_dir), dry_run=dry_run, files=tuple(results), passed_over=passed)


def _each(
    todo: Sequence[_Found], journal: Journal, known: set[str], progress: Callable[[int, int, str], None] | None
) -> Iterator[tuple[_Found, ReadFile | int]]:
    """Every file in order with what was read of it, or how many tables an earlier import entered from it."""
    largest = limits_in_force().file_bytes
    earlier = [journal.find(digest_of(one.path, largest), known) for one in todo]
    reading = read_files([one.path for one, entry in zip(todo, earlier, strict=True) if entry is None], largest)
    for number, (one, entry) in enumerate(zip(todo, earlier, strict=True)):
        if progress:
            progress(number, len(todo), one.path.name)
        yield one, next(reading) if entry is None else len(entry.tables)


def _enter(corpus_dir: Path, stem: str, tables: Iterable[TargetTable]) -> None:
    """Add tables to the corpus file named after their document: written beside it and renamed, so that no line is ever half there."""
    lines = "".join(to_line(table) + "\n" for table in tables)
    if not lines:
        return
    number, target = 1, corpus_dir / "tables" / f"{stem}.jsonl"
    while target.is_file() and target.stat().st_size > MAX_FILE:
        number += 1
        target = corpus_dir / "tables" / f"{stem}-{number}.jsonl"
    before = target.read_text(encoding="utf-8-sig") if target.is_file() else ""
    write_atomically(target, before + ("" if not before or before.endswith("\n") else "\n") + lines)


def _with_flags(
    results: list[ImportedFile],
    existing: Sequence[TargetTable],
    fresh: Sequence[tuple[int, TargetTable]],
    content_words: Callable[[str], list[str]],
    is_common: Callable[[str, str | None], bool],
) -> list[ImportedFile]:
    """Count flagged rows among the new tables, judged in the company of all that is known."""
    corpus = Corpus([*existing, *(table for _, table in fresh)], content_words, is_common)
    counts = [0] * len(results)
    for (number, _), flags in zip(fresh, corpus.flags[len(existing) :], strict=True):
        counts[number] += sum(bool(row - {"blank"}) for row in flags)
    return [result.model_copy(update={"flagged": count}) for result, count in zip(results, counts, strict=True)]
