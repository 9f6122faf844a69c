"""Days in the store, as they were posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.rows import from_text, new_id, patients_of, to_text
from api.store.schema import DAYS
from api.store.teams import StoredTeam, team_for
from api.store.transaction import Transaction
from scheduler.day import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDay:
    """A day document with the id of its team."""

    id: str
    team: str
    text: str

    @property
    def document(self) -> Mapping[str, Any]:
        """The day (`hemrutt-day/1`)."""
        document: Mapping[str, Any] = from_text(self.text)
        return document


def add_day(tx: Transaction, day: Day, document: Mapping[str, Any]) -> str:
    """Keep a day and give its id.

    Raises
    ------
    NotFoundError, ForbiddenError
        As ``teams.team_for``.
    """
    team = team_for(tx, day.team, Permission.PLANS_MAKE).id
    key = new_id()
    tx.connection.execute(
        DAYS.insert().values(
            id=key,
            team=team,
            date=day.date.isoformat(),
            visits=len(day.visits),
            cars=len(day.cars),
            document=to_text(document),
            made_by=tx.actor.user,
            made_us=tx.now_us,
        )
    )
    tx.audit("day:make", team=team, subject=f"day:{key}", patients=patients_of(document))
    return key


def get_day(tx: Transaction, key: str, permission: Permission = Permission.PLANS_READ) -> StoredDay:
    """Give a day; raises NotFoundError, ForbiddenError."""
    query = sa.select(DAYS.c.id, DAYS.c.team, DAYS.c.document).where(DAYS.c.id == key)
    row = tx.find(query, DAYS, permission)
    return StoredDay(id=row.id, team=row.team, text=row.document)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """A day in a list."""

    id: str
    visits: int
    cars: int
    made_us: int


def list_days(tx: Transaction, team: StoredTeam, date: str) -> list[DayLine]:
    """List the days of a date of a team that was found for who asks, the latest first."""
    c = DAYS.c
    query = sa.select(c.id, c.visits, c.cars, c.made_us).where(c.team == team.id, c.date == date)
    rows = tx.connection.execute(query.order_by(c.made_us.desc(), c.id))
    return [DayLine(**row._mapping) for row in rows]  # noqa: SLF001 (SQLAlchemy's public name)
