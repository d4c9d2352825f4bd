"""A snapshot: everything the program needs at run time, compiled, digested, and safe to open whoever made it.

``models/NAME/`` holds ``manifest.json`` (see :mod:`zhibiao.model.manifest`) and

=========================  ==================================================================================
``library.json``           shared indicators, kinds, and what matching asks of every topic
``topics.safetensors``     the resolved topics, each packed by itself and read only when asked for
``topic-terms.json``       the terms of the index over topics
``topic-index.safetensors``  its arrays
``encoder/``               learned: the encoder, in sentence-transformers' own format, unless it stays outside
``vectors.safetensors``    learned: what the encoder makes of every topic and indicator
``kinds.json``             learned: classes and features of the kind classifier
``kinds.safetensors``      its arrays
``levels.json``            learned: classes and features of the level-2 classifier
``levels.safetensors``     its arrays
``fit.json``               learned: the weights of fit, and below which fit a row is reported
``reader.json``            learned: the characters that the reader of numbers knows
``reader.safetensors``     its arrays
``ranker.json``            learned: the order of a suggestion's alternatives, where it was found better than fixed weights
``values.json``            learned: classes and features of the classifiers for kind, sign and unit of a value
``values.safetensors``     their arrays
``numbers.json``           the usual values of the library, which stand for values of indicators like theirs
``tables.safetensors``     ids of the tables it was taught with
``README.md``              the model card, for people
=========================  ==================================================================================

The learned parts may be missing; what rests on them then abstains. No pickle, ever: a snapshot from a stranger is safe to open.
Arrays are views into memory-mapped files. :mod:`zhibiao.model.writing` writes snapshots.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from zhibiao.files import standing_folder
from zhibiao.knowledge.library import Entry, Kind, Library, Marks, Outline, Topic
from zhibiao.knowledge.library_files import library_files, load_library
from zhibiao.messages import ModelError, say
from zhibiao.model.arrays import Buffer, arrays_of, opened
from zhibiao.model.encoder import Encoder, Vectors, folder_digest, refuse_code
from zhibiao.model.fit_weights import LinearFit
from zhibiao.model.index import SparseIndex
from zhibiao.model.kinds import KindClassifier
from zhibiao.model.levels import LevelClassifier
from zhibiao.model.linear import LinearClassifier
from zhibiao.model.manifest import FORMAT, MANIFEST, Manifest, OutsideEncoder, read_manifest
from zhibiao.model.matching import Meaning
from zhibiao.model.number_reader import NumberReader
from zhibiao.model.values import KnownNumber, ValueForms, forms_from_parts

VECTORS, NUMBERS, FIT, RANKER = "vectors.safetensors", "numbers.json", "fit.json", "ranker.json"
READER = ("reader.json", "reader.safetensors")
KINDS, LEVELS = ("kinds.json", "kinds.safetensors"), ("levels.json", "levels.safetensors")
TABLES, CARD = "tables.safetensors", "README.md"
TOPICS = "topics.safetensors"
FILES = ("library.json", TOPICS, "topic-terms.json", "topic-index.safetensors")
NAME = re.compile(r"(?:[a-z0-9_]+/)?[A-Za-z0-9_-]+\.(?:json|jsonl|safetensors|md)")
MAX_FILE, MAX_TOPIC = 64 * 1024 * 1024, 1024 * 1024
_ENCODER = "encoder/"
_TRIES = 3


def library_digest(directories: Iterable[Path]) -> str:
    """sha256 over the library's files, names and contents, in order: two libraries with one digest are the same library."""
    digest = hashlib.sha256()
    for directory in directories:
        for path in library_files(directory):
            digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class _LazyTopics(Sequence[Topic]):
    """Topics parsed one by one, when they are asked for: a suggestion looks at a handful of hundreds."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._bytes, self._starts = arrays["topics"], arrays["starts"].tolist()
        self._made: dict[int, Topic] = {}

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, place: int) -> Topic: ...
    @overload
    def __getitem__(self, place: slice) -> list[Topic]: ...
    def __getitem__(self, place: int | slice) -> Topic | list[Topic]:
        if isinstance(place, slice):
            return [self[n] for n in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        place %= len(self)
        if place not in self._made:
            self._made[place] = Topic.model_validate_json(_unpacked(self._bytes[self._starts[place] : self._starts[place + 1]].tobytes()))
        return self._made[place]


def packed(topics: Sequence[bytes]) -> dict[str, NDArray[Any]]:
    """Topics as the arrays of their file: each compressed by itself, one behind the other, and where each begins."""
    compressed = [zlib.compress(topic, 9) for topic in topics]
    starts = np.cumsum([0, *map(len, compressed)], dtype=np.int64)
    return {"topics": np.frombuffer(b"".join(compressed), dtype=np.uint8), "starts": starts}


def _unpacked(compressed: bytes) -> bytes:
    """A topic, of which a stranger's snapshot may not make more than MAX_TOPIC."""
    reader = zlib.decompressobj()
    topic = reader.decompress(compressed, MAX_TOPIC)
    if not reader.eof:
        raise ModelError(
            say(
                f"模型里有一个主题解开后超过{MAX_TOPIC // 1024}KB，请重新安装或重新训练。",
                f"a topic of the snapshot is larger than {MAX_TOPIC // 1024} KB; reinstall or retrain.",
            )
        )
    return topic


