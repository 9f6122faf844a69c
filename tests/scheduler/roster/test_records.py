"""Records: what is wrong with one is told at once, and one that is sound reads back as it was written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given

from scheduler.faults import InputError
from scheduler.roster import (
    CarRecord,
    Known,
    PatientRecord,
    StaffRecord,
    TeamSettings,
    check_settings_within,
    check_within,
    news,
    parse_record,
    record_document,
)
from tests.scheduler.roster import registries
from tests.scheduler.roster.registries import CAR, NEED, PATIENT, SETTINGS, STAFF, Json, make

KNOWN = Known(staff={"asa"}, cars={"bil"}, patients={"p1"}, bases={"base"}, has_shift=True)

FAULTY: dict[str, tuple[Any, Json, set[tuple[str, str]]]] = {
    "unknown fields": (StaffRecord, {**STAFF, "pnr": "x"}, {("unknown_field", "pnr")}),
    "no date": (StaffRecord, {**STAFF, "absences": [{"from": "23/11"}]}, {("bad_date", "absences[0].from")}),
    "a number as date": (StaffRecord, {**STAFF, "absences": [{"from": 5}]}, {("bad_date", "absences[0].from")}),
    "ends before it starts": (
        StaffRecord,
        {**STAFF, "absences": [{"from": "2026-11-23", "until": "2026-11-22"}], "works": [{"every_weeks": 2}]},
        {("ends_before_start", "absences[0].until"), ("missing_field", "works[0].from")},
    ),
    "a key with a slash": (StaffRecord, {**STAFF, "id": "a/b"}, {("sign_in_id", "id")}),
    "a key of points": (StaffRecord, {**STAFF, "id": ".."}, {("sign_in_id", "id")}),
    "a crew twice": (CarRecord, {**CAR, "shifts": [{"crew": ["asa", "asa"]}]}, {("named_twice", "shifts[0].crew[1]")}),
    "no shift at all": (
        CarRecord,
        {**CAR, "shifts": [{"shift": {"start": "08:00", "end": "08:00"}}]},
        {("ends_before_start", "shifts[0].shift.end")},
    ),
    "a time of one date": (
        PatientRecord,
        {**PATIENT, "needs": [{**NEED, "times": [{"windows": [{"start": "2026-11-23T08:00", "end": "25:99"}]}]}]},
        {
            ("time_outside_day", "needs[0].times[0].windows[0].start"),
            ("bad_time", "needs[0].times[0].windows[0].end"),
        },
    ),
    "needs alike": (
        PatientRecord,
        {**PATIENT, "needs": [NEED, NEED, {**NEED, "id": "Dropp "}]},
        {("duplicate_id", "needs[1].id"), ("similar_id", "needs[2].id")},
    ),
    "wanted and refused": (
        PatientRecord,
        {**PATIENT, "contact_staff": ["asa"], "refused_staff": ["asa"]},
        {("wanted_and_refused", "refused_staff[0]")},
    ),
    "swapped coordinates": (
        PatientRecord,
        {**PATIENT, "place": {"lat": 20.3, "lon": 63.9}},
        {("swapped", "place.lat")},
    ),
    "bases alike": (
        TeamSettings,
        {**SETTINGS, "bases": [{"id": "b", "lat": 63.8, "lon": 20.2}] * 2},
        {("duplicate_id", "bases[1].id")},
    ),
}


@pytest.mark.parametrize(("model", "document", "faults"), FAULTY.values(), ids=FAULTY.keys())
def test_what_is_wrong_is_told_with_its_place(model: Any, document: Json, faults: set[tuple[str, str]]) -> None:
    with pytest.raises(InputError) as caught:
        parse_record(model, document, file="record")
    assert {(fault.code, fault.field) for fault in caught.value.faults} == faults
    assert all(fault.cause("sv") and fault.action("en") for fault in caught.value.faults)


@given(registries.needs())
def test_a_record_reads_back_as_it_was_written(need: Json) -> None:
    record = parse_record(PatientRecord, {**PATIENT, "needs": [need]}, file="record")
    assert parse_record(PatientRecord, record_document(record), file="record") == record


@pytest.mark.parametrize("end", [{}, {"end": None}, {"end": "base"}], ids=str)
def test_where_a_car_ends_reads_back_as_it_was_written(end: Json) -> None:
    record = parse_record(CarRecord, {**CAR, **end}, file="record")
    written = record_document(record)
    assert {name: value for name, value in written.items() if name == "end"} == end


@pytest.mark.parametrize(
    ("model", "document", "faults"),
    [
        (StaffRecord, {**STAFF, "id": "ÅSA"}, set()),
        (StaffRecord, {**STAFF, "id": "A-SA"}, {("similar_id", ("id",))}),
        (CarRecord, {**CAR, "start": "bas", "shifts": [{"crew": ["bo"]}]},
         {("unknown_id", ("start",)), ("unknown_id", ("shifts", 0, "crew", 0))}),
        (PatientRecord, {**PATIENT, "contact_staff": ["bo"], "needs": [{**NEED, "cars_refused": ["x"]}]},
         {("unknown_id", ("contact_staff", 0)), ("unknown_id", ("needs", 0, "cars_refused", 0))}),
    ],
    ids=["another name", "the same name", "a car", "a patient"],
)  # fmt: skip
def test_what_a_record_refers_to_has_to_be_there(model: Any, document: Json, faults: set[Any]) -> None:
    record = parse_record(model, document, file="record")
    assert {(found.code, found.path) for found in check_within(record, KNOWN)} == faults


def test_settings_keep_what_cars_need() -> None:
    car = parse_record(CarRecord, {**CAR, "start": "base"}, file="car")
    bare = parse_record(TeamSettings, {"name": "x"}, file="settings")
    assert {(found.code, found.path) for found in check_settings_within(bare, [car])} == {
        ("unknown_id", ("bases",)),
        ("no_hours", ("shift",)),
    }
    assert not list(check_settings_within(parse_record(TeamSettings, SETTINGS, file="settings"), [car]))


@pytest.mark.parametrize(
    ("before", "date", "told"),
    [
        ("2026-11-20", "2026-11-23", []),  # the absence has ended, and it is a day off
        ("2026-11-23", "2026-11-24", ["staff_back"]),
        ("2026-11-20", "2026-11-24", ["staff_back"]),
        ("2026-11-24", "2026-11-25", []),
        ("2026-11-19", "2026-11-20", []),
    ],
)
def test_somebody_is_back_on_their_first_day_at_work_after_being_away(before: str, date: str, told: list[str]) -> None:
    absence = {"from": "2026-11-16", "until": "2026-11-22", "kind": "ill"}
    roster = make(staff=({**STAFF, "works": [{"weekdays": ["tue", "wed"]}], "absences": [absence]},))
    found = news(roster, dt.date.fromisoformat(before), dt.date.fromisoformat(date))
    assert [one.kind for one in found] == told


def test_the_news_are_what_is_otherwise_than_on_the_day_before() -> None:
    def patient(key: str, **fields: Any) -> Json:
        return {**PATIENT, "id": key, "needs": [], **fields}

    roster = make(
        staff=(
            {**STAFF, "absences": [{"from": "2026-11-21", "until": "2026-11-25", "kind": "ill"}]},
            {**STAFF, "id": "bo", "absences": [{"from": "2026-11-01", "until": "2026-11-22"}]},
            {**STAFF, "id": "cia", "absences": [{"from": "2026-11-01"}]},
        ),
        cars=({**CAR, "out_of_service": [{"from": "2026-11-23"}]},),
        patients=(
            patient("ny", enrolled_from="2026-11-22", needs=[{**NEED, "from": "2026-11-22"}]),
            patient("ut", enrolled_until="2026-11-21"),
            patient("in", hospital=[{"from": "2026-11-22"}]),
            patient("hem", hospital=[{"from": "2026-11-10", "until": "2026-11-21"}]),
            patient("behov", needs=[{**NEED, "from": "2026-11-22"}, {**NEED, "id": "slut", "until": "2026-11-20"}]),
            patient("lika", hospital=[{"from": "2026-11-01"}]),
        ),
    )
    told = [(one.kind, one.subject, one.detail) for one in news(roster, dt.date(2026, 11, 20), dt.date(2026, 11, 23))]
    assert told == [
        ("need_begins", "behov", "dropp"),
        ("need_ends", "behov", "slut"),
        ("home_again", "hem", None),
        ("to_hospital", "in", None),
        ("enrolled", "ny", None),
        ("left", "ut", None),
        ("staff_away", "asa", "ill"),
        ("staff_back", "bo", None),
        ("car_out", "bil", None),
    ]
