"""What fit says of a row: by itself, and by the company it keeps in its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_COMPANIONS = 2  # other low rows of a table that show a row foreign which is low by nearness alone


class Judgement(NamedTuple):
    """``fit`` is the probability that the indicator belongs to the project, ``None`` where too little is known of the project.
    ``misfit`` says whether it is low enough to be reported and something shows it: a word that is at home elsewhere, the same row in
    tables of unrelated work, or the company it keeps; ``doubtful``, that it is as low by nearness of meaning alone. ``foreign`` are its
    words that are at home elsewhere, ``own`` those that the project's text holds, ``topics`` where its like is at home, ``users`` the
    similar projects that use it. ``company`` is the number of other rows of its table that are as low, where they are what shows it."""

    fit: float | None
    misfit: bool = False
    doubtful: bool = False
    foreign: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    company: int = 0


def in_company(rows: Sequence[Judgement]) -> Sequence[Judgement]:
    """The rows of a table, each judged by itself, judged together: pasted rows come in company.

    A row that is low by nearness alone is a misfit where at least :data:`_COMPANIONS` other rows are low and one of them is a misfit by
    itself. That one is asked for because a project that was misread makes all its rows look far away, but shows none of them foreign.
    """
    others = sum(row.misfit or row.doubtful for row in rows) - 1
    if others < _COMPANIONS or not any(row.misfit for row in rows):
        return rows
    return [row._replace(misfit=True, doubtful=False, company=others) if row.doubtful else row for row in rows]
