"""A few routes whose order is settled, as one model for CP-SAT: it weighs all that seconds cost, keeping every rule.

Per stop a start within its windows, per route a departure and a finish, per break the leg it is taken in and its start,
per drive that depends on the time of day its seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from ortools.sat.python import cp_model

from solver.problem import LATEST
from solver.search.cars import CarTimes, Drive, Leg
from solver.search.engine import Sequences
from solver.search.model import Model
from solver.search.output import Schedule
from solver.search.pricing import Extremes, unused
from solver.search.timing import lay_legs

EFFORT: Final = 2.0
"""CP-SAT's deterministic seconds for one set of routes."""


@dataclass
class _Clocks:
    """The variables of one route; a break's places are before the departure, each leg, after the finish, not taken."""

    known: Schedule
    times: CarTimes
    depart: Any
    finish: Any
    starts: list[Any]
    rests: list[tuple[int, Any, list[Any]]] = field(default_factory=list)
    drives: list[Any] = field(default_factory=list)

    @property
    def leaves(self) -> list[Any]:
        """When the car may begin each leg."""
        return [self.depart, *(start + work for start, work in zip(self.starts, self.known.work, strict=True))]

    @property
    def rested(self) -> Any:
        """Seconds of all breaks taken."""
        durations = (duration for _, _, duration in self.times.breaks)
        return sum(duration * (1 - where[-1]) for duration, (_, _, where) in zip(durations, self.rests, strict=True))

    def resting(self, leg: int) -> Any:
        """Seconds of breaks in a leg."""
        durations = (duration for _, _, duration in self.times.breaks)
        return sum(duration * where[leg + 1] for duration, (_, _, where) in zip(durations, self.rests, strict=True))


