"""The choice among routes met."""

from __future__ import annotations

from solver.master import Master
from solver.search.engine import Candidate


def route(car: int, cost: int, *visits: int) -> Candidate:
    return Candidate(car=car, visits=visits, cost=cost)


def test_the_cheapest_partition_is_chosen() -> None:
    master = Master(kinds=["a", "a"], prices=[100, 100, 100])
    master.add([route(0, 10, 0, 1), route(0, 4, 2), route(1, 6, 1, 2), route(1, 5, 0), route(0, 90, 0, 1, 2)])
    chosen = master.choose(below=14, seconds=5.0)
    assert chosen is not None
    assert sorted(chosen) == [(0,), (1, 2)]


def test_nothing_is_chosen_that_is_no_better() -> None:
    master = Master(kinds=["a", "a"], prices=[100, 100])
    master.add([route(0, 10, 0, 1)])
    assert master.choose(below=10, seconds=5.0) is None
    assert master.choose(below=11, seconds=5.0) is None, "asked again without a new route"


def test_no_more_routes_of_a_kind_than_cars() -> None:
    master = Master(kinds=["a", "b"], prices=[100, 30])
    master.add([route(0, 1, 0), route(0, 1, 1)])
    assert master.choose(below=1000, seconds=5.0) == ((0,), ())


def test_a_cheaper_order_of_the_same_visits_counts() -> None:
    master = Master(kinds=["a"], prices=[100, 100])
    master.add([route(0, 9, 0, 1), route(0, 7, 1, 0), route(0, 8, 0, 1)])
    assert master.choose(below=50, seconds=5.0) == ((1, 0),)


def test_the_largest_prices_do_not_hide_a_better_plan() -> None:
    master = Master(kinds=["a"] * 40, prices=[10**11] * 40)
    master.add([route(0, 100 + visit % 7, visit, (visit + 1) % 40) for visit in range(40)])
    master.add([route(0, 60 + visit % 5, visit) for visit in range(40)])
    chosen = master.choose(below=5000, seconds=5.0)
    assert chosen is not None
    assert sorted(visit for visits in chosen for visit in visits) == list(range(40))


def test_promising_routes_are_those_of_plans_below_a_cost() -> None:
    master = Master(kinds=["a", "a"], prices=[100, 100])
    master.add([route(1, 10, 0), route(0, 12, 1), route(0, 23, 0, 1), route(0, 99, 1, 0)])
    promising = {candidate.visits for candidate in master.promising(below=24, seconds=5.0)}
    assert promising == {(0,), (1,), (0, 1)}
    assert master.promising(below=20, seconds=5.0) == []


def test_of_the_same_visits_the_cheapest_order_is_promising() -> None:
    master = Master(kinds=["a"], prices=[100, 100])
    master.add([route(0, 30, 0, 1), route(0, 20, 1, 0)])
    assert [candidate.visits for candidate in master.promising(below=50, seconds=5.0)] == [(1, 0)]
