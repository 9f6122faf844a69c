"""Forgetting what is of no use any more, a while after its date and its making: proposals, drawings, drafts.

Plans that came into force stay with their versions, what was told of them and their calls, and the audit stays whole.
What is forgotten at once is little, so that nobody waits for it.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa

from api.store.schema import (
    ALERTS,
    CALLS,
    DAYS,
    DELIVERIES,
    EVENTS,
    JOBS,
    MORNINGS,
    PLANS,
    PROPOSALS,
    RENDERINGS,
    TALLIES,
    VERSIONS,
    VISIT_STATUSES,
)
from api.store.transaction import Transaction

AT_ONCE: Final = 10
"""So many of the largest take SQLite some hundredths of a second, in which nobody else writes."""

_DAY_US: Final = 24 * 3_600 * 1_000_000
_EMPTIED: Final = {"day_document": "", "document": "", "difference": "", "faults": None, "reason": None}
_OF_PLANS: Final = (ALERTS, PROPOSALS, CALLS, EVENTS, VISIT_STATUSES)
_OF_VERSIONS: Final = (RENDERINGS, TALLIES)


def forget_old(tx: Transaction, *, days: int) -> int:
    """Forget some of what is so many days past its date, and was made so long ago; give how much, 0 once all is.

    A draft goes, with its day and its jobs, only once its proposals and drawings have.
    """
    since_us = tx.now_us - days * _DAY_US
    steps = (_forget_proposals, _forget_drawings, _forget_drafts, _forget_days, _forget_mornings, _forget_deliveries)
    return next((count for step in steps if (count := step(tx, since_us))), 0)


def _is_past(dates: sa.Column[str], made: sa.Column[int], since_us: int) -> sa.ColumnElement[bool]:
    before = dt.datetime.fromtimestamp(since_us / 1e6, tz=dt.UTC).date().isoformat()
    return sa.and_(dates < before, made < since_us)


def _forget_proposals(tx: Transaction, since_us: int) -> int:
    """Forget what plans could have become; of calls that got a place the figures over time ask when that was."""
    c = PROPOSALS.c
    past = _is_past(PLANS.c.date, c.made_us, since_us)
    old = sa.select(c.id).join(PLANS, PLANS.c.id == c.plan).where(past, c.document != "")
    chosen = list(tx.connection.execute(old.limit(AT_ONCE)).scalars())
    placed = sa.and_(c.state == "applied", c.call.is_not(None))
    tx.connection.execute(PROPOSALS.update().where(c.id.in_(chosen), placed).values(**_EMPTIED))
    tx.connection.execute(PROPOSALS.delete().where(c.id.in_(chosen), c.document != ""))
    return len(chosen)


def _forget_drawings(tx: Transaction, since_us: int) -> int:
    """Forget how versions were drawn, which can be drawn again."""
    of = sa.select(RENDERINGS.c.version).join(VERSIONS, VERSIONS.c.id == RENDERINGS.c.version)
    past = _is_past(PLANS.c.date, VERSIONS.c.made_us, since_us)
    return _delete(tx, RENDERINGS.c.version, of.join(PLANS, PLANS.c.id == VERSIONS.c.plan).where(past))


def _forget_drafts(tx: Transaction, since_us: int) -> int:
    """Forget plans that never came into force."""
    past = _is_past(PLANS.c.date, PLANS.c.made_us, since_us)
    query = sa.select(PLANS.c.id, PLANS.c.team).where(PLANS.c.state == "proposed", past)
    drafts = tx.connection.execute(query.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    chosen = [draft.id for draft in drafts]
    versions = sa.select(VERSIONS.c.id).where(VERSIONS.c.plan.in_(chosen))
    for table in _OF_VERSIONS:
        tx.connection.execute(table.delete().where(table.c.version.in_(versions)))
    for table in (*_OF_PLANS, VERSIONS):
        tx.connection.execute(table.delete().where(table.c.plan.in_(chosen)))
    tx.connection.execute(PLANS.delete().where(PLANS.c.id.in_(chosen)))
    for draft in drafts:
        tx.audit("plan:forget", team=draft.team, subject=f"plan:{draft.id}")
    return len(chosen)


def _forget_days(tx: Transaction, since_us: int) -> int:
    """Forget days that have no plan any more, and the jobs that planned them."""
    planned = sa.exists().where(PLANS.c.day == DAYS.c.id)
    at_work = sa.exists().where(JOBS.c.day == DAYS.c.id, JOBS.c.ended_us.is_(None))
    past = _is_past(DAYS.c.date, DAYS.c.made_us, since_us)
    old = sa.select(DAYS.c.id, DAYS.c.team).where(past, ~planned, ~at_work)
    found = tx.connection.execute(old.limit(AT_ONCE)).all()
    chosen = [day.id for day in found]
    tx.connection.execute(JOBS.delete().where(JOBS.c.day.in_(chosen)))
    tx.connection.execute(DAYS.delete().where(DAYS.c.id.in_(chosen)))
    for day in found:
        tx.audit("day:forget", team=day.team, subject=f"day:{day.id}")
    return len(chosen)


def _forget_mornings(tx: Transaction, since_us: int) -> int:
    """Forget what was to be otherwise on dates; the days that were made of it have it."""
    past = _is_past(MORNINGS.c.date, MORNINGS.c.changed_us, since_us)
    return tx.connection.execute(MORNINGS.delete().where(past)).rowcount


def _forget_deliveries(tx: Transaction, since_us: int) -> int:
    """Forget what webhooks were told, or could not be told."""
    old = sa.select(DELIVERIES.c.id).where(DELIVERIES.c.made_us < since_us, DELIVERIES.c.state != "waiting")
    return _delete(tx, DELIVERIES.c.id, old)


def _delete(tx: Transaction, key: sa.Column[str], chosen: sa.Select[tuple[str]]) -> int:
    keys = list(tx.connection.execute(chosen.limit(AT_ONCE)).scalars())
    tx.connection.execute(sa.delete(key.table).where(key.in_(keys)))
    return len(keys)
