"""The day that is due on a date: what a registry says of staff, cars, patients and their needs, put together.

The day is written as its document (`hemrutt-day/1`) and read as any other, so that nothing gets past its checks.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

from scheduler.day import Day
from scheduler.files.day_json import parse_day
from scheduler.files.wire import DAY_FORMAT
from scheduler.protecting import MARK
from scheduler.roster.manning import CarOnDate, Crews, Manning, man
from scheduler.roster.records import NeedItem, PatientRecord, Place, Roster, StaffRecord, record_document
from scheduler.roster.rhythms import covering, falls_on
from scheduler.roster.times import DatedClock

_DIGITS: Final = re.compile(r"(\d+)")
_OF_STAFF: Final = ("id", "name", "profession", "skills", "languages")
_OF_VISIT: Final = ("duration_min", "setup_min", "crew_size", "priority", "mandatory", "kind")


@dataclass(slots=True, kw_only=True)
class DueDay:
    """A day as a document, and whose need each of its visits is."""

    document: dict[str, Any]
    needs: dict[str, tuple[str, str]] = field(default_factory=dict)
    manning: Manning


def due(roster: Roster, date: dt.date) -> Day:
    """Give the day that a registry makes of a date; raises InputError where it is too large for one."""
    return parse_day(due_day(roster, date).document, file="day")


def due_day(roster: Roster, date: dt.date, *, crews: Crews | None = None) -> DueDay:
    """Put together what is due on a date; ``crews`` go in place of the usual ones."""
    settings = roster.settings
    manning = man(roster, date, crews)
    dated = DatedClock(date=date, timezone=settings.timezone)
    present = [patient for patient in roster.patients if is_at_home(patient, date)]
    document: dict[str, Any] = {
        "format": DAY_FORMAT,
        "date": date.isoformat(),
        "timezone": settings.timezone,
        "team": roster.team,
        "roads": settings.roads,
        "locations": [
            *(place_document(base.id, base) for base in settings.bases),
            *(place_document(home_of(patient.id), patient.place) for patient in present),
        ],
        "staff": [_staff(one.person) for one in manning.staff if one.at_work],
        "cars": sorted((_car(one, roster, dated) for one in manning.going), key=lambda car: car["number"]),
        "patients": [patient_document(patient, manning.at_work) for patient in present],
        "visits": [],
        "together": [],
        "gaps": [],
        "rules": record_document(settings.rules),
        "weights": record_document(settings.weights),
    }
    day = DueDay(document=document, manning=manning)
    for patient in present:
        for need in patient.needs:
            if falls_on(need, date):
                _add_need(day, patient, need, dated)
    return day


def is_enrolled(patient: PatientRecord, date: dt.date) -> bool:
    """Tell whether a patient belongs to the team on a date."""
    begun = patient.enrolled_from is None or patient.enrolled_from <= date
    return begun and (patient.enrolled_until is None or date <= patient.enrolled_until)


def is_at_home(patient: PatientRecord, date: dt.date) -> bool:
    """Tell whether a patient is enrolled and not in hospital on a date."""
    return is_enrolled(patient, date) and covering(patient.hospital, date) is None


def home_of(patient: str) -> str:
    """Give the id that a patient's home has in days; no base can have it."""
    return f"home:{patient}"


def conceal(roster: Roster) -> Roster:
    """Give a registry without the phones and places of protected patients: they lie at the first base, as in days."""
    base = next(iter(roster.settings.bases), None)
    hidden = Place(lat=base.lat if base else 0.0, lon=base.lon if base else 0.0, address=MARK)
    veil = {"place": hidden, "phone": None}
    patients = tuple(patient.model_copy(update=veil) if patient.protected else patient for patient in roster.patients)
    return replace(roster, patients=patients)


def conceal_phones(roster: Roster) -> Roster:
    """Give a registry without patients' phones."""
    return replace(roster, patients=tuple(one.model_copy(update={"phone": None}) for one in roster.patients))


def _add_need(day: DueDay, patient: PatientRecord, need: NeedItem, dated: DatedClock) -> None:
    """Add the visits of a need: a group of cars at each of its times, and gaps from one time to the next."""
    cars = {car["id"] for car in day.document["cars"]}
    leaders = []
    for number, time in enumerate(need.times, start=1):
        stem = f"{patient.id}.{need.id}" + (f":{number}" if len(need.times) > 1 else "")
        windows = [dated.window(window) for window in time.windows]
        group = [visit | {"windows": windows} for visit in _group(stem, patient.id, need, cars)]
        day.document["visits"].extend(group)
        day.needs.update({visit["id"]: (patient.id, need.id) for visit in group})
        leaders.append(stem)
        if need.together:
            day.document["together"].append({"id": stem, "visits": [visit["id"] for visit in group]})
    if need.gap_min_min or need.gap_max_min is not None:
        longest = {"min_min": need.gap_min_min, "max_min": need.gap_max_min}
        day.document["gaps"].extend({"before": a, "after": b, **longest} for a, b in pairwise(leaders))


def _group(stem: str, patient: str, need: NeedItem, cars: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the visits of one time: the first carries what is needed, the others come with skills alone."""
    common: Mapping[str, Any] = {
        "patient": patient,
        **{name: getattr(need, name) for name in _OF_VISIT},
        "cars_allowed": None if need.cars_allowed is None else [key for key in need.cars_allowed if key in cars],
        "cars_refused": [key for key in need.cars_refused if key in cars],
    }
    yield {"id": stem, **common, "skills": list(need.skills), "demand": dict(need.demand)}
    for number, skills in enumerate(need.together, start=2):
        yield {"id": f"{stem}:{number}", **common, "crew_size": 1, "skills": list(skills)}


def place_document(key: str, place: Place) -> dict[str, Any]:
    """Write a place as a location of a day."""
    address = {} if place.address is None else {"address": place.address}
    return {"id": key, "lat": place.lat, "lon": place.lon, **address}


def _staff(person: StaffRecord) -> dict[str, Any]:
    return {name: value for name, value in record_document(person).items() if name in _OF_STAFF}


def _car(one: CarOnDate, roster: Roster, dated: DatedClock) -> dict[str, Any]:
    car = one.car
    assert one.shift is not None
    start = car.start or roster.settings.bases[0].id
    return {
        "id": car.id,
        "number": _in_order(roster).index(car.id),
        "mode": car.mode,
        "start": start,
        "end": car.end if "end" in car.model_fields_set else start,
        "crew": list(one.crew),
        "shift": dated.shift(one.shift),
        "breaks": [dated.rest(rest) for rest in one.breaks],
        "max_visits": car.max_visits,
        "capacity": dict(car.capacity),
    }


def _in_order(roster: Roster) -> list[str]:
    """Order the cars of a team, at work or not, as people count: bil-2 before bil-10."""
    return sorted(
        (car.id for car in roster.cars),
        key=lambda key: [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in _DIGITS.split(key)],
    )


def patient_document(patient: PatientRecord, at_work: Collection[str]) -> dict[str, Any]:
    """Write a patient as one of a day; whom they want or refuse is told of those at work."""
    return {
        "id": patient.id,
        "location": home_of(patient.id),
        "max_visits_per_day": patient.max_visits_per_day,
        "contact_staff": [key for key in patient.contact_staff if key in at_work],
        "refused_staff": [key for key in patient.refused_staff if key in at_work],
        **({} if patient.phone is None else {"phone": patient.phone}),
        "protected": patient.protected,
    }
