"""A snapshot: everything the program needs at run time, compiled, digested, and safe to open whoever made it.

``models/NAME/`` holds ``manifest.json`` (format, sha256 of every file, digest of the library it was made from) and

=========================  ==================================================================================
``library.json``           shared indicators, kinds, and what matching asks of every topic
``topics.jsonl``           one resolved topic a line, read only when asked for
``topic-terms.json``       the terms of the index over topics
``topic-index.safetensors``  its arrays
``encoder/``               learned: the encoder, in sentence-transformers' own format
``vectors.safetensors``    learned: what the encoder makes of every topic and indicator
``levels.json``            learned: classes and features of the level-2 classifier
``levels.safetensors``     its arrays
``values.json``            learned: classes and features of the classifiers for kind, sign and unit of a value
``values.safetensors``     their arrays
``numbers.json``           the usual values of the library, which stand for values of indicators like theirs
=========================  ==================================================================================

The learned parts may be missing; what rests on them then abstains. No pickle, ever: a snapshot from a stranger is safe to open.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, overload

from zhibiao.files import write_atomically
from zhibiao.knowledge.library import Entry, Kind, Library, Marks, Outline, Topic
from zhibiao.knowledge.library_files import library_files, load_library
from zhibiao.messages import ModelError, say
from zhibiao.model.encoder import Encoder, Vectors
from zhibiao.model.index import SparseIndex
from zhibiao.model.levels import LevelClassifier
from zhibiao.model.linear import LinearClassifier
from zhibiao.model.matching import Meaning, topic_index
from zhibiao.model.values import KnownNumber, ValueForms, forms_from_parts

FORMAT = 4
VECTORS, NUMBERS = "vectors.safetensors", "numbers.json"
FILES = ("library.json", "topics.jsonl", "topic-terms.json", "topic-index.safetensors")
MAX_BYTES = 64 * 1024 * 1024  # of one file
_NAME = re.compile(r"(?:[a-z0-9_]+/)?[A-Za-z0-9_-]+\.(?:json|jsonl|safetensors|md)")
_CODE = frozenset([".pkl", ".pickle", ".joblib", ".pt", ".pth", ".bin", ".npy", ".py"])  # what can hold code


def library_digest(directories: Iterable[Path]) -> str:
    """sha256 over the library's files, names and contents, in order: two libraries with one digest are the same library."""
    digest = hashlib.sha256()
    for directory in directories:
        for path in library_files(directory):
            digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


