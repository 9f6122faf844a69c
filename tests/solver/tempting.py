"""Tiny problems in which breaking one hard rule pays, each beside the same problem without that rule's data.

The best plan of ``relaxed`` breaks just that rule of ``problem``; ``problem`` itself has a valid plan that leaves
out only what the rule forces out (``left_out`` visits). All times that matter are multiples of 50 s below 1,300 s, so
that a brute force can prove this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.problem import Break, Fixed, Gap, Patient, Problem, Visit
from solver.travel import UNREACHABLE, Knots
from tests.solver.builders import car, line, problem, travel_of, visit, window


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempting:
    """A problem with and without the data of one rule."""

    rule: str
    problem: Problem
    relaxed: Problem
    left_out: int = 0


def _with_visits(asked: Problem, **values: object) -> Problem:
    visits = tuple(replace(one, **values) for one in asked.visits)  # type: ignore[arg-type]
    return replace(asked, visits=visits)


def _with_first_car(asked: Problem, **values: object) -> Problem:
    first, *others = asked.cars
    return replace(asked, cars=(replace(first, **values), *others))  # type: ignore[arg-type]


NEAR_AND_FAR = line(0, 500, 100)
"""Location 0 is near the patients at location 2, location 1 is far from them."""


def _near_and_far(*visits: Visit, **near: object) -> Problem:
    """Give the visits to a near car, restricted as told, and a far one."""
    far = {"start": 1, "end": 1, "skills": frozenset({0}), "crew_size": 2}
    dimensions = len(visits[0].demand)
    cars = [car(**{"capacity": (None,) * dimensions, **near}), car(**far, capacity=(None,) * dimensions)]
    return problem(NEAR_AND_FAR, cars, visits, dimensions=dimensions)


def _waits(first: Visit, second: Visit, **values: object) -> Problem:
    """Give two visits at the same place to one car, so that any time between them is dear waiting."""
    return problem(line(0, 100), [car()], [first, second], **values)


def time_window() -> Tempting:
    asked = _waits(visit(1, windows=window(0, 200)), visit(1, patient=1, windows=window(900, 1_000)))
    first, second = asked.visits
    anytime = replace(asked, visits=(first, replace(second, windows=window(0, 90_000))))
    return Tempting(rule="time_window", problem=asked, relaxed=anytime)


def shift() -> Tempting:
    asked = _near_and_far(visit(2), visit(2, patient=1), shift_end=350)
    return Tempting(rule="shift", problem=asked, relaxed=_with_first_car(asked, shift_end=90_000))


def overtime() -> Tempting:
    asked = _near_and_far(visit(2), visit(2, patient=1), shift_end=350, max_overtime=49)
    return Tempting(rule="shift", problem=asked, relaxed=_with_first_car(asked, max_overtime=50))


def missing_break() -> Tempting:
    lunch = Break(earliest=250, latest=250, duration=500)
    visits = [visit(1, windows=window(100, 150)), visit(1, patient=1, windows=window(200, 9_000, soft_end=300))]
    asked = problem(line(0, 100), [car(breaks=(lunch,))], visits)
    return Tempting(rule="break", problem=asked, relaxed=_with_first_car(asked, breaks=()))


def late_break() -> Tempting:
    lunch = Break(earliest=250, latest=250, duration=500)
    visits = [visit(1, windows=window(100, 150)), visit(1, patient=1, windows=window(200, 9_000, soft_end=300))]
    asked = problem(line(0, 100), [car(breaks=(lunch,))], visits)
    relaxed = _with_first_car(asked, breaks=(replace(lunch, latest=50_000),))
    return Tempting(rule="break", problem=asked, relaxed=relaxed)


def skill() -> Tempting:
    asked = _near_and_far(visit(2, skills=frozenset({0})))
    return Tempting(rule="skill", problem=asked, relaxed=_with_visits(asked, skills=frozenset()))


def crew_size() -> Tempting:
    asked = _near_and_far(visit(2, crew_size=2))
    return Tempting(rule="crew_size", problem=asked, relaxed=_with_visits(asked, crew_size=1))


def refused() -> Tempting:
    asked = _near_and_far(visit(2, refused=frozenset({0})))
    return Tempting(rule="refused", problem=asked, relaxed=_with_visits(asked, refused=frozenset()))


def allowed() -> Tempting:
    asked = _near_and_far(visit(2, allowed=frozenset({1})))
    return Tempting(rule="refused", problem=asked, relaxed=_with_visits(asked, allowed=None))


def max_visits() -> Tempting:
    asked = _near_and_far(visit(2), visit(2, patient=1), max_visits=1)
    return Tempting(rule="max_visits", problem=asked, relaxed=_with_first_car(asked, max_visits=None))


def capacity() -> Tempting:
    asked = _near_and_far(visit(2, demand=(2,)), visit(2, patient=1, demand=(3,)), capacity=(4,))
    return Tempting(rule="capacity", problem=asked, relaxed=_with_first_car(asked, capacity=(None,)))


def patient_cap() -> Tempting:
    asked = problem(line(0, 100), [car(shift_end=700)], [visit(1), visit(1), visit(1)])
    capped = replace(asked, patients=(Patient(max_visits=2),))
    return Tempting(rule="patient_cap", problem=capped, relaxed=asked, left_out=1)


def gap_too_short() -> Tempting:
    asked = _waits(visit(1), visit(1, patient=1), gaps=(Gap(before=0, after=1, minimum=600),))
    return Tempting(rule="gap", problem=asked, relaxed=replace(asked, gaps=()))


def gap_from_start() -> Tempting:
    gap = Gap(before=0, after=1, minimum=600, from_end=False)
    asked = _waits(visit(1), visit(1, patient=1), gaps=(gap,))
    return Tempting(rule="gap", problem=asked, relaxed=replace(asked, gaps=()))


def gap_too_long() -> Tempting:
    visits = [visit(1), visit(3, patient=1), visit(2, patient=2, duration=400)]
    gap = Gap(before=0, after=1, maximum=300)
    asked = problem(line(0, 100, 200, 300), [car(end=None)], visits, gaps=(gap,))
    return Tempting(rule="gap", problem=asked, relaxed=replace(asked, gaps=()))


def gap_order() -> Tempting:
    asked = problem(line(0, 100, 300), [car(end=None)], [visit(2), visit(1, patient=1)], gaps=(Gap(before=0, after=1),))
    return Tempting(rule="gap", problem=asked, relaxed=replace(asked, gaps=()))


def patient_gap() -> Tempting:
    asked = _waits(visit(1), visit(1), patients=(Patient(min_gap=600),))
    return Tempting(rule="gap", problem=asked, relaxed=replace(asked, patients=(Patient(),)))


def patient_overlap() -> Tempting:
    soon = window(100, 9_000, soft_end=100)
    asked = problem(line(0, 50), [car(), car()], [visit(1, windows=soon), visit(1, windows=soon)])
    first, second = asked.visits
    two = replace(asked, visits=(first, replace(second, patient=1)), patients=(Patient(), Patient()))
    return Tempting(rule="gap", problem=asked, relaxed=two)


def together_two_cars() -> Tempting:
    asked = problem(line(0, 100), [car(), car()], [visit(1), visit(1, patient=1)], together=((0, 1),))
    return Tempting(rule="together", problem=asked, relaxed=replace(asked, together=()))


def together_same_second() -> Tempting:
    visits = [
        visit(1, windows=window(0, 9_000, soft_end=200), allowed=frozenset({0})),
        visit(1, windows=window(0, 9_000, soft_start=800), allowed=frozenset({1}), patient=1),
    ]
    asked = problem(line(0, 100), [car(), car()], visits, together=((0, 1),))
    return Tempting(rule="together", problem=asked, relaxed=replace(asked, together=()))


def together_all_or_none() -> Tempting:
    visits = [visit(1), visit(1, skills=frozenset({9}), patient=1)]
    asked = problem(line(0, 100), [car(), car()], visits, together=((0, 1),))
    return Tempting(rule="together", problem=asked, relaxed=replace(asked, together=()), left_out=2)


def fixed_car() -> Tempting:
    asked = replace(_near_and_far(visit(2)), fixed=(Fixed(visit=0, car=1),))
    return Tempting(rule="fixed", problem=asked, relaxed=replace(asked, fixed=()))


def fixed_start() -> Tempting:
    asked = _waits(visit(1, windows=window(0, 200)), visit(1, patient=1), fixed=(Fixed(visit=1, start=900),))
    return Tempting(rule="fixed", problem=asked, relaxed=replace(asked, fixed=()))


def gap_two_cars() -> Tempting:
    asked = _waits(visit(1), visit(1, patient=1), gaps=(Gap(before=0, after=1, other_car=True),))
    asked = replace(asked, cars=(car(), car()))
    return Tempting(rule="gap", problem=asked, relaxed=replace(asked, gaps=()))


def bundle_all_or_none() -> Tempting:
    visits = [visit(1), visit(1, skills=frozenset({9}), patient=1)]
    asked = problem(line(0, 100), [car()], visits, bundles=((0, 1),))
    return Tempting(rule="bundle", problem=asked, relaxed=replace(asked, bundles=()), left_out=2)


def bundle_at_a_loss() -> Tempting:
    visits = [visit(1), visit(2, patient=1, price=500)]
    asked = problem(line(0, 100, 300), [car()], visits, bundles=((0, 1),))
    return Tempting(rule="bundle", problem=asked, relaxed=replace(asked, bundles=()))


def frozen_first() -> Tempting:
    asked = problem(line(0, 100, 200), [car(end=None, frozen=(1, 0))], [visit(1), visit(2, patient=1)])
    return Tempting(rule="order", problem=asked, relaxed=_with_first_car(asked, frozen=()))


def frozen_car() -> Tempting:
    asked = _near_and_far(visit(2))
    near, far = asked.cars
    return Tempting(rule="order", problem=replace(asked, cars=(near, replace(far, frozen=(0,)))), relaxed=asked)


def break_with_others() -> Tempting:
    lunch = Break(earliest=250, latest=250, duration=500)
    visits = [visit(1, windows=window(100, 150)), visit(1, patient=1, windows=window(200, 9_000, soft_end=300))]
    asked = problem(line(0, 100), [car(breaks=(lunch,))], visits)
    return Tempting(rule="break", problem=asked, relaxed=_with_first_car(asked, breaks=(replace(lunch, price=10),)))


def rush_hour() -> Tempting:
    quick, slow = line(0, 100, 300).seconds, line(0, 400, 1200).seconds
    knots = Knots(at=np.array([0, 50, 100]), seconds=np.array([quick, quick, slow]))
    visits = [
        visit(1, windows=window(100, 100), known=frozenset({0})),
        visit(2, windows=window(200, 400), known=frozenset({0}), patient=1),
    ]
    asked = problem(line(0, 100, 300), [car(end=None), car(end=None)], visits)
    busy = replace(asked, travels=(replace(asked.travels[0], knots=knots),))
    return Tempting(rule="clock", problem=busy, relaxed=asked)


def unreachable() -> Tempting:
    asked = _near_and_far(visit(2))
    seconds = asked.travels[0].seconds.tolist()
    seconds[0][2] = UNREACHABLE
    return Tempting(rule="unreachable", problem=replace(asked, travels=(travel_of(seconds),)), relaxed=asked)


def clock() -> Tempting:
    visits = [
        visit(1, windows=window(300, 300), known=frozenset({0})),
        visit(2, windows=window(400, 400), known=frozenset({0}), patient=1),
    ]
    asked = problem(line(0, 100, 300), [car(), car()], visits)
    at_once = replace(asked, travels=(travel_of([[0] * 3] * 3),))
    return Tempting(rule="clock", problem=asked, relaxed=at_once)


TEMPTING = {
    make.__name__: make()
    for make in (
        clock, unreachable, time_window, shift, overtime, missing_break, late_break, skill, crew_size, refused, allowed,
        max_visits, patient_cap, gap_too_short, gap_from_start, gap_too_long, gap_order, patient_gap, patient_overlap,
        together_two_cars, together_same_second, together_all_or_none, capacity, fixed_car, fixed_start,
        gap_two_cars, bundle_all_or_none, bundle_at_a_loss, frozen_first, frozen_car, break_with_others, rush_hour,
    )
}  # fmt: skip
