"""What each freedom may change, where the forbidden change would be the better plan."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from scheduler import checking, planning, replanning, routes
from scheduler.call import Call
from scheduler.day import Day, Fixed, Visit
from scheduler.events import Added, CarGone, CarLate, Event
from scheduler.plan import Plan
from scheduler.replanning import Freedom
from tests.scheduler.running_days import LIMITS, NOWHERE, at
from tests.scheduler.test_progressing import hourly, line_day, planned


def replan(day: Day, plan: Plan, events: Sequence[Event], now: str, freedom: Freedom) -> Plan:
    made = replanning.replan_day(day, plan, events, at=at(now), folder=NOWHERE, limits=LIMITS, freedom=freedom)
    findings = checking.check_plan(made.day, made.plan, folder=NOWHERE)
    assert [finding.text for finding in findings if finding.hard] == []
    return made.plan


def orders(plan: Plan) -> dict[str, list[str]]:
    return {route.car: [stop.visit for stop in route.stops if stop.visit] for route in plan.routes}


def two_ends() -> tuple[Day, Plan]:
    """Make a day of two cars in which ``c1`` has all visits, near and far, and ``c2`` one, that is fixed to it, far."""
    day = line_day("c1", "c2", places=5)
    free = [replace(visit, windows=()) for visit in day.visits]
    fixed = tuple(Fixed(visit=f"v{number}", car="c2" if number == 4 else "c1") for number in range(1, 5))
    day = replace(day, visits=tuple(free), fixed=fixed)
    plan = planned(day)
    assert orders(plan)["c2"] == ["v4"]
    return replace(day, fixed=()), plan


@pytest.mark.parametrize(("freedom", "may_move"), [("times", False), ("order", False), ("cars", True)])
def test_a_visit_changes_cars_only_where_cars_are_free(freedom: str, *, may_move: bool) -> None:
    """``c1`` is so late that it cannot make all its visits, which the other car could."""
    day, plan = two_ends()
    made = replan(day, plan, [CarLate(time=at("08:00"), car="c1", delay_s=6 * 3600)], "08:00", Freedom(freedom))
    old, new = orders(plan), orders(made)
    moved = [visit for visit in old["c1"] if visit in new.get("c2", [])]
    assert bool(moved) == may_move
    assert bool(made.unassigned) != may_move


@pytest.mark.parametrize(("freedom", "may_turn"), [("times", False), ("order", True), ("cars", True)])
def test_the_order_in_a_car_changes_only_where_it_is_free(freedom: str, *, may_turn: bool) -> None:
    """Late as the car is, the second visit can only be made before the first."""
    day = line_day("c1", places=3)
    first, second = hourly(1, width=300), hourly(2, width=10)
    early = replace(day, visits=(replace(first, windows=hourly(1).windows), second))
    plan = planned(early)
    assert orders(plan) == {"c1": ["v1", "v2"]}
    day = replace(day, visits=(replace(first, priority=2), second))
    made = replan(day, plan, [CarLate(time=at("08:00"), car="c1", delay_s=5400)], "08:00", Freedom(freedom))
    assert orders(made)["c1"] == (["v2", "v1"] if may_turn else ["v1"])
    assert [left.visit for left in made.unassigned] == ([] if may_turn else ["v2"])


@pytest.mark.parametrize("freedom", Freedom)
def test_an_added_visit_may_go_between_others_and_to_any_car(freedom: Freedom) -> None:
    day = line_day("c1", places=5)
    day = replace(day, visits=(day.visits[0], day.visits[3]))
    plan = planned(day)
    asked = Visit(id="urgent", patient="p2", duration_s=600, priority=3)
    made = replan(day, plan, [Added(time=at("08:30"), call=Call(visit=asked))], "08:30", freedom)
    assert orders(made) == {"c1": ["v1", "urgent", "v4"]}


@pytest.mark.parametrize("freedom", Freedom)
def test_visits_of_a_car_that_is_gone_may_go_anywhere(freedom: Freedom) -> None:
    day, plan = two_ends()
    made = replan(day, plan, [CarGone(time=at("08:00"), car="c2", since=at("08:00"))], "08:00", freedom)
    assert sorted(orders(made)["c1"]) == ["v1", "v2", "v3", "v4"]
    assert made.unassigned == ()


@pytest.mark.parametrize(("prices", "moves"), [({}, False), ({"moved": 1}, True)])
def test_a_saved_drive_worth_less_than_the_change_changes_nothing(prices: dict[str, int], *, moves: bool) -> None:
    """``c2`` drives past ``v3``, for which ``c1`` drives twenty minutes (3,600) more: less than a change costs."""
    day, plan = two_ends()
    day = replace(day, weights=replace(day.weights, prices={"balance": 0, **prices}))
    plan = replace(plan, **_priced(day, plan))
    made = replan(day, plan, [CarLate(time=at("08:00"), car="c1", delay_s=0)], "08:00", Freedom.CARS)
    assert ("v3" in orders(made)["c2"]) == moves


def _priced(day: Day, plan: Plan) -> dict[str, Any]:
    """Give the plan's cost at the day's prices."""
    prepared = planning.prepare_day(day, folder=NOWHERE)
    total = routes.whole_cost(prepared, routes.from_routes(prepared, plan.routes))
    return {"cost_total": total.total, "cost_parts": dataclasses.asdict(total)}
