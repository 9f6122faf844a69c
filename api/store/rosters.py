"""A team's registry in the store: one row a member of staff, car and patient, with the revision that it has.

Reading tells the audit nothing: whoever hands out what was read of patients does (``note_reading``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa

from api.access.roles import Permission
from api.store import audit
from api.store.rows import from_text, new_id, to_text
from api.store.schema import CARS, PATIENTS, STAFF, SUBJECTS
from api.store.teams import StoredTeam
from api.store.transaction import Transaction

Section = Literal["staff", "cars", "patients"]

_TABLES: Final[Mapping[Section, sa.Table]] = {"staff": STAFF, "cars": CARS, "patients": PATIENTS}
_ACTIONS: Final[Mapping[Section, str]] = {"staff": "staff", "cars": "car", "patients": "patient"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    """A record; ``key`` is the id that it has in days."""

    id: str
    team: str
    section: Section
    key: str
    revision: int
    document: Mapping[str, Any]
    changed_us: int

    @property
    def etag(self) -> str:
        """What tells it from what it was, and from another of its key before it."""
        return f'"{self.id}-{self.revision}"'

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"{_ACTIONS[self.section]}:{self.id}"


def list_records(tx: Transaction, team: StoredTeam, section: Section) -> list[StoredRecord]:
    """List the records of a team that was found for who asks, by key."""
    table = _TABLES[section]
    rows = tx.connection.execute(sa.select(table).where(table.c.team == team.id))
    # Sorted here: databases order text each in their own way.
    return sorted((_record(row, section) for row in rows), key=lambda one: one.key)


def find_record(tx: Transaction, team: StoredTeam, section: Section, key: str) -> StoredRecord | None:
    """Find a record of a team that was found for who asks."""
    table = _TABLES[section]
    row = tx.connection.execute(sa.select(table).where(table.c.team == team.id, table.c.key == key)).one_or_none()
    return None if row is None else _record(row, section)


def put_record(
    tx: Transaction, team: StoredTeam, section: Section, document: Mapping[str, Any], *, held: StoredRecord | None
) -> StoredRecord:
    """Write a record, in place of the one that is held under its key if there is one; raises ForbiddenError.

    The team's settings have to be held, so that nobody else writes to its registry meanwhile.
    """
    tx.demand(Permission.ROSTER_WRITE, team.id)
    table, key = _TABLES[section], document["id"]
    record = StoredRecord(
        id=new_id() if held is None else held.id,
        team=team.id,
        section=section,
        key=key,
        revision=1 if held is None else held.revision + 1,
        document=document,
        changed_us=tx.now_us,
    )
    values = {"revision": record.revision, "document": to_text(document), "changed_us": tx.now_us}
    if held is None:
        tx.connection.execute(table.insert().values(id=record.id, team=team.id, key=key, **values))
    else:
        tx.connection.execute(table.update().where(table.c.id == held.id).values(values))
    _tell(tx, record, "make" if held is None else "change")
    return record


def remove_record(tx: Transaction, held: StoredRecord) -> None:
    """Take a record out of the registry, where it leaves nothing but the audit's word of it; raises ForbiddenError."""
    tx.demand(Permission.ROSTER_WRITE, held.team)
    table = _TABLES[held.section]
    tx.connection.execute(table.delete().where(table.c.id == held.id))
    _tell(tx, held, "remove")


def note_reading(tx: Transaction, team: StoredTeam, patients: Iterable[str], *, action: str) -> None:
    """Tell the audit that data of some patients were read together; what is read of nobody is not told.

    Those who are read together again are written down once, under a subject that their ids make.
    """
    named = sorted(set(patients))
    if not named:
        return
    digest = hashlib.sha256("\n".join((team.id, *named)).encode()).hexdigest()
    subject = f"patients:{digest[:40]}"
    audit.lock(tx.connection)
    known = tx.connection.execute(sa.select(SUBJECTS.c.subject).where(SUBJECTS.c.subject == subject).limit(1)).first()
    tx.audit(action, team=team.id, subject=subject, patients=() if known else named)


def _tell(tx: Transaction, record: StoredRecord, verb: str) -> None:
    patient = record.key if record.section == "patients" else None
    told = {"revision": record.revision}
    tx.audit(
        f"{_ACTIONS[record.section]}:{verb}", team=record.team, subject=record.subject, patient=patient, document=told
    )
    tx.publish(record.team, "roster", {"section": record.section, "record": record.id, **told})


def _record(row: sa.Row[Any], section: Section) -> StoredRecord:
    return StoredRecord(
        id=row.id,
        team=row.team,
        section=section,
        key=row.key,
        revision=row.revision,
        document=from_text(row.document),
        changed_us=row.changed_us,
    )
