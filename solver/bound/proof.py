"""Proving how good a plan can be: column generation, cuts, enumeration of routes, choice.

After Baldacci, Christofides and Mingozzi (2008) and Pecin, Pessoa, Poggi and Uchoa (2017): the master's bound is raised
by cuts until all routes that a better plan can have may be listed, and then OR-Tools chooses among them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from solver.bound.hands import Hands
from solver.bound.layout import layout_of, left_out
from solver.bound.raising import Plan, Rising
from solver.cost import cost_of
from solver.kernel.compiling import seconds_compiling
from solver.problem import Problem
from solver.search.engine import Candidate, Sequences
from solver.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """No plan costs less than ``value``, of those that leave out no more mandatory visits than the best plan known.

    Known: given or, where ``scope`` is empty, found on the way; where there is none, of those that leave out none.
    ``scope`` names what of the problem the bound leaves out, wholly or in part (nothing where it is empty).
    ``optimal`` are the routes of a plan that costs exactly ``value`` by what is not left out, where one is known, and
    ``found`` those of one found on the way that costs less than all given.
    """

    value: int
    scope: tuple[str, ...]
    optimal: Sequences | None = None
    found: Sequences | None = None


def prove(
    problem: Problem,
    *,
    upper: Solution | None,
    seconds: float,
    workers: int = 1,
    routes: Iterable[Candidate] = (),
    better: Callable[[], Solution | None] | None = None,
    on_bound: Callable[[int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Bound:
    """Prove a lower bound of what a plan costs, for so many seconds.

    Parameters
    ----------
    upper
        A valid plan: the better it is, the sooner the proof is done.
    routes
        Routes that good plans have, to begin with.
    better
        Asked between steps for a valid plan better than those given before; None where there is none.
    on_bound
        Told each better bound.
    stop
        Asked between steps; once it says yes, the best bound so far is given.

    Raises
    ------
    ProofFaultError
        If a plan given is impossible to the proof, or dearer than it is: a defect, since then no bound can be trusted.
    """
    begun = _now()

    def left() -> float:
        return 0.0 if stop is not None and stop() else seconds - (_now() - begun)

    prices, scope, given = _Prices(problem), left_out(problem), upper
    with ThreadPoolExecutor(workers + 1) as executor:
        hands = Hands(executor, left)
        rising = Rising(layout_of(problem, prices.visits), hands)

        def told() -> int:
            # a plan that the proof found may break a rule which the bound leaves out
            return prices.told(rising.value, rising.plan if given is None or not scope else _plan(given))

        def hear(plan: Solution) -> None:
            if not rising.allows(_plan(plan), prices.of(plan)):
                raise ProofFaultError
            rising.hear(_plan(plan), prices.of(plan))

        if given is not None:
            hear(given)
        rising.learn([(route.car, route.visits) for route in routes])
        for _ in rising.bounds():
            if on_bound is not None:
                on_bound(told())
            plan = None if better is None else better()
            if plan is not None:
                given = plan
                hear(plan)
        hands.stop()
    sequences = None if rising.plan is None else _sequences(problem, rising.plan)
    return Bound(
        value=told(),
        scope=scope,
        optimal=sequences if rising.is_closed() else None,
        found=sequences if rising.has_found else None,
    )


class ProofFaultError(Exception):
    """To the proof a valid plan is impossible, or dearer than it is: a defect in the proof."""

    def __init__(self) -> None:
        super().__init__("to the proof a valid plan is impossible, or dearer than it is")


def _now() -> float:
    """Give a time that stands still while anything is compiled."""
    return time.monotonic() - seconds_compiling()


class _Prices:
    """Prices of leaving visits out: so much more for a mandatory one that nothing outweighs it."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._extra = 1 + sum(visit.price for visit in problem.visits)
        self.visits = [visit.price + self._extra * visit.mandatory for visit in problem.visits]

    def of(self, plan: Solution) -> int:
        """Give what a plan costs by these prices."""
        missed = sum(self._problem.visits[visit].mandatory for visit in plan.left_out(self._problem))
        return cost_of(self._problem, plan).total + self._extra * missed

    def told(self, value: int, plan: Plan | None) -> int:
        """Give a bound by the problem's own prices, for plans that miss no more than this one (None: nothing)."""
        if plan is None:
            return max(0, value)
        planned = {visit for _, visits in plan for visit in visits}
        missed = [visit.mandatory for number, visit in enumerate(self._problem.visits) if number not in planned]
        return max(0, value - self._extra * sum(missed))


def _plan(plan: Solution) -> Plan:
    return tuple((route.car, tuple(stop.visit for stop in route.stops)) for route in plan.routes)


def _sequences(problem: Problem, plan: Plan) -> Sequences:
    sequences: list[tuple[int, ...]] = [()] * len(problem.cars)
    for car, visits in plan:
        sequences[car] = visits
    return tuple(sequences)
