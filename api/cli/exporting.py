"""``hemrutt export``: a plan in other forms, for paper, spreadsheets, navigators, calendars and record systems."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import outputs
from api.cli.checking import PlanPath
from api.cli.planning import DateOption, DayPath, now, read_day, tell_files
from api.cli.refusals import RefusedError
from api.cli.session import Session
from api.outputs import Wanted
from scheduler import files
from scheduler.day import Day
from scheduler.plan import Plan


def export_command(
    context: typer.Context,
    day: DayPath,
    plan: PlanPath,
    *,
    date: DateOption = None,
    pdf: Annotated[Path | None, typer.Option(help="cli.option.pdf")] = None,
    sheets: Annotated[Path | None, typer.Option(help="cli.option.sheets", metavar="DIR")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="cli.option.xlsx")] = None,
    gpx: Annotated[Path | None, typer.Option(help="cli.option.gpx", metavar="DIR")] = None,
    fhir: Annotated[Path | None, typer.Option(help="cli.option.fhir")] = None,
    geojson: Annotated[Path | None, typer.Option(help="cli.option.geojson")] = None,
    html: Annotated[Path | None, typer.Option(help="cli.option.html")] = None,
    png: Annotated[Path | None, typer.Option(help="cli.option.png")] = None,
    ics: Annotated[Path | None, typer.Option(help="cli.option.ics", metavar="DIR")] = None,
    csv: Annotated[Path | None, typer.Option(help="cli.option.csv")] = None,
) -> None:
    """Write a plan in the forms asked for."""
    session: Session = context.obj
    forms = {
        "pdf": pdf, "sheets": sheets, "xlsx": xlsx, "gpx": gpx, "fhir": fhir, "geojson": geojson, "html": html,
        "png": png, "ics": ics, "csv": csv,
    }  # fmt: skip
    if not any(forms.values()):
        raise RefusedError("no_form", options=", ".join(f"--{name}" for name in forms))
    wanted = Wanted(forms=forms)
    outputs.prepare(wanted)
    asked, stated = read_day(day, date=date), files.read_plan(plan)
    if not _is_of(asked, stated):
        raise RefusedError("other_day", place=str(plan))
    written = outputs.write(asked, stated, wanted, settings=session.settings, language=session.language, stamp=now())
    session.answer({"files": [str(path) for path in written]})
    tell_files(session, written)


def _is_of(day: Day, plan: Plan) -> bool:
    """Tell whether a plan speaks of a day's own cars, visits and places; whether it is right, ``check`` tells."""
    stops = [stop for route in plan.routes for stop in route.stops]
    told = {stop.visit for stop in stops} | {left.visit for left in plan.unassigned}
    return (
        (plan.date, plan.team) == (day.date, day.team)
        and {route.car for route in plan.routes} <= {car.id for car in day.cars}
        and told <= {visit.id for visit in day.visits} | {None}
        and {stop.location for stop in stops} <= {place.id for place in day.locations} | {None}
    )
