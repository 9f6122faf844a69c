"""OR-Tools chooses among routes met: a set partition that serves each visit once or leaves it out at its price.

Desaulniers, Desrosiers and Solomon, "Column Generation", 2005, chapter 1, has the model. GLOP solves it in fractions;
what then costs more than the gap to the plan in hand (its reduced cost) cannot be in a better plan and is left away.
Among the rest SCIP chooses (measured: 200 visits, 6,259 routes of which 1,200 were kept: 0.4 % better after 1 s of
processor; with all of them no plan after 2 s. CP-SAT is quicker on small choices and found nothing on large ones).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ortools.linear_solver import pywraplp

from solver.search.engine import Candidate, Sequences

MOST_ROUTES: Final = 30_000
"""Routes kept; beyond them the oldest that were in no chosen plan go."""

MOST_CHOSEN: Final = 1200
"""Routes among which SCIP chooses, those of least reduced cost: with more it hardly finds any plan in its seconds."""

MOST_NODES: Final = 200
"""Nodes of SCIP's search tree where the clock may not decide."""

LEAST_GAIN: Final = 0.999
"""A plan is chosen only where it costs at least one unit less."""


@dataclass(frozen=True, slots=True)
class _Column:
    kind: int
    visits: tuple[int, ...]
    cost: int


class Master:
    """Routes met, the cheapest for each set of visits and kind of car, and the choice among them.

    Parameters
    ----------
    kinds
        For each car what it is like: cars with equal kinds may do each other's routes at equal cost.
    prices
        By visit, what leaving it out costs.
    """

    def __init__(self, *, kinds: Sequence[Hashable], prices: Sequence[int]) -> None:
        numbers: dict[Hashable, int] = {}
        self._kind_of = [numbers.setdefault(kind, len(numbers)) for kind in kinds]
        self._cars: dict[int, list[int]] = {}
        for car, kind in enumerate(self._kind_of):
            self._cars.setdefault(kind, []).append(car)
        self._prices = prices
        self._columns: dict[tuple[int, frozenset[int]], _Column] = {}
        self._fresh = False

    def __len__(self) -> int:
        """Give how many routes are kept."""
        return len(self._columns)

    def add(self, routes: Iterable[Candidate]) -> None:
        """Keep routes, each only where none as cheap serves the same visits."""
        for route in routes:
            kind = self._kind_of[route.car]
            key = (kind, frozenset(route.visits))
            known = self._columns.get(key)
            if known is None or route.cost < known.cost:
                self._columns[key] = _Column(kind, route.visits, route.cost)
                self._fresh = True
        while len(self._columns) > MOST_ROUTES:
            del self._columns[next(iter(self._columns))]

    def choose(self, *, below: int, seconds: float | None) -> Sequences | None:
        """Give the cheapest plan found of routes met, if it costs less than ``below``; None where there is none.

        Without ``seconds`` it looks at so many nodes of the search tree, the same on any machine.
        """
        if not self._fresh or not self._columns:
            return None
        self._fresh = False
        # A plan that pays so much is no better, and far larger prices are more than GLOP can reckon with.
        prices = [min(price, below) for price in self._prices]
        columns = _promising(list(self._columns.values()), prices, self._limits, below=below, seconds=seconds)
        if columns is None:
            return None
        chosen = _choose(columns, prices, self._limits, below=below, seconds=seconds)
        return None if chosen is None else self._deal(chosen)

    def promising(self, *, below: int, seconds: float) -> list[Candidate]:
        """Give routes of least reduced cost, for plans below a cost; none where they are not found in time."""
        prices = [min(price, below) for price in self._prices]
        columns = _promising(list(self._columns.values()), prices, self._limits, below=below, seconds=seconds)
        return [
            Candidate(car=self._cars[column.kind][0], visits=column.visits, cost=column.cost)
            for column in columns or ()
        ]

    @property
    def _limits(self) -> dict[int, int]:
        return {kind: len(cars) for kind, cars in self._cars.items()}

    def _deal(self, chosen: list[_Column]) -> Sequences:
        """Give each route chosen a car of its kind."""
        free = {kind: list(cars) for kind, cars in self._cars.items()}
        plan: list[tuple[int, ...]] = [()] * len(self._kind_of)
        for column in chosen:
            plan[free[column.kind].pop(0)] = column.visits
        return tuple(plan)


def _promising(
    columns: list[_Column], prices: Sequence[int], limits: dict[int, int], *, below: int, seconds: float | None
) -> list[_Column] | None:
    """Give the columns whose reduced cost lets them be in a plan below a cost; None where there is or is found none."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    taken = _build(solver, columns, prices, limits, whole=False)
    if seconds is not None:
        solver.SetTimeLimit(max(1, int(1000 * seconds)))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    gap = below - LEAST_GAIN - solver.Objective().Value()
    if gap < 0:
        return None
    dear = [(variable.reduced_cost(), number) for number, variable in enumerate(taken)]
    return [columns[number] for cost, number in sorted(dear)[:MOST_CHOSEN] if cost <= gap + 1e-6]


def _choose(
    columns: list[_Column], prices: Sequence[int], limits: dict[int, int], *, below: int, seconds: float | None
) -> list[_Column] | None:
    """Give the columns of the cheapest plan found, if it costs less than ``below``."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    taken = _build(solver, columns, prices, limits, whole=True)
    if seconds is None:
        solver.SetSolverSpecificParametersAsString(f"limits/nodes = {MOST_NODES}")
    else:
        solver.SetTimeLimit(max(1, int(1000 * seconds)))
    if solver.Solve() not in {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}:
        return None
    if solver.Objective().Value() > below - LEAST_GAIN:
        return None
    return [column for column, variable in zip(columns, taken, strict=True) if variable.solution_value() > 0.5]


def _build(
    solver: Any, columns: list[_Column], prices: Sequence[int], limits: dict[int, int], *, whole: bool
) -> list[Any]:
    """Add variables and rows: each visit once (or left out), no more routes of a kind than cars; give the former."""
    objective = solver.Objective()
    rows = {visit: solver.Constraint(1.0, 1.0) for visit in range(len(prices))}
    kinds = {kind: solver.Constraint(0.0, float(limit)) for kind, limit in limits.items()}
    taken = []
    for column in columns:
        variable = solver.IntVar(0, 1, "") if whole else solver.NumVar(0, solver.infinity(), "")
        objective.SetCoefficient(variable, float(column.cost))
        for visit in column.visits:
            rows[visit].SetCoefficient(variable, 1.0)
        kinds[column.kind].SetCoefficient(variable, 1.0)
        taken.append(variable)
    for visit, price in enumerate(prices):
        variable = solver.IntVar(0, 1, "") if whole else solver.NumVar(0, solver.infinity(), "")
        objective.SetCoefficient(variable, float(price))
        rows[visit].SetCoefficient(variable, 1.0)
    objective.SetMinimization()
    return taken
