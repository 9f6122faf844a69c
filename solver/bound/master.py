"""The master: the cheapest fractional choice of columns that covers every visit, by OR-Tools' GLOP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from ortools.linear_solver import pywraplp

from solver.bound.columns import Column, comes_back
from solver.bound.cuts import Cut, coefficient
from solver.bound.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Duals:
    """Prices of the master's rows: visits, kinds of cars, patients with a cap, cuts."""

    visits: tuple[float, ...]
    kinds: tuple[float, ...]
    caps: tuple[float, ...]
    cuts: tuple[float, ...]


LEAST_SHARE: Final = 1e-6


class Master:
    """The linear programme, to which columns and cuts are added as they are found.

    ``value`` is what the choice last made costs, ``chosen`` its columns with their shares.
    """

    def __init__(self, layout: Layout, prices: tuple[int, ...]) -> None:
        self._left: list[tuple[Any, int]] = []
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        add = self._solver.Constraint
        infinity = self._solver.infinity()
        self._visits = [add(1, 1) for _ in range(layout.visits)]
        self._kinds = [add(-infinity, len(kind.cars)) for kind in layout.kinds]
        self._caps = [add(len(visits) - cap, infinity) for visits, cap in layout.caps]
        self._cuts: list[tuple[Cut, Any]] = []
        self._columns: list[Column] = []
        self._uses: list[Any] = []
        self.value = 0.0
        self._left_out: list[float] = []
        self.chosen: list[tuple[Column, float]] = []
        self._solver.Objective().SetMinimization()
        for unit, price in zip(layout.units, prices, strict=True):
            left = self._solver.NumVar(0, 1, "")
            self._left.append((left, price))
            self._solver.Objective().SetCoefficient(left, price)
            for visit in unit.visits:
                self._visits[visit].SetCoefficient(left, 1)
            for row, (visits, _) in zip(self._caps, layout.caps, strict=True):
                inside = len(set(visits) & set(unit.visits))
                if inside:
                    row.SetCoefficient(left, inside)

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts in force."""
        return tuple(cut for cut, _ in self._cuts)

    def add(self, columns: list[Column]) -> None:
        """Let columns be chosen."""
        for column in columns:
            use = self._solver.NumVar(0, self._solver.infinity(), "")
            self._solver.Objective().SetCoefficient(use, column.cost)
            for visit in set(column.visits):
                self._visits[visit].SetCoefficient(use, column.visits.count(visit))
            self._kinds[column.kind].SetCoefficient(use, 1)
            for cut, row in self._cuts:
                times = coefficient(cut, column.visits)
                if times:
                    row.SetCoefficient(use, times)
            self._columns.append(column)
            self._uses.append(use)

    def retire(self, near: Sequence[set[int]]) -> None:
        """Forbid the columns that come back to a visit which is remembered (``near``) all the way between."""
        for column, use in zip(self._columns, self._uses, strict=True):
            if len(set(column.visits)) < len(column.visits) and comes_back(column.visits, near):
                use.SetUb(0)

    def cheapen(self, prices: Sequence[int]) -> None:
        """Let units be left out for less at first: huge prices make wild duals, and many columns to tame them."""
        for (left, price), cheap in zip(self._left, prices, strict=True):
            self._solver.Objective().SetCoefficient(left, min(price, cheap))

    def dearer(self) -> bool:
        """Raise the prices of leaving out, up to the true ones, if that is chosen; tell whether it was."""
        if all(share < LEAST_SHARE for share in self._left_out):
            return False
        objective, changed = self._solver.Objective(), False
        for left, price in self._left:
            now = objective.GetCoefficient(left)
            changed |= now < price
            objective.SetCoefficient(left, min(price, 4 * now))
        return changed

    def cut(self, cuts: list[Cut]) -> None:
        """Put cuts in force; one of the same visits is replaced."""
        rows = {cut.visits: number for number, (cut, _) in enumerate(self._cuts)}
        for cut in cuts:
            if cut.visits in rows:
                row = self._cuts[rows[cut.visits]][1]
                self._cuts[rows[cut.visits]] = (cut, row)
            else:
                row = self._solver.Constraint(-self._solver.infinity(), 1)
                self._cuts.append((cut, row))
            for column, use in zip(self._columns, self._uses, strict=True):
                times = coefficient(cut, column.visits)
                if times:
                    row.SetCoefficient(use, times)

    def solve(self) -> Duals | None:
        """Choose, and give the duals; None where GLOP fails."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            afresh = pywraplp.MPSolverParameters()
            afresh.SetIntegerParam(afresh.INCREMENTALITY, afresh.INCREMENTALITY_OFF)
            if self._solver.Solve(afresh) != pywraplp.Solver.OPTIMAL:
                return None
        self.value = float(self._solver.Objective().Value())
        self._left_out = [left.solution_value() for left, _ in self._left]
        shares = ((column, use.solution_value()) for column, use in zip(self._columns, self._uses, strict=True))
        self.chosen = [(column, share) for column, share in shares if share > LEAST_SHARE]
        return Duals(
            visits=tuple(row.dual_value() for row in self._visits),
            kinds=tuple(row.dual_value() for row in self._kinds),
            caps=tuple(row.dual_value() for row in self._caps),
            cuts=tuple(row.dual_value() for _, row in self._cuts),
        )

    def cut_price(self, column: Column, duals: Duals) -> float:
        """Give what a column pays for cuts."""
        pairs = zip(self._cuts, duals.cuts, strict=True)
        return sum(dual * coefficient(cut, column.visits) for (cut, _), dual in pairs if dual)
