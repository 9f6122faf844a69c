"""``hemrutt demo``: a team's day, made up, planned and shown."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer
from rich.text import Text

from api import outputs
from api.cli import serving, sheets
from api.cli.planning import DateOption, SecondsOption, SeedOption, make_plan, now, tell_files
from api.cli.progress import watching
from api.cli.session import Session, plain
from api.outputs import Rendered, Wanted
from maps.network import RoadNetwork
from maps.storage import library
from scheduler import files, making, planning
from scheduler.day import Day
from scheduler.making import bygone
from scheduler.making.enrolling import make_roster
from scheduler.roster import Roster, due
from scheduler.teams import DEFAULT_TEAM, find_team
from scheduler.teams.preset import Team
from solver.limits import Limits

_PAST_DAYS: Final = 28
_GLANCE: Final = Limits(seconds=1.0, iterations=200)
"""How long each day of the past is searched for: a plan is there at once, and nobody looks at its routes."""


def demo_command(
    context: typer.Context,
    team: Annotated[str, typer.Argument(help="cli.argument.team", metavar="TEAM")] = DEFAULT_TEAM,
    *,
    roads: Annotated[str | None, typer.Option(help="cli.option.roads")] = None,
    date: DateOption = None,
    seed: SeedOption = 1,
    seconds: SecondsOption = 4.0,
    out: Annotated[Path, typer.Option(help="cli.option.folder", metavar="DIR")] = Path("demo"),
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="cli.option.serve")] = True,
    port: serving.PortOption = 8000,
) -> None:
    """Make a day for a preset team, plan it, write every kind of file, and show the page."""
    session: Session = context.obj
    preset = find_team(team)
    wanted = _files_in(out)
    outputs.prepare(wanted)
    folder = session.settings.roads
    with watching(session, seconds=seconds) as watch:
        watch.begin("roads")
        network = library.open_network(roads or preset.roads, folder=folder)
        watch.begin("make")
        roster, day = _make(preset, network, date=_pick_date(preset, date), seed=seed)
        files.write_day(day, out / "day.json")
        plan = make_plan(session, watch, day, limits=Limits(seconds=seconds, seed=seed))
        watch.begin("write")
        written = [
            out / "day.json",
            *outputs.write(day, plan, wanted, settings=session.settings, language=session.language, stamp=now()),
        ]
    document = {"team": team, "plan": files.plan_document(plan), "files": [str(path) for path in written]}
    heading = Text(plain(f"{getattr(preset.name, session.language)}, {day.date}"), style="bold")
    session.answer(document, heading, *sheets.show_plan(session, day, plan))
    tell_files(session, written)
    if serve:
        made = Rendered(
            plan=files.plan_document(plan),
            geojson=json.loads((out / "plan.geojson").read_text(encoding="utf-8")),
            page=(out / "plan.html").read_text(encoding="utf-8"),
        )
        day_document = json.loads((out / "day.json").read_text(encoding="utf-8"))
        session.tell(session.say("phase.past"))
        past = tuple(live_through(preset, roster, before=min(day.date, _today()), seed=seed, folder=folder))
        shown = serving.Shown(day=day_document, made=made, roster=roster, past=past)
        serving.serve(with_own_store(session, out), port=port, shown=shown)


def _make(team: Team, network: RoadNetwork, *, date: dt.date, seed: int) -> tuple[Roster, Day]:
    """Make a team's registry, and the day that it makes of a date: the plan and the mornings are of the same people."""
    making.check_open(team, date)
    roster = make_roster(team, network, date=date, seed=seed)
    return roster, due(roster, date)


def live_through(team: Team, roster: Roster, *, before: dt.date, seed: int, folder: Path) -> Iterator[serving.Past]:
    """Make the weeks before a date: each day planned by the first rounds of a search, and told of as if it had been."""
    rng = np.random.default_rng([before.toordinal(), seed % 2**32])
    for date in (before - dt.timedelta(days=days) for days in range(_PAST_DAYS, 0, -1)):
        if team.cars_on(date):
            day = due(roster, date)
            plan = planning.plan_day(day, folder=folder, limits=replace(_GLANCE, seed=seed))
            yield serving.Past(day=day, plan=plan, told=bygone.tell_day(plan, rng=rng))


def with_own_store(session: Session, folder: Path) -> Session:
    """Have a demo's service begin with nothing but the demo, and leave the paper of another's plans alone."""
    database = folder.absolute() / "hemrutt.db"
    for name in ("", "-wal", "-shm", "-journal", "-anchor"):
        database.with_name(database.name + name).unlink(missing_ok=True)
    paper = None if session.settings.paper is None else folder.absolute() / "paper"
    return replace(session, settings=replace(session.settings, database=f"sqlite:///{database}", paper=paper))


def _files_in(folder: Path) -> Wanted:
    forms = {name: folder / f"plan.{name}" for name in ("geojson", "html", "png", "pdf")}
    return Wanted(plan=folder / "plan.json", forms={**forms, "csv": folder / "stops.csv", "ics": folder / "ics"})


def _pick_date(team: Team, given: dt.datetime | None) -> dt.date:
    """Give the date asked for, else the team's next day from tomorrow on."""
    if given is not None:
        return given.date()
    return team.next_day(_today() + dt.timedelta(days=1))


def _today() -> dt.date:
    return now().astimezone().date()
