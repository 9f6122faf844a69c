"""The best times for routes whose order is settled: CP-SAT weighs waiting, lateness and overtime, keeping every rule.

Per stop a start within its windows, per route a departure and a finish, per break the leg it is taken in and its start.
Routes that ties hold together are solved as one, others alone, and routes that neither wait nor are late at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ortools.sat.python import cp_model

from solver.search.insertion import Over, never
from solver.search.model import Model
from solver.search.output import Schedule, as_priced
from solver.search.state import State

EFFORT: Final = 2.0
"""CP-SAT's deterministic seconds for one set of routes."""


def best_times(state: State, *, seconds: float, over: Over = never) -> list[Schedule]:
    """Give routes the times of least cost, at worst those they came with.

    Parameters
    ----------
    seconds
        Wall time at most, over all sets of routes.
    over
        Once it says yes, the sets of routes that are left keep their times.
    """
    model = state.model
    known = [as_priced(model, route, priced) for route, priced in zip(state.routes, state.priced, strict=True)]
    schedules = {schedule.car: schedule for schedule in known if schedule.visits}
    sets = [cars for cars in _tied(state) if any(_has_soft_cost(state, car) for car in cars)]
    for cars in sets:
        if over():
            break
        better = _Times(model, [schedules[car] for car in cars]).solve(seconds / len(sets))
        schedules.update({schedule.car: schedule for schedule in better})
    return [schedules[car] for car in sorted(schedules)]


def _has_soft_cost(state: State, car: int) -> bool:
    prices, route = state.model.problem.costs, state.routes[car]
    strangers = sum(int(state.model.strange[visit, car]) for visit in route.visits)
    return state.priced[car].cost > prices.driving * route.drive + prices.continuity * strangers


def _tied(state: State) -> list[list[int]]:
    """Group the cars that have visits by the ties between them."""
    groups: list[list[int]] = []
    seen = {-1}
    for car, route in enumerate(state.routes):
        group: list[int] = []
        waiting = [car] if route.visits else []
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            group.append(one)
            ties = (tie.other for visit in state.routes[one].visits for tie in state.model.ties.get(visit, ()))
            waiting.extend(state.car_of[other] for other in ties)
        if group:
            groups.append(group)
    return groups


@dataclass
class _Clocks:
    """The variables of one route."""

    known: Schedule
    depart: Any
    finish: Any
    starts: list[Any]
    rests: list[tuple[int, Any, list[Any]]] = field(default_factory=list)


