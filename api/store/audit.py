"""The audit: who did or read what, in a chain that shows every change made to it afterwards.

An entry's hash is HMAC-SHA-256, under a key that is kept outside the database, over the hash before and the entry as
canonical JSON (RFC 8785 for what stands in it: text, integers, null; keys sorted). What it is about is a ``subject``
(``version:…``, ``day:…``); whose data a subject holds is written once, in ``subjects``, when it is stored, and the
entry that tells of it has the digest of them. ``api.store.verifying`` goes through the chain.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from api.access.actor import Actor
from api.store.schema import AUDIT, AUDIT_HEAD, SUBJECTS

START: Final = "0" * 64
"""What stands for the hash before the first entry."""

_write = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was done, before it has its place in the chain; ``document`` is text that names no person.

    ``patients`` is the digest of those whose data the subject holds, where this entry tells that it was stored.
    """

    at_us: int
    user: str
    name: str
    roles: str
    team: str | None
    action: str
    subject: str
    patient: str | None = None
    patients: str | None = None
    document: str | None = None
    reason: str | None = None
    correlation_id: str

    def fields(self) -> dict[str, object]:
        """Give what the hash is over, but for the entry's place."""
        return {name: getattr(self, name) for name in Entry.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """An end of the chain: the number and hash of the last entry."""

    seq: int
    hash: str


def entry_of(
    actor: Actor,
    *,
    at_us: int,
    action: str,
    team: str | None,
    subject: str,
    patient: str | None = None,
    patients: str | None = None,
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
        patients=patients,
        document=document,
        reason=reason,
        correlation_id=actor.correlation_id,
    )


def append(connection: sa.Connection, entries: Sequence[Entry], *, key: bytes) -> Head | None:
    """Add entries to the chain and give its new end; others that write wait from here until the transaction ends."""
    if not entries:
        return None
    seq, previous = connection.execute(sa.select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.hash).with_for_update()).one()
    rows = []
    for number, entry in enumerate(entries, start=seq + 1):
        fields = entry.fields()
        digest = seal(fields | {"seq": number}, previous=previous, key=key)
        rows.append({**fields, "seq": number, "previous": previous, "hash": digest})
        previous = digest
    connection.execute(AUDIT.insert(), rows)
    connection.execute(AUDIT_HEAD.update().values(seq=seq + len(rows), hash=previous))
    return Head(seq=seq + len(rows), hash=previous)


def lock(connection: sa.Connection) -> None:
    """Wait for others that write to end, and have those that come wait."""
    connection.execute(sa.select(AUDIT_HEAD.c.seq).with_for_update())


def seal(fields: Mapping[str, object], *, previous: str, key: bytes) -> str:
    """Give the hash of an entry's fields, with its place in ``seq``."""
    return hmac.digest(key, (previous + _write(fields)).encode(), "sha256").hex()


def note_subject(connection: sa.Connection, subject: str, patients: Iterable[str]) -> str | None:
    """Write down whose data a subject holds, and give their digest; None if it is nobody's."""
    named = sorted(set(patients))
    if not named:
        return None
    connection.execute(SUBJECTS.insert(), [{"subject": subject, "patient": patient} for patient in named])
    return digest_of(named)


def digest_of(patients: Iterable[str]) -> str:
    """Give the digest of some patients, in whichever order."""
    return hashlib.sha256(_write(sorted(patients)).encode()).hexdigest()


def extract(connection: sa.Connection, patient: str, *, team: str) -> Sequence[sa.Row[tuple[object, ...]]]:
    """List what was done with a patient's data in a team, the oldest first."""
    held = sa.select(SUBJECTS.c.subject).where(SUBJECTS.c.patient == patient)
    about = sa.or_(AUDIT.c.patient == patient, AUDIT.c.subject.in_(held))
    return connection.execute(sa.select(AUDIT).where(about, AUDIT.c.team == team).order_by(AUDIT.c.seq)).all()
