"""A car with a route takes each of its breaks that has no price, and each in its time and in full, within the shift.

For each break b of a car with a route there is a rest; where b has a price there may be none, at that price. Each rest
keeps b.earliest ≤ start ≤ b.latest, end = start + b.duration, shift_start ≤ start and end ≤ shift_end + max_overtime.
Before ``depart`` it is taken at the start, after ``finish`` at the end; a car without a route needs no break.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.problem import Break, Car, Problem
from solver.solution import Fault, Rest, Solution

RULE = "break"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the breaks that are missing, mistimed, cut short (or long) or outside the shift."""
    for route in solution.routes:
        car = problem.cars[route.car]
        taken = {rest.number for rest in route.rests}
        for number in range(len(car.breaks)):
            if number not in taken and car.breaks[number].price is None:
                message = f"car {route.car} does not take break {number}"
                yield Fault(rule=RULE, message=message, car=route.car, amount=car.breaks[number].duration)
        for rest in route.rests:
            for what, amount in _rest_faults(car, car.breaks[rest.number], rest):
                message = f"car {route.car}: break {rest.number} {what}"
                yield Fault(rule=RULE, message=message, car=route.car, amount=amount)


def _rest_faults(car: Car, wanted: Break, rest: Rest) -> Iterator[tuple[str, int]]:
    outside = max(wanted.earliest - rest.start, rest.start - wanted.latest)
    if outside > 0:
        yield f"starts {outside} s outside its time", outside
    wrong = abs(rest.end - rest.start - wanted.duration)
    if wrong:
        yield f"takes {rest.end - rest.start} s, not {wanted.duration} s", wrong
    beyond = max(car.shift_start - rest.start, rest.end - car.shift_end - car.max_overtime)
    if beyond > 0:
        yield f"lies {beyond} s outside the shift", beyond
