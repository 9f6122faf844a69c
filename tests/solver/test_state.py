"""Plans as the search times and prices them: valid at every moment, and at the cost that ``cost_of`` computes."""

from __future__ import annotations

import random

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.search import insertion, output
from solver.search.model import Model
from solver.search.state import State
from tests.solver.random_problems import random_problem, random_solution


def _differs(state: State) -> bool:
    timed = [output.as_priced(*pair) for pair in zip(state.routes, state.priced, strict=True)]
    problem, solution = state.model.problem, output.to_solution(state.model, timed)
    cost = cost_of(problem, solution)
    return bool(check(problem, solution)) or cost.total - cost.unassigned != state.routes_cost


@pytest.mark.parametrize("block", range(5))
def test_a_plan_costs_what_the_search_says_and_keeps_its_order(block: int) -> None:
    for seed in range(30 * block, 30 * block + 30):
        rng = random.Random(seed)
        problem = random_problem(rng, visits=rng.randint(5, 12), cars=rng.randint(2, 4), share=rng.choice([0.2, 0.4]))
        plan, model = random_solution(rng, problem), Model(problem)
        sequences = insertion.sequences_of(plan)
        for like in (plan, None):
            followed = insertion.follow(model, sequences, like=like)
            assert [(route.car, route.visits) for route in followed.routes if route.visits] == sequences, seed
            assert not _differs(followed), seed
        assert not _differs(insertion.construct(model, rng)), seed
