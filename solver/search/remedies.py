"""What would get a visit into the plan that is left out of it: each remedy has been tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from solver.problem import LATEST, Car, Problem, Visit, Window
from solver.search.trying import Case, Change, without_break, without_gap, without_order, without_patient_cap

STEPS_S: Final = tuple(60 * minutes for minutes in (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360))
"""Seconds by which windows and overtime are widened in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """A change of the problem with which the visit (and its group) fits into the plan; tried.

    ``kind`` and ``amount``: "earlier", "later" (its windows widened by seconds), "overtime" (seconds more for
    ``car``), "skills" (``car`` gets ``skills``), "people" (this many more in ``car``), "allow" (it may be done by
    ``car``), "unfix" (its fixed car or start is given up), "capacity" (this much more room in load dimension
    ``dimension`` of ``car``), "max_visits" (visits more for ``car``), "patient_cap" (visits more for its patient),
    "no_gap", "no_break" (``car`` goes without breaks), "unfreeze" (nothing is frozen), "alone" (without its group or
    bundle), "price" (leaving it out must
    cost this much more; 0 where it is worth a place as it is).
    ``cost`` is what the plan's cost grows by with the visit in it, its price not counted.
    """

    kind: str
    amount: int = 0
    car: int | None = None
    skills: frozenset[int] = frozenset()
    dimension: int | None = None
    cost: int = 0


def find_remedy(case: Case, code: str, cars: Sequence[int]) -> Remedy | None:
    """Find the least change found to help against a reason, for one of its cars."""
    return _REMEDIES[code](case, cars) if code in _REMEDIES else None


def _skills(case: Case, cars: Sequence[int]) -> Remedy | None:
    wanted = case.problem.visits[case.visit].skills

    def give(car: Car) -> Car:
        return replace(car, skills=car.skills | wanted)

    def name(car: int, cost: int) -> Remedy:
        return Remedy(kind="skills", car=car, skills=wanted - case.problem.cars[car].skills, cost=cost)

    return _for_one_car(case, sorted(cars, key=lambda car: len(wanted - case.problem.cars[car].skills)), give, name)


def _people(case: Case, cars: Sequence[int]) -> Remedy | None:
    wanted = case.problem.visits[case.visit].crew_size

    def give(car: Car) -> Car:
        return replace(car, crew_size=wanted)

    def name(car: int, cost: int) -> Remedy:
        return Remedy(kind="people", car=car, amount=wanted - case.problem.cars[car].crew_size, cost=cost)

    return _for_one_car(case, sorted(cars, key=lambda car: -case.problem.cars[car].crew_size), give, name)


def _capacity(case: Case, cars: Sequence[int]) -> Remedy | None:
    state = case.state
    lacking = {car: state.loads[car] + state.model.demand[case.visit] - state.model.capacity[car] for car in cars}
    simple = [car for car in cars if (lacking[car] > 0).sum() == 1]

    def give(car: Car) -> Car:
        return replace(car, capacity=(None,) * len(car.capacity))

    def name(car: int, cost: int) -> Remedy:
        dimension = int(lacking[car].argmax())
        return Remedy(kind="capacity", car=car, amount=int(lacking[car].max()), dimension=dimension, cost=cost)

    return _for_one_car(case, sorted(simple, key=lambda car: int(lacking[car].max())), give, name)


def _max_visits(case: Case, cars: Sequence[int]) -> Remedy | None:
    counts = case.state.counts

    def give(car: Car) -> Car:
        return replace(car, max_visits=None)

    def name(car: int, cost: int) -> Remedy:
        most = case.problem.cars[car].max_visits or 0
        return Remedy(kind="max_visits", car=car, amount=int(counts[car]) + 1 - most, cost=cost)

    return _for_one_car(case, cars, give, name)


def _for_one_car(
    case: Case, cars: Sequence[int], give: Callable[[Car], Car], name: Callable[[int, int], Remedy]
) -> Remedy | None:
    """Change cars one at a time, until one can do the visit."""
    for car in cars:

        def change(problem: Problem, car: int = car) -> Problem:
            return _with_car(problem, car, give)

        found = case.try_loosened(change, [car])
        if found is not None:
            return name(car, found[0])
    return None


def _with_car(problem: Problem, car: int, change: Callable[[Car], Car]) -> Problem:
    cars = problem.cars
    return replace(problem, cars=(*cars[:car], change(cars[car]), *cars[car + 1 :]))


