"""``hemrutt tokens``: keys for programs that use the service on behalf of a user."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from api.access.roles import Role
from api.access.wire import instant
from api.cli.people.opening import DatabaseOption, LoginArgument, find_teams, find_user, opened, operator, team_names
from api.cli.refusals import RefusedError
from api.cli.session import Session
from api.store import tokens, users
from api.store.errors import ForbiddenError, NotFoundError
from api.store.tokens import StoredToken, TooManyTokensError

_DAY_US: Final = 24 * 3600 * 1_000_000


def add_command(
    context: typer.Context,
    login: LoginArgument,
    *,
    role: Annotated[Role, typer.Option(help="people.option.role")],
    name: Annotated[str, typer.Option(help="people.option.token_name")],
    team: Annotated[str | None, typer.Option(help="people.option.token_team", metavar="KEY")] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="people.option.days")] = 90,
    database: DatabaseOption = None,
) -> None:
    """Make a token for a user and print it, once."""
    session: Session = context.obj
    with opened(session, database) as store, store.write(operator()) as tx:
        user = find_user(tx, login)
        where = find_teams(tx, None if team is None else [team])[0]
        ends_us = tx.now_us + days * _DAY_US
        try:
            token = tokens.add_token(tx, user=user.id, name=name, team=where, role=role, ends_us=ends_us)
        except (ForbiddenError, NotFoundError):
            raise RefusedError("role_too_high", place=login) from None
        except TooManyTokensError:
            raise RefusedError("too_many_tokens", place=login) from None
    ends = f"{instant(ends_us):%F}"
    session.answer(
        {"id": token.id, "token": str(token), "ends": ends}, session.say("people.token", ends=ends), str(token)
    )


def list_command(
    context: typer.Context,
    login: Annotated[str | None, typer.Argument(help="people.argument.login", metavar="LOGIN")] = None,
    *,
    database: DatabaseOption = None,
) -> None:
    """List the tokens of a user, or of all."""
    session: Session = context.obj
    with opened(session, database) as store, store.read(operator()) as tx:
        found = tokens.list_tokens(tx, user=None if login is None else find_user(tx, login).id)
        named = team_names(tx)
        logins = {user.id: user.login for user in users.list_users(tx)}
    documents = [_document(token, logins, named) for token in found]
    table = session.table("people.id", "people.login", "people.name", "people.roles", "people.ends", "people.seen")
    for document in documents:
        roles = f"{document['team']}: {document['role']}" if document["team"] else document["role"]
        shown = (document["id"], document["login"], document["name"], roles, document["ends"], document["seen"] or "–")
        table.add_row(*map(str, shown), style="dim" if document["revoked"] else None)
    session.answer({"tokens": documents}, table)


def revoke_command(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="people.argument.token", metavar="ID")],
    *,
    database: DatabaseOption = None,
) -> None:
    """Revoke a token, at once."""
    session: Session = context.obj
    with opened(session, database) as store, store.write(operator()) as tx:
        try:
            tokens.revoke_token(tx, key, user=None)
        except NotFoundError:
            raise RefusedError("no_such_token", place=key) from None
    session.answer({"id": key, "revoked": True}, session.say("people.revoked", id=key))


def _document(token: StoredToken, logins: dict[str, str], named: dict[str | None, str]) -> dict[str, object]:
    return {
        "id": token.id,
        "login": logins.get(token.user, token.user),
        "name": token.name,
        "team": None if token.team is None else named.get(token.team, token.team),
        "role": token.role.value,
        "ends": f"{instant(token.ends_us):%F}",
        "seen": None if token.seen_us is None else f"{instant(token.seen_us):%F %R}",
        "revoked": token.revoked,
    }
