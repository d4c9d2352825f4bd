"""Feedback: stored once and for good, and given back as tables to learn from and as labels to measure with."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from zhibiao.domain import levels
from zhibiao.domain.tables import Indicator, Model, Project, Source, TargetTable
from zhibiao.knowledge.corpus import to_line
from zhibiao.language.normalise import key
from zhibiao.messages import say
from zhibiao_service.database import DismissalRecord, FeedbackRecord, RowRecord, migrate, open_database, reached
from zhibiao_service.problems import Problem
from zhibiao_service.shapes import Feedback, Receipt, plain

_AT_ONCE = 200
FORM = "hebei"


class Label(Model):
    """What a person decided about one row, or about one finding (then with ``code`` and ``fingerprint``).

    ``fit`` is ``yes`` for rows that stand in the drafter's table and ``no`` for those rejected; a finding that was dismissed speaks for
    its row.
    """

    feedback: str
    draft: str
    model: str
    decision: str
    fit: str | None
    why: str | None
    project: dict[str, Any]
    indicator: dict[str, Any] | None
    edited: dict[str, Any] | None = None
    code: str | None = None
    fingerprint: str | None = None


class FeedbackStore:
    """The feedback in one database. Thread-safe; what :meth:`add` has returned is on the disk."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def at(cls, url: str) -> FeedbackStore:
        """The store at ``url``, its tables up to date.

        :raises InputError: a database that cannot be used.
        """
        engine = open_database(url)
        migrate(engine)
        return cls(engine)

    def close(self) -> None:
        self._engine.dispose()

    def add(self, given: Feedback, sender: str | None = None) -> Receipt:
        """Store feedback; the same ``id`` twice stores it once.

        :raises Problem: 409 where ``id`` belongs to other feedback.
        :raises SQLAlchemyError: a database that cannot be reached; nothing has been stored then.
        """
        identity = str(given.id or uuid4())
        digest = hashlib.sha256(given.model_dump_json(exclude={"id"}).encode()).hexdigest()
        receipt = Receipt(id=UUID(identity), known=False, rows=len(given.rows), dismissed=len(given.dismissed))
        record = FeedbackRecord(
            id=identity,
            received=datetime.datetime.now(datetime.UTC),
            draft=given.draft or identity,
            sender=sender,
            model_name=given.model.name[:300],
            model_version=given.model.version[:300],
            project=given.project.model_dump(mode="json", exclude_none=True),
            digest=digest,
            rows=[
                RowRecord(position=n, action=row.action, suggested=_stored(row.suggested), final=_stored(row.final), reason=row.reason)
                for n, row in enumerate(given.rows)
            ],
            dismissed=[
                DismissalRecord(position=n, code=one.code, fingerprint=one.fingerprint, reason=one.reason, indicator=_stored(one.indicator))
                for n, one in enumerate(given.dismissed)
            ],
        )
        try:
            with Session(self._engine) as session, session.begin():
                session.add(record)
        except IntegrityError:
            with Session(self._engine) as session:
                known = session.scalar(select(FeedbackRecord.digest).where(FeedbackRecord.id == identity))
            if known != digest:
                raise Problem(
                    "conflict",
                    say(
                        f"编号（id）{identity}已用于另一份反馈，请换一个编号。",
                        f"the id {identity} belongs to other feedback; choose another.",
                    ),
                ) from None
            return receipt.model_copy(update={"known": True})
        return receipt

    def count(self) -> int:
        """How many times feedback was sent."""
        with Session(self._engine) as session:
            return session.scalar(select(func.count()).select_from(FeedbackRecord)) or 0

    def tables(self) -> Iterator[TargetTable]:
        """One table for each draft, in the order of their first feedback: the rows that the drafter kept, as they were last sent.

        A draft of which nothing was kept gives none.
        """
        with Session(self._engine) as session:
            first = func.min(FeedbackRecord.sequence)
            drafts = session.scalars(select(FeedbackRecord.draft).group_by(FeedbackRecord.draft).order_by(first)).all()
            for number, draft in enumerate(drafts, start=1):
                found = session.scalars(
                    select(FeedbackRecord)
                    .where(FeedbackRecord.draft == draft)
                    .order_by(FeedbackRecord.sequence)
                    .options(selectinload(FeedbackRecord.rows))
                ).all()
                table = _table(found, number)
                session.expunge_all()
                if table is not None:
                    yield table

    def labels(self) -> Iterator[Label]:
        """Every decision as it was sent, in order."""
        last = 0
        while True:
            with Session(self._engine) as session:
                found = session.scalars(
                    select(FeedbackRecord)
                    .where(FeedbackRecord.sequence > last)
                    .order_by(FeedbackRecord.sequence)
                    .limit(_AT_ONCE)
                    .options(selectinload(FeedbackRecord.rows), selectinload(FeedbackRecord.dismissed))
                ).all()
                labels = [label for record in found for label in _labels(record)]
            yield from labels
            if len(found) < _AT_ONCE:
                return
            last = found[-1].sequence

    def corpus_lines(self) -> Iterator[str]:
        """:meth:`tables` as lines of a corpus file."""
        return (to_line(table) + "\n" for table in self.tables())

    def label_lines(self) -> Iterator[str]:
        """:meth:`labels` as JSON Lines."""
        return (json.dumps(label.model_dump(mode="json", exclude_none=True), ensure_ascii=False) + "\n" for label in self.labels())


