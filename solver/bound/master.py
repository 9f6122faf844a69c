"""The master: the cheapest fractional choice of columns that covers every visit, by OR-Tools' GLOP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ortools.linear_solver import pywraplp

from solver.bound.columns import Column
from solver.bound.cuts import Cut, coefficient
from solver.bound.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Duals:
    """Prices of the master's rows: visits, kinds of cars, patients with a cap, cuts."""

    visits: tuple[float, ...]
    kinds: tuple[float, ...]
    caps: tuple[float, ...]
    cuts: tuple[float, ...]


class Master:
    """The linear programme, to which columns and cuts are added as they are found."""

    def __init__(self, layout: Layout, prices: tuple[int, ...]) -> None:
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        add = self._solver.Constraint
        infinity = self._solver.infinity()
        self._visits = [add(1, 1) for _ in range(layout.visits)]
        self._kinds = [add(-infinity, len(kind.cars)) for kind in layout.kinds]
        self._caps = [add(len(visits) - cap, infinity) for visits, cap in layout.caps]
        self._cuts: list[tuple[Cut, Any]] = []
        self._columns: list[Column] = []
        self._uses: list[Any] = []
        self._solver.Objective().SetMinimization()
        for unit, price in zip(layout.units, prices, strict=True):
            left = self._solver.NumVar(0, 1, "")
            self._solver.Objective().SetCoefficient(left, price)
            for visit in unit.visits:
                self._visits[visit].SetCoefficient(left, 1)
            for row, (visits, _) in zip(self._caps, layout.caps, strict=True):
                inside = len(set(visits) & set(unit.visits))
                if inside:
                    row.SetCoefficient(left, inside)

    @property
    def value(self) -> float:
        """What the choice last made costs."""
        return float(self._solver.Objective().Value())

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
            return None
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

    def chosen(self) -> list[tuple[Column, float]]:
        """Give the columns chosen with their shares."""
        shares = ((column, use.solution_value()) for column, use in zip(self._columns, self._uses, strict=True))
        return [(column, share) for column, share in shares if share > 1e-6]
