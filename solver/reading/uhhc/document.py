"""From a Solution to the solution file of the format.

A lunch has a place there: a patient's who is served, or else the caregiver's home (any other name stands for it).
"""

from __future__ import annotations

from typing import Final

from solver.legs import Leg, legs_of, rests_at_ends
from solver.problem import Car, Problem
from solver.reading.instance import Document
from solver.reading.uhhc.form import Caregiver, File
from solver.solution import Rest, Route, Solution

LUNCH: Final = "lunch_break"


def to_document(file: File, problem: Problem, solution: Solution) -> Document:
    """Write what each caregiver does; who has no work takes lunch at home."""
    routes = {route.car: _write_route(file, problem, route) for route in solution.routes}
    for number, caregiver in enumerate(file.caregivers):
        if number not in routes and (start := _lunch_at_home(problem.cars[number])) is not None:
            duration = problem.cars[number].breaks[0].duration
            routes[number] = [_write(caregiver.departing_point, LUNCH, start, start + duration)]
    return {
        "routes": [
            {"caregiver_id": file.caregivers[car].id, "locations": locations}
            for car, locations in sorted(routes.items())
        ]
    }


def _lunch_at_home(car: Car) -> int | None:
    """Give when a caregiver without work takes lunch."""
    if not car.breaks:
        return None
    start = max(car.breaks[0].earliest, car.shift_start)
    fits = start <= car.breaks[0].latest and start + car.breaks[0].duration <= car.shift_end
    return start if fits else None


def _write_route(file: File, problem: Problem, route: Route) -> list[Document]:
    caregiver, car = file.caregivers[route.car], problem.cars[route.car]
    before, after = rests_at_ends(route)
    here = caregiver.departing_point
    written = [_write(here, LUNCH, rest.start, rest.end) for rest in before]
    for leg in legs_of(problem, route):
        rests = leg.rests if leg.stop else (*leg.rests, *after)
        there = _there(file, caregiver, leg)
        written += [_write_lunch(car, leg, rest, here, there) for rest in rests]
        if leg.stop and there is not None:
            service = file.requests[leg.stop.visit][1].service
            written.append(_write(there, service, leg.stop.start, leg.stop.end))
            here = there
    return written


def _there(file: File, caregiver: Caregiver, leg: Leg) -> str | None:
    """Name the place to which a leg leads, if a lunch can be taken there: at home only where the day began."""
    if leg.stop:
        return file.requests[leg.stop.visit][0].id
    return caregiver.departing_point if caregiver.departing_point == caregiver.arrival_point else None


def _write_lunch(car: Car, leg: Leg, rest: Rest, here: str, there: str | None) -> Document:
    """Write a lunch on arrival, or before the drive where it would then begin too late."""
    span, duration = car.breaks[rest.number], rest.end - rest.start
    arrival = leg.begin + leg.seconds
    start = max(arrival, span.earliest) if leg.stop is None else max(arrival, rest.start)
    if there is None or start > span.latest:
        there, start = here, max(leg.begin, span.earliest)
    return _write(there, LUNCH, start, start + duration)


def _write(place: str, service: str, start: int, end: int) -> Document:
    return {"patient": place, "service": service, "arrival_time": start, "departure_time": end}
