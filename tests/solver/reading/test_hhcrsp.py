"""Mankowska's home health care: what a file means, what is refused, and that costs are those of the checker."""

from __future__ import annotations

import json

import pytest

from solver.check import check
from solver.problem import LATEST, Gap, Window
from solver.reading import UnreadableError, hhcrsp
from solver.solution import Route, Solution, Stop
from tests.solver.reading.instances import HHCRSP, Diary, bench, changed, checker


def test_a_file_becomes_a_problem_in_thousandths_of_minutes() -> None:
    problem = hhcrsp.read(json.dumps(HHCRSP)).problem
    assert [visit.duration for visit in problem.visits] == [12_500, 10_000, 20_000]
    assert problem.visits[0].windows == (Window(start=30_000, end=LATEST, soft_end=40_000),)
    assert int(problem.travels[0].seconds[0, 1]) == 10_125
    gap = Gap(before=1, after=2, minimum=5000, maximum=15_000, from_end=False, other_car=True)
    assert (problem.gaps, problem.bundles, problem.together) == ((gap,), ((1, 2),), ())
    assert all(visit.mandatory for visit in problem.visits)


def test_the_udine_form_means_the_same() -> None:
    document = json.loads(json.dumps(HHCRSP))
    document["terminal_points"] = document.pop("central_offices")
    for patient in document["patients"]:
        start, end = patient.pop("time_window")
        patient["time_windows"] = [{"start": start, "end": end}]
        patient["required_services"] = patient.pop("required_caregivers")
    document["patients"][1]["synchronization"]["distance"] = {"min": 5, "max": 15}
    one, two = hhcrsp.read(json.dumps(document)).problem, hhcrsp.read(json.dumps(HHCRSP)).problem
    assert (one.visits, one.gaps, one.cars) == (two.visits, two.gaps, two.cars)


def test_simultaneous_services_are_together() -> None:
    problem = hhcrsp.read(changed(HHCRSP, "patients", 1, "synchronization", to={"type": "simultaneous"})).problem
    assert (problem.together, problem.bundles, problem.gaps) == (((1, 2),), (), ())


def test_the_objective_is_the_mean_of_three_parts() -> None:
    """The only visit starts 2 minutes late and is 10.125 minutes away: (20.25 + 2 + 2) / 3."""
    instance = hhcrsp.read(changed(HHCRSP, "patients", to=HHCRSP["patients"][:1]))
    stop = Stop(visit=0, arrive=42_000, start=42_000, end=54_500)
    plan = Solution(routes=(Route(car=0, depart=42_000 - 10_125, items=(stop,), finish=54_500 + 10_125),))
    assert check(instance.problem, plan) == ()
    assert instance.to_objective(plan) == pytest.approx(24.25 / 3)
    written = {"patient": "p1", "service": "s1", "arrival_time": 42.0, "departure_time": 54.5}
    assert instance.to_document(plan) == {"routes": [{"caregiver_id": "c1", "locations": [written]}]}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("central_offices",), [{"id": "a"}, {"id": "b"}], "form"),
        (("patients", 0, "required_caregivers"), [{"service": "s9", "duration": 5.0}], "reference"),
        (("patients", 0, "time_window"), [50.0, 40.0], "value"),
        (("patients", 0, "time_window"), [50.0], "form"),
        (("patients", 0, "time_window"), None, "form"),
        (("patients", 1, "synchronization"), None, "form"),
        (("patients", 1, "synchronization", "distance"), [9, 3], "value"),
        (("distances", 0, 1), 0.00005, "value"),
        (("distances", 0, 1), -1.0, "form"),
        (("distances", 0, 0), 1.0, "value"),
        (("distances",), [[0.0, 1.0], [1.0, 0.0]], "value"),
        (("caregivers", 0, "id"), "c2", "reference"),
    ],
)
def test_what_cannot_be_meant_is_refused(path: tuple[str | int, ...], value: object, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        hhcrsp.read(changed(HHCRSP, *path, to=value))
    assert {flaw.code for flaw in caught.value.flaws} == {code}


@pytest.mark.extracts
def test_costs_are_those_of_the_independent_checker() -> None:
    judge = checker("hhcrsp")
    for path in bench("mankowska/*.json", "italian/*.json"):
        instance = hhcrsp.read(path.read_text(encoding="utf-8"))
        plan = Diary(instance.problem, 1).plan()
        assert check(instance.problem, plan) == (), path.name
        routes = {
            route["caregiver_id"]: [tuple(item.values()) for item in route["locations"]]
            for route in instance.to_document(plan)["routes"]
        }
        times = {(item[0], item[1]): item[2] for items in routes.values() for item in items}
        *_, cost, errors = judge.evaluate(judge.load_instance(path), routes, times)
        assert errors == [], path.name
        assert instance.to_objective(plan) == pytest.approx(cost, abs=1e-6), path.name
