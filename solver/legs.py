"""A route cut into legs: what lies between one stop and the next.

The checker's rules and the cost read routes through this one view, so that they agree on where a car stands, which
drive a break interrupts and when setting up counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from solver.problem import Problem
from solver.solution import Rest, Route, Stop
from solver.travel import UNREACHABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """From the end of a stop (or the departure) to the next stop (or the finish, where ``stop`` is None).

    ``begin`` is the second from which the car may drive from ``origin`` to ``destination``; ``seconds`` is what that
    drive takes then, ``rests`` are the breaks taken on the way or on arrival. A contact is made where the car stands,
    so its leg leads from a place to itself. ``same_place`` tells that the car's previous visit to a place was at the
    stop's location.
    """

    begin: int
    origin: int
    destination: int
    seconds: int
    metres: int
    rests: tuple[Rest, ...]
    stop: Stop | None
    same_place: bool = False

    @property
    def reachable(self) -> bool:
        """Whether there is a way."""
        return self.seconds < UNREACHABLE

    @property
    def rested(self) -> int:
        """Seconds of breaks in this leg."""
        return sum(max(0, rest.end - rest.start) for rest in self.rests)


def legs_of(problem: Problem, route: Route) -> tuple[Leg, ...]:
    """Cut a route into one leg per stop and the last one to its end; its indices must exist."""
    car = problem.cars[route.car]
    travel = problem.travels[car.travel]
    legs: list[Leg] = []
    begin, origin, visited = route.depart, car.start, None
    for rests, stop in _hops(route):
        location = problem.visits[stop.visit].location if stop else car.end
        destination = origin if location is None else location
        leg = Leg(
            begin=begin,
            origin=origin,
            destination=destination,
            seconds=travel.drive(origin, destination, begin),
            metres=travel.metres.item(origin, destination),
            rests=rests,
            stop=stop,
            same_place=location is not None and location == visited,
        )
        legs.append(leg)
        begin, origin = stop.end if stop else begin, destination
        visited = visited if location is None else location
    return tuple(legs)


def rests_at_ends(route: Route) -> tuple[tuple[Rest, ...], tuple[Rest, ...]]:
    """Give the first breaks that are over when the car departs, and the last that begin when it has finished."""
    before = tuple(takewhile(lambda item: isinstance(item, Rest) and item.end <= route.depart, route.items))
    after = tuple(takewhile(lambda item: isinstance(item, Rest) and item.start >= route.finish, reversed(route.items)))
    return _rests(before), _rests(after[::-1])


def _rests(items: Iterable[Stop | Rest]) -> tuple[Rest, ...]:
    return tuple(item for item in items if isinstance(item, Rest))


def _hops(route: Route) -> Iterator[tuple[tuple[Rest, ...], Stop | None]]:
    """Yield the breaks before each stop together with it, and those before the finish with None."""
    before, after = rests_at_ends(route)
    at_ends = {id(rest) for rest in (*before, *after)}
    rests: list[Rest] = []
    for item in route.items:
        if isinstance(item, Stop):
            yield tuple(rests), item
            rests = []
        elif id(item) not in at_ends:
            rests.append(item)
    yield tuple(rests), None
