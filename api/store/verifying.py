"""Going through the audit's chain: what was changed, taken away, put in or moved after it was written."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import sqlalchemy as sa

from api.store.audit import START, Entry, Head, digest_of, seal
from api.store.rows import from_text
from api.store.schema import AUDIT, AUDIT_HEAD, SUBJECTS

Fault = Literal["missing_before", "not_linked", "changed", "not_as_noted", "end_missing", "patients_changed"]

CUT: Final = "audit:trim"
"""What the entry is called that tells of a cut (``api.store.trimming``)."""

_ROWS: Final = 5_000
_SEALED: Final = tuple(sorted((*Entry.__slots__, "seq")))
_SEQ, _SUBJECT, _PATIENTS = (_SEALED.index(name) for name in ("seq", "subject", "patients"))
_QUERY: Final = sa.select(*(AUDIT.c[name] for name in (*_SEALED, "previous", "hash"))).order_by(AUDIT.c.seq)
_FIRST: Final = sa.select(AUDIT.c.seq).order_by(AUDIT.c.seq).limit(1)

_Row = tuple[Any, ...]
"""An entry as it stands: what is sealed by name, then the hash before, then its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A place where the chain does not hold: the entry's number and what is wrong there."""

    seq: int
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What a cut took: the last entry that is gone, and the digest of the subjects that no entry tells of since."""

    end: Head
    subjects: str


@dataclass(slots=True, kw_only=True)
class _Walk:
    """How far the chain has been gone through: the entry before, and how many patients were told of."""

    key: bytes
    anchors: dict[int, str]
    seq: int
    hash: str
    told: int = 0
    broken: list[Broken] = field(default_factory=list)


def verify(connection: sa.Connection, *, key: bytes, anchors: Sequence[Head] = ()) -> Iterator[Broken]:
    """List where the chain does not hold.

    ``anchors`` are ends of the chain as they were once noted outside the database. Ask in one reading transaction.
    """
    cut = newest_cut(connection)
    begin = Head(seq=0, hash=START) if cut is None else cut.end
    # What an anchor noted before the cut nobody can tell any more.
    noted = {anchor.seq: anchor.hash for anchor in anchors if anchor.seq > begin.seq}
    walk = _Walk(key=key, anchors=noted, seq=begin.seq, hash=begin.hash)
    # What is left of the beginning was to be cut, and is not what the cut tells of.
    yield from (
        Broken(seq=seq, fault="not_linked")
        for seq in connection.execute(_FIRST.where(AUDIT.c.seq <= begin.seq)).scalars()
    )
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
    yield from _look_at_the_rest(connection, walk, cut)


def holds(connection: sa.Connection, *, key: bytes) -> bool:
    """Tell whether the chain's last entry was made with a key; true where there is none."""
    row = connection.execute(_QUERY.order_by(None).order_by(AUDIT.c.seq.desc()).limit(1)).one_or_none()
    return row is None or row[-1] == _seal(tuple(row), key=key)


def newest_cut(connection: sa.Connection) -> Cut | None:
    """Give the newest cut that the chain tells of; None where nothing was cut."""
    query = sa.select(AUDIT.c.document).where(AUDIT.c.action == CUT).order_by(AUDIT.c.seq.desc()).limit(1)
    text = connection.execute(query).scalar_one_or_none()
    try:
        told = from_text(text or "")
        return Cut(end=Head(seq=told["seq"], hash=told["hash"]), subjects=told["subjects"])
    except (ValueError, KeyError, TypeError):
        return None  # not ours: its seal does not hold either


def untold(connection: sa.Connection) -> list[tuple[str, str]]:
    """List the subjects that no entry tells of, with whose data they hold."""
    told = sa.select(AUDIT.c.subject).where(AUDIT.c.patients.is_not(None))
    query = sa.select(SUBJECTS.c.subject, SUBJECTS.c.patient).where(SUBJECTS.c.subject.not_in(told))
    return [(subject, patient) for subject, patient in connection.execute(query)]


def digest_of_subjects(pairs: Iterable[tuple[str, str]]) -> str:
    """Give the digest of subjects with whose data they hold, in whichever order."""
    return digest_of(f"{subject} {patient}" for subject, patient in pairs)


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


def _look_at_the_rest(connection: sa.Connection, walk: _Walk, cut: Cut | None) -> Iterator[Broken]:
    """See whether the subjects that no entry tells of are those whose entries were cut."""
    rest = untold(connection)
    held = connection.execute(sa.select(sa.func.count()).select_from(SUBJECTS)).scalar_one()
    is_whole = not rest if cut is None else digest_of_subjects(rest) == cut.subjects
    if held != walk.told + len(rest) or not is_whole:
        yield Broken(seq=walk.seq, fault="patients_changed")
