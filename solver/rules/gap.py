"""Visits keep their time apart: the gaps asked for between two visits, and the least gap between a patient's visits.

For each gap with both visits planned: minimum ≤ start(after) − end(before) ≤ maximum, counted from start(before)
where the gap says so; maximum only where given; and car(before) ≠ car(after) where the gap asks for another car. For
each two planned visits a, b of one patient that are not in one together-group: start(b) − end(a) ≥ min_gap(patient) or
start(a) − end(b) ≥ min_gap(patient); so they never overlap.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from solver.problem import Gap, Problem
from solver.solution import Fault, Solution, Stop

RULE = "gap"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the pairs that are too close or too far apart, with by how many seconds, or in one car against the gap."""
    cars = {stop.visit: route.car for route, stop in solution.stops}
    stops = {stop.visit: stop for _, stop in solution.stops}
    for gap in problem.gaps:
        if gap.before in stops and gap.after in stops:
            yield from _gap_faults(gap, stops[gap.before], stops[gap.after])
            if gap.other_car and cars[gap.before] == cars[gap.after]:
                message = f"car {cars[gap.before]} does both visits {(gap.before, gap.after)}, which ask for two cars"
                yield Fault(rule=RULE, message=message, car=cars[gap.before], visits=(gap.before, gap.after))
    group = {visit: number for number, visits in enumerate(problem.together) for visit in visits}
    by_patient: dict[int, list[int]] = {}
    for visit in sorted(stops):
        by_patient.setdefault(problem.visits[visit].patient, []).append(visit)
    for patient, visits in by_patient.items():
        for one, other in combinations(visits, 2):
            if one not in group or group[one] != group.get(other):
                yield from _patient_faults(problem.patients[patient].min_gap, stops[one], stops[other])


def _gap_faults(gap: Gap, before: Stop, after: Stop) -> Iterator[Fault]:
    seconds = after.start - (before.end if gap.from_end else before.start)
    visits = (gap.before, gap.after)
    if seconds < gap.minimum:
        message = f"visits {visits} are {seconds} s apart, {gap.minimum} s at least"
        yield Fault(rule=RULE, message=message, visits=visits, amount=gap.minimum - seconds)
    if gap.maximum is not None and seconds > gap.maximum:
        message = f"visits {visits} are {seconds} s apart, {gap.maximum} s at most"
        yield Fault(rule=RULE, message=message, visits=visits, amount=seconds - gap.maximum)


def _patient_faults(least: int, one: Stop, other: Stop) -> Iterator[Fault]:
    seconds = max(other.start - one.end, one.start - other.end)
    if seconds < least:
        visits = (one.visit, other.visit)
        message = f"visits {visits} of one patient are {seconds} s apart, {least} s at least"
        yield Fault(rule=RULE, message=message, visits=visits, amount=least - seconds)
