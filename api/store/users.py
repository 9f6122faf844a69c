"""Users in the store, and what they are in which teams.

Whoever may write users (``USERS_WRITE``) in some teams sees the users of those, and gives and takes roles there. What
touches an account as a whole takes that permission everywhere the user has a role, so that nobody who administers one
team comes into the account of someone who is more elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from api.access.actor import Teams
from api.access.roles import Permission, Role
from api.store.errors import ForbiddenError, NotFoundError, OwnAccountError
from api.store.rows import new_id
from api.store.schema import MEMBERSHIPS, SESSIONS, TEAMS, USERS
from api.store.transaction import Transaction

Roles = Mapping[str | None, frozenset[Role]]


class LoginTakenError(Exception):
    """Someone else has that login."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A role in a team, or in all of them where ``team`` is None."""

    id: str
    team: str | None
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUser:
    """A user, without what they prove themselves with."""

    id: str
    login: str
    name: str
    disabled: bool
    has_password: bool
    has_second_factor: bool
    has_provider: bool
    memberships: Sequence[Membership]

    @property
    def roles(self) -> Roles:
        """Their roles by team."""
        return roles_of(self.memberships)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a user proves themselves with."""

    user: str
    login: str
    disabled: bool
    password_hash: str | None
    totp_secret: str | None
    totp_last: int | None


def roles_of(memberships: Sequence[Membership]) -> Roles:
    """Give the roles of memberships by team."""
    teams = {membership.team for membership in memberships}
    return {team: frozenset(one.role for one in memberships if one.team == team) for team in teams}


def add_user(tx: Transaction, *, login: str, name: str, memberships: Sequence[tuple[str | None, Role]]) -> str:
    """Add a user with roles in teams (by id) and give their id.

    Raises
    ------
    ForbiddenError
        Who asks may not give a role there; without any, they have to have the permission everywhere.
    LoginTakenError
        Someone has that login, in capitals or not.
    NotFoundError
        A team does not exist for who asks.
    """
    if not memberships:
        _demand(tx, None)
    if tx.connection.execute(sa.select(USERS.c.id).where(_is_called(login))).first() is not None:
        raise LoginTakenError
    key = new_id()
    tx.connection.execute(USERS.insert().values(id=key, login=login, name=name, disabled=False, made_us=tx.now_us))
    tx.audit("user:make", team=None, subject=f"user:{key}")
    for team, role in memberships:
        _add_membership(tx, key, team=team, role=role)
    return key


def get_user(tx: Transaction, key: str) -> StoredUser:
    """Give a user whom who asks may see: themselves, or of teams whose users they write; raises NotFoundError."""
    row = tx.connection.execute(sa.select(USERS).where(USERS.c.id == key)).one_or_none()
    user = None if row is None else _user(row, _memberships(tx, [key]).get(key, []))
    if user is None or not (key == tx.actor.user or _is_visible(user, tx.actor.teams_with(Permission.USERS_WRITE))):
        raise NotFoundError
    return user


def list_users(tx: Transaction) -> list[StoredUser]:
    """List the users whom who asks may see, by login."""
    rows = tx.connection.execute(sa.select(USERS).order_by(USERS.c.login)).all()
    memberships = _memberships(tx, None)
    teams = tx.actor.teams_with(Permission.USERS_WRITE)
    users = [_user(row, memberships.get(row.id, [])) for row in rows]
    return [user for user in users if _is_visible(user, teams)]


def change_user(tx: Transaction, key: str, *, name: str | None = None, disabled: bool | None = None) -> None:
    """Rename, disable or enable a user; the sessions of one who is disabled end with it.

    Raises
    ------
    NotFoundError, ForbiddenError, OwnAccountError
        There is no such user for who asks; they are more elsewhere; nobody disables themselves.
    """
    user = demand_whole(tx, key)
    if disabled is not None and user.id == tx.actor.user:
        raise OwnAccountError
    changes: dict[str, object] = {} if name is None else {"name": name}
    if disabled is not None:
        changes["disabled"] = disabled
    if not changes:
        return
    tx.connection.execute(USERS.update().where(USERS.c.id == key).values(changes))
    if disabled:
        end_sessions(tx, key)
    tx.audit("user:change", team=None, subject=f"user:{key}", document=sorted(changes))


def add_membership(tx: Transaction, key: str, *, team: str | None, role: Role) -> str:
    """Give a user a role in a team (by id), or in all; raises NotFoundError, ForbiddenError, OwnAccountError."""
    get_user(tx, key)
    if key == tx.actor.user:
        raise OwnAccountError
    return _add_membership(tx, key, team=team, role=role)


def remove_membership(tx: Transaction, key: str, membership: str) -> None:
    """Take a role from a user; raises NotFoundError, ForbiddenError, OwnAccountError."""
    user = get_user(tx, key)
    found = next((one for one in user.memberships if one.id == membership), None)
    if found is None:
        raise NotFoundError
    if key == tx.actor.user:
        raise OwnAccountError
    _demand(tx, found.team)
    tx.connection.execute(MEMBERSHIPS.delete().where(MEMBERSHIPS.c.id == membership))
    tx.audit("role:take", team=found.team, subject=f"user:{key}", document=found.role.value)


def demand_whole(tx: Transaction, key: str) -> StoredUser:
    """Give a user whose account as a whole who asks may touch; raises NotFoundError, ForbiddenError."""
    user = get_user(tx, key)
    for team in {membership.team for membership in user.memberships} or {None}:
        _demand(tx, team)
    return user


def find_proof(tx: Transaction, login: str) -> Proof | None:
    """Find what the user of a login proves themselves with."""
    row = tx.connection.execute(sa.select(USERS).where(_is_called(login))).first()
    return None if row is None else _proof(row)


def get_proof(tx: Transaction, key: str) -> Proof:
    """Give what a user proves themselves with."""
    return _proof(tx.connection.execute(sa.select(USERS).where(USERS.c.id == key)).one())


def set_password(tx: Transaction, key: str, hashed: str) -> None:
    """Store the hash of a password that the user has chosen."""
    tx.connection.execute(USERS.update().where(USERS.c.id == key).values(password_hash=hashed))
    tx.audit("password:set", team=None, subject=f"user:{key}")


def renew_hash(tx: Transaction, key: str, *, old: str | None, new: str) -> None:
    """Store the hash of the same password by today's parameters, unless it was changed meanwhile."""
    tx.connection.execute(
        USERS.update().where(USERS.c.id == key, USERS.c.password_hash == old).values(password_hash=new)
    )


