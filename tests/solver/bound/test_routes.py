"""The master that chooses shares of routes, and the last choice among whole ones."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from ortools.linear_solver import pywraplp

from solver.bound.choosing import Choice, choose
from solver.bound.columns import Column
from solver.bound.cuts import Cut
from solver.bound.hands import Hands
from solver.bound.layout import Layout, layout_of
from solver.bound.master import Master
from tests.solver.builders import car, line
from tests.solver.builders import problem as make_problem
from tests.solver.builders import visit as make_visit

PAIRS = (
    Column(kind=0, visits=(0, 1), cost=100),
    Column(kind=0, visits=(1, 2), cost=100),
    Column(kind=0, visits=(0, 2), cost=100),
)
"""Half of each is the cheapest fractional choice, which a cut of the three visits forbids."""
CUT = Cut(visits=(0, 1, 2), memory=frozenset({0, 1, 2}))


def test_a_route_is_in_the_master_once() -> None:
    master = _master()
    master.add(PAIRS[:2])
    assert master.columns == PAIRS


def test_idle_cuts_are_forgotten_and_those_that_pay_are_not() -> None:
    master = _master()
    idle = Cut(visits=(0, 1, 3), memory=frozenset({0, 1, 3}))
    master.cut([idle, CUT])
    duals = master.solve()
    assert duals is not None
    value, reduced = master.value, master.reduced(duals).tolist()
    assert value == pytest.approx(100 + 1000), "one pair, and one visit left out"
    assert master.tidy(lambda _: True, duals, 1e9) == [1]
    assert master.cuts == (CUT,)
    assert master.solve() is not None
    assert master.value == pytest.approx(value)
    assert master.reduced(duals.keep([1])).tolist() == pytest.approx(reduced)


def test_a_route_that_was_forgotten_can_come_back() -> None:
    master = _master()
    duals = master.solve()
    assert duals is not None
    master.tidy(lambda column: column != PAIRS[0], duals, 1e9)
    assert master.columns == PAIRS[1:]
    master.add(PAIRS[:1])
    assert master.columns == (*PAIRS[1:], PAIRS[0])


def test_a_choice_says_what_is_best() -> None:
    choice = _choose(PAIRS, below=None)
    assert choice is not None
    assert (choice.cost, choice.bound, len(choice.columns or ())) == (1100, 1100, 1)


def test_a_choice_below_a_cost_finds_what_is_cheaper() -> None:
    choice = _choose(PAIRS, below=1101)
    assert choice is not None
    assert (choice.cost, choice.bound) == (1100, 1100)


@pytest.mark.parametrize("below", [1100, 900, 1])
def test_a_choice_below_the_best_proves_that_there_is_none(below: int) -> None:
    assert _choose(PAIRS, below=below) == Choice(columns=None, cost=below, bound=below)


def _choose(columns: Sequence[Column], *, below: int | None) -> Choice | None:
    layout = _layout()
    with ThreadPoolExecutor(1) as pool:
        hands = Hands(pool, lambda: 20.0)
        units = tuple(unit.price for unit in layout.units)
        return choose(layout, units, columns, (CUT,), hands, seconds=10.0, below=below)


def _layout() -> Layout:
    visits = [make_visit(number) for number in range(4)]
    day = make_problem(line(0, 60, 60, 60), [car(), car()], visits)
    return layout_of(day, [1000, 1000, 1000, 0])


def _master() -> Master:
    layout = _layout()
    master = Master(layout, tuple(unit.price for unit in layout.units))
    master.add(PAIRS)
    return master


def test_cuts_newer_than_the_duals_cost_no_column_anything() -> None:
    day = make_problem(line(0, 60, 60), [car()], [make_visit(0), make_visit(1), make_visit(2)])
    layout = layout_of(day, [1000] * 3)
    master = Master(layout, tuple(unit.price for unit in layout.units))
    master.add([Column(kind=0, visits=(0, 1), cost=100), Column(kind=0, visits=(2,), cost=50)])
    duals = master.solve()
    assert duals is not None
    before = master.reduced(duals)
    master.cut([Cut(visits=(0, 1, 2), memory=frozenset({0, 1, 2}))])
    assert master.reduced(duals).tolist() == before.tolist()


def test_a_master_on_which_the_backend_fails_is_built_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    day = make_problem(line(0, 60, 60), [car()], [make_visit(0), make_visit(1)])
    layout = layout_of(day, [1000] * 2)
    master = Master(layout, tuple(unit.price for unit in layout.units))
    master.add([Column(kind=0, visits=(0, 1), cost=100)])
    monkeypatch.setattr(master._solver, "Solve", lambda *_: pywraplp.Solver.ABNORMAL, raising=False)
    assert master.solve() is not None
    assert master.value == pytest.approx(100)
