"""The outlook of a running day: what is foretold is what comes, if nothing more is told."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scheduler import outlook
from scheduler.day import Break, Day, Kind, TravelTable
from scheduler.events import Arrived, CarGone, CarLate, Done, EnRoute, Event, Longer, Started
from scheduler.outlook import Alert, CarAhead, Outlook
from scheduler.plan import Plan, Route
from scheduler.progressing import day_at
from scheduler.replanning import carry_on
from tests.scheduler.running_days import NOWHERE, planned, random_day
from tests.scheduler.test_experimenting import CAR, MINUTE, VISIT, at, make_day, plan, window

FIRST = replace(VISIT, windows=window("09:00", "09:00"))
SECOND = replace(VISIT, id="v2", windows=window("10:00", "14:00"))
THIRD = replace(VISIT, id="v3", windows=window("10:30", "10:45"))
REST = (Break(earliest=at("12:00"), latest=at("13:00"), duration_s=30 * MINUTE),)


def look(made: Day, stated: Plan, *events: Event, now: str) -> Outlook:
    """Look at a day at an instant, with what was told by then."""
    known = carry_on(made, stated, events, at=events[-1].time, folder=NOWHERE) if events else None
    day, carried = (made, stated) if known is None else (known.day, known.plan)
    return outlook.look_ahead(day, carried, stated, at=at(now), folder=NOWHERE)


def only_car(seen: Outlook) -> CarAhead:
    (car,) = seen.cars
    return car


@pytest.mark.parametrize(
    ("told", "now"),
    [
        ((), "09:10"),
        ((Longer(time=at("09:10"), visit="v1", duration_s=55 * MINUTE),), "09:15"),
        ((CarLate(time=at("09:10"), car="c1", delay_s=40 * MINUTE),), "09:15"),
        ((Started(time=at("09:20"), visit="v1"),), "09:25"),
    ],
    ids=["nothing", "longer", "car late", "late start"],
)
def test_what_is_foretold_is_what_comes(told: tuple[Event, ...], now: str) -> None:
    made = make_day(FIRST, SECOND, THIRD, cars=(replace(CAR, breaks=REST),))
    stated = plan(made)
    seen = only_car(look(made, stated, *told, now=now))
    evening = day_at(made, stated, told, at=at("18:00"), folder=NOWHERE).day.running
    assert evening is not None
    came = {stop.visit: stop.start for past in evening.cars for stop in past.stops if stop.visit is not None}
    assert len(came) == 3
    assert {one.visit: one.start for one in seen.visits} == came


def test_who_will_be_late_is_told_with_what_people_were_told() -> None:
    made = make_day(FIRST, SECOND)
    stated = plan(made)
    told = Longer(time=at("09:10"), visit="v1", duration_s=120 * MINUTE)
    seen = look(made, stated, told, now="09:15")
    (_, late) = only_car(seen).visits
    assert (late.visit, late.told, late.start, late.shift_s) == ("v2", at("10:00"), at("11:00"), 3600)
    assert seen.alerts == (Alert(kind="late", car="c1", visit="v2", seconds=3600),)
    before = look(made, stated, replace(told, duration_s=30 * MINUTE), now="09:15")
    assert before.alerts == ()


def test_a_visit_that_loses_its_place_a_break_and_overtime_are_told() -> None:
    car = replace(CAR, breaks=REST, shift=replace(CAR.shift, max_overtime_s=7200))
    made = make_day(FIRST, THIRD, replace(SECOND, id="v4", windows=window("12:00", "15:55")), cars=(car,))
    stated = plan(made)
    told = Longer(time=at("09:10"), visit="v1", duration_s=360 * MINUTE)
    seen = look(made, stated, told, now="09:15")
    kinds = {(alert.kind, alert.visit) for alert in seen.alerts}
    assert {("missed", "v3"), ("late", "v4"), ("break", None), ("overtime", None)} == kinds
    overtime = next(alert for alert in seen.alerts if alert.kind == "overtime")
    assert overtime.seconds == only_car(seen).overtime_s > 0


def test_where_a_car_is_follows_what_is_told() -> None:
    made = make_day(FIRST, SECOND)
    stated = plan(made)
    places = []
    for events, now in (
        ((), "08:10"),
        ((EnRoute(time=at("08:40"), visit="v1"),), "08:45"),
        ((Started(time=at("09:00"), visit="v1"),), "09:05"),
        ((Done(time=at("09:30"), visit="v1", start=at("09:00")), Arrived(time=at("09:40"), visit="v2")), "09:45"),
        ((Done(time=at("10:30"), visit="v2", start=at("10:00")),), "10:35"),
        ((CarGone(time=at("09:10"), car="c1", since=at("09:10")),), "09:45"),
    ):
        car = only_car(look(made, stated, *events, now=now))
        places.append((car.where, car.location, car.heading, car.following))
    assert places == [
        ("start", "base", None, "v1"),
        ("driving", "base", "v1", "v2"),
        ("visit", "home", "v1", "v2"),
        ("driving", "home", "v2", None),
        ("done", "home", None, None),
        ("gone", "home", None, None),
    ]


def test_before_the_day_begins_all_is_as_planned() -> None:
    made = make_day(FIRST, SECOND)
    seen = outlook.look_ahead(made, plan(made), plan(made), at=None, folder=NOWHERE)
    assert seen.at is None
    assert [one.shift_s for one in only_car(seen).visits] == [0, 0]
    assert isinstance(only_car(seen).home, dt.datetime)


def test_a_break_before_the_car_left_is_not_taken_again() -> None:
    rest = (Break(earliest=at("08:00"), latest=at("08:00"), duration_s=30 * MINUTE),)
    made = make_day(FIRST, SECOND, cars=(replace(CAR, breaks=rest),))
    stated = plan(made)
    seen = look(made, stated, Done(time=at("09:30"), visit="v1", start=at("09:00")), now="09:40")
    assert [(one.visit, one.shift_s) for one in only_car(seen).visits] == [("v2", 0)]
    assert not any(alert.kind == "break" for alert in seen.alerts)


def test_who_is_told_to_be_there_begins_and_has_not_lost_the_visit() -> None:
    made = make_day(FIRST, replace(SECOND, windows=window("10:00", "12:00")))
    seen = look(made, plan(made), Arrived(time=at("10:10"), visit="v2"), now="12:30")
    assert not any(alert.kind == "missed" for alert in seen.alerts)


@pytest.mark.parametrize("seed", range(40))
def test_no_car_is_anywhere_sooner_than_it_can_drive_there_whenever_the_plan_was_made_anew(seed: int) -> None:
    """A version takes over what nobody told of as begun; a car that is told to be elsewhere has yet to drive there."""
    rng = random.Random(seed)
    made = random_day(rng)
    stated = planned(made)
    now = at("09:00") + dt.timedelta(minutes=rng.randrange(180))
    going_on = carry_on(made, stated, (), at=now, folder=NOWHERE)
    made, stated = going_on.day, going_on.plan
    assert made.running is not None
    begun = [[stop.visit for stop in past.stops if stop.visit is not None] for past in made.running.cars]
    now += dt.timedelta(minutes=rng.randrange(20))
    events = [Done(time=now, visit=visits[-2]) for visits in begun if len(visits) > 1]
    going_on = carry_on(made, stated, events, at=now, folder=NOWHERE)
    for route in going_on.plan.routes:
        assert list(too_soon(going_on.day, route)) == []


def too_soon(made: Day, route: Route) -> Iterator[str]:
    """Name the visits of a route that begin before it can have come there from the one before."""
    homes = {visit.id: made.patient(visit.patient).location for visit in made.visits if visit.kind is Kind.HOME}
    table = made.travel
    assert isinstance(table, TravelTable)
    place: str | None = None
    free: dt.datetime | None = None
    for stop in route.stops:
        if stop.visit is None or stop.start is None or stop.end is None:
            continue
        there = homes.get(stop.visit, place)
        if place is not None and there is not None and free is not None:
            drive = table.modes["car"].seconds[table.locations.index(place), table.locations.index(there)]
            if stop.start < free + dt.timedelta(seconds=int(drive)):
                yield stop.visit
        place, free = there, stop.end


@pytest.mark.parametrize("told", [EnRoute, Arrived])
@pytest.mark.parametrize("now", ["10:50", "10:55"])
def test_a_crew_that_goes_to_a_visit_too_late_keeps_it_and_that_is_minded(
    told: type[EnRoute | Arrived], now: str
) -> None:
    made = make_day(FIRST, THIRD, replace(SECOND, id="v4", windows=window("12:00", "15:55")))
    stated = plan(made)
    going = told(time=at("10:50"), visit="v3")
    seen = look(made, stated, Longer(time=at("10:40"), visit="v1", duration_s=100 * MINUTE), going, now=now)
    (late, _) = only_car(seen).visits
    assert (late.visit, late.start >= at("10:50")) == ("v3", True)
    assert [(one.kind, one.visit) for one in seen.alerts] == [("late", "v3")]
