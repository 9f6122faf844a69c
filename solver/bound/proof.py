"""Proving how good a plan can be: column generation, cuts, enumeration of routes, choice.

After Baldacci, Christofides and Mingozzi (2008) and Pecin, Pessoa, Poggi and Uchoa (2017): the master's bound is raised
by cuts until all routes that a better plan can have may be listed, and then OR-Tools chooses among them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from solver.bound.hands import Hands
from solver.bound.layout import layout_of, left_out
from solver.bound.raising import Rising
from solver.cost import cost_of
from solver.problem import Problem
from solver.search.engine import Sequences
from solver.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """No plan costs less than ``value``, of those that leave out as many mandatory visits as the plan given.

    ``scope`` names what of the problem the bound leaves out, wholly or in part (nothing where it is empty).
    ``optimal`` are the routes of a plan that costs exactly ``value`` by what is not left out, where one is known.
    """

    value: int
    scope: tuple[str, ...]
    optimal: Sequences | None = None


def prove(
    problem: Problem,
    *,
    upper: Solution | None,
    seconds: float,
    workers: int = 1,
    on_bound: Callable[[int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Bound:
    """Prove a lower bound of what a plan costs, for so many seconds.

    Parameters
    ----------
    upper
        A valid plan: the better it is, the sooner the proof is done.
    on_bound
        Called with each better bound.
    stop
        Asked between steps; once it says yes, the best bound so far is given.
    """
    begun = time.monotonic()

    def left() -> float:
        return 0.0 if stop is not None and stop() else seconds - (time.monotonic() - begun)

    extra = 1 + sum(visit.price for visit in problem.visits)
    prices = [visit.price + extra * visit.mandatory for visit in problem.visits]
    missed = sum(problem.visits[visit].mandatory for visit in upper.left_out(problem)) if upper else 0
    known = cost_of(problem, upper).total + extra * missed if upper else None

    def told(value: int) -> int:
        return max(0, value - extra * missed)

    with ThreadPoolExecutor(workers + 1) as executor:
        hands = Hands(executor, left)
        rising = Rising(layout_of(problem, prices), known, hands)
        if upper is not None:
            rising.learn([(route.car, tuple(stop.visit for stop in route.stops)) for route in upper.routes])
        for value in rising.bounds():
            if on_bound is not None:
                on_bound(told(value))
        hands.stop()
    return Bound(value=told(rising.value), scope=left_out(problem), optimal=_sequences(problem, rising, upper))


def _sequences(problem: Problem, rising: Rising, upper: Solution | None) -> Sequences | None:
    """Give the plan whose cost is the bound, each route to a car of its kind."""
    sequences: list[tuple[int, ...]] = [()] * len(problem.cars)
    if not rising.is_closed():
        return None
    if rising.best is None:
        for route in upper.routes if upper else ():
            sequences[route.car] = tuple(stop.visit for stop in route.stops)
        return tuple(sequences)
    for kind, routes in rising.best.items():
        for car, visits in zip(rising.layout.kinds[kind].cars, routes, strict=False):
            sequences[car] = visits
    return tuple(sequences)
