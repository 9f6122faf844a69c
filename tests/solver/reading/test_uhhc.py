"""Unified home health care: what a file means, what is refused, and that costs are those of the authors' format."""

from __future__ import annotations

import json
from typing import Any

import pytest

from solver.check import check
from solver.cost import cost_of
from solver.problem import Break, Gap, Window
from solver.reading import UnreadableError, uhhc
from solver.solution import Rest, Route, Solution, Stop
from tests.solver.reading.instances import UHHC, Diary, bench, changed, checker


def test_a_file_becomes_a_problem() -> None:
    problem = uhhc.read(json.dumps(UHHC)).problem
    assert [visit.duration for visit in problem.visits] == [30, 20, 25]
    assert problem.visits[0].windows[0] == Window(start=20, end=199, soft_end=30), "the end counts, not the start"
    assert (problem.visits[0].windows[1].start, problem.visits[0].windows[1].soft_end) == (200, 210)
    assert (problem.visits[0].known, problem.visits[0].mandatory) == (frozenset({1}), True)
    assert [visit.price for visit in problem.visits[1:]] == [51, 50], "the first service takes what does not divide"
    assert (problem.together, problem.bundles, problem.gaps) == (((1, 2),), (), ())
    assert problem.cars[0].breaks == (Break(earliest=100, latest=150, duration=30, price=50),)
    assert problem.cars[1].breaks == ()
    costs = problem.costs
    assert (costs.driving, costs.lateness, costs.worst_lateness, costs.waiting) == (2, 3, 5, 7)
    assert (costs.overtime, costs.idle, costs.continuity, costs.balance) == (11, 13, 17, 0)


def test_sequential_services_keep_their_lag_and_may_have_one_caregiver() -> None:
    tie = {"type": "sequential", "distance": {"min": 0, "max": 45}}
    problem = uhhc.read(changed(UHHC, "patients", 1, "synchronization", to=tie)).problem
    assert problem.gaps == (Gap(before=1, after=2, minimum=0, maximum=45, from_end=False),)
    assert problem.bundles == ((1, 2),)


def test_what_is_hard_is_forbidden() -> None:
    costs = UHHC["metadata"]["cost_components"] | {
        "total_tardiness": "HARD", "total_extra_time": "HARD", "optional_patients": "HARD",
        "missed_lunch_break": "HARD",
    }  # fmt: skip
    problem = uhhc.read(changed(UHHC, "metadata", "cost_components", to=costs)).problem
    assert problem.visits[0].windows == (Window(start=20, end=30), Window(start=200, end=210))
    assert all(visit.mandatory for visit in problem.visits)
    assert all(car.max_overtime == 0 for car in problem.cars)
    assert problem.cars[0].breaks[0].price is None


def test_a_plan_is_written_and_counted_by_hand() -> None:
    """One caregiver serves one patient, takes lunch on the way home, and the other has no work."""
    instance = uhhc.read(json.dumps(UHHC))
    stop = Stop(visit=0, arrive=40, start=40, end=70)
    lunch = Rest(number=0, start=100, end=130)
    plan = Solution(routes=(Route(car=0, depart=30, items=(stop, lunch), finish=130),))
    assert check(instance.problem, plan) == ()
    assert instance.to_document(plan) == {
        "routes": [
            {
                "caregiver_id": "c1",
                "locations": [
                    {"patient": "p1", "service": "s1", "arrival_time": 40, "departure_time": 70},
                    {"patient": "d0", "service": "lunch_break", "arrival_time": 100, "departure_time": 130},
                ],
            }
        ]
    }
    # 20 driven, 20 waited, 10 late, a stranger, one patient left out, the other idle all of the 240 minutes.
    expected = 2 * 20 + 7 * 20 + (3 + 5) * 10 + 17 + 101 + 13 * 240
    assert instance.to_objective(plan) == cost_of(instance.problem, plan).total == expected