class _LazyTopics(Sequence[Topic]):
    """Topics parsed one by one, when they are asked for: a suggestion looks at a handful of hundreds."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = lines
        self._made: dict[int, Topic] = {}

    def __len__(self) -> int:
        return len(self._lines)

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
            self._made[place] = Topic.model_validate_json(self._lines[place])
        return self._made[place]


class Snapshot:
    """A snapshot folder, checked."""

    def __init__(self, directory: Path, manifest: dict[str, Any], contents: dict[str, bytes]) -> None:
        self.directory = directory
        self.name = directory.name
        self.manifest = manifest
        self._contents = contents

    @classmethod
    def load(cls, directory: Path) -> Snapshot:
        """Open a snapshot folder and check every file against its digest.

        :raises ModelError: a missing or changed file, a newer format, a manifest that is none.
        """
        try:
            manifest = json.loads((directory / "manifest.json").read_bytes())
            written, files = manifest["format"], manifest["files"]
            if not isinstance(written, int) or not isinstance(files, dict):
                raise TypeError("format, files")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                say(
                    f"模型目录{directory}没有可用的manifest.json（{error}），请重新安装或重新训练。",
                    f"model folder {directory} has no usable manifest.json ({error}); reinstall or retrain.",
                )
            ) from None
        if written != FORMAT:
            newer = written > FORMAT
            raise ModelError(
                say(
                    f"模型目录{directory}是格式{written}，本程序只认格式{FORMAT}，请{'升级程序' if newer else '重新训练'}。",
                    f"model folder {directory} has format {written}, this program knows {FORMAT}; {'upgrade it' if newer else 'retrain'}.",
                )
            )
        unsafe = next((path for path in sorted(directory.rglob("*")) if path.suffix in _CODE), None)
        if unsafe is not None:
            raise ModelError(
                say(
                    f"模型目录{directory}里有{unsafe.name}，这类文件可能带有程序代码，不予载入；请删去或换用可信的模型。",
                    f"model folder {directory} holds {unsafe.name}, a file that may carry code; remove it or use a model you trust.",
                )
            )
        contents = {}
        for name in dict.fromkeys((*FILES, *sorted(files))):
            try:
                if not _NAME.fullmatch(name) or (directory / name).stat().st_size > MAX_BYTES:
                    raise OSError(name)
                contents[name] = (directory / name).read_bytes()
            except OSError:
                raise ModelError(
                    say(
                        f"模型目录{directory}缺少文件{name}，请重新安装或重新训练。",
                        f"model folder {directory} lacks the file {name}; reinstall or retrain.",
                    )
                ) from None
            if hashlib.sha256(contents[name]).hexdigest() != files.get(name):
                raise ModelError(
                    say(
                        f"模型文件{directory / name}与清单的校验值不符，可能被改动，请重新安装或重新训练。",
                        f"model file {directory / name} does not match its digest; reinstall or retrain.",
                    )
                )
        return cls(directory, manifest, contents)

    @property
    def version(self) -> str:
        """Short digest of the contents: two snapshots with one version answer alike."""
        return hashlib.sha256(json.dumps(self.manifest["files"], sort_keys=True).encode()).hexdigest()[:12]

    @property
    def library_digest(self) -> str:
        return str(self.manifest.get("library", ""))

    @cached_property
    def library(self) -> Library:
        """The compiled library; topics are parsed when asked for."""
        data = json.loads(self._contents["library.json"])
        return Library(
            [Entry.model_validate(entry) for entry in data["shared"]],
            _LazyTopics(self._contents["topics.jsonl"].splitlines()),
            [Kind.model_validate(kind) for kind in data["kinds"]],
            [_outline(*one) for one in data["outlines"]],
        )

    @cached_property
    def topics(self) -> SparseIndex:
        """The compiled index over the library's topics."""
        from safetensors.numpy import load

        terms = json.loads(self._contents["topic-terms.json"])
        return SparseIndex(len(self.library.topics), terms, load(self._contents["topic-index.safetensors"]))

    def encoder(self, cut: Callable[[str], list[str]]) -> Encoder | None:
        """The learned encoder, ``None`` where there is none. ``cut`` gives the words of a text."""
        return Encoder(self.directory / "encoder", cut) if "encoder/model.safetensors" in self._contents else None

    def meaning(self, cut: Callable[[str], list[str]]) -> Meaning | None:
        """How near projects come to the topics of :attr:`library`, ``None`` where nothing was learned."""
        from safetensors.numpy import load

        if VECTORS not in self._contents:
            return None

        @cache
        def encoder() -> Encoder:
            return Encoder(self.directory / "encoder", cut)

        def encode(texts: Sequence[str]) -> Vectors:
            return encoder().encode(texts)  # loaded when a description's words are not plain enough

        arrays = load(self._contents[VECTORS])
        return Meaning(encode, arrays["topics"], arrays["entries"], arrays["owners"])

    def levels(self, cut: Callable[[str], list[str]]) -> LevelClassifier | None:
        """The learned level-2 classifier, ``None`` where there is none."""
        from safetensors.numpy import load

        if "levels.json" not in self._contents:
            return None
        names = json.loads(self._contents["levels.json"])
        return LevelClassifier(LinearClassifier.from_parts(names, load(self._contents["levels.safetensors"])), cut)

    def forms(self, cut: Callable[[str], list[str]]) -> ValueForms | None:
        """The learned classifiers for kind, sign and unit of a value, ``None`` where there are none."""
        from safetensors.numpy import load

        if "values.json" not in self._contents:
            return None
        return forms_from_parts(json.loads(self._contents["values.json"]), load(self._contents["values.safetensors"]), cut)

    def numbers(self) -> list[KnownNumber] | None:
        """The usual values of :attr:`library`, ``None`` where they were not compiled."""
        if NUMBERS not in self._contents:
            return None
        return [KnownNumber(tuple(names), *rest) for names, *rest in json.loads(self._contents[NUMBERS])]


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


def learned_files(directory: Path) -> dict[str, bytes]:
    """The learned parts of a snapshot as they are, for a library compiled anew beside them.

    :raises ModelError: a snapshot that cannot be trusted.
    """
    return {name: content for name, content in Snapshot.load(directory)._contents.items() if name not in FILES}


def write_snapshot(
    directory: Path, library: Library, digest: str, terms: Callable[[str], list[str]], learned: Mapping[str, bytes] | None = None
) -> None:
    """Compile a library into a snapshot folder. Each file is written whole or not at all, the manifest last, so that a crash in
    between is noticed at the next load.

    :param learned: the learned parts, by their names in the folder.
    :raises InputError: the folder cannot be written.
    """
    from safetensors.numpy import save

    index = topic_index(library.topics, terms)
    plain = {"ensure_ascii": False, "separators": (",", ":")}
    data = {
        "shared": [_dump(entry) for entry in library.shared.values()],
        "kinds": [_dump(kind) for kind in library.kinds.values()],
        "outlines": library.outlines,
    }
    contents = {
        "library.json": json.dumps(data, **plain).encode(),  # type: ignore[arg-type]
        "topics.jsonl": "\n".join(json.dumps(_dump(topic), **plain) for topic in library.topics).encode(),  # type: ignore[arg-type]
        "topic-terms.json": json.dumps(index.terms, **plain).encode(),  # type: ignore[arg-type]
        "topic-index.safetensors": save(index.arrays),
        **(learned or {}),
    }
    manifest = {
        "format": FORMAT,
        "library": digest,
        "topics": len(library.topics),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
    }
    for name, content in contents.items():
        write_atomically(directory / name, content)
    write_atomically(directory / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")


def _outline(name: str, marks: list[list[str]], functions: list[str], kinds: list[str]) -> Outline:
    return Outline(name, Marks(tuple(marks[0]), tuple(marks[1])), tuple(functions), tuple(kinds))


def _dump(model: Entry | Kind | Topic) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
