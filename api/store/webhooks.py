"""Webhooks in the store: who is told of a team's plans and jobs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from api.access import sealing
from api.access.roles import Permission
from api.store.rows import new_id
from api.store.schema import DELIVERIES, TEAMS, WEBHOOKS
from api.store.teams import find_team
from api.store.transaction import Transaction, within


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address that is told; ``team`` is the team's key."""

    id: str
    team: str
    url: str


def add_webhook(tx: Transaction, *, team: str, url: str, key: bytes) -> tuple[Webhook, str]:
    """Add a webhook and give it with its secret, told this once and sealed with a key in the store.

    Raises
    ------
    NotFoundError, ForbiddenError
        There is no such team for who asks; they do not administer it.
    """
    found = find_team(tx, team, Permission.TEAMS_WRITE)
    hook, secret = Webhook(id=new_id(), team=team, url=url), secrets.token_urlsafe(32)
    sealed = sealing.seal(secret, key=key, owner=hook.id)
    tx.connection.execute(
        WEBHOOKS.insert().values(id=hook.id, team=found.id, url=url, secret=sealed, active=True, made_us=tx.now_us)
    )
    tx.audit("webhook:make", team=found.id, subject=f"webhook:{hook.id}", document={"url": url})
    return hook, secret


def list_webhooks(tx: Transaction) -> list[Webhook]:
    """List the webhooks of the teams that who asks may administer."""
    query = (
        sa.select(WEBHOOKS, TEAMS.c.key)
        .join(TEAMS, TEAMS.c.id == WEBHOOKS.c.team)
        .where(WEBHOOKS.c.active, within(WEBHOOKS, tx.actor.teams_with(Permission.TEAMS_WRITE)))
        .order_by(WEBHOOKS.c.made_us, WEBHOOKS.c.id)
    )
    return [Webhook(id=row.id, team=row.key, url=row.url) for row in tx.connection.execute(query)]


def remove_webhook(tx: Transaction, key: str) -> None:
    """Tell a webhook nothing any more, not even what waits; raises NotFoundError, ForbiddenError."""
    row = tx.find(sa.select(WEBHOOKS).where(WEBHOOKS.c.id == key), WEBHOOKS, Permission.TEAMS_WRITE)
    tx.connection.execute(WEBHOOKS.update().where(WEBHOOKS.c.id == key).values(active=False))
    waiting = sa.and_(DELIVERIES.c.webhook == key, DELIVERIES.c.state == "waiting")
    tx.connection.execute(DELIVERIES.update().where(waiting).values(state="given_up"))
    tx.audit("webhook:remove", team=row.team, subject=f"webhook:{key}")
