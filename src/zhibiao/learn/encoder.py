"""Training the encoder: a sentence-transformers ``StaticEmbedding`` over jieba's words, with a contrastive loss on pairs of texts.

The loop is torch's own: sentence-transformers' trainer would draw in datasets, accelerate and pandas for the ten lines it takes here.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from zhibiao.learn.pairs import Pair
from zhibiao.model.encoder import UNKNOWN, spaced

DIMENSION = 256
_EPOCHS, _BATCH, _RATE, _SCALE = 5, 1024, 0.02, 20.0
_SPREAD = 0.1  # of the first random vectors; torch's own is so wide that rare words never settle
_TWICE = 2  # a word seen less often is left to its characters
MAX_VOCABULARY = 18_000  # 18 MB as float32


def vocabulary_of(texts: Sequence[Sequence[str]]) -> dict[str, int]:
    """Every character, and every word that stands twice, the commonest first; ``[UNK]`` is 0."""
    counted = Counter(word for words in texts for word in words)
    characters = Counter(char for word, times in counted.items() for char in word for _ in range(min(times, 3)))
    words = [word for word, times in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if times >= _TWICE]
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
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = {text: cut(text) for pair in pairs for text in pair}
    vocabulary = vocabulary_of(list(words.values()))
    prepared = [(spaced(words[one], vocabulary.__contains__), spaced(words[other], vocabulary.__contains__)) for one, other in pairs]
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    torch.manual_seed(seed)
    module = StaticEmbedding(tokenizer, embedding_dim=DIMENSION)
    model = SentenceTransformer(modules=[module], device="cpu")
    with torch.no_grad():
        module.embedding.weight.mul_(_SPREAD)
        module.embedding.weight[0] = 0
    loss = MultipleNegativesRankingLoss(model, scale=_SCALE)
    optimiser = torch.optim.Adam(model.parameters(), lr=_RATE)
    chance = random.Random(seed)
    batch = min(_BATCH, max(2, len(prepared)))
    starts = [start for start in range(0, len(prepared), batch) if len(prepared) - start >= 2]
    for epoch in range(_EPOCHS):
        chance.shuffle(prepared)
        for number, start in enumerate(starts):
            rows = prepared[start : start + batch]
            features = [model.preprocess([row[side] for row in rows]) for side in (0, 1)]
            step = loss(features, None)
            optimiser.zero_grad()
            step.backward()
            optimiser.step()
            progress((epoch + (number + 1) / len(starts)) / _EPOCHS)
    with torch.no_grad():
        module.embedding.weight[0] = 0
    folder.mkdir(parents=True, exist_ok=True)
    model.save(str(folder), create_model_card=False)
