"""Reasons are true, remedies work when the changed problem is solved, slacks can be used to the second."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from solver.explain import Explainer, Reason, Remedy, explain, slacks
from solver.limits import Limits
from solver.problem import Break, Fixed, Gap, Patient, Problem
from solver.search import trying
from solver.search.trying import without_gap
from solver.solution import Solution
from solver.solve import recover, solve
from tests.solver.builders import car, line, problem, travel_of, visit, window
from tests.solver.random_problems import random_problem, units_of

FEW = Limits(seconds=30.0, iterations=40)
ENOUGH = Limits(seconds=30.0, iterations=40)
FAR = 1_000_000_000
NOON = (Break(earliest=1000, latest=1000, duration=600),)
ROAD = line(0, 60, 60)


def reasons(day: Problem, planned: list[tuple[int, list[int]]], left: int) -> tuple[Reason, ...]:
    solution = recover(day, planned)
    assert solution.planned == {one for _, visits in planned for one in visits}
    return explain(day, solution, left)


CASES = {
    "bundle": (
        problem(ROAD, [car()], [visit(1, skills=frozenset({1})), visit(2, patient=1)], bundles=((0, 1),)),
        [],
        Reason(code="bundle", cars=(0,), remedy=Remedy(kind="alone", car=0, cost=360)),
    ),
    "order": (
        problem(
            ROAD, [car(frozen=(0,))],
            [visit(1, windows=window(1000, 1000)), visit(2, patient=1, windows=window(60, 60))],
        ),
        [(0, [0])],
        Reason(code="order", cars=(0,), remedy=Remedy(kind="unfreeze", car=0, cost=840)),
    ),
    "skill": (
        problem(ROAD, [car(), car(skills=frozenset({1}))], [visit(1, skills=frozenset({1, 2}))]),
        [],
        Reason(
            code="skill", cars=(0, 1), remedy=Remedy(kind="skills", car=1, skills=frozenset({2}), cost=360)
        ),
    ),
    "crew_size": (
        problem(ROAD, [car(crew_size=1)], [visit(1, crew_size=3)]),
        [],
        Reason(code="crew_size", cars=(0,), remedy=Remedy(kind="people", amount=2, car=0, cost=360)),
    ),
    "refused": (
        problem(ROAD, [car(), car()], [visit(1, refused=frozenset({0}), allowed=frozenset({0}))]),
        [],
        Reason(code="refused", cars=(0, 1), remedy=Remedy(kind="allow", car=0, cost=360)),
    ),
    "fixed": (
        problem(ROAD, [car()], [visit(1, windows=window(0, 50))], fixed=[Fixed(visit=0, start=70)]),
        [],
        Reason(code="fixed", cars=(0,), remedy=None),
    ),
    "unreachable": (
        problem(travel_of([[0, FAR], [FAR, 0]]), [car()], [visit(1)]),
        [],
        Reason(code="unreachable", cars=(0,), remedy=None),
    ),
    "capacity": (
        problem(ROAD, [car(capacity=(5,))], [visit(1, demand=(4,)), visit(2, patient=1, demand=(3,))], dimensions=1),
        [(0, [0])],
        Reason(code="capacity", cars=(0,), remedy=Remedy(kind="capacity", amount=2, car=0, dimension=0, cost=0)),
    ),
    "max_visits": (
        problem(line(0, 60, 120), [car(max_visits=1)], [visit(1), visit(2, patient=1)]),
        [(0, [0])],
        Reason(code="max_visits", cars=(0,), remedy=Remedy(kind="max_visits", amount=1, car=0, cost=360)),
    ),
    "patient_cap": (
        problem(ROAD, [car()], [visit(1), visit(1)], patients=[Patient(max_visits=1)]),
        [(0, [0])],
        Reason(code="patient_cap", cars=(0,), remedy=Remedy(kind="patient_cap", amount=1, car=0, cost=0)),
    ),
    "shift": (
        problem(ROAD, [car(shift_end=500)], [visit(1, windows=window(700, 800))]),
        [],
        Reason(code="shift", cars=(0,), remedy=Remedy(kind="overtime", amount=600, car=0, cost=360 + 6 * 360)),
    ),
    "time_window": (
        problem(ROAD, [car()], [visit(1, windows=window(60, 60)), visit(2, patient=1, windows=window(60, 60))]),
        [(0, [0])],
        Reason(code="time_window", cars=(0,), remedy=Remedy(kind="later", amount=300, car=0, cost=0)),
    ),
    "break": (
        problem(line(0, 0), [car(breaks=NOON)], [visit(1, windows=window(1000, 1000))]),
        [],
        Reason(code="break", cars=(0,), remedy=Remedy(kind="no_break", car=0, cost=0)),
    ),
    "gap": (
        problem(
            line(0, 0), [car(), car()],
            [visit(1, windows=window(100, 100)), visit(1, patient=1, windows=window(150, 250))],
            gaps=[Gap(before=0, after=1, minimum=500)],
        ),
        [(0, [0])],
        Reason(code="gap", cars=(0, 1), remedy=Remedy(kind="no_gap", car=0, cost=0)),
    ),
    "together": (
        problem(line(0, 0), [car()], [visit(1), visit(1, patient=1)], together=[(0, 1)]),
        [],
        Reason(code="together", cars=(0,), remedy=Remedy(kind="alone", car=0, cost=0)),
    ),
    "cost": (
        problem(ROAD, [car()], [visit(1, price=100)]),
        [],
        Reason(code="cost", cars=(0,), remedy=Remedy(kind="price", amount=260, car=0, cost=360)),
    ),
    "overlooked": (
        problem(ROAD, [car()], [visit(1)]),
        [],
        Reason(code="overlooked", cars=(0,), remedy=Remedy(kind="price", car=0, cost=360)),
    ),
    "no_car": (
        problem(ROAD, [], [visit(1)]),
        [],
        Reason(code="no_car", cars=(), remedy=None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", CASES)
def test_each_code_has_its_case(code: str) -> None:
    day, planned, wanted = CASES[code]
    left = len(day.visits) - 1
    assert reasons(day, planned, left) == (wanted,)


def test_what_is_frozen_in_one_car_is_out_of_order_in_another() -> None:
    day = problem(ROAD, [car(), car(shift_end=0, frozen=(0,))], [visit(1)])
    first, second = reasons(day, [], 0)
    assert first == Reason(code="order", cars=(0,), remedy=Remedy(kind="unfreeze", car=0, cost=360))
    assert (second.code, second.cars) == ("shift", (1,))


def test_a_call_has_no_way_where_the_car_cannot_get_home() -> None:
    day = problem(travel_of([[0, FAR], [FAR, 0]]), [car(end=1)], [visit(None)])
    assert [reason.code for reason in reasons(day, [], 0)] == ["unreachable"]


def test_no_car_is_told_to_go_without_its_break_where_another_has_to_as_well() -> None:
    cars = [car(breaks=(Break(earliest=100, latest=100, duration=200),)) for _ in range(2)]
    visits = [visit(0, patient=patient, windows=window(100, 100)) for patient in range(2)]
    day = problem(ROAD, cars, visits, together=[(0, 1)])
    (reason,) = reasons(day, [], 0)
    assert (reason.code, reason.remedy) == ("break", None)


def test_a_car_is_told_to_do_as_many_visits_more_as_the_bundle_has() -> None:
    day = problem(ROAD, [car(max_visits=1)], [visit(0), visit(0, patient=1), visit(0, patient=2)], bundles=[(1, 2)])
    (reason,) = reasons(day, [(0, [0])], 1)
    assert reason.remedy == Remedy(kind="max_visits", amount=2, car=0, cost=0)


def test_a_car_is_told_to_have_as_much_more_room_as_the_bundle_takes() -> None:
    visits = [visit(0, patient=patient, demand=(2,)) for patient in range(3)]
    day = problem(ROAD, [car(capacity=(3,))], visits, bundles=[(1, 2)], dimensions=1)
    (reason,) = reasons(day, [(0, [0])], 1)
    assert reason.remedy == Remedy(kind="capacity", amount=3, car=0, dimension=0, cost=0)


def test_a_price_does_not_count_waiting_that_moving_a_patients_visits_saves() -> None:
    late = visit(0, windows=window(9000, 9000))
    day = problem(line(0, 60), [car()], [visit(0), late, visit(1, patient=1, price=100)])
    (reason,) = reasons(day, [(0, [0, 1])], 2)
    assert reason.remedy == Remedy(kind="price", amount=260, car=0, cost=360)


def test_each_car_has_one_reason() -> None:
    cars = [car(), car(skills=frozenset({1}), crew_size=1), car(skills=frozenset({1}), crew_size=2, shift_end=50)]
    day = problem(line(0, 60), cars, [visit(1, skills=frozenset({1}), crew_size=2)])
    found = {reason.code: reason.cars for reason in reasons(day, [], 0)}
    assert found == {"skill": (0,), "crew_size": (1,), "shift": (2,)}


def test_a_brief_look_names_rules_of_the_pair_and_tries_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    cars = [car(), car(skills=frozenset({1})), car(skills=frozenset({1}), shift_end=50)]
    day = problem(line(0, 60), cars, [visit(1, skills=frozenset({1}), refused=frozenset({1}))])
    monkeypatch.setattr(trying, "state_of", None)
    found = {reason.code: reason.cars for reason in Explainer(day, Solution(routes=())).explain(0, depth="brief")}
    assert found == {"skill": (0,), "refused": (1,), "untried": (2,)}


def test_a_planned_visit_has_no_reasons() -> None:
    day = problem(ROAD, [car()], [visit(1)])
    with pytest.raises(ValueError, match="visit 0 is planned"):
        explain(day, recover(day, [(0, [0])]), 0)


@pytest.mark.parametrize("seed", range(12))
def test_random_days_get_one_reason_per_car_and_remedies_that_work(seed: int) -> None:
    day = random_problem(random.Random(seed), visits=10, cars=3)
    solution = solve(day, limits=FEW).solution
    for left in solution.left_out(day):
        given = explain(day, solution, left)
        assert sorted(number for reason in given for number in reason.cars) == list(range(len(day.cars)))
        for reason in given:
            if reason.remedy is not None:
                assert reason.remedy.kind in CHANGES
                assert _works(day, solution, left, reason)


CHANGES = {
    "skills", "people", "allow", "overtime", "earlier", "later", "max_visits", "patient_cap",
    "no_break", "capacity", "unfreeze", "unfix", "no_gap", "alone", "price",
}  # fmt: skip


def _works(day: Problem, solution: Solution, left: int, reason: Reason) -> bool:
    """Solve the changed problem from the plan, at prices that make the visit go in and keep all others."""
    changed = _changed(day, left, reason)
    unit = next(group for group in units_of(changed) if left in group)
    dear = tuple(
        replace(one, price=10**6 if number in unit else 10**8 if number in solution.planned else 0)
        for number, one in enumerate(changed.visits)
    )
    result = solve(replace(changed, visits=dear), limits=ENOUGH, start=solution)
    return result.solution.planned >= {*solution.planned, *unit}


def _changed(day: Problem, left: int, reason: Reason) -> Problem:
    remedy, one = reason.remedy, day.visits[left]
    assert remedy is not None
    assert remedy.car in reason.cars
    vehicle = day.cars[remedy.car]
    windows = {
        "earlier": tuple(replace(span, start=max(0, span.start - remedy.amount)) for span in one.windows),
        "later": tuple(replace(span, end=span.end + remedy.amount) for span in one.windows),
    }
    vehicle = {
        "skills": lambda: replace(vehicle, skills=vehicle.skills | remedy.skills),
        "people": lambda: replace(vehicle, crew_size=vehicle.crew_size + remedy.amount),
        "overtime": lambda: replace(vehicle, max_overtime=vehicle.max_overtime + remedy.amount),
        "max_visits": lambda: replace(vehicle, max_visits=(vehicle.max_visits or 0) + remedy.amount),
        "no_break": lambda: replace(vehicle, breaks=()),
        "capacity": lambda: replace(vehicle, capacity=tuple(_roomier(vehicle.capacity, remedy))),
    }.get(remedy.kind, lambda: vehicle)()
    if remedy.kind == "allow":
        allowed = None if one.allowed is None else one.allowed | {remedy.car}
        one = replace(one, allowed=allowed, refused=one.refused - {remedy.car})
    one = replace(one, windows=windows.get(remedy.kind, one.windows))
    patients = list(day.patients)
    if remedy.kind == "patient_cap":
        patient = patients[one.patient]
        patients[one.patient] = replace(patient, max_visits=patient.max_visits + remedy.amount)
    day = {
        "unfreeze": lambda: replace(day, cars=tuple(replace(other, frozen=()) for other in day.cars)),
        "unfix": lambda: replace(day, fixed=tuple(fix for fix in day.fixed if fix.visit != left)),
        "alone": lambda: replace(day, together=_without(day.together, left), bundles=_without(day.bundles, left)),
    }.get(remedy.kind, lambda: day)()
    if remedy.kind == "no_gap":
        return without_gap(day, left)
    if remedy.kind == "unfreeze":
        return day
    return replace(
        day,
        cars=tuple(vehicle if number == remedy.car else other for number, other in enumerate(day.cars)),
        visits=tuple(one if number == left else other for number, other in enumerate(day.visits)),
        patients=tuple(patients),
    )


def _roomier(capacity: tuple[int | None, ...], remedy: Remedy) -> Iterator[int | None]:
    for dimension, bound in enumerate(capacity):
        yield bound + remedy.amount if dimension == remedy.dimension and bound is not None else bound


def _without(groups: tuple[tuple[int, ...], ...], visit: int) -> tuple[tuple[int, ...], ...]:
    return tuple(group for group in groups if visit not in group)


def test_a_slack_counts_what_comes_after_in_all_routes() -> None:
    visits = [
        visit(1, windows=window(0, 5000)),
        visit(1, patient=1, windows=window(0, 600)),
        visit(1, patient=2, windows=window(0, 1000)),
    ]
    day = problem(line(0, 0), [car(), car()], visits, together=[(1, 2)])
    solution = recover(day, [(0, [0, 1]), (1, [2])])
    starts = {stop.visit: stop.start for _, stop in solution.stops}
    later = slacks(day, solution)
    assert {one: starts[one] + later[one] for one in later} == {0: 500, 1: 600, 2: 600}


@pytest.mark.parametrize("seed", range(8))
def test_a_visit_may_start_as_much_later_as_its_slack(seed: int) -> None:
    day = random_problem(random.Random(seed + 40), visits=12, cars=4)
    solution = solve(day, limits=FEW).solution
    sequences = [(one.car, [stop.visit for stop in one.stops]) for one in solution.routes]
    later = slacks(day, solution)
    assert later.keys() == solution.planned
    for _, stop in solution.stops:
        assert later[stop.visit] >= 0
        others = tuple(fix for fix in day.fixed if fix.visit != stop.visit)
        moved = Fixed(visit=stop.visit, start=stop.start + later[stop.visit])
        assert recover(replace(day, fixed=(*others, moved)), sequences, like=solution).planned == solution.planned
