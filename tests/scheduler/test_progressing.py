"""What has happened in a running day: as told, else as planned, and never a reason for no plan."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scheduler import checking, files, planning, progressing, replanning
from scheduler.call import Call
from scheduler.day import (
    Break,
    Car,
    Day,
    Gap,
    Location,
    Matrix,
    Patient,
    Shift,
    Staff,
    Together,
    TravelTable,
    Visit,
    Window,
)
from scheduler.events import (
    Added,
    Cancelled,
    CarGone,
    CarLate,
    CrewIll,
    Delayed,
    Done,
    EnRoute,
    Event,
    Longer,
    NobodyHome,
    Started,
    ToHospital,
)
from scheduler.past import Past
from scheduler.plan import Plan
from scheduler.replanning import Freedom, Replanned
from tests.scheduler.running_days import LIMITS, MINUTE, NOWHERE, at


def line_day(*cars: str, places: int = 5) -> Day:
    """Make a day of places in a line ten minutes apart, the base first, with one visit of half an hour at each."""
    names = ["base", *(f"l{number}" for number in range(1, places))]
    apart = np.abs(np.subtract.outer(np.arange(places), np.arange(places))).astype(np.int64) * 600
    return Day(
        date=dt.date(2026, 11, 23),
        team="test",
        travel=TravelTable(locations=tuple(names), modes={"car": Matrix(seconds=apart, metres=apart * 10)}),
        locations=tuple(Location(id=key, lat=63.8, lon=20.2) for key in names),
        staff=tuple(Staff(id=f"s-{car}", name=car, profession="nurse") for car in cars),
        cars=tuple(
            Car(
                id=car,
                start="base",
                end="base",
                crew=(f"s-{car}",),
                shift=Shift(start=at("08:00"), end=at("16:00")),
            )
            for car in cars
        ),
        patients=tuple(Patient(id=f"p{number}", location=f"l{number}") for number in range(1, places)),
        visits=tuple(hourly(number) for number in range(1, places)),
    )


def hourly(number: int, width: int = 0) -> Visit:
    """Make the visit at a place: at nine in the first, at ten in the second, and so on."""
    begin = at(f"{8 + number:02}:00")
    window = Window(start=begin, end=begin + width * MINUTE)
    return Visit(id=f"v{number}", patient=f"p{number}", duration_s=1800, windows=(window,))


def planned(day: Day) -> Plan:
    return planning.plan_day(day, folder=NOWHERE, limits=LIMITS)


def past_of(day: Day, events: Sequence[Event], now: str, car: str = "c1") -> Past:
    made = progressing.day_at(day, planned(day), events, at=at(now), folder=NOWHERE)
    assert made.day.running is not None
    return next(past for past in made.day.running.cars if past.car == car)


def replan(day: Day, events: Sequence[Event], now: str, freedom: Freedom = Freedom.CARS) -> Replanned:
    made = replanning.replan_day(day, planned(day), events, at=at(now), folder=NOWHERE, limits=LIMITS, freedom=freedom)
    findings = checking.check_plan(made.day, made.plan, folder=NOWHERE)
    assert [finding.text for finding in findings if finding.hard] == []
    return made


def told(past: Past) -> list[tuple[str | None, str, str]]:
    return [
        (stop.visit or stop.location, f"{stop.start:%H:%M}", f"{stop.end:%H:%M}") for stop in past.stops
    ]  # UTC, an hour behind


def starts(plan: Plan) -> dict[str, tuple[str, dt.datetime | None]]:
    return {stop.visit: (route.car, stop.start) for route in plan.routes for stop in route.stops if stop.visit}


def test_what_nobody_told_went_as_planned_and_the_car_drives_to_the_next() -> None:
    past = past_of(line_day("c1"), [CarLate(time=at("07:00"), car="c1", delay_s=0)], "10:40")
    assert told(past) == [("v1", "08:00", "08:30"), ("v2", "09:00", "09:30")]
    assert past.heading == "v3"
    assert past.depart == at("08:50")


def test_what_is_told_pushes_what_is_not() -> None:
    past = past_of(line_day("c1"), [Started(time=at("09:20"), visit="v1"), Done(time=at("10:10"), visit="v1")], "10:25")
    assert told(past) == [("v1", "08:20", "09:10"), ("v2", "09:20", "09:50")]


def test_a_later_start_that_is_told_means_that_what_came_before_was_passed_over() -> None:
    past = past_of(line_day("c1"), [Started(time=at("09:50"), visit="v3")], "10:05")
    assert told(past) == [("v1", "08:00", "08:30"), ("v3", "08:50", "09:20")]


def test_a_visit_done_by_another_car_is_that_cars() -> None:
    day = line_day("c1", "c2")
    plan = planned(day)
    car = starts(plan)["v1"][0]
    other = "c2" if car == "c1" else "c1"
    event = Started(time=at("09:05"), visit="v1", car=other)
    made = progressing.day_at(day, plan, [event], at=at("09:10"), folder=NOWHERE).day.running
    assert made is not None
    assert {stop.visit: past.car for past in made.cars for stop in past.stops} == {"v1": other}


@pytest.mark.parametrize(
    ("time", "place", "free"),
    [("09:52", ("l1", "08:50", "08:54"), "08:54"), ("09:58", ("l2", "09:00", "09:00"), "09:00")],
)
def test_a_car_whose_visit_falls_on_the_way_turns_or_goes_on_whichever_is_nearer(
    time: str, place: tuple[str, str, str], free: str
) -> None:
    day = line_day("c1")
    events = [Done(time=at("09:50"), visit="v1", start=at("09:00")), Cancelled(time=at(time), visit="v2")]
    past = past_of(day, events, time)
    assert told(past)[-1] == place
    assert f"{past.stops[-1].end:%H:%M}" == free
    assert past.heading is None


def test_a_closed_door_costs_the_drive_and_the_time_there() -> None:
    day = line_day("c1")
    made = replan(day, [NobodyHome(time=at("10:05"), visit="v2")], "10:05")
    assert made.day.running is not None
    assert told(made.day.running.cars[0])[-1] == ("l2", "08:40", "09:05")
    assert "v2" not in starts(made.plan)
    assert {visit.id for visit in made.day.visits} == {"v1", "v3", "v4"}
    (route,) = made.plan.routes
    assert route.drive_s == 8 * 600


def test_a_closed_door_is_tried_again() -> None:
    made = replan(line_day("c1"), [NobodyHome(time=at("10:05"), visit="v2", again=at("13:00"))], "10:05")
    assert starts(made.plan)["v2"] == ("c1", at("13:00"))


def test_what_has_happened_is_a_fact_whatever_rules_it_broke() -> None:
    """Outside its window, quicker than the roads, too near the visit before, over the cap, and short of a skill."""
    day = line_day("c1")
    day = replace(
        day,
        gaps=(Gap(before="v1", after="v2", min_s=3600),),
        patients=tuple(replace(patient, max_visits_per_day=0 if patient.id == "p2" else 3) for patient in day.patients),
    )
    asked = replace(day, patients=line_day("c1").patients, gaps=())
    events: list[Event] = [
        Started(time=at("08:01"), visit="v1"),
        Done(time=at("09:59"), visit="v1"),
        Started(time=at("10:00"), visit="v2"),
        CrewIll(time=at("10:00"), staff="s-c1"),
    ]
    made = replan(asked, events, "10:05")
    assert starts(made.plan).keys() == {"v1", "v2"}
    assert [left.visit for left in made.plan.unassigned] == ["v3", "v4"]
    broken = replace(made.day, gaps=day.gaps, patients=day.patients)
    found = checking.check_plan(broken, made.plan, folder=NOWHERE)
    assert [finding.text for finding in found if finding.hard] == []


def test_a_gap_counts_from_the_real_end() -> None:
    day = line_day("c1")
    day = replace(
        day,
        visits=(*day.visits[:2], hourly(3, width=120), day.visits[3]),
        gaps=(Gap(before="v1", after="v3", min_s=5400),),
    )
    assert starts(planned(day))["v3"][1] == at("11:00")
    made = replan(day, [Started(time=at("09:00"), visit="v1"), Done(time=at("09:45"), visit="v1")], "09:46")
    assert starts(made.plan)["v3"][1] == at("11:15")


def test_the_patients_cap_counts_visits_that_were_made() -> None:
    day = line_day("c1")
    again = Visit(id="v9", patient="p1", duration_s=600)
    day = replace(
        day,
        visits=(replace(day.visits[0], priority=3), *day.visits[1:], again),
        patients=tuple(replace(patient, max_visits_per_day=1) for patient in day.patients),
    )
    made = replan(day, [Started(time=at("09:00"), visit="v1")], "09:10")
    assert [left.visit for left in made.plan.unassigned] == ["v9"]
    assert {reason.code for left in made.plan.unassigned for reason in left.reasons} == {"patient_cap"}


def test_when_half_of_a_group_has_begun_the_other_half_may_still_be_made() -> None:
    day = line_day("c1", "c2", places=3)
    visits = (hourly(1, width=60), replace(hourly(1, width=60), id="v2", patient="p2"))
    day = replace(day, visits=visits, together=(Together(id="g", visits=("v1", "v2")),))
    plan = planned(day)
    assert len({start for _, start in starts(plan).values()}) == 1
    late = starts(plan)["v2"][0]
    made = replan(
        day, [Started(time=at("09:00"), visit="v1"), CarLate(time=at("08:59"), car=late, delay_s=1200)], "09:05"
    )
    placed = starts(made.plan)
    assert placed["v1"][1] == at("09:00")
    assert placed["v2"][1] is not None
    assert placed["v2"][1] > at("09:05")


def test_untold_visits_of_a_group_wait_for_the_car_that_is_late() -> None:
    day = line_day("c1", "c2", places=3)
    visits = (hourly(1, width=60), replace(hourly(1, width=60), id="v2", patient="p2"))
    day = replace(day, visits=visits, together=(Together(id="g", visits=("v1", "v2")),))
    late = starts(planned(day))["v2"][0]
    made = replan(day, [CarLate(time=at("08:55"), car=late, delay_s=1800)], "09:10")
    first, second = starts(made.plan)["v1"][1], starts(made.plan)["v2"][1]
    assert first == second
    assert first is not None
    assert first > at("09:10")


def test_a_car_that_is_gone_leaves_its_visits_to_others_and_finishes_the_one_under_way() -> None:
    day = line_day("c1", "c2")
    day = replace(day, visits=tuple(hourly(number, width=30) for number in range(1, 5)))
    plan = planned(day)
    car = starts(plan)["v1"][0]
    events = [Started(time=at("09:00"), visit="v1"), CarGone(time=at("09:10"), car=car, since=at("09:10"))]
    made = replan(day, events, "09:10")
    placed = starts(made.plan)
    assert placed["v1"] == (car, at("09:00"))
    assert {own for visit, (own, _) in placed.items() if visit != "v1"} == {"c2" if car == "c1" else "c1"}
    stranded = next(route for route in made.plan.routes if route.car == car)
    assert (stranded.stops[-1].location, stranded.drive_s) == ("l1", 600)


def test_a_break_that_was_taken_is_not_taken_again_and_one_that_is_overdue_comes_late() -> None:
    day = line_day("c1")
    rest = Break(earliest=at("09:30"), latest=at("09:45"), duration_s=600)
    day = replace(day, cars=(replace(day.cars[0], breaks=(rest,)),))
    taken = replan(day, [Longer(time=at("09:50"), visit="v4", duration_s=2400)], "10:05")
    overdue = replan(day, [Started(time=at("09:00"), visit="v1"), Done(time=at("09:55"), visit="v1")], "09:56")
    breaks = {
        name: [stop.start for route in made.plan.routes for stop in route.stops if stop.kind == "break"]
        for name, made in (("taken", taken), ("overdue", overdue))
    }
    assert len(breaks["taken"]) == 1
    assert at("09:30") <= breaks["taken"][0] <= at("09:45")  # type: ignore[operator]
    assert len(breaks["overdue"]) == 1
    assert breaks["overdue"][0] >= at("09:55")  # type: ignore[operator]


def test_a_promise_that_cannot_be_kept_goes_to_another_car() -> None:
    day = line_day("c1", "c2", places=3)
    day = replace(day, visits=(hourly(1), hourly(2, width=10)))
    plan = planned(day)
    assert len({car for car, _ in starts(plan).values()}) == 1
    car = starts(plan)["v1"][0]
    made = replan(day, [CarLate(time=at("09:35"), car=car, delay_s=3000)], "09:35")
    assert starts(made.plan)["v2"][0] != car


def test_a_crew_that_says_it_is_on_its_way_keeps_the_visit_though_it_comes_too_late(tmp_path: Path) -> None:
    """Two cars could do it; nobody could be there in time any more, and the crew is on its way."""
    day = line_day("c1", "c2", places=3)
    stated = planned(day)
    car = starts(stated)["v2"][0]
    going = replanning.carry_on(day, stated, [EnRoute(time=at("09:58"), visit="v2")], at=at("09:58"), folder=NOWHERE)
    assert starts(going.plan)["v2"] == (car, at("10:08"))
    file = tmp_path / "day.json"
    file.write_text(json.dumps(files.day_document(going.day)), encoding="utf-8")
    kept = files.read_day(file)
    assert kept.running == going.day.running
    # what was told before the plan was made anew holds, and the visit is nobody else's
    anew = replanning.replan_day(
        kept, going.plan, [], at=at("10:01"), folder=NOWHERE, limits=LIMITS, freedom=Freedom.CARS
    )
    assert starts(anew.plan)["v2"] == (car, at("10:08"))
    findings = checking.check_plan(anew.day, anew.plan, folder=NOWHERE)
    assert [finding.text for finding in findings if finding.hard] == []


def test_a_crew_on_its_way_keeps_a_visit_that_takes_it_beyond_its_shift() -> None:
    day = line_day("c1", places=3)
    car = replace(day.cars[0], shift=Shift(start=at("08:00"), end=at("10:50")))
    day = replace(day, cars=(car,), visits=(hourly(1), hourly(2)))
    made = replan(day, [EnRoute(time=at("09:58"), visit="v2")], "09:58")
    assert starts(made.plan)["v2"] == ("c1", at("10:08"))
    assert made.plan.kpis.overtime_s == 8 * 60


def test_a_crew_that_nobody_heard_of_does_not_keep_what_it_cannot_make() -> None:
    made = replan(line_day("c1", places=3), [CarLate(time=at("09:35"), car="c1", delay_s=3000)], "09:35")
    assert "v2" not in starts(made.plan)


def test_overtime_that_reality_brought_does_not_forbid_the_way_home() -> None:
    day = line_day("c1")
    day = replace(day, cars=(replace(day.cars[0], shift=Shift(start=at("08:00"), end=at("13:30"))),))
    made = replan(
        day, [Started(time=at("12:30"), visit="v4"), Longer(time=at("13:00"), visit="v4", duration_s=7200)], "13:00"
    )
    assert made.plan.kpis.overtime_s == 100 * 60
    assert made.plan.cost_parts["overtime"] > 0


def test_a_car_that_leaves_much_later_makes_up_for_being_late_before() -> None:
    day = line_day("c1", places=3)
    late = {hold: replan(day, [CarLate(time=at(hold), car="c1", delay_s=1800)], hold) for hold in ("08:00", "08:45")}
    assert starts(late["08:00"].plan)["v1"] == ("c1", at("09:00"))
    assert "v1" not in starts(late["08:45"].plan)
    assert starts(late["08:45"].plan)["v2"] == ("c1", at("10:00"))
    assert [car.shift.start for made in late.values() for car in made.day.cars] == [at("08:30"), at("09:15")]


def test_a_car_without_visits_that_is_late_gets_none_before_it_is_there() -> None:
    day = line_day("c1", "c2", places=3)
    day = replace(day, visits=(), patients=day.patients)
    asked = Visit(id="urgent", patient="p1", duration_s=600)
    events: list[Event] = [CarLate(time=at("08:00"), car=car, delay_s=3600) for car in ("c1", "c2")]
    made = replan(day, [*events, Added(time=at("08:05"), call=Call(visit=asked))], "08:05")
    assert starts(made.plan)["urgent"][1] == at("09:10")


def test_hospital_takes_all_visits_of_a_patient_that_have_not_begun() -> None:
    day = line_day("c1")
    day = replace(day, visits=(*day.visits, Visit(id="v1b", patient="p1", duration_s=600)))
    made = replan(day, [Started(time=at("09:00"), visit="v1"), ToHospital(time=at("09:10"), patient="p1")], "09:15")
    assert made.day.running is not None
    assert ("v1", "08:00", "08:10") in told(made.day.running.cars[0])
    assert "v1b" not in {visit.id for visit in made.day.visits}


def test_a_delayed_visit_does_not_start_before() -> None:
    made = replan(line_day("c1"), [Delayed(time=at("09:35"), visit="v2", not_before=at("13:10"))], "09:35")
    assert starts(made.plan)["v2"] == ("c1", at("13:10"))


def test_a_car_free_elsewhere_goes_on_from_there() -> None:
    day = line_day("c1")
    made = replan(day, [CarLate(time=at("09:35"), car="c1", location="l4", free=at("10:30"))], "09:35")
    stop = next(stop for route in made.plan.routes for stop in route.stops if stop.visit == "v3")
    assert stop.start == at("11:00")
    assert (stop.drive_s, stop.wait_s) == (4 * 600, 3000)
