"""The feed in the store: numbered, in the order of the commits, kept for a few days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.rows import from_text
from api.store.schema import FEED
from api.store.transaction import Transaction, within

KEPT_US: Final = 3 * 24 * 3_600 * 1_000_000
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that changed."""

    seq: int
    kind: str
    document: Any


def last(tx: Transaction) -> int:
    """Give the number of the newest, 0 where there is none."""
    return tx.connection.execute(sa.select(sa.func.max(FEED.c.seq))).scalar_one() or 0


def after(tx: Transaction, seen: int) -> list[News]:
    """List what came after a number in the teams whose plans the actor may read, the oldest first.

    Where what came right after is no longer kept, the first is ``reset``. So it is for a number that was never given
    out, as after another database has taken the place of one.
    """
    first, newest = tx.connection.execute(sa.select(sa.func.min(FEED.c.seq), sa.func.max(FEED.c.seq))).one()
    if seen > (newest or 0):
        return [News(seq=newest or 0, kind="reset", document={})]
    mine = within(FEED, tx.actor.teams_with(Permission.PLANS_READ))
    query = sa.select(FEED).where(FEED.c.seq > seen, mine).order_by(FEED.c.seq).limit(_AT_ONCE)
    found = [News(seq=row.seq, kind=row.kind, document=from_text(row.document)) for row in tx.connection.execute(query)]
    lost = first is not None and 0 < seen < first - 1
    return [News(seq=first - 1, kind="reset", document={}), *found] if lost else found


def forget_old(tx: Transaction) -> int:
    """Forget what is older than it is kept; the newest always stays. Give how many."""
    newest = sa.select(sa.func.max(FEED.c.seq)).scalar_subquery()
    old = sa.and_(FEED.c.made_us < tx.now_us - KEPT_US, FEED.c.seq < newest)
    return tx.connection.execute(FEED.delete().where(old)).rowcount
