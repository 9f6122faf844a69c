"""Solving: a problem goes in, a checked solution comes out; this file only wires the parts of ``search``."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from solver.check import check
from solver.cost import cost_of
from solver.kernel.plain.layout import suits
from solver.limits import Limits
from solver.problem import Problem
from solver.search import insertion, output, routing, ruin, times
from solver.search.engine import Sequences
from solver.search.engines import portfolio_for
from solver.search.model import Model
from solver.search.portfolio import Pace
from solver.search.state import State
from solver.solution import Cost, Fault, Solution

ROUTING_UNITS: Final = range(25, 401)
ROUTING_SHARE: Final = 0.1
"""With so many visits the routing library gets this share of the seconds: below it does not pay, above it overruns."""

GRACE: Final = 0.1
LEAST_GRACE_S: Final = 0.5
"""A plan that is not whole after the seconds gets so much more of them, at least half a second."""


class SolverFaultError(RuntimeError):
    """The search made a solution that breaks a hard rule: a defect in the search. Carries the faults."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.message for fault in faults[:5]))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a search is: wall seconds since its beginning, cost of the best plan yet, and what it is doing.

    ``phase`` is "start", "routing", "search" or "times"; ``left_out`` counts the visits in no route. ``sequences`` are
    the routes of that plan: ``recover`` makes a plan of them should the search not live to do it. ``bound`` and ``gap``
    are as in ``Result``, as far as they are proved by now.
    """

    seconds: float
    cost: int
    phase: str
    left_out: int = 0
    sequences: Sequences = ()
    bound: int | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A solution that keeps every hard rule, and how it was found.

    ``iterations`` counts the plans tried; ``optimal`` tells that no plan can be better. ``bound`` is a cost below which
    no plan can be, where one was proved; ``gap`` is (cost − bound) / cost, ``scope`` names what the bound leaves out.
    """

    solution: Solution
    cost: Cost
    seconds: float
    iterations: int
    optimal: bool
    bound: int | None = None
    gap: float | None = None
    scope: tuple[str, ...] = ()