def kept_tables(url: str) -> list[TargetTable]:
    """The tables that people accepted, from the database at ``url``: what a retraining learns from.

    :raises InputError: a database that cannot be used.
    """
    with opened(url) as store:
        return list(store.tables())


def exported(url: str, format: str) -> str:
    """Everything in the database at ``url`` as JSON Lines, ``corpus`` or ``labels``.

    :raises InputError: a database that cannot be used.
    """
    with opened(url) as store:
        return "".join(store.corpus_lines() if format == "corpus" else store.label_lines())


@contextmanager
def opened(url: str) -> Iterator[FeedbackStore]:
    """A store for a command of its own.

    :raises InputError: a database that cannot be used.
    """
    engine = open_database(url)
    try:
        migrate(engine)
        with reached(engine):
            yield FeedbackStore(engine)
    finally:
        engine.dispose()


def _stored(row: Indicator | None) -> dict[str, Any] | None:
    return None if row is None else plain(row).model_dump(mode="json", exclude_none=True)


def _table(records: Any, number: int) -> TargetTable | None:
    rows: dict[tuple[str, str], Indicator] = {}
    for record in records:
        for row in record.rows:
            suggested = Indicator.model_validate(row.suggested) if row.suggested else None
            final = Indicator.model_validate(row.final) if row.final else None
            rows = _settled(rows, row.action, suggested, final)
    if not rows:
        return None
    last = records[-1]
    return TargetTable(
        source=Source(file=f"feedback-{last.draft}"[:120], table=number),
        form=FORM,
        project=Project.model_validate(last.project),
        indicators=tuple(_standard(row, n) for n, row in enumerate(rows.values(), start=1)),
    )


def _settled(
    rows: dict[tuple[str, str], Indicator], action: str, suggested: Indicator | None, final: Indicator | None
) -> dict[tuple[str, str], Indicator]:
    """The rows of a draft after one more decision; an edited row stays where it stood."""
    old = _place(suggested) if suggested else None
    if action == "rejected":
        return {at: row for at, row in rows.items() if at != old}
    kept = suggested if action == "accepted" else final
    if kept is None:
        return rows
    new = _place(kept)
    if old is not None and old in rows and old != new:
        return {new if at == old else at: kept if at == old else row for at, row in rows.items() if at != new}
    return rows | {new: kept}


def _place(row: Indicator) -> tuple[str, str]:
    return levels.level2(row.level2) or "", key(row.name)


def _standard(row: Indicator, number: int) -> Indicator:
    """A row with its levels by their standard names, as corpora have them."""
    decided = levels.decide(row.level1, row.level2)
    return row.model_copy(update={"level1": decided.level1, "level2": decided.level2, "row": number, "line": None})


def _labels(record: FeedbackRecord) -> Iterator[Label]:
    common: dict[str, Any] = {
        "feedback": record.id,
        "draft": record.draft,
        "model": f"{record.model_name} {record.model_version}",
        "project": record.project,
    }
    for row in record.rows:
        yield Label(
            **common,
            decision=row.action,
            fit="no" if row.action == "rejected" else "yes",
            why=row.reason,
            indicator=row.suggested or row.final,
            edited=row.final if row.action == "edited" else None,
        )
    for one in record.dismissed:
        fit = "yes" if one.code == "R01" else None  # only the rule on misfits speaks of fit
        yield Label(
            **common,
            decision="dismissed",
            fit=fit,
            why=one.reason,
            indicator=one.indicator,
            code=one.code,
            fingerprint=one.fingerprint,
        )
