"""Hand labels of projects and rows, given by a reader who saw no output of the program; used only to measure, never to train."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

from zhibiao.domain.tables import Model
from zhibiao.messages import CorpusError, say


class ProjectLabel(Model):
    """What a reader made of a project, the best first: kinds (K01 …), functions (款) and topics (library ids)."""

    file: str
    table: int
    kind: tuple[str, ...]
    function: tuple[str, ...]
    topic: tuple[str, ...]


class RowLabel(Model):
    """Whether a reader found that a row belongs to its project."""

    file: str
    table: int
    row: int
    fit: Literal["yes", "no", "unsure"]
    why: str = ""


class Labels(NamedTuple):
    """Hand labels by (file, table): of the project, and fit by row."""

    projects: dict[tuple[str, int], ProjectLabel]
    rows: dict[tuple[str, int], dict[int, str]]


def read_labels(folder: Path) -> Labels:
    """Labels of a corpus folder.

    :raises CorpusError: files that are missing or hold something else.
    """
    rows: dict[tuple[str, int], dict[int, str]] = {}
    try:
        projects = [ProjectLabel.model_validate_json(line) for line in _lines(folder / "projects.jsonl")]
        for line in _lines(folder / "rows.jsonl"):
            label = RowLabel.model_validate_json(line)
            rows.setdefault((label.file, label.table), {})[label.row] = label.fit
    except (OSError, ValueError) as error:
        raise CorpusError(
            say(
                f"标签目录{folder}不能使用（{str(error).splitlines()[0]}），请检查文件。",
                f"the labels in {folder} cannot be used ({str(error).splitlines()[0]}); check the files.",
            )
        ) from None
    return Labels({(one.file, one.table): one for one in projects}, rows)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