class Snapshot:
    """A snapshot folder, checked. Its files stay open as they were checked, whatever takes the place of the folder later."""

    def __init__(self, directory: Path, manifest: Manifest, contents: dict[str, Buffer]) -> None:
        self.directory = directory
        self.name = directory.name
        self.manifest = manifest
        self._contents = contents

    @classmethod
    def of(cls, contents: Mapping[str, bytes], encoder: Path | None = None) -> Snapshot:
        """A snapshot that is no folder: parts by their names, as training makes them.

        :param encoder: the folder of an encoder that is not among them.
        """
        outside = OutsideEncoder(path=str(encoder), digest="") if encoder is not None else None
        manifest = Manifest(format=FORMAT, library="", topics=0, files=dict.fromkeys(contents, ""), encoder=outside)
        return cls(Path("new"), manifest, dict(contents))

    @classmethod
    def load(cls, directory: Path) -> Snapshot:
        """Open a snapshot folder and check every file against its digest.

        :raises ModelError: a missing or changed file, a newer format, a manifest that is none, an encoder outside that has changed.
        """
        for left in range(_TRIES - 1, -1, -1):
            place = standing_folder(directory)
            seen = _stamp(place)
            try:
                return cls._opened(directory, place)
            except ModelError:
                if not left or _stamp(standing_folder(directory)) == seen:
                    raise  # else a new snapshot has come in between
        raise AssertionError  # pragma: no cover

    @classmethod
    def _opened(cls, directory: Path, place: Path) -> Snapshot:
        manifest = read_manifest(place, directory)
        refuse_code(place)
        contents: dict[str, Buffer] = {}
        for name in dict.fromkeys((*FILES, *sorted(manifest.files))):
            try:
                if not NAME.fullmatch(name) or (place / name).stat().st_size > MAX_FILE:
                    raise OSError(name)
                contents[name] = opened(place / name)
            except OSError:
                raise ModelError(
                    say(
                        f"模型目录{directory}缺少文件{name}，请重新安装或重新训练。",
                        f"model folder {directory} lacks the file {name}; reinstall or retrain.",
                    )
                ) from None
            if hashlib.sha256(contents[name]).hexdigest() != manifest.files.get(name):
                raise ModelError(
                    say(
                        f"模型文件{directory / name}与清单的校验值不符，可能被改动，请重新安装或重新训练。",
                        f"model file {directory / name} does not match its digest; reinstall or retrain.",
                    )
                )
        if manifest.encoder is not None:
            _check_outside(manifest.encoder, directory)
        return cls(directory, manifest, contents)

    @property
    def version(self) -> str:
        """Short digest of what it answers with: two snapshots with one version answer alike."""
        answers = {name: digest for name, digest in self.manifest.files.items() if not name.endswith(".md")}
        rest = [sorted(self.manifest.exclude), self.manifest.encoder.digest if self.manifest.encoder else ""]
        return hashlib.sha256(json.dumps([answers, rest], sort_keys=True).encode()).hexdigest()[:12]

    @property
    def library_digest(self) -> str:
        return self.manifest.library

    @property
    def excluded(self) -> tuple[str, ...]:
        """Patterns of base names of sources that it was made without, and that retrieval leaves out too."""
        return self.manifest.exclude

    @property
    def learned(self) -> dict[str, bytes]:
        """What was learned, and from which tables, by names in the folder: all that compiling a library anew leaves as it is."""
        return {name: bytes(content) for name, content in self._contents.items() if name not in (*FILES, CARD)}

    @property
    def reader_parts(self) -> dict[str, bytes]:
        """The reader of numbers as it stands in the folder: training on another corpus carries it over."""
        return {name: bytes(self._contents[name]) for name in READER if name in self._contents}

    @property
    def card(self) -> str | None:
        """The model card, for people; ``None`` where there is none."""
        return bytes(self._contents[CARD]).decode("utf-8", "replace") if CARD in self._contents else None

    def newer(self, ids: Iterable[str]) -> int | None:
        """How many of the tables with these content ids it was not taught with; ``None`` where it does not say what it was taught with."""
        if TABLES not in self._contents:
            return None
        return int(np.isin(table_numbers(ids), self._arrays(TABLES)["ids"], invert=True).sum())

    @cached_property
    def library(self) -> Library:
        """The compiled library; topics are parsed when asked for."""
        data = json.loads(bytes(self._contents["library.json"]))
        return Library(
            [Entry.model_validate(entry) for entry in data["shared"]],
            _LazyTopics(self._arrays(TOPICS)),
            [Kind.model_validate(kind) for kind in data["kinds"]],
            [_outline(*one) for one in data["outlines"]],
        )

    @cached_property
    def topics(self) -> SparseIndex:
        """The compiled index over the library's topics."""
        terms = json.loads(bytes(self._contents["topic-terms.json"]))
        return SparseIndex(len(self.library.topics), terms, self._arrays("topic-index.safetensors"))

    def _arrays(self, name: str) -> dict[str, NDArray[Any]]:
        try:
            return arrays_of(self._contents[name])
        except ValueError as error:
            raise ModelError(
                say(
                    f"模型文件{self.directory / name}不能读取（{error}），请重新安装或重新训练。",
                    f"model file {self.directory / name} cannot be read ({error}); reinstall or retrain.",
                )
            ) from None

    def encoder(self, cut: Callable[[str], list[str]]) -> Encoder | None:
        """The encoder it was made with, its own or one outside; ``None`` where there is none. ``cut`` gives the words of a text."""
        if self.manifest.encoder is not None:
            return Encoder(Path(self.manifest.encoder.path), cut)
        own = {name.removeprefix(_ENCODER): content for name, content in self._contents.items() if name.startswith(_ENCODER)}
        return Encoder.of_files(own, cut) if own else None

    def meaning(self, cut: Callable[[str], list[str]]) -> Meaning | None:
        """How near projects come to the topics of :attr:`library`, ``None`` where nothing was learned."""
        if VECTORS not in self._contents:
            return None

        @cache
        def encoder() -> Encoder:
            found = self.encoder(cut)
            if found is None:
                raise ModelError(
                    say(
                        f"模型目录{self.directory}有向量而没有编码器，请重新安装或重新训练。",
                        f"model folder {self.directory} has vectors and no encoder; reinstall or retrain.",
                    )
                )
            return found

        def encode(texts: Sequence[str]) -> Vectors:
            return encoder().encode(texts)  # loaded when a description's words are not plain enough

        arrays = self._arrays(VECTORS)
        return Meaning(encode, arrays["topics"], arrays["entries"], arrays["owners"])

    def fit(self) -> LinearFit | None:
        """The learned weights of fit, ``None`` where there are none."""
        return LinearFit.from_parts(json.loads(bytes(self._contents[FIT]))) if FIT in self._contents else None

    def ranker(self) -> Mapping[str, Any] | None:
        """The learned order of alternatives as :class:`zhibiao.recommend.ranking.LinearRanker` takes it, ``None`` where there is none."""
        return json.loads(bytes(self._contents[RANKER])) if RANKER in self._contents else None

    def reader(self, cut: Callable[[str], list[str]]) -> NumberReader | None:
        """The learned reader of numbers, ``None`` where there is none."""
        alphabet, arrays = READER
        if alphabet not in self._contents:
            return None
        try:
            return NumberReader(json.loads(bytes(self._contents[alphabet]))["alphabet"], self._arrays(arrays), cut)
        except (ValueError, KeyError, TypeError):
            raise ModelError(
                say(
                    f"模型目录{self.directory}的读数模型是另一个版本的，请重新安装或重新训练。",
                    f"the reader of numbers in model folder {self.directory} is of another version; reinstall or retrain.",
                )
            ) from None

    def levels(self, cut: Callable[[str], list[str]]) -> LevelClassifier | None:
        """The learned level-2 classifier, ``None`` where there is none."""
        classifier = self._classifier(LEVELS)
        return LevelClassifier(classifier, cut) if classifier is not None else None

    def kinds(self, cut: Callable[[str], list[str]]) -> KindClassifier | None:
        """The learned kind classifier, ``None`` where there is none."""
        classifier = self._classifier(KINDS)
        return KindClassifier(classifier, cut) if classifier is not None else None

    def _classifier(self, files: tuple[str, str]) -> LinearClassifier | None:
        names, arrays = files
        if names not in self._contents:
            return None
        return LinearClassifier.from_parts(json.loads(bytes(self._contents[names])), self._arrays(arrays))

    def forms(self, cut: Callable[[str], list[str]]) -> ValueForms | None:
        """The learned classifiers for kind, sign and unit of a value, ``None`` where there are none."""
        if "values.json" not in self._contents:
            return None
        return forms_from_parts(json.loads(bytes(self._contents["values.json"])), self._arrays("values.safetensors"), cut)

    def numbers(self) -> list[KnownNumber] | None:
        """The usual values of :attr:`library`, ``None`` where they were not compiled."""
        if NUMBERS not in self._contents:
            return None
        return [KnownNumber(tuple(names), *rest) for names, *rest in json.loads(bytes(self._contents[NUMBERS]))]


