"""Inserting where a row may be there already, in the words of either database."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_unless_there(connection: sa.Connection, table: sa.Table, row: Mapping[str, object]) -> bool:
    """Insert a row, unless one with its key is there; tell whether it was inserted.

    Another transaction that has inserted it and not ended yet is waited for.
    """
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    keys = tuple(table.primary_key)
    inserted = connection.execute(make(table).values(row).on_conflict_do_nothing().returning(*keys))
    return inserted.first() is not None


def put(connection: sa.Connection, table: sa.Table, row: Mapping[str, object]) -> None:
    """Insert a row, or change the one that has its primary key."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key]
    changed = {name: value for name, value in row.items() if name not in keys}
    connection.execute(make(table).values(row).on_conflict_do_update(index_elements=keys, set_=changed))
