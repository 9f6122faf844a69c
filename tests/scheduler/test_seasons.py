"""Figures over time, counted by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from scheduler import seasons, tallying
from scheduler.plan import Kpis
from scheduler.seasons import Place, Punctuality, Season, Urgent
from scheduler.statuses import Status
from scheduler.tallying import Asked, Call, Made, Tally
from tests.scheduler.test_experimenting import CAR, VISIT, at, make_day, plan, window

MONDAY = dt.date(2026, 11, 23)
MADE = Made(
    basis="planned", crew=("anna",), drive_s=600, in_window=True, in_wish=True, near=True, known=None, waited_s=1800
)
KPIS = Kpis(
    visits_planned=0, visits_unassigned=0, drive_s=3600, drive_m=40_000, late_s=0, overtime_s=600, care_share=0.0,
    continuity=None, co2_g=4_800,
)  # fmt: skip


def asked(patient: str, made: Made | None = MADE, **changes: Any) -> Asked:
    known = Asked(visit=f"v-{patient}", patient=patient, municipality="2480", status=Status.PLANNED, made=made)
    return replace(known, **changes)


def tally(*visits: Asked, date: dt.date = MONDAY, calls: Sequence[Call] = ()) -> Tally:
    return Tally(date=date, plan="x", asked=visits, kpis=KPIS, visit_s=7200, wait_s=1200, calls=tuple(calls))


def sum_up(*tallies: Tally, days: int = 2) -> Season:
    return seasons.sum_up(tallies, first=MONDAY, last=MONDAY + dt.timedelta(days=days - 1))


def test_two_days_come_to_what_a_hand_counts() -> None:
    late = replace(MADE, basis="told", in_window=True, in_wish=True, near=False, known=True)
    early = replace(MADE, basis="told", in_window=False, in_wish=False, near=None, known=False, crew=("bo",))
    first = tally(
        asked("p1", late, status=Status.DONE),
        asked("p2", early, status=Status.STARTED),
        asked("p3"),
        asked("p4", None),
        asked("p5", None, status=Status.CANCELLED),
        asked("p6", None, status=Status.FAILED),
        calls=(
            Call(state="placed", placed_s=120, arrived_s=2400, arrival="told"),
            Call(state="placed", placed_s=360, arrived_s=None, arrival=None),
            Call(state="waiting", placed_s=None, arrived_s=None, arrival=None),
        ),
    )
    season = sum_up(first, tally(asked("p1"), date=MONDAY + dt.timedelta(days=1)))
    total = season.total
    assert (total.planned, total.unassigned, total.done, total.failed, total.cancelled) == (4, 1, 1, 1, 1)
    assert (total.drive_s, total.drive_m, total.overtime_s, total.co2_g) == (7200, 80_000, 1200, 9_600)
    assert total.care_share == 0.6  # two hours of visits, one of driving, 20 minutes of waiting
    assert total.told == Punctuality(visits=2, in_window=0.5, in_wish=0.5, near=0.0)
    assert total.as_planned == Punctuality(visits=2, in_window=1.0, in_wish=1.0, near=1.0)
    assert total.by_contact == 0.5
    assert total.urgent == Urgent(calls=3, placed=2, minutes_to_place=4.0, minutes_to_arrival=40.0, told=1)
    assert [day.figures.planned for day in season.days] == [3, 1]


def test_people_who_come_to_a_patient_count_over_the_fortnight_before_too() -> None:
    bo, both = replace(MADE, crew=("bo",)), replace(MADE, crew=("anna", "bo", "cia"))
    before, long_before = MONDAY - dt.timedelta(days=12), MONDAY - dt.timedelta(days=13)
    known = (
        tally(asked("p1", both), date=long_before),
        tally(asked("p1"), asked("p2", both), date=before),
        tally(asked("p1", bo)),
    )
    season = seasons.sum_up(known, first=MONDAY, last=MONDAY + dt.timedelta(days=1))
    assert season.total.staff_per_patient == 2  # anna and bo to p1; p2 was visited once
    assert season.days[0].figures.staff_per_patient == 3  # the thirteenth day before still counts on Monday


def test_where_few_live_nobody_is_told_apart() -> None:
    many = [asked(f"a{number}") for number in range(7)]
    some = [asked(f"b{number}", municipality="2460") for number in range(5)]
    few = [asked(f"c{number}", municipality="2462") for number in range(4)]
    (first, second, third) = sum_up(tally(*many, *some, *few)).places
    assert (first, second) == (Place(code="2460", few=True), Place(code="2462", few=True))
    assert third == Place(code="2480", few=False, visits=7, unassigned=0.0, drive_min=10.0, wait_min=30.0)
    assert [place.few for place in sum_up(tally(*many, *some)).places] == [False, False]


@pytest.mark.parametrize(
    ("start", "in_window", "near"),
    [("09:10", True, True), ("09:16", True, False), ("08:50", False, True), ("15:30", False, False)],
)
def test_a_start_that_is_told_is_held_against_window_and_promise(start: str, *, in_window: bool, near: bool) -> None:
    made = make_day(replace(VISIT, windows=window("09:00", "15:00")), cars=(CAR,))
    heard = tallying.hear(made, [{"event": "visit_started", "visit": "v1", "time": start}], {"v1": "started"})
    told = tallying.tally(made, plan(made), heard, {"v1": at("09:00")}, key="x")
    (one,) = told.asked
    assert one.made is not None
    assert (one.made.basis, one.made.in_window, one.made.near) == ("told", in_window, near)
    assert one.municipality == "2480"


@pytest.mark.parametrize(
    ("start", "wished"),
    [("09:59", False), ("10:00", True), ("10:30", True), ("10:31", False), ("15:00", False)],
)
def test_a_start_inside_its_window_and_outside_its_wish_is_not_in_its_wished_time(start: str, *, wished: bool) -> None:
    (hard,) = window("09:00", "15:00")
    softened = replace(hard, soft_start=at("10:00"), soft_end=at("10:30"))
    made = make_day(replace(VISIT, windows=(softened,)), cars=(CAR,))
    heard = tallying.hear(made, [{"event": "visit_started", "visit": "v1", "time": start}], {"v1": "started"})
    (one,) = tallying.tally(made, plan(made), heard, {}, key="x").asked
    assert one.made is not None
    assert (one.made.in_window, one.made.in_wish) == (True, wished)


def test_a_start_that_was_taken_back_is_as_planned() -> None:
    started = {"event": "visit_started", "visit": "v1", "time": "08:50"}
    back = {"event": "taken_back", "what": "visit_started", "visit": "v1", "time": "09:00"}
    assert tallying.hear(make_day(VISIT), [started, back], {}).starts == {}
    assert tallying.hear(make_day(VISIT), [started, back, started], {}).starts == {"v1": at("08:50")}


def test_where_a_protected_patient_lives_is_told_of_no_municipality() -> None:
    made = make_day(VISIT)
    protected = replace(made, patients=tuple(replace(one, protected=True) for one in made.patients))
    heard = tallying.hear(protected, [], {})
    (one,) = tallying.tally(protected, plan(made), heard, {}, key="x").asked
    assert (one.municipality, one.made is not None) == (None, True)


def test_a_visit_that_fell_is_counted_even_where_the_day_has_forgotten_it() -> None:
    made = make_day(VISIT)
    heard = tallying.hear(made, [], {"v1": "cancelled", "v9": "failed"})
    statuses = {one.visit: (one.status, one.made) for one in tallying.tally(made, plan(made), heard, {}, key="x").asked}
    assert statuses == {"v1": (Status.CANCELLED, None), "v9": (Status.FAILED, None)}
