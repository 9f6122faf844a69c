"""Proposals in the store: what a plan could become, until somebody applies it or nobody wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.rows import from_text, new_id, patients_of, to_text
from api.store.schema import JOBS, PROPOSALS
from api.store.transaction import Transaction

Origin = Literal["job", "call", "manual", "experiment"]
Freedom = Literal["times", "order", "cars"]

_KEPT: Final = PROPOSALS.c.document != ""
"""Of those that are forgotten (``api.store.retention``) nothing but that they were applied is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProposal:
    """A proposal for a version of a plan, made when ``base_event`` was the last that had happened.

    ``faults`` are the rules it breaks and what it costs in preferences; ``day_text`` and ``text`` are the day and the
    plan that are proposed. ``freedom`` is what the job that made it might change; None where none did.
    """

    id: str
    team: str
    plan: str
    base_version: int
    base_event: int
    origin: str
    state: str
    job: str | None
    freedom: Freedom | None
    call: str | None
    reason: str | None
    faults: Mapping[str, Any]
    difference: Mapping[str, Any]
    day_text: str
    text: str
    made_us: int

    @property
    def day(self) -> Mapping[str, Any]:
        """The day (`hemrutt-day/1`) that is planned."""
        document: Mapping[str, Any] = from_text(self.day_text)
        return document

    @property
    def document(self) -> Mapping[str, Any]:
        """The plan (`hemrutt-plan/1`) that is proposed."""
        document: Mapping[str, Any] = from_text(self.text)
        return document

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"proposal:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProposal:
    """What a proposal is made of."""

    team: str
    plan: str
    base_version: int
    base_event: int
    origin: Origin
    day: Mapping[str, Any]
    document: Mapping[str, Any]
    difference: Mapping[str, Any]
    faults: Mapping[str, Any]
    job: str | None = None
    call: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """A proposal in a list."""

    id: str
    plan: str
    base_version: int
    base_event: int
    origin: str
    state: str
    job: str | None
    call: str | None


def add_proposal(tx: Transaction, new: NewProposal) -> str:
    """Keep a proposal and give its id."""
    key = new_id()
    tx.connection.execute(
        PROPOSALS.insert().values(
            id=key,
            team=new.team,
            plan=new.plan,
            base_version=new.base_version,
            base_event=new.base_event,
            origin=new.origin,
            state="open",
            job=new.job,
            call=new.call,
            reason=new.reason,
            faults=to_text(new.faults),
            day_document=to_text(new.day),
            document=to_text(new.document),
            difference=to_text(new.difference),
            made_by=tx.actor.user,
            made_us=tx.now_us,
        )
    )
    tx.audit(
        "proposal:make",
        team=new.team,
        subject=f"proposal:{key}",
        patients=patients_of(new.day),
        document={"plan": new.plan, "version": new.base_version, "origin": new.origin},
    )
    tx.publish(new.team, "proposal", {"proposal": key, "plan": new.plan, "origin": new.origin})
    return key


def get_proposal(tx: Transaction, key: str, permission: Permission = Permission.PLANS_READ) -> StoredProposal:
    """Give a proposal; raises NotFoundError, ForbiddenError."""
    made_by = PROPOSALS.outerjoin(JOBS, JOBS.c.id == PROPOSALS.c.job)
    query = sa.select(PROPOSALS, JOBS.c.order.label("ordered")).select_from(made_by)
    row = tx.find(query.where(PROPOSALS.c.id == key, _KEPT), PROPOSALS, permission)
    return StoredProposal(
        id=row.id,
        team=row.team,
        plan=row.plan,
        base_version=row.base_version,
        base_event=row.base_event,
        origin=row.origin,
        state=row.state,
        job=row.job,
        freedom=None if row.ordered is None else from_text(row.ordered)["freedom"],
        call=row.call,
        reason=row.reason,
        faults=from_text(row.faults or '{"hard": [], "soft": []}'),
        difference=from_text(row.difference),
        day_text=row.day_document,
        text=row.document,
        made_us=row.made_us,
    )


def find_plan(tx: Transaction, key: str) -> str:
    """Give the id of the plan that a proposal is for; raises NotFoundError, ForbiddenError."""
    query = sa.select(PROPOSALS.c.plan, PROPOSALS.c.team).where(PROPOSALS.c.id == key)
    plan: str = tx.find(query, PROPOSALS, Permission.PLANS_READ).plan
    return plan


def list_proposals(tx: Transaction, plan: str, *, limit: int = 200) -> Sequence[ProposalLine]:
    """List the proposals for a plan that whoever asks has found, the latest first."""
    c = PROPOSALS.c
    query = (
        sa.select(c.id, c.plan, c.base_version, c.base_event, c.origin, c.state, c.job, c.call)
        .where(c.plan == plan, _KEPT)
        .order_by(c.made_us.desc(), c.id)
        .limit(limit)
    )
    return [ProposalLine(**row._mapping) for row in tx.connection.execute(query)]  # noqa: SLF001 (public name)


def settle(tx: Transaction, proposal: StoredProposal, state: Literal["applied", "discarded"]) -> bool:
    """End a proposal; False where it has ended before."""
    open_one = sa.and_(PROPOSALS.c.id == proposal.id, PROPOSALS.c.state == "open")
    if tx.connection.execute(PROPOSALS.update().where(open_one).values(state=state)).rowcount != 1:
        return False
    tx.audit(f"proposal:{state}", team=proposal.team, subject=proposal.subject, reason=proposal.reason)
    tx.publish(proposal.team, "proposal", {"proposal": proposal.id, "plan": proposal.plan, "state": state})
    return True
