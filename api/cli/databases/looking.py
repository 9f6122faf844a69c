"""``hemrutt database``: bringing the schema up to date, and looking whether all is well."""

from __future__ import annotations

from itertools import islice

import sqlalchemy as sa
import typer

from api.access.roles import Role
from api.cli.databases.using import DatabaseOption, opened, operator
from api.cli.session import Session
from api.store import migrating
from api.store.schema import METADATA
from api.store.transaction import Transaction
from api.store.verifying import verify
from scheduler import texts

_MOST_TOLD = 20


def migrate_command(context: typer.Context, *, database: DatabaseOption = None) -> None:
    """Bring the database to the schema of this version, after a backup of what there is."""
    session: Session = context.obj
    with opened(session, database) as store, store.read(operator(Role.ADMIN)) as tx:
        revision = migrating.revision_of(tx.connection)
    session.answer({"revision": revision}, texts.say("store.migrated", language=session.language, revision=revision))


def check_command(context: typer.Context, *, database: DatabaseOption = None) -> None:
    """Look at every page, every reference and the whole audit; ends with 1 if something is wrong."""
    session: Session = context.obj
    with opened(session, database) as store, store.read(operator(Role.AUDITOR)) as tx:
        rows = {name: _count(tx, table) for name, table in METADATA.tables.items()}
        faults = [*_damages(tx), *_breaks(tx, store.key)]
    told = texts.say("store.broken" if faults else "store.sound", language=session.language, rows=sum(rows.values()))
    session.answer({"sound": not faults, "faults": faults, "rows": rows}, told, *faults)
    raise typer.Exit(1 if faults else 0)


def _count(tx: Transaction, table: sa.Table) -> int:
    return tx.connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _damages(tx: Transaction) -> list[str]:
    if tx.connection.dialect.name != "sqlite":
        return []
    found = tx.connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_TOLD})").scalars().all()
    pointing = tx.connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [line for line in found if line != "ok"] + [f"{row[0]} → {row[2]}" for row in pointing[:_MOST_TOLD]]


def _breaks(tx: Transaction, key: bytes) -> list[str]:
    return [f"audit {broken.seq}: {broken.fault}" for broken in islice(verify(tx.connection, key=key), _MOST_TOLD)]
