"""``hemrutt audit extract``, ``sample`` and ``sign``: entries for a patient, entries by lot, and who looked at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import sqlalchemy as sa
import typer
from rich.console import RenderableType

from api.access.roles import Permission, Role
from api.cli.databases.using import DatabaseOption, opened, operator, show_instant
from api.cli.refusals import RefusedError
from api.cli.session import Session, plain
from api.store import Transaction, checks
from api.store.audit import extract
from api.store.errors import NotFoundError
from api.store.teams import StoredTeam, find_team
from scheduler import texts

TeamKey = Annotated[str, typer.Argument(help="store.argument.team", metavar="TEAM")]

_DAY_US = 24 * 3_600 * 1_000_000
_SHOWN = ("seq", "at_us", "user", "name", "roles", "action", "subject", "reason")


def extract_command(
    context: typer.Context,
    team: TeamKey,
    patient: Annotated[str, typer.Argument(help="store.argument.patient", metavar="PATIENT")],
    *,
    database: DatabaseOption = None,
) -> None:
    """List who did what with a patient's data in a team, for the patient to read."""
    session: Session = context.obj
    with opened(session, database) as store:
        with store.write(operator(Role.AUDITOR)) as tx:
            found = _find(tx, team, Permission.AUDIT_READ)
            tx.audit("audit:extract", team=found.id, subject=f"patient:{patient}", patient=patient)
        with store.read(operator(Role.AUDITOR)) as tx:
            rows = extract(tx.connection, patient, team=found.id)
    document = {"team": team, "patient": patient, "entries": [_document(row) for row in rows]}
    session.answer(document, _table(session, rows))


def sample_command(
    context: typer.Context,
    team: TeamKey,
    *,
    days: Annotated[int, typer.Option(min=1, max=2_000, help="store.option.days")] = 30,
    count: Annotated[int, typer.Option(min=1, max=500, help="store.option.count")] = 20,
    database: DatabaseOption = None,
) -> None:
    """Draw entries of a team by lot, to be looked at."""
    session: Session = context.obj
    with opened(session, database) as store, store.write(operator(Role.AUDITOR)) as tx:
        found = _find(tx, team, Permission.AUDIT_CHECK)
        check = checks.draw(tx, found.id, since_us=tx.now_us - days * _DAY_US, count=count)
        rows = checks.entries_of(tx, check)
    document = {"check": check.id, "among": check.among, "entries": [_document(row) for row in rows]}
    told = texts.say("store.drawn", language=session.language, count=len(rows), among=check.among, check=check.id)
    session.answer(document, _table(session, rows), told)


def sign_command(
    context: typer.Context,
    check: Annotated[str, typer.Argument(help="store.argument.check", metavar="CHECK")],
    outcome: Annotated[Literal["in_order", "followed_up"], typer.Argument(help="store.argument.outcome")],
    *,
    remark: Annotated[str | None, typer.Option(help="store.option.remark")] = None,
    database: DatabaseOption = None,
) -> None:
    """Put down what a check found, once."""
    session: Session = context.obj
    with opened(session, database) as store, store.write(operator(Role.AUDITOR)) as tx:
        try:
            signed = checks.sign(tx, check, outcome=outcome, remark=remark)
        except NotFoundError:
            raise RefusedError("no_such_check", place=check) from None
    if signed is None:
        raise RefusedError("signed_before", place=check)
    told = texts.say("store.signed", language=session.language, check=signed.id, name=signed.signed_by)
    session.answer({"check": signed.id, "outcome": signed.outcome, "signed_by": signed.signed_by}, told)


def _find(tx: Transaction, key: str, permission: Permission) -> StoredTeam:
    try:
        return find_team(tx, key, permission)
    except NotFoundError:
        raise RefusedError("no_such_team", place=key) from None


def _document(row: sa.Row[Any]) -> dict[str, object]:
    entry = {name: getattr(row, name) for name in _SHOWN}
    return {**entry, "at": show_instant(row.at_us)}


def _table(session: Session, rows: Sequence[sa.Row[Any]]) -> RenderableType:
    table = session.table("audit.seq", "audit.at", "audit.who", "audit.action", "audit.subject", right=("audit.seq",))
    for row in rows:
        who = plain(f"{row.name} ({row.roles})" if row.roles else row.name)
        table.add_row(str(row.seq), show_instant(row.at_us), who, _say(session, row.action), plain(row.subject))
    return table


def _say(session: Session, action: str) -> str:
    return texts.catalogue(session.language).get(f"store.action.{action}", plain(action))
