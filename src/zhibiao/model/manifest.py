"""``manifest.json``: what a snapshot folder holds, made from what, and how good it was found to be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from zhibiao.domain.tables import Model
from zhibiao.messages import ModelError, say

FORMAT = 7
MANIFEST = "manifest.json"
_MAX_BYTES = 64 * 1024 * 1024
_FIRST, _LAST = ("format", "library", "topics"), ("files", "sha256")  # where the reader of a manifest looks for them


class Taught(Model):
    """The corpus a snapshot was taught with. ``digest`` is over the ids of its tables."""

    digest: str
    tables: int
    documents: int
    rows: int
    flagged: int


class OutsideEncoder(Model):
    """An encoder that stays where it is: its folder, and the digest of its files when the snapshot was made with it."""

    path: str
    digest: str


class Tally(Model):
    """The out-of-fold cases of one figure, document by document (in the order of ``About.documents``): their sum, and how many."""

    sum: tuple[float, ...]
    n: tuple[int, ...]


class About(Model):
    """How a snapshot came about. Nothing of it but ``exclude`` and ``encoder`` is needed to answer with it.

    ``metrics`` are the figures of the evaluation as it printed them; ``cases`` what they are means of, left out of training and
    retrieval by document, so that a later snapshot can be compared on the documents common to both. ``exclude`` are patterns of base
    names of sources that were left out, and are left out of retrieval too. ``forced`` says that it took its place against the gates.
    ``confusion`` says how often rows of one level 2 were taken for another; ``ablation`` gives figures without a part
    (``without encoder``), where they were measured.
    """

    seed: int | None = None
    corpus: Taught | None = None
    exclude: tuple[str, ...] = ()
    encoder: OutsideEncoder | None = None
    forced: bool = False
    packages: dict[str, str] = Field(default_factory=dict)
    metrics: tuple[dict[str, Any], ...] = ()
    confusion: dict[str, dict[str, int]] = Field(default_factory=dict)
    ablation: dict[str, tuple[dict[str, Any], ...]] = Field(default_factory=dict)
    documents: tuple[str, ...] = ()
    cases: dict[str, Tally] = Field(default_factory=dict)

    def by_document(self) -> dict[str, dict[str, tuple[float, int]]]:
        """Sum and number of cases: figure → document → (sum, n); documents without a case are left out."""
        return {
            name: {doc: (total, n) for doc, total, n in zip(self.documents, tally.sum, tally.n, strict=True) if n}
            for name, tally in self.cases.items()
        }


class Manifest(About):
    """The whole of ``manifest.json``. ``files`` gives the sha256 of every file, ``library`` the digest of the library compiled in;
    ``sha256`` is that of the manifest itself, without this field: an edit by hand shows."""

    format: int
    library: str
    topics: int
    files: dict[str, str]
    sha256: str = ""

    @property
    def seal(self) -> str:
        """What ``sha256`` must be."""
        data = self.model_dump(mode="json", exclude={"sha256"})
        return hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def tallies(cases: Mapping[str, Mapping[str, Sequence[float]]]) -> tuple[tuple[str, ...], dict[str, Tally]]:
    """Cases (figure → document → one number per case) as a manifest keeps them: the documents, and the tallies."""
    documents = tuple(sorted({document for own in cases.values() for document in own}))
    return documents, {
        name: Tally(
            sum=tuple(round(float(sum(own.get(document, ()))), 6) for document in documents),
            n=tuple(len(own.get(document, ())) for document in documents),
        )
        for name, own in cases.items()
    }


def read_manifest(folder: Path, called: Path) -> Manifest:
    """The manifest of a snapshot folder.

    :param called: what the folder is called in front of people.
    :raises ModelError: none there, none that can be read, or another format.
    """
    try:
        path = folder / MANIFEST
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError("size")
        data = json.loads(path.read_bytes())
        written, files = data["format"], data["files"]
        if not isinstance(written, int) or not isinstance(files, dict):
            raise TypeError("format, files")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(called, str(error)) from None
    if written != FORMAT:
        zh, en = ("升级程序", "upgrade it") if written > FORMAT else ("用 zhibiao retrain --force 重新训练", "run zhibiao retrain --force")
        raise ModelError(
            say(
                f"模型目录{called}是格式{written}，本程序只认格式{FORMAT}，请{zh}。",
                f"model folder {called} has format {written}, this program knows {FORMAT}; {en}.",
            )
        )
    try:
        manifest = Manifest.model_validate(data)
        manifest.by_document()
    except ValidationError as error:
        first = error.errors()[0]
        raise _unusable(called, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except ValueError as error:
        raise _unusable(called, str(error)) from None
    if manifest.sha256 != manifest.seal:
        raise ModelError(
            say(
                f"模型目录{called}的manifest.json被改动过，请重新安装或重新训练。",
                f"manifest.json in the model folder {called} has been edited; reinstall or retrain.",
            )
        )
    return manifest


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON that a person can read, sealed: one line per file, figure and fact."""
    manifest = manifest.model_copy(update={"sha256": manifest.seal})
    lines = []
    data = manifest.model_dump(mode="json")
    for field in (*_FIRST, *About.model_fields, *_LAST):
        value = data[field]
        if isinstance(value, dict) and field in ("files", "cases", "packages", "ablation"):
            inner = ",\n".join(f"    {_plain(name)}: {_plain(one)}" for name, one in value.items())
            lines.append(f"  {_plain(field)}: {{\n{inner}\n  }}" if inner else f"  {_plain(field)}: {{}}")
        elif isinstance(value, list) and field == "metrics" and value:
            inner = ",\n".join(f"    {_plain(one)}" for one in value)
            lines.append(f"  {_plain(field)}: [\n{inner}\n  ]")
        else:
            lines.append(f"  {_plain(field)}: {_plain(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _unusable(folder: Path, reason: str) -> ModelError:
    return ModelError(
        say(
            f"模型目录{folder}没有可用的manifest.json（{reason}），请重新安装或重新训练。",
            f"model folder {folder} has no usable manifest.json ({reason}); reinstall or retrain.",
        )
    )
