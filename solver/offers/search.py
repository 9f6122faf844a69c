"""Ways to put visits into a plan whose other visits keep their cars and their order: tried, not guessed.

The places that time allows are found for all routes at once (``State.offers``), the promising ones are timed in full
with all ties. Visits that are planned start no earlier than planned and are pushed on only as far as they must be;
where that leaves a car without a place, those of its visits that no tie holds may go earlier, too.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from solver.cost import route_cost, route_figures
from solver.offers.best import Best, Found
from solver.offers.moment import Moment
from solver.problem import Problem
from solver.search import insertion, output, pricing
from solver.search.cars import NEVER
from solver.search.model import Model
from solver.search.output import Schedule
from solver.search.pricing import Extremes, Priced
from solver.search.state import FOLLOWING, LEG, NO_OFFER, Array, State, Trial
from solver.search.timing import Timed, time_route, time_with
from solver.solution import Route, Solution

MOST_TRIED: Final = 40
"""Places timed in full for one visit of an offer."""

BREADTH: Final = (12, 3)
"""Places of the first, and of each further visit of a unit that are gone on from."""


More = Callable[[Problem], Problem]
"""Gives a problem with a visit more."""


@dataclass(frozen=True, slots=True)
class _Grown:
    """Routes with some visits of a unit in them, and which car does which of these visits."""

    cars: dict[int, int]
    routes: dict[int, Timed]
    priced: dict[int, Priced]

    def after(self, visit: int, car: int, trial: Trial) -> _Grown:
        """Give the same with a visit that was put in before."""
        return _Grown({visit: car, **self.cars}, {**trial.routes, **self.routes}, {**trial.priced, **self.priced})


class Timetable:
    """A plan laid out for trying: with its planned times as the earliest (``keep``), or as early as rules allow."""

    def __init__(self, problem: Problem, plan: Solution, moment: Moment, *, keep: bool) -> None:
        self.moment, self.keep = moment, keep
        self.planned = {route.car: route for route in plan.routes}
        self.model = Model(moment.problem_at(problem, keep=keep))
        self._lay_out(plan)

    def with_visit(self, more: More) -> Timetable:
        """Give the same plan with a visit more in the problem, not planned."""
        twin = copy.copy(self)
        twin.model = self.model.with_visit(more(self.model.problem))
        twin.state = self.state.copy()
        twin.state.model = twin.model
        following = twin.state.grid[FOLLOWING]
        following[following == self.model.nowhere] = twin.model.nowhere
        twin.state.car_of.append(-1)
        twin.state.lower.append(0)
        twin.state.upper.append(NEVER)
        return twin

    def _lay_out(self, plan: Solution) -> None:
        self.state = State(self.model.like(plan))
        for route, stop in plan.stops:
            self.state.lower[stop.visit], self.state.upper[stop.visit] = self._bounds(route, stop.visit, stop.start)
        given = dict(insertion.sequences_of(plan))
        placed = {stop.visit: route.car for route, stop in plan.stops}
        trial = self.state.try_change(given, placed=placed) if given else None
        if trial is not None:
            self.state.accept(trial)
        else:
            self._time_alone(given)
        self.state.model = self.model
        self._measure(plan)
        self._opens = {route.car: self.moment.first_open(route) for route in plan.routes}

    def _measure(self, plan: Solution) -> None:
        """Work out what the plan costs, and what a visit may save besides the drive that it replaces.

        By car: what times as good as these save already; by place, too: the seconds of waiting from there on, and those
        that the drive takes beyond the least.
        """
        problem = self.model.problem
        known = {earlier.visit: earlier for earlier in problem.earlier}
        self._costs, self._extremes = [0] * self.model.car_count, [pricing.unused(car).extremes for car in problem.cars]
        self._gains = np.zeros((self.model.car_count, 1), dtype=np.int64)
        self._waits = np.zeros(self.state.grid.shape[1:], dtype=np.int64)
        self._jams = self._waits.copy()
        for route in plan.routes:
            car, figures = route.car, route_figures(problem, route)
            self._costs[car] = route_cost(problem, route, figures, known).total
            self._extremes[car] = Extremes(figures.drive_s + figures.visit_s, max(figures.late_s), figures.idle_s)
            self._gains[car] = max(0, self._costs[car] - self._price(self.state.routes[car]).cost)
            legs = figures.legs
            self._waits[car, : len(legs)] = np.cumsum([leg.wait_s for leg in legs[::-1]])[::-1]
            jams = [leg.drive_s for leg in legs] - self.state.grid[LEG, car, : len(legs)]
            self._jams[car, : len(legs)] = np.maximum(jams, 0)
        self._most = pricing.price_extremes(problem.costs, self._extremes)

    def _time_alone(self, given: Mapping[int, tuple[int, ...]]) -> None:
        """Time route by route: what is tied starts when planned, so that the ties hold without being settled."""
        for car, visits in given.items():
            timed = time_route(self.model, car, visits, self.state.lower, self.state.upper)
            if timed is None:
                raise ValueError(f"the route of car {car} cannot be timed as it stands")
            self.state.accept(Trial({car: timed}, {car: self._price(timed)}, None, 0))

    def _bounds(self, route: Route, visit: int, start: int) -> tuple[int, int]:
        if self.moment.has_begun(start):
            return start, start
        places = [stop.visit for stop in route.stops]
        driven_to = places.index(visit) < self.moment.first_open(route)
        if self.keep or driven_to or visit in self.model.ties:
            return start, NEVER
        return self.moment.now or 0, NEVER

    def _price(self, route: Timed) -> Priced:
        """Price a route: each visit as early as it can be, or, where it may go earlier than planned, at its best."""
        if self.keep:
            return self._price_kept(route)
        return pricing.price_route(self.model, route, self.state.car_of)

    def _price_kept(self, route: Timed) -> Priced:
        """Price a route with its visits as early as they are timed; a new one that no tie holds may wait for less."""
        new = [visit for visit in route.visits if self.state.car_of[visit] < 0 and visit not in self.model.ties]
        return pricing.price_earliest(self.model, route, later=new)

    def find(self, unit: Sequence[int], best: Best) -> list[Found]:
        """List ways to put in a unit that are among the best, cheapest first; worse places are passed over."""
        order = sorted(unit, key=lambda visit: len(self.model.cars_for[visit]))
        for grown in self._grow(self.state, order, 0, best):
            cars = tuple(grown.cars[visit] for visit in unit)
            best.keep(Found(cars, grown.routes, grown.priced, self._added(grown.priced)))
        return [found for found in best.found if found.routes]

    def _grow(self, state: State, unit: Sequence[int], depth: int, best: Best) -> Iterator[_Grown]:
        """Yield ways to put in what is left of a unit; the first ``depth`` are in."""
        visit, *rest = unit[depth:]
        given = 0
        for car, position, estimate in self._places(state, visit):
            if best.is_hopeless(estimate, None if rest else car) if depth == 0 else given >= BREADTH[1]:
                continue
            state.lower[visit] = self._earliest(visit, car, position)
            if rest:
                trial = state.try_insert(visit, car, position)
                if trial is not None:
                    grown = state.copy()
                    grown.accept(trial)
                    for more in self._grow(grown, unit, depth + 1, best):
                        yield more.after(visit, car, trial)
            else:
                last = self._try_last(state, visit, car, position)
                if last is not None:
                    yield last
            state.lower[visit] = 0
            given += 1
            if depth == 0 and rest and given >= BREADTH[0]:
                return

    def _try_last(self, state: State, visit: int, car: int, position: int) -> _Grown | None:
        if not self.keep:
            trial = state.try_insert(visit, car, position)
            return None if trial is None else _Grown({visit: car}, trial.routes, trial.priced)
        visits = state.routes[car].visits
        changed = {car: (*visits[:position], visit, *visits[position:])}
        settled = state.time_change(changed, placed={visit: car})
        if settled is None:
            return None
        priced = {by: self._price_kept(route) for by, route in settled.routes.items()}
        return _Grown({visit: car}, settled.routes, priced)

    def _places(self, state: State, visit: int) -> Iterator[tuple[int, int, int]]:
        """Yield places to try (car, position) and what they add at least, nearly: first the likeliest of each car."""
        offers = state.offers(visit)
        if offers is None:
            return
        for car, first in self._opens.items():
            offers[car, :first] = NO_OFFER
        offers = np.where(offers < NO_OFFER, self._at_least(visit, offers), NO_OFFER)
        flat = offers.ravel()
        ranked = np.argsort(flat, kind="stable")[: int((flat < NO_OFFER).sum())].tolist()
        places = [divmod(index, offers.shape[1]) for index in ranked]
        places = [(car, position) for car, position in places if position <= len(state.routes[car].visits)]
        firsts = dict(reversed(places))
        places.sort(key=lambda place: firsts[place[0]] != place[1])
        for car, position in places[:MOST_TRIED]:
            yield car, position, int(offers[car, position])

    def _at_least(self, visit: int, offers: Array) -> Array:
        """Take off what a visit saves besides: the jam on the drive it replaces, and waiting (and being idle).

        A car waits less by no more than it drives and works more, and by no more than it waited from there on; one that
        is given its first visit may depart later.
        """
        prices, width = self.model.problem.costs, self._jams.shape[1]
        least = offers - self._gains
        least[:, :width] -= prices.driving * self._jams
        work = self.model.duration[visit] + self.model.setup[visit]
        most = np.maximum(least, 0) // max(1, prices.driving) + work
        least -= prices.idle * most
        most[:, 0] = NEVER
        least[:, :width] -= prices.waiting * np.minimum(self._waits, most[:, :width])
        return least

    def _earliest(self, visit: int, car: int, position: int) -> int:
        """Give the second before which a car cannot begin a visit, because it is where it is now."""
        now = self.moment.now
        if now is None:
            return 0
        problem, route = self.model.problem, self.planned.get(car)
        goal, vehicle = problem.visits[visit].location, problem.cars[car]
        if goal is None:
            return now
        origin = vehicle.start
        if route is not None and position > 0:
            if not self.moment.has_begun(route.stops[-1].end):
                return now
            places = [problem.visits[stop.visit].location for stop in route.stops]
            last = next((place for place in reversed(places) if place is not None), vehicle.start)
            origin = last if vehicle.end is None else vehicle.end
        return now + problem.travels[vehicle.travel].drive(origin, goal, now)

    def _added(self, priced: Mapping[int, Priced]) -> int:
        extremes = self._extremes.copy()
        for car, one in priced.items():
            extremes[car] = one.extremes
        after = pricing.price_extremes(self.model.problem.costs, extremes)
        return after - self._most + sum(one.cost - self._costs[car] for car, one in priced.items())

    def write(self, found: Found, *, nearest: bool = False) -> list[Route]:
        """Give the routes of what was found that differ from the plan.

        With ``nearest`` visits that may go earlier go no earlier than they must.
        """
        schedules = []
        for car, route in found.routes.items():
            timed, priced = self._near_plan(route, found.priced[car]) if nearest else (route, found.priced[car])
            schedules.append(self._as_planned(output.as_priced(timed, priced), timed))
        written = output.to_solution(self.model, schedules)
        return [route for route in written.routes if self._differs(route)]

    def _near_plan(self, route: Timed, priced: Priced) -> tuple[Timed, Priced]:
        """Time a route again with each visit as near to its planned start as the rest of the route allows."""
        planned = self._starts(route.car)
        lower = self.state.lower.copy()
        for visit, first, latest in zip(route.visits, route.starts, route.latest, strict=False):
            lower[visit] = max(first, min(planned.get(visit, 0), max(latest)))
        near = time_with(self.model, route.times, route.car, route.visits, lower, self.state.upper)
        return (route, priced) if near is None else (near, self._price_kept(near))

    def _starts(self, car: int) -> dict[int, int]:
        route = self.planned.get(car)
        return {} if route is None else {stop.visit: stop.start for stop in route.stops}

    def _as_planned(self, schedule: Schedule, route: Timed) -> Schedule:
        """Let a car depart when it was planned to, if it makes its first stop when planned."""
        old = self.planned.get(schedule.car)
        if old is None:
            return schedule
        first = old.stops[0]
        same = schedule.visits[0] == first.visit and schedule.starts[0] == first.start
        if not (same or self.moment.has_begun(old.depart)):
            return schedule
        before = sum(rest.end <= old.depart for rest in old.rests)
        priced = Priced(
            list(schedule.starts), min(before, route.rests[0]), old.depart, schedule.finish, 0, self._extremes[0]
        )
        return output.as_priced(route, priced)

    def _differs(self, route: Route) -> bool:
        old = self.planned.get(route.car)
        return old is None or old.stops != route.stops or old.finish != route.finish


class Timetables:
    """Both timetables of a plan; the second is made when it is first needed."""

    def __init__(self, kept: Timetable, make_free: Callable[[], Timetable]) -> None:
        self.kept, self._make_free = kept, make_free

    @classmethod
    def of(cls, problem: Problem, plan: Solution, moment: Moment) -> Timetables:
        """Lay a plan out; raises ValueError where it cannot be timed."""
        kept = Timetable(problem, plan, moment, keep=True)

        def make_free() -> Timetable:
            try:
                return Timetable(problem, plan, moment, keep=False)
            except ValueError:  # breaks may stand so that only another order of them is known to the search
                return kept

        return cls(kept, make_free)

    def with_visit(self, more: More) -> Timetables:
        """Give the same with a visit more in the problem."""
        return Timetables(self.kept.with_visit(more), lambda: self.free.with_visit(more))

    @cached_property
    def free(self) -> Timetable:
        """The plan with visits that no tie holds as early as rules allow."""
        return self._make_free()
