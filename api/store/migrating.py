"""Bringing a database to the schema of this version: forwards only, each step whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from api.store.audit import START
from api.store.engine import WRITES, place_of
from api.store.errors import StoreError
from api.store.schema import AUDIT_HEAD

_FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 7_241_117
"""The advisory lock under which one process at a time migrates a PostgreSQL."""


def upgrade(engine: sa.Engine) -> None:
    """Bring a database to the newest schema, from whichever it has or none.

    Raises
    ------
    StoreError
        ``newer_schema``: a later version of hemrutt has been at it.
    """
    with engine.connect() as plain, plain.execution_options(**{WRITES: True}).begin():
        if engine.dialect.name == "postgresql":
            plain.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        steps = ScriptDirectory.from_config(config_for(plain))
        held = MigrationContext.configure(plain).get_current_revision()
        if held is not None and held not in {step.revision for step in steps.walk_revisions()}:
            raise StoreError("newer_schema", place=place_of(engine))
        if held != steps.get_current_head():
            command.upgrade(config_for(plain), "head")
        if plain.execute(sa.select(AUDIT_HEAD.c.seq)).one_or_none() is None:
            plain.execute(AUDIT_HEAD.insert().values(only=1, seq=0, hash=START))


def is_needed(engine: sa.Engine) -> bool:
    """Tell whether a database that has a schema has an older one."""
    with engine.connect() as connection, connection.begin():
        held = MigrationContext.configure(connection).get_current_revision()
        return held is not None and held != ScriptDirectory.from_config(config_for(connection)).get_current_head()


def config_for(connection: sa.Connection) -> Config:
    """Give Alembic's settings for a connection."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
