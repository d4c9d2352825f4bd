"""Where feedback is kept: its tables, how to reach the database, and the migrations that bring it up to date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Engine, ForeignKey, Index, Integer, String, Text, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from zhibiao.messages import InputError, say

_MIGRATIONS = Path(__file__).with_name("migrations")
_LOCK = 0x7A68_6962  # of PostgreSQL, so that two that start together do not migrate together
_PATIENCE = 30  # seconds to wait for another writer of a SQLite file


class Base(DeclarativeBase):
    """All tables of the service."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON}


class FeedbackRecord(Base):
    """One sending of feedback. ``id`` is the sender's; ``sequence`` is the order in which they came."""

    __tablename__ = "feedback"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    received: Mapped[datetime.datetime] = mapped_column(DateTime(timezone=True))
    draft: Mapped[str] = mapped_column(String(100), index=True)
    sender: Mapped[str | None] = mapped_column(String(64))
    model_name: Mapped[str] = mapped_column(String(300))
    model_version: Mapped[str] = mapped_column(String(300))
    project: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    rows: Mapped[list[RowRecord]] = relationship(back_populates="feedback", order_by="RowRecord.position", cascade="all, delete-orphan")
    dismissed: Mapped[list[DismissalRecord]] = relationship(
        back_populates="feedback", order_by="DismissalRecord.position", cascade="all, delete-orphan"
    )


class RowRecord(Base):
    """What became of one row: accepted, edited, rejected or added."""

    __tablename__ = "feedback_row"
    __table_args__ = (Index("ix_feedback_row_feedback", "feedback_sequence"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    feedback_sequence: Mapped[int] = mapped_column(ForeignKey("feedback.sequence", ondelete="CASCADE"))
    position: Mapped[int]
    action: Mapped[str] = mapped_column(String(10))
    suggested: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    final: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str | None] = mapped_column(Text)
    feedback: Mapped[FeedbackRecord] = relationship(back_populates="rows")


class DismissalRecord(Base):
    """A finding that a person did not agree with."""

    __tablename__ = "feedback_dismissal"
    __table_args__ = (Index("ix_feedback_dismissal_feedback", "feedback_sequence"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    feedback_sequence: Mapped[int] = mapped_column(ForeignKey("feedback.sequence", ondelete="CASCADE"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(8))
    fingerprint: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(Text)
    indicator: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    feedback: Mapped[FeedbackRecord] = relationship(back_populates="dismissed")


def open_database(url: str) -> Engine:
    """An engine for ``sqlite:///FILE`` or ``postgresql://…``; nothing is connected yet but the folder of a SQLite file is made.

    :raises InputError: a URL that names no such database.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError(parsed.drivername)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(parsed, connect_args={"timeout": _PATIENCE})
            event.listen(engine, "connect", _careful)
            return engine
        # a connection that a restarted server has forgotten is replaced before it is used
        return create_engine(parsed, pool_pre_ping=True, pool_size=5, max_overflow=5, connect_args={"connect_timeout": 5})
    except (ArgumentError, NoSuchModuleError, ValueError, OSError) as error:
        raise InputError(
            say(
                f"数据库地址不能使用（{type(error).__name__}），请写成 sqlite:///文件 或 postgresql://用户@主机/库名。",
                f"the database URL cannot be used ({type(error).__name__}); write sqlite:///FILE or postgresql://user@host/name.",
            )
        ) from None
    except ImportError:
        raise InputError(
            say(
                "使用PostgreSQL需要另外的软件包，请运行 pip install 'zhibiao[service]'。",
                "PostgreSQL needs another package; run pip install 'zhibiao[service]'.",
            )
        ) from None


def _careful(connection: Any, _: object) -> None:
    """SQLite as several processes may use it, and nothing that was acknowledged is lost with the machine."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; a second process waits for the first.

    :raises InputError: a database that cannot be reached.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with reached(engine), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def reached(engine: Engine) -> Iterator[None]:
    """Tell of a database that cannot be reached in one sentence, without its password.

    :raises InputError:
    """
    try:
        yield
    except SQLAlchemyError as error:
        where = engine.url.render_as_string(hide_password=True)
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0][:200]
        raise InputError(
            say(
                f"数据库{where}不能使用（{reason}），请检查地址、账号和服务是否启动。",
                f"the database {where} cannot be used ({reason}); check the address, the account, and that it is running.",
            )
        ) from error
