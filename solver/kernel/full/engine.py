"""The full kernel as an engine: any rules of ``Problem``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import numpy as np

from solver.cost import lateness
from solver.kernel.full import fields as f
from solver.kernel.full import rounds as kernel
from solver.kernel.full.layout import break_nodes, lay_out
from solver.kernel.full.memory import Floats, memory_for
from solver.kernel.full.outcome import Plan
from solver.kernel.lots import lots_from
from solver.problem import Problem
from solver.search.engine import Candidate, Sequences
from solver.search.model import Model
from solver.solution import Solution, Stop

HOT = 1.0
COLD = 0.01
"""Heat at the begin and the end, as a share of what a drive between two visits costs on average."""

STARTS = (0.0, 0.15, 0.3, 0.45)
"""Shares of the search at which it starts over: plans of different shape are hard to reach from each other."""

MOST_VISITS = 150
"""Days with more visits need all rounds for one cooling."""

WARM = 0.4
"""How far the last cooling is when it begins, which goes on from the best plan."""

_NOTHING = np.zeros(0, dtype=np.int64)

REMOVED = 8.0
"""Visits taken out in a round, on average."""

LARGE_HOT, LARGE_REMOVED = 3.0, 5.0
"""The same on days with more than ``MOST_VISITS``: more, smaller rounds, that begin hotter."""

SHARED = 0.95
"""Share of a cooling in which ever fewer cars share the price of the idlest; all at its begin.

One car's vain drive makes the idlest car less idle, and once all are equally idle none can drive less. So the price is
at first that of the mean of all, then of ever fewer of the idlest: a conditional value at risk (Rockafellar and
Uryasev, "Optimization of conditional value-at-risk", Journal of Risk 2(3), 2000) that becomes the greatest.
"""


class FullEngine:
    """See ``Engine``; deterministic for problem, seed and rounds."""

    def __init__(self, problem: Problem, *, seed: int, model: Model | None = None) -> None:
        self.problem = problem
        self.model = model or Model(problem)
        day = lay_out(problem, self.model)
        self.memory = memory_for(day)
        self.lots = lots_from(seed)
        self.breaks = break_nodes(self.model)
        self.scale = _scale(problem)
        self.taste = day.taste
        large = len(problem.visits) > MOST_VISITS
        self.starts = STARTS[:1] if large else STARTS
        self.hot, self.removed = (LARGE_HOT, LARGE_REMOVED) if large else (HOT, REMOVED)
        self.phase = -1
        self.routes: dict[tuple[int, tuple[int, ...]], int] = {}
        kernel.run(self.memory, self.lots, self._heats(0, 0), kernel.START_OVER, _NOTHING)

    @property
    def cost(self) -> int:
        """What the best plan found costs as the kernel times it."""
        return int(self.memory[f.BEST])

    def run(self, rounds: int, *, begin: float, end: float) -> int:
        """Do so many rounds; give the rounds since the last better plan."""
        if rounds > 0 and self.memory[f.UNITS] > 0:
            self._enter(bisect_right(self.starts, begin) - 1)
            kernel.run(self.memory, self.lots, self._heats(begin, end), rounds, _NOTHING)
            self._note(f.KEPT)
            self._note(f.BEST_PLAN)
        return int(self.memory[f.SINCE])

    def best(self) -> Sequences:
        """Give the best plan found."""
        plan = self._plan(f.BEST_PLAN)
        return tuple(plan.visits(car) for car in range(len(self.problem.cars)))

    def solution(self) -> Solution:
        """Give the best plan found with the times that the kernel prices it with."""
        return self._plan(f.BEST_PLAN).solution()

    def adopt(self, sequences: Sequences, like: Solution | None = None) -> None:
        """Go on from a plan, whatever rules it breaks; the best plan stays the best unless the new one is better.

        Where ``like`` tells how it is timed and keeps all rules, the plan gone on from is no dearer than that.
        """
        given = np.array([*self._timed(sequences, like)], dtype=np.int64).ravel()
        kernel.run(self.memory, self.lots, self._heats(0, 0), kernel.TAKE_OVER, given)
        self._note(f.KEPT)

    def _timed(self, sequences: Sequences, like: Solution | None) -> Iterator[tuple[int, int, int]]:
        """List nodes, cars and starts (−1: unknown) of a plan, breaks where it is known when they are taken."""
        known = {route.car: route for route in like.routes} if like else {}
        visits = len(self.problem.visits)
        for car, wanted in enumerate(sequences):
            route = known.get(car)
            if route is None or tuple(stop.visit for stop in route.stops) != tuple(wanted):
                yield from ((visit, car, -1) for visit in wanted)
                continue
            for item in route.items:
                if isinstance(item, Stop):
                    yield item.visit, car, item.start
                else:
                    yield visits + self.breaks.index((car, item.number)), car, item.start

    def take_routes(self) -> list[Candidate]:
        """Give the routes of the plans with which chunks of rounds ended, and of the best ones."""
        routes = [Candidate(car=car, visits=visits, cost=cost) for (car, visits), cost in self.routes.items()]
        self.routes.clear()
        return routes

    def _enter(self, phase: int) -> None:
        """Start over where a phase begins, but go on from the best plan in the last one."""
        if 0 < phase <= self.phase or phase == self.phase:
            return
        if self.phase >= 0:
            how = kernel.TAKE_BEST if phase == len(self.starts) - 1 else kernel.START_OVER
            kernel.run(self.memory, self.lots, self._heats(0, 0), how, _NOTHING)
        self.phase = phase

    def _note(self, where: int) -> None:
        """Note the routes of a saved plan with what they cost by themselves."""
        plan, costs = self._plan(where), self.problem.costs
        driven, own, starts = plan.row(f.DRIVEN), plan.row(f.COST), plan.row(f.START)
        for car in range(len(self.problem.cars)):
            visits = plan.visits(car)
            if not visits:
                continue
            cost = costs.driving * int(driven[car]) + int(own[car])
            for visit in visits:
                cost += int(self.taste[visit, car])
                cost += costs.lateness * lateness(self.problem.visits[visit], int(starts[visit]))
            known = self.routes.get((car, visits), cost)
            self.routes[car, visits] = min(cost, known)

    def _plan(self, where: int) -> Plan:
        return Plan(self.problem, self.breaks, self.memory, where)

    def _heats(self, begin: float, end: float) -> Floats:
        phase = max(0, self.phase)
        start, over = self.starts[phase], [*self.starts[1:], 1.0][phase]
        warm = WARM if 0 < phase == len(self.starts) - 1 else 0.0
        shares = [warm + (1 - warm) * min(1.0, max(0.0, (share - start) / (over - start))) for share in (begin, end)]
        hot, cold = (self.scale * self.hot * (COLD / self.hot) ** share for share in shares)
        sharers = len(self.problem.cars) ** max(0.0, 1.0 - shares[0] / SHARED)
        return np.array([hot, cold, self.removed, sharers])


def _scale(problem: Problem) -> float:
    """Give the price of a drive between two visits."""
    places = [visit.location for visit in problem.visits if visit.location is not None]
    if not places:
        return float(max(1, problem.costs.driving))
    between = problem.travels[0].seconds[np.ix_(places, places)]
    mean = between[between < 1_000_000_000].mean()
    return max(1.0, float(mean) * max(1, problem.costs.driving))
