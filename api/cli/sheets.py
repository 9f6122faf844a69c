"""Run sheets and summaries as tables of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from api.cli import figures
from api.cli.session import Session, plain
from scheduler.day import Car, Day
from scheduler.plan import Plan, Route, Stop, Unassigned, time_of


def show_plan(session: Session, day: Day, plan: Plan) -> Iterator[RenderableType]:
    """Show a plan: a sheet for each car, what is left out and why, the figures."""
    plan, cars = plan.in_language(session.language), {car.id: car for car in day.cars}
    for route in plan.routes:
        if any(stop.kind == "visit" for stop in route.stops):
            yield _sheet(session, day, plan, route, cars[route.car])
            yield ""
    idle = [car.id for car in day.cars if car.id not in {route.car for route in plan.routes}]
    if idle:
        yield Text(plain(session.say("sheet.idle", cars=", ".join(idle))), style="dim")
    if plan.unassigned:
        yield show_unassigned(session, plan.unassigned)
    yield show_figures(session, plan)
    yield from _notes(session, plan)


def show_unassigned(session: Session, unassigned: Sequence[Unassigned]) -> Table:
    """Show the visits that are in no route, with the reasons."""
    title = session.say("unassigned.title", count=len(unassigned))
    table = session.table("unassigned.visit", "unassigned.reason", "unassigned.help", title=title)
    for left in unassigned:
        for number, reason in enumerate(left.reasons):
            name = plain(left.visit) if number == 0 else ""
            table.add_row(name, plain(reason.text), plain(reason.would_help or "–"))
        if not left.reasons:
            table.add_row(plain(left.visit), "–", "–")
    return table


def show_figures(session: Session, plan: Plan) -> Table:
    """Show the sums of a plan and what its cost is made of."""
    language = session.language
    table = Table.grid(padding=(0, 2))
    kpis = plan.kpis
    table.add_row(
        session.say("figures.visits"), f"{kpis.visits_planned} / {kpis.visits_planned + kpis.visits_unassigned}"
    )
    table.add_row(
        session.say("figures.driving"),
        f"{figures.hours(kpis.drive_s)} h, {figures.number(kpis.drive_m / 1000, language, decimals=1)} km",
    )
    table.add_row(session.say("figures.care_share"), f"{kpis.care_share * 100:.0f} %")
    if kpis.continuity is not None:
        table.add_row(session.say("figures.continuity"), f"{kpis.continuity * 100:.0f} %")
    parts = show_parts(session, plan.cost_parts)
    table.add_row(
        session.say("figures.cost"), figures.number(plan.cost_total, language) + (f" ({parts})" if parts else "")
    )
    if plan.bound is not None:
        gap = figures.number(100 * plan.bound.gap, language, decimals=2)
        bound = figures.number(plan.bound.value, language)
        table.add_row(
            session.say("figures.bound"), session.say("figures.gap", gap=gap, bound=bound, scope=plan.bound.scope)
        )
    return table


def show_parts(session: Session, parts: Mapping[str, int]) -> str:
    """Show what a cost is made of, in one line."""
    named = ((session.say(f"cost.{name}"), value) for name, value in parts.items() if value)
    return ", ".join(f"{name} {figures.number(value, session.language)}" for name, value in named)


def _sheet(session: Session, day: Day, plan: Plan, route: Route, car: Car) -> Table:
    language = session.language
    names = {person.id: person.name for person in day.staff}
    title = session.say(
        "sheet.title",
        car=route.car,
        crew=", ".join(names.get(person, person) for person in car.crew),
        drive=figures.hours(route.drive_s),
        km=figures.number(route.drive_m / 1000, language, decimals=1),
    )
    figures_in = ("sheet.drive", "sheet.km", "sheet.wait", "sheet.slack")
    columns = ("sheet.number", "sheet.start", "sheet.end", "sheet.what", "sheet.where", *figures_in)
    table = session.table(*columns, title=plain(title), right=figures_in)
    number = 0
    for stop in sorted(route.stops, key=time_of):
        number += stop.kind == "visit"
        table.add_row(*_row(session, day, plan, stop, number))
    return table


def _row(session: Session, day: Day, plan: Plan, stop: Stop, number: int) -> Iterator[str]:
    language = session.language
    is_visit = stop.kind == "visit"
    yield str(number) if is_visit else ""
    yield figures.clock_time(time_of(stop)[0], plan)
    yield figures.clock_time(stop.end, plan) if stop.kind in {"visit", "break"} else ""
    yield plain(_name(day, stop)) if is_visit else session.say(f"sheet.kind.{stop.kind}")
    yield plain(_place(day, stop))
    yield figures.minutes(stop.drive_s, language)
    yield figures.kilometres(stop.drive_m, language)
    yield figures.minutes(stop.wait_s, language)
    yield figures.minutes(stop.slack_s, language)


def _name(day: Day, stop: Stop) -> str:
    visit = next((visit for visit in day.visits if visit.id == stop.visit), None)
    return str(stop.visit) if visit is None else f"{visit.id} ({visit.patient})"


def _place(day: Day, stop: Stop) -> str:
    place = next((place for place in day.locations if place.id == stop.location), None)
    return "" if place is None else place.address or place.id


def _notes(session: Session, plan: Plan) -> Iterator[Text]:
    if plan.estimated_times:
        yield Text(session.say("note.estimated"), style="yellow")
    if plan.roads_made:
        yield Text(session.say("note.made"), style="yellow")
    if plan.attribution:
        yield Text(plain(plan.attribution), style="dim")
    for note in plan.notes:
        yield Text(plain(note), style="yellow")
