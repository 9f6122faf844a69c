"""``hemrutt audit trim``: takes out what has been kept as long as it must be; what stays holds as before."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from api.access.roles import Role
from api.cli.databases.using import DatabaseOption, opened, operator
from api.cli.refusals import RefusedError
from api.cli.session import Session
from api.store import Store
from api.store.trimming import LEAST_YEARS, first_of, last_before, trim
from api.store.verifying import verify
from scheduler import texts

_USUAL_YEARS: Final = 10
_ZONE: Final = ZoneInfo("Europe/Stockholm")


def trim_command(
    context: typer.Context,
    *,
    years: Annotated[int, typer.Option(min=LEAST_YEARS, max=100, help="store.option.years")] = _USUAL_YEARS,
    check: Annotated[bool, typer.Option("--check", help="store.option.check_trim")] = False,
    database: DatabaseOption = None,
) -> None:
    """Take the entries of whole days that are more than so many years back out of the audit."""
    session: Session = context.obj
    with opened(session, database) as store:
        before = _years_ago(store, years)
        with store.read(operator(Role.ADMIN)) as tx:
            if any(verify(tx.connection, key=store.key)):
                raise RefusedError("audit_broken")
            end = last_before(tx.connection, round(before.timestamp() * 1e6))
            count = 0 if end is None else end.seq - first_of(tx.connection) + 1
        if end is not None and not check:
            trim(store, operator(Role.ADMIN), end)
    told = texts.say(
        "store.to_trim" if check else "store.trimmed", language=session.language, count=count, before=before.date()
    )
    session.answer({"entries": count, "before": str(before.date()), "trimmed": not check}, told)


def _years_ago(store: Store, years: int) -> dt.datetime:
    """Give the midnight so many years before today; 29 February of other years is the 28th."""
    today = dt.datetime.fromtimestamp(store.clock() / 1e6, tz=_ZONE).date()
    day = min(today.day, 28) if today.month == 2 else today.day
    return dt.datetime(today.year - years, today.month, day, tzinfo=_ZONE)
