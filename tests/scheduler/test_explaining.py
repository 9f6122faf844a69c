"""Why a visit is where it is: what other cars would cost, and whom the patient has refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scheduler import explaining, planning
from scheduler.day import Day, Window
from scheduler.faults import PlanBrokenError
from scheduler.plan import Plan
from solver.limits import Limits
from tests.scheduler.test_translation import at, small_day


def plan(made: Day, folder: Path) -> Plan:
    return planning.plan_day(made, folder=folder, limits=Limits(seconds=10, iterations=20))


def one_visit(**changes: object) -> Day:
    """Make a day of one visit that either car can do."""
    made = small_day()
    visit = replace(made.visits[0], demand={}, **changes)
    patients = (replace(made.patients[0], contact_staff=frozenset()), made.patients[1])
    return replace(made, visits=(visit,), patients=patients)


def test_another_car_that_could_do_it_is_told_with_its_price_and_without_the_car_that_does(tmp_path: Path) -> None:
    made = one_visit()
    planned = plan(made, tmp_path)
    (placed,) = explaining.explain_plan(made, planned, folder=tmp_path, visit="v1").placed
    (other,) = placed.others
    assert placed.car == "c2"  # its route may end at the visit, so it drives half as far
    assert (other.code, other.cars) == ("cost", ("c1",))
    assert other.text == "c1 kan göra besöket i stället."
    # c1 drives 600 s more at 3 a second, and works 600 s more at 1 a second as the car with most work
    assert other.would_help == "Planen blir då omkring 2\N{NO-BREAK SPACE}400 dyrare, som 13 min körning."


def test_a_refused_person_is_named_and_the_refusal_not_argued_with(tmp_path: Path) -> None:
    made = one_visit()
    patients = (replace(made.patients[0], refused_staff=frozenset({"anna"})), made.patients[1])
    (left,) = plan(replace(made, patients=patients), tmp_path).unassigned
    (reason,) = left.reasons
    assert reason.code == "refused"
    assert "Patienten har avböjt Anna." in reason.text
    assert reason.would_help is None


def test_a_plan_that_does_not_hold_is_refused_as_the_plans_fault(tmp_path: Path) -> None:
    made = one_visit()
    planned = plan(made, tmp_path)
    later = one_visit(windows=(Window(start=at("14:00"), end=at("15:00")),))
    with pytest.raises(PlanBrokenError, match="tidsfönster"):
        explaining.explain_plan(later, planned, folder=tmp_path)


def test_a_day_without_roads_says_that_every_drive_is_estimated(tmp_path: Path) -> None:
    made = plan(replace(one_visit(), travel=None), tmp_path)
    assert made.estimated_times
    assert "alla restider är uppskattade" in made.notes[0]


def test_a_place_outside_the_roads_is_named_with_its_distance(tmp_path: Path) -> None:
    """Base and one home in Helsinki, the other's latitude mistyped by one degree."""
    made = one_visit()
    spots = {"base": (60.170, 24.940), "l1": (61.168, 24.941), "l2": (60.169, 24.942)}
    places = tuple(
        replace(place, lat=spots[place.id][0], lon=spots[place.id][1], address="Gatan 1") for place in made.locations
    )
    planned = plan(replace(made, travel=None, roads="helsinki", locations=places), tmp_path)
    (note,) = planned.notes
    assert note.startswith("l1 (Gatan 1) ligger 11")
    assert "helsinki" in note
