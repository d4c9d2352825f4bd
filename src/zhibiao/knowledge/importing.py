"""``zhibiao import``: documents into a corpus, idempotent, de-duplicated by content, each file written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from zhibiao.documents import read
from zhibiao.domain.tables import Model, TargetTable
from zhibiao.files import write_atomically
from zhibiao.knowledge.corpus import Corpus, content_id, read_tables, table_files, to_line
from zhibiao.messages import CorpusError, DocumentError, InputError, say

SUFFIXES = (".txt", ".docx", ".json", ".jsonl")


class ImportedFile(Model):
    """What one file brought. ``refused`` is the reason when it could not be read."""

    file: str
    added: int = 0
    known: int = 0
    flagged: int = 0
    repairs: int = 0
    unread: int = 0
    refused: str | None = None


class ImportReport(Model):
    """Per file and in all: tables added, already known, rows flagged; ``corpus`` is where they went."""

    corpus: str
    dry_run: bool
    files: tuple[ImportedFile, ...]

    @property
    def added(self) -> int:
        return sum(file.added for file in self.files)

    @property
    def known(self) -> int:
        return sum(file.known for file in self.files)

    @property
    def flagged(self) -> int:
        return sum(file.flagged for file in self.files)


def documents_under(paths: Iterable[Path]) -> list[Path]:
    """The files to import: files as named, folders walked in a fixed order for the formats that can be read.

    :raises InputError: a path that does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES and not p.name.startswith((".", "~$"))
            )
        elif path.exists():
            found.append(path)
        else:
            raise InputError(say(f"找不到{path}，请检查路径。", f"{path} does not exist; check the path."))
    return found


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
    unreadable file among many is reported and the rest are still done.

    :param progress: called before each file with (done, total, name).
    :raises InputError: a path that does not exist, or a corpus directory that cannot be written.
    :raises CorpusError: a corpus line that is no table; nothing has been written then.
    """
    todo = documents_under(paths)
    existing = read_tables([*known_dirs, corpus_dir])
    known = {content_id(table) for table in existing}
    mine: dict[str, list[str]] = {path.name: path.read_text(encoding="utf-8-sig").splitlines() for path in table_files(corpus_dir)}
    changed: set[str] = set()
    results: list[ImportedFile] = []
    fresh: list[tuple[int, TargetTable]] = []
    for number, path in enumerate(todo):
        if progress:
            progress(number, len(todo), path.name)
        try:
            document = read(path)
        except (DocumentError, InputError, CorpusError) as error:
            results.append(ImportedFile(file=path.name, refused=str(error)))
            continue
        added = same = 0
        target = f"{path.stem}.jsonl"
        for table in document.tables:
            identity = content_id(table)
            if identity in known:
                same += 1
                continue
            known.add(identity)
            added += 1
            fresh.append((number, table))
            mine.setdefault(target, []).append(to_line(table))
            changed.add(target)
        results.append(ImportedFile(file=path.name, added=added, known=same, repairs=len(document.repairs), unread=len(document.unread)))
    results = _with_flags(results, existing, fresh, content_words, is_common)
    if not dry_run:
        for target in sorted(changed):
            write_atomically(corpus_dir / "tables" / target, "\n".join(mine[target]) + "\n")
    return ImportReport(corpus=str(corpus_dir), dry_run=dry_run, files=tuple(results))


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
