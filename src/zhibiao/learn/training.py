"""Training the learned parts of a snapshot from library and corpus."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Library
from zhibiao.language.segment import Segmenter
from zhibiao.learn.encoder import train_encoder
from zhibiao.learn.levels import level_examples, train_levels
from zhibiao.learn.pairs import training_pairs
from zhibiao.learn.values import values_parts
from zhibiao.model.encoder import Encoder
from zhibiao.model.matching import entry_vectors, topic_vectors
from zhibiao.model.snapshot import NUMBERS, VECTORS
from zhibiao.model.values import known_numbers

Parts = dict[str, bytes]
_ENCODER_SHARE = 0.8  # of the time


def train(
    library: Library, corpus: Corpus, segmenter: Segmenter, seed: int, progress: Callable[[float], None] = lambda share: None
) -> Parts:
    """The learned parts, by their names in a snapshot folder. The same library, corpus and seed give the same bytes.

    :param progress: called with the share done, 0 to 1.
    """
    from safetensors.numpy import save

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "encoder"
        pairs = training_pairs(library, corpus, seed)
        train_encoder(pairs, folder, segmenter.words, seed, lambda share: progress(_ENCODER_SHARE * share))
        parts = {f"encoder/{path.name}": path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    names, arrays = train_levels(level_examples(library, corpus, segmenter.words, seed)).to_parts()
    parts["levels.json"] = json.dumps(names, ensure_ascii=False, separators=(",", ":")).encode()
    parts["levels.safetensors"] = save(arrays)
    parts |= values_parts(library, corpus, segmenter.words, seed)
    progress(1.0)
    return parts | vectors_of(parts, library, segmenter)


def vectors_of(parts: Parts, library: Library, segmenter: Segmenter) -> Parts:
    """What the encoder among ``parts`` makes of the library's topics and indicators, and the library's usual values, as parts of their
    own: they follow the library, not the training."""
    from safetensors.numpy import save

    with tempfile.TemporaryDirectory() as place:
        for name, content in parts.items():
            if name.startswith("encoder/"):
                (Path(place) / name).parent.mkdir(exist_ok=True)
                (Path(place) / name).write_bytes(content)
        encoder = Encoder(Path(place) / "encoder", segmenter.words)
        vectors = topic_vectors(library.topics, encoder.encode)
        entries, owners = entry_vectors(library.topics, encoder.encode)
    arrays = {"topics": vectors.astype(np.float16), "entries": entries.astype(np.float16), "owners": owners}
    numbers = json.dumps(known_numbers(library), ensure_ascii=False, separators=(",", ":")).encode()
    return {VECTORS: save(arrays), NUMBERS: numbers}
