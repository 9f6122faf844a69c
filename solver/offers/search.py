"""Ways to put visits into a plan whose other visits keep their cars and their order: tried, not guessed.

The places that time allows are found for all routes at once (``State.offers``), the promising ones are timed in full
with all ties. Visits that are planned start no earlier than planned and are pushed on only as far as they must be;
where that leaves a car without a place, those of its visits that no tie holds may go earlier, too.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from solver.cost import route_figures
from solver.offers.moment import Moment
from solver.problem import Patient, Problem, Visit
from solver.search import insertion, output, pricing
from solver.search.cars import NEVER
from solver.search.model import Model
from solver.search.output import Schedule
from solver.search.pricing import Priced
from solver.search.state import NO_OFFER, State, Trial
from solver.search.timing import Timed, time_route, time_with
from solver.solution import Route, Solution

MOST_TRIED: Final = 40
"""Places timed in full for one visit of an offer."""

BREADTH: Final = (12, 3)
"""Places of the first, and of each further visit of a unit that are gone on from."""


IsHopeless = Callable[[int], bool]
"""Tells that a place which adds at least so much is not worth trying."""


@dataclass(frozen=True, slots=True)
class Found:
    """Routes with the visits in them, timed, by car, and what they add to the cost, nearly; ``cars`` by visit."""

    cars: tuple[int, ...]
    routes: Mapping[int, Timed]
    priced: Mapping[int, Priced]
    added: int


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

    def with_visit(self, visit: Visit, patient: Patient | None) -> Timetable:
        """Give the same plan with a visit more in the problem, not planned."""
        twin = copy.copy(self)
        twin.model = Model(with_visit(self.model.problem, visit, patient), known=self.model)
        twin.state = self.state.copy()
        twin.state.model = twin.model
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
        prices = self.model.problem.costs
        self.state.model = self.model
        self.base = [self._price(route) for route in self.state.routes]
        self.waited = [0] * self.model.car_count
        """What waiting costs in each route: so much less may a visit add than its drives."""
        for route in plan.routes:
            self.waited[route.car] = prices.waiting * route_figures(self.model.problem, route).wait_s

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

    def find(self, unit: Sequence[int], *, wanted: int, skip: frozenset[tuple[int, ...]] = frozenset()) -> list[Found]:
        """List ways to put in a unit, the best found for each choice of cars, cheapest first.

        Once ``wanted`` are found, places that can hardly cost less are passed over.
        """
        order = sorted(unit, key=lambda visit: len(self.model.cars_for[visit]))
        best: dict[tuple[int, ...], Found] = {}

        def is_hopeless(estimate: int) -> bool:
            return len(best) >= wanted and estimate >= sorted(found.added for found in best.values())[wanted - 1]

        closed = frozenset(car for cars in skip for car in cars) if len(unit) == 1 else frozenset[int]()
        for grown in self._grow(self.state, order, 0, is_hopeless, closed):
            cars = tuple(grown.cars[visit] for visit in unit)
            added = self._added(grown.priced)
            if cars not in skip and (cars not in best or added < best[cars].added):
                best[cars] = Found(cars, grown.routes, grown.priced, added)
        return sorted(best.values(), key=lambda found: (found.added, found.cars))

    def _grow(
        self, state: State, unit: Sequence[int], depth: int, is_hopeless: IsHopeless, closed: frozenset[int]
    ) -> Iterator[_Grown]:
        """Yield ways to put in what is left of a unit, by cars that are not ``closed``; the first ``depth`` are in."""
        visit, *rest = unit[depth:]
        given = 0
        for car, position, estimate in self._places(state, visit, closed):
            if is_hopeless(estimate) if depth == 0 else given >= BREADTH[1]:
                continue
            state.lower[visit] = self._earliest(visit, car, position)
            if rest:
                trial = state.try_insert(visit, car, position)
                if trial is not None:
                    grown = state.copy()
                    grown.accept(trial)
                    for more in self._grow(grown, unit, depth + 1, is_hopeless, closed):
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

    def _places(self, state: State, visit: int, closed: frozenset[int]) -> Iterator[tuple[int, int, int]]:
        """Yield places to try (car, position) and what they add at least, nearly: first the likeliest of each car."""
        offers = state.offers(visit)
        if offers is None:
            return
        for car, route in self.planned.items():
            offers[car, : self.moment.first_open(route)] = NO_OFFER
        offers[sorted(closed)] = NO_OFFER
        flat = offers.ravel()
        ranked = np.argsort(flat, kind="stable")[: int((flat < NO_OFFER).sum())].tolist()
        places = [divmod(index, offers.shape[1]) for index in ranked]
        places = [(car, position) for car, position in places if position <= len(state.routes[car].visits)]
        firsts = dict(reversed(places))
        places.sort(key=lambda place: firsts[place[0]] != place[1])
        for car, position in places[:MOST_TRIED]:
            yield car, position, int(offers[car, position]) - self.waited[car]

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
        prices = self.model.problem.costs
        before = pricing.price_extremes(prices, (one.extremes for one in self.base))
        after = pricing.price_extremes(prices, (priced.get(car, one).extremes for car, one in enumerate(self.base)))
        return after - before + sum(one.cost - self.base[car].cost for car, one in priced.items())

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
            list(schedule.starts), min(before, route.rests[0]), old.depart, schedule.finish, 0, self.base[0].extremes
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

        def make_free() -> Timetable:
            return Timetable(problem, plan, moment, keep=False)

        try:
            return cls(Timetable(problem, plan, moment, keep=True), make_free)
        except ValueError:  # breaks may stand so that only another order of them is known to the search
            free = make_free()
            return cls(free, lambda: free)

    def with_visit(self, visit: Visit, patient: Patient | None) -> Timetables:
        """Give the same with a visit more in the problem."""
        return Timetables(self.kept.with_visit(visit, patient), lambda: self.free.with_visit(visit, patient))

    @cached_property
    def free(self) -> Timetable:
        """The plan with visits that no tie holds as early as rules allow."""
        return self._make_free()


def with_visit(problem: Problem, visit: Visit, patient: Patient | None) -> Problem:
    """Add a visit to a problem, and the patient where there is a new one."""
    patients = problem.patients if patient is None else (*problem.patients, patient)
    return replace(problem, visits=(*problem.visits, visit), patients=patients)
