"""Mornings in the store: what is to be otherwise on a date than a team's registry says.

Reading tells the audit nothing: whoever hands out what was read of patients does (``rosters.note_reading``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.access.roles import Permission
from api.store.inserting import put
from api.store.rows import from_text, new_id, to_text
from api.store.schema import MORNINGS
from api.store.teams import StoredTeam
from api.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMorning:
    """What is to be otherwise on a date, as it was last written; revision 0 where nobody has."""

    team: StoredTeam
    date: str
    revision: int
    document: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What tells it from other mornings."""
        return f"{self.team.id}-{self.date}"

    @property
    def etag(self) -> str:
        """What tells it from what it was."""
        return f'"{self.key}-{self.revision}"'


def get_morning(tx: Transaction, team: StoredTeam, date: str) -> StoredMorning:
    """Give the morning of a date of a team that was found for who asks."""
    query = sa.select(MORNINGS).where(MORNINGS.c.team == team.id, MORNINGS.c.date == date)
    row = tx.connection.execute(query).one_or_none()
    if row is None:
        return StoredMorning(team=team, date=date, revision=0, document={})
    return StoredMorning(team=team, date=date, revision=row.revision, document=from_text(row.document))


def put_morning(tx: Transaction, held: StoredMorning, document: Mapping[str, Any]) -> StoredMorning:
    """Write a morning in place of the one that is held; raises ForbiddenError.

    The team's settings have to be held, so that nobody else writes to its mornings meanwhile.
    """
    tx.demand(Permission.PLANS_MAKE, held.team.id)
    written = StoredMorning(team=held.team, date=held.date, revision=held.revision + 1, document=document)
    row = {"revision": written.revision, "document": to_text(document), "changed_us": tx.now_us}
    put(tx.connection, MORNINGS, {"team": held.team.id, "date": held.date, **row})
    patients = {visit["patient"] for visit in document["visits"]}
    told = {"date": held.date, "revision": written.revision}
    tx.audit("morning:change", team=held.team.id, subject=f"morning:{new_id()}", patients=patients, document=told)
    tx.publish(held.team.id, "morning", {"team": held.team.key, **told})
    return written
