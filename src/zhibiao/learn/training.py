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
from zhibiao.model.encoder import Encoder
from zhibiao.model.matching import entry_vectors, topic_vectors
from zhibiao.model.snapshot import VECTORS

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
    progress(1.0)
    return parts | vectors_of(parts, library, segmenter)


def vectors_of(parts: Parts, library: Library, segmenter: Segmenter) -> Parts:
    """What the encoder among ``parts`` makes of the library's topics and indicators, as a part of its own."""
    from safetensors.numpy import save

    with tempfile.TemporaryDirectory() as place:
        for name, content in parts.items():
            if name.startswith("encoder/"):
                (Path(place) / name).parent.mkdir(exist_ok=True)
                (Path(place) / name).write_bytes(content)
        encoder = Encoder(Path(place) / "encoder", segmenter.words)
        vectors = topic_vectors(library.topics, encoder.encode)
        entries, owners = entry_vectors(library.topics, encoder.encode)
    return {VECTORS: save({"topics": vectors.astype(np.float16), "entries": entries.astype(np.float16), "owners": owners})}


class Trainer:
    """Minimal, to be replaced: :func:`train` as an object, with an encoder from outside in place of a trained one."""

    def __init__(
        self,
        library: Library,
        segmenter: Segmenter,
        seed: int,
        encoder: Path | None = None,
        progress: Callable[[float], None] = lambda share: None,
    ) -> None:
        self.library, self.segmenter, self.seed, self.encoder, self.progress = library, segmenter, seed, encoder, progress

    def train(self, corpus: Corpus) -> Parts:
        """The learned parts by their names in a snapshot folder."""
        from safetensors.numpy import save

        if self.encoder is None:
            return train(self.library, corpus, self.segmenter, self.seed, self.progress)
        encoder = Encoder(self.encoder, self.segmenter.words)
        vectors = topic_vectors(self.library.topics, encoder.encode)
        entries, owners = entry_vectors(self.library.topics, encoder.encode)
        part = save({"topics": vectors.astype(np.float16), "entries": entries.astype(np.float16), "owners": owners})
        return {VECTORS: part, **self.levels(corpus)}

    def levels(self, corpus: Corpus) -> Parts:
        """The level-2 classifier alone."""
        from safetensors.numpy import save

        names, arrays = train_levels(level_examples(self.library, corpus, self.segmenter.words, self.seed)).to_parts()
        plain = json.dumps(names, ensure_ascii=False, separators=(",", ":")).encode()
        return {"levels.json": plain, "levels.safetensors": save(arrays)}