class _Times:
    """One CP-SAT model for routes that hang together."""

    def __init__(self, model: Model, routes: Sequence[Schedule]) -> None:
        self.model = model
        self.cp = cp_model.CpModel()
        self.cost: list[Any] = []
        self.start_of: dict[int, tuple[Any, int]] = {}
        self.clocks = [self._route(route) for route in routes]
        self._ties({visit: (route.car, place) for route in routes for place, visit in enumerate(route.visits)})
        self.cp.minimize(sum(self.cost))

    def solve(self, seconds: float) -> list[Schedule]:
        """Give the schedules found, none where nothing was found in time."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = EFFORT
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        if solver.solve(self.cp) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return []
        return [self._read(solver, clocks) for clocks in self.clocks]

    def _route(self, route: Schedule) -> _Clocks:
        cp, times, prices = self.cp, self.model.cars[route.car], self.model.problem.costs
        clocks = _Clocks(
            known=route,
            depart=cp.new_int_var(times.begin, times.close, ""),
            finish=cp.new_int_var(times.begin, times.close, ""),
            starts=[self._start(visit) for visit in route.visits],
        )
        leaves = [clocks.depart, *(start + work for start, work in zip(clocks.starts, route.work, strict=True))]
        reached = [*clocks.starts, clocks.finish]
        self._breaks(clocks, leaves, reached)
        open_end = times.end == self.model.nowhere
        for leg, (leave, there) in enumerate(zip(leaves, reached, strict=True)):
            resting = sum(times.breaks[rest][2] * where[leg + 1] for rest, (_, _, where) in enumerate(clocks.rests))
            cp.add(there >= leave + route.legs[leg] + resting)
        if open_end:
            cp.add(clocks.finish == leaves[-1])
        for variable, value in zip(
            [clocks.depart, clocks.finish, *clocks.starts], [route.depart, route.finish, *route.starts], strict=True
        ):
            cp.add_hint(variable, value)
        inside = sum(times.breaks[rest][2] * sum(where[1:-1]) for rest, (_, _, where) in enumerate(clocks.rests))
        self.cost.append(prices.waiting * (clocks.finish - clocks.depart - sum(route.legs) - sum(route.work) - inside))
        if prices.overtime:
            overtime = cp.new_int_var(0, times.close - times.shift_end, "")
            cp.add(overtime >= clocks.finish - times.shift_end)
            self.cost.append(prices.overtime * overtime)
        for visit, start, work in zip(route.visits, clocks.starts, route.work, strict=True):
            self.start_of[visit] = (start, work)
        return clocks

    def _start(self, visit: int) -> Any:
        """Make a visit's start, and price it where a second in its windows has a price."""
        cp, model = self.cp, self.model
        spans = [list(window) for window in model.windows[visit]]
        start = cp.new_int_var_from_domain(cp_model.Domain.from_intervals(spans), "")
        if not model.soft[visit] or not model.problem.costs.lateness:
            return start
        late = cp.new_int_var(0, max(window.end for window in model.soft[visit]), "")
        chosen = []
        for window in model.soft[visit]:
            here = cp.new_bool_var("")
            cp.add_linear_constraint(start, window.start, window.end).only_enforce_if(here)
            if window.soft_start is not None:
                cp.add(late >= window.soft_start - start).only_enforce_if(here)
            if window.soft_end is not None:
                cp.add(late >= start - window.soft_end).only_enforce_if(here)
            chosen.append(here)
        cp.add_exactly_one(chosen)
        self.cost.append(model.problem.costs.lateness * late)
        return start

    def _breaks(self, clocks: _Clocks, leaves: list[Any], reached: list[Any]) -> None:
        """Let each break choose: before the departure, a leg, or after the finish."""
        cp, times = self.cp, self.model.cars[clocks.known.car]
        intervals = []
        for rest, (earliest, latest, duration) in enumerate(times.breaks):
            start = cp.new_int_var(max(earliest, times.begin), max(earliest, times.begin, latest), "")
            cp.add(start <= min(latest, times.close - duration))
            where = [cp.new_bool_var("") for _ in range(len(leaves) + 2)]
            cp.add_exactly_one(where)
            cp.add(start + duration <= clocks.depart).only_enforce_if(where[0])
            cp.add(start >= clocks.finish).only_enforce_if(where[-1])
            for leg, (leave, there) in enumerate(zip(leaves, reached, strict=True)):
                cp.add(start >= leave).only_enforce_if(where[leg + 1])
                cp.add(start + duration <= there).only_enforce_if(where[leg + 1])
            if times.end == self.model.nowhere:
                cp.add(where[-2] == 0)
            cp.add_hint(start, clocks.known.rests[rest][2])
            for place, chosen in enumerate(where):
                cp.add_hint(chosen, int(place == clocks.known.rests[rest][1] + 1))
            intervals.append(cp.new_fixed_size_interval_var(start, duration, ""))
            clocks.rests.append((times.numbers[rest], start, where))
        cp.add_no_overlap(intervals)

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
            (number, next(i for i, chosen in enumerate(where) if solver.value(chosen)) - 1, solver.value(start))
            for number, start, where in clocks.rests
        ]
        return Schedule(
            car=known.car, visits=known.visits, legs=known.legs, work=known.work, depart=solver.value(clocks.depart),
            starts=[solver.value(start) for start in clocks.starts], finish=solver.value(clocks.finish), rests=rests,
        )  # fmt: skip
