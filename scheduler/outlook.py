"""How the rest of a running day will go, if nothing more is told: where cars are, when they come, and what to mind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from scheduler import replanning
from scheduler.comparing import TOLERANCE_S
from scheduler.day import Car, Day
from scheduler.past import Past
from scheduler.plan import Plan, Route, Stop
from scheduler.texts import Language

LEAST_S: Final = 60
"""Seconds that are worth an alert: of overtime beyond what was planned, of coming after the last time of a visit."""

Where = Literal["start", "driving", "visit", "free", "done", "gone"]
AlertKind = Literal["late", "missed", "break", "overtime"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A visit that is under way (``begun``) or to come, as it will be.

    ``told`` is the start that the plan told people, ``shift_s`` how much later it will be (earlier: negative),
    ``late_s`` how far outside its soft window, ``slack_s`` how much later it could start with every rule kept.
    """

    visit: str
    begun: bool
    arrive: dt.datetime
    start: dt.datetime
    end: dt.datetime
    told: dt.datetime | None
    shift_s: int
    late_s: int
    slack_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CarAhead:
    """A car: what it does now, at (or on its way from) which ``location``, and what is left of its day.

    ``heading`` is what it is on its way to, or where it is; ``following`` the next visit after that. ``home`` is when
    its route ends, ``overtime_s`` what it works beyond its shift then, of which ``planned_overtime_s`` was planned.
    """

    car: str
    where: Where
    location: str
    heading: str | None
    following: str | None
    visits: tuple[Ahead, ...]
    home: dt.datetime | None
    overtime_s: int
    planned_overtime_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something to mind: a visit over 15 minutes late or with no place any more, a break, overtime; ``seconds`` of it.

    A visit is late, too, that a car goes to though its windows are over when it comes. A break that is not taken at all
    has no seconds.
    """

    kind: AlertKind
    car: str | None
    visit: str | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A running day seen from an instant."""

    at: dt.datetime | None
    cars: tuple[CarAhead, ...]
    alerts: tuple[Alert, ...]


def look_ahead(
    day: Day,
    stated: Plan,
    known: Plan,
    *,
    at: dt.datetime | None,
    folder: Path,
    language: Language = "sv",
) -> Outlook:
    """Tell how a day goes on after an instant; ``known`` is the plan that people were told of.

    Where nothing is told, it goes as planned. None as the instant: nothing has begun.

    Raises
    ------
    maps.errors.RoadsError
        The day's road network is not there or broken.
    """
    if at is not None:
        carried = replanning.carry_on(day, stated, (), at=at, folder=folder, language=language)
        day, stated = carried.day, carried.plan
    told = {stop.visit: stop.start for route in known.routes for stop in route.stops if stop.visit is not None}
    pasts = {} if day.running is None else {past.car: past for past in day.running.cars}
    before = {route.car: route for route in known.routes}
    after = {route.car: route for route in stated.routes}
    cars = tuple(_car_ahead(day, car, pasts.get(car.id), before, after, told, at) for car in day.cars)
    return Outlook(at=at, cars=cars, alerts=tuple(_alerts(day, cars, known, stated)))


def _car_ahead(
    day: Day,
    car: Car,
    past: Past | None,
    before: Mapping[str, Route],
    after: Mapping[str, Route],
    told: Mapping[str, dt.datetime | None],
    at: dt.datetime | None,
) -> CarAhead:
    route = after.get(car.id)
    begun = frozenset() if past is None else frozenset(stop.visit for stop in past.stops)
    stops = () if route is None else tuple(stop for stop in route.stops if stop.visit is not None)
    ahead = tuple(
        _ahead(stop, told.get(str(stop.visit)), begun=stop.visit in begun)
        for stop in stops
        if at is None or stop.end is None or stop.end > at
    )
    where, heading = _where(past, ahead)
    following = [one.visit for one in ahead if not one.begun and one.visit != heading]
    return CarAhead(
        car=car.id,
        where=where,
        location=_location(day, car, past),
        heading=heading,
        following=following[0] if following else None,
        visits=ahead,
        home=None if route is None else route.stops[-1].arrive,
        overtime_s=0 if route is None else route.overtime_s,
        planned_overtime_s=before[car.id].overtime_s if car.id in before else 0,
    )


def _ahead(stop: Stop, told: dt.datetime | None, *, begun: bool) -> Ahead:
    assert stop.visit is not None, "asked of visits only"
    assert stop.start is not None, "visits in a plan have times"
    assert stop.end is not None, "visits in a plan have times"
    return Ahead(
        visit=stop.visit,
        begun=begun,
        arrive=stop.arrive or stop.start,
        start=stop.start,
        end=stop.end,
        told=told,
        shift_s=0 if told is None else round((stop.start - told).total_seconds()),
        late_s=stop.late_s or 0,
        slack_s=stop.slack_s,
    )


def _where(past: Past | None, ahead: tuple[Ahead, ...]) -> tuple[Where, str | None]:
    if past is None or (past.depart is None and not past.gone):
        return "start", None
    if past.gone:
        return "gone", None
    if past.heading is not None:
        return "driving", past.heading
    now = next((one.visit for one in ahead if one.begun), None)
    if now is not None:
        return "visit", now
    return ("free" if ahead else "done"), None


def _location(day: Day, car: Car, past: Past | None) -> str:
    """Give the place where a car was last: of a visit at home, or told by itself."""
    places = {visit.id: day.patient(visit.patient).location for visit in day.visits if visit.kind == "home"}
    stops = () if past is None else past.stops
    been = (stop.location if stop.visit is None else places.get(stop.visit) for stop in reversed(stops))
    return next((place for place in been if place is not None), car.start)


def _alerts(day: Day, cars: tuple[CarAhead, ...], known: Plan, stated: Plan) -> Iterator[Alert]:
    before = {left.visit for left in known.unassigned}
    planned = {stop.visit: route.car for route in known.routes for stop in route.stops if stop.visit is not None}
    visits = {visit.id: visit for visit in day.visits}
    for left in stated.unassigned:
        if left.visit not in before:
            yield Alert(kind="missed", car=planned.get(left.visit), visit=left.visit)
    for car in cars:
        for one in car.visits:
            too_late = one.shift_s >= LEAST_S and not one.begun and not visits[one.visit].is_open(one.start)
            if too_late or one.shift_s > TOLERANCE_S:
                yield Alert(kind="late", car=car.car, visit=one.visit, seconds=one.shift_s)
        if car.overtime_s - car.planned_overtime_s > LEAST_S:
            yield Alert(kind="overtime", car=car.car, seconds=car.overtime_s)
    routes = {route.car: route for route in stated.routes}
    gone = {car.car for car in cars if car.where == "gone"}
    for asked in day.cars:
        if asked.id in routes and asked.id not in gone:
            yield from _breaks(asked, routes[asked.id])


def _breaks(car: Car, route: Route) -> Iterator[Alert]:
    """Find breaks that come too late, or not at all."""
    taken = [stop.start for stop in route.stops if stop.kind == "break" and stop.start is not None]
    due = sorted(car.breaks, key=lambda rest: (rest.latest, rest.earliest))
    for number, rest in enumerate(due):
        start = taken[number] if number < len(taken) else None
        if start is None:
            yield Alert(kind="break", car=car.id)
        elif start > rest.latest:
            yield Alert(kind="break", car=car.id, seconds=round((start - rest.latest).total_seconds()))
