"""Planning a running day anew: what has happened stays, the rest keeps the rules and changes as little as it may."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from scheduler import checking, comparing, files, replanning
from scheduler.day import Day
from scheduler.events import CrewIll, Event
from scheduler.plan import Plan
from scheduler.replanning import Freedom, Replanned
from tests.scheduler.running_days import LIMITS, MINUTE, NOWHERE, at, dt, planned, random_day, random_events

Places = dict[str, tuple[str, dt.datetime]]


def places(plan: Plan) -> Places:
    """Give car and start of each planned visit."""
    return {
        stop.visit: (route.car, stop.start)
        for route in plan.routes
        for stop in route.stops
        if stop.visit is not None and stop.start is not None
    }


def replan(day: Day, plan: Plan, events: Sequence[Event], now: dt.datetime, freedom: Freedom) -> Replanned:
    return replanning.replan_day(day, plan, events, at=now, folder=NOWHERE, limits=LIMITS, freedom=freedom)


def hard_faults(day: Day, plan: Plan) -> list[str]:
    findings = checking.check_plan(day, plan, folder=NOWHERE, language="en")
    return [finding.text for finding in findings if finding.hard]


def facts_of(day: Day) -> Places:
    assert day.running is not None
    return {
        stop.visit: (past.car, stop.start) for past in day.running.cars for stop in past.stops if stop.visit is not None
    }


def assert_past_holds(made: Replanned, now: dt.datetime) -> None:
    """Hold what has begun where it was, what a car drives to next, and nothing else before now."""
    facts, after = facts_of(made.day), places(made.plan)
    assert made.day.running is not None
    assert {visit: after[visit] for visit in facts} == facts
    assert all(start >= now for visit, (_, start) in after.items() if visit not in facts)
    for past in made.day.running.cars:
        ahead = [(start, visit) for visit, (car, start) in after.items() if car == past.car and visit not in facts]
        if past.heading in after:
            assert min(ahead)[1] == past.heading


def assert_freedom_kept(before: Places, made: Replanned, events: Sequence[Event], freedom: Freedom) -> None:
    facts, after = facts_of(made.day), places(made.plan)
    assert made.day.running is not None
    gone = {past.car for past in made.day.running.cars if past.gone}
    is_weaker = any(isinstance(event, CrewIll) for event in events)
    kept = {visit: before[visit] for visit in before if visit in after and visit not in facts}
    if freedom is not Freedom.CARS and not is_weaker:
        assert all(after[visit][0] == car for visit, (car, _) in kept.items() if car not in gone)
    if freedom is Freedom.TIMES:
        for car in {car for car, _ in kept.values()}:
            order = sorted((start, visit) for visit, (own, start) in kept.items() if own == car == after[visit][0])
            starts = [after[visit][1] for _, visit in order]
            assert starts == sorted(starts)


@pytest.mark.parametrize("freedom", Freedom)
@pytest.mark.parametrize("seed", range(12))
def test_a_day_goes_on_after_whatever_happens(seed: int, freedom: Freedom) -> None:
    rng = random.Random(seed)
    day = random_day(rng)
    plan, now = planned(day), at("07:40") + rng.randrange(0, 400) * MINUTE
    for _ in range(2):
        events = random_events(rng, day, plan, now)
        made = replan(day, plan, events, now, freedom)
        assert hard_faults(made.day, made.plan) == []
        assert made.plan.version == plan.version + 1
        assert_past_holds(made, now)
        assert_freedom_kept(places(plan), made, events, freedom)
        read = files.parse_day(files.day_document(made.day), file="day.json")
        assert replace(read, travel=None) == replace(made.day, travel=None)
        assert files.parse_plan(files.plan_document(made.plan), file="plan.json") == made.plan
        day, plan, now = made.day, made.plan, now + rng.randrange(5, 120) * MINUTE


@pytest.mark.parametrize("freedom", Freedom)
def test_without_events_nothing_changes(freedom: Freedom) -> None:
    day = random_day(random.Random(3))
    plan = planned(day)
    made = replan(day, plan, (), at("11:00"), freedom)
    assert comparing.compare(plan, made.plan).is_empty
    assert replace(made.plan, version=plan.version, status=plan.status) == plan
    assert made.day == day
