"""A transaction: one connection, on behalf of someone, at one instant."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from api.access.actor import Actor, Teams
from api.access.roles import Permission
from api.store import audit, deliveries
from api.store.audit import Entry, Head
from api.store.errors import ForbiddenError, NotFoundError
from api.store.schema import FEED


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What the functions of the store work in; a reading one leaves nothing behind."""

    connection: sa.Connection
    actor: Actor
    now_us: int
    entries: list[Entry] = field(default_factory=list)
    news: list[dict[str, object]] = field(default_factory=list)

    def audit(
        self,
        action: str,
        *,
        team: str | None,
        subject: str,
        patients: Iterable[str] = (),
        patient: str | None = None,
        document: object = None,
        reason: str | None = None,
    ) -> None:
        """Tell the audit, in this transaction; ``patients`` are those whose data a subject stored here holds."""
        digest = audit.note_subject(self.connection, subject, patients)
        text = None if document is None else json.dumps(document, ensure_ascii=False, sort_keys=True)
        self.entries.append(
            audit.entry_of(
                self.actor,
                at_us=self.now_us,
                action=action,
                team=team,
                subject=subject,
                patient=patient,
                patients=digest,
                document=text,
                reason=reason,
            )
        )

    def publish(self, team: str, kind: str, document: object) -> None:
        """Tell open pages of a team, once this is committed."""
        text = json.dumps(document, ensure_ascii=False)
        self.news.append({"team": team, "kind": kind, "document": text, "made_us": self.now_us})

    def finish(self, key: bytes) -> Head | None:
        """Write what was told, the last thing before the commit: the chain's end is locked until then.

        The new end of the chain is given, if it has one.
        """
        head = audit.append(self.connection, self.entries, key=key)
        if self.news:
            if not self.entries:
                audit.lock(self.connection)
            self.connection.execute(FEED.insert(), self.news)
            deliveries.put_down(self.connection, self.news)
        return head

    def find(
        self, query: sa.Select[tuple[object, ...]], table: sa.Table, permission: Permission
    ) -> sa.Row[tuple[object, ...]]:
        """Give the one row of a query, whose table has teams.

        Raises
        ------
        NotFoundError
            There is none, or none in the teams of who asks.
        ForbiddenError
            It is in one of their teams, but they lack the permission there.
        """
        row = self.connection.execute(query.where(within(table, self.actor.teams))).one_or_none()
        if row is None:
            raise NotFoundError
        self.demand(permission, row._mapping[table.c.team])  # noqa: SLF001 (SQLAlchemy's public name)
        return row

    def demand(self, permission: Permission, team: str) -> None:
        """See to it that who asks has a permission in a team; raises ForbiddenError."""
        if not self.actor.may(permission, team):
            raise ForbiddenError(permission)


def within(table: sa.Table, teams: Teams) -> sa.ColumnElement[bool]:
    """Say in SQL that a row is of some teams."""
    return sa.true() if teams.ids is None else table.c.team.in_(sorted(teams.ids))
