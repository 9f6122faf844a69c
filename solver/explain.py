"""Why a visit is in no route, what would help (tried, not guessed), and how much later a planned one could start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from solver.problem import Problem
from solver.search import insertion, reasons, trying
from solver.search.model import Model
from solver.search.remedies import Remedy, find_remedy
from solver.search.state import State
from solver.search.ties import settle
from solver.solution import Solution

__all__ = ["Depth", "Explainer", "Reason", "Remedy", "explain", "slacks"]

Depth = Literal["brief", "reasons", "remedies"]
"""How far to look: at rules about the visit and each car alone, at all rules, for what would help as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What rules cars out, by the code of a rule of ``docs/rules.md``.

    The codes are those of ``search.reasons.CODES``; "unreachable" means that no way leads there (and back), "cost"
    that the cars could, at more than the price of leaving the visit out, "overlooked" that they could, at no more than
    that (the search ended too soon, or the plan was changed by hand), "untried" that nothing but the plan is known to
    rule them out, and "no_car" that there is none. ``remedy`` is None where nothing was found that helps, or where
    nothing was looked for.
    """

    code: str
    cars: tuple[int, ...]
    remedy: Remedy | None


class Explainer:
    """Explains visits that are left out of one solution, which is laid out once."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem, self.solution = problem, solution
        self._planned = solution.planned

    @cached_property
    def _state(self) -> State:
        return trying.state_of(self.problem, self.solution)

    def explain(self, visit: int, *, depth: Depth = "remedies") -> tuple[Reason, ...]:
        """Give the reasons why a visit is left out; each car is named in exactly one; at least one is given.

        Looking for what would help takes most of the time, and a hundred times as long as a brief look.

        Raises
        ------
        ValueError
            If the visit is in the solution.
        """
        if visit in self._planned:
            raise ValueError(f"visit {visit} is planned")
        case = trying.Case(self.problem, self.solution, visit, state=None if depth == "brief" else self._state)
        code_for = reasons.brief_code_for if depth == "brief" else reasons.code_for
        codes: dict[str, list[int]] = {} if self.problem.cars else {"no_car": []}
        for car in range(len(self.problem.cars)):
            codes.setdefault(code_for(case, car), []).append(car)
        found = ((code, codes[code]) for code in reasons.CODES if code in codes)
        return tuple(
            Reason(code=code, cars=tuple(cars), remedy=find_remedy(case, code, cars) if depth == "remedies" else None)
            for code, cars in found
        )

    def put_in(self, visit: int) -> list[tuple[int, tuple[int, ...]]] | None:
        """Give the routes, as (car, visits), with a visit and its group where they cost least; None if nowhere.

        Other visits keep their cars and their order, but not their times.
        """
        case = trying.Case(self.problem, self.solution, visit, state=self._state)
        grown = (insertion.with_car(self._state, case.unit, visit, car) for car in range(len(self.problem.cars)))
        best = min((one for one in grown if one is not None), key=lambda one: one.routes_cost, default=None)
        return None if best is None else [(route.car, route.visits) for route in best.routes if route.visits]


def explain(problem: Problem, solution: Solution, visit: int) -> tuple[Reason, ...]:
    """Give the reasons why a visit is left out of a solution, and what would help; see ``Explainer.explain``."""
    return Explainer(problem, solution).explain(visit)


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
