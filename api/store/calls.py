"""Urgent calls in the store, with the offers last made for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.rows import from_text, new_id, to_text
from api.store.schema import CALLS
from api.store.transaction import Transaction

State = Literal["offered", "waiting", "placed", "withdrawn"]
OPEN: tuple[State, ...] = ("offered", "waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCall:
    """A call as it was taken (`hemrutt-call/1` with its id), and the answer to it."""

    id: str
    team: str
    plan: str
    visit: str
    patient: str
    priority: int
    state: State
    made_us: int
    document: Mapping[str, Any]
    answer: Mapping[str, Any]

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"call:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A call to be kept."""

    team: str
    plan: str
    visit: str
    patient: str
    priority: int
    document: Mapping[str, Any]
    answer: Mapping[str, Any]
    state: State


def add_call(tx: Transaction, new: NewCall) -> str:
    """Keep a call and give its id."""
    key = new_id()
    tx.connection.execute(
        CALLS.insert().values(
            id=key,
            team=new.team,
            plan=new.plan,
            visit=new.visit,
            patient=new.patient,
            priority=new.priority,
            state=new.state,
            document=to_text(new.document),
            offers=to_text(new.answer),
            made_by=tx.actor.user,
            made_us=tx.now_us,
        )
    )
    tx.audit("call:take", team=new.team, subject=f"call:{key}", patients=[new.patient], document={"plan": new.plan})
    tx.publish(new.team, "call", {"call": key, "plan": new.plan, "state": new.state})
    return key


def get_call(tx: Transaction, key: str, permission: Permission = Permission.PLANS_READ) -> StoredCall:
    """Give a call; raises NotFoundError, ForbiddenError."""
    return _call(tx.find(sa.select(CALLS).where(CALLS.c.id == key), CALLS, permission))


def list_calls(tx: Transaction, plan: str, *, states: Sequence[State] = OPEN) -> list[StoredCall]:
    """List the calls of a plan that whoever asks has found, the oldest first."""
    query = (
        sa.select(CALLS).where(CALLS.c.plan == plan, CALLS.c.state.in_(states)).order_by(CALLS.c.made_us, CALLS.c.id)
    )
    return [_call(row) for row in tx.connection.execute(query)]


def taken_ids(tx: Transaction, plan: str) -> set[str]:
    """Give the ids of the visits that calls of a plan ask for."""
    return set(tx.connection.execute(sa.select(CALLS.c.visit).where(CALLS.c.plan == plan)).scalars())


def change_call(
    tx: Transaction, call: StoredCall, *, state: State, answer: Mapping[str, Any] | None = None, action: str
) -> bool:
    """Give a call another state and answer; False where its state is not what it was."""
    same = sa.and_(CALLS.c.id == call.id, CALLS.c.state == call.state)
    values = {"state": state, **({} if answer is None else {"offers": to_text(answer)})}
    if tx.connection.execute(CALLS.update().where(same).values(values)).rowcount != 1:
        return False
    tx.audit(action, team=call.team, subject=call.subject)
    tx.publish(call.team, "call", {"call": call.id, "plan": call.plan, "state": state})
    return True


def _call(row: Any) -> StoredCall:
    return StoredCall(
        id=row.id,
        team=row.team,
        plan=row.plan,
        visit=row.visit,
        patient=row.patient,
        priority=row.priority,
        state=row.state,
        made_us=row.made_us,
        document=from_text(row.document),
        answer=from_text(row.offers or "{}"),
    )
