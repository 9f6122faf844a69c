"""What would get a visit into the plan that is left out of it: each remedy has been tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from solver.problem import LATEST, Car, Problem, Visit, Window
from solver.search.trying import Case, Change, without_gap, without_order, without_patient_cap

STEPS_S: Final = tuple(60 * minutes for minutes in (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360))
"""Seconds by which windows and overtime are widened in turn."""

MOST_CARS: Final = 3
"""Cars changed by themselves, of those that help if all are changed."""

Ints = npt.NDArray[np.int64]


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

    def give(car: int) -> Car:
        known = case.problem.cars[car]
        return replace(known, skills=known.skills | wanted)

    def name(car: int, cost: int) -> Remedy:
        return Remedy(kind="skills", car=car, skills=wanted - case.problem.cars[car].skills, cost=cost)

    return _for_one_car(case, sorted(cars, key=lambda car: len(wanted - case.problem.cars[car].skills)), give, name)


def _people(case: Case, cars: Sequence[int]) -> Remedy | None:
    wanted = case.problem.visits[case.visit].crew_size

    def give(car: int) -> Car:
        return replace(case.problem.cars[car], crew_size=wanted)

    def name(car: int, cost: int) -> Remedy:
        return Remedy(kind="people", car=car, amount=wanted - case.problem.cars[car].crew_size, cost=cost)

    return _for_one_car(case, sorted(cars, key=lambda car: -case.problem.cars[car].crew_size), give, name)


def _capacity(case: Case, cars: Sequence[int]) -> Remedy | None:
    """Look for room for the visit, or for all that is done with it, as one car may do that."""
    state = case.state
    for visits in dict.fromkeys(((case.visit,), case.unit)):
        lacking = {car: state.loads[car] + state.model.load(visits) - state.model.capacity[car] for car in cars}
        simple = [car for car in cars if (lacking[car] > 0).sum() == 1]

        def give(car: int, lacking: Mapping[int, Ints] = lacking) -> Car:
            known, more = case.problem.cars[car], lacking[car].clip(0).tolist()
            room = (None if bound is None else bound + add for bound, add in zip(known.capacity, more, strict=True))
            return replace(known, capacity=tuple(room))

        def name(car: int, cost: int, lacking: Mapping[int, Ints] = lacking) -> Remedy:
            dimension = int(lacking[car].argmax())
            return Remedy(kind="capacity", car=car, amount=int(lacking[car].max()), dimension=dimension, cost=cost)

        found = _for_one_car(case, sorted(simple, key=lambda car: int(lacking[car].max())), give, name)
        if found is not None:
            return found
    return None


def _max_visits(case: Case, cars: Sequence[int]) -> Remedy | None:
    """Look for a car that could do some visits more: this one, or others done with it as well."""
    for more in range(1, len(case.unit) + 1):
        bounds = {car: int(case.state.counts[car]) + more for car in cars}

        def give(car: int, bounds: Mapping[int, int] = bounds) -> Car:
            return replace(case.problem.cars[car], max_visits=bounds[car])

        def name(car: int, cost: int, bounds: Mapping[int, int] = bounds) -> Remedy:
            most = case.problem.cars[car].max_visits or 0
            return Remedy(kind="max_visits", car=car, amount=bounds[car] - most, cost=cost)

        found = _for_one_car(case, cars, give, name)
        if found is not None:
            return found
    return None


def _for_one_car(
    case: Case, cars: Sequence[int], give: Callable[[int], Car], name: Callable[[int, int], Remedy]
) -> Remedy | None:
    """Change cars one at a time, until one can do the visit."""
    for car in cars:
        found = case.try_loosened(_with_cars([car], give), [car])
        if found is not None:
            return name(car, found[0])
    return None


def _with_cars(cars: Sequence[int], give: Callable[[int], Car]) -> Change:
    """Make a change that gives other cars in the place of some."""
    changed = {car: give(car) for car in cars}
    return lambda problem: replace(
        problem, cars=tuple(changed.get(car, known) for car, known in enumerate(problem.cars))
    )


def _for_the_best_car(case: Case, cars: Sequence[int], give: Callable[[int], Car]) -> tuple[int, int] | None:
    """Change all cars at once, then only the one that the visit fits best: give the cost added and the car, or None.

    What is done with the visit may need another car to change as well; then one more is tried, and one after that.
    """
    found = case.try_change(_with_cars(cars, give), cars)
    if found is None:
        return None
    others = [car for car in cars if car != found[1]]
    tried = (case.try_change(_with_cars([car], give), [car]) for car in (found[1], *others[: MOST_CARS - 1]))
    return next((one for one in tried if one is not None), None)


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

        def extend(car: int, step: int = step) -> Car:
            known = case.problem.cars[car]
            return replace(known, max_overtime=known.max_overtime + step)

        found = _for_the_best_car(case, cars, extend)
        if found is not None:
            return Remedy(kind="overtime", amount=step, car=found[1], cost=found[0])
    return None


def _no_break(case: Case, cars: Sequence[int]) -> Remedy | None:
    found = _for_the_best_car(case, cars, lambda car: replace(case.problem.cars[car], breaks=()))
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
