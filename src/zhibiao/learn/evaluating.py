"""``zhibiao evaluate``: the figures that were measured when the snapshot in use was trained, or measured anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from zhibiao.knowledge.corpus import Corpus, read_tables
from zhibiao.knowledge.library import Library
from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import Segmenter, default_segmenter
from zhibiao.learn.evaluate import Evaluation, Metric, measure
from zhibiao.learn.labels import Labels, read_labels
from zhibiao.model.snapshot import Snapshot, library_digest
from zhibiao.model.writing import taught
from zhibiao.paths import Places, existing, find_places

SEED = 1
WITHOUT = ("library", "encoder", "classifiers", "reader")  # what an ablation leaves out
_NOTHING: Mapping[str, bytes] = MappingProxyType({})


def evaluate(
    model: str | None = None,
    corpus: str | None = None,
    library: str | None = None,
    anew: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Evaluation:
    """How good the answers are, each document left out of training and retrieval.

    What the snapshot's manifest says stands as long as corpus and library are those it was trained with: the same training with the
    same seed would give the same. Else, or with ``anew``, encoder, classifiers and fit are trained again, fold by fold.

    :raises CorpusError: a corpus of one document, or labels that cannot be read.
    :raises ModelError: a snapshot that cannot be trusted.
    """
    places = find_places(model=model, corpus=corpus, library=library)
    for what, folders in (("corpus", places.corpus), ("library", places.library)):
        for folder in folders:
            existing(folder, what)
    snapshot = Snapshot.load(existing(places.model, "model")) if places.model is not None else None
    segmenter = default_segmenter(places.shipped / "lexicon")
    known = load_library(places.library) if snapshot is None or anew else snapshot.library
    excluded = snapshot.excluded if snapshot is not None else ()
    stock = _stock(places, known, segmenter, excluded)
    if snapshot is not None and not anew and snapshot.manifest.metrics:
        about = snapshot.manifest
        if about.corpus == taught(stock) and about.library == library_digest(places.library):
            metrics = tuple(Metric.model_validate(metric) for metric in about.metrics)
            return Evaluation(model=f"{snapshot.name} {snapshot.version}", metrics=metrics, confusion=about.confusion)
    from zhibiao.learn.training import Trainer  # torch and scikit-learn, only now

    known = load_library(places.library)
    trainer = Trainer(known, segmenter, SEED, reader=snapshot.reader_parts if snapshot is not None else {})
    return measure(trainer, _stock(places, known, segmenter, excluded), labels_of(places), progress)


def ablation(
    known: Library, stock: Corpus, segmenter: Segmenter, labels: Labels | None, seed: int = SEED, reader: Mapping[str, bytes] = _NOTHING
) -> dict[str, tuple[Metric, ...]]:
    """The same figures without the library, without the encoder, without the classifiers, and without the reader of numbers."""
    from zhibiao.learn.training import Trainer

    found = {}
    for part in WITHOUT:
        used = Library.empty() if part == "library" else known
        trainer = Trainer(used, segmenter, seed, reader=reader)
        found[f"without {part}"] = measure(trainer, stock, labels, without=frozenset({part})).metrics
    return found


def labels_of(places: Places) -> Labels | None:
    """The shipped labels, ``None`` where there are none."""
    folder = places.shipped / "labels"
    return read_labels(folder) if folder.is_dir() else None


def _stock(places: Places, known: Library, segmenter: Segmenter, excluded: tuple[str, ...]) -> Corpus:
    tables = read_tables(places.corpus, excluded)
    return Corpus(tables, segmenter.content_words, lambda name, level2: known.idea(name, level2) is not None)
