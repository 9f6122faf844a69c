"""From a day to a plan: what leaves, and what is told of what was left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler import planning
from scheduler.day import Day
from scheduler.faults import PlanRefusedError
from solver import check
from solver.limits import Limits
from solver.solution import Fault
from tests.scheduler.test_translation import small_day

LIMITS = Limits(seconds=10, iterations=20)


def crowded_day(visits: int) -> Day:
    """Make a day on which one car has room for a few of many visits; the last ones matter most."""
    made = small_day()
    first = replace(made.visits[0], demand={})
    many = tuple(replace(first, id=f"v{number}", patient=f"q{number}", priority=number) for number in range(visits))
    patients = tuple(replace(made.patients[0], id=f"q{number}") for number in range(visits))
    return replace(made, visits=many, patients=patients, cars=made.cars[:1])


def test_what_would_help_is_tried_for_the_visits_that_matter_most(tmp_path: Path) -> None:
    made = planning.plan_day(crowded_day(planning.MOST_HELPED + 20), folder=tmp_path, limits=LIMITS)
    helped = [any(reason.would_help for reason in left.reasons) for left in made.unassigned]
    assert len(helped) > planning.MOST_HELPED
    assert all(left.reasons for left in made.unassigned)
    first = helped.index(True)
    assert not any(helped[:first])
    assert sum(helped) <= planning.MOST_HELPED


def test_of_most_visits_left_out_of_a_large_day_only_what_is_plain_to_see_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "ROOM_TO_HELP", 1)
    monkeypatch.setattr(planning, "ROOM_TO_EXPLAIN", 100)
    made = planning.plan_day(crowded_day(50), folder=tmp_path, limits=LIMITS)
    codes = [[reason.code for reason in left.reasons] for left in reversed(made.unassigned)]
    assert ["untried"] not in codes[:2]
    assert codes[2:] == [["untried"]] * (len(codes) - 2)
    assert sum(any(reason.would_help for reason in left.reasons) for left in made.unassigned) == 1


def test_a_day_without_cars_is_planned_with_a_reason_for_each_visit(tmp_path: Path) -> None:
    made = planning.plan_day(replace(small_day(), cars=()), folder=tmp_path, limits=LIMITS)
    assert made.routes == ()
    assert [[reason.code for reason in left.reasons] for left in made.unassigned] == [["no_car"], ["no_car"]]


def test_a_day_without_visits_is_an_empty_plan(tmp_path: Path) -> None:
    made = planning.plan_day(replace(small_day(), visits=()), folder=tmp_path, limits=LIMITS)
    assert (made.routes, made.unassigned, made.cost_total) == ((), (), 0)


def test_a_plan_that_the_checker_does_not_pass_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "check", lambda *_: (Fault(rule="skill", message="seen through"),))
    with pytest.raises(PlanRefusedError, match="seen through"):
        planning.plan_day(small_day(), folder=tmp_path, limits=LIMITS)
