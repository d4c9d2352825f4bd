"""Writing a snapshot: the library compiled, the learned parts beside it, the manifest over all; whole or not at all."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from zhibiao.files import replace_folder
from zhibiao.knowledge.corpus import Corpus
from zhibiao.knowledge.library import Entry, Kind, Library, Topic
from zhibiao.messages import ModelError, say
from zhibiao.model.manifest import FORMAT, MANIFEST, About, Manifest, Taught, manifest_text
from zhibiao.model.matching import topic_index
from zhibiao.model.snapshot import CARD, NAME, TABLES, TOPICS, Snapshot, packed, table_numbers

MAX_BYTES = 30_000_000  # of a whole snapshot, so that it can be mailed and kept under version control
_PACKAGES = ("zhibiao", "numpy", "jieba", "model2vec", "tokenizers", "safetensors", "scikit-learn", "sentence-transformers", "torch")


def write_snapshot(
    directory: Path,
    library: Library,
    digest: str,
    terms: Callable[[str], list[str]],
    learned: Mapping[str, bytes] | None = None,
    about: About | None = None,
    tables: Iterable[str] | None = None,
    card: Callable[[Manifest], str] | None = None,
) -> None:
    """Compile a library into a snapshot folder, in place of what stands there.

    The new folder is complete, on disk, and has been loaded once before it takes the place of the old one.

    :param digest: that of the library's files (:func:`zhibiao.model.snapshot.library_digest`).
    :param learned: the learned parts, by their names in the folder.
    :param about: how it came about.
    :param tables: content ids of the tables it was taught with.
    :param card: makes the model card of the manifest.
    :raises InputError: the folder cannot be written; the old one stands.
    :raises ModelError: parts that no snapshot may hold, or more than MAX_BYTES of them; the old one stands.
    """
    from safetensors.numpy import save

    contents = {**compiled(library, terms), **(learned or {})}
    if tables is not None:
        contents[TABLES] = save({"ids": table_numbers(tables)})
    strange = next((name for name in contents if not NAME.fullmatch(name)), None)
    size = sum(len(content) for content in contents.values())
    if strange is not None or size > MAX_BYTES:
        why = strange or f"{size / 1e6:.1f} MB > {MAX_BYTES / 1e6:.0f} MB"
        raise ModelError(
            say(
                f"新模型不合要求（{why}），没有写入；请减少语料或换用较小的编码器。",
                f"the new snapshot is not fit to be written ({why}); use a smaller corpus or encoder.",
            )
        )
    manifest = _manifest(library, digest, about or About(), contents)
    if card is not None:
        contents[CARD] = card(manifest).encode()
        manifest = _manifest(library, digest, about or About(), contents)
    contents[MANIFEST] = manifest_text(manifest).encode()
    replace_folder(directory, contents, Snapshot.load)


def taught(corpus: Corpus) -> Taught:
    """What a manifest says of the corpus that was learned from."""
    return Taught(
        digest=hashlib.sha256(table_numbers(corpus.ids).astype("<u8").tobytes()).hexdigest(),
        tables=len(corpus),
        documents=len({table.source.file if table.source else "" for table in corpus.tables}),
        rows=len(corpus.rows),
        flagged=len(corpus.rows) - len(corpus.clean_rows),
    )


def package_versions() -> dict[str, str]:
    """Versions of the packages that decide what is learned; those not installed are left out."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def compiled(library: Library, terms: Callable[[str], list[str]]) -> dict[str, bytes]:
    """The library's own parts of a snapshot, by their names in the folder."""
    from safetensors.numpy import save

    index = topic_index(library.topics, terms)
    data = {
        "shared": [_dump(entry) for entry in library.shared.values()],
        "kinds": [_dump(kind) for kind in library.kinds.values()],
        "outlines": library.outlines,
    }
    return {
        "library.json": _plain(data),
        TOPICS: save(packed([_plain(_dump(topic)) for topic in library.topics])),
        "topic-terms.json": _plain(index.terms),
        "topic-index.safetensors": save(index.arrays),
    }


def _manifest(library: Library, digest: str, about: About, contents: Mapping[str, bytes]) -> Manifest:
    files = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return Manifest(**dict(about), format=FORMAT, library=digest, topics=len(library.topics), files=files)


def _plain(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _dump(model: Entry | Kind | Topic) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
