"""``hemrutt teams``: the presets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from api.cli.refusals import RefusedError
from api.cli.session import Session
from scheduler.files import limits
from scheduler.teams import TEAMS, find_team
from scheduler.teams.preset import Member, Team
from scheduler.texts import name_skill

_MOST_PATIENTS: Final = limits.ROWS["patients"]


def teams_command(
    context: typer.Context,
    key: Annotated[str | None, typer.Argument(help="cli.argument.team", metavar="KEY")] = None,
    *,
    fill: Annotated[bool, typer.Option("--fill", help="cli.option.fill")] = False,
    patients: Annotated[int | None, typer.Option(min=0, max=_MOST_PATIENTS, help="cli.option.patients")] = None,
    roads: Annotated[str | None, typer.Option(help="cli.option.roads")] = None,
    seed: Annotated[int, typer.Option(help="cli.option.seed")] = 1,
    database: Annotated[str | None, typer.Option(help="cli.option.database", metavar="URL")] = None,
) -> None:
    """List the preset teams, tell all of one, or put a made registry for it into the service."""
    session: Session = context.obj
    if fill:
        # The store takes a while to import, which those who only look at presets need not wait for.
        from api.cli.filling import Wish, fill_team  # noqa: PLC0415

        if key is None:
            raise RefusedError("fill_which")
        fill_team(session, find_team(key), Wish(roads=roads, patients=patients, seed=seed), database=database)
    elif key is None:
        teams = list(TEAMS.values())
        session.answer({"teams": [_to_document(session, team) for team in teams]}, _list(session, teams))
    else:
        team = find_team(key)
        session.answer(_to_document(session, team), *_tell(session, team))


def _list(session: Session, teams: list[Team]) -> RenderableType:
    table = session.table("teams.key", "teams.name", "teams.base", "teams.cars", right=("teams.cars",))
    for team in teams:
        bases = ", ".join(base.name for base in team.bases)
        table.add_row(team.key, getattr(team.name, session.language), bases, str(sum(car.count for car in team.cars)))
    return table


def _tell(session: Session, team: Team) -> Iterator[RenderableType]:
    yield Text(f"{team.key}: {getattr(team.name, session.language)}", style="bold")
    yield Text(getattr(team.about, session.language))
    table = session.table("teams.crewed", "teams.count", "teams.start", "teams.shift", "teams.crew")
    for car in team.cars:
        crew = ", ".join(_describe(member, session) for member in car.crew)
        table.add_row(car.name, str(car.count), car.base, _span(car.shift.start, car.shift.end), crew)
    yield table
    errands = session.table("teams.errand", "teams.patients", "teams.minutes", right=("teams.patients",))
    for errand in team.errands:
        errands.add_row(errand.name, str(errand.count), "–".join(map(str, errand.duration_min)))
    yield errands


def _describe(member: Member, session: Session) -> str:
    words = (member.profession, *sorted(member.skills))
    return " + ".join(name_skill(word, language=session.language) for word in words)


def _span(start: int, end: int) -> str:
    return "–".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in (start, end))


def _to_document(session: Session, team: Team) -> dict[str, object]:
    return {
        "key": team.key,
        "name": getattr(team.name, session.language),
        "about": getattr(team.about, session.language),
        "roads": team.roads,
        "municipalities": list(team.municipalities),
        "bases": [{"name": base.name, "lat": base.lat, "lon": base.lon} for base in team.bases],
        "cars": [
            {"name": car.name, "count": car.count, "mode": car.mode, "base": car.base, "crew": len(car.crew)}
            for car in team.cars
        ],
        "assumed": list(team.assumed),
    }
