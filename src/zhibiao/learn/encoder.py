"""Training the encoder: a sentence-transformers ``StaticEmbedding`` over jieba's words, with a contrastive loss on pairs of texts.

The loop is torch's own: sentence-transformers' trainer would draw in datasets, accelerate and pandas for the ten lines it takes here.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from zhibiao.learn.pairs import Pair
from zhibiao.model.encoder import UNKNOWN, spaced

DIMENSION = 256
_EPOCHS, _BATCH, _RATE, _SCALE = 5, 1024, 0.02, 20.0
_ADAPT_RATE = 0.005
_SPREAD = 0.1  # of the first random vectors; torch's own is so wide that rare words never settle
_OFTEN = 3  # a word seen less often is left to its characters
MAX_VOCABULARY = 18_000  # 18 MB as float32


def vocabulary_of(texts: Sequence[Sequence[str]]) -> dict[str, int]:
    """Every character, and every word that stands three times, the commonest first; ``[UNK]`` is 0."""
    counted = Counter(word for words in texts for word in words)
    characters = Counter(char for word, times in counted.items() for char in word for _ in range(min(times, 3)))
    words = [word for word, times in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if times >= _OFTEN]
    kept = [UNKNOWN, *sorted(characters, key=lambda c: (-characters[c], c))]
    known = set(kept)
    kept += [word for word in words if word not in known]
    return {word: place for place, word in enumerate(kept[:MAX_VOCABULARY])}


def train_encoder(
    pairs: Sequence[Pair],
    folder: Path,
    cut: Callable[[str], list[str]],
    seed: int,
    progress: Callable[[float], None] = lambda share: None,
) -> None:
    """Train on ``pairs`` and save to ``folder`` in sentence-transformers' format. The same pairs and seed give the same numbers.

    :param progress: called with the share done, 0 to 1.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = {text: cut(text) for pair in pairs for text in pair}
    vocabulary = vocabulary_of(list(words.values()))
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    torch.manual_seed(seed)
    module = StaticEmbedding(tokenizer, embedding_dim=DIMENSION)
    model = SentenceTransformer(modules=[module], device="cpu")
    with torch.no_grad():
        module.embedding.weight.mul_(_SPREAD)
        module.embedding.weight[0] = 0
    _fit(model, module, _spaced_pairs(pairs, cut, vocabulary), _EPOCHS, _RATE, seed, progress)
    folder.mkdir(parents=True, exist_ok=True)
    model.save(str(folder), create_model_card=False)


def adapt_encoder(start: Path, pairs: Sequence[Pair], folder: Path, cut: Callable[[str], list[str]], seed: int) -> None:
    """Go on from the encoder in ``start`` with ``pairs``, once over, and save to ``folder``; words that it does not know stay its
    characters. Quick beside :func:`train_encoder`, so that a corpus can be learned from anew without each of its documents."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(start), device="cpu", local_files_only=True)
    module: Any = model[0]
    _fit(model, module, _spaced_pairs(pairs, cut, module.tokenizer.get_vocab()), 1, _ADAPT_RATE, seed)
    folder.mkdir(parents=True, exist_ok=True)
    model.save(str(folder), create_model_card=False)


def _spaced_pairs(pairs: Sequence[Pair], cut: Callable[[str], list[str]], vocabulary: Mapping[str, int]) -> list[tuple[str, str]]:
    words = {text: spaced(cut(text), vocabulary.__contains__) for pair in pairs for text in pair}
    return [(words[one], words[other]) for one, other in pairs]


def _fit(
    model: Any,
    module: Any,
    pairs: list[tuple[str, str]],
    epochs: int,
    rate: float,
    seed: int,
    progress: Callable[[float], None] = lambda share: None,
) -> None:
    import torch
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    loss = MultipleNegativesRankingLoss(model, scale=_SCALE)
    optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    chance = random.Random(seed)
    batch = min(_BATCH, max(2, len(pairs)))
    starts = [start for start in range(0, len(pairs), batch) if len(pairs) - start >= 2]
    for epoch in range(epochs):
        chance.shuffle(pairs)
        for number, start in enumerate(starts):
            rows = pairs[start : start + batch]
            features = [model.preprocess([row[side] for row in rows]) for side in (0, 1)]
            step = loss(features, None)
            optimiser.zero_grad()
            step.backward()
            optimiser.step()
            progress((epoch + (number + 1) / len(starts)) / epochs)
    with torch.no_grad():
        module.embedding.weight[0] = 0
