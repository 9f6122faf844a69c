"""Teams in the store: an id, and the key by which days name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.errors import ForbiddenError, NotFoundError
from api.store.rows import from_text, new_id, to_text
from api.store.schema import TEAMS
from api.store.transaction import Transaction
from scheduler.day import DEFAULT_TIMEZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTeam:
    """A team."""

    id: str
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSettings:
    """A team's settings as they were last written; revision 0 where nobody has."""

    team: StoredTeam
    revision: int
    document: Mapping[str, Any]

    @property
    def etag(self) -> str:
        """What tells them from those before."""
        return f'"{self.team.id}-{self.revision}"'

    @property
    def timezone(self) -> str:
        """Where the team's days begin and end."""
        return str(self.document.get("timezone", DEFAULT_TIMEZONE))


class KeyTakenError(Exception):
    """There is a team of that key."""


def list_teams(tx: Transaction) -> list[StoredTeam]:
    """List the teams of who asks, by key."""
    ids = tx.actor.teams.ids
    mine = sa.true() if ids is None else TEAMS.c.id.in_(sorted(ids))
    rows = tx.connection.execute(sa.select(TEAMS).where(mine).order_by(TEAMS.c.key))
    return [StoredTeam(id=row.id, key=row.key, name=row.name) for row in rows]


def find_team(tx: Transaction, key: str, permission: Permission | None) -> StoredTeam:
    """Find a team by its key; without a permission, for whoever is anything in it.

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
    if permission is not None:
        tx.demand(permission, row.id)
    return StoredTeam(id=row.id, key=row.key, name=row.name)


def name_of(tx: Transaction, team: str) -> str:
    """Give what the team of an id is called."""
    return str(tx.connection.execute(sa.select(TEAMS.c.name).where(TEAMS.c.id == team)).scalar_one())


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


def create_team(tx: Transaction, *, key: str, name: str) -> StoredTeam:
    """Add a team on behalf of who may write teams everywhere.

    Raises
    ------
    ForbiddenError
        They may do that in some teams only.
    KeyTakenError
        There is one.
    """
    if tx.actor.teams_with(Permission.TEAMS_WRITE).ids is not None:
        raise ForbiddenError(Permission.TEAMS_WRITE)
    if _is_there(tx, key):
        raise KeyTakenError
    return add_team(tx, key=key, name=name)


def get_settings(tx: Transaction, team: StoredTeam, *, hold: bool = False) -> StoredSettings:
    """Give a team's settings; ``hold`` has others that write to its registry wait until this transaction ends."""
    query = sa.select(TEAMS.c.document).where(TEAMS.c.id == team.id)
    text = tx.connection.execute(query.with_for_update() if hold else query).scalar_one()
    held: Mapping[str, Any] = {"revision": 0, "settings": {"name": team.name}} if text is None else from_text(text)
    return StoredSettings(team=team, revision=held["revision"], document=held["settings"])


def put_settings(tx: Transaction, held: StoredSettings, document: Mapping[str, Any]) -> StoredSettings:
    """Write the settings of a team in place of those that are held."""
    revision, name = held.revision + 1, document["name"]
    text = to_text({"revision": revision, "settings": document})
    tx.connection.execute(TEAMS.update().where(TEAMS.c.id == held.team.id).values(name=name[:200], document=text))
    tx.audit("team:change", team=held.team.id, subject=f"team:{held.team.id}", document={"revision": revision})
    tx.publish(held.team.id, "roster", {"section": "settings", "revision": revision})
    team = StoredTeam(id=held.team.id, key=held.team.key, name=name)
    return StoredSettings(team=team, revision=revision, document=document)


def add_team(tx: Transaction, *, key: str, name: str) -> StoredTeam:
    """Add a team."""
    team = StoredTeam(id=new_id(), key=key, name=name)
    tx.connection.execute(TEAMS.insert().values(id=team.id, key=key, name=name, made_us=tx.now_us))
    tx.audit("team:make", team=team.id, subject=f"team:{team.id}")
    return team


def _is_there(tx: Transaction, key: str) -> bool:
    return tx.connection.execute(sa.select(TEAMS.c.id).where(TEAMS.c.key == key)).one_or_none() is not None
