"""The shape of the schema: a digest of columns and triggers, so that one altered by hand is refused at the door."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa

from api.store.schema import SHAPE

_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY 1, 2"
_POSTGRESQL = (
    "SELECT 'column', table_name, column_name, data_type, is_nullable FROM information_schema.columns "
    "WHERE table_schema = current_schema() "
    "UNION ALL SELECT 'trigger', relname, tgname, tgenabled::text, tgtype::text "
    "FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE NOT tgisinternal AND nspname = current_schema() ORDER BY 1, 2, 3"
)


def digest_of(connection: sa.Connection) -> str:
    """Give the digest of the schema as it is."""
    query = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    rows = [list(row) for row in connection.exec_driver_sql(query)]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def is_as_noted(connection: sa.Connection) -> bool:
    """Tell whether the schema is what it was when it was last brought up to date."""
    return connection.execute(sa.select(SHAPE.c.digest)).scalar_one_or_none() == digest_of(connection)


def note(connection: sa.Connection) -> None:
    """Note the schema as it is."""
    connection.execute(SHAPE.delete())
    connection.execute(SHAPE.insert().values(only=1, digest=digest_of(connection)))
