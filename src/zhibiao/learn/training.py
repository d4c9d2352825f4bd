"""Training the learned parts of a snapshot from library and corpus.

The encoder is trained on the library and then goes on with the corpus, once over; the forms of values and fit are trained on both, the
level-2 classifier on the library. What rests on the library alone is done once for a :class:`Trainer`, so that an evaluation can learn
a corpus anew without each of its documents.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from zhibiao import api
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Library
from zhibiao.language.segment import Segmenter
from zhibiao.learn.encoder import adapt_encoder, train_encoder
from zhibiao.learn.fit import Examples, corpus_examples, library_examples, train_fit
from zhibiao.learn.kinds import kind_examples, train_kinds
from zhibiao.learn.levels import level_examples, train_levels
from zhibiao.learn.linear import Sheet
from zhibiao.learn.pairs import Pair, corpus_pairs, library_pairs
from zhibiao.learn.values import Row, common_units, corpus_rows, form_examples, library_rows, train_forms, values_parts
from zhibiao.model.encoder import Encoder
from zhibiao.model.fit_weights import LinearFit
from zhibiao.model.linear import LinearClassifier
from zhibiao.model.matching import Matcher, entry_vectors, topic_vectors
from zhibiao.model.snapshot import FIT, KINDS, LEVELS, NUMBERS, RANKER, VECTORS, Snapshot
from zhibiao.model.values import known_numbers
from zhibiao.model.writing import compiled

Parts = dict[str, bytes]
_ENCODER_SHARE, _HEADS_SHARE = 0.6, 0.75  # of the time
_OF_KINDS = 0.1  # log odds below which a feature of a kind is not kept, for the snapshot's size
_BESIDE = 1  # pairs of the library to each pair of the corpus, when the encoder goes on with a corpus


class Trainer:
    """Learns corpora beside one library. The same library, corpus and seed give the same bytes.

    :param encoder: the folder of a sentence-transformers model to use as it is; by default our own is trained.
    :param reader: the parts of a reader of numbers (:func:`zhibiao.learn.number_reader.reader_parts`), which no corpus changes.
    :param progress: called with the share of the first training done, 0 to 1.
    """

    def __init__(
        self,
        library: Library,
        segmenter: Segmenter,
        seed: int,
        encoder: Path | None = None,
        progress: Callable[[float], None] = lambda share: None,
        reader: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self.library, self.segmenter, self.seed, self.encoder, self.reader = library, segmenter, seed, encoder, reader
        self._progress = progress

    def train(self, corpus: Corpus, without: frozenset[str] = frozenset(), final: bool = True) -> Parts:
        """The learned parts by their names in a snapshot folder.

        :param final: whether probabilities are made honest, which an evaluation that only ranks can do without.
        :param without: parts left out, for measuring what they are good for: ``encoder``, ``classifiers``, ``reader``.
        """
        parts: Parts = {} if "reader" in without else dict(self.reader)
        if "encoder" not in without:
            parts |= self._encoder_parts(corpus)
            parts |= vectors_of(parts, self.library, self.segmenter, self.encoder)
        self._progress(_ENCODER_SHARE)
        if "classifiers" not in without:
            parts |= self._classifiers(corpus, final)
        self._progress(_HEADS_SHARE)
        learned = self._fit(parts, corpus) if VECTORS in parts else None
        if learned is not None:
            parts[FIT] = json.dumps(learned.to_parts(), indent=1).encode()
        self._progress(1.0)
        return parts

    def world(self, parts: Parts, corpus: Corpus) -> api.Zhibiao:
        """The program as it would be with ``parts`` and ``corpus``, without a folder being written."""
        snapshot = Snapshot.of(self._compiled | parts, self.encoder)
        return api.assemble(self.library, self.segmenter, corpus, snapshot, snapshot.topics)

    @cached_property
    def _compiled(self) -> Parts:
        return compiled(self.library, self.segmenter.terms)

    @cached_property
    def _base(self) -> Parts:
        """The encoder as the library alone teaches it."""
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "encoder"
            train_encoder(self._library_pairs, folder, self.segmenter.words, self.seed, lambda s: self._progress(_ENCODER_SHARE * s))
            return _files(folder)

    @cached_property
    def _library_pairs(self) -> list[Pair]:
        return library_pairs(self.library, self.seed)

    def _encoder_parts(self, corpus: Corpus) -> Parts:
        if self.encoder is not None:
            return {}
        if not self._library_pairs:
            return {}
        own = corpus_pairs(corpus, self.seed)
        if not own:
            return dict(self._base)
        with tempfile.TemporaryDirectory() as place:
            start, folder = Path(place) / "start", Path(place) / "encoder"
            start.mkdir()
            for name, content in self._base.items():
                (start / Path(name).name).write_bytes(content)
            pairs = own + self._library_pairs[: _BESIDE * len(own)]
            adapt_encoder(start, pairs, folder, self.segmenter.words, self.seed)
            return _files(folder)

    def _classifiers(self, corpus: Corpus, final: bool) -> Parts:
        """The classifiers that there is something to learn from."""
        of_corpus = form_examples(corpus_rows(corpus, self.seed), self.segmenter.words, self.seed, common_units(self._library_rows))
        sheets = {part: own.beside(Sheet.of(of_corpus[part])) for part, own in self._form_sheets.items()}
        told = all(sheet.labels.size for sheet in sheets.values())
        forms = values_parts(train_forms(sheets, final, self._library_forms)) if told else {}
        return {**self._kinds, **self._levels, **forms}

    @cached_property
    def _kinds(self) -> Parts:
        examples = kind_examples(self.library, Matcher(self.library, self.segmenter.terms).marked, self.segmenter.words, self.seed)
        return _classifier_parts(KINDS, train_kinds(examples), _OF_KINDS) if examples else {}

    @cached_property
    def _levels(self) -> Parts:
        examples = level_examples(self.library, self.segmenter.words, self.seed)
        return _classifier_parts(LEVELS, train_levels(examples)) if examples else {}

    @cached_property
    def _form_sheets(self) -> dict[str, Sheet]:
        examples = form_examples(self._library_rows, self.segmenter.words, self.seed)
        return {part: Sheet.of(some) for part, some in examples.items()}

    @cached_property
    def _library_forms(self) -> dict[str, LinearClassifier]:
        """What the library alone teaches of values: every corpus goes on from there."""
        told = all(sheet.labels.size for sheet in self._form_sheets.values())
        return train_forms(self._form_sheets, calibrated=False) if told else {}

    @cached_property
    def _library_rows(self) -> list[Row]:
        return library_rows(self.library, self.seed)

    def _fit(self, parts: Parts, corpus: Corpus) -> LinearFit | None:
        belonging = self.world(parts, corpus).belonging
        return train_fit(self._library_examples(parts), corpus_examples(corpus, belonging, self.seed))

    def _library_examples(self, parts: Parts) -> Examples:
        """Of the encoder as the library alone teaches it, which differs little from what a corpus makes of it: once is enough."""
        if self._kept_examples is None:
            fit = self.world(parts, Corpus([], self.segmenter.content_words)).belonging.fit
            self._kept_examples = library_examples(self.library, fit, self.seed)
        return self._kept_examples

    _kept_examples: Examples | None = None


def _classifier_parts(files: tuple[str, str], classifier: LinearClassifier, least: float = 0.02) -> Parts:
    """A classifier as the two files that a snapshot keeps it in, without features that say less than ``least`` of every class."""
    from safetensors.numpy import save

    names, arrays = classifier.to_parts(least)
    return {files[0]: json.dumps(names, ensure_ascii=False, separators=(",", ":")).encode(), files[1]: save(arrays)}


def _files(folder: Path) -> Parts:
    return {f"encoder/{path.name}": path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def ranker_parts(ranker: Mapping[str, Any] | None) -> Parts:
    """The order of alternatives that an evaluation found better than fixed weights, as a part of the snapshot."""
    return {} if ranker is None else {RANKER: json.dumps(ranker, indent=1).encode()}


def vectors_of(parts: Parts, library: Library, segmenter: Segmenter, outside: Path | None = None) -> Parts:
    """What the encoder (among ``parts``, or ``outside``) makes of the library's topics and indicators, and the library's usual values, as
    parts of their own: they follow the library, not the training."""
    from safetensors.numpy import save

    own = {name.removeprefix("encoder/"): content for name, content in parts.items() if name.startswith("encoder/")}
    encoder = Encoder(outside, segmenter.words) if outside is not None else Encoder.of_files(own, segmenter.words) if own else None
    numbers = json.dumps(known_numbers(library), ensure_ascii=False, separators=(",", ":")).encode()
    if encoder is None:
        return {NUMBERS: numbers}
    vectors = topic_vectors(library.topics, encoder.encode)
    entries, owners = entry_vectors(library.topics, encoder.encode)
    arrays: dict[str, np.ndarray] = {"topics": vectors.astype(np.float16), "entries": entries.astype(np.float16), "owners": owners}
    return {VECTORS: save(arrays), NUMBERS: numbers}
