"""Several engines at once: how they cool, share their best plan, and let the master recombine."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from solver.master import Master
from solver.search.engine import Candidate, Sequences
from solver.search.engines import portfolio_for
from solver.search.model import Model
from solver.search.portfolio import ROUNDS_PER_CHUNK, SHARED_FROM, Pace, Portfolio
from solver.solution import Solution
from tests.solver.builders import route
from tests.solver.kernel.plain.test_engine import plain_problem


class Script:
    """An engine that costs less by one with each chunk, and remembers what it was told to do."""

    def __init__(self, cost: int = 1000) -> None:
        self.cost, self.plan = cost, ((0,), ())
        self.heats: list[float] = []
        self.adopted: list[Sequences] = []
        self.times: list[Solution | None] = []
        self.adopted_at = 0.0

    def run(self, rounds: int, *, begin: float, end: float) -> int:
        assert rounds > 0
        assert begin == end
        self.heats.append(begin)
        self.cost -= 1
        return 7

    def best(self) -> Sequences:
        return self.plan

    def solution(self) -> Solution:
        return Solution(routes=(route(0, self.cost, finish=self.cost),))

    def adopt(self, sequences: Sequences, like: Solution | None = None) -> None:
        self.adopted.append(sequences)
        self.times.append(like)
        self.adopted_at = self.heats[-1] if self.heats else 0.0

    def take_routes(self) -> list[Candidate]:
        return [Candidate(car=0, visits=(0,), cost=self.cost)]


def by_rounds(rounds: int, *, stall: int | None = None, over: Callable[[], bool] = lambda: False) -> Pace:
    return Pace(begun=time.monotonic(), seconds=60.0, most=rounds, clocked=False, stall=stall, over=over)


def test_without_a_master_an_engine_cools_once() -> None:
    engine = Script()
    told: list[int] = []
    assert Portfolio([engine], size=1, master=None).search(by_rounds(10_000), tell=told.append) == 10_000
    assert engine.heats == sorted(engine.heats)
    assert engine.heats[-1] > 0.9
    assert engine.adopted == []
    assert told == sorted(told, reverse=True)
    assert told[-1] == engine.cost


def test_with_a_master_it_begins_from_nothing_and_at_last_from_the_best() -> None:
    engine = Script()
    portfolio = Portfolio([engine], size=2, master=Master(kinds=["a", "a"], prices=[5000]))
    portfolio.search(by_rounds(20_000), tell=lambda _: None)
    nothing = engine.adopted.count(((), ()))
    assert nothing > 5
    assert set(engine.adopted[nothing:]) == {engine.plan}
    begins = [now for before, now in zip(engine.heats, engine.heats[1:], strict=False) if now < before]
    assert len(begins) == len(engine.adopted)


def test_what_the_master_puts_together_is_told_and_gone_on_from() -> None:
    class Halves(Script):
        def take_routes(self) -> list[Candidate]:
            return [Candidate(car=0, visits=(0,), cost=10), Candidate(car=1, visits=(1,), cost=10)]

        def adopt(self, sequences: Sequences, like: Solution | None = None) -> None:
            super().adopt(sequences, like)
            if sequences == ((0,), (1,)):
                self.cost, self.plan = 20, sequences

    engine = Halves(100_000)
    portfolio = Portfolio([engine], size=2, master=Master(kinds=["a", "b"], prices=[5000, 5000]))
    told: list[int] = []
    portfolio.search(by_rounds(5000), tell=told.append)
    assert 20 in told
    assert portfolio.sequences == ((0,), (1,))


def test_a_plan_given_is_gone_on_from_less_hot() -> None:
    engine = Script()
    portfolio = Portfolio([engine], size=2, master=Master(kinds=["a", "a"], prices=[5000]))
    portfolio.adopt(((0,), ()))
    portfolio.search(by_rounds(600), tell=lambda _: None)
    assert engine.heats[0] > 0.4


def test_a_plan_given_comes_with_its_times() -> None:
    engines, times = [Script(), Script()], Solution(routes=())
    Portfolio([*engines], size=2, master=None).adopt(((0,), ()), times)
    assert [engine.times for engine in engines] == [[times], [times]]


def test_without_a_master_a_worker_goes_on_at_last_from_the_best_plan_of_all_with_its_times() -> None:
    good, bad = Script(500), Script(900)
    good.plan = ((), (0,))
    Portfolio([good, bad], size=2, master=None).search(by_rounds(10_000), tell=lambda _: None)
    assert (good.adopted, bad.adopted) == ([], [good.plan])
    assert bad.times == [good.solution()]
    assert SHARED_FROM - 0.1 < bad.adopted_at < SHARED_FROM < bad.heats[-1]


@pytest.mark.parametrize("workers", [1, 2])
def test_each_worker_by_rounds_stalls_by_itself(workers: int) -> None:
    portfolio = Portfolio([Script() for _ in range(workers)], size=1, master=None)
    assert portfolio.search(by_rounds(10_000, stall=7), tell=lambda _: None) == workers * ROUNDS_PER_CHUNK


@pytest.mark.parametrize("how", ["stall", "over"])
def test_it_ends_early(how: str) -> None:
    stall, over = (5, lambda: False) if how == "stall" else (None, lambda: True)
    portfolio = Portfolio([Script()], size=1, master=None)
    assert portfolio.search(by_rounds(10_000, stall=stall, over=over), tell=lambda _: None) < 1000


def test_two_workers_by_the_clock_keep_the_best_of_both() -> None:
    engines = [Script(900), Script(500)]
    portfolio = Portfolio([*engines], size=1, master=None)
    pace = Pace(begun=time.monotonic(), seconds=0.2, most=5000, clocked=True, stall=None, over=lambda: False)
    told: list[int] = []
    rounds = portfolio.search(pace, tell=told.append)
    assert 0 < rounds <= 10_000
    assert told[-1] == min(engine.cost for engine in engines) == portfolio.best.cost


def test_equal_seeds_and_rounds_give_equal_plans() -> None:
    model = Model(plain_problem(5))
    plans = []
    for _ in range(2):
        portfolio, _ = portfolio_for(model, seed=3, workers=2)
        portfolio.search(by_rounds(30_000), tell=lambda _: None)
        plans.append((portfolio.best.cost, portfolio.sequences))
    assert plans[0] == plans[1]
