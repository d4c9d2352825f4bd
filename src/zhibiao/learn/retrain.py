"""``zhibiao retrain``: import, flags, train, evaluate, gates, swap. Whatever goes wrong, the old snapshot stays as it is."""

from __future__ import annotations

import fnmatch
import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zhibiao.domain.tables import Model, TargetTable
from zhibiao.files import standing_folder, write_atomically
from zhibiao.knowledge.corpus import Corpus, read_tables, to_line
from zhibiao.knowledge.importing import ImportReport, import_documents
from zhibiao.knowledge.library import Library
from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import Segmenter, default_segmenter
from zhibiao.learn import evaluate, training
from zhibiao.learn.card import card
from zhibiao.learn.gates import Verdict, compare
from zhibiao.learn.labels import read_labels
from zhibiao.learn.lock import alone_on
from zhibiao.learn.teachable import doubt, refuse_unteachable
from zhibiao.messages import InputError, ModelError, say
from zhibiao.model.encoder import checked_encoder, folder_digest
from zhibiao.model.manifest import MANIFEST, About, OutsideEncoder, tallies
from zhibiao.model.snapshot import Snapshot, library_digest
from zhibiao.model.writing import package_versions, taught, write_snapshot
from zhibiao.paths import Places, existing, find_places

SEED = 1
FEEDBACK = "feedback.jsonl"
STATIC = "static"  # what --encoder is without a folder: our own, trained anew
_NEEDED = ("sentence_transformers", "sklearn", "filelock")
# How far along each step ends, as a share of the whole time on the shipped corpus.
_IMPORTED, _READ, _TRAINED, _MEASURED = 0.05, 0.08, 0.5, 0.97

Tell = Callable[[float, str], None]


class Retrained(Model):
    """What a retraining came to. ``replaced`` is false where the gates kept the old snapshot; ``why`` then says so.

    ``verdict`` compares with ``against``, the snapshot that was there (or the one in use before); both are ``None`` where there was
    none to compare with. ``notes`` are worth a sentence and stopped nothing.
    """

    output: str
    replaced: bool
    why: str | None
    forced: bool
    version: str | None
    against: str | None
    new_tables: int | None
    verdict: Verdict | None
    evaluation: evaluate.Evaluation
    imported: ImportReport | None
    notes: tuple[str, ...] = ()


class _Old(NamedTuple):
    """The snapshot to compare with; ``binding`` where the new one would stand in its place."""

    snapshot: Snapshot | None
    binding: bool
    trouble: str | None = None


