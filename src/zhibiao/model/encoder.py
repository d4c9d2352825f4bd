"""The encoder at run time: texts to vectors, with numpy alone where the encoder is a table of word vectors. Torch is needed to train it
(``zhibiao.learn.encoder``), and to use a sentence-transformers model of any other make.

Our own encoder wants text cut by jieba and joined with spaces; a word outside its vocabulary is split into characters first, so that one
unknown character never turns a whole word into nothing. Encoders with a tokenizer that cuts for itself get the text as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhibiao.messages import InputError, ModelError, say
from zhibiao.model.arrays import Buffer, arrays_of

UNKNOWN = "[UNK]"
Vectors = NDArray[np.float32]
CODE = frozenset(
    [".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".bin", ".npy", ".npz", ".h5", ".so", ".py", ".pyc"]
)  # may hold code
_STATIC = ".StaticEmbedding"
_OURS = "sentence_transformers."  # the only package whose classes a folder may name
_TEXTS_KEPT, _SHORT = 8192, 240  # texts whose vectors are kept, and their characters
_WEIGHTS, _TOKENIZER = "model.safetensors", "tokenizer.json"


def spaced(words: Sequence[str], known: Callable[[str], bool]) -> str:
    """Words as the tokenizer wants them: joined with spaces, unknown ones as their characters."""
    return " ".join(word if known(word) else " ".join(word) for word in words)


class Encoder:
    """Encodes texts as unit vectors. Read-only and thread-safe.

    :param folder: a model in sentence-transformers' own format. One made of a ``StaticEmbedding`` needs numpy only; for any other,
        torch is imported.
    :param cut: words of a text.
    :raises ModelError: a folder that holds no such model, or files that may carry code.
    """

    dimension: int
    _cut: Callable[[str], list[str]]
    _prepared: Callable[[str], str]
    _run: Callable[[list[str]], Any]

    def __init__(self, folder: Path, cut: Callable[[str], list[str]]) -> None:
        self._cut = cut
        modules = _modules(folder)
        try:
            if _is_static(modules):
                from model2vec import StaticModel

                tokenizer = (folder / modules[0].path / _TOKENIZER).read_bytes()
                self._load_static(StaticModel.from_pretrained(str(folder), normalize=True), tokenizer)
            else:
                self._load_any(folder)
        except (OSError, ValueError, KeyError, TypeError, ImportError) as error:
            raise ModelError(
                say(
                    f"编码器目录{folder}不能使用（{_first_line(error)}），请检查模型文件，或改用 --encoder static。",
                    f"encoder folder {folder} cannot be used ({_first_line(error)}); check its files, or use --encoder static.",
                )
            ) from None

    @classmethod
    def of_files(cls, files: Mapping[str, Buffer], cut: Callable[[str], list[str]]) -> Encoder:
        """Our own encoder from its files, already open: ``tokenizer.json`` and ``model.safetensors``, whose vectors stay where they are.

        :raises ModelError: files that are not such an encoder.
        """
        from model2vec import StaticModel
        from tokenizers import Tokenizer

        encoder = cls.__new__(cls)
        encoder._cut = cut
        try:
            tokenizer = bytes(files[_TOKENIZER])
            vectors = arrays_of(files[_WEIGHTS])["embedding.weight"]
            encoder._load_static(StaticModel(vectors, Tokenizer.from_buffer(tokenizer), normalize=True, max_length=None), tokenizer)
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(
                say(
                    f"模型中的编码器不能使用（{_first_line(error)}），请重新安装或重新训练。",
                    f"the snapshot's encoder cannot be used ({_first_line(error)}); reinstall or retrain.",
                )
            ) from None
        return encoder

    def _load_static(self, model: Any, tokenizer: bytes) -> None:
        said = json.loads(tokenizer)  # its text is read once more because model2vec keeps no plain dictionary
        if said["model"].get("type") == "WordLevel":
            vocabulary: dict[str, int] = said["model"]["vocab"]
            prepared = lru_cache(_TEXTS_KEPT)(lambda text: spaced(self._cut(text), vocabulary.__contains__))
            self._prepared = lambda text: prepared(text) if len(text) <= _SHORT else prepared.__wrapped__(text)
            if _splits_at_blanks(said):
                nothing = vocabulary.get(said["model"].get("unk_token"))

                def tokenize(sentences: Sequence[str]) -> list[list[int]]:
                    """What the tokenizer does, without its threads, which cost more than looking up a dozen words."""
                    ids = [[vocabulary.get(word, nothing) for word in text.split()] for text in sentences]
                    return [[number for number in own if number is not None and number != nothing] for own in ids]

                model.tokenize = tokenize
        else:
            self._prepared = lambda text: text
        self._run = _Remembered(lambda texts: model.encode(texts, max_length=None, use_multiprocessing=False))
        self.dimension = int(model.dim)

    def _load_any(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True})
        self._prepared = lambda text: text
        self._run = lambda texts: np.nan_to_num(model.encode(texts, normalize_embeddings=True, show_progress_bar=False))
        size = model.get_embedding_dimension()
        self.dimension = int(size if size is not None else self._run(["指标"]).shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, shape (n, dimension), float32; a text without known characters gives zeros."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.asarray(self._run([self._prepared(text) for text in texts]), dtype=np.float32)


class _Remembered:
    """Vectors of short texts, kept: the names of indicators come back in every table. A text's vector does not depend on the others."""

    def __init__(self, run: Callable[[list[str]], Any]) -> None:
        self._run = run
        self._kept: dict[str, Any] = {}

    def __call__(self, texts: list[str]) -> Any:
        kept = self._kept
        fresh = [text for text in dict.fromkeys(texts) if text not in kept]
        new = dict(zip(fresh, self._run(fresh), strict=True)) if fresh else {}
        found = np.concatenate([new[text] if text in new else kept[text] for text in texts]).reshape(len(texts), -1)
        short = {text: vector for text, vector in new.items() if len(text) <= _SHORT}
        if len(kept) + len(short) > _TEXTS_KEPT:
            self._kept = {}  # a new one, for other threads may be reading the old
        elif short:
            kept.update(short)
        return found


