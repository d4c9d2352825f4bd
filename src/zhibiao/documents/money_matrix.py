"""The money of self-evaluations and monitoring: lines of money under 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 得分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhibiao.documents import vocabulary
from zhibiao.documents.grid import Cell, Row
from zhibiao.language.normalise import clean_cell, squeeze

_WORDS = (
    ("initial", re.compile(r"年初预算数?|年初批复数|年初安排数")),
    ("budget", re.compile(r"(?:全年|调整后?|年度)?预算数?|预算金额|调整预算数|预算安排数")),
    ("spent", re.compile(r".{0,12}(?:执行|支出|到位)(?:数|金额)")),
    ("rate", re.compile(r".{0,12}执行率.{0,12}")),
    ("score", re.compile(r"分值|得分|权重|自评得?分|标准分")),
)
_FIGURE = re.compile(r"-?[\d,.]+%?(?:万?元)?")


@dataclass(frozen=True)
class MatrixLine:
    """A line of money: its label, the amount that is the project's budget, and the cells beside it."""

    label: vocabulary.Label
    amount: Cell | None
    rest: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """The columns of a head, and the labels in it that name a money unit."""

    columns: tuple[tuple[str, Cell], ...]
    labels: tuple[vocabulary.Label, ...]
    others: tuple[Cell, ...] = ()  # cells of the head that are neither

    def read(self, row: Row, own: Sequence[Cell]) -> MatrixLine | None:
        """The line of money in a row below the head; ``None`` where the row is none."""
        start = next((index for index, cell in enumerate(own) if cell.text.strip()), 0)
        label = vocabulary.label(own[start].text)
        if label is not None and label.block and start + 1 < len(own) and vocabulary.label(own[start + 1].text):
            start += 1  # 项目资金 merged over the lines beside it
            label = vocabulary.label(own[start].text)
        values = own[start + 1 :]
        if label is None and len(values) > 1 and any(_FIGURE.fullmatch(squeeze(cell.text[:40])) for cell in values):
            word = vocabulary.subordinate(own[start].text) or clean_cell(own[start].text)[:40].rstrip("：:")
            label = vocabulary.Label("funding", word)  # a source of money by any name
        if label is None or label.inline or label.block or label.field not in ("budget", "fiscal", "other", "funding"):
            return None
        pairs: list[tuple[str | None, Cell]]
        if row.exact:
            at = {cell.column: word for word, cell in self.columns}
            pairs = [(at.get(cell.column), cell) for cell in values]
        else:
            words = [word for word, _ in self.columns]
            pairs = list(zip(words, values[-len(words) :], strict=False))
            pairs += [(None, cell) for cell in values[: -len(words)]]
        amounts = {word: cell for word, cell in reversed(pairs) if word in ("budget", "initial") and cell.text.strip()}
        money = amounts.get("budget") or amounts.get("initial")
        rest = tuple(cell for _, cell in pairs if cell is not money and cell.text.strip(" -—/\n"))
        return MatrixLine(label, money, rest)


def find(own: Sequence[Cell]) -> Matrix | None:
    """The head of such a block in the cells of a row, ``None`` for any other row."""
    found = [(word, cell) for cell in own if (word := _word(cell.text))]
    kinds = {word for word, _ in found}
    if len(found) < 2 or not kinds & {"budget", "initial"} or not kinds & {"spent", "score", "rate", "initial"}:
        return None
    beside = [(cell, vocabulary.label(cell.text)) for cell in own if cell.text.strip() and not _word(cell.text)]
    strange = tuple(cell for cell, label in beside if label is None or label.inline)
    if len(found) < 3 and strange:
        return None
    units = [vocabulary.Label("budget", "", unit=unit) for _, cell in found if (unit := vocabulary.unit_in(cell.text))]
    return Matrix(tuple(found), tuple(label for _, label in beside if label is not None) + tuple(units), strange)


def _word(text: str) -> str | None:
    plain = re.sub(r"\([^()]*\)", "", vocabulary.bare(text)) if 0 < len(text.strip()) <= 30 else ""
    return next((name for name, pattern in _WORDS if pattern.fullmatch(plain)), None) if plain else None
