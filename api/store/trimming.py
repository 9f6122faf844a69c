"""Taking the oldest entries out of the audit, once they have been kept as long as they must be.

What is cut is the chain's beginning. The last hash of it stands in the entry that tells of the cut, so that the chain
is sealed from there on: ``api.store.verifying`` begins where the newest such entry says. Whose data a subject holds
stays, for who reads it later; the entries that told so are gone, and the same entry has one digest for all of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa

from api.access.actor import Actor
from api.store import audit
from api.store.audit import Head
from api.store.migrating import alone
from api.store.rows import to_text
from api.store.schema import AUDIT
from api.store.store import Store
from api.store.verifying import CUT, digest_of_subjects, untold

LEAST_YEARS: Final = 5
"""HSLF-FS 2016:40, 4 kap. 9 §; a care provider's archive rules commonly say ten."""


def first_of(connection: sa.Connection) -> int:
    """Give the number of the first entry there is; 1 where there is none."""
    return connection.execute(sa.select(sa.func.min(AUDIT.c.seq))).scalar_one() or 1


def last_before(connection: sa.Connection, before_us: int) -> Head | None:
    """Give the last entry that may be cut: it and all before it are older than an instant; None where there is none."""
    first_kept = connection.execute(sa.select(sa.func.min(AUDIT.c.seq)).where(AUDIT.c.at_us >= before_us)).scalar_one()
    older = sa.select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)
    row = connection.execute(older if first_kept is None else older.where(AUDIT.c.seq < first_kept)).one_or_none()
    return None if row is None else Head(seq=row.seq, hash=row.hash)


def trim(store: Store, actor: Actor, end: Head) -> int:
    """Cut the chain after an entry that stands in it, and say so at its end; give how many entries are gone.

    Whoever asks has seen to it that the chain holds: afterwards nobody can tell of what is cut.
    """
    now = store.clock()
    with alone(store.engine) as connection:
        audit.lock(connection)
        with _unguarded(connection):
            gone = connection.execute(AUDIT.delete().where(AUDIT.c.seq <= end.seq)).rowcount
        told = {"seq": end.seq, "hash": end.hash, "subjects": digest_of_subjects(untold(connection))}
        entry = audit.entry_of(actor, at_us=now, action=CUT, team=None, subject="audit", document=to_text(told))
        head = audit.append(connection, [entry], key=store.key)
    if store.anchor is not None and head is not None:
        store.anchor.note(head, at_us=now)
    return gone


@contextmanager
def _unguarded(connection: sa.Connection) -> Iterator[None]:
    """Lift the guard that lets nobody change the audit; it is the same again afterwards, so the schema is as noted."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        yield
        connection.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER USER")
        return
    (guard,) = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE name = 'audit_no_delete'").one()
    connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
    yield
    connection.exec_driver_sql(guard)
