"""Sessions and one-time links in the store: only what their secrets hash to, gone as soon as they have ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import sqlalchemy as sa

from api.access import credentials
from api.access.roles import Role
from api.store.errors import NotFoundError
from api.store.rows import new_id
from api.store.schema import MEMBERSHIPS, SESSIONS, USERS
from api.store.transaction import Transaction
from api.store.users import Membership, Roles, roles_of

Method = Literal["password", "two_factors", "provider", "link"]
"""How someone has signed in."""

LinkKind = Literal["entry", "invitation"]
"""What a one-time link does: lets its user in, or has them choose a password first."""

SECOND_US: Final = 1_000_000
LINK_LASTS_US: Final = 15 * 60 * SECOND_US
INVITATION_LASTS_US: Final = 3 * 24 * 3600 * SECOND_US
SEEN_EVERY_US: Final = 60 * SECOND_US
"""Microseconds between two notes of a session in use: a write for every request would be too many."""

_LINKS: Final = ("entry", "invitation")

_BY_SECRET: Final = (
    sa.select(SESSIONS, USERS.c.login, MEMBERSHIPS.c.id.label("membership"), MEMBERSHIPS.c.team, MEMBERSHIPS.c.role)
    .join(USERS, USERS.c.id == SESSIONS.c.user)
    .outerjoin(MEMBERSHIPS, MEMBERSHIPS.c.user == USERS.c.id)
    .where(
        SESSIONS.c.secret_hash == sa.bindparam("digest"),
        SESSIONS.c.method.not_in(_LINKS),
        SESSIONS.c.ends_us > sa.bindparam("now"),
        SESSIONS.c.seen_us > sa.bindparam("idle_since"),
        USERS.c.disabled.is_(False),
    )
)
"""Put together once: every request asks it, and putting it together takes longer than asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """How long a session lasts, in microseconds: without any request, and at most."""

    idle_us: int = 30 * 60 * SECOND_US
    longest_us: int = 12 * 3600 * SECOND_US


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """A session of somebody."""

    id: str
    user: str
    method: str
    made_us: int
    seen_us: int
    ends_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a secret: a user who is not disabled, with their roles as they are now."""

    user: str
    login: str
    roles: Roles


def open_session(tx: Transaction, user: str, *, method: Method, lifetime: Lifetime, former: str | None = None) -> str:
    """Open a session and give its secret; the one that the browser had before (its secret: ``former``) ends."""
    tx.connection.execute(SESSIONS.delete().where(SESSIONS.c.ends_us <= tx.now_us))
    if former is not None:
        tx.connection.execute(SESSIONS.delete().where(SESSIONS.c.secret_hash == credentials.digest(former)))
    secret = _add(tx, user, method=method, ends_us=tx.now_us + lifetime.longest_us)
    tx.audit("session:open", team=None, subject=f"user:{user}", document=method)
    return secret


def find_session(tx: Transaction, secret: str, *, lifetime: Lifetime) -> tuple[StoredSession, Holder] | None:
    """Find the session of a secret and who holds it, unless it has ended or its user is disabled."""
    asked = {"digest": credentials.digest(secret), "now": tx.now_us, "idle_since": tx.now_us - lifetime.idle_us}
    rows = tx.connection.execute(_BY_SECRET, asked).all()
    if not rows:
        return None
    memberships = [Membership(id=row.membership, team=row.team, role=Role(row.role)) for row in rows if row.membership]
    return _session(rows[0]), Holder(user=rows[0].user, login=rows[0].login, roles=roles_of(memberships))


def note_seen(tx: Transaction, key: str) -> None:
    """Note that a session is in use."""
    tx.connection.execute(SESSIONS.update().where(SESSIONS.c.id == key).values(seen_us=tx.now_us))


def list_sessions(tx: Transaction) -> list[StoredSession]:
    """List the sessions of who asks, the latest first."""
    mine = sa.and_(SESSIONS.c.user == tx.actor.user, SESSIONS.c.method.not_in(_LINKS), SESSIONS.c.ends_us > tx.now_us)
    rows = tx.connection.execute(sa.select(SESSIONS).where(mine).order_by(SESSIONS.c.made_us.desc(), SESSIONS.c.id))
    return [_session(row) for row in rows]


def end_session(tx: Transaction, key: str) -> None:
    """End a session of who asks; raises NotFoundError."""
    mine = sa.and_(SESSIONS.c.user == tx.actor.user, SESSIONS.c.id == key)
    if tx.connection.execute(SESSIONS.delete().where(mine)).rowcount != 1:
        raise NotFoundError
    tx.audit("session:end", team=None, subject=f"user:{tx.actor.user}", document=1)


def make_link(tx: Transaction, user: str, *, kind: LinkKind) -> str:
    """Make a one-time link for a user, in place of any they had, and give its secret."""
    tx.connection.execute(SESSIONS.delete().where(SESSIONS.c.user == user, SESSIONS.c.method.in_(_LINKS)))
    lasts_us = LINK_LASTS_US if kind == "entry" else INVITATION_LASTS_US
    tx.audit("link:make", team=None, subject=f"user:{user}", document=kind)
    return _add(tx, user, method=kind, ends_us=tx.now_us + lasts_us)


def find_link(tx: Transaction, secret: str) -> tuple[StoredSession, str] | None:
    """Find the link of a secret and the login of its user, unless it has been used, has ended or they are disabled."""
    query = (
        sa.select(SESSIONS, USERS.c.login)
        .join(USERS, USERS.c.id == SESSIONS.c.user)
        .where(
            SESSIONS.c.secret_hash == credentials.digest(secret),
            SESSIONS.c.method.in_(_LINKS),
            SESSIONS.c.ends_us > tx.now_us,
            USERS.c.disabled.is_(False),
        )
    )
    row = tx.connection.execute(query).one_or_none()
    return None if row is None else (_session(row), row.login)


def use_link(tx: Transaction, key: str) -> bool:
    """Use a link up; tell whether nobody else has, also in a request at the same time."""
    return tx.connection.execute(SESSIONS.delete().where(SESSIONS.c.id == key)).rowcount == 1


def _add(tx: Transaction, user: str, *, method: str, ends_us: int) -> str:
    secret = credentials.new_secret()
    tx.connection.execute(
        SESSIONS.insert().values(
            id=new_id(),
            secret_hash=credentials.digest(secret),
            user=user,
            seen_us=tx.now_us,
            ends_us=ends_us,
            method=method,
            made_us=tx.now_us,
        )
    )
    return secret


def _session(row: sa.Row[tuple[object, ...]]) -> StoredSession:
    return StoredSession(
        id=row.id, user=row.user, method=row.method, made_us=row.made_us, seen_us=row.seen_us, ends_us=row.ends_us
    )
