"""The master: the cheapest fractional choice of columns that covers every visit, by OR-Tools' GLOP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from solver.bound.columns import Column
from solver.bound.cuts import Cut, coefficient
from solver.bound.layout import Layout

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duals:
    """Prices of the master's rows: visits, kinds of cars, patients with a cap, cuts."""

    visits: tuple[float, ...]
    kinds: tuple[float, ...]
    caps: tuple[float, ...]
    cuts: tuple[float, ...]

    def keep(self, cuts: Sequence[int]) -> Duals:
        """Keep the prices of some cuts only."""
        return replace(self, cuts=tuple(self.cuts[at] for at in cuts if at < len(self.cuts)))


LEAST_SHARE: Final = 1e-6

LEAST_DUAL: Final = 1e-6
"""What a cut pays at least that is not idle."""

MOST_KEPT: Final = 3000
"""Columns beyond those in use that stay when the master is tidied."""


class Master:
    """The linear programme, to which columns and cuts are added as they are found.

    ``value`` is what the choice last made costs, ``chosen`` its columns with their shares.
    """

    def __init__(self, layout: Layout, prices: tuple[int, ...]) -> None:
        self._layout = layout
        self._prices = list(prices)
        self._true_prices = prices
        self._cuts: list[Cut] = []
        self._columns: list[Column] = []
        self._known: set[Column] = set()
        self._table = np.zeros((1024, layout.visits))
        """Per column, how often it has each visit, and its coefficient in each cut."""
        self.value = 0.0
        self.chosen: list[tuple[Column, float]] = []
        self._left_out: list[float] = []
        self._build()

    def _build(self) -> None:
        """Make the programme anew from all rows and columns."""
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        add, infinity = self._solver.Constraint, self._solver.infinity()
        self._rows = [add(1, 1) for _ in range(self._layout.visits)]
        self._kinds = [add(-infinity, len(kind.cars)) for kind in self._layout.kinds]
        self._caps = [add(len(visits) - cap, infinity) for visits, cap in self._layout.caps]
        self._rows_of_cuts: list[Any] = []
        self._left: list[Any] = []
        self._uses: list[Any] = []
        self._solver.Objective().SetMinimization()
        for unit, price in zip(self._layout.units, self._prices, strict=True):
            left = self._solver.NumVar(0, 1, "")
            self._left.append(left)
            self._solver.Objective().SetCoefficient(left, price)
            for visit in unit.visits:
                self._rows[visit].SetCoefficient(left, 1)
            for row, (visits, _) in zip(self._caps, self._layout.caps, strict=True):
                inside = len(set(visits) & set(unit.visits))
                if inside:
                    row.SetCoefficient(left, inside)
        self._rows_of_cuts = [add(-infinity, 1) for _ in self._cuts]
        for number in range(len(self._columns)):
            self._use(number)

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts in force."""
        return tuple(self._cuts)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that can be chosen."""
        return tuple(self._columns)

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self._columns)

    def add(self, columns: Sequence[Column]) -> None:
        """Let columns be chosen, those of them that are new."""
        for column in columns:
            if column in self._known:
                continue
            self._known.add(column)
            number = len(self._columns)
            if number == len(self._table):
                self._table = np.vstack((self._table, np.zeros_like(self._table)))
            self._table[number] = 0
            np.add.at(self._table[number], list(column.visits), 1)
            for at, cut in enumerate(self._cuts, start=self._layout.visits):
                self._table[number, at] = coefficient(cut, column.visits)
            self._columns.append(column)
            self._use(number)

    def _use(self, number: int) -> None:
        """Write a column into the programme."""
        column = self._columns[number]
        use = self._solver.NumVar(0, self._solver.infinity(), "")
        self._solver.Objective().SetCoefficient(use, column.cost)
        rows = self._rows + self._rows_of_cuts
        for at in np.flatnonzero(self._table[number]).tolist():
            rows[at].SetCoefficient(use, float(self._table[number, at]))
        self._kinds[column.kind].SetCoefficient(use, 1)
        self._uses.append(use)

    def tidy(self, stays: Callable[[Column], bool], duals: Duals, gap: float) -> list[int]:
        """Forget columns dearer than the gap, those that are not to stay, and idle cuts; give the cuts that stay."""
        reduced = self.reduced(duals)
        most = np.partition(reduced, MOST_KEPT)[MOST_KEPT] if reduced.size > MOST_KEPT else np.inf
        kept = [
            number for number, column in enumerate(self._columns) if reduced[number] <= min(gap, most) and stays(column)
        ]
        visits, known = self._layout.visits, len(duals.cuts)
        active = [at for at in range(len(self._cuts)) if at >= known or duals.cuts[at] < -LEAST_DUAL]
        self._cuts = [self._cuts[at] for at in active]
        self._columns = [self._columns[number] for number in kept]
        self._known = set(self._columns)
        rows = np.concatenate((np.arange(visits), visits + np.array(active, np.int64)))
        self._table[: len(kept), : len(rows)] = self._table[np.array(kept, np.int64)[:, None], rows]
        self._table = self._table[:, : len(rows)]
        self._build()
        return active

    def cap(self, prices: Sequence[int]) -> None:
        """Let units be left out for these prices, the true ones from now on."""
        self._true_prices = tuple(prices)
        self._reprice(list(prices))

    def cheapen(self, prices: Sequence[int]) -> None:
        """Let units be left out for less at first: huge prices make wild duals, and many columns to tame them."""
        self._reprice([min(price, cheap) for price, cheap in zip(self._prices, prices, strict=True)])

    def dearer(self) -> bool:
        """Raise the prices of leaving out, up to the true ones, if that is chosen; tell whether it was."""
        if all(share < LEAST_SHARE for share in self._left_out):
            return False
        before = self._prices
        self._reprice([min(price, 4 * now) for price, now in zip(self._true_prices, before, strict=True)])
        return self._prices != before

    def _reprice(self, prices: list[int]) -> None:
        self._prices = prices
        for left, price in zip(self._left, prices, strict=True):
            self._solver.Objective().SetCoefficient(left, price)

    def cut(self, cuts: Sequence[Cut]) -> None:
        """Put cuts in force; one of the same visits is replaced."""
        numbers = {cut.visits: number for number, cut in enumerate(self._cuts)}
        for cut in cuts:
            number = numbers.get(cut.visits, len(self._cuts))
            at = self._layout.visits + number
            if number == len(self._cuts):
                self._cuts.append(cut)
                self._rows_of_cuts.append(self._solver.Constraint(-self._solver.infinity(), 1))
                self._table = np.column_stack((self._table, np.zeros(len(self._table))))
            self._cuts[number] = cut
            for column in np.flatnonzero(self._table[: len(self._columns), list(cut.visits)].sum(axis=1) > 1).tolist():
                times = coefficient(cut, self._columns[column].visits)
                if times != self._table[column, at]:
                    self._table[column, at] = times
                    self._rows_of_cuts[number].SetCoefficient(self._uses[column], times)

    def solve(self) -> Duals | None:
        """Choose, and give the duals; None where GLOP fails."""
        if self._solver.Solve(_going_on()) != pywraplp.Solver.OPTIMAL:
            # seen on degenerate masters: abnormal from the last basis and from none, solved at once when built anew
            self._build()
            if self._solver.Solve(_going_on()) != pywraplp.Solver.OPTIMAL:
                return None
        self.value = float(self._solver.Objective().Value())
        self._left_out = [left.solution_value() for left in self._left]
        shares = ((column, use.solution_value()) for column, use in zip(self._columns, self._uses, strict=True))
        self.chosen = [(column, share) for column, share in shares if share > LEAST_SHARE]
        return Duals(
            visits=tuple(row.dual_value() for row in self._rows),
            kinds=tuple(row.dual_value() for row in self._kinds),
            caps=tuple(row.dual_value() for row in self._caps),
            cuts=tuple(row.dual_value() for row in self._rows_of_cuts),
        )

    def reduced(self, duals: Duals) -> Floats:
        """Give what each column costs less what the rows pay for it; cuts newer than the duals pay nothing yet."""
        kinds = np.array([column.kind for column in self._columns], np.int64)
        paid = np.array(duals.kinds, np.float64)[kinds]
        cuts = np.zeros(len(self._cuts))
        cuts[: len(duals.cuts)] = duals.cuts
        return np.asarray(self._less(np.array(duals.visits), cuts) - paid)

    def least(self, visits: Floats, cuts: Floats) -> list[float]:
        """Give per kind the least cost of its columns less what visits and cuts (not positive) pay; 0 at the most."""
        kinds = np.array([column.kind for column in self._columns], np.int64)
        least = np.zeros(len(self._kinds))
        np.minimum.at(least, kinds, self._less(visits, cuts))
        return [float(cost) for cost in least]

    def _less(self, visits: Floats, cuts: Floats) -> Floats:
        costs = np.array([column.cost for column in self._columns], np.float64)
        return np.asarray(costs - self._table[: len(costs)] @ np.concatenate((visits, cuts)))


def _going_on() -> pywraplp.MPSolverParameters:
    """Let GLOP go on from its last basis, which it forgets where it presolves."""
    parameters = pywraplp.MPSolverParameters()
    parameters.SetIntegerParam(parameters.PRESOLVE, parameters.PRESOLVE_OFF)
    return parameters
