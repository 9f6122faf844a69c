"""Hard rules that people have set aside in a plan, with a reason: just these faults are tolerated, and no other.

A checker holds every fault against the overrides. A search gets a problem in which what was set aside is allowed, by
the car that does it and by so much: the visit stays with that car, so that no other profits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from scheduler.day import Day
from scheduler.faults import PlanRefusedError
from scheduler.plan import Override
from scheduler.translation import Translation
from solver import check
from solver.problem import LATEST, Fixed, Problem, Visit
from solver.solution import Fault, Solution

OF_THE_CAR: Final = frozenset({"max_visits", "capacity", "shift", "break"})
"""Rules about a car as a whole: which visits it has at the time does not matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A fault of a plan, in the names of its day."""

    rule: str
    car: str | None
    visits: tuple[str, ...]
    amount: int


def name_fault(day: Day, fault: Fault) -> Breach:
    """Give a fault of the solver in the names of the day."""
    return Breach(
        rule=fault.rule,
        car=None if fault.car is None else _name(day.cars, fault.car),
        visits=tuple(_name(day.visits, visit) for visit in fault.visits),
        amount=fault.amount,
    )


def may_override(rule: str) -> bool:
    """Tell whether a rule can be set aside at all: not what cannot be, such as a car in two places."""
    return rule in _LOOSEN


def find_override(overrides: Iterable[Override], breach: Breach) -> Override | None:
    """Give the override that tells of a fault: the same rule and the same ones concerned, by no less."""
    return next((override for override in overrides if _covers(override, breach)), None)


def _covers(override: Override, breach: Breach) -> bool:
    if override.rule != breach.rule or breach.amount > override.amount or not may_override(breach.rule):
        return False
    if breach.rule in OF_THE_CAR:
        return override.car == breach.car
    if breach.rule == "patient_cap":  # the patient's visits; another of them may have come or gone
        return not set(override.visits).isdisjoint(breach.visits)
    return override.car == breach.car and set(override.visits) == set(breach.visits)


def is_covered(prepared: Translation, solution: Solution, overrides: Sequence[Override]) -> bool:
    """Tell whether a plan has no other faults than the overrides tell of."""
    return all(find_override(overrides, breach) for breach in _breaches(prepared, solution))


def still_overridden(prepared: Translation, solution: Solution, overrides: Sequence[Override]) -> tuple[Override, ...]:
    """Keep of the overrides those that a plan still needs, or that were needed for what has begun.

    Raises
    ------
    PlanRefusedError
        The plan has a fault that none of them tells of.
    """
    if not is_covered(prepared, solution, overrides):
        raise PlanRefusedError("the plan has faults that no override tells of")
    return needed(prepared, solution, overrides)


def needed(prepared: Translation, solution: Solution, overrides: Sequence[Override]) -> tuple[Override, ...]:
    """Keep of the overrides those that a plan still needs, or that were needed for what has begun.

    One left over would keep its visits with a car that does them no more.
    """
    if not overrides:
        return ()
    breaches = _breaches(prepared, solution)
    begun = frozenset() if prepared.day.running is None else prepared.day.running.begun
    return tuple(
        override
        for override in overrides
        if any(_covers(override, breach) for breach in breaches) or not begun.isdisjoint(override.visits)
    )


def _breaches(prepared: Translation, solution: Solution) -> list[Breach]:
    return [name_fault(prepared.day, fault) for fault in check.check(prepared.problem, solution)]


def loosened(prepared: Translation, overrides: Iterable[Override]) -> Translation:
    """Give the translation whose problem allows what was set aside."""
    numbers = prepared.problem
    for override in overrides:
        if _is_ahead(prepared, override):
            car = None if override.car is None else prepared.cars[override.car]
            visits = tuple(prepared.visits[visit] for visit in override.visits if visit in prepared.visits)
            numbers = _LOOSEN[override.rule](numbers, car, visits, override.amount)
    return replace(prepared, problem=numbers)


def by_anybody(numbers: Problem, *, visits: Collection[int], cars: Collection[int]) -> Problem:
    """Let anybody make these visits, and these cars as many as they come to: who may is the checker's to say."""

    def free(visit: Visit) -> Visit:
        return replace(visit, skills=frozenset(), crew_size=0, allowed=None, refused=frozenset())

    return replace(
        numbers,
        visits=tuple(free(one) if number in visits else one for number, one in enumerate(numbers.visits)),
        cars=tuple(
            replace(one, max_visits=None, capacity=tuple(None for _ in one.capacity)) if number in cars else one
            for number, one in enumerate(numbers.cars)
        ),
        patients=tuple(replace(one, max_visits=max(one.max_visits, len(numbers.visits))) for one in numbers.patients),
    )


def _is_ahead(prepared: Translation, override: Override) -> bool:
    """Tell whether an override is about what the day still has and has not begun."""
    if not may_override(override.rule) or (override.car is not None and override.car not in prepared.cars):
        return False
    if override.rule in OF_THE_CAR or override.rule == "patient_cap":
        return True
    begun = frozenset() if prepared.day.running is None else prepared.day.running.begun
    return all(visit in prepared.visits and visit not in begun for visit in override.visits)


_Loosen = Callable[[Problem, int | None, tuple[int, ...], int], Problem]