def retrain(
    sources: Sequence[str | Path] = (),
    *,
    accepted: Sequence[TargetTable] | None = None,
    exclude_sources: Sequence[str] = (),
    output: str | Path | None = None,
    encoder: str = STATIC,
    seed: int = SEED,
    force: bool = False,
    model: str | None = None,
    corpus: str | None = None,
    library: str | None = None,
    progress: Tell = lambda share, what: None,
) -> Retrained:
    """Train a snapshot on library and corpus, measure it, and put it in the place of the old one if it is no worse.

    :param sources: documents and folders that are imported into the user's corpus first.
    :param accepted: tables that people accepted; they stand in the user's corpus as ``feedback.jsonl``, in the place of what was
        accepted before. ``None`` leaves that file alone.
    :param exclude_sources: patterns of base names of sources left out, of retrieval with the new snapshot too.
    :param output: the snapshot folder to write; the user's own by default. The first own one is compared with the one in use.
    :param encoder: ``static`` trains our own; else the folder of a sentence-transformers model, which is used as it is.
    :param force: replace the old snapshot even if the gates would keep it, and train on a corpus that gives reason to doubt.
    :param progress: called with the share done (0 to 1) and what is being done.
    :raises InputError: an option that cannot be used, another retraining on this output, a place that cannot be written.
    :raises CorpusError: a corpus that cannot be read, or nothing can be learned from.
    :raises ModelError: an encoder or an old snapshot that cannot be used.
    """
    outside = None if encoder == STATIC else checked_encoder(encoder)
    _need_packages()
    places = _places(model, corpus, library, importing=bool(sources) or accepted is not None)
    target = places.own_model if output is None else Path(output).expanduser()
    _refuse_other_folder(target)
    with alone_on(target):
        old = _old_snapshot(target, places, output is not None, force)
        known = load_library(places.library)  # a compiled one has lost what teaches kinds
        segmenter = default_segmenter(places.shipped / "lexicon")
        imported = None
        if accepted is not None:
            _take_over(accepted, places)
        if sources:
            imported = _import(sources, places, known, segmenter, progress)
        if sources or accepted is not None:
            places = find_places(model=model, corpus=corpus, library=library)  # the own corpus may be there only now
        progress(_IMPORTED, say("标记可疑指标", "flagging rows"))
        stock, notes = _stock(places, exclude_sources, known, segmenter)
        refuse_unteachable(stock)
        doubtful = doubt(stock)
        if doubtful and not force:
            raise InputError(doubtful)
        with _as_sentences(target):
            reader = old.snapshot.reader_parts if old.snapshot else {}
            about, parts, evaluation = _learned(stock, known, segmenter, places, seed, outside, progress, reader)
        verdict = compare(old.snapshot.manifest.by_document(), about.by_document()) if old.snapshot else None
        kept = (verdict.why if verdict else old.trouble) if old.binding else None
        result = Retrained(
            output=str(target),
            replaced=kept is None or force,
            why=kept,
            forced=force and bool(kept or doubtful),
            version=None,
            against=f"{old.snapshot.name} {old.snapshot.version}" if old.snapshot else None,
            new_tables=old.snapshot.newer(stock.ids) if old.snapshot else None,
            verdict=verdict,
            evaluation=evaluation,
            imported=imported,
            notes=notes,
        )
        if not result.replaced:
            return result
        progress(_MEASURED, say("写入", "writing"))
        about = about.model_copy(update={"exclude": tuple(exclude_sources), "forced": result.forced})
        write_snapshot(target, known, library_digest(places.library), segmenter.terms, parts, about, stock.ids, card)
        progress(1.0, "")
        return result.model_copy(update={"version": Snapshot.load(target).version})


def about_of(corpus: Corpus, seed: int, evaluation: evaluate.Evaluation | None) -> About:
    """What the manifest says of a training on ``corpus`` and of its evaluation."""
    documents, cases = tallies(evaluation.cases if evaluation else {})
    return About(
        seed=seed,
        corpus=taught(corpus),
        packages=package_versions(),
        metrics=tuple(metric.model_dump(mode="json", exclude_none=True) for metric in evaluation.metrics) if evaluation else (),
        confusion=evaluation.confusion if evaluation else {},
        documents=documents,
        cases=cases,
    )


def _learned(
    stock: Corpus,
    known: Library,
    segmenter: Segmenter,
    places: Places,
    seed: int,
    outside: Path | None,
    progress: Tell,
    reader: Mapping[str, bytes],
) -> tuple[About, dict[str, bytes], evaluate.Evaluation]:
    digest = folder_digest(outside) if outside else ""
    progress(_READ, say("训练", "training"))
    step = _Step(progress, _READ, _TRAINED, say("训练", "training"))
    trainer = training.Trainer(known, segmenter, seed, outside, step, reader)
    parts = trainer.train(stock)
    step.over = True  # evaluation trains again and again, and tells of its own progress
    labels = places.shipped / "labels"
    evaluation = evaluate.measure(
        trainer,
        stock,
        read_labels(labels) if labels.is_dir() else None,
        _Step(progress, _TRAINED, _MEASURED, say("评估", "measuring")),
    )
    parts |= training.ranker_parts(evaluation.ranker)
    about = about_of(stock, seed, evaluation)
    if outside:
        about = about.model_copy(update={"encoder": OutsideEncoder(path=str(outside), digest=digest)})
    return about, parts, evaluation


class _Step:
    """Tells a step's own share of 0 to 1 as a share of the whole, until it is over."""

    def __init__(self, progress: Tell, start: float, end: float, what: str) -> None:
        self._progress, self._start, self._end, self._what = progress, start, end, what
        self.over = False

    def __call__(self, share: float) -> None:
        if not self.over:
            self._progress(self._start + (self._end - self._start) * min(1.0, max(0.0, share)), self._what)


