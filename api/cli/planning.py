"""``hemrutt plan``: a day becomes a plan."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api import outputs
from api.cli import sheets
from api.cli.progress import Watch, watching
from api.cli.session import Session
from api.outputs import Wanted
from scheduler import files, planning
from scheduler.day import Day, Preset
from scheduler.plan import Plan
from solver import apart
from solver.limits import Limits

DayPath = Annotated[Path, typer.Argument(help="cli.argument.day", metavar="DAY")]
DateOption = Annotated[dt.datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="cli.option.date")]
SeedOption = Annotated[int, typer.Option(min=0, max=2**31 - 1, help="cli.option.seed")]
WorkersOption = Annotated[int, typer.Option(min=1, max=64, help="cli.option.workers")]
BoundOption = Annotated[bool, typer.Option("--bound", help="cli.option.bound")]
GapOption = Annotated[float | None, typer.Option(min=0, metavar="SHARE", help="cli.option.gap")]
StallOption = Annotated[int | None, typer.Option(min=0, help="cli.option.stall")]
SecondsOption = Annotated[float, typer.Option(min=0.1, max=86_400, help="cli.option.seconds")]


def plan_command(
    context: typer.Context,
    day: DayPath,
    *,
    out: Annotated[Path, typer.Option(help="cli.option.out")],
    seconds: SecondsOption = 10.0,
    iterations: Annotated[int | None, typer.Option(min=0, help="cli.option.iterations")] = None,
    seed: SeedOption = 1,
    workers: WorkersOption = 1,
    bound: BoundOption = False,
    gap: GapOption = None,
    stall: StallOption = None,
    start: Annotated[Path | None, typer.Option(help="cli.option.start", metavar="PLAN")] = None,
    preset: Annotated[Preset | None, typer.Option(help="cli.option.preset")] = None,
    date: DateOption = None,
    geojson: Annotated[Path | None, typer.Option(help="cli.option.geojson")] = None,
    html: Annotated[Path | None, typer.Option(help="cli.option.html")] = None,
    png: Annotated[Path | None, typer.Option(help="cli.option.png")] = None,
    ics: Annotated[Path | None, typer.Option(help="cli.option.ics", metavar="DIR")] = None,
    csv: Annotated[Path | None, typer.Option(help="cli.option.csv")] = None,
) -> None:
    """Plan a day and write the plan with the files asked for."""
    session: Session = context.obj
    forms = {"geojson": geojson, "html": html, "png": png, "csv": csv, "ics": ics}
    wanted = Wanted(plan=out, forms=forms)
    outputs.prepare(wanted)
    with watching(session, seconds=seconds) as watch:
        watch.begin("read")
        asked = read_day(day, date=date, preset=preset)
        first = None if start is None else files.read_plan(start)
        limits = Limits(
            seconds=seconds, iterations=iterations, seed=seed, workers=workers, bound=bound, gap=gap, stall=stall
        )
        plan = make_plan(session, watch, asked, limits=limits, start=first)
        watch.begin("write")
        written = outputs.write(asked, plan, wanted, settings=session.settings, language=session.language, stamp=now())
    session.answer(files.plan_document(plan), *sheets.show_plan(session, asked, plan))
    tell_files(session, written)


def read_day(path: Path, *, date: dt.datetime | None = None, preset: Preset | None = None) -> Day:
    """Read a day, with the preset in place of its own where one is given."""
    day = files.read_day(path, date=None if date is None else date.date())
    return day if preset is None else replace(day, weights=replace(day.weights, preset=preset))


def make_plan(session: Session, watch: Watch, day: Day, *, limits: Limits, start: Plan | None = None) -> Plan:
    """Plan a day and tell how it goes."""
    watch.begin("plan")
    return planning.plan_day(
        day,
        folder=session.settings.roads,
        limits=limits,
        language=session.language,
        start=start,
        on_progress=watch.search,
        stop=watch.is_stopped,
        solver=functools.partial(apart.solve_apart, waiting=session.searcher),
    )


def now() -> dt.datetime:
    """Look at the clock: nothing behind the command line does."""
    return dt.datetime.now(dt.UTC)


def tell_files(session: Session, written: list[Path]) -> None:
    """Tell where the files are."""
    for path in written:
        session.tell(session.say("written", path=path))
