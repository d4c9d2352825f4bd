"""The Python interface: read a document, load what is known once, then ask it as often as needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from zhibiao.domain.tables import Document, Project, TargetTable
from zhibiao.messages import InputError, ModelError, say
from zhibiao.paths import Places, existing, find_places, home

if TYPE_CHECKING:
    from zhibiao.audit.decisions import Suppression
    from zhibiao.audit.engine import Profiles
    from zhibiao.audit.findings import Report
    from zhibiao.domain.tables import Indicator
    from zhibiao.knowledge.corpus import Corpus
    from zhibiao.knowledge.forms import Profile
    from zhibiao.knowledge.importing import ImportReport
    from zhibiao.knowledge.library import Library, Topic
    from zhibiao.language.segment import Segmenter
    from zhibiao.model.index import SparseIndex
    from zhibiao.model.judgement import Judgement
    from zhibiao.model.matching import Classification
    from zhibiao.model.snapshot import Snapshot
    from zhibiao.recommend.belonging import Belonging
    from zhibiao.recommend.recommender import Recommender
    from zhibiao.recommend.suggestion import Suggestion, ValueSuggestion
    from zhibiao.search import IndicatorHit, IndicatorSearch

MAX_LIMIT = 100
Folder = str | os.PathLike[str]


def parse(source: str | Path | bytes, filename: str | None = None) -> Document:
    """Read a document of target tables.

    :param source: a path, or the bytes of a file.
    :param filename: the name to report for bytes.
    :raises DocumentError: one sentence saying what is wrong with the file and what to do.
    """
    from zhibiao.documents import read

    return read(source, filename=filename)


def load(
    model: Folder | None = None,
    corpus: Folder | None = None,
    library: Folder | None = None,
    exclude_sources: Sequence[str] = (),
    profile: str | Profile = "hebei",
) -> Zhibiao:
    """Load corpus and library once; torch is not imported.

    :param model: folder of a snapshot; the shipped one by default.
    :param corpus: a corpus folder to use *instead of* the shipped one and the user's own.
    :param library: a library folder to use instead of the shipped one.
    :param exclude_sources: patterns (``*`` and ``?``) of base names of files whose tables are left out, beside those that the
        snapshot was made without.
    :param profile: the form that suggestions are laid out for: a profile, the name of a shipped one or of one under ``forms`` of the
        user's own corpus, or a ``.yaml`` file.
    :raises InputError: if a folder or profile named here does not exist.
    :raises CorpusError: if what is in corpus or library cannot be read.
    :raises ModelError: if the snapshot cannot be trusted.
    """
    from zhibiao.knowledge.corpus import Corpus, read_identified
    from zhibiao.knowledge.forms import load_profile
    from zhibiao.knowledge.word_counts import WordStore
    from zhibiao.language.segment import default_segmenter
    from zhibiao.model.snapshot import known_library

    places = find_places(model=model, corpus=corpus, library=library)
    for what, folders in (("corpus", places.corpus), ("library", places.library)):
        for folder in folders:
            existing(folder, what)
    if places.model is not None:
        existing(places.model, "model")
    segmenter = default_segmenter(places.shipped / "lexicon")
    known, topics, snapshot = known_library(places.library, places.model)
    tables = read_identified(places.corpus, [*exclude_sources, *(snapshot.excluded if snapshot is not None else ())])
    stock = Corpus(
        tuple(tables.values()),
        segmenter.content_words,
        lambda name, level2: known.idea(name, level2) is not None,
        ids=tuple(tables),
        store=WordStore(home() / "cache" / "words", segmenter.version),
    )
    form = load_profile(profile, *places.forms) if isinstance(profile, str) else profile
    return assemble(known, segmenter, stock, snapshot, topics, form, places)


def assemble(
    known: Library,
    segmenter: Segmenter,
    stock: Corpus,
    snapshot: Snapshot | None,
    topics: SparseIndex | None = None,
    form: Profile | None = None,
    places: Places | None = None,
) -> Zhibiao:
    """The parts put together: what :func:`load` does once it has found them, and training without a folder.

    :param snapshot: learned parts; those made from the library are used when ``topics``, its compiled index, is given too.
    :param form: the form that suggestions are laid out for; the shipped Hebei form by default.
    """
    import zhibiao
    from zhibiao.knowledge.forms import load_profile
    from zhibiao.model.fit import Fit
    from zhibiao.model.matching import Matcher
    from zhibiao.recommend.belonging import Belonging
    from zhibiao.recommend.ranking import LinearRanker
    from zhibiao.recommend.recommender import Recommender
    from zhibiao.recommend.suggestion import ModelName
    from zhibiao.recommend.values import ValueGrounds
    from zhibiao.search import IndicatorSearch

    places = places or find_places()
    form = form or load_profile("hebei", *places.forms)
    name = ModelName(name=snapshot.name, version=snapshot.version) if snapshot else ModelName(name="none", version=zhibiao.__version__)
    # the compiled vectors are of the compiled topics; a library of one's own is matched by its words alone
    meaning = snapshot.meaning(segmenter.words) if snapshot is not None and topics is not None else None
    kinds = snapshot.kinds(segmenter.words) if snapshot is not None else None
    matcher = Matcher(known, segmenter.terms, topics, meaning, kinds)
    grounds = ValueGrounds(
        stock,
        known,
        lambda: snapshot.forms(segmenter.words) if snapshot is not None else None,
        lambda: snapshot.numbers() if snapshot is not None and topics is not None else None,
    )
    order = snapshot.ranker() if snapshot is not None else None
    ranker = LinearRanker.from_parts(order) if order is not None else None
    reader = snapshot.reader(segmenter.words) if snapshot is not None else None
    recommender = Recommender(stock, known, form, segmenter.terms, name, matcher, grounds, ranker, reader)
    learned = snapshot.fit() if snapshot is not None else None
    levels = cache(lambda: snapshot.levels(segmenter.words) if snapshot is not None else None)
    fit = Fit(known, matcher, segmenter.content_words, meaning, learned)
    belonging = Belonging(fit, recommender, segmenter.content_words, meaning, levels)
    search = IndicatorSearch(stock, known, segmenter.terms)
    return Zhibiao(recommender, belonging, search, known, places, snapshot)


def import_tables(
    paths: Sequence[str | Path],
    corpus: Folder | None = None,
    library: Folder | None = None,
    dry_run: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> ImportReport:
    """Add the tables of documents to the user's own corpus, or to the folder ``corpus``; what is shipped is never written to.

    :param paths: files, and folders to be walked.
    :param progress: called with (done, total, name of the file).
    :raises InputError: a path that does not exist, or a corpus folder that cannot be written.
    :raises CorpusError: if what stands in the corpus cannot be read.
    """
    from zhibiao.knowledge.importing import import_documents
    from zhibiao.language.segment import default_segmenter
    from zhibiao.model.snapshot import known_library

    places = find_places(corpus=corpus, library=library)
    known, _, _ = known_library(places.library, places.model)
    return import_documents(
        [Path(path) for path in paths],
        places.own_corpus,
        [folder for folder in places.corpus if folder != places.own_corpus],
        content_words=default_segmenter(places.shipped / "lexicon").content_words,
        is_common=lambda name, level2: known.idea(name, level2) is not None,
        dry_run=dry_run,
        progress=progress,
    )


class Zhibiao:
    """What :func:`load` gives. Read-only after loading, so that any number of threads may share it."""

    def __init__(
        self,
        recommender: Recommender,
        belonging: Belonging,
        search: IndicatorSearch,
        library: Library,
        places: Places,
        snapshot: Snapshot | None,
    ) -> None:
        self._snapshot = snapshot
        self._recommender = recommender
        self.belonging = belonging
        self._search = search
        self._library = library
        self.places = places

    def suggest(self, project: Project, limit: int | None = None, weights: bool = False) -> Suggestion:
        """A complete target table for ``project``.

        :param limit: how many ranked rows; by default a complete table of 8 to 12, and a larger limit appends the alternatives.
        :param weights: give every row its weight: whole numbers, main outputs heaviest, in all what the form wants (90 by default).
        :raises InputError: if the project says nothing to go by, or ``limit`` is not 1 to 100.
        """
        limit = None if limit is None else _checked_limit(limit)
        if not project.text.strip():
            raise InputError(
                say("项目没有名称、用途和目标，请至少给出项目名称。", "the project has no name, purpose or goal; give at least its name.")
            )
        return self._recommender.suggest(project, limit=limit, weighed=weights)

    def values(self, name: str, project: Project, level2: str | None = None) -> ValueSuggestion:
        """A value for the indicator called ``name`` of ``project``.

        :param level2: its level 2 in any spelling; decided from the name where it is left out.
        :raises InputError: if ``name`` is empty.
        """
        if not name.strip():
            raise InputError(say("指标名称为空，请填写三级指标名称。", "the indicator has no name; give one."))
        return self._recommender.values(name, project, level2=level2)

    def audit(
        self,
        source: Document | TargetTable | Sequence[Document | TargetTable],
        *,
        profile: Profiles = None,
        select: Iterable[str] | None = None,
        ignore: Iterable[str] | None = None,
        min_severity: str = "info",
        severity: Mapping[str, str] | None = None,
        suppress: Iterable[Suppression] = (),
        baseline: Iterable[str] = (),
    ) -> Report:
        """Audit a document, a table, or a list of either, with what library and corpus know; see :func:`zhibiao.audit.audit`."""
        from zhibiao.audit import audit

        return audit(
            source,
            profile=profile,
            select=select,
            ignore=ignore,
            min_severity=min_severity,
            severity=severity,
            suppress=suppress,
            baseline=baseline,
            knowledge=self.belonging,
        )

    def classify(self, project: Project) -> Classification:
        """The kinds, functions (款) and topics that a project may be, best first; each empty when nothing tells."""
        return self._recommender.classify(project)

    def levels(self, name: str, description: str | None = None, value: str | None = None) -> list[tuple[str, float]]:
        """The level 2 an indicator may belong under, as (level 2, probability), best first.

        :raises InputError: if ``name`` is empty.
        :raises ModelError: if the snapshot holds no such classifier.
        """
        if not name.strip():
            raise InputError(say("指标名称为空，请填写三级指标名称。", "the indicator has no name; give one."))
        classifier = self.belonging.level_classifier
        if classifier is None:
            raise ModelError(
                say(
                    "所用的模型没有二级指标分类器，请重新训练或换用随附的模型。",
                    "the snapshot has no level-2 classifier; retrain, or use the shipped one.",
                )
            )
        return classifier(name, description, value)

    def judge(self, indicator: Indicator, project: Project, file: str | None = None) -> Judgement:
        """Whether an indicator belongs to ``project``; tables of ``file`` do not vouch for it."""
        return self.judge_table(TargetTable(project=project, indicators=(indicator,)), file=file)[0]

    def judge_table(self, table: TargetTable, among: Sequence[TargetTable] = (), file: str | None = None) -> list[Judgement]:
        """Whether each row of ``table`` belongs to its project.

        :param among: the tables of the document it stands in, itself included: a row that stands in unrelated ones may be a template.
        :param file: the document, whose own tables do not vouch for the row.
        """
        repeated = self.belonging.repeated(among)
        own = next((counts for other, counts in zip(among, repeated, strict=True) if other is table), ())
        return self.belonging.judge(table, own, file)

    def similar_projects(self, project: Project) -> list[str]:
        """Names of the projects in the corpus that are most like ``project``, best first."""
        return self._recommender.similar(project)

    @property
    def corpus(self) -> Corpus:
        """The tables that retrieval looks at."""
        return self._recommender.corpus

    @property
    def library(self) -> Library:
        """Topics, kinds and shared indicators."""
        return self._library

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot that answers, ``None`` where there is none."""
        return self._snapshot

    @property
    def model_name(self) -> str:
        """Name and version of the snapshot."""
        return f"{self._recommender.model.name} {self._recommender.model.version}"

    @property
    def newer_tables(self) -> int | None:
        """How many tables of the corpus the snapshot was not taught with; ``None`` where it does not say."""
        return self._snapshot.newer(self.corpus.ids) if self._snapshot else None

    def topic(self, text: str) -> Topic:
        """The library topic with this name, synonym or id.

        :raises InputError: if there is none; the sentence names the nearest topics.
        """
        found = self._library.named(text)
        if found is None:
            near = "、".join(match.name for match in self.classify(Project(name=text[:100])).topic[:3])
            hint = say(f"，相近的有：{near}", f"; near are: {near}") if near else ""
            raise InputError(say(f"指标库里没有主题“{text[:40]}”{hint}。", f"the library has no topic “{text[:40]}”{hint}."))
        return found

    def search(self, text: str, limit: int = 10) -> list[IndicatorHit]:
        """Indicators of corpus and library whose names share words with ``text``, best first; empty when nothing matches.

        :raises InputError: if ``limit`` is not 1 to 100.
        """
        return self._search(text, _checked_limit(limit))


def _checked_limit(limit: int) -> int:
    if not 1 <= limit <= MAX_LIMIT:
        raise InputError(
            say(f"limit 为{limit}，应为1至{MAX_LIMIT}之间的整数。", f"limit is {limit}; give a whole number from 1 to {MAX_LIMIT}.")
        )
    return limit
