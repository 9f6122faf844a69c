"""A plan being searched: one timed route per car, and all places a visit could be put in, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Final

import numpy as np
import numpy.typing as npt

from solver.search.cars import NEVER
from solver.search.model import Model
from solver.search.pricing import Priced, price_extremes, price_route, unused
from solver.search.ties import Settled, settle, settle_placed, window_for
from solver.search.timing import Timed, time_route, time_with

PREVIOUS, FOLLOWING, LEG, BASE, NEAR, VISITED, LEAVE = range(7)
"""Fields of ``State.grid``, see there; LEAVE is the first of ``breaks + 1``, then come as many of the latest starts."""

Array = npt.NDArray[np.int64]

NO_OFFER: Final = 1 << 60
"""The cost of a place where a visit cannot be put."""


@dataclass(slots=True)
class Trial:
    """A change that keeps all rules, not made yet: routes by car, bounds if any were touched, and the cost added."""

    routes: dict[int, Timed]
    priced: dict[int, Priced]
    bounds: tuple[list[int], list[int]] | None
    added: int


class State:
    """Routes of all cars; what is not in one is left out.

    ``grid[field, car, position]`` describes what lies before position p of a route: the place before (PREVIOUS) and
    the next place after (FOLLOWING), seconds between them (LEG; BASE is 0 for a car that does nothing), whether the
    next stop is at that place (NEAR), where the car last visited (VISITED), when it may leave with j breaks taken,
    and the latest start of the next stop.
    """

    def __init__(self, model: Model, *, width: int = 12) -> None:
        self.model = model
        self.car_of = [-1] * model.visit_count
        self.lower = [0] * model.visit_count
        self.upper = [NEVER] * model.visit_count
        idle = (time_route(model, car, (), self.lower, self.upper) for car in range(model.car_count))
        self.routes: list[Timed] = [route for route in idle if route is not None]
        self.priced = [unused(car) for car in model.problem.cars]
        self.counts = np.zeros(model.car_count, dtype=np.int64)
        self.loads = np.zeros((model.car_count, model.problem.dimensions), dtype=np.int64)
        self.grid = np.zeros((0, 0, 0), dtype=np.int64)
        self._widen(width)

    def copy(self) -> State:
        """Give a state that can be changed without changing this one."""
        twin = object.__new__(State)
        twin.model = self.model
        twin.car_of = self.car_of.copy()
        twin.lower, twin.upper = self.lower.copy(), self.upper.copy()
        twin.routes, twin.priced = self.routes.copy(), self.priced.copy()
        twin.counts, twin.loads, twin.grid = self.counts.copy(), self.loads.copy(), self.grid.copy()
        return twin

    def become(self, other: State) -> None:
        """Take over another state, which must not be used any more."""
        self.car_of, self.lower, self.upper = other.car_of, other.lower, other.upper
        self.routes, self.priced = other.routes, other.priced
        self.counts, self.loads, self.grid = other.counts, other.loads, other.grid

    @property
    def left_out(self) -> list[int]:
        """The visits in no route."""
        return [visit for visit, car in enumerate(self.car_of) if car < 0]

    @property
    def cost(self) -> int:
        """The cost of the routes as they are timed, and the price of what is left out."""
        return self.routes_cost + sum(self.model.price[visit] for visit in self.left_out)

    @property
    def routes_cost(self) -> int:
        """The cost without what is left out."""
        extremes = price_extremes(self.model.problem.costs, (priced.extremes for priced in self.priced))
        return sum(priced.cost for priced in self.priced) + extremes

    def offers(self, visit: int) -> Array | None:
        """Price each place (car, position) for a visit that is left out, roughly, and NO_OFFER where it cannot be.

        Exact about time as long as no tie moves other visits and no later contact moves; the cost is that of
        driving, continuity and lateness. None where it can be nowhere.
        """
        cars = self._room(visit)
        windows = window_for(self.model, self.routes, self.car_of, visit)
        if not windows or not cars.any():
            return None
        to, on, added = self._drives(visit)
        fits, late = self._fits(visit, windows, to, on)
        fits &= cars[:, None]
        if self.model.rank:
            fits &= self._in_order(visit, fits.shape)
        cost = self.model.problem.costs.driving * added + self.model.assigned[visit][:, None] + late
        return np.where(fits, cost, NO_OFFER)

    def try_insert(self, visit: int, car: int, position: int) -> Trial | None:
        """Put a visit in a route and time all that depends on it; None where a rule would break."""
        visits = self.routes[car].visits
        return self.try_change({car: (*visits[:position], visit, *visits[position:])}, placed={visit: car})

    def try_change(self, changed: Mapping[int, tuple[int, ...]], *, placed: Mapping[int, int]) -> Trial | None:
        """Give routes new sequences that only add visits (``placed``: visit → car)."""
        ties, routes, car_of = self.model.ties, self.routes, self._with(placed)
        settled = self.time_change(changed, placed=placed)
        if settled is None:
            return None
        new = settled.routes
        for visit in placed:
            for tie in ties.get(visit, ()):
                if car_of[tie.other] >= 0:
                    new.setdefault(car_of[tie.other], routes[car_of[tie.other]])
        priced = {car: price_route(self.model, route, car_of) for car, route in new.items()}
        bounds = None if settled.lower is self.lower else (settled.lower, settled.upper)
        return Trial(new, priced, bounds, self._added(priced))

    def time_change(self, changed: Mapping[int, tuple[int, ...]], *, placed: Mapping[int, int]) -> Settled | None:
        """Time routes with new sequences as ``try_change`` does, without prices; the bounds stay if nothing is tied."""
        if not all(self.model.keeps_order(car, visits) for car, visits in changed.items()):
            return None
        if not any(visit in self.model.ties for visits in changed.values() for visit in visits):
            return self._time_alone(changed)
        car_of = self._with(placed)
        return settle_placed(self.model, self.routes, changed, placed, car_of, (self.lower, self.upper))

    def _with(self, placed: Mapping[int, int]) -> list[int]:
        """Give the car of each visit with some placed."""
        if not any(visit in self.model.ties for visit in placed):
            return self.car_of
        car_of = self.car_of.copy()
        for visit, car in placed.items():
            car_of[visit] = car
        return car_of

    def may_take(self, visit: int, car: int) -> bool:
        """Tell whether the rules that do not concern time let the car do the visit as well."""
        return bool(self._room(visit)[car])

    def accept(self, trial: Trial) -> None:
        """Make a change."""
        if trial.bounds:
            self.lower, self.upper = trial.bounds
        for car, route in trial.routes.items():
            for visit in route.visits:
                self.car_of[visit] = car
            self._set(car, route, trial.priced[car])

    def remove(self, visits: Iterable[int]) -> bool:
        """Take visits out; False (and a state of no use) where the rest breaks a rule without them."""
        gone = set(visits)
        touched = {self.car_of[visit] for visit in gone} - {-1}
        changed = {car: tuple(v for v in self.routes[car].visits if v not in gone) for car in touched}
        tied = any(visit in self.model.ties for car in touched for visit in self.routes[car].visits)
        for visit in gone:
            self.car_of[visit] = -1
        if tied:
            self._free_ties(changed)
            settled = settle(self.model, self.routes, changed, self.car_of, self.lower, self.upper)
        else:
            settled = self._time_alone(changed)
        if settled is None:
            return False
        for car, route in settled.routes.items():
            self._set(car, route, price_route(self.model, route, self.car_of))
        return True

    def _free_ties(self, changed: dict[int, tuple[int, ...]]) -> None:
        """Forget the bounds that ties gave, and have all routes with ties timed again."""
        for visit in self.model.ties:
            self.lower[visit], self.upper[visit] = 0, NEVER
            car = self.car_of[visit]
            if car >= 0:
                changed.setdefault(car, self.routes[car].visits)

    def _time_alone(self, changed: Mapping[int, tuple[int, ...]]) -> Settled | None:
        routes = {}
        for car, visits in changed.items():
            timed = time_route(self.model, car, visits, self.lower, self.upper)
            if timed is None:
                return None
            routes[car] = timed
        return Settled(routes, self.lower, self.upper)

    def _added(self, priced: Mapping[int, Priced]) -> int:
        added = sum(new.cost - self.priced[car].cost for car, new in priced.items())
        prices = self.model.problem.costs
        before = [one.extremes for one in self.priced]
        after = [priced.get(car, one).extremes for car, one in enumerate(self.priced)]
        return added + price_extremes(prices, after) - price_extremes(prices, before)

    def _room(self, visit: int) -> npt.NDArray[np.bool_]:
        """Tell which cars may take one more visit, this one."""
        model = self.model
        cars: npt.NDArray[np.bool_] = model.may[visit] & (self.counts < model.most_visits)
        patient = model.problem.patients[model.problem.visits[visit].patient]
        if sum(self.car_of[mate] >= 0 for mate in model.mates[visit]) >= patient.max_visits:
            cars[:] = False
        for member in model.elsewhere.get(visit, ()):
            if self.car_of[member] >= 0:
                cars[self.car_of[member]] = False
        if model.problem.dimensions:
            cars &= (self.loads + model.demand[visit] <= model.capacity).all(axis=1)
        return cars

    def _in_order(self, visit: int, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
        """Tell where a visit may stand with the frozen visits first and in their order."""
        model, allowed = self.model, np.ones(shape, dtype=bool)
        own = model.rank.get(visit)
        for car, route in enumerate(self.routes):
            if not model.problem.cars[car].frozen:
                continue
            ranks = [model.rank[other] for other in route.visits if other in model.rank]
            first = len(ranks) if own is None else sum(rank < own for rank in ranks)
            allowed[car, :first] = False
            if own is not None:
                allowed[car, first + 1 :] = False
        return allowed

    def _drives(self, visit: int) -> tuple[Array, Array, Array]:
        """Give the seconds to drive to the visit and on to the next stop, and those added in all, per place."""
        model, grid = self.model, self.grid
        place = model.place[visit]
        if place < 0:
            return np.zeros_like(grid[LEG]), grid[LEG] * grid[NEAR], grid[LEG] - grid[BASE]
        if len(model.travel) == 1:
            to, on = model.travel[0][:, place][grid[PREVIOUS]], model.travel[0][place][grid[FOLLOWING]]
        else:
            by = model.car_travel[:, None]
            to, on = model.travel[by, grid[PREVIOUS], place], model.travel[by, place, grid[FOLLOWING]]
        added = to + on - grid[BASE]
        return to, (on * grid[NEAR] if model.has_contacts else on), added

    def _fits(
        self, visit: int, windows: list[tuple[int, int]], to: Array, on: Array
    ) -> tuple[npt.NDArray[np.bool_], Array | int]:
        model, grid = self.model, self.grid
        work: Array | int = model.duration[visit] + model.setup[visit]
        if model.setup[visit] and visit in model.neighbours:
            work = model.duration[visit] + model.setup[visit] * (grid[VISITED] != model.place[visit])
        count = model.most_breaks + 1
        fits = np.zeros(to.shape, dtype=bool)
        late: Array | int = 0
        if model.soft[visit]:
            late = np.full(to.shape, NO_OFFER)
        for taken, between, done in combinations_with_replacement(range(count), 3):
            ready = self._arrive_after(grid[LEAVE + taken], to, taken, between)
            start = _round_up(windows, ready)
            then = self._arrive_after(start + work, on, between, done)
            good = then <= grid[LEAVE + count + done]
            fits |= good
            if model.soft[visit]:
                late = np.where(good, np.minimum(late, self._late_cost(visit, start)), late)
        return fits, late

    def _arrive_after(self, leave: Array, drive: Array, taken: int, done: int) -> Array:
        """Do as ``timing.arrive_after`` for every place at once, with breaks ``taken`` … ``done`` − 1 of its car."""
        ready, rested = leave + drive, leave
        earliest, latest, duration = self.model.breaks
        for rest in range(taken, done):
            begin = np.maximum(rested, earliest[rest])
            rested = begin + duration[rest]
            ready = np.where(begin <= latest[rest], np.maximum(ready, earliest[rest]) + duration[rest], NEVER)
        return ready

    def _late_cost(self, visit: int, start: Array) -> Array:
        best = np.full(start.shape, NO_OFFER >> 10)
        for window in self.model.soft[visit]:
            early = (window.start if window.soft_start is None else window.soft_start) - start
            late = start - (window.end if window.soft_end is None else window.soft_end)
            inside = (window.start <= start) & (start <= window.end)
            best = np.where(inside, np.minimum(best, np.maximum(0, np.maximum(early, late))), best)
        return best * self.model.problem.costs.lateness

    def _widen(self, width: int) -> None:
        count = self.model.most_breaks + 1
        self.grid = np.zeros((LEAVE + 2 * count, self.model.car_count, width), dtype=np.int64)
        self.grid[LEAVE : LEAVE + count] = NEVER
        self.grid[LEAVE + count :] = -1
        for car, route in enumerate(self.routes):
            self._set(car, route, self.priced[car])

    def _set(self, car: int, route: Timed, priced: Priced) -> None:
        self.routes[car], self.priced[car] = route, priced
        route = self._lean(car, route)
        length = len(route.visits) + 1
        if length > self.grid.shape[2]:
            self._widen(2 * length)
            return
        model, grid = self.model, self.grid
        self.counts[car] = length - 1
        if model.problem.dimensions:
            self.loads[car] = model.load(route.visits)
        grid[PREVIOUS:LEAVE, car, :length] = _surroundings(model, car, route)
        count, own = model.most_breaks + 1, len(route.times.breaks) + 1
        grid[LEAVE : LEAVE + count, car, :] = NEVER
        grid[LEAVE : LEAVE + own, car, :length] = np.array(route.leave).T
        grid[LEAVE + count : LEAVE + count + own, car, :length] = np.array(route.latest).T

    def _lean(self, car: int, route: Timed) -> Timed:
        """Time a route without the breaks that have a price: a visit may push them out, so offers do without."""
        times = self.model.lean[car]
        if len(route.times.breaks) == len(times.breaks):
            return route
        lean = time_with(self.model, times, car, route.visits, self.lower, self.upper)
        assert lean is not None, "fewer breaks leave no less time"
        return lean


def _surroundings(model: Model, car: int, route: Timed) -> Array:
    """Fill the fields of a route that do not concern time, for each of its positions."""
    times = model.cars[car]
    places = [model.place[visit] for visit in route.visits]
    before, visited = [times.start], [-2]
    for place in places:
        before.append(before[-1] if place < 0 else place)
        visited.append(visited[-1] if place < 0 else place)
    after, near = [times.end], [1]
    for place in reversed(places):
        after.append(after[-1] if place < 0 else place)
        near.append(0 if place < 0 else 1)
    after.reverse()
    near.reverse()
    legs = times.rows[before, after]
    base = legs if places else np.zeros(1, dtype=np.int64)
    return np.array([before, after, legs, base, near, visited], dtype=np.int64)


def _round_up(windows: list[tuple[int, int]], ready: Array) -> Array:
    start = np.full(ready.shape, NEVER)
    for low, high in reversed(windows):
        start = np.where(ready <= high, np.maximum(ready, low), start)
    return start
