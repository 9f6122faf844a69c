"""A day and its plan as a FHIR R4 Bundle (type ``collection``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from api.exports.scene import Numbered, number_visits
from api.fhir.naming import Systems, identify, refer, resource
from scheduler import clock
from scheduler.day import Car, Day, Kind, Location, Patient, Staff, Visit
from scheduler.plan import Plan

_PRIORITIES: Final = ("routine", "routine", "urgent", "asap", "stat")
"""By the priority of a visit; higher ones are as the last."""

KIND_SYSTEM: Final = "urn:hemrutt:kind"
"""Whether a visit is made at home, by phone or by video."""

_MINUTES: Final = {"unit": "min", "system": "http://unitsofmeasure.org", "code": "min"}


def plan_bundle(day: Day, plan: Plan, *, stamp: dt.datetime, systems: Systems) -> dict[str, Any]:
    """Make the bundle; instants carry the offset of the day's time zone."""
    planned = {item.visit.id: item for item in number_visits(day, plan)}
    resources = [
        *(_place(day, place, systems) for place in day.locations),
        *(_patient(day, patient, systems) for patient in day.patients),
        *(part for person in day.staff for part in _person(day, person, systems)),
        *(part for car in day.cars for part in _car(day, car, systems)),
        *(part for visit in day.visits for part in _visit(day, plan, visit, planned.get(visit.id), systems)),
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": _instant(stamp, day),
        "entry": [{"fullUrl": f"urn:uuid:{made['id']}", "resource": made} for made in resources],
    }


def _place(day: Day, place: Location, systems: Systems) -> dict[str, Any]:
    return resource(
        "Location",
        day.team,
        place.id,
        identifier=identify(systems.places, place.id),
        address={"text": place.address} if place.address else None,
        position={"longitude": place.lon, "latitude": place.lat},
    )


def _patient(day: Day, patient: Patient, systems: Systems) -> dict[str, Any]:
    return resource("Patient", day.team, patient.id, identifier=identify(systems.patients, patient.id))


def _person(day: Day, person: Staff, systems: Systems) -> Iterator[dict[str, Any]]:
    yield resource(
        "Practitioner",
        day.team,
        person.id,
        identifier=identify(systems.staff, person.id),
        name=[{"text": person.name}],
        communication=[{"coding": [{"system": "urn:ietf:bcp:47", "code": code}]} for code in person.languages],
    )
    yield resource(
        "PractitionerRole",
        day.team,
        person.id,
        practitioner=refer("Practitioner", day.team, person.id),
        code=[{"coding": [{"system": systems.skills, "code": person.profession}]}],
        specialty=[{"coding": [{"system": systems.skills, "code": skill}]} for skill in sorted(person.skills)],
    )


def _car(day: Day, car: Car, systems: Systems) -> Iterator[dict[str, Any]]:
    yield resource(
        "Device",
        day.team,
        car.id,
        identifier=identify(systems.cars, car.id),
        deviceName=[{"name": car.id, "type": "user-friendly-name"}],
        location=refer("Location", day.team, car.start),
    )
    yield resource(
        "Schedule",
        day.team,
        f"{day.date}/{car.id}",
        active=True,
        actor=[refer("Device", day.team, car.id), *(refer("Practitioner", day.team, key) for key in car.crew)],
        planningHorizon=_period(car.shift.start, car.shift.end, day),
    )


def _visit(day: Day, plan: Plan, visit: Visit, item: Numbered | None, systems: Systems) -> Iterator[dict[str, Any]]:
    home = refer("Location", day.team, day.patient(visit.patient).location) if visit.kind is Kind.HOME else None
    told = {"identifier": identify(systems.visits, visit.id)}
    yield resource(
        "ServiceRequest",
        day.team,
        _key(day, visit),
        **told,
        status="active",
        intent="order",
        priority=_PRIORITIES[min(visit.priority, len(_PRIORITIES) - 1)],
        category=[{"coding": [{"system": KIND_SYSTEM, "code": visit.kind.value}]}],
        subject=refer("Patient", day.team, visit.patient),
        quantityQuantity={"value": visit.duration_s / 60, **_MINUTES},
        occurrencePeriod=_hull(visit, day),
        locationReference=[home] if home else None,
        performerType={"coding": [{"system": systems.skills, "code": skill} for skill in sorted(visit.skills)]}
        if visit.skills
        else None,
    )
    if item is not None:
        yield _appointment(day, plan, item, home, told)
    yield _task(day, visit, item, told)


def _appointment(
    day: Day, plan: Plan, item: Numbered, home: Mapping[str, str] | None, told: Mapping[str, Any]
) -> dict[str, Any]:
    visit, proposed = item.visit, plan.status == "proposed"
    crew = next(car.crew for car in day.cars if car.id == item.car)
    actors = [
        refer("Patient", day.team, visit.patient),
        *(refer("Practitioner", day.team, key) for key in crew),
        refer("Device", day.team, item.car),
        *([home] if home else []),
    ]
    return resource(
        "Appointment",
        day.team,
        _key(day, visit),
        **told,
        status="proposed" if proposed else "booked",
        basedOn=[refer("ServiceRequest", day.team, _key(day, visit))],
        start=_instant(item.stop.start, day),
        end=_instant(item.stop.end, day),
        minutesDuration=max(1, round(visit.duration_s / 60)),
        requestedPeriod=[_period(window.start, window.end, day) for window in visit.windows],
        participant=[{"actor": actor, "status": "needs-action" if proposed else "accepted"} for actor in actors],
    )


def _task(day: Day, visit: Visit, item: Numbered | None, told: Mapping[str, Any]) -> dict[str, Any]:
    return resource(
        "Task",
        day.team,
        _key(day, visit),
        **told,
        status=_status(day, visit, item),
        intent="order",
        focus=refer("ServiceRequest", day.team, _key(day, visit)),
        **{"for": refer("Patient", day.team, visit.patient)},
        owner=None if item is None else refer("Device", day.team, item.car),
        executionPeriod=None if item is None else _period(item.stop.start, item.stop.end, day),
    )


def _status(day: Day, visit: Visit, item: Numbered | None) -> str:
    """Tell how far a visit has come: what has happened of a running day, else whether it is planned."""
    if day.running is not None:
        for stop in (stop for past in day.running.cars for stop in past.stops if stop.visit == visit.id):
            return "completed" if stop.end <= day.running.at else "in-progress"
    return "requested" if item is None else "accepted"


def _key(day: Day, visit: Visit) -> str:
    return f"{day.date}/{visit.id}"


def _hull(visit: Visit, day: Day) -> dict[str, str | None] | None:
    """Give the first and last start of all windows; each of them stands with the appointment."""
    if not visit.windows:
        return None
    first, last = min(window.start for window in visit.windows), max(window.end for window in visit.windows)
    return _period(first, last, day)


def _period(start: dt.datetime | None, end: dt.datetime | None, day: Day) -> dict[str, str | None]:
    return {"start": _instant(start, day), "end": _instant(end, day)}


def _instant(at: dt.datetime | None, day: Day) -> str | None:
    return None if at is None else clock.to_local(at, day.timezone).isoformat(timespec="seconds")
