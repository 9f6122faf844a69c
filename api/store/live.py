"""Plans that are in force: published, or running."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.schema import PLANS, TEAMS
from api.store.transaction import Transaction, within


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePlan:
    """A plan in force with its newest version; ``team`` is the team's key."""

    id: str
    team: str
    date: str
    version: int


def list_live(tx: Transaction) -> list[LivePlan]:
    """List the plans in force, of the teams of who asks."""
    query = (
        sa.select(PLANS.c.id, PLANS.c.date, PLANS.c.version, TEAMS.c.key)
        .join(TEAMS, TEAMS.c.id == PLANS.c.team)
        .where(PLANS.c.state.in_(("published", "running")), within(PLANS, tx.actor.teams_with(Permission.PLANS_READ)))
        .order_by(PLANS.c.date, PLANS.c.id)
    )
    return [
        LivePlan(id=row.id, team=row.key, date=row.date, version=row.version) for row in tx.connection.execute(query)
    ]
