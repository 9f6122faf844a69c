"""Why a visit is in no route, what would help (tried, not guessed), and how much later a planned one could start."""

from __future__ import annotations

from dataclasses import dataclass

from solver.problem import Problem
from solver.search import insertion, reasons, trying
from solver.search.model import Model
from solver.search.remedies import Remedy, find_remedy
from solver.search.state import State
from solver.search.ties import settle
from solver.solution import Solution

__all__ = ["Reason", "Remedy", "explain", "slacks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What rules cars out, by the code of a rule of ``docs/rules.md``.

    The codes are those of ``search.reasons.CODES``; "unreachable" means that no way leads there (and back), "cost"
    that the cars could, at more than the price of leaving the visit out, "overlooked" that they could, at no more than
    that (the search ended too soon, or the plan was changed by hand), and "no_car" that there is none. ``remedy`` is
    None where nothing was found that helps.
    """

    code: str
    cars: tuple[int, ...]
    remedy: Remedy | None


def explain(problem: Problem, solution: Solution, visit: int, *, remedies: bool = True) -> tuple[Reason, ...]:
    """Give the reasons why a visit is left out of a solution; each car is named in exactly one; at least one is given.

    Looking for what would help takes most of the time; without ``remedies`` it is left out.

    Raises
    ------
    ValueError
        If the visit is in the solution.
    """
    if visit in solution.planned:
        raise ValueError(f"visit {visit} is planned")
    case = trying.Case(problem, solution, visit)
    codes: dict[str, list[int]] = {} if problem.cars else {"no_car": []}
    for car in range(len(problem.cars)):
        codes.setdefault(reasons.code_for(case, car), []).append(car)
    return tuple(
        Reason(code=code, cars=tuple(codes[code]), remedy=find_remedy(case, code, codes[code]) if remedies else None)
        for code in reasons.CODES
        if code in codes
    )


def slacks(problem: Problem, solution: Solution) -> dict[int, int]:
    """Give, for each planned visit, how many seconds later it could start, all rules of the whole plan kept.

    Other visits may move in time for that, but stay in their order; 0 where nothing later was found.
    """
    state = insertion.follow(Model(problem), insertion.sequences_of(solution), like=solution)
    later = {}
    for route, stop in solution.stops:
        known = state.car_of[stop.visit] == route.car
        later[stop.visit] = max(0, _latest(state, stop.visit, stop.start) - stop.start) if known else 0
    return later


def _latest(state: State, visit: int, start: int) -> int:
    """Give the latest start found to work with the whole plan timed anew, at least ``start``."""
    model, route = state.model, state.routes[state.car_of[visit]]
    position = route.visits.index(visit)
    row, left, work = route.latest[position], route.leave[position + 1], route.work[position]
    best = max((last for last, leave in zip(row, left, strict=True) if leave - work <= last), default=start)
    low, high = start, best
    while low < high:
        lower, upper = state.lower.copy(), state.upper.copy()
        lower[visit] = upper[visit] = high
        if settle(model, state.routes, {route.car: route.visits}, state.car_of, lower, upper) is not None:
            return high
        high = (low + high) // 2
    return low