def _stamp(place: Path) -> bytes | None:
    try:
        return (place / MANIFEST).read_bytes()
    except OSError:
        return None


def _check_outside(encoder: OutsideEncoder, directory: Path) -> None:
    folder = Path(encoder.path)
    now = None
    try:
        if (folder / "modules.json").is_file():  # a stranger's manifest may name any folder, the whole disk too
            refuse_code(folder)
            now = folder_digest(folder)
    except OSError:
        now = None
    if now != encoder.digest:
        zh, en = ("已被改动", "has changed since") if now else ("找不到", "cannot be found")
        raise ModelError(
            say(
                f"模型{directory}所用的编码器{folder}{zh}，请恢复它或重新训练。",
                f"the encoder {folder} of model {directory} {en}; put it back or retrain.",
            )
        )


def table_numbers(ids: Iterable[str]) -> NDArray[np.uint64]:
    """Content ids of tables as sorted numbers."""
    return np.array(sorted({int(identity, 16) for identity in ids}), dtype=np.uint64)


def known_library(directories: Sequence[Path], model: Path | None) -> tuple[Library, SparseIndex | None, Snapshot | None]:
    """The library of ``directories``: compiled, when the snapshot was made from exactly these files, else read from its YAML
    (a second or two for hundreds of topics; the answers are the same).

    :raises CorpusError: a library file that cannot be used, with file, line, field and rule.
    :raises ModelError: a snapshot that cannot be trusted.
    """
    snapshot = Snapshot.load(model) if model is not None else None
    if snapshot is not None and snapshot.library_digest == library_digest(directories):
        return snapshot.library, snapshot.topics, snapshot
    return load_library(directories), None, snapshot


def _outline(name: str, marks: list[list[str]], functions: list[str], kinds: list[str], shares: dict[str, float]) -> Outline:
    return Outline(name, Marks(tuple(marks[0]), tuple(marks[1])), tuple(functions), tuple(kinds), shares)
