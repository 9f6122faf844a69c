"""Where breaking a rule pays, the search does so only if the rule is taken away, and the checker says which it was."""

from __future__ import annotations

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.limits import Limits
from solver.rules import RULES
from solver.solve import solve
from tests.solver.tempting import TEMPTING

BRIEF = Limits(seconds=20.0, iterations=60)


def test_every_rule_that_has_data_tempts() -> None:
    assert {tempting.rule for tempting in TEMPTING.values()} == {rule.name for rule in RULES} - {"structure"}


@pytest.mark.parametrize("name", TEMPTING)
def test_without_the_rule_just_this_rule_is_broken(name: str) -> None:
    tempting = TEMPTING[name]
    careless = solve(tempting.relaxed, limits=BRIEF).solution
    assert check(tempting.relaxed, careless) == ()
    assert {fault.rule for fault in check(tempting.problem, careless)} == {tempting.rule}


@pytest.mark.parametrize("name", TEMPTING)
def test_with_the_rule_nothing_is_broken_and_nothing_needlessly_left_out(name: str) -> None:
    tempting = TEMPTING[name]
    result = solve(tempting.problem, limits=BRIEF)
    assert check(tempting.problem, result.solution) == ()
    assert len(result.solution.left_out(tempting.problem)) == tempting.left_out
    assert result.cost == cost_of(tempting.problem, result.solution)
