"""Going through the audit's chain: what was changed, taken away, put in or moved after it was written."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import sqlalchemy as sa

from api.store.audit import START, Entry, Head, digest_of, seal
from api.store.schema import AUDIT, AUDIT_HEAD, SUBJECTS

Fault = Literal["missing_before", "not_linked", "changed", "not_as_noted", "end_missing", "patients_changed"]

_ROWS: Final = 5_000
_SEALED: Final = tuple(sorted((*Entry.__slots__, "seq")))
_SEQ, _SUBJECT, _PATIENTS = (_SEALED.index(name) for name in ("seq", "subject", "patients"))
_QUERY: Final = sa.select(*(AUDIT.c[name] for name in (*_SEALED, "previous", "hash"))).order_by(AUDIT.c.seq)

_Row = tuple[Any, ...]
"""An entry as it stands: what is sealed by name, then the hash before, then its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A place where the chain does not hold: the entry's number and what is wrong there."""

    seq: int
    fault: Fault


@dataclass(slots=True, kw_only=True)
class _Walk:
    """How far the chain has been gone through: the entry before, and how many patients were told of."""

    key: bytes
    anchors: dict[int, str]
    seq: int = 0
    hash: str = START
    told: int = 0
    broken: list[Broken] = field(default_factory=list)


def verify(connection: sa.Connection, *, key: bytes, anchors: Sequence[Head] = ()) -> Iterator[Broken]:
    """List where the chain does not hold.

    ``anchors`` are ends of the chain as they were once noted outside the database. Ask in one reading transaction.
    """
    walk = _Walk(key=key, anchors={anchor.seq: anchor.hash for anchor in anchors})
    while rows := connection.execute(_QUERY.where(AUDIT.c.seq > walk.seq).limit(_ROWS)).all():
        for row in rows:
            _look(walk, tuple(row))
        _look_at_patients(connection, walk, rows)
        yield from walk.broken
        walk.broken.clear()
    head = connection.execute(sa.select(AUDIT_HEAD.c.seq, AUDIT_HEAD.c.hash)).one_or_none()
    if head is None or tuple(head) != (walk.seq, walk.hash):
        yield Broken(seq=walk.seq + 1, fault="end_missing")
    yield from (Broken(seq=seq, fault="end_missing") for seq in walk.anchors if seq > walk.seq)
    if connection.execute(sa.select(sa.func.count()).select_from(SUBJECTS)).scalar_one() != walk.told:
        yield Broken(seq=walk.seq, fault="patients_changed")


def holds(connection: sa.Connection, *, key: bytes) -> bool:
    """Tell whether the chain's last entry was made with a key; true where there is none."""
    row = connection.execute(_QUERY.order_by(None).order_by(AUDIT.c.seq.desc()).limit(1)).one_or_none()
    return row is None or row[-1] == _seal(tuple(row), key=key)


def _seal(row: _Row, *, key: bytes) -> str:
    return seal(dict(zip(_SEALED, row, strict=False)), previous=row[-2], key=key)


def _look(walk: _Walk, row: _Row) -> None:
    seq, previous, own = row[_SEQ], row[-2], row[-1]
    if seq != walk.seq + 1:
        walk.broken.append(Broken(seq=seq, fault="missing_before"))
    if previous != walk.hash:
        walk.broken.append(Broken(seq=seq, fault="not_linked"))
    if not hmac.compare_digest(own, _seal(row, key=walk.key)):
        walk.broken.append(Broken(seq=seq, fault="changed"))
    if walk.anchors.get(seq, own) != own:
        walk.broken.append(Broken(seq=seq, fault="not_as_noted"))
    walk.seq, walk.hash = seq, own


def _look_at_patients(connection: sa.Connection, walk: _Walk, rows: Sequence[Sequence[Any]]) -> None:
    """See whether the subjects of some entries hold the data of those whom the entries tell of."""
    telling = {row[_SUBJECT]: row for row in rows if row[_PATIENTS] is not None}
    if not telling:
        return
    held: dict[str, list[str]] = {subject: [] for subject in telling}
    for subject, patient in connection.execute(
        sa.select(SUBJECTS.c.subject, SUBJECTS.c.patient).where(SUBJECTS.c.subject.in_(telling))
    ):
        held[subject].append(patient)
    for subject, patients in held.items():
        walk.told += len(patients)
        if digest_of(patients) != telling[subject][_PATIENTS]:
            walk.broken.append(Broken(seq=telling[subject][_SEQ], fault="patients_changed"))
