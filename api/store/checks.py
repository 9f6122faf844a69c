"""Spot checks of the audit: entries of a team drawn by lot, and what whoever looked at them found (HSLF-FS 2016:40)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.rows import from_text, new_id, to_text
from api.store.schema import AUDIT, CHECKS
from api.store.transaction import Transaction

Outcome = Literal["in_order", "followed_up"]

_LOT: Final = random.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A spot check: the entries drawn out of ``among`` since an instant, and how it ended if it has."""

    id: str
    team: str
    since_us: int
    among: int
    entries: Sequence[int]
    outcome: Outcome | None = None
    remark: str | None = None
    signed_by: str | None = None
    signed_us: int | None = None


def draw(tx: Transaction, team: str, *, since_us: int, count: int) -> Check:
    """Draw entries of a team by lot; raises ForbiddenError."""
    tx.demand(Permission.AUDIT_CHECK, team)
    found = sa.select(AUDIT.c.seq).where(AUDIT.c.team == team, AUDIT.c.at_us >= since_us)
    numbers = tx.connection.execute(found).scalars().all()
    drawn = sorted(_LOT.sample(numbers, min(count, len(numbers))))
    check = Check(id=new_id(), team=team, since_us=since_us, among=len(numbers), entries=drawn)
    tx.connection.execute(
        CHECKS.insert().values(id=check.id, team=team, document=_text(check), made_by=tx.actor.user, made_us=tx.now_us)
    )
    tx.audit("check:draw", team=team, subject=f"check:{check.id}", document={"entries": len(drawn)})
    return check


def sign(tx: Transaction, key: str, *, outcome: Outcome, remark: str | None) -> Check | None:
    """Put down what a check found, once; None where that was done already. Raises NotFoundError, ForbiddenError."""
    row = tx.find(sa.select(CHECKS).where(CHECKS.c.id == key).with_for_update(), CHECKS, Permission.AUDIT_CHECK)
    held = _check(row)
    if held.outcome is not None:
        return None
    told = {"outcome": outcome, "remark": remark, "signed_by": tx.actor.name, "signed_us": tx.now_us}
    check = Check(**{name: getattr(held, name) for name in Check.__slots__} | told)
    tx.connection.execute(CHECKS.update().where(CHECKS.c.id == key).values(document=_text(check)))
    tx.audit("check:sign", team=check.team, subject=f"check:{key}", document={"outcome": outcome})
    return check


def entries_of(tx: Transaction, check: Check) -> Sequence[sa.Row[Any]]:
    """Give the entries that a check drew."""
    return tx.connection.execute(sa.select(AUDIT).where(AUDIT.c.seq.in_(check.entries)).order_by(AUDIT.c.seq)).all()


def get_check(tx: Transaction, key: str) -> Check:
    """Give a check; raises NotFoundError, ForbiddenError."""
    return _check(tx.find(sa.select(CHECKS).where(CHECKS.c.id == key), CHECKS, Permission.AUDIT_CHECK))


def _text(check: Check) -> str:
    return to_text({name: getattr(check, name) for name in Check.__slots__ if name not in {"id", "team"}})


def _check(row: sa.Row[Any]) -> Check:
    return Check(id=row.id, team=row.team, **from_text(row.document))
