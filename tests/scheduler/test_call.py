"""What a call's visit and place are called once they are in a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from scheduler import files
from scheduler.call import name_patient, name_place, with_call
from scheduler.day import Day, Patient
from scheduler.faults import InputError
from tests.exports import sample

ASKED: dict[str, Any] = {"duration_min": 20, "format": "hemrutt-call/1"}
POINT = {"lat": 63.70001, "lon": 20.9}


def called(day: Day, **asked: Any) -> tuple[str, Day]:
    """Take a call into a day; give what its patient is called, and the day."""
    with_it = with_call(day, files.parse_call({**ASKED, **asked}, day, file="call", find_place=lambda _: None))
    return name_patient(with_it, with_it.visits[-1]), with_it


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({**POINT, "address": "Storgatan 4"}, "Storgatan 4"),
        (POINT, "63.70001, 20.90000"),
        ({**POINT, "kind": "phone", "address": "Storgatan 4"}, "Storgatan 4"),
        ({"kind": "phone"}, "Samtal 1"),
        ({"kind": "phone", "id": "call-12"}, "Samtal 12"),
        ({"kind": "video", "id": "oväntat"}, "oväntat"),
        ({"patient": "p1"}, "p1"),
    ],
)
def test_somebody_who_called_is_called_by_where_they_are(asked: dict[str, Any], name: str) -> None:
    assert called(sample.make_day(), **asked)[0] == name


def test_a_second_call_has_a_name_of_its_own() -> None:
    _, day = called(sample.make_day(), kind="phone", id="call-1")
    assert called(day, kind="phone", id="call-2")[0] == "Samtal 2"
    assert name_patient(day, day.visits[-1], language="en") == "Call 1"


def test_a_place_that_nobody_named_is_called_by_where_it_lies() -> None:
    _, day = called(sample.make_day(), **POINT)
    assert name_place(day.locations[-1]) == "63.70001, 20.90000"
    assert name_place(day.locations[0]) == (day.locations[0].address or day.locations[0].id)


class Watched(tuple[Patient, ...]):
    """Patients that count how often somebody goes through all of them."""

    __slots__ = ()
    walks = 0

    def __iter__(self) -> Iterator[Patient]:
        type(self).walks += 1
        return super().__iter__()


def test_naming_the_patients_of_all_visits_does_not_go_through_all_patients_for_each() -> None:
    day = sample.make_day()
    day = replace(day, patients=Watched(day.patients))
    Watched.walks = 0
    assert [name_patient(day, visit) for visit in day.visits] == [visit.patient for visit in day.visits]
    assert Watched.walks == 0


@pytest.mark.parametrize(("lat", "lon"), [(90.0, 180.0), (63.8, -20.2), (57.7, 11.9)])
def test_a_call_hundreds_of_kilometres_from_all_places_of_the_day_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(InputError) as refused:
        called(sample.make_day(), lat=lat, lon=lon)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("lat", "call_far")]