def _splits_at_blanks(said: Mapping[str, Any]) -> bool:
    """Whether a tokenizer does nothing but look up the words between blanks, as ours does."""
    others = ("normalizer", "truncation", "added_tokens", "post_processor")
    return (said.get("pre_tokenizer") or {}).get("type") == "WhitespaceSplit" and not any(said.get(one) for one in others)


def checked_encoder(given: str) -> Path:
    """The folder that ``--encoder`` names, if it holds a sentence-transformers model that is safe to open. Nothing is imported for it,
    and nothing is ever downloaded.

    :raises InputError: no folder, which a name on a model hub is not either.
    :raises ModelError: a folder without such a model, or with files that may carry code.
    """
    folder = Path(given).expanduser()
    if not folder.is_dir():
        raise InputError(
            say(
                f"--encoder 指定的“{given}”不是本机的文件夹；本程序从不下载模型，请给出已有模型的文件夹，或用 static。",
                f"--encoder names {given}, which is no folder here; nothing is ever downloaded: name the folder of a model, or static.",
            )
        )
    _modules(folder)
    return folder.resolve()


class _Module(NamedTuple):
    """A part of a sentence-transformers model: its class, and the folder of its files."""

    type: str
    path: str


def _modules(folder: Path) -> list[_Module]:
    """What the model of a folder is made of.

    :raises ModelError: no such model there, one made of classes from elsewhere, or files beside it that may carry code.
    """
    try:
        listed = json.loads((folder / "modules.json").read_bytes())
        modules = [_Module(str(module["type"]), str(module.get("path", ""))) for module in listed]
        if not modules:
            raise ValueError("modules.json")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            say(
                f"编码器目录{folder}不是sentence-transformers模型（{_first_line(error)}），请检查路径。",
                f"encoder folder {folder} holds no sentence-transformers model ({_first_line(error)}); check the path.",
            )
        ) from None
    refuse_code(folder, next((module.type for module in modules if not module.type.startswith(_OURS)), None))
    return modules


def _is_static(modules: Sequence[_Module]) -> bool:
    """Whether a model is a table of word vectors, which needs no torch."""
    return modules[0].type.endswith(_STATIC) and all(module.type.endswith((_STATIC, ".Normalize")) for module in modules)


def refuse_code(folder: Path, strange: str | None = None) -> None:
    """Refuse a model folder with files that may carry code.

    :param strange: a class from elsewhere that the folder wants to be made of.
    :raises ModelError: one sentence naming the file or class.
    """
    found = strange or next((path.name for path in sorted(folder.rglob("*")) if path.suffix.lower() in CODE), None)
    if found is not None:
        raise ModelError(
            say(
                f"模型目录{folder}里有{found}，这类文件可能带有程序代码，不予载入；请删去或换用可信的模型。",
                f"model folder {folder} holds {found}, which may carry code; remove it or use a model you trust.",
            )
        )


def folder_digest(folder: Path) -> str:
    """sha256 over the files of a model folder, names and contents; hidden ones, which no model reads, do not count.

    :raises OSError: a file that cannot be read.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            with path.open("rb") as stream:
                digest.update(name.as_posix().encode() + b"\0" + hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
