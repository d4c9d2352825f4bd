"""The corpus: existing target tables as JSON Lines, one table a line, with content ids and quality flags."""

from __future__ import annotations

import fnmatch
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from zhibiao.domain.tables import Indicator, TargetTable
from zhibiao.knowledge.flags import RowFlags, about, row_flags
from zhibiao.knowledge.word_counts import LARGE, Counts, WordStore, counted
from zhibiao.language.normalise import key
from zhibiao.language.numerals import plain
from zhibiao.messages import CorpusError, say

MAX_LINE = 2_000_000  # characters; the longest real table has under 20,000


def content_id(table: TargetTable) -> str:
    """The same table has the same id whatever file it came from: sha256 over its normalised fields, 16 hex digits."""
    project = table.project
    rows = [
        [row.level2 or row.level2_raw or "", row.name, row.description or "", row.value.raw, row.basis or ""] for row in table.indicators
    ]
    money = [plain(m.yuan) if m and m.yuan is not None else "" for m in (project.budget, project.fiscal, project.other)]
    fields = [project.name, project.code or "", project.unit or "", str(project.year or ""), *money, project.purpose or "", *project.goals]
    text = json.dumps([[key(f) for f in fields], [[key(c) for c in row] for row in rows]], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def to_line(table: TargetTable) -> str:
    """One line of a corpus file: id and table fields; values as written, no narrative, nothing derived."""
    data = table.model_dump(mode="json", exclude={"heading", "truncated"}, exclude_none=True)
    for row in data["indicators"]:
        row["value"] = row["value"]["raw"]
    project = {k: v for k, v in data["project"].items() if v not in ([], None)}
    data["project"] = project
    return json.dumps({"id": content_id(table)} | data, ensure_ascii=False, separators=(", ", ": "))


def from_line(line: str) -> TargetTable:
    """Read a corpus line, or any JSON of a TargetTable.

    :raises ValueError: not JSON, or not a table.
    """
    if len(line) > MAX_LINE:
        raise ValueError(say(f"超过{MAX_LINE}字符", f"longer than {MAX_LINE} characters"))
    data: Any = json.loads(line)
    if not isinstance(data, dict):
        raise ValueError(say("不是一个JSON对象", "is no JSON object"))
    for extra in ("id", "flags"):
        data.pop(extra, None)
    return TargetTable.model_validate(data)


@dataclass(frozen=True, slots=True)
class CorpusRow:
    """An indicator row in its table, with its flags."""

    table: int
    indicator: Indicator
    flags: frozenset[str]


def table_files(directory: Path) -> list[Path]:
    """The corpus files of a corpus directory, in a fixed order."""
    return sorted((directory / "tables").glob("*.jsonl"))


def read_tables(directories: Iterable[Path], exclude_sources: Sequence[str] = ()) -> list[TargetTable]:
    """All tables of corpus directories, in file order, the same content once; as :func:`read_identified` finds them."""
    return list(read_identified(directories, exclude_sources).values())


def read_identified(directories: Iterable[Path], exclude_sources: Sequence[str] = ()) -> dict[str, TargetTable]:
    """All tables of corpus directories by their content ids, in file order.

    :param exclude_sources: globs matched against the base name in ``source.file``; such tables are left out.
    :raises CorpusError: a line that is no table, with file, line and reason.
    """
    tables: dict[str, TargetTable] = {}
    for directory in directories:
        for path in table_files(directory):
            for table in _lines(path):
                if table.source and any(fnmatch.fnmatchcase(table.source.file, glob) for glob in exclude_sources):
                    continue
                tables.setdefault(content_id(table), table)
    return tables


def _lines(path: Path) -> Iterable[TargetTable]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(
            say(
                f"语料文件{path}不能读取（{error}），请检查权限和UTF-8编码。",
                f"corpus file {path} cannot be read ({error}); check permissions and UTF-8.",
            )
        ) from None
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield from_line(line)
        except (ValidationError, ValueError) as error:
            reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error).splitlines()[0]
            raise CorpusError(
                say(
                    f"语料文件{path}第{number}行不是一张绩效目标表（{reason}），请改正或删去这一行。",
                    f"corpus file {path} line {number} is no target table ({reason}); mend or delete the line.",
                )
            ) from None


class Corpus:
    """Tables with the flags of their rows. Read-only; flags are worked out over the whole corpus when first asked for.

    :param ids: the content ids of ``tables``, where they are known.
    :param store: where words of many tables are kept.
    """

    def __init__(
        self,
        tables: Sequence[TargetTable],
        content_words: Callable[[str], list[str]],
        is_common: Callable[[str, str | None], bool] = lambda name, level2: False,
        ids: Sequence[str] | None = None,
        store: WordStore | None = None,
    ) -> None:
        self.tables = tuple(tables)
        self._ids, self._store = ids, store if len(self.tables) >= LARGE else None
        self._content_words = content_words
        self._is_common = is_common

    def __len__(self) -> int:
        return len(self.tables)

    def of(self, tables: Sequence[TargetTable]) -> Corpus:
        """Other tables, looked at in the same way."""
        return Corpus(tables, self._content_words, self._is_common)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The content ids of the tables, in order."""
        return tuple(content_id(table) for table in self.tables) if self._ids is None else tuple(self._ids)

    def counts(self, what: str, words: Callable[[TargetTable], Iterable[str]]) -> Counts:
        """The words of every table, counted; those of a large corpus are counted once and kept.

        :param what: which words are meant.
        """
        if self._store is None:
            return counted(words(table) for table in self.tables)
        return self._store.counts(what, self.ids, lambda number: words(self.tables[number]))

    @cached_property
    def flags(self) -> list[RowFlags]:
        """Per table, per row: the flags of :mod:`zhibiao.knowledge.flags`."""
        if self._store is None:
            return row_flags(self.tables, self._content_words, self._is_common)
        counts = self.counts("about", lambda table: self._content_words(about(table.project)))
        ends = counts.sizes.cumsum()
        starts = ends - counts.sizes

        def words_of(number: int) -> frozenset[int]:
            return frozenset(counts.columns[starts[number] : ends[number]].tolist())

        return row_flags(self.tables, self._content_words, self._is_common, words_of)

    @cached_property
    def rows(self) -> tuple[CorpusRow, ...]:
        """All filled rows."""
        return tuple(
            CorpusRow(number, row, flags)
            for number, (table, table_flags) in enumerate(zip(self.tables, self.flags, strict=True))
            for row, flags in zip(table.indicators, table_flags, strict=True)
            if not row.is_blank
        )

    @cached_property
    def clean_rows(self) -> tuple[CorpusRow, ...]:
        """The rows without any flag: what suggestions may come from."""
        return tuple(row for row in self.rows if not row.flags)
