"""OR-Tools' routing library on the same problem: guided local search from a plan that is there.

The library's model is a close relative of the problem, not the problem itself: a contact happens where the plan at hand
has it, setting up counts as in that plan, balance is not priced. So only the sequences are taken from its answer; our
own timing says what holds, and the caller compares costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from solver.problem import LATEST
from solver.search import insertion
from solver.search.model import Tie
from solver.search.state import State

FAR: Final = 2 * LATEST
"""Seconds that stand for "no way": more than any clock holds, and small enough to add up."""


def improve(
    state: State, *, seconds: float, endless: bool, fresh: bool, over: insertion.Over = insertion.never
) -> State:
    """Search from a plan; give the best plan found, timed by our own rules, or the one given.

    Parameters
    ----------
    fresh
        Begin with a plan of the library's own instead.
    endless
        Go on by guided local search until the time is over; else stop at the first local optimum, which takes no
        account of the clock.
    over
        Ends the mending of what the library found.
    """
    if not state.model.units or seconds <= 0:
        return state
    found = _Routing(state).solve(seconds, endless=endless, fresh=fresh)
    if found is None:
        return state
    other = insertion.follow(state.model, found)
    insertion.repair(other, over=over)
    return min(state, other, key=lambda one: one.cost)


class _Routing:
    """One routing model: visits are nodes 0 … n − 1, then come the starts of the cars and then their ends."""

    def __init__(self, state: State) -> None:
        self.state, self.model = state, state.model
        self.visits = [visit for unit in self.model.units for visit in unit]
        self.node = {visit: node for node, visit in enumerate(self.visits)}
        count, cars = len(self.visits), self.model.car_count
        starts = list(range(count, count + cars))
        ends = list(range(count + cars, count + 2 * cars))
        self.manager = pywrapcp.RoutingIndexManager(count + 2 * cars, cars, starts, ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.solver = self.routing.solver()
        self.index = {visit: self.manager.NodeToIndex(node) for visit, node in self.node.items()}
        self.work = self._work()
        self.places = self._places()
        self._costs()
        self.clock = self._clock()
        for visit in self.visits:
            self._visit(visit)
        self._counts()
        self._patients()
        for visit in self.visits:
            for tie in self.model.ties.get(visit, ()):
                if tie.other in self.node:
                    self._tie(visit, tie)

    def solve(self, seconds: float, *, endless: bool, fresh: bool) -> list[tuple[int, Sequence[int]]] | None:
        """Give sequences by car, or None where nothing was found."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
        metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic
        parameters.local_search_metaheuristic = (
            metaheuristic.GUIDED_LOCAL_SEARCH if endless else metaheuristic.GREEDY_DESCENT
        )
        parameters.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
        self.routing.CloseModelWithParameters(parameters)
        routes = [[self.index[visit] for visit in route.visits] for route in self.state.routes]
        known = None if fresh else self.routing.ReadAssignmentFromRoutes(routes, True)
        if known is None:
            found = self.routing.SolveWithParameters(parameters)
        else:
            found = self.routing.SolveFromAssignmentWithParameters(known, parameters)
        return None if found is None else [(car, self._sequence(found, car)) for car in range(self.model.car_count)]

    def _sequence(self, found: Any, car: int) -> list[int]:
        visits = []
        index = found.Value(self.routing.NextVar(self.routing.Start(car)))
        while not self.routing.IsEnd(index):
            visits.append(self.visits[self.manager.IndexToNode(index)])
            index = found.Value(self.routing.NextVar(index))
        return visits

    def _work(self) -> dict[int, int]:
        """Give the seconds each visit takes, set up as in the plan at hand."""
        work = {visit: self.model.duration[visit] + self.model.setup[visit] for visit in self.visits}
        for route in self.state.routes:
            work.update(zip(route.visits, route.work, strict=True))
        return work

    def _places(self) -> npt.NDArray[np.int64]:
        """Give the location of each node; a contact is where the plan at hand has it, else nowhere special."""
        model = self.model
        at = {visit: model.nowhere if model.place[visit] < 0 else model.place[visit] for visit in self.visits}
        for route in self.state.routes:
            place = model.cars[route.car].start
            for visit in route.visits:
                place = at[visit] = place if model.place[visit] < 0 else model.place[visit]
        starts = [car.start for car in model.cars]
        ends = [car.end for car in model.cars]
        return np.array([*(at[visit] for visit in self.visits), *starts, *ends], dtype=np.int64)

    def _drive(self, car: int) -> npt.NDArray[np.int64]:
        travel = self.model.travel[self.model.car_travel[car]]
        drive: npt.NDArray[np.int64] = np.minimum(travel[np.ix_(self.places, self.places)], FAR)
        return drive

    def _costs(self) -> None:
        """Price driving and strange crews on the way to a visit; waiting is priced with the whole span."""
        prices = self.model.problem.costs
        known: dict[tuple[int, bytes], int] = {}
        for car in range(self.model.car_count):
            strange = self.model.strange[self.visits, car] * prices.continuity
            key = (int(self.model.car_travel[car]), strange.tobytes())
            if key not in known:
                cost = self._drive(car) * max(0, prices.driving - prices.waiting)
                cost[:, : len(self.visits)] += strange
                known[key] = self.routing.RegisterTransitMatrix(cost.tolist())
            self.routing.SetArcCostEvaluatorOfVehicle(known[key], car)

    def _clock(self) -> Any:
        model, routing = self.model, self.routing
        busy = np.array([self.work[visit] for visit in self.visits] + [0] * (2 * model.car_count), dtype=np.int64)
        matrices: dict[int, int] = {}
        for car in range(model.car_count):
            travel = int(model.car_travel[car])
            if travel not in matrices:
                matrices[travel] = routing.RegisterTransitMatrix((self._drive(car) + busy[:, None]).tolist())
        by_car = [matrices[int(travel)] for travel in model.car_travel]
        routing.AddDimensionWithVehicleTransits(by_car, FAR, FAR, False, "clock")
        clock = routing.GetDimensionOrDie("clock")
        lasting = [0] * routing.Size()
        for visit, index in self.index.items():
            lasting[index] = self.work[visit]
        prices = model.problem.costs
        for number, times in enumerate(model.cars):
            for index in (routing.Start(number), routing.End(number)):
                clock.CumulVar(index).SetRange(times.begin, times.close)
            clock.SetSpanCostCoefficientForVehicle(prices.waiting, number)
            if prices.overtime and times.close > times.shift_end:
                clock.SetCumulVarSoftUpperBound(routing.End(number), times.shift_end, prices.overtime)
            rests = [
                self.solver.FixedDurationIntervalVar(earliest, latest, duration, False, f"{number}.{place}")
                for place, (earliest, latest, duration) in enumerate(times.breaks)
            ]
            if rests:
                clock.SetBreakIntervalsOfVehicle(rests, number, lasting)
        return clock

    def _visit(self, visit: int) -> None:
        """Say when and by whom a visit may be done, and what leaving it out costs."""
        model, index = self.model, self.index[visit]
        start = self.clock.CumulVar(index)
        windows = model.windows[visit]
        start.SetRange(windows[0][0], windows[-1][1])
        for (_, end), (following, _) in pairwise(windows):
            if end + 1 <= following - 1:
                start.RemoveInterval(end + 1, following - 1)
        self.routing.VehicleVar(index).SetValues([-1, *model.cars_for[visit]])
        self.routing.AddDisjunction([index], model.price[visit])
        if len(model.soft[visit]) == 1 and model.problem.costs.lateness:
            window = model.soft[visit][0]
            if window.soft_start is not None:
                self.clock.SetCumulVarSoftLowerBound(index, window.soft_start, model.problem.costs.lateness)
            if window.soft_end is not None:
                self.clock.SetCumulVarSoftUpperBound(index, window.soft_end, model.problem.costs.lateness)

    def _counts(self) -> None:
        """Bound the visits and the loads of cars."""
        model = self.model
        if any(car.max_visits is not None for car in model.problem.cars):
            self._bound([1] * len(self.visits), [min(int(most), LATEST) for most in model.most_visits], "visits")
        for dimension in range(model.problem.dimensions):
            amounts = [int(model.demand[visit, dimension]) for visit in self.visits]
            room = [min(int(bound), 1 << 50) for bound in model.capacity[:, dimension]]
            self._bound(amounts, room, f"load {dimension}")

    def _bound(self, amounts: list[int], room: list[int], name: str) -> None:
        evaluator = self.routing.RegisterUnaryTransitVector([*amounts, *([0] * (2 * self.model.car_count))])
        self.routing.AddDimensionWithVehicleCapacity(evaluator, 0, room, True, name)

    def _patients(self) -> None:
        """Bound the visits of each patient."""
        problem = self.model.problem
        for patient, mates in {problem.visits[visit].patient: self.model.mates[visit] for visit in self.visits}.items():
            active = [self.routing.ActiveVar(self.index[visit]) for visit in mates if visit in self.index]
            if len(active) > problem.patients[patient].max_visits:
                self.solver.Add(self.solver.Sum(active) <= problem.patients[patient].max_visits)

    def _tie(self, visit: int, tie: Tie) -> None:
        """Tie two visits if both are in the plan; each tie is made once, by one of its two visits."""
        if tie.kind == "after" or (tie.kind in {"same", "apart"} and tie.other < visit):
            return
        makers: dict[str, Callable[[int, Tie, Any], None]] = {
            "same": self._same, "apart": self._apart, "before": self._gap
        }  # fmt: skip
        one, other = (self.routing.ActiveVar(self.index[v]) for v in (visit, tie.other))
        makers[tie.kind](visit, tie, (one * other).Var())

    def _same(self, visit: int, tie: Tie, both: Any) -> None:
        solver, routing = self.solver, self.routing
        one, other = self.index[visit], self.index[tie.other]
        solver.Add(routing.ActiveVar(one) == routing.ActiveVar(other))
        apart = self.clock.CumulVar(one) - self.clock.CumulVar(other)
        solver.Add(solver.ConditionalExpression(both, apart, 0) == 0)
        solver.Add(solver.IsDifferentVar(routing.VehicleVar(one), routing.VehicleVar(other)) >= both)

    def _gap(self, visit: int, tie: Tie, both: Any) -> None:
        seconds = self._between(visit, tie.other, from_end=tie.from_end)
        self.solver.Add(self.solver.ConditionalExpression(both, seconds, tie.minimum) >= tie.minimum)
        if tie.maximum is not None:
            self.solver.Add(self.solver.ConditionalExpression(both, seconds, tie.maximum) <= tie.maximum)

    def _apart(self, visit: int, tie: Tie, both: Any) -> None:
        orders = ((visit, tie.other), (tie.other, visit))
        holds = [
            self.solver.IsGreaterOrEqualCstVar(self._between(first, second, from_end=True), tie.minimum)
            for first, second in orders
        ]
        self.solver.Add(holds[0] + holds[1] >= both)

    def _between(self, first: int, second: int, *, from_end: bool) -> Any:
        """Give the seconds from one visit to the start of another."""
        begin = self.clock.CumulVar(self.index[first]) + (self.work[first] if from_end else 0)
        return self.clock.CumulVar(self.index[second]) - begin
