"""Each hard rule at its edge: what is just allowed passes, one second (visit, person …) over is this rule's fault."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from solver import rules
from solver.check import check
from solver.problem import Break, Fixed, Gap, Patient, Problem, Visit
from solver.solution import Rest, Route, Stop
from solver.travel import UNREACHABLE, Knots
from tests.solver.builders import car, line, problem, rest, route, solution, stop, travel_of, visit, window


def broken(asked: Problem, *routes: Route) -> list[tuple[str, int]]:
    return [(fault.rule, fault.amount) for fault in check(asked, solution(*routes))]


ROADS = line(0, 100, 300)
"""Location 1 is 100 s from the start, location 2 is 200 s further."""


def one_car(*visits: Visit, **values: Any) -> Problem:
    return problem(ROADS, [car(**values)], visits)


# clock


def test_a_car_may_arrive_when_the_drive_is_over_and_no_second_earlier() -> None:
    asked = one_car(visit(1))
    assert broken(asked, route(0, 50, stop(0, 150, 250), finish=350)) == []
    assert broken(asked, route(0, 50, stop(0, 149, 249), finish=349)) == [("clock", 1)]
    assert broken(asked, route(0, 51, stop(0, 150, 250), finish=350)) == [("clock", 1)]


def test_a_car_may_wait_on_the_way_and_at_the_door() -> None:
    asked = one_car(visit(1))
    assert broken(asked, route(0, 0, stop(0, 170, 270, arrive=160), finish=400)) == []


def test_a_visit_does_not_start_before_arrival() -> None:
    asked = one_car(visit(1))
    assert broken(asked, route(0, 0, stop(0, 159, 259, arrive=160), finish=400)) == [("clock", 1)]


def test_a_visit_takes_its_duration_and_setup() -> None:
    asked = one_car(visit(1, setup=20))
    assert broken(asked, route(0, 0, stop(0, 100, 220), finish=320)) == []
    assert broken(asked, route(0, 0, stop(0, 100, 219), finish=320)) == [("clock", 1)]
    assert broken(asked, route(0, 0, stop(0, 100, 221), finish=321)) == [("clock", 1)]


def test_setup_is_left_out_only_where_the_last_place_visited_was_the_same() -> None:
    asked = one_car(visit(1, setup=20, patient=0), visit(1, setup=20, patient=1), visit(None, setup=20, patient=2))
    assert broken(asked, route(0, 0, stop(0, 100, 220), stop(1, 220, 320), finish=420)) == []
    assert broken(asked, route(0, 0, stop(0, 100, 220), stop(1, 220, 340), finish=440)) == [("clock", 20)]
    between = route(0, 0, stop(0, 100, 220), stop(2, 220, 340), stop(1, 340, 440), finish=540)
    assert broken(asked, between) == []


def test_standing_at_the_start_does_not_spare_the_setup() -> None:
    asked = one_car(visit(0, setup=20))
    assert broken(asked, route(0, 0, stop(0, 0, 120), finish=120)) == []
    assert broken(asked, route(0, 0, stop(0, 0, 100), finish=100)) == [("clock", 20)]


def test_the_finish_follows_the_drive_home() -> None:
    asked = one_car(visit(1))
    assert broken(asked, route(0, 0, stop(0, 100, 200), finish=300)) == []
    assert broken(asked, route(0, 0, stop(0, 100, 200), finish=299)) == [("clock", 1)]


def test_an_open_route_finishes_with_its_last_visit() -> None:
    asked = one_car(visit(1), end=None)
    assert broken(asked, route(0, 0, stop(0, 100, 200), finish=200)) == []
    assert broken(asked, route(0, 0, stop(0, 100, 200), finish=201)) == [("clock", 1)]
    assert broken(asked, route(0, 0, stop(0, 100, 200), finish=199)) == [("clock", 1)]


def test_a_contact_is_made_before_the_car_drives_on() -> None:
    asked = one_car(visit(None, patient=0), visit(2, patient=1), end=None)
    assert broken(asked, route(0, 0, stop(0, 0, 100), stop(1, 400, 500), finish=500)) == []
    assert broken(asked, route(0, 0, stop(0, 0, 100), stop(1, 399, 499), finish=499)) == [("clock", 1)]


def test_a_route_of_contacts_drives_only_from_start_to_end() -> None:
    asked = one_car(visit(None), end=1)
    assert broken(asked, route(0, 0, stop(0, 5, 105), finish=205)) == []
    assert broken(asked, route(0, 0, stop(0, 5, 105), finish=204)) == [("clock", 1)]


def test_stops_do_not_overlap() -> None:
    asked = one_car(visit(1, patient=0), visit(1, patient=1))
    assert broken(asked, route(0, 0, stop(0, 100, 200), stop(1, 200, 300), finish=400)) == []
    assert broken(asked, route(0, 0, stop(0, 100, 200), stop(1, 199, 299), finish=400)) == [("clock", 1)]


LUNCH = Break(earliest=0, latest=1_000, duration=30)


@pytest.mark.parametrize(
    ("items", "depart", "finish", "allowed"),
    [
        ([rest(10, 40), stop(0, 140, 240)], 40, 340, True),  # at the start
        ([rest(10, 40), stop(0, 140, 240)], 39, 340, False),  # departs while resting
        ([rest(10, 40), stop(0, 130, 230)], 0, 330, True),  # interrupts the drive
        ([rest(10, 40), stop(0, 129, 229)], 0, 329, False),
        ([rest(80, 110), stop(0, 110, 210, arrive=100)], 0, 310, False),
        ([rest(100, 130), stop(0, 130, 230, arrive=100)], 0, 330, True),  # at the door
        ([rest(100, 130), stop(0, 129, 229, arrive=100)], 0, 330, False),
        ([stop(0, 100, 200), rest(200, 230)], 0, 330, True),  # on the way home
        ([stop(0, 100, 200), rest(199, 229)], 0, 330, False),
        ([stop(0, 100, 200), rest(200, 230)], 0, 329, False),
        ([stop(0, 100, 200), rest(300, 330)], 0, 300, True),  # at the end
        ([stop(0, 100, 200), rest(299, 329)], 0, 300, False),
    ],
)
def test_a_break_is_taken_beside_driving_and_work(
    items: list[Stop | Rest], depart: int, finish: int, *, allowed: bool
) -> None:
    asked = one_car(visit(1), breaks=(LUNCH,))
    found = {rule for rule, _ in broken(asked, route(0, depart, *items, finish=finish))}
    assert found == (set() if allowed else {"clock"})


def test_two_breaks_do_not_overlap() -> None:
    asked = one_car(visit(1), breaks=(LUNCH, LUNCH))
    assert broken(asked, route(0, 60, rest(0, 30), rest(30, 60, 1), stop(0, 160, 260), finish=360)) == []
    assert broken(asked, route(0, 60, rest(0, 30), rest(29, 59, 1), stop(0, 160, 260), finish=360)) == [("clock", 1)]


def test_a_car_may_arrive_the_second_a_break_ends() -> None:
    asked = one_car(visit(1), breaks=(LUNCH,))
    assert broken(asked, route(0, 0, rest(100, 130), stop(0, 130, 230), finish=330)) == []


def test_a_fault_names_the_car_and_the_visit_concerned() -> None:
    asked = one_car(visit(1))
    late, early = route(0, 0, stop(0, 100, 200), finish=299), route(0, 0, stop(0, 99, 199), finish=299)
    assert [(fault.car, fault.visits) for fault in check(asked, solution(late))] == [(0, ())]
    assert [(fault.car, fault.visits) for fault in check(asked, solution(early))] == [(0, (0,))]
    assert "arrives at the end" in check(asked, solution(late))[0].message
    assert "arrives at visit 0" in check(asked, solution(early))[0].message


# structure


def test_what_does_not_exist_or_comes_twice_is_named() -> None:
    asked = one_car(visit(1), visit(1, patient=1), breaks=(LUNCH,))
    good = route(0, 30, rest(0, 30), stop(0, 130, 230), finish=330)
    assert broken(asked, good) == []
    for bad in (
        [good, good],
        [replace(good, car=1)],
        [replace(good, car=-1)],
        [replace(good, items=(rest(0, 30), stop(2, 130, 230)))],
        [replace(good, items=(rest(0, 30), stop(-1, 130, 230)))],
        [replace(good, items=(rest(0, 30, 1), stop(0, 130, 230)))],
        [replace(good, items=(rest(0, 30, -1), stop(0, 130, 230)))],
        [replace(good, items=(rest(0, 30),))],
        [replace(good, items=())],
    ):
        assert {rule for rule, _ in broken(asked, *bad)} >= {"structure"}
    twice = replace(good, items=(rest(0, 30), stop(0, 130, 230), stop(0, 230, 330)), finish=430)
    assert broken(asked, twice) == [("structure", 1)]


def test_routes_that_exist_are_checked_beside_those_that_do_not() -> None:
    asked = problem(ROADS, [car(), car()], [visit(1), visit(1, patient=1)])
    early = route(0, 0, stop(0, 99, 199), finish=299)
    found = broken(asked, early, route(7, 0, stop(1, 100, 200), finish=300))
    assert found == [("structure", 0), ("clock", 1)]


def test_a_visit_in_an_unreadable_route_is_not_called_left_out() -> None:
    asked = problem(ROADS, [car(), car()], [visit(1), visit(1, patient=1)], together=((0, 1),))
    found = broken(asked, route(0, 0, stop(0, 100, 200), finish=300), route(9, 0, stop(1, 100, 200), finish=300))
    assert found == [("structure", 0)]


# the other rules


def test_a_drive_without_a_way_is_unreachable() -> None:
    asked = problem(travel_of([[0, 100], [UNREACHABLE, 0]]), [car()], [visit(1)])
    assert broken(asked, route(0, 0, stop(0, 100, 200), finish=200)) == [("unreachable", 0)]
    open_end = replace(asked, cars=(car(end=None),))
    assert broken(open_end, route(0, 0, stop(0, 100, 200), finish=200)) == []


def test_a_visit_starts_within_any_of_its_windows() -> None:
    asked = one_car(visit(1, windows=(*window(100, 150), *window(300, 320))))
    for start, wanted in [(100, []), (150, []), (151, [("time_window", 1)]), (299, [("time_window", 1)]), (300, [])]:
        assert broken(asked, route(0, 0, stop(0, start, start + 100), finish=start + 200)) == wanted
    assert broken(asked, route(0, 0, stop(0, 321, 421), finish=521)) == [("time_window", 1)]


def test_a_route_lies_in_the_shift_with_its_overtime() -> None:
    asked = one_car(visit(1), shift_start=50, shift_end=300, max_overtime=60)
    assert broken(asked, route(0, 50, stop(0, 150, 250), finish=350)) == []
    assert broken(asked, route(0, 49, stop(0, 150, 250), finish=350)) == [("shift", 1)]
    assert broken(asked, route(0, 60, stop(0, 160, 260), finish=360)) == []
    assert broken(asked, route(0, 61, stop(0, 161, 261), finish=361)) == [("shift", 1)]


def test_a_break_is_taken_in_its_time_and_in_full() -> None:
    asked = one_car(visit(1), shift_start=10, breaks=(Break(earliest=0, latest=500, duration=30),), shift_end=520)
    home = stop(0, 110, 210)
    assert broken(asked, route(0, 10, home, rest(490, 520), finish=310)) == []
    assert broken(asked, route(0, 10, home, rest(491, 521), finish=310)) == [("break", 1)]
    assert broken(asked, route(0, 10, home, rest(400, 429), finish=310)) == [("break", 1)]
    assert broken(asked, route(0, 10, home, rest(400, 431), finish=310)) == [("break", 1)]
    assert broken(asked, route(0, 10, home, finish=310)) == [("break", 30)]
    assert broken(asked, route(0, 39, rest(9, 39), stop(0, 139, 239), finish=339)) == [("break", 1)]
    late = replace(asked, cars=(replace(asked.cars[0], shift_end=9_000),))
    assert broken(late, route(0, 10, home, rest(500, 530), finish=310)) == []
    assert broken(late, route(0, 10, home, rest(501, 531), finish=310)) == [("break", 1)]
    soon = replace(late, cars=(replace(late.cars[0], breaks=(Break(earliest=400, latest=500, duration=30),)),))
    assert broken(soon, route(0, 10, home, rest(399, 429), finish=310)) == [("break", 1)]


def test_a_break_may_lie_in_the_overtime() -> None:
    asked = one_car(visit(1), shift_end=300, max_overtime=60, breaks=(LUNCH,))
    assert broken(asked, route(0, 0, stop(0, 100, 200), rest(330, 360), finish=300)) == []
    assert broken(asked, route(0, 0, stop(0, 100, 200), rest(331, 361), finish=300)) == [("break", 1)]


def test_an_unused_car_needs_no_break() -> None:
    assert broken(one_car(visit(1), breaks=(LUNCH,))) == []


HOME = route(0, 0, stop(0, 100, 200), finish=300)
TWO = route(0, 0, stop(0, 100, 200), stop(1, 200, 300), finish=400)


def test_the_crew_has_every_skill() -> None:
    assert broken(one_car(visit(1, skills=frozenset({1, 2})), skills=frozenset({0, 1, 2})), HOME) == []
    assert broken(one_car(visit(1, skills=frozenset({1, 2})), skills=frozenset({0, 1})), HOME) == [("skill", 1)]


def test_the_crew_is_large_enough() -> None:
    assert broken(one_car(visit(1, crew_size=2), crew_size=2), HOME) == []
    assert broken(one_car(visit(1, crew_size=2), crew_size=1), HOME) == [("crew_size", 1)]


def test_the_car_is_allowed_and_not_refused() -> None:
    assert broken(one_car(visit(1, allowed=frozenset({0}))), HOME) == []
    assert broken(one_car(visit(1, allowed=frozenset())), HOME) == [("refused", 0)]
    assert broken(one_car(visit(1, refused=frozenset({0}))), HOME) == [("refused", 0)]


def test_a_car_keeps_its_number_of_visits_contacts_counted() -> None:
    pair = (visit(1), visit(None, patient=1))
    assert broken(one_car(*pair, max_visits=2), TWO) == []
    assert broken(one_car(*pair, max_visits=1), TWO) == [("max_visits", 1)]


def test_a_patient_keeps_the_number_of_visits() -> None:
    asked = one_car(visit(1), visit(1))
    assert broken(replace(asked, patients=(Patient(max_visits=2),)), TWO) == []
    assert broken(replace(asked, patients=(Patient(max_visits=1),)), TWO) == [("patient_cap", 1)]


def test_a_patients_visits_keep_their_gap_in_either_order() -> None:
    asked = replace(one_car(visit(1), visit(1)), patients=(Patient(min_gap=50),))
    for first, second in [(0, 1), (1, 0)]:
        assert broken(asked, route(0, 0, stop(first, 100, 200), stop(second, 250, 350), finish=450)) == []
        found = broken(asked, route(0, 0, stop(first, 100, 200), stop(second, 249, 349), finish=450))
        assert found == [("gap", 1)]


def test_a_patients_visits_by_two_cars_never_overlap_unless_together() -> None:
    asked = problem(ROADS, [car(), car()], [visit(1), visit(1)])
    first = route(0, 0, stop(0, 100, 200), finish=300)
    assert broken(asked, first, route(1, 0, stop(1, 200, 300), finish=400)) == []
    assert broken(asked, first, route(1, 0, stop(1, 199, 299), finish=399)) == [("gap", 1)]
    tied = replace(asked, together=((0, 1),), patients=(Patient(min_gap=500),))
    assert broken(tied, first, route(1, 0, stop(1, 100, 200), finish=300)) == []


@pytest.mark.parametrize(("from_end", "zero"), [(True, 200), (False, 100)])
def test_a_gap_is_kept_from_the_end_or_the_start(*, from_end: bool, zero: int) -> None:
    gap = Gap(before=0, after=1, minimum=150, maximum=180, from_end=from_end)
    asked = problem(ROADS, [car()], [visit(1), visit(1, patient=1)], gaps=(gap,))
    for apart, wanted in [(150, []), (149, [("gap", 1)]), (180, []), (181, [("gap", 1)])]:
        start = zero + apart
        found = broken(asked, route(0, 0, stop(0, 100, 200), stop(1, start, start + 100), finish=start + 200))
        assert found == wanted
    assert broken(asked, route(0, 0, stop(0, 100, 200), finish=300)) == [], "a gap binds nothing if one is left out"


def test_a_gap_wants_its_order() -> None:
    asked = problem(ROADS, [car()], [visit(1), visit(1, patient=1)], gaps=(Gap(before=1, after=0),))
    assert broken(asked, TWO) == [("gap", 200)]


def test_together_is_all_or_none_by_different_cars_at_the_same_second() -> None:
    asked = problem(ROADS, [car(), car()], [visit(1), visit(1, patient=1)], together=((0, 1),))
    assert broken(asked, HOME, route(1, 0, stop(1, 100, 200), finish=300)) == []
    assert broken(asked, HOME, route(1, 0, stop(1, 101, 201), finish=301)) == [("together", 1)]
    assert broken(asked, HOME) == [("together", 1)]
    assert broken(asked) == []
    assert [rule for rule, _ in broken(asked, TWO)] == ["together", "together"]


def test_a_car_carries_what_it_holds() -> None:
    asked = problem(
        ROADS,
        [car(capacity=(5, None))],
        [visit(1, demand=(2, 99)), visit(1, patient=1, demand=(3, 99))],
        dimensions=2,
    )
    assert broken(asked, TWO) == []
    assert broken(replace(asked, cars=(car(capacity=(4, None)),)), TWO) == [("capacity", 1)]


def test_a_fixed_visit_keeps_its_car_and_start() -> None:
    asked = problem(ROADS, [car(), car()], [visit(1)], fixed=(Fixed(visit=0, car=0, start=100),))
    assert broken(asked, HOME) == []
    assert broken(asked, replace(HOME, car=1)) == [("fixed", 0)]
    assert broken(asked, route(0, 0, stop(0, 101, 201), finish=301)) == [("fixed", 1)]
    assert broken(asked) == []


# bundles, frozen starts, gaps between cars, breaks with a price, drives by the time of day


def test_a_bundle_is_planned_whole_or_not_at_all() -> None:
    asked = replace(one_car(visit(1), visit(1, patient=1), visit(1, patient=2)), bundles=((0, 1),))
    assert broken(asked) == []
    assert broken(asked, HOME) == [("bundle", 1)]
    assert broken(asked, TWO) == []
    assert broken(replace(asked, bundles=((0, 1, 2),)), HOME) == [("bundle", 2)]


def test_frozen_visits_come_first_in_their_order_if_they_are_planned() -> None:
    three = one_car(visit(1), visit(1, patient=1), visit(1, patient=2))

    def planned(*visits: int, frozen: tuple[int, ...]) -> list[tuple[str, int]]:
        items = [stop(number, 100 + 100 * place, 200 + 100 * place) for place, number in enumerate(visits)]
        asked = replace(three, cars=(car(frozen=frozen),))
        return broken(asked, route(0, 0, *items, finish=200 + 100 * len(visits)))

    assert planned(0, 1, 2, frozen=(0, 1)) == []
    assert planned(1, 2, frozen=(0, 1)) == []
    assert planned(2, frozen=(0, 1)) == []
    assert planned(0, 2, 1, frozen=(0, 1)) == [("order", 0)]
    assert planned(2, 0, frozen=(0,)) == [("order", 0)]
    assert planned(1, 0, frozen=(0, 1)) == [("order", 0), ("order", 0)]


def test_a_frozen_visit_is_done_by_its_own_car() -> None:
    asked = problem(ROADS, [car(), car(frozen=(0,))], [visit(1)])
    assert broken(asked, HOME) == [("order", 0)]
    assert broken(asked, replace(HOME, car=1)) == []


def test_a_gap_may_ask_for_two_cars() -> None:
    gap = Gap(before=0, after=1, other_car=True)
    asked = problem(ROADS, [car(), car()], [visit(1), visit(1, patient=1)], gaps=(gap,))
    assert broken(asked, TWO) == [("gap", 0)]
    assert broken(asked, HOME, route(1, 0, stop(1, 200, 300), finish=400)) == []
    assert broken(asked, HOME) == []


def test_a_break_with_a_price_may_be_left_out_but_not_taken_wrongly() -> None:
    asked = one_car(visit(1), breaks=(replace(LUNCH, price=7), LUNCH))
    two = route(0, 60, rest(0, 30), rest(30, 60, 1), stop(0, 160, 260), finish=360)
    assert broken(asked, two) == []
    assert broken(asked, replace(two, items=two.items[1:])) == []
    assert broken(asked, replace(two, items=(two.items[0], two.items[2]))) == [("break", 30)]
    assert broken(asked, replace(two, items=(rest(0, 29), *two.items[1:]))) == [("break", 1)]


def test_a_drive_takes_what_it_takes_when_the_car_may_begin_it() -> None:
    still = line(0, 100, 300)
    knots = Knots(at=np.array([0, 100, 300]), seconds=np.stack([still.seconds, still.seconds, still.seconds * 2]))
    asked = problem(replace(still, knots=knots), [car()], [visit(1)])
    assert broken(asked, route(0, 50, stop(0, 150, 250), finish=250 + 175)) == []
    assert broken(asked, route(0, 50, stop(0, 150, 250), finish=250 + 174)) == [("clock", 1)]
    assert broken(asked, route(0, 0, stop(0, 100, 200), finish=350)) == []
    assert broken(asked, route(0, 500, stop(0, 700, 800), finish=1_000)) == []
    assert broken(asked, route(0, 500, stop(0, 699, 799), finish=999)) == [("clock", 1)]
    rested = replace(asked, cars=(car(breaks=(LUNCH,)),))
    assert broken(rested, route(0, 0, stop(0, 100, 200), rest(200, 230), finish=380)) == []
    assert broken(rested, route(0, 0, stop(0, 100, 200), rest(200, 230), finish=379)) == [("clock", 1)]


def test_breaks_are_told_in_order_of_time() -> None:
    asked = one_car(visit(1), breaks=(LUNCH, LUNCH))
    assert broken(asked, route(0, 40, rest(0, 30), rest(50, 80, 1), stop(0, 170, 270), finish=370)) == []
    assert broken(asked, route(0, 40, rest(50, 80, 1), rest(0, 30), stop(0, 170, 270), finish=370)) == [
        ("clock", 80),
        ("clock", 30),
    ]


# the list of rules


def test_every_rule_file_is_in_the_list_once_and_reports_under_its_name() -> None:
    folder = Path(rules.__file__).parent
    files = sorted(file.stem for file in folder.glob("*.py") if not file.stem.startswith("__"))
    assert sorted("breaks" if rule.name == "break" else rule.name for rule in rules.RULES) == files
    for rule in rules.RULES:
        assert f'RULE = "{rule.name}"' in (folder / f"{rule.faults.__module__.split('.')[-1]}.py").read_text("utf-8")


def test_the_document_of_rules_is_what_the_rule_files_say() -> None:
    command = [sys.executable, "-X", "utf8", "-m", "solver.rules"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout
    written = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
    assert printed.decode().splitlines() == written.splitlines(), "run: python -m solver.rules > docs/rules.md"


def test_checking_loads_neither_the_search_nor_or_tools() -> None:
    code = "import sys, solver.check, solver.cost; print([m for m in sys.modules if 'ortools' in m or 'search' in m])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert printed.decode().strip() == "[]"
