"""What somebody with the database in their hands, but without the key, might do to its audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from api.store import Store
from api.store.engine import WRITES
from api.store.schema import AUDIT, AUDIT_HEAD, SUBJECTS

_GUARDS = ("audit_no_update", "audit_no_delete", "subjects_no_update", "subjects_no_delete", "audit_head_no_delete")
_ALL = tuple(column for column in AUDIT.c if column.name not in {"seq", "previous", "hash"})


def _edit(connection: sa.Connection) -> None:
    connection.execute(AUDIT.update().where(AUDIT.c.seq == 3).values(name="Somebody else"))


def _take_out(connection: sa.Connection) -> None:
    connection.execute(AUDIT.delete().where(AUDIT.c.seq == 3))


def _swap(connection: sa.Connection) -> None:
    third, fourth = (connection.execute(sa.select(*_ALL).where(AUDIT.c.seq == seq)).one() for seq in (3, 4))
    for seq, row in ((3, fourth), (4, third)):
        connection.execute(AUDIT.update().where(AUDIT.c.seq == seq).values(row._asdict()))


def _put_in(connection: sa.Connection) -> None:
    row = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.seq.desc()).limit(1)).one()._asdict()
    forged = row | {"seq": row["seq"] + 1, "previous": row["hash"], "hash": "0" * 64}
    connection.execute(AUDIT.insert().values(forged))
    connection.execute(AUDIT_HEAD.update().values(seq=forged["seq"], hash=forged["hash"]))


def _cut_off(connection: sa.Connection) -> None:
    connection.execute(AUDIT.delete().where(AUDIT.c.seq > 3))
    last = connection.execute(sa.select(AUDIT.c.hash).where(AUDIT.c.seq == 3)).scalar_one()
    connection.execute(AUDIT_HEAD.update().values(seq=3, hash=last))


def _forget_the_end(connection: sa.Connection) -> None:
    """Have what is written next follow on an entry before the last."""
    third = connection.execute(sa.select(AUDIT.c.hash).where(AUDIT.c.seq == 3)).scalar_one()
    connection.execute(AUDIT_HEAD.update().values(seq=3, hash=third))


def _hide_a_patient(connection: sa.Connection) -> None:
    connection.execute(SUBJECTS.delete().where(SUBJECTS.c.patient == "p1"))


def _lay_the_blame(connection: sa.Connection) -> None:
    connection.execute(SUBJECTS.insert().values(subject="elsewhere", patient="p9"))


def _cut_more(connection: sa.Connection) -> None:
    """Take out what follows on a beginning that was cut before."""
    first = connection.execute(sa.select(sa.func.min(AUDIT.c.seq))).scalar_one()
    connection.execute(AUDIT.delete().where(AUDIT.c.seq == first))


KINDS: Mapping[str, Callable[[sa.Connection], None]] = {
    "edit": _edit,
    "take_out": _take_out,
    "swap": _swap,
    "put_in": _put_in,
    "cut_off": _cut_off,
    "forget_the_end": _forget_the_end,
    "hide_a_patient": _hide_a_patient,
    "lay_the_blame": _lay_the_blame,
    "cut_more": _cut_more,
}


def tamper(store: Store, kind: str) -> None:
    """Do it, past the triggers."""
    with store.engine.connect() as plain, plain.execution_options(**{WRITES: True}).begin():
        if store.engine.dialect.name == "sqlite":
            for guard in _GUARDS:
                plain.exec_driver_sql(f"DROP TRIGGER {guard}")
        else:
            plain.exec_driver_sql("SET LOCAL session_replication_role = replica")
        KINDS[kind](plain)
