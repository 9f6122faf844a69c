"""Experiments: what would help is tried as it is told, at the price that was told."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scheduler import clock, day, experimenting, explaining, planning, routes
from scheduler.day import Break, Day, Fixed, Gap, Rules, Together, Window
from scheduler.events import CarGone
from scheduler.experimenting import Tried
from scheduler.experiments import Experiment
from scheduler.faults import BegunError, InputError
from scheduler.files.experiment_json import to_experiment
from scheduler.files.plan_wire import ReasonItem
from scheduler.plan import Plan, Reason
from scheduler.replanning import carry_on
from scheduler.texts import say_minutes, say_number
from solver.explain import Explainer
from solver.limits import Limits
from solver.problem import Costs
from tests.scheduler.running_days import LIMITS, NOWHERE, random_day

DATE = dt.date(2026, 11, 23)
MINUTE = 60


def at(text: str) -> dt.datetime:
    return clock.read_instant(text, date=DATE, timezone="Europe/Stockholm")


def window(start: str, end: str) -> tuple[Window, ...]:
    return (Window(start=at(start), end=at(end)),)


CAR = day.Car(
    id="c1", start="base", end="base", crew=("anna",), shift=day.Shift(start=at("08:00"), end=at("16:00")),
    capacity={"bags": 9},
)  # fmt: skip
VISIT = day.Visit(id="v1", patient="p1", duration_s=30 * MINUTE, windows=window("09:00", "15:00"))
OTHER = replace(VISIT, id="v2", duration_s=60 * MINUTE, windows=window("10:00", "10:30"), priority=9)


def make_day(*visits: day.Visit, drive_s: int = 600, **changes: Any) -> Day:
    """Make a day of one car with a nurse, and one patient at home, ten minutes away."""
    seconds = np.array([[0, drive_s], [drive_s, 0]], dtype=np.int64)
    wanted: dict[str, Any] = {
        "staff": (
            day.Staff(id="anna", name="Anna", profession="nurse"),
            day.Staff(id="bo", name="Bo", profession="doctor"),
        ),
        "cars": (CAR,),
        "patients": (day.Patient(id="p1", location="home"),),
    }
    return Day(
        date=DATE,
        team="test",
        travel=day.TravelTable(
            locations=("base", "home"), modes={"car": day.Matrix(seconds=seconds, metres=seconds * 10)}
        ),
        locations=tuple(day.Location(id=key, lat=63.8, lon=20.2) for key in ("base", "home")),
        visits=visits,
        **{**wanted, **changes},
    )


def plan(made: Day) -> Plan:
    return planning.plan_day(made, folder=NOWHERE, limits=Limits(seconds=10, iterations=20))


REST = (Break(earliest=at("12:00"), latest=at("12:00"), duration_s=30 * MINUTE),)
NOON = replace(VISIT, windows=window("11:45", "11:50"), duration_s=60 * MINUTE)
LEFT_OUT: Mapping[str, Day] = {
    "widen": make_day(replace(VISIT, windows=window("10:30", "10:40")), OTHER),
    "overtime": make_day(replace(VISIT, windows=window("15:40", "15:50"))),
    "skill": make_day(replace(VISIT, skills=frozenset({"iv_therapy"}))),
    "crew": make_day(replace(VISIT, crew_size=2)),
    "allow": make_day(replace(VISIT, cars_refused=frozenset({"c1"}))),
    "unfix": make_day(VISIT, fixed=(Fixed(visit="v1", start=at("16:00")),)),
    "capacity": make_day(replace(VISIT, demand={"bags": 12})),
    "max_visits": make_day(VISIT, cars=(replace(CAR, max_visits=0),)),
    "cap": make_day(VISIT, patients=(day.Patient(id="p1", location="home", max_visits_per_day=0),)),
    "no_gap": make_day(VISIT, OTHER, gaps=(Gap(before="v2", after="v1", min_s=8 * 3600),)),
    "no_break": make_day(NOON, cars=(replace(CAR, breaks=REST),)),
    "alone": make_day(VISIT, replace(VISIT, id="v2"), together=(Together(id="t", visits=("v1", "v2")),)),
    "place": make_day(replace(VISIT, priority=0), drive_s=4_000),
}
"""Days in which the visit v1 is left out, each because of one thing."""


def why(made: Day, stated: Plan) -> Reason:
    told = explaining.explain_plan(made, stated, folder=NOWHERE, visit="v1").unassigned
    return told[0].reasons[0]


def experiment(reason: Reason, made: Day) -> Experiment:
    """Read the experiment that a reason names."""
    assert reason.experiment is not None
    document = {"code": "x", "cars": [], "text": "x", "experiment": reason.experiment}
    item = ReasonItem.model_validate(document).experiment
    assert item is not None
    return to_experiment(item, made, file="order")


def told_cost(made: Day, stated: Plan) -> int:
    """Give the price that was told with what would help."""
    prepared = planning.prepare_day(made, folder=NOWHERE)
    solution = routes.from_routes(prepared, stated.routes)
    remedy = Explainer(prepared.problem, solution).explain(0)[0].remedy
    assert remedy is not None
    return remedy.cost


def try_out(made: Day, stated: Plan, asked: Experiment) -> Tried:
    return experimenting.try_out(made, stated, asked, folder=NOWHERE)


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_what_would_help_does_as_an_experiment_and_costs_what_was_told(kind: str) -> None:
    made = LEFT_OUT[kind]
    stated = plan(made)
    assert "v1" in {left.visit for left in stated.unassigned}
    reason = why(made, stated)
    assert (reason.experiment or {}).get("kind") == kind
    tried = try_out(made, stated, experiment(reason, made))
    assert [one.visit for one in tried.placed] == ["v1"]
    assert tried.made is not None
    assert [finding.text for finding in tried.made.hard] == []
    assert tried.cost == told_cost(made, stated)
    before, after = tried.made.difference.before, tried.made.difference.after
    assert tried.cost == sum(after.parts.values()) - after.parts["unassigned"] - (
        sum(before.parts.values()) - before.parts["unassigned"]
    )


def test_nobody_is_asked_to_ride_along_who_has_another_car_then() -> None:
    other = replace(CAR, id="c2", crew=("bo",))
    made = make_day(replace(VISIT, crew_size=2), cars=(CAR, other))
    reason = why(made, plan(made))
    assert (reason.code, reason.experiment) == ("crew_size", None)
    assert "ingen är utan bil" in str(reason.would_help)
    evening = replace(other, shift=day.Shift(start=at("16:00"), end=at("22:00")))
    made = make_day(replace(VISIT, crew_size=2), cars=(CAR, evening))
    reason = next(one for one in explaining.explain_plan(made, plan(made), folder=NOWHERE).unassigned[0].reasons)
    assert reason.experiment == {"kind": "crew", "visit": "v1", "car": "c1", "staff": "bo"}


def test_the_least_time_between_a_patients_visits_is_broken_openly() -> None:
    made = make_day(VISIT, OTHER, rules=Rules(min_gap_same_patient_s=8 * 3600))
    stated = plan(made)
    tried = try_out(made, stated, experiment(why(made, stated), made))
    assert tried.made is not None
    assert {finding.rule for finding in tried.made.hard} == {"gap"}
    assert tried.cost == told_cost(made, stated)


def test_what_does_not_help_says_why() -> None:
    made = LEFT_OUT["skill"]
    tried = try_out(made, plan(made), Experiment(kind="overtime", car="c1", amount=3600, visit="v1"))
    assert (tried.made, tried.placed) == (None, ())
    assert [reason.code for reason in tried.reasons] == ["skill"]


def test_without_a_visit_all_who_fit_in_at_their_worth_get_places() -> None:
    late = replace(VISIT, windows=window("15:40", "15:50"))
    dear = replace(late, id="v3", priority=0)  # to wait for is worth less than its overtime
    made = make_day(late, dear, cars=(CAR,))
    tried = try_out(made, plan(made), Experiment(kind="overtime", car="c1", amount=2 * 3600))
    assert [one.visit for one in tried.placed] == ["v1"]
    assert tried.made is not None
    assert tried.made.overtime_s > 0


def test_a_planned_visit_moves_where_the_experiment_lets_it() -> None:
    """Fixed to the afternoon the car waits for it; freed it is done with the other."""
    made = make_day(VISIT, OTHER, fixed=(Fixed(visit="v1", start=at("15:00")),))
    stated = plan(made)
    tried = try_out(made, stated, Experiment(kind="unfix", visit="v1"))
    (one,) = tried.placed
    assert one.start < at("12:00")
    assert tried.cost < 0


def test_a_longer_visit_stays_and_pushes_others_on() -> None:
    first = replace(VISIT, windows=window("09:00", "09:00"))
    made = make_day(first, OTHER)
    stated = plan(made)
    tried = try_out(made, stated, Experiment(kind="duration", visit="v1", amount=90 * MINUTE))
    assert tried.made is not None
    (route,) = tried.made.plan.routes
    starts = {stop.visit: stop.start for stop in route.stops}
    assert (starts["v1"], starts["v2"]) == (at("09:00"), at("10:30"))


def test_the_time_between_now_and_then_cannot_be_given_away() -> None:
    made = make_day(replace(VISIT, windows=window("10:30", "10:40")), OTHER)
    noon = carry_on(made, plan(made), (), at=at("12:00"), folder=NOWHERE)
    asked = Experiment(kind="widen", visit="v1", later_s=8 * 3600)
    tried = experimenting.try_out(noon.day, noon.plan, asked, folder=NOWHERE, now=at("12:00"))
    assert [one.start >= at("12:00") for one in tried.placed] == [True]
    with pytest.raises(BegunError):
        try_out(noon.day, noon.plan, Experiment(kind="place", visit="v2"))


@pytest.mark.parametrize("seed", [39, 48])
def test_what_would_help_gives_a_place_though_others_have_to_make_room(seed: int) -> None:
    made = random_day(random.Random(seed), visits=10, cars=2)
    stated = planning.plan_day(made, folder=NOWHERE, limits=LIMITS)
    told = explaining.explain_plan(made, stated, folder=NOWHERE, brief=True).unassigned
    helping = [(left.visit, reason) for left in told for reason in left.reasons if reason.experiment is not None]
    assert helping
    for visit, reason in helping:
        more = {"staff": "s2"} if (reason.experiment or {})["kind"] == "crew" else {}
        tried = try_out(made, stated, experiment(reason, made, **more))
        assert visit in {one.visit for one in tried.placed}
        assert tried.made is not None
        assert not tried.made.hard
        assert not tried.made.difference.unassigned


@pytest.mark.parametrize("seed", [4, 8, 22])
def test_each_price_of_a_visit_is_the_sum_of_its_parts_and_what_trying_it_tells(seed: int) -> None:
    made = random_day(random.Random(seed), visits=10, cars=2)
    stated = planning.plan_day(made, folder=NOWHERE, limits=LIMITS)
    tried_out = 0
    for visit in made.visits:
        told = explaining.explain_plan(made, stated, folder=NOWHERE, visit=visit.id)
        for placed in told.placed:
            assert placed.saved is not None
            assert sum(placed.saved.values()) == placed.cost
        found = [reason for one in told.placed for reason in one.others]
        for reason in [*found, *(reason for left in told.unassigned for reason in left.reasons)]:
            if reason.would_help is None or reason.experiment is None or reason.experiment["kind"] == "crew":
                continue
            tried = try_out(made, stated, experiment(reason, made))
            assert sum(tried.parts.values()) == tried.cost
            if tried.made is not None:
                assert reason.would_help.endswith(say_price(tried.cost))
                tried_out += 1
    assert tried_out >= 2


@pytest.mark.parametrize("seed", [5, 11, 16])
def test_what_would_let_another_car_make_a_visit_is_tried_with_that_car(seed: int) -> None:
    made = random_day(random.Random(seed), visits=10, cars=2)
    stated = planning.plan_day(made, folder=NOWHERE, limits=LIMITS)
    kinds = set()
    for visit in made.visits:
        for placed in explaining.explain_plan(made, stated, folder=NOWHERE, visit=visit.id).placed:
            helping = [reason for reason in placed.others if reason.experiment and reason.experiment["kind"] != "crew"]
            for reason in helping:
                tried = try_out(made, stated, experiment(reason, made))
                assert {one.car for one in tried.placed if one.visit == visit.id} <= set(reason.cars)
                kinds.add(str((reason.experiment or {})["kind"]))
    assert "widen" in kinds


def say_price(cost: int) -> str:
    """Say a price as what would help does."""
    if cost == 0:
        return " Planen blir då inte dyrare."
    if cost < 0:
        return f" Planen blir då {say_number(-cost)} billigare."
    return f" Planen blir då {say_number(cost)} dyrare, som {say_minutes(round(cost / Costs().driving))} körning."


def test_nothing_is_said_to_help_a_car_that_is_gone() -> None:
    made = make_day(VISIT, OTHER)
    gone = CarGone(time=at("08:30"), car="c1", since=at("08:30"))
    left = carry_on(made, plan(made), (gone,), at=at("08:40"), folder=NOWHERE)
    reason = why(left.day, left.plan)
    assert (reason.code, reason.would_help, reason.experiment) == ("max_visits", None, None)


def test_what_the_day_does_not_have_is_named_as_a_fault() -> None:
    made = make_day(VISIT)
    reason = replace(Reason(code="x", cars=(), text="x"), experiment={"kind": "allow", "visit": "v9", "car": "c9"})
    with pytest.raises(InputError) as caught:
        experiment(reason, made)
    assert {fault.field for fault in caught.value.faults} == {"experiment.visit", "experiment.car"}
    with pytest.raises(InputError) as caught:
        experiment(replace(reason, experiment={"kind": "crew", "car": "c1"}), made)
    assert [fault.code for fault in caught.value.faults] == ["missing_field"]
