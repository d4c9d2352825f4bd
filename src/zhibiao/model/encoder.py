"""The encoder at run time: words to vectors with numpy alone. Torch is needed to train it (``zhibiao.learn.encoder``), not to use it.

Text is cut by jieba and joined with spaces before the tokenizer; a word outside the vocabulary is split into characters first, so that
one unknown character never turns a whole word into nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from zhibiao.messages import ModelError, say

UNKNOWN = "[UNK]"
Vectors = NDArray[np.float32]


def spaced(words: Sequence[str], known: Callable[[str], bool]) -> str:
    """Words as the tokenizer wants them: joined with spaces, unknown ones as their characters."""
    return " ".join(word if known(word) else " ".join(word) for word in words)


class Encoder:
    """Encodes texts as unit vectors. Read-only and thread-safe.

    :param folder: a model in sentence-transformers' own format, made of a ``StaticEmbedding``.
    :param cut: words of a text.
    :raises ModelError: a folder that holds no such model.
    """

    def __init__(self, folder: Path, cut: Callable[[str], list[str]]) -> None:
        from model2vec import StaticModel

        try:
            # the tokenizer's file alone tells what is known; its text is read once more because model2vec keeps no plain dictionary
            vocabulary = json.loads((folder / "tokenizer.json").read_bytes())["model"]["vocab"]
            self._model = StaticModel.from_pretrained(str(folder), normalize=True)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                say(
                    f"编码器目录{folder}不能使用（{error}），请重新安装或重新训练。",
                    f"encoder folder {folder} cannot be used ({error}); reinstall or retrain.",
                )
            ) from None
        self._cut = cut
        self._known = frozenset(vocabulary).__contains__

    @property
    def dimension(self) -> int:
        return int(self._model.dim)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, shape (n, dimension), float32; a text without known characters gives zeros."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        prepared = [spaced(self._cut(text), self._known) for text in texts]
        vectors = self._model.encode(prepared, max_length=None, use_multiprocessing=False)
        return np.nan_to_num(np.asarray(vectors, dtype=np.float32))
