"""What of a plan has happened by a moment: nothing of it can be changed any more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from solver.problem import Break, Problem
from solver.solution import Rest, Route, Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A second of a plan's day; None where nothing has begun."""

    now: int | None
    plan: Solution

    def has_begun(self, start: int) -> bool:
        """Tell whether what starts at a second has begun."""
        return self.now is not None and start < self.now

    def first_open(self, route: Route) -> int:
        """Give the first place of a route where a visit may be put: after what has begun and what is driven to."""
        left = [route.depart, *(stop.end for stop in route.stops)]
        return next((place for place, leave in enumerate(left) if not self.has_begun(leave)), len(route.stops))

    def problem_at(self, problem: Problem, *, keep: bool) -> Problem:
        """Give the problem with the breaks that have begun fixed, others no earlier than now (``keep``: than planned).

        Breaks of cars that are not out stay as they are.
        """
        planned = {(route.car, rest.number): rest for route in self.plan.routes for rest in route.rests}
        cars = list(problem.cars)
        for route in self.plan.routes:
            own = cars[route.car].breaks
            order = sorted(route.rests, key=lambda rest: (own[rest.number].latest, own[rest.number].earliest))
            kept = keep and order == sorted(order, key=lambda rest: rest.start)  # the search takes breaks in this order
            breaks = tuple(
                self._narrow(one, planned.get((route.car, number)), keep=kept) for number, one in enumerate(own)
            )
            cars[route.car] = replace(cars[route.car], breaks=breaks)
        return replace(problem, cars=tuple(cars))

    def _narrow(self, one: Break, rest: Rest | None, *, keep: bool) -> Break:
        if rest is None:
            return one
        if self.has_begun(rest.start):
            return replace(one, earliest=rest.start, latest=rest.start)
        return replace(one, earliest=rest.start if keep else max(one.earliest, self.now or 0))

    def allows(self, new: Route) -> bool:
        """Tell whether a route leaves alone what has begun, and begins nothing before now."""
        if self.now is None:
            return True
        old = next((route for route in self.plan.routes if route.car == new.car), None)
        if old is None:
            return new.depart >= self.now
        departs = new.depart == old.depart if self.has_begun(old.depart) else new.depart >= self.now
        return departs and self._past(old) == self._past(new)

    def _past(self, route: Route) -> tuple[tuple[int, int], ...]:
        return tuple(
            (item.number if isinstance(item, Rest) else -1 - item.visit, item.start)
            for item in route.items
            if self.has_begun(item.start)
        )
