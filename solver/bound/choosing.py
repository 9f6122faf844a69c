"""The last step: OR-Tools chooses among all routes that can be in a better plan, whole ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from ortools.linear_solver import pywraplp

from solver.bound.columns import Column
from solver.bound.cuts import Cut
from solver.bound.hands import Hands
from solver.bound.layout import Layout

SOLVER: Final = "SCIP"

SURE: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The best choice found, its cost, and the least that any choice costs."""

    columns: tuple[Column, ...]
    cost: int
    bound: int


def choose(
    layout: Layout,
    units: Sequence[int],
    columns: Sequence[Column],
    cuts: Sequence[Cut],
    hands: Hands,
    *,
    seconds: float,
) -> Choice | None:
    """Choose routes so that each visit is in one or left out; None where no choice is found in time.

    No route has a visit twice. ``cuts`` hold for every choice and only help.
    """
    begun = hands.left()
    solver = pywraplp.Solver.CreateSolver(SOLVER)
    add, infinity = solver.Constraint, solver.infinity()
    visits = [add(1, 1) for _ in range(layout.visits)]
    kinds = [add(-infinity, len(kind.cars)) for kind in layout.kinds]
    caps = [add(len(patient) - cap, infinity) for patient, cap in layout.caps]
    objective = solver.Objective()
    objective.SetMinimization()
    for unit, price in zip(layout.units, units, strict=True):
        left = solver.BoolVar("")
        objective.SetCoefficient(left, price)
        for visit in unit.visits:
            visits[visit].SetCoefficient(left, 1)
        for row, (patient, _) in zip(caps, layout.caps, strict=True):
            row.SetCoefficient(left, len(set(patient) & set(unit.visits)))
    exact = pywraplp.MPSolverParameters()
    exact.SetDoubleParam(exact.RELATIVE_MIP_GAP, 0.0)
    uses = []
    for column in columns:
        use = solver.BoolVar("")
        objective.SetCoefficient(use, column.cost)
        for visit in column.visits:
            visits[visit].SetCoefficient(use, 1)
        kinds[column.kind].SetCoefficient(use, 1)
        uses.append(use)
    for numbers in _having_two(layout.visits, columns, cuts):
        row = add(-infinity, 1)
        for number in numbers:
            row.SetCoefficient(uses[number], 1)
    # tens of thousands of routes take seconds to tell the backend
    solver.SetTimeLimit(max(1, int(1000 * (seconds - begun + hands.left()))))
    with hands.watching(solver.InterruptSolve):
        status = solver.Solve(exact)
    if status not in {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}:
        return None
    chosen = tuple(column for column, use in zip(columns, uses, strict=True) if use.solution_value() > 0.5)
    return Choice(columns=chosen, cost=round(objective.Value()), bound=_whole(objective.BestBound()))


def _having_two(visits: int, columns: Sequence[Column], cuts: Sequence[Cut]) -> Iterator[list[int]]:
    """Yield by cut the numbers of the routes that have two or more of its visits."""
    has = np.zeros((visits, len(columns)), np.int8)
    for number, column in enumerate(columns):
        has[list(column.visits), number] = 1
    for cut in cuts:
        yield np.flatnonzero(has[list(cut.visits)].sum(axis=0) > 1).tolist()


def _whole(bound: float) -> int:
    """Give the least whole cost from a bound, which the backend's sums may have left a little too high."""
    return max(0, math.ceil(bound - SURE)) if math.isfinite(bound) else 0
