"""Runs the migrations on the connection that :func:`zhibiao_service.database.migrate` hands over, or writes them as SQL.

``alembic`` itself is only needed to write new ones: ``alembic -c service/alembic.ini revision --autogenerate -m WORDS``.
"""

from alembic import context

from zhibiao_service.database import Base, open_database

connection = context.config.attributes.get("connection")
if connection is not None:
    context.configure(connection=connection, target_metadata=Base.metadata)
    context.run_migrations()
else:
    engine = open_database(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as own:
        context.configure(connection=own, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()