def set_second_factor(tx: Transaction, key: str, *, secret: str | None, step: int | None) -> None:
    """Store the sealed secret of a user's authenticator app and the step of its last code, or that they have none."""
    tx.connection.execute(USERS.update().where(USERS.c.id == key).values(totp_secret=secret, totp_last=step))
    tx.audit("second_factor:set" if secret else "second_factor:remove", team=None, subject=f"user:{key}")


def seal_second_factor(tx: Transaction, key: str, *, old: str, new: str) -> None:
    """Store a secret sealed that was not, unless it was changed meanwhile."""
    unchanged = sa.and_(USERS.c.id == key, USERS.c.totp_secret == old)
    tx.connection.execute(USERS.update().where(unchanged).values(totp_secret=new))


def use_code(tx: Transaction, key: str, step: int) -> bool:
    """Note the step of a code as used; tell whether it had not been, also by a request at the same time."""
    unused = sa.or_(USERS.c.totp_last.is_(None), USERS.c.totp_last < step)
    return tx.connection.execute(USERS.update().where(USERS.c.id == key, unused).values(totp_last=step)).rowcount == 1


def link_provider(tx: Transaction, *, issuer: str, subject: str, login: str) -> str | None:
    """Give the id of the user whom a provider knows by a subject.

    At their first time it is the user of that login, if no provider knows them yet; None where there is none.
    """
    known = sa.and_(USERS.c.issuer == issuer, USERS.c.subject == subject)
    row = tx.connection.execute(sa.select(USERS.c.id).where(known)).one_or_none()
    if row is not None:
        return str(row.id)
    invited = sa.and_(_is_called(login), USERS.c.subject.is_(None))
    row = tx.connection.execute(sa.select(USERS.c.id).where(invited)).first()
    if row is None:
        return None
    tx.connection.execute(USERS.update().where(USERS.c.id == row.id).values(issuer=issuer, subject=subject))
    tx.audit("user:link", team=None, subject=f"user:{row.id}")
    return str(row.id)


