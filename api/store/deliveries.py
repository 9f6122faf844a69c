"""Deliveries in the store: what is to be told to whom, put down in the transaction that it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from api.store.rows import from_text, new_id, to_text
from api.store.schema import DELIVERIES, WEBHOOKS

if TYPE_CHECKING:
    from api.store.transaction import Transaction

TOLD: Final[Mapping[str, tuple[str, ...]]] = {
    "plan": ("plan", "version", "state"),
    "job": ("job", "state", "plan"),
}
"""Which news are delivered, and which of their fields: ids and states, nothing about people."""

DELAYS_S: Final = (10, 60, 300, 1_800, 7_200, 21_600, 86_400)
"""Seconds before each further attempt; after the last one a delivery is given up."""

LEASE_US: Final = 120_000_000
"""A delivery that was taken and never settled is due again after so long: its sender has died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is to be told to an address; ``attempts`` counts the one that is being made, ``secret`` is sealed."""

    id: str
    webhook: str
    url: str
    secret: str
    text: str
    attempts: int


def put_down(connection: sa.Connection, news: Sequence[Mapping[str, Any]]) -> None:
    """Put down what each webhook of the teams is to be told of."""
    told = [item for item in news if item["kind"] in TOLD]
    teams = {item["team"] for item in told}
    if not teams:
        return
    hooks = connection.execute(
        sa.select(WEBHOOKS.c.id, WEBHOOKS.c.team).where(WEBHOOKS.c.active, WEBHOOKS.c.team.in_(teams))
    ).all()
    rows = [_row(hook.id, item) for item in told for hook in hooks if hook.team == item["team"]]
    if rows:
        connection.execute(DELIVERIES.insert(), rows)


def are_due(tx: Transaction, *, beside: Collection[str] = ()) -> bool:
    """Tell whether something is to be delivered, to others than the webhooks ``beside``."""
    due = sa.select(DELIVERIES.c.id).where(_due(tx, beside))
    return tx.connection.execute(due.limit(1)).first() is not None


def claim(
    tx: Transaction, *, limit: int = 4, beside: Collection[str] = (), turns: Mapping[str, int] = MappingProxyType({})
) -> list[Delivery]:
    """Take what is due, of each webhook the oldest, so that a slow one does not hold up the others.

    Nothing is taken for the webhooks ``beside``, and first for those whose last of the ``turns`` is longest ago.
    """
    oldest = sa.func.row_number().over(
        partition_by=DELIVERIES.c.webhook, order_by=(DELIVERIES.c.made_us, DELIVERIES.c.id)
    )
    numbered = sa.select(DELIVERIES.c.id, oldest.label("number")).where(_due(tx, beside)).subquery()
    query = (
        sa.select(DELIVERIES, WEBHOOKS.c.url, WEBHOOKS.c.secret)
        .join(WEBHOOKS, WEBHOOKS.c.id == DELIVERIES.c.webhook)
        .where(_due(tx, beside), DELIVERIES.c.id.in_(sa.select(numbered.c.id).where(numbered.c.number == 1)))
        .order_by(DELIVERIES.c.made_us, DELIVERIES.c.id)
        .with_for_update(skip_locked=True, of=DELIVERIES)
    )
    rows = sorted(tx.connection.execute(query), key=lambda row: turns.get(row.webhook, 0))
    return [_take(tx, row) for row in rows[:limit]]


def settle(tx: Transaction, delivery: Delivery, status: int | None) -> str:
    """Put down how an attempt ended; give the state: ``delivered``, ``waiting`` for the next, or ``given_up``."""
    state = "waiting"
    if status is not None and 200 <= status < 300:
        state = "delivered"
    elif status == 410 or delivery.attempts > len(DELAYS_S):
        state = "given_up"
    after_s = 0 if state != "waiting" else DELAYS_S[delivery.attempts - 1]
    tx.connection.execute(
        DELIVERIES.update()
        .where(
            DELIVERIES.c.id == delivery.id,
            DELIVERIES.c.state == "waiting",
            DELIVERIES.c.attempts == delivery.attempts,
        )
        .values(state=state, next_us=tx.now_us + after_s * 1_000_000)
    )
    return state


def _due(tx: Transaction, beside: Collection[str]) -> sa.ColumnElement[bool]:
    known = (DELIVERIES.c.state == "waiting", DELIVERIES.c.next_us <= tx.now_us)
    return sa.and_(*known, DELIVERIES.c.webhook.not_in(beside))


def _take(tx: Transaction, row: Any) -> Delivery:
    tx.connection.execute(
        DELIVERIES.update()
        .where(DELIVERIES.c.id == row.id)
        .values(attempts=row.attempts + 1, next_us=tx.now_us + LEASE_US)
    )
    return Delivery(
        id=row.id,
        webhook=row.webhook,
        url=row.url,
        secret=row.secret,
        text=row.document,
        attempts=row.attempts + 1,
    )


def _row(webhook: str, item: Mapping[str, Any]) -> dict[str, Any]:
    content = from_text(item["document"])
    made = dt.datetime.fromtimestamp(item["made_us"] / 1_000_000, dt.UTC).isoformat(timespec="milliseconds")
    key = new_id()
    told = {name: content.get(name) for name in TOLD[item["kind"]]}
    return {
        "id": key,
        "team": item["team"],
        "webhook": webhook,
        "document": to_text({"id": key, "kind": item["kind"], "made": made, **told}),
        "state": "waiting",
        "attempts": 0,
        "next_us": item["made_us"],
        "made_us": item["made_us"],
    }
