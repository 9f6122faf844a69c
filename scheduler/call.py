"""An urgent call: a visit asked for while a plan runs, and where it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from scheduler import clock
from scheduler.day import Day, Location, Patient, Visit
from scheduler.texts import Language, say

NAME: Final = "call"
"""The id of what comes with a call and has none; a number follows where the day has it already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A visit that a day does not have yet; ``patient`` and ``location`` are None where the day has them."""

    visit: Visit
    patient: Patient | None = None
    location: Location | None = None


def with_call(day: Day, call: Call) -> Day:
    """Give the day with the visit asked for at its end, so that all other indices stay."""
    return replace(
        day,
        locations=day.locations if call.location is None else (*day.locations, call.location),
        patients=day.patients if call.patient is None else (*day.patients, call.patient),
        visits=(*day.visits, call.visit),
    )


def is_unnamed(key: str) -> bool:
    """Tell whether an id is one that is given to what comes with a call and has none."""
    return re.fullmatch(rf"{NAME}(?:-[0-9]+)?", key) is not None


def name_place(place: Location) -> str:
    """Give what a place is called: its address, else its id, or where it lies where nobody gave it one."""
    return place.address or (name_point(place.lat, place.lon) if is_unnamed(place.id) else place.id)


def name_point(lat: float, lon: float) -> str:
    """Write a point in WGS 84 degrees, to the metre."""
    return f"{lat:.5f}, {lon:.5f}"


def name_patient(day: Day, visit: Visit, *, language: Language = "sv") -> str:
    """Give what a visit's patient is called: the id, or for somebody who called and has none, where they are."""
    patient = day.patient(visit.patient)
    if patient.protected or not is_unnamed(patient.id):
        return patient.id
    # Somebody who is called and told no place is put where the cars start.
    at_base = any(patient.location in {car.start, car.end} for car in day.cars)
    return name_call(visit.id, language=language) if at_base else name_place(day.location(patient.location))


def name_visit(day: Day, visit: Visit, *, language: Language = "sv") -> str:
    """Give what a visit is called in a sentence: its id, or its patient where that is what the id was made of.

    A patient with several visits is told with when each of them may begin.
    """
    if is_unnamed(visit.id):
        return name_patient(day, visit, language=language)
    if not visit.id.startswith(f"{visit.patient}."):
        return visit.id
    is_only = sum(one.patient == visit.patient for one in day.visits) == 1
    if is_only or not visit.windows:
        return visit.patient
    return f"{visit.patient} {clock.to_local(visit.windows[0].start, day.timezone):%H:%M}"


def name_call(visit: str, *, language: Language = "sv") -> str:
    """Give what a call without patient and place is called."""
    number = visit.removeprefix(NAME).removeprefix("-") or 1
    return say("calls.nobody", language=language, number=number) if is_unnamed(visit) else visit
