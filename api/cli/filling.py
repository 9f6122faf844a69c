"""``hemrutt teams KEY --fill``: a made registry for a preset team, so that every date has a morning."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rich.text import Text

from api.access.actor import Actor
from api.access.roles import Role
from api.cli.people.opening import opened, operator
from api.cli.planning import now
from api.cli.refusals import RefusedError
from api.cli.session import Session
from api.filling import FilledError, fill
from maps.storage import library
from scheduler.making.enrolling import make_roster
from scheduler.teams.preset import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a made registry is to be like: on which roads (None: the preset's), with how many patients."""

    roads: str | None
    patients: int | None
    seed: int


def fill_team(session: Session, team: Team, wish: Wish, *, database: str | None) -> None:
    """Make a registry for a team and put it into the service; raises RefusedError where it has one."""
    network = library.open_network(wish.roads or team.roads, folder=session.settings.roads)
    date = team.next_day(now().astimezone().date())
    roster = make_roster(team, network, date=date, seed=wish.seed, patients=wish.patients)
    with opened(session, database) as store:
        try:
            with store.write(_filler()) as tx:
                fill(tx, roster)
        except FilledError:
            raise RefusedError("filled", place=team.key) from None
    counts = {name: len(getattr(roster, name)) for name in ("staff", "cars", "patients")}
    needs = sum(len(patient.needs) for patient in roster.patients)
    told = session.say("filled", team=team.key, needs=needs, **counts)
    session.answer({"team": team.key, **counts, "needs": needs}, Text(told))


def _filler() -> Actor:
    """Give who is at the machine, who may write the registry of people that nobody is."""
    return replace(operator(), roles={None: frozenset({Role.ADMIN, Role.LEAD})})
