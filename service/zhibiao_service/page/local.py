"""What the page does itself whoever answers the rest: reading uploads, writing files, and showing what library and corpus hold.

Library, corpus and model card are read from the same folders as the API reads them: a page served alone stands beside its API.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING

import zhibiao
from zhibiao import exports
from zhibiao.audit.catalogue import catalogue
from zhibiao.batch import Audited, combined
from zhibiao.domain.tables import TargetTable
from zhibiao.knowledge.forms import Profile, load_profile
from zhibiao.language.normalise import key
from zhibiao.messages import InputError, say
from zhibiao.recommend.weights import Weighed, weights
from zhibiao_service.page.backend import Form, ModelCard, ReportKind, Reviewed, Source, UsedRow
from zhibiao_service.page.settings import PageSettings
from zhibiao_service.page.workers import Threads

if TYPE_CHECKING:
    from zhibiao.api import Zhibiao
    from zhibiao.knowledge.corpus import Corpus
    from zhibiao.knowledge.library import Topic

MAX_USED = 60


class Local:
    """The part of a :class:`~zhibiao_service.page.backend.Backend` that needs no API."""

    def __init__(self, settings: PageSettings, known: Callable[[], Zhibiao] | None = None) -> None:
        """:param known: gives what is loaded already, so that a process holds one snapshot."""
        self.settings = settings
        self._given = known
        self.threads = Threads()
        self._loading = Lock()
        self._counted: tuple[Corpus, Counter[tuple[str, str | None]]] | None = None

    @cached_property
    def _zhibiao(self) -> Zhibiao:
        return zhibiao.load(model=self.settings.model, corpus=self.settings.corpus, library=self.settings.library)

    @property
    def known(self) -> Zhibiao:
        """What is known, loaded once, when it is first asked for."""
        if self._given is not None:
            return self._given()
        with self._loading:
            return self._zhibiao

    async def topics(self) -> Sequence[Topic]:
        """The topics of the library, in order of their function codes."""
        return await self.threads.run(lambda: sorted(self.known.library.topics, key=lambda topic: (topic.function, topic.id)))

    async def warm(self) -> None:
        """Load and build what the first question would wait for."""
        await self.threads.run(lambda: (self.known.search("满意度"), self._counts))

    async def in_use(self, rows: Sequence[tuple[str, str | None]]) -> list[int]:
        """How many real rows have each name and level 2."""
        return await self.threads.run(lambda: [self._counts[key(name), level2] for name, level2 in rows])

    @property
    def _counts(self) -> Counter[tuple[str, str | None]]:
        corpus = self.known.corpus
        if self._counted is None or self._counted[0] is not corpus:
            self._counted = (corpus, Counter((key(row.indicator.name), row.indicator.level2) for row in corpus.rows))
        return self._counted[1]

    async def used(self, name: str, level2: str | None) -> Sequence[UsedRow]:
        """Real rows of this name, those of the given level 2 alone where one is given."""
        return await self.threads.run(self._used, name, level2)

    def _used(self, name: str, level2: str | None) -> Sequence[UsedRow]:
        corpus, wanted, found = self.known.corpus, key(name), []
        for row in corpus.rows:
            one = row.indicator
            if key(one.name) != wanted or (level2 is not None and one.level2 != level2):
                continue
            table = corpus.tables[row.table]
            found.append(
                UsedRow(
                    name=one.name,
                    level2=one.level2,
                    value=one.value.raw,
                    description=one.description or "",
                    basis=one.basis or "",
                    project=table.project.name,
                    unit=table.project.unit or "",
                    year=table.project.year,
                    file=_file_of(table),
                    doubtful=bool(row.flags),
                )
            )
        return sorted(found, key=lambda row: row.doubtful)[:MAX_USED]

    async def rules(self) -> dict[str, str]:
        """Titles of the audit rules by code."""
        return {info.code: say(info.title, info.name.replace("-", " ")) for info in catalogue()}

    async def model(self) -> ModelCard:
        """The card of the snapshot, and counts of library and corpus."""
        return await self.threads.run(self._card)

    def _card(self) -> ModelCard:
        known = self.known
        corpus, place = known.corpus, known.places.model
        tables = Counter(map(_file_of, corpus.tables))
        rows = Counter(_file_of(corpus.tables[row.table]) for row in corpus.rows)
        name, _, version = known.model_name.partition(" ")
        text = ""
        if place is not None and (place / "README.md").is_file():
            text = (place / "README.md").read_text(encoding="utf-8", errors="replace")[:50_000]
        return ModelCard(
            name=name,
            version=version,
            topics=len(known.library.topics),
            indicators=sum(len(topic.indicators) for topic in known.library.topics),
            tables=len(corpus),
            rows=len(corpus.rows),
            clean_rows=len(corpus.clean_rows),
            newer_tables=known.newer_tables,
            sources=tuple(Source(file=file, tables=count, rows=rows[file]) for file, count in sorted(tables.items())),
            card=text,
        )

    async def export(self, table: TargetTable, form: Form, kind: str) -> bytes:
        """The table as a file of this kind in this form.

        :raises InputError: a kind that cannot be written here.
        """
        return await self.threads.run(self._export, table, form, kind)

    def _export(self, table: TargetTable, form: Form, kind: str) -> bytes:
        profile = None if form == "hebei" else load_profile(form, *self.known.places.forms)
        write = writers().get(kind)
        if write is None:
            raise InputError(say(f"不能导出{kind}格式。", f"cannot export {kind}."))
        return write(table if profile is None else _weighed(table, profile), profile)

    async def report(self, reviewed: Sequence[Reviewed], kind: ReportKind) -> bytes:
        """The findings of these documents as a file; docx comments exactly one document."""
        return await self.threads.run(_report, reviewed, kind)

    async def close(self) -> None:
        """Let go of the threads."""
        self.threads.close()


def _file_of(table: TargetTable) -> str:
    return table.source.file if table.source else ""


Writer = Callable[[TargetTable, Profile | None], bytes]


def writers() -> dict[str, Writer]:
    """How a table is written, by kind of file: every kind that this installation can write."""
    found: dict[str, Writer] = {"docx": exports.docx}
    if find_spec("openpyxl") and find_spec("zhibiao.documents.write_xlsx"):
        found["xlsx"] = import_module("zhibiao.documents.write_xlsx").xlsx_bytes
    return found


def _weighed(table: TargetTable, profile: Profile) -> TargetTable:
    """The table with the weights its form asks for, shared out by level; as it is where the form has none or a level is unknown."""
    rows = table.indicators
    if profile.weights is None or not rows or any(row.level2 is None for row in rows):
        return table
    given = weights(
        [Weighed(level2=row.level2 or "") for row in rows],
        profile.weights,
        profile.shares,
        profile.shares_without_cost or profile.shares,
        profile.satisfaction_falls_to,
    )
    return table.model_copy(
        update={
            "form": profile.name,
            "indicators": tuple(row.model_copy(update={"weight": Decimal(w)}) for row, w in zip(rows, given, strict=True)),
        }
    )


def _report(reviewed: Sequence[Reviewed], kind: ReportKind) -> bytes:
    from zhibiao.audit.report_docx import is_word, render_docx
    from zhibiao.audit.report_html import render_html
    from zhibiao.audit.report_json import render_json
    from zhibiao.audit.report_sarif import render_sarif

    if kind == "docx":
        (one,) = reviewed
        word = one.name.lower().endswith(".docx") and is_word(one.data)
        # what came over HTTP does not say where its cells stand; the bytes were read before, so that this is safe and quick
        return render_docx(one.report, zhibiao.parse(one.data, filename=one.document.file), one.data if word else None)
    whole, documents = combined(Audited(one.name, one.report, document=one.document) for one in reviewed)
    text = {"html": lambda: render_html(whole, documents), "sarif": lambda: render_sarif(whole), "json": lambda: render_json(whole)}[kind]()
    return text.encode("utf-8")
