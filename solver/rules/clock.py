"""A car's times follow from each other: it drives, rests and works one after the other.

A route lies between ``depart`` and ``finish``. For each leg, from the end of a stop (or ``depart``) over the breaks
taken in it to the next stop:

- drive is what the way takes at the second begin, even if a break comes first.
- arrive ≥ begin + drive + the breaks that begin before arrive; such a break is over at arrive (it interrupted the drive
  or was taken before it), any other is over at start. A break lies wholly before ``depart``, in one leg, or wholly
  after ``finish``, and nothing overlaps.
- start ≥ arrive.
- end = start + duration + setup; no setup where the car's previous visit to a place was at the same location.
- finish ≥ end of the last stop + drive to the car's end + the breaks in between; where the end is open,
  finish = end of the last stop.

A contact (a visit without location) is made where the car stands, before it drives on: it has no drive, its setup
always counts, and the drive from the place before it to the place after it lies wholly after it. ``depart`` comes
before all stops, also before contacts made at the start. Times between that neither drive, break nor work explains are
waiting. A leg that is ``unreachable`` counts as no drive here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.legs import Leg, legs_of, rests_at_ends
from solver.problem import Problem
from solver.solution import Fault, Rest, Route, Solution, Stop

RULE = "clock"


def faults(problem: Problem, solution: Solution) -> Iterator[Fault]:
    """List the times that do not follow."""
    for route in solution.routes:
        for message, amount, visit in _route_faults(problem, route):
            visits = () if visit is None else (visit,)
            yield Fault(rule=RULE, message=f"car {route.car}: {message}", car=route.car, visits=visits, amount=amount)


_Finding = tuple[str, int, int | None]


def _route_faults(problem: Problem, route: Route) -> Iterator[_Finding]:
    before, after = rests_at_ends(route)
    yield from _overlaps(before, since=None)
    legs = legs_of(problem, route)
    for leg in legs[:-1]:
        yield from _leg_faults(problem, leg)
    yield from _finish_faults(legs[-1], route, open_end=problem.cars[route.car].end is None)
    yield from _overlaps(after, since=None)


def _leg_faults(problem: Problem, leg: Leg) -> Iterator[_Finding]:
    stop = leg.stop
    assert stop is not None, "only the last leg has no stop"
    yield from _overlaps(leg.rests, since=leg.begin)
    yield from _early(leg, [rest for rest in leg.rests if rest.start < stop.arrive], stop.arrive, stop.visit)
    ready = max([stop.arrive, *(rest.end for rest in leg.rests)])
    if stop.start < ready:
        yield f"visit {stop.visit} starts before the car is there and rested", ready - stop.start, stop.visit
    worked = _work(problem, leg, stop)
    if stop.end != stop.start + worked:
        message = f"visit {stop.visit} takes {stop.end - stop.start} s, not {worked} s"
        yield message, abs(stop.end - stop.start - worked), stop.visit


def _finish_faults(leg: Leg, route: Route, *, open_end: bool) -> Iterator[_Finding]:
    yield from _overlaps(leg.rests, since=leg.begin)
    if open_end and route.finish != leg.begin:
        yield "finish is not the end of the last visit", abs(route.finish - leg.begin), None
    else:
        yield from _early(leg, leg.rests, route.finish, None)


def _early(leg: Leg, rests: Sequence[Rest], arrive: int, visit: int | None) -> Iterator[_Finding]:
    drive = leg.seconds if leg.reachable else 0
    earliest = leg.begin + drive + sum(max(0, rest.end - rest.start) for rest in rests)
    goal = "the end" if visit is None else f"visit {visit}"
    if arrive < earliest:
        yield f"arrives at {goal} at {arrive}, {earliest} is the earliest", earliest - arrive, visit
    for rest in rests:
        if rest.end > arrive:
            yield f"break {rest.number} is not over on arrival at {goal}", rest.end - arrive, visit


def _overlaps(rests: Sequence[Rest], *, since: int | None) -> Iterator[_Finding]:
    for rest in rests:
        if since is not None and rest.start < since:
            yield f"break {rest.number} begins before what precedes it is over", since - rest.start, None
        since = rest.end if since is None else max(since, rest.end)


def _work(problem: Problem, leg: Leg, stop: Stop) -> int:
    visit = problem.visits[stop.visit]
    return visit.duration + (0 if leg.same_place else visit.setup)
