"""The day that a registry makes of a date."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from scheduler import clock
from scheduler.day import Day
from scheduler.roster import conceal, due, due_day
from tests.scheduler.roster import registries
from tests.scheduler.roster.registries import CAR, DATES, NEED, PATIENT, STAFF, Json, make, with_need

MONDAY = dt.date(2026, 11, 23)
SUNDAY = dt.date(2026, 11, 22)
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)


def visit_ids(day: Day) -> list[str]:
    return [visit.id for visit in day.visits]


def test_a_monday_has_the_car_its_crew_and_what_the_patient_needs() -> None:
    day = due(make(), MONDAY)
    assert (day.team, [car.crew for car in day.cars], visit_ids(day)) == ("primar", [("asa",)], ["p1.dropp"])
    assert clock.to_local(day.visits[0].windows[0].start, day.timezone).strftime("%H:%M") == "09:00"
    assert day.cars[0].breaks[0].duration_s == 1_800
    assert day.location(day.patients[0].location).address == "Storgatan 1"


def test_a_sunday_has_no_car_that_works_on_weekdays_and_still_the_need() -> None:
    day = due(make(), SUNDAY)
    assert (day.cars, visit_ids(day)) == ((), ["p1.dropp"])


def test_who_is_away_is_not_in_a_crew_and_a_car_without_crew_stays() -> None:
    away = {**STAFF, "absences": [{"from": "2026-11-23", "until": "2026-11-23", "kind": "ill"}]}
    roster = make(
        staff=(away, {**STAFF, "id": "bo"}), cars=(CAR, {**CAR, "id": "två", "shifts": [{"crew": ["asa", "bo"]}]})
    )
    day = due(roster, MONDAY)
    assert [(car.id, car.crew) for car in day.cars] == [("två", ("bo",))]
    assert [person.id for person in day.staff] == ["bo"]
    idle = {one.car.id: (one.idle, one.missing) for one in due_day(roster, MONDAY).manning.cars}
    assert idle == {"bil": ("no_crew", ("asa",)), "två": (None, ("asa",))}


def test_another_crew_calls_in_who_is_free_and_not_who_is_away() -> None:
    free = {**STAFF, "id": "bo", "works": [{"weekdays": ["sun"]}]}
    away = {**STAFF, "id": "cia", "absences": [{"from": "2026-11-01"}]}
    day = due_day(make(staff=(STAFF, free, away)), MONDAY, crews={"bil": ["bo", "cia"]})
    assert day.document["cars"][0]["crew"] == ["bo"]


def test_cars_keep_their_numbers_whoever_else_goes_out() -> None:
    daily = {**CAR, "shifts": [{"crew": ["asa"]}]}
    roster = make(cars=({**daily, "id": "bil-10"}, {**CAR, "id": "bil-1"}, {**daily, "id": "bil-2"}))
    numbers = {date: [(car.id, car.number) for car in due(roster, date).cars] for date in (MONDAY, SUNDAY)}
    assert numbers[MONDAY] == [("bil-1", 0), ("bil-2", 1), ("bil-10", 2)]
    assert numbers[SUNDAY] == [("bil-2", 1), ("bil-10", 2)]


def test_nobody_visits_who_is_in_hospital_or_not_enrolled() -> None:
    for fields in (
        {"hospital": [{"from": "2026-11-23"}]},
        {"enrolled_from": "2026-11-24"},
        {"enrolled_until": "2026-11-22"},
    ):
        day = due(make(patients=({**PATIENT, **fields},)), MONDAY)
        assert (visit_ids(day), day.patients) == ([], ())
    home = {**PATIENT, "hospital": [{"from": "2026-11-20", "until": "2026-11-22"}]}
    assert visit_ids(due(make(patients=(home,)), MONDAY)) == ["p1.dropp"]


def test_several_times_a_day_are_kept_apart_and_companions_come_at_the_same_second() -> None:
    day = due(with_need(times=[{}, {}], gap_min_min=240, together=[["doctor"]], demand={"bags": 2}), MONDAY)
    assert visit_ids(day) == ["p1.dropp:1", "p1.dropp:1:2", "p1.dropp:2", "p1.dropp:2:2"]
    assert [group.visits for group in day.together] == [("p1.dropp:1", "p1.dropp:1:2"), ("p1.dropp:2", "p1.dropp:2:2")]
    assert [(gap.before, gap.after, gap.min_s) for gap in day.gaps] == [("p1.dropp:1", "p1.dropp:2", 14_400)]
    assert [visit.demand for visit in day.visits] == [{"bags": 2}, {}, {"bags": 2}, {}]


def test_whom_a_need_wants_is_left_out_where_they_are_not_there() -> None:
    record = {**PATIENT, "contact_staff": ["asa"], "needs": [{**NEED, "cars_allowed": ["bil"]}]}
    monday, sunday = (due(make(patients=(record,)), date) for date in (MONDAY, SUNDAY))
    assert (monday.patients[0].contact_staff, monday.visits[0].cars_allowed) == ({"asa"}, {"bil"})
    assert sunday.visits[0].cars_allowed == frozenset()


def test_a_window_in_the_hour_that_is_skipped_begins_where_the_clock_jumps_to() -> None:
    window = due(with_need(times=[{"windows": [{"start": "02:10", "end": "02:50"}]}]), SPRING).visits[0].windows[0]
    assert (window.start, window.end) == tuple(
        dt.datetime(2026, 3, 29, 1, minute, tzinfo=dt.UTC) for minute in (10, 50)
    )


def test_a_window_in_the_doubled_hour_takes_both() -> None:
    window = due(with_need(times=[{"windows": [{"start": "02:10", "end": "02:50"}]}]), AUTUMN).visits[0].windows[0]
    assert (window.end - window.start) == dt.timedelta(minutes=100)


def test_a_night_shift_over_the_change_ends_by_the_clock() -> None:
    night = {**CAR, "shifts": [{"crew": ["asa"], "shift": {"start": "21:00", "end": "30:00"}}]}
    lengths = {}
    for date in (SPRING, AUTUMN, MONDAY):
        shift = due(make(cars=(night,)), date - dt.timedelta(days=1)).cars[0].shift
        lengths[date] = (shift.end - shift.start).total_seconds() / 3600
    assert lengths == {SPRING: 8, AUTUMN: 10, MONDAY: 9}


@given(st.lists(registries.needs(), min_size=1, max_size=3), DATES | st.sampled_from([SPRING, AUTUMN]), st.data())
def test_every_sound_registry_makes_a_day_of_every_date(needs: list[Json], date: dt.date, data: st.DataObject) -> None:
    shift = data.draw(registries.windows().filter(lambda one: one["start"] != one["end"]))
    hours = {"start": shift["start"], "end": shift["end"]}
    car = {**CAR, "shifts": [{"crew": ["asa"], "shift": hours, "breaks": []}]}
    named = [{**need, "id": f"n{number}"} for number, need in enumerate(needs)]
    day = due(make(cars=(car,), patients=({**PATIENT, "needs": named},)), date)
    assert len(day.cars) == 1
    assert len({visit.id for visit in day.visits}) == len(day.visits)


def test_a_concealed_registry_tells_nobody_where_the_protected_live() -> None:
    called = {**PATIENT, "phone": "070-174 06 05"}
    roster = conceal(make(patients=({**called, "protected": True}, {**called, "id": "p2"})))
    assert [patient.phone for patient in due(roster, MONDAY).patients] == [None, "070-174 06 05"]
    text = str(due_day(roster, MONDAY).document)
    places = {place.id: (place.lat, place.address) for place in due(roster, MONDAY).locations}
    assert places["home:p1"] == (63.82, "***")
    assert places["home:p2"] == (63.9, "Storgatan 1")
    assert text.count("Storgatan 1") == 1
