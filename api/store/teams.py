"""Teams in the store: an id, and the key by which days name them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.errors import NotFoundError
from api.store.rows import new_id
from api.store.schema import TEAMS
from api.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTeam:
    """A team."""

    id: str
    key: str
    name: str


def list_teams(tx: Transaction) -> list[StoredTeam]:
    """List the teams of who asks, by key."""
    ids = tx.actor.teams.ids
    mine = sa.true() if ids is None else TEAMS.c.id.in_(sorted(ids))
    rows = tx.connection.execute(sa.select(TEAMS).where(mine).order_by(TEAMS.c.key))
    return [StoredTeam(id=row.id, key=row.key, name=row.name) for row in rows]


def find_team(tx: Transaction, key: str, permission: Permission) -> StoredTeam:
    """Find a team by its key.

    Raises
    ------
    NotFoundError
        There is none, or not for who asks.
    ForbiddenError
        Who asks lacks the permission in it.
    """
    row = tx.connection.execute(sa.select(TEAMS).where(TEAMS.c.key == key)).one_or_none()
    if row is None or row.id not in tx.actor.teams:
        raise NotFoundError
    tx.demand(permission, row.id)
    return StoredTeam(id=row.id, key=row.key, name=row.name)


def team_for(tx: Transaction, key: str, permission: Permission) -> StoredTeam:
    """Find a team by its key; who has the permission everywhere may name one that is not there yet.

    Raises
    ------
    NotFoundError, ForbiddenError
        As ``find_team``.
    """
    try:
        return find_team(tx, key, permission)
    except NotFoundError:
        if tx.actor.teams_with(permission).ids is not None or _is_there(tx, key):
            raise
    return add_team(tx, key=key, name=key)


def add_team(tx: Transaction, *, key: str, name: str) -> StoredTeam:
    """Add a team."""
    team = StoredTeam(id=new_id(), key=key, name=name)
    tx.connection.execute(TEAMS.insert().values(id=team.id, key=key, name=name, made_us=tx.now_us))
    tx.audit("team:make", team=team.id, subject=f"team:{team.id}")
    return team


def _is_there(tx: Transaction, key: str) -> bool:
    return tx.connection.execute(sa.select(TEAMS.c.id).where(TEAMS.c.key == key)).one_or_none() is not None
