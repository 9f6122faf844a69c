"""The last step: OR-Tools chooses among all routes that can be in a better plan, whole ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from ortools.linear_solver import pywraplp

from solver.bound.columns import Column
from solver.bound.cuts import Cut
from solver.bound.hands import Hands
from solver.bound.layout import Layout

SOLVER: Final = "SCIP"

PLAIN: Final = "presolving/maxrounds=0\nseparating/maxroundsroot=0\nseparating/maxrounds=0"
"""What SCIP is told where routes of little reduced cost are left only: with 3,080 of them it proved the best choice in
3.6 s, by its own settings in 7.5, with the cuts as rows besides in 14.2; with 5,936 in 17 s, else not in 25."""

SURE: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The best choice found, its cost, and the least that any choice costs; no columns where none is cheap enough."""

    columns: tuple[Column, ...] | None
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
    below: int | None = None,
) -> Choice | None:
    """Choose routes so that each visit is in one or left out; None where no choice is found in time.

    No route has a visit twice. ``cuts`` hold for every choice and only help, where good plans are looked for. With
    ``below`` only what costs less is, or a proof that there is none.
    """
    begun = hands.left()
    solver = pywraplp.Solver.CreateSolver(SOLVER)
    uses = _write(solver, layout, units, columns, below)
    if below is None:
        for numbers in _having_two(layout.visits, columns, cuts):
            row = solver.Constraint(-solver.infinity(), 1)
            for number in numbers:
                row.SetCoefficient(uses[number], 1)
    else:
        solver.SetSolverSpecificParametersAsString(PLAIN)
    exact = pywraplp.MPSolverParameters()
    exact.SetDoubleParam(exact.RELATIVE_MIP_GAP, 0.0)
    # tens of thousands of routes take seconds to tell the backend
    solver.SetTimeLimit(max(1, int(1000 * (seconds - begun + hands.left()))))
    with hands.watching(solver.InterruptSolve):
        status = solver.Solve(exact)
    if status not in {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}:
        return None
    cost, bound = round(solver.Objective().Value()), _whole(solver.Objective().BestBound())
    if below is not None and cost >= below:
        return Choice(columns=None, cost=below, bound=bound)
    chosen = tuple(column for column, use in zip(columns, uses, strict=True) if use.solution_value() > 0.5)
    return Choice(columns=chosen, cost=cost, bound=bound)


def _write(
    solver: pywraplp.Solver, layout: Layout, units: Sequence[int], columns: Sequence[Column], below: int | None
) -> list[Any]:
    """Write the rows, and what can be left out or driven; give the variables of the columns."""
    add, infinity, objective = solver.Constraint, solver.infinity(), solver.Objective()
    visits = [add(1, 1) for _ in range(layout.visits)]
    kinds = [add(-infinity, len(kind.cars)) for kind in layout.kinds]
    caps = [add(len(patient) - cap, infinity) for patient, cap in layout.caps]
    objective.SetMinimization()

    def write(price: int) -> Any:
        variable = solver.BoolVar("")
        objective.SetCoefficient(variable, price)
        return variable

    for unit, price in zip(layout.units, units, strict=True):
        if below is not None and price >= below:
            continue
        left = write(price)
        for visit in unit.visits:
            visits[visit].SetCoefficient(left, 1)
        for row, (patient, _) in zip(caps, layout.caps, strict=True):
            row.SetCoefficient(left, len(set(patient) & set(unit.visits)))
    if below is not None:
        # stands for all choices that cost as much: a plan to begin with, which leaves away what leads to none better
        given_up = write(below)
        for row in visits:
            row.SetCoefficient(given_up, 1)
        for row, (patient, cap) in zip(caps, layout.caps, strict=True):
            row.SetCoefficient(given_up, max(0, len(patient) - cap))
        solver.SetHint([given_up], [1.0])
    uses = []
    for column in columns:
        use = write(column.cost)
        for visit in column.visits:
            visits[visit].SetCoefficient(use, 1)
        kinds[column.kind].SetCoefficient(use, 1)
        uses.append(use)
    return uses


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