def _allow(case: Case, cars: Sequence[int]) -> Remedy | None:
    def let(visit: Visit) -> Visit:
        allowed = None if visit.allowed is None else visit.allowed.union(cars)
        return replace(visit, allowed=allowed, refused=visit.refused.difference(cars))

    found = case.try_loosened(case.change_visit(let), cars)
    return None if found is None else Remedy(kind="allow", car=found[1], cost=found[0])


def _unfix(case: Case, cars: Sequence[int]) -> Remedy | None:
    def free(problem: Problem) -> Problem:
        return replace(problem, fixed=tuple(fix for fix in problem.fixed if fix.visit != case.visit))

    found = case.try_loosened(free, cars)
    return None if found is None else Remedy(kind="unfix", car=found[1], cost=found[0])


def _patient_cap(case: Case, cars: Sequence[int]) -> Remedy | None:
    patient = case.problem.visits[case.visit].patient
    lacking = case.lacking_cap
    cap = case.problem.patients[patient].max_visits + lacking
    found = case.try_loosened(lambda problem: without_patient_cap(problem, patient, cap=cap), cars)
    return None if found is None else Remedy(kind="patient_cap", amount=lacking, car=found[1], cost=found[0])


def _window(case: Case, cars: Sequence[int]) -> Remedy | None:
    if any(fix.visit == case.visit and fix.start is not None for fix in case.problem.fixed):
        return _unfix(case, cars)
    for step in STEPS_S:
        found = [
            Remedy(kind=kind, amount=step, car=tried[1], cost=tried[0])
            for kind, widen in (("earlier", _earlier(step)), ("later", _later(step)))
            if (tried := case.try_loosened(_windows_changed(case, widen), cars)) is not None
        ]
        if found:
            return min(found, key=lambda remedy: remedy.cost)
    return None


def _earlier(step: int) -> Callable[[Window], Window]:
    return lambda window: replace(window, start=max(0, window.start - step))


def _later(step: int) -> Callable[[Window], Window]:
    return lambda window: replace(window, end=min(LATEST, window.end + step))


def _windows_changed(case: Case, widen: Callable[[Window], Window]) -> Change:
    return case.change_visit(lambda visit: replace(visit, windows=tuple(widen(window) for window in visit.windows)))


def _overtime(case: Case, cars: Sequence[int]) -> Remedy | None:
    for step in STEPS_S:

        def extend(problem: Problem, step: int = step) -> Problem:
            for car in cars:
                problem = _with_car(problem, car, lambda one: replace(one, max_overtime=one.max_overtime + step))
            return problem

        found = case.try_change(extend, cars)
        if found is not None:
            return Remedy(kind="overtime", amount=step, car=found[1], cost=found[0])
    return None


def _no_break(case: Case, cars: Sequence[int]) -> Remedy | None:
    found = case.try_change(lambda problem: without_break(problem, case.visit), cars)
    return None if found is None else Remedy(kind="no_break", car=found[1], cost=found[0])


def _no_gap(case: Case, cars: Sequence[int]) -> Remedy | None:
    found = case.try_change(lambda problem: without_gap(problem, case.visit), cars)
    return None if found is None else Remedy(kind="no_gap", car=found[1], cost=found[0])


def _unfreeze(case: Case, cars: Sequence[int]) -> Remedy | None:
    found = case.try_change(lambda problem: without_order(problem, case.visit), cars)
    return None if found is None else Remedy(kind="unfreeze", car=found[1], cost=found[0])


def _alone(case: Case, cars: Sequence[int]) -> Remedy | None:
    found = case.put_in(case.relaxed(""), cars, alone=True)
    return None if found is None else Remedy(kind="alone", car=found[1], cost=found[0])


def _price(case: Case, cars: Sequence[int]) -> Remedy | None:
    found = case.put_in(case.state, cars)
    if found is None:
        return None
    price = sum(case.problem.visits[visit].price for visit in case.unit)
    return Remedy(kind="price", amount=max(0, found[0] - price), car=found[1], cost=found[0])


_REMEDIES: Final[dict[str, Callable[[Case, Sequence[int]], Remedy | None]]] = {
    "skill": _skills,
    "crew_size": _people,
    "refused": _allow,
    "fixed": _unfix,
    "capacity": _capacity,
    "max_visits": _max_visits,
    "patient_cap": _patient_cap,
    "time_window": _window,
    "shift": _overtime,
    "break": _no_break,
    "gap": _no_gap,
    "order": _unfreeze,
    "together": _alone,
    "bundle": _alone,
    "cost": _price,
    "overlooked": _price,
}
