"""Bringing a database to the schema of this version: forwards only, each step whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from api.store import shape
from api.store.audit import START
from api.store.engine import WRITES, place_of
from api.store.errors import StoreError
from api.store.schema import AUDIT_HEAD

_FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 7_241_117
"""The advisory lock under which one process at a time migrates a PostgreSQL."""


def upgrade(engine: sa.Engine, *, keep: Callable[[sa.Connection], None] | None = None) -> None:
    """Bring a database to the newest schema, from whichever it has or none.

    ``keep`` makes a backup of one that has an older schema, before anything is changed.

    Raises
    ------
    StoreError
        ``newer_schema``: a later version of hemrutt has been at it; ``altered_schema``: somebody else.
    """
    with alone(engine) as connection:
        held = revision_of(connection)
        if held is not None and not is_known(connection, held):
            raise StoreError("newer_schema", place=place_of(engine))
        if held is not None and not shape.is_as_noted(connection):
            raise StoreError("altered_schema", place=place_of(engine))
        if held == _steps(connection).get_current_head():
            return
        if held is not None and keep is not None:
            keep(connection)
        migrate(connection, "head")


def migrate(connection: sa.Connection, revision: str) -> None:
    """Carry out the steps up to a revision, in the transaction there is."""
    command.upgrade(config_for(connection), revision)
    if connection.execute(sa.select(AUDIT_HEAD.c.seq)).one_or_none() is None:
        connection.execute(AUDIT_HEAD.insert().values(only=1, seq=0, hash=START))
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError("corrupt", place=place_of(connection.engine))
    shape.note(connection)


def revision_of(connection: sa.Connection) -> str | None:
    """Give the revision of a database's schema; None where it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(connection: sa.Connection, revision: str) -> bool:
    """Tell whether this version of hemrutt knows a revision of the schema."""
    return revision in {step.revision for step in _steps(connection).walk_revisions()}


def _steps(connection: sa.Connection) -> ScriptDirectory:
    return ScriptDirectory.from_config(config_for(connection))


@contextmanager
def alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a transaction that nobody writes beside, with time to change large tables."""
    with engine.connect() as plain:
        raw = plain.connection.driver_connection
        assert raw is not None
        if engine.dialect.name == "sqlite":
            # A table that others point at is changed by making it anew (sqlite.org/lang_altertable.html, 7);
            # whether all still point at something is looked at in the end. The setting is deaf in a transaction.
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with plain.execution_options(**{WRITES: True}).begin():
                if engine.dialect.name == "postgresql":
                    plain.exec_driver_sql("SET LOCAL statement_timeout = 0")
                    plain.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
                    plain.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield plain
        finally:
            # Not given back: the next one begins with the settings of all.
            plain.invalidate()


def config_for(connection: sa.Connection) -> Config:
    """Give Alembic's settings for a connection."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
