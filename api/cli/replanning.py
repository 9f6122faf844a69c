"""``hemrutt replan``: a running day goes on after what has happened in it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

import typer

from api import documents, outputs, writing
from api.cli import changes, sheets
from api.cli.calling import read_moment
from api.cli.checking import PlanPath
from api.cli.planning import DateOption, DayPath, SecondsOption, SeedOption, WorkersOption, now, read_day, tell_files
from api.cli.progress import Watch, watching
from api.cli.refusals import RefusedError
from api.cli.session import Session
from api.outputs import Wanted
from scheduler import calling, comparing, files, replanning
from scheduler.day import Day
from scheduler.events import Event
from scheduler.plan import Plan
from scheduler.replanning import Freedom, Replanned
from scheduler.texts.translations import tell
from solver import apart
from solver.limits import Limits


def replan_command(
    context: typer.Context,
    day: DayPath,
    plan: PlanPath,
    events: Annotated[Path, typer.Argument(help="changes.argument.events", metavar="EVENTS")],
    *,
    at: Annotated[str, typer.Option(help="changes.at", metavar="TIME")],
    out: Annotated[Path, typer.Option(help="cli.option.out")],
    out_day: Annotated[Path | None, typer.Option("--out-day", help="changes.out_day")] = None,
    freedom: Annotated[Freedom, typer.Option(help="changes.freedom")] = Freedom.CARS,
    seconds: SecondsOption = 10.0,
    iterations: Annotated[int | None, typer.Option(min=0, help="cli.option.iterations")] = None,
    seed: SeedOption = 1,
    workers: WorkersOption = 1,
    date: DateOption = None,
    geojson: Annotated[Path | None, typer.Option(help="cli.option.geojson")] = None,
    html: Annotated[Path | None, typer.Option(help="cli.option.html")] = None,
    png: Annotated[Path | None, typer.Option(help="cli.option.png")] = None,
) -> None:
    """Plan what is left of a day anew and show the difference."""
    session: Session = context.obj
    wanted = Wanted(plan=out, forms={"geojson": geojson, "html": html, "png": png})
    outputs.prepare(wanted)
    writing.prepare_all((out_day,))
    with watching(session, seconds=seconds) as watch:
        watch.begin("read")
        asked, stated = read_day(day, date=date), files.read_plan(plan)
        limits = Limits(seconds=seconds, iterations=iterations, seed=seed, workers=workers)
        made = _replan(session, watch, asked, stated, events, at=at, freedom=freedom, limits=limits)
        watch.begin("write")
        written = outputs.write(
            made.day, made.plan, wanted, settings=session.settings, language=session.language, stamp=now()
        )
        if out_day is not None:
            files.write_day(made.day, out_day)
            written.append(out_day)
    difference = comparing.compare(stated, made.plan.in_language(session.language))
    document = {
        "plan": files.plan_document(made.plan),
        "difference": tell(documents.difference_document(difference, made.plan), session.language),
    }
    shown = (*sheets.show_plan(session, made.day, made.plan), *changes.show_difference(session, difference, made.plan))
    session.answer(document, *shown)
    tell_files(session, written)


def _replan(
    session: Session,
    watch: Watch,
    day: Day,
    stated: Plan,
    events: Path,
    *,
    at: str,
    freedom: Freedom,
    limits: Limits,
) -> Replanned:
    """Plan anew and tell how it goes."""
    moment, folder = read_moment(at, day), session.settings.roads
    if day.running is not None and moment < day.running.at:
        raise RefusedError("before_running", place="--at", at=at)
    happened: tuple[Event, ...] = files.read_events(
        events, day, stated, at=moment, find_place=lambda text: calling.find_place(day, text, folder=folder)
    )

    watch.begin("plan")
    return replanning.replan_day(
        day,
        stated,
        happened,
        at=moment,
        folder=folder,
        limits=limits,
        freedom=freedom,
        language=session.language,
        on_progress=watch.search,
        stop=watch.is_stopped,
        solver=functools.partial(apart.solve_apart, waiting=session.searcher),
    )
