"""The audit: who did or read what, in a chain that shows every change made to it afterwards.

An entry's hash is HMAC-SHA-256, under a key that is kept outside the database, over the hash before and the entry as
canonical JSON (RFC 8785 for what stands in it: text, integers, null; keys sorted). What it is about is a ``subject``
(``version:…``, ``day:…``); whose data a subject holds is written once, in ``subjects``, when it is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import sqlalchemy as sa

from api.access.actor import Actor
from api.store.schema import AUDIT, AUDIT_HEAD, SUBJECTS

START: Final = "0" * 64
"""What stands for the hash before the first entry."""

_ROWS: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was done, before it has its place in the chain; ``document`` is text that names no person."""

    at_us: int
    user: str
    name: str
    roles: str
    team: str | None
    action: str
    subject: str
    patient: str | None = None
    document: str | None = None
    reason: str | None = None
    correlation_id: str


def entry_of(
    actor: Actor,
    *,
    at_us: int,
    action: str,
    team: str | None,
    subject: str,
    patient: str | None = None,
    document: str | None = None,
    reason: str | None = None,
) -> Entry:
    """Make an entry of what someone does."""
    return Entry(
        at_us=at_us,
        user=actor.user,
        name=actor.name,
        roles=",".join(sorted(actor.roles_in(team))),
        team=team,
        action=action,
        subject=subject,
        patient=patient,
        document=document,
        reason=reason,
        correlation_id=actor.correlation_id,
    )


def append(connection: sa.Connection, entries: Sequence[Entry], *, key: bytes) -> None:
    """Add entries to the chain; others that write wait from here until the transaction ends."""
    if not entries:
        return
    seq, previous = connection.execute(sa.select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.hash).with_for_update()).one()
    rows = []
    for number, entry in enumerate(entries, start=seq + 1):
        digest = seal(entry, seq=number, previous=previous, key=key)
        rows.append({**asdict(entry), "seq": number, "previous": previous, "hash": digest})
        previous = digest
    connection.execute(AUDIT.insert(), rows)
    connection.execute(AUDIT_HEAD.update().values(seq=seq + len(rows), hash=previous))


def lock(connection: sa.Connection) -> None:
    """Wait for others that write to end, and have those that come wait."""
    connection.execute(sa.select(AUDIT_HEAD.c.seq).with_for_update())


def seal(entry: Entry, *, seq: int, previous: str, key: bytes) -> str:
    """Give the hash of an entry in its place."""
    whole = json.dumps({**asdict(entry), "seq": seq}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, previous.encode() + whole.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A place where the chain does not hold."""

    seq: int
    fault: str


def verify(connection: sa.Connection, *, key: bytes, anchor: tuple[int, str] | None = None) -> Iterator[Broken]:
    """List what was changed, taken away or put in after it was written.

    ``anchor`` is an entry's number and hash as they were once noted outside the database.
    """
    expected, previous = 1, START
    for row in _walk(connection):
        entry = Entry(**{name: getattr(row, name) for name in Entry.__slots__})
        if row.seq != expected:
            yield Broken(seq=row.seq, fault="missing_before")
        if row.previous != previous:
            yield Broken(seq=row.seq, fault="not_linked")
        if not hmac.compare_digest(row.hash, seal(entry, seq=row.seq, previous=row.previous, key=key)):
            yield Broken(seq=row.seq, fault="changed")
        if anchor is not None and row.seq == anchor[0] and row.hash != anchor[1]:
            yield Broken(seq=row.seq, fault="not_as_noted")
        expected, previous = row.seq + 1, row.hash
    head = connection.execute(sa.select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.hash)).one()
    if tuple(head) != (expected - 1, previous):
        yield Broken(seq=head.seq, fault="end_missing")
    if anchor is not None and anchor[0] >= expected:
        yield Broken(seq=anchor[0], fault="end_missing")


def note_subject(connection: sa.Connection, subject: str, patients: Iterable[str]) -> None:
    """Write down whose data a subject holds."""
    rows = [{"subject": subject, "patient": patient} for patient in sorted(set(patients))]
    if rows:
        connection.execute(SUBJECTS.insert(), rows)


def extract(connection: sa.Connection, patient: str, *, team: str) -> Sequence[sa.Row[tuple[object, ...]]]:
    """List what was done with a patient's data in a team, the oldest first."""
    held = sa.select(SUBJECTS.c.subject).where(SUBJECTS.c.patient == patient)
    about = sa.or_(AUDIT.c.patient == patient, AUDIT.c.subject.in_(held))
    return connection.execute(sa.select(AUDIT).where(about, AUDIT.c.team == team).order_by(AUDIT.c.seq)).all()


def _walk(connection: sa.Connection) -> Iterator[sa.Row[tuple[object, ...]]]:
    last = 0
    while rows := connection.execute(
        sa.select(AUDIT).where(AUDIT.c.seq > last).order_by(AUDIT.c.seq).limit(_ROWS)
    ).all():
        yield from rows
        last = rows[-1].seq