def end_sessions(tx: Transaction, key: str, *, but: str | None = None) -> int:
    """End a user's sessions and one-time links, but one; give how many."""
    ended = tx.connection.execute(
        SESSIONS.delete().where(SESSIONS.c.user == key, SESSIONS.c.id != (but or ""))
    ).rowcount
    if ended:
        tx.audit("session:end", team=None, subject=f"user:{key}", document=ended)
    return ended


def _add_membership(tx: Transaction, key: str, *, team: str | None, role: Role) -> str:
    if team is not None and (team not in tx.actor.teams or not _is_team(tx, team)):
        raise NotFoundError
    _demand(tx, team)
    row = sa.and_(MEMBERSHIPS.c.user == key, MEMBERSHIPS.c.team.is_not_distinct_from(team), MEMBERSHIPS.c.role == role)
    there = tx.connection.execute(sa.select(MEMBERSHIPS.c.id).where(row)).first()
    if there is not None:
        return str(there.id)
    membership = new_id()
    tx.connection.execute(MEMBERSHIPS.insert().values(id=membership, user=key, team=team, role=role.value))
    tx.audit("role:give", team=team, subject=f"user:{key}", document=role.value)
    return membership


def _demand(tx: Transaction, team: str | None) -> None:
    """See to it that who asks may write users in a team, or everywhere."""
    teams = tx.actor.teams_with(Permission.USERS_WRITE)
    if not (teams.ids is None or (team is not None and team in teams)):
        raise ForbiddenError(Permission.USERS_WRITE)


def _is_team(tx: Transaction, team: str) -> bool:
    return tx.connection.execute(sa.select(TEAMS.c.id).where(TEAMS.c.id == team)).first() is not None


def _is_called(login: str) -> sa.ColumnElement[bool]:
    """Compare logins, which are ASCII, whatever their capitals."""
    return sa.func.lower(USERS.c.login) == login.lower()


def _is_visible(user: StoredUser, teams: Teams) -> bool:
    return teams.ids is None or any(one.team is not None and one.team in teams for one in user.memberships)


def _memberships(tx: Transaction, keys: Sequence[str] | None) -> dict[str, list[Membership]]:
    wanted = sa.true() if keys is None else MEMBERSHIPS.c.user.in_(keys)
    found: dict[str, list[Membership]] = {}
    for row in tx.connection.execute(sa.select(MEMBERSHIPS).where(wanted).order_by(MEMBERSHIPS.c.id)):
        found.setdefault(row.user, []).append(Membership(id=row.id, team=row.team, role=Role(row.role)))
    return found


def _user(row: sa.Row[tuple[object, ...]], memberships: Sequence[Membership]) -> StoredUser:
    return StoredUser(
        id=row.id,
        login=row.login,
        name=row.name,
        disabled=row.disabled,
        has_password=row.password_hash is not None,
        has_second_factor=row.totp_secret is not None,
        has_provider=row.subject is not None,
        memberships=tuple(memberships),
    )


def _proof(row: sa.Row[tuple[object, ...]]) -> Proof:
    return Proof(
        user=row.id,
        login=row.login,
        disabled=row.disabled,
        password_hash=row.password_hash,
        totp_secret=row.totp_secret,
        totp_last=row.totp_last,
    )
