"""Random days with their plans, and random events of such a day."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import numpy as np

from scheduler import clock, planning
from scheduler.call import Call
from scheduler.day import (
    Break,
    Car,
    Day,
    Fixed,
    Gap,
    Kind,
    Location,
    Matrix,
    Patient,
    Rules,
    Shift,
    Staff,
    Together,
    TravelTable,
    Visit,
    Window,
)
from scheduler.events import (
    Added,
    Arrived,
    Cancelled,
    CarGone,
    CarLate,
    CrewIll,
    Delayed,
    Done,
    EnRoute,
    Event,
    Longer,
    NobodyHome,
    Started,
    ToHospital,
)
from scheduler.plan import Plan, Route
from solver.limits import Limits

DATE = dt.date(2026, 11, 23)
LIMITS = Limits(seconds=60, iterations=60)
MINUTE = dt.timedelta(minutes=1)
NOWHERE = Path("nowhere")


def at(text: str) -> dt.datetime:
    return clock.read_instant(text, date=DATE, timezone="Europe/Stockholm")


def random_day(rng: random.Random, *, visits: int = 8, cars: int = 3) -> Day:
    """Make a day that mixes windows, skills, groups, gaps, breaks, calls by phone and fixed visits."""
    places = ["base", *(f"l{number}" for number in range(visits - 1))]
    patients = [f"p{number}" for number in range(visits - 1)]
    wanted = [_visit(rng, number, rng.choice(patients)) for number in range(visits)]
    keys = [visit.id for visit in wanted]
    rng.shuffle(keys)
    return Day(
        date=DATE,
        team="test",
        travel=_travel(rng, places),
        locations=tuple(Location(id=key, lat=63.8, lon=20.2) for key in places),
        staff=tuple(
            Staff(id=f"s{number}", name=f"S{number}", profession=rng.choice(["nurse", "doctor"]))
            for number in range(cars + 1)
        ),
        cars=tuple(_car(rng, number) for number in range(cars)),
        patients=tuple(
            Patient(id=key, location=places[number + 1], contact_staff=frozenset(rng.sample(["s0", "s1"], 1)))
            for number, key in enumerate(patients)
        ),
        visits=tuple(wanted),
        together=(Together(id="g", visits=tuple(keys[:2])),) if rng.random() < 0.5 else (),
        gaps=(Gap(before=keys[2], after=keys[3], min_s=rng.choice([0, 1800])),) if rng.random() < 0.5 else (),
        fixed=(Fixed(visit=keys[4], car="c0"),) if rng.random() < 0.3 else (),
        rules=Rules(min_gap_same_patient_s=rng.choice([0, 1800])),
    )


def _visit(rng: random.Random, number: int, patient: str) -> Visit:
    begin = at(f"{rng.randint(8, 13):02}:{rng.choice(['00', '30'])}")
    window = Window(start=begin, end=begin + rng.choice([60, 120, 240]) * MINUTE)
    return Visit(
        id=f"v{number}",
        patient=patient,
        duration_s=rng.choice([600, 1200, 2400]),
        setup_s=rng.choice([0, 300]),
        windows=(window,) if rng.random() < 0.6 else (),
        skills=frozenset({"nurse"}) if rng.random() < 0.2 else frozenset(),
        priority=rng.choice([0, 1, 3]),
        kind=Kind.PHONE if rng.random() < 0.15 else Kind.HOME,
        demand={"bags": rng.choice([1, 2])} if rng.random() < 0.3 else {},
    )


def _car(rng: random.Random, number: int) -> Car:
    begin = at(rng.choice(["07:30", "08:00", "09:00"]))
    rest = Break(earliest=at("11:00"), latest=at(rng.choice(["11:30", "13:00"])), duration_s=1800)
    return Car(
        id=f"c{number}",
        start="base",
        end=rng.choice(["base", "base", None]),
        crew=(f"s{number}",) if rng.random() < 0.7 else (f"s{number}", f"s{number + 1}"),
        shift=Shift(start=begin, end=begin + 8 * 60 * MINUTE, max_overtime_s=rng.choice([0, 1800])),
        breaks=(rest,) if rng.random() < 0.6 else (),
        max_visits=rng.choice([None, None, 5]),
        capacity={"bags": 6},
    )


def _travel(rng: random.Random, places: list[str]) -> TravelTable:
    points = [(rng.random(), rng.random()) for _ in places]
    seconds = np.array(
        [[60 * round(30 * (abs(a - c) + abs(b - d))) for c, d in points] for a, b in points], dtype=np.int64
    )
    return TravelTable(locations=tuple(places), modes={"car": Matrix(seconds=seconds, metres=seconds * 12)})


def planned(day: Day) -> Plan:
    return planning.plan_day(day, folder=NOWHERE, limits=LIMITS)


def random_events(rng: random.Random, day: Day, plan: Plan, now: dt.datetime) -> list[Event]:
    """Make events up to an instant: some cars tell what they did, and some things go wrong."""
    events: list[Event] = []
    told = rng.random()
    for route in plan.routes:
        late = 0
        for stop in route.stops:
            if stop.visit is None or stop.start is None or stop.end is None:
                continue
            late = max(0, late + rng.choice([-5, 0, 0, 10, 25]))
            start, end = stop.start + late * MINUTE, stop.end + (late + rng.choice([-4, 0, 7])) * MINUTE
            if rng.random() < told and start < now:
                events.append(Started(time=start, visit=stop.visit))
            if rng.random() < told and start < end <= now:
                events.append(Done(time=end, visit=stop.visit))
        events += _on_the_way(rng, route, events, now)
    began = {event.visit for event in events if isinstance(event, Started | Done)}
    open_visits = [visit.id for visit in day.visits if visit.id not in began]
    for _ in range(rng.choice([1, 1, 2, 3])):
        made = _mishap(rng, day, open_visits, now)
        if made is not None:
            events.append(made)
    rng.shuffle(events)
    return events


def _on_the_way(rng: random.Random, route: Route, told: list[Event], now: dt.datetime) -> list[Event]:
    """Tell now and then that a car has left for its next visit, and that it is there."""
    last = max((event.time for event in told if isinstance(event, Started | Done)), default=at("07:00"))
    ahead = [stop.visit for stop in route.stops if stop.visit and stop.start and stop.start > now]
    if not ahead or rng.random() < 0.6 or last > now - 2 * MINUTE:
        return []
    left = EnRoute(time=max(last, now - rng.choice([2, 20]) * MINUTE), visit=ahead[0])
    return [left, Arrived(time=now - MINUTE, visit=ahead[0])] if rng.random() < 0.4 else [left]


def _mishap(rng: random.Random, day: Day, open_visits: list[str], now: dt.datetime) -> Event | None:
    car, time = rng.choice(day.cars).id, now - rng.choice([0, 0, 10, 40]) * MINUTE
    visit = rng.choice(open_visits) if open_visits else None
    patient = rng.choice(day.patients).id
    asked = Visit(id=f"n{rng.randrange(10**6)}", patient=patient, duration_s=900, priority=2)
    of_cars: list[Event] = [
        CarLate(time=time, car=car, delay_s=rng.choice([600, 2400])),
        CarLate(time=time, car=car, location="l0", free=now + 10 * MINUTE),
        CarGone(time=time, car=car, since=time),
        CarGone(time=time, car=car, since=now + 90 * MINUTE),
        CrewIll(time=time, staff=rng.choice(day.staff).id),
        ToHospital(time=time, patient=patient),
        Added(time=time, call=Call(visit=asked)),
    ]
    if visit is None:
        return rng.choice(of_cars)
    of_visits: list[Event] = [
        Cancelled(time=time, visit=visit),
        NobodyHome(time=time, visit=visit),
        NobodyHome(time=time, visit=visit, again=now + 60 * MINUTE),
        Longer(time=time, visit=visit, duration_s=3000),
        Delayed(time=time, visit=visit, not_before=now + rng.choice([-20, 30, 120]) * MINUTE),
    ]
    return rng.choice([*of_cars, *of_visits])
