"""A day as a JSON file, ``hemrutt-day/1``: read with all faults at once, written so that it reads back equal."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scheduler.clock import write_instant
from scheduler.day import Car, Day, Gap, Patient, Staff, TravelTable, Visit, Window
from scheduler.files import limits
from scheduler.files.conversion import to_day
from scheduler.files.decoding import decode_json, read_bytes, refuse_large
from scheduler.files.findings import Finding, JsonPlaces, refuse
from scheduler.files.references import check_references
from scheduler.files.running_json import running_document
from scheduler.files.validation import split_day
from scheduler.files.whole import write_whole
from scheduler.files.wire import DAY_FORMAT
from solver.travel import UNREACHABLE


def read_day_json(path: Path) -> Day:
    """Read a day file; raises InputError with all its faults."""
    return parse_day_bytes(read_bytes(path, limit=limits.DAY_FILE_BYTES), file=path.name)


def parse_day_bytes(data: bytes, *, file: str) -> Day:
    """Read a day from the bytes of a file or an HTTP body; raises InputError with all its faults."""
    refuse_large(data, file=file, limit=limits.DAY_FILE_BYTES)
    return parse_day(decode_json(data, file=file), file=file)


def parse_day(document: object, *, file: str) -> Day:
    """Make a day of decoded JSON; raises InputError with all its faults."""
    day, findings = assemble_day(document)
    refuse(findings, JsonPlaces(file=file))
    if day is None:
        raise AssertionError("a document without findings makes a day")
    return day


def assemble_day(document: object) -> tuple[Day | None, list[Finding]]:
    """Make a day of a document; None where anything is found wrong with it."""
    parts = split_day(document)
    parts.findings.extend(check_references(parts))
    day, time_findings = to_day(parts)
    return day, [*parts.findings, *time_findings]


def write_day(day: Day, path: Path) -> None:
    """Write a day file, whole or not at all."""
    write_whole(path, (json.dumps(day_document(day), ensure_ascii=False, indent=1) + "\n").encode())


def day_document(day: Day) -> dict[str, Any]:
    """Give a day as JSON values; ``parse_day`` of them is equal to it."""
    return {
        "format": DAY_FORMAT,
        "date": day.date.isoformat(),
        "timezone": day.timezone,
        "team": day.team,
        "roads": day.roads,
        **({} if day.travel is None else {"travel": _travel_document(day.travel)}),
        "locations": [_without_none(id=at.id, lat=at.lat, lon=at.lon, address=at.address) for at in day.locations],
        "staff": [_staff_document(person) for person in day.staff],
        "cars": [_car_document(car, day) for car in day.cars],
        "patients": [_patient_document(patient) for patient in day.patients],
        "visits": [_visit_document(visit, day) for visit in day.visits],
        "together": [{"id": group.id, "visits": list(group.visits)} for group in day.together],
        "gaps": [_gap_document(gap) for gap in day.gaps],
        "fixed": [
            _without_none(visit=fix.visit, car=fix.car, start=None if fix.start is None else time_text(fix.start, day))
            for fix in day.fixed
        ],
        "rules": {
            "min_gap_same_patient_min": minutes(day.rules.min_gap_same_patient_s),
            "traffic": day.rules.traffic,
            "winter": day.rules.winter,
        },
        "weights": {"preset": day.weights.preset.value, "prices": dict(day.weights.prices)},
        **({} if day.running is None else {"running": running_document(day.running, day)}),
    }


def minutes(seconds: int) -> float:
    """Give seconds as minutes, whole where they are; multiplied and rounded they give the same seconds."""
    return seconds // 60 if seconds % 60 == 0 else seconds / 60


def time_text(at: dt.datetime, day: Day) -> str:
    """Write an instant as the day's files do."""
    return write_instant(at, date=day.date, timezone=day.timezone)


def _staff_document(person: Staff) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "profession": person.profession,
        "skills": sorted(person.skills),
        "languages": list(person.languages),
    }


def _car_document(car: Car, day: Day) -> dict[str, Any]:
    return {
        "id": car.id,
        **({} if car.number is None else {"number": car.number}),
        "mode": car.mode,
        "start": car.start,
        "end": car.end,
        "crew": list(car.crew),
        "shift": {
            "start": time_text(car.shift.start, day),
            "end": time_text(car.shift.end, day),
            "max_overtime_min": minutes(car.shift.max_overtime_s),
        },
        "breaks": [
            {
                "earliest": time_text(rest.earliest, day),
                "latest": time_text(rest.latest, day),
                "duration_min": minutes(rest.duration_s),
            }
            for rest in car.breaks
        ],
        "max_visits": car.max_visits,
        "capacity": dict(car.capacity),
    }


def _patient_document(patient: Patient) -> dict[str, Any]:
    return {
        "id": patient.id,
        "location": patient.location,
        "max_visits_per_day": patient.max_visits_per_day,
        "contact_staff": sorted(patient.contact_staff),
        "refused_staff": sorted(patient.refused_staff),
        **_without_none(phone=patient.phone),
        "protected": patient.protected,
    }


def _visit_document(visit: Visit, day: Day) -> dict[str, Any]:
    return {
        "id": visit.id,
        "patient": visit.patient,
        "duration_min": minutes(visit.duration_s),
        "setup_min": minutes(visit.setup_s),
        "windows": [_window_document(window, day) for window in visit.windows],
        "skills": sorted(visit.skills),
        "crew_size": visit.crew_size,
        "priority": visit.priority,
        "mandatory": visit.mandatory,
        "kind": visit.kind.value,
        "cars_allowed": None if visit.cars_allowed is None else sorted(visit.cars_allowed),
        "cars_refused": sorted(visit.cars_refused),
        "demand": dict(visit.demand),
    }


def _window_document(window: Window, day: Day) -> dict[str, Any]:
    times = {name: getattr(window, name) for name in ("start", "end", "soft_start", "soft_end")}
    return {name: time_text(at, day) for name, at in times.items() if at is not None}


def _gap_document(gap: Gap) -> dict[str, Any]:
    longest = None if gap.max_s is None else minutes(gap.max_s)
    return {
        "before": gap.before,
        "after": gap.after,
        "min_min": minutes(gap.min_s),
        "max_min": longest,
        "from": gap.since,
    }


def _travel_document(travel: TravelTable) -> dict[str, Any]:
    modes = {
        mode: {"seconds": _rows(matrix.seconds), "metres": _rows(matrix.metres)}
        for mode, matrix in travel.modes.items()
    }
    return {"locations": list(travel.locations), "modes": modes}


def _rows(matrix: npt.NDArray[np.int64]) -> list[list[int | None]]:
    return [[None if cell == UNREACHABLE else int(cell) for cell in row] for row in matrix]


def _without_none(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
