"""The days of a season in the store: the plan that was in force on each, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.store.inserting import put
from api.store.rows import from_text
from api.store.schema import CALLS, EVENTS, PLANS, PROPOSALS, TALLIES, VERSIONS, VISIT_STATUSES
from api.store.transaction import Transaction
from scheduler import tallying


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOfDay:
    """A plan that was in force, by its newest version.

    ``stamp`` is another when something has happened to it since, or tallies have another form.
    """

    team: str
    plan: str
    date: str
    version_id: str
    stamp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOfDay:
    """A call of a day: when it was taken, and when the version that gave it its place was made."""

    visit: str
    state: str
    taken_us: int
    placed_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All that is kept of a day."""

    day: Mapping[str, Any]
    document: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]]
    statuses: Mapping[str, str]
    calls: Sequence[CallOfDay]


def list_days(tx: Transaction, team: str, *, first: dt.date, last: dt.date) -> list[PlanOfDay]:
    """List the plans that were in force in a team, one for each date: of several, the one made last."""
    events = _of_plan(sa.func.coalesce(sa.func.max(EVENTS.c.seq), 0), EVENTS)
    calls = _of_plan(sa.func.coalesce(sa.func.max(CALLS.c.made_us), 0), CALLS)
    settled = _of_plan(sa.func.count(), CALLS, CALLS.c.state.in_(("placed", "withdrawn")))
    query = (
        sa.select(
            PLANS.c.id, PLANS.c.date, VERSIONS.c.id.label("version_id"), events.label("last_event"),
            calls.label("last_call"), settled.label("settled"),
        )
        .join(VERSIONS, sa.and_(VERSIONS.c.plan == PLANS.c.id, VERSIONS.c.version == PLANS.c.version))
        .where(
            PLANS.c.team == team,
            PLANS.c.state.in_(("published", "running", "closed")),
            PLANS.c.date.between(first.isoformat(), last.isoformat()),
        )
        .order_by(PLANS.c.date, PLANS.c.made_us, PLANS.c.id)
    )  # fmt: skip
    latest = {row.date: row for row in tx.connection.execute(query)}
    return [
        PlanOfDay(
            team=team,
            plan=row.id,
            date=row.date,
            version_id=row.version_id,
            stamp=f"{tallying.FORM}-{row.last_event}-{row.last_call}-{row.settled}",
        )
        for row in latest.values()
    ]


def find_tallies(tx: Transaction, days: Sequence[PlanOfDay]) -> dict[PlanOfDay, str]:
    """Give what was kept of days that ``list_days`` gave, where nothing has happened to them since."""
    query = sa.select(TALLIES).where(TALLIES.c.version.in_([day.version_id for day in days]))
    held = {(row.version, row.stamp): row.document for row in tx.connection.execute(query)}
    return {day: held[day.version_id, day.stamp] for day in days if (day.version_id, day.stamp) in held}


def keep_tallies(tx: Transaction, made: Mapping[PlanOfDay, str]) -> None:
    """Keep what became of days."""
    for day, text in made.items():
        row = {"version": day.version_id, "team": day.team, "stamp": day.stamp, "document": text}
        put(tx.connection, TALLIES, row)


def _of_plan(what: sa.ColumnElement[int], table: sa.Table, *more: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(what).where(table.c.plan == PLANS.c.id, *more).correlate(PLANS).scalar_subquery()


def read_day(tx: Transaction, found: PlanOfDay) -> Kept:
    """Read all that is kept of a day that ``list_days`` gave."""
    query = sa.select(VERSIONS.c.day_document, VERSIONS.c.document).where(VERSIONS.c.id == found.version_id)
    version = tx.connection.execute(query).one()
    told = sa.select(EVENTS.c.document).where(EVENTS.c.plan == found.plan).order_by(EVENTS.c.seq)
    come = sa.select(VISIT_STATUSES.c.visit, VISIT_STATUSES.c.status).where(VISIT_STATUSES.c.plan == found.plan)
    return Kept(
        day=from_text(version.day_document),
        document={"version": 1, "status": "closed", **from_text(version.document)},
        events=[from_text(text) for text in tx.connection.execute(told).scalars()],
        statuses={row.visit: row.status for row in tx.connection.execute(come)},
        calls=_read_calls(tx, found.plan),
    )


def read_version_before(tx: Transaction, plan: str, at_us: int) -> Mapping[str, Any]:
    """Give the newest version of a plan that was made before an instant, or the first there is."""
    c = VERSIONS.c
    early = sa.select(c.document).where(c.plan == plan, c.made_us < at_us).order_by(c.version.desc()).limit(1)
    text = tx.connection.execute(early).scalar_one_or_none()
    if text is None:
        text = tx.connection.execute(sa.select(c.document).where(c.plan == plan, c.version == 1)).scalar_one()
    document: Mapping[str, Any] = from_text(text)
    return document


def _read_calls(tx: Transaction, plan: str) -> list[CallOfDay]:
    applied = (
        sa.select(PROPOSALS.c.call, VERSIONS.c.made_us)
        .join(
            VERSIONS, sa.and_(VERSIONS.c.plan == PROPOSALS.c.plan, VERSIONS.c.version == PROPOSALS.c.base_version + 1)
        )
        .where(PROPOSALS.c.plan == plan, PROPOSALS.c.state == "applied", PROPOSALS.c.call.is_not(None))
        .order_by(VERSIONS.c.version)
    )
    placed = {row.call: row.made_us for row in tx.connection.execute(applied)}
    query = sa.select(CALLS.c.id, CALLS.c.visit, CALLS.c.state, CALLS.c.made_us).where(CALLS.c.plan == plan)
    return [
        CallOfDay(
            visit=row.visit,
            state=row.state,
            taken_us=row.made_us,
            placed_us=placed.get(row.id) if row.state == "placed" else None,
        )
        for row in tx.connection.execute(query.order_by(CALLS.c.made_us, CALLS.c.id))
    ]