def test_a_lunch_that_interrupts_a_drive_is_taken_on_arrival() -> None:
    instance = uhhc.read(json.dumps(UHHC))
    stop = Stop(visit=0, arrive=140, start=200, end=230)
    plan = Solution(routes=(Route(car=0, depart=95, items=(Rest(number=0, start=100, end=130), stop), finish=240),))
    assert check(instance.problem, plan) == ()
    written = instance.to_document(plan)["routes"][0]["locations"][0]
    assert (written["patient"], written["arrival_time"], written["departure_time"]) == ("p1", 105, 135)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("metadata", "cost_components", "workload_balance"), 3, "beyond"),
        (("metadata", "cost_components", "max_waiting_time"), "HARD", "beyond"),
        (("metadata", "cost_components", "travel_time"), "HARD", "beyond"),
        (("metadata", "cost_components", "travel_time"), -1, "form"),
        (("metadata", "origin"), "bazirha", "beyond"),
        (("patients", 0, "preferred_caregivers"), ["nobody"], "reference"),
        (("patients", 0, "preferred_caregivers"), [], "beyond"),
        (("patients", 0, "distance_matrix_index"), 9, "reference"),
        (("patients", 0, "time_windows"), [{"start": 30, "end": 20}], "value"),
        (("patients", 0, "time_windows"), [{"start": 30, "end": 40}, {"start": 10, "end": 20}], "value"),
        (("patients", 0, "time_windows"), [], "form"),
        (("patients", 0, "required_services"), [{"service": "s9"}], "reference"),
        (("patients", 1, "synchronization"), {"type": "sequential"}, "value"),
        (("patients", 1, "synchronization"), {"type": "later"}, "form"),
        (("patients", 1, "id"), "p1", "reference"),
        (("caregivers", 0, "departing_point"), "d9", "reference"),
        (("caregivers", 0, "working_shift"), {"start": 9, "end": 3}, "value"),
        (("caregivers", 0, "working_shift"), None, "beyond"),
        (("lunch_breaks",), None, "reference"),
        (("distances", 0), [0, 10], "value"),
        (("distances", 1, 1), 5, "value"),
        (("distances", 0, 1), -5, "form"),
        (("distances", 0, 1), 0.5, "form"),
    ],
)
def test_what_cannot_be_meant_is_refused(path: tuple[str | int, ...], value: object, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        uhhc.read(changed(UHHC, *path, to=value))
    assert {flaw.code for flaw in caught.value.flaws} == {code}


@pytest.mark.parametrize("text", ["", "[]", "nonsense", "{}", "null", "[" * 100_000, '{"metadata": NaN}'])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        uhhc.read(text)


def test_all_flaws_are_told_at_once() -> None:
    document: Any = json.loads(changed(UHHC, "patients", 0, "distance_matrix_index", to=7))
    document["caregivers"][1]["arrival_point"] = "nowhere"
    document["metadata"]["cost_components"]["working_time"] = 1
    with pytest.raises(UnreadableError) as caught:
        uhhc.read(json.dumps(document))
    assert {flaw.place for flaw in caught.value.flaws} == {
        "metadata.cost_components.working_time", "caregivers.c2", "patients.p1",
    }  # fmt: skip


@pytest.mark.extracts
def test_costs_are_those_of_the_independent_checker() -> None:
    """On each public instance: the objective is the checker's, and so is our cost, of plans made without a search."""
    judge = checker("uhhc")
    for path in bench("uhhc/*.json"):
        instance = uhhc.read(path.read_text(encoding="utf-8"))
        for seed in range(3):
            plan = Diary(instance.problem, seed).plan()
            assert check(instance.problem, plan) == (), path.name
            cost, parts, errors = judge.evaluate(judge.load(path), instance.to_document(plan))
            assert errors == [], path.name
            assert instance.to_objective(plan) == cost, path.name
            assert cost_of(instance.problem, plan).total == cost, (path.name, parts)