def _skill(numbers: Problem, car: int | None, visits: tuple[int, ...], _: int) -> Problem:
    return _of_visits(
        numbers, car, visits, lambda visit, by: replace(visit, skills=visit.skills & numbers.cars[by].skills)
    )


def _crew_size(numbers: Problem, car: int | None, visits: tuple[int, ...], _: int) -> Problem:
    def least(visit: Visit, by: int) -> Visit:
        return replace(visit, crew_size=min(visit.crew_size, numbers.cars[by].crew_size))

    return _of_visits(numbers, car, visits, least)


def _refused(numbers: Problem, car: int | None, visits: tuple[int, ...], _: int) -> Problem:
    def allow(visit: Visit, by: int) -> Visit:
        return replace(
            visit, refused=visit.refused - {by}, allowed=None if visit.allowed is None else visit.allowed | {by}
        )

    return _of_visits(numbers, car, visits, allow)


def _time_window(numbers: Problem, car: int | None, visits: tuple[int, ...], amount: int) -> Problem:
    def widen(visit: Visit, _: int) -> Visit:
        wider = (
            replace(one, start=max(0, one.start - amount), end=min(LATEST, one.end + amount)) for one in visit.windows
        )
        return replace(visit, windows=tuple(sorted(wider, key=lambda one: (one.start, one.end))))

    return _of_visits(numbers, car, visits, widen)


def _fixed(numbers: Problem, car: int | None, visits: tuple[int, ...], _: int) -> Problem:
    left = replace(numbers, fixed=tuple(fix for fix in numbers.fixed if fix.visit not in visits))
    return _of_visits(left, car, visits, lambda visit, _: visit)


def _shift(numbers: Problem, car: int | None, _: tuple[int, ...], amount: int) -> Problem:
    return _of_car(numbers, car, max_overtime=lambda one: one.max_overtime + amount)


def _break(numbers: Problem, car: int | None, _: tuple[int, ...], amount: int) -> Problem:
    return _of_car(
        numbers, car, breaks=lambda one: tuple(replace(rest, latest=rest.latest + amount) for rest in one.breaks)
    )


def _max_visits(numbers: Problem, car: int | None, _: tuple[int, ...], amount: int) -> Problem:
    return _of_car(numbers, car, max_visits=lambda one: None if one.max_visits is None else one.max_visits + amount)


def _capacity(numbers: Problem, car: int | None, _: tuple[int, ...], amount: int) -> Problem:
    return _of_car(
        numbers, car, capacity=lambda one: tuple(None if most is None else most + amount for most in one.capacity)
    )


def _patient_cap(numbers: Problem, _: int | None, visits: tuple[int, ...], amount: int) -> Problem:
    patients = list(numbers.patients)
    for patient in {numbers.visits[visit].patient for visit in visits}:
        patients[patient] = replace(patients[patient], max_visits=patients[patient].max_visits + amount)
    return replace(numbers, patients=tuple(patients))


def _gap(numbers: Problem, _: int | None, visits: tuple[int, ...], amount: int) -> Problem:
    """Loosen the gap between two visits; those of one patient are made two patients' so that they may even overlap."""
    before, after = visits
    gaps = (
        replace(gap, minimum=gap.minimum - amount, maximum=None if gap.maximum is None else gap.maximum + amount)
        if {gap.before, gap.after} == {before, after}
        else gap
        for gap in numbers.gaps
        if {gap.before, gap.after} != {before, after} or gap.minimum >= amount  # else they are the other way round
    )
    patients, wanted = list(numbers.patients), list(numbers.visits)
    whose = wanted[before].patient
    if wanted[after].patient == whose:
        wanted[after] = replace(wanted[after], patient=len(patients))
        patients.append(replace(patients[whose], max_visits=1))
        patients[whose] = replace(patients[whose], max_visits=max(0, patients[whose].max_visits - 1))
    return replace(numbers, gaps=tuple(gaps), patients=tuple(patients), visits=tuple(wanted))


_LOOSEN: Final[Mapping[str, _Loosen]] = {
    "skill": _skill,
    "crew_size": _crew_size,
    "refused": _refused,
    "time_window": _time_window,
    "fixed": _fixed,
    "shift": _shift,
    "break": _break,
    "max_visits": _max_visits,
    "capacity": _capacity,
    "patient_cap": _patient_cap,
    "gap": _gap,
}


def _of_visits(
    numbers: Problem, car: int | None, visits: tuple[int, ...], change: Callable[[Visit, int], Visit]
) -> Problem:
    """Change visits, and let them stay with the car that does them."""
    assert car is not None, "faults of visits in a route name its car"
    wanted = list(numbers.visits)
    starts = {fix.visit: fix.start for fix in numbers.fixed}
    for visit in visits:
        wanted[visit] = change(wanted[visit], car)
    others = (fix for fix in numbers.fixed if fix.visit not in visits)
    pins = (Fixed(visit=visit, car=car, start=starts.get(visit)) for visit in visits)
    return replace(numbers, visits=tuple(wanted), fixed=(*others, *pins))


def _of_car(numbers: Problem, car: int | None, **changes: Callable[[Any], Any]) -> Problem:
    assert car is not None, "faults of a car name it"
    cars = list(numbers.cars)
    cars[car] = replace(cars[car], **{name: change(cars[car]) for name, change in changes.items()})
    return replace(numbers, cars=tuple(cars))


def _name(things: Sequence[Any], number: int) -> str:
    return str(things[number].id) if 0 <= number < len(things) else str(number)
