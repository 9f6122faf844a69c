"""Using the service's database from the command line: which one, and who does it."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from api.access.actor import Actor
from api.access.roles import Role
from api.cli.session import Session
from api.databases import open_database
from api.settings import Settings
from api.store import Store

DatabaseOption = Annotated[str | None, typer.Option("--database", help="cli.option.database", metavar="URL")]

_ZONE: Final = ZoneInfo("Europe/Stockholm")


def settings_for(session: Session, database: str | None) -> Settings:
    """Give the settings, with the database that the command names."""
    return replace(session.settings, database=database or session.settings.database)


@contextmanager
def opened(session: Session, database: str | None) -> Iterator[Store]:
    """Open the database for a command; raises StoreError."""
    store = open_database(settings_for(session, database))
    try:
        yield store
    finally:
        store.close()


def operator(role: Role) -> Actor:
    """Give whoever sits at the console, by their name on this machine, with a role in every team."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "?"
    return Actor(user="console", name=f"console:{name}", roles={None: frozenset({role})}, correlation_id="console")


def show_instant(instant_us: int) -> str:
    """Write an instant in local time, to the second."""
    return dt.datetime.fromtimestamp(instant_us / 1e6, tz=_ZONE).strftime("%Y-%m-%d %H:%M:%S")