def _import(sources: Sequence[str | Path], places: Places, known: Library, segmenter: Segmenter, progress: Tell) -> ImportReport:
    return import_documents(
        [Path(source) for source in sources],
        places.own_corpus,
        [folder for folder in places.corpus if folder != places.own_corpus],
        content_words=segmenter.content_words,
        is_common=_is_common(known),
        progress=lambda done, total, name: progress(_IMPORTED * done / max(1, total), say(f"导入 {name}", f"importing {name}")),
    )


def _take_over(accepted: Sequence[TargetTable], places: Places) -> None:
    """Whole, for a draft that was edited since must not stand there twice."""
    target = places.own_corpus / "tables" / FEEDBACK
    if accepted or target.exists():
        write_atomically(target, "".join(to_line(table) + "\n" for table in accepted))


def _stock(places: Places, exclude: Sequence[str], known: Library, segmenter: Segmenter) -> tuple[Corpus, tuple[str, ...]]:
    """The tables to learn from, and a note for every pattern that leaves none out."""
    tables = read_tables(places.corpus)
    sources = {table.source.file for table in tables if table.source}
    notes = tuple(
        say(f"--exclude-source“{glob}”没有匹配任何来源。", f"--exclude-source {glob!r} matches no source.")
        for glob in exclude
        if not fnmatch.filter(sources, glob)
    )
    if exclude:  # read again: of two tables alike, the one whose source is left out must not stand for the other
        tables = read_tables(places.corpus, exclude)
    return Corpus(tables, segmenter.content_words, _is_common(known)), notes


def _is_common(known: Library) -> Callable[[str, str | None], bool]:
    return lambda name, level2: known.idea(name, level2) is not None


def _places(model: str | None, corpus: str | None, library: str | None, importing: bool) -> Places:
    places = find_places(model=model, corpus=corpus, library=library)
    for what, folders in (("corpus", places.corpus), ("library", places.library), ("model", (places.model,) if places.model else ())):
        for folder in folders:
            if not (importing and folder == places.own_corpus):  # which the import makes
                existing(folder, what)
    return places


def _need_packages() -> None:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        shown = "、".join(missing)
        raise InputError(
            say(
                f"重新训练需要另外的软件包（缺少{shown}），请运行 pip install 'zhibiao[train]'。",
                f"retraining needs more packages ({shown} missing); run pip install 'zhibiao[train]'.",
            )
        )


def _refuse_other_folder(target: Path) -> None:
    """A retraining replaces the whole folder it writes: what is no snapshot must not be lost by a slip of the pen."""
    if target.exists() and not (target / MANIFEST).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(
            say(
                f"--output 指定的“{target}”已有别的内容，不是模型文件夹，请换一个文件夹。",
                f"--output names {target}, which holds something other than a snapshot; name another folder.",
            )
        )


def _old_snapshot(target: Path, places: Places, named: bool, force: bool) -> _Old:
    """What the new snapshot is compared with: what stands at ``target``; else what is in use, which it takes the place of unless the
    output was ``named``."""
    here = standing_folder(target).is_dir() and any(standing_folder(target).iterdir())
    place = target if here else places.model
    binding = here or not named
    if place is None:
        return _Old(None, False)
    try:
        return _Old(Snapshot.load(place), binding)
    except ModelError as error:
        reason = str(error).rstrip("。.")
        trouble = say(f"{reason}；要直接替换请加 --force。", f"{reason}; to replace it nonetheless, add --force.")
        if binding and not force:
            raise ModelError(trouble) from None
        return _Old(None, binding, trouble)


class _as_sentences:
    """A full disk, or a temporary folder that cannot be written, while training: one sentence."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            raise InputError(
                say(
                    f"训练时读写文件出错（{reason}），请检查磁盘空间；模型{self._target}没有改动。",
                    f"reading or writing failed while training ({reason}); check the disk. The model {self._target} is unchanged.",
                )
            ) from error
