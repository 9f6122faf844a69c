"""Solving: a problem goes in, a checked solution comes out; this file only wires the parts of ``search``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from solver.budget import Budget
from solver.check import check
from solver.cost import cost_of
from solver.limits import Limits
from solver.problem import Problem
from solver.search import engines, insertion, listing, output, times
from solver.search.engine import Candidate, Sequences
from solver.search.model import Model
from solver.search.portfolio import Pace
from solver.search.state import State
from solver.solution import Cost, Fault, Solution

LOG: Final = logging.getLogger("hemrutt.solver")

ROUTES_SHARE: Final = 0.03
"""Share of the seconds in which the search may choose routes for the proof to begin with."""

MOST_TRIED: Final = 20
"""Where no more visits are left out, they are tried again at the end, by other arithmetic than the kernel's."""


class SolverFaultError(RuntimeError):
    """The search made a solution that breaks a hard rule: a defect in the search. Carries the faults."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(fault.message for fault in faults[:5]))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a search is: wall seconds since its beginning, cost of the best plan yet, and what it is doing.

    ``phase`` is "search", "proof" or "times"; ``left_out`` counts the visits in no route, and ``left_out_cost`` is what
    of the cost they are. ``sequences`` are the routes of that plan: ``recover`` makes a plan of them should the search
    not live to do it. ``bound`` and ``gap`` are as in ``Result``, as far as they are proved by now.
    """

    seconds: float
    cost: int
    phase: str
    left_out: int = 0
    left_out_cost: int = 0
    sequences: Sequences = ()
    bound: int | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A solution that keeps every hard rule, and how it was found.

    ``iterations`` counts the plans tried; ``optimal`` tells that no plan can be better. ``bound`` is a cost below which
    no plan can be that misses no more mandatory visits, where one was proved; ``gap`` is (cost − bound) / cost,
    ``scope`` names what the bound leaves out.
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
    that a better plan is unlikely (``rounds_for``), whichever comes first. Loading and compiling the kernels, once in
    a process, comes on top of the seconds; laying the problem out does not.
    """
    run = _Run(problem, limits, on_progress, stop)
    solution = run.finish(*run.search(start), start=start)
    result = Result(
        solution=solution,
        cost=cost_of(problem, solution),
        seconds=0.0,
        iterations=run.rounds,
        optimal=not run.model.units or run.certain,
    )
    if run.budget.is_proving:
        result = run.prove(result)
    return replace(result, seconds=run.budget.elapsed)


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
    """Give the rounds of ruin and recreate, of each worker, after which a plan of so many units hardly gets better."""
    return 2000 + 300 * units**2


class _Run:
    """One search, its seconds and its counters."""

    def __init__(
        self,
        problem: Problem,
        limits: Limits,
        on_progress: Callable[[Progress], None] | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self.budget = Budget(limits, stop)
        self.model, self.limits, self.on_progress = Model(problem), limits, on_progress
        self.budget.note_layout()
        self.bound: int | None = None
        self.rounds = 0
        self.routes: list[Candidate] = []
        self.certain = False

    def search(self, start: Solution | None) -> tuple[Sequences, Solution | None]:
        """Give the best routes found, and times for them where the kernel chose some."""
        limits, model = self.limits, self.model
        if not model.units:
            return ((),) * model.car_count, None
        portfolio, loading_s = engines.portfolio_for(model, seed=limits.seed, workers=limits.workers)
        self.budget.leave_out(loading_s)
        if start is not None:
            portfolio.adopt(_readable(model.problem, start), None if check(model.problem, start) else start)
        rounds = rounds_for(len(model.units)) if limits.iterations is None else -(-limits.iterations // limits.workers)
        pace = Pace(
            begun=self.budget.begun,
            seconds=self.budget.search_s,
            most=rounds,
            clocked=limits.iterations is None,
            stall=limits.stall,
            over=self.budget.is_over,
        )

        def tell(cost: int) -> None:
            if self.on_progress:
                self._tell_found(portfolio.sequences, cost)

        self.rounds = portfolio.search(pace, tell=tell)
        if self.budget.is_proving:
            self.routes = portfolio.routes(seconds=ROUTES_SHARE * limits.seconds)
        return portfolio.sequences, portfolio.best.solution()

    def finish(self, sequences: Sequences, timed: Solution | None, *, start: Solution | None) -> Solution:
        """Choose the best times, and check what leaves: no worse than a valid plan to begin with."""
        problem = self.model.problem
        clocked = self.limits.iterations is None
        over = self.budget.is_due if clocked else self.budget.is_late
        state = self._filled(enumerate(sequences), timed, over)
        if start is not None and state.left_out and not over():
            # What the kernel prices too high may still fit where the plan to begin with has its visits.
            known = self._filled(insertion.sequences_of(start), start, over)
            state = min(state, known, key=lambda one: one.cost)
        seconds = self.budget.times_s if clocked else None
        schedules = times.best_times(state, seconds=seconds, over=self.budget.is_late)
        found = [output.to_solution(self.model, schedules), Solution(routes=())]
        found.extend(known for known in (timed, start) if known is not None and not check(problem, known))
        solution = self._best_of_all(min(found, key=lambda one: _missed_and_cost(problem, one)), seconds)
        self._tell(_checked(problem, solution), "times")
        return solution

    def _filled(
        self, sequences: Iterable[tuple[int, Sequence[int]]], like: Solution | None, over: Callable[[], bool]
    ) -> State:
        """Time routes, and put in what else fits where little is left out."""
        state = insertion.follow(self.model, sequences, like=like)
        if len(state.left_out) <= MOST_TRIED:
            insertion.repair(state, over=over)
        return state

    def _best_of_all(self, best: Solution, seconds: float | None) -> Solution:
        """Give a better plan where there are so few plans that all can be looked through."""
        if not listing.is_small(self.model):
            return best
        other, self.certain = listing.best_of_all(
            self.model,
            below=self.model.cost(best),
            seconds=seconds,
            over=lambda: self.budget.is_stopped or self.budget.is_late(),
        )
        if other is not None:
            best = min(best, other, key=lambda one: _missed_and_cost(self.model.problem, one))
        self.certain = self.certain and _missed_and_cost(self.model.problem, best)[0] == 0
        return best

    def prove(self, result: Result) -> Result:
        """Prove a bound for a plan, and give the plan that the proof found if it is better."""
        if not self.model.units or (self.certain and not any(one.mandatory for one in self.model.problem.visits)):
            return replace(result, bound=result.cost.total, gap=0.0)
        from solver.bound import prove  # noqa: PLC0415 (OR-Tools and numba take long to import)

        def tell(bound: int) -> None:
            self.bound = bound
            self._tell(result.solution, "proof")

        problem = self.model.problem
        try:
            proof = prove(
                problem,
                upper=result.solution,
                seconds=self.budget.proof_s,
                workers=self.limits.workers,
                routes=self.routes,
                on_bound=tell,
                stop=lambda: self.budget.is_stopped or self._is_close(result.cost.total),
            )
        except Exception:  # whatever goes wrong with a proof, the plan has been checked
            LOG.exception("a proof was given up, the plan stands without a bound")
            return result
        best = result.solution
        found = proof.optimal or proof.found
        if found is not None:
            other = recover(problem, enumerate(found), like=best)
            best = min(best, other, key=lambda one: _missed_and_cost(problem, one))
        cost = cost_of(problem, best)
        bound = min(proof.value, cost.total)
        return replace(
            result,
            solution=best,
            cost=cost,
            bound=bound,
            gap=_gap(cost.total, bound),
            scope=proof.scope,
            optimal=self.certain or bound == cost.total,
        )

    def _is_close(self, cost: int) -> bool:
        """Tell whether the bound proves as much as was asked for."""
        return self.limits.gap is not None and self.bound is not None and _gap(cost, self.bound) <= self.limits.gap

    def _tell(self, solution: Solution, phase: str) -> None:
        if self.on_progress:
            cost = cost_of(self.model.problem, solution)
            stops = {route.car: tuple(stop.visit for stop in route.stops) for route in solution.routes}
            self.on_progress(
                Progress(
                    seconds=self.budget.elapsed,
                    cost=cost.total,
                    phase=phase,
                    left_out=len(solution.left_out(self.model.problem)),
                    left_out_cost=cost.unassigned,
                    sequences=tuple(stops.get(car, ()) for car in range(self.model.car_count)),
                    bound=self.bound,
                    gap=None if self.bound is None else _gap(cost.total, self.bound),
                )
            )

    def _tell_found(self, sequences: Sequences, cost: int) -> None:
        """Tell of a plan whose cost counts mandatory visits as the search prices them."""
        assert self.on_progress is not None, "asked only where somebody listens"
        visits = self.model.problem.visits
        planned = {visit for route in sequences for visit in route}
        left_out = [visit for visit in range(self.model.visit_count) if visit not in planned]
        price = sum(visits[visit].price for visit in left_out)
        dearer = sum(self.model.price[visit] for visit in left_out) - price
        self.on_progress(
            Progress(
                seconds=self.budget.elapsed,
                cost=cost - dearer,
                phase="search",
                left_out=len(left_out),
                left_out_cost=price,
                sequences=sequences,
            )
        )


def _gap(cost: int, bound: int) -> float:
    return max(0.0, (cost - bound) / cost) if cost else 0.0


def _missed_and_cost(problem: Problem, solution: Solution) -> tuple[int, int]:
    """Order plans: mandatory visits first, then cost."""
    missed = sum(problem.visits[visit].mandatory for visit in solution.left_out(problem))
    return missed, cost_of(problem, solution).total


def _readable(problem: Problem, start: Solution) -> Sequences:
    """Give the sequences of a plan, each visit where it comes first, without what the problem does not have."""
    sequences: list[list[int]] = [[] for _ in problem.cars]
    seen: set[int] = set()
    for car, visits in insertion.sequences_of(start):
        for visit in visits:
            if 0 <= car < len(problem.cars) and 0 <= visit < len(problem.visits) and visit not in seen:
                seen.add(visit)
                sequences[car].append(visit)
    return tuple(map(tuple, sequences))


def _checked(problem: Problem, solution: Solution) -> Solution:
    faults = check(problem, solution)
    if faults:
        raise SolverFaultError(faults)
    return solution
