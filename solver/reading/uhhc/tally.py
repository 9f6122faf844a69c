"""What a solution file costs, counted as the format does."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from solver.reading.instance import Document
from solver.reading.uhhc.document import LUNCH
from solver.reading.uhhc.form import Caregiver, File, Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """What one caregiver's day counts."""

    travel: int = 0
    waiting: int = 0
    extra: int = 0
    idle: int = 0


def objective_of(file: File, written: Document) -> int:
    """Give the weighted sum of what the file counts; hard components are not looked at."""
    lists = {route["caregiver_id"]: route["locations"] for route in written["routes"]}
    days = [_day_of(file, caregiver, lists.get(caregiver.id, [])) for caregiver in file.caregivers]
    done = [(name, item) for name, items in lists.items() for item in items if item["service"] != LUNCH]
    patients = {patient.id: patient for patient in file.patients}
    late = [_tardiness(file, patients[item["patient"]], item) for _, item in done]
    lunched = {name for name, items in lists.items() if any(item["service"] == LUNCH for item in items)}
    counted = {
        "travel_time": sum(day.travel for day in days),
        "total_tardiness": sum(late),
        "highest_tardiness": max(late, default=0),
        "total_waiting_time": sum(day.waiting for day in days),
        "total_extra_time": sum(day.extra for day in days),
        "max_idle_time": max((day.idle for day in days), default=0),
        "caregiver_preferences": sum(_is_stranger(patients[item["patient"]], name) for name, item in done),
        "optional_patients": len(patients.keys() - {item["patient"] for _, item in done}),
        "missed_lunch_break": sum(one.lunch_break and one.id not in lunched for one in file.caregivers),
    }
    return sum(file.price(component) * amount for component, amount in counted.items())


def _day_of(file: File, caregiver: Caregiver, items: list[Document]) -> _Day:
    """Follow a caregiver, who leaves just in time for the first item; waiting after a first lunch costs nothing."""
    shift = caregiver.working_shift
    if not items:
        return _Day(idle=shift.end - shift.start if shift else 0)
    home, place = file.places[caregiver.departing_point], {one.id: one.distance_matrix_index for one in file.patients}
    travel, waiting, idle, origin, ready = 0, 0, 0, home, None
    for number, item in enumerate(items):
        there = place.get(item["patient"], home)
        drive, start = file.distances[origin][there], item["arrival_time"]
        travel, origin = travel + drive, there
        if ready is None:
            idle = max(0, start - drive - shift.start) if shift else 0
        else:
            wait = max(0, start - ready - drive)
            idle += wait
            waiting += 0 if number == 1 and items[0]["service"] == LUNCH else wait
        ready = item["departure_time"]
    drive = file.distances[origin][file.places[caregiver.arrival_point]]
    finish = (ready or 0) + drive
    extra, spare = (max(0, finish - shift.end), max(0, shift.end - finish)) if shift else (0, 0)
    return _Day(travel=travel + drive, waiting=waiting, extra=extra, idle=idle + spare)


def _tardiness(file: File, patient: Patient, item: Document) -> int:
    """Count against the last window that has opened by the start."""
    windows = patient.time_windows
    opened = max(0, bisect_right([window.start for window in windows], item["arrival_time"]) - 1)
    done = item["departure_time" if file.at_end else "arrival_time"]
    return int(max(0, done - windows[opened].end))


def _is_stranger(patient: Patient, caregiver: str) -> bool:
    return patient.preferred_caregivers is not None and caregiver not in patient.preferred_caregivers
