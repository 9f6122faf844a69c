"""Restoring a backup into a database that has nothing in it, and seeing that what is there then is what was."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from api.store import migrating
from api.store.backups import Manifest, read_manifest, read_rows
from api.store.engine import connect, place_of
from api.store.errors import BackupError, StoreError
from api.store.meanings import start_fault_of
from api.store.verifying import verify

_HEAD: Final = "audit_head"
_AT_ONCE: Final = 500


def restore(folder: Path, url: str, *, key: bytes) -> Manifest:
    """Bring a backup back into an empty database, all or nothing, its audit verified.

    Raises
    ------
    BackupError, StoreError
        The backup or the database cannot be used; then the database is as empty as before.
    """
    manifest = read_manifest(folder, key=key)
    engine = connect(url)
    try:
        with migrating.alone(engine) as connection:
            if sa.inspect(connection).get_table_names():
                raise BackupError("not_empty", place=place_of(engine))
            if not migrating.is_known(connection, manifest.revision):
                raise BackupError("backup_newer", place=str(folder))
            migrating.migrate(connection, manifest.revision)
            _fill(connection, folder, manifest)
            migrating.migrate(connection, "head")
            if any(verify(connection, key=key, anchors=[manifest.head])):
                raise BackupError("restored_otherwise", place=str(folder))
    except sa.exc.DBAPIError as error:
        raise StoreError(start_fault_of(error, backend=engine.dialect.name), place=place_of(engine)) from error
    finally:
        engine.dispose()
    return manifest


def rehearse(folder: Path, *, key: bytes) -> Manifest:
    """Restore a backup into a database of its own that is thrown away; raises as ``restore``."""
    with tempfile.TemporaryDirectory(prefix="hemrutt-") as drafts:
        return restore(folder, f"sqlite:///{Path(drafts) / 'rehearsal.db'}", key=key)


def _fill(connection: sa.Connection, folder: Path, manifest: Manifest) -> None:
    found = sa.MetaData()
    found.reflect(connection)
    counts = dict.fromkeys(manifest.rows, 0)
    try:
        for name, group in itertools.groupby(read_rows(folder), key=lambda row: row[0]):
            while batch := [values for _, values in itertools.islice(group, _AT_ONCE)]:
                counts[name] += len(batch)
                _insert(connection, found.tables[name], manifest.columns[name], batch)
    except (OSError, EOFError, ValueError, KeyError):
        raise BackupError("backup_broken", place=str(folder)) from None
    if counts != manifest.rows:
        raise BackupError("backup_broken", place=str(folder))
    for table in found.tables.values():
        _count_on(connection, table)


def _insert(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], batch: Sequence[Sequence[object]]
) -> None:
    rows = [dict(zip(columns, values, strict=True)) for values in batch]
    # The chain's end is there from the first; it can be moved on, never taken away.
    connection.execute(table.update() if table.name == _HEAD else table.insert(), rows)


def _count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Have PostgreSQL number new rows after those there are, as SQLite does by itself."""
    if connection.dialect.name != "postgresql" or not isinstance(table.autoincrement_column, sa.Column):
        return
    column = table.autoincrement_column
    sequence = connection.execute(
        sa.text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
    ).scalar_one()
    last = connection.execute(sa.select(sa.func.max(column))).scalar_one()
    if sequence is not None and last is not None:
        connection.execute(sa.text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})
