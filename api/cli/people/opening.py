"""The store, opened by who is at the machine: they may administer everything, and the audit calls them so."""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer

from api.access.actor import Actor
from api.access.roles import Permission, Role
from api.cli.refusals import RefusedError
from api.cli.session import Session
from api.databases import open_database
from api.store import Store, Transaction, teams, users
from api.store.users import StoredUser

DatabaseOption = Annotated[str | None, typer.Option(help="cli.option.database", metavar="URL")]
TeamsOption = Annotated[list[str] | None, typer.Option("--team", help="people.option.team", metavar="KEY")]
LoginArgument = Annotated[str, typer.Argument(help="people.argument.login", metavar="LOGIN")]


@contextlib.contextmanager
def opened(session: Session, database: str | None) -> Iterator[Store]:
    """Open the store that the service uses, for as long as a command runs."""
    settings = replace(session.settings, database=database or session.settings.database)
    store = open_database(settings)
    try:
        yield store
    finally:
        store.close()


def operator() -> Actor:
    """Give who is at the machine."""
    roles = frozenset({Role.ADMIN})
    return Actor(user="operator", name=f"operator/{_name()}", roles={None: roles}, correlation_id="command-line")


def find_user(tx: Transaction, login: str) -> StoredUser:
    """Find a user by login; raises RefusedError."""
    proof = users.find_proof(tx, login)
    if proof is None:
        raise RefusedError("no_such_user", place=login)
    return users.get_user(tx, proof.user)


def find_teams(tx: Transaction, keys: list[str] | None) -> list[str | None]:
    """Give the ids of teams by their keys, adding those that are not there; without any, all teams."""
    if not keys:
        return [None]
    return [teams.team_for(tx, key, Permission.TEAMS_WRITE).id for key in keys]


def team_names(tx: Transaction) -> dict[str | None, str]:
    """Give the keys of teams by their ids."""
    return {team.id: team.key for team in teams.list_teams(tx)}


def _name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"
