"""What a solution costs, part by part, on problems small enough to price by hand."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from solver.cost import LegFigures, cost_of, is_stranger, lateness, route_figures
from solver.problem import Break, Costs, Earlier, Problem, Visit, Window
from solver.solution import Cost
from tests.solver.builders import car, line, problem, rest, route, solution, stop, visit, window
from tests.solver.random_problems import random_problem, random_solution

ROADS = line(0, 100, 300)
PRICES = Costs(driving=2, waiting=3, lateness=5, overtime=7, continuity=11, balance=13)
LUNCH = Break(earliest=0, latest=9_000, duration=30)


def one_car(*visits: Visit, **values: Any) -> Problem:
    return problem(ROADS, [car(**values)], visits, costs=PRICES)


def test_driving_counts_every_leg_and_the_way_home() -> None:
    asked = one_car(visit(1), visit(2, patient=1))
    plan = solution(route(0, 0, stop(0, 100, 200), stop(1, 400, 500), finish=800))
    assert cost_of(asked, plan) == Cost(driving=2 * 600, balance=13 * 800)
    figures = route_figures(asked, plan.routes[0])
    assert (figures.drive_s, figures.drive_m, figures.visit_s) == (600, 6_000, 200)


def test_waiting_is_what_neither_drive_nor_break_explains_wherever_it_is_spent() -> None:
    asked = replace(one_car(visit(1), breaks=(LUNCH,)), costs=replace(PRICES, balance=0))
    waits = {
        "none": route(0, 30, rest(0, 30), stop(0, 130, 230), finish=330),
        "at the start": route(0, 30, rest(0, 30), stop(0, 137, 237, arrive=137), finish=337),
        "at the door": route(0, 30, rest(0, 30), stop(0, 137, 237, arrive=130), finish=337),
        "beside a break on the way": route(0, 0, rest(40, 70), stop(0, 137, 237), finish=337),
        "beside a break at the door": route(0, 0, rest(100, 130), stop(0, 137, 237, arrive=100), finish=337),
        "on the way home": route(0, 30, rest(0, 30), stop(0, 130, 230), finish=337),
        "before the shift's work": route(0, 500, rest(0, 30), stop(0, 600, 700), finish=800),
        "for a break after the finish": route(0, 0, stop(0, 100, 200), rest(900, 930), finish=300),
    }
    found = {name: cost_of(asked, solution(one)).waiting for name, one in waits.items()}
    assert [name for name, price in found.items() if price == 0] == [
        "none", "before the shift's work", "for a break after the finish",
    ]  # fmt: skip
    assert {price for price in found.values() if price} == {3 * 7}


def test_waiting_is_told_for_the_leg_in_which_it_is_spent() -> None:
    asked = one_car(visit(1), visit(None, patient=1))
    figures = route_figures(asked, route(0, 0, stop(0, 105, 205), stop(1, 210, 310), finish=410))
    assert figures.legs == (
        LegFigures(drive_s=100, drive_m=1_000, wait_s=5),
        LegFigures(drive_s=0, drive_m=0, wait_s=5),
        LegFigures(drive_s=100, drive_m=1_000, wait_s=0),
    )


def test_lateness_counts_seconds_outside_the_soft_window() -> None:
    asked = visit(1, windows=window(0, 900, soft_start=100, soft_end=200))
    assert [lateness(asked, start) for start in (0, 99, 100, 200, 201, 900)] == [100, 1, 0, 0, 1, 700]


def test_of_several_windows_around_a_start_the_cheapest_counts() -> None:
    windows = (
        *window(0, 500, soft_end=100),
        *window(300, 900, soft_start=400),
        Window(start=450, end=460, soft_end=450),
    )
    asked = visit(1, windows=windows)
    assert [lateness(asked, start) for start in (250, 350, 380, 450, 455)] == [150, 50, 20, 0, 0]


def test_overtime_counts_from_the_end_of_the_shift_to_the_finish() -> None:
    asked = one_car(visit(1), shift_end=290, max_overtime=50)
    assert cost_of(asked, solution(route(0, 0, stop(0, 100, 200), finish=300))).overtime == 7 * 10
    early = replace(asked, cars=(replace(asked.cars[0], shift_end=300),))
    assert cost_of(early, solution(route(0, 0, stop(0, 100, 200), finish=300))).overtime == 0


def test_continuity_counts_visits_by_cars_the_patient_does_not_know() -> None:
    assert [is_stranger(visit(1, known=frozenset(known)), 0) for known in ((), (0,), (1,), (0, 1))] == [
        False, False, True, False,
    ]  # fmt: skip
    asked = one_car(visit(1))
    stranger = replace(asked, cars=(*asked.cars, car()), visits=(visit(1, known=frozenset({1})),))
    assert cost_of(stranger, solution(route(0, 0, stop(0, 100, 200), finish=300))).continuity == 11


def test_what_is_left_out_costs_its_price() -> None:
    asked = one_car(visit(1, price=17), visit(1, patient=1, price=19))
    assert cost_of(asked, solution()) == Cost(unassigned=36)
    assert cost_of(asked, solution(route(0, 0, stop(0, 100, 200), finish=300))).unassigned == 19


def test_balance_counts_driving_and_visits_of_the_busiest_car() -> None:
    asked = problem(ROADS, [car(), car()], [visit(1), visit(2, patient=1)], costs=PRICES)
    near, far = route(0, 0, stop(0, 100, 200), finish=300), route(1, 0, stop(1, 300, 400), finish=700)
    assert cost_of(asked, solution(near, far)).balance == 13 * (600 + 100)


def test_changes_count_other_cars_and_seconds_beyond_the_tolerance() -> None:
    prices = Costs(driving=0, waiting=0, moved=100, shifted=3, tolerance=20)
    asked = problem(ROADS, [car(), car()], [visit(1), visit(1, patient=1)], costs=prices)
    plan = solution(route(0, 0, stop(0, 100, 200), finish=300))
    for earlier, wanted in [
        (Earlier(visit=0, car=0, start=120), 0),
        (Earlier(visit=0, car=0, start=80), 0),
        (Earlier(visit=0, car=0, start=121), 3),
        (Earlier(visit=0, car=0, start=77), 9),
        (Earlier(visit=0, car=1, start=100), 100),
        (Earlier(visit=0, car=1, start=121), 103),
        (Earlier(visit=1, car=1, start=900), 0),
    ]:
        assert cost_of(replace(asked, earlier=(earlier,)), plan).changes == wanted


def test_the_latest_visit_of_all_cars_counts_once_more() -> None:
    late = window(0, 900, soft_end=90)
    asked = problem(ROADS, [car(), car()], [visit(1, windows=late), visit(1, patient=1, windows=late)], costs=PRICES)
    priced = replace(asked, costs=replace(PRICES, worst_lateness=2))
    plan = solution(route(0, 0, stop(0, 100, 200), finish=300), route(1, 0, stop(1, 115, 215), finish=315))
    assert cost_of(priced, plan).worst_lateness == 2 * 25
    assert cost_of(priced, plan).lateness == 5 * (10 + 25)
    assert cost_of(priced, solution()).worst_lateness == 0


def test_idle_is_what_a_shift_leaves_beside_driving_visits_and_breaks() -> None:
    crew = {"shift_start": 50, "shift_end": 1_050, "max_overtime": 500}
    asked = problem(ROADS, [car(**crew, breaks=(LUNCH,))], [visit(1)], costs=replace(PRICES, idle=1))
    home = (stop(0, 200, 300), rest(500, 530))
    assert cost_of(asked, solution(route(0, 100, *home, finish=400))).idle == 1_000 - 300 - 30
    late = (rest(100, 130), stop(0, 1_100, 1_200))
    assert cost_of(asked, solution(route(0, 1_000, *late, finish=1_300))).idle == 1_250 - 300 - 30
    assert cost_of(asked, solution()).idle == 1_000 - 30
    two = replace(asked, cars=(*asked.cars, car(shift_start=0, shift_end=800)))
    assert cost_of(two, solution(route(0, 100, *home, finish=400))).idle == 800
    busy = replace(two, cars=(two.cars[0], car(shift_start=0, shift_end=10, breaks=(LUNCH,))))
    assert cost_of(busy, solution(route(0, 100, *home, finish=400))).idle == 670
    assert cost_of(replace(busy, cars=busy.cars[1:]), solution()).idle == 0


def test_a_break_with_a_price_costs_it_where_a_car_with_a_route_leaves_it_out() -> None:
    asked = one_car(visit(1), breaks=(replace(LUNCH, price=17), replace(LUNCH, price=19)))
    home = stop(0, 200, 300)
    for rests, wanted in [((), 36), ((rest(0, 30, 1),), 17), ((rest(0, 30), rest(30, 60, 1)), 0)]:
        assert cost_of(asked, solution(route(0, 100, *rests, home, finish=400))).missed_breaks == wanted
    assert cost_of(asked, solution()).missed_breaks == 0


def test_the_total_is_the_sum_of_the_parts_and_each_second_between_depart_and_finish_is_explained() -> None:
    for seed in range(30):
        rng = random.Random(seed)
        asked = random_problem(rng, visits=8, cars=3)
        plan = random_solution(rng, asked)
        for one in plan.routes:
            figures = route_figures(asked, one)
            rested = sum(rest.end - rest.start for rest in one.rests if one.depart <= rest.start < one.finish)
            assert one.finish - one.depart == figures.drive_s + figures.visit_s + figures.wait_s + rested
        cost = cost_of(asked, plan)
        parts = [getattr(cost, name) for name in Cost.__dataclass_fields__]
        assert cost.total == sum(parts)
