"""Changes by hand: laid out as asked for, told with all that breaks, and kept by all that comes after."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from scheduler import calling, checking, evaluating, files, overriding, replanning
from scheduler.call import Call
from scheduler.checking import Finding
from scheduler.day import Day, Visit
from scheduler.evaluating import Evaluated
from scheduler.faults import BegunError, NotOverridableError
from scheduler.moving import Change, LockCar, LockVisit, MoveVisit, SwapCars, UnlockVisit
from scheduler.plan import Plan
from tests.scheduler.running_days import LIMITS, MINUTE, NOWHERE, at, dt, planned, random_day

IMPOSSIBLE = {"structure", "clock", "figure", "past", "missing", "told_twice", "other_day", "unreadable"}
"""What no layout may show: the car cannot do it, or the plan lies about it."""


def orders(plan: Plan) -> dict[str, list[str]]:
    return {route.car: [stop.visit for stop in route.stops if stop.visit is not None] for route in plan.routes}


def starts(plan: Plan) -> dict[str, dt.datetime]:
    return {
        stop.visit: stop.start
        for route in plan.routes
        for stop in route.stops
        if stop.visit is not None and stop.start is not None
    }


def evaluate(day: Day, plan: Plan, *changes: Change) -> Evaluated:
    return evaluating.evaluate_changes(day, plan, changes, folder=NOWHERE, language="en")


def hard(day: Day, plan: Plan) -> list[Finding]:
    return [finding for finding in checking.check_plan(day, plan, folder=NOWHERE, language="en") if finding.hard]


def accept(made: Evaluated) -> Plan:
    return evaluating.override(made.plan, made.hard, reason="asked for", by="lead", at=at("07:00"))


def random_change(rng: random.Random, day: Day) -> Change:
    visit, cars = rng.choice(day.visits).id, [car.id for car in day.cars]
    time = at("07:30") + rng.randrange(0, 480) * MINUTE
    return rng.choice(
        [
            MoveVisit(visit=visit, car=rng.choice(cars), position=rng.randint(1, 6)),
            MoveVisit(visit=visit, car=rng.choice(cars), time=time),
            MoveVisit(visit=visit, car=rng.choice(cars)),
            SwapCars(cars=(cars[0], cars[1])),
            LockVisit(visit=visit, start=rng.random() < 0.5),
            UnlockVisit(visit=visit),
            LockCar(car=rng.choice(cars)),
        ]
    )


def untouched(before: Plan, after: Plan, changes: list[Change]) -> set[str]:
    """Give the cars that no change names and that keep their visits."""
    named = {change.car for change in changes if isinstance(change, MoveVisit)}
    named |= {car for change in changes if isinstance(change, SwapCars) for car in change.cars}
    old, new = orders(before), orders(after)
    return {car for car in old.keys() - named if new.get(car) == old[car]}


@pytest.mark.parametrize("running", [False, True], ids=["ahead", "running"])
@pytest.mark.parametrize("seed", range(30))
def test_whatever_is_asked_for_is_laid_out_and_told(seed: int, *, running: bool) -> None:
    rng = random.Random(seed)
    day = random_day(rng)
    plan = planned(day)
    now = at("08:30") + rng.randrange(0, 240) * MINUTE
    if running:
        carried = replanning.carry_on(day, plan, (), at=now, folder=NOWHERE)
        day, plan = carried.day, carried.plan
        assert hard(day, plan) == []
    changes = [random_change(rng, day) for _ in range(rng.choice([1, 1, 2, 3]))]
    begun = {visit for visit, start in starts(plan).items() if running and start < now}
    if any(isinstance(change, MoveVisit | LockVisit) and change.visit in begun for change in changes):
        with pytest.raises(BegunError):
            evaluate(day, plan, *changes)
        return
    made = evaluate(day, plan, *changes)
    assert not {finding.rule for finding in made.hard} & IMPOSSIBLE
    assert sorted(map(repr, hard(made.day, made.plan))) == sorted(map(repr, made.hard))
    same = untouched(plan, made.plan, changes)
    assert {visit: start for car in same for visit in orders(plan)[car] if (start := starts(made.plan)[visit])} == {
        visit: starts(plan)[visit] for car in same for visit in orders(plan)[car]
    }
    assert all(starts(made.plan)[visit] == starts(plan)[visit] for visit in begun)
    assert made.drive_s == made.plan.kpis.drive_s - plan.kpis.drive_s
    last = changes[-1]
    if isinstance(last, MoveVisit):
        assert last.visit in orders(made.plan)[last.car]
        if last.time is not None:
            assert starts(made.plan)[last.visit] >= last.time


@pytest.mark.parametrize("seed", range(30))
def test_what_somebody_answers_for_is_kept_and_nothing_else(seed: int) -> None:
    """Taken upon oneself, a fault is none for check, call and replan; without the override it is one for each."""
    rng = random.Random(seed)
    day = random_day(rng)
    plan = planned(day)
    made = evaluate(day, plan, random_change(rng, day), random_change(rng, day))
    if not all(overriding.may_override(finding.rule) for finding in made.hard):
        with pytest.raises(NotOverridableError):
            accept(made)
        return
    accepted = accept(made)
    assert hard(made.day, accepted) == []
    assert files.parse_plan(files.plan_document(accepted), file="plan.json") == accepted
    if made.hard:
        fewer = replace(accepted, overrides=tuple(replace(one, amount=one.amount - 1) for one in accepted.overrides))
        assert len(hard(made.day, fewer)) == len(made.hard)
    call = Call(visit=Visit(id="n", patient=day.patients[0].id, duration_s=900))
    answer = calling.answer_call(made.day, accepted, call, folder=NOWHERE)
    for offer in answer.offers:
        called, with_it = calling.place_call(made.day, accepted, call, offer.routes, folder=NOWHERE)
        assert hard(called, with_it) == []
        assert starts(with_it)["n"] == offer.start
        assert set(with_it.overrides) <= set(accepted.overrides)
    again = replanning.replan_day(
        made.day, accepted, (), at=at("08:10"), folder=NOWHERE, limits=LIMITS, unprompted=True
    )
    assert hard(again.day, again.plan) == []
    for finding in made.hard:
        cars = {visit: car for car, order in orders(again.plan).items() for visit in order}
        if finding.rule in {"skill", "crew_size", "refused"}:
            assert {cars.get(visit, finding.car) for visit in finding.visits} == {finding.car}


def test_a_visit_locked_to_its_car_stays_when_the_rest_is_planned_anew() -> None:
    day = random_day(random.Random(2))
    plan = planned(day)
    visit, car = next((order[-1], car) for car, order in orders(plan).items() if order)
    made = evaluate(day, plan, LockVisit(visit=visit, start=True))
    assert made.difference.is_empty
    assert made.hard == ()
    (fix,) = (fix for fix in made.day.fixed if fix.visit == visit)
    assert (fix.car, fix.start) == (car, starts(plan)[visit])
    moved = evaluate(made.day, made.plan, MoveVisit(visit=visit, car=next(c.id for c in day.cars if c.id != car)))
    assert "fixed" in {finding.rule for finding in moved.hard}
    freed = evaluate(made.day, made.plan, UnlockVisit(visit=visit))
    assert all(fix.visit != visit for fix in freed.day.fixed)


def test_what_was_set_aside_is_forgotten_once_it_is_put_right() -> None:
    """Else the visit would be held where it is done no more, and no call could be answered."""
    day = replace(random_day(random.Random(5)), together=(), gaps=())
    plan = planned(day)
    first, second = [car for car, order in orders(plan).items() if order][:2]
    visit = orders(plan)[first][0]
    locked = evaluate(day, plan, LockVisit(visit=visit))
    away = evaluate(locked.day, locked.plan, MoveVisit(visit=visit, car=second))
    assert "fixed" in {finding.rule for finding in away.hard}
    back = evaluate(away.day, accept(away), MoveVisit(visit=visit, car=first))
    assert "fixed" not in {finding.rule for finding in back.hard}
    call = Call(visit=Visit(id="n", patient=day.patients[0].id, duration_s=900))
    calling.answer_call(back.day, accept(back), call, folder=NOWHERE)
    assert visit not in {one for override in back.plan.overrides for one in override.visits}
