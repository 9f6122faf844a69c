"""``hemrutt users``: who may use the service, and as what."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from api.access.roles import Role
from api.access.wire import Login, Name, instant
from api.cli.people.opening import (
    DatabaseOption,
    LoginArgument,
    TeamsOption,
    find_teams,
    find_user,
    opened,
    operator,
    team_names,
)
from api.cli.refusals import RefusedError
from api.cli.session import Session
from api.store import Store, sessions, users
from api.store.users import LoginTakenError, StoredUser


def add_command(
    context: typer.Context,
    login: LoginArgument,
    *,
    role: Annotated[Role, typer.Option(help="people.option.role")],
    name: Annotated[str | None, typer.Option(help="people.option.name")] = None,
    team: TeamsOption = None,
    database: DatabaseOption = None,
) -> None:
    """Add a user and print the link by which they come in."""
    session: Session = context.obj
    _check(Login, login)
    _check(Name, name or login)
    with opened(session, database) as store:
        with store.write(operator()) as tx:
            memberships = [(one, role) for one in find_teams(tx, team)]
            try:
                users.add_user(tx, login=login, name=name or login, memberships=memberships)
            except LoginTakenError:
                raise RefusedError("login_taken", place=login) from None
        _invite(session, store, login)


def invite_command(context: typer.Context, login: LoginArgument, *, database: DatabaseOption = None) -> None:
    """Print a link by which a user chooses a password anew."""
    session: Session = context.obj
    with opened(session, database) as store:
        _invite(session, store, login)


def list_command(context: typer.Context, *, database: DatabaseOption = None) -> None:
    """List the users with their roles."""
    session: Session = context.obj
    with opened(session, database) as store, store.read(operator()) as tx:
        found = users.list_users(tx)
        named = team_names(tx)
    table = session.table("people.login", "people.name", "people.roles", "people.state")
    for user in found:
        state = session.say("people.disabled") if user.disabled else ""
        table.add_row(user.login, user.name, ", ".join(_roles(user, named)), state)
    session.answer({"users": [_document(user, named) for user in found]}, table)


def disable_command(context: typer.Context, login: LoginArgument, *, database: DatabaseOption = None) -> None:
    """Keep a user out, at once."""
    _set(context.obj, login, database, disabled=True)


def enable_command(context: typer.Context, login: LoginArgument, *, database: DatabaseOption = None) -> None:
    """Let a user in again."""
    _set(context.obj, login, database, disabled=False)


def _set(session: Session, login: str, database: str | None, *, disabled: bool) -> None:
    with opened(session, database) as store, store.write(operator()) as tx:
        user = find_user(tx, login)
        users.change_user(tx, user.id, disabled=disabled)
    told = "people.now_disabled" if disabled else "people.now_enabled"
    session.answer({"login": login, "disabled": disabled}, session.say(told, login=login))


def _invite(session: Session, store: Store, login: str) -> None:
    with store.write(operator()) as tx:
        user = find_user(tx, login)
        secret = sessions.make_link(tx, user.id, kind="invitation")
        ends = instant(tx.now_us + sessions.INVITATION_LASTS_US)
    address = f"{session.settings.origin}/#link={secret}"
    document = {"id": user.id, "login": user.login, "link": address, "ends": ends.isoformat(timespec="seconds")}
    told = [session.say("people.invited", login=user.login, address=address, ends=f"{ends:%F %R} UTC")]
    if not session.settings.origin_is_known:
        told.append(session.say("people.elsewhere", origin=session.settings.origin))
    session.answer(document, *told)


def _roles(user: StoredUser, named: dict[str | None, str]) -> list[str]:
    return sorted(f"{named.get(one.team, one.team)}: {one.role}" if one.team else one.role for one in user.memberships)


def _document(user: StoredUser, named: dict[str | None, str]) -> dict[str, object]:
    return {
        "id": user.id,
        "login": user.login,
        "name": user.name,
        "disabled": user.disabled,
        "memberships": [
            {"team": None if one.team is None else named.get(one.team, one.team), "role": one.role.value}
            for one in user.memberships
        ],
    }


def _check(form: Any, text: str) -> None:
    """See to it that a login or name has the form that it has over HTTP."""
    try:
        TypeAdapter(form).validate_python(text)
    except ValidationError:
        raise RefusedError("bad_login", place=text) from None
