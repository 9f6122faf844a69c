"""What has happened to plans that run, as it was told; and how far each visit has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.store.inserting import put
from api.store.plans import StoredPlan, hold
from api.store.rows import from_text, new_id, to_text
from api.store.schema import EVENTS, VISIT_STATUSES
from api.store.transaction import Transaction
from scheduler import retraction


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event as it was posted; ``seq`` orders all events."""

    seq: int
    id: str
    kind: str
    happened_us: int
    made_by: str
    made_us: int
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event to be kept, with whose it is (no patient: of a car or the staff)."""

    kind: str
    happened_us: int
    document: Mapping[str, Any]
    patient: str | None = None


def add_event(tx: Transaction, plan: StoredPlan, new: NewEvent) -> str:
    """Keep an event and give its id.

    Events of a plan commit in the order of their numbers: a version that has taken in all up to one has missed none.
    """
    key = new_id()
    hold(tx, plan)
    tx.connection.execute(
        EVENTS.insert().values(
            id=key,
            team=plan.team,
            plan=plan.id,
            kind=new.kind,
            happened_us=new.happened_us,
            document=to_text(new.document),
            made_by=tx.actor.user,
            made_us=tx.now_us,
        )
    )
    tx.audit(
        "event:report",
        team=plan.team,
        subject=f"event:{key}",
        patient=new.patient,
        document={"plan": plan.id, "kind": new.kind},
    )
    return key


def list_events(tx: Transaction, plan: StoredPlan, *, after: int = 0) -> list[StoredEvent]:
    """List the events of a plan in the order in which they were told."""
    query = sa.select(EVENTS).where(EVENTS.c.plan == plan.id, EVENTS.c.seq > after).order_by(EVENTS.c.seq)
    return [
        StoredEvent(
            seq=row.seq,
            id=row.id,
            kind=row.kind,
            happened_us=row.happened_us,
            made_by=row.made_by,
            made_us=row.made_us,
            document=from_text(row.document),
        )
        for row in tx.connection.execute(query)
    ]


def holding(told: Sequence[StoredEvent]) -> list[StoredEvent]:
    """Leave out of events, in the order in which they were told, those that were taken back."""
    return [told[number] for number in retraction.holding([one.document for one in told])]


def last_event(tx: Transaction, plan: StoredPlan) -> int:
    """Give the number of the last event of a plan, 0 where there is none."""
    found = tx.connection.execute(sa.select(sa.func.max(EVENTS.c.seq)).where(EVENTS.c.plan == plan.id)).scalar()
    return int(found or 0)


def statuses(tx: Transaction, plan: StoredPlan) -> dict[str, str]:
    """Give how far visits have come that something was told of."""
    query = sa.select(VISIT_STATUSES.c.visit, VISIT_STATUSES.c.status).where(VISIT_STATUSES.c.plan == plan.id)
    return {row.visit: row.status for row in tx.connection.execute(query)}


def set_statuses(tx: Transaction, plan: StoredPlan, changed: Mapping[str, str]) -> None:
    """Note how far visits have come."""
    for visit, status in changed.items():
        row = {"plan": plan.id, "visit": visit, "team": plan.team, "status": status, "changed_us": tx.now_us}
        put(tx.connection, VISIT_STATUSES, row)


def are_known(events: Sequence[StoredEvent], day: Mapping[str, Any]) -> bool:
    """Tell whether a day has the visits and patients that events name, and nothing that they take back."""
    known = {name: {thing["id"] for thing in day[f"{name}s"]} for name in ("visit", "patient")}
    if any(event.kind == retraction.TAKEN_BACK for event in holding(events)):
        return False
    return all(
        name not in event.document or event.document[name] in keys for event in events for name, keys in known.items()
    )