class Routes:
    """One CP-SAT model for routes that hang together, with their drives; ``others`` are the extremes of other cars.

    ``proved`` tells that the times found are the best, ``decided`` that they are or that there are none.
    """

    def __init__(
        self, model: Model, routes: Sequence[Schedule], legs: Sequence[Sequence[Leg]], others: Sequence[Extremes]
    ) -> None:
        self.model = model
        self.cp = cp_model.CpModel()
        self.cost: list[Any] = []
        self.start_of: dict[int, tuple[Any, int]] = {}
        self.late: list[Any] = []
        self.strayed: list[Any] = []
        self.proved = self.decided = False
        self.clocks = [self._route(route, drives) for route, drives in zip(routes, legs, strict=True)]
        self._ties({visit: (route.car, place) for route in routes for place, visit in enumerate(route.visits)})
        self._extremes(others)
        self.cp.minimize(sum(self.cost))

    @classmethod
    def of_plan(cls, model: Model, plan: Sequences) -> Routes:
        """Lay out all routes of a plan whose times are not known."""
        routes, legs = [], []
        for car, visits in enumerate(plan):
            if visits:
                drives, work = lay_legs(model, model.cars[car], visits)
                routes.append(_untimed(model, car, visits, work))
                legs.append(drives)
        others = [unused(car).extremes for car, visits in zip(model.problem.cars, plan, strict=True) if not visits]
        return cls(model, routes, legs, others)

    def solve(self, seconds: float | None) -> list[Schedule]:
        """Give the schedules found, none where nothing was found in time (None: as CP-SAT itself counts effort)."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        # Mostly differences of times, which the linear relaxation settles: 50 times as fast as the usual level.
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = EFFORT
        if seconds is not None:
            solver.parameters.max_time_in_seconds = max(0.01, seconds)
        status = solver.solve(self.cp)
        self.decided = status in {cp_model.OPTIMAL, cp_model.INFEASIBLE}
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return []
        self.proved = status == cp_model.OPTIMAL
        found = [self._read(solver, clocks) for clocks in self.clocks]
        return self._keep_still(solver) or found if self.proved and self.strayed else found

    def _keep_still(self, solver: cp_model.CpSolver) -> list[Schedule]:
        """Of times that cost the same give those nearest to the earlier ones, none where that was not found in time."""
        cp, left = self.cp, solver.parameters.max_time_in_seconds - solver.wall_time
        solver.parameters.max_time_in_seconds = max(0.01, left)
        cp.clear_hints()  # type: ignore[no-untyped-call]
        for start, _ in self.start_of.values():
            cp.add_hint(start, solver.value(start))
        cp.add(sum(self.cost) <= round(solver.objective_value))
        cp.minimize(sum(self.strayed))
        if solver.solve(cp) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return []
        return [self._read(solver, clocks) for clocks in self.clocks]

    def _route(self, route: Schedule, legs: Sequence[Leg]) -> _Clocks:
        cp, times, prices = self.cp, self.model.cars[route.car], self.model.problem.costs
        clocks = _Clocks(
            known=route,
            times=times,
            depart=cp.new_int_var(times.begin, times.close, ""),
            finish=cp.new_int_var(times.begin, times.close, ""),
            starts=[self._start(visit) for visit in route.visits],
        )
        leaves, reached = clocks.leaves, [*clocks.starts, clocks.finish]
        self._breaks(clocks, reached)
        clocks.drives = [self._drive(leg, leave, times) for leg, leave in zip(legs, leaves, strict=True)]
        for leg, (leave, there) in enumerate(zip(leaves, reached, strict=True)):
            cp.add(there >= leave + clocks.drives[leg] + clocks.resting(leg))
        if times.end == self.model.nowhere:
            cp.add(clocks.finish == leaves[-1])
        for variable, value in zip(
            [clocks.depart, clocks.finish, *clocks.starts], [route.depart, route.finish, *route.starts], strict=True
        ):
            cp.add_hint(variable, value)
        inside = sum(clocks.resting(leg) for leg in range(len(legs)))
        driven = sum(clocks.drives)
        self.cost.append(prices.driving * driven)
        self.cost.append(prices.waiting * (clocks.finish - clocks.depart - driven - sum(route.work) - inside))
        self.cost.append(prices.overtime * self._at_least(clocks.finish - times.shift_end))
        for visit, start, work in zip(route.visits, clocks.starts, route.work, strict=True):
            self.start_of[visit] = (start, work)
        return clocks

    def _at_least(self, *expressions: Any) -> Any:
        """Make a variable that is at least 0 and each expression."""
        most = self.cp.new_int_var(0, 2 * LATEST, "")
        for expression in expressions:
            self.cp.add(most >= expression)
        return most

    def _drive(self, leg: Leg, leave: Any, times: CarTimes) -> Any:
        """Give the seconds of a drive: a constant, or, between two knots, what ``Knots.drive`` rounds down to."""
        if not isinstance(leg, Drive):
            return leg
        cp = self.cp
        at, seconds = leg.at, leg.seconds
        drive = cp.new_int_var(leg.least, leg.most, "")
        chosen = []
        for first, last, low, high in [
            (seconds[0], seconds[0], min(0, at[0]), at[0]),
            *(
                (one, other, low, high)
                for (one, other), (low, high) in zip(pairwise(seconds), pairwise(at), strict=True)
            ),
            (seconds[-1], seconds[-1], at[-1], max(at[-1] + 1, times.close)),
        ]:
            here = cp.new_bool_var("")
            cp.add_linear_constraint(leave, low, high).only_enforce_if(here)
            if first == last:
                cp.add(drive == first).only_enforce_if(here)
            else:
                beyond = (last - first) * (leave - low) - (high - low) * (drive - first)
                cp.add_linear_constraint(beyond, 0, high - low - 1).only_enforce_if(here)
            chosen.append(here)
        cp.add_at_least_one(chosen)
        return drive

    def _start(self, visit: int) -> Any:
        """Make a visit's start, and price it where a second in its windows has a price."""
        cp, model, prices = self.cp, self.model, self.model.problem.costs
        spans = [list(window) for window in model.windows[visit]]
        start = cp.new_int_var_from_domain(cp_model.Domain.from_intervals(spans), "")
        earlier = model.earlier.get(visit)
        if earlier is not None and prices.shifted:
            low, high = earlier.start - prices.tolerance, earlier.start + prices.tolerance
            self.cost.append(prices.shifted * self._at_least(low - start, start - high))
            self.strayed.append(self._at_least(earlier.start - start, start - earlier.start))
        if model.soft[visit] and (prices.lateness or prices.worst_lateness):
            late = self._late(visit, start)
            self.cost.append(prices.lateness * late)
            self.late.append(late)
        return start

    def _late(self, visit: int, start: Any) -> Any:
        """Give the seconds outside the soft bounds of one window around the start."""
        cp, late, chosen = self.cp, self._at_least(), []
        for window in self.model.soft[visit]:
            here = cp.new_bool_var("")
            cp.add_linear_constraint(start, window.start, window.end).only_enforce_if(here)
            if window.soft_start is not None:
                cp.add(late >= window.soft_start - start).only_enforce_if(here)
            if window.soft_end is not None:
                cp.add(late >= start - window.soft_end).only_enforce_if(here)
            chosen.append(here)
        cp.add_exactly_one(chosen)
        return late

    def _breaks(self, clocks: _Clocks, reached: list[Any]) -> None:
        """Let each break choose: before the departure, a leg, after the finish, or at a price nowhere."""
        cp, times, leaves = self.cp, clocks.times, clocks.leaves
        wanted = self.model.problem.cars[clocks.known.car].breaks
        known = {number: (leg, start) for number, leg, start in clocks.known.rests}
        intervals = []
        for number, (earliest, latest, duration) in zip(times.numbers, times.breaks, strict=True):
            start = cp.new_int_var(0, max(latest, times.close), "")
            where = [cp.new_bool_var("") for _ in range(len(leaves) + 3)]
            cp.add_exactly_one(where)
            taken, price = ~where[-1], wanted[number].price
            cp.add(start >= max(earliest, times.begin)).only_enforce_if(taken)
            cp.add(start <= min(latest, times.close - duration)).only_enforce_if(taken)
            cp.add(start + duration <= clocks.depart).only_enforce_if(where[0])
            cp.add(start >= clocks.finish).only_enforce_if(where[-2])
            for leg, (leave, there) in enumerate(zip(leaves, reached, strict=True)):
                cp.add(start >= leave).only_enforce_if(where[leg + 1])
                cp.add(start + duration <= there).only_enforce_if(where[leg + 1])
            if price is None:
                cp.add(where[-1] == 0)
            else:
                self.cost.append(price * where[-1])
            if times.end == self.model.nowhere:
                cp.add(where[-3] == 0)
            leg, second = known.get(number, (len(leaves) + 1, 0))
            cp.add_hint(start, second)
            for place, chosen in enumerate(where):
                cp.add_hint(chosen, int(place == leg + 1))
            intervals.append(cp.new_optional_fixed_size_interval_var(start, duration, taken, ""))
            clocks.rests.append((number, start, where))
        cp.add_no_overlap(intervals)

    def _extremes(self, others: Sequence[Extremes]) -> None:
        """Price the busiest car, the latest visit and the car that is idle longest."""
        prices = self.model.problem.costs
        if prices.worst_lateness:
            self.cost.append(prices.worst_lateness * self._at_least(*self.late, *(one.late for one in others)))
        if prices.balance:
            busy = (sum(clocks.drives) + sum(clocks.known.work) for clocks in self.clocks)
            self.cost.append(prices.balance * self._at_least(*busy, *(one.busy for one in others)))
        if prices.idle:
            idle = []
            for clocks in self.clocks:
                worked = sum(clocks.drives) + sum(clocks.known.work) + clocks.rested
                end = self._at_least(clocks.finish, clocks.times.shift_end)
                idle.append(end - clocks.times.begin - worked)
            self.cost.append(prices.idle * self._at_least(*idle, *(one.idle for one in others)))

    def _ties(self, place_of: dict[int, tuple[int, int]]) -> None:
        cp = self.cp
        for visit, (start, work) in self.start_of.items():
            for tie in self.model.ties.get(visit, ()):
                if tie.other not in self.start_of or (tie.kind in {"same", "apart"} and tie.other < visit):
                    continue
                other, other_work = self.start_of[tie.other]
                if tie.kind == "same":
                    cp.add(start == other)
                elif tie.kind == "before":
                    begin = start + (work if tie.from_end else 0)
                    cp.add(other >= begin + tie.minimum)
                    if tie.maximum is not None:
                        cp.add(other <= begin + tie.maximum)
                elif tie.kind == "apart":
                    first = cp.new_bool_var("")
                    cp.add(other >= start + work + tie.minimum).only_enforce_if(first)
                    cp.add(start >= other + other_work + tie.minimum).only_enforce_if(~first)
                    if place_of[visit][0] == place_of[tie.other][0]:
                        cp.add(first == int(place_of[visit][1] < place_of[tie.other][1]))

    def _read(self, solver: cp_model.CpSolver, clocks: _Clocks) -> Schedule:
        known = clocks.known
        rests = [
            (number, next(place for place, chosen in enumerate(where) if solver.value(chosen)) - 1, solver.value(start))
            for number, start, where in clocks.rests
            if not solver.value(where[-1])
        ]
        return Schedule(
            car=known.car, visits=known.visits, legs=[solver.value(drive) for drive in clocks.drives], work=known.work,
            depart=solver.value(clocks.depart), starts=[solver.value(start) for start in clocks.starts],
            finish=solver.value(clocks.finish), rests=rests,
        )  # fmt: skip


def _untimed(model: Model, car: int, visits: tuple[int, ...], work: list[int]) -> Schedule:
    """Give a route with times that only stand for those to come."""
    begin, starts = model.cars[car].begin, [model.windows[visit][0][0] for visit in visits]
    return Schedule(
        car=car, visits=visits, legs=[], work=work, depart=begin, starts=starts, finish=begin, rests=[],
    )  # fmt: skip