def solve(
    problem: Problem,
    *,
    limits: Limits,
    start: Solution | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """Plan a day.

    Parameters
    ----------
    start
        A plan to begin with; it may break rules, then what breaks them is put elsewhere or left out.
    on_progress
        Called at each better plan.
    stop
        Asked between rounds; once it says yes, the best plan found so far is finished and given.

    Returns
    -------
    Result
        Its solution has passed ``check``; visits that cannot be placed are left out.

    Raises
    ------
    SolverFaultError
        If the search made a mistake.

    Notes
    -----
    Ends after ``limits.seconds``, after ``limits.iterations``, or after so many rounds for the size of the problem
    that a better plan is unlikely (``rounds_for``), whichever comes first. A first plan that is not whole when the
    seconds are over gets ``GRACE`` more; what is not in it then stays out. With ``limits.iterations`` the routing
    library is left out, as it stops by the clock.
    """
    run = _Run(Model(problem), limits, on_progress, stop)
    state = run.search_plainly(start) if suits(problem) else run.search(run.first(start), fresh=start is None)
    solution = run.finish(state)
    return Result(
        solution=solution,
        cost=cost_of(problem, solution),
        seconds=run.elapsed,
        iterations=run.rounds,
        optimal=not run.model.units,
    )


def recover(
    problem: Problem, sequences: Iterable[tuple[int, Sequence[int]]], *, like: Solution | None = None
) -> Solution:
    """Time given sequences of visits as (car, visits); what breaks a rule where it stands is left out.

    The visits of one patient keep the order they have in ``like``.

    Raises
    ------
    SolverFaultError
        If the search made a mistake.
    """
    model = Model(problem)
    state = insertion.follow(model, sequences, like=like)
    return _checked(problem, output.to_solution(model, times.best_times(state, seconds=1.0)))


def rounds_for(units: int) -> int:
    """Give the rounds of ruin and recreate after which a plan of so many visits hardly gets better."""
    return 200 + 30 * units**2


def plain_rounds_for(units: int) -> int:
    """Do as ``rounds_for`` for the rounds of the kernel for plain days, of each worker."""
    return 2000 + 300 * units**2


class _Run:
    """One search, its clock and its counters."""

    def __init__(
        self,
        model: Model,
        limits: Limits,
        on_progress: Callable[[Progress], None] | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self.begun = time.monotonic()
        self.model, self.limits, self.on_progress, self.stop = model, limits, on_progress, stop
        self.rng = random.Random(limits.seed)  # noqa: S311 (a search draws lots, not secrets)
        self.rounds = 0

    @property
    def elapsed(self) -> float:
        """Wall seconds since the search began."""
        return time.monotonic() - self.begun

    def first(self, start: Solution | None) -> State:
        """Give the better of the plan to begin with, mended, and one built from nothing."""
        if start is None:
            state = insertion.construct(self.model, self.rng, over=self._late)
        else:
            given = insertion.follow(self.model, insertion.sequences_of(start), like=start)
            insertion.repair(given, over=self._late)
            state = min(given, insertion.construct(self.model, self.rng, over=self._over), key=lambda one: one.cost)
        self._tell(state, "start")
        return state

    def search_plainly(self, start: Solution | None) -> State:
        """Search with the kernel for plain days, from a plan to begin with if there is one."""
        limits, model = self.limits, self.model
        portfolio = portfolio_for(model, seed=limits.seed, workers=limits.workers)
        self.begun = time.monotonic()  # what compiling took, at the first search ever, is no part of the seconds
        if start is not None:
            given = dict(insertion.sequences_of(start))
            portfolio.adopt(tuple(given.get(car, ()) for car in range(model.car_count)))
        most = plain_rounds_for(len(model.units)) if limits.iterations is None else limits.iterations
        pace = Pace(
            begun=self.begun,
            seconds=limits.seconds - self._reserve,
            most=-(-most // limits.workers) if limits.iterations is not None else most,
            clocked=limits.iterations is None,
            stall=limits.stall,
            over=self._over,
        )

        def tell(cost: int) -> None:
            if self.on_progress:
                self._tell_sequences(portfolio.sequences, cost)

        self.rounds += portfolio.search(pace, tell=tell)
        return insertion.follow(model, enumerate(portfolio.sequences))

    def _tell_sequences(self, sequences: Sequences, cost: int) -> None:
        """Tell of a plan whose cost counts mandatory visits as the search prices them."""
        assert self.on_progress is not None, "asked only where somebody listens"
        planned = {visit for visits in sequences for visit in visits}
        left_out = [visit for visit in range(self.model.visit_count) if visit not in planned]
        dearer = sum(self.model.price[visit] - self.model.problem.visits[visit].price for visit in left_out)
        self.on_progress(
            Progress(
                seconds=self.elapsed,
                cost=cost - dearer,
                phase="search",
                left_out=len(left_out),
                sequences=sequences,
            )
        )

    def search(self, state: State, *, fresh: bool) -> State:
        """Improve a plan within the limits; ``fresh`` lets the routing library begin with a plan of its own."""
        early = self.elapsed < self.limits.seconds / 2 and not self._over()
        if self.limits.iterations is None and len(self.model.units) in ROUTING_UNITS and early:
            seconds = ROUTING_SHARE * self.limits.seconds
            state = routing.improve(state, seconds=seconds, endless=True, fresh=fresh, over=self._over)
            self._tell(state, "routing")
        most = rounds_for(len(self.model.units))
        if self.limits.iterations is not None:
            most = min(most, self.limits.iterations)
        seconds = self.limits.seconds - self._reserve

        def done(rounds: int, _since: int) -> float:
            if self._over():
                return 1.0
            share = rounds / most if most else 1.0
            return share if self.limits.iterations is not None else max(share, self.elapsed / seconds)

        pace = ruin.Pace(done, self._over, lambda better: self._tell(better, "search"))
        state, rounds = ruin.improve(state, rng=self.rng, pace=pace)
        self.rounds += rounds
        insertion.repair(state, over=self._late)
        return state

    def finish(self, state: State) -> Solution:
        """Choose the best times, and check what leaves."""
        seconds = max(0.1, self.limits.seconds - self.elapsed)
        schedules = times.best_times(state, seconds=seconds, over=self._late)
        solution = _checked(self.model.problem, output.to_solution(self.model, schedules))
        if self.on_progress:
            stops = {route.car: tuple(stop.visit for stop in route.stops) for route in solution.routes}
            self.on_progress(
                Progress(
                    seconds=self.elapsed,
                    cost=cost_of(self.model.problem, solution).total,
                    phase="times",
                    left_out=len(solution.left_out(self.model.problem)),
                    sequences=tuple(stops.get(car, ()) for car in range(self.model.car_count)),
                )
            )
        return solution

    def _over(self) -> bool:
        """Tell whether to stop looking for better plans."""
        stopped = self.stop is not None and self.stop()
        return stopped or self.elapsed >= self.limits.seconds - self._reserve

    def _late(self) -> bool:
        """Tell whether to hand over the plan as it is."""
        return self.elapsed >= self.limits.seconds + max(LEAST_GRACE_S, GRACE * self.limits.seconds)

    @property
    def _reserve(self) -> float:
        return min(0.5, 0.05 * self.limits.seconds)

    def _tell(self, state: State, phase: str) -> None:
        if self.on_progress:
            visits = self.model.problem.visits
            left_out = state.left_out
            cost = state.routes_cost + sum(visits[visit].price for visit in left_out)
            sequences = tuple(tuple(route.visits) for route in state.routes)
            self.on_progress(
                Progress(seconds=self.elapsed, cost=cost, phase=phase, left_out=len(left_out), sequences=sequences)
            )


def _checked(problem: Problem, solution: Solution) -> Solution:
    faults = check(problem, solution)
    if faults:
        raise SolverFaultError(faults)
    return solution
