"""``python -m zhibiao.learn.compile [--reader] [--learned [--ablation]]``: the shipped library into the shipped snapshot. A checkout
does it after editing the library. The learned parts are kept as they are; ``--reader`` trains the reader of numbers anew on the shipped
descriptions (eight minutes), ``--learned`` what corpus and library teach, and measures it (three minutes); ``--ablation`` measures also
without library, encoder, classifiers and reader (as long again for each)."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from zhibiao.knowledge.corpus import Corpus, read_tables
from zhibiao.knowledge.descriptions import read_descriptions
from zhibiao.knowledge.library_files import load_library
from zhibiao.language.segment import Segmenter, default_segmenter
from zhibiao.learn import evaluate, training
from zhibiao.learn.card import card
from zhibiao.learn.evaluating import ablation, labels_of
from zhibiao.learn.number_reader import reader_parts
from zhibiao.learn.retrain import SEED, about_of
from zhibiao.learn.training import vectors_of
from zhibiao.messages import ModelError, ZhibiaoError
from zhibiao.model.manifest import About
from zhibiao.model.snapshot import VECTORS, Snapshot, library_digest
from zhibiao.model.writing import write_snapshot
from zhibiao.paths import PACKAGE, Places, find_places


def main() -> int:
    """Compile; 0 when done, 2 with one sentence when the library cannot be used."""
    places = find_places()
    target = PACKAGE.parents[1] / "models" / "default"
    try:
        library = load_library([places.shipped / "library"])
        segmenter = default_segmenter(places.shipped / "lexicon")
        tables = None
        if "--learned" in sys.argv:
            tables_read = read_tables([places.shipped])
            corpus = Corpus(tables_read, segmenter.content_words, lambda name, level2: library.idea(name, level2) is not None)
            reader = _reader(target, places, segmenter)
            trainer = training.Trainer(library, segmenter, SEED, reader=reader)
            learned, tables = trainer.train(corpus), corpus.ids
            labels = labels_of(places)
            evaluation = evaluate.measure(trainer, corpus, labels)
            learned |= training.ranker_parts(evaluation.ranker)
            about = about_of(corpus, SEED, evaluation)
            if "--ablation" in sys.argv:
                without = ablation(library, corpus, segmenter, labels, SEED, reader)
                dumped = {name: tuple(m.model_dump(mode="json", exclude_none=True) for m in metrics) for name, metrics in without.items()}
                about = about.model_copy(update={"ablation": dumped})
        else:
            old = Snapshot.load(target)
            learned = old.learned
            if "--reader" in sys.argv:
                learned |= _reader(target, places, segmenter)
            if VECTORS in learned:
                learned |= vectors_of(learned, library, segmenter)  # the topics may have changed
            about = About(**{name: getattr(old.manifest, name) for name in About.model_fields})
        write_snapshot(target, library, library_digest([places.shipped / "library"]), segmenter.terms, learned, about, tables, card)
    except ModelError as error:
        print(f"{error} make learned", file=sys.stderr)
        return 2
    except ZhibiaoError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{target}: {len(library.topics)} topics")
    return 0


def _reader(target: Path, places: Places, segmenter: Segmenter) -> dict[str, bytes]:
    """The reader of numbers as it stands; trained anew where that is asked for, or where none stands that can be trusted."""
    if "--reader" not in sys.argv:
        with suppress(ModelError):
            return Snapshot.load(target).reader_parts
    return reader_parts(read_descriptions(places.shipped / "descriptions"), segmenter, SEED)


if __name__ == "__main__":
    raise SystemExit(main())
