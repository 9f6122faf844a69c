"""Replies under idempotency keys: a command sent twice with one key is carried out once and answered twice the same.

Follows the IETF draft *The Idempotency-Key HTTP Header Field*. A reply is stored in the transaction of its command, so
that after a crash in between either both are there or none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from api.store.errors import KeyReusedError
from api.store.inserting import insert_unless_there
from api.store.schema import REPLIES
from api.store.transaction import Transaction

KEPT_US: Final = 24 * 3_600 * 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer over HTTP: a JSON document with its status and headers."""

    status: int
    document: object
    headers: Mapping[str, str] = field(default_factory=dict)


def once(tx: Transaction, key: str | None, fingerprint: str, make: Callable[[], Reply]) -> Reply:
    """Carry a command out, or give the reply it had under this key.

    Raises
    ------
    KeyReusedError
        The key came with another fingerprint.
    """
    if key is None:
        return make()
    mine = {"user": tx.actor.user, "key": key}
    tx.connection.execute(REPLIES.delete().where(REPLIES.c.made_us < tx.now_us - KEPT_US, _is(mine)))
    claimed = insert_unless_there(tx.connection, REPLIES, {**mine, "fingerprint": fingerprint, "made_us": tx.now_us})
    if not claimed:
        return _known(tx, mine, fingerprint)
    reply = make()
    tx.connection.execute(
        REPLIES.update()
        .where(_is(mine))
        .values(status=reply.status, headers=json.dumps(dict(reply.headers)), document=json.dumps(reply.document))
    )
    return reply


def replay(tx: Transaction, key: str | None, fingerprint: str) -> Reply | None:
    """Give the reply that a command had under its key, None where it was not carried out; raises KeyReusedError."""
    if key is None:
        return None
    mine = {"user": tx.actor.user, "key": key}
    fresh = REPLIES.c.made_us >= tx.now_us - KEPT_US
    row = tx.connection.execute(sa.select(REPLIES.c.key).where(_is(mine), fresh)).one_or_none()
    return None if row is None else _known(tx, mine, fingerprint)


def forget_old(tx: Transaction) -> int:
    """Forget replies older than a day; give how many."""
    return tx.connection.execute(REPLIES.delete().where(REPLIES.c.made_us < tx.now_us - KEPT_US)).rowcount


def _is(mine: Mapping[str, str]) -> sa.ColumnElement[bool]:
    return sa.and_(REPLIES.c.user == mine["user"], REPLIES.c.key == mine["key"])


def _known(tx: Transaction, mine: Mapping[str, str], fingerprint: str) -> Reply:
    row = tx.connection.execute(sa.select(REPLIES).where(_is(mine))).one()
    if row.fingerprint != fingerprint:
        raise KeyReusedError
    return Reply(status=row.status, document=json.loads(row.document), headers=json.loads(row.headers))
