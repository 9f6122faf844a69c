"""The tempting problems are what they claim, proved by brute force."""

from __future__ import annotations

import pytest

from solver.check import check
from tests.solver import bruteforce
from tests.solver.tempting import TEMPTING


@pytest.mark.parametrize("name", TEMPTING)
def test_breaking_the_rule_pays(name: str) -> None:
    tempting = TEMPTING[name]
    cost, careful = bruteforce.best(tempting.problem, tick=50, horizon=1_300)
    tempted, careless = bruteforce.best(tempting.relaxed, tick=50, horizon=1_300)
    assert tempted < cost
    assert {fault.rule for fault in check(tempting.problem, careless)} == {tempting.rule}
    assert check(tempting.problem, careful) == ()
    assert len(careful.left_out(tempting.problem)) == tempting.left_out
