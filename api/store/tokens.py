"""API tokens in the store: what a program may do on behalf of a user, in one team or all, for a year at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from api.access import credentials
from api.access.credentials import Token
from api.access.roles import PERMISSIONS, Permission, Role
from api.store.errors import ForbiddenError, NotFoundError
from api.store.schema import MEMBERSHIPS, TEAMS, TOKENS, USERS
from api.store.sessions import Holder
from api.store.transaction import Transaction
from api.store.users import Membership, Roles, roles_of

LONGEST_US: Final = 366 * 24 * 3600 * 1_000_000
MOST: Final = 50
"""Tokens that one user may have, those not counted that have ended."""


_BY_ID: Final = (
    sa.select(
        TOKENS, USERS.c.login, MEMBERSHIPS.c.id.label("membership"), MEMBERSHIPS.c.team.label("member_of"),
        MEMBERSHIPS.c.role.label("member_as"),
    )
    .join(USERS, USERS.c.id == TOKENS.c.user)
    .outerjoin(MEMBERSHIPS, MEMBERSHIPS.c.user == USERS.c.id)
    .where(
        TOKENS.c.id == sa.bindparam("key"),
        TOKENS.c.ends_us > sa.bindparam("now"),
        TOKENS.c.revoked.is_(False),
        USERS.c.disabled.is_(False),
    )
)  # fmt: skip
"""Put together once, as every request asks it."""

_ROLES_OF: Final = sa.select(MEMBERSHIPS).where(MEMBERSHIPS.c.user == sa.bindparam("key"))


class TooManyTokensError(Exception):
    """The user has as many tokens as one may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredToken:
    """An API token, without its secret; ``team`` is None where it counts in every team."""

    id: str
    name: str
    user: str
    team: str | None
    role: Role
    made_us: int
    ends_us: int
    seen_us: int | None
    revoked: bool


def add_token(tx: Transaction, *, user: str, name: str, team: str | None, role: Role, ends_us: int) -> Token:
    """Make a token for a user, whose roles are looked up, and give it with its secret.

    Raises
    ------
    NotFoundError
        The team does not exist for the user.
    ForbiddenError
        The role permits something that the user may not do there themselves.
    TooManyTokensError
        They have too many.
    """
    roles = _roles(tx, user)
    if team is not None and not (_is_team(tx, team) and (None in roles or team in roles)):
        raise NotFoundError
    lacking = PERMISSIONS[role] - _permitted(roles, team)
    if lacking:
        raise ForbiddenError(min(lacking))
    lasting = sa.and_(TOKENS.c.revoked.is_(False), TOKENS.c.ends_us > tx.now_us)
    held = sa.select(sa.func.count()).where(TOKENS.c.user == user, lasting)
    if tx.connection.execute(held).scalar_one() >= MOST:
        raise TooManyTokensError
    token = Token.mint()
    tx.connection.execute(
        TOKENS.insert().values(
            id=token.id,
            secret_hash=credentials.digest(token.secret),
            name=name,
            user=user,
            team=team,
            role=role.value,
            ends_us=min(ends_us, tx.now_us + LONGEST_US),
            revoked=False,
            made_us=tx.now_us,
        )
    )
    tx.audit("token:make", team=team, subject=f"token:{token.id}", document=role.value)
    return token


def find_token(tx: Transaction, token: Token) -> tuple[StoredToken, Holder] | None:
    """Find a token and who holds it, with the role that it gives as long as its user may do as much themselves."""
    rows = tx.connection.execute(_BY_ID, {"key": token.id, "now": tx.now_us}).all()
    if not rows or not credentials.is_same(credentials.digest(token.secret), rows[0].secret_hash):
        return None
    stored = _token(rows[0])
    held = roles_of(
        [Membership(id=row.membership, team=row.member_of, role=Role(row.member_as)) for row in rows if row.membership]
    )
    lasting = PERMISSIONS[stored.role] <= _permitted(held, stored.team)
    roles: Roles = {stored.team: frozenset({stored.role})} if lasting else {}
    return stored, Holder(user=stored.user, login=f"{rows[0].login}/{stored.name}", roles=roles)


def note_seen(tx: Transaction, key: str) -> None:
    """Note that a token is in use."""
    tx.connection.execute(TOKENS.update().where(TOKENS.c.id == key).values(seen_us=tx.now_us))


def list_tokens(tx: Transaction, *, user: str | None) -> list[StoredToken]:
    """List the tokens of a user, or of all, the latest first."""
    wanted = sa.true() if user is None else TOKENS.c.user == user
    rows = tx.connection.execute(sa.select(TOKENS).where(wanted).order_by(TOKENS.c.made_us.desc(), TOKENS.c.id))
    return [_token(row) for row in rows]


def revoke_token(tx: Transaction, key: str, *, user: str | None) -> None:
    """Revoke a token of a user, or of anybody; raises NotFoundError."""
    wanted = sa.true() if user is None else TOKENS.c.user == user
    live = sa.and_(TOKENS.c.id == key, TOKENS.c.revoked.is_(False), wanted)
    if tx.connection.execute(TOKENS.update().where(live).values(revoked=True)).rowcount != 1:
        raise NotFoundError
    tx.audit("token:revoke", team=None, subject=f"token:{key}")


def _permitted(roles: Roles, team: str | None) -> frozenset[Permission]:
    """Give what roles permit in a team, or in every one."""
    counting = roles.get(None, frozenset()) | (frozenset() if team is None else roles.get(team, frozenset()))
    return frozenset(permission for role in counting for permission in PERMISSIONS[role])


def _roles(tx: Transaction, user: str) -> Roles:
    rows = tx.connection.execute(_ROLES_OF, {"key": user})
    return roles_of([Membership(id=row.id, team=row.team, role=Role(row.role)) for row in rows])


def _is_team(tx: Transaction, team: str) -> bool:
    return tx.connection.execute(sa.select(TEAMS.c.id).where(TEAMS.c.id == team)).first() is not None


def _token(row: sa.Row[tuple[object, ...]]) -> StoredToken:
    return StoredToken(
        id=row.id,
        name=row.name,
        user=row.user,
        team=row.team,
        role=Role(row.role),
        made_us=row.made_us,
        ends_us=row.ends_us,
        seen_us=row.seen_us,
        revoked=row.revoked,
    )
