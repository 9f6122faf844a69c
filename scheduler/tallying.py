"""What became of one day: of each visit who made it, when, and what people had been told; as little as figures need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from maps import borders
from scheduler import clock, retraction
from scheduler.clock import ClockError
from scheduler.day import Day, Kind, Patient, Visit, Window
from scheduler.plan import Kpis, Plan, Stop
from scheduler.statuses import Status

NEAR: Final = dt.timedelta(minutes=15)
"""A visit that starts no farther from what people were told is punctual."""

FORM: Final = 2
"""Which form of tally this is: what was kept in another is made again."""

Basis = Literal["told", "planned"]
"""Whether a start was told of as it happened, or is as planned."""

_OVER: Final = frozenset({Status.CANCELLED, Status.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A visit in a route: when it starts by the ``basis``, and by whose hands.

    ``in_window``, ``in_wish`` and ``near`` say whether it starts within its hard window, within the soft bounds that
    one may have, and near what people were told (None: it has no window, nobody was told); ``known`` whether a
    contact of the patient makes it (None: there is none). ``waited_s`` is how long its window had been open by then.
    """

    basis: Basis
    crew: tuple[str, ...]
    drive_s: int
    in_window: bool | None
    in_wish: bool | None
    near: bool | None
    known: bool | None
    waited_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A visit that was asked for: where (the municipality's code), and made or not.

    ``municipality`` is None by phone, where none is known, and of protected patients: even that would tell of them.
    """

    visit: str
    patient: str
    municipality: str | None
    status: Status
    made: Made | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An urgent call: seconds from when it was taken until it had a place, and until somebody was there, if they were.

    ``arrival`` says by what the latter is known.
    """

    state: str
    placed_s: int | None
    arrived_s: int | None
    arrival: Basis | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A day of a team; ``kpis`` are its newest plan's, ``visit_s`` and ``wait_s`` the sums of its routes."""

    date: dt.date
    plan: str
    asked: tuple[Asked, ...]
    kpis: Kpis
    visit_s: int
    wait_s: int
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was told of a day: starts and arrivals by visit, and how far visits have come."""

    starts: Mapping[str, dt.datetime]
    arrivals: Mapping[str, dt.datetime]
    statuses: Mapping[str, Status]


def hear(day: Day, events: Iterable[Mapping[str, Any]], statuses: Mapping[str, str]) -> Heard:
    """Take from events (`hemrutt-events/1`) when visits are told to have started, and cars to have been there."""
    starts: dict[str, dt.datetime] = {}
    arrivals: dict[str, dt.datetime] = {}
    told = list(events)
    for event in map(told.__getitem__, retraction.holding(told)):
        visit, kind = str(event.get("visit")), event["event"]
        if kind == "visit_started":
            _note(starts, day, visit, event["time"])
        elif kind == "visit_done":
            _note(starts, day, visit, event.get("start"))
        elif kind == "arrived":
            _note(arrivals, day, visit, event["time"])
    return Heard(
        starts=starts,
        arrivals=arrivals,
        statuses={visit: Status(status) for visit, status in statuses.items()},
    )


def _note(times: dict[str, dt.datetime], day: Day, visit: str, text: str | None) -> None:
    if text is None:
        return
    try:
        times[visit] = clock.read_instant(text, date=day.date, timezone=day.timezone)
    except ClockError:
        return  # events are read when they are told: a time of another day's clock change tells nothing here


def tally(
    day: Day,
    plan: Plan,
    heard: Heard,
    promised: Mapping[str, dt.datetime],
    *,
    key: str,
    calls: Sequence[Call] = (),
) -> Tally:
    """Tally a day by its newest plan, what was told, and the starts that people were promised."""
    stops = {stop.visit: (route.car, stop) for route in plan.routes for stop in route.stops if stop.visit is not None}
    crews = {car.id: car.crew for car in day.cars}
    where = _municipalities(day)
    asked = []
    for visit in day.visits:
        patient, status = day.patient(visit.patient), heard.statuses.get(visit.id, Status.PLANNED)
        made = None
        if visit.id in stops and status not in _OVER:
            car, stop = stops[visit.id]
            made = _made(visit, patient, crews[car], stop, heard, promised.get(visit.id))
        place = where.get(patient.location) if visit.kind is Kind.HOME and not patient.protected else None
        asked.append(Asked(visit=visit.id, patient=visit.patient, municipality=place, status=status, made=made))
    return Tally(
        date=day.date,
        plan=key,
        asked=(*asked, *_gone(day, heard)),
        kpis=plan.kpis,
        visit_s=sum(route.visit_s for route in plan.routes),
        wait_s=sum(route.wait_s for route in plan.routes),
        calls=tuple(calls),
    )


def _gone(day: Day, heard: Heard) -> Iterator[Asked]:
    """Give the visits that fell and that the day does not have any more; whose they were, figures need not know."""
    known = {visit.id for visit in day.visits}
    for visit, status in heard.statuses.items():
        if visit not in known and status in _OVER:
            yield Asked(visit=visit, patient="", municipality=None, status=status, made=None)


def _made(
    visit: Visit, patient: Patient, crew: tuple[str, ...], stop: Stop, heard: Heard, promise: dt.datetime | None
) -> Made:
    told = heard.starts.get(visit.id)
    start = told or stop.start
    assert start is not None, "visits in a plan have times"
    opened = [window.start for window in visit.windows if window.start <= start]
    return Made(
        basis="planned" if told is None else "told",
        crew=crew,
        drive_s=stop.drive_s or 0,
        in_window=visit.is_open(start) if visit.windows else None,
        in_wish=any(_is_wished(window, start) for window in visit.windows) if visit.windows else None,
        near=None if promise is None else abs(start - promise) <= NEAR,
        known=bool(patient.contact_staff & set(crew)) if patient.contact_staff else None,
        waited_s=round((start - max(opened)).total_seconds()) if opened else None,
    )


def _is_wished(window: Window, start: dt.datetime) -> bool:
    return (window.soft_start or window.start) <= start <= (window.soft_end or window.end)


def _municipalities(day: Day) -> dict[str, str]:
    """Give the municipality of each place, by code."""
    lats, lons = (np.array([getattr(place, axis) for place in day.locations], dtype=float) for axis in ("lat", "lon"))
    areas = borders.municipalities()
    found = zip(day.locations, borders.locate(lats, lons), strict=True)
    return {place.id: areas[int(number)].code for place, number in found if number >= 0}


def tally_call(
    *, state: str, visit: str, taken: dt.datetime, placed: dt.datetime | None, heard: Heard, plan: Plan
) -> Call:
    """Tally an urgent call."""
    told = heard.arrivals.get(visit, heard.starts.get(visit))
    stops = (stop for route in plan.routes for stop in route.stops if stop.visit == visit)
    there = told or next((stop.arrive for stop in stops), None)
    return Call(
        state=state,
        placed_s=_since(taken, placed),
        arrived_s=_since(taken, there),
        arrival=None if there is None else "planned" if told is None else "told",
    )


def _since(taken: dt.datetime, then: dt.datetime | None) -> int | None:
    """Give the seconds between two instants; None for days that are tried out, whose clock is another."""
    if then is None or then < taken:
        return None
    return round((then - taken).total_seconds())
