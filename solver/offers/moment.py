"""What of a plan has happened by a moment: nothing of it can be changed any more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from solver.problem import Break, Fixed, Problem, Window
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

        The search takes breaks in one order only; those that ``keep`` in another stay just where they are. Breaks of
        cars that are not out stay as they are.
        """
        planned = {(route.car, rest.number): rest for route in self.plan.routes for rest in route.rests}
        cars = list(problem.cars)
        for route in self.plan.routes:
            own = cars[route.car].breaks
            order = sorted(route.rests, key=lambda rest: (own[rest.number].latest, own[rest.number].earliest))
            fixed = keep and order != sorted(order, key=lambda rest: rest.start)
            breaks = tuple(
                self._narrow(one, planned.get((route.car, number)), keep=keep, fixed=fixed)
                for number, one in enumerate(own)
            )
            cars[route.car] = replace(cars[route.car], breaks=breaks)
        return replace(problem, cars=tuple(cars))

    def _narrow(self, one: Break, rest: Rest | None, *, keep: bool, fixed: bool) -> Break:
        if rest is None:
            return one
        if fixed or self.has_begun(rest.start):
            return replace(one, earliest=rest.start, latest=rest.start)
        return replace(one, earliest=rest.start if keep else max(one.earliest, self.now or 0))

    def freeze(self, problem: Problem) -> Problem:
        """Give the problem in which only what is still open can be planned, for other searches than that of offers."""
        if self.now is None:
            return problem
        now, shown = self.now, self.problem_at(problem, keep=False)
        begun = {stop.visit: (route.car, stop.start) for route, stop in self.plan.stops if self.has_begun(stop.start)}
        fixed = [fix for fix in problem.fixed if fix.visit not in begun]
        fixed += [Fixed(visit=visit, car=car, start=start) for visit, (car, start) in begun.items()]
        planned = self.plan.planned
        visits = tuple(
            one if number in planned else replace(one, windows=self._still_open(one.windows))
            for number, one in enumerate(problem.visits)
        )
        cars = list(shown.cars)
        for number, car in enumerate(cars):
            route = next((route for route in self.plan.routes if route.car == number), None)
            if route is None:
                begin = min(max(car.shift_start, now), car.shift_end)
                cars[number] = replace(car, shift_start=begin, breaks=tuple(b for b in car.breaks if b.latest >= begin))
            else:
                gone = tuple(stop.visit for stop in route.stops[: self.first_open(route)])
                later = tuple(visit for visit in car.frozen if visit not in gone)
                cars[number] = replace(car, frozen=(*gone, *later))
        return replace(shown, cars=tuple(cars), visits=visits, fixed=tuple(fixed))

    def _still_open(self, windows: tuple[Window, ...]) -> tuple[Window, ...]:
        """Cut windows at now; those that are over stay as they are where no other is left."""
        now = self.now or 0
        cut = (replace(one, start=max(one.start, now)) for one in windows if one.end >= now)
        return tuple(cut) or windows

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
