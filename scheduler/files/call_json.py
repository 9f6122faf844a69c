"""An urgent call as a JSON file: a visit as a day has them, with its place and how long it can wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from maps import mercator
from scheduler.call import NAME, Call
from scheduler.day import Day, Kind, Location, Patient, Visit
from scheduler.files import limits
from scheduler.files.conversion import read_windows
from scheduler.files.decoding import decode_json, read_bytes
from scheduler.files.findings import Finding, JsonPlaces, nearest, refuse
from scheduler.files.times import TimeReader
from scheduler.files.validation import validate_whole
from scheduler.files.wire import CallDocument, WindowItem

FAR_M: Final = 300_000
"""A call farther than this from all places of the day cannot be meant: nobody drives there and back in a shift."""

FindPlace: TypeAlias = Callable[[str], tuple[float, float] | None]
"""Looks an address up: latitude and longitude, or None."""


def read_call(path: Path, day: Day, *, find_place: FindPlace) -> Call:
    """Read a call for a day; raises InputError with all its faults."""
    data = read_bytes(path, limit=limits.DAY_FILE_BYTES)
    return parse_call(decode_json(data, file=path.name), day, file=path.name, find_place=find_place)


def parse_call(document: object, day: Day, *, file: str, find_place: FindPlace) -> Call:
    """Make a call of decoded JSON; raises InputError with all its faults."""
    asked = validate_whole(CallDocument, document, file=file)
    findings = [*_check_names(asked, day), *_check_place(asked, day)]
    reader = TimeReader(date=day.date, timezone=day.timezone)
    windows = read_windows(_windows_of(asked, day), reader)
    location = None if findings else _locate(asked, day, find_place)
    if asked.address is not None and not findings and location is None:
        findings.append(Finding(path=("address",), code="address_unknown", values={"address": asked.address}))
    refuse([*findings, *(_as_asked(finding, asked) for finding in reader.findings)], JsonPlaces(file=file))
    key = asked.id or _free_id({visit.id for visit in day.visits})
    visit = Visit(
        id=key,
        patient=asked.patient or _free_id({patient.id for patient in day.patients}),
        duration_s=max(1, round(asked.duration_min * 60)),
        setup_s=round(asked.setup_min * 60),
        windows=windows,
        skills=frozenset(asked.skills),
        crew_size=asked.crew_size,
        priority=asked.priority,
        mandatory=asked.mandatory,
        kind=Kind(asked.kind),
        cars_allowed=None if asked.cars_allowed is None else frozenset(asked.cars_allowed),
        cars_refused=frozenset(asked.cars_refused),
        demand=dict(asked.demand),
    )
    return _call(asked, visit, location, day)


def _call(asked: CallDocument, visit: Visit, location: Location | None, day: Day) -> Call:
    if asked.patient is not None:
        return Call(visit=visit)
    known = {place.id for place in day.locations}
    # Someone who is called needs no place, but a patient has one: it is never driven to.
    home = day.cars[0].start if location is None else location.id
    patient = Patient(
        id=visit.patient,
        location=home,
        contact_staff=frozenset(asked.contact_staff),
        refused_staff=frozenset(asked.refused_staff),
    )
    return Call(visit=visit, patient=patient, location=None if location is None or location.id in known else location)


def _windows_of(asked: CallDocument, day: Day) -> list[WindowItem]:
    """Give the windows, or the one from ``earliest`` to ``latest``; either may be left out."""
    if asked.earliest is None and asked.latest is None:
        return asked.windows
    ends = [car.shift.end + dt.timedelta(seconds=car.shift.max_overtime_s) for car in day.cars]
    end = asked.latest or max((last.isoformat() for last in ends), default="47:59")
    return [WindowItem(start=asked.earliest or "00:00", end=end)]


def _as_asked(finding: Finding, asked: CallDocument) -> Finding:
    """Name the field in which a time of a window was written."""
    if asked.windows:
        return finding
    field = "earliest" if finding.path[-1] == "start" else "latest"
    return Finding(path=(field,), code=finding.code, values=finding.values)


def _free_id(taken: set[str]) -> str:
    return next(key for key in (NAME, *(f"{NAME}-{number}" for number in range(2, len(taken) + 3))) if key not in taken)


def _check_names(asked: CallDocument, day: Day) -> Iterator[Finding]:
    if asked.id is not None and asked.id in {visit.id for visit in day.visits}:
        yield Finding(path=("id",), code="duplicate_id", values={"id": asked.id, "other": asked.id})
    known: dict[str, list[str]] = {
        "patients": [patient.id for patient in day.patients],
        "locations": [place.id for place in day.locations],
        "cars": [car.id for car in day.cars],
        "staff": [person.id for person in day.staff],
    }
    named: list[tuple[str, str, list[str]]] = [
        ("patient", "patients", [] if asked.patient is None else [asked.patient]),
        ("location", "locations", [] if asked.location is None else [asked.location]),
        ("cars_allowed", "cars", asked.cars_allowed or []),
        ("cars_refused", "cars", asked.cars_refused),
        ("contact_staff", "staff", asked.contact_staff),
        ("refused_staff", "staff", asked.refused_staff),
    ]
    for field, target, keys in named:
        for key in keys:
            if key not in known[target]:
                values = {"id": key, "target": target, **nearest(key, known[target])}
                yield Finding(path=(field,), code="unknown_id", values=values)


def _check_place(asked: CallDocument, day: Day) -> Iterator[Finding]:
    if (asked.earliest or asked.latest) and asked.windows:
        yield Finding(path=("windows",), code="call_two_windows")
    if (asked.lat is None) != (asked.lon is None):
        name = "lat" if asked.lat is None else "lon"
        yield Finding(path=(name,), code="missing_field", values={"name": name})
        return
    # An address beside a point is only what the place is called.
    ways = [asked.patient, asked.location, asked.lat, asked.address if asked.lat is None else None]
    given = sum(way is not None for way in ways)
    if given > 1 or (given == 0 and asked.kind == "home"):
        yield Finding(path=("location",), code="call_place", values={"count": given})
    elif given == 0 and not day.cars:
        yield Finding(path=("location",), code="call_place", values={"count": 0})
    elif day.travel is not None and asked.lat is not None:
        yield Finding(path=("lat",), code="call_off_matrix")
    elif asked.lat is not None and asked.lon is not None and (away_m := _nearest_m(day, asked.lat, asked.lon)) > FAR_M:
        yield Finding(path=("lat",), code="call_far", values={"km": round(away_m / 1000)})
    elif day.travel is not None and asked.location is not None and asked.location not in day.travel.locations:
        yield Finding(path=("location",), code="location_without_matrix", values={"id": asked.location})


def _nearest_m(day: Day, lat: float, lon: float) -> float:
    known = np.array([(place.lat, place.lon) for place in day.locations]).reshape(-1, 2)
    away_m = mercator.distances(known[:, 0], known[:, 1], np.array([lat]), np.array([lon]))
    return float(away_m.min(initial=np.inf))


def _locate(asked: CallDocument, day: Day, find_place: FindPlace) -> Location | None:
    """Give the place of somebody new, one of the day's where it is told by name; None where there is none."""
    if asked.location is not None:
        return day.location(asked.location)
    if asked.lat is not None and asked.lon is not None:
        key = _free_id({place.id for place in day.locations})
        return Location(id=key, lat=asked.lat, lon=asked.lon, address=asked.address)
    if asked.address is None:
        return None
    wanted = asked.address.casefold().strip()
    covered = None if day.travel is None else set(day.travel.locations)
    for place in day.locations:
        same = place.address is not None and place.address.casefold().strip() == wanted
        if same and (covered is None or place.id in covered):
            return place
    found = None if day.travel is not None else find_place(asked.address)
    if found is None:
        return None
    key = _free_id({place.id for place in day.locations})
    return Location(id=key, lat=found[0], lon=found[1], address=asked.address)
